"""All that a report of progress shows, from what was done: figures, no words and no praise.

It says what was asked for, done, measured and told. It says nothing of effects, gives no marks, and
calls no change of a person good or bad.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from coach.certainty import Certainty, certainty_of
from coach.dose_trend import DoseTrend, PlanKept, dose_trend, plan_kept
from coach.flag_trend import FlagTrend, flag_trend
from coach.headlines import Fact, headlines_of
from coach.pain_trend import PainStop, PainTrend, pain_trend
from coach.practice_days import Calendar, DayOf, calendar_of, practised
from coach.range_error import RangeError
from coach.range_trend import RangeTrend, range_trends
from coach.records import SessionRecord
from coach.sides_compared import SidesCompared, sides_compared


@dataclass(frozen=True, slots=True)
class ExerciseProgress:
    """One exercise that had its turn at least once."""

    exercise: str  # id
    dose: DoseTrend
    ranges: tuple[RangeTrend, ...]  # one for each place, signal and side; often none
    sides: SidesCompared | None  # None where it has no sides
    flags: FlagTrend
    certainty: Certainty
    pain: tuple[PainStop, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """One person, from the first of some sessions to the last."""

    calendar: Calendar
    plan: PlanKept
    pain: PainTrend
    flags: FlagTrend  # of all exercises together, as certainty
    certainty: Certainty
    exercises: tuple[ExerciseProgress, ...]  # in the order in which they were first done
    headlines: tuple[Fact, ...]  # () without any session

    @property
    def ranges(self) -> tuple[RangeTrend, ...]:
        """Of all exercises."""
        return tuple(trend for one in self.exercises for trend in one.ranges)


def progress_of(
    sessions: Sequence[SessionRecord], errors: Sequence[RangeError], day_of: DayOf
) -> Progress:
    """sessions: of one person, in any order. errors: of the method, as far as they are known.
    day_of: the local day of a time.
    """
    calendar = calendar_of(sessions, day_of)
    pain = pain_trend(sessions, day_of)
    flags = flag_trend(sessions, day_of)
    certainty = certainty_of(sessions)
    ranges = range_trends(sessions, errors, day_of)
    exercises = _exercises(sessions, ranges, pain.stops, day_of)
    doses = [one.dose for one in exercises]
    headlines = headlines_of(calendar, doses, pain, ranges, flags, certainty)
    return Progress(calendar, plan_kept(sessions), pain, flags, certainty, exercises, headlines)


def _exercises(
    sessions: Sequence[SessionRecord],
    ranges: Sequence[RangeTrend],
    stops: Sequence[PainStop],
    day_of: DayOf,
) -> tuple[ExerciseProgress, ...]:
    begun = practised(sessions)
    names = dict.fromkeys(turn.exercise for session in begun for turn in session.exercises)
    return tuple(
        ExerciseProgress(
            name,
            dose,
            tuple(trend for trend in ranges if trend.key.exercise == name),
            sides_compared(sessions, name),
            flag_trend(sessions, day_of, name),
            certainty_of(sessions, name),
            tuple(stop for stop in stops if stop.exercise == name),
        )
        for name in names
        if (dose := dose_trend(sessions, name, day_of)) is not None
    )
