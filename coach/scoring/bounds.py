"""Figures that say how far they can be trusted: shares, rates and spreads with 95 % bounds.

A figure of nothing (n = 0) is None, never 0 %.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from math import exp, lgamma, log, sqrt
from typing import Any, Self

import numpy as np

Z_95 = 1.959963984540054  # of the normal distribution, two-sided 95 %
TAIL = 0.025
RULE_OF_THREE = 3.0  # nothing in T minutes: at most 3 / T, one-sided 95 % (Hanley, JAMA 1983)
RESAMPLES = 1000


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its 95 % bounds, None where they are not known."""

    n: float  # what it rests on: how many clips, repetitions, values, or how much time
    value: float | None = None
    low: float | None = None
    high: float | None = None

    @classmethod
    def of_share(cls, hits: int, n: int) -> Self:
        """hits of n, with the bounds of Wilson (JASA 1927)."""
        if n == 0:
            return cls(0)
        p, z2 = hits / n, Z_95**2
        middle = (p + z2 / (2 * n)) / (1 + z2 / n)
        half = Z_95 * sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n)
        # At 0 and 1 the bound is the value itself, but for rounding.
        low = 0.0 if hits == 0 else max(0.0, middle - half)
        high = 1.0 if hits == n else min(1.0, middle + half)
        return cls(n, p, low, high)

    @classmethod
    def of_rate(cls, count: int, n: float, per: float = 1.0) -> Self:
        """How many of `count` events in `n` units of time come in `per` units, with exact Poisson
        bounds (Garwood 1936). Without any event only the upper bound is known: 3 in n.
        """
        if n <= 0:
            return cls(0)
        low, high = poisson_bounds(count) if count else (0.0, RULE_OF_THREE)
        return cls(n, count / n * per, low / n * per, high / n * per)

    @classmethod
    def of_mean(cls, values: Sequence[float]) -> Self:
        """The mean of values, bounds by resampling."""
        return cls._of_values(values, np.mean)

    @classmethod
    def of_percentile(cls, values: Sequence[float], percent: float) -> Self:
        """A percentile of values, bounds by resampling; 50 is the median."""
        return cls._of_values(values, partial(np.percentile, q=percent))

    @classmethod
    def _of_values(cls, values: Sequence[float], statistic: Callable[..., Any]) -> Self:
        """With percentile bounds of resampling the values (Efron 1979).

        The resampling is seeded: the same values give the same bounds. It says nothing about
        values that are all alike, and those have none.
        """
        if len(values) == 0:
            return cls(0)
        numbers = np.asarray(values, dtype=np.float64)
        value = float(statistic(numbers))
        if (numbers == numbers[0]).all():
            return cls(len(numbers), value)
        picks = np.random.default_rng(0).integers(0, len(numbers), (RESAMPLES, len(numbers)))
        resampled = statistic(numbers[picks], axis=1)
        low, high = np.percentile(resampled, [100 * TAIL, 100 * (1 - TAIL)])
        return cls(len(numbers), value, float(low), float(high))


def poisson_bounds(count: int) -> tuple[float, float]:
    """Exact two-sided 95 % bounds of the mean behind a count above 0."""
    low = _solved(lambda mean: 1 - _poisson_at_most(count - 1, mean) - TAIL, 0.0, count)
    high = _solved(
        lambda mean: TAIL - _poisson_at_most(count, mean), count, count + 10 * sqrt(count) + 10
    )
    return low, high


def _poisson_at_most(count: int, mean: float) -> float:
    """Probability of at most `count` events where `mean` are expected."""
    if mean <= 0:
        return 1.0
    return sum(exp(k * log(mean) - mean - lgamma(k + 1)) for k in range(count + 1))


def _solved(rising: Callable[[float], float], low: float, high: float) -> float:
    """The zero of a rising function between two places, by bisection."""
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if rising(middle) > 0 else (middle, high)
    return (low + high) / 2
