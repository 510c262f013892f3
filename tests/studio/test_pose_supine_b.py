"""Arms and toes, the three side stretches, toes and chin: bodies that could be filmed."""

from functools import cache

import numpy as np
import pytest

from samples.studio.assets import FETCH_COMMAND, has_assets
from samples.studio.checks import faults_of
from samples.studio.figure import Figure, load_figure
from samples.studio.joints import NAMES, true_joints
from samples.studio.poses import make_pose
from samples.studio.poses.pose import ExercisePose
from samples.studio.solve import palm, solve

pytestmark = pytest.mark.skipif(
    not has_assets(), reason=f"the studio's human is not here: run `{FETCH_COMMAND}`"
)

FIGURES = ("anna", "carla", "jonas")  # slim, old, tall and heavy
SIDED = ("side_pull", "side_pull_toes", "side_pull_knees")
VARIANTS = (
    ("arm_raise_toe_pull", "sides"),
    ("arm_raise_toe_pull", "overhead"),
    ("toe_pull_chin", None),
    *((exercise, None) for exercise in SIDED),
)
OVER_LARGE = 1.5
STEP, MAX_STEP_M = 0.02, 0.04

each_figure = pytest.mark.parametrize("who", FIGURES)
each_side = pytest.mark.parametrize(
    "side", [pytest.param(1, id="right"), pytest.param(-1, id="left")]
)
each_variant = pytest.mark.parametrize(("exercise", "stance"), VARIANTS)


@cache
def person(who: str) -> Figure:
    return load_figure(who)


@cache
def pose_of(exercise: str, who: str, stance: str | None = None) -> ExercisePose:
    return make_pose(exercise, person(who), stance)


class Body:
    """The true joints of one moment, by name; `shoulders` and the like are middles of two."""

    def __init__(self, pose: ExercisePose, figure: Figure, x: float) -> None:
        self.goals = pose.goals(x)
        self.posture = solve(figure.skeleton, self.goals)
        self.joints = true_joints(figure.skeleton, self.posture, figure.nose)

    def __getattr__(self, name: str) -> np.ndarray:
        if name in NAMES:
            return self.joints[NAMES.index(name)]
        one = {"hips": "hip", "knees": "knee", "ankles": "ankle", "shoulders": "shoulder"}[name]
        return (getattr(self, f"left_{one}") + getattr(self, f"right_{one}")) / 2

    def angle_deg(self, a: str, vertex: str, c: str) -> float:
        u, v = (getattr(self, end) - getattr(self, vertex) for end in (a, c))
        return float(np.degrees(np.arccos(u @ v / np.linalg.norm(u) / np.linalg.norm(v))))

    @property
    def lean_deg(self) -> float:
        """Of the line hips - shoulders, to the person's right."""
        way = self.shoulders - self.hips
        return float(np.degrees(np.arctan2(way[2], -way[0])))

    @property
    def knees_deg(self) -> float:
        """How far the knees have dropped to the right, round the line hips - ankles."""
        way = self.knees - (self.hips + self.ankles) / 2
        return float(np.degrees(np.arctan2(way[2], way[1])))

    def toes_deg(self, side: str) -> float:
        """How far the toes point to the person's right instead of up."""
        way = getattr(self, f"{side}_foot_index") - getattr(self, f"{side}_ankle")
        return float(np.degrees(np.arctan2(way[2], way[1])))


def body(exercise: str, who: str, x: float, stance: str | None = None) -> Body:
    return Body(pose_of(exercise, who, stance), person(who), x)


def mirrored(joints: np.ndarray) -> np.ndarray:
    """The same joints with right and left exchanged."""
    order = [
        NAMES.index({"left": "right", "right": "left"}.get(side, side) + rest)
        for side, rest in ((n.split("_")[0], n[len(n.split("_")[0]) :]) for n in NAMES)
    ]
    return joints[order] * [1.0, 1.0, -1.0]


# --- all of them ------------------------------------------------------------------------------


@each_figure
@each_variant
def test_nothing_jumps(exercise, stance, who):
    lowest = -OVER_LARGE if exercise in SIDED else 0.0
    excursions = np.arange(lowest, OVER_LARGE + STEP / 2, STEP)
    places = np.array([body(exercise, who, x, stance).joints for x in excursions])
    steps_m = np.linalg.norm(np.diff(places, axis=0), axis=-1)
    assert steps_m.max() < MAX_STEP_M
    assert steps_m.max(axis=1).min() > 0 or stance == "sides"  # and it never stands still


@each_figure
@each_variant
def test_such_a_body_could_be_filmed(exercise, stance, who):
    pose = pose_of(exercise, who, stance)
    shares = [0.0, 0.25, 0.5, 0.75, 1.0, OVER_LARGE]
    if exercise in SIDED:
        shares += [-x for x in shares[1:]]
    faults = {x: faults_of(person(who), pose.goals(x), pose.scenery) for x in shares}
    assert not {x: told for x, told in faults.items() if told}


@each_figure
@pytest.mark.parametrize("exercise", SIDED)
def test_to_the_left_is_the_mirror_image_of_to_the_right(exercise, who):
    for x in (0.0, 0.1, 0.3, 1.0, OVER_LARGE):
        right, left = body(exercise, who, x).joints, body(exercise, who, -x).joints
        np.testing.assert_allclose(mirrored(left), right, atol=0.006)


@each_figure
@pytest.mark.parametrize(("exercise", "stance"), VARIANTS[:3])
def test_both_sides_do_the_same(exercise, stance, who):
    joints = body(exercise, who, 0.6, stance).joints
    np.testing.assert_allclose(mirrored(joints), joints, atol=0.006)


