"""`coach start`: a whole session, from what is known of the person to what is kept of it."""

import time
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import get_args

from rich.markup import escape

from coach.cli.live_options import LiveOptions, LiveWishes, live_options
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
from coach.day import hurt_today
from coach.definitions import Exercise, Prop
from coach.edges.calibrations import Calibrations
from coach.edges.event_lines import EventLines
from coach.edges.history.history import History, Unfinished
from coach.edges.history.sink import HistorySink
from coach.edges.keepers import Dispensable, RangesKeeper, ThingsKeeper
from coach.edges.library import load_phrases, voice_language
from coach.edges.local_day import NOON, local_day
from coach.edges.programme_files import known_programme_ids, load_programme, programme_file
from coach.edges.settings import PersonSettings, change_person
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


def start(named: str | None, wishes: LiveWishes) -> None:
    """Lead one person through a session, and keep all that is counted. `named`: the programme.

    Raises CoachError for what cannot be meant, and where there is no camera, screen or model.
    """
    options = live_options(wishes)
    phrases = load_phrases(options.language)
    source = open_camera(options.camera)
    with History.open(None, warn) as history:
        past = history.past(options.person)
        unfinished = _recent(history.unfinished(options.person), time.time())
        name, unfinished = _programme(named or options.programme, unfinished, past)
        programme, exercises = load_programme(name, options.language)
        calibrations = Calibrations.load(options.calibration)
        own = [options.model, programme_file(name), calibrations.path]
        read = [*own, history.path, settings_path()]
        check_not_overwritten(read, options.events)
        brief = _brief(programme, exercises, past, unfinished, options.settled, calibrations)
        _check_something_to_do(programme, brief)
        if not brief.props_to_ask:
            _tell_left_out(brief.make_plan(brief.props, False), exercises)
        workout = Workout(brief, phrases)
        results = WorkoutResults(CONSOLE, exercises)
        sinks: list[Sink] = [  # first what must not be lost
            HistorySink(
                history, person=options.person, language=options.language, unfinished=unfinished
            ),
            RangesKeeper(workout, calibrations, warn),
            ThingsKeeper(brief.props_to_ask, partial(_keep_props, options.person), warn),
            *_event_lines(options, programme),
            window(phrases, mirror=True, linger_s=GOODBYE_S, is_full_screen=options.is_full_screen),
            *_voices(options),
            results,
        ]
        live = live_source(source, pose_model(options.model))
        run(*live, workout, Prompter(phrases, exercises), sinks)
    results.show()


def _voices(options: LiveOptions) -> list[Sink]:
    return [] if options.is_quiet else [voice(language=voice_language(options.language))]


def _event_lines(options: LiveOptions, programme: Programme) -> list[Sink]:
    if options.events is None:
        return []
    header = {"programme": programme.id, "source": Path(options.camera).name}
    return [Dispensable(EventLines(options.events, header), warn)]


def _programme(
    named: str | None, unfinished: Unfinished | None, past: list[PastSession]
) -> tuple[str, Unfinished | None]:
    """Which programme is done today, and what was broken off of it. A file of one's own that is not
    named again is let be: nobody knows where it lies.
    """
    if unfinished is None:
        return named or next_programme(past), None
    is_known = unfinished.programme in known_programme_ids()
    name = named or (unfinished.programme if is_known else next_programme(past))
    return name, unfinished if Path(name).stem == unfinished.programme else None


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
    hurt = hurt_today(past, local_day(now_s, NOON))

    def make_plan(props: frozenset[Prop], is_gentle: bool) -> Plan:
        return plan_today(
            programme,
            exercises,
            past,
            props,
            is_gentle=is_gentle,
            now_s=now_s,
            hurt_today=hurt,
        )

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
    hurt = frozenset(one.exercise for one in unfinished.done if one.pain is not None)
    return Before(unfinished.done_before, unfinished.last_s - unfinished.began_s, hurt)


def _check_something_to_do(programme: Programme, brief: Brief) -> None:
    """Raise CoachError where all that the programme holds has hurt today, or needs things that are
    known not to be there.
    """
    plan = brief.make_plan(brief.props, False)
    if brief.props_to_ask or plan.entries:
        return
    if any(one.reason == "hurt_today" for one in plan.left_out):
        raise CoachError(
            f"Nothing is left of the programme {programme.id!r} for today: what hurt is over until "
            "tomorrow."
        )
    raise CoachError(
        f"The programme {programme.id!r} needs things that are not there by your settings: choose "
        f"another with --programme, or mend props in {settings_path()}."
    )


def _tell_left_out(plan: Plan, exercises: Mapping[str, Exercise]) -> None:
    """Why not every exercise of the programme is done today."""
    if plan.left_out:
        names = (
            f"{exercises[one.exercise].name} ({one.reason.replace('_', ' ')})"
            for one in plan.left_out
        )
        CONSOLE.print(escape(f"Left out today: {', '.join(names)}."), soft_wrap=True)


def _keep_props(person: str, props: list[Prop]) -> None:
    change_person(person, {"props": props, "props_asked": True})
