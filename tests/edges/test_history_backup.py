"""A backup is whole or not there, whatever happens, and brings everything back."""

import os
import stat
import subprocess
from pathlib import Path
from sqlite3 import connect

import pytest

from coach.edges.history.backup import back_up
from coach.edges.history.history import History
from coach.errors import CoachError
from tests.edges.history_damages import DAMAGES, bytes_of, content
from tests.edges.history_days import (
    child,
    coach,
    filled,
    rows,
    whole_session,
)
from tests.edges.small_disks import disk_of, fill_up, mounted

UNIX = pytest.mark.skipif(os.name != "posix", reason="of Unix")
N_FRAMES = 400


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    return tmp_path / "data" / "history.sqlite"


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """Alone in its folder."""
    (tmp_path / "backups").mkdir()
    return tmp_path / "backups" / "backup.sqlite"


def nothing_in(folder):
    return list(folder.iterdir()) == []


def is_alone(target):
    return list(target.parent.iterdir()) == [target]


# -- taking one -----------------------------------------------------------------------------------


def test_it_holds_everything_in_one_file_for_its_owner_alone(path, target):
    filled(path, 3)
    assert back_up(path, target) == 3
    assert is_alone(target)
    assert content(target) == content(path)
    assert is_alone(target)  # no log was needed to read it
    if os.name == "posix":
        assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_it_holds_what_only_the_log_holds(path, target):
    with History.open(path, pytest.fail) as history:
        coach(history, whole_session())
        assert path.with_name(f"{path.name}-wal").stat().st_size > 50_000
        back_up(path, target)
        assert content(target) == content(path)


def test_taken_while_a_session_is_stored_it_holds_all_up_to_a_moment(path, target):
    """Every event from the first on, without a gap; the session goes on and nothing is lost."""
    filled(path, 30)
    before = {table: len(found) for table, found in content(path).items()}
    process = child(path, "Anna", N_FRAMES, 0.005)
    assert process.stdout is not None
    backups = []  # so many events were said to be stored before, were in it, and after it
    for line in process.stdout:
        if line.startswith("stored ") and int(line.split()[1]) % 100 == 50:
            n_before = int(line.split()[1])
            one = target.with_name(f"backup {n_before}.sqlite")
            assert back_up(path, one) == 31
            (n_after,) = rows(path, "SELECT count(*) FROM events WHERE session_id = 31")[0]
            backups.append((one, n_before, n_after))
    assert process.wait(60) == 0
    assert len(backups) == 4
    for one, n_before, n_after in backups:
        assert rows(one, "PRAGMA integrity_check") == [("ok",)]
        [(n, first, last)] = rows(
            one, "SELECT count(*), min(seq), max(seq) FROM events WHERE session_id = 31"
        )
        assert (first, last) == (1, n)
        assert n_before <= n <= n_after
        [(count,)] = rows(one, "SELECT count FROM exercises WHERE session_id = 31")
        assert count == n - 2  # of one moment in all tables
        assert len(rows(one, "SELECT id FROM reps")) == before["reps"]
    assert backups[0][2] < N_FRAMES  # it was taken in the midst
    assert rows(path, "SELECT count(*), max(seq) FROM events WHERE session_id = 31") == [
        (N_FRAMES, N_FRAMES)
    ]


def test_the_session_says_nothing_of_a_backup_that_is_taken_meanwhile(path, target):
    filled(path, 30)
    process = child(path, "Anna", 200, 0.005)
    assert process.stdout is not None
    assert process.stdout.readline() == "stored 1\n"
    back_up(path, target)
    said, _ = process.communicate(timeout=60)
    assert said.split("\n") == [*(f"stored {seq}" for seq in range(2, 201)), "ended", ""]


