"""Linear blend skinning: surfaces follow the bones they are tied to. Quick, in single precision."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samples.studio.mesh import Mesh
from samples.studio.rotation import Array
from samples.studio.skeleton import Posture, Skeleton

Floats = NDArray[np.float32]

# Neighbours in a mesh hang on the same few bones, so small blocks need small products. Products
# this small also stay on one thread: a BLAS that wakes others is slower where cores are busy.
_BLOCK = 256


@dataclass(frozen=True)
class Block:
    """Vertices start..stop of a mesh and the bones that move them."""

    start: int
    stop: int
    bones: NDArray[np.intp]  # (b,) indices into the skeleton
    shares: Floats  # (b, stop - start) their weights


@dataclass(frozen=True)
class Skin:
    """What skinning needs of a mesh.

    Coordinates stand in rows, so that the arithmetic runs along contiguous memory.
    """

    blocks: tuple[Block, ...]
    rest: Floats  # (3, n) vertices
    normals: Floats  # (3, n)
    rise: Floats  # (3, n) where a vertex goes per metre of breath
    bone_heads: Array  # (bones, 3) of the whole skeleton at rest


def prepared(mesh: Mesh, skeleton: Skeleton, rise: Array) -> Skin:
    """The mesh ready for skinning; rise: (n, 3) displacement per metre of breath."""
    count = len(mesh.vertices)
    starts = range(0, count, _BLOCK)
    blocks = tuple(_block(mesh, start, min(start + _BLOCK, count)) for start in starts)
    rest, normals, risen = (
        np.ascontiguousarray(values.T, np.float32) for values in (mesh.vertices, mesh.normals, rise)
    )
    return Skin(blocks, rest, normals, risen, skeleton.heads)


def skinned(skin: Skin, posture: Posture, breath: float = 0.0) -> tuple[Floats, Floats]:
    """(n, 3) vertices in metres and (n, 3) normals of length 1, in the room.

    breath: metres by which chest and belly stand above rest.
    """
    mixed = _mixed_moves(skin, posture)
    rest = skin.rest + np.float32(breath) * skin.rise if breath else skin.rest
    vertices = np.empty((rest.shape[1], 3), np.float32)
    normals = np.empty_like(vertices)
    for axis in range(3):
        a, b, c = mixed[3 * axis : 3 * axis + 3]
        vertices[:, axis] = a * rest[0] + b * rest[1] + c * rest[2] + mixed[9 + axis]
        normals[:, axis] = a * skin.normals[0] + b * skin.normals[1] + c * skin.normals[2]
    normals /= np.sqrt(np.einsum("ni,ni->n", normals, normals))[:, None] + np.float32(1e-12)
    return vertices, normals


def _block(mesh: Mesh, start: int, stop: int) -> Block:
    weights, tied = mesh.weights[start:stop], mesh.bones[start:stop]
    bones = np.unique(tied[weights > 0])
    rows = np.searchsorted(bones, tied).clip(0, len(bones) - 1)  # weight 0 may fall anywhere
    shares = np.zeros((len(bones), stop - start), np.float32)
    columns = np.arange(stop - start)
    for slot in range(4):
        np.add.at(shares, (rows[:, slot], columns), weights[:, slot].astype(np.float32))
    return Block(start, stop, bones, shares)


def _mixed_moves(skin: Skin, posture: Posture) -> Floats:
    """(12, n) the move of each vertex: nine numbers of the rotation, three of the shift."""
    shifts = posture.heads - np.einsum("bij,bj->bi", posture.rotations, skin.bone_heads)
    moves = np.concatenate([posture.rotations.reshape(-1, 9), shifts], axis=1).astype(np.float32)
    mixed = np.empty((12, skin.rest.shape[1]), np.float32)
    for block in skin.blocks:
        mixed[:, block.start : block.stop] = moves[block.bones].T @ block.shares
    return mixed
