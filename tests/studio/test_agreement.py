"""Every truth file of the samples says what the true joints do; a wrong one would be found."""

from pathlib import Path

import numpy as np
import pytest

from coach.truth import Fault, Truth
from samples.studio.agreement import disagreeing, disagreements
from samples.studio.clip_files import whole_clips
from samples.studio.joints_file import TrueJoints, read_joints
from samples.studio.poses import EXERCISES
from samples.studio.true_signals import TRUE_SIGNALS

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
CLIPS = {files.name: files for files in whole_clips(SAMPLES)}


def load(name: str) -> tuple[Truth, TrueJoints]:
    return CLIPS[name].read_truth(), read_joints(CLIPS[name].joints)


@pytest.mark.parametrize("name", CLIPS)
def test_the_truth_agrees_with_the_true_joints(name):
    assert disagreements(*load(name)) == []


def test_every_exercise_has_a_true_signal():
    assert set(TRUE_SIGNALS) == set(EXERCISES)
    assert {load(name)[0].exercise for name in CLIPS} - {None} == set(EXERCISES)


def changed(truth: Truth, number: int, **what) -> Truth:
    reps = list(truth.reps or ())
    reps[number] = reps[number].model_copy(update=what)
    return truth.model_copy(update={"reps": tuple(reps)})


@pytest.mark.parametrize(
    ("what", "said"),
    [
        pytest.param({"faults": (Fault.SUDDEN,)}, "middle of its way", id="not_sudden"),
        pytest.param({"faults": (Fault.PARTIAL,)}, "called partial", id="not_partial"),
        pytest.param({"faults": (Fault.OVER_LARGE,)}, "called over-large", id="not_over_large"),
        pytest.param({"faults": (Fault.DIP,)}, "does not dip", id="no_dip"),
        pytest.param({"side": "left"}, "to the other side", id="wrong_side"),
        pytest.param({"top_s": 1.2}, "not held", id="top_too_early"),
        pytest.param({"release_s": 6.0}, "not held", id="release_too_late"),
        pytest.param({"start_s": 0.0}, "half-way out", id="start_too_early"),
    ],
)
def test_a_wrong_repetition_is_found(what, said):
    truth, joints = load("pelvis_lift_side")
    assert any(said in line for line in disagreements(changed(truth, 0, **what), joints))


def test_a_repetition_too_few_is_found():
    truth, joints = load("pelvis_lift_side")
    fewer = truth.model_copy(update={"reps": (truth.reps or ())[::2]})
    assert any("while it should rest" in line for line in disagreements(fewer, joints))


def test_a_repetition_that_did_not_happen_is_found():
    truth, joints = load("pelvis_lift_side")
    still = joints.world.copy()
    still[:] = still[0]
    told = disagreements(truth, TrueJoints(joints.t_s, joints.image, still))
    assert any("leaves rest 0 times" in line for line in told)


def test_a_wrong_range_is_found():
    truth, joints = load("pelvis_lift_side")
    ranges = {"true_range": {"values": [0.15, 0.15, 0.3]}}
    told = disagreements(truth.model_copy(update={"made": ranges}), joints)
    assert any(line.startswith("repetition 3 has a range of") for line in told)


def test_true_joints_come_back_as_they_were(tmp_path):
    from samples.studio.joints_file import STEP_M, STEP_PX, write_joints

    _, joints = load("pelvis_lift_side")
    away = TrueJoints(joints.t_s, joints.image.copy(), joints.world.copy())
    away.image[3] = away.world[3] = np.nan
    write_joints(tmp_path / "a.joints.npz", away)
    back = read_joints(tmp_path / "a.joints.npz")
    assert back.image == pytest.approx(away.image, abs=STEP_PX, nan_ok=True)
    assert back.world == pytest.approx(away.world, abs=STEP_M, nan_ok=True)
    assert np.isnan(back.world[3]).all()


def test_a_clip_that_was_stopped_while_being_made_anew_is_passed_over(tmp_path):
    files = CLIPS["pelvis_lift_side"]
    for path in (files.joints, files.recording):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    assert list(whole_clips(tmp_path)) == []
    assert list(disagreeing(tmp_path)) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        pytest.param({"seconds": 90.0}, "it is about 90 s", id="length"),
        pytest.param({"exercise": "squat"}, "no true signal for 'squat'", id="exercise"),
        pytest.param(
            {"made": {"true_range": {"values": [0.1]}}}, "3 repetitions and 1", id="range"
        ),
    ],
)
def test_a_truth_about_something_else_is_found(changes, said):
    truth, joints = load("pelvis_lift_side")
    assert any(said in line for line in disagreements(truth.model_copy(update=changes), joints))
