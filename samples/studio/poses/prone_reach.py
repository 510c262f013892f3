"""Reach, lying on the belly: arms forward on the floor, tense, let go; almost nothing moves."""

from dataclasses import replace

import numpy as np

from samples.studio.figure import Figure
from samples.studio.goals import SIDES, Goals, LimbGoal, Side, mix
from samples.studio.poses.lying import (
    PRONE,
    PRONE_Z,
    hip,
    laid_out,
    lying_trunk,
    settled,
    shoulder,
)
from samples.studio.poses.pose import Scenery
from samples.studio.poses.standing import bent_length_m, foot_drop_m, hand_drop_m
from samples.studio.rotation import X, Y, Z, turn
from samples.studio.skeleton import Posture
from samples.studio.solve import ARM, LEG, hand_rotation

HEAD_DEG = 6.0
ELBOW_DEG = 20.0
SHRUG_DEG = (14.0, 16.0)  # at rest, tense
REACH_M = 0.006  # of the wrists, when tense
KNEE_DEG = 3.0
FOOT_POINT_DEG = 62.0
ARM_SPREAD_DEG = 4.0
LEG_SPREAD_DEG = 4.0
HAND_M, FOOT_M = 0.17, 0.18  # beyond wrist and ankle
MIDDLE_X_M = -0.03  # of the mat: hands and feet lie equally far from it
SHOE_M = 0.004  # trousers hang a little below the shin
OPEN_CURL = 0.03
PRESS_M = 0.004  # the hands press into the mat a little


class ProneReach:
    """Excursion 0: arms lie forward, loose; 1: tense, the wrists 6 mm farther forward."""

    def __init__(self, figure: Figure) -> None:
        self._figure = figure
        trunk = replace(lying_trunk(PRONE, HEAD_DEG), shrug_deg=dict.fromkeys(SIDES, SHRUG_DEG[0]))
        trunk = replace(trunk, curl=dict.fromkeys(SIDES, OPEN_CURL))
        rest = laid_out(figure, settled(figure, trunk), _arm_forward, _leg_back)
        ends_m = (rest.arms["L"].end[0] - HAND_M, rest.legs["L"].end[0] + FOOT_M)
        self._rest = rest.moved(-(sum(ends_m) / 2 - MIDDLE_X_M) * X)
        self.scenery = Scenery(middle=np.array([MIDDLE_X_M, 0.1, 0.0]))

    def goals(self, x: float, y: float = 0.0) -> Goals:
        """The body at the tension `x`: only wrists, elbows and shoulder blades move."""
        tension = float(np.clip(x, 0.0, None))
        shrug_deg = float(mix(*SHRUG_DEG, tension))
        arms = {
            s: replace(arm, end=arm.end - REACH_M * tension * X)
            for s, arm in self._rest.arms.items()
        }
        return replace(self._rest, arms=arms, shrug_deg=dict.fromkeys(SIDES, shrug_deg))


def _arm_forward(figure: Figure, trunk: Posture, side: Side) -> LimbGoal:
    """Forward on the mat, palm down."""
    start, outward = shoulder(figure, trunk, side), PRONE_Z[side] * Z
    spread = np.radians(ARM_SPREAD_DEG)
    ahead = -np.cos(spread) * X + np.sin(spread) * outward
    hand = hand_rotation(figure.skeleton, side, ahead, Y)
    drop_m = hand_drop_m(figure, side, hand) - PRESS_M - start[1]
    length_m = bent_length_m(figure.skeleton, ARM, ELBOW_DEG)
    end = start + np.sqrt(length_m**2 - drop_m**2) * ahead + drop_m * Y
    return LimbGoal(end, outward - Y, hand)


def _leg_back(figure: Figure, trunk: Posture, side: Side) -> LimbGoal:
    """Straight, toes pointed, instep on the mat."""
    start, outward = hip(figure, trunk, side), PRONE_Z[side] * Z
    spread = np.radians(LEG_SPREAD_DEG)
    behind = np.cos(spread) * X + np.sin(spread) * outward
    foot = turn(Y, -PRONE_Z[side] * LEG_SPREAD_DEG) @ turn(Z, FOOT_POINT_DEG) @ PRONE
    drop_m = foot_drop_m(figure, side, foot) + SHOE_M - start[1]
    length_m = bent_length_m(figure.skeleton, LEG, KNEE_DEG)
    end = start + np.sqrt(length_m**2 - drop_m**2) * behind + drop_m * Y
    return LimbGoal(end, -Y, foot)


POSE = ProneReach
