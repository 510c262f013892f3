"""Whatever happens to the history, coaching goes on, and what was stored is not lost."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from sqlite3 import connect

import pytest

from coach.edges.history.history import History
from coach.edges.history.sink import RETRY_S, HistorySink
from coach.events import Event
from coach.workout_events import ExerciseBegan, WorkoutEnded
from tests.edges.history_days import (
    Problems,
    began,
    break_off,
    child,
    coach,
    endless,
    filled,
    moment,
    rows,
    whole_session,
)
from tests.edges.small_disks import disk_of, fill_up, mounted

UNIX = pytest.mark.skipif(os.name != "posix", reason="of Unix")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history.sqlite"


@pytest.fixture
def problems() -> Problems:
    return Problems()


def lines_until(process: subprocess.Popen[str], last: str) -> Iterator[str]:
    assert process.stdout is not None
    for line in process.stdout:
        yield line.strip()
        if line.strip() == last:
            return
    raise AssertionError(f"the process ended before {last!r}")


# -- held by another program ----------------------------------------------------------------------


def test_coaching_goes_on_while_another_program_holds_it(path, problems):
    frames = iter(endless())
    with (
        History.open(path, problems) as history,
        connect(path, isolation_level=None) as other,
        HistorySink(history, person="me", language="en") as sink,
    ):
        sink.handle(moment(0.0, next(frames)))
        other.execute("BEGIN EXCLUSIVE")
        began_s = time.perf_counter()
        for t_s in (1.0, 1.1, 1.2, 1.0 + RETRY_S, 1.1 + RETRY_S):
            sink.handle(moment(t_s, next(frames)))
        assert 1.5 < time.perf_counter() - began_s < 4.0  # it waited once, not in every frame
        other.execute("COMMIT")
        assert len(rows(path, "SELECT * FROM events")) == 1
        sink.handle(moment(1.0 + 2.1 * RETRY_S))
        assert rows(path, "SELECT seq FROM events") == [(seq,) for seq in range(1, 7)]
    assert len(problems) == 1
    assert "another program holds it; close that program. Coaching goes on" in problems[0]


def test_what_waits_is_stored_at_the_end(path, problems):
    with History.open(path, problems) as history, connect(path, isolation_level=None) as other:
        with HistorySink(history, person="me", language="en") as sink:
            other.execute("BEGIN EXCLUSIVE")
            for event in whole_session():
                sink.handle(moment(event.t_s / 100.0, event))  # all of it before the next try
            other.execute("COMMIT")
            assert rows(path, "SELECT * FROM sessions") == []
        assert [session.reason for session in history.past("me")] == ["done"]
    assert len(problems) == 1


def test_it_is_opened_later_where_it_could_not_be_at_first(path, problems):
    filled(path, 1)
    with connect(path, isolation_level=None) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("PRAGMA journal_mode = DELETE")
        other.execute("BEGIN EXCLUSIVE")
        history = History.open(path, problems)
        assert history.past("me") == []
    other.close()
    assert len(problems) == 1
    assert len(history.past("me")) == 1
    history.close()


# -- a disk that is full, a folder that cannot be written -----------------------------------------


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    with disk_of(tmp_path / "small disk", 2048) as folder:
        yield folder


def test_a_disk_that_fills_up_takes_nothing_away(small_disk, problems):
    path = small_disk / "history.sqlite"
    frames = [event for event, _ in zip(endless(), range(400), strict=False)]
    with History.open(path, problems) as history:
        with HistorySink(history, person="me", language="en") as sink:
            for event in frames[:50]:
                sink.handle(moment(event.t_s, event))
            filler = fill_up(small_disk)
            for event in frames[50:]:
                sink.handle(moment(event.t_s, event))
            n_stored = len(rows(path, "SELECT * FROM events"))
            assert 50 <= n_stored < 400
            assert len(problems) == 1
            assert "the disk is full; free some space" in problems[0]
            filler.unlink()
            sink.handle(moment(frames[-1].t_s + 2 * RETRY_S))
            assert rows(path, "SELECT count(*), max(seq) FROM events") == [(400, 400)]
            sink.handle(moment(1000.0, WorkoutEnded(1000.0, "done")))
        assert [session.reason for session in history.past("me")] == ["done"]
    assert len(problems) == 1


@UNIX
def test_a_limit_on_the_size_of_files_takes_nothing_away(path):
    said, _ = child(path, "me", 60, 0, "file_limit").communicate(timeout=60)
    lines = said.split("\n")
    sentences = [line for line in lines if line.startswith("history cannot be stored")]
    assert len(sentences) == 1
    assert "stored 60" in lines
    assert "ended" in lines
    (n_stored,) = rows(path, "SELECT count(*) FROM events")[0]
    assert 4 <= n_stored < 60
    assert rows(path, "PRAGMA integrity_check") == [("ok",)]


@pytest.fixture
def closed_folder(tmp_path: Path) -> Iterator[Path]:
    """A folder that nobody may write, root neither."""
    if os.geteuid() != 0:
        folder = tmp_path / "closed"
        folder.mkdir(mode=0o500)
        yield folder
        folder.chmod(0o700)
        return
    folder = mounted(tmp_path / "closed", 512)
    subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@UNIX
@pytest.mark.parametrize("below", ["", "a folder below"])
def test_coaching_goes_on_where_nothing_can_be_written(closed_folder, problems, below):
    path = closed_folder / below / "history.sqlite"
    with History.open(path, problems) as history:
        assert history.past("me") == []
        assert history.unfinished("me") is None
        coach(history, whole_session())
    assert len(problems) == 1
    assert "cannot be written; mend the permissions" in problems[0]


def test_a_folder_of_that_name_is_said(path, problems):
    path.mkdir()
    with History.open(path, problems) as history:
        coach(history, whole_session())
    assert len(problems) == 1
    assert path.is_dir()


# -- killed, and two at once ----------------------------------------------------------------------


@UNIX
@pytest.mark.parametrize("n_stored", [2, 20, 57])
def test_a_killed_coach_loses_nothing_it_had_stored(path, problems, n_stored):
    process = child(path, "me", 100_000, 0.0)
    seen = list(lines_until(process, f"stored {n_stored}"))
    os.kill(process.pid, signal.SIGKILL)
    process.communicate(timeout=30)
    assert process.returncode == -signal.SIGKILL
    with History.open(path, problems) as history:
        found = history.unfinished("me")
        (n_events,) = rows(path, "SELECT count(*) FROM events")[0]
        assert n_events >= len(seen) == n_stored
        assert rows(path, "SELECT max(seq) FROM events") == [(n_events,)]
        assert found is not None
        assert found.in_progress is not None
        assert (found.in_progress.exercise, found.in_progress.count) == (
            "pelvis_lift",
            n_events - 2,
        )
        assert found.done == ()
    assert problems == []


@UNIX
def test_a_session_that_runs_elsewhere_is_not_taken_for_a_broken_one(path, problems):
    process = child(path, "me", 100_000, 0.05)
    list(lines_until(process, "stored 3"))
    with History.open(path, problems) as history:
        assert history.unfinished("me") is None
        assert history.past("me") == []
        os.kill(process.pid, signal.SIGSTOP)  # asleep is not dead
        assert history.unfinished("me") is None
        os.kill(process.pid, signal.SIGKILL)
        process.communicate(timeout=30)
        assert history.unfinished("me") is not None
        assert [session.ended_s for session in history.past("me")] == [None]
    assert problems == []


def test_two_coaches_at_once_both_store_all(path):
    """From the first moment on, when neither finds a database."""
    n_frames = 150
    both = [child(path, person, n_frames, 0.001) for person in ("anna", "bruno")]
    for process in both:
        said, _ = process.communicate(timeout=120)
        expected = [f"stored {seq}" for seq in range(1, n_frames + 1)]
        assert said.split("\n") == [*expected, "ended", ""]
    counts = "SELECT person, count(*), max(seq) FROM events JOIN sessions ON id = session_id"
    assert sorted(rows(path, f"{counts} GROUP BY person")) == [
        ("anna", n_frames, n_frames),
        ("bruno", n_frames, n_frames),
    ]
    assert rows(path, "PRAGMA integrity_check") == [("ok",)]


def test_memory_is_bounded_while_nothing_can_be_stored(path, problems, monkeypatch):
    monkeypatch.setattr("coach.edges.history.sink.MAX_EVENTS", 100)
    path.mkdir()
    events: list[Event] = [event for event, _ in zip(endless(), range(300), strict=False)]
    with History.open(path, problems) as history:
        sink = HistorySink(history, person="me", language="en")
        with sink:
            for event in events:
                sink.handle(moment(event.t_s, event))
            path.rmdir()
            sink.handle(moment(1000.0))
        assert rows(path, "SELECT min(seq), max(seq) FROM events") == [(201, 300)]
        assert [session.programme for session in history.past("me")] == ["gentle"]
    assert len(problems) == 1


def test_a_broken_off_session_does_not_hide_in_another_folder(tmp_path, problems):
    """A backup that is put back elsewhere has no lock files: what it holds is not running."""
    with History.open(tmp_path / "here" / "history.sqlite", problems) as history:
        break_off(history, [began(), ExerciseBegan(1.0, "pelvis_lift", 1, 3, 0.0)])
    (tmp_path / "there").mkdir()
    backup = (tmp_path / "here" / "history.sqlite").rename(tmp_path / "there" / "history.sqlite")
    with History.open(backup, problems) as history:
        assert history.unfinished("me") is not None
    assert problems == []
