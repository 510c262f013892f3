"""Both ways of a repetition, cut out of the last seconds: the way out, and the way back."""

from collections import deque
from dataclasses import dataclass
from itertools import pairwise

from coach.course import Way, middle_pose, way_between
from coach.landmarks import FloatArray
from coach.phases import Excursion, Sample

REMEMBERED_S = 10.0
MOVING_SHARE = (0.05, 0.95)  # of the level that was reached: between them lies a way
TOP_SHARE = 0.85  # above it the body is at the end of its way
SETTLED_SHARE = 0.15  # below it a body that does not go on rests, if not where it did before
BACK_WITHIN_S = 2.0  # before a hold's end: the way back begins at the highest level since
MARGIN_S = 0.25  # on both sides of a way: the filtered signal tells its ends no better
POSE_S = 0.4  # the pose at its end is a median over about so long
MAX_GAP_S = 0.35  # nobody knows how the body moved meanwhile


@dataclass(frozen=True, slots=True)
class Stretch:
    """A way, and the times between which the body was on it."""

    way: Way
    start_s: float
    end_s: float


class Ways:
    """Remembers what was seen lately, and cuts the ways of one repetition out of it."""

    def __init__(self) -> None:
        self._levels: deque[Sample] = deque()
        self._bodies: deque[tuple[float, FloatArray]] = deque()
        self._rest: FloatArray | None = None  # the pose before the way out

    def begin(self) -> None:
        """A new repetition."""
        self._rest = None

    def update(self, sample: Sample, body: FloatArray) -> None:
        """Remember a moment: the filtered signal for the cut, the landmarks for what is judged."""
        self._levels.append(sample)
        self._bodies.append((sample.seen_s, body))
        while sample.seen_s - self._bodies[0][0] > REMEMBERED_S:
            self._bodies.popleft()
            self._levels.popleft()

    def out(self, entry_s: float, level: float) -> Stretch | None:
        """The way out to the level that was reached; None when it was not seen as a whole."""
        starts_s = [s.t_s for s in self._levels if s.t_s < entry_s and _is_rest(s, level)]
        ends_s = [s.t_s for s in self._levels_from(entry_s) if s.y >= MOVING_SHARE[1] * level]
        if not starts_s or not ends_s:
            return None
        start_s, end_s = starts_s[-1], ends_s[0]
        self._rest = self._pose(start_s - POSE_S, start_s)
        return self._stretch(self._rest, self._top(entry_s, end_s, level), start_s, end_s)

    def back(self, move: Excursion) -> Stretch | None:
        """The way back, now that it is over; None when it was not seen as a whole."""
        level = move.peak
        if move.held_level is not None:
            since_s = move.end_s - BACK_WITHIN_S
            level = max((s.y for s in self._levels if since_s <= s.t_s <= move.end_s), default=0.0)
        starts_s = [s.t_s for s in self._levels if s.y >= MOVING_SHARE[1] * level]
        if level <= 0.0 or not starts_s:
            return None
        start_s = starts_s[-1]
        top = self._top(start_s - POSE_S, start_s, level)
        return self._stretch(top, self._rest, start_s, self._levels[-1].seen_s)

    def _levels_from(self, start_s: float) -> list[Sample]:
        return [sample for sample in self._levels if sample.t_s >= start_s]

    def _top(self, start_s: float, end_s: float, level: float) -> FloatArray | None:
        """The pose while the body was near the end of its way out, about the time `end_s`."""
        near = [s for s in self._levels_from(start_s) if s.y >= TOP_SHARE * level]
        near_s = [s.t_s for s in near if s.t_s <= end_s + POSE_S]
        return self._pose(near_s[0], near_s[-1]) if near_s else None

    def _pose(self, start_s: float, end_s: float) -> FloatArray | None:
        bodies = [body for t_s, body in self._bodies if start_s - 1e-3 <= t_s <= end_s + 1e-3]
        return middle_pose(bodies) if bodies else None

    def _stretch(
        self, start: FloatArray | None, end: FloatArray | None, start_s: float, end_s: float
    ) -> Stretch | None:
        low_s, high_s = start_s - MARGIN_S, end_s + MARGIN_S
        inside = [(t_s, body) for t_s, body in self._bodies if low_s <= t_s <= high_s]
        times_s = [t_s for t_s, _ in inside]
        is_torn = any(later - earlier > MAX_GAP_S for earlier, later in pairwise(times_s))
        if start is None or end is None or is_torn:
            return None
        way = way_between(times_s, [body for _, body in inside], start, end)
        return None if way is None else Stretch(way, start_s, end_s)


def _is_rest(sample: Sample, level: float) -> bool:
    is_settled = sample.slope <= 0.0 and sample.y <= SETTLED_SHARE * level
    return is_settled or sample.y <= MOVING_SHARE[0] * level
