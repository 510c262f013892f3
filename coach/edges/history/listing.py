"""What `coach history show` tells: the last sessions, or the exercises of one."""

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from coach.edges.history.owner import is_alive
from coach.edges.history.pains import pain_of
from coach.errors import CoachError

_SESSIONS: Final = """SELECT id, person, programme, began_s, ended_s, reason, owner, continues_id,
        began_s + max(0, coalesce((SELECT t_s FROM events WHERE session_id = sessions.id
            ORDER BY seq DESC LIMIT 1), began_t_s) - began_t_s) AS last_s,
        (SELECT count(*) FROM plan WHERE session_id = sessions.id) AS n_planned,
        (SELECT count(DISTINCT exercise) FROM exercises WHERE session_id = sessions.id
            AND (reason = 'dose_done' OR count >= dose_reps)) AS n_done,
        (SELECT min(exercise) FROM plan WHERE session_id = sessions.id) AS first_exercise,
        (SELECT answer FROM answers WHERE session_id = sessions.id AND question = 'check'
            ORDER BY answers.id DESC LIMIT 1) AS back
    FROM sessions"""
# The newest so many of a person, or of all persons.
_LAST: Final = f"{_SESSIONS} WHERE :person IN ('', person) ORDER BY id DESC LIMIT :last"
_EXERCISES: Final = """SELECT e.id, e.exercise, e.dose_reps, e.dose_s, e.count,
        e.left_count, e.right_count, e.ended_t_s, e.reason,
        (SELECT answer FROM answers WHERE exercise_id = e.id AND question = 'pain'
            ORDER BY answers.id DESC LIMIT 1) AS pain,
        avg(CASE WHEN NOT is_partial AND reps.dose_s > 0 THEN hold_s END) AS hold_s,
        coalesce(sum(NOT is_partial AND grade = 'sure'), 0) AS n_sure,
        coalesce(sum(NOT is_partial AND grade = 'likely'), 0) AS n_likely,
        coalesce(sum(NOT is_partial AND grade IN ('posture only', 'not seen')), 0) AS n_led
    FROM exercises AS e LEFT JOIN reps ON reps.exercise_id = e.id
    WHERE e.session_id = ? GROUP BY e.id ORDER BY e.id"""
_FLAGS: Final = """SELECT flag, count(*) FROM flags WHERE exercise_id = ? AND is_advisory = 0
    GROUP BY flag ORDER BY min(id)"""

_IDS: Final = range(1, 2**63)  # of SQLite


@dataclass(frozen=True, slots=True)
class ExerciseLine:
    """One turn of an exercise."""

    exercise: str  # id
    dose_reps: int
    dose_s: float  # 0 where nothing is held
    count: int
    left_count: int
    right_count: int
    hold_s: float | None  # mean of the counted ones; None where nothing is held
    flags: tuple[tuple[str, int], ...]  # which, how often; without mere hints
    pain: str  # "" where nothing hurt
    n_sure: int
    n_likely: int
    n_led: int
    end: str  # why it was over


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One session."""

    id: int
    person: str
    programme: str  # id; of one exercise done alone its id
    is_alone: bool  # one exercise, without a programme
    began_s: float  # seconds since 1970, UTC
    lasted_s: float  # up to its end, or to what is known last
    n_done: int  # exercises whose dose was done
    n_planned: int
    back: str  # how the back was beforehand; "" where nobody was asked
    end: str  # why it ended, "running", or "broken off"
    continues_id: int | None  # the one it went on with
    exercises: tuple[ExerciseLine, ...]

    @property
    def pains(self) -> tuple[str, ...]:
        """Each kind of pain that was told, once."""
        return tuple(dict.fromkeys(one.pain for one in self.exercises if one.pain))


def last_sessions(
    db: sqlite3.Connection, path: Path, person: str, last: int
) -> tuple[SessionLine, ...]:
    """The newest `last` sessions, the newest at the end. person: "" for all."""
    found = db.execute(_LAST, {"person": person, "last": last}).fetchall()
    return tuple(_session(db, path, row) for row in reversed(found))


def one_session(db: sqlite3.Connection, path: Path, session_id: int) -> SessionLine:
    """Raises CoachError where there is none of that number."""
    row = db.execute(f"{_SESSIONS} WHERE id = ?", (checked_id(session_id),)).fetchone()
    if row is None:
        raise no_session(session_id)
    return _session(db, path, row)


def checked_id(session_id: int) -> int:
    """Raises CoachError for a number that no session can have."""
    if session_id not in _IDS:
        raise no_session(session_id)
    return session_id


def no_session(session_id: int) -> CoachError:
    """The sentence for a number that no session has."""
    return CoachError(f"There is no session {session_id}: `coach history show` lists them.")


def state_of(path: Path, ended_s: float | None, owner: str) -> str:
    """Whether a session has "ended", is "running", or was "broken off"."""
    if ended_s is not None:
        return "ended"
    return "running" if is_alive(path, owner) else "broken off"


def _session(db: sqlite3.Connection, path: Path, row: Any) -> SessionLine:
    session_id, person, programme, began_s, ended_s, reason, owner, continues_id = row[:8]
    last_s, n_planned, n_done, first_exercise, back = row[8:]
    state = state_of(path, ended_s, owner)
    if state == "broken off" and reason == "resumed":
        state = "broken off, resumed"
    return SessionLine(
        session_id,
        person,
        programme or first_exercise or "",
        not programme,
        began_s,
        max(0.0, (last_s if ended_s is None else ended_s) - began_s),
        n_done,
        n_planned,
        back or "",
        _words(reason) if state == "ended" else state,
        continues_id,
        tuple(_exercise(db, one, state) for one in db.execute(_EXERCISES, (session_id,))),
    )


def _exercise(db: sqlite3.Connection, row: Any, state: str) -> ExerciseLine:
    exercise_id, exercise, dose_reps, dose_s, count, left, right = row[:7]
    ended_t_s, reason, pain, hold_s, n_sure, n_likely, n_led = row[7:]
    return ExerciseLine(
        exercise,
        dose_reps,
        dose_s,
        count,
        left,
        right,
        hold_s,
        tuple((_words(flag), n) for flag, n in db.execute(_FLAGS, (exercise_id,))),
        pain_of(reason, pain) or "",
        n_sure,
        n_likely,
        n_led,
        _words(reason) if ended_t_s is not None else state,
    )


def _words(key: str) -> str:
    return key.replace("_", " ")
