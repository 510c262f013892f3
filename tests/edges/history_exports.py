"""A history of three persons, and how it is exported and read again."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from sqlite3 import Connection, connect
from typing import Any

import pytest

from coach.edges.history.access import work_with
from coach.edges.history.choice import Choice
from coach.edges.history.export_csv import export_csv
from coach.edges.history.export_json import export_json
from coach.edges.history.history import History
from coach.workout_events import LevelsKnown, SetTraced
from tests.command import no_constant
from tests.edges.history_days import break_off, coach, whole_session

TRACE = SetTraced(
    59.0,
    11.0,
    0.1,
    "side",
    "pelvis_height",
    "S0",
    (0.1, None, 0.25),
    (LevelsKnown(1, 0.1, 0.2, None),),
)
FORMULA = '=HYPERLINK("http://example.org";"me")'


def filled_by_three(path: Path) -> Path:
    """Sessions of three persons, with signals, on three days; the last one was broken off."""
    events = whole_session()
    at = next(i for i, event in enumerate(events) if event.t_s == 60.0)
    events.insert(at, TRACE)
    day_s = [1_790_000_000.0]
    with History.open(path, pytest.fail) as history:
        for person in ("Anna", "me", FORMULA, "Anna"):
            coach(history, events, person=person, now_s=lambda: day_s[0])
            day_s[0] += 86_400.0
        break_off(history, events[:-1], person="me", now_s=lambda: day_s[0])
    return path


def to_csv(
    path: Path,
    folder: Path,
    choice: Choice | None = None,
    *,
    is_forced: bool = False,
    on_problem: Callable[[str], None] = pytest.fail,
) -> int:
    def work(db: Connection) -> int:
        return export_csv(db, path, choice or Choice(), folder, is_forced=is_forced)

    return work_with(path, work, on_problem)


def to_json(
    path: Path,
    target: Path,
    choice: Choice | None = None,
    *,
    is_forced: bool = False,
    on_problem: Callable[[str], None] = pytest.fail,
) -> int:
    def work(db: Connection) -> int:
        return export_json(db, path, choice or Choice(), target, is_forced=is_forced)

    return work_with(path, work, on_problem)


def read_csv(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_json(target: Path) -> Any:
    return json.loads(target.read_text(encoding="utf-8"), parse_constant=no_constant)


def records(path: Path, table: str) -> list[dict[str, Any]]:
    """Rows of a table of the database as dictionaries."""
    with connect(path) as db:
        found = db.execute(f"SELECT * FROM {table}")
        names = [column[0] for column in found.description]
        result = [dict(zip(names, row, strict=True)) for row in found]
    db.close()
    return result
