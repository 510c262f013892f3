"""Why the history cannot be stored at the moment, as one sentence."""

import errno
import sqlite3
from pathlib import Path

from coach.edges.history.database import Moved, primary_code
from coach.printable import printable

_HELD = "another program holds it; close that program"
_FULL = "the disk is full; free some space"
_FAILS = "the disk takes or gives no data; free some space, or look after the disk"
_CLOSED = "it cannot be written; mend the permissions of the file and its folder"
_BY_CODE = {
    sqlite3.SQLITE_BUSY: _HELD,
    sqlite3.SQLITE_LOCKED: _HELD,
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_IOERR: _FAILS,  # also where there is no room for the index of the log
    sqlite3.SQLITE_READONLY: _CLOSED,
    sqlite3.SQLITE_CANTOPEN: _CLOSED,
    sqlite3.SQLITE_PERM: _CLOSED,
}
_BY_ERRNO = {
    errno.EAGAIN: _HELD,
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EACCES: _CLOSED,
    errno.EPERM: _CLOSED,
    errno.EROFS: _CLOSED,
}


def problem_sentence(path: Path, error: Exception) -> str:
    """What is wrong with the file `path`, and how to mend it."""
    return (
        f"history cannot be stored: {printable(str(path))}: {cause_of(error)}. "
        "Coaching goes on; what happens is kept in memory and stored as soon as that works."
    )


def cause_of(error: Exception) -> str:
    """What is wrong, and how to mend it; as the middle of a sentence."""
    why = _BY_CODE.get(primary_code(error) or 0) or _BY_ERRNO.get(getattr(error, "errno", 0) or 0)
    return why or printable(getattr(error, "strerror", None) or str(error))


def damage_sentence(path: Path, moved: Moved) -> str:
    """What was done with a damaged history."""
    sessions = "1 session" if moved.n_sessions == 1 else f"{moved.n_sessions} sessions"
    kept = "none of its sessions could be read"
    if moved.n_sessions:
        kept = f"what could be read of {sessions} is kept"
    return (
        f"{printable(str(path))} was damaged: it lies beside it now as "
        f"{printable(moved.aside.name)}, and a new history was begun; {kept}."
    )
