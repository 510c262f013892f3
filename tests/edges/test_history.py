"""What a session was comes back: to the plan of the next day, and to whoever reads the tables."""

import json
import os
import re
import time
from datetime import UTC, datetime
from pathlib import Path
from sqlite3 import connect

import pytest

from coach import __version__
from coach.edges.event_lines import event_record
from coach.edges.history.history import History, default_path
from coach.edges.history.schema import APPLICATION_ID, MIGRATIONS, migrate, version_of
from coach.edges.history.sink import HistorySink
from coach.errors import CoachError
from coach.events import Event, RepCounted
from coach.past import PastExercise, PastSession
from coach.workout_events import Answered, ExerciseBegan, ExerciseEnded, WorkoutEnded
from tests.command import ROOT
from tests.edges.history_days import (
    EXERCISES,
    began,
    break_off,
    coach,
    moment,
    reps,
    rows,
    whole_session,
)

PELVIS = PastExercise("pelvis_lift", 3, 5.0, 3, n_sudden=1, is_complete=True)
SIDES = PastExercise("side_pull", 4, 0.0, 2, n_sudden=0, is_complete=False, pain="mild")
KNEES = PastExercise("knee_hug", 3, 0.0, 0, n_sudden=0, is_complete=False)
NOON_S = datetime(2026, 11, 21, 12, 0, tzinfo=UTC).timestamp()


def no_problem(sentence: str) -> None:
    raise AssertionError(sentence)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "not yet there é" / "history.sqlite"


@pytest.fixture
def history(path: Path):
    with History.open(path, no_problem) as opened:
        yield opened


# -- what was done comes back ---------------------------------------------------------------------


def test_nothing_is_known_at_first(history):
    assert history.past("me") == []
    assert history.unfinished("me") is None


def test_a_session_comes_back_to_the_plan_of_the_next_day(history):
    clock = iter([NOON_S, NOON_S + 160.5])
    coach(history, whole_session(), now_s=lambda: next(clock))
    expected = PastSession("gentle", NOON_S, NOON_S + 160.5, "done", (PELVIS, SIDES, KNEES))
    assert history.past("me") == [expected]
    assert history.past("anna") == []
    assert history.unfinished("me") is None


def test_another_process_reads_the_same(history, path):
    coach(history, whole_session())
    with History.open(path, no_problem) as other:
        assert other.past("me") == history.past("me")
        assert len(other.past("me")) == 1


@pytest.mark.parametrize(
    ("answer", "reason", "pain"),
    [
        pytest.param("strong", "hurts", "strong", id="told"),
        pytest.param("leg", "hurts", "leg", id="into_the_leg"),
        pytest.param("crack", "hurts", "crack", id="a_crack"),
        pytest.param("skip_pain", "hurts", "not told", id="rather_not_say"),
        pytest.param("", "hurts", "not told", id="no_answer"),
        pytest.param(None, "hurts", "not told", id="never_asked"),
        pytest.param(None, "skipped", None, id="no_pain"),
    ],
)
def test_pain_is_remembered(history, answer, reason, pain):
    events: list[Event] = [
        began(),
        ExerciseBegan(1.0, "knee_hug", 1, 3, 0.0),
        ExerciseEnded(9.0, "knee_hug", 1, 3, 0.0, reason),
    ]
    if answer is not None:
        events.append(Answered(12.0, "pain", answer, "arm"))
    coach(history, [*events, WorkoutEnded(13.0, "pain")])
    (session,) = history.past("me")
    assert [one.pain for one in session.exercises] == [pain]


