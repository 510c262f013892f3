"""All commands, and the one place where errors become a sentence."""

import os
import sys
from io import TextIOWrapper
from typing import Annotated, NoReturn

import typer
from rich.markup import escape

from coach import __version__
from coach.cli import exercises, history, program
from coach.cli.coach_commands import demo, record, replay, start
from coach.cli.export import export
from coach.cli.machine_commands import doctor, paths, voices
from coach.cli.remind import remind
from coach.cli.report_command import report
from coach.cli.terminal import CONSOLE, ERRORS
from coach.cli.today import today
from coach.cli.tuning_commands import evaluate, label
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
app.add_typer(program.app, name="program")
app.add_typer(history.app, name="history")


for _command in (
    *(start, today, remind, report, export),
    *(replay, demo, record, evaluate, label),
    *(doctor, voices, paths),
):
    app.command()(_command)


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
