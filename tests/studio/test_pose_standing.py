"""The upright exercises, the reach on the belly and somebody who stands, on real figures."""

import importlib
from functools import lru_cache

import numpy as np
import pytest

from samples.studio import assets
from samples.studio.camera_places import LYING, STANDING, camera_at
from samples.studio.checks import faults_of
from samples.studio.contact import lowest_m
from samples.studio.figure import Figure, load_figure
from samples.studio.furniture import FLOOR_Y_M, Crossbar, Table, WallBars
from samples.studio.goals import Goals
from samples.studio.joints import NAMES, true_joints
from samples.studio.poses.pose import ExercisePose, Scenery
from samples.studio.poses.standing import faces, standing
from samples.studio.rotation import Array, X, Z
from samples.studio.solve import palm, solve
from samples.studio.true_signals import TRUE_SIGNALS

pytestmark = pytest.mark.skipif(
    not assets.has_assets(), reason=f"the studio's human is not here: run `{assets.FETCH_COMMAND}`"
)

FIGURES = ("anna", "carla", "jonas")  # slim, short and round, tall and heavy
HANGS = ("bar_hang", "half_hang", "wall_bar_swing")
UPRIGHT = (*HANGS, "table_lean")
ONE_WAY = ("bar_hang", "half_hang", "table_lean", "prone_reach")
EXCURSIONS = [(x, 0.0) for x in (0.0, 0.25, 0.5, 0.75, 1.0, 1.5)]
SWINGS = [*EXCURSIONS, (-1.0, 0.0), (-1.5, 0.0), (0.0, 1.0), (0.0, -1.0), (0.7, 0.7)]
MAX_STEP_M, STEP = 0.04, 0.02
FIELD_DEG, SIZE = 60.0, (640, 480)

each_figure = pytest.mark.parametrize("name", FIGURES)


@lru_cache(maxsize=8)
def figure_of(name: str) -> Figure:
    return load_figure(name)


@lru_cache(maxsize=32)
def pose_of(exercise: str, name: str) -> ExercisePose:
    module = importlib.import_module(f"samples.studio.poses.{exercise}")
    pose: ExercisePose = module.POSE(figure_of(name))
    return pose


def joints_of(name: str, goals: Goals) -> Array:
    figure = figure_of(name)
    return true_joints(figure.skeleton, solve(figure.skeleton, goals), figure.nose)


def joints_at(exercise: str, name: str, x: float, y: float = 0.0) -> Array:
    return joints_of(name, pose_of(exercise, name).goals(x, y))


def joint(joints: Array, name: str) -> Array:
    """One joint, or the middle of a pair."""
    if name in NAMES:
        return joints[NAMES.index(name)]
    return (joints[NAMES.index(f"left_{name}")] + joints[NAMES.index(f"right_{name}")]) / 2


def angle_deg(joints: Array, first: str, vertex: str, last: str, side: str = "right") -> float:
    first, vertex, last = (f"{side}_{part}" for part in (first, vertex, last))
    one = joint(joints, first) - joint(joints, vertex)
    other = joint(joints, last) - joint(joints, vertex)
    cosine = one @ other / np.linalg.norm(one) / np.linalg.norm(other)
    return float(np.degrees(np.arccos(cosine)))


def signal(exercise: str, name: str, x: float) -> float:
    """The true signal less its value at rest."""
    measure = TRUE_SIGNALS[exercise].measure
    rest, here = (joints_at(exercise, name, at)[None] for at in (0.0, x))
    return float(measure(here)[0] - measure(rest)[0])


def lowest_shoe_m(name: str, goals: Goals) -> float:
    figure = figure_of(name)
    posture = solve(figure.skeleton, goals)
    shoe = next(mesh for mesh in figure.meshes if mesh.name.startswith("shoes"))
    return float(figure.skinned(shoe, posture)[0][:, 1].min())


