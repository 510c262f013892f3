"""Side stretch with toes: as the side stretch, and the toes of both feet turn to the same side."""

from collections.abc import Mapping

from samples.studio.goals import SIDES, LimbGoal, Side
from samples.studio.poses.lying import SUPINE_Z, leg_straight
from samples.studio.poses.side_pull import SidePull

TOES_DEG = 30.0  # one foot turns outwards, the other inwards; the legs roll in the hips
TURN_OUT_DEG = 10.0  # of feet at rest
POINT_DEG = 12.0  # toes nearly upright, or turning them would not show


class SidePullToes(SidePull):
    """Legs straight; trunk and toes go to the same side."""

    def _legs(self, x: float) -> Mapping[Side, LimbGoal]:
        return {
            s: leg_straight(
                self._figure,
                self._trunk,
                s,
                point_deg=POINT_DEG,
                turn_out_deg=TURN_OUT_DEG + SUPINE_Z[s] * TOES_DEG * x,
            )
            for s in SIDES
        }


POSE = SidePullToes
