"""Where the skin of a body part is: to lay bodies down, and to check that nothing sinks in."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from samples.studio.figure import Figure
from samples.studio.rotation import Array
from samples.studio.skeleton import Posture

# Body part -> how the names of its bones begin.
PARTS = {
    "trunk": ("root", "pelvis", "spine", "breast", "clavicle", "shoulder"),
    "head": ("head", "neck03"),
    "left_arm": ("lowerarm01.L", "lowerarm02.L", "upperarm02.L"),
    "right_arm": ("lowerarm01.R", "lowerarm02.R", "upperarm02.R"),
    "left_hand": ("wrist.L", "finger2", "finger3", "finger4", "finger5", "metacarpal"),
    "right_hand": ("wrist.R", "finger2", "finger3", "finger4", "finger5", "metacarpal"),
    "left_thigh": ("upperleg02.L",),
    "right_thigh": ("upperleg02.R",),
    "left_shin": ("lowerleg01.L", "lowerleg02.L"),
    "right_shin": ("lowerleg01.R", "lowerleg02.R"),
    "left_foot": ("foot.L", "toe"),
    "right_foot": ("foot.R", "toe"),
}
MIN_WEIGHT = 0.85  # a point belongs to a part when its bones carry at least this share of it
EVERY = 2  # neighbouring points tell the same


@dataclass(frozen=True)
class Skin:
    """Points of the skin and clothes of one part, at rest."""

    points: Array  # (n, 3) metres
    normals: Array  # (n, 3) outwards
    bones: NDArray[np.intp]  # (n, 4)
    weights: Array  # (n, 4)

    def placed(self, posture: Posture, rest_heads: Array) -> tuple[Array, Array]:
        """(n, 3) places and (n, 3) normals in the room, by linear blend skinning."""
        offsets = posture.heads - np.einsum("bij,bj->bi", posture.rotations, rest_heads)
        turned = np.einsum("nk,nkij->nij", self.weights, posture.rotations[self.bones])
        moved = np.einsum("nk,nki->ni", self.weights, offsets[self.bones])
        places = np.einsum("nij,nj->ni", turned, self.points) + moved
        normals = np.einsum("nij,nj->ni", turned, self.normals)
        return places, normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-9)


def skin_of(figure: Figure, part: str) -> Skin:
    """The skin of a part of PARTS; hair, eyes and eyebrows do not touch anything."""
    return _skins(figure)[part]


@lru_cache(maxsize=8)
def _skins(figure: Figure) -> dict[str, Skin]:
    return {part: _skin(figure, part, starts) for part, starts in PARTS.items()}


def _skin(figure: Figure, part: str, starts: tuple[str, ...]) -> Skin:
    side = {"left": ".L", "right": ".R"}.get(part.split("_")[0], "")
    names = figure.skeleton.names
    chosen = [
        i for i, n in enumerate(names) if n.startswith(starts) and (not side or n.endswith(side))
    ]
    pieces = []
    for mesh in figure.meshes:
        if mesh.is_cutout or "eye" in mesh.name.lower():
            continue
        share = (np.isin(mesh.bones, chosen) * mesh.weights).sum(axis=1)
        kept = np.flatnonzero(share > MIN_WEIGHT)[::EVERY]
        pieces.append(
            (mesh.vertices[kept], mesh.normals[kept], mesh.bones[kept], mesh.weights[kept])
        )
    points, normals, bones, weights = (
        np.concatenate(arrays) for arrays in zip(*pieces, strict=True)
    )
    return Skin(points, normals, bones.astype(np.intp), weights.astype(np.float64))


def lowest_m(figure: Figure, posture: Posture, part: str) -> float:
    """Height of the lowest point of a part."""
    places, _ = skin_of(figure, part).placed(posture, figure.skeleton.heads)
    return float(places[:, 1].min())
