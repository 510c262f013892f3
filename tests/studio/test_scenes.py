"""What people do that is no exercise: scenes without leaps, through the floor or too quickly."""

from itertools import pairwise

import numpy as np
import pytest

from coach.errors import CoachError
from coach.truth import Happening
from samples.studio import assets
from samples.studio.figure import Figure, load_figure
from samples.studio.goals import SIDES, Goals
from samples.studio.joints import NAMES, true_joints
from samples.studio.poses.lying import supine_bent, supine_overhead, supine_rest
from samples.studio.scenes import SCENES, Key, Scene, chained
from samples.studio.scenes.bodies import completed, mirrored
from samples.studio.scenes.gait import STEP_M, STEP_S, Walk, route
from samples.studio.scenes.postures import side_lying, standing
from samples.studio.scenes.ways import hips_x, nose
from samples.studio.solve import solve

pytestmark = pytest.mark.skipif(
    not assets.has_assets(), reason=f"the studio's human is not here: run `{assets.FETCH_COMMAND}`"
)

EVERY_S = 0.05
MAX_SPEED_M_S = 2.5  # of any joint of one who moves calmly
MAX_WALKING_M_S = 3.8  # of a foot that swings at 1 m/s
LOWEST_JOINT_M = 0.0  # joints have flesh around them
LYING = [name for name, info in SCENES.items() if (info.starts, info.ends) == ("lying", "lying")]
RESTS = {"straight": supine_rest, "bent": supine_bent, "overhead": supine_overhead}
WRIST, HIP = NAMES.index("right_wrist"), NAMES.index("right_hip")
SHOULDER, ELBOW = NAMES.index("right_shoulder"), NAMES.index("right_elbow")


@pytest.fixture(scope="module")
def anna() -> Figure:
    return load_figure("anna")


@pytest.fixture(scope="module")
def rest(anna) -> Goals:
    return supine_bent(anna)


def rng(seed=0):
    return np.random.default_rng(seed)


def joints(figure, goals):
    return true_joints(figure.skeleton, solve(figure.skeleton, goals), figure.nose)


def filmed(figure, actor, seconds):
    """(n, 15, 3) joints at every EVERY_S; NaN while nobody is there."""
    nobody = np.full((len(NAMES), 3), np.nan)
    bodies = [actor.goals(t_s) for t_s in np.arange(0.0, seconds, EVERY_S)]
    return np.array([nobody if body is None else joints(figure, body) for body in bodies])


def top_speed(places):
    return np.nanmax(np.linalg.norm(np.diff(places, axis=0), axis=2)) / EVERY_S


@pytest.mark.parametrize(
    ("figure_id", "lies"),
    [
        ("anna", "bent"),
        pytest.param("bruno", "overhead", marks=pytest.mark.slow),
        pytest.param("ines", "straight", marks=pytest.mark.slow),
    ],
)
@pytest.mark.parametrize("name", [name for name in SCENES if name != "empty_room"])
def test_nobody_leaps_or_sinks(name, figure_id, lies):
    figure = load_figure(figure_id)
    scene = chained(figure, [name], RESTS[lies](figure), rng(7))
    places = filmed(figure, scene, scene.seconds)
    assert top_speed(places) < MAX_SPEED_M_S
    assert np.nanmin(places[..., 1]) > LOWEST_JOINT_M


@pytest.mark.parametrize("name", LYING)
@pytest.mark.parametrize("lies", RESTS)
def test_one_who_lies_ends_as_he_began(anna, name, lies):
    body = RESTS[lies](anna)
    scene = chained(anna, [name], body, rng(1))
    at_rest = joints(anna, body)
    for t_s in (0.0, scene.seconds):
        assert joints(anna, scene.goals(t_s)) == pytest.approx(at_rest, abs=0.005)


def test_getting_up_ends_where_lying_down_begins(anna, rest):
    up, down = (chained(anna, [name], rest, rng()) for name in ("get_up", "lie_down"))
    end, begin = joints(anna, up.goals(up.seconds)), joints(anna, down.goals(0.0))
    assert end == pytest.approx(begin, abs=1e-6)
    assert joints(anna, down.goals(down.seconds)) == pytest.approx(joints(anna, rest), abs=0.005)
    assert 8 <= up.seconds <= 12


