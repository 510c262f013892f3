"""A person's own ranges, kept from one day to the next. docs/calibration.md.

Stored by exercise, camera place and side, on this machine only.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from coach.definitions import Exercise
from coach.edges.atomic_file import replace_text
from coach.edges.own_file import read_own
from coach.edges.persons import DEFAULT_PERSON, file_part, person_name
from coach.edges.user_folders import user_folder
from coach.errors import CoachError
from coach.events import BodySide
from coach.own_range import OwnRange
from coach.printable import printable
from coach.signals import SIGNALS, Unit
from coach.strict_json import MAX_CHARACTERS, read_json
from coach.tables import Table, checked

FORMAT: Final = 1
FORMAT_HELP = "docs/calibration.md explains the file; delete it and the ranges are learnt anew"
MAX_ENTRIES = 5000  # exercises times places times sides, a hundred times over
Ranges = Mapping[BodySide | None, OwnRange]
Key = tuple[str, str, BodySide | None]  # exercise, place, side
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=80)]


class Entry(Table):
    """One range of the file, in the unit of its signal."""

    exercise: Id
    place: Id
    side: BodySide | None = None
    signal: Id
    unit: Unit
    rom: Annotated[float, Field(gt=0)]
    least_rom: Annotated[float, Field(gt=0)]

    @model_validator(mode="after")
    def _check_order(self) -> Self:
        if self.least_rom > self.rom:
            raise ValueError(
                f"least_rom {self.least_rom:g} must not be above rom {self.rom:g}; "
                "are they swapped?"
            )
        return self

    @property
    def key(self) -> Key:
        """What an entry is about; there is one for each."""
        return self.exercise, self.place, self.side

    def is_measured_as(self, signal: str) -> bool:
        """Whether it is about this signal, in the unit that signal has now."""
        return self.signal == signal and signal in SIGNALS and SIGNALS[signal].unit == self.unit


class CalibrationFile(Table):
    """The whole file."""

    format: Literal[1]
    ranges: Annotated[tuple[Entry, ...], Field(max_length=MAX_ENTRIES)] = ()

    @model_validator(mode="after")
    def _check_keys(self) -> Self:
        seen: set[Key] = set()
        for entry in self.ranges:
            if entry.key in seen:
                side = f" to the {entry.side}" if entry.side else ""
                raise ValueError(
                    f"{entry.exercise} from {entry.place}{side} stands there twice; drop one"
                )
            seen.add(entry.key)
        return self


class Calibrations:
    """The own ranges that are known, and those that were learnt since and are not saved yet."""

    def __init__(self, path: Path, entries: Mapping[Key, Entry]) -> None:
        self.path = path
        self._known = dict(entries)
        self._learnt: dict[Key, Entry] = {}

    @classmethod
    def load(cls, path: Path | None = None) -> Self:
        """What is stored in `path`, or in the user's own data folder; empty where nothing is.

        Raises CoachError for a file that cannot be read or is not as it should be.
        """
        path = default_path() if path is None else path
        return cls(path, _read(path))

    def of(self, exercise: str, place: str, signal: str) -> Ranges:
        """The ranges by side, as far as they are known and were measured by `signal`."""
        entries = (self._known.get((exercise, place, side)) for side in (None, "left", "right"))
        return {
            entry.side: OwnRange(entry.rom, entry.least_rom)
            for entry in entries
            if entry is not None and entry.is_measured_as(signal)
        }

    def known(self, exercise: Exercise) -> dict[str, Ranges]:
        """The ranges by place and by side, each measured by what the place counts by."""
        primaries = {place.id: place.primary or exercise.primary for place in exercise.places}
        found = {
            place: self.of(exercise.id, place, primary.signal)
            for place, primary in primaries.items()
            if primary is not None
        }
        return {place: ranges for place, ranges in found.items() if ranges}

    def keep(self, exercise: str, place: str, signal: str, ranges: Ranges) -> None:
        """Take what was learnt today. `signal` is one of coach.signals; `save` makes it last."""
        unit = SIGNALS[signal].unit
        for side, own in ranges.items():
            entry = Entry(
                exercise=exercise,
                place=place,
                side=side,
                signal=signal,
                unit=unit,
                rom=own.rom,
                least_rom=own.least_rom,
            )
            self._learnt[entry.key] = merged(self._learnt.get(entry.key), entry)
            self._known[entry.key] = merged(self._known.get(entry.key), entry)

    def save(self) -> None:
        """Write what was learnt into the file, whole or not at all; nothing where nothing was.

        The file is read once more before, so that a second coach's ranges stay and a file deleted
        meanwhile does not come back. Raises CoachError when it cannot be read or written, or is
        broken: it is then left as it is, and what was learnt waits for another `save`.
        """
        if not self._learnt:
            return
        entries = _read(self.path)
        for key, entry in self._learnt.items():
            entries[key] = merged(entries.get(key), entry)
        whole = CalibrationFile(
            format=FORMAT, ranges=tuple(entries[key] for key in sorted(entries, key=str))
        )
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            replace_text(self.path, whole.model_dump_json(indent=1, exclude_none=True) + "\n")
        except OSError as error:
            raise CoachError(
                f"{printable(str(self.path))}: your own ranges cannot be stored "
                f"({error.strerror or error}); free some space or mend the folder's permissions."
            ) from error
        self._known, self._learnt = entries, {}


def default_path(person: str = DEFAULT_PERSON) -> Path:
    """The person's file in the user's own data folder; neither may exist yet.

    Raises CoachError for what cannot be a name.
    """
    name = person_name(person)
    of_person = "" if name == DEFAULT_PERSON else f"-{file_part(name)}"
    folder = user_folder("data")
    return folder / f"calibration{of_person}.json"


def merged(old: Entry | None, new: Entry) -> Entry:
    """`new`, with the lowest ceiling there ever was: no day's larger range raises it."""
    if old is None or not old.is_measured_as(new.signal):
        return new
    return new.model_copy(update={"least_rom": min(old.least_rom, new.least_rom)})


def _read(path: Path) -> dict[Key, Entry]:
    text = read_own(path, MAX_CHARACTERS, FORMAT_HELP)
    if text is None:
        return {}
    where = printable(str(path))
    data = read_json(text, where, FORMAT_HELP)
    return {entry.key: entry for entry in checked(CalibrationFile, data, where, FORMAT_HELP).ranges}
