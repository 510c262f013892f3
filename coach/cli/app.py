"""All commands, and the one place where errors become a sentence."""

import os
import sys
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.markup import escape

from coach import __version__
from coach.cli import coaching, exercises
from coach.cli.live_options import LiveWishes
from coach.cli.terminal import CONSOLE, ERRORS, read_dose
from coach.edges.sources.left_alone import end_process
from coach.edges.system import system_libraries
from coach.errors import CoachError
from coach.printable import printable

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="A webcam coach for gentle back exercises. Your video never leaves this machine.",
)
model_app = typer.Typer(no_args_is_help=True, help="The pose model.")
app.add_typer(model_app, name="model")
app.add_typer(exercises.app, name="exercises")


def _path(text: str) -> Path:
    """A path that a user gave. Nothing at all would be taken for the folder we are in."""
    if not text:
        raise CoachError("An empty name was given for a file or folder; write its name.")
    return Path(text)


ExerciseOption = Annotated[
    str, typer.Option("--exercise", "-e", help="An exercise's id, or your own .toml file.")
]
ModelOption = Annotated[
    Path | None,
    typer.Option("--model", help="Your own pose_landmarker_{lite,full,heavy}.task."),
]
DoseOption = Annotated[
    str, typer.Option("--dose", help="How much: hold=2 (seconds), reps=5, or hold=2,reps=5.")
]
EventsOption = Annotated[
    Path | None, typer.Option("--events", help="Write every event as a JSON line to this file.")
]
CameraOption = Annotated[
    str, typer.Option("--camera", "-c", help="A camera's number (0 is the first) or its address.")
]
CalibrationOption = Annotated[
    Path | None,
    typer.Option(
        "--calibration", help="The file of your own ranges.", parser=_path, metavar="PATH"
    ),
]
LanguageOption = Annotated[
    str | None, typer.Option("--language", "-l", help="en, de, es, or your own .toml file.")
]
QuietOption = Annotated[bool, typer.Option("--quiet", help="Do not speak.")]


@app.command()
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


@app.command()
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


@app.command()
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


@app.command()
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


@app.command()
def evaluate(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Recordings, or folders of them; the bundled samples without.",
            parser=_path,
            metavar="PATHS",
        ),
    ] = None,
    videos: Annotated[
        bool, typer.Option("--videos", help="Run videos through the pose model instead.")
    ] = False,
    truth: Annotated[
        Path | None,
        typer.Option(
            "--truth",
            help="A clip list that lies elsewhere (.json).",
            parser=_path,
            metavar="PATH",
        ),
    ] = None,
    exercise: Annotated[
        list[str] | None,
        typer.Option("--exercise", "-e", help="Only this exercise; may be given again."),
    ] = None,
    negatives: Annotated[
        str | None,
        typer.Option(
            "--negatives",
            help="all: every exercise also sees all others' clips; own, where exercises are named.",
        ),
    ] = None,
    jobs: Annotated[int, typer.Option("--jobs", "-j", help="Processes; -1 is all cores.")] = -1,
    scheduler: Annotated[
        str | None, typer.Option("--scheduler", help="A Dask scheduler's address.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", help="Write report.html, .md and .json there.", parser=_path, metavar="PATH"
        ),
    ] = None,
    readme: Annotated[
        list[Path] | None,
        typer.Option(
            "--readme",
            help="Renew the tables in this document; may be given again.",
            parser=_path,
            metavar="PATH",
        ),
    ] = None,
    model: ModelOption = None,
) -> None:
    """Compare what the coach counts with what truly happens in labelled clips."""
    from coach.cli import evaluate as command

    options = command.Options(
        is_video=videos,
        truth_list=truth,
        exercises=exercise or (),
        negatives=negatives,
        jobs=jobs,
        scheduler=scheduler,
        out=out,
        documents=readme or (),
        model=model,
    )
    command.evaluate(paths or [], options)


@app.command()
def doctor(camera: CameraOption = "0", model: ModelOption = None) -> None:
    """Check model, camera, display, voice and disk, each with its mend."""
    from coach.cli.doctor import report

    raise typer.Exit(report(camera, model))


@app.command()
def voices(
    say: Annotated[
        str, typer.Option("--say", help="Speak a sentence: en, de, es, or your own .toml file.")
    ] = "",
) -> None:
    """The languages there are, how complete they are, and which voice speaks them."""
    from coach.cli.voices import voices as list_voices

    list_voices(say)


@app.command()
def paths(
    person: Annotated[
        str | None, typer.Option("--person", help="Whose files, where each has an own one.")
    ] = None,
) -> None:
    """Where the coach keeps what: settings, history, ranges, model, exercises."""
    from coach.cli.paths import paths as list_paths

    list_paths(*([] if person is None else [person]))


@app.command()
def label(
    file: Annotated[str, typer.Argument(help="A video or a landmark recording (.npz).")],
    exercise: Annotated[
        str | None,
        typer.Option("--exercise", "-e", help="What is done in it: an exercise's id, or none."),
    ] = None,
    subject: Annotated[
        str | None, typer.Option("--subject", help="Who is seen: any name that tells people apart.")
    ] = None,
    held_out: Annotated[
        bool | None,
        typer.Option("--held-out/--not-held-out", help="Whether this subject is kept from tuning."),
    ] = None,
    place: Annotated[
        str | None, typer.Option("--place", help="Where the camera stood: a place's id.")
    ] = None,
    people: Annotated[str | None, typer.Option("--people", help="real, or rendered.")] = None,
) -> None:
    """Mark repetitions and moments of a clip in a window; h shows the keys."""
    from coach.cli.label import label as label_clip
    from coach.edges.labelling.head import HeadWishes

    label_clip(file, HeadWishes(exercise, subject, held_out, place, people))


@model_app.command("fetch")
def fetch() -> None:
    """Fetch and build the pose model (36 MB are downloaded, 9 MB are kept)."""
    from coach.edges.pose.progress import fetch_with_progress

    CONSOLE.print(f"The pose model is ready: {fetch_with_progress(ERRORS)}", soft_wrap=True)


def _print_version(is_wanted: bool) -> None:
    if is_wanted:
        CONSOLE.print(f"coach {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    """A webcam coach for gentle back exercises. Your video never leaves this machine."""


def main() -> None:
    """Run the command; a user's mistake or a missing thing ends in one sentence and exit code 1."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # rather "?" than no output where “ is not known
            stream.reconfigure(errors="replace")
    try:
        with system_libraries():
            app()
    except CoachError as error:
        _fail(str(error))
    except BrokenPipeError:  # the reader of our output went away, as `| head` does
        _silence_stdout()
        sys.exit(1)
    except OSError as error:  # a file that was fine when it was opened, or the output itself
        _silence_stdout()
        where = error.filename or "the output"
        _fail(f"{where}: {error.strerror}; free some space or choose another place.")


def _fail(sentence: str) -> NoReturn:
    ERRORS.print(f"[bold]coach:[/] {escape(printable(sentence))}", soft_wrap=True, highlight=False)
    sys.exit(1)


def _silence_stdout() -> None:
    """What is still in the buffer must not fail once more when the interpreter ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