def test_one_who_gets_up_lies_on_the_side_then_sits_then_stands(anna, rest):
    scene = chained(anna, ["get_up"], rest, rng())
    places = filmed(anna, scene, scene.seconds)
    across = places[:, NAMES.index("left_shoulder"), 1] - places[:, SHOULDER, 1]
    on_the_side = int(np.argmax(across))
    assert across[on_the_side] > 0.2
    sits = (places[:, HIP, 1] < 0.25) & (places[:, NAMES.index("nose"), 1] > 0.5)
    stands = places[:, HIP, 1] > 0.7
    assert on_the_side < np.argmax(sits) < np.argmax(stands)


@pytest.mark.parametrize("lies", RESTS)
@pytest.mark.parametrize(("name", "longest_s"), [("stop_sign", 2.0), ("quick_stop_sign", 1.0)])
def test_a_stop_sign_is_a_straight_arm_to_the_ceiling_for_two_seconds(anna, lies, name, longest_s):
    scene = chained(anna, [name], RESTS[lies](anna), rng(3))
    ((what, start_s, end_s),) = scene.moments
    places = filmed(anna, scene, scene.seconds)
    arm = places[:, WRIST] - places[:, SHOULDER]
    length = np.linalg.norm(arm, axis=1)
    bones = sum(
        np.linalg.norm(places[0, b] - places[0, a]) for a, b in ((SHOULDER, ELBOW), (ELBOW, WRIST))
    )
    is_up = (arm[:, 1] / length > np.cos(np.radians(12))) & (length > 0.96 * bones)
    up_s = np.flatnonzero(is_up) * EVERY_S
    assert what is Happening.STOP_SIGN
    assert 2.3 < np.ptp(up_s) < 3.6
    assert up_s[0] - start_s < longest_s
    assert up_s[-1] < end_s
    other = places[:, NAMES.index("left_wrist")]
    assert np.ptp(other, axis=0).max() < 0.01


def test_hand_at_the_face_makes_three_quick_movements(anna, rest):
    scene = chained(anna, ["scratch_face"], rest, rng(0))
    times_s = np.arange(0.0, scene.seconds, 0.02)
    away = []
    for t_s in times_s:
        body = scene.goals(t_s)
        hand = min(np.linalg.norm(body.arms[s].end - nose(anna, body)) for s in SIDES)
        away.append(hand)
    away = np.array(away)
    near = away < away.min() + 0.04
    assert away.min() < 0.25
    lows = [b - a for a, b in pairwise(away[near])]
    turns = sum(1 for a, b in pairwise(np.sign(lows)) if a < 0 < b or a > 0 > b)
    assert turns >= 5  # in and out, three times


@pytest.mark.parametrize("name", ["leave", "come_back", "empty_room"])
def test_nobody_is_there_when_the_truth_says_so(anna, rest, name):
    scene = chained(anna, [name], rest, rng(2))
    absent = [m for m in scene.moments if m[0] in (Happening.ABSENT, Happening.EMPTY_ROOM)]
    ((_, start_s, end_s),) = absent
    for t_s in np.arange(0.0, scene.seconds, 0.1):
        if start_s + 0.01 < t_s < end_s - 0.01:
            assert scene.goals(t_s) is None
        elif not start_s - 0.01 < t_s < end_s + 0.01:
            assert scene.goals(t_s) is not None


def test_chain_has_no_seam(anna, rest):
    names = ["still", "get_up", "leave", "come_back", "lie_down", "scratch_face"]
    scene = chained(anna, names, rest, rng(5))
    places = filmed(anna, scene, scene.seconds)
    assert top_speed(places) < MAX_SPEED_M_S
    assert [what for what, *_ in scene.moments] == [
        Happening.GET_UP,
        Happening.WALK,
        Happening.ABSENT,
        Happening.ABSENT,
        Happening.WALK,
        Happening.LIE_DOWN,
        Happening.SCRATCH_FACE,
    ]
    assert scene.moments[-1][2] <= scene.seconds
    assert joints(anna, scene.goals(scene.seconds)) == pytest.approx(joints(anna, rest), abs=0.005)


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["get_up", "fidget"], "'fidget' starts lying"),
        (["getup"], "get_up"),
        (["second_person", "second_person"], "second person"),
        ([], "at least one"),
    ],
)
def test_chain_that_cannot_be_is_refused(anna, rest, names, words):
    with pytest.raises(CoachError, match=words):
        chained(anna, names, rest, rng())


