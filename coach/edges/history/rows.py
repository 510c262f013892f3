"""Events become rows: each one as it is, and what follows from it in tables that are easy to read.

All functions write inside the caller's transaction.
"""

import json
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from coach import __version__
from coach.edges.event_lines import event_record
from coach.events import Event, Flagged, NotValid, PartialLogged, Rep, RepCounted, RepFinished
from coach.workout_events import Answered, ExerciseBegan, ExerciseEnded, SetTraced, WorkoutBegan

Write = Callable[[sqlite3.Connection, int, Any], None]

# The exercise that began last: also what is told just after its end belongs to it.
_PRESENT = "(SELECT max(id) FROM exercises WHERE session_id = :session)"


@dataclass(frozen=True, slots=True)
class SessionStart:
    """What a session's row begins with."""

    event: WorkoutBegan
    person: str
    language: str
    began_s: float  # seconds since 1970, UTC
    owner: str


def begin_session(db: sqlite3.Connection, start: SessionStart) -> int:
    """Add the session and its plan; returns its id. What was saved of it from a damaged file goes:
    all of it is written again.
    """
    event = start.event
    db.execute("DELETE FROM sessions WHERE owner = ?", (start.owner,))
    values = {
        "person": start.person,
        "programme": event.programme,
        "language": start.language,
        "app_version": __version__,
        "planned_s": event.planned_s,
        "began_at": iso_utc(start.began_s),
        "began_s": start.began_s,
        "began_t_s": event.t_s,
        "owner": start.owner,
    }
    session_id = _insert(db, "sessions", values)
    plan = [(session_id, place, name) for place, name in enumerate(event.exercises, start=1)]
    db.executemany("INSERT INTO plan VALUES (?, ?, ?)", plan)
    return session_id


def end_session(db: sqlite3.Connection, session_id: int, ended_s: float, reason: str) -> None:
    """A session that has ended once stays as it ended."""
    db.execute(
        "UPDATE sessions SET ended_at = ?, ended_s = ?, reason = ?"
        " WHERE id = ? AND ended_s IS NULL",
        (iso_utc(ended_s), ended_s, reason, session_id),
    )


def close_broken_off(
    db: sqlite3.Connection, session_id: int, reason: str, continued_by: int | None = None
) -> None:
    """Say what became of a session without an end; it keeps having none."""
    db.execute(
        "UPDATE sessions SET reason = ? WHERE id = ? AND ended_s IS NULL", (reason, session_id)
    )
    if continued_by is not None:
        # It may have been deleted since it was read.
        link = (
            "UPDATE sessions SET continues_id = (SELECT id FROM sessions WHERE id = ?) WHERE id = ?"
        )
        db.execute(link, (session_id, continued_by))


def store_event(db: sqlite3.Connection, session_id: int, seq: int, event: Event) -> None:
    """Add one event, and the rows that follow from it."""
    record = event_record(event)
    if isinstance(event, SetTraced):  # these stand in their own table, and once is enough
        del record["samples"], record["levels"]
    data = json.dumps(record, ensure_ascii=False)
    row = (session_id, seq, event.t_s, record["event"], data)
    db.execute("INSERT INTO events VALUES (?, ?, ?, ?, ?)", row)
    if (write := _WRITERS.get(type(event))) is not None:
        write(db, session_id, event)


def iso_utc(since_1970_s: float) -> str:
    """`2026-11-21T18:30:00+00:00`."""
    return datetime.fromtimestamp(since_1970_s, UTC).isoformat(timespec="seconds")


def _exercise_began(db: sqlite3.Connection, session_id: int, event: ExerciseBegan) -> None:
    """One that is taken up again before its end goes on in its row: what was done stays done."""
    values = {"session": session_id, "place": event.place_in, "exercise": event.exercise}
    again = db.execute(
        "UPDATE exercises SET base_count = count, left_count = 0, right_count = 0"
        f" WHERE id = {_PRESENT} AND place_in = :place AND exercise = :exercise"
        " AND ended_t_s IS NULL",
        values,
    )
    if again.rowcount:
        return
    done_before = db.execute(_DONE_BEFORE, values).fetchone()
    base_count = 0 if done_before is None else done_before[0]
    row = {
        "session_id": session_id,
        "place_in": event.place_in,
        "exercise": event.exercise,
        "dose_reps": base_count + event.dose_reps,  # the event tells what is left of the dose
        "dose_s": event.dose_s,
        "count": base_count,
        "base_count": base_count,
        "began_t_s": event.t_s,
    }
    _insert(db, "exercises", row)


