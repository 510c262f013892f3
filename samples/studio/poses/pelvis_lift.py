"""Pelvis lift: on the back, leaning on bent elbows and feet, the pelvis rises and comes down.

Nominal range (x = 1): the line from shoulders to hips tilts by 17 degrees, to 18-22; the hips come
0.27-0.29 trunk lengths farther off the line from shoulders to ankles. Over-large (x = 1.5): 1.4
times that, the back no longer rounded but slightly hollow.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from samples.studio.contact import lowest_m
from samples.studio.figure import Figure
from samples.studio.goals import SIDES, Goals, LimbGoal, Side
from samples.studio.poses.course import Course, places
from samples.studio.poses.forearms import Forearm
from samples.studio.poses.lying import (
    SUPINE,
    SUPINE_Z,
    arm_at_the_side,
    hip,
    lying_trunk,
    settled,
    shoulder,
)
from samples.studio.poses.pose import Scenery
from samples.studio.rotation import Y, Z, rotation_vector, turn
from samples.studio.skeleton import Posture
from samples.studio.solve import (
    LEG,
    anchored,
    foot_flat,
    limb_length,
    solve,
    trunk_only,
)

NECK_AT = np.array([-0.33, 0.1, 0.0])  # stays there, seen from above
# Tilt at rest and what the nominal range adds; at rest the pelvis is rolled back, the lower back
# lies flat. The shoulders stay on the mat, so the chest tilts less.
PELVIS_DEG, PELVIS_GAIN_DEG = 12.0, 18.5
CHEST_DEG, CHEST_GAIN_DEG = 2.5, 15.5
HOLLOW_CHEST_DEG, HOLLOW_PELVIS_DEG = 4.0, -24.0  # times the square of what goes beyond x = 1

HEEL_SHARE = 0.555  # of the leg's length, from hip to ankle along the mat
STANCE_SHARE = 0.134  # of the leg's length, from the middle line to either ankle
TOES_OUT = 0.14  # aside for one ahead
SINK_M = 0.004  # of elbow, hand and sole into the mat
PARTS: Mapping[Side, tuple[str, str]] = {
    "L": ("left_arm", "left_hand"),
    "R": ("right_arm", "right_hand"),
}


class PelvisLift:
    """The exercise done by one figure; `arms` are bent, or straight beside the trunk."""

    STANCES = ("bent", "straight")

    def __init__(self, figure: Figure, arms: str = "bent") -> None:
        self.scenery = Scenery(middle=np.array([-0.05, 0.15, 0.0]))
        self._figure = figure
        self._bedding = self._settled_course()
        rest = trunk_only(figure.skeleton, self._trunk(0.0))
        self._legs = {side: self._planted_leg(rest, side) for side in SIDES}
        self._straight = {side: arm_at_the_side(figure, rest, side) for side in SIDES}
        self._forearms: dict[Side, Forearm] = {}
        if arms == "bent":
            self._lay_forearms(rest)
        else:
            self._lay_hands()

    def goals(self, x: float, y: float = 0.0) -> Goals:
        """The body with the pelvis lifted by the share `x` of the nominal range."""
        del y  # one way only
        goals = self._trunk(x)
        trunk = trunk_only(self._figure.skeleton, goals)
        return replace(
            goals,
            arms={side: self._arm(trunk, side) for side in SIDES},
            legs=self._legs,
        )

    def _trunk(self, x: float) -> Goals:
        """The trunk on the mat, without limbs."""
        pelvis_x, pelvis_y, head_deg = self._bedding.at(x)
        return replace(
            _tilted(x),
            pelvis_at=np.array([pelvis_x, pelvis_y, 0.0]),
            head=turn(Z, head_deg) @ SUPINE,
        )

    def _settled_course(self) -> Course:
        """Place of the pelvis and tilt of the head at which shoulders and head lie on the mat."""
        rows = []
        for x in places():
            trunk = anchored(self._figure.skeleton, _tilted(float(x)), "neck01", NECK_AT)
            goals = settled(self._figure, trunk)
            head_deg = np.degrees(rotation_vector(goals.head @ SUPINE.T) @ Z)
            rows.append([goals.pelvis_at[0], goals.pelvis_at[1], head_deg])
        return Course.through(places(), np.array(rows))

    def _planted_leg(self, rest: Posture, side: Side) -> LimbGoal:
        length = limb_length(self._figure.skeleton, side, LEG)
        ahead = hip(self._figure, rest, side)[0] + HEEL_SHARE * length
        aside = SUPINE_Z[side]
        ankle = np.array([ahead, self._figure.sole_m - SINK_M, aside * STANCE_SHARE * length])
        return LimbGoal(
            ankle, np.array([0.5, 1.0, 0.02 * aside]), foot_flat([1.0, 0.0, TOES_OUT * aside])
        )

    def _arm(self, trunk: Posture, side: Side) -> LimbGoal:
        if side not in self._forearms:
            return self._straight[side]
        return self._forearms[side].goal(shoulder(self._figure, trunk, side))

    def _lay_hands(self) -> None:
        """Straight arms at the height at which the hands touch the mat."""
        posture = solve(self._figure.skeleton, self.goals(0.0))
        for side in SIDES:
            sunk_m = lowest_m(self._figure, posture, PARTS[side][1]) + SINK_M
            goal = self._straight[side]
            self._straight[side] = replace(goal, end=goal.end - sunk_m * Y)

    def _lay_forearms(self, rest: Posture) -> None:
        """Elbows and hands at the heights at which their skin touches the mat."""
        figure = self._figure
        heights = {side: np.array([0.036, 0.03]) for side in SIDES}
        for _ in range(3):
            for side in SIDES:
                place = shoulder(figure, rest, side)
                self._forearms[side] = Forearm.laid(figure.skeleton, side, place, *heights[side])
            posture = solve(figure.skeleton, self.goals(0.0))
            for side in SIDES:
                lowest = [lowest_m(figure, posture, part) for part in PARTS[side]]
                heights[side] = heights[side] - np.array(lowest) - SINK_M


def _tilted(x: float) -> Goals:
    """The trunk bent as at the excursion `x`, not yet laid on the mat."""
    beyond = max(0.0, x - 1.0) ** 2
    pelvis_deg = PELVIS_DEG + PELVIS_GAIN_DEG * x + HOLLOW_PELVIS_DEG * beyond
    chest_deg = CHEST_DEG + CHEST_GAIN_DEG * x + HOLLOW_CHEST_DEG * beyond
    return replace(
        lying_trunk(SUPINE),
        pelvis=turn(Z, pelvis_deg) @ SUPINE,
        chest=turn(Z, chest_deg) @ SUPINE,
    )


POSE = PelvisLift
