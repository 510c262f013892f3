"""Swing on wall bars: hangs facing them, legs taken back, swings to the sides and in circles."""

from dataclasses import replace

import numpy as np

from samples.studio.contact import PARTS, skin_of
from samples.studio.figure import Figure
from samples.studio.furniture import FLOOR_Y_M, WallBars
from samples.studio.goals import SIDES, Goals, LimbGoal, Side
from samples.studio.poses.pose import Scenery
from samples.studio.poses.standing import (
    Grip,
    bent_length_m,
    faces,
    foot_drop_m,
    gripping,
    hanging_from,
    joint_places,
    middle_of,
    overhand_grip,
    shoulder_half_width_m,
    upright_trunk,
)
from samples.studio.rotation import Array, X, Y, Z, turn
from samples.studio.solve import ARM, LEG, OUTWARD, solve

FACES_WALL = faces(180.0)
ELBOW_DEG = 5.0
SHRUG_DEG = 20.0
SHRUG_SHARE = 1.25  # of the swing by which one shoulder rises and the other sinks
PELVIS_DEG, CHEST_DEG, HEAD_DEG = 5.0, -2.0, -6.0  # forward; the spine is a little hollow
LEGS_BACK_DEG = 18.0  # of the thighs behind the vertical
KNEE_DEG = 16.0
FOOT_POINT_DEG = 35.0
ROLL_DEG = 8.4  # of the trunk: the line from the hands to the hips swings by 8 then
TO_AND_FRO_DEG = 8.0  # of the legs
TRUNK_SHARE = 0.3  # of the trunk in the way to and fro
FEET_UP_M = 0.05  # at least
CLEAR_M = 0.025  # between the rungs' middle and the skin
GRIP_SHARE = 1.1  # of the shoulders' width


class WallBarSwing:
    """Excursion x 1: hangs 8 degrees to the right; y 1: legs 8 degrees farther back."""

    def __init__(self, figure: Figure) -> None:
        self._figure = figure
        self._arms_back_deg = 12.0
        bars = WallBars()
        self._grip = self._grip_at(bars, bars.rung_heights_m[-1])
        for _ in range(4):  # the wall pushes back what would be in it
            self._arms_back_deg += self._degrees_too_near(bars)
        self._grip = self._grip_at(bars, self._rung_m(bars))
        rung_m = self._grip.places["L"][1]
        self.scenery = Scenery(
            middle=np.array([0.0, 0.5 * rung_m + 0.02, 0.0]),
            furniture=(bars,),
            has_mat=False,
            has_front=True,
            front_deg=180.0,
        )

    def goals(self, x: float, y: float = 0.0) -> Goals:
        """The body `x` to the person's right and `y` to the back; the hands stay on their rung."""
        roll = turn(Z, ROLL_DEG * x)  # faces -z: the right is at +x
        back_deg = TO_AND_FRO_DEG * y
        trunk = upright_trunk(
            FACES_WALL, PELVIS_DEG + TRUNK_SHARE * back_deg, CHEST_DEG, HEAD_DEG
        ).turned(roll, (0.0, 0.0, 0.0))
        # Both arms are equally long: the shoulder on the higher side sinks, the other rises.
        shrug_deg = {s: SHRUG_DEG + OUTWARD[s] * SHRUG_SHARE * ROLL_DEG * x for s in SIDES}
        trunk = replace(trunk, head=turn(Z, -0.5 * ROLL_DEG * x) @ trunk.head, shrug_deg=shrug_deg)
        down = roll @ turn(X, -self._arms_back_deg - TRUNK_SHARE * back_deg) @ -Y
        arm_m = bent_length_m(self._figure.skeleton, ARM, ELBOW_DEG)
        trunk = hanging_from(self._figure, trunk, self._grip.wrists, down, arm_m)
        hips = joint_places(self._figure, trunk, "upperleg01")
        legs = {s: self._leg(s, hips[s], roll, LEGS_BACK_DEG + back_deg) for s in SIDES}
        return gripping(replace(trunk, legs=legs), self._grip, self._grip.arms(FACES_WALL))

    def _leg(self, side: Side, hip: Array, roll: Array, back_deg: float) -> LimbGoal:
        turned = roll @ FACES_WALL
        length = bent_length_m(self._figure.skeleton, LEG, KNEE_DEG)
        along = turned @ turn(X, back_deg + KNEE_DEG / 2)
        end = hip + length * (along @ -Y)
        return LimbGoal(end, along @ Z, turned @ turn(X, back_deg + KNEE_DEG + FOOT_POINT_DEG))

    def _grip_at(self, bars: WallBars, rung_m: float) -> Grip:
        half_width_m = GRIP_SHARE * shoulder_half_width_m(self._figure.skeleton)
        middle = (0.0, rung_m, bars.z_m)
        return overhand_grip(self._figure, FACES_WALL, middle, half_width_m, forward=0.28)

    def _rung_m(self, bars: WallBars) -> float:
        """The lowest rung from which the feet hang above the floor, else the highest."""
        highest_m = bars.rung_heights_m[-1]
        goals = self.goals(0.0)
        foot = goals.legs["L"].end_rotation
        assert foot is not None
        toes_m = goals.legs["L"].end[1] - foot_drop_m(self._figure, "L", foot)
        spare_m = toes_m - FLOOR_Y_M - FEET_UP_M
        fitting = [m for m in bars.rung_heights_m if m >= highest_m - spare_m]
        return min(fitting, default=highest_m)

    def _degrees_too_near(self, bars: WallBars) -> float:
        """By how much the arms must lean back more so that nothing is nearer than CLEAR_M."""
        goals = self.goals(0.0, -1.0)
        posture = solve(self._figure.skeleton, goals)
        heads = self._figure.skeleton.heads
        nearest_m = min(
            float(skin_of(self._figure, part).placed(posture, heads)[0][:, 2].min())
            for part in PARTS
            if "hand" not in part and "arm" not in part
        )
        shoulders = middle_of(joint_places(self._figure, goals, "upperarm01"))
        arm_m = float(np.linalg.norm(shoulders - middle_of(self._grip.wrists)))
        return float(np.degrees((bars.z_m + CLEAR_M - nearest_m) / arm_m))


POSE = WallBarSwing
