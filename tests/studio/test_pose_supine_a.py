"""Pelvis lift, knee hug and the two long stretches on the back, on real figures."""

import importlib
from functools import lru_cache

import numpy as np
import pytest

from samples.studio import assets
from samples.studio.checks import faults_of
from samples.studio.figure import Figure, load_figure
from samples.studio.goals import SIDES
from samples.studio.joints import NAMES, true_joints
from samples.studio.poses.pose import ExercisePose
from samples.studio.rotation import Array
from samples.studio.solve import palm, solve

pytestmark = pytest.mark.skipif(
    not assets.has_assets(), reason=f"the studio's human is not here: run `{assets.FETCH_COMMAND}`"
)

FIGURES = ("anna", "bruno", "ines")
EXERCISES = ("pelvis_lift", "knee_hug", "star_stretch", "supine_reach")
STILL = ("star_stretch", "supine_reach")
OVER_LARGE = 1.5
MAX_STEP_M = 0.04  # per STEP of the excursion
STEP = 0.02


@lru_cache(maxsize=4)
def figure_of(name: str) -> Figure:
    return load_figure(name)


@lru_cache(maxsize=32)
def pose_of(exercise: str, name: str, *stance: str) -> ExercisePose:
    module = importlib.import_module(f"samples.studio.poses.{exercise}")
    pose: ExercisePose = module.POSE(figure_of(name), *stance)
    return pose


def joints_at(exercise: str, name: str, x: float, *stance: str) -> Array:
    figure = figure_of(name)
    goals = pose_of(exercise, name, *stance).goals(x)
    return true_joints(figure.skeleton, solve(figure.skeleton, goals), figure.nose)


def joint(joints: Array, name: str) -> Array:
    """One joint, or the middle of a pair."""
    names = [name] if name in NAMES else [f"left_{name}", f"right_{name}"]
    place: Array = joints[[NAMES.index(one) for one in names]].mean(axis=0)
    return place


def angle_deg(joints: Array, first: str, vertex: str, last: str) -> float:
    one = joint(joints, first) - joint(joints, vertex)
    other = joint(joints, last) - joint(joints, vertex)
    cosine = one @ other / np.linalg.norm(one) / np.linalg.norm(other)
    return float(np.degrees(np.arccos(cosine)))


def lift_s0(joints: Array) -> float:
    """How far the hips stand off the line from shoulders to ankles, in trunk lengths."""
    shoulder, hip, ankle = (joint(joints, name)[:2] for name in ("shoulder", "hip", "ankle"))
    line, off = ankle - shoulder, hip - shoulder
    across = line[0] * off[1] - line[1] * off[0]
    return float(across / np.linalg.norm(line) / np.linalg.norm(off))


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("exercise", EXERCISES)
def test_nothing_jumps(exercise: str, name: str) -> None:
    way = np.array([joints_at(exercise, name, x) for x in np.arange(-0.04, 1.62, STEP)])
    assert np.linalg.norm(np.diff(way, axis=0), axis=2).max() < MAX_STEP_M


@pytest.mark.parametrize("x", [0, 0.25, 0.5, 0.75, 1, OVER_LARGE])
@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("exercise", EXERCISES)
def test_body_can_lie_like_that(exercise: str, name: str, x: float) -> None:
    pose = pose_of(exercise, name)
    assert faults_of(figure_of(name), pose.goals(x), pose.scenery) == []


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("exercise", EXERCISES)
def test_both_sides_do_the_same(exercise: str, name: str) -> None:
    for x in (0.0, 0.5, 1.0):
        joints = joints_at(exercise, name, x)
        mirrored = joints[1::2] * [1, 1, -1]
        assert np.abs(mirrored - joints[2::2]).max() < 0.01


@pytest.mark.parametrize("stance", ["bent", "straight"])
@pytest.mark.parametrize("name", FIGURES)
class TestPelvisLift:
    def test_nominal_range(self, name: str, stance: str) -> None:
        rest, top = (joints_at("pelvis_lift", name, x, stance) for x in (0.0, 1.0))
        assert -0.03 < lift_s0(rest) < 0.13
        assert 0.25 < lift_s0(top) - lift_s0(rest) < 0.33

    def test_rises_all_the_way(self, name: str, stance: str) -> None:
        hips = [
            joint(joints_at("pelvis_lift", name, x, stance), "hip")[1]
            for x in np.arange(0, OVER_LARGE, 0.1)
        ]
        assert min(np.diff(hips)) > 0.002

    def test_over_large_passes_the_ceiling_of_a_quarter_more(self, name: str, stance: str) -> None:
        rest, top, over = (
            lift_s0(joints_at("pelvis_lift", name, x, stance)) for x in (0, 1, OVER_LARGE)
        )
        assert over - rest > 1.3 * (top - rest)

    def test_feet_hands_and_head_stay(self, name: str, stance: str) -> None:
        rest, top = (joints_at("pelvis_lift", name, x, stance) for x in (0.0, 1.0))
        moved = np.linalg.norm(top - rest, axis=1)
        for place in ("left_ankle", "left_foot_index", "left_elbow", "left_wrist", "left_shoulder"):
            assert moved[NAMES.index(place)] < 0.04, place
        assert abs(top[0, 1] - rest[0, 1]) < 0.04

    def test_elbows(self, name: str, stance: str) -> None:
        elbow_deg = angle_deg(
            joints_at("pelvis_lift", name, 0.5, stance),
            "left_shoulder",
            "left_elbow",
            "left_wrist",
        )
        assert 95 < elbow_deg < 120 if stance == "bent" else elbow_deg > 160


