"""The disk, the history, a file or the clock is not as it should be, each fault made for real.

The session goes on or ends in one sentence, and what was stored before is not lost.
"""

import os
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from coach.edges.history.history import History
from coach.workout_events import ExerciseBegan, WorkoutBegan
from tests.command import coach, named, sentence_of
from tests.edges.actor import Actor
from tests.edges.history_days import began, break_off, filled, whole_session
from tests.edges.history_days import coach as coach_events
from tests.edges.small_disks import disk_of, fill_block, fill_up
from tests.edges.xserver import XServer, x_server
from tests.live import Run
from tests.live_session import (
    KEY_EVERY_S,
    LIFTS_ONLY,
    history_path,
    one_line,
    press,
    press_until,
    quit_session,
    rows_in,
    session,
    sessions_in,
    to_the_check,
    to_the_exercise,
)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="needs an X server"),
]


MINUTE_S, DAY_S = 60.0, 86_400.0
SKIP_KEY = "4"  # of what is asked after a stop


@pytest.fixture(scope="module")
def actor() -> Iterator[Actor]:
    with Actor() as ready:
        yield ready


# -- the disk -------------------------------------------------------------------------------------


def ask_to_stop(run: Run, server: XServer) -> None:
    """In an exercise: something that happens, and is to be stored."""
    press_until(run, server, "asked", question="stop")


def test_a_disk_that_fills_up_ends_no_session(
    server: XServer, actor: Actor, bundle: Path, tmp_path: Path
) -> None:
    """The session is coached to its end: the exit code says so, the sentence what is missing."""
    events = "SELECT seq, t_s, event, data FROM events"
    with disk_of(tmp_path / "data", 2048) as disk:
        with session(tmp_path, server, actor, bundle) as run:
            to_the_exercise(run, server)
            stored = rows_in(tmp_path, events)
            assert "exercise_began" in {event for _, _, event, _ in stored}
            fill_up(disk)
            ask_to_stop(run, server)
            assert "the disk is full; free some space" in one_line(quit_session(run, server))
            assert run.process.returncode == 0
            assert named(run.records(), "workout_ended")[0]["reason"] == "quit"
        assert rows_in(tmp_path, events)[: len(stored)] == stored
        assert rows_in(tmp_path, "PRAGMA integrity_check") == [("ok",)]


def test_an_events_file_that_finds_no_room_ends_no_session(
    server: XServer, actor: Actor, bundle: Path, tmp_path: Path
) -> None:
    asked = "SELECT * FROM answers WHERE question = 'stop'"
    with disk_of(tmp_path / "small", 1024) as disk:
        (tmp_path / "events.jsonl").symlink_to(disk / "events.jsonl")
        with session(tmp_path, server, actor, bundle) as run:
            to_the_exercise(run, server)
            fill_up(disk)
            fill_block(disk / "events.jsonl")
            until_s = time.monotonic() + 40.0
            while not rows_in(tmp_path, asked) and time.monotonic() < until_s:
                press(server, SKIP_KEY)  # stops, then chooses
                time.sleep(KEY_EVERY_S)
            said = one_line(quit_session(run, server))
            assert run.process.returncode == 0
    assert "events.jsonl: events cannot be written (No space left on device)" in said
    assert said.endswith("The session goes on without it.")
    assert rows_in(tmp_path, asked)
    assert sessions_in(tmp_path) == [("first", "quit")]
    assert rows_in(tmp_path, "SELECT reason FROM exercises")[0] == ("skipped",)


# -- history, settings, own ranges ----------------------------------------------------------------


def test_a_history_that_another_program_holds_is_said_once(
    server: XServer, actor: Actor, bundle: Path, tmp_path: Path
) -> None:
    path = history_path(tmp_path)
    path.parent.mkdir(parents=True)
    filled(path, 1)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("PRAGMA journal_mode = DELETE")
        other.execute("BEGIN EXCLUSIVE")
        with session(tmp_path, server, actor, bundle) as run:
            to_the_check(run, server)
            other.execute("COMMIT")
            other.close()
            assert "another program holds it" in one_line(quit_session(run, server))
            assert run.process.returncode == 0
    assert sessions_in(tmp_path) == [("gentle", "done"), ("first", "quit")]


def test_a_damaged_history_is_moved_aside(
    server: XServer, actor: Actor, bundle: Path, tmp_path: Path
) -> None:
    path = history_path(tmp_path)
    path.parent.mkdir(parents=True)
    scribble = os.urandom(50_000)
    path.write_bytes(scribble)
    with session(tmp_path, server, actor, bundle) as run:
        to_the_check(run, server)
        said = one_line(quit_session(run, server))
        assert run.process.returncode == 0
    (aside,) = path.parent.glob("history.damaged-*.sqlite")
    assert aside.read_bytes() == scribble
    assert "was damaged" in said
    assert aside.name in said
    assert sessions_in(tmp_path) == [("first", "quit")]


