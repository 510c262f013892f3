"""A copy of the history in one file, taken while a session may run; and back again."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from coach.edges.file_kind import other_kind
from coach.edges.history.access import is_there, unusable
from coach.edges.history.database import (
    PATIENCE_S,
    DamagedError,
    connect,
    identity_of,
    is_damage,
    primary_code,
)
from coach.edges.history.owner import is_alive, lock_path
from coach.edges.history.problems import cause_of
from coach.edges.history.reading import open_to_read
from coach.edges.history.schema import MIGRATIONS, is_ours, migrate, version_of
from coach.edges.new_file import cannot_write, free_name, new_file
from coach.errors import CoachError
from coach.printable import printable

COMPANIONS: Final = ("-journal", "-wal", "-shm")  # files that SQLite may make beside a part
_NO_ROOM: Final = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)


def default_name() -> str:
    """`history-backup-2026-11-21.sqlite`, by the clock on the wall."""
    return f"history-backup-{_today()}.sqlite"


def back_up(path: Path, target: Path) -> int:
    """Copy the history as it is at one moment; returns how many sessions the copy holds.

    The history itself is only read: a session that is being stored does not wait for it, and a
    damaged one stays as it is. Raises CoachError, and leaves no new file behind, where it is
    damaged, cannot be read or holds no session, and where `target` is there already or cannot be
    written.
    """
    try:
        return _back_up(path, target, least_sessions=1)
    except DamagedError as error:
        raise CoachError(
            f"{printable(str(path))} is damaged: no backup was made, and the file is as it was. "
            "Copy it and its -wal as they are, then bring an older backup back with `coach history "
            "restore`, or begin anew with `coach start`, which keeps what can be read."
        ) from error


def restore(backup: Path, path: Path) -> tuple[int, Path | None]:
    """Make the history what it was when `backup` was made.

    The present one stays beside it under another name. A coach that has it open goes on with the
    new content. Returns how many sessions there are now, and where the earlier history lies, None
    where there was none. Raises CoachError, and leaves all as it was, while a session runs, and
    where `backup` is no sound backup or there is no room.
    """
    if kind := other_kind(backup):
        raise CoachError(
            f"{printable(str(backup))} is {kind} and no file, so nothing was changed: name a "
            "backup."
        )
    if backup.resolve() == path.resolve():
        raise CoachError(f"{printable(str(backup))} is the history itself: name a backup.")
    try:
        with _reading(backup) as source:
            _check_backup(source, backup)
            _check_nobody_coaches(path)
            aside = _keep(path) if is_there(path) else None
            return _put_back(source, path), aside
    except DamagedError as error:
        raise CoachError(
            f"{printable(str(backup))} is damaged or no backup of a history, so nothing was "
            "changed: name another file."
        ) from error


def _back_up(path: Path, target: Path, least_sessions: int = 0) -> int:
    """Raises DamagedError, else as `back_up`."""
    with new_file(target, COMPANIONS) as part, _reading(path) as db:
        if not is_ours(db):
            raise DamagedError
        if not version_of(db):
            raise CoachError(f"{printable(str(path))} holds nothing yet: nothing was backed up.")
        db.execute("BEGIN")  # all that follows sees the same moment
        n_sessions = _n_sessions(db)
        if n_sessions < least_sessions:
            raise CoachError(f"{printable(str(path))} holds no session: nothing was backed up.")
        try:
            _copy(db, part)
        except sqlite3.Error as error:
            if primary_code(error) in _NO_ROOM:
                raise cannot_write(target, OSError(cause_of(error))) from error
            raise
        return n_sessions


def _copy(db: sqlite3.Connection, part: Path) -> None:
    """All pages in one step, so that no writer makes it begin again; then look whether they fit."""
    with closing(sqlite3.connect(part, isolation_level=None)) as copy:
        copy.execute("PRAGMA journal_mode = OFF")  # nobody needs half a part back
        copy.execute("PRAGMA synchronous = OFF")  # it is brought to the disk when it is whole
        db.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, without a log
        if copy.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):
            raise DamagedError


@contextmanager
def _reading(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that cannot change anything. Raises DamagedError, or CoachError where it cannot
    be read.
    """
    try:
        with closing(open_to_read(path, PATIENCE_S)) as db:
            yield db
    except sqlite3.Error as error:
        raise (DamagedError() if is_damage(error) else unusable(path, error)) from error
    except OSError as error:
        raise unusable(path, error) from error


def _put_back(source: sqlite3.Connection, path: Path) -> int:
    try:
        db, _ = connect(path, PATIENCE_S)
        with closing(db):
            source.backup(db)
            migrate(db)
            return _n_sessions(db)
    except (sqlite3.Error, OSError) as error:
        raise unusable(path, error) from error


def _check_backup(db: sqlite3.Connection, backup: Path) -> None:
    """Raises DamagedError for what is no sound history, CoachError for one of a newer coach."""
    is_sound = db.execute("PRAGMA integrity_check(1)").fetchone() == ("ok",)
    if not (is_ours(db) and version_of(db) and is_sound):
        raise DamagedError
    if version_of(db) > len(MIGRATIONS):
        raise CoachError(
            f"{printable(str(backup))} was written by a newer Spine Coach: update this one first."
        )


def _check_nobody_coaches(path: Path) -> None:
    begins = lock_path(path, "").name
    for lock in path.parent.glob(f"{begins}*"):
        if is_alive(path, lock.name.removeprefix(begins)):
            raise CoachError("A session runs at this moment: end it first; nothing was changed.")


def _keep(path: Path) -> Path:
    """Where the present history is kept: in a copy, or in itself where it is damaged."""
    aside = free_name(path.with_name(f"{path.stem}.replaced-{_today()}{path.suffix}"))
    try:
        _back_up(path, aside)
    except DamagedError:
        try:
            db, moved = connect(path, PATIENCE_S, identity_of(path))
        except (sqlite3.Error, OSError) as error:
            raise unusable(path, error) from error
        db.close()
        return path if moved is None else moved.aside
    return aside


def _n_sessions(db: sqlite3.Connection) -> int:
    return int(db.execute("SELECT count(*) FROM sessions").fetchone()[0])


def _today() -> str:
    return datetime.now().astimezone().date().isoformat()
