"""How a person who does an exercise asks for a stop: arm, key, or leaving it half-way."""

from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np
import pytest

from coach.events import Phase, Stage, StopSeen
from coach.landmarks import Landmark, Pose
from coach.session import Command, Session
from coach.steps import Sight
from coach.stop_wish import LEFT_FOR_S, StopWish
from coach.workout_events import By
from tests.coaching import exercise
from tests.recorded_person import film, poses_of, sign_of
from tests.replays import SAMPLES

UPPER = [*range(Landmark.LEFT_HIP)]  # head, shoulders, arms
Change = Callable[[Pose], Pose]


def unchanged(pose: Pose) -> Pose:
    return pose


def raised(deg: float) -> Change:
    """The upper body comes up by so much, round the hips, as on the elbows."""

    def change(pose: Pose) -> Pose:
        image = pose.image.copy()
        hip = image[[Landmark.LEFT_HIP, Landmark.RIGHT_HIP], :2].mean(axis=0)
        arms = image[UPPER, :2] - hip
        towards = np.sign(arms[Landmark.LEFT_SHOULDER, 0])
        angle = np.radians(-deg * towards)
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        image[UPPER, :2] = arms @ turn.T + hip
        return replace(pose, image=image)

    return change


def wishes(
    name: str, poses: Iterable[Pose], change: Change = unchanged, when: Phase = Phase.HOLD
) -> list[tuple[float, By]]:
    """What is wished for, with its time since `when` was first seen; the body is changed from
    then on.
    """
    session, wish = Session(exercise(name), stop_at_dose=False, ends_at_stop=False), StopWish()
    since_s, found = None, []
    for original in poses:
        pose = original if since_s is None else change(original)
        status, events = session.update(pose)
        by = wish.update(session, Sight(pose.t_s, pose), events)
        if status.phase is when and since_s is None:
            since_s = pose.t_s
        if by is not None:
            found.append((pose.t_s - (since_s or 0.0), by))
            session.pause(pose.t_s)
    return found


def first_clip(name: str) -> list[Pose]:
    return poses_of(next((SAMPLES / name).glob("*_1.npz")))


@pytest.mark.parametrize("name", ["prone_reach", "table_lean", "half_hang", "bar_hang"])
def test_who_does_an_exercise_wishes_for_nothing(name):
    assert wishes(name, first_clip(name)) == []


def test_coming_up_on_the_elbows_is_a_stop_where_the_hands_are_not_free():
    found = wishes("prone_reach", first_clip("prone_reach"), raised(45.0))
    after_s, by = found[0]
    assert by == "leaving"
    assert LEFT_FOR_S - 0.2 <= after_s <= LEFT_FOR_S + 1.0


def test_the_same_between_two_repetitions_is_none():
    assert wishes("prone_reach", first_clip("prone_reach"), raised(45.0), when=Phase.REST) == []


def test_where_the_hands_are_free_leaving_is_no_stop():
    found = wishes("supine_reach", poses_of(film("supine_reach"))[:600], raised(45.0))
    assert found == []


def test_an_arm_is_a_stop():
    (found,) = wishes("toe_pull_chin", sign_of().poses)
    assert found[1] == "arm"


def test_an_arm_on_the_bar_is_none_but_one_beside_it_is():
    """Hands go up to the bar one after the other; who has paused stands beside it."""
    session = Session(exercise("bar_hang"), ends_at_stop=False)
    events = [event for pose in sign_of().poses for event in session.update(pose)[1]]
    assert not [event for event in events if isinstance(event, StopSeen)]
    session = Session(exercise("bar_hang"), ends_at_stop=False)
    session.stage = Stage.PAUSED
    events = [event for pose in sign_of().poses for event in session.update(pose)[1]]
    assert len([event for event in events if isinstance(event, StopSeen)]) == 1


@pytest.mark.parametrize(("command", "by"), [(Command.STOP, "key"), (Command.PAUSE, None)])
def test_keys(command, by):
    session = Session(exercise("toe_pull_chin"))
    pose = Pose.nobody(0.0, (640, 480))
    session.update(pose)
    assert StopWish().update(session, Sight(0.0, pose, request=command), []) == by
