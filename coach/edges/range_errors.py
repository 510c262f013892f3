"""Reads the method's own errors of a range of motion: exercises/measured/range_errors.toml."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from coach.edges.library import read_text
from coach.edges.resources import exercises_dir
from coach.range_error import RangeError
from coach.signals import Unit
from coach.strict_toml import read_toml
from coach.tables import Table, checked

FILE = "measured/range_errors.toml"  # in the folder of the exercises, which holds exercises only
FORMAT_HELP = "docs/range-error.md explains every key"
MAX_CHARACTERS = 100_000

Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Percent = Annotated[float, Field(gt=0, lt=1000)]


class Entry(Table):
    """One `[[errors]]`."""

    exercise: Id
    place: Annotated[str, Field(pattern=r"^([a-z][a-z0-9_]*)?$")]  # "": from anywhere
    unit: Unit
    sem_percent: Percent
    mdc95_percent: Percent
    n_sets: Annotated[int, Field(ge=2)]
    n_figures: Annotated[int, Field(ge=1)]
    people: Literal["rendered"]  # no real person has been measured yet

    @model_validator(mode="after")
    def _check_whole(self) -> Self:
        if self.mdc95_percent <= self.sem_percent:
            raise ValueError(
                f"mdc95_percent = {self.mdc95_percent:g} must be above sem_percent = "
                f"{self.sem_percent:g}; are the two swapped?"
            )
        return self


class RangeErrorFile(Table):
    """The whole file."""

    errors: tuple[Entry, ...]

    @model_validator(mode="after")
    def _check_keys(self) -> Self:
        keys = [(one.exercise, one.place) for one in self.errors]
        if double := next((key for key in keys if keys.count(key) > 1), None):
            raise ValueError(f"exercise and place {double!r} stand there twice; drop one")
        return self


def load_range_errors() -> tuple[RangeError, ...]:
    """All that are known. Raises CoachError for a file that is not there or cannot be meant."""
    return parse_range_errors(read_text(exercises_dir() / FILE), f"exercises/{FILE}")


def parse_range_errors(text: str, where: str) -> tuple[RangeError, ...]:
    """The errors in `text`, which is all of the file `where`. Raises CoachError."""
    data = read_toml(text, where, FORMAT_HELP, MAX_CHARACTERS)
    return tuple(
        RangeError(
            one.exercise,
            one.place,
            one.unit,
            one.sem_percent / 100,
            one.mdc95_percent / 100,
            one.n_sets,
            one.n_figures,
        )
        for one in checked(RangeErrorFile, data, where, FORMAT_HELP).errors
    )
