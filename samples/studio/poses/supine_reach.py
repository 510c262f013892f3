"""Reach, lying on the back: arms stretched out on the mat beyond the head; almost nothing moves.

Read as hands beyond the head, shoulder wide, arms and legs straight. Nominal range (x = 1): wrists
6 mm away from the feet; less than a centimetre even at |x| = 1.6.
"""

import numpy as np

from samples.studio.figure import Figure
from samples.studio.goals import Goals
from samples.studio.poses.long_stretch import PULL_M, LongStretch
from samples.studio.poses.pose import Scenery

ARMS_SPREAD_DEG = 2.0  # either arm from the trunk's line: hands as far apart as the shoulders
LEGS_SPREAD_DEG = 3.0


class SupineReach:
    """The exercise done by one figure; x is the tension."""

    def __init__(self, figure: Figure) -> None:
        self.scenery = Scenery(middle=np.array([0.0, 0.08, 0.0]))
        self._stretch = LongStretch.laid(figure, ARMS_SPREAD_DEG, LEGS_SPREAD_DEG)

    def goals(self, x: float, y: float = 0.0) -> Goals:
        """The long body, its hands pulled away from the feet by the share `x` of the tension."""
        del y  # one way only
        return self._stretch.pulled(PULL_M * x, 0.0)


POSE = SupineReach
