"""What was done, read from the database for reports and exports: coach/records.py.

Three years are 300,000 repetitions: each table is read once, and medians are taken of all sets at
once.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from math import inf
from pathlib import Path
from typing import Any, Final

from coach.edges.history.access import unusable
from coach.edges.history.history import History
from coach.edges.history.owner import is_alive
from coach.edges.history.pains import pain_of
from coach.edges.history.rep_figures import NO_REPS, RepFigures, rep_figures
from coach.edges.history.set_records import read_sets
from coach.events import Flag
from coach.records import ExerciseRecord, SessionRecord

__all__ = ["read_sessions", "read_sets"]

# All that follow are of these sessions.
_OF_PERSON: Final = """sessions.person = :person
    AND sessions.began_s >= :since_s AND sessions.began_s < :until_s"""
_SESSIONS: Final = f"""SELECT id, programme, began_s, ended_s, planned_s, reason, owner,
        continues_id,
        (SELECT answer FROM answers WHERE session_id = sessions.id AND question = 'check'
            ORDER BY answers.id DESC LIMIT 1) AS back
    FROM sessions WHERE {_OF_PERSON} ORDER BY id"""
_PLANS: Final = f"""SELECT session_id, exercise FROM sessions
    CROSS JOIN plan ON session_id = sessions.id WHERE {_OF_PERSON} ORDER BY session_id, place_in"""
_EXERCISES: Final = f"""SELECT session_id, e.id, exercise, place_in,
        e.began_t_s - sessions.began_t_s, e.ended_t_s - e.began_t_s,
        dose_reps, dose_s, count, e.reason, place, signal, n_not_valid,
        (SELECT answer FROM answers WHERE exercise_id = e.id AND question = 'pain'
            ORDER BY answers.id DESC LIMIT 1) AS pain
    FROM sessions CROSS JOIN exercises AS e ON session_id = sessions.id
    WHERE {_OF_PERSON} ORDER BY session_id, e.id"""
_FLAGS: Final = f"""SELECT exercise_id, flag, count(*) FROM sessions
    CROSS JOIN flags ON session_id = sessions.id
    WHERE {_OF_PERSON} AND is_advisory = 0 AND exercise_id IS NOT NULL GROUP BY exercise_id, flag"""
_KNOWN_FLAGS: Final = frozenset(Flag)


def read_sessions(
    history: History, person: str, since_s: float | None = None, until_s: float | None = None
) -> list[SessionRecord]:
    """A person's sessions in the order in which they began, whatever the clock said; without those
    that run at this moment.

    since_s, until_s: only those that began in between, seconds since 1970, UTC; the second one is
    not in it. Raises CoachError where the history cannot be read.
    """
    values = {
        "person": person,
        "since_s": -inf if since_s is None else since_s,
        "until_s": inf if until_s is None else until_s,
    }
    try:
        return history.run(lambda db: _sessions(db, history.path, values))
    except (sqlite3.Error, OSError) as error:
        raise unusable(history.path, error) from error


def _sessions(
    db: sqlite3.Connection, path: Path, values: Mapping[str, object]
) -> list[SessionRecord]:
    plans: dict[int, list[str]] = {}
    for session_id, exercise in db.execute(_PLANS, values):
        plans.setdefault(session_id, []).append(exercise)
    exercises: dict[int, list[ExerciseRecord]] = {}
    for session_id, record in _exercises(db, values):
        exercises.setdefault(session_id, []).append(record)
    found = []
    for row in db.execute(_SESSIONS, values).fetchall():
        session_id, programme, began_s, ended_s, planned_s, reason, owner, continues_id, back = row
        if ended_s is None and is_alive(path, owner):
            continue
        done = SessionRecord(
            id=session_id,
            programme=programme,
            began_s=began_s,
            ended_s=ended_s,
            planned_s=planned_s,
            reason="" if ended_s is None else reason,
            check=back or "",
            plan=tuple(plans.get(session_id, ())),
            exercises=tuple(exercises.get(session_id, ())),
            continues_id=continues_id,
        )
        found.append(done)
    return found


def _exercises(
    db: sqlite3.Connection, values: Mapping[str, object]
) -> Iterator[tuple[int, ExerciseRecord]]:
    """Id of the session, and one turn in it."""
    flags: dict[int, dict[Flag, int]] = {}
    for exercise_id, flag, n in db.execute(_FLAGS, values):
        if flag in _KNOWN_FLAGS:
            flags.setdefault(exercise_id, {})[Flag(flag)] = n
    figures = rep_figures(db, _OF_PERSON, values)
    rows = db.execute(_EXERCISES, values).fetchall()
    never_held = _never_held(rows, figures)
    for row in rows:
        exercise_id = row[1]
        of_reps = figures.get(exercise_id, NO_REPS)
        record = _exercise(
            row, of_reps, flags.get(exercise_id, {}), is_held=row[2] not in never_held
        )
        yield row[0], record


def _exercise(
    row: Any, of_reps: RepFigures, flags: Mapping[Flag, int], *, is_held: bool
) -> ExerciseRecord:
    """row: of _EXERCISES."""
    _, exercise_id, exercise, place_in, began_s, lasted_s, dose_reps, dose_s, count, *rest = row
    reason, place, signal, n_not_valid, pain = rest
    return ExerciseRecord(
        exercise_id,
        exercise,
        place_in,
        began_s,
        lasted_s,
        dose_reps,
        dose_s if is_held else 0.0,
        count,
        reason,
        pain_of(reason, pain),
        place,
        signal,
        of_reps.unit,
        of_reps.sides,
        of_reps.grades,
        flags,
        n_not_valid,
    )


def _never_held(rows: Iterable[Any], figures: Mapping[int, RepFigures]) -> set[str]:
    """Exercises without a hold: what their rows tell as seconds is only the pace of the coach."""
    done = [(row[2], figures[row[1]].is_held) for row in rows if row[1] in figures]
    return {exercise for exercise, _ in done} - {exercise for exercise, is_held in done if is_held}
