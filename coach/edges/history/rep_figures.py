"""What the repetitions of each turn of an exercise come to: counts, grades and medians.

All repetitions are read into one array, and all medians are taken by one sort.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from math import inf
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from coach.events import BodySide, Flag, Grade
from coach.records import SideRecord

Numbers = NDArray[np.float64]
Indices = NDArray[np.int64]

_SIDES: Final[tuple[BodySide | None, ...]] = (None, "left", "right")
_GRADES: Final = tuple(Grade)  # what is none of them is taken for not seen
_UNITS: Final[tuple[Literal["S0", "deg"], ...]] = ("S0", "deg")
# A range is that of a movement which was seen from its beginning to its end, within its ceiling.
_IS_RANGED: Final = f"""NOT (is_partial OR is_open OR instr(reps.flags, '{Flag.OVER_LARGE}'))
    AND grade IN ('{Grade.SURE}', '{Grade.LIKELY}') AND unit IN {_UNITS}"""
_REPS: Final = f"""SELECT exercise_id,
        CASE side WHEN 'left' THEN 1 WHEN 'right' THEN 2 ELSE 0 END,
        is_partial,
        CASE grade WHEN '{Grade.SURE}' THEN 0 WHEN '{Grade.LIKELY}' THEN 1
            WHEN '{Grade.POSTURE_ONLY}' THEN 2 ELSE 3 END,
        CASE WHEN NOT is_partial AND reps.dose_s > 0 THEN hold_s END,
        CASE WHEN {_IS_RANGED} THEN peak END,
        unit = 'deg',
        start_s,
        reps.dose_s > 0
    FROM sessions CROSS JOIN reps ON session_id = sessions.id
    WHERE exercise_id IS NOT NULL"""
_SETS: Final = """SELECT exercise_id, place, signal, sets.began_t_s
    FROM sessions CROSS JOIN sets ON session_id = sessions.id
    WHERE exercise_id IS NOT NULL"""


@dataclass(frozen=True, slots=True)
class RepFigures:
    """One turn of an exercise."""

    sides: tuple[SideRecord, ...]
    grades: Mapping[Grade, int]  # of the counted repetitions
    unit: Literal["S0", "deg", ""]  # of the ranges
    is_held: bool  # whether any of them was to be held


NO_REPS: Final = RepFigures((), {}, "", is_held=False)


def rep_figures(
    db: sqlite3.Connection, condition: str, values: Mapping[str, object]
) -> dict[int, RepFigures]:
    """By the exercise's id in the history. condition: SQL that picks `sessions`, with `values`."""
    rows = db.execute(f"{_REPS} AND {condition}", values).fetchall()
    if not rows:
        return {}
    columns = np.array(rows, dtype=np.float64).T
    ids, turn = np.unique(columns[0].astype(np.int64), return_inverse=True)
    since = _since(db, condition, values)
    reps = _Reps(columns, turn, np.array([since.get(one, -inf) for one in ids.tolist()]))
    grades, sides = reps.grades(len(ids)), reps.sides(len(ids))
    return {
        exercise_id: RepFigures(
            sides[index],
            grades[index],
            "" if reps.units[index] < 0 else _UNITS[int(reps.units[index])],
            is_held=bool(reps.is_held[index]),
        )
        for index, exercise_id in enumerate(ids.tolist())
    }


def _since(
    db: sqlite3.Connection, condition: str, values: Mapping[str, object]
) -> dict[int, float]:
    """Of exercises that were seen from several places or by several signals: from when on they were
    as they were at last. Only from then on are their ranges alike.
    """
    order = "ORDER BY exercise_id, sets.id"
    found = {}
    sets = db.execute(f"{_SETS} AND {condition} {order}", values)
    for exercise_id, of_turn in groupby(sets, key=lambda row: row[0]):
        spans = [list(alike) for _, alike in groupby(of_turn, key=lambda row: row[1:3])]
        if len(spans) > 1:
            found[int(exercise_id)] = float(spans[-1][0][3])
    return found


class _Reps:
    """The columns of all repetitions, each of shape (n,)."""

    def __init__(self, columns: Numbers, turn: Indices, since: Numbers) -> None:
        """turn: to which turn each belongs, from 0. since: of each turn, ranges count from then."""
        self._turn = turn
        _, side, is_partial, grade, self._hold_s, peak, unit, start_s, is_held = columns
        self._side, self._grade = side.astype(np.int64), grade.astype(np.int64)
        self._is_partial = is_partial > 0
        self.is_held = np.bincount(turn, is_held > 0) > 0  # of each turn
        is_ranged = np.isfinite(peak) & ~(start_s < since[turn])
        self.units = np.full(len(since), -1.0)  # of each turn, -1 where nothing was measured
        self.units[turn[is_ranged]] = unit[is_ranged]  # that of the last one stays
        self._peak = np.where(is_ranged & (unit == self.units[turn]), peak, np.nan)

    def grades(self, n_turns: int) -> list[dict[Grade, int]]:
        """Of the counted ones of each turn."""
        n_grades = len(_GRADES)
        cell = (self._turn * n_grades + self._grade)[~self._is_partial]
        counts = np.bincount(cell, minlength=n_turns * n_grades).reshape(n_turns, n_grades)
        return [
            {grade: n for grade, n in zip(_GRADES, row, strict=True) if n}
            for row in counts.tolist()
        ]

    def sides(self, n_turns: int) -> list[tuple[SideRecord, ...]]:
        """Of each turn."""
        n_cells = n_turns * len(_SIDES)
        cell = self._turn * len(_SIDES) + self._side
        n_reps = np.bincount(cell[~self._is_partial], minlength=n_cells).tolist()
        n_partial = np.bincount(cell[self._is_partial], minlength=n_cells).tolist()
        holds, _ = _medians(cell, self._hold_s, n_cells)
        ranges, n_ranged = _medians(cell, self._peak, n_cells)

        def of_turn(index: int) -> Iterator[SideRecord]:
            for place, side in enumerate(_SIDES, start=index * len(_SIDES)):
                if n_reps[place] or n_partial[place]:
                    figures = (holds[place], ranges[place], n_ranged[place])
                    yield SideRecord(side, n_reps[place], n_partial[place], *figures)

        return [tuple(of_turn(index)) for index in range(n_turns)]


def _medians(cell: Indices, values: Numbers, n_cells: int) -> tuple[list[float | None], list[int]]:
    """Median of the values in each cell, None of an empty one, and how many there are.

    cell, values: shape (n,). Values that are NaN are left out.
    """
    is_known = ~np.isnan(values)
    cell, values = cell[is_known], values[is_known]
    ordered = values[np.lexsort((values, cell))]
    counts = np.bincount(cell, minlength=n_cells)
    ends = np.cumsum(counts)
    found: list[float | None] = [None] * n_cells
    filled = np.flatnonzero(counts)
    starts, sizes = ends[filled] - counts[filled], counts[filled]
    middles = (ordered[starts + (sizes - 1) // 2] + ordered[starts + sizes // 2]) / 2
    for place, middle in zip(filled.tolist(), middles.tolist(), strict=True):
        found[place] = middle
    return found, counts.tolist()
