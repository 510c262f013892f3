"""A backup brings everything back, and what was there before is kept."""

import os
import stat
from pathlib import Path
from sqlite3 import connect

import pytest

from coach.edges.history.backup import back_up, restore
from coach.edges.history.history import History
from coach.edges.history.sink import HistorySink
from coach.errors import CoachError
from tests.edges.history_damages import DAMAGES, bytes_of, content
from tests.edges.history_days import began, coach, filled, moment, rows, whole_session


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    return tmp_path / "data" / "history.sqlite"


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """Alone in its folder."""
    (tmp_path / "backups").mkdir()
    return tmp_path / "backups" / "backup.sqlite"


def test_it_comes_back_and_what_was_there_is_kept(path, target):
    filled(path, 2)
    before = content(path)
    back_up(path, target)
    filled(path, 1)
    present = content(path)
    n_sessions, aside = restore(target, path)
    assert n_sessions == 2
    assert content(path) == before
    assert aside is not None
    assert aside.name.startswith("history.replaced-")
    assert content(aside) == present
    with History.open(path, pytest.fail) as history:
        assert len(history.past("me")) == 2
        coach(history, whole_session())
        assert len(history.past("me")) == 3
    _, another = restore(target, path)
    assert another not in (None, aside)
    assert content(aside) == present


def test_it_comes_back_where_there_is_nothing(path, target, tmp_path):
    filled(path, 2)
    back_up(path, target)
    there = tmp_path / "there" / "history.sqlite"
    assert restore(target, there) == (2, None)
    assert content(there) == content(path)
    if os.name == "posix":
        assert stat.S_IMODE(there.stat().st_mode) == 0o600


def test_an_older_one_is_brought_up_to_date(path, target):
    filled(path, 1)
    back_up(path, target)
    with connect(target) as old:
        old.execute("DROP TABLE sets")
        for column in ("place", "signal", "n_not_valid"):
            old.execute(f"ALTER TABLE exercises DROP COLUMN {column}")
        old.execute("PRAGMA user_version = 1")
    old.close()
    before = target.read_bytes()
    restore(target, path)
    assert rows(path, "SELECT count(*) FROM sets") == [(0,)]
    assert target.read_bytes() == before


@pytest.mark.parametrize("damage", DAMAGES)
def test_it_comes_back_in_the_place_of_a_damaged_one(path, target, damage):
    filled(path, 6)
    before = content(path)
    back_up(path, target)
    damage(path)
    damaged = path.read_bytes()
    n_sessions, aside = restore(target, path)
    assert n_sessions == 6
    assert content(path) == before
    assert aside is not None
    assert aside.read_bytes() == damaged


def test_a_coach_that_has_it_open_goes_on_with_what_came_back(path, target):
    filled(path, 2)
    back_up(path, target)
    with History.open(path, pytest.fail) as history:
        filled(path, 1)
        assert len(history.past("me")) == 3
        restore(target, path)
        assert len(history.past("me")) == 2
        coach(history, whole_session(), person="Anna")
    assert rows(path, "SELECT count(*) FROM sessions") == [(3,)]
    assert rows(path, "PRAGMA integrity_check") == [("ok",)]


def test_it_does_not_come_back_while_a_session_runs(path, target):
    filled(path, 2)
    back_up(path, target)
    with (
        History.open(path, pytest.fail) as history,
        HistorySink(history, person="Anna", language="en") as sink,
    ):
        sink.handle(moment(0.0, began()))
        with pytest.raises(CoachError, match="A session runs at this moment: end it first"):
            restore(target, path)
    assert rows(path, "SELECT count(*) FROM sessions") == [(3,)]
    assert list(path.parent.glob("*replaced*")) == []


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_is_no_backup_changes_nothing(path, target, damage):
    filled(path, 6)
    back_up(path, target)
    damage(target)
    before = bytes_of(path.parent)
    with pytest.raises(CoachError, match="is damaged or no backup of a history, so nothing was"):
        restore(target, path)
    assert bytes_of(path.parent) == before


def test_one_of_a_newer_coach_changes_nothing(path, target):
    filled(path, 1)
    back_up(path, target)
    with connect(target) as db:
        db.execute("PRAGMA user_version = 1000")
    db.close()
    before = bytes_of(path.parent)
    with pytest.raises(CoachError, match="was written by a newer Spine Coach: update this one"):
        restore(target, path)
    assert bytes_of(path.parent) == before


def test_it_does_not_come_back_onto_itself(path):
    filled(path, 1)
    before = content(path)
    with pytest.raises(CoachError, match="is the history itself"):
        restore(path.parent / "." / path.name, path)
    assert content(path) == before
