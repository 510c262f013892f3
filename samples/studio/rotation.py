"""Rotations as 3x3 matrices, right-handed, acting on column vectors."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Vector = Sequence[float] | Array

X: Array = np.array([1.0, 0.0, 0.0])
Y: Array = np.array([0.0, 1.0, 0.0])
Z: Array = np.array([0.0, 0.0, 1.0])


def unit(vector: Vector) -> Array:
    """The vector with length 1."""
    array = np.asarray(vector, np.float64)
    return array / np.linalg.norm(array)


def turn(axis: Vector, angle_deg: float) -> Array:
    """(3, 3) rotation about `axis` by the right-hand rule (Rodrigues' formula)."""
    x, y, z = unit(axis)
    cross = np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])
    angle = np.radians(angle_deg)
    rotation: Array = np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * cross @ cross
    return rotation


def axes_along(direction: Vector, up: Vector) -> Array:
    """(3, 3) columns: `direction`, the part of `up` square to it, and their cross product."""
    first = unit(direction)
    second = np.asarray(up, np.float64)
    second = unit(second - first * (first @ second))
    return np.stack([first, second, np.cross(first, second)], axis=1)


def aligning(from_axes: Array, to_axes: Array) -> Array:
    """(3, 3) rotation that carries one triple of axes onto another."""
    return to_axes @ from_axes.T


def rotation_vector(rotation: Array) -> Array:
    """(3,) axis times angle in radians, the angle within 0..pi."""
    angle = np.arccos(np.clip((np.trace(rotation) - 1) / 2, -1.0, 1.0))
    axis = np.array(
        [
            rotation[2, 1] - rotation[1, 2],
            rotation[0, 2] - rotation[2, 0],
            rotation[1, 0] - rotation[0, 1],
        ]
    )
    length = np.linalg.norm(axis)
    if length > 1e-9:
        along: Array = axis / length * angle
        return along
    if angle < 1.0:
        return np.zeros(3)
    i = int(np.argmax(np.diag(rotation)))  # half a turn: the axis is the one that stays
    half_turn: Array = unit(rotation[:, i] + np.eye(3)[i]) * angle
    return half_turn


def blend(start: Array, end: Array, share: float) -> Array:
    """The rotation `share` (0..1) of the way from `start` to `end`, by the shortest turn."""
    vector = rotation_vector(end @ start.T)
    angle = float(np.linalg.norm(vector))
    return start if angle < 1e-9 else turn(vector, np.degrees(angle) * share) @ start
