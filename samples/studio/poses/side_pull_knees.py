"""Side stretch with knees: feet planted, trunk and both knees go to the same side."""

from dataclasses import replace

import numpy as np

from samples.studio.figure import Figure
from samples.studio.goals import SIDES, Goals, LimbGoal, Side
from samples.studio.poses.lying import SUPINE_Z, ankle_height_m, hip, middle_of
from samples.studio.poses.overhead import with_hands_overhead
from samples.studio.poses.pose import Scenery
from samples.studio.poses.side_lean import SideLean
from samples.studio.rotation import X, turn
from samples.studio.solve import LEG, foot_flat, limb_length, trunk_only

LEAN_DEG = 8.0  # of the line hips - shoulders
KNEES_DEG = 35.0  # how far the knees drop from upright
PELVIS_SHARE = 0.25  # of the knees' angle that the pelvis rolls along
FEET_SHARE = 0.5  # and that the feet roll on their edges
HEEL_SHARE = 0.56  # hip to ankle over the leg's length: knees bent to a little less than square
STANCE_SHARE = 1.15  # of the distance of the hip joints: thighs beside each other
KNEES_APART = 0.12  # outwards per height of the knee


class SidePullKnees:
    """Knees bent, hands clasped overhead."""

    def __init__(self, figure: Figure) -> None:
        self._figure = figure
        self._lean = SideLean(figure, roll_per_lean=PELVIS_SHARE * KNEES_DEG / LEAN_DEG)
        trunk = trunk_only(figure.skeleton, self._lean.goals(0.0))
        hips = {s: hip(figure, trunk, s) for s in SIDES}
        heel_m = HEEL_SHARE * limb_length(figure.skeleton, "R", LEG)
        self._feet = {
            s: np.array([place[0] + heel_m, 0.0, STANCE_SHARE * place[2]])
            for s, place in hips.items()
        }
        self.scenery = Scenery(middle_of(figure, self.goals(0.0)))

    def goals(self, x: float, y: float = 0.0) -> Goals:
        """The body at the excursion `x`: 1 drops the knees by KNEES_DEG to the right."""
        lean_deg = LEAN_DEG * x
        goals = replace(self._lean.goals(lean_deg), legs={s: self._leg(s, x) for s in SIDES})
        return with_hands_overhead(self._figure, goals, self._lean.chest_deg(lean_deg))

    def _leg(self, side: Side, x: float) -> LimbGoal:
        knees, edge = turn(X, KNEES_DEG * x), turn(X, FEET_SHARE * KNEES_DEG * x)
        foot = edge @ foot_flat([1.0, 0.0, 0.1 * SUPINE_Z[side]])
        end = self._feet[side] + [0.0, ankle_height_m(self._figure, side, foot), 0.0]
        return LimbGoal(end, knees @ [0.05, 1.0, KNEES_APART * SUPINE_Z[side]], foot)


POSE = SidePullKnees
