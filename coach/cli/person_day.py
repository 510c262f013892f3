"""One person's day, from settings, history and exercise files: for `coach today` and `remind`."""

import shlex
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import time
from pathlib import Path

from coach.cli.parts import warn
from coach.day import Day, DayPlan, plan_day
from coach.definitions import Exercise
from coach.edges.history.access import is_there, work_with
from coach.edges.history.history import Unfinished, broken_off, default_path, past_sessions
from coach.edges.library import ENGLISH, exercise_ids, load_exercise, load_language
from coach.edges.local_day import local_day, now_s, time_of_day
from coach.edges.persons import person_name
from coach.edges.programme_files import known_programme_ids, load_programme
from coach.edges.settings import PersonSettings, load_settings
from coach.errors import CoachError
from coach.languages import translated
from coach.past import PastSession
from coach.plan import LEAST_PAUSE_S, next_programme


@dataclass(frozen=True, slots=True)
class DayWishes:
    """What the user asked for on the command line; None takes what the settings say."""

    person: str | None = None
    programme: str | None = None
    language: str | None = None
    evening: time | None = None

    @property
    def command(self) -> str:
        """`coach start` for that person and programme, as it is typed."""
        options = {"--person": self.person, "--programme": self.programme}
        words = [word for name, value in options.items() if value for word in (name, value)]
        return shlex.join(["coach", "start", *words])


@dataclass(frozen=True, slots=True)
class PersonDay:
    """What is known of one person, and what follows from it for today."""

    person: str
    settled: PersonSettings
    exercises: Mapping[str, Exercise]  # by id, in the language that was asked for
    programme_names: Mapping[str, str]  # of what was done today, as far as it is still there
    past: tuple[PastSession, ...]
    unfinished: Unfinished | None  # a session that `coach start` offers to go on with
    day: Day
    plan: DayPlan


def person_day(wishes: DayWishes) -> PersonDay:
    """The day of the person that is meant. A history is read where there is one, never made.

    Raises CoachError for wishes, settings and files that cannot be meant.
    """
    for name in ("person", "programme", "language"):
        if getattr(wishes, name) == "":
            raise CoachError(f"--{name} is empty: write a value, or leave it out.")
    settings = load_settings()
    person = person_name(wishes.person or settings.person)
    settled, language = settings.of(person), wishes.language or settings.language
    past, unfinished = _known(person)
    day = local_day(now_s(), wishes.evening or time_of_day(settings.evening))
    named = wishes.programme or settings.programme
    programme, its_exercises = load_programme(named or next_programme(past), language)
    exercises = {**_bundled(language), **its_exercises}
    plan = plan_day(programme, exercises, past, frozenset(settled.props), day)
    done = {one.programme for one in plan.done}
    return PersonDay(
        person,
        settled,
        exercises,
        _programme_names(done, language) | {programme.id: programme.name},
        tuple(past),
        unfinished if unfinished and _is_offered(unfinished, named, day.now_s) else None,
        day,
        plan,
    )


def _known(person: str) -> tuple[list[PastSession], Unfinished | None]:
    """Raises CoachError for a history that cannot be used: without it the plan would be wrong."""
    path = default_path()
    if not is_there(path):
        return [], None
    return work_with(
        path,
        lambda db: (past_sessions(db, path, person), broken_off(db, path, person)),
        warn,
    )


def _programme_names(ids: Collection[str], language: str) -> dict[str, str]:
    """By id; one that was removed, or cannot be read any more, has none."""
    names = {}
    for name in known_programme_ids():
        if name in ids:
            with suppress(CoachError):
                names[name] = load_programme(name, language).programme.name
    return names


def _bundled(language: str) -> dict[str, Exercise]:
    found = {name: load_exercise(name) for name in exercise_ids()}
    if language == ENGLISH:
        return found
    words = load_language(language)
    return {name: translated(one, words) for name, one in found.items()}


def _is_offered(unfinished: Unfinished, named: str | None, at_s: float) -> bool:
    """Whether `coach start` offers to go on with it: not with what was broken off so long ago that
    a session of its own is due, with another programme than the one that is named, nor with one
    exercise alone.
    """
    if not 0 <= at_s - unfinished.last_s < LEAST_PAUSE_S:
        return False
    if named is not None:
        return Path(named).stem == unfinished.programme
    return unfinished.programme in known_programme_ids()