@each_figure
@pytest.mark.parametrize("exercise", [*UPRIGHT, "prone_reach"])
def test_nothing_jumps(exercise: str, name: str) -> None:
    start = -1.6 if exercise == "wall_bar_swing" else -0.04
    way = np.array([joints_at(exercise, name, x) for x in np.arange(start, 1.62, STEP)])
    assert np.linalg.norm(np.diff(way, axis=0), axis=2).max() < MAX_STEP_M


@each_figure
def test_circles_do_not_jump(name: str) -> None:
    angles = np.arange(0, 2 * np.pi, 0.05)
    way = np.array([joints_at("wall_bar_swing", name, np.sin(a), np.cos(a)) for a in angles])
    assert np.linalg.norm(np.diff(way, axis=0), axis=2).max() < MAX_STEP_M


@each_figure
@pytest.mark.parametrize("exercise", [*UPRIGHT, "prone_reach"])
def test_a_body_can_be_like_that(exercise: str, name: str) -> None:
    pose = pose_of(exercise, name)
    ways = SWINGS if exercise == "wall_bar_swing" else EXCURSIONS
    faults = {
        way: found
        for way in ways
        if (found := faults_of(figure_of(name), pose.goals(*way), pose.scenery))
    }
    assert faults == {}


@each_figure
@pytest.mark.parametrize("exercise", ONE_WAY)
def test_both_sides_do_the_same(exercise: str, name: str) -> None:
    across = [1, 1, -1] if exercise in ("table_lean", "prone_reach") else [-1, 1, 1]
    for x in (0.0, 0.5, 1.0, 1.5):
        joints = joints_at(exercise, name, x)
        assert np.abs(joints[1::2] * across - joints[2::2]).max() < 0.01


@each_figure
@pytest.mark.parametrize("exercise", ONE_WAY)
def test_the_true_signal_grows_with_the_excursion(exercise: str, name: str) -> None:
    grown = [signal(exercise, name, x) for x in np.arange(0.0, 1.55, 0.1)]
    assert min(np.diff(grown)) > 0
    assert 0.35 < grown[5] / grown[10] < 0.65
    assert grown[15] > 1.25 * grown[10]


@pytest.mark.parametrize("name", ["anna", "bruno", "carla", "david", "ines", "jonas"])
@pytest.mark.parametrize("exercise", [*UPRIGHT, "prone_reach"])
def test_hands_and_feet_are_in_the_picture(exercise: str, name: str) -> None:
    pose = pose_of(exercise, name)
    figure = figure_of(name)
    ways = [(1.0, 0.0), (-1.0, 0.0), (0.0, 1.0)] if exercise == "wall_bar_swing" else EXCURSIONS
    for way in ways:
        posture = solve(figure.skeleton, pose.goals(*way))
        seen = np.concatenate([figure.skinned(mesh, posture)[0] for mesh in figure.meshes[:3]])
        for place in (STANDING if exercise in UPRIGHT else LYING).values():
            pixels = camera_at(place, pose.scenery, FIELD_DEG, SIZE).project(seen)
            assert pixels.min() > 0, (way, place.title)
            assert (pixels.max(axis=0) < np.array(SIZE) - 1).all(), (way, place.title)


@each_figure
@pytest.mark.parametrize("exercise", HANGS)
def test_hands_stay_round_the_bar(exercise: str, name: str) -> None:
    figure, pose = figure_of(name), pose_of(exercise, name)
    (furniture,) = pose.scenery.furniture
    bars_m = [furniture.height_m] if isinstance(furniture, Crossbar) else furniture.rung_heights_m
    held = pose.goals(0.0).grips
    for way in SWINGS if exercise == "wall_bar_swing" else EXCURSIONS:
        goals = pose.goals(*way)
        posture = solve(figure.skeleton, goals)
        for side in ("L", "R"):
            assert (goals.grips[side] == held[side]).all()
            place = palm(figure.skeleton, posture, side)
            assert np.linalg.norm(place - held[side]) < 0.02
            assert min(abs(held[side][1] - bar_m) for bar_m in bars_m) < 1e-9