@pytest.mark.parametrize(
    ("folder", "name", "text", "mend"),
    [
        pytest.param("config", "settings.toml", 'camera = "0\n', "docs/settings.md", id="settings"),
        pytest.param("data", "calibration.json", '{"format": 1,', "delete it", id="ranges"),
    ],
)
def test_a_broken_file_is_one_sentence(
    bundle: Path, tmp_path: Path, folder: str, name: str, text: str, mend: str
) -> None:
    path = tmp_path / folder / "spine-coach" / name
    path.parent.mkdir(parents=True)
    path.write_text(text)
    own = {"XDG_DATA_HOME": str(tmp_path / "data"), "XDG_CONFIG_HOME": str(tmp_path / "config")}
    said = sentence_of(coach("start", "--model", bundle, cwd=tmp_path, **own))
    assert str(path) in said
    assert mend in said
    assert path.read_text() == text


# -- broken off, or in the future ---------------------------------------------------------------


@pytest.mark.parametrize(("is_named", "question"), [(True, "resume"), (False, "check")])
def test_a_session_of_an_own_programme_is_offered_where_that_is_named(
    server: XServer, actor: Actor, bundle: Path, tmp_path: Path, is_named: bool, question: str
) -> None:
    """The history knows its id and not its file."""
    programme = tmp_path / "lifts.toml"
    programme.write_text(LIFTS_ONLY)
    path = history_path(tmp_path)
    path.parent.mkdir(parents=True)
    problems: list[str] = []
    with History.open(path, problems.append) as history:
        begun = WorkoutBegan(0.0, "lifts", ("pelvis_lift",), 60.0)
        exercise = ExerciseBegan(1.0, "pelvis_lift", 1, 3, 0.0)
        break_off(history, [begun, exercise], now_s=lambda: time.time() - MINUTE_S)
    assert problems == []
    named_again = ("--programme", programme) if is_named else ()
    with session(tmp_path, server, actor, bundle, *named_again) as run:
        press_until(run, server, "asked")
        assert named(run.records(), "asked")[0]["question"] == question
        assert quit_session(run, server) == ""


def test_sessions_from_the_future_say_nothing(
    server: XServer, actor: Actor, bundle: Path, tmp_path: Path
) -> None:
    """The clock was set back since: how long ago they were is not known."""

    def tomorrow_s() -> float:
        return time.time() + DAY_S

    path = history_path(tmp_path)
    path.parent.mkdir(parents=True)
    problems: list[str] = []
    with History.open(path, problems.append) as history:
        coach_events(history, whole_session(), now_s=tomorrow_s)
        begun = [began(), ExerciseBegan(1.0, "pelvis_lift", 1, 3, 0.0)]
        break_off(history, begun, now_s=tomorrow_s)
    assert problems == []
    with session(tmp_path, server, actor, bundle) as run:
        to_the_check(run, server)
        assert quit_session(run, server) == ""
        assert run.process.returncode == 0
        keys = {line["key"] for line in named(run.records(), "told")}
        questions = {line["question"] for line in named(run.records(), "asked")}
    assert not any(key.startswith("too_early") for key in keys)
    assert "resume" not in questions
    assert [reason for _, reason in sessions_in(tmp_path)] == ["done", "", "quit"]


# -- a second coach -------------------------------------------------------------------------------


@pytest.mark.parametrize("second", ["anna", "bert"], ids=["same_person", "two_persons"])
def test_two_coaches_at_once_both_store_all(
    server: XServer, actor: Actor, bundle: Path, tmp_path: Path, second: str
) -> None:
    data = str(tmp_path / "data")
    with x_server() as other:
        here = session(
            tmp_path / "1", server, actor, bundle, "--person", "anna", XDG_DATA_HOME=data
        )
        there = session(
            tmp_path / "2", other, actor, bundle, "--person", second, XDG_DATA_HOME=data
        )
        with here as first_run:
            to_the_exercise(first_run, server)  # from here on it would be offered after a crash
            with there as second_run:
                to_the_check(second_run, other)
                asked = {line["question"] for line in named(second_run.records(), "asked")}
                assert first_run.process.poll() is None
                for run, screen in ((first_run, server), (second_run, other)):
                    assert quit_session(run, screen) == ""
                    assert run.process.returncode == 0
    assert "resume" not in asked  # the first one's session is under way
    people = "SELECT person, reason FROM sessions ORDER BY id"
    assert rows_in(tmp_path, people) == [("anna", "quit"), (second, "quit")]
    per_session = "SELECT count(*) = max(seq) FROM events GROUP BY session_id"
    assert rows_in(tmp_path, per_session) == [(1,), (1,)]
