"""The table of paths tells where things really lie, and how large they are."""

import subprocess
import sys

import pytest

from coach.edges.added_programmes import store_programme
from coach.edges.calibrations import Calibrations, default_path
from coach.edges.history.history import History
from coach.edges.paths import places, size_of
from coach.edges.programme_files import load_programme
from coach.edges.settings import change_settings
from coach.own_range import OwnRange
from tests.command import ROOT, environment
from tests.edges.history_days import coach, whole_session


@pytest.fixture
def home(tmp_path, monkeypatch):
    for name in ("DATA", "CONFIG", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name))
    return tmp_path


def test_what_is_not_there_yet_has_no_size(home):
    found = {place.name: place for place in places()}
    names = ("settings", "history", "calibration", "added programmes")
    own = [found[name] for name in names]
    assert [place.n_bytes for place in own] == [None] * 4
    assert all(place.path.is_relative_to(home) for place in own)
    assert found["exercises"].n_bytes > 10_000
    assert found["samples"].n_bytes > 10_000
    assert list(home.iterdir()) == []  # looking makes nothing


def test_what_was_written_is_found(home):
    change_settings({"language": "de"})
    ranges = Calibrations.load(default_path("Anna"))
    ranges.keep("pelvis_lift", "low", "lift", {None: OwnRange(0.3, 0.3)})
    ranges.save()
    with History.open(None, pytest.fail) as history:
        coach(history, whole_session())
    added = store_programme(load_programme("first").programme)
    found = {place.name: place for place in places("Anna")}
    for name in ("settings", "history", "calibration"):
        assert found[name].n_bytes == found[name].path.stat().st_size > 0
    assert found["calibration"].path == default_path("Anna")
    assert found["added programmes"].path == added.parent
    assert found["added programmes"].n_bytes == added.stat().st_size > 0


def test_a_history_that_was_set_aside_is_told(home):
    path = next(place.path for place in places() if place.name == "history")
    path.parent.mkdir(parents=True)
    path.write_bytes(b"x" * 5000)
    History.open(path, [].append).close()
    (aside,) = [place for place in places() if place.name == "set aside"]
    assert aside.n_bytes == 5000
    assert aside.path.name.startswith("history.damaged-")


def test_the_log_of_a_database_counts(tmp_path):
    for name, n_bytes in (("history.sqlite", 10), ("history.sqlite-wal", 200)):
        (tmp_path / name).write_bytes(b"x" * n_bytes)
    assert size_of(tmp_path / "history.sqlite") == 210
    assert size_of(tmp_path) == 210
    assert size_of(tmp_path / "nothing") is None


def test_each_place_is_one_line_however_long(home):
    far = str(home / ("long [name] " * 15))
    done = subprocess.run(
        [sys.executable, "-c", "from coach.cli.paths import paths; paths('Anna')"],
        cwd=ROOT,
        env=environment(XDG_DATA_HOME=far, COLUMNS="60"),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    lines = done.stdout.splitlines()
    assert f"{far}/spine-coach/history.sqlite".replace("/", "") in lines[1].replace(
        "\\", ""
    ).replace("/", "")
    assert lines[1].split()[:2] == ["history", "-"]
    names = [line.split("  ")[0] for line in lines[:7]]
    assert names[0] == "settings"
    assert "exercises" in [name.strip() for name in names]
    assert done.stderr == ""