@each_figure
@pytest.mark.parametrize("exercise", ["half_hang", "table_lean"])
def test_feet_stay_on_the_floor(exercise: str, name: str) -> None:
    pose = pose_of(exercise, name)
    rest = joints_at(exercise, name, 0.0)
    for x in (0.3, 1.0, 1.5):
        joints = joints_at(exercise, name, x)
        for part in ("ankle", "foot_index"):
            assert np.linalg.norm(joint(joints, part) - joint(rest, part)) < 0.005
        assert abs(lowest_shoe_m(name, pose.goals(x)) - FLOOR_Y_M) < 0.01


@each_figure
class TestBarHang:
    def test_begins_on_the_toes(self, name: str) -> None:
        goals = pose_of("bar_hang", name).goals(0.0)
        assert abs(lowest_shoe_m(name, goals) - FLOOR_Y_M) < 0.01
        assert angle_deg(joints_of(name, goals), "hip", "knee", "ankle") > 165

    def test_hangs_with_straight_arms_and_feet_up(self, name: str) -> None:
        goals = pose_of("bar_hang", name).goals(1.0)
        joints = joints_of(name, goals)
        assert 0.08 < lowest_shoe_m(name, goals) - FLOOR_Y_M < 0.15
        assert 100 < angle_deg(joints, "hip", "knee", "ankle") < 150
        assert angle_deg(joints, "shoulder", "elbow", "wrist") > 170

    def test_the_trunk_sinks_a_little_as_the_shoulders_give(self, name: str) -> None:
        rest, hang = (joints_at("bar_hang", name, x) for x in (0.0, 1.0))
        assert 0.008 < (joint(rest, "hip") - joint(hang, "hip"))[1] < 0.025


@each_figure
class TestHalfHang:
    def test_stands_and_then_sinks_back_and_down(self, name: str) -> None:
        rest, hang = (joints_at("half_hang", name, x) for x in (0.0, 1.0))
        down_m, back_m = (joint(rest, "hip") - joint(hang, "hip"))[1:]
        assert 0.08 < down_m < 0.20
        assert 0.08 < back_m < 0.20
        assert angle_deg(rest, "hip", "knee", "ankle") > 165
        assert 100 < angle_deg(hang, "hip", "knee", "ankle") < 140

    def test_straight_arms_carry(self, name: str) -> None:
        joints = joints_at("half_hang", name, 1.0)
        assert angle_deg(joints, "shoulder", "elbow", "wrist") > 165
        assert angle_deg(joints, "hip", "shoulder", "wrist") > 135

    def test_the_bar_is_at_head_height_or_higher(self, name: str) -> None:
        (bar,) = pose_of("half_hang", name).scenery.furniture
        assert isinstance(bar, Crossbar)
        assert bar.height_m > figure_of(name).height_m


@each_figure
class TestWallBarSwing:
    def test_swings_eight_degrees_to_either_side(self, name: str) -> None:
        for x in (-1.0, -0.5, 0.5, 1.0):
            assert signal("wall_bar_swing", name, x) == pytest.approx(8 * x, abs=0.5)

    def test_faces_the_bars_with_feet_off_the_floor(self, name: str) -> None:
        pose = pose_of("wall_bar_swing", name)
        (bars,) = pose.scenery.furniture
        assert isinstance(bars, WallBars)
        assert pose.scenery.front_deg == 180
        joints = joints_at("wall_bar_swing", name, 0.0)
        assert joint(joints, "nose")[2] < joint(joints, "shoulder")[2]
        assert joint(joints, "right_hip")[0] > joint(joints, "left_hip")[0]
        for way in SWINGS:
            assert lowest_shoe_m(name, pose.goals(*way)) > FLOOR_Y_M + 0.02

    def test_legs_are_taken_back(self, name: str) -> None:
        legs_deg = []
        for y in (-1.0, 0.0, 1.0):
            joints = joints_at("wall_bar_swing", name, 0.0, y)
            way = joint(joints, "knee") - joint(joints, "hip")
            legs_deg.append(float(np.degrees(np.arctan2(way[2], -way[1]))))
        assert 13 < legs_deg[1] < 22
        assert np.diff(legs_deg) == pytest.approx([8, 8], abs=1)


