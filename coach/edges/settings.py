"""What the user settled once: language, camera, props and so on. docs/settings.md."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Final, Self

import tomlkit
from pydantic import AfterValidator, Field, model_validator
from tomlkit import TOMLDocument
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT
from tomlkit.items import Table as TomlTable

from coach.definitions import Prop
from coach.edges.atomic_file import replace_text
from coach.edges.local_day import time_of_day
from coach.edges.own_file import read_own
from coach.edges.persons import DEFAULT_PERSON, person_name
from coach.edges.user_folders import user_folder
from coach.errors import CoachError
from coach.printable import printable
from coach.strict_toml import read_toml
from coach.tables import Table, checked

MAX_CHARACTERS = 100_000  # hundreds of persons
FORMAT_HELP = "docs/settings.md explains every key"
_HEADING: Final = f"# Settings of Spine Coach; {FORMAT_HELP}.\n\n"

Value = str | bool | Sequence[str] | None


def _checked_name(text: str) -> str:
    try:
        return person_name(text)
    except CoachError as error:  # said with the file's name and the key
        raise ValueError(str(error).removesuffix(".")) from error


def _checked_time(text: str) -> str:
    time_of_day(text)
    return text


Person = Annotated[str, AfterValidator(_checked_name)]
TimeOfDay = Annotated[str, AfterValidator(_checked_time)]


class PersonSettings(Table):
    """What is settled for one person."""

    name: Person
    props: tuple[Prop, ...] = ()  # what is at hand
    props_asked: bool = False  # whether the coach has asked for props

    @model_validator(mode="after")
    def _check_props(self) -> Self:
        if len(set(self.props)) < len(self.props):
            raise ValueError("the same thing stands in props twice; drop one")
        return self


class Settings(Table):
    """The whole file; what does not stand there is as here."""

    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}$")] = "en"
    person: Person = DEFAULT_PERSON
    # An id, or a file of one's own; None: the program's own choice.
    programme: Annotated[str, Field(min_length=1, max_length=500)] | None = None
    camera: Annotated[str, Field(min_length=1, max_length=500)] = "0"
    evening: TimeOfDay = "18:30"  # when a session is usual
    quiet: bool = False
    full_screen: bool = True
    persons: Annotated[tuple[PersonSettings, ...], Field(max_length=500)] = ()

    @model_validator(mode="after")
    def _check_names(self) -> Self:
        names = [one.name for one in self.persons]
        if (twice := next((name for name in names if names.count(name) > 1), None)) is not None:
            raise ValueError(f"persons: {twice!r} stands there twice; drop one")
        return self

    def of(self, person: str) -> PersonSettings:
        """What is settled for a person; of a new one nothing is yet. Raises CoachError for what
        cannot be a name.
        """
        name = person_name(person)
        return next((one for one in self.persons if one.name == name), PersonSettings(name=name))


def default_path() -> Path:
    """The file in the user's own folder of settings; neither may exist yet."""
    return user_folder("config") / "settings.toml"


def load_settings(path: Path | None = None) -> Settings:
    """The settings in `path`, or in the user's own file; what is missing is as usual.

    Raises CoachError for a file that cannot be read or says what cannot be meant.
    """
    path = default_path() if path is None else path
    return _checked(_read(path), path)


def change_settings(changes: Mapping[str, Value], path: Path | None = None) -> Settings:
    """Write these keys into the file, None drops one; all else in it stays, comments too.

    Returns what then holds. Raises CoachError, and leaves the file as it is, when it is broken,
    cannot be written, or would no longer be as it should be.
    """
    return _change(path, lambda document: _put(document, changes))


def change_person(
    person: str, changes: Mapping[str, Value], path: Path | None = None
) -> PersonSettings:
    """The same for the keys of one person, who is added when new. Returns what then holds."""
    name = person_name(person)
    return _change(path, lambda document: _put(_person_table(document, name), changes)).of(name)


def _change(path: Path | None, edit: Callable[[TOMLDocument], None]) -> Settings:
    path = default_path() if path is None else path
    text = _read(path)
    _checked(text, path)
    try:
        document = tomlkit.parse(text or _HEADING)
        edit(document)
        text = tomlkit.dumps(document)
    except TOMLKitError as error:
        raise CoachError(f"{printable(str(path))} cannot be changed: {error}.") from error
    settings = _checked(text, path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_text(path.resolve(), text)  # the file itself, where `path` is a link to it
    except OSError as error:
        raise CoachError(
            f"{printable(str(path))}: the settings cannot be stored ({error.strerror or error}); "
            "free some space or mend the folder's permissions."
        ) from error
    return settings


def _put(table: TOMLDocument | TomlTable, changes: Mapping[str, Value]) -> None:
    for key, value in changes.items():
        if value is None:
            table.pop(key, None)
        else:
            table[key] = value if isinstance(value, str | bool) else list(value)


def _person_table(document: TOMLDocument, name: str) -> TomlTable:
    """The person's table of the document, added when there is none."""
    persons: Any = document.setdefault("persons", tomlkit.aot())
    if not isinstance(persons, AoT):  # written as a list of { }: one way of many is enough
        raise CoachError(f"persons: write [[persons]] for each; {FORMAT_HELP}.")
    table: TomlTable
    for table in persons:
        if person_name(table["name"]) == name:
            return table
    added = tomlkit.table()
    added.add("name", name)
    persons.append(added)
    return added


def _read(path: Path) -> str:
    return read_own(path, MAX_CHARACTERS, FORMAT_HELP) or ""


def _checked(text: str, path: Path) -> Settings:
    where = printable(str(path))
    data = read_toml(text, where, FORMAT_HELP, MAX_CHARACTERS)
    return checked(Settings, data, where, FORMAT_HELP)
