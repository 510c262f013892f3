"""Reads the files that are data: exercise definitions and phrases."""

import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path

from coach.definitions import Exercise, parse_exercise
from coach.edges.resources import exercises_dir
from coach.errors import CoachError, DefinitionError

MAX_CHARACTERS = 50_000_000  # of any file of text: a list of all clips there are has fewer
_PHRASES = Path(__file__).resolve().parents[1] / "phrases"


def exercise_ids() -> list[str]:
    """The exercises that come with the program, by name of their file."""
    return sorted(path.stem for path in exercises_dir().glob("*.toml"))


def load_exercise(name: str) -> Exercise:
    """The exercise called `name`, or the one defined in the file `name` when it ends in .toml.

    Raises CoachError for an unknown name, and DefinitionError for a file that cannot be meant.
    """
    if name.endswith(".toml"):
        own = parse_exercise(read_text(Path(name)), name)
        if own.id != Path(name).stem:
            raise DefinitionError(f"{name}: its id is {own.id!r}; write {Path(name).stem!r}.")
        return own
    known = exercise_ids()
    if name not in known:
        near = get_close_matches(name, known, n=1)
        hint = f"did you mean {near[0]}?" if near else f"there is: {', '.join(known)}."
        raise CoachError(f"No exercise is called {name!r}; {hint}")
    path = exercises_dir() / f"{name}.toml"
    exercise = parse_exercise(read_text(path), f"exercises/{path.name}")
    if exercise.id != name:
        raise DefinitionError(f"exercises/{path.name}: its id is {exercise.id!r}; write {name!r}.")
    return exercise


def load_phrases(language: str = "en") -> Mapping[str, str]:
    """All sentences of a language by key."""
    return dict(tomllib.loads(read_text(_PHRASES / f"{language}.toml")))


def read_text(path: Path) -> str:
    """A file of text. Raises CoachError when it cannot be read, is too long, or is no UTF-8."""
    if path.exists() and not path.is_file() and not path.is_dir():  # a device may never end
        raise CoachError(f"{path} is no file of text: name one.")
    try:
        with path.open(encoding="utf-8") as file:
            text = file.read(MAX_CHARACTERS + 1)
    except OSError as error:
        raise CoachError(
            f"{path} cannot be read ({error.strerror}): check the name and the folder."
        ) from error
    except UnicodeDecodeError as error:
        raise CoachError(f"{path} is no text in UTF-8: save it as such.") from error
    if len(text) > MAX_CHARACTERS:
        raise CoachError(f"{path} is longer than {MAX_CHARACTERS} characters: it cannot be meant.")
    return text
