"""Twelve situations in which other counters fail, on a definition whose only signal is the hip."""

import numpy as np
import pytest

from coach.definitions import parse_exercise
from coach.events import Flag
from tests.bodies import Script, folded, pose
from tests.coaching import coach, play

HIP_ONLY = parse_exercise(
    """
id = "hip_test"
name = "Hip test"
kind = "hold"
instructions = ["Lift."]
start_position = "Lie on your back."
cautions = []
stop = "Stop."
dose = { reps = [10, 10], hold_s = [1.0, 1.0], start_reps = 10, start_hold_s = 1.0 }
primary = { signal = "hip", nominal_deg = 45.0 }
limits = { one_way_s = 1.0, rep_min_s = 1.2, cap_deg = 90.0, smoothness_min_sparc = -2.5 }

[rest]
min_s = 0.2
bands = [
    { signal = "hip", min_deg = 95.0, max_deg = 137.0 },
    { signal = "knee", min_deg = 30.0, max_deg = 125.0 },
]

[[gates]]
signal = "knee"
min_deg = 30.0
max_deg = 125.0

[planted]
joints = ["shoulder"]
max_drift_s0 = [0.35]

[[places]]
id = "side"
title = "at your side"
shoulder_ratio = [0.0, 0.45]
best_grade = "sure"
""",
    "hip_test.toml",
)


def reps(
    rest_deg: float, top_deg: float, n: int = 10, hold_s: float = 2.0, lead_s: float = 4.0
) -> Script:
    script = Script(rest_deg).stay(lead_s)
    for _ in range(n):
        script.rep(top_deg, 1.2, hold_s, 1.2, 1.5)
    return script


def with_dips(script: Script) -> Script:
    for _ in range(10):
        script.move(168, 1.2).stay(1.0).move(125, 0.1).move(168, 0.1).stay(1.0).move(115, 1.2)
        script.stay(1.5)
    return script


def hip(deg: float, jitter_deg: float = 0.0):
    rng = np.random.default_rng(7)

    def body(t_s: float, value: float):
        return pose(t_s, folded(value + rng.normal(0, jitter_deg) if jitter_deg else value))

    return body


def lying_down() -> list:
    """Sit, lie down, bend the knees: three times."""
    hip_deg = Script(90).stay(2).move(175, 2).stay(1).move(115, 1.5).stay(2)
    knee_deg = Script(90).stay(2).move(175, 2).stay(1).move(80, 1.5).stay(2)
    trunk_deg = Script(85).stay(2).move(0, 2).stay(4.5)
    for script, start in ((hip_deg, 90), (knee_deg, 90), (trunk_deg, 85)):
        script.move(start, 1.5)
    seconds = hip_deg.seconds
    return [
        pose(
            i / 30,
            folded(
                hip_deg.at(i / 30 % seconds),
                knee_deg.at(i / 30 % seconds),
                trunk_deg.at(i / 30 % seconds),
            ),
        )
        for i in range(round(3 * seconds * 30))
    ]


@pytest.mark.parametrize(
    ("script", "jitter_deg", "fps", "count", "partials"),
    [
        pytest.param(reps(115, 168), 0, 30, 10, 0, id="full_range"),
        pytest.param(reps(115, 168), 3, 30, 10, 0, id="three_degrees_of_jitter"),
        pytest.param(reps(115, 148), 0, 30, 10, 0, id="pain_limited"),
        pytest.param(reps(135, 172), 0, 30, 10, 0, id="feet_far"),
        pytest.param(reps(128, 152), 0, 30, 10, 0, id="oblique_camera"),
        pytest.param(reps(115, 168), 0, 8, 10, 0, id="eight_frames_a_second"),
        pytest.param(with_dips(Script(115).stay(4)), 0, 30, 10, 0, id="dip_of_0.2_s_in_each_hold"),
    ],
)
def test_repetitions(script, jitter_deg, fps, count, partials):
    result = coach(play(script, hip(0, jitter_deg), fps), HIP_ONLY, dose_s=1.0)
    assert (result.count, len(result.partials)) == (count, partials)
    assert all(rep.dose_reached for rep in result.reps)


def test_partials_of_someone_who_reached_more_before():
    script = reps(115, 168, n=3)
    for _ in range(10):
        script.rep(138, 1.2, 2.0, 1.2, 1.5)
    result = coach(play(script, hip(0)), HIP_ONLY, dose_s=1.0)
    assert (result.count, len(result.partials)) == (3, 10)


@pytest.mark.parametrize("level_deg", [140, 155, 160])
def test_one_repetition_hovering_for_half_a_minute(level_deg):
    script = Script(115).stay(4).move(level_deg, 1.2).wave(4, 1.7, 30).move(115, 1.2).stay(2)
    result = coach(play(script, hip(0)), HIP_ONLY, dose_s=1.0)
    assert result.count == 1
    assert result.reps[0].hold_s == pytest.approx(31, abs=1.0)


def test_lying_down_is_no_exercise():
    assert coach(lying_down(), HIP_ONLY, dose_s=1.0).count == 0


@pytest.mark.parametrize("fps", [15, 30, 60])
def test_bouncing_is_flagged_each_time(fps):
    script = Script(115).stay(4)
    for _ in range(10):
        script.move(168, 0.375).move(115, 0.375)
    script.stay(2)
    result = coach(play(script, hip(0), fps), HIP_ONLY, dose_s=1.0)
    moves = [*result.reps, *result.partials]
    assert len(moves) == 10
    assert all(Flag.TOO_FAST in move.flags for move in moves)


@pytest.mark.parametrize("speed", [0.5, 1.8, 3.0, 5.0])
def test_replay_at_another_speed_is_the_same(speed):
    """A replay hands over the same frames at other wall-clock times; media time is all there is."""
    poses = play(reps(115, 168, n=3), hip(0))
    assert coach(poses, HIP_ONLY).events == coach(list(poses), HIP_ONLY).events