@pytest.mark.parametrize("name", FIGURES)
class TestKneeHug:
    def test_begins_stretched_out_with_arms_overhead(self, name: str) -> None:
        joints = joints_at("knee_hug", name, 0.0)
        for side in ("left", "right"):
            assert angle_deg(joints, f"{side}_hip", f"{side}_shoulder", f"{side}_wrist") > 155
            assert angle_deg(joints, f"{side}_shoulder", f"{side}_hip", f"{side}_knee") > 155
        assert joint(joints, "wrist")[0] < joint(joints, "nose")[0]

    def test_both_knees_come_to_the_chest(self, name: str) -> None:
        joints = joints_at("knee_hug", name, 1.0)
        for side in ("left", "right"):
            hip, knee = joint(joints, f"{side}_hip"), joint(joints, f"{side}_knee")
            thigh_deg = np.degrees(np.arctan2(knee[1] - hip[1], knee[0] - hip[0]))
            assert 120 < thigh_deg < 130
            assert angle_deg(joints, f"{side}_hip", f"{side}_knee", f"{side}_ankle") < 60

    def test_hands_hold_the_shins(self, name: str) -> None:
        figure = figure_of(name)
        for x in (1.0, OVER_LARGE):
            goals = pose_of("knee_hug", name).goals(x)
            posture = solve(figure.skeleton, goals)
            assert set(goals.grips) == {"L", "R"}
            joints = true_joints(figure.skeleton, posture, figure.nose)
            for side in SIDES:
                knee = "left_knee" if side == "L" else "right_knee"
                held = palm(figure.skeleton, posture, side)
                assert np.linalg.norm(held - goals.grips[side]) < 0.03
                assert np.linalg.norm(held - joint(joints, knee)) < 0.16

    def test_hands_hold_nothing_half_way(self, name: str) -> None:
        assert pose_of("knee_hug", name).goals(0.6).grips == {}

    def test_head_lifts_and_hips_roll_up(self, name: str) -> None:
        rest, top = (joints_at("knee_hug", name, x) for x in (0.0, 1.0))
        assert joint(top, "nose")[1] - joint(rest, "nose")[1] > 0.05
        assert joint(top, "hip")[1] >= joint(rest, "hip")[1]

    def test_a_small_movement_goes_part_of_the_way(self, name: str) -> None:
        hips = [
            angle_deg(joints_at("knee_hug", name, x), "shoulder", "hip", "knee")
            for x in (0.0, 0.3, 0.6, 1.0)
        ]
        assert max(np.diff(hips)) < -20


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("exercise", STILL)
def test_tension_moves_hands_less_than_a_centimetre(exercise: str, name: str) -> None:
    rest = joints_at(exercise, name, 0.0)
    for x in (0.3, 1.0, 1.6):
        moved = np.linalg.norm(joints_at(exercise, name, x) - rest, axis=1)
        assert moved.max() < 0.011
        wrist_m = moved[NAMES.index("left_wrist")]
        assert wrist_m == pytest.approx(0.006 * x, rel=0.15)


@pytest.mark.parametrize("name", FIGURES)
def test_the_star_lies_open(name: str) -> None:
    joints = joints_at("star_stretch", name, 0.0)
    legs = [
        joint(joints, f"{side}_ankle") - joint(joints, f"{side}_hip") for side in ("left", "right")
    ]
    apart_deg = np.degrees(np.arccos(legs[0] @ legs[1] / np.prod(np.linalg.norm(legs, axis=1))))
    assert 25 < apart_deg < 30
    for side in ("left", "right"):
        arm = joint(joints, f"{side}_wrist") - joint(joints, f"{side}_shoulder")
        assert 10 < np.degrees(np.arctan2(abs(arm[2]), -arm[0])) < 20


@pytest.mark.parametrize("name", FIGURES)
def test_the_reach_lies_long_with_hands_shoulder_wide(name: str) -> None:
    joints = joints_at("supine_reach", name, 0.0)
    hands, shoulders = (
        abs(joint(joints, f"left_{part}")[2] - joint(joints, f"right_{part}")[2])
        for part in ("wrist", "shoulder")
    )
    assert 0.8 < hands / shoulders < 1.4
    for side in ("left", "right"):
        assert angle_deg(joints, f"{side}_shoulder", f"{side}_elbow", f"{side}_wrist") > 160
        assert angle_deg(joints, f"{side}_hip", f"{side}_knee", f"{side}_ankle") > 160
