"""How far somebody moved over the weeks, against what the method itself can tell apart.

Only what was measured alike is compared: the same exercise, camera place, signal, unit and side.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal, NamedTuple

from coach.events import BodySide
from coach.practice_days import DayOf, practised
from coach.range_error import RangeError, error_for
from coach.records import ExerciseRecord, SessionRecord

RangeVerdict = Literal["no change", "larger", "smaller", "too few", "error not known"]

# Three sessions, so that one odd day decides neither end. Our own choice.
N_AT_END = 3
# The error was measured on medians of two repetitions and more (docs/range-error.md).
LEAST_REPS = 2


class RangeKey(NamedTuple):
    """What was measured alike."""

    exercise: str  # id
    place: str  # id of the camera place
    signal: str
    unit: str  # "S0" (trunk lengths at rest) or "deg"
    side: BodySide | None


@dataclass(frozen=True, slots=True)
class RangePoint:
    """One session."""

    session_id: int
    began_s: float  # of the session, seconds since 1970, UTC
    day: int  # ordinal
    median: float  # of the peaks of its repetitions, in the key's unit
    n: int  # so many repetitions


@dataclass(frozen=True, slots=True)
class RangeTrend:
    """One series of points that may be joined."""

    key: RangeKey
    points: tuple[RangePoint, ...]  # in order of time, at least one
    # Medians of the first and the last three points of two repetitions and more; None where there
    # are fewer, or where the last are not others than the first.
    baseline: float | None
    now: float | None
    error: RangeError | None  # of the method; None where it is not known for this place and unit
    verdict: RangeVerdict

    @property
    def change_share(self) -> float | None:
        """(now - baseline) / baseline: 0.1 is 10 % more. None where either is not known."""
        if self.now is None or not self.baseline:
            return None
        return (self.now - self.baseline) / self.baseline

    @property
    def band(self) -> tuple[float, float] | None:
        """Between these there is no change from the baseline; None where that is not known."""
        if self.error is None or self.baseline is None:
            return None
        return self.error.no_change(self.baseline)


def range_trends(
    sessions: Sequence[SessionRecord], errors: Sequence[RangeError], day_of: DayOf
) -> tuple[RangeTrend, ...]:
    """Every series, sorted by its key. What was measured from a place that is not known, or by a
    signal that is not, belongs to none: it might be anywhere (certainty.py counts it).
    """
    points: dict[RangeKey, list[RangePoint]] = {}
    for session in practised(sessions):
        day = day_of(session.began_s)
        for key, value, n in _measured(session):
            points.setdefault(key, []).append(
                RangePoint(session.id, session.began_s, day, value, n)
            )
    keys = sorted(points, key=lambda key: (*key[:4], key.side or ""))
    return tuple(_trend(key, tuple(points[key]), errors) for key in keys)


def is_comparable(turn: ExerciseRecord) -> bool:
    """Whether it is known from where, and by which signal, it was measured."""
    return bool(turn.place and turn.signal)


def _measured(session: SessionRecord) -> Iterator[tuple[RangeKey, float, int]]:
    """Once for each key. Of an exercise that was taken up again: the mean of its medians, each with
    the weight of its repetitions.
    """
    found: dict[RangeKey, list[tuple[float, int]]] = {}
    for turn in session.exercises:
        for side in turn.sides if is_comparable(turn) else ():
            if side.range is not None and side.n_ranged > 0:
                key = RangeKey(turn.exercise, turn.place, turn.signal, turn.unit, side.side)
                found.setdefault(key, []).append((side.range, side.n_ranged))
    for key, parts in found.items():
        n = sum(weight for _, weight in parts)
        yield key, sum(value * weight for value, weight in parts) / n, n


def _trend(
    key: RangeKey, points: tuple[RangePoint, ...], errors: Sequence[RangeError]
) -> RangeTrend:
    error = error_for(errors, key.exercise, key.place)
    if error is not None and error.unit != key.unit:
        error = None
    values = [point.median for point in points if point.n >= LEAST_REPS]
    baseline = median(values[:N_AT_END]) if len(values) >= N_AT_END else None
    now = median(values[-N_AT_END:]) if len(values) >= 2 * N_AT_END else None
    return RangeTrend(key, points, baseline, now, error, _verdict(baseline, now, error))


def _verdict(baseline: float | None, now: float | None, error: RangeError | None) -> RangeVerdict:
    """The error is that of two single sessions; of medians of three it is smaller, so that "no
    change" is said rather too often than too seldom.
    """
    if baseline is None or now is None:
        return "too few"
    if error is None:
        return "error not known"
    low, high = error.no_change(baseline)
    if now > high:
        return "larger"
    return "smaller" if now < low else "no change"
