"""The course of each set, read from the database for plots: SetRecord of coach/records.py."""

import json
import sqlite3
from bisect import bisect_right
from collections.abc import Container, Iterable, Mapping
from itertools import groupby
from typing import Any, Final

from coach.edges.history.access import unusable
from coach.edges.history.history import History
from coach.events import BodySide, Flag, Grade
from coach.records import RepMark, SetRecord
from coach.workout_events import LevelsKnown

_GIVEN: Final = "session_id IN (SELECT value FROM json_each(:ids))"
_BEGINNINGS: Final = "SELECT id, began_t_s FROM sessions WHERE id IN (SELECT value FROM"
_SETS: Final = f"""SELECT exercise_id, session_id, began_t_s, every_s, place, signal, unit, samples,
        levels
    FROM sets WHERE {_GIVEN} AND exercise_id IS NOT NULL ORDER BY exercise_id, began_t_s, id"""
_REPS: Final = f"""SELECT exercise_id, rep_index, side, coalesce(start_s, end_s),
        coalesce(end_s, start_s), coalesce(hold_s, 0.0), grade, flags, is_partial
    FROM reps WHERE {_GIVEN} AND coalesce(start_s, end_s) IS NOT NULL ORDER BY exercise_id, id"""
_FLAGS: Final = f"""SELECT exercise_id, t_s, flag, rep_index, side, is_advisory FROM flags
    WHERE {_GIVEN} ORDER BY exercise_id, t_s, id"""
_SIDES: Final[Mapping[str | None, BodySide]] = {"left": "left", "right": "right"}
_KNOWN_FLAGS: Final = {str(flag): flag for flag in Flag}
_KNOWN_GRADES: Final = {str(grade): grade for grade in Grade}

Rows = list[Any]


def read_sets(history: History, session_ids: Iterable[int]) -> dict[int, tuple[SetRecord, ...]]:
    """The sets of each session that has any, in their order. Mere hints are told apart.

    Raises CoachError where the history cannot be read.
    """
    ids = {"ids": json.dumps(sorted(set(session_ids)))}
    try:
        return history.run(lambda db: _read(db, ids))
    except (sqlite3.Error, OSError) as error:
        raise unusable(history.path, error) from error


def _read(db: sqlite3.Connection, ids: Mapping[str, str]) -> dict[int, tuple[SetRecord, ...]]:
    began_s = dict(db.execute(f"{_BEGINNINGS} json_each(:ids))", ids).fetchall())
    reps, flags = _by_exercise(db.execute(_REPS, ids)), _by_exercise(db.execute(_FLAGS, ids))
    found: dict[int, list[SetRecord]] = {}
    for exercise_id, sets in groupby(db.execute(_SETS, ids).fetchall(), lambda row: row[0]):
        rows = list(sets)
        session_id = rows[0][1]
        of_turn = (reps.get(exercise_id, []), flags.get(exercise_id, []))
        found.setdefault(session_id, []).extend(_sets(rows, *of_turn, began_s[session_id]))
    return {
        session_id: tuple(sorted(sets, key=lambda one: one.exercise_id))
        for session_id, sets in found.items()
    }


def _by_exercise(rows: Iterable[Any]) -> dict[int, Rows]:
    return {exercise_id: list(own) for exercise_id, own in groupby(rows, lambda row: row[0])}


def _sets(sets: Rows, reps: Rows, flags: Rows, session_s: float) -> list[SetRecord]:
    """Of one turn. What happened belongs to the set that had begun last, or to the first one.

    sets: by their beginning. session_s: when the session began, on its own clock.
    """
    beginnings = [row[2] for row in sets]
    reps_of: list[list[RepMark]] = [[] for _ in sets]
    flags_of: list[list[tuple[float, Flag]]] = [[] for _ in sets]
    hints_of: list[list[Flag]] = [[] for _ in sets]
    certain: list[set[tuple[int, str | None, str]]] = [set() for _ in sets]
    for _, t_s, flag, index, side, is_advisory in flags:
        if not is_advisory:
            certain[_index(beginnings, t_s)].add((index, side, flag))
    for row in reps:
        place = _index(beginnings, row[3])
        reps_of[place].append(_rep(row, session_s, certain[place]))
    for _, t_s, flag, _, _, is_advisory in flags:
        if flag in _KNOWN_FLAGS:
            place, known = _index(beginnings, t_s), _KNOWN_FLAGS[flag]
            if is_advisory:
                hints_of[place].append(known)
            else:
                flags_of[place].append((t_s - session_s, known))
    return [
        _set(row, reps_of[place], flags_of[place], hints_of[place], session_s)
        for place, row in enumerate(sets)
    ]


def _index(beginnings: list[float], t_s: float) -> int:
    return max(bisect_right(beginnings, t_s) - 1, 0)


def _rep(row: Any, session_s: float, certain: Container[tuple[int, str | None, str]]) -> RepMark:
    """certain: number, side and flag of all in that set that was more than a hint."""
    _, index, side, start_s, end_s, hold_s, grade, flags, is_partial = row
    known = [one for one in flags.split(",") if one in _KNOWN_FLAGS]
    return RepMark(
        index,
        _SIDES.get(side),
        start_s - session_s,
        end_s - session_s,
        hold_s,
        _KNOWN_GRADES.get(grade, Grade.NOT_SEEN),
        tuple(_KNOWN_FLAGS[one] for one in known if (index, side, one) in certain),
        bool(is_partial),
        tuple(_KNOWN_FLAGS[one] for one in known if (index, side, one) not in certain),
    )


def _set(
    row: Any,
    reps: list[RepMark],
    flags: list[tuple[float, Flag]],
    hints: list[Flag],
    session_s: float,
) -> SetRecord:
    exercise_id, _, began_t_s, every_s, place, signal, unit, samples, levels = row
    return SetRecord(
        exercise_id,
        began_t_s - session_s,
        every_s,
        place,
        signal,
        unit,
        tuple(_list(samples)),
        tuple(LevelsKnown(*level) for level in _list(levels)),
        tuple(reps),
        tuple(flags),
        tuple(hints),
    )


def _list(text: str) -> list[Any]:
    """Empty where a damaged file, of which the rest could be saved, left no JSON."""
    try:
        found: list[Any] = json.loads(text)
    except json.JSONDecodeError:
        return []
    return found
