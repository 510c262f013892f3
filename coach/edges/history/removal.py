"""Sessions are deleted for good: afterwards nothing of them stands in the file or in its log."""

import sqlite3
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from coach.edges.history.access import known_person
from coach.edges.history.database import COMPANIONS
from coach.edges.history.listing import checked_id, no_session
from coach.edges.history.owner import is_alive, lock_path
from coach.edges.history.problems import cause_of
from coach.edges.history.schema import transaction
from coach.errors import CoachError
from coach.printable import printable

_FOUND: Final = "SELECT id, person, began_s, ended_s, owner FROM sessions"


@dataclass(frozen=True, slots=True)
class Doomed:
    """A session that may be deleted: none that runs."""

    id: int
    person: str
    began_s: float  # seconds since 1970, UTC
    owner: str


def find_session(db: sqlite3.Connection, path: Path, session_id: int) -> list[Doomed]:
    """Raises CoachError where there is none of that number, and where it runs."""
    row = db.execute(f"{_FOUND} WHERE id = ?", (checked_id(session_id),))
    found = list(_idle(path, row))
    if not found:
        raise no_session(session_id)
    return found


def find_person(db: sqlite3.Connection, path: Path, person: str) -> list[Doomed]:
    """All of one person. Raises CoachError where there is none, and where one of them runs."""
    name = known_person(db, person)
    return list(_idle(path, db.execute(f"{_FOUND} WHERE person = ? ORDER BY id", (name,))))


def find_all(db: sqlite3.Connection, path: Path) -> list[Doomed]:
    """Raises CoachError where one of them runs."""
    return list(_idle(path, db.execute(f"{_FOUND} ORDER BY id")))


def remove(db: sqlite3.Connection, path: Path, doomed: Collection[Doomed]) -> None:
    """Delete these sessions with all that belongs to them: all of them, or none.

    Raises CoachError where one was gone on with meanwhile, or where what is left cannot be written
    anew; sqlite3.Error where nothing can be written.
    """
    ids = [(one.id,) for one in doomed]
    db.execute("PRAGMA secure_delete = ON")  # zeros instead of what is deleted
    _rewrite(db)  # beforehand: where it fails, nothing is deleted yet
    with transaction(db):
        for one in ids:
            list(_idle(path, db.execute(f"{_FOUND} WHERE id = ?", one)))
        db.executemany("DELETE FROM sessions WHERE id = ?", ids)
    try:
        _rewrite(db)
    except sqlite3.OperationalError as error:
        raise CoachError(
            f"They are deleted, but {printable(str(path))} may still hold traces of them: "
            f"{cause_of(error)}. The next deletion wipes them out."
        ) from error
    for gone in doomed:
        with suppress(OSError):
            lock_path(path, gone.owner).unlink(missing_ok=True)


def set_aside(path: Path) -> list[Path]:
    """Earlier histories beside this one: damaged ones, and those that a backup took the place of.

    Their logs are not among them, and go with them.
    """
    kinds = ("damaged", "replaced")
    found = (path.parent.glob(f"{path.stem}.{kind}-*{path.suffix}") for kind in kinds)
    return sorted(file for files in found for file in files)


def remove_set_aside(files: Sequence[Path]) -> None:
    """Delete these earlier histories. Raises CoachError for the first that cannot be deleted."""
    for file in files:
        for companion in reversed(COMPANIONS):
            one = file.with_name(f"{file.name}{companion}")
            try:
                one.unlink(missing_ok=True)
            except OSError as error:
                raise CoachError(
                    f"{printable(str(one))} cannot be deleted ({error.strerror}): mend the "
                    "permissions of its folder, and delete it yourself."
                ) from error


def _idle(path: Path, rows: sqlite3.Cursor) -> Iterator[Doomed]:
    for session_id, person, began_s, ended_s, owner in rows:
        if ended_s is None and is_alive(path, owner):
            raise CoachError(
                f"Session {session_id} of {person!r} runs at this moment, so nothing was deleted: "
                "end it first."
            )
        yield Doomed(session_id, person, began_s, owner)


def _rewrite(db: sqlite3.Connection) -> None:
    """Write the file anew, without gaps in which something old could stand, and empty its log.

    Deleting alone leaves copies behind: of rows that were changed, and where pages were divided.
    """
    db.execute("VACUUM")
    (is_busy, _, _) = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if is_busy:
        error = sqlite3.OperationalError("a reader holds the log")
        error.sqlite_errorcode = sqlite3.SQLITE_BUSY
        raise error
