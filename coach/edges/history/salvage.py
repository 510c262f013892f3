"""What can still be read of a damaged history is carried over into the new one."""

import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from coach.edges.history.schema import COUNT_NOT_VALID, is_ours, transaction, version_of

# Tables, and the keys by which their rows lie in the file.
_TABLES: Final = {
    "sessions": ("id",),
    "plan": ("session_id", "place_in"),
    "exercises": ("id",),
    "reps": ("id",),
    "flags": ("id",),
    "answers": ("id",),
    "sets": ("id",),
    "events": ("session_id", "seq"),
}
_MENDING: Final = (
    *(
        f"DELETE FROM {table} WHERE session_id NOT IN (SELECT id FROM sessions)"
        for table in _TABLES
        if table != "sessions"
    ),
    *(
        f"UPDATE {table} SET exercise_id = NULL WHERE exercise_id NOT IN (SELECT id FROM exercises)"
        for table in ("reps", "flags", "answers", "sets")
    ),
    "UPDATE sessions SET continues_id = NULL WHERE continues_id NOT IN (SELECT id FROM sessions)",
)


def salvage(aside: Path, db: sqlite3.Connection) -> int:
    """Copy all rows that can be read from the file `aside` into the new, empty `db`.

    The file itself is only copied: it stays as it was found. Returns of how many sessions something
    came back; 0 also where there is no room for the copy.
    """
    with suppress(OSError, sqlite3.Error), TemporaryDirectory(dir=aside.parent) as folder:
        copy = Path(shutil.copy(aside, folder))
        log = aside.with_name(f"{aside.name}-wal")
        if log.exists():
            shutil.copy(log, folder)
        with closing(sqlite3.connect(copy)) as old:
            old.text_factory = lambda raw: raw.decode("utf-8", "replace")
            if is_ours(old) and 0 < version_of(old) <= version_of(db):
                _copy(old, db)
    return int(db.execute("SELECT count(*) FROM sessions").fetchone()[0])


def _copy(old: sqlite3.Connection, db: sqlite3.Connection) -> None:
    """Rows of sessions that are lost are left behind: they would belong to nobody."""
    db.execute("PRAGMA foreign_keys = OFF")  # until all tables are there
    try:
        with transaction(db):
            for table, keys in _TABLES.items():
                columns = _columns(old, table)  # an older file has fewer, or not even the table
                if columns:
                    names, places = ", ".join(columns), ", ".join("?" * len(columns))
                    insert = f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({places})"
                    db.executemany(insert, _readable(old, table, columns, keys))
            for statement in _MENDING:
                db.execute(statement)
            if "n_not_valid" not in _columns(old, "exercises"):  # as its migration would have
                db.execute(COUNT_NOT_VALID)
    finally:
        db.execute("PRAGMA foreign_keys = ON")


def _columns(old: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in old.execute(f"PRAGMA table_info({table})")]


def _readable(
    old: sqlite3.Connection, table: str, columns: Sequence[str], keys: Sequence[str]
) -> Iterator[Any]:
    """From the beginning up to the damage, and then from the end back to it."""
    names = ", ".join(columns)
    for direction in ("ASC", "DESC"):
        order = ", ".join(f"{key} {direction}" for key in keys)
        try:
            yield from old.execute(f"SELECT {names} FROM {table} NOT INDEXED ORDER BY {order}")
        except sqlite3.Error:
            continue
        return
