"""Replay as fast as it happened, or any number of times faster: for eyes and ears only."""

import math
import time
from collections.abc import Iterator

from coach.edges.sources.wrapped import Wrapped
from coach.errors import CoachError
from coach.pipeline import Frame, FrameSource

# Behind by more than this (the window was dragged, the machine slept): go on from here. Racing
# through what was missed would speak a minute of cues in a second.
MAX_LAG_S = 0.5


class Paced(Wrapped):
    """A source whose media time runs at `speed` times real time.

    It only waits: no frame is dropped and no `t_s` is changed, so the events stay those of the
    unpaced replay. Raises CoachError when `speed` is not a positive number.
    """

    def __init__(self, source: FrameSource, speed: float = 1.0) -> None:
        if not (math.isfinite(speed) and speed > 0):
            raise CoachError(f"--speed {speed:g}: must be above 0; 1 is as fast as it happened.")
        super().__init__(source)
        self._speed = speed

    def __iter__(self) -> Iterator[Frame]:
        zero_s: float | None = None  # wall clock at media time 0
        for frame in self._source:
            due_after_s = frame.t_s / self._speed
            now_s = time.monotonic()
            if zero_s is None or now_s - (zero_s + due_after_s) > MAX_LAG_S:
                zero_s = now_s - due_after_s
            time.sleep(max(0.0, zero_s + due_after_s - now_s))
            yield frame
