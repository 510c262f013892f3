"""Builds source, model, session and sinks for each command that coaches, and runs them."""

import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from coach.adjustments import Adjustment
from coach.alone import Alone
from coach.cli.live_options import LiveOptions, LiveWishes, live_options
from coach.cli.parts import (
    GOODBYE_S,
    check_not_overwritten,
    live_source,
    open_camera,
    overlay,
    pose_model,
    voice,
    warn,
    window,
)
from coach.cli.terminal import CONSOLE, DoseWish
from coach.cues import Director
from coach.day import hurt_today, rest_reason
from coach.definition_tables import HELD_KINDS
from coach.definitions import Exercise
from coach.dosing import DoseToday
from coach.duration import exercise_s
from coach.edges.calibrations import Calibrations
from coach.edges.event_lines import EventLines
from coach.edges.history.history import History
from coach.edges.history.sink import HistorySink
from coach.edges.library import load_exercise, load_phrases, voice_language
from coach.edges.local_day import NOON, local_day
from coach.edges.programme_files import load_programme
from coach.edges.resources import samples_dir
from coach.edges.sources.interrupts import UntilInterrupted
from coach.edges.terminal import ProgressBar, Results
from coach.errors import CoachError
from coach.leading import LEAD_IN_S
from coach.lowered import lowered_exercise, lowered_ranges
from coach.past import PastSession
from coach.pipeline import FrameSource, Sink, run
from coach.plan import PlanEntry, entry_today
from coach.session import Session
from coach.wording import words_for

if TYPE_CHECKING:  # OpenCV takes its time to load, and not every command needs it
    from coach.edges.sources.camera import Camera
    from coach.edges.sources.video import VideoFile

DEMO_CLIP = "pelvis_lift_demo.mp4"
DEMO_DOSE = DoseWish(reps=3, hold_s=10.0)


@dataclass(frozen=True, slots=True)
class Outputs:
    """What a replay gives besides its table."""

    events: Path | None = None
    video: Path | None = None
    is_shown: bool = False
    is_spoken: bool = False


def start(exercise_name: str, dose: DoseWish, wishes: LiveWishes) -> None:
    """Coach live until the dose is done or the user stops; keep the own ranges and what was done.

    The dose is that of today, where the wish does not name another one.
    """
    options = live_options(wishes)
    exercise = load_exercise(exercise_name, options.language)
    phrases = words_for(load_phrases(options.language), exercise)
    source = open_camera(options.camera)
    calibrations = Calibrations.load(options.calibration)
    with History.open(None, warn) as history:
        read = [options.model, _own(exercise_name), calibrations.path, history.path]
        check_not_overwritten(read, options.events)
        past, now_s = history.past(options.person), time.time()
        _check_not_over(exercise, past, now_s)
        today = _entry_today(exercise, past, now_s, dose, _adjustment(options, exercise))
        director = Director(phrases, exercise, explains=True)
        alone = Alone(_session_today(today, calibrations, director), today.lasts_s)
        results = Results(CONSOLE, exercise.name, phrases)
        sinks: list[Sink] = [
            HistorySink(history, person=options.person, language=options.language),
            window(phrases, mirror=True, linger_s=GOODBYE_S, is_full_screen=options.is_full_screen),
        ]
        if not options.is_quiet:
            sinks.append(voice(language=voice_language(options.language)))
        if options.events is not None:
            sinks.append(_event_lines(options.events, exercise, options.camera))
        live = live_source(source, pose_model(options.model))
        run(*live, alone, director, [*sinks, results])
    results.show()
    if (learnt := alone.session.learnt) is not None:
        calibrations.keep(exercise.id, *learnt)
        calibrations.save()


def replay(
    file: str,
    exercise_name: str,
    dose: DoseWish,
    outputs: Outputs,
    speed: float | None,
    model: Path | None,
    calibration: Path | None = None,
) -> None:
    """Coach a file to its end, however many repetitions it holds. Own ranges of earlier days count
    only where their file is named, so that a replay is the same on every machine.
    """
    from coach.edges.sources.camera import Camera
    from coach.edges.sources.open_source import open_source
    from coach.edges.sources.pace import Paced

    exercise = load_exercise(exercise_name)
    phrases = words_for(load_phrases(), exercise)
    source = open_source(file)
    if isinstance(source, Camera):
        raise CoachError(f"{file} is a camera: `coach start --camera {file}` coaches it live.")
    read = [Path(file), model, _own(exercise_name), calibration]
    check_not_overwritten(read, outputs.events, outputs.video)
    calibrations = None if calibration is None else Calibrations.load(calibration)
    sinks = _replay_sinks(outputs, phrases, exercise, file, speed or 1.0)
    with source:  # the header tells the length before the run begins
        duration_s = source.duration_s
    results = Results(CONSOLE, exercise.name, phrases)
    paced: FrameSource = source if speed is None else Paced(source, speed)
    _check_wish(exercise, dose)
    known = None if calibrations is None else calibrations.known(exercise)
    session = Session(exercise, dose.reps, dose.hold_s, stop_at_dose=False, known=known)
    run(
        UntilInterrupted(paced),
        pose_model(model, file),
        session,
        Director(phrases, exercise),
        [ProgressBar(CONSOLE, duration_s), *sinks, results],
    )
    results.show()
    if warning := getattr(source, "warning", None):
        raise CoachError(warning)  # after the table: what could be read was coached all the same


