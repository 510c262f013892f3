"""Reads programme files, and the exercises that they name."""

from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path

from coach.definitions import Exercise
from coach.edges.library import ENGLISH, load_exercise, load_language, read_text
from coach.edges.resources import exercises_dir
from coach.errors import CoachError
from coach.languages import Language, translated, translated_programme
from coach.programmes import FORMAT_HELP, Programme, parse_programme


def programme_ids() -> list[str]:
    """The programmes that come with the program, by name of their file."""
    return sorted(path.stem for path in _folder().glob("*.toml"))


def load_programme(name: str, language: str = ENGLISH) -> tuple[Programme, Mapping[str, Exercise]]:
    """The programme called `name`, or the one in the file `name` when it ends in .toml.

    Returns it with its exercises by id; where the file names exercise files, the programme that
    is returned names their ids. What comes with the program is given in `language`, files of
    one's own stay as they were written. Raises CoachError for an unknown name, for a file that
    cannot be meant, and for an exercise that is not there.
    """
    is_own = name.endswith(".toml")
    path, where = (Path(name), name) if is_own else _bundled(name)
    programme = parse_programme(read_text(path), where)
    if programme.id != path.stem:
        raise CoachError(f"{where}: its id is {programme.id!r}; write {path.stem!r}.")
    words = None if language == ENGLISH else load_language(language)
    exercises = _exercises(programme, path.parent, where, words)
    if words is not None and not is_own:
        programme = translated_programme(programme, words)
    return programme.model_copy(update={"exercises": tuple(exercises)}), exercises


def _folder() -> Path:
    return exercises_dir() / "programmes"


def _bundled(name: str) -> tuple[Path, str]:
    """Its file, and how errors name it. Raises CoachError with the nearest name when it is none."""
    known = programme_ids()
    if name not in known:
        near = get_close_matches(name, known, n=1)
        hint = f"did you mean {near[0]}?" if near else f"there is: {', '.join(known)}."
        raise CoachError(f"No programme is called {name!r}; {hint}")
    return _folder() / f"{name}.toml", f"exercises/programmes/{name}.toml"


def _exercises(
    programme: Programme, folder: Path, where: str, words: Language | None
) -> dict[str, Exercise]:
    """What the programme names, by id; a file of exercises is looked for from its folder."""
    found: dict[str, Exercise] = {}
    for number, entry in enumerate(programme.exercises):
        key, is_own = f"{where}, exercises.{number}", entry.endswith(".toml")
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
