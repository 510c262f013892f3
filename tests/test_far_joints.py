"""A signal of both sides of the body is read only while the far joints are seen as well."""

import pytest

from coach.definition_tables import AdviceSpec, Vote
from coach.landmarks import Landmark, Pose
from coach.observer import Observer, Reading
from tests.bodies import lying, pose, times
from tests.coaching import PELVIS_LIFT

FEET_TOGETHER = Vote(signal="spread", max_s0=0.5)
DECIDES = PELVIS_LIFT.model_copy(update={"votes": (*PELVIS_LIFT.votes, FEET_TOGETHER)})
ADVISES = PELVIS_LIFT.model_copy(
    update={"advice": (AdviceSpec(signal="spread", max_s0=0.5, cue="bend_elbows"),)}
)


def lying_with_far_ankle(t_s: float, visibility: float) -> Pose:
    seen = pose(t_s, lying(0.05), near="right")
    seen.image[Landmark.LEFT_ANKLE, 3] = visibility
    return seen


def last_reading(observer: Observer, visibility: float) -> Reading:
    frames = (lying_with_far_ankle(t_s, visibility) for t_s in times(1.0, 30))
    return [observer.read(frame) for frame in frames][-1]


@pytest.mark.parametrize(
    ("visibility", "problem"),
    [pytest.param(0.9, "", id="seen"), pytest.param(0.3, "cannot_see_ankle", id="hidden")],
)
def test_a_deciding_signal_needs_its_far_joints(visibility, problem):
    assert last_reading(Observer(DECIDES), visibility).problem == problem


def test_a_far_joint_that_only_advice_needs_stops_nothing():
    reading = last_reading(Observer(ADVISES), 0.3)
    assert reading.problem == ""
    assert "lift" in reading.levels
    assert "spread" not in reading.levels
    assert "spread" in last_reading(Observer(ADVISES), 0.9).levels


def test_the_same_joint_of_the_near_side_is_another_one():
    """Without a signal of both sides, a hidden far ankle is no matter."""
    assert last_reading(Observer(PELVIS_LIFT), 0.3).problem == ""
