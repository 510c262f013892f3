"""The filter: exact on straight lines, deaf to bursts, and late by the same time at every rate."""

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from coach.filters import FIT_S, MEDIAN_S, RESTART_AFTER_S, Level, Smoother, fit_line, smooth
from tests.bodies import minimum_jerk, times

Samples = list[tuple[float, float]]
DELAY_S = (MEDIAN_S + FIT_S) / 2


def sampled(value: Callable[[float], float], seconds: float = 3.0, fps: float = 30.0) -> Samples:
    return [(t_s, value(t_s)) for t_s in times(seconds, fps)]


def uneven(value: Callable[[float], float], seconds: float = 3.0, seed: int = 3) -> Samples:
    """As from a camera that drops frames: steps of 1/60 s to 1/8 s."""
    steps = np.random.default_rng(seed).uniform(1 / 60, 1 / 8, round(seconds * 60))
    t_s = np.cumsum(steps)
    return [(float(t), value(float(t))) for t in t_s[t_s < seconds]]


def ramp(t_s: float) -> float:
    return 40.0 - 12.5 * t_s


def crossing_s(levels: list[Level], value: float) -> float:
    """When a rising signal first passed `value`."""
    i = next(i for i, level in enumerate(levels) if level.value >= value)
    before, after = levels[i - 1], levels[i]
    share = (value - before.value) / (after.value - before.value)
    return before.t_s + share * (after.t_s - before.t_s)


@pytest.mark.parametrize(
    "samples",
    [
        *(pytest.param(sampled(ramp, fps=fps), id=f"{fps}_fps") for fps in (8, 15, 29.97, 60)),
        *(pytest.param(uneven(ramp, seed=seed), id=f"uneven_{seed}") for seed in range(3)),
    ],
)
def test_a_ramp_comes_out_as_it_went_in(samples):
    """At its own date the level is exact, and so is the slope."""
    levels = smooth(samples)
    assert len(levels) == len(samples) - 4  # three for the first median, three medians for a line
    assert [level.value for level in levels] == pytest.approx([ramp(lv.t_s) for lv in levels])
    assert [level.slope for level in levels] == pytest.approx([-12.5] * len(levels))


@pytest.mark.parametrize("fps", [8, 15, 30, 60])
@pytest.mark.parametrize("size", [-1e4, -60.0, 60.0, 1e4])
def test_one_wrong_sample_leaves_no_trace(fps, size):
    still = sampled(lambda _: 5.0, fps=fps)
    burst = [(t_s, y + size * (i == len(still) // 2)) for i, (t_s, y) in enumerate(still)]
    assert smooth(burst) == smooth(still)


def test_a_burst_shorter_than_half_the_median_leaves_no_trace():
    still = sampled(lambda _: 5.0)
    burst = [(t_s, 90.0 if 1.5 <= t_s < 1.5 + 0.45 * MEDIAN_S else y) for t_s, y in still]
    assert sum(y == 90 for _, y in burst) == 3
    assert smooth(burst) == smooth(still)


def test_half_of_the_noise_of_a_still_signal_stays():
    """The share that calibration takes as the floor of the filtered noise."""
    rng = np.random.default_rng(5)
    noisy = sampled(lambda _: rng.normal(0, 1.0), seconds=60)
    assert 0.3 < np.std([level.value for level in smooth(noisy)]) < 0.5


@pytest.mark.parametrize("fps", [8, 10, 12.5, 15, 20, 24, 25, 29.97, 50, 60])
@pytest.mark.parametrize("offset", [0.0, 0.3, 0.7])
def test_a_movement_has_the_same_date_at_every_rate(fps, offset):
    """Wherever the first frame falls, a minimum-jerk rise from 1.0 to 2.6 s is half way at 1.8."""
    samples = [
        (t_s + offset / fps, minimum_jerk((t_s + offset / fps - 1.0) / 1.6))
        for t_s in times(5.0, fps)
    ]
    assert crossing_s(smooth(samples), 0.5) == pytest.approx(1.8, abs=0.002)


@settings(max_examples=60, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(fps=st.floats(8, 60), start_s=st.floats(0, 1e5))
def test_the_delay_is_constant_and_hardly_depends_on_the_rate(fps, start_s):
    smoother = Smoother()
    levels = [(t_s, smoother.push(t_s, 1.0)) for t_s in times(2.0, fps, start_s)]
    delays_s = [t_s - level.t_s for t_s, level in levels[-int(fps * 0.8) :] if level is not None]
    assert max(delays_s) - min(delays_s) < 1e-6
    assert delays_s[0] == pytest.approx(DELAY_S, abs=0.065)  # windows hold whole frames


@pytest.mark.parametrize(
    ("gap_s", "is_bridged"),
    [
        pytest.param(0.1, True, id="three_frames"),
        pytest.param(RESTART_AFTER_S - 0.01, True, id="just_short_enough"),
        pytest.param(RESTART_AFTER_S + 0.01, False, id="just_too_long"),
        pytest.param(10.0, False, id="ten_seconds"),
    ],
)
def test_gaps(gap_s, is_bridged):
    """After a long gap nothing of the time before it is mixed into a level."""
    before = sampled(lambda _: 0.0, seconds=1.0)
    start_s = before[-1][0] + gap_s
    after = [(start_s + t_s, 100.0) for t_s in times(1.0, 30)]
    levels = smooth(before + after)
    mixed = [level for level in levels if 0.0 < level.value < 100.0]
    assert bool(mixed) is is_bridged
    if not is_bridged:
        assert min(level.t_s for level in levels if level.value == 100.0) >= start_s
        assert all(level.slope == 0.0 for level in levels)


def test_reset_forgets():
    smoother = Smoother()
    for t_s, value in sampled(lambda _: 7.0, seconds=1.0):
        smoother.push(t_s, value)
    smoother.reset()
    levels = [smoother.push(1.0 + i / 30, 9.0) for i in range(6)]
    assert levels[:4] == [None] * 4
    assert levels[4] is not None
    assert levels[4].value == 9.0


@settings(max_examples=40, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(
    steps_s=st.lists(st.floats(0.01, 0.7), min_size=1, max_size=60),
    seed=st.integers(0, 2**32 - 1),
)
def test_streamed_equals_batch(steps_s, seed):
    """Missing samples are NaN in a batch and simply not pushed in a stream."""
    rng = np.random.default_rng(seed)
    values = np.where(rng.random(len(steps_s)) < 0.2, np.nan, rng.normal(size=len(steps_s)))
    samples = [(float(t), float(y)) for t, y in zip(np.cumsum(steps_s), values, strict=True)]
    smoother = Smoother()
    streamed = [smoother.push(t_s, y) for t_s, y in samples if not np.isnan(y)]
    levels = smooth(samples)
    assert levels == [level for level in streamed if level is not None]
    assert all(a.t_s < b.t_s for a, b in pairwise(levels))


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        pytest.param([(0, 0), (1, 2), (2, 4)], Level(1.0, 2.0, 2.0), id="a_line"),
        pytest.param([(0, 0), (1, 3), (2, 0)], Level(1.0, 1.0, 0.0), id="a_peak_has_no_slope"),
        pytest.param([(5, 3)], Level(5.0, 3.0, 0.0), id="one_point_has_no_slope"),
        pytest.param([(5, 3), (5, 9)], Level(5.0, 6.0, 0.0), id="nor_have_two_at_one_time"),
    ],
)
def test_fit_line(pairs, expected):
    assert fit_line(*zip(*pairs, strict=True)) == expected
