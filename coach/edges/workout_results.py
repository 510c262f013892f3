"""What a whole session came to, as a table in the terminal."""

from collections.abc import Mapping
from typing import Any, Self

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from coach.definitions import Exercise
from coach.events import Flag, Flagged, Grade, RepFinished
from coach.pipeline import Moment
from coach.workout_events import ExerciseBegan, ExerciseEnded, WorkoutEnded

_FLAGS = (Flag.SUDDEN, Flag.JERKY, Flag.OVER_LARGE)


class WorkoutResults:
    """A sink that remembers what was done in each exercise; `show` prints it."""

    def __init__(self, console: Console, exercises: Mapping[str, Exercise]) -> None:
        """exercises: by id."""
        self._console = console
        self._exercises = exercises
        self._ended: list[ExerciseEnded] = []
        self._grades: dict[str, list[Grade]] = {}
        self._flags: dict[str, list[Flag]] = {}
        self._present = ""
        self._reason = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: Any) -> None:
        return None

    def handle(self, moment: Moment) -> None:
        """Remember what happened in this frame."""
        for event in moment.events:
            match event:
                case ExerciseBegan(exercise=exercise):
                    self._present = exercise
                case RepFinished(rep=rep):
                    self._grades.setdefault(self._present, []).append(rep.grade)
                case Flagged(flag=flag, advisory=False):
                    self._flags.setdefault(self._present, []).append(flag)
                case ExerciseEnded():
                    self._ended.append(event)
                case WorkoutEnded(reason=reason):
                    self._reason = reason
                case _:
                    pass

    def show(self) -> None:
        """Print the table; nothing where no exercise was begun."""
        if not self._ended:
            return
        table = Table("exercise", "done", "of", "seconds each", "how sure", "flags", "ended")
        for end in self._ended:
            table.add_row(
                escape(self._exercises[end.exercise].name),
                str(end.count),
                str(end.dose_reps),
                f"{end.dose_s:g}" if end.dose_s else "",
                _most(self._grades.get(end.exercise, [])),
                ", ".join(_counts(self._flags.get(end.exercise, []))),
                end.reason.replace("_", " "),
            )
        self._console.print(table)
        if self._reason:
            self._console.print(f"The session ended: {self._reason.replace('_', ' ')}.")


def _most(grades: list[Grade]) -> str:
    """The grade of most repetitions."""
    return max(Grade, key=grades.count) if grades else ""


def _counts(flags: list[Flag]) -> list[str]:
    return [f"{flags.count(flag)} {flag}" for flag in _FLAGS if flag in flags]
