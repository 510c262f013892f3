"""What can become of a history's file, and all that stands in it."""

import os
from collections.abc import Callable
from pathlib import Path
from sqlite3 import connect
from typing import Any

from tests.edges.history_days import rows

TABLES = ("sessions", "plan", "exercises", "reps", "flags", "answers", "sets", "events")


def content(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    return {table: rows(path, f"SELECT * FROM {table}") for table in TABLES}


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Of all files that hold anything: not of locks, of an empty log and of its index."""
    files = (file for file in folder.iterdir() if not file.name.endswith("-shm"))
    return {file.name: content for file in files if (content := file.read_bytes())}


def scribble(path: Path) -> None:
    path.write_bytes(os.urandom(100_000))


def scribble_in_the_middle(path: Path) -> None:
    """All but the first pages: it opens, and its number of sessions can be read."""
    content = path.read_bytes()
    path.write_bytes(content[: 20 * 4096] + os.urandom(len(content) - 20 * 4096))


def truncate(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 3)


def cut_within_the_header(path: Path) -> None:
    os.truncate(path, 50)


def no_database(path: Path) -> None:
    path.write_text("These are my notes.\n" * 100, encoding="utf-8")


def other_program(path: Path) -> None:
    with connect(path) as db:
        db.execute("PRAGMA application_id = 12345")
    db.close()


DAMAGES: list[Callable[[Path], None]] = [
    scribble,
    scribble_in_the_middle,
    truncate,
    cut_within_the_header,
    no_database,
    other_program,
]