@each_figure
@each_variant
def test_the_camera_looks_at_the_middle_of_the_body(exercise, stance, who):
    middle = pose_of(exercise, who, stance).scenery.middle
    joints = body(exercise, who, 0.5, stance).joints
    assert np.all(joints.min(axis=0) < middle)
    assert np.all(middle < joints.max(axis=0))


# --- arms and toes ----------------------------------------------------------------------------


@each_figure
def test_arms_go_over_the_front_to_the_mat_beyond_the_head(who):
    rest, half, top = (body("arm_raise_toe_pull", who, x, "sides") for x in (0, 0.5, 1))
    assert rest.angle_deg("right_hip", "right_shoulder", "right_wrist") < 35
    assert half.right_wrist[1] > half.right_shoulder[1] + 0.4
    assert top.angle_deg("right_hip", "right_shoulder", "right_wrist") > 155
    assert top.right_wrist[0] < top.nose[0] - 0.1
    assert top.right_wrist[1] < 0.06
    assert top.angle_deg("right_shoulder", "right_elbow", "right_wrist") > 160


@each_figure
def test_arms_that_lie_overhead_stretch_by_a_little(who):
    rest, top = (body("arm_raise_toe_pull", who, x, "overhead") for x in (0, 1))
    way_m = rest.right_wrist - top.right_wrist
    assert 0.015 < way_m[0] < 0.03
    assert abs(way_m[1]) < 0.005


@each_figure
@pytest.mark.parametrize(("exercise", "stance"), VARIANTS[:3])
def test_toes_are_pulled_with_straight_legs(exercise, stance, who):
    rest, top = (body(exercise, who, x, stance) for x in (0, 1))
    for side in ("left", "right"):
        ankle = f"{side}_knee", f"{side}_ankle", f"{side}_foot_index"
        assert 38 < rest.angle_deg(*ankle) - top.angle_deg(*ankle) < 48
        assert top.angle_deg(f"{side}_hip", f"{side}_knee", f"{side}_ankle") > 160
        np.testing.assert_allclose(getattr(top, f"{side}_hip"), getattr(rest, f"{side}_hip"))


# --- toes and chin ----------------------------------------------------------------------------


@each_figure
def test_the_chin_comes_to_the_chest_and_the_shoulders_stay(who):
    rest, top = (body("toe_pull_chin", who, x) for x in (0, 1))
    neck = "nose", "shoulders", "hips"
    assert 20 < rest.angle_deg(*neck) - top.angle_deg(*neck) < 40
    assert top.nose[1] > rest.nose[1] + 0.02
    assert top.nose[0] > rest.nose[0] + 0.02
    np.testing.assert_allclose(top.shoulders, rest.shoulders, atol=1e-6)
    np.testing.assert_allclose(top.right_wrist, rest.right_wrist, atol=1e-6)


# --- side stretches ---------------------------------------------------------------------------


@each_side
@each_figure
@pytest.mark.parametrize("exercise", SIDED[:2])
def test_trunk_and_head_lean_and_the_pelvis_stays(exercise, who, side):
    rest, top = (body(exercise, who, x) for x in (0, side))
    assert abs(rest.lean_deg) < 0.5
    assert 12 < side * top.lean_deg < 15
    assert side * (top.nose[2] - top.shoulders[2]) > 0.05
    assert side * (top.right_wrist[2] - top.shoulders[2]) > 0.1
    np.testing.assert_allclose(top.hips, rest.hips, atol=0.01)


@each_side
@each_figure
@pytest.mark.parametrize("exercise", SIDED[:2])
def test_the_hand_of_that_side_holds_the_other_wrist(exercise, who, side):
    holder, held = ("R", "left") if side > 0 else ("L", "right")
    for x in (0.25, 0.6, 1.0, OVER_LARGE):
        moment = body(exercise, who, side * x)
        assert set(moment.goals.grips) == {holder}
        grip = palm(person(who).skeleton, moment.posture, holder)
        assert np.linalg.norm(grip - getattr(moment, f"{held}_wrist")) < 0.03
    assert not body(exercise, who, 0.0).goals.grips  # at rest the hands only meet


@each_side
@each_figure
def test_the_toes_of_both_feet_turn_to_the_same_side(who, side):
    rest, top = (body("side_pull_toes", who, x) for x in (0, side))
    for foot in ("left", "right"):
        assert 26 < side * (top.toes_deg(foot) - rest.toes_deg(foot)) < 34


@each_figure
def test_toes_stay_in_the_plain_side_stretch(who):
    rest, top = (body("side_pull", who, x) for x in (0, 1))
    for joint in ("left_foot_index", "right_foot_index", "left_knee", "right_knee"):
        np.testing.assert_allclose(getattr(top, joint), getattr(rest, joint), atol=0.01)


@each_side
@each_figure
def test_both_knees_and_the_trunk_go_to_the_same_side_over_planted_feet(who, side):
    rest, top = (body("side_pull_knees", who, x) for x in (0, side))
    assert 32 < side * top.knees_deg < 38
    assert 6 < side * top.lean_deg < 10
    lower, upper = ("right_hip", "left_hip") if side > 0 else ("left_hip", "right_hip")
    assert getattr(top, upper)[1] > getattr(top, lower)[1] + 0.015
    for foot in ("left", "right"):
        assert rest.angle_deg(f"{foot}_hip", f"{foot}_knee", f"{foot}_ankle") < 100
        drift = getattr(top, f"{foot}_ankle") - getattr(rest, f"{foot}_ankle")
        assert np.linalg.norm(drift) < 0.03
