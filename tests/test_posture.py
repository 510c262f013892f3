"""The posture in which movement counts, and the one in which the coach leads."""

import pytest

from coach.filters import Level
from coach.posture import Posture
from tests.coaching import exercise

READY = {"upper_arm": 165.0, "tilt": 90.0, "hip": 170.0, "knee": 175.0}


def holds(is_led: bool, **changes: float) -> bool:
    values = READY | changes
    levels = {name: Level(0.0, value, 0.0) for name, value in values.items()}
    return Posture(exercise("side_pull")).holds(levels, is_led=is_led)


@pytest.mark.parametrize(
    ("changes", "counts", "leads"),
    [
        pytest.param({}, True, True, id="lying"),
        pytest.param({"tilt": 20.0}, False, False, id="sitting"),
        pytest.param({"hip": 120.0}, False, False, id="legs_bent"),
        pytest.param({"upper_arm": 90.0}, True, False, id="a_gate_for_leading_only"),
    ],
)
def test_gates(changes, counts, leads):
    assert holds(is_led=False, **changes) is counts
    assert holds(is_led=True, **changes) is leads
