"""One linear-phase filter for level and speed: a running median, then a straight-line fit.

A median over 0.2 s removes bursts of wrong landmarks; a least-squares line over the next 0.3 s
gives level and slope at the middle of its window. Both have a constant delay (0.25 s together) that
is known, so each output carries the time at which the body was there: a movement gets the same
dates at 8 and at 60 frames a second. A One Euro filter of equal noise has a delay that changes with
the speed and cannot be dated back.
"""

from collections import deque
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

MEDIAN_S = 0.20
SPEED_MEDIAN_S = 0.12  # the longer one takes a fifth off the peak speed of a lift in 0.45 s
FIT_S = 0.30
MIN_SAMPLES = 3  # below 15 frames a second the windows grow to hold this many
RESTART_AFTER_S = 0.5  # a longer gap is not bridged: the filter starts anew


class Level(NamedTuple):
    """Where a signal stood at `t_s`, and how fast it moved. Made a dozen times a frame: a tuple."""

    t_s: float
    value: float  # in the signal's unit
    slope: float  # in the signal's unit per second


class _Window:
    """The newest samples that fit into `span_s`, at least MIN_SAMPLES of them."""

    __slots__ = ("_span_s", "times_s", "values")

    def __init__(self, span_s: float) -> None:
        # The small allowance keeps a window of k frames at k frames when time stamps are rounded.
        self._span_s = span_s + 1e-3
        self.times_s: deque[float] = deque()
        self.values: deque[float] = deque()

    def push(self, t_s: float, value: float) -> bool:
        """Add a sample and drop the old; False until enough are there."""
        times_s, values = self.times_s, self.values
        times_s.append(t_s)
        values.append(value)
        while t_s - times_s[0] > self._span_s and len(times_s) > MIN_SAMPLES:
            times_s.popleft()
            values.popleft()
        return len(times_s) >= MIN_SAMPLES

    def clear(self) -> None:
        """Forget everything."""
        self.times_s.clear()
        self.values.clear()


class Smoother:
    """Streams one signal. The batch form `smooth` runs the very same code."""

    def __init__(self, median_s: float = MEDIAN_S) -> None:
        self._raw = _Window(median_s)
        self._medians = _Window(FIT_S)
        self._last_t_s: float | None = None

    def push(self, t_s: float, value: float) -> Level | None:
        """Add a valid sample; None until the windows hold enough samples."""
        if self._last_t_s is not None and t_s - self._last_t_s > RESTART_AFTER_S:
            self.reset()
        self._last_t_s = t_s
        if not self._raw.push(t_s, value):
            return None
        # Dated at the median time, not the mean: on a ramp the median value belongs to it, however
        # uneven the frames come. The times come sorted.
        middle_s = _middle(self._raw.times_s)
        if not self._medians.push(middle_s, _middle(sorted(self._raw.values))):
            return None
        return fit_line(self._medians.times_s, self._medians.values)

    def reset(self) -> None:
        """Forget everything, as after a gap."""
        self._raw.clear()
        self._medians.clear()


def fit_line(times_s: Collection[float], values: Collection[float]) -> Level:
    """Least-squares line through values at their times: its level and slope at the mean time."""
    n = len(times_s)
    t_mean, y_mean = sum(times_s) / n, sum(values) / n
    s_tt = s_ty = 0.0
    # A plain loop: with a dozen short sums a frame, generators took a third of all core time.
    for t, y in zip(times_s, values, strict=True):
        dt = t - t_mean
        s_tt += dt * dt
        s_ty += dt * (y - y_mean)
    return Level(t_mean, y_mean, s_ty / s_tt if s_tt > 0 else 0.0)


def _middle(ordered: Sequence[float]) -> float:
    """The median of sorted values."""
    half, is_odd = divmod(len(ordered), 2)
    return ordered[half] if is_odd else (ordered[half - 1] + ordered[half]) / 2


def smooth(samples: Iterable[tuple[float, float]]) -> list[Level]:
    """Filter (t_s, value) pairs of one signal at once; NaN values are missing samples."""
    smoother = Smoother()
    levels = (smoother.push(t_s, value) for t_s, value in samples if value == value)
    return [level for level in levels if level is not None]
