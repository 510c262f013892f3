"""No file is lost for an export, and none is left half written."""

import os
import stat
from pathlib import Path

import pytest

from coach.edges.history.choice import TABLES, Choice
from coach.errors import CoachError
from tests.edges.history_days import Problems, filled, rows
from tests.edges.history_exports import (
    filled_by_three,
    read_csv,
    read_json,
    records,
    to_csv,
    to_json,
)
from tests.edges.small_disks import disk_of, fill_up


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    return tmp_path / "data" / "history.sqlite"


@pytest.fixture
def filled_path(path: Path) -> Path:
    return filled_by_three(path)


@pytest.mark.skipif(os.name != "posix", reason="of Unix")
def test_exports_are_for_their_owner_alone(filled_path, tmp_path):
    to_csv(filled_path, tmp_path / "out")
    to_json(filled_path, tmp_path / "out.json")
    files = [*(tmp_path / "out").iterdir(), tmp_path / "out.json"]
    assert len(files) == 8
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o700


def test_an_older_export_is_replaced_only_by_force(filled_path, tmp_path):
    for export, target in ((to_csv, tmp_path / "out"), (to_json, tmp_path / "out.json")):
        export(filled_path, target, Choice("Anna"))
        with pytest.raises(CoachError, match="is there already"):
            export(filled_path, target)
        assert export(filled_path, target, is_forced=True) == 5
    assert len(read_csv(tmp_path / "out", "sessions")) == 5
    assert len(read_json(tmp_path / "out.json")["sessions"]) == 5


@pytest.mark.parametrize("text", ["", "my notes", "id,session_id\n1,2\n", '{"format": 1}', "\xff"])
def test_another_file_is_never_replaced(filled_path, tmp_path, text):
    (tmp_path / "out").mkdir()
    content = text.encode("latin-1")
    for file in (tmp_path / "out" / "reps.csv", tmp_path / "out.json"):
        file.write_bytes(content)
    with pytest.raises(CoachError, match=r"reps\.csv is no export of the history"):
        to_csv(filled_path, tmp_path / "out", is_forced=True)
    with pytest.raises(CoachError, match=r"out\.json is no export of the history"):
        to_json(filled_path, tmp_path / "out.json", is_forced=True)
    assert {file.name for file in (tmp_path / "out").iterdir()} == {"reps.csv"}
    assert (tmp_path / "out" / "reps.csv").read_bytes() == content
    assert (tmp_path / "out.json").read_bytes() == content


def test_other_files_in_the_folder_stay(filled_path, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "notes.txt").write_text("mine", encoding="utf-8")
    to_csv(filled_path, tmp_path / "out")
    names = {file.name for file in (tmp_path / "out").iterdir()}
    assert names == {"notes.txt", *(f"{table}.csv" for table in TABLES)}


def test_the_history_itself_is_never_replaced(filled_path):
    before = records(filled_path, "reps")
    with pytest.raises(CoachError, match="is no export of the history"):
        to_json(filled_path, filled_path, is_forced=True)
    assert records(filled_path, "reps") == before


def test_a_place_that_cannot_be_written_is_a_sentence(filled_path, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(CoachError, match=r"file cannot be written \(File exists\)"):
        to_csv(filled_path, tmp_path / "file")
    with pytest.raises(CoachError, match=r"out\.json cannot be written \(No such file or dir"):
        to_json(filled_path, tmp_path / "none" / "out.json")


def test_a_full_disk_is_a_sentence_and_nothing_is_left_or_lost(path, tmp_path):
    filled(path, 40)
    with disk_of(tmp_path / "small disk", 1024) as disk:
        to_csv(path, disk / "old", Choice(since_s=4e9))
        to_json(path, disk / "old.json", Choice(since_s=4e9))
        before = {file: file.read_bytes() for file in disk.rglob("*.*")}
        filler = fill_up(disk)
        os.truncate(filler, filler.stat().st_size - 20_000)
        for folder in ("old", "new"):
            with pytest.raises(CoachError, match=r"csv cannot be written .*: free some space"):
                to_csv(path, disk / folder, is_forced=True)
        for name in ("old.json", "new.json"):
            with pytest.raises(CoachError, match=r"json cannot be written .*: free some space"):
                to_json(path, disk / name, is_forced=True)
        assert {file: file.read_bytes() for file in disk.rglob("*.*")} == before
        assert not (disk / "new").exists()


# -- a damaged history ----------------------------------------------------------------------------


def damage_the_repetitions(path):
    """It opens, and its other tables can be read."""
    [(page,)] = rows(path, "SELECT rootpage FROM sqlite_master WHERE name = 'reps'")
    [(page_bytes,)] = rows(path, "PRAGMA page_size")
    with path.open("rb+") as file:
        file.seek((page - 1) * page_bytes)
        file.write(os.urandom(page_bytes))


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_what_can_be_read_of_a_damaged_history_is_exported(path, tmp_path, kind):
    filled(path, 30)
    damage_the_repetitions(path)
    problems = Problems()
    target = tmp_path / "out"
    export = to_csv if kind == "csv" else to_json
    n_sessions = export(path, target, on_problem=problems)
    assert len(problems) == 1
    assert "was damaged: it lies beside it now as history.damaged-" in problems[0]
    found = read_csv(target, "sessions") if kind == "csv" else read_json(target)["sessions"]
    assert len(found) == n_sessions == 30
