"""What is deleted is gone from the bytes of the file, and nothing else is."""

import os
import subprocess
import sys
import time
from pathlib import Path
from sqlite3 import connect

import pytest

from coach.edges.history.access import work_with
from coach.edges.history.history import History
from coach.edges.history.removal import (
    find_all,
    find_person,
    find_session,
    remove,
    remove_set_aside,
    set_aside,
)
from coach.errors import CoachError
from coach.workout_events import Told
from tests.command import ROOT
from tests.edges.history_days import break_off, child, coach, filled, rows, whole_session
from tests.edges.small_disks import disk_of, fill_up, mounted

UNIX = pytest.mark.skipif(os.name != "posix", reason="of Unix")
TABLES = ("sessions", "plan", "exercises", "reps", "flags", "answers", "sets", "events")
OF_SESSION = {table: "id" if table == "sessions" else "session_id" for table in TABLES}
KILLED = """import sys
from pathlib import Path
from tests.edges.test_history_delete import find_person, remove, work_with
path = Path(sys.argv[1])
def work(db):
    doomed = find_person(db, path, "Annabella")
    print("begins", flush=True)
    remove(db, path, doomed)
work_with(path, work, print)
"""
TEXT = "a sentence that only Annabella heard"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history.sqlite"


def fill(path):
    """Sessions of Annabella, one of them broken off, among those of others."""
    heard = [*whole_session()[:-1], Told(159.0, TEXT), whole_session()[-1]]
    with History.open(path, pytest.fail) as history:
        coach(history, whole_session(), person="Carlotta")
        for _ in range(4):
            coach(history, heard, person="Annabella")
        coach(history, whole_session(), person="Carlotta")
        break_off(history, heard[:-1], person="Annabella")


def bytes_of(path):
    files = (path.with_name(f"{path.name}{end}") for end in ("", "-wal", "-shm"))
    return b"".join(file.read_bytes() for file in files if file.exists())


def content(path, *without):
    """All rows of all sessions but those."""
    left = ", ".join(map(str, without)) or "0"
    return {
        table: rows(path, f"SELECT * FROM {table} WHERE {key} NOT IN ({left})")
        for table, key in OF_SESSION.items()
    }


def delete(path, find):
    def work(db):
        doomed = find(db)
        remove(db, path, doomed)
        return [one.id for one in doomed]

    return work_with(path, work, pytest.fail)


def delete_annabella(path):
    return delete(path, lambda db: find_person(db, path, "Annabella"))


def test_a_person_is_gone_from_the_bytes_and_all_others_are_as_they_were(path):
    fill(path)
    others = content(path, 2, 3, 4, 5, 7)
    assert b"Annabella" in bytes_of(path)
    assert TEXT.encode() in bytes_of(path)
    assert delete_annabella(path) == [2, 3, 4, 5, 7]
    assert content(path) == others
    assert b"Annabella" not in bytes_of(path)
    assert TEXT.encode() not in bytes_of(path)
    assert rows(path, "PRAGMA integrity_check") == [("ok",)]
    assert list(path.parent.glob("*running*")) == []


def test_what_only_the_log_held_is_gone_too(path):
    with History.open(path, pytest.fail) as open_elsewhere:  # so the log is not taken in
        fill(path)
        open_elsewhere.past("me")
        assert TEXT.encode() in path.with_name(f"{path.name}-wal").read_bytes()
        delete_annabella(path)
        assert TEXT.encode() not in bytes_of(path)
        assert len(open_elsewhere.past("Carlotta")) == 2  # and goes on to work


def test_what_another_program_deleted_is_wiped_out_too(path):
    fill(path)
    with connect(path) as db:
        db.execute("PRAGMA foreign_keys = ON")
        db.execute("PRAGMA secure_delete = OFF")
        db.execute("DELETE FROM sessions WHERE person = 'Annabella'")
    db.close()
    assert TEXT.encode() in bytes_of(path)
    delete(path, lambda db: find_session(db, path, 1))
    assert TEXT.encode() not in bytes_of(path)
    assert b"Annabella" not in bytes_of(path)


@UNIX
@pytest.mark.parametrize("after_s", [0.0, 0.005, 0.02, 0.06])
def test_a_deletion_that_is_killed_takes_all_or_nothing(path, after_s):
    fill(path)
    before, others = content(path), content(path, 2, 3, 4, 5, 7)
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(path)], cwd=ROOT, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"begins\n"
    time.sleep(after_s)
    process.kill()
    process.communicate(timeout=30)
    assert content(path) in (before, others)
    assert rows(path, "PRAGMA integrity_check") == [("ok",)]
    if content(path) == before:
        delete_annabella(path)
    assert content(path) == others


def test_one_session_goes_and_no_number_is_given_twice(path):
    fill(path)
    others = content(path, 7)
    assert delete(path, lambda db: find_session(db, path, 7)) == [7]
    assert content(path) == others
    with History.open(path, pytest.fail) as history:
        assert coach(history, whole_session()).session_id == 8