@pytest.mark.parametrize("name", ["second_person", "second_person_before", "second_helper"])
def test_second_person_is_somebody_else_who_does_not_touch_the_first(anna, rest, name):
    scene = chained(anna, ["still", name], rest, rng(4))
    other = scene.second
    assert other is not None
    assert other.figure != "anna"
    figure = load_figure(other.figure)
    assert not figure.is_held_out
    places = filmed(figure, other, scene.seconds)
    seen = np.isfinite(places[:, 0, 0])
    ((_, start_s, end_s),) = (m for m in scene.moments if m[0] is Happening.SECOND_PERSON)
    assert seen.sum() * EVERY_S == pytest.approx(end_s - start_s, abs=0.2)
    assert top_speed(places) < MAX_WALKING_M_S
    feet = places[seen][:, [NAMES.index("left_ankle"), NAMES.index("right_ankle")]]
    assert np.abs(feet[..., 2]).min() > 0.4
    mine = joints(anna, rest)
    gaps = np.linalg.norm(places[seen][:, :, None] - mine[None, None], axis=3)
    assert gaps.min() > 0.1


def test_feet_of_a_walker_stay_where_they_are_set(anna):
    walk = Walk(anna, route([(-1.5, 0.6), (1.5, 0.6)], 90.0, None, STEP_M), 0.0, STEP_S)
    places = filmed(anna, walk, walk.end_s)
    toes = places[:, [NAMES.index("left_foot_index"), NAMES.index("right_foot_index")]]
    speed = np.linalg.norm(np.diff(toes[..., [0, 2]], axis=0), axis=2) / EVERY_S
    pushes = np.sort(speed, axis=1)
    assert np.quantile(pushes[:, 0], 0.9) < 0.35  # one foot always stands
    assert pushes[:, 1].max() > 1.5
    lefts = places[:, NAMES.index("left_ankle"), 0] - places[:, NAMES.index("left_hip"), 0]
    arms = places[:, NAMES.index("left_wrist"), 0] - places[:, NAMES.index("left_shoulder"), 0]
    assert np.corrcoef(lefts, arms)[0, 1] < -0.5
    middle = places[[10, -10]][:, HIP, 0]
    pace_m_s = np.ptp(middle) / ((len(places) - 20) * EVERY_S)
    assert pace_m_s == pytest.approx(1.0, abs=0.15)


def test_standing_begins_and_ends_a_walk(anna):
    walk = Walk(anna, route([(0.0, 0.6), (1.0, 0.6)], 0.0, 180.0))
    for t_s, body in (
        (0.0, standing(anna, (0.0, 0.6), 0.0)),
        (walk.end_s, standing(anna, (1.0, 0.6), 180.0)),
    ):
        assert joints(anna, walk.goals(t_s)) == pytest.approx(joints(anna, body), abs=0.01)


def test_mirror_changes_sides(anna):
    body = completed(anna, side_lying(anna, 0.2))
    right, left = joints(anna, body), joints(anna, mirrored(body))
    swapped = [NAMES.index(_other(name)) for name in NAMES]
    # The tip of the nose is a point of the mesh, which is not quite in the middle.
    assert left[swapped] == pytest.approx(right * [1, 1, -1], abs=0.012)


def _other(name):
    side, _, joint = name.partition("_")
    return f"{'right' if side == 'left' else 'left'}_{joint}" if joint else name


def test_a_passing_place_is_not_stopped_at(anna, rest):
    there = rest.moved([0.4, 0.0, 0.0])
    middle = rest.moved([0.2, 0.0, 0.0])
    scene = Scene(2.0, (Key(0.0, rest), Key(1.0, middle, is_via=True), Key(2.0, there)))
    x = np.array([hips_x(anna, scene.goals(t_s)) for t_s in np.arange(0.0, 2.01, 0.1)])
    speed = np.diff(x) / 0.1
    assert (speed > -1e-9).all()
    assert speed[8:12].min() > 0.15
    assert x[-1] - x[0] == pytest.approx(0.4)


def test_keys_must_follow_each_other(rest):
    with pytest.raises(ValueError, match="follow each other"):
        Scene(2.0, (Key(0.0, rest), Key(0.0, rest)))
