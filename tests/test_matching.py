"""Found movements belong to true ones by time, one to one, and as many as possible."""

from itertools import permutations
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.scoring.matching import match, owner, spans


class Span(NamedTuple):
    start_s: float
    end_s: float


@pytest.mark.parametrize(
    ("true", "found", "found_of", "extra"),
    [
        pytest.param([(1, 6)], [(2, 5)], [0], [], id="one"),
        pytest.param([(1, 6)], [], [None], [], id="missed"),
        pytest.param([], [(2, 5)], [], [0], id="nothing_was_there"),
        pytest.param([(1, 6)], [(8, 12)], [None], [0], id="somewhere_else"),
        pytest.param([(1, 6)], [(2, 3), (3, 5)], [1], [0], id="counted_twice"),
        pytest.param([(1, 6), (7, 12)], [(2, 10)], [0, None], [], id="two_seen_as_one"),
        pytest.param([(1, 6), (7, 12)], [(8, 11)], [None, 0], [], id="the_second_only"),
        pytest.param([(1, 6)], [(5.9, 6.9)], [0], [], id="a_little_late"),
        pytest.param([(1, 6)], [(6.2, 7.2)], [None], [0], id="too_late"),
        pytest.param([(1, 6), (6.2, 9)], [(6, 6.3)], [None, 0], [], id="nearer_to_the_next"),
        pytest.param([(1, 6), (6, 9)], [(2, 5), (6.5, 8)], [0, 1], [], id="without_a_pause"),
    ],
)
def test_matching(true, found, found_of, extra):
    matching = match([Span(*one) for one in true], [Span(*one) for one in found])
    assert list(matching.found_of) == found_of
    assert list(matching.extra) == extra


movements = st.lists(st.floats(0.05, 4.0), max_size=8).map(
    lambda steps: [Span(sum(steps[:i]), sum(steps[: i + 1])) for i in range(0, len(steps) - 1, 2)]
)


@given(movements, movements)
def test_no_assignment_has_more_pairs(true, found):
    matching = match(true, found)
    inside = [
        {j for j, one in enumerate(found) if low <= (one.start_s + one.end_s) / 2 < high}
        for low, high in spans(true)
    ]
    pairs = [j for j in matching.found_of if j is not None]
    assert len(pairs) == len(set(pairs))
    assert sorted([*pairs, *matching.extra]) == list(range(len(found)))
    for j, possible in zip(matching.found_of, inside, strict=True):
        assert j is None or j in possible
    assert len(pairs) == most_pairs(inside, len(found))


def most_pairs(possible: list[set[int]], n_found: int) -> int:
    """By trying every order: true ones are few."""
    best = 0
    for order in permutations(range(len(possible))):
        free = set(range(n_found))
        for i in order:
            if fitting := sorted(possible[i] & free):
                free.remove(fitting[0])
        best = max(best, n_found - len(free))
    return best


@pytest.mark.parametrize(
    ("t_s", "index"),
    [
        pytest.param(0.4, None, id="before"),
        pytest.param(0.6, 0, id="just_before"),
        pytest.param(5.0, 0, id="inside"),
        pytest.param(7.4, 0, id="known_only_at_its_end"),
        pytest.param(7.6, None, id="long_after"),
        pytest.param(9.6, 1, id="the_next"),
    ],
)
def test_owner(t_s, index):
    assert owner([Span(1, 6), Span(10, 14)], t_s) == index


@pytest.mark.parametrize(
    ("true", "t_s", "index"),
    [
        pytest.param([(0, 3), (3, 6)], 2.9, 0, id="before_the_next_begins_at_once"),
        pytest.param([(0, 3), (3, 6)], 3.1, 1, id="after_it_has_begun"),
        pytest.param([(0, 3), (3.3, 6)], 2.95, 0, id="before_the_end"),
        pytest.param([(0, 3), (3.3, 6)], 3.1, 0, id="nearer_to_the_first"),
        pytest.param([(0, 3), (3.3, 6)], 3.2, 1, id="nearer_to_the_second"),
    ],
)
def test_owner_among_near_neighbours(true, t_s, index):
    assert owner([Span(*one) for one in true], t_s) == index
