"""Plain solids with a texture: what the room and its furniture are built of."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samples.studio.camera import Place
from samples.studio.rotation import Array, axes_along, unit
from samples.studio.textures import Texture

Triangles = NDArray[np.int32]

# Outward normal of each face of a box, and its directions of u and v.
BOX_FACES = (
    ((0, 1, 0), (1, 0, 0), (0, 0, -1)),
    ((0, -1, 0), (1, 0, 0), (0, 0, 1)),
    ((0, 0, 1), (1, 0, 0), (0, 1, 0)),
    ((0, 0, -1), (-1, 0, 0), (0, 1, 0)),
    ((1, 0, 0), (0, 0, -1), (0, 1, 0)),
    ((-1, 0, 0), (0, 0, 1), (0, 1, 0)),
)


@dataclass(frozen=True)
class Wall:
    """A plane; the room is where `normal` (length 1) points."""

    normal: Place
    offset_m: float  # of the plane from the origin, along the normal

    def hides(self, eye: Place) -> bool:
        """Whether an eye is behind the wall."""
        return float(np.dot(self.normal, eye)) < self.offset_m


@dataclass(frozen=True)
class Solid:
    """A fixed thing. Triangles turn counter-clockwise on the side from which they are seen.

    vertices, normals: (n, 3), metres, room frame; uv: (n, 2), v up; triangles: (m, 3).
    texture: (h, w, 3 or 4) uint8 RGB(A), or the file of a picture.
    is_cutout: there is nothing where the texture's alpha is low.
    shine: 0 chalk .. 1 lacquer. glow: share of the window's light that it gives off itself.
    wall: what it stands or hangs at; a camera behind that wall looks through both.
    """

    vertices: Array
    normals: Array
    uv: Array
    triangles: Triangles
    texture: Texture | Path
    is_cutout: bool = False
    shine: float = 0.1
    casts_shadow: bool = True
    glow: float = 0.0
    wall: Wall | None = None


def box(low: ArrayLike, high: ArrayLike, texture: Texture, repeats_per_m: float = 1.0) -> Solid:
    """A box between two opposite corners (metres)."""
    corners = np.array([low, high], np.float64)
    middle, size = corners.mean(axis=0), corners[1] - corners[0]
    faces = []
    for normal, right, up in np.array(BOX_FACES, np.float64):
        centre, half_right, half_up = middle + normal * size / 2, right * size / 2, up * size / 2
        repeats = repeats_per_m * np.array([abs(right @ size), abs(up @ size)])
        faces.append(_parallelogram(centre, half_right, half_up, repeats, texture))
    return joined(faces)


def panel(
    centre: ArrayLike,
    half_right: ArrayLike,
    half_up: ArrayLike,
    texture: Texture,
    repeats: ArrayLike = (1.0, 1.0),
) -> Solid:
    """A flat piece seen from one side: the side from which `half_right` points to the right.

    half_right, half_up: (3,) from the centre to the middle of the right and of the upper edge.
    """
    return _parallelogram(
        np.asarray(centre, np.float64),
        np.asarray(half_right, np.float64),
        np.asarray(half_up, np.float64),
        np.asarray(repeats, np.float64),
        texture,
    )


def turned_body(
    foot: ArrayLike, profile: Sequence[tuple[float, float]], texture: Texture, segments: int = 28
) -> Solid:
    """A body turned about the upright axis through `foot`.

    profile: (radius_m, height_m) pairs, from the foot along the outer side.
    """
    return _turned(
        np.asarray(foot, np.float64), np.array([0.0, 1.0, 0.0]), profile, texture, segments
    )


def sphere(centre: ArrayLike, radius_m: float, texture: Texture, segments: int = 28) -> Solid:
    """A ball."""
    angles = np.linspace(-np.pi / 2, np.pi / 2, segments // 2)
    profile = [(radius_m * float(np.cos(a)), radius_m * float(np.sin(a))) for a in angles]
    return turned_body(centre, profile, texture, segments)


def bar(
    start: ArrayLike, end: ArrayLike, radius_m: float, texture: Texture, segments: int = 16
) -> Solid:
    """A round bar between two places, with flat ends."""
    begin = np.asarray(start, np.float64)
    axis = np.asarray(end, np.float64) - begin
    length = float(np.linalg.norm(axis))
    # The doubled rings keep the edge between side and end sharp.
    profile = [(0.0, 0.0), (radius_m, 0.0), (radius_m, 0.0), (radius_m, length)]
    profile += [(radius_m, length), (0.0, length)]
    return _turned(begin, axis, profile, texture, segments)


def leaf(
    stem: ArrayLike,
    heading_deg: float,
    rise_deg: float,
    length_m: float,
    width_m: float,
    texture: Texture,
) -> Solid:
    """A bowed leaf seen from both sides: it starts at `stem`, rises and bends over."""
    heading = np.radians(heading_deg)
    ahead = np.array([np.cos(heading), 0.0, np.sin(heading)])
    side = np.array([-np.sin(heading), 0.0, np.cos(heading)])
    rows = []
    for along in np.linspace(0.0, 1.0, 9):
        rise = np.radians(rise_deg) - 0.9 * along**2
        spine = stem + length_m * along * (ahead * np.cos(rise) + [0.0, np.sin(rise), 0.0])
        half = width_m * np.sin(np.pi * min(1.0, 0.93 * along + 0.05)) ** 0.8
        rows.append([spine - side * half, spine - [0.0, 0.12 * half, 0.0], spine + side * half])
    vertices = np.array(rows).reshape(-1, 3)
    triangles = _grid(9, 3, is_closed=False)
    upper = from_triangles(vertices, triangles, texture)
    return joined([upper, from_triangles(vertices, triangles[:, ::-1], texture)])


def from_triangles(vertices: Array, triangles: NDArray[np.integer], texture: Texture) -> Solid:
    """A smooth solid: each normal is the mean of the faces around, weighted by their area."""
    a, b, c = vertices[triangles].transpose(1, 0, 2)
    face_normals = np.cross(b - a, c - a)
    normals = np.zeros_like(vertices)
    for corner in triangles.T:
        np.add.at(normals, corner, face_normals)
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
    uv = np.zeros((len(vertices), 2))
    return Solid(vertices, normals, uv, triangles.astype(np.int32), texture)


def joined(parts: Sequence[Solid]) -> Solid:
    """Several solids as one that looks like the first of them."""
    starts = np.cumsum([0] + [len(part.vertices) for part in parts[:-1]])
    return replace(
        parts[0],
        vertices=np.concatenate([part.vertices for part in parts]),
        normals=np.concatenate([part.normals for part in parts]),
        uv=np.concatenate([part.uv for part in parts]),
        triangles=np.concatenate(
            [part.triangles + start for part, start in zip(parts, starts, strict=True)]
        ).astype(np.int32),
    )


def _parallelogram(
    centre: Array, half_right: Array, half_up: Array, repeats: Array, texture: Texture
) -> Solid:
    signs = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]])
    vertices = centre + signs[:, :1] * half_right + signs[:, 1:] * half_up
    normals = np.tile(unit(np.cross(half_right, half_up)), (4, 1))
    triangles = np.array([[0, 1, 2], [0, 2, 3]], np.int32)
    return Solid(vertices, normals, (signs + 1) / 2 * repeats, triangles, texture)


def _turned(
    foot: Array,
    axis: Array,
    profile: Sequence[tuple[float, float]],
    texture: Texture,
    segments: int,
) -> Solid:
    along = unit(axis)
    across = np.eye(3)[int(np.argmin(np.abs(along)))]
    _, first, second = axes_along(along, across).T
    angles = np.linspace(0, 2 * np.pi, segments, endpoint=False)
    ring = np.outer(np.cos(angles), first) + np.outer(np.sin(angles), second)
    vertices = np.concatenate([foot + along * height + ring * radius for radius, height in profile])
    return from_triangles(vertices, _grid(len(profile), segments, is_closed=True), texture)


def _grid(rows: int, columns: int, *, is_closed: bool) -> NDArray[np.intp]:
    """(m, 3) triangles of a net of vertices stored row by row; closed joins its two sides."""
    triangles = []
    for row in range(rows - 1):
        for column in range(columns if is_closed else columns - 1):
            a, b = row * columns + column, row * columns + (column + 1) % columns
            triangles += [(a, b, a + columns), (b, b + columns, a + columns)]
    return np.array(triangles)
