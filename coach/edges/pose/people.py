"""Is anybody else in the picture? Looked for now and then, with the known body painted over.

Looking for two bodies at once costs more than twice as much (28 ms instead of 12) and finds fewer:
of 40 pictures joined from two photographs it saw both people in 15, painting over in 35.
"""

from pathlib import Path

import numpy as np

from coach.edges.pose.landmarker import Landmarker, Mode
from coach.edges.sources.pictures import Picture
from coach.landmarks import FloatArray, Landmark

EVERY_S = 1.0  # media time between two looks
SOONEST_S = 0.25  # after a jump, but not more often than this
JUMP = 0.5  # trunk lengths from one frame to the next: rather another body than a movement

# Around the known body, in trunk lengths: hair, hands and feet reach beyond the landmarks. Anything
# from 0.1 to 0.3 finds about as many second people.
_MARGIN = 0.2
_GREY = 127
_MIN_VISIBILITY = 0.5
_TRUNK = [
    Landmark.LEFT_SHOULDER,
    Landmark.RIGHT_SHOULDER,
    Landmark.LEFT_HIP,
    Landmark.RIGHT_HIP,
]


class PeopleCounter:
    """Knows whether a second person was there when it last looked."""

    def __init__(self, bundle: Path) -> None:
        """Load `bundle` a second time: the first one follows the known body and must go on so."""
        self._landmarker = Landmarker(bundle, Mode.IMAGE)
        self._looked_s = -np.inf
        self._ends: FloatArray | None = None  # middles of shoulders and of hips, one frame ago
        self._n_people = 1

    def count(self, t_s: float, rgb: Picture, body: FloatArray) -> int:
        """1 or 2: the known body, and whether anybody else was seen at the last look.

        rgb: (height, width, 3), C-contiguous; body: (33, >= 2), x and y in pixels.
        """
        jumped = self._jumped(body)
        if t_s - self._looked_s >= (SOONEST_S if jumped else EVERY_S):
            self._looked_s = t_s
            self._n_people = 2 if self._finds_another(rgb, body) else 1
        return self._n_people

    def lose(self) -> None:
        """The known body is not in this frame: whoever comes next may be another one."""
        self._ends = None

    def close(self) -> None:
        """Let go of the model."""
        self._landmarker.close()

    def _jumped(self, body: FloatArray) -> bool:
        before, self._ends = self._ends, body[_TRUNK, :2].reshape(2, 2, 2).mean(axis=1)
        if before is None:
            return True
        moved_px = np.hypot(*(self._ends - before).T).max()
        return bool(moved_px > JUMP * _trunk_px(body))

    def _finds_another(self, rgb: Picture, body: FloatArray) -> bool:
        found = self._landmarker.find(_paint_over(rgb, body))
        if found is None:
            return False
        # On an empty picture the model at times puts half a body at the edge of a round thing:
        # all of a true one's trunk is in the picture.
        trunk = found[0][_TRUNK]
        is_inside = (trunk[:, :2] >= 0.0) & (trunk[:, :2] <= 1.0)
        return bool(is_inside.all() and (trunk[:, 3] > _MIN_VISIBILITY).all())


def _trunk_px(body: FloatArray) -> float:
    """Distance from the middle of the shoulders to the middle of the hips."""
    shoulders, hips = body[_TRUNK, :2].reshape(2, 2, 2).mean(axis=1)
    return float(np.hypot(*(shoulders - hips)))


def _paint_over(rgb: Picture, body: FloatArray) -> Picture:
    """A copy of the picture in which the box around `body` is grey."""
    margin_px = _MARGIN * _trunk_px(body)
    painted = rgb.copy()
    low = np.floor(body[:, :2].min(axis=0) - margin_px).astype(int)
    high = np.ceil(body[:, :2].max(axis=0) + margin_px).astype(int)
    (left, top), (right, bottom) = np.maximum(low, 0), np.maximum(high, 0)
    painted[top:bottom, left:right] = _GREY
    return painted