def _exercise_ended(db: sqlite3.Connection, session_id: int, event: ExerciseEnded) -> None:
    db.execute(
        "UPDATE exercises SET ended_t_s = :t_s, count = :count, reason = :reason,"
        " dose_reps = :reps, dose_s = :hold"
        f" WHERE id = {_PRESENT} AND exercise = :exercise",
        {
            "session": session_id,
            "t_s": event.t_s,
            "count": event.count,
            "reason": event.reason,
            "reps": event.dose_reps,
            "hold": event.dose_s,
            "exercise": event.exercise,
        },
    )


# What was done of an exercise before the session that this one goes on with was broken off.
_DONE_BEFORE = """SELECT before.count FROM sessions
    JOIN exercises AS before ON before.session_id = sessions.continues_id
    WHERE sessions.id = :session AND before.exercise = :exercise AND before.ended_t_s IS NULL
    ORDER BY before.id DESC LIMIT 1"""
# The count is right at every moment, so that a broken off exercise can be gone on with.
_COUNTS: Final[Mapping[str | None, str]] = {
    None: "count = base_count + :index",
    "left": "left_count = :index, count = base_count + min(:index, right_count)",
    "right": "right_count = :index, count = base_count + min(:index, left_count)",
}


def _rep_counted(db: sqlite3.Connection, session_id: int, event: RepCounted) -> None:
    db.execute(
        f"UPDATE exercises SET {_COUNTS[event.side]} WHERE id = {_PRESENT}",
        {"session": session_id, "index": event.index},
    )


def _rep_over(db: sqlite3.Connection, session_id: int, event: RepFinished | PartialLogged) -> None:
    rep: Rep = event.rep
    values = {
        "session_id": session_id,
        "exercise_id": _present(db, session_id),
        "rep_index": rep.index,
        "side": rep.side,
        "start_s": rep.start_s,
        "end_s": rep.end_s,
        "hold_s": rep.hold_s,
        "dose_s": rep.dose_s,
        "peak": rep.peak,
        "unit": rep.unit,
        "grade": rep.grade,
        "flags": ",".join(rep.flags),
        "is_partial": rep.is_partial,
        "is_open": rep.is_open,
    }
    _insert(db, "reps", values)


def _flagged(db: sqlite3.Connection, session_id: int, event: Flagged) -> None:
    values = {
        "session_id": session_id,
        "exercise_id": _present(db, session_id),
        "t_s": event.t_s,
        "flag": event.flag,
        "value": event.value,
        "limit_value": event.limit,
        "unit": event.unit,
        "rep_index": event.index,
        "side": event.side,
        "is_advisory": event.advisory,
    }
    _insert(db, "flags", values)


def _not_valid(db: sqlite3.Connection, session_id: int, _: NotValid) -> None:
    db.execute(
        f"UPDATE exercises SET n_not_valid = n_not_valid + 1 WHERE id = {_PRESENT}",
        {"session": session_id},
    )


def _set_traced(db: sqlite3.Connection, session_id: int, event: SetTraced) -> None:
    """The exercise keeps the place and the signal that were seen last."""
    levels = [[one.since, one.rest, one.entry, one.ceiling] for one in event.levels]
    values = {
        "session_id": session_id,
        "exercise_id": _present(db, session_id),
        "began_t_s": event.began_s,
        "every_s": event.every_s,
        "place": event.place,
        "signal": event.signal,
        "unit": event.unit,
        "samples": json.dumps(event.samples),
        "levels": json.dumps(levels),
    }
    _insert(db, "sets", values)
    db.execute(
        f"UPDATE exercises SET place = :place, signal = :signal WHERE id = {_PRESENT}",
        {"session": session_id, "place": event.place, "signal": event.signal},
    )


def _answered(db: sqlite3.Connection, session_id: int, event: Answered) -> None:
    values = {
        "session_id": session_id,
        "exercise_id": _present(db, session_id),
        "t_s": event.t_s,
        "question": event.question,
        "about": event.about,
        "answer": event.answer,
        "answered_by": event.by,
    }
    _insert(db, "answers", values)


_WRITERS: Final[Mapping[type[Event], Write]] = {
    ExerciseBegan: _exercise_began,
    ExerciseEnded: _exercise_ended,
    RepCounted: _rep_counted,
    RepFinished: _rep_over,
    PartialLogged: _rep_over,
    Flagged: _flagged,
    Answered: _answered,
    NotValid: _not_valid,
    SetTraced: _set_traced,
}


def _present(db: sqlite3.Connection, session_id: int) -> int | None:
    found: int | None = db.execute(f"SELECT {_PRESENT}", {"session": session_id}).fetchone()[0]
    return found


def _insert(db: sqlite3.Connection, table: str, values: Mapping[str, Any]) -> int:
    """`table` and the names of `values` are this file's own. Returns the new row's id."""
    names = ", ".join(values)
    places = ", ".join(f":{name}" for name in values)
    done = db.execute(f"INSERT INTO {table} ({names}) VALUES ({places})", values)
    return done.lastrowid or 0
