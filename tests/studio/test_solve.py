"""Goals are reached: hands and feet are where they shall be, and limbs keep their length."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from samples.studio.assets import FETCH_COMMAND, has_assets
from samples.studio.figure import Figure, figure_ids, load_figure
from samples.studio.goals import SIDES, between
from samples.studio.poses.lying import supine_bent, supine_overhead, supine_rest
from samples.studio.rotation import X, Y, Z, blend, rotation_vector, turn
from samples.studio.solve import ARM, LEG, limb_length, palm, solve, wrist_for_palm

needs_human = pytest.mark.skipif(
    not has_assets(), reason=f"the studio's human is not here: run `{FETCH_COMMAND}`"
)


@pytest.fixture(scope="module", params=figure_ids())
def figure(request: pytest.FixtureRequest) -> Figure:
    return load_figure(request.param)


@pytest.mark.parametrize("angle_deg", [0.0, 1e-4, 30.0, 179.9, 180.0])
@pytest.mark.parametrize("axis", [X, Y, Z, (1.0, -2.0, 0.5)])
def test_a_rotation_vector_is_axis_times_angle(axis, angle_deg):
    rotation = turn(axis, angle_deg)
    vector = rotation_vector(rotation)
    assert np.degrees(np.linalg.norm(vector)) == pytest.approx(angle_deg, abs=1e-3)
    if angle_deg > 1:
        assert turn(vector, angle_deg) == pytest.approx(rotation, abs=1e-6)


def test_a_blend_begins_and_ends_where_it_shall():
    start, end = turn(X, 20), turn(Y, 100) @ turn(Z, 50)
    assert blend(start, end, 0.0) == pytest.approx(start)
    assert blend(start, end, 1.0) == pytest.approx(end)
    half = blend(start, end, 0.5)
    assert half @ half.T == pytest.approx(np.eye(3))


@needs_human
@pytest.mark.parametrize("rest", [supine_rest, supine_bent, supine_overhead])
def test_wrists_and_ankles_reach_their_goals(figure, rest):
    goals = rest(figure)
    posture = solve(figure.skeleton, goals)
    index = figure.skeleton.index
    for side in SIDES:
        wrist = posture.heads[index[f"wrist.{side}"]]
        ankle = posture.heads[index[f"foot.{side}"]]
        assert wrist == pytest.approx(goals.arms[side].end, abs=0.01)
        assert ankle == pytest.approx(goals.legs[side].end, abs=0.01)


@needs_human
def test_limbs_keep_their_length_however_far_the_goal_is(figure):
    goals = supine_rest(figure)
    far = {s: replace(goals.arms[s], end=np.array([0.0, 3.0, 0.0])) for s in SIDES}
    posture = solve(figure.skeleton, replace(goals, arms=far))
    index = figure.skeleton.index
    for side in SIDES:
        arm = [posture.heads[index[f"{bone}.{side}"]] for bone in (ARM[0], ARM[2], ARM[4])]
        leg = [posture.heads[index[f"{bone}.{side}"]] for bone in (LEG[0], LEG[2], LEG[4])]
        for joints, bones in ((arm, ARM), (leg, LEG)):
            length = sum(np.linalg.norm(b - a) for a, b in pairwise(joints))
            assert length == pytest.approx(limb_length(figure.skeleton, side, bones), abs=1e-4)


@needs_human
def test_a_palm_is_where_its_wrist_was_asked_to_bring_it(figure):
    goals = supine_rest(figure)
    for side in SIDES:
        hand = goals.arms[side].end_rotation
        assert hand is not None
        held = goals.arms[side].end + np.array([-0.05, 0.2, 0.0])
        end = wrist_for_palm(figure.skeleton, side, held, hand)
        arms = {**goals.arms, side: replace(goals.arms[side], end=end)}
        posture = solve(figure.skeleton, replace(goals, arms=arms))
        assert palm(figure.skeleton, posture, side) == pytest.approx(held, abs=0.005)


@needs_human
def test_the_way_between_two_bodies_has_no_jumps(figure):
    start, end = supine_rest(figure), supine_overhead(figure)
    places = [solve(figure.skeleton, between(start, end, u)).heads for u in np.linspace(0, 1, 41)]
    assert np.linalg.norm(np.diff(places, axis=0), axis=2).max() < 0.15
    assert places[0] == pytest.approx(solve(figure.skeleton, start).heads)
    assert places[-1] == pytest.approx(solve(figure.skeleton, end).heads)


@needs_human
def test_moved_and_turned_bodies_are_the_same_body(figure):
    goals = supine_bent(figure)
    places = solve(figure.skeleton, goals).heads
    rotation = turn(Y, 40)
    moved = solve(figure.skeleton, goals.moved([0.1, 0.2, -0.3])).heads
    turned = solve(figure.skeleton, goals.turned(rotation, [0, 0, 0])).heads
    assert moved == pytest.approx(places + np.array([0.1, 0.2, -0.3]), abs=1e-9)
    assert turned == pytest.approx(places @ rotation.T, abs=1e-6)
