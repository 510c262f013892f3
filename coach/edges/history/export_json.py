"""The history as one JSON document for other programs, written session by session."""

import json
import math
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from coach.edges.file_kind import other_kind
from coach.edges.history.choice import TABLES, Choice, Row, rows_of_session, sessions
from coach.edges.new_file import cannot_write, check_free, part_file, replace
from coach.errors import CoachError
from coach.printable import printable

FORMAT: Final = "spine-coach-history"
VERSION: Final = 1  # grows when a key changes its meaning or goes; new keys may come
_BEGINS: Final = f'{{"format": "{FORMAT}",'
_FOOT: Final = "\n]}\n"
_OF_EXERCISES: Final = ("reps", "flags", "sets")


def export_json(
    db: sqlite3.Connection, path: Path, choice: Choice, target: Path, *, is_forced: bool
) -> int:
    """Write the document to the file `target`; returns the number of sessions.

    path: of the history. is_forced: an older export may be replaced. Raises CoachError where
    another file is, or it cannot be written; then nothing is new or changed.
    """
    if not (is_forced and _is_export(target)):
        check_free(target)
    with part_file(target) as part:
        try:
            with part.open("w", encoding="utf-8", newline="\n") as file:
                n_sessions = write_json(db, path, choice, file.write)
        except OSError as error:
            raise cannot_write(target, error) from error
        replace(part, target)
    return n_sessions


def write_json(
    db: sqlite3.Connection, path: Path, choice: Choice, write: Callable[[str], Any]
) -> int:
    """Give the document to `write`, a session a time; returns their number."""
    write(_head(choice))
    n_sessions = 0
    db.execute("BEGIN")  # all of one moment, while a coach may write
    try:
        for session in sessions(db, path, choice):
            write(",\n" if n_sessions else "\n")
            write(_text(_whole(db, session)))
            n_sessions += 1
    finally:
        if db.in_transaction:
            with suppress(sqlite3.Error):  # what went wrong before tells more
                db.execute("ROLLBACK")
    write(_FOOT)
    return n_sessions


def empty_json(choice: Choice) -> str:
    """The document of nobody's sessions, where there is no history."""
    return f"{_head(choice)}{_FOOT}"


def _head(choice: Choice) -> str:
    head = {"format": FORMAT, "version": VERSION, "person": choice.person}
    return f'{_text(head)[:-1]}, "sessions": ['


def _whole(db: sqlite3.Connection, session: Row) -> Row:
    """A session with all that belongs to it, and its exercises with all that belongs to them."""
    rows = {
        table: [_values(row) for row in rows_of_session(db, table, session["id"])]
        for table in TABLES
        if table != "sessions"
    }
    exercises = {one["id"]: one | {name: [] for name in _OF_EXERCISES} for one in rows["exercises"]}
    others: dict[str, list[Row]] = {name: [] for name in _OF_EXERCISES}  # between exercises
    for name in _OF_EXERCISES:
        for row in rows[name]:
            exercises.get(row["exercise_id"], others)[name].append(row)
    plan = [one["exercise"] for one in rows["plan"]]
    return (
        _values(session)
        | {"plan": plan, "exercises": list(exercises.values()), "answers": rows["answers"]}
        | others
    )


def _values(row: Row) -> Row:
    """Without the session's number, which stands above; with lists, truth values and null."""
    return {name: _value(name, value) for name, value in row.items() if name != "session_id"}


def _value(name: str, value: Any) -> Any:
    if name == "flags":
        return value.split(",") if value else []
    if name in ("samples", "levels"):
        return _parsed(value)
    if name.startswith("is_"):
        return bool(value)
    return _finite(value) if isinstance(value, float) else value


def _parsed(text: str) -> Any:
    """None where somebody else has written there what is no JSON."""
    try:
        return json.loads(
            text, parse_constant=lambda _: None, parse_float=lambda number: _finite(float(number))
        )
    except ValueError:
        return None


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _is_export(target: Path) -> bool:
    """Raises CoachError for a file that is something else."""
    if kind := other_kind(target):  # which is not even looked into: a pipe never ends
        raise CoachError(f"{printable(str(target))} is {kind} and no file: give another name.")
    try:
        with target.open("rb") as file:
            begins = file.read(len(_BEGINS))
    except FileNotFoundError:
        return False
    except OSError as error:
        raise cannot_write(target, error) from error
    if begins != _BEGINS.encode():
        raise CoachError(
            f"{printable(str(target))} is no export of the history, and would be lost: give "
            "another name."
        )
    return True
