"""The stop sign over every bundled recording, other people's recordings, and photographs.

Every sign is found in time, and nothing else that people do is taken for one.
"""

import json
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import pytest

from coach.edges.pose.pose_model import MediaPipePose
from coach.edges.sources.recording import LandmarkRecording
from coach.gestures import ArmSign
from coach.pipeline import Frame
from samples.studio.joints import NAMES
from samples.studio.joints_file import read_joints
from tests.clips import SAMPLES, recorded

FOUND_WITHIN_S = 2.0  # after the true arm is up
TRULY_UP_DEG = 30.0  # from the vertical of the room
PHOTO_FPS, PHOTO_S = 15, 3.0


def bundled() -> list[str]:
    return sorted(
        str(path.relative_to(SAMPLES).with_suffix("")).removesuffix(".truth")
        for path in SAMPLES.rglob("*.truth.json")
        if path.with_name(path.name.removesuffix(".truth.json") + ".npz").is_file()
    )


def moments(name: str) -> list[tuple[float, float]]:
    """Start and end of every true sign."""
    truth = json.loads((SAMPLES / f"{name}.truth.json").read_text(encoding="utf-8"))
    what = [moment for moment in truth.get("moments", []) if moment["what"] == "stop_sign"]
    return [(moment["start_s"], moment["end_s"]) for moment in what]


def true_up_s(name: str, start_s: float, end_s: float) -> float:
    """When the right arm is truly up: it is the one that every bundled sign is given with."""
    joints = read_joints(SAMPLES / f"{name}.joints.npz")
    shoulder, wrist = NAMES.index("right_shoulder"), NAMES.index("right_wrist")
    arm = joints.world[:, wrist] - joints.world[:, shoulder]
    lean_deg = np.degrees(np.arccos(arm[:, 1] / np.linalg.norm(arm, axis=1)))
    is_up = (joints.t_s >= start_s) & (joints.t_s <= end_s) & (lean_deg <= TRULY_UP_DEG)
    return float(joints.t_s[np.argmax(is_up)])


@cache
def told_in(name: str) -> tuple[float, ...]:
    """When signs are told in a bundled recording."""
    watch = ArmSign()
    clip = recorded(SAMPLES / f"{name}.npz")
    return tuple(one.t_s for one in clip if watch.update(one) is not None)


def test_there_are_signs_to_find():
    assert sum(len(moments(name)) for name in bundled()) >= 10


@pytest.mark.parametrize("name", [name for name in bundled() if moments(name)])
def test_signs_are_found_in_time(name):
    for start_s, end_s in moments(name):
        found = [t_s for t_s in told_in(name) if start_s <= t_s <= end_s]
        assert len(found) == 1
        assert found[0] - true_up_s(name, start_s, end_s) <= FOUND_WITHIN_S


@pytest.mark.parametrize("name", bundled())
def test_nothing_else_is_a_sign(name):
    signs = moments(name)
    other = [t_s for t_s in told_in(name) if not any(a <= t_s <= b for a, b in signs)]
    assert not other


def test_nothing_in_other_peoples_recordings_is_a_sign(shared):
    paths = sorted((shared / "recordings").glob("*.npz"))
    if not paths:
        pytest.skip("no recordings there")
    assert not {path.name: told for path in paths if (told := told_by_recording(path))}


def told_by_recording(path: Path) -> list[float]:
    watch = ArmSign()
    with LandmarkRecording(path) as source:
        return [
            frame.t_s
            for frame in source
            if frame.pose is not None and watch.update(frame.pose) is not None
        ]


@pytest.mark.slow
def test_no_photograph_of_an_exercise_is_a_sign(shared, bundle):
    """Each is looked at for three seconds, as if somebody stayed like that."""
    paths = sorted((shared / "photos").glob("*.jpg"))
    if not paths:
        pytest.skip("no photographs there")
    n_seen, taken = 0, []
    for path in paths:
        picture = cv2.imread(str(path))
        assert picture is not None, path
        watch = ArmSign()
        with MediaPipePose(bundle) as model:
            for i in range(round(PHOTO_S * PHOTO_FPS)):
                one = model.pose(Frame(i / PHOTO_FPS, picture))
                if watch.update(one) is not None:
                    taken.append(path.name)
        n_seen += one.found
    assert not taken
    assert n_seen > len(paths) / 2  # or the model has looked at nothing
