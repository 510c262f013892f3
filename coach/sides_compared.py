"""Left against right, of exercises that go to both sides: in counts.

Ranges of the two sides are not compared: the side away from the camera is seen otherwise than the
near one, and how much of a difference comes from that is not known. range_trend.py shows each side
for itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from coach.events import BodySide
from coach.practice_days import practised
from coach.records import SessionRecord


@dataclass(frozen=True, slots=True)
class SideCounts:
    """To one side, in all sessions together."""

    n_reps: int  # counted
    n_partial: int  # attempts that stayed small


@dataclass(frozen=True, slots=True)
class SidesCompared:
    """One exercise."""

    left: SideCounts
    right: SideCounts


def sides_compared(sessions: Sequence[SessionRecord], exercise: str) -> SidesCompared | None:
    """None of an exercise that has no sides, or was never done."""
    left, right = _counts(sessions, exercise, "left"), _counts(sessions, exercise, "right")
    return None if left is None and right is None else SidesCompared(left or NONE, right or NONE)


NONE = SideCounts(0, 0)


def _counts(sessions: Sequence[SessionRecord], exercise: str, side: BodySide) -> SideCounts | None:
    found = [
        one
        for session in practised(sessions)
        for turn in session.exercises
        if turn.exercise == exercise
        for one in turn.sides
        if one.side == side
    ]
    if not found:
        return None
    return SideCounts(sum(one.n_reps for one in found), sum(one.n_partial for one in found))
