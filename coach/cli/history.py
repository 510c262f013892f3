"""`coach history`: what was done, session by session; its backup, and deleting it."""

import sqlite3
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from coach.cli.history_tables import (
    exercises_listing,
    local_time,
    session_heading,
    sessions_listing,
    show_listing,
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
from coach.edges.library import exercise_ids, load_exercise
from coach.errors import CoachError
from coach.printable import printable

MAX_SHOWN = 20  # sessions, unless told
MAX_NAMED = 10  # sessions whose numbers stand in the question before they are deleted
EMPTY = "No session is stored yet: `coach start` leads the first one."
KEPT = (
    "Not deleted: backups and exports that you made, your own ranges of motion and your settings "
    "(`coach paths` tells where they lie)."
)
# Doses and ceilings are worked out anew from all that is left (coach/dosing.py).
FORGOTTEN = (
    "What hurt in them is forgotten with them: doses may be larger afterwards, a ceiling that a "
    "crack had lowered higher, and what was over for today is not."
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
    last: Annotated[
        int | None,
        typer.Option("--last", min=1, help=f"So many sessions; {MAX_SHOWN} unless told."),
    ] = None,
) -> None:
    """List the last sessions, the newest at the end; or show the exercises of one."""
    if session is not None and not (person is None and last is None):
        option = "--last" if person is None else "--person"
        raise CoachError(f"A session's number and {option} exclude each other: leave one out.")
    path = default_path()
    if not is_there(path):
        say(EMPTY)
        return
    if session is not None:
        _show_one(path, session)
        return

    def read(db: sqlite3.Connection) -> tuple[SessionLine, ...]:
        name = "" if person is None else known_person(db, person)
        return last_sessions(db, path, name, min(last or MAX_SHOWN, sys.maxsize))

    found = work_with(path, read, warn)
    if found:
        show_listing(CONSOLE, sessions_listing(found, _names()))
    else:
        say(EMPTY)


@app.command()
def delete(
    session: Annotated[
        list[int] | None,
        typer.Option("--session", metavar="NUMBER", help="One session; may be given again."),
    ] = None,
    person: Annotated[
        str | None, typer.Option("--person", help="All sessions of this person.")
    ] = None,
    is_all: Annotated[bool, typer.Option("--all", help="All sessions of all persons.")] = False,
    is_agreed: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Delete sessions for good, once you have agreed to what goes."""
    if [bool(session), person is not None, is_all].count(True) != 1:
        raise CoachError("Say what to delete: --session NUMBER, --person NAME, or --all.")
    path = default_path()
    aside = set_aside(path)
    if not is_there(path) and not (is_all and aside):
        say("No session is stored, so there is nothing to delete.")
        return
    doomed = _find(path, session or [], person) if is_there(path) else []
    aside = set_aside(path)  # a damaged history is moved aside when it is opened
    gone = aside if is_all else []
    if not doomed and not gone:
        say("No session is stored, so there is nothing to delete.")
        return
    _ask(doomed, gone, is_agreed)
    if is_there(path):
        with ERRORS.status("The file is rewritten without them ..."):
            work_with(path, lambda db: remove(db, path, doomed), warn, is_change=True)
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
    are = "is" if n_sessions == 1 else "are"
    say(f"Restored: {_sessions(n_sessions)} {are} in the history now.{kept}")
    say("The doses are now those that follow from it: what hurt since then is not in it.")


def say(sentence: str, *, is_aside: bool = False) -> None:
    """One line, whatever names are in it. is_aside: the output itself is for something else."""
    console = ERRORS if is_aside else CONSOLE
    console.print(Text(printable(sentence)), soft_wrap=True)


def _show_one(path: Path, session: int) -> None:
    found = work_with(path, lambda db: one_session(db, path, session), warn)
    names = _names()
    CONSOLE.print(session_heading(found, names), soft_wrap=True)
    if found.exercises:
        show_listing(CONSOLE, exercises_listing(found.exercises, names))


def _names() -> dict[str, str]:
    """Of the program's own exercises, by id. Of one's own only the ids are known."""
    return {name: load_exercise(name).name for name in exercise_ids()}


def _find(path: Path, sessions: Sequence[int], person: str | None) -> list[Doomed]:
    def find(db: sqlite3.Connection) -> list[Doomed]:
        if sessions:
            numbers = sorted(set(sessions))
            return [one for number in numbers for one in find_session(db, path, number)]
        return find_all(db, path) if person is None else find_person(db, path, person)

    return work_with(path, find, warn, is_change=True)


def _ask(doomed: Sequence[Doomed], gone: Sequence[Path], is_agreed: bool) -> None:
    """Tell what goes and what stays. Raises CoachError or Exit where nobody agrees."""
    if is_agreed:
        return
    if not sys.stdin.isatty():
        raise CoachError("Nothing was deleted, as nobody can be asked here: agree by --yes.")
    say(f"To be deleted for good: {_summary(doomed, gone)}.")
    say(KEPT)
    say(FORGOTTEN)
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
