"""What is learnt of a person: the rest pose from stillness, the range from repetitions."""

import numpy as np
import pytest

from coach.calibration import Noise, Rest, RestFinder
from coach.filters import Level
from coach.observer import Reading
from coach.own_range import OwnRange
from coach.personal_range import PersonalRange
from coach.robust import percentile, spread
from coach.view import View
from tests.bodies import Script, times
from tests.coaching import PELVIS_LIFT

NOMINAL = 0.28
VIEW = View(0.2, 10.0, 5.0)


def reading(
    t_s: float, lift: float = 0.05, hip: float = 130.0, knee: float = 80.0, speed: float = 0.0
) -> Reading:
    levels = {"lift": lift, "hip": hip, "knee": knee}
    return Reading(
        t_s,
        levels={name: Level(t_s, value, 0.0) for name, value in levels.items()},
        speeds={"lift": speed},
        trunk_px=110.0,
        view=View(0.1, 10.0, 5.0),
    )


def found_s(readings: list[Reading]) -> tuple[float | None, float | None]:
    """When a first rest pose and when a calibrated one was found."""
    finder = RestFinder(PELVIS_LIFT)
    first_s = calibrated_s = None
    for one in readings:
        rest = finder.update(one)
        if rest is not None and first_s is None:
            first_s = one.t_s
        if rest is not None and rest.is_calibrated and calibrated_s is None:
            calibrated_s = one.t_s
    return first_s, calibrated_s


# -- rest ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("fps", [8, 15, 30, 60])
def test_rest_is_found_after_0_2_s_and_calibrated_after_3(fps):
    first_s, calibrated_s = found_s([reading(t_s) for t_s in times(5, fps)])
    assert first_s == pytest.approx(0.2, abs=1 / fps)
    assert calibrated_s == pytest.approx(3.0, abs=1 / fps)


@pytest.mark.parametrize(
    "pose",
    [
        pytest.param({"lift": 0.25}, id="held_up"),
        pytest.param({"lift": -0.04}, id="sagging"),
        pytest.param({"hip": 90.0}, id="sitting"),
        pytest.param({"hip": 160.0}, id="stretched_out"),
        pytest.param({"knee": 130.0}, id="legs_long"),
    ],
)
def test_rest_is_never_learnt_outside_the_bands(pose):
    assert found_s([reading(t_s, **pose) for t_s in times(10, 30)]) == (None, None)


def test_rest_without_every_signal_is_none():
    finder = RestFinder(PELVIS_LIFT)
    blind = [Reading(t_s, levels={"lift": Level(t_s, 0.05, 0.0)}) for t_s in times(5, 30)]
    assert [finder.update(one) for one in blind] == [None] * len(blind)


@pytest.mark.parametrize(
    ("readings", "calibrated_s"),
    [
        pytest.param(
            [reading(t_s, speed=0.3 if 1.0 <= t_s < 1.1 else 0.0) for t_s in times(8, 30)],
            4.1,
            id="a_quick_move",
        ),
        pytest.param(
            [reading(t_s, speed=-0.3 if 1.0 <= t_s < 1.1 else 0.0) for t_s in times(8, 30)],
            4.1,
            id="a_quick_move_downwards",
        ),
        pytest.param(
            [reading(t_s, speed=0.06) for t_s in times(8, 30)], 3.0, id="slow_enough_is_still"
        ),
        pytest.param(
            [reading(t_s, lift=0.25 if 1.0 <= t_s < 1.1 else 0.05) for t_s in times(8, 30)],
            4.1,
            id="a_moment_out_of_the_bands",
        ),
        pytest.param(
            [reading(t_s) for t_s in times(8, 30) if not 1.0 <= t_s < 1.4], 3.0, id="a_short_gap"
        ),
        pytest.param(
            [reading(t_s) for t_s in times(8, 30) if not 1.0 <= t_s < 3.5], 6.5, id="a_long_gap"
        ),
    ],
)
def test_stillness_is_uninterrupted(readings, calibrated_s):
    assert found_s(readings)[1] == pytest.approx(calibrated_s, abs=0.05)


def test_rest_is_of_the_last_time_one_lay_down():
    finder = RestFinder(PELVIS_LIFT)
    for t_s in times(2, 30):
        finder.update(reading(t_s, lift=0.0))
    finder.update(reading(2.0, lift=0.25))
    rests = [finder.update(reading(t_s, lift=0.1)) for t_s in times(0.5, 30, 2.1)]
    assert rests[-1] is not None
    assert rests[-1].levels["lift"] == pytest.approx(0.1)


def calibrated(noise: float, seed: int = 2) -> Rest:
    rng = np.random.default_rng(seed)
    finder = RestFinder(PELVIS_LIFT)
    for t_s in times(4, 30):
        lift, speed = 0.05 + rng.normal(0, noise), rng.normal(0, 2 * noise)
        rest = finder.update(reading(t_s, lift=lift, speed=speed))
    assert rest is not None
    return rest


