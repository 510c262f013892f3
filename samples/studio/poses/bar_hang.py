"""Hang: hands on a crossbar, then the feet leave the floor."""

from dataclasses import replace

import numpy as np

from samples.studio.figure import Figure
from samples.studio.furniture import FLOOR_Y_M, Crossbar
from samples.studio.goals import SIDES, Goals, LimbGoal, Side, mix
from samples.studio.poses.pose import Scenery
from samples.studio.poses.standing import (
    FACES_CAMERA,
    bent_length_m,
    foot_drop_m,
    gripping,
    hanging_from,
    hips_at,
    joint_places,
    middle_of,
    overhand_grip,
    shoulder_half_width_m,
    upright_trunk,
)
from samples.studio.rotation import Array, X, Y, Z, turn
from samples.studio.solve import ARM, LEG

# From the rest on the toes to the hang; the shoulders rise because the arms carry the weight.
ELBOW_DEG = (16.0, 5.0)
SHRUG_DEG = (17.0, 22.0)
FOOT_POINT_DEG = (24.0, 36.0)  # heels are raised, then the feet hang
FEET_UP_M = 0.11  # of the lowest point of the shoes above the floor
SHINS_BACK_M = 0.2  # of the ankles behind the hips
ON_TOES_KNEE_DEG = 8.0
GRIP_SHARE = 1.12  # of the shoulders' width


class BarHang:
    """Excursion 0: stands on the toes, hands on the bar; 1: hangs, feet 11 cm up."""

    def __init__(self, figure: Figure) -> None:
        self._figure = figure
        bar_m = self._bar_height_m()
        half_width_m = GRIP_SHARE * shoulder_half_width_m(figure.skeleton)
        self._grip = overhand_grip(figure, FACES_CAMERA, (0.0, bar_m, 0.0), half_width_m)
        self.scenery = Scenery(
            middle=np.array([0.0, 0.5 * bar_m + 0.02, 0.0]),
            furniture=(Crossbar(bar_m),),
            has_mat=False,
            has_front=True,
        )

    def goals(self, x: float, y: float = 0.0) -> Goals:
        """The body at the excursion `x`: 0 on the toes, 1 hangs; the hands stay where they are."""
        figure, up = self._figure, float(np.clip(x, 0.0, None))
        arm_m = bent_length_m(figure.skeleton, ARM, max(0.0, float(mix(*ELBOW_DEG, up))))
        trunk = hanging_from(figure, self._trunk(up), self._grip.wrists, -Y, arm_m)
        hips = joint_places(figure, trunk, "upperleg01")
        legs = {s: self._leg(s, hips[s], up) for s in SIDES}
        return gripping(replace(trunk, legs=legs), self._grip, self._grip.arms(FACES_CAMERA))

    def _trunk(self, up: float) -> Goals:
        shrug_deg = float(mix(*SHRUG_DEG, up))
        trunk = upright_trunk(FACES_CAMERA, pelvis_deg=-2.0 * up, head_deg=6.0)
        return replace(trunk, shrug_deg=dict.fromkeys(SIDES, shrug_deg))

    def _leg(self, side: Side, hip: Array, up: float) -> LimbGoal:
        foot = turn(X, float(mix(*FOOT_POINT_DEG, up)))
        height_m = FLOOR_Y_M + foot_drop_m(self._figure, side, foot) + FEET_UP_M * up
        end = np.array([hip[0], height_m, hip[2] - SHINS_BACK_M * up])
        return LimbGoal(end, Z, foot)

    def _bar_height_m(self) -> float:
        """So high that it is reached with bent elbows from the toes."""
        figure = self._figure
        foot = turn(X, FOOT_POINT_DEG[0])
        leg_m = bent_length_m(figure.skeleton, LEG, ON_TOES_KNEE_DEG)
        hip_m = FLOOR_Y_M + foot_drop_m(figure, "L", foot) + leg_m
        trunk = hips_at(figure, self._trunk(0.0), (0.0, hip_m, 0.0))
        shoulder = middle_of(joint_places(figure, trunk, "upperarm01"))
        held = overhand_grip(figure, FACES_CAMERA, (0.0, 0.0, 0.0), 0.2)
        arm_m = bent_length_m(figure.skeleton, ARM, ELBOW_DEG[0])
        return float(shoulder[1] + arm_m - held.wrists["L"][1])


POSE = BarHang
