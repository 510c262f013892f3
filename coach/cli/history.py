"""`coach history`: what was done, session by session; its backup, and deleting it."""

import sqlite3
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from coach.cli.history_tables import (
    exercises_table,
    local_time,
    session_heading,
    sessions_table,
    show_table,
)
from coach.cli.parts import warn
from coach.cli.terminal import CONSOLE, ERRORS
from coach.edges.history import backup as backups
from coach.edges.history.access import is_there, known_person, work_with
from coach.edges.history.history import default_path
from coach.edges.history.listing import SessionLine, last_sessions, one_session
from coach.edges.history.removal import (
    Doomed,
    find_all,
    find_person,
    find_session,
    remove,
    remove_set_aside,
    set_aside,
)
from coach.errors import CoachError
from coach.printable import printable

MAX_NAMED = 10  # sessions whose numbers stand in the question before they are deleted
EMPTY = "No session is stored yet: `coach start` leads the first one."
KEPT = (
    "Not deleted: backups and exports that you made, your own ranges of motion and your settings "
    "(`coach paths` tells where they lie)."
)

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="What was done; its backup, and deleting it."
)

PersonOption = Annotated[str | None, typer.Option("--person", help="Only this person's sessions.")]


@app.command()
def show(
    session: Annotated[
        int | None,
        typer.Argument(metavar="SESSION", help="A session's number: its exercises."),
    ] = None,
    person: PersonOption = None,
    last: Annotated[int, typer.Option("--last", min=1, help="So many sessions.")] = 20,
) -> None:
    """List the last sessions, the newest at the end; or show the exercises of one."""
    path = default_path()
    if not is_there(path):
        say(EMPTY)
        return
    if session is not None:
        _show_one(path, session, person)
        return

    def read(db: sqlite3.Connection) -> tuple[SessionLine, ...]:
        name = "" if person is None else known_person(db, person)
        return last_sessions(db, path, name, min(last, sys.maxsize))

    found = work_with(path, read, warn)
    if found:
        show_table(CONSOLE, sessions_table(found))
    else:
        say(EMPTY)


@app.command()
def delete(
    session: Annotated[
        int | None,
        typer.Option("--session", metavar="NUMBER", help="One session."),
    ] = None,
    person: Annotated[
        str | None, typer.Option("--person", help="All sessions of this person.")
    ] = None,
    is_all: Annotated[bool, typer.Option("--all", help="All sessions of all persons.")] = False,
    is_agreed: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Delete sessions for good, once you have agreed to what goes."""
    if [session is not None, person is not None, is_all].count(True) != 1:
        raise CoachError("Say what to delete: --session NUMBER, --person NAME, or --all.")
    path = default_path()
    aside = set_aside(path)
    if not is_there(path) and not (is_all and aside):
        say("No session is stored, so there is nothing to delete.")
        return
    doomed = _find(path, session, person) if is_there(path) else []
    aside = set_aside(path)  # a damaged history is moved aside when it is opened
    gone = aside if is_all else []
    if not doomed and not gone:
        say("No session is stored, so there is nothing to delete.")
        return
    _ask(doomed, gone, is_agreed)
    if is_there(path):
        with ERRORS.status("The file is rewritten without them ..."):
            work_with(path, lambda db: remove(db, path, doomed), warn)
    remove_set_aside(gone)
    say(f"Deleted: {_summary(doomed, gone)}.")
    _tell_set_aside(path)


@app.command()
def backup(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="The file to write, or a folder for it.")
    ] = None,
) -> None:
    """Copy the whole history into one file, also while a session runs."""
    target = Path() if file is None else file
    if target.is_dir():
        target = target / backups.default_name()
    path = default_path()
    if not is_there(path):
        say("No session is stored yet, so there is nothing to back up.")
        return
    with ERRORS.status("The history is copied and checked ..."):
        n_sessions = backups.back_up(path, target)
    say(f"Backed up: {_sessions(n_sessions)} in {target}. `coach history restore` brings it back.")


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file of `coach history backup`.")],
) -> None:
    """Bring a backup back; the present history is kept under another name."""
    path = default_path()
    n_sessions, aside = backups.restore(file, path)
    kept = "" if aside is None else f" What was there before lies in {aside}."
    say(f"Restored: {_sessions(n_sessions)} are in the history now.{kept}")


def say(sentence: str, *, is_aside: bool = False) -> None:
    """One line, whatever names are in it. is_aside: the output itself is for something else."""
    console = ERRORS if is_aside else CONSOLE
    console.print(Text(printable(sentence)), soft_wrap=True)


def _show_one(path: Path, session: int, person: str | None) -> None:
    if person is not None:
        raise CoachError("A session's number and --person exclude each other: leave one out.")
    found = work_with(path, lambda db: one_session(db, path, session), warn)
    CONSOLE.print(session_heading(found), soft_wrap=True)
    if found.exercises:
        show_table(CONSOLE, exercises_table(found.exercises))


def _find(path: Path, session: int | None, person: str | None) -> list[Doomed]:
    def find(db: sqlite3.Connection) -> list[Doomed]:
        if session is not None:
            return find_session(db, path, session)
        return find_all(db, path) if person is None else find_person(db, path, person)

    return work_with(path, find, warn)


def _ask(doomed: Sequence[Doomed], gone: Sequence[Path], is_agreed: bool) -> None:
    """Tell what goes and what stays. Raises CoachError or Exit where nobody agrees."""
    if is_agreed:
        return
    if not sys.stdin.isatty():
        raise CoachError("Nothing was deleted, as nobody can be asked here: agree by --yes.")
    say(f"To be deleted for good: {_summary(doomed, gone)}.")
    say(KEPT)
    if not typer.confirm("Delete?"):
        say("Nothing was deleted.")
        raise typer.Exit(1)


def _summary(doomed: Sequence[Doomed], gone: Sequence[Path]) -> str:
    """Which sessions of whom and when, and which files."""
    parts = []
    if doomed:
        days = sorted(local_time(one.began_s)[:10] for one in doomed)
        persons = ", ".join(sorted({one.person for one in doomed}))
        numbers = ", ".join(str(one.id) for one in doomed)
        named = f" ({numbers})" if len(doomed) <= MAX_NAMED else ""
        period = days[0] if days[0] == days[-1] else f"{days[0]} to {days[-1]}"
        parts.append(f"{_sessions(len(doomed))} of {persons}{named}, {period}")
    if gone:
        parts.append(f"the histories that were set aside: {', '.join(map(str, gone))}")
    return "; and ".join(parts)


def _tell_set_aside(path: Path) -> None:
    if left := set_aside(path):
        say(
            "Earlier histories that were set aside may still hold these sessions: "
            f"{', '.join(map(str, left))}. `coach history delete --all` names and deletes them."
        )


def _sessions(n: int) -> str:
    return "1 session" if n == 1 else f"{n} sessions"
