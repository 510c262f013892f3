"""What is stored can be read on a full disk and in a closed folder; and what is no file at all."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import connect

import pytest

from coach.edges.history.access import work_with
from coach.edges.history.backup import back_up, restore
from coach.edges.history.history import History
from coach.edges.history.listing import last_sessions
from coach.edges.history.sink import RETRY_S, HistorySink
from coach.errors import CoachError
from coach.workout_events import WorkoutEnded
from tests.command import coach as command
from tests.command import sentence_of
from tests.edges.history_damages import content
from tests.edges.history_days import Problems, began, filled, moment, rows
from tests.edges.history_exports import to_csv, to_json
from tests.edges.small_disks import disk_of, fill_up

pytestmark = pytest.mark.skipif(os.name != "posix", reason="of Unix")
FULL = "the disk"  # is full, or takes no data


@contextmanager
def closed(folder: Path) -> Iterator[None]:
    subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
    yield
    subprocess.run(["mount", "-o", "remount,rw", str(folder)], check=True)


@contextmanager
def full(folder: Path) -> Iterator[None]:
    filler = fill_up(folder)
    yield
    filler.unlink()


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk with a history of three sessions."""
    with disk_of(tmp_path / "small disk", 2048) as folder:
        (folder / "spine-coach").mkdir()
        filled(folder / "spine-coach" / "history.sqlite", 3)
        yield folder


@pytest.fixture
def path(disk: Path) -> Path:
    return disk / "spine-coach" / "history.sqlite"


def n_listed(path):
    return len(work_with(path, lambda db: last_sessions(db, path, "", 20), pytest.fail))


@pytest.mark.parametrize("state", [full, closed])
def test_it_is_read_backed_up_and_exported(disk, path, tmp_path, state):
    before = content(path)
    with state(disk):
        assert n_listed(path) == 3
        assert back_up(path, tmp_path / "backup.sqlite") == 3
        assert to_csv(path, tmp_path / "out") == 3
        assert to_json(path, tmp_path / "out.json") == 3
    assert content(tmp_path / "backup.sqlite") == before
    assert content(path) == before


@pytest.mark.parametrize("state", [full, closed])
def test_commands_that_only_look_need_no_room(disk, path, tmp_path, state):
    def run(line):
        return command(*line.split(), cwd=tmp_path, XDG_DATA_HOME=str(disk))

    with state(disk):
        lines = {"history show": "3  ", "today --json": '"done"', "report --person me": "Written:"}
        for line, words in lines.items():
            done = run(line)
            assert (done.returncode, done.stderr) == (0, "")
            assert words in done.stdout
        sentence = sentence_of(run("history delete --all --yes"))
        assert "cannot be used: " in sentence
        assert (FULL in sentence) == (state is full)
    assert rows(path, "SELECT count(*) FROM sessions") == [(3,)]


def test_a_log_that_holds_something_is_never_left_out(disk, path):
    """The newest session stands in the log alone, as after a killed coach."""
    with connect(path, isolation_level=None) as writer, connect(path) as reader:
        writer.execute("PRAGMA wal_autocheckpoint = 0")
        reader.execute("BEGIN").execute("SELECT count(*) FROM sessions").fetchall()
        writer.execute("UPDATE sessions SET programme = 'in the log'")
        log = path.with_name(f"{path.name}-wal").read_bytes()
        file = path.read_bytes()
    writer.close()
    reader.close()
    path.write_bytes(file)
    path.with_name(f"{path.name}-wal").write_bytes(log)
    with closed(disk), pytest.raises(CoachError, match="cannot be used"):
        n_listed(path)
    found = work_with(path, lambda db: last_sessions(db, path, "", 20), pytest.fail)
    assert {one.programme for one in found} == {"in the log"}


