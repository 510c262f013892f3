"""What is known of earlier sessions, read from the database."""

import sqlite3
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, Self, TypeVar

from coach.edges.history.database import (
    PATIENCE_S,
    Identity,
    connect,
    identity_of,
    is_damage,
    primary_code,
)
from coach.edges.history.owner import is_alive
from coach.edges.history.pains import pain_of
from coach.edges.history.problems import damage_sentence, problem_sentence
from coach.edges.history.reading import is_unwritable, open_although
from coach.edges.user_folders import user_folder
from coach.errors import CoachError
from coach.past import PastExercise, PastSession

T = TypeVar("T")

# What can go wrong with a database while the coach goes on.
STORE_ERRORS = (sqlite3.Error, OSError, CoachError)
_SESSIONS = """SELECT id, programme, began_s, ended_s, reason, owner
    FROM sessions WHERE person = ? ORDER BY id"""
_EXERCISES = """SELECT e.session_id, e.place_in, e.exercise, e.dose_reps, e.dose_s, e.count,
        e.reason, e.ended_t_s,
        (SELECT count(*) FROM flags WHERE flags.exercise_id = e.id
            AND flag = 'sudden' AND is_advisory = 0) AS n_sudden,
        (SELECT answer FROM answers WHERE answers.exercise_id = e.id
            AND question = 'pain' ORDER BY answers.id DESC LIMIT 1) AS pain
    FROM sessions CROSS JOIN exercises AS e ON e.session_id = sessions.id"""
_OF_PERSON = f"{_EXERCISES} WHERE sessions.person = ? ORDER BY sessions.id, e.id"
# Of a session, and of those it goes on with; the earliest first.
_OF_CHAIN = f"""WITH RECURSIVE chain (id) AS (VALUES (?)
        UNION SELECT continues_id FROM chain JOIN sessions USING (id)
        WHERE continues_id IS NOT NULL)
    {_EXERCISES} WHERE sessions.id IN chain ORDER BY sessions.id, e.id"""


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A session that was broken off by a crash or a power cut: enough to go on with it."""

    session_id: int
    programme: str  # id
    began_s: float  # seconds since 1970, UTC
    last_s: float  # of the last event
    done: tuple[PastExercise, ...]  # that came to an end, whatever it was
    in_progress: PastExercise | None  # with its count so far

    @property
    def done_before(self) -> dict[str, int]:
        """Counts by exercise. One that came to its end is over for today, also where it hurt or
        was skipped: it counts as the whole dose, so that nobody is asked for it again.
        """
        counts = {one.exercise: max(one.count, one.dose_reps) for one in self.done}
        if self.in_progress is not None:
            counts[self.in_progress.exercise] = self.in_progress.count
        return counts


class History:
    """The database of all persons. It never stands in the way of coaching: where it cannot be read
    nothing is known, and where it cannot be written `on_problem` gets one sentence, once. One that
    cannot be written, as on a full disk, is read all the same.
    """

    def __init__(self, path: Path, on_problem: Callable[[str], None]) -> None:
        """`History.open` also opens the file; this leaves it to the first use."""
        self.path = path
        self.generation = 0  # grows with every new file that takes a damaged one's place
        self._on_problem = on_problem
        self._told: set[str] = set()
        self._db: sqlite3.Connection | None = None
        self._identity: Identity | None = None
        self._damaged: Identity | None = None  # the file that is to be moved aside
        self._obstacle: Exception | None = None  # why `_db` is one that cannot write

    @classmethod
    def open(cls, path: Path | None, on_problem: Callable[[str], None]) -> Self:
        """The history in `path`, or in the user's own data folder; made new where there is none.

        on_problem: gets a sentence when the file was damaged (it is then moved aside) or cannot be
        opened (it is tried again at every use). Raises CoachError for one of a newer coach.
        """
        history = cls(default_path() if path is None else path, on_problem)
        try:
            history.run(lambda _: None)
        except (sqlite3.Error, OSError) as error:
            history.tell(error)
        return history

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: Any) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file; a further use opens it again."""
        db, self._db, self._obstacle = self._db, None, None
        if db is not None:
            db.close()

    def past(self, person: str) -> list[PastSession]:
        """The earlier sessions of one person in the order in which they began, whatever the clock
        said; without those that run at this moment.
        """
        return self._read(lambda db: past_sessions(db, self.path, person), [])

    def unfinished(self, person: str) -> Unfinished | None:
        """The person's last session if it has no end and nobody is at it any more. One exercise
        alone is no session.
        """
        return self._read(lambda db: broken_off(db, self.path, person), None)

    def run(self, work: Callable[[sqlite3.Connection], T], patience_s: float = PATIENCE_S) -> T:
        """Do `work` with the database; once more with a new one if this one proves damaged.

        patience_s: how long to wait while another process writes. Raises sqlite3.Error or OSError.
        """
        try:
            return work(self._connection(patience_s))
        except sqlite3.Error as error:
            if self._obstacle is not None and primary_code(error) == sqlite3.SQLITE_READONLY:
                raise self._obstacle from error  # tells why
            if not is_damage(error):
                raise
        self._give_up_damaged()
        return work(self._connection(patience_s))

    def check_writable(self) -> None:
        """Raises sqlite3.Error or OSError where nothing can be stored, although it may be read."""
        self._connection(PATIENCE_S)
        if self._obstacle is not None:
            raise self._obstacle

    def tell(self, error: Exception) -> None:
        """Say what is wrong, once for each thing that can be."""
        self._say(problem_sentence(self.path, error))

    def _read(self, work: Callable[[sqlite3.Connection], T], otherwise: T) -> T:
        try:
            return self.run(work)
        except STORE_ERRORS as error:
            self.tell(error)
            return otherwise

    def _connection(self, patience_s: float) -> sqlite3.Connection:
        if self._obstacle is not None:  # by now it may be gone
            self.close()
        db = self._open(patience_s) if self._db is None else self._db
        db.execute(f"PRAGMA busy_timeout = {round(1000 * patience_s)}")
        return db

    def _open(self, patience_s: float) -> sqlite3.Connection:
        moved = None
        try:
            db, moved = connect(self.path, patience_s, self._damaged)
        except (sqlite3.Error, OSError) as error:
            if not is_unwritable(error):
                raise
            db, self._obstacle = open_although(error, self.path, patience_s), error
        self._db, self._identity, self._damaged = db, identity_of(self.path), None
        if moved is not None:
            self.generation += 1
            self._say(damage_sentence(self.path, moved))
        return db

    def _give_up_damaged(self) -> None:
        """Another coach may have moved it aside already: then its new one is ours, too."""
        self._damaged = self._identity
        self.generation += 1
        with suppress(sqlite3.Error):
            self.close()

    def _say(self, sentence: str) -> None:
        if sentence not in self._told:
            self._told.add(sentence)
            self._on_problem(sentence)


