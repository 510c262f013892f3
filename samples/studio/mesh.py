"""A textured surface that bends with the bones of a figure."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from samples.studio.rotation import Array


@dataclass(frozen=True)
class Mesh:
    """One surface at rest, each vertex tied to at most four bones; metres, rest frame."""

    name: str
    vertices: Array  # (n, 3)
    normals: Array  # (n, 3) of length 1
    uv: NDArray[np.float32]  # (n, 2) place in the texture, v upwards
    triangles: NDArray[np.int32]  # (m, 3) counter-clockwise seen from outside
    bones: NDArray[np.intp]  # (n, 4) indices into the skeleton
    weights: Array  # (n, 4) sum 1
    texture: Path
    is_cutout: bool  # the texture's alpha says where there is something, as with hair
    shine: float  # 0 matt .. about 0.4 wet
    tint: tuple[float, float, float]  # factors on the texture's red, green, blue


def triangulated(quads: NDArray[np.intp]) -> NDArray[np.intp]:
    """(k, 3) triangles of (m, 4) quads; a quad that repeats a corner gives one triangle."""
    triangles = np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])
    a, b, c = triangles.T
    triangular: NDArray[np.intp] = triangles[(a != b) & (b != c) & (a != c)]
    return triangular


def quad_normals(vertices: Array, quads: NDArray[np.intp]) -> Array:
    """(m, 3) across each quad, as long as its area: half the cross product of the diagonals."""
    a, b, c, d = (vertices[quads[:, corner]] for corner in range(4))
    normals: Array = np.cross(c - a, d - b) / 2
    return normals


def vertex_normals(vertices: Array, quads: NDArray[np.intp]) -> Array:
    """(n, 3) normals: those of the quads around, weighed by their areas; zero without a quad."""
    across = quad_normals(vertices, quads)
    normals = np.zeros_like(vertices)
    for corner in range(4):
        np.add.at(normals, quads[:, corner], across)
    lengths = np.linalg.norm(normals, axis=1, keepdims=True)
    unit: Array = normals / np.maximum(lengths, 1e-12)
    return unit
