"""`coach start`: a whole session, from what is known of the person to what is kept of it."""

import time
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import get_args

from coach.cli.parts import (
    GOODBYE_S,
    check_not_overwritten,
    live_source,
    open_camera,
    pose_model,
    voice,
    warn,
    window,
)
from coach.cli.terminal import CONSOLE
from coach.definitions import Exercise, Prop
from coach.edges.calibrations import Calibrations, default_path
from coach.edges.event_lines import EventLines
from coach.edges.history.history import History, Unfinished
from coach.edges.history.sink import HistorySink
from coach.edges.keepers import Dispensable, RangesKeeper, ThingsKeeper
from coach.edges.library import load_phrases, voice_language
from coach.edges.persons import person_name
from coach.edges.programme_files import load_programme, programme_ids
from coach.edges.settings import PersonSettings, change_person, load_settings
from coach.edges.settings import default_path as settings_path
from coach.edges.workout_results import WorkoutResults
from coach.errors import CoachError
from coach.judge import KnownRanges
from coach.lowered import lowered_ranges
from coach.past import PastSession
from coach.pipeline import Sink, run
from coach.plan import LEAST_PAUSE_S, Plan, needed_props, next_programme, pause_warning, plan_today
from coach.programmes import Programme
from coach.prompter import Prompter
from coach.workout import Workout
from coach.workout_script import Before, Brief


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the user asked for on the command line; None takes what the settings say."""

    programme: str | None = None
    person: str | None = None
    language: str | None = None
    camera: str | None = None
    events: Path | None = None
    model: Path | None = None
    calibration: Path | None = None
    is_quiet: bool | None = None
    is_full_screen: bool | None = None


def start(wishes: Wishes) -> None:
    """Lead one person through a session, and keep all that is counted.

    Raises CoachError for what cannot be meant, and where there is no camera, screen or model.
    """
    settings = load_settings()
    person = person_name(wishes.person or settings.person)
    language = wishes.language or settings.language
    phrases = load_phrases(language)
    camera = wishes.camera or settings.camera
    source = open_camera(camera)
    with ExitStack() as stack:
        history = stack.enter_context(History.open(None, warn))
        past = history.past(person)
        unfinished = _recent(history.unfinished(person), time.time())
        named = wishes.programme or settings.programme
        if named is None and unfinished is not None and unfinished.programme not in programme_ids():
            unfinished = None  # a programme of one's own, which was not named again
        name = named or (unfinished.programme if unfinished else next_programme(past))
        programme, exercises = load_programme(name, language)
        if unfinished is not None and unfinished.programme != programme.id:
            unfinished = None
        calibrations = Calibrations.load(wishes.calibration or default_path(person))
        own = Path(name) if name.endswith(".toml") else None
        check_not_overwritten([wishes.model, own, calibrations.path], wishes.events)
        settled = settings.of(person)
        brief = _brief(programme, exercises, past, unfinished, settled, calibrations)
        _check_something_to_do(programme, brief)
        workout = Workout(brief, phrases)
        is_quiet = settings.quiet if wishes.is_quiet is None else wishes.is_quiet
        is_full = settings.full_screen if wishes.is_full_screen is None else wishes.is_full_screen
        results = WorkoutResults(CONSOLE, exercises)
        # The voice first, because a stop silences it at once; then what must not be lost.
        speaking = [] if is_quiet else [voice(language=voice_language(language))]
        sinks: list[Sink] = [
            *speaking,
            HistorySink(history, person=person, language=language, unfinished=unfinished),
            RangesKeeper(workout, calibrations, warn),
            ThingsKeeper(brief.props_to_ask, partial(_keep_props, person), warn),
        ]
        if wishes.events is not None:
            header = {"programme": programme.id, "source": Path(camera).name}
            sinks.append(Dispensable(EventLines(wishes.events, header), warn))
        sinks.append(window(phrases, mirror=True, linger_s=GOODBYE_S, is_full_screen=is_full))
        live = live_source(source, pose_model(wishes.model))
        run(*live, workout, Prompter(phrases, exercises), [*sinks, results])
    results.show()


def _recent(unfinished: Unfinished | None, now_s: float) -> Unfinished | None:
    """What was broken off so long ago that a session of its own is due again is let be."""
    if unfinished is None or not 0 <= now_s - unfinished.last_s < LEAST_PAUSE_S:
        return None
    return unfinished


def _brief(
    programme: Programme,
    exercises: Mapping[str, Exercise],
    past: list[PastSession],
    unfinished: Unfinished | None,
    settled: PersonSettings,
    calibrations: Calibrations,
) -> Brief:
    now_s = time.time()

    def make_plan(props: frozenset[Prop], is_gentle: bool) -> Plan:
        return plan_today(programme, exercises, past, props, is_gentle=is_gentle, now_s=now_s)

    def known(exercise: Exercise, ceiling_factor: float) -> KnownRanges:
        return lowered_ranges(calibrations.known(exercise), ceiling_factor)

    is_asked = settled.props_asked or not needed_props(programme, exercises)
    return Brief(
        make_plan=make_plan,
        props=frozenset(settled.props),
        props_to_ask=() if is_asked else get_args(Prop),
        hours_since_last=pause_warning(past, now_s),
        before=None if unfinished is None else _before(unfinished),
        known=known,
    )


def _before(unfinished: Unfinished) -> Before:
    """What is known of a session that was broken off, the time of its pauses included."""
    hurt = [one for one in unfinished.done if one.pain is not None]
    return Before(unfinished.done_before, unfinished.last_s - unfinished.began_s, len(hurt))


def _check_something_to_do(programme: Programme, brief: Brief) -> None:
    """Raise CoachError where the programme needs things that are known not to be there."""
    if brief.props_to_ask or brief.make_plan(brief.props, False).entries:
        return
    raise CoachError(
        f"The programme {programme.id!r} needs things that are not there by your settings: choose "
        f"another with --programme, or mend props in {settings_path()}."
    )


def _keep_props(person: str, props: list[Prop]) -> None:
    change_person(person, {"props": props, "props_asked": True})