@pytest.mark.parametrize(
    ("after", "count", "is_complete"),
    [
        pytest.param([*reps(1.0, 2)], 2, False, id="in_the_middle"),
        pytest.param([*reps(1.0, 3)], 3, True, id="just_at_the_dose"),
        pytest.param([*reps(1.0, 2, "left", "right")], 2, False, id="both_sides"),
        pytest.param([*reps(1.0, 2, "left", "right")][:-2], 1, False, id="one_side_is_behind"),
        pytest.param(
            [*reps(1.0, 1), ExerciseBegan(30.0, "pelvis_lift", 1, 2, 0.0), *reps(31.0, 1)],
            2,
            False,
            id="explained_again",
        ),
        pytest.param(
            [
                *reps(1.0, 1, "left", "right"),
                ExerciseBegan(30.0, "pelvis_lift", 1, 2, 0.0),
                *reps(31.0, 2, "left", "right"),
            ],
            3,
            True,
            id="both_sides_explained_again",
        ),
        pytest.param(
            [
                *reps(1.0, 2),
                ExerciseEnded(30.0, "pelvis_lift", 2, 3, 0.0, "skipped"),
                ExerciseBegan(40.0, "pelvis_lift", 1, 3, 0.0),
                *reps(41.0, 1),
            ],
            3,
            True,
            id="taken_up_again_after_its_end",
        ),
    ],
)
def test_the_count_is_right_at_every_moment(history, after, count, is_complete):
    break_off(history, [began(), ExerciseBegan(1.0, "pelvis_lift", 1, 3, 0.0), *after])
    (session,) = history.past("me")
    assert [(one.count, one.is_complete) for one in session.exercises] == [(count, is_complete)]


def test_every_event_is_on_disk_before_the_next_frame(history, path):
    with HistorySink(history, person="me", language="en") as sink:
        for n, event in enumerate(whole_session(), start=1):
            sink.handle(moment(event.t_s, event))
            stored = rows(path, "SELECT seq, t_s, event, data FROM events ORDER BY seq")
            assert len(stored) == n
            record = json.loads(json.dumps(event_record(event)))
            assert (stored[-1][:3], json.loads(stored[-1][3])) == (
                (n, event.t_s, record["event"]),
                record,
            )


def test_what_came_before_the_start_belongs_to_the_session(history, path):
    coach(history, [Answered(0.0, "resume", "resume_no", "key"), *whole_session(5.0)])
    first = rows(path, "SELECT event FROM events ORDER BY seq LIMIT 2")
    assert first == [("answered",), ("workout_began",)]
    assert len(rows(path, "SELECT * FROM answers WHERE exercise_id IS NULL")) == 2


def test_nobody_who_presses_start_leaves_a_session(history, path):
    coach(history, [Answered(0.0, "resume", "resume_no", "key")])
    assert rows(path, "SELECT * FROM sessions") == []
    assert [file.name for file in path.parent.glob("*running*")] == []


def test_the_tables_are_simple_to_read(history, path):
    sink = coach(history, whole_session(100.0), now_s=lambda: NOON_S, person="Jürgen")
    assert rows(
        path, "SELECT id, person, language, app_version, began_at, reason FROM sessions"
    ) == [(sink.session_id, "Jürgen", "en", __version__, "2026-11-21T12:00:00+00:00", "done")]
    assert rows(path, "SELECT exercise FROM plan ORDER BY place_in") == [(e,) for e in EXERCISES]
    summary = "SELECT exercise, n_reps, n_partial, share_sure, mean_hold_s FROM exercise_summary"
    assert rows(path, summary) == [
        ("pelvis_lift", 3, 1, 1.0, 5.0),
        ("side_pull", 4, 0, 1.0, 5.0),
        ("knee_hug", 0, 0, None, None),
    ]
    assert rows(path, "SELECT flag, is_advisory FROM flags ORDER BY id") == [
        ("sudden", 0),
        ("sudden", 1),
        ("over-large", 0),
    ]


# -- years of it ----------------------------------------------------------------------------------


