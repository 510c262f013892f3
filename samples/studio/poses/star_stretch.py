"""Long stretch: on the back, legs apart and arms up; all limbs tense, the pose stays.

Nominal range (x = 1): wrists and ankles 6 mm outwards; less than a centimetre even at |x| = 1.6.
"""

import numpy as np

from samples.studio.figure import Figure
from samples.studio.goals import Goals
from samples.studio.poses.long_stretch import PULL_M, LongStretch
from samples.studio.poses.pose import Scenery

ARMS_SPREAD_DEG = 16.0  # either arm from the trunk's line
LEGS_SPREAD_DEG = 14.0  # either leg: 28 degrees between them


class StarStretch:
    """The exercise done by one figure; x is the tension."""

    def __init__(self, figure: Figure) -> None:
        self.scenery = Scenery(middle=np.array([0.0, 0.08, 0.0]))
        self._stretch = LongStretch.laid(figure, ARMS_SPREAD_DEG, LEGS_SPREAD_DEG)

    def goals(self, x: float, y: float = 0.0) -> Goals:
        """The star, its hands and feet pulled outwards by the share `x` of the tension."""
        del y  # one way only
        return self._stretch.pulled(PULL_M * x, PULL_M * x)


POSE = StarStretch
