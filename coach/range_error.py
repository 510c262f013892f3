"""The method's own error of a range of motion: inside it there is "no change"."""

from collections.abc import Sequence
from dataclasses import dataclass

from coach.signals import Unit

ANY_PLACE = ""


@dataclass(frozen=True, slots=True)
class RangeError:
    """How far the median peak of a session wanders although the person moves alike.

    Both errors are shares of the range, counted upwards: 0.1 is 10 % more. Downwards it is the
    same factor: 1 / 1.1. Measured as coach/scoring/retest.py says.
    """

    exercise: str  # id
    place: str  # id of the camera place in the exercise's definition, "" for any of them
    unit: Unit  # of the ranges it was measured on; it does not hold for another one
    sem_share: float  # standard error of measurement
    mdc95_share: float  # minimal detectable change between two sessions
    n_sets: int  # that it was measured on
    n_figures: int

    def no_change(self, usual: float) -> tuple[float, float]:
        """From where to where another range is not told from `usual`, in its unit."""
        return usual / (1 + self.mdc95_share), usual * (1 + self.mdc95_share)


def error_for(errors: Sequence[RangeError], exercise: str, place: str) -> RangeError | None:
    """The error at a place, else that of the exercise from anywhere; None where it is not known."""
    found = {one.place: one for one in errors if one.exercise == exercise}
    return found.get(place) or found.get(ANY_PLACE)
