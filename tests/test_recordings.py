"""Recordings of real people: two bridges are counted, and nothing else that people do is."""

from pathlib import Path

import pytest

from coach.edges.sources.recording import LandmarkRecording
from coach.landmarks import Pose
from tests.coaching import Result, coach, mirrored, resampled

BRIDGES = {"glute_bridge__pexels": 2, "glute_bridge__physioplus": 1}
OTHERS = (
    "cat_cow__wanshape",
    "crunches__leap",
    "overhead_claps__malik",
    "plank_hold__childrens_colorado",
    "seated_band_row__pexels",
    "side_lying_leg_raise__leap",
    "side_lying_leg_raise__pexels",
    "side_plank__pexels",
    "sit_ups__wanshape",
    "split_squat_slowmo__pexels",
    "squat__darebee",
    "squat__pexels",
    "superman_hold__darebee",
    "supine_arm_circles__hep",
    "supine_tabletop_hold__hep",
    "two_people_squat_hold__pexels",
    "wall_push_up__pexels",
)


def poses(shared: Path, name: str) -> list[Pose]:
    path = shared / "recordings" / f"{name}.npz"
    if not path.is_file():
        pytest.skip(f"{path} is not there")
    with LandmarkRecording(path) as source:
        return [frame.pose for frame in source if frame.pose is not None]


def assert_same(result: Result, reference: Result, tolerance_s: float) -> None:
    """Count, order and grades; start and end as exactly as frames allow."""
    assert result.count == reference.count
    for rep, expected in zip(result.reps, reference.reps, strict=True):
        assert (rep.index, rep.grade) == (expected.index, expected.grade)
        assert rep.start_s == pytest.approx(expected.start_s, abs=tolerance_s)
        assert rep.end_s == pytest.approx(expected.end_s, abs=tolerance_s)


@pytest.mark.parametrize(("name", "count"), BRIDGES.items())
def test_bridges_are_counted(shared, name, count):
    result = coach(poses(shared, name))
    assert result.count == count
    assert {rep.grade for rep in result.reps} == {"likely"}  # nobody lay still before


@pytest.mark.parametrize("name", OTHERS)
def test_other_exercises_are_not(shared, name):
    assert coach(poses(shared, name)).count == 0


def test_no_recording_is_forgotten(shared):
    found = {path.stem for path in (shared / "recordings").glob("*.npz")}
    assert found <= {*BRIDGES, *OTHERS}


@pytest.mark.parametrize("fps", [8, 10, 15, 30, 60])
@pytest.mark.parametrize("name", BRIDGES)
def test_bridges_at_another_frame_rate(shared, name, fps):
    original = poses(shared, name)
    assert_same(coach(resampled(original, fps)), coach(original), max(0.15, 1 / fps))


@pytest.mark.parametrize("name", BRIDGES)
def test_bridges_in_the_mirror(shared, name):
    original = poses(shared, name)
    assert_same(coach([mirrored(p) for p in original]), coach(original), 1e-6)
