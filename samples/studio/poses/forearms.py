"""Forearms that lie on the mat: the elbow stays on it while the shoulder moves a little."""

from dataclasses import dataclass

import numpy as np

from samples.studio.goals import LimbGoal, Side
from samples.studio.poses.lying import SUPINE_Z
from samples.studio.rotation import Array, Y
from samples.studio.skeleton import Skeleton
from samples.studio.solve import ARM, hand_rotation

ELBOW_OUT_DEG = 50.0  # of the upper arm from the trunk, seen from above
FOREARM_IN_DEG = 30.0  # of the forearm from straight towards the feet


@dataclass(frozen=True)
class Forearm:
    """A planted forearm: its wrist does not move, its elbow keeps its height."""

    skeleton: Skeleton
    side: Side
    wrist: Array  # (3,) metres
    elbow_m: float  # height of the elbow joint

    @classmethod
    def laid(
        cls, skeleton: Skeleton, side: Side, shoulder: Array, elbow_m: float, wrist_m: float
    ) -> "Forearm":
        """Under a shoulder at the place `shoulder` (3,), with the joints at these heights."""
        upper, lower = _lengths(skeleton, side)
        out, into = np.radians(ELBOW_OUT_DEG), np.radians(FOREARM_IN_DEG)
        aside = SUPINE_Z[side]
        elbow = shoulder + _level(upper, shoulder[1] - elbow_m) * np.array(
            [np.cos(out), 0.0, aside * np.sin(out)]
        )
        wrist = elbow + _level(lower, wrist_m - elbow_m) * np.array(
            [np.cos(into), 0.0, -aside * np.sin(into)]
        )
        wrist[1] = wrist_m
        return cls(skeleton, side, wrist, elbow_m)

    def goal(self, shoulder: Array) -> LimbGoal:
        """The arm that hangs on a shoulder at the place `shoulder` (3,), palm on the mat."""
        aside = SUPINE_Z[self.side]
        fingers = np.array([1.0, 0.0, -0.05 * aside])
        return LimbGoal(
            self.wrist,
            self._elbow(shoulder) - shoulder,
            hand_rotation(self.skeleton, self.side, fingers, Y),
        )

    def _elbow(self, shoulder: Array) -> Array:
        """Where two circles at the elbow's height meet, the outer of the two places."""
        upper, lower = _lengths(self.skeleton, self.side)
        first = _level(upper, shoulder[1] - self.elbow_m)
        second = _level(lower, self.wrist[1] - self.elbow_m)
        way = self.wrist - shoulder
        way[1] = 0.0
        apart = float(np.linalg.norm(way))
        along = (apart**2 + first**2 - second**2) / (2 * apart)
        across = np.sqrt(max(first**2 - along**2, 0.0))
        ahead = way / apart
        outward = SUPINE_Z[self.side] * np.cross(ahead, Y)
        elbow: Array = shoulder + ahead * along + outward * across
        elbow[1] = self.elbow_m
        return elbow


def _lengths(skeleton: Skeleton, side: Side) -> tuple[float, float]:
    first, _, middle, _, last = (f"{bone}.{side}" for bone in ARM)
    return skeleton.distance(first, middle), skeleton.distance(middle, last)


def _level(length: float, rise: float) -> float:
    """The level part of a bone that rises by `rise`."""
    return float(np.sqrt(max(length**2 - rise**2, 0.0)))
