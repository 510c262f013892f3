"""Two shares, compared exactly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.exact_test import fisher_p


@pytest.mark.parametrize(
    ("hits", "n", "other_hits", "other_n", "p"),
    [
        pytest.param(3, 4, 1, 4, 34 / 70, id="the_lady_tasting_tea"),
        pytest.param(4, 4, 0, 4, 2 / 70, id="all_against_none"),
        pytest.param(1, 9, 11, 12, 109 / 293_930, id="few_against_most"),  # 9 x 12 ways, and 1
        pytest.param(0, 8, 0, 8, 1.0, id="nothing_in_either"),
        pytest.param(8, 8, 8, 8, 1.0, id="all_in_both"),
        pytest.param(0, 0, 3, 5, 1.0, id="nobody_on_one_side"),
        pytest.param(4, 8, 0, 8, 0.0769, id="four_of_eight_are_not_told_apart"),
        pytest.param(5, 8, 0, 8, 0.0256, id="five_of_eight_are"),
    ],
)
def test_known_tables(hits, n, other_hits, other_n, p):
    assert fisher_p(hits, n, other_hits, other_n) == pytest.approx(p, abs=5e-5, rel=1e-9)


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40), st.integers(0, 40))
def test_sides_and_outcomes_may_be_swapped(hits, misses, other_hits, other_misses):
    n, other_n = hits + misses, other_hits + other_misses
    p = fisher_p(hits, n, other_hits, other_n)
    assert 0 < p <= 1
    assert p == fisher_p(other_hits, other_n, hits, n)
    assert p == fisher_p(misses, n, other_misses, other_n)


def test_three_years_of_sessions_are_no_problem():
    assert 0.001 < fisher_p(90, 366, 55, 366) < 0.002  # z = 3.2
