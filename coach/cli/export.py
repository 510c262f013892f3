"""`coach export`: the history as tables (CSV) or as one document (JSON) for other programs."""

import sqlite3
from datetime import date, datetime, time
from pathlib import Path
from typing import Annotated

import typer

from coach.cli.history import say
from coach.cli.parts import warn
from coach.cli.period import read_day
from coach.cli.terminal import ERRORS
from coach.edges.history.access import is_there, known_person, work_with
from coach.edges.history.choice import Choice
from coach.edges.history.export_csv import export_csv
from coach.edges.history.export_json import empty_json, export_json, write_json
from coach.edges.history.history import default_path
from coach.edges.persons import person_name
from coach.errors import CoachError

STDOUT = "-"


def export(
    csv: Annotated[
        str | None, typer.Option("--csv", metavar="FOLDER", help="One CSV file for each table.")
    ] = None,
    json: Annotated[
        str | None, typer.Option("--json", metavar="FILE", help="One JSON document; - prints it.")
    ] = None,
    person: Annotated[
        str | None, typer.Option("--person", help="Only this person's sessions.")
    ] = None,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="DATE", help="From this day on: 2026-08-01, or 90d."),
    ] = None,
    is_forced: Annotated[
        bool, typer.Option("--force", help="Replace an older export of the same name.")
    ] = False,
) -> None:
    """Write what was done for other programs: numbers and words, no pictures."""
    if (csv is None) == (json is None):
        raise CoachError("Say where to: --csv FOLDER, or --json FILE.")
    if not (csv or json):
        raise CoachError("An empty name was given for a file or folder; write its name.")
    if csv == STDOUT:
        raise CoachError("--csv writes several files: name a folder, or print by --json -.")
    since_s = None if since is None else _midnight_s(since)
    path = default_path()
    if not is_there(path):
        _tell_of_none(person, is_printed=json == STDOUT)
        return
    printer = _Printer()

    def work(db: sqlite3.Connection) -> int:
        choice = Choice(None if person is None else known_person(db, person), since_s)
        if csv is not None:
            return export_csv(db, path, choice, Path(csv), is_forced=is_forced)
        if json == STDOUT:
            return printer.print(db, path, choice)
        return export_json(db, path, choice, Path(json or ""), is_forced=is_forced)

    with ERRORS.status("The history is exported ..."):
        n_sessions = work_with(path, work, warn)
    where = "" if json == STDOUT else f" in {csv or json}"
    sessions = "1 session" if n_sessions == 1 else f"{n_sessions} sessions"
    say(f"Exported: {sessions}{where}.", is_aside=json == STDOUT)


def _tell_of_none(person: str | None, *, is_printed: bool) -> None:
    """Where there is no history: for a program that reads on, a document without sessions."""
    if is_printed:
        name = None if person is None else person_name(person)
        typer.get_binary_stream("stdout").write(empty_json(Choice(name)).encode())
        say("No session is stored yet: the document holds none.", is_aside=True)
    else:
        say("No session is stored yet, so nothing was exported.")


class _Printer:
    """What is printed cannot be taken back when the history proves damaged meanwhile."""

    def __init__(self) -> None:
        self._is_begun = False

    def print(self, db: sqlite3.Connection, path: Path, choice: Choice) -> int:
        """Raises CoachError when it is called again, or where the output takes no more."""
        if self._is_begun:
            raise CoachError("What was printed is not whole: do the same once more.")
        self._is_begun = True
        output = typer.get_binary_stream("stdout")
        try:
            n = write_json(db, path, choice, lambda text: output.write(text.encode()))
            output.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            raise CoachError(f"The output cannot be written ({error.strerror}).") from error
        return n


def _midnight_s(text: str) -> float:
    """When that day begins here, in seconds since 1970, UTC."""
    day = read_day(text, date.today(), "--since")
    try:
        return datetime.combine(day, time()).timestamp()
    except (ValueError, OverflowError, OSError) as error:
        raise CoachError(f"--since {text!r} lies too far back: write a later day.") from error
