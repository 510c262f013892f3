"""The error of a range: the estimator against data whose error is known."""

from dataclasses import replace
from math import exp, expm1, log, log1p, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.range_error import RangeError, error_for
from coach.scoring.quantiles import chi2_quantile, t_quantile
from coach.scoring.retest import (
    RangedSet,
    coverage,
    place_shifts,
    range_errors,
    retest,
    side_difference,
)

ONE = RangedSet("knee_hug", "shelf", "deg", None, "left", "anna", "c0", "shelf", 100.0, 1.0, 3)


def a_set(number, ratio=1.0, **change):
    """A set of a clip of its own, unless it is said which."""
    return replace(ONE, **{"clip": f"c{number}", "found": 100.0 * ratio} | change)


def simulated(sd_log, n_figures, n_clips, seed=0, **change):
    """Sets of figures that each have a bias of their own, in movements of different size."""
    rng, sets = np.random.default_rng(seed), []
    for f in range(n_figures):
        bias = rng.normal(0, 0.5)
        for c in range(n_clips):
            true = rng.uniform(0.6, 1.1)
            found = 100 * true * exp(bias + rng.normal(0, sd_log))
            own = {"figure": f"f{f}", "clip": f"f{f}c{c}", "true": true, "found": found}
            sets.append(replace(ONE, **own | change))
    return sets


# -- quantiles ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("df", "t"),
    [(1, 12.706), (2, 4.303), (3, 3.182), (4, 2.776), (9, 2.262), (30, 2.042), (10_000, 1.960)],
)
def test_t_as_in_printed_tables(df, t):
    assert t_quantile(0.975, df) == pytest.approx(t, abs=6e-4)


@pytest.mark.parametrize(
    ("share", "df", "chi2"),
    [
        (0.05, 1, 0.00393),
        (0.05, 3, 0.352),
        (0.05, 10, 3.940),
        (0.05, 30, 18.493),
        (0.95, 1, 3.841),
        (0.95, 10, 18.307),
        (0.975, 100, 129.561),
    ],
)
def test_chi_square_as_in_printed_tables(share, df, chi2):
    assert chi2_quantile(share, df) == pytest.approx(chi2, rel=2e-3)


# -- the estimator --------------------------------------------------------------------------------


@pytest.mark.parametrize("sd_log", [0.02, 0.1, 0.3])
def test_a_known_error_is_found_whatever_the_biases(sd_log):
    found = retest(simulated(sd_log, n_figures=40, n_clips=20))
    assert found.sd_log == pytest.approx(sd_log, rel=0.06)
    assert found.sem_share == expm1(found.sd_log)
    assert (found.df, found.n_sets, found.n_figures) == (40 * 19, 800, 40)


def test_two_sets_by_hand():
    """Bland and Altman: with pairs the within-subject SD is the difference over the root of 2."""
    found = retest([a_set(0), a_set(1, 1.2)])
    assert found.sd_log == pytest.approx(log(1.2) / sqrt(2))
    assert found.mdc95_share == pytest.approx(1.2**12.706 - 1, rel=1e-3)  # t of one df
    assert found.sem_high_share > found.sem_share


@pytest.mark.parametrize("n_clips", [3, 6])
def test_95_of_100_changes_of_nothing_stay_inside_the_mdc(n_clips):
    """Also with few sets, where 1.96 would leave out one in seven."""
    inside = []
    for seed in range(2000):
        *known, one, other = simulated(0.1, 1, n_clips + 2, seed)
        mdc = retest(known).mdc95_share
        inside.append(abs(one.log_ratio - other.log_ratio) <= log1p(mdc))
    assert np.mean(inside) == pytest.approx(0.95, abs=0.015)


@given(st.lists(st.floats(0.2, 5.0), min_size=3, max_size=3))
def test_a_constant_bias_of_a_figure_is_no_error(factors):
    sets = simulated(0.1, n_figures=3, n_clips=4)
    biased = [replace(one, found=one.found * factors[int(one.figure[1])]) for one in sets]
    assert retest(biased).sd_log == pytest.approx(retest(sets).sd_log)


def test_places_and_sides_have_levels_of_their_own():
    sets = [
        replace(one, place=place, side=side, found=one.found * factor)
        for one in simulated(0.0, 1, 3)
        for place, side, factor in (("shelf", "left", 1), ("shelf", "right", 3), ("high", None, 9))
    ]
    assert retest(sets).sd_log == pytest.approx(0, abs=1e-12)


def test_the_two_sides_of_a_clip_count_once():
    sets = [replace(one, side=s) for one in simulated(0.1, 2, 4) for s in ("left", "right")]
    assert retest(sets).df == 2 * 3
    assert retest(sets).n_sets == 16


