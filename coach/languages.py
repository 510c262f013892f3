"""Languages: what is said and shown, by key. English is complete, the others fall back to it.

A language file holds phrases; those in [safety] are what people's safety depends on, those in
[report] stand in the written report. Every language but English also holds the texts of the
exercises, which stand in English in their own files.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from coach.definition_tables import Id, ShortText, ShortTexts
from coach.definitions import Exercise
from coach.errors import CoachError, DefinitionError
from coach.programmes import Programme
from coach.strict_toml import read_toml
from coach.tables import Table, checked

MAX_CHARACTERS = 100_000  # several times the longest one; more is no language file
SHORT = 90  # characters of what is read from the mat; as long as the texts of exercises
LONG = 280  # of what is only read aloud: the keys that begin with "said_"
WRITTEN = 400  # of what is read at leisure: [report]
_FORMAT_HELP = "docs/languages.md explains the file"
_PLACEHOLDER = re.compile(r"\{.*?\}")

Phrase = Annotated[str, Field(min_length=1)]
Phrases = dict[str, Phrase]


class ExerciseTexts(Table):
    """What one exercise says and shows, in another language than English."""

    name: Annotated[str, Field(min_length=1, max_length=30)]
    instructions: ShortTexts
    start_position: ShortText
    cautions: ShortTexts = ()
    stop: ShortText
    before_end: ShortText | None = None
    call: ShortText | None = None
    call_back: ShortText | None = None


class ProgrammeTexts(Table):
    """What one programme shows, in another language than English."""

    name: Annotated[str, Field(min_length=1, max_length=30)]
    about: ShortText


_Named = dict[Id, dict[str, Any]]  # tables by the id of what they translate


class _LanguageFile(Table):
    """A language file; the phrases outside [safety] stand at its top."""

    phrases: Phrases
    safety: Phrases = Field(default={})
    report: Phrases = Field(default={})
    exercises: _Named = Field(default={})
    programmes: _Named = Field(default={})
    places: dict[str, ShortText] = Field(
        default={}
    )  # by the title in English: many exercises share one

    @model_validator(mode="after")
    def _check_once(self) -> Self:
        if double := sorted(self.phrases.keys() & self.safety.keys()):
            raise ValueError(f"{double[0]!r} stands in [safety] and outside it: once is enough")
        return self


@dataclass(frozen=True, slots=True)
class Language:
    """One language, as it is used: every phrase is there."""

    where: str  # the file, as errors name it
    phrases: Mapping[str, str]
    safety: frozenset[str]  # keys of the phrases that people's safety depends on
    missing: tuple[str, ...]  # keys of the phrases that are English for want of a translation
    exercises: Mapping[str, ExerciseTexts]  # by id
    programmes: Mapping[str, ProgrammeTexts]  # by id
    places: Mapping[str, str]  # titles by those in English
    report: Mapping[str, str]  # the texts of the report by key, all of them
    missing_report: tuple[str, ...]  # keys of those that are English for want of a translation


def parse_language(text: str, where: str, english: Language | None = None) -> Language:
    """Read one language file's text; `where` names the file in errors.

    english: what it falls back to; None for English itself, which has nothing to fall back to.
    Raises CoachError with the file, the key and how to mend it.
    """
    file = checked(_LanguageFile, _tables(text, where), where, _FORMAT_HELP)
    if english is None:
        return _english(file, where)
    _check_phrases(file, where, english)
    own = file.phrases | file.safety
    return Language(
        where=where,
        phrases={**english.phrases, **own},
        safety=english.safety,
        missing=tuple(key for key in english.phrases if key not in own),
        exercises={
            name: checked(ExerciseTexts, table, f"{where}, exercises.{name}", _FORMAT_HELP)
            for name, table in file.exercises.items()
        },
        programmes={
            name: checked(ProgrammeTexts, table, f"{where}, programmes.{name}", _FORMAT_HELP)
            for name, table in file.programmes.items()
        },
        places=file.places,
        report={**english.report, **file.report},
        missing_report=tuple(key for key in english.report if key not in file.report),
    )


def translated(exercise: Exercise, language: Language) -> Exercise:
    """The exercise with its texts in this language, as far as there are any.

    Raises DefinitionError when a translation does not have the same texts as the exercise.
    """
    texts = language.exercises.get(exercise.id)
    if texts is None:
        return exercise
    said = _said(exercise)
    own = {key: value for key, value in texts.model_dump().items() if value not in (None, ())}
    for key in sorted(said.keys() | own.keys()):
        where = f"{language.where}, exercises.{exercise.id}, {key}"
        _check_text(where, said.get(key), own.get(key))
    changed: dict[str, Any] = {key: own[key] for key in own if key not in ("call", "call_back")}
    if exercise.pace is not None:
        calls = {key: own[key] for key in ("call", "call_back")}
        changed["pace"] = exercise.pace.model_copy(update=calls)
    changed["places"] = tuple(
        place.model_copy(update={"title": language.places.get(place.title, place.title)})
        for place in exercise.places
    )
    return exercise.model_copy(update=changed)


def translated_programme(programme: Programme, language: Language) -> Programme:
    """The programme with its texts in this language, as far as there are any."""
    texts = language.programmes.get(programme.id)
    changed: dict[str, Any] = {} if texts is None else texts.model_dump()
    if programme.place is not None:
        changed["place"] = language.places.get(programme.place, programme.place)
    return programme.model_copy(update=changed)


def _tables(text: str, where: str) -> dict[str, Any]:
    """The file's tables; what stands outside them becomes the table of phrases."""
    data = read_toml(text, where, _FORMAT_HELP, MAX_CHARACTERS)
    tables: dict[str, Any] = {
        key: data.pop(key)
        for key in ("safety", "report", "exercises", "programmes", "places")
        if key in data
    }
    return {"phrases": data, **tables}


