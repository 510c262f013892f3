"""Arms and toes: arms over the front to beyond the head, or stretched there; toes pulled up."""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from samples.studio.figure import Figure
from samples.studio.goals import SIDES, Goals, LimbGoal, Side
from samples.studio.poses.lying import (
    SUPINE_Z,
    leg_straight,
    middle_of,
    shoulder,
    supine_rest,
)
from samples.studio.poses.pose import Scenery
from samples.studio.poses.toe_pull import point_deg
from samples.studio.rotation import Array
from samples.studio.solve import ARM, hand_rotation, limb_length, trunk_only

Start = Literal["sides", "overhead"]
SHRUG_DEG = 12.0  # the shoulder blades turn up with the arms
STRETCH_SHRUG_DEG = 4.0  # and a little farther when the arms stretch there
STRAIGHT_REACH = 0.995  # of the arm's length: elbows that are not locked
LOOSE_REACH = 0.965  # of arms that lie overhead before they stretch
SIDE_OUT_DEG, HIGH_OUT_DEG = 15.5, 8.0  # of the arms from the trunk, at the sides and overhead
LYING_WRIST_M = 0.045  # height of the wrist of a hand that lies on the mat


@dataclass(frozen=True)
class Ray:
    """Where a straight arm points, seen from its shoulder; the middle plane is x, y.

    rise_deg: 0 to the feet, 90 to the ceiling, 180 beyond the head. out_deg: away from the middle.
    """

    rise_deg: float
    out_deg: float

    def towards(self, other: "Ray", share: float) -> "Ray":
        """The ray `share` of the way to `other`, over the front."""
        return Ray(
            self.rise_deg + (other.rise_deg - self.rise_deg) * share,
            self.out_deg + (other.out_deg - self.out_deg) * share,
        )

    def direction(self, aside: float) -> Array:
        """(3,) of length 1."""
        rise, out = np.radians([self.rise_deg, self.out_deg])
        return np.array(
            [np.cos(rise) * np.cos(out), np.sin(rise) * np.cos(out), aside * np.sin(out)]
        )

    @property
    def back(self) -> Array:
        """(3,) square to the arm in the middle plane: up at the side, down beyond the head."""
        rise = np.radians(self.rise_deg)
        return np.array([-np.sin(rise), np.cos(rise), 0.0])


HAND_LOW, HAND_HIGH = Ray(3.0, 7.0), Ray(180.0, 8.0)  # hands lie nearly level on the mat


class ArmRaiseToePull:
    """Legs straight. Arms start at the sides, or lie overhead already and only stretch."""

    STANCES = ("sides", "overhead")

    def __init__(self, figure: Figure, start: Start = "sides") -> None:
        self._figure = figure
        self._start = start
        self._rest = supine_rest(figure)
        self._hips = trunk_only(figure.skeleton, self._rest)
        self._length_m = limb_length(figure.skeleton, "R", ARM)
        drop_m = shoulder(figure, self._hips, "R")[1] - LYING_WRIST_M
        drop_deg = float(np.degrees(np.arcsin(drop_m / (STRAIGHT_REACH * self._length_m))))
        self._low = Ray(-drop_deg, SIDE_OUT_DEG)
        self._high = Ray(180.0 + drop_deg, HIGH_OUT_DEG)
        ends = np.array([middle_of(figure, self.goals(0.0)), middle_of(figure, self.goals(1.0))])
        self.scenery = Scenery(ends.mean(axis=0))

    def goals(self, x: float, y: float = 0.0) -> Goals:
        """The body at the excursion `x`: 1 is arms on the mat beyond the head, toes pulled.

        The mat ends the way of arms that start at the sides: beyond 1 they only stretch.
        """
        raised, reach, stretched = self._stage(x)
        shrug_deg = SHRUG_DEG * raised + STRETCH_SHRUG_DEG * stretched
        goals = replace(self._rest, shrug_deg=dict.fromkeys(SIDES, shrug_deg))
        trunk = trunk_only(self._figure.skeleton, goals)
        starts = {s: shoulder(self._figure, trunk, s) for s in SIDES}
        arms = {s: self._arm(s, starts[s], raised, reach) for s in SIDES}
        legs = {s: leg_straight(self._figure, self._hips, s, point_deg=point_deg(x)) for s in SIDES}
        return replace(goals, arms=arms, legs=legs)

    def _stage(self, x: float) -> tuple[float, float, float]:
        """Share of the way up, reach of the arms, and share of the shoulders' stretch."""
        if self._start == "sides":
            return min(x, 1.0), STRAIGHT_REACH, max(x - 1.0, 0.0)
        reach = LOOSE_REACH + (STRAIGHT_REACH - LOOSE_REACH) * min(x, 1.0)
        return 1.0, reach, x

    def _arm(self, side: Side, start: Array, raised: float, reach: float) -> LimbGoal:
        aside = SUPINE_Z[side]
        ray = self._low.towards(self._high, raised)
        hand = HAND_LOW.towards(HAND_HIGH, raised)
        elbow_out = np.array([0.0, 0.0, aside]) + (0.45 * raised - 0.15) * hand.back
        return LimbGoal(
            start + reach * self._length_m * ray.direction(aside),
            elbow_out,
            hand_rotation(self._figure.skeleton, side, hand.direction(aside), hand.back),
        )


POSE = ArmRaiseToePull
