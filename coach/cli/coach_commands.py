"""The commands that coach, live or from a file, and the one that records."""

from pathlib import Path
from typing import Annotated

import typer

from coach.cli import coaching
from coach.cli.live_options import LiveWishes
from coach.cli.options import (
    CalibrationOption,
    DoseOption,
    EventsOption,
    ExerciseOption,
    LanguageOption,
    ModelOption,
    QuietOption,
)
from coach.cli.terminal import read_dose
from coach.edges.sources.left_alone import end_process
from coach.errors import CoachError


def start(
    programme: Annotated[
        str | None,
        typer.Option("--programme", "-p", help="A programme's id, or your own .toml file."),
    ] = None,
    person: Annotated[
        str | None, typer.Option("--person", help="Whose session it is: each has an own history.")
    ] = None,
    language: LanguageOption = None,
    camera: Annotated[
        str | None,
        typer.Option("--camera", "-c", help="A camera's number (0 is the first) or its address."),
    ] = None,
    exercise: Annotated[
        str | None,
        typer.Option(
            "--exercise", "-e", help="Only this exercise, without questions: id or .toml file."
        ),
    ] = None,
    dose: Annotated[
        str,
        typer.Option("--dose", help="With --exercise: hold=2 (seconds), reps=5, or hold=2,reps=5."),
    ] = "",
    events: EventsOption = None,
    model: ModelOption = None,
    calibration: CalibrationOption = None,
    quiet: Annotated[
        bool | None, typer.Option("--quiet/--speak", help="Do not speak, or speak.")
    ] = None,
    full_screen: Annotated[
        bool | None, typer.Option("--full-screen/--window", help="How the picture is shown.")
    ] = None,
) -> None:
    """Lead a whole session. Any key or click stops, space pauses, f is full screen, q quits."""
    wish = read_dose(dose)
    named = {"programme": programme, "person": person, "language": language, "camera": camera}
    if empty := next((name for name, value in named.items() if value == ""), None):
        raise CoachError(f"--{empty} is empty: write a value, or leave it out.")
    wishes = LiveWishes(
        person=person,
        language=language,
        camera=camera,
        events=events,
        model=model,
        calibration=calibration,
        is_quiet=quiet,
        is_full_screen=full_screen,
    )
    if exercise is not None:
        if programme is not None:
            raise CoachError("--programme and --exercise exclude each other: leave one out.")
        coaching.start(exercise, wish, wishes)
        end_process(0)  # all is stored and printed, and the camera may never let go of its thread
    if dose:
        raise CoachError("--dose belongs to one exercise: name it with --exercise.")
    from coach.cli import workout

    workout.start(programme, wishes)
    end_process(0)


def replay(
    file: Annotated[str, typer.Argument(help="A video or a landmark recording (.npz).")],
    exercise: ExerciseOption = "pelvis_lift",
    dose: DoseOption = "",
    events: EventsOption = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Write an annotated video (.mp4).")
    ] = None,
    show: Annotated[bool, typer.Option("--show", help="Show it in a window.")] = False,
    speak: Annotated[bool, typer.Option("--speak", help="Speak the cues.")] = False,
    speed: Annotated[
        float | None,
        typer.Option(
            "--speed", help="1 is as fast as it happened; without it, as fast as it goes."
        ),
    ] = None,
    model: ModelOption = None,
    calibration: CalibrationOption = None,
) -> None:
    """Coach what a video shows, and print a table of the repetitions."""
    outputs = coaching.Outputs(events=events, video=out, is_shown=show, is_spoken=speak)
    if speed is None and (show or speak):
        speed = 1.0
    coaching.replay(file, exercise, read_dose(dose), outputs, speed, model, calibration)


def demo(
    out: Annotated[
        Path | None, typer.Option("--out", help="Write an annotated video (.mp4).")
    ] = None,
    events: EventsOption = None,
    model: ModelOption = None,
    quiet: QuietOption = False,
) -> None:
    """Coach a bundled clip with all that works here, and say what does not."""
    coaching.demo(out, events, model, is_spoken=not quiet)


def record(
    file: Annotated[Path, typer.Argument(help="The landmark recording to write (.npz).")],
    source: Annotated[
        str, typer.Option("--from", help="A camera's number or address, or a video file.")
    ] = "0",
    seconds: Annotated[
        float | None, typer.Option("--seconds", help="Stop after so many seconds.")
    ] = None,
    video: Annotated[
        Path | None, typer.Option("--video", help="Keep the pictures too, in this .mp4 file.")
    ] = None,
    show: Annotated[bool, typer.Option("--show", help="Show it in a window.")] = False,
    model: ModelOption = None,
) -> None:
    """Record landmarks, without pictures, from a camera or a video. Ctrl-C ends it."""
    coaching.record(file, source, seconds, video, model, is_shown=show)