def test_rest_is_the_median_and_the_noise_is_measured():
    rest = calibrated(noise=0.01)
    assert rest.levels == pytest.approx({"lift": 0.05, "hip": 130.0, "knee": 80.0}, abs=0.004)
    assert rest.noise["lift"].sigma == pytest.approx(0.01, rel=0.3)
    assert rest.noise["lift"].sigma_speed == pytest.approx(0.02, rel=0.3)


def test_noise_has_a_floor():
    """Nobody is as still as a picture: half of the model's own noise stays."""
    assert calibrated(noise=0.0).noise["lift"].sigma == pytest.approx(0.002)


def test_rest_follows_slowly():
    rest = Rest({"lift": 0.0}, {"lift": Noise(0.002, 0.0)}, True, 110.0, VIEW)
    for _ in range(5 * 30):
        rest.follow("lift", 1.0, 1 / 30)
    assert rest.levels["lift"] == pytest.approx(1 - np.exp(-1), abs=0.001)  # five seconds


@pytest.mark.parametrize("fps", [8, 60])
def test_rest_follows_alike_at_every_rate(fps):
    rest = Rest({"lift": 0.0}, {"lift": Noise(0.002, 0.0)}, True, 110.0, VIEW)
    for _ in times(3, fps):
        rest.follow("lift", 1.0, 1 / fps)
    assert rest.levels["lift"] == pytest.approx(1 - np.exp(-3 / 5), abs=1e-9)


def test_trunk_and_shoulders_are_medians_of_the_calm_moments():
    finder = RestFinder(PELVIS_LIFT)
    for t_s in times(2, 30):
        one = reading(t_s)
        rest = finder.update(
            Reading(t_s, levels=one.levels, trunk_px=100 + t_s, view=View(t_s / 10, 10 * t_s, 0.0))
        )
    assert rest is not None
    assert rest.trunk_px == pytest.approx(101, abs=0.05)
    assert rest.view.shoulder_ratio == pytest.approx(0.1, abs=0.005)


@pytest.mark.parametrize(
    ("lifts", "fps", "is_found"),
    [
        pytest.param([0.05, 0.06, 0.04], 10, True, id="three_frames_at_ten_a_second"),
        pytest.param([0.05, 0.06], 10, False, id="two_are_too_short"),
        pytest.param([0.05, 0.30, 0.05, 0.06], 10, False, id="interrupted"),
        pytest.param([0.30] * 8, 10, False, id="never_outside_the_bands"),
    ],
)
def test_a_glimpse_of_rest_before_the_filter_is_filled(lifts, fps, is_found):
    finder = RestFinder(PELVIS_LIFT)
    glimpsed = None
    for i, lift in enumerate(lifts):
        values = {"lift": lift, "hip": 130.0, "knee": 75.0}
        glimpsed = finder.glimpse(Reading(i / fps, values=values, trunk_px=110.0, view=VIEW))
    assert (glimpsed is not None) == is_found
    if glimpsed is not None:
        assert glimpsed.levels["lift"] == 0.05
        assert not glimpsed.is_calibrated


def test_two_glimpses_with_a_gap_between_them_are_no_rest():
    finder = RestFinder(PELVIS_LIFT)
    values = {"lift": 0.05, "hip": 130.0, "knee": 75.0}
    for t_s in (0.0, 0.6):
        assert finder.glimpse(Reading(t_s, values=values, trunk_px=110, view=VIEW)) is None


# -- the range ----------------------------------------------------------------------------------


def learnt(*peaks: float) -> PersonalRange:
    personal = PersonalRange(NOMINAL)
    for peak in peaks:
        personal.learn(peak)
    return personal


@pytest.mark.parametrize(
    ("peaks", "rom"),
    [
        pytest.param([], NOMINAL, id="unknown"),
        pytest.param([0.10], NOMINAL, id="one_says_nothing"),
        pytest.param([0.20, 0.20], 0.20, id="two_do"),
        pytest.param([0.20, 0.30], 0.265, id="nearer_to_the_larger"),
        pytest.param([0.4, 0.2, 0.2, 0.2, 0.2, 0.3, 0.3], 0.225, id="of_the_last_six"),
        pytest.param([0.01, 0.01], 0.32 * NOMINAL, id="not_below_the_entry_floor"),
        pytest.param([2.0, 2.0], 2 * NOMINAL, id="not_above_twice_the_nominal_range"),
    ],
)
def test_range_of_motion(peaks, rom):
    assert learnt(*peaks).rom == pytest.approx(rom)


@pytest.mark.parametrize(
    ("peaks", "sigma", "attempt", "entry", "leave"),
    [
        pytest.param([], 0.0, 0.20 * 0.28, 0.40 * 0.28, 0.6 * 0.40 * 0.28, id="nominal"),
        pytest.param([0.4, 0.4], 0.0, 0.08, 0.20, 0.10, id="a_large_range"),
        pytest.param([0.15] * 2, 0.0, 0.03, 0.32 * 0.28, 0.6 * 0.32 * 0.28, id="a_small_range"),
        pytest.param([], 0.04, 0.16, 0.16, 0.10, id="noise_raises_every_level"),
        pytest.param([0.15] * 2, 0.04, 0.16, 0.16, 0.10, id="of_a_small_range_too"),
    ],
)
def test_levels(peaks, sigma, attempt, entry, leave):
    personal = learnt(*peaks)
    assert personal.attempt_level(sigma) == pytest.approx(attempt)
    assert personal.entry_level(sigma) == pytest.approx(entry)
    assert personal.leave_level(0.4, sigma) == pytest.approx(leave)


