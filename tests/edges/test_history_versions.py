"""A history of an older coach: brought up to date, and saved from when it is damaged."""

import json
from contextlib import closing
from pathlib import Path
from sqlite3 import connect

import pytest
from history_days import Problems, coach, moment, rows

from coach.edges.history.history import History
from coach.edges.history.schema import MIGRATIONS, migrate
from coach.edges.history.sink import HistorySink
from coach.events import NotValid
from coach.workout_events import (
    ExerciseBegan,
    ExerciseEnded,
    LevelsKnown,
    SetTraced,
    WorkoutBegan,
    WorkoutEnded,
)

TRACED = SetTraced(
    59.0, 11.0, 0.2, "low_table", "lift", "S0", (0.1, None, 0.3), (LevelsKnown(0, 0.1, 0.2, None),)
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history.sqlite"


@pytest.fixture
def problems() -> Problems:
    return Problems()


def fill_version_1(path: Path) -> None:
    """What the first version of the tables held: two exercises, one with two led in vain."""
    with closing(connect(path, isolation_level=None)) as db:
        migrate(db, MIGRATIONS[:1])
        db.execute(
            "INSERT INTO sessions VALUES"
            " (1, 'me', 'first', 'en', '0.1', 900, 'x', 5000, 0, 'y', 5900, 'done', NULL, 'owner')"
        )
        db.execute("INSERT INTO plan VALUES (1, 1, 'side_pull')")
        db.executemany(
            "INSERT INTO exercises VALUES (?, 1, ?, ?, 3, 0, 3, 0, 3, 3, ?, ?, 'dose_done')",
            [(1, 1, "side_pull", 10.0, 60.0), (2, 2, "knee_hug", 80.0, 120.0)],
        )
        for seq, t_s in enumerate((20.0, 30.0, 90.0), start=1):
            event = {"event": "not_valid", "t_s": t_s, "index": 1, "valid_share": 0.5}
            db.execute(
                "INSERT INTO events VALUES (1, ?, ?, 'not_valid', ?)", (seq, t_s, json.dumps(event))
            )


def test_a_history_of_version_1_is_brought_up_to_date(path, problems):
    fill_version_1(path)
    with History.open(path, problems) as history:
        assert [one.programme for one in history.past("me")] == ["first"]
        coach(history, traced_session())
    assert problems == []
    assert rows(path, "PRAGMA user_version") == [(len(MIGRATIONS),)]
    found = "SELECT exercise, place, signal, n_not_valid FROM exercises ORDER BY id"
    assert rows(path, found) == [
        ("side_pull", "", "", 2),
        ("knee_hug", "", "", 1),
        ("pelvis_lift", "low_table", "lift", 1),
    ]
    assert rows(path, "SELECT count(*), sum(n_not_valid) FROM exercise_summary") == [(3, 4)]


def test_a_damaged_history_of_version_1_is_saved_from(path, problems):
    fill_version_1(path)
    page = rows(path, "SELECT rootpage FROM sqlite_master WHERE name = 'events'")[0][0]
    with path.open("r+b") as file:  # the tables of today are made from the events as well
        file.seek((page - 1) * 4096)
        file.write(b"\xff" * 4096)
    with History.open(path, problems) as history:
        coach(history, traced_session())
        assert [one.programme for one in history.past("me")] == ["first", "gentle"]
    assert len(problems) == 1
    assert rows(path, "PRAGMA integrity_check") == [("ok",)]
    assert rows(path, "SELECT exercise, n_not_valid FROM exercises WHERE session_id = 1") == [
        ("side_pull", 0),
        ("knee_hug", 0),
    ]


def test_what_a_damaged_history_of_version_1_tells_only_in_its_events_is_saved(path, problems):
    fill_version_1(path)
    with closing(connect(path, isolation_level=None)) as db:
        told = [(seq, 200.0 + seq, "x" * 900) for seq in range(4, 40)]
        db.executemany("INSERT INTO events VALUES (1, ?, ?, 'told', ?)", told)
    with path.open("r+b") as file:  # one of several pages of events: the others can be read
        content = file.read()
        page = content.rindex(b"x" * 900) // 4096
        file.seek(page * 4096)
        file.write(b"\xff" * 4096)
    with History.open(path, problems) as history:
        assert [one.programme for one in history.past("me")] == ["first"]
    assert len(problems) == 1
    assert rows(path, "SELECT exercise, n_not_valid FROM exercises ORDER BY id") == [
        ("side_pull", 2),
        ("knee_hug", 1),
    ]


def traced_session() -> list:
    return [
        WorkoutBegan(0.0, "gentle", ("pelvis_lift",), 60.0),
        ExerciseBegan(10.0, "pelvis_lift", 1, 3, 5.0),
        NotValid(40.0, 1, 0.4),
        TRACED,
        ExerciseEnded(60.0, "pelvis_lift", 3, 3, 5.0, "dose_done"),
        WorkoutEnded(61.0, "done"),
    ]


def test_a_set_is_stored_once_and_told_without_its_samples(path, problems):
    with History.open(path, problems) as history:
        coach(history, traced_session())
    ((began_t_s, every_s, place, signal, unit, samples, levels),) = rows(
        path, "SELECT began_t_s, every_s, place, signal, unit, samples, levels FROM sets"
    )
    assert (began_t_s, every_s, place, signal, unit) == (11.0, 0.2, "low_table", "lift", "S0")
    assert json.loads(samples) == [0.1, None, 0.3]
    assert json.loads(levels) == [[0, 0.1, 0.2, None]]
    ((data,),) = rows(path, "SELECT data FROM events WHERE event = 'set_traced'")
    assert json.loads(data)["place"] == "low_table"
    assert "samples" not in json.loads(data)


def test_a_session_deleted_takes_its_sets_along(path, problems):
    with History.open(path, problems) as history:
        coach(history, traced_session())
        history.run(lambda db: db.execute("DELETE FROM sessions"))
    assert rows(path, "SELECT count(*) FROM sets") == [(0,)]


def test_the_signal_of_a_session_that_was_broken_off_is_missing_and_no_more(path, problems):
    with History.open(path, problems) as history:
        sink = HistorySink(history, person="me", language="en")
        for event in traced_session()[:3]:
            sink.handle(moment(event.t_s, event))
        sink._ownership.close()
        unfinished = history.unfinished("me")
    assert unfinished is not None
    assert unfinished.in_progress is not None
    assert rows(path, "SELECT count(*) FROM sets") == [(0,)]
