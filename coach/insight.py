"""The numbers that one frame was decided on: for plots and for tuning, never for decisions."""

from dataclasses import dataclass
from typing import Self

NAN = float("nan")


@dataclass(frozen=True, slots=True)
class Insight:
    """All in the primary signal's unit; NaN is not known.

    Levels are those of the signal itself: rest plus the level of the excursion.
    """

    t_s: float  # when the body was there
    value: float  # the filtered primary signal
    rest: float
    entry: float
    leave: float  # known during a movement only
    ceiling: float
    is_judged: bool  # whether a movement could have counted

    @classmethod
    def unknown(cls, t_s: float, *, is_judged: bool) -> Self:
        """Of a moment at which nothing is counted."""
        return cls(t_s, NAN, NAN, NAN, NAN, NAN, is_judged)
