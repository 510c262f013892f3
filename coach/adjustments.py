"""What a therapist's programme takes from an exercise: repetitions, seconds of holding, range.

An adjustment only ever lowers. It is laid over what the rule of the dose (dosing.py) gives for
today, and that rule never learns of it: exercises/programmes/README.md explains both.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Self

from pydantic import Field, model_validator

from coach.definition_tables import Id
from coach.definitions import Exercise
from coach.dosing import LEAST_CEILING_SHARE, DoseToday
from coach.errors import CoachError
from coach.tables import Table, nearest

# Whole numbers above this are refused before they are compared with an exercise's own dose.
MAX_REPS = 1000
MAX_HOLD_S = 1000.0
LEAST_HOLD_S = 1.0  # a shorter one cannot be told from none; our own choice


class Adjustment(Table):
    """One table [[adjust]] of a programme file."""

    exercise: Id  # one that the programme names
    max_reps: Annotated[int, Field(ge=1, le=MAX_REPS)] | None = None  # to each side
    max_hold_s: Annotated[float, Field(ge=LEAST_HOLD_S, le=MAX_HOLD_S)] | None = None
    # Share of the ceiling of range that holds; times that which holds after a crack.
    range_share: Annotated[float, Field(ge=LEAST_CEILING_SHARE, le=1)] | None = None
    note: Annotated[str, Field(min_length=1, max_length=200)] | None = None  # shown, never spoken

    @model_validator(mode="after")
    def _check_says_something(self) -> Self:
        if self.model_fields_set <= {"exercise"}:
            raise ValueError(
                f"{self.exercise!r} gets nothing: write max_reps, max_hold_s, range_share or note"
            )
        return self

    def cut(self, dose: DoseToday) -> DoseToday:
        """As much of today's dose as is allowed."""
        if self.max_reps is not None:
            dose = replace(dose, reps=min(dose.reps, self.max_reps))
        if self.max_hold_s is not None and dose.hold_s is not None:
            dose = replace(dose, hold_s=min(dose.hold_s, self.max_hold_s))
        return dose

    def lowered(self, ceiling_factor: float) -> float:
        """Share of the own ceiling that holds, of `ceiling_factor` as it is after cracks."""
        share = 1.0 if self.range_share is None else self.range_share
        return max(ceiling_factor * share, LEAST_CEILING_SHARE)


def check_adjustments(
    adjustments: Sequence[Adjustment],
    exercises: Mapping[str, Exercise],
    where: str,
    format_help: str,
) -> None:
    """Raise CoachError for what is above an exercise's own dose, or means nothing for it.

    exercises: those of the programme, by id; where: the file; format_help: where to read on.
    """
    for number, one in enumerate(adjustments, start=1):
        key = f"{where}, adjust {number}"
        exercise = exercises.get(one.exercise)
        if exercise is None:
            mistake = f".exercise: the programme has no {one.exercise!r}"
            mistake += nearest(one.exercise, exercises)
        else:
            mistake = _mistake(one, exercise)
        if mistake:
            raise CoachError(f"{key}{mistake}; {format_help}.")


def _mistake(one: Adjustment, exercise: Exercise) -> str:
    """The key and what is wrong with its value, or ""."""
    most_reps, held = exercise.dose.reps[1], exercise.dose.hold_s
    if one.max_reps is not None and one.max_reps > most_reps:
        return _above("max_reps", one.max_reps, exercise, most_reps)
    if one.max_hold_s is not None and held is None:
        return f".max_hold_s: nothing is held in {exercise.id!r}; leave the key out"
    if one.max_hold_s is not None and held is not None and one.max_hold_s > held[1]:
        return _above("max_hold_s", one.max_hold_s, exercise, held[1])
    if one.range_share is not None and not exercise.is_counted_somewhere:
        return f".range_share: no range is measured in {exercise.id!r}; leave the key out"
    return ""


def _above(key: str, value: float, exercise: Exercise, own: float) -> str:
    return (
        f".{key}: {value:g} is above the {own:g} of {exercise.id!r} itself; "
        f"write {own:g} or less, a programme may only lower it"
    )
