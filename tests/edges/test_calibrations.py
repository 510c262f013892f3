"""Own ranges come back as they were kept, never larger, and never from half a file."""

import json
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import sleep

import pytest

from coach.definition_tables import Place, Primary
from coach.edges.calibrations import Calibrations, default_path
from coach.edges.library import exercise_ids, load_exercise
from coach.errors import CoachError
from coach.own_range import OwnRange

KNEES = OwnRange(1.4, 1.1)
ENTRY = {
    "exercise": "knee_hug",
    "place": "low",
    "signal": "hip",
    "unit": "deg",
    "rom": 90.0,
    "least_rom": 80.0,
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "not yet there é" / "calibration.json"


def written(path: Path, *entries: dict[str, object], **others: object) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({"format": 1, "ranges": entries} | others), encoding="utf-8")
    return path


def keep(path: Path, *ranges: OwnRange, signal_name: str = "lift") -> Calibrations:
    calibrations = Calibrations.load(path)
    for own in ranges:
        calibrations.keep("pelvis_lift", "low", signal_name, {None: own})
    calibrations.save()
    return Calibrations.load(path)


@contextmanager
def full_disk() -> Iterator[None]:
    """No file may grow beyond 100 bytes."""
    import resource  # of Unix

    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


# -- what is kept comes back ----------------------------------------------------------------------


def test_nothing_is_known_at_first_and_nothing_is_written(path):
    calibrations = Calibrations.load(path)
    assert calibrations.of("knee_hug", "low", "hip") == {}
    calibrations.save()
    assert not path.parent.exists()


def test_ranges_come_back_by_exercise_place_and_side(path):
    calibrations = Calibrations.load(path)
    both = {"left": OwnRange(14.25, 12.0), "right": OwnRange(11.0, 10.125)}
    calibrations.keep("side_pull", "high", "lean", both)
    calibrations.keep("side_pull", "shelf", "lean", {"left": OwnRange(9.0, 9.0)})
    calibrations.keep("knee_hug", "low", "knee_shoulder", {None: KNEES})
    assert calibrations.of("side_pull", "high", "lean") == both  # known at once
    calibrations.save()
    again = Calibrations.load(path)
    assert again.of("side_pull", "high", "lean") == both
    assert again.of("side_pull", "shelf", "lean") == {"left": OwnRange(9.0, 9.0)}
    assert again.of("knee_hug", "low", "knee_shoulder") == {None: KNEES}
    assert again.of("knee_hug", "high", "knee_shoulder") == {}


def test_every_exercise_gets_back_what_its_places_count_by(path):
    calibrations = Calibrations.load(path)
    expected = {}
    for name in exercise_ids():
        exercise = load_exercise(name)
        sides = ("left", "right") if exercise.is_signed else (None,)
        counted = [
            (place.id, primary)
            for place in exercise.places
            if (primary := primary_of(place, exercise.primary)) is not None
        ]
        for place_id, primary in counted:
            own = OwnRange(primary.nominal, 0.8 * primary.nominal)
            calibrations.keep(name, place_id, primary.signal, dict.fromkeys(sides, own))
            expected.setdefault(name, {})[place_id] = dict.fromkeys(sides, own)
    calibrations.save()
    again = Calibrations.load(path)
    assert "pelvis_lift" in expected
    assert {name: again.known(load_exercise(name)) for name in expected} == expected


def primary_of(place: Place, usual: Primary | None) -> Primary | None:
    return place.primary or usual


# -- the ceiling never rises ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "known"),
    [
        pytest.param([(0.30, 0.28)], (0.30, 0.28), id="first_day"),
        pytest.param([(0.30, 0.28), (0.40, 0.38)], (0.40, 0.28), id="a_larger_day"),
        pytest.param([(0.30, 0.28), (0.20, 0.19)], (0.20, 0.19), id="a_smaller_day"),
        pytest.param([(0.2, 0.19), (0.4, 0.3), (0.5, 0.5)], (0.5, 0.19), id="grows_day_by_day"),
    ],
)
@pytest.mark.parametrize("saved_daily", [True, False], ids=["other_days", "same_day"])
def test_the_least_range_only_falls(path, days, known, saved_daily):
    ranges = [OwnRange(*day) for day in days]
    for part in [[own] for own in ranges] if saved_daily else [ranges]:
        calibrations = keep(path, *part)
    assert calibrations.of("pelvis_lift", "low", "lift") == {None: OwnRange(*known)}