@pytest.mark.parametrize(
    "sets",
    [
        pytest.param([], id="nothing"),
        pytest.param([a_set(0)], id="one_set"),
        pytest.param([a_set(0), a_set(1, figure="bruno")], id="one_of_each_figure"),
        pytest.param([a_set(0), a_set(1, place="high")], id="one_from_each_place"),
    ],
)
def test_nothing_is_known_without_a_second_set(sets):
    assert retest(sets) is None
    assert range_errors(sets) == ()


# -- what is written down -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sets", "places"),
    [
        pytest.param(simulated(0.05, 3, 3), ["shelf"], id="enough_of_one_place"),
        pytest.param(simulated(0.05, 2, 5), [], id="two_figures_are_too_few_for_a_place"),
        pytest.param(simulated(0.05, 4, 2), [], id="four_df_are_too_few_for_a_place"),
        pytest.param(
            simulated(0.05, 4, 2) + simulated(0.05, 4, 2, 1, place="high"), [""], id="pooled"
        ),
        pytest.param(
            simulated(0.05, 4, 4) + simulated(0.05, 1, 2, 1, place="high"),
            ["", "shelf"],
            id="a_place_and_the_pool",
        ),
        pytest.param(simulated(0.5, 4, 4), [], id="an_error_that_leaves_nothing_to_tell"),
    ],
)
def test_what_is_known_well_enough(sets, places):
    assert [error.place for error in range_errors(sets)] == places


def test_errors_of_other_exercises_stay_apart():
    sets = simulated(0.02, 4, 4) + simulated(0.2, 4, 4, exercise="bar_hang", unit="S0")
    bar_hang, knee_hug = range_errors(sets)
    assert (bar_hang.exercise, bar_hang.unit) == ("bar_hang", "S0")
    assert bar_hang.sem_share > 5 * knee_hug.sem_share


SHELF = RangeError("knee_hug", "shelf", "deg", 0.1, 0.25, 8, 4)
ANYWHERE = replace(SHELF, place="", mdc95_share=0.5)


@pytest.mark.parametrize(
    ("exercise", "place", "error"),
    [
        pytest.param("knee_hug", "shelf", SHELF, id="its_place"),
        pytest.param("knee_hug", "high", ANYWHERE, id="another_place"),
        pytest.param("knee_hug", "", ANYWHERE, id="a_place_that_is_not_known"),
        pytest.param("bar_hang", "shelf", None, id="another_exercise"),
    ],
)
def test_which_error_holds(exercise, place, error):
    assert error_for([SHELF, ANYWHERE], exercise, place) is error


def test_without_a_pool_another_place_is_not_known():
    assert error_for([SHELF], "knee_hug", "high") is None


def test_the_band_is_the_same_factor_both_ways():
    assert SHELF.no_change(100.0) == pytest.approx((80.0, 125.0))


@pytest.mark.parametrize(
    ("ratios", "inside"),
    [
        pytest.param((1.0, 1.2), (1, 1), id="inside"),
        pytest.param((1.2, 1.0), (1, 1), id="downwards"),
        pytest.param((1.0, 1.3), (0, 1), id="outside"),
        pytest.param((1.0, 1.2, 1.4), (2, 3), id="every_pair"),
        pytest.param((1.0,), (0, 0), id="no_pair"),
    ],
)
def test_coverage(ratios, inside):
    assert coverage([a_set(i, ratio) for i, ratio in enumerate(ratios)], [SHELF]) == inside


def test_coverage_leaves_out_what_is_not_known():
    assert coverage([a_set(0, place="high"), a_set(1, place="high")], [SHELF]) == (0, 0)


# -- places and sides -----------------------------------------------------------------------------


def test_how_far_places_lie_apart():
    """Whatever the figures' own biases, and without a sign."""
    sets = [
        a_set(0),
        a_set(1, 1.5, place="high"),
        a_set(2, 4.0, figure="bruno"),
        a_set(3, 2.0, place="high", figure="bruno"),
        a_set(4, figure="carla"),  # from one place only
    ]
    assert place_shifts(sets) == pytest.approx([1.5, 2.0])


def test_near_against_far():
    sets = [
        a_set(0, 2.0, side="left"),
        a_set(0, 1.0, side="right"),
        a_set(1, 1.0, side="left", near_side="right"),
        a_set(1, 2.0, side="right", near_side="right"),
        a_set(2, 9.0, side="left"),  # the other side is missing
    ]
    known = side_difference(sets)
    assert (known.ratio, known.n_clips) == (pytest.approx(2.0), 2)
    assert known.sd_log == pytest.approx(0, abs=1e-12)
    assert side_difference(sets[:2]) is None
