"""The history as tables for spreadsheets and statistics: one CSV file for each."""

import csv
import sqlite3
from contextlib import ExitStack, suppress
from itertools import islice
from pathlib import Path
from typing import Any, Final

from coach.edges.file_kind import other_kind
from coach.edges.history.choice import TABLES, Choice, columns, rows_of_choice, sessions
from coach.edges.new_file import cannot_write, part_file, replace
from coach.errors import CoachError
from coach.printable import printable

# A spreadsheet takes a text that begins with one of these for a formula, and runs it:
# https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_GUARD: Final = "'"
_KNOWN_BY: Final = 3  # so many columns at the beginning tell a file of ours, of any version


def export_csv(
    db: sqlite3.Connection, path: Path, choice: Choice, folder: Path, *, is_forced: bool
) -> int:
    """Write sessions.csv, plan.csv, ... into `folder`; returns the number of sessions.

    path: of the history. is_forced: files of an older export may be replaced. Raises CoachError
    where other files would be, or the folder cannot be written; then no file is new or changed.
    """
    is_made = _make(folder)
    try:
        for table in TABLES:
            _check_free(folder / f"{table}.csv", columns(db, table), is_forced)
        with ExitStack() as stack:
            parts = {
                table: stack.enter_context(part_file(folder / f"{table}.csv")) for table in TABLES
            }
            db.execute("BEGIN")  # all tables of one moment, while a coach may write
            counts = {table: _write(db, path, choice, table, parts[table]) for table in TABLES}
            for table, part in parts.items():
                replace(part, folder / f"{table}.csv")
    finally:
        _end_reading(db)
        if is_made:
            with suppress(OSError):  # it stays where there is something in it
                folder.rmdir()
    return counts["sessions"]


def _write(db: sqlite3.Connection, path: Path, choice: Choice, table: str, part: Path) -> int:
    names = columns(db, table)
    rows = sessions(db, path, choice) if table == "sessions" else rows_of_choice(db, table, choice)
    n_rows = 0
    try:
        with part.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(names)
            for row in rows:
                writer.writerow([_cell(row[name]) for name in names])
                n_rows += 1
    except OSError as error:
        raise cannot_write(part.with_name(f"{table}.csv"), error) from error
    return n_rows


def _cell(value: Any) -> Any:
    """Numbers as they are; a text that a spreadsheet would run is guarded."""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"{_GUARD}{value}"
    return value


def _make(folder: Path) -> bool:
    """Whether the folder is new."""
    try:
        if folder.is_dir():
            return False
        folder.mkdir(mode=0o700, parents=True)  # it tells of somebody's health
    except OSError as error:
        raise cannot_write(folder, error) from error
    return True


def _check_free(target: Path, names: list[str], is_forced: bool) -> None:
    """Raises CoachError where a file would be lost."""
    if kind := other_kind(target):  # which is not even looked into: a pipe never ends
        raise CoachError(f"{printable(str(target))} is {kind} and no file: choose another folder.")
    try:
        with target.open(encoding="utf-8", newline="") as file:
            header = next(csv.reader(islice(file, 1)), [])
    except FileNotFoundError:
        return
    except (OSError, UnicodeDecodeError, csv.Error):
        header = []
    where = printable(str(target))
    if header[:_KNOWN_BY] != names[:_KNOWN_BY]:
        raise CoachError(f"{where} is no export of the history: choose another folder.")
    if not is_forced:
        raise CoachError(
            f"{where} is there already: choose another folder, or replace that export by --force."
        )


def _end_reading(db: sqlite3.Connection) -> None:
    if db.in_transaction:
        with suppress(sqlite3.Error):  # what went wrong before tells more
            db.execute("ROLLBACK")
