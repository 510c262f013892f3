"""Ways of the whole body: their progress, speed, smoothness and tremor, at any frame rate."""

import numpy as np
import pytest

from coach.course import MIN_FRAMES, Way, middle_pose, way_between
from tests.bodies import Script, times

FPS = [10, 15, 30, 60]
REST = np.zeros((33, 2))
TOP = np.zeros((33, 2))
TOP[10:20] = 0.3  # some landmarks move, the others lie still
NOISE_S0 = 0.004  # of a landmark, trunk lengths


def way(
    script: Script, fps: float, tremor: float = 0.0, noise_s0: float = 0.0, seed: int = 1
) -> Way:
    """A movement from rest (0) to the top (1), with a tremor of 4 Hz as a share of the way."""
    rng = np.random.default_rng(seed)
    t_s = list(times(script.seconds, fps))
    shares = [script.at(t) + tremor * np.sin(2 * np.pi * 4 * t) for t in t_s]
    bodies = [REST + share * TOP + rng.normal(0, noise_s0, (33, 2)) for share in shares]
    found = way_between(t_s, bodies, REST, TOP)
    assert found is not None
    return found


def quiet(seconds: float) -> Script:
    return Script(0).stay(0.3).move(1, seconds).stay(0.3)


@pytest.mark.parametrize("fps", FPS)
def test_progress_is_the_course_of_the_movement(fps):
    script = quiet(1.5)
    found = way(script, fps, noise_s0=NOISE_S0)
    expected = [script.at(t_s) for t_s in found.t_s]
    assert found.progress == pytest.approx(expected, abs=0.02)


def test_what_jitters_hardly_counts():
    """Ten landmarks move, one of them drawn wildly: the others tell where the body is."""
    rng = np.random.default_rng(2)
    script = quiet(1.5)
    t_s = list(times(script.seconds, 30))
    bodies = [REST + script.at(t) * TOP + rng.normal(0, 0.001, (33, 2)) for t in t_s]
    for body in bodies:
        body[15] += rng.normal(0, 0.5, 2)
    found = way_between(t_s, bodies, REST, TOP)
    assert found is not None
    assert found.progress == pytest.approx([script.at(t) for t in t_s], abs=0.02)


def test_what_is_unknown_does_not_count():
    script = quiet(1.5)
    t_s = list(times(script.seconds, 30))
    bodies = [REST + script.at(t) * TOP for t in t_s]
    bodies[7][12] = np.nan
    found = way_between(t_s, bodies, REST, TOP)
    assert found is not None
    assert found.progress == pytest.approx([script.at(t) for t in t_s], abs=1e-9)


@pytest.mark.parametrize("fps", FPS)
@pytest.mark.parametrize("seconds", [0.8, 1.0, 1.5, 3.0])
def test_peak_speed_of_a_minimum_jerk_movement(seconds, fps):
    found = way(quiet(seconds), fps, noise_s0=NOISE_S0)
    assert found.peak_speed() == pytest.approx(1.875 / seconds, rel=0.12)


@pytest.mark.parametrize("fps", FPS)
def test_smoothness_tells_steps_from_one_movement(fps):
    steps = Script(0).stay(0.3)
    for top in (1 / 3, 2 / 3, 1):
        steps.move(top, 0.32).stay(0.38)
    assert way(quiet(1.5), fps, noise_s0=NOISE_S0).smoothness(0.3, 1.8) > -1.8
    assert way(steps, fps, noise_s0=NOISE_S0).smoothness(0.3, 2.4) < -2.6


@pytest.mark.parametrize("fps", FPS)
def test_tremor_is_four_percent_of_the_way(fps):
    """Where a tremor of 4 Hz moves 4 % of the way: its mean distance is 2 / pi of that."""
    shaking = way(quiet(1.5), fps, tremor=0.04, noise_s0=NOISE_S0).tremor()
    calm = way(quiet(1.5), fps, noise_s0=NOISE_S0).tremor()
    assert 0.015 < float(np.mean(shaking)) < 0.04
    assert float(np.mean(shaking)) > 2.5 * float(np.mean(calm))


def test_a_slow_camera_cannot_show_a_tremor():
    assert len(way(quiet(1.5), 8, tremor=0.04).tremor()) == 0


@pytest.mark.parametrize("share", [0.5, 1.0, 1.5])
def test_size_over_another_way(share):
    script = quiet(1.5)
    t_s = list(times(script.seconds, 30))
    bodies = [REST + share * script.at(t) * TOP for t in t_s]
    found = way_between(t_s, bodies, REST, share * TOP)
    assert found is not None
    assert found.size_over(way(script, 30)) == pytest.approx(share)


@pytest.mark.parametrize(
    ("n", "end"),
    [
        pytest.param(MIN_FRAMES - 1, TOP, id="too_few_frames"),
        pytest.param(0, TOP, id="no_frames"),
        pytest.param(20, REST, id="nothing_moved"),
        pytest.param(20, np.full((33, 2), np.nan), id="nothing_known"),
    ],
)
def test_no_way(n, end):
    assert way_between([i / 10 for i in range(n)], [REST] * n, REST, end) is None


def test_middle_pose_ignores_one_wild_frame():
    assert np.array_equal(middle_pose([TOP, TOP, TOP * 9]), TOP)
