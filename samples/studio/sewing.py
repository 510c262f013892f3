"""Plain clothes cut from the close-fitting suit that comes with the base mesh.

The package holds few clothes; the suit fits every body, and lifted off the skin it hangs loosely.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from samples.studio.makehuman import Body, Surface, Worn
from samples.studio.mesh import quad_normals, vertex_normals
from samples.studio.rotation import Array, Y, unit
from samples.studio.skeleton import Skeleton

Cut = Literal["shirt", "long_shirt", "shorts", "trousers"]
Mask = NDArray[np.bool_]

PLAIN_TEXTURE = Path(__file__).with_name("plain.png")  # white: the tint alone gives the colour

_ARMS = ("upperarm", "lowerarm", "wrist", "metacarpal", "finger")
_SKIN_MARGIN_M = 0.02  # skin is left out only so far inside a garment that no gap opens at a hem
_SLIVER_M2 = 1e-8  # straightening a hem squeezes a few faces to nothing


@dataclass(frozen=True)
class Hem:
    """Where the scissors go: a plane on the way from one joint to another."""

    start: str
    end: str
    share: float  # of the way; the cloth on the side of `start` stays
    is_level: bool = False  # horizontal instead of square to the way
    limb: str = ""  # ".L" or ".R": only the arm of this side; else everything but the arms

    def cut_at(self, skeleton: Skeleton) -> tuple[Array, Array]:
        """A point of the plane and its normal, which points to what is cut off."""
        start, end = skeleton.head(self.start), skeleton.head(self.end)
        way = end - start
        normal = Y * np.sign(way[1]) if self.is_level else unit(way)
        return start + self.share * way, normal


def _sleeves(end: str, share: float) -> tuple[Hem, ...]:
    start = {"wrist": "lowerarm01", "lowerarm01": "upperarm01"}[end]
    return tuple(Hem(start + side, end + side, share, limb=side) for side in (".L", ".R"))


_COLLAR = Hem("spine01", "neck02", 0.85)
_SHIRT_HEM = Hem("spine03", "upperleg01.L", 0.92, is_level=True)
_WAIST = Hem("upperleg01.L", "spine03", 0.3, is_level=True)
_HEMS: dict[Cut, tuple[Hem, ...]] = {
    "shirt": (_COLLAR, _SHIRT_HEM, *_sleeves("lowerarm01", 0.6)),
    "long_shirt": (_COLLAR, _SHIRT_HEM, *_sleeves("wrist", 0.92)),
    "shorts": (_WAIST, Hem("upperleg01.L", "lowerleg01.L", 0.8, is_level=True)),
    "trousers": (_WAIST, Hem("lowerleg01.L", "foot.L", 0.93, is_level=True)),
}
_WITH_ARMS: frozenset[Cut] = frozenset({"shirt", "long_shirt"})


def sew(cut: Cut, looseness_m: float, body: Body) -> Worn:
    """A garment of the form `cut`, `looseness_m` further off the skin than the suit itself."""
    surface, suit = body.surface, body.tights_faces
    arms = {side: _moved_by_arm(side, body) for side in (".L", ".R")}
    any_arm = arms[".L"] | arms[".R"]
    kept = np.ones(len(suit.corners), bool)
    covered = np.ones(len(surface.vertices), bool)
    if cut not in _WITH_ARMS:
        kept &= ~any_arm[suit.corners].any(axis=1)
        covered &= ~any_arm
    outward = vertex_normals(surface.vertices, suit.corners)
    vertices = surface.vertices + looseness_m * outward
    for hem in _HEMS[cut]:
        place, normal = hem.cut_at(body.skeleton)
        part = arms[hem.limb] if hem.limb else ~any_arm
        beyond_m = np.where(part, (surface.vertices - place) @ normal, -np.inf)
        inside = _centres(beyond_m, suit.corners) < 0
        _straighten(vertices, beyond_m, suit.corners[kept], inside[kept])
        kept &= inside
        covered &= beyond_m < -_SKIN_MARGIN_M
    kept &= np.linalg.norm(quad_normals(vertices, suit.corners), axis=1) > _SLIVER_M2
    cloth = Surface(vertices, suit.where(kept), surface.uv, surface.influences)
    return Worn(cloth, covered)


def _moved_by_arm(side: str, body: Body) -> Mask:
    names = body.skeleton.names
    bones = [i for i, name in enumerate(names) if name.startswith(_ARMS) and name.endswith(side)]
    share = body.surface.influences.summed(len(names))[:, bones].sum(axis=1)
    moved: Mask = share > 0.5
    return moved


def _centres(beyond_m: Array, corners: NDArray[np.intp]) -> Array:
    """(m,) how far a face's middle lies beyond the cut; its corners on other limbs do not count."""
    values = beyond_m[corners]
    known = np.isfinite(values)
    sums = np.where(known, values, 0.0).sum(axis=1)
    middles: Array = np.where(known.any(axis=1), sums / known.sum(axis=1).clip(1), -np.inf)
    return middles


def _straighten(vertices: Array, beyond_m: Array, corners: NDArray[np.intp], inside: Mask) -> None:
    """Move vertices at the edge of the cloth onto the cut, along the edges that cross it."""
    edge = np.intersect1d(corners[inside], corners[~inside])
    ends = np.stack([corners.ravel(), np.roll(corners, -1, axis=1).ravel()], axis=1)
    is_known = np.isfinite(beyond_m[ends]).all(axis=1)
    ends = ends[is_known & ((beyond_m[ends] < 0).sum(axis=1) == 1)]
    start_m, end_m = beyond_m[ends].T
    start, end = (vertices[column] for column in ends.T)
    crossing = start + (start_m / (start_m - end_m))[:, None] * (end - start)
    sums, counts = np.zeros_like(vertices), np.zeros(len(vertices))
    for column in ends.T:
        np.add.at(sums, column, crossing)
        np.add.at(counts, column, 1)
    edge = edge[counts[edge] > 0]
    vertices[edge] = sums[edge] / counts[edge, None]
