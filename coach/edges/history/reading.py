"""The history opened to be read only, also where its disk is full or nothing may be written."""

import errno
import sqlite3
from pathlib import Path
from typing import Final

from coach.edges.history.database import DamagedError, check_header, check_kind, primary_code
from coach.edges.history.schema import MIGRATIONS, is_ours, version_of

# Even who only reads needs a log and its index beside the file, which have to be made then:
# https://www.sqlite.org/wal.html#read_only_databases
_UNWRITABLE: Final = (
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_IOERR,  # no room for the index of the log
)
_UNWRITABLE_BY_ERRNO: Final = (
    errno.ENOSPC,
    errno.EDQUOT,
    errno.EROFS,
    errno.EACCES,
    errno.EPERM,
)


def open_to_read(path: Path, patience_s: float) -> sqlite3.Connection:
    """A connection that changes nothing. Where no log can be made and there is none with anything
    in it, the file alone is read, as it stands.

    Raises sqlite3.Error, OSError or DamagedError where it cannot be read.
    """
    check_kind(path)
    check_header(path)
    where = f"{path.absolute().as_uri()}?mode=ro"
    try:
        return _opened(where, patience_s)
    except sqlite3.OperationalError as error:
        if not is_unwritable(error) or _log_bytes(path):
            raise
    return _opened(f"{where}&immutable=1", patience_s)


def open_although(obstacle: Exception, path: Path, patience_s: float) -> sqlite3.Connection:
    """What `open_to_read` gives; raises `obstacle` where that is no history of this version."""
    try:
        db = open_to_read(path, patience_s)
    except (sqlite3.Error, OSError, DamagedError):
        raise obstacle from None
    try:
        is_of_today = is_ours(db) and version_of(db) == len(MIGRATIONS)
    except sqlite3.Error:
        is_of_today = False
    if not is_of_today:
        db.close()
        raise obstacle
    return db


def is_unwritable(error: Exception) -> bool:
    """Whether it may be the writing alone that fails."""
    if isinstance(error, OSError):
        return error.errno in _UNWRITABLE_BY_ERRNO
    return primary_code(error) in _UNWRITABLE


def _opened(where: str, patience_s: float) -> sqlite3.Connection:
    # Always one thread at a time, but not always the one that opened it.
    db = sqlite3.connect(where, patience_s, isolation_level=None, check_same_thread=False, uri=True)
    try:
        db.execute("PRAGMA schema_version").fetchone()  # only now the log is looked for
    except sqlite3.Error:
        db.close()
        raise
    return db


def _log_bytes(path: Path) -> int:
    log = path.with_name(f"{path.name}-wal")
    return log.stat().st_size if log.exists() else 0
