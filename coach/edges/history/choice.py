"""Which sessions an export holds, and the rows of the tables that belong to them."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from coach.edges.history.listing import state_of

# Tables that are exported, and the keys by which their rows stand. `events` is not: what happened
# stands in the others, and JSON in a column is of no use to a spreadsheet.
TABLES: Final = {
    "sessions": "id",
    "plan": "session_id, place_in",
    "exercises": "id",
    "reps": "id",
    "flags": "id",
    "answers": "id",
    "sets": "id",
}
_CHOSEN: Final = """(:person IS NULL OR person = :person)
    AND (:since_s IS NULL OR began_s >= :since_s)"""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Choice:
    """None chooses all."""

    person: str | None = None  # as it is stored
    since_s: float | None = None  # seconds since 1970, UTC

    @property
    def values(self) -> Row:
        """What fills in the marks of the queries."""
        return {"person": self.person, "since_s": self.since_s}


def columns(db: sqlite3.Connection, table: str) -> list[str]:
    """Names of the exported columns: those of the database, but that a session has a `state`
    ("ended", "running" or "broken off") instead of the name of a lock.
    """
    names = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
    if table != "sessions":
        return names
    return [*(name for name in names if name != "owner"), "state"]


def sessions(db: sqlite3.Connection, path: Path, choice: Choice) -> Iterator[Row]:
    """The chosen ones, in the order in which they began. path: of the history."""
    for row in _rows(db, f"SELECT * FROM sessions WHERE {_CHOSEN} ORDER BY id", choice.values):
        owner = row.pop("owner")
        yield row | {"state": state_of(path, row["ended_s"], owner)}


def rows_of_choice(db: sqlite3.Connection, table: str, choice: Choice) -> Iterator[Row]:
    """Rows of another table that belong to a chosen session."""
    of_chosen = f"session_id IN (SELECT id FROM sessions WHERE {_CHOSEN})"
    query = f"SELECT * FROM {table} WHERE {of_chosen} ORDER BY {TABLES[table]}"
    return _rows(db, query, choice.values)


def rows_of_session(db: sqlite3.Connection, table: str, session_id: int) -> list[Row]:
    """Rows of another table that belong to one session."""
    query = f"SELECT * FROM {table} WHERE session_id = :id ORDER BY {TABLES[table]}"
    return list(_rows(db, query, {"id": session_id}))


def _rows(db: sqlite3.Connection, sql: str, values: Row) -> Iterator[Row]:
    found = db.execute(sql, values)
    names = [column[0] for column in found.description]
    return (dict(zip(names, row, strict=True)) for row in found)