def test_a_small_movement_is_left_at_a_quarter_of_itself():
    assert learnt().leave_level(0.1, 0.0) == pytest.approx(0.025)


@pytest.mark.parametrize(
    ("peaks", "ceiling"),
    [
        pytest.param([], 0.65, id="unknown_the_cap"),
        pytest.param([0.2], 1.45 * 0.2, id="one_says_a_little"),
        pytest.param([0.28, 0.28], 0.35, id="1.25_times_the_own_range"),
        pytest.param([0.55, 0.55], 0.65, id="never_above_the_cap"),
    ],
)
def test_ceiling(peaks, ceiling):
    assert learnt(*peaks).ceiling(0.65) == pytest.approx(ceiling)


def test_a_small_range_is_learnt_from_attempts_before_it_is_known():
    personal = PersonalRange(NOMINAL)
    for _ in range(2):  # 38 % of the nominal range, below the first entry level of 40 %
        personal.learn_small(0.38 * NOMINAL)
    assert personal.entry_level(0.0) == pytest.approx(0.32 * NOMINAL)
    before = personal.rom
    personal.learn_small(0.33 * NOMINAL)
    assert personal.rom == before  # known by now: an attempt is an attempt


def test_a_twitch_teaches_nothing():
    personal = PersonalRange(NOMINAL)
    for _ in range(6):
        personal.learn_small(0.30 * NOMINAL)
    assert not personal.is_learnt


@pytest.mark.parametrize(
    ("known", "entry", "ceiling"),
    [
        pytest.param(OwnRange(0.30, 0.28), 0.40 * 0.8 * 0.30, 1.25 * 0.28, id="usual"),
        pytest.param(OwnRange(0.15, 0.15), 0.32 * NOMINAL, 1.25 * 0.15, id="small"),
        pytest.param(OwnRange(9.0, 9.0), 0.40 * 2 * NOMINAL, 0.65, id="no_more_than_twice_nominal"),
    ],
)
def test_an_earlier_day_is_where_a_new_one_starts(known, entry, ceiling):
    personal = PersonalRange(NOMINAL)
    personal.know(known)
    assert personal.entry_level(0.0) == pytest.approx(entry)
    assert personal.ceiling(0.65) == pytest.approx(ceiling)


def test_a_larger_range_than_on_earlier_days_does_not_raise_the_ceiling():
    personal = PersonalRange(NOMINAL)
    personal.know(OwnRange(0.20, 0.18))
    for _ in range(4):
        personal.learn(0.30)
    assert personal.ceiling(0.65) == pytest.approx(1.25 * 0.18)
    assert personal.own == OwnRange(0.30, 0.18)


def test_an_earlier_day_of_another_place_is_forgotten_until_something_is_learnt():
    personal = PersonalRange(NOMINAL)
    personal.know(OwnRange(0.20, 0.10))
    personal.know(OwnRange(0.30, 0.28))
    assert personal.ceiling(0.65) == pytest.approx(1.25 * 0.28)
    personal.know(None)
    assert (personal.rom, personal.ceiling(0.65)) == (NOMINAL, 0.65)
    for _ in range(2):
        personal.learn(0.24)
    personal.know(OwnRange(0.20, 0.10))
    assert personal.own == OwnRange(0.24, 0.24)


# -- statistics ---------------------------------------------------------------------------------


@pytest.mark.parametrize("share", [0.0, 0.25, 0.65, 1.0])
def test_percentile_is_numpys(share):
    values = [0.3, 0.1, 0.9, 0.4, 0.2]
    assert percentile(values, share) == pytest.approx(np.quantile(values, share))


def test_spread_is_sigma_and_deaf_to_outliers():
    values = np.random.default_rng(1).normal(3.0, 2.0, 4000).tolist()
    assert spread(values) == pytest.approx(2.0, rel=0.05)
    assert spread([*values, *[1e6] * 100]) == pytest.approx(2.0, rel=0.1)


def test_a_slow_sinking_of_rest_is_no_movement():
    """Ten per cent of the range within half a minute: followed, never an attempt."""
    rest = Rest({"lift": 0.05}, {"lift": Noise(0.002, 0.0)}, True, 110.0, VIEW)
    script = Script(0.05).move(0.078, 30)
    largest = 0.0
    for t_s in times(30, 30):
        largest = max(largest, script.at(t_s) - rest.levels["lift"])
        rest.follow("lift", script.at(t_s), 1 / 30)
    assert largest < learnt().attempt_level(0.002)
