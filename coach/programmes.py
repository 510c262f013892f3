"""Programme files -> checked, frozen programmes: which exercises, in which order, for how long."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from coach.definition_tables import Id, ShortText
from coach.strict_toml import read_toml
from coach.tables import Table, checked

MAX_MINUTES = 40.0  # of a session: the articles' upper limit
MAX_EXERCISES = 30  # twice as many as there are; more do not fit into the minutes
MAX_CHARACTERS = 5_000
FORMAT_HELP = "exercises/programmes/README.md explains every key"


class Programme(Table):
    """One programme file."""

    id: Id
    name: Annotated[str, Field(min_length=1, max_length=30)]
    about: ShortText
    exercises: Annotated[
        tuple[Annotated[str, Field(min_length=1)], ...],
        Field(min_length=1, max_length=MAX_EXERCISES, json_schema_extra={"uniqueItems": True}),
    ]  # ids, or files ending in .toml, named from the programme's own folder
    rest_s: Annotated[float, Field(ge=5, le=120)] = 15.0  # between two exercises
    max_minutes: Annotated[float, Field(gt=0, le=MAX_MINUTES)] = MAX_MINUTES
    place: ShortText | None = None  # where the camera may stand for all of them

    @model_validator(mode="after")
    def _check_exercises(self) -> Self:
        for name in self.exercises:
            if self.exercises.count(name) > 1:
                raise ValueError(f"exercises: {name!r} stands there twice; name it once")
        return self


def parse_programme(text: str, where: str) -> Programme:
    """Read one programme file's text; `where` names the file in errors.

    Whether the exercises exist is not known here (see edges/programme_files.py).
    Raises CoachError with the file, the key and how to mend it.
    """
    data = read_toml(text, where, FORMAT_HELP, MAX_CHARACTERS)
    return checked(Programme, data, where, FORMAT_HELP)
