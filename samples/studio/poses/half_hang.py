"""Half hang: hands on a crossbar, the feet stay on the floor, the pelvis sinks back and down."""

from dataclasses import replace

import numpy as np

from samples.studio.figure import Figure
from samples.studio.furniture import Crossbar
from samples.studio.goals import SIDES, Goals, mix
from samples.studio.poses.pose import Scenery
from samples.studio.poses.standing import (
    FACES_CAMERA,
    Grip,
    bent_length_m,
    gripping,
    hanging_from,
    hips_at,
    joint_places,
    middle_of,
    overhand_grip,
    shoulder_half_width_m,
    standing_hip_m,
    standing_leg,
    upright_trunk,
)
from samples.studio.rotation import Array, X, Y, turn
from samples.studio.solve import ARM

# From standing to the half hang.
ELBOW_DEG = (78.0, 6.0)
STRAIGHT_ELBOW_DEG = 3.0
SHRUG_DEG = (8.0, 20.0)
ARMS_BACK_DEG = (28.0, 20.0)  # of the line from the hands to the shoulders, off the vertical
PELVIS_DEG = (0.0, 19.0)  # tilt forward: the pelvis is the farthest back
CHEST_DEG = (0.0, 13.0)
HEAD_DEG = (4.0, 14.0)
TOO_FAR_DEG = 26.0  # per unit of the excursion beyond 1
ELBOWS_FORWARD = 1.8  # times as much as outwards
HANDS_INWARD, HANDS_FORWARD = 0.1, 0.15
GRIP_SHARE = 1.25  # of the shoulders' width


class HalfHang:
    """Excursion 0: stands, hands on the bar; 1: straight arms carry part of the weight."""

    def __init__(self, figure: Figure) -> None:
        self._figure = figure
        bar_m = self._bar_height_m()
        self._grip = _grip_at(figure, bar_m)
        hips = joint_places(figure, self._trunk(0.0), "upperleg01")
        self._legs = {s: standing_leg(figure, s, FACES_CAMERA, hips[s]) for s in SIDES}
        self.scenery = Scenery(
            middle=np.array([0.0, 0.5 * bar_m + 0.02, -0.2]),
            furniture=(Crossbar(bar_m),),
            has_mat=False,
            has_front=True,
        )

    def goals(self, x: float, y: float = 0.0) -> Goals:
        """The body at the excursion `x`: 0 stands, 1 hangs back; hands and feet stay."""
        trunk = replace(self._trunk(float(np.clip(x, 0.0, None))), legs=self._legs)
        return gripping(trunk, self._grip, self._grip.arms(FACES_CAMERA, ELBOWS_FORWARD))

    def _trunk(self, down: float) -> Goals:
        bent_m, straight_m, longest_m = (
            bent_length_m(self._figure.skeleton, ARM, elbow_deg)
            for elbow_deg in (*ELBOW_DEG, STRAIGHT_ELBOW_DEG)
        )
        # Going by the length lets the pelvis sink evenly.
        arm_m = min(float(mix(bent_m, straight_m, down)), longest_m)
        way = _hands_to_shoulders(down)
        return hanging_from(self._figure, _upright(down), self._grip.wrists, way, arm_m)

    def _bar_height_m(self) -> float:
        """So high that one who stands reaches it with the elbows bent by ELBOW_DEG[0]."""
        figure = self._figure
        trunk = hips_at(figure, _upright(0.0), (0.0, standing_hip_m(figure), 0.0))
        shoulder = middle_of(joint_places(figure, trunk, "upperarm01"))
        arm_m = bent_length_m(figure.skeleton, ARM, ELBOW_DEG[0])
        rise_m = -arm_m * _hands_to_shoulders(0.0)[1]
        return float(shoulder[1] + rise_m - _grip_at(figure, 0.0).wrists["L"][1])


def _grip_at(figure: Figure, bar_m: float) -> Grip:
    return overhand_grip(
        figure,
        FACES_CAMERA,
        (0.0, bar_m, 0.0),
        GRIP_SHARE * shoulder_half_width_m(figure.skeleton),
        inward=HANDS_INWARD,
        forward=HANDS_FORWARD,
    )


def _upright(down: float) -> Goals:
    pelvis_deg, chest_deg, head_deg, shrug_deg = (
        float(mix(*ends, down)) for ends in (PELVIS_DEG, CHEST_DEG, HEAD_DEG, SHRUG_DEG)
    )
    too_far_deg = _too_far_deg(down)
    trunk = upright_trunk(
        FACES_CAMERA, pelvis_deg - too_far_deg, chest_deg - too_far_deg, head_deg - too_far_deg
    )
    return replace(trunk, shrug_deg=dict.fromkeys(SIDES, shrug_deg))


def _hands_to_shoulders(down: float) -> Array:
    """(3,) of length 1."""
    way: Array = turn(X, float(mix(*ARMS_BACK_DEG, down)) - _too_far_deg(down)) @ -Y
    return way


def _too_far_deg(down: float) -> float:
    """Straight arms let nobody sink farther back, only farther down, under the bar."""
    return TOO_FAR_DEG * max(0.0, down - 1)


POSE = HalfHang
