"""SPARC of movements whose smoothness is known: a hip that opens by 90 degrees in two seconds."""

import numpy as np
import pytest

from coach.smoothness import sparc
from tests.bodies import Script, minimum_jerk


def score(script: Script, fps: float, tremor_deg: float = 0.0, jerk_deg: float = 0.0) -> float:
    """tremor_deg: at 4 Hz. jerk_deg: added within 0.15 s, half way through two seconds."""
    t_s = np.arange(0, script.seconds + 1e-9, 1 / fps)
    position = [
        script.at(float(t))
        + tremor_deg * np.sin(2 * np.pi * 4 * t)
        + jerk_deg * minimum_jerk((t - 0.925) / 0.15)
        for t in t_s
    ]
    return sparc(t_s.tolist(), position)


SMOOTH = Script(0).move(90, 2)


@pytest.mark.parametrize("fps", [15, 30, 60])
@pytest.mark.parametrize(
    ("script", "changes", "expected", "tolerance"),
    [
        pytest.param(SMOOTH, {}, -1.40, 0.02, id="smooth"),
        pytest.param(
            Script(0).move(45, 0.85).stay(0.3).move(90, 0.85), {}, -2.93, 0.1, id="stop_half_way"
        ),
        pytest.param(
            Script(0).move(30, 0.55).stay(0.175).move(60, 0.55).stay(0.175).move(90, 0.55),
            {},
            -3.47,
            0.1,
            id="three_pushes",
        ),
        pytest.param(SMOOTH, {"tremor_deg": 3.6}, -2.88, 0.25, id="tremor"),
        # One sudden jerk hardly shows: that is what the speed limit is for.
        pytest.param(Script(0).move(63, 2), {"jerk_deg": 27}, -1.65, 0.1, id="one_jerk"),
    ],
)
def test_score(script, changes, expected, tolerance, fps):
    assert score(script, fps, **changes) == pytest.approx(expected, abs=tolerance)


@pytest.mark.parametrize("fps", [15, 30, 60])
def test_noise_of_the_landmarks_hardly_matters(fps):
    rng = np.random.default_rng(11)
    t_s = np.arange(0, 2, 1 / fps)
    scores = [
        sparc(t_s.tolist(), [SMOOTH.at(float(t)) + rng.normal(0, 0.5) for t in t_s])
        for _ in range(20)
    ]
    assert np.mean(scores) == pytest.approx(-1.48, abs=0.1)


@pytest.mark.parametrize("fps", [15, 30, 60])
@pytest.mark.parametrize(
    "script",
    [
        pytest.param(Script(0).move(180, 2), id="twice_the_speed"),
        pytest.param(Script(90).move(0, 2), id="the_other_way"),
        pytest.param(Script(0).move(0.3, 2), id="another_unit"),
        pytest.param(Script(0).move(90, 0.8), id="quick"),
        pytest.param(Script(0).move(90, 4), id="slow"),
    ],
)
def test_only_the_shape_matters(script, fps):
    assert score(script, fps) == pytest.approx(score(SMOOTH, fps), abs=0.02)


def test_the_start_time_does_not_matter():
    t_s = np.arange(0, 2, 1 / 30)
    position = [SMOOTH.at(float(t)) for t in t_s]
    later = sparc((t_s + 3600).tolist(), position)
    assert later == pytest.approx(sparc(t_s.tolist(), position), abs=0.02)


@pytest.mark.parametrize(
    ("t_s", "position"),
    [
        pytest.param([i / 30 for i in range(60)], [5.0] * 60, id="nothing_moves"),
        pytest.param([0.0, 0.1, 0.2, 0.3, 0.4], [0, 1, 2, 3, 4], id="too_few_samples"),
        pytest.param([], [], id="no_samples"),
        pytest.param([i / 2000 for i in range(8)], list(range(8)), id="too_short_a_time"),
    ],
)
def test_undefined(t_s, position):
    assert np.isnan(sparc(t_s, position))
