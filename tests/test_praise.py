"""A word of praise, rarely, and never for a flagged repetition."""

from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from coach.events import Flag, Grade, Rep
from coach.praise import EVERY_REPS, FIRST_AFTER, KEYS, Praise


def rep(flags: Sequence[Flag] = (), is_open: bool = False) -> Rep:
    return Rep(1, 0.0, 1.0, 0.0, 0.0, 1.0, "deg", Grade.SURE, tuple(flags), is_open=is_open)


def praised(reps: Sequence[Rep]) -> list[int]:
    praise = Praise()
    return [i for i, one in enumerate(reps) if praise.due(one)]


def test_a_first_word_early_then_one_in_ten():
    assert praised([rep()] * 30) == [FIRST_AFTER - 1, FIRST_AFTER + 9, FIRST_AFTER + 19]


def test_the_words_change():
    praise = Praise()
    said = [key for _ in range(30) if (key := praise.due(rep()))]
    assert said == [*KEYS]


FLAGS = st.lists(st.sampled_from(Flag), max_size=2)
REPS = st.lists(st.builds(rep, FLAGS, st.booleans()), max_size=80)


@given(REPS)
def test_never_for_a_flagged_one_and_never_twice_in_ten(reps):
    at = praised(reps)
    assert all(not reps[i].flags and not reps[i].is_open for i in at)
    assert all(b - a >= EVERY_REPS for a, b in pairwise(at))
