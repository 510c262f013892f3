"""Bounds against published and computed values, and what must hold for all of them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.scoring.bounds import Figure


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [
        # Newcombe, Statistics in Medicine 17 (1998), table I, method 3
        pytest.param(81, 263, 0.2553, 0.3662, id="81_of_263"),
        pytest.param(15, 148, 0.0624, 0.1605, id="15_of_148"),
        pytest.param(0, 20, 0.0000, 0.1611, id="0_of_20"),
        pytest.param(1, 29, 0.0061, 0.1718, id="1_of_29"),
        pytest.param(20, 20, 0.8389, 1.0000, id="20_of_20"),
    ],
)
def test_shares(hits, n, low, high):
    figure = Figure.of_share(hits, n)
    assert figure.value == hits / n
    assert (figure.low, figure.high) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(
    ("count", "low", "high"),
    [
        # Garwood's exact limits, as in the tables of Pearson and Hartley
        pytest.param(1, 0.02532, 5.572, id="1"),
        pytest.param(2, 0.2422, 7.225, id="2"),
        pytest.param(5, 1.623, 11.67, id="5"),
        pytest.param(10, 4.795, 18.39, id="10"),
        pytest.param(30, 20.24, 42.83, id="30"),
    ],
)
def test_rates(count, low, high):
    figure = Figure.of_rate(count, 1.0)
    assert (figure.low, figure.high) == pytest.approx((low, high), rel=5e-4)


def test_a_rate_is_told_for_any_time():
    figure = Figure.of_rate(4, 10.0, per=5.0)
    one = Figure.of_rate(4, 1.0)
    assert (figure.n, figure.value) == (10.0, 2.0)
    assert (figure.low, figure.high) == pytest.approx((one.low / 2, one.high / 2))


def test_nothing_in_twelve_minutes_may_be_one_in_four():
    assert Figure.of_rate(0, 12.0) == Figure(12.0, 0.0, 0.0, 0.25)


@pytest.mark.parametrize(
    "empty",
    [
        pytest.param(Figure.of_share(0, 0), id="share"),
        pytest.param(Figure.of_rate(0, 0.0), id="rate"),
        pytest.param(Figure.of_mean([]), id="mean"),
        pytest.param(Figure.of_percentile([], 50), id="median"),
    ],
)
def test_nothing_is_no_number(empty):
    assert empty == Figure(0, None, None, None)


def test_what_is_all_alike_has_no_bounds():
    assert Figure.of_mean([2.0]) == Figure(1, 2.0)
    assert Figure.of_percentile([0.5, 0.5, 0.5], 50) == Figure(3, 0.5)


def test_the_mean_is_bounded_as_the_normal_distribution_has_it():
    values = np.random.default_rng(1).normal(10.0, 2.0, 400)
    figure = Figure.of_mean(values)
    half = 1.96 * values.std() / 20
    assert figure.value == pytest.approx(values.mean())
    assert (figure.low, figure.high) == pytest.approx(
        (figure.value - half, figure.value + half), abs=0.03
    )


def test_the_same_values_give_the_same_bounds():
    values = [0.1, 0.5, 0.2, 0.9]
    assert Figure.of_percentile(values, 95) == Figure.of_percentile(values, 95)


@given(st.integers(0, 300), st.integers(1, 300))
def test_bounds_enclose_the_value(hits, n):
    hits = min(hits, n)
    for figure in (Figure.of_share(hits, n), Figure.of_rate(hits, n)):
        assert 0 <= figure.low <= figure.value <= figure.high


@given(st.integers(1, 50))
def test_more_of_the_same_is_surer(n):
    few, many = Figure.of_share(n, 2 * n), Figure.of_share(10 * n, 20 * n)
    assert many.high - many.low < few.high - few.low
