"""What the two long stretches on the back share: a still pose that pulls hands and feet out."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from samples.studio.contact import lowest_m
from samples.studio.figure import Figure
from samples.studio.goals import SIDES, Goals, LimbGoal, Side
from samples.studio.poses.lying import (
    SUPINE,
    arm_overhead,
    hip,
    laid_out,
    leg_straight,
    lying_trunk,
    settled,
    shoulder,
)
from samples.studio.rotation import Y, turn
from samples.studio.skeleton import Posture
from samples.studio.solve import solve, trunk_only

PULL_M = 0.006  # of wrists and ankles at full tension: 1 cm is not passed at |x| = 1.6
REST_SHRUG_DEG = 12.0  # arms overhead take the shoulders along
SINK_M = 0.004  # of hands and sleeves into the mat
PARTS: Mapping[Side, tuple[str, str]] = {
    "L": ("left_arm", "left_hand"),
    "R": ("right_arm", "right_hand"),
}


@dataclass(frozen=True)
class LongStretch:
    """A body that lies stretched out, and where tension pulls it.

    rest: without tension.
    shrug_deg_per_m: how far the shoulders must rise for the wrists to move by one metre.
    """

    figure: Figure
    rest: Goals
    shrug_deg_per_m: float

    @classmethod
    def laid(cls, figure: Figure, arms_spread_deg: float, legs_spread_deg: float) -> "LongStretch":
        """Arms and legs `..._spread_deg` each from the trunk's line, on the mat."""

        def arm(figure: Figure, trunk: Posture, side: Side) -> LimbGoal:
            return arm_overhead(figure, trunk, side, arms_spread_deg)

        def leg(figure: Figure, trunk: Posture, side: Side) -> LimbGoal:
            return leg_straight(figure, trunk, side, legs_spread_deg)

        goals = _shrugged(lying_trunk(SUPINE), REST_SHRUG_DEG)
        goals = laid_out(figure, settled(figure, goals), arm, leg)
        goals = _centred(_arms_laid_down(figure, goals))
        first, second = (_shoulder_x(figure, goals, REST_SHRUG_DEG + more) for more in (0, 1))
        return cls(figure, goals, 1 / (first - second))

    def pulled(self, arms_m: float, legs_m: float) -> Goals:
        """Wrists carried along the arms by the rising shoulders, ankles swung apart."""
        goals = _shrugged(self.rest, REST_SHRUG_DEG + self.shrug_deg_per_m * arms_m)
        trunk = trunk_only(self.figure.skeleton, goals)
        before = trunk_only(self.figure.skeleton, self.rest)
        return replace(
            goals,
            arms={side: self._arm(side, before, trunk) for side in SIDES},
            legs={side: self._leg(side, trunk, legs_m) for side in SIDES},
        )

    def _arm(self, side: Side, before: Posture, trunk: Posture) -> LimbGoal:
        rest = self.rest.arms[side]
        rise = shoulder(self.figure, trunk, side) - shoulder(self.figure, before, side)
        return replace(rest, end=rest.end + rise)

    def _leg(self, side: Side, trunk: Posture, legs_m: float) -> LimbGoal:
        rest = self.rest.legs[side]
        start = hip(self.figure, trunk, side)
        way = rest.end - start
        outward = float(np.sign(way[2]))
        swing = turn(Y, -outward * float(np.degrees(legs_m / np.linalg.norm(way))))
        return LimbGoal(
            start + swing @ way,
            swing @ rest.pole,
            None if rest.end_rotation is None else swing @ rest.end_rotation,
        )


def _shrugged(goals: Goals, shrug_deg: float) -> Goals:
    return replace(goals, shrug_deg=dict.fromkeys(SIDES, shrug_deg))


def _shoulder_x(figure: Figure, goals: Goals, shrug_deg: float) -> float:
    trunk = trunk_only(figure.skeleton, _shrugged(goals, shrug_deg))
    return float(shoulder(figure, trunk, "R")[0])


def _arms_laid_down(figure: Figure, goals: Goals) -> Goals:
    """Backs of the hands, or thick sleeves, on the mat."""
    for _ in range(3):
        posture = solve(figure.skeleton, goals)
        arms = {}
        for side in SIDES:
            sunk_m = min(lowest_m(figure, posture, part) for part in PARTS[side]) + SINK_M
            arms[side] = replace(goals.arms[side], end=goals.arms[side].end - sunk_m * Y)
        goals = replace(goals, arms=arms)
    return goals


def _centred(goals: Goals) -> Goals:
    """Wrists and ankles equally far from x = 0: a long body just fits on the mat."""
    middle = (goals.arms["R"].end[0] + goals.legs["R"].end[0]) / 2
    return goals.moved([-middle, 0.0, 0.0])
