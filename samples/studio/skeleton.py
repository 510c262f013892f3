"""Bones of a figure at rest, and the places its joints take when the bones are turned."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from samples.studio.rotation import Array, Vector


@dataclass(frozen=True)
class Skeleton:
    """Bones in an order in which every parent stands before its children; rest frame, metres."""

    names: tuple[str, ...]
    parents: NDArray[np.intp]  # (n,) index of the parent, -1 for the root
    heads: Array  # (n, 3) where a bone begins
    tails: Array  # (n, 3) where it ends

    @cached_property
    def index(self) -> dict[str, int]:
        """Place of a bone in the arrays by its name."""
        return {name: i for i, name in enumerate(self.names)}

    def head(self, bone: str) -> Array:
        """(3,) where `bone` begins at rest."""
        place: Array = self.heads[self.index[bone]]
        return place

    def distance(self, bone: str, other: str) -> float:
        """Between the heads of two bones, in metres."""
        return float(np.linalg.norm(self.head(bone) - self.head(other)))


@dataclass(frozen=True)
class Posture:
    """A figure in one moment: how each bone is turned and where it begins."""

    rotations: Array  # (n, 3, 3) from the rest frame into the room
    heads: Array  # (n, 3) metres


def posed(skeleton: Skeleton, rotations: Mapping[str, Array], anchor: str, at: Vector) -> Posture:
    """Forward kinematics: bones that are not named turn with their parent.

    rotations: of bones by name, from the rest frame into the room.
    anchor, at: the bone whose head lies at the place `at` (metres).
    """
    turned = np.empty((len(skeleton.names), 3, 3))
    heads = np.empty_like(skeleton.heads)
    for i, name in enumerate(skeleton.names):
        parent = int(skeleton.parents[i])
        if parent < 0:
            turned[i] = rotations.get(name, np.eye(3))
            heads[i] = skeleton.heads[i]
            continue
        turned[i] = rotations.get(name, turned[parent])
        heads[i] = heads[parent] + turned[parent] @ (skeleton.heads[i] - skeleton.heads[parent])
    heads += np.asarray(at, np.float64) - heads[skeleton.index[anchor]]
    return Posture(turned, heads)
