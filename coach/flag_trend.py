"""How often movement was sudden, jerky or over-large, for every hundred repetitions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from coach.events import Flag, Grade
from coach.fortnights import Fortnight, by_fortnight
from coach.practice_days import DayOf, practised
from coach.records import SessionRecord

SHOWN = (Flag.SUDDEN, Flag.JERKY, Flag.OVER_LARGE)
PER = 100.0  # repetitions


@dataclass(frozen=True, slots=True)
class FlagCounts:
    """Flags that were no mere hints."""

    n_reps: int  # counted ones that were seen: in others nothing can be noticed
    n_measured: int  # of them those that were not led; in led ones only what is sudden is noticed
    counts: Mapping[Flag, int]  # of each of SHOWN

    def per_100(self, flag: Flag) -> float | None:
        """Of the repetitions in which it can be noticed; None where there was none."""
        n = self.n_reps if flag is Flag.SUDDEN else self.n_measured
        return self.counts[flag] / n * PER if n else None


@dataclass(frozen=True, slots=True)
class FlagFortnight:
    """Fourteen days, also without a session."""

    span: Fortnight
    flags: FlagCounts


@dataclass(frozen=True, slots=True)
class FlagTrend:
    """All the time, and fortnight by fortnight from the first session of any exercise on."""

    whole: FlagCounts
    fortnights: tuple[FlagFortnight, ...]


def flag_trend(
    sessions: Sequence[SessionRecord], day_of: DayOf, exercise: str | None = None
) -> FlagTrend:
    """Of one exercise, or of all together."""
    begun = practised(sessions)
    return FlagTrend(
        _counts(begun, exercise),
        tuple(
            FlagFortnight(span, _counts(inside, exercise))
            for span, inside in by_fortnight(begun, day_of)
        ),
    )


def _counts(sessions: Sequence[SessionRecord], exercise: str | None) -> FlagCounts:
    turns = [
        turn
        for session in sessions
        for turn in session.exercises
        if exercise is None or turn.exercise == exercise
    ]
    n_of = {grade: sum(turn.grades.get(grade, 0) for turn in turns) for grade in Grade}
    n_measured = n_of[Grade.SURE] + n_of[Grade.LIKELY]
    return FlagCounts(
        n_measured + n_of[Grade.POSTURE_ONLY],
        n_measured,
        {flag: sum(turn.flags.get(flag, 0) for turn in turns) for flag in SHOWN},
    )
