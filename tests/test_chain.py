"""Real video, real model, real command: what is found against what was performed."""

from dataclasses import dataclass

import cv2
import numpy as np
import pytest

from coach.landmarks import FloatArray
from coach.truth import Fault, Truth, parse_truth
from samples.studio.joints import NAMES
from samples.studio.joints_file import read_joints
from tests.command import Records, named
from tests.replays import SAMPLES, Replays

pytestmark = pytest.mark.slow

NOMINAL_S0 = 0.28
HOLD_TOLERANCE_S = 0.3

RENDERED = {
    "pelvis_lift_side": [[], [], []],
    "pelvis_lift_corner45": [[], [], []],
    "pelvis_lift_demo": [[], ["sudden"], ["over-large"]],
}
# All bundled pelvis lifts with true joints.
LIFTS = sorted(
    path.relative_to(SAMPLES).as_posix().removesuffix(".joints.npz")
    for path in (*SAMPLES.glob("*.joints.npz"), *SAMPLES.glob("pelvis_lift/*.joints.npz"))
)
# The first clip ends while the body is still being lowered, the second in the middle of a lift.
REAL_LIFTS = {"glute_bridge__physioplus": [True], "glute_bridge__pexels": [False, True]}
OTHER_EXERCISES = [
    "seated_band_row__pexels",
    "side_lying_leg_raise__pexels",
    "side_plank__pexels",
    "split_squat_slowmo__pexels",
    "squat__pexels",
    "two_people_squat_hold__pexels",
    "wall_push_up__pexels",
]


def lifts(lines: Records) -> Records:
    return named(lines, "rep_finished")


@pytest.mark.parametrize("name", RENDERED)
def test_rendered_lifts_are_counted_with_their_faults(replays: Replays, name: str) -> None:
    found = replays.of(name).records
    assert len(named(found, "rep_counted")) == len(RENDERED[name])
    assert [lift["flags"] for lift in lifts(found)] == RENDERED[name]
    assert not any(lift["is_open"] for lift in lifts(found))
    assert not named(found, "partial_logged")


def test_every_lift_of_the_demo_is_sure(replays: Replays) -> None:
    replay = replays.of("pelvis_lift_demo")
    assert [lift["grade"] for lift in lifts(replay.records)] == ["sure"] * 3
    assert "Pelvis lift: 3 counted (3 sure, 0 likely), 0 small." in replay.done.stdout


@pytest.mark.parametrize("name", RENDERED)
def test_holds_are_those_of_the_true_joints(replays: Replays, name: str) -> None:
    found = [lift["hold_s"] for lift in lifts(replays.of(name).records)]
    assert found == pytest.approx(true_holds_s(name), abs=HOLD_TOLERANCE_S)


def test_the_annotated_video_is_as_long_as_the_clip(replays: Replays) -> None:
    replay = replays.of("pelvis_lift_corner45")
    written, source = (
        cv2.VideoCapture(str(replay.video)),
        cv2.VideoCapture(str(SAMPLES / "pelvis_lift_corner45.mp4")),
    )
    lengths_s = [
        video.get(cv2.CAP_PROP_FRAME_COUNT) / video.get(cv2.CAP_PROP_FPS)
        for video in (written, source)
    ]
    assert lengths_s[0] == pytest.approx(lengths_s[1], abs=0.1)
    assert written.read()[0]


# -- what other people filmed -------------------------------------------------------------------


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize("name", REAL_LIFTS)
def test_lifts_of_real_people_are_counted(replays: Replays, name: str) -> None:
    found = replays.of(name).records
    assert [lift["is_open"] for lift in lifts(found)] == REAL_LIFTS[name]


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize("name", OTHER_EXERCISES)
def test_other_exercises_of_real_people_are_not_counted(replays: Replays, name: str) -> None:
    replay = replays.of(name)
    assert not named(replay.records, "rep_counted", "flagged")
    assert "Pelvis lift: 0 counted (0 sure, 0 likely)" in replay.done.stdout


