"""Lean on the table: bent elbows under the lower ribs carry the trunk, feet stay on the floor."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from samples.studio.contact import skin_of
from samples.studio.figure import Figure
from samples.studio.furniture import Table
from samples.studio.goals import SIDES, Goals, LimbGoal, Side, mix
from samples.studio.poses.pose import Scenery
from samples.studio.poses.standing import (
    elbows_half_width_m,
    faces,
    hand_drop_m,
    hips_at,
    joint_places,
    middle_of,
    standing_hip_m,
    standing_leg,
    upright_trunk,
)
from samples.studio.rotation import X, Y, Z
from samples.studio.solve import OUTWARD, hand_rotation, solve

FACES_TABLE = faces(90.0)
TABLE_SHARE, TABLE_M = 0.45, (0.72, 0.81)  # of the person's height, as tables are bought
TILT_DEG = (12.0, 63.5)  # hips to shoulders; one who stands with hands on the edge leans a little
TOO_FAR_DEG = 32.0  # per unit of the excursion beyond 1: the chest sinks onto the table
KNEE_DEG = (8.0, 42.0)
HOLLOW_DEG = 4.0  # the pelvis tilts less than the chest: the lumbar spine is long
HEAD_SHARE = 0.6  # of the trunk's tilt
HIPS_BACK_M = 0.04
UPPER_ARM_BACK_DEG = 30.0  # off the vertical: the elbow is under the lower ribs
ELBOW_RADIUS_M = 0.042
HAND_DOWN_DEG = (58.0, 4.0)  # fingertips on the edge, palms on the top
ELBOWS_ASIDE = (1.2, 0.4)  # times as much as to the back
HAND_CLEAR_M = 0.004
OPEN_CURL = 0.03
CLEAR_M = 0.012  # between the body and the table's edge


class TableLean:
    """Excursion 0: stands, hands on the edge; 1: leans 64 degrees over bent, tucked elbows."""

    def __init__(self, figure: Figure) -> None:
        self._figure = figure
        self._table = Table(height_m=float(np.clip(TABLE_SHARE * figure.height_m, *TABLE_M)))
        self._own_tilt_deg = _own_tilt_deg(figure)
        self._half_width_m = elbows_half_width_m(figure)
        self._hips_x_m = self._table.near_edge_x_m - 0.12
        for _ in range(4):
            self._wrist_x_m = self._wrist_places_x_m()
            self._legs = self._standing_legs()
            self._hips_x_m -= self._too_far_m()
        self.scenery = Scenery(
            middle=np.array([self._hips_x_m + 0.1, 0.8, 0.0]),
            furniture=(self._table,),
            has_mat=False,
            has_front=True,
            front_deg=90.0,
        )

    def goals(self, x: float, y: float = 0.0) -> Goals:
        """The body at the excursion `x`: 0 upright, 1 leans on the table; the feet stay."""
        lean = float(np.clip(x, 0.0, None))
        return replace(
            self._trunk(lean),
            arms={s: self._arm(s, lean) for s in SIDES},
            legs=self._legs,
            curl=dict.fromkeys(SIDES, OPEN_CURL),
        )

    def _trunk(self, lean: float) -> Goals:
        too_far = max(0.0, lean - 1)
        tilt_deg = float(mix(*TILT_DEG, lean - too_far)) + TOO_FAR_DEG * too_far
        tilt_deg -= self._own_tilt_deg
        hollow_deg = HOLLOW_DEG * (lean - too_far)
        head_deg = HEAD_SHARE * float(mix(*TILT_DEG, lean - too_far))
        goals = upright_trunk(FACES_TABLE, tilt_deg - hollow_deg, tilt_deg + hollow_deg, head_deg)
        bent = max(0.0, lean - 3 * too_far)  # too far: over stiff legs
        hips_m = standing_hip_m(self._figure, float(mix(*KNEE_DEG, bent)))
        return hips_at(self._figure, goals, (self._hips_x_m - HIPS_BACK_M * lean, hips_m, 0.0))

    def _wrist_places_x_m(self) -> tuple[float, float]:
        """Upright: above the edge; leaning: where forearms lie whose elbows are under the ribs."""
        skeleton = self._figure.skeleton
        upper_m = skeleton.distance("upperarm01.L", "lowerarm01.L")
        forearm_m = skeleton.distance("lowerarm01.L", "wrist.L")
        shoulder = middle_of(joint_places(self._figure, self._trunk(1.0), "upperarm01"))
        back = np.radians(UPPER_ARM_BACK_DEG)
        rise_m = shoulder[1] - upper_m * np.cos(back) - self._table.height_m - ELBOW_RADIUS_M
        reach_m = np.sqrt(forearm_m**2 - min(max(rise_m, 0.0), 0.9 * forearm_m) ** 2)
        edge_x_m = self._table.near_edge_x_m
        return edge_x_m, float(shoulder[0] - upper_m * np.sin(back) + reach_m)

    def _standing_legs(self) -> Mapping[Side, LimbGoal]:
        hips = joint_places(self._figure, self._trunk(0.0), "upperleg01")
        return {s: standing_leg(self._figure, s, FACES_TABLE, hips[s]) for s in SIDES}

    def _arm(self, side: Side, lean: float) -> LimbGoal:
        front, outward = FACES_TABLE @ Z, OUTWARD[side] * (FACES_TABLE @ X)
        down = np.radians(max(0.0, float(mix(*HAND_DOWN_DEG, lean))))
        fingers = np.cos(down) * front - np.sin(down) * Y - 0.1 * outward
        back = np.sin(down) * front + np.cos(down) * Y
        hand = hand_rotation(self._figure.skeleton, side, fingers, back)
        place = self._half_width_m * outward + float(mix(*self._wrist_x_m, min(lean, 1.0))) * front
        place[1] = self._table.height_m + HAND_CLEAR_M + hand_drop_m(self._figure, side, hand)
        too_far = min(max(2 * (lean - 1), 0.0), 1.0)  # then the elbows give way to the sides
        aside = float(mix(*ELBOWS_ASIDE, min(lean, 1.0))) + too_far
        return LimbGoal(place, (too_far - 1) * front + aside * outward + 0.5 * too_far * Y, hand)

    def _too_far_m(self) -> float:
        """How far hips or belly are in the table's edge, in one of three moments."""
        return max(0.0, *(self._in_edge_m(self.goals(lean)) for lean in (0.0, 0.6, 1.0)))

    def _in_edge_m(self, goals: Goals) -> float:
        posture = solve(self._figure.skeleton, goals)
        heads = self._figure.skeleton.heads
        parts = ("trunk", "left_thigh", "right_thigh")
        points = np.concatenate([skin_of(self._figure, p).placed(posture, heads)[0] for p in parts])
        below = points[points[:, 1] < self._table.height_m]
        return float(below[:, 0].max() + CLEAR_M - self._table.near_edge_x_m)


def _own_tilt_deg(figure: Figure) -> float:
    """How far hips to shoulders lean forward in a body whose bones are at rest."""
    goals = upright_trunk(FACES_TABLE)
    hips, shoulders = (
        middle_of(joint_places(figure, goals, b)) for b in ("upperleg01", "upperarm01")
    )
    way = shoulders - hips
    return float(np.degrees(np.arctan2(way[0], way[1])))


POSE = TableLean