def test_three_years_are_read_at_once(history, path):
    """1,100 sessions, 300,000 repetitions, as many flags."""
    n_sessions, n_reps = 1100, 21
    with connect(path) as db:
        db.executemany(
            "INSERT INTO sessions VALUES (?,'me','gentle','en','1',900,'',?,0,'',?,'done',NULL,'')",
            ((n, 86_400.0 * n, 86_400.0 * n + 900) for n in range(1, n_sessions + 1)),
        )
        exercises = [(13 * n + k, n, k) for n in range(1, n_sessions + 1) for k in range(1, 14)]
        db.executemany(
            "INSERT INTO exercises VALUES"
            " (?,?,?,'pelvis_lift',20,5,20,0,0,0,0,60,'dose_done','','',0)",
            exercises,
        )
        of_reps = [one[:2] for one in exercises for _ in range(n_reps)]
        db.executemany(
            "INSERT INTO reps VALUES (NULL,?2,?1,1,NULL,0,6,5,5,.3,'S0','sure','',0,0)", of_reps
        )
        db.executemany(
            "INSERT INTO flags VALUES (NULL,?2,?1,1,'sudden',3,2,'S0/s',1,NULL,0)", of_reps
        )
    began_s = time.process_time()  # a busy machine does not count
    sessions = history.past("me")
    took_s = time.process_time() - began_s
    assert len(sessions) == n_sessions
    assert sessions[-1].exercises[-1].n_sudden == n_reps
    assert took_s < 0.3


# -- versions of the tables -----------------------------------------------------------------------


def test_an_empty_database_of_version_0_gets_the_tables(path):
    path.parent.mkdir()
    with connect(path) as db:
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    with History.open(path, no_problem) as history:
        coach(history, whole_session())
        assert len(history.past("me")) == 1
    assert rows(path, "PRAGMA user_version") == [(len(MIGRATIONS),)]


def test_a_migration_keeps_what_there_is(history, path):
    coach(history, whole_session())
    history.close()
    later = ("ALTER TABLE sessions ADD COLUMN mood TEXT NOT NULL DEFAULT 'calm'",)
    with connect(path, isolation_level=None) as db:
        migrate(db, [*MIGRATIONS, later])
        migrate(db, [*MIGRATIONS, later])  # a second time there is nothing to do
        assert version_of(db) == len(MIGRATIONS) + 1
    assert rows(path, "SELECT reason, mood FROM sessions") == [("done", "calm")]


def test_a_migration_that_fails_changes_nothing(history, path):
    coach(history, whole_session())
    history.close()
    bad = ("DROP TABLE answers", "ALTER TABLE nothing_there ADD COLUMN mood TEXT")
    with connect(path, isolation_level=None) as db:
        with pytest.raises(Exception, match="nothing_there"):
            migrate(db, [*MIGRATIONS, bad])
        assert version_of(db) == len(MIGRATIONS)
    assert len(rows(path, "SELECT * FROM answers")) == 3


def test_a_history_of_a_newer_coach_is_refused_and_stays(history, path):
    coach(history, whole_session())
    history.close()
    with connect(path) as db:
        db.execute("PRAGMA user_version = 99")
    with pytest.raises(CoachError, match=r"newer Spine Coach \(version 99.*update Spine Coach"):
        History.open(path, no_problem)
    assert len(rows(path, "SELECT * FROM sessions")) == 1


def test_the_page_names_every_table_and_column(history, path):
    text = (ROOT / "docs" / "history.md").read_text(encoding="utf-8")
    names = rows(path, "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
    tables = [name for (name,) in names if not name.startswith("sqlite_")]
    assert "reps" in tables
    for table in tables:
        (section,) = re.findall(rf"^\| `{table}` \|(.*)\|$", text, re.MULTILINE)
        columns = [column for (_, column, *_) in rows(path, f"PRAGMA table_info({table})")]
        missing = [column for column in columns if f"`{column}`" not in section]
        assert missing == [] or table == "exercise_summary", (table, missing)


def test_it_lies_in_the_users_own_data_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert default_path().name == "history.sqlite"
    assert default_path().parent.name == "spine-coach"


@pytest.mark.skipif(os.name != "posix", reason="this system knows no such permissions")
def test_only_its_owner_may_read_it(history, path):
    coach(history, [began(), RepCounted(1.0, 1, 0.5)])
    files = [path, *path.parent.glob("*-wal"), *path.parent.glob("*-shm")]
    assert [file.stat().st_mode & 0o777 for file in files] == [0o600] * 3
