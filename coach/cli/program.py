"""`coach program`: checks programme files that somebody sent, keeps them, and lists them all."""

import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated

import typer

from coach.cli.parts import warn
from coach.cli.programme_sheet import Today, changes, content, frame, head, today_lines
from coach.cli.terminal import CONSOLE
from coach.edges.added_programmes import (
    added_dir,
    added_ids,
    added_path,
    remove_programme,
    store_programme,
)
from coach.edges.history.access import is_there, work_with
from coach.edges.history.history import default_path, past_sessions
from coach.edges.persons import person_name
from coach.edges.programme_files import (
    Loaded,
    format_text,
    load_programme,
    programme_ids,
    read_strangers,
)
from coach.edges.settings import default_path as settings_path
from coach.edges.settings import load_settings
from coach.errors import CoachError
from coach.past import PastSession
from coach.printable import printable

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Programmes: which exercises a session has; also from your therapist.",
)
FileArgument = Annotated[str, typer.Argument(metavar="FILE", help="A programme file (.toml).")]
IdArgument = Annotated[str, typer.Argument(metavar="ID", help="An added programme's id.")]
PersonOption = Annotated[
    str | None, typer.Option("--person", help="For whom today's doses are shown.")
]


@app.command()
def check(file: FileArgument, person: PersonOption = None) -> None:
    """Check a programme file, and show what it would do today. Nothing is kept."""
    loaded = read_strangers(Path(file))
    _show(loaded, _today(person))


@app.command()
def add(
    file: FileArgument,
    is_agreed: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    is_replacing: Annotated[
        bool, typer.Option("--replace", help="Instead of the added one of the same id.")
    ] = False,
    person: PersonOption = None,
) -> None:
    """Check a programme file, show what it would do today, and keep it under its id."""
    loaded = read_strangers(Path(file), only_ids=True)
    programme_id = loaded.programme.id
    _check_free(programme_id, file, is_replacing=is_replacing)
    _show(loaded, _today(person))
    if not is_agreed and not _is_agreed(programme_id):
        _print(["Nothing was added."])
        raise typer.Exit(1)
    store_programme(loaded.programme)
    _print([f"Added: coach start -p {programme_id}"])


@app.command("list")
def list_all() -> None:
    """List the programmes: those of the program, then the ones that were added."""
    for name in programme_ids():
        programme, exercises = load_programme(name)
        _print([*head(programme), content(exercises)])
    mistakes = []
    for name in added_ids():
        try:
            programme, exercises = load_programme(name)
        except CoachError as error:
            mistakes.append(f"MEND {printable(str(error))}")
        else:
            told = [*head(programme), content(exercises), *changes(programme, exercises)]
            _print([*told, "  added by you"])
    _print(mistakes)
    if mistakes:
        raise typer.Exit(1)


@app.command("format")
def print_format() -> None:
    """Print what a programme file may hold, key by key, with samples."""
    _print(format_text().splitlines())


@app.command()
def remove(programme_id: IdArgument) -> None:
    """Remove an added programme. Doses then go on from where they stood."""
    known = added_ids()
    if programme_id not in known:
        raise CoachError(_not_added(programme_id, known))
    _print([f"Removed: {printable(str(remove_programme(programme_id)))}"])
    with suppress(CoachError):  # settings that cannot be read are told by all that needs them
        if load_settings().programme == programme_id:
            where = printable(str(settings_path()))
            _print([f"The settings still name it: change programme in {where}."])


def _today(wished: str | None) -> Today:
    """What is known of the person. A history is read where there is one, never made."""
    if wished == "":
        raise CoachError("--person is empty: write a value, or leave it out.")
    settings = load_settings()
    person = person_name(wished or settings.person)
    settled = settings.of(person)
    return Today(_past(person), frozenset(settled.props), settled.props_asked, time.time())


def _past(person: str) -> list[PastSession]:
    path = default_path()
    if not is_there(path):
        return []
    try:
        return work_with(path, lambda db: past_sessions(db, path, person), warn)
    except CoachError as error:
        warn(f"{error} The doses shown are those of a beginning.")
        return []


def _show(loaded: Loaded, today: Today) -> None:
    programme = loaded.programme
    _print([*head(programme), *frame(programme), *changes(programme, loaded.exercises), ""])
    _print(today_lines(programme, loaded.exercises, today))


def _check_free(programme_id: str, file: str, *, is_replacing: bool) -> None:
    """Raise CoachError where the id is taken."""
    if programme_id in programme_ids():
        raise CoachError(
            f"{file}, id: {programme_id!r} comes with the program and stays as it is; "
            "give the file an id of its own."
        )
    if added_path(programme_id).exists() and not is_replacing:
        raise CoachError(
            f"{file}, id: {programme_id!r} was added already; --replace puts this one in its place."
        )


def _is_agreed(programme_id: str) -> bool:
    if not sys.stdin.isatty():
        raise CoachError("Nobody can be asked here: add --yes when you want this programme.")
    return typer.confirm(f"\nKeep it as {programme_id!r} in {printable(str(added_dir()))}?")


def _not_added(programme_id: str, known: list[str]) -> str:
    if programme_id in programme_ids():
        return f"{programme_id!r} comes with the program and stays: only added ones are removed."
    near = get_close_matches(programme_id, known, n=1)
    there_is = f"there is: {', '.join(known)}." if known else "none was added."
    hint = f"did you mean {near[0]}?" if near else there_is
    return f"No added programme is called {programme_id!r}; {hint}"


def _print(lines: Iterable[str]) -> None:
    """As they are: what a stranger wrote is neither markup nor a picture."""
    for line in lines:
        CONSOLE.print(line, highlight=False, markup=False, emoji=False, soft_wrap=True)