def demo(out: Path | None, events: Path | None, model: Path | None, *, is_spoken: bool) -> None:
    """Replay the bundled clip with a window and a voice where they work."""
    from coach.edges.screen.window import probe_display
    from coach.edges.voice.probe import probe_voice

    no_window = probe_display()
    no_voice = probe_voice() if is_spoken else None
    for problem in filter(None, (no_window, no_voice)):
        warn(problem)
    CONSOLE.print("Three pelvis lifts: one quiet, one sudden, one over-large.")
    outputs = Outputs(events, out, is_shown=not no_window, is_spoken=is_spoken and not no_voice)
    speed = 1.0 if outputs.is_shown or outputs.is_spoken else None
    replay(str(samples_dir() / DEMO_CLIP), "pelvis_lift", DEMO_DOSE, outputs, speed, model)


def record(
    file: Path,
    source_name: str,
    seconds: float | None,
    video: Path | None,
    model: Path | None,
    *,
    is_shown: bool,
) -> None:
    """Write a landmark recording, and the pictures only when asked to."""
    from coach.edges.screen.video_writer import VideoRecorder
    from coach.edges.sources.open_source import open_source
    from coach.edges.sources.recording import LandmarkRecording, RecordingWriter
    from coach.edges.sources.until import Until

    exercise = load_exercise("pelvis_lift")
    phrases = words_for(load_phrases(), exercise)
    source = open_source(source_name)
    check_not_overwritten([Path(source_name), model], file, video)
    sinks: list[Sink] = [RecordingWriter(file, {"source": Path(source_name).name})]
    if video is not None:
        if isinstance(source, LandmarkRecording):
            raise CoachError(f"{source_name} holds no pictures: leave out --video.")
        sinks.append(VideoRecorder(video, _nominal_fps(source)))
    if is_shown:
        sinks.append(window(phrases, mirror=False))
    limited: FrameSource = source if seconds is None else Until(source, seconds)
    with suppress(KeyboardInterrupt):
        CONSOLE.print("Recording landmarks. Ctrl-C ends it.")
        session = Session(exercise, stop_at_dose=False)
        director = Director(phrases, exercise)
        run(UntilInterrupted(limited), pose_model(model, source_name), session, director, sinks)
    written = [str(path) for path in (file, video) if path is not None and path.exists()]
    CONSOLE.print(f"Written: {' and '.join(written) or 'nothing'}", soft_wrap=True)


def _nominal_fps(source: "Camera | VideoFile") -> float:
    """A file tells its rate once it is open; a camera is asked for one."""
    from coach.edges.sources.camera import Camera

    if isinstance(source, Camera):
        return source.fps
    with source:
        return source.fps


def _entry_today(
    exercise: Exercise,
    past: Sequence[PastSession],
    now_s: float,
    wish: DoseWish,
    adjustment: Adjustment | None,
) -> PlanEntry:
    """Today's dose, or the one that is wished for: never above what a programme allows."""
    _check_wish(exercise, wish)
    today = entry_today(exercise, past, now_s, adjustment)
    dose = DoseToday(
        today.reps if wish.reps is None else wish.reps,
        today.hold_s if wish.hold_s is None else wish.hold_s,
    )
    if adjustment is not None:
        dose = adjustment.cut(dose)
    lasts_s = exercise_s(exercise, dose.reps, dose.hold_s)
    return replace(today, reps=dose.reps, hold_s=dose.hold_s, lasts_s=lasts_s)


def _session_today(today: PlanEntry, calibrations: Calibrations, director: Director) -> Session:
    """Live: today's dose and ceiling. Nobody is led while still being told how."""
    exercise, factor = today.exercise, today.ceiling_factor
    return Session(
        lowered_exercise(exercise, factor),
        today.reps,
        today.hold_s,
        known=lowered_ranges(calibrations.known(exercise), factor),
        lead_in_s=LEAD_IN_S + director.introduction_s,
    )


def _check_not_over(exercise: Exercise, past: Sequence[PastSession], now_s: float) -> None:
    """Raise CoachError for what hurt today, and while a check says that a doctor comes first."""
    day = local_day(now_s, NOON)
    if exercise.id in hurt_today(past, day):
        raise CoachError(f"{exercise.name} hurt today: it is over until tomorrow.")
    if rest_reason(past, day) == "red":
        raise CoachError(
            "The last check had a warning sign: get medical help first; `coach start` without "
            "--exercise asks again."
        )


def _adjustment(options: LiveOptions, exercise: Exercise) -> Adjustment | None:
    """What the programme that the person has settled on takes from the exercise's dose."""
    if options.programme is None:
        return None
    return load_programme(options.programme)[0].adjustment_of(exercise.id)


def _check_wish(exercise: Exercise, wish: DoseWish) -> None:
    if wish.hold_s is not None and exercise.kind not in HELD_KINDS:
        raise CoachError(f"--dose hold={wish.hold_s:g}: {exercise.name} is not held; give reps.")


def _replay_sinks(
    outputs: Outputs, phrases: Mapping[str, str], exercise: Exercise, file: str, speed: float
) -> list[Sink]:
    sinks: list[Sink] = []
    if outputs.events is not None:
        sinks.append(_event_lines(outputs.events, exercise, file))
    if outputs.video is not None:
        from coach.edges.screen.annotate import AnnotatedVideo

        sinks.append(AnnotatedVideo(outputs.video, overlay(phrases)))
    if outputs.is_shown:
        sinks.append(window(phrases, mirror=False))
    if outputs.is_spoken:
        sinks.append(voice(speed, is_live=False))
    return sinks


def _event_lines(path: Path, exercise: Exercise, source: str) -> EventLines:
    return EventLines(path, {"exercise": exercise.id, "source": Path(source).name})


def _own(exercise_name: str) -> Path | None:
    """The user's own exercise file, when one was named."""
    return Path(exercise_name) if exercise_name.endswith(".toml") else None