@pytest.mark.parametrize("taken_by", ["file", "folder", "link to nowhere"])
def test_nothing_is_ever_overwritten(path, target, taken_by):
    filled(path, 1)
    if taken_by == "file":
        target.write_text("my notes", encoding="utf-8")
    elif taken_by == "folder":
        target.mkdir()
    else:
        target.symlink_to("nowhere")
    with pytest.raises(CoachError, match=r"backup\.sqlite is there already: give another name"):
        back_up(path, target)
    assert is_alone(target)
    assert taken_by != "file" or target.read_text(encoding="utf-8") == "my notes"


def test_a_name_that_is_taken_while_it_is_written_is_not_overwritten(path, target, monkeypatch):
    filled(path, 1)
    real = os.fsync

    def fsync(descriptor):
        target.write_text("my notes", encoding="utf-8")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(CoachError, match="is there already"):
        back_up(path, target)
    assert target.read_text(encoding="utf-8") == "my notes"
    assert is_alone(target)


def test_a_file_system_without_links_gets_one_all_the_same(path, target, monkeypatch):
    def link(*_):
        raise PermissionError(1, "Operation not permitted")  # as of FAT

    filled(path, 1)
    monkeypatch.setattr(os, "link", link)
    back_up(path, target)
    assert content(target) == content(path)
    assert is_alone(target)
    with pytest.raises(CoachError, match="is there already"):
        back_up(path, target)


def test_a_folder_that_is_not_there_is_a_sentence(path, target):
    filled(path, 1)
    with pytest.raises(CoachError, match=r"cannot be written \(No such file or directory\)"):
        back_up(path, target.parent / "none" / "backup.sqlite")
    assert nothing_in(target.parent)


@pytest.mark.parametrize("n_free_kb", [0, 60])
def test_a_full_disk_is_a_sentence_and_no_part_is_left(tmp_path, path, n_free_kb):
    filled(path, 5)
    before = content(path)
    with disk_of(tmp_path / "small disk", 1024) as folder:
        os.truncate(fill_up(folder), (1024 - n_free_kb) * 1024 - 8192)
        with pytest.raises(CoachError, match=r"backup\.sqlite cannot be written .*free some space"):
            back_up(path, folder / "backup.sqlite")
        assert [file.name for file in folder.iterdir()] == ["filler"]
    assert content(path) == before


@UNIX
def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path, path):
    filled(path, 1)
    folder = mounted(tmp_path / "closed", 512)
    try:
        subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
        with pytest.raises(CoachError, match=r"backup\.sqlite cannot be written \(Read-only file"):
            back_up(path, folder / "backup.sqlite")
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_another_program_that_holds_it_is_a_sentence(path, target):
    filled(path, 1)
    with connect(path, isolation_level=None) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN IMMEDIATE")
        other.execute("DELETE FROM flags")
        with pytest.raises(CoachError, match="cannot be used: another program holds it"):
            back_up(path, target)
        other.execute("ROLLBACK")
    other.close()
    assert nothing_in(target.parent)


# -- a damaged history is never made worse --------------------------------------------------------


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_history_is_a_sentence_and_stays_as_it_is(path, target, damage):
    filled(path, 6)
    damage(path)
    before = bytes_of(path.parent)
    with pytest.raises(CoachError, match="is damaged: no backup was made, and the file is as it w"):
        back_up(path, target)
    assert bytes_of(path.parent) == before
    assert nothing_in(target.parent)


def test_a_log_without_its_database_stays_as_it_is(path, target):
    with History.open(path, pytest.fail) as history:
        coach(history, whole_session())
        log = path.with_name(f"{path.name}-wal").read_bytes()
    path.write_bytes(b"")
    path.with_name(f"{path.name}-wal").write_bytes(log)
    with pytest.raises(CoachError, match="is damaged: no backup was made"):
        back_up(path, target)
    assert path.with_name(f"{path.name}-wal").read_bytes() == log


def test_an_empty_file_holds_nothing(path, target):
    path.touch()
    with pytest.raises(CoachError, match="holds nothing yet: nothing was backed up"):
        back_up(path, target)