def past_sessions(db: sqlite3.Connection, path: Path, person: str) -> list[PastSession]:
    """See `History.past`. path: of the history. Raises sqlite3.Error."""
    exercises = _by_session(db.execute(_OF_PERSON, (person,)))
    found = []
    for session_id, programme, began_s, ended_s, reason, owner in db.execute(_SESSIONS, (person,)):
        if ended_s is None and is_alive(path, owner):
            continue
        why = "" if ended_s is None else reason
        done = tuple(one for one, _ in exercises.get(session_id, ()))
        found.append(PastSession(programme, began_s, ended_s, why, done))
    return found


def broken_off(db: sqlite3.Connection, path: Path, person: str) -> Unfinished | None:
    """See `History.unfinished`. path: of the history. Raises sqlite3.Error."""
    newest_first = db.execute(f"{_SESSIONS} DESC", (person,))
    for session_id, programme, began_s, ended_s, reason, owner in newest_first:
        if not programme:  # one exercise alone: it neither is gone on with, nor ends a session
            continue
        if ended_s is not None or reason:
            return None
        if not is_alive(path, owner):
            return _unfinished(db, session_id, programme, began_s)
    return None


def default_path() -> Path:
    """The file in the user's own data folder; neither may exist yet."""
    return user_folder("data") / "history.sqlite"


def _unfinished(
    db: sqlite3.Connection, session_id: int, programme: str, began_s: float
) -> Unfinished:
    latest: dict[str, tuple[PastExercise, bool]] = {}
    for begun in _by_session(db.execute(_OF_CHAIN, (session_id,))).values():
        latest |= {one.exercise: (one, is_over) for one, is_over in begun}
    open_ones = [one for one, is_over in latest.values() if not is_over]
    return Unfinished(
        session_id,
        programme,
        began_s,
        _last_s(db, session_id),
        done=tuple(one for one, is_over in latest.values() if is_over),
        in_progress=open_ones[-1] if open_ones else None,
    )


def _by_session(rows: Iterable[Any]) -> dict[int, list[tuple[PastExercise, bool]]]:
    """Each exercise of each session, and whether it came to an end."""
    return {
        session_id: [
            _exercise(list(runs)) for _, runs in groupby(of_session, key=lambda row: row[1])
        ]
        for session_id, of_session in groupby(rows, key=lambda row: row[0])
    }


def _exercise(runs: list[Any]) -> tuple[PastExercise, bool]:
    """One exercise of one session; taken up again after its end it has several rows."""
    _, _, exercise, dose_reps, dose_s, _, reason, ended_t_s, _, _ = runs[-1]
    count = sum(row[5] for row in runs)
    pains = [pain for row in runs if (pain := pain_of(row[6], row[9])) is not None]
    found = PastExercise(
        exercise,
        dose_reps,
        dose_s,
        count,
        n_sudden=sum(row[8] for row in runs),
        is_complete=reason == "dose_done" or count >= dose_reps,
        pain=pains[-1] if pains else None,
    )
    return found, ended_t_s is not None


def _last_s(db: sqlite3.Connection, session_id: int) -> float:
    """When the last event of a session was, in seconds since 1970, UTC."""
    (last_s,) = db.execute(
        "SELECT began_s + max(0, coalesce((SELECT t_s FROM events WHERE session_id = sessions.id"
        " ORDER BY seq DESC LIMIT 1), began_t_s) - began_t_s) FROM sessions WHERE id = ?",
        (session_id,),
    ).fetchone()
    return float(last_s)
