"""Quantiles of Student's t and of chi-square, for spreads that rest on few values."""

from collections.abc import Callable
from math import atan, cos, exp, lgamma, log, pi, sin, sqrt

STEPS = 100  # of a bisection: more than a double can tell apart
MOST = 1e6


def t_quantile(share: float, df: int) -> float:
    """Below this is `share` (0.5 to 1) of Student's t with `df` (1, 2, ...) degrees of freedom."""
    return _solved(lambda t: _t_below(t, df) - share)


def chi2_quantile(share: float, df: int) -> float:
    """Below this is `share` (0 to 1) of chi-square with `df` (1, 2, ...) degrees of freedom."""
    return _solved(lambda x: _chi2_below(x, df) - share)


def _t_below(t: float, df: int) -> float:
    """Abramowitz and Stegun, 26.7.3 and 26.7.4: finite sums in the angle of t."""
    angle, is_odd = atan(t / sqrt(df)), df % 2 == 1
    term, total = (cos(angle) if is_odd else 1.0), 0.0
    for power in range(df % 2, df - 1, 2):
        total += term
        term *= cos(angle) ** 2 * (power + 1) / (power + 2)
    middle = 2 / pi * (angle + sin(angle) * total) if is_odd else sin(angle) * total
    return 0.5 + middle / 2


def _chi2_below(x: float, df: int) -> float:
    """The incomplete gamma function as its power series, Abramowitz and Stegun, 6.5.29."""
    if x <= 0:
        return 0.0
    if x > 4 * df + 200:
        return 1.0
    a, half = df / 2, x / 2
    term = total = 1 / a
    for n in range(1, 10_000):
        term *= half / (a + n)
        total += term
        if term < total * 1e-15:
            break
    return total * exp(a * log(half) - half - lgamma(a))


def _solved(rising: Callable[[float], float]) -> float:
    """The zero of a rising function of a positive number, by bisection."""
    low, high = 0.0, MOST
    for _ in range(STEPS):
        middle = (low + high) / 2
        low, high = (low, middle) if rising(middle) > 0 else (middle, high)
    return (low + high) / 2
