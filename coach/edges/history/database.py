"""Opens the history's database, and moves a damaged one aside. docs/history.md.

Committed means on the disk: with a write-ahead log and synchronous=FULL every commit waits until
the disk has it, so that not even a power cut takes an event that was stored. (With NORMAL, commits
since the last checkpoint may be lost then: https://www.sqlite.org/pragma.html#pragma_synchronous.)
"""

import errno
import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from coach.edges.atomic_file import PRIVATE
from coach.edges.file_kind import other_kind
from coach.edges.history.salvage import salvage
from coach.edges.history.schema import MIGRATIONS, is_ours, migrate, version_of
from coach.edges.pose.file_lock import locked
from coach.errors import CoachError
from coach.printable import printable

PATIENCE_S = 2.0  # how long another process may hold the database
DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
MAGIC = b"SQLite format 3\0"  # https://www.sqlite.org/fileformat2.html#the_database_header
HEADER_BYTES = 100
COMPANIONS = ("", "-wal", "-shm")  # files that belong to one database


Identity = tuple[int, int]  # what tells a file from a later one of the same name


class DamagedError(Exception):
    """The file is no database of ours, or no longer one."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A damaged history was moved aside."""

    aside: Path  # where it lies now
    n_sessions: int  # of which something could be read; that is in the new history


def connect(
    path: Path, patience_s: float, damaged: Identity | None = None
) -> tuple[sqlite3.Connection, Moved | None]:
    """Open the history, made new where there is none; also what became of a damaged one.

    damaged: of a file that proved damaged while it was read. One process at a time does this, so
    that two coaches neither make the tables twice nor move each other's new file aside. Raises
    CoachError for a history of a newer coach, sqlite3.Error or OSError where it cannot be opened.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with locked(path.with_name(f"{path.name}.lock"), _within(patience_s)):
        try:
            if damaged is not None and identity_of(path) == damaged:
                raise DamagedError
            return _open(path, patience_s), None
        except DamagedError:
            aside = _move_aside(path)
            db = _open(path, patience_s)
            return db, Moved(aside, salvage(aside, db))


def is_damage(error: Exception) -> bool:
    """Whether SQLite says that the file itself is broken."""
    return primary_code(error) in DAMAGED


def primary_code(error: Exception) -> int | None:
    """SQLite's primary result code; None for any other error."""
    code = getattr(error, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF


def identity_of(path: Path) -> Identity | None:
    """None where there is no such file."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def check_kind(path: Path) -> None:
    """Raises OSError for what is there and is no file: to read a pipe would take for ever."""
    if kind := other_kind(path):
        raise OSError(errno.EINVAL, f"it is {kind} and no file; move it away")


def check_header(path: Path) -> None:
    """Look before SQLite does, which deletes the log of a file that it takes for no database.

    Raises DamagedError where it is none, OSError where it cannot be read.
    """
    with path.open("rb") as file:
        header = file.read(HEADER_BYTES)
    log = path.with_name(f"{path.name}-wal")
    is_new = not header and not (log.exists() and log.stat().st_size)
    is_whole = len(header) == HEADER_BYTES and header.startswith(MAGIC)
    if not (is_new or is_whole):
        raise DamagedError


def _open(path: Path, patience_s: float) -> sqlite3.Connection:
    check_kind(path)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, PRIVATE))  # for its owner alone, from the start
    check_header(path)
    # Always one thread at a time, but not always the one that opened it.
    db = sqlite3.connect(path, patience_s, isolation_level=None, check_same_thread=False)
    try:
        _prepare(db, path)
    except sqlite3.Error as error:
        db.close()
        raise (DamagedError() if is_damage(error) else error) from error
    except (CoachError, DamagedError):
        db.close()
        raise
    return db


def _prepare(db: sqlite3.Connection, path: Path) -> None:
    if not is_ours(db):
        raise DamagedError
    if version_of(db) > len(MIGRATIONS):
        raise CoachError(
            f"{printable(str(path))} was written by a newer Spine Coach (version {version_of(db)}; "
            f"this one knows {len(MIGRATIONS)}): update Spine Coach, or move that file away."
        )
    db.execute("PRAGMA journal_mode = WAL").fetchone()
    db.execute("PRAGMA synchronous = FULL")
    db.execute("PRAGMA fullfsync = ON")  # macOS: not only to the disk's own memory
    db.execute("PRAGMA foreign_keys = ON")
    migrate(db)


def _move_aside(path: Path) -> Path:
    """Give the file and its companions a dated name that nothing has yet; returns it."""
    day = datetime.now(UTC).strftime("%Y-%m-%d")
    aside, n = path.with_name(f"{path.stem}.damaged-{day}{path.suffix}"), 1
    while any(os.path.lexists(f"{aside}{companion}") for companion in COMPANIONS):
        n += 1
        aside = path.with_name(f"{path.stem}.damaged-{day}-{n}{path.suffix}")
    for companion in reversed(COMPANIONS):  # the log first: a new database must never meet it
        with suppress(FileNotFoundError):
            os.rename(f"{path}{companion}", f"{aside}{companion}")
    return aside


def _within(patience_s: float) -> Callable[[], None]:
    """To be called while another process holds a lock; raises TimeoutError when it lasts longer."""
    until_s = time.monotonic() + patience_s

    def wait() -> None:
        if time.monotonic() > until_s:
            raise TimeoutError(errno.EAGAIN, "another program holds it")

    return wait