@pytest.mark.usefixtures("shared")
def test_a_second_person_is_noticed(replays: Replays) -> None:
    said = replays.of("two_people_squat_hold__pexels").done.stdout
    assert "I see two people. I wait." in said


# -- the truth ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class TrueLift:
    """The lift of a rendered figure, from joints that are known exactly."""

    t_s: FloatArray  # (T,)
    lift_s0: FloatArray  # (T,), above rest


def read_truth(name: str) -> Truth:
    """What a sample's truth file says; its amplitudes are not looked at here."""
    return parse_truth((SAMPLES / f"{name}.truth.json").read_text(encoding="utf-8"), name)


def true_lift(name: str) -> TrueLift:
    """How far the near hip stands off the line shoulder - ankle, towards the knee, at 1/fps."""
    joints, truth = read_joints(SAMPLES / f"{name}.joints.npz"), read_truth(name)
    assert truth.reps
    side = truth.camera.near_side
    at = dict(zip(NAMES, joints.image.swapaxes(0, 1), strict=True))
    parts = ("shoulder", "hip", "knee", "ankle")
    shoulder, hip, knee, ankle = (at[f"{side}_{joint}"] for joint in parts)
    t_s = joints.t_s
    at_rest = t_s < truth.reps[0].start_s
    middles = {part: (at[f"left_{part}"] + at[f"right_{part}"]) / 2 for part in parts}
    trunk = middles["shoulder"] - middles["hip"]
    s0_px = np.median(np.hypot(*trunk[at_rest].T))
    along = (ankle - shoulder) / np.hypot(*(ankle - shoulder).T)[:, None]
    normal = np.stack([along[:, 1], -along[:, 0]], axis=1)
    towards_knee = np.sign(np.sum((knee - shoulder) * normal, axis=1))
    lift_s0 = towards_knee * np.sum((hip - shoulder) * normal, axis=1) / s0_px
    return TrueLift(t_s, lift_s0 - np.median(lift_s0[at_rest]))


def true_holds_s(name: str) -> list[float | None]:
    """Seconds of every hold by the definition in exercises/README.md, None of what stays small."""
    lift, holds_s = true_lift(name), list[float | None]()
    peaks_s0: list[float] = []
    for rep in read_truth(name).reps or ():
        if not rep.is_counted:
            holds_s.append(None)
            continue
        own = float(np.percentile(peaks_s0, 65)) if len(peaks_s0) >= 2 else None
        entry = 0.40 * NOMINAL_S0 if own is None else max(0.50 * own, 0.32 * NOMINAL_S0)
        start_s = first_crossing_s(lift, entry, rep.start_s)
        back_s = first_crossing_s(lift, entry, start_s + 0.5, is_down=True)
        in_lift = (lift.t_s >= start_s) & (lift.t_s <= back_s)
        first_second = in_lift & (lift.t_s >= start_s + 0.5) & (lift.t_s <= start_s + 1.5)
        leaving = 0.70 * float(np.median(lift.lift_s0[first_second]))
        holds_s.append(first_crossing_s(lift, leaving, start_s + 1.5, is_down=True) - start_s)
        if Fault.OVER_LARGE not in rep.faults:
            peaks_s0.append(float(lift.lift_s0[in_lift].max()))
    return holds_s


def first_crossing_s(lift: TrueLift, level: float, after_s: float, is_down: bool = False) -> float:
    """When the lift first crosses `level` after a time, upwards or downwards."""
    above = (lift.lift_s0 < level) if is_down else (lift.lift_s0 >= level)
    crossed = above[1:] & ~above[:-1] & (lift.t_s[1:] > after_s)
    i = int(np.flatnonzero(crossed)[0])
    share = (level - lift.lift_s0[i]) / (lift.lift_s0[i + 1] - lift.lift_s0[i])
    return float(lift.t_s[i] + share * (lift.t_s[i + 1] - lift.t_s[i]))