def test_another_signal_is_not_used_and_then_replaced(path):
    keep(path, OwnRange(0.3, 0.1))
    calibrations = Calibrations.load(path)
    assert calibrations.of("pelvis_lift", "low", "hip") == {}
    calibrations = keep(path, OwnRange(60.0, 50.0), signal_name="hip")
    assert calibrations.of("pelvis_lift", "low", "hip") == {None: OwnRange(60.0, 50.0)}
    assert calibrations.of("pelvis_lift", "low", "lift") == {}


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"unit": "S0"}, id="another_unit"),
        pytest.param({"signal": "of_a_newer_coach"}, id="unknown_signal"),
    ],
)
def test_what_is_measured_otherwise_now_is_not_used_and_stays(path, changes):
    written(path, ENTRY | changes)
    calibrations = Calibrations.load(path)
    assert calibrations.of("knee_hug", "low", "hip") == {}
    calibrations.keep("pelvis_lift", "low", "lift", {None: OwnRange(0.3, 0.3)})
    calibrations.save()
    kept = json.loads(path.read_text(encoding="utf-8"))["ranges"]
    assert ENTRY | changes in kept


# -- two coaches, a deleted file ------------------------------------------------------------------


def test_what_another_coach_stored_meanwhile_stays(path):
    one, other = Calibrations.load(path), Calibrations.load(path)
    one.keep("pelvis_lift", "low", "lift", {None: OwnRange(0.3, 0.2)})
    other.keep("pelvis_lift", "low", "lift", {None: OwnRange(0.4, 0.4)})
    other.keep("knee_hug", "low", "hip", {None: OwnRange(90.0, 90.0)})
    one.save()
    other.save()
    again = Calibrations.load(path)
    assert again.of("pelvis_lift", "low", "lift") == {None: OwnRange(0.4, 0.2)}
    assert again.of("knee_hug", "low", "hip") == {None: OwnRange(90.0, 90.0)}


def test_a_deleted_file_does_not_come_back(path):
    calibrations = keep(path, OwnRange(0.3, 0.2))
    calibrations.keep("knee_hug", "low", "hip", {None: OwnRange(90.0, 90.0)})
    path.unlink()
    calibrations.save()
    again = Calibrations.load(path)
    assert again.of("pelvis_lift", "low", "lift") == {}
    assert again.of("knee_hug", "low", "hip") == {None: OwnRange(90.0, 90.0)}
    again.keep("toe_pull_chin", "low", "neck", {None: OwnRange(20.0, 20.0)})
    path.unlink()
    again.save()
    assert Calibrations.load(path).of("knee_hug", "low", "hip") == {}


# -- a file that is not as it should be -----------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(b"", "is not valid JSON", id="empty"),
        pytest.param(b'{"format": 1, "ran', "is not valid JSON", id="cut_short"),
        pytest.param(b"\xff\xfe\x00", "is no text in UTF-8; .* delete it", id="binary"),
        pytest.param(b"[" * 100_000, "nested too deeply", id="nested"),
        pytest.param(b" " * 3_000_000, "longer than", id="endless"),
        pytest.param(b'{"format": 1, "format": 1}', "'format' stands there twice", id="key_twice"),
        pytest.param(b"[]", "one table with keys belongs here", id="a_list"),
        pytest.param(b"{}", "'format' is missing; .* delete it", id="no_format"),
        pytest.param(b'{"format": 2}', "format: it must be 1, but it is 2", id="newer"),
        pytest.param(b'{"format": 1, "range": []}', "did you mean 'ranges'", id="unknown_key"),
    ],
)
def test_a_broken_file_is_one_sentence_and_stays(path, content, words):
    calibrations = Calibrations.load(path)
    calibrations.keep("pelvis_lift", "low", "lift", {None: OwnRange(0.3, 0.2)})
    path.parent.mkdir()
    path.write_bytes(content)
    for attempt in (lambda: Calibrations.load(path), calibrations.save):
        with pytest.raises(CoachError, match=words) as error:
            attempt()
        assert str(path) in str(error.value)
        assert "\n" not in str(error.value)
        assert path.read_bytes() == content
    path.unlink()
    calibrations.save()  # nothing was lost
    assert Calibrations.load(path).of("pelvis_lift", "low", "lift") == {None: OwnRange(0.3, 0.2)}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        pytest.param({"rom": 0.0}, r"ranges\.0\.rom: .* greater than 0", id="no_range"),
        pytest.param({"rom": "90"}, r"ranges\.0\.rom: .*number", id="text"),
        pytest.param({"rom": float("nan")}, r"ranges\.0\.rom: .*finite", id="not_a_number"),
        pytest.param({"rom": float("inf")}, r"ranges\.0\.rom: .*finite", id="endless"),
        pytest.param({"rom": 70.0}, "least_rom 80 must not be above rom 70", id="swapped"),
        pytest.param({"side": "both"}, r"ranges\.0\.side", id="side"),
        pytest.param({"unit": "cm"}, r"ranges\.0\.unit", id="unit"),
        pytest.param({"place": "Low Table"}, r"ranges\.0\.place", id="place"),
        pytest.param({"room": 1.0}, "unknown key 'room'.*did you mean 'rom'", id="mistyped"),
        pytest.param({"exercise": "a\x1b[2J"}, "character that cannot be shown", id="control"),
    ],
)
def test_a_wrong_entry_names_its_place(path, changes, words):
    written(path, ENTRY | changes)
    with pytest.raises(CoachError, match=words) as error:
        Calibrations.load(path)
    assert "delete it" in str(error.value) or "cannot be shown" in str(error.value)


