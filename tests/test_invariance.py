"""The same movement seen otherwise gives the same: frame rate, start, mirror, scale, turn."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from coach.events import Flag, Rep
from coach.landmarks import Pose
from tests.bodies import Script, lying, pose, swapped
from tests.coaching import Result, coach, play

THREE_LIFTS = (
    Script(0.05)
    .stay(4.5)
    .rep(0.33, 1.6, 3.0, 1.6, 1.5)
    .rep(0.33, 0.4, 2.0, 1.5, 2.0)  # sudden
    .rep(0.50, 2.0, 2.5, 2.0, 2.0)  # over-large
)


def lift_pose(t_s: float, value: float, **changes: object) -> Pose:
    return pose(t_s, lying(value), **changes)


REFERENCE = coach(play(THREE_LIFTS, lift_pose))


def assert_same(result: Result, reference: Result, tolerance_s: float) -> None:
    assert [summary(rep) for rep in result.reps] == [summary(rep) for rep in reference.reps]
    for rep, expected in zip(result.reps, reference.reps, strict=True):
        assert rep.start_s == pytest.approx(expected.start_s, abs=tolerance_s)
        assert rep.end_s == pytest.approx(expected.end_s, abs=tolerance_s)
        assert rep.hold_s == pytest.approx(expected.hold_s, abs=2 * tolerance_s)


def summary(rep: Rep) -> tuple:
    return rep.index, rep.grade, rep.is_open, rep.dose_reached, rep.flags


def test_reference_is_what_was_performed():
    assert REFERENCE.count == 3
    assert [rep.flags for rep in REFERENCE.reps] == [(), (Flag.SUDDEN,), (Flag.OVER_LARGE,)]
    assert {rep.grade for rep in REFERENCE.reps} == {"sure"}


@pytest.mark.parametrize("fps", [8, 10, 12.5, 15, 24, 25, 30, 50, 60])
def test_frame_rate(fps):
    assert_same(coach(play(THREE_LIFTS, lift_pose, fps)), REFERENCE, max(0.15, 1 / fps))


@pytest.mark.parametrize("start_s", [0.013, 7.77, 3600.0])
def test_start_time(start_s):
    moved = [replace(p, t_s=p.t_s + start_s) for p in play(THREE_LIFTS, lift_pose)]
    result = coach(moved)
    back = [
        replace(rep, start_s=rep.start_s - start_s, end_s=rep.end_s - start_s)
        for rep in result.reps
    ]
    for rep, expected in zip(back, REFERENCE.reps, strict=True):
        assert summary(rep) == summary(expected)
        assert rep.start_s == pytest.approx(expected.start_s, abs=1e-6)


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"mirrored": True}, id="seen_from_the_other_flank"),
        pytest.param({"near": "left"}, id="other_side_near"),
        pytest.param({"scale": 0.75}, id="farther_away"),
        pytest.param({"scale": 1.6}, id="nearer"),
        pytest.param({"rotated_deg": 10.0}, id="camera_tilted_one_way"),
        pytest.param({"rotated_deg": -10.0}, id="camera_tilted_the_other"),
    ],
)
def test_other_view(changes):
    def body(t_s: float, value: float) -> Pose:
        return lift_pose(t_s, value, **changes)

    assert_same(coach(play(THREE_LIFTS, body)), REFERENCE, 0.02)


def test_far_away_is_likely_at_best():
    result = coach(play(THREE_LIFTS, lambda t_s, value: lift_pose(t_s, value, scale=0.6)))
    assert [rep.grade for rep in result.reps] == ["likely"] * 3


def test_left_and_right_exchanged():
    result = coach([swapped(p) for p in play(THREE_LIFTS, lift_pose)])
    assert_same(result, REFERENCE, 1e-9)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # an example takes a second: no shrinking
)
@given(
    fps=st.floats(8, 60),
    jitter=st.floats(0, 0.4),
    noise_px=st.floats(0, 1.0),
    up_s=st.floats(1.2, 3.0),
    hold_s=st.floats(1.0, 4.0),
    top=st.floats(0.18, 0.40),
    seed=st.integers(0, 2**32 - 1),
)
def test_quiet_lifts_are_counted_at_any_rate(fps, jitter, noise_px, up_s, hold_s, top, seed):
    """Uneven frame times, landmark noise, any quiet tempo and a small range: three are three."""
    rng = np.random.default_rng(seed)
    script = Script(0.05).stay(4.5)
    for _ in range(3):
        script.rep(top, up_s, hold_s, up_s, 2.0)
    t_s = np.arange(0, script.seconds, 1 / fps)
    t_s = t_s + rng.uniform(-0.5, 0.5, t_s.shape) * jitter / fps
    poses = [
        lift_pose(float(t), script.at(float(t)), noise_px=noise_px, rng=rng) for t in t_s - t_s[0]
    ]
    result = coach(poses)
    assert result.count == 3
    assert not any(Flag.SUDDEN in rep.flags or Flag.OVER_LARGE in rep.flags for rep in result.reps)
