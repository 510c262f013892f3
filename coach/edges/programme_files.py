"""Reads programme files, and the exercises that they name."""

import os
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

from coach.adjustments import check_adjustments
from coach.definitions import Exercise
from coach.edges.added_programmes import added_ids, added_path
from coach.edges.library import ENGLISH, load_exercise, load_language
from coach.edges.own_file import read_own
from coach.edges.resources import exercises_dir
from coach.errors import CoachError
from coach.languages import Language, translated, translated_programme
from coach.printable import printable
from coach.programmes import (
    EXERCISE_FILE,
    FORMAT_HELP,
    MAX_CHARACTERS,
    Programme,
    parse_programme,
)

MAX_FORMAT_CHARACTERS = 100_000


class Loaded(NamedTuple):
    """A programme that names ids alone, and its exercises by them."""

    programme: Programme
    exercises: Mapping[str, Exercise]


def programme_ids() -> list[str]:
    """The programmes that come with the program, by name of their file."""
    return sorted(path.stem for path in _folder().glob("*.toml"))


def known_programme_ids() -> list[str]:
    """Those, and the ones that were added: all that can be named without a file."""
    return sorted({*programme_ids(), *added_ids()})


def load_programme(name: str, language: str = ENGLISH) -> Loaded:
    """The programme called `name`, or the one in the file `name` when it ends in .toml.

    Returns it with its exercises by id; where the file names exercise files, the programme that
    is returned names their ids. What comes with the program is given in `language`, programmes of
    one's own stay as they were written. Raises CoachError for an unknown name, for a file that
    cannot be meant, and for an exercise that is not there.
    """
    words = None if language == ENGLISH else load_language(language)
    if name.endswith(".toml"):
        return _load(Path(name), name, words)
    if name in added_ids():
        return _added(name, words)
    path, where = _bundled(name)
    programme, exercises = _load(path, where, words)
    if words is not None:
        programme = translated_programme(programme, words)
    return Loaded(programme, exercises)


def programme_file(name: str) -> Path | None:
    """The user's own file that `load_programme` reads; None of those that come with the program."""
    if name.endswith(".toml"):
        return Path(name)
    return added_path(name) if name in added_ids() else None


def read_strangers(path: Path, *, only_ids: bool = False) -> Loaded:
    """The programme in a file that somebody sent, whatever the file is called.

    only_ids: it may not name exercise files; no other file is read then. Raises CoachError for all
    that cannot be meant.
    """
    where = str(path)
    programme = parse_programme(_text(path), where)
    if only_ids:
        _check_ids_only(programme, where)
    return _with_exercises(programme, path.parent, where, None)


def format_text() -> str:
    """What explains the programme files, Markdown. Raises CoachError when it is not there."""
    path = _folder() / "README.md"
    text = read_own(path, MAX_FORMAT_CHARACTERS, "install Spine Coach again")
    if text is None:
        raise CoachError(f"{printable(str(path))} is missing: install Spine Coach again.")
    return text


def _text(path: Path) -> str:
    """No more of a file than a programme may have. Raises CoachError when it cannot be read."""
    if os.path.isdir(path):
        raise CoachError(f"{path} is a folder: name the programme's file in it.")
    if os.path.exists(path) and not os.path.isfile(path):
        raise CoachError(f"{path} is no file of text: name one.")  # a device may never end
    text = read_own(path, MAX_CHARACTERS, FORMAT_HELP)
    if text is None:
        raise CoachError(f"{path} cannot be read (no such file): check the name and the folder.")
    return text


def _folder() -> Path:
    return exercises_dir() / "programmes"


def _bundled(name: str) -> tuple[Path, str]:
    """Its file, and how errors name it. Raises CoachError with the nearest name when it is none."""
    if name not in programme_ids():
        known = known_programme_ids()
        near = get_close_matches(name, known, n=1)
        hint = f"did you mean {near[0]}?" if near else f"there is: {', '.join(known)}."
        raise CoachError(f"No programme is called {name!r}; {hint}")
    return _folder() / f"{name}.toml", f"exercises/programmes/{name}.toml"


def _added(name: str, words: Language | None) -> Loaded:
    """One that was added. What was checked then is checked again: the file may have changed."""
    path = added_path(name)
    where = printable(str(path))
    mend = f"remove it with `coach program remove {name}`"
    if name in programme_ids():
        raise CoachError(f"{where}: a programme that comes with Spine Coach has this id; {mend}.")
    try:
        return _load(path, where, words, only_ids=True)
    except CoachError as error:
        reason = str(error).removeprefix(f"{where}: ").rstrip(".")
        raise CoachError(
            f"{where}: this added programme cannot be used ({reason}); {mend} and add it again."
        ) from error


def _load(path: Path, where: str, words: Language | None, *, only_ids: bool = False) -> Loaded:
    programme = parse_programme(_text(path), where)
    if programme.id != path.stem:
        raise CoachError(f"{where}: its id is {programme.id!r}; write {path.stem!r}.")
    if only_ids:
        _check_ids_only(programme, where)
    return _with_exercises(programme, path.parent, where, words)


def _check_ids_only(programme: Programme, where: str) -> None:
    for number, name in enumerate(programme.exercises, start=1):
        if name.endswith(EXERCISE_FILE):
            raise CoachError(
                f"{where}, exercises {number}: {name!r} is an exercise file, and a programme that "
                "is added names ids alone: take one of `coach exercises list`, or do not add it "
                "and start with -p and the file."
            )


def _with_exercises(
    programme: Programme, folder: Path, where: str, words: Language | None
) -> Loaded:
    exercises = _exercises(programme, folder, where, words)
    check_adjustments(programme.adjust, exercises, where, FORMAT_HELP)
    return Loaded(programme.model_copy(update={"exercises": tuple(exercises)}), exercises)


def _exercises(
    programme: Programme, folder: Path, where: str, words: Language | None
) -> dict[str, Exercise]:
    """What the programme names, by id; a file of exercises is looked for from its folder."""
    found: dict[str, Exercise] = {}
    for number, entry in enumerate(programme.exercises, start=1):
        key, is_own = f"{where}, exercises {number}", entry.endswith(EXERCISE_FILE)
        try:
            exercise = load_exercise(str(folder / entry) if is_own else entry)
        except CoachError as error:
            raise CoachError(f"{key}: {str(error).rstrip('.')}; {FORMAT_HELP}.") from error
        if exercise.id in found:
            raise CoachError(
                f"{key}: {exercise.id!r} stands there already; name it once; {FORMAT_HELP}."
            )
        found[exercise.id] = exercise if words is None or is_own else translated(exercise, words)
    return found