def test_all_goes_and_the_file_works_on(path):
    fill(path)
    assert delete(path, lambda db: find_all(db, path)) == [1, 2, 3, 4, 5, 6, 7]
    assert content(path) == {table: [] for table in TABLES}
    with History.open(path, pytest.fail) as history:
        coach(history, whole_session())
        assert len(history.past("me")) == 1


def test_what_went_on_with_a_deleted_session_stays(path):
    with History.open(path, pytest.fail) as history:
        break_off(history, whole_session()[:5])
        found = history.unfinished("me")
        assert found is not None
        later = coach(history, whole_session())
        with connect(path) as db:
            db.execute("UPDATE sessions SET continues_id = 1 WHERE id = 2")
        db.close()
    delete(path, lambda db: find_session(db, path, 1))
    assert rows(path, "SELECT id, continues_id FROM sessions") == [(later.session_id, None)]


def running(path, person):
    process = child(path, person, 300, 0.01)
    assert process.stdout is not None
    for line in process.stdout:
        if line == "stored 3\n":
            return process
    raise AssertionError("it never began")


@pytest.mark.parametrize("which", ["session", "person", "all"])
def test_a_session_that_runs_is_never_deleted(path, which):
    fill(path)
    before = content(path)
    process = running(path, "Annabella")
    find = {
        "session": lambda db: find_session(db, path, 8),
        "person": lambda db: find_person(db, path, "Annabella"),
        "all": lambda db: find_all(db, path),
    }[which]
    with pytest.raises(CoachError, match="Session 8 of 'Annabella' runs at this moment"):
        delete(path, find)
    said, _ = process.communicate(timeout=60)
    assert said.endswith("stored 300\nended\n")
    assert content(path, 8) == before


def test_a_session_that_was_begun_after_the_question_is_not_deleted(path):
    """What goes is what was named."""
    filled(path, 1)

    def work(db):
        doomed = find_all(db, path)
        filled(path, 1)
        remove(db, path, doomed)

    work_with(path, work, pytest.fail)
    assert rows(path, "SELECT id FROM sessions") == [(2,)]


def test_another_persons_session_goes_on_meanwhile(path):
    fill(path)
    process = running(path, "Carlotta")
    delete_annabella(path)
    said, _ = process.communicate(timeout=60)
    assert said.endswith("stored 300\nended\n")
    assert "history cannot" not in said
    assert rows(path, "SELECT count(*), max(seq) FROM events WHERE session_id = 8") == [(300, 300)]
    assert b"Annabella" not in bytes_of(path)


@pytest.mark.parametrize("hold", ["BEGIN IMMEDIATE", "BEGIN"])
def test_another_program_that_holds_it_is_a_sentence_and_nothing_is_deleted(path, hold):
    """One that writes, and one that reads an older state, which therefore has to be kept."""
    fill(path)
    before = content(path)
    with connect(path, isolation_level=None) as other:
        other.execute(hold)
        other.execute("SELECT count(*) FROM sessions").fetchone()
        with pytest.raises(CoachError, match="cannot be used: another program holds it; close"):
            delete_annabella(path)
        other.execute("ROLLBACK")
    other.close()
    assert content(path) == before


def test_a_disk_without_room_is_a_sentence_and_nothing_is_deleted(tmp_path):
    with disk_of(tmp_path / "small disk", 16_384) as folder:
        path = folder / "history.sqlite"
        fill(path)
        before = content(path)
        fill_up(folder)
        with pytest.raises(CoachError, match=r"cannot be used: the disk .*; free some space"):
            delete_annabella(path)
        (folder / "filler").unlink()
        assert content(path) == before


@UNIX
def test_a_file_that_cannot_be_written_is_a_sentence(tmp_path):
    folder = mounted(tmp_path / "closed", 4096)
    path = folder / "history.sqlite"
    try:
        filled(path, 1)
        subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
        with pytest.raises(CoachError, match="cannot be used: it cannot be written; mend the perm"):
            delete(path, lambda db: find_all(db, path))
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_histories_that_were_set_aside_go_with_their_logs(path):
    filled(path, 1)
    names = ["history.damaged-2026-11-21.sqlite", "history.replaced-2026-11-21-2.sqlite"]
    for name in names:
        (path.parent / name).touch()
        (path.parent / f"{name}-wal").touch()
    (path.parent / "history-backup-2026-11-21.sqlite").touch()
    found = set_aside(path)
    assert [file.name for file in found] == names
    remove_set_aside(found[:1])
    assert [file.name for file in set_aside(path)] == names[1:]
    assert sorted(file.name for file in path.parent.glob("history*")) == [
        "history-backup-2026-11-21.sqlite",
        names[1],
        f"{names[1]}-wal",
        "history.sqlite",
        "history.sqlite.lock",
    ]