def _english(file: _LanguageFile, where: str) -> Language:
    return Language(
        where=where,
        phrases=file.phrases | file.safety,
        safety=frozenset(file.safety),
        missing=(),
        exercises={},
        programmes={},
        places={},
        report=file.report,
        missing_report=(),
    )


def _check_phrases(file: _LanguageFile, where: str, english: Language) -> None:
    for own, is_safety in ((file.phrases, False), (file.safety, True)):
        for key, phrase in own.items():
            _check_key(key, is_safety, where, english)
            most = LONG if key.startswith("said_") else SHORT
            _check_phrase(f"{where}, {key}", phrase, english.phrases[key], most)
    for key, text in file.report.items():
        place = f"{where}, report.{key}"
        if key not in english.report:
            near = _near(key, english.report)
            raise CoachError(f"{place}: the report has no such text{near}; {_FORMAT_HELP}.")
        _check_phrase(place, text, english.report[key], WRITTEN)


def _check_key(key: str, is_safety: bool, where: str, english: Language) -> None:
    if key not in english.phrases:
        raise CoachError(
            f"{where}: no phrase is called {key!r}{_near(key, english.phrases)}; {_FORMAT_HELP}."
        )
    if is_safety != (key in english.safety):
        raise CoachError(
            f"{where}: {key!r} belongs {'outside' if is_safety else 'into'} the table [safety]; "
            "move it there."
        )


def _near(key: str, known: Iterable[str]) -> str:
    near = get_close_matches(key, known, n=1)
    return f" (did you mean {near[0]!r}?)" if near else ""  # all that are known would be too many


def _check_phrase(where: str, phrase: str, in_english: str, most: int) -> None:
    wanted, found = (sorted(_PLACEHOLDER.findall(text)) for text in (in_english, phrase))
    if wanted != found:
        need = f"needs {', '.join(wanted)}" if wanted else "must hold nothing in braces"
        raise CoachError(f"{where}: {phrase!r} {need}, as in English: {in_english!r}.")
    if len(phrase) > most:
        raise CoachError(f"{where}: {phrase!r} has {len(phrase)} characters; shorten it to {most}.")


def _said(exercise: Exercise) -> dict[str, Any]:
    """Every text of the exercise that a translation needs; the others are None or empty."""
    said = {key: getattr(exercise, key, None) for key in ExerciseTexts.model_fields}
    if exercise.pace is not None:
        said |= {"call": exercise.pace.call, "call_back": exercise.pace.call_back}
    return {key: value for key, value in said.items() if value not in (None, ())}


def _check_text(where: str, said: Any, own: Any) -> None:
    if said is None:
        raise DefinitionError(f"{where}: the exercise has none; leave it out.")
    if own is None:
        raise DefinitionError(f"{where}: it is missing; in English it is {said!r}.")
    if isinstance(said, tuple) and len(own) != len(said):
        raise DefinitionError(f"{where}: {len(own)} of them, but in English {len(said)}; match.")
    if ("{side}" in said) != ("{side}" in own):
        raise DefinitionError(f"{where}: {own!r} needs {{side}} just where {said!r} has it.")
