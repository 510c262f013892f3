"""How far the counts can be trusted, and what could not be judged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from coach.events import Grade
from coach.practice_days import practised
from coach.range_trend import is_comparable
from coach.records import ExerciseRecord, SessionRecord


@dataclass(frozen=True, slots=True)
class Certainty:
    """Numbers of repetitions and of turns of exercises (sets)."""

    grades: Mapping[Grade, int]  # counted repetitions of every grade
    n_partial: int  # attempts that stayed small; they are not among the counted ones
    n_not_valid: int  # led repetitions of which too little was valid; not among the counted ones
    n_sets: int
    n_sets_without_signal: int  # nothing was measured: led, or not seen
    n_sets_not_comparable: int  # measured, but the camera place or the signal is not known

    @property
    def n_counted(self) -> int:
        """Repetitions of every grade together; to both sides, each side's."""
        return sum(self.grades.values())

    @property
    def n_led(self) -> int:
        """Counted ones that the coach led: by its calls and the posture alone, or not seen."""
        return self.grades[Grade.POSTURE_ONLY] + self.grades[Grade.NOT_SEEN]

    def share(self, grade: Grade) -> float | None:
        """0 to 1 of the counted ones; None where there are none."""
        return self.grades[grade] / self.n_counted if self.n_counted else None


def certainty_of(sessions: Sequence[SessionRecord], exercise: str | None = None) -> Certainty:
    """Of one exercise, or of all together."""
    turns = [
        turn
        for session in practised(sessions)
        for turn in session.exercises
        if exercise is None or turn.exercise == exercise
    ]
    return Certainty(
        grades={grade: sum(turn.grades.get(grade, 0) for turn in turns) for grade in Grade},
        n_partial=sum(side.n_partial for turn in turns for side in turn.sides),
        n_not_valid=sum(turn.n_not_valid for turn in turns),
        n_sets=len(turns),
        n_sets_without_signal=sum(not (turn.signal or _is_measured(turn)) for turn in turns),
        n_sets_not_comparable=sum(_is_measured(turn) and not is_comparable(turn) for turn in turns),
    )


def _is_measured(turn: ExerciseRecord) -> bool:
    return any(side.is_measured for side in turn.sides)
