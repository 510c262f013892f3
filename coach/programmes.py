"""Programme files -> checked, frozen programmes: which exercises, in which order, for how long."""

from collections.abc import Mapping
from typing import Annotated, Any, Final, Self

from pydantic import Field, model_validator

from coach.adjustments import Adjustment
from coach.definition_tables import ShortText
from coach.errors import CoachError
from coach.strict_toml import read_toml
from coach.tables import Table, checked, counted

MAX_MINUTES = 40.0  # of a session: the articles' upper limit
MAX_EXERCISES = 30  # twice as many as there are; more do not fit into the minutes
MAX_CHARACTERS = 12_000  # a table [[adjust]] with the longest note for each of them
MAX_TEXT = 500  # characters of any text or key: a mistake in it is still one sentence
MAX_BITS = 64  # of a whole number
FORMAT_HELP = "`coach program format` explains every key"
EXERCISE_FILE: Final = ".toml"  # what ends so is no id, but an exercise file of one's own

PersonText = Annotated[str, Field(min_length=1, max_length=60)]


class Programme(Table):
    """One programme file."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]  # a file's name, too
    name: Annotated[str, Field(min_length=1, max_length=30)]
    about: ShortText
    exercises: Annotated[
        tuple[Annotated[str, Field(min_length=1, max_length=200)], ...],
        Field(min_length=1, max_length=MAX_EXERCISES, json_schema_extra={"uniqueItems": True}),
    ]  # ids, or files ending in .toml, named from the programme's own folder
    rest_s: Annotated[float, Field(ge=5, le=120)] = 15.0  # between two exercises
    max_minutes: Annotated[float, Field(gt=0, le=MAX_MINUTES)] = MAX_MINUTES
    place: ShortText | None = None  # where the camera may stand for all of them
    author: PersonText | None = None  # who wrote it; shown, never checked
    for_person: PersonText | None = None  # shown
    adjust: Annotated[tuple[Adjustment, ...], Field(max_length=MAX_EXERCISES)] = ()

    @model_validator(mode="after")
    def _check_exercises(self) -> Self:
        for name in self.exercises:
            if self.exercises.count(name) > 1:
                raise ValueError(f"exercises: {name!r} stands there twice; name it once")
        return self

    @model_validator(mode="after")
    def _check_adjust(self) -> Self:
        adjusted = [one.exercise for one in self.adjust]
        for name in adjusted:
            if adjusted.count(name) > 1:
                raise ValueError(f"adjust: {name!r} stands there twice; make it one table")
        return self

    def adjustment_of(self, exercise_id: str) -> Adjustment | None:
        """What is taken from this exercise; None: nothing."""
        return next((one for one in self.adjust if one.exercise == exercise_id), None)


def parse_programme(text: str, where: str) -> Programme:
    """Read one programme file's text; `where` names the file in errors.

    Whether the exercises exist, and what they allow, is not known here (edges/programme_files.py).
    Raises CoachError with the file, the key and how to mend it.
    """
    data = read_toml(text, where, FORMAT_HELP, MAX_CHARACTERS)
    _check_sizes(data, where)
    return checked(Programme, data, where, FORMAT_HELP, key_words=counted)


def _check_sizes(data: Mapping[str, Any], where: str) -> None:
    """Raise CoachError for a text or a number that no sentence could name."""
    unseen: list[Any] = [data]  # no recursion: it may be nested deeper than Python can go
    while unseen:
        value = unseen.pop()
        if isinstance(value, Mapping):
            unseen += [*value, *value.values()]
        elif isinstance(value, list):
            unseen += value
        elif isinstance(value, str) and len(value) > MAX_TEXT:
            begin = value[:20]
            raise CoachError(
                f"{where}: the text that begins with {begin!r} is longer than {MAX_TEXT} "
                f"characters; {FORMAT_HELP}."
            )
        elif isinstance(value, int) and value.bit_length() > MAX_BITS:
            raise CoachError(f"{where} holds a number that is too long; {FORMAT_HELP}.")
