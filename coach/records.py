"""What was done, session by session: all that a report or an export of progress is made from."""

from collections.abc import Mapping
from dataclasses import dataclass

from coach.events import BodySide, Flag, Grade
from coach.past import Pain
from coach.workout_events import LevelsKnown


@dataclass(frozen=True, slots=True)
class SideRecord:
    """The repetitions of one exercise of one session, to one side where there are two."""

    side: BodySide | None
    n_reps: int  # counted ones
    n_partial: int  # attempts that stayed small
    hold_s: float | None  # median of the counted ones; None where nothing was held
    # Median peak of the counted repetitions that were seen, not open and not over-large; None
    # where there are none.
    range: float | None
    n_ranged: int  # so many of them

    @property
    def is_measured(self) -> bool:
        """Whether there is a range."""
        return self.range is not None


@dataclass(frozen=True, slots=True)
class ExerciseRecord:
    """One turn of an exercise in a session. One taken up again after its end has another turn."""

    id: int  # in the history
    exercise: str  # id
    place_in: int  # 1, 2, ... in the session
    began_s: float  # after the session's beginning
    lasted_s: float | None  # None: broken off
    dose_reps: int  # asked for; to each side, where there are two
    dose_s: float  # seconds of each, 0 where nothing is held
    count: int  # done; to both sides: once to each makes one
    reason: str  # why it was over, see workout_events.ExerciseEnded
    pain: Pain | None  # stopped because it hurt
    place: str  # id of the camera place in the exercise's definition, "" where it was not known
    signal: str  # that was measured, "" where none was
    unit: (
        str  # of every range: "S0" (trunk lengths at rest) or "deg"; "" where nothing was measured
    )
    sides: tuple[SideRecord, ...]  # one with side None, or left and right as far as there were any
    grades: Mapping[Grade, int]  # of the counted repetitions
    flags: Mapping[Flag, int]  # without mere hints
    n_not_valid: int  # led repetitions of which too little was valid

    @property
    def is_complete(self) -> bool:
        """Whether the dose was done."""
        return self.reason == "dose_done" or self.count >= self.dose_reps


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """One session of one person."""

    id: int  # in the history
    programme: str  # id; "" where one exercise was done alone
    began_s: float  # seconds since 1970, UTC
    ended_s: float | None  # None: broken off
    planned_s: float
    reason: str  # why it ended, see workout_events.WorkoutEnded; "" where it was broken off
    check: str  # how the back was: "usual", "amber", "red", "" where nobody was asked
    plan: tuple[str, ...]  # ids of the exercises that were planned
    exercises: tuple[ExerciseRecord, ...]  # that had their turn, in order
    continues_id: int | None = None  # the one that was broken off, and that this one went on with

    @property
    def lasted_s(self) -> float | None:
        """None where it was broken off."""
        return None if self.ended_s is None else self.ended_s - self.began_s


@dataclass(frozen=True, slots=True)
class RepMark:
    """One movement of a set, also one that stayed small."""

    index: int  # 0 for a small one
    side: BodySide | None
    start_s: float  # after the session's beginning
    end_s: float
    hold_s: float
    grade: Grade
    flags: tuple[Flag, ...]
    is_partial: bool
    hints: tuple[Flag, ...] = ()  # what was too unsure for a flag


@dataclass(frozen=True, slots=True)
class SetRecord:
    """The course of one exercise from its beginning, or from being taken up again, to its end."""

    exercise_id: int  # ExerciseRecord.id
    began_s: float  # of the first sample, after the session's beginning
    every_s: float  # from sample to sample
    place: str
    signal: str  # "" where nothing was measured: then there are no samples
    unit: str
    samples: tuple[float | None, ...]  # the filtered primary signal, None where not judged
    levels: tuple[LevelsKnown, ...]
    reps: tuple[RepMark, ...]
    flags: tuple[tuple[float, Flag], ...]  # when, after the session's beginning, and which
    hints: tuple[Flag, ...] = ()  # what was too unsure for a flag, as often as it was noticed