def test_coaching_knows_the_past_and_stores_once_there_is_room(disk, path):
    problems = Problems()
    with History.open(path, problems) as history:
        history.close()
        filler = fill_up(disk)
        assert len(history.past("me")) == 3
        assert problems == []
        with HistorySink(history, person="me", language="en") as sink:
            sink.handle(moment(0.0, began()))
            assert len(problems) == 1
            assert FULL in problems[0]
            assert "Coaching goes on" in problems[0]
            filler.unlink()
            sink.handle(moment(2.0 * RETRY_S, WorkoutEnded(2.0 * RETRY_S, "done")))
        assert len(history.past("me")) == 4
    assert len(problems) == 1


def test_of_an_older_version_it_cannot_be_read_there_and_the_reason_is_told(disk, path):
    with connect(path) as db:
        db.execute("PRAGMA user_version = 1")
    db.close()
    with closed(disk), pytest.raises(CoachError, match="cannot be used: it cannot be written"):
        n_listed(path)


def test_a_plan_that_is_only_shown_does_not_promise_to_store_anything(tmp_path):
    """`program check` goes on without the history, `today` does not."""
    path = tmp_path / "spine-coach" / "history.sqlite"
    filled(path, 1)
    with connect(path, isolation_level=None) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN IMMEDIATE")
        other.execute("DELETE FROM flags")
        programme = Path(__file__).parents[2] / "exercises" / "programmes" / "lumbar.toml"
        checked = command("program", "check", programme, cwd=tmp_path, XDG_DATA_HOME=str(tmp_path))
        shown = command("today", cwd=tmp_path, XDG_DATA_HOME=str(tmp_path))
        other.execute("ROLLBACK")
    other.close()
    cause = f"coach: The history {path} cannot be used: another program holds it; close that pro"
    assert checked.returncode == 0
    [sentence] = checked.stderr.splitlines()
    assert sentence.startswith(cause)
    assert sentence.endswith("The doses shown are those of a beginning.")
    assert f"coach: {sentence_of(shown)}".startswith(cause)


# -- what is no file ------------------------------------------------------------------------------


def make(path: Path, kind: str) -> str:
    """Put it there; the word for it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "device":
        path.symlink_to("/dev/zero")
    else:
        path.mkdir()
    return f"is a {kind} and no file"


@pytest.mark.parametrize("kind", ["pipe", "device", "folder"])
@pytest.mark.parametrize("line", ["history show", "history backup", "export --csv a", "today"])
def test_a_history_that_is_no_file_is_one_sentence(tmp_path, kind, line):
    words = make(tmp_path / "spine-coach" / "history.sqlite", kind)
    done = command(*line.split(), cwd=tmp_path, timeout_s=30.0, XDG_DATA_HOME=str(tmp_path))
    assert f"cannot be used: it {words}; move it away." in sentence_of(done)
    assert [one.name for one in tmp_path.iterdir()] == ["spine-coach"]


@pytest.mark.parametrize("kind", ["pipe", "device", "folder"])
def test_a_backup_that_is_no_file_is_a_sentence(tmp_path, kind):
    filled(tmp_path / "history.sqlite", 1)
    words = make(tmp_path / "backup.sqlite", kind)
    with pytest.raises(CoachError, match=f"{words}, so nothing was changed: name a backup"):
        restore(tmp_path / "backup.sqlite", tmp_path / "history.sqlite")
    assert rows(tmp_path / "history.sqlite", "SELECT count(*) FROM sessions") == [(1,)]


@pytest.mark.parametrize("kind", ["pipe", "device", "folder"])
def test_nothing_that_is_no_file_is_replaced_by_an_export(tmp_path, kind):
    path = tmp_path / "history.sqlite"
    filled(path, 1)
    words = make(tmp_path / "out.json", kind)
    with pytest.raises(CoachError, match=f"out.json {words}: give another name"):
        to_json(path, tmp_path / "out.json", is_forced=True)
    make(tmp_path / "out" / "reps.csv", kind)
    with pytest.raises(CoachError, match=f"reps.csv {words}: choose another folder"):
        to_csv(path, tmp_path / "out", is_forced=True)
    assert [one.name for one in (tmp_path / "out").iterdir()] == ["reps.csv"]
