"""Numbers that change smoothly with the excursion, computed at a few places once."""

from dataclasses import dataclass

import numpy as np
from numpy.polynomial import polynomial

from samples.studio.rotation import Array

MAX_X = 1.6  # as far as over-large movements go


@dataclass(frozen=True)
class Course:
    """Polynomials in the excursion: quick, and smooth where the computed places are not.

    Which point of the skin lies lowest changes from place to place; a body that followed it
    exactly would tremble.
    """

    coefficients: Array  # (degree + 1, n)

    @classmethod
    def through(cls, x: Array, rows: Array, degree: int = 6) -> "Course":
        """Fitted to the (k, n) rows at the (k,) excursions."""
        return cls(np.asarray(polynomial.polyfit(x, rows, degree), np.float64))

    def at(self, x: float) -> Array:
        """(n,) numbers at the excursion `x`."""
        return np.asarray(polynomial.polyval(x, self.coefficients), np.float64)


def places(count: int = 17) -> Array:
    """(count,) excursions at which a course is computed."""
    return np.linspace(0.0, MAX_X, count)