def test_one_exercise_place_and_side_stands_there_once(path):
    written(path, ENTRY, ENTRY | {"side": "left"}, ENTRY | {"rom": 99.0})
    with pytest.raises(CoachError, match="knee_hug from low stands there twice; drop one"):
        Calibrations.load(path)


def test_a_folder_in_its_place_is_one_sentence(path):
    path.mkdir(parents=True)
    with pytest.raises(CoachError, match=r"calibration\.json cannot be read .* move it away"):
        Calibrations.load(path)


# -- whole or not at all --------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="limits of Unix")
def test_a_full_disk_loses_nothing(path):
    calibrations = keep(path, OwnRange(0.3, 0.2))
    before = path.read_bytes()
    calibrations.keep("knee_hug", "low", "hip", {None: OwnRange(90.0, 90.0)})
    with full_disk(), pytest.raises(CoachError, match=r"cannot be stored .* free some space"):
        calibrations.save()
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]
    calibrations.save()  # there is room again
    again = Calibrations.load(path)
    assert again.of("knee_hug", "low", "hip") == {None: OwnRange(90.0, 90.0)}
    assert again.of("pelvis_lift", "low", "lift") == {None: OwnRange(0.3, 0.2)}


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path):
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    calibrations = Calibrations(tmp_path / "file" / "calibration.json", {})
    calibrations.keep("knee_hug", "low", "hip", {None: OwnRange(90.0, 90.0)})
    with pytest.raises(CoachError, match=r"calibration\.json"):
        calibrations.save()


@pytest.mark.skipif(sys.platform == "win32", reason="modes of Unix")
def test_only_the_owner_may_read_it(path):
    keep(path, OwnRange(0.3, 0.2))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


KILLED = """
import sys
from pathlib import Path
from coach.edges.calibrations import Calibrations
from coach.own_range import OwnRange
path, n = Path(sys.argv[1]), 0
while True:
    n += 1
    calibrations = Calibrations.load(path)
    for place in range(200):
        calibrations.keep("knee_hug", f"place_{place}", "hip", {None: OwnRange(90.0, 90.0)})
    calibrations.save()
    print(n, flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")
def test_a_killed_coach_leaves_a_whole_file(path):
    for delay_s in (0.0, 0.004, 0.009, 0.013):
        with subprocess.Popen(
            [sys.executable, "-c", KILLED, str(path)], stdout=subprocess.PIPE
        ) as child:
            assert child.stdout is not None
            assert child.stdout.readline().strip() == b"1"
            sleep(delay_s)
            os.kill(child.pid, signal.SIGKILL)
        assert len(Calibrations.load(path).of("knee_hug", "place_199", "hip")) == 1
    keep(path, OwnRange(0.3, 0.2))  # what the killed ones left behind is in nobody's way
    assert list(path.parent.iterdir()) == [path]


# -- where it lies --------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform != "linux", reason="where Linux is told its data folder")
def test_it_lies_in_the_users_own_data_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert default_path() == tmp_path / "spine-coach" / "calibration.json"
    calibrations = Calibrations.load()
    calibrations.keep("knee_hug", "low", "hip", {None: OwnRange(90.0, 90.0)})
    calibrations.save()
    assert default_path().is_file()


def test_the_page_shows_a_file_that_can_be_read(path):
    page = Path(__file__).parents[2] / "docs" / "calibration.md"
    shown = page.read_text(encoding="utf-8").split("```json\n")[1].split("```")[0]
    path.parent.mkdir()
    path.write_text(shown, encoding="utf-8")
    again = Calibrations.load(path)
    assert again.of("side_pull", "high", "lean") == {"left": OwnRange(14.2, 12.9)}
