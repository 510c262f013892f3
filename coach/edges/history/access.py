"""The history for commands that look at it: only where there is one, and a problem ends them."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from coach.edges.history.history import History
from coach.edges.history.problems import cause_of
from coach.edges.persons import person_name
from coach.errors import CoachError
from coach.printable import printable

T = TypeVar("T")


def is_there(path: Path) -> bool:
    """Whether there is a history; none is made. Raises CoachError where that cannot be told."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise unusable(path, error) from error
    return True


def work_with(
    path: Path,
    work: Callable[[sqlite3.Connection], T],
    on_problem: Callable[[str], None],
    *,
    is_change: bool = False,
) -> T:
    """Do `work` with the history in `path`, which is brought up to date before.

    on_problem: is told when it was damaged; it is then moved aside, and `work` begins once more
    with what could be read of it. is_change: `work` writes, or leads to it. Raises CoachError where
    it cannot be used.
    """
    try:
        with History(path, on_problem) as history:
            if is_change:
                history.check_writable()
            return history.run(work)
    except BrokenPipeError:  # whoever read our output went away: nothing is wrong with the history
        raise
    except (sqlite3.Error, OSError) as error:
        raise unusable(path, error) from error


def unusable(path: Path, error: Exception) -> CoachError:
    """The sentence for a history that cannot be read or changed."""
    return CoachError(f"The history {printable(str(path))} cannot be used: {cause_of(error)}.")


def known_person(db: sqlite3.Connection, text: str) -> str:
    """The person's name as it is stored. Raises CoachError for one without a session."""
    name = person_name(text)
    names = [found for (found,) in db.execute("SELECT DISTINCT person FROM sessions ORDER BY 1")]
    if not names:
        raise CoachError("No session is stored yet: `coach start` leads the first one.")
    if name not in names:
        others = ", ".join(map(repr, names))
        raise CoachError(f"There is no session of {name!r}; there are those of {others}.")
    return name