@each_figure
class TestTableLean:
    def test_tilts_onto_the_table(self, name: str) -> None:
        tilt = TRUE_SIGNALS["table_lean"].measure
        rest, lean = (tilt(joints_at("table_lean", name, x)[None])[0] for x in (0.0, 1.0))
        assert rest < 15
        assert 55 < lean < 65

    def test_bent_elbows_are_under_the_lower_ribs(self, name: str) -> None:
        joints = joints_at("table_lean", name, 1.0)
        (table,) = pose_of("table_lean", name).scenery.furniture
        assert isinstance(table, Table)
        shoulder, hip, elbow = (joint(joints, part) for part in ("shoulder", "hip", "elbow"))
        ribs = shoulder + 0.6 * (hip - shoulder)
        assert elbow[1] < ribs[1]
        assert abs(elbow[0] - ribs[0]) < 0.35 * np.linalg.norm(shoulder - hip)
        assert table.height_m + 0.02 < elbow[1] < table.height_m + 0.12
        assert elbow[0] > table.near_edge_x_m
        assert 50 < angle_deg(joints, "shoulder", "elbow", "wrist") < 100

    def test_hands_touch_the_table(self, name: str) -> None:
        (table,) = pose_of("table_lean", name).scenery.furniture
        assert isinstance(table, Table)
        figure = figure_of(name)
        for x in (0.0, 0.5, 1.0):
            posture = solve(figure.skeleton, pose_of("table_lean", name).goals(x))
            for hand in ("left_hand", "right_hand"):
                assert abs(lowest_m(figure, posture, hand) - table.height_m) < 0.01


@each_figure
class TestProneReach:
    def test_lies_long_on_the_belly(self, name: str) -> None:
        joints = joints_at("prone_reach", name, 0.0)
        assert joint(joints, "right_shoulder")[2] < joint(joints, "left_shoulder")[2]
        assert angle_deg(joints, "hip", "shoulder", "wrist") > 145
        assert angle_deg(joints, "shoulder", "elbow", "wrist") > 155
        assert angle_deg(joints, "shoulder", "hip", "knee") > 160
        assert joint(joints, "nose")[1] < 0.05

    def test_tension_moves_the_hands_at_most_a_centimetre(self, name: str) -> None:
        rest = joints_at("prone_reach", name, 0.0)
        for x in (0.3, 1.0, 1.6):
            way = joints_at("prone_reach", name, x) - rest
            assert -joint(way, "wrist")[0] == pytest.approx(0.006 * x, rel=0.15)
            assert np.linalg.norm(way, axis=1).max() < 0.018

    def test_the_chest_stays_down(self, name: str) -> None:
        rest, tense = (joints_at("prone_reach", name, x) for x in (0.0, 1.5))
        for part in ("hip", "nose"):
            assert joint(tense, part) == pytest.approx(joint(rest, part), abs=1e-9)
        assert abs(joint(tense, "shoulder")[1] - joint(rest, "shoulder")[1]) < 0.003


@pytest.mark.parametrize("name", ["anna", "bruno", "jonas"])
@pytest.mark.parametrize("azimuth_deg", [0.0, 90.0, 180.0])
def test_somebody_stands(name: str, azimuth_deg: float) -> None:
    facing = faces(azimuth_deg)
    goals = standing(figure_of(name), facing, at=(0.3, 0.0, -0.2))
    scenery = Scenery(middle=np.zeros(3), has_mat=False)
    assert faults_of(figure_of(name), goals, scenery) == []
    joints = joints_of(name, goals)
    assert joint(joints, "hip")[[0, 2]] == pytest.approx([0.3, -0.2], abs=1e-6)
    assert (joint(joints, "foot_index") - joint(joints, "ankle")) @ (facing @ Z) > 0.1
    assert (joint(joints, "left_hip") - joint(joints, "right_hip")) @ (facing @ X) > 0.1
    assert abs(lowest_shoe_m(name, goals) - FLOOR_Y_M) < 0.01
    assert joint(joints, "wrist")[1] < joint(joints, "elbow")[1] < joint(joints, "shoulder")[1]
