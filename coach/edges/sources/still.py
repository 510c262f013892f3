"""Notices a camera that repeats one picture: its still body would be judged as a calm one."""

from coach.edges.sources.pictures import Picture
from coach.quality import DARK_LUMA

FROZEN_AFTER_S = 2.0  # a slow network camera may repeat its pictures for a moment
_ROW_STEP = 8  # whole rows: each block of a compressed picture is in one; 0.05 ms at 1280x720


class StillPicture:
    """For how long one and the same picture has come. A sensor's noise is never the same twice."""

    def __init__(self) -> None:
        self._rows = b""
        self._since_s = 0.0

    def is_frozen(self, at_s: float, picture: Picture) -> bool:
        """Whether `picture`, (height, width, 3), repeats the ones of the last two seconds.

        A covered lens gives the same black for ever: that is dark, not frozen.
        """
        rows = picture[::_ROW_STEP]
        seen = rows.tobytes()
        if seen != self._rows or rows.max() < DARK_LUMA:
            self._rows, self._since_s = seen, at_s
        return at_s - self._since_s >= FROZEN_AFTER_S
