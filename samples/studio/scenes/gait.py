"""Walking: steps that stay where they are set, arms that swing against the legs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import numpy as np

from samples.studio.figure import Figure
from samples.studio.goals import SIDES, Goals, LimbGoal, Side, mix
from samples.studio.motion import minimum_jerk
from samples.studio.poses.lying import shoulder
from samples.studio.rotation import Array, X, Y, turn
from samples.studio.scenes.postures import hip_height_m, stance, standing
from samples.studio.skeleton import Posture
from samples.studio.solve import LEG, limb_length, trunk_only

CALM_STEP_M, CALM_STEP_S = 0.42, 0.68  # people with back pain walk slowly: 0.6 m/s
STEP_M, STEP_S = 0.55, 0.55  # 1 m/s
TURN_PER_STEP_DEG = 45.0
SWING = 0.45  # half of the share of a step pair during which a foot is in the air
LIFT_M = 0.04
HEEL_M, HEEL_DEG = 0.055, 24.0  # how high the ankle rises while the toes still push
TOES_DEG = 14.0  # how far the toes are raised in the air
ARM_SWING_DEG = 16.0

Place = tuple[float, float]  # x, z in metres
PARITY: dict[Side, int] = {"L": 0, "R": 1}  # the left foot makes the even steps


def route(
    places: Sequence[Place], from_deg: float, to_deg: float | None, step_m: float = CALM_STEP_M
) -> Array:
    """(n + 1, 3) x, z, heading after each of n steps along straight ways between `places`.

    from_deg, to_deg: where one faces before and after; 0 is +z, 90 is +x. None: as one walks.
    """
    rows: list[tuple[float, float, float]] = [(*places[0], from_deg)]
    for here, there in pairwise(places):
        way = np.subtract(there, here)
        rows += _turning(rows[-1], float(np.degrees(np.arctan2(way[0], way[1]))))
        steps = max(1, round(float(np.linalg.norm(way)) / step_m))
        heading = rows[-1][2]
        rows += [(*(np.array(here) + way * k / steps), heading) for k in range(1, steps + 1)]
    if to_deg is not None:
        rows += _turning(rows[-1], to_deg)
    return np.array(rows)


def _turning(last: tuple[float, float, float], to_deg: float) -> list[tuple[float, float, float]]:
    x, z, from_deg = last
    angle = (to_deg - from_deg + 180) % 360 - 180
    steps = int(np.ceil(abs(angle) / TURN_PER_STEP_DEG - 1e-6))
    return [(x, z, from_deg + angle * k / steps) for k in range(1, steps + 1)]


@dataclass(frozen=True)
class Walk:
    """Somebody walks from standing to standing; not in the room before and afterwards.

    steps: (n + 1, 3) x, z, heading in degrees after each step, see `route`.
    """

    figure: Figure
    steps: Array
    start_s: float = 0.0
    step_s: float = CALM_STEP_S

    @property
    def end_s(self) -> float:
        """When the last step is done."""
        return self.start_s + len(self.steps) * self.step_s

    def shifted(self, by_s: float) -> "Walk":
        """The same, later."""
        return replace(self, start_s=self.start_s + by_s)

    def goals(self, t_s: float) -> Goals | None:
        """The body at the time `t_s`."""
        if not self.start_s <= t_s <= self.end_s:
            return None
        p = (t_s - self.start_s) / self.step_s - 0.5  # at whole numbers a step has been made
        x, z, heading_deg = self._middle(p)
        gain = minimum_jerk(p + 0.5) * minimum_jerk(len(self.steps) - 0.5 - p)
        swing_deg = ARM_SWING_DEG * gain * float(np.cos(np.pi * (p + 0.5)))
        arms: dict[Side, LimbGoal] = {
            "L": self._arm("L", -swing_deg),
            "R": self._arm("R", swing_deg),
        }
        body = replace(self._upright, arms=arms).turned(turn(Y, heading_deg), np.zeros(3))
        body = body.moved([x, -gain * self._drop_m, z])
        return replace(body, legs={s: self._foot(s, p) for s in SIDES})

    @cached_property
    def _upright(self) -> Goals:
        return standing(self.figure, (0.0, 0.0), 0.0)

    @cached_property
    def _trunk(self) -> Posture:
        return trunk_only(self.figure.skeleton, self._upright)

    def _arm(self, side: Side, fore_deg: float) -> LimbGoal:
        """The hanging arm swung forward from the shoulder."""
        start = shoulder(self.figure, self._trunk, side)
        arm, fore = self._upright.arms[side], turn(X, -fore_deg)
        hand = None if arm.end_rotation is None else fore @ arm.end_rotation
        return LimbGoal(start + fore @ (arm.end - start), fore @ arm.pole, hand)

    @cached_property
    def _drop_m(self) -> float:
        """How much lower the hips are in walking, so that both feet are within reach."""
        step_m = float(np.linalg.norm(np.diff(self.steps[:, :2], axis=0), axis=1).max())
        leg_m = limb_length(self.figure.skeleton, "L", LEG)
        height_m = np.sqrt((0.985 * leg_m) ** 2 - (0.49 * step_m) ** 2)
        return max(0.0, hip_height_m(self.figure) - self.figure.sole_m - float(height_m))

    def _at(self, step: int) -> Array:
        row: Array = self.steps[min(max(step, 0), len(self.steps) - 1)]
        return row

    def _middle(self, p: float) -> Array:
        """(3,) where the trunk is: the steps smoothed by a quadratic B-spline."""
        i = int(np.floor(p + 0.5))
        v = p - i
        before, here, after = self._at(i - 1), self._at(i), self._at(i + 1)
        return 0.5 * (0.5 - v) ** 2 * before + (0.75 - v * v) * here + 0.5 * (0.5 + v) ** 2 * after

    def _foot(self, side: Side, p: float) -> LimbGoal:
        last = PARITY[side] + 2 * int(np.floor((p - PARITY[side]) / 2))
        here, there = self._at(last), self._at(last + 2)
        u = min(max((p - last - 1 + SWING) / (2 * SWING), 0.0), 1.0)
        x, z, heading_deg = mix(here, there, u * u * (3 - 2 * u))
        foot = stance(self.figure, side, (x, z), heading_deg)
        if np.abs(there - here).max() < 1e-6 or foot.end_rotation is None:
            return foot
        # The heel leaves the floor before the foot does, and the toes come down after it.
        has_stepped = last >= 0
        heel = minimum_jerk((p - last - 0.1) / (0.9 - SWING)) * minimum_jerk(1 - u / 0.7)
        heel *= has_stepped
        high = LIFT_M * 16 * (u * (1 - u)) ** 2 + HEEL_M * heel
        pitch_deg = HEEL_DEG * heel - TOES_DEG * 16 * (u * (1 - u)) ** 2 * u
        rotation = foot.end_rotation @ turn(X, pitch_deg)
        return LimbGoal(foot.end + high * Y, foot.pole, rotation)
