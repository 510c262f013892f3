"""The checks see what cannot be: something sunk into the mat, the body, the table; loose hands."""

from dataclasses import replace

import numpy as np
import pytest

from samples.studio.assets import FETCH_COMMAND, has_assets
from samples.studio.checks import depth_inside, faults_of
from samples.studio.figure import Figure, load_figure
from samples.studio.furniture import Table
from samples.studio.goals import LimbGoal
from samples.studio.poses.lying import supine_bent, supine_overhead, supine_rest
from samples.studio.poses.pose import Scenery
from samples.studio.solve import palm, solve

needs_human = pytest.mark.skipif(
    not has_assets(), reason=f"the studio's human is not here: run `{FETCH_COMMAND}`"
)
MAT = Scenery(middle=np.zeros(3))


@pytest.fixture(scope="module")
def figure() -> Figure:
    return load_figure("anna")


def ball(radius_m: float) -> np.ndarray:
    rng = np.random.default_rng(1)
    points = rng.normal(size=(4000, 3))
    return radius_m * points / np.linalg.norm(points, axis=1, keepdims=True)


@pytest.mark.parametrize(
    ("radius_m", "depth_m"),
    [pytest.param(0.12, 0.0, id="outside"), pytest.param(0.08, 0.02, id="two_centimetres_in")],
)
def test_the_depth_inside_a_ball(radius_m, depth_m):
    surface = ball(0.1)
    points = ball(radius_m)[:50]
    found = depth_inside(points, surface, surface / 0.1)
    assert found == pytest.approx(depth_m, abs=0.003)


@needs_human
@pytest.mark.parametrize("rest", [supine_rest, supine_bent, supine_overhead])
def test_bodies_that_lie_well_have_no_faults(figure, rest):
    assert faults_of(figure, rest(figure), MAT) == []


@needs_human
def test_a_hand_under_the_mat_is_seen(figure):
    goals = supine_rest(figure)
    arm = replace(goals.arms["R"], end=goals.arms["R"].end - np.array([0, 0.08, 0]))
    faults = faults_of(figure, replace(goals, arms={**goals.arms, "R": arm}), MAT)
    assert any("inside the mat" in fault for fault in faults)


@needs_human
def test_a_hand_inside_the_belly_is_seen(figure):
    goals = supine_rest(figure)
    belly = goals.pelvis_at + np.array([-0.15, 0.03, 0.05])
    arm = LimbGoal(belly, np.array([0.0, 0.3, 1.0]), None)
    faults = faults_of(figure, replace(goals, arms={**goals.arms, "R": arm}), MAT)
    assert any("inside the trunk" in fault for fault in faults)


@needs_human
def test_a_body_through_the_table_is_seen(figure):
    table = Table(height_m=0.15, near_edge_x_m=-0.6)
    scenery = Scenery(middle=np.zeros(3), furniture=(table,))
    assert any("inside the table" in f for f in faults_of(figure, supine_rest(figure), scenery))


@needs_human
def test_a_loose_grip_is_seen(figure):
    goals = supine_rest(figure)
    held = palm(figure.skeleton, solve(figure.skeleton, goals), "L")
    assert faults_of(figure, replace(goals, grips={"L": held}), MAT) == []
    loose = replace(goals, grips={"L": held + np.array([0, 0.05, 0])})
    assert faults_of(figure, loose, MAT) == ["the L palm is 5.0 cm from what it grips"]
