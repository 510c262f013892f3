"""Which process writes a session: a lock that the system lifts when the process dies.

So a session without an end is known to be broken off, or to be running at this moment.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from coach.edges.pose.file_lock import locked


class _IsHeldError(Exception):
    """Another process holds the lock."""


def new_owner() -> str:
    """A name that no other owner has, on any day."""
    return uuid4().hex


@contextmanager
def owning(database: Path, owner: str) -> Iterator[None]:
    """Be the one who writes a session. Raises OSError where the folder cannot be written."""
    path = lock_path(database, owner)
    with locked(path, _give_up):
        yield
    path.unlink(missing_ok=True)


def is_alive(database: Path, owner: str) -> bool:
    """Whether the process that writes this owner's session still runs."""
    path = lock_path(database, owner)
    if not path.exists():
        return False
    try:
        with locked(path, _give_up):
            return False
    except _IsHeldError:
        return True
    except OSError:  # of another account: whether it runs cannot be told, so it is left alone
        return True


def lock_path(database: Path, owner: str) -> Path:
    """The lock file; a killed process leaves it lying, unlocked."""
    return database.with_name(f"{database.name}.running-{owner}")


def _give_up() -> None:
    raise _IsHeldError
