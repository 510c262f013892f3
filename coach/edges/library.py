"""Reads the files that are data: exercise definitions, phrases and their translations."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path

from coach.definitions import Exercise, parse_exercise
from coach.edges.resources import exercises_dir
from coach.errors import CoachError, DefinitionError
from coach.languages import Language, parse_language, translated

MAX_CHARACTERS = 50_000_000  # of any file of text: a list of all clips there are has fewer
ENGLISH = "en"  # the language that every other falls back to
_PHRASES = Path(__file__).resolve().parents[1] / "phrases"


def exercise_ids() -> list[str]:
    """The exercises that come with the program, by name of their file."""
    return sorted(path.stem for path in exercises_dir().glob("*.toml"))


def load_exercise(name: str, language: str = ENGLISH) -> Exercise:
    """The exercise called `name`, or the one defined in the file `name` when it ends in .toml.

    One of the program's own is given in `language`; one from a file stays as it was written.
    Raises CoachError for an unknown name, and DefinitionError for a file that cannot be meant.
    """
    if name.endswith(".toml"):
        own = parse_exercise(read_text(Path(name)), name)
        if own.id != Path(name).stem:
            raise DefinitionError(f"{name}: its id is {own.id!r}; write {Path(name).stem!r}.")
        return own
    known = exercise_ids()
    if name not in known:
        raise CoachError(f"No exercise is called {name!r}; {_instead(name, known)}")
    path = exercises_dir() / f"{name}.toml"
    exercise = parse_exercise(read_text(path), f"exercises/{path.name}")
    if exercise.id != name:
        raise DefinitionError(f"exercises/{path.name}: its id is {exercise.id!r}; write {name!r}.")
    return exercise if language == ENGLISH else translated(exercise, load_language(language))


def language_codes() -> list[str]:
    """The languages that come with the program, such as "de", by name of their file."""
    return sorted(path.stem for path in _PHRASES.glob("*.toml"))


def voice_language(language: str) -> str:
    """The code of the voice that speaks a language, or a language file: "my/fr.toml" -> "fr"."""
    return Path(language).stem if language.endswith(".toml") else language


def load_language(language: str = ENGLISH) -> Language:
    """The language with this code, or the one in the file `language` when it ends in .toml.

    Raises CoachError for an unknown code, and for a file that cannot be meant.
    """
    english = parse_language(read_text(_PHRASES / f"{ENGLISH}.toml"), "coach/phrases/en.toml")
    if language == ENGLISH:
        return english
    path, where = Path(language), language
    if not language.endswith(".toml"):
        known = language_codes()
        if language not in known:
            hint = f"{_instead(language, known)} One of your own is named by its file, fr.toml."
            raise CoachError(f"No language is called {language!r}; {hint}")
        path, where = _PHRASES / f"{language}.toml", f"coach/phrases/{language}.toml"
    spoken = parse_language(read_text(path), where, english)
    _check_ids(spoken.exercises, "exercise", exercises_dir(), where)
    _check_ids(spoken.programmes, "programme", exercises_dir() / "programmes", where)
    return spoken


def load_phrases(language: str = ENGLISH) -> Mapping[str, str]:
    """All sentences of a language by key; see `load_language`."""
    return load_language(language).phrases


def _check_ids(named: Iterable[str], kind: str, folder: Path, where: str) -> None:
    """Only what comes with the program is translated: a file of one's own has its own words."""
    known = sorted(path.stem for path in folder.glob("*.toml"))
    for name in named:
        if name not in known:
            raise CoachError(f"{where}: no {kind} is called {name!r}; {_instead(name, known)}")


def _instead(name: str, known: list[str]) -> str:
    near = get_close_matches(name, known, n=1)
    return f"did you mean {near[0]}?" if near else f"there is: {', '.join(known)}."


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
