"""How far the median peak of a set wanders although the person moves alike: test and retest.

Within-subject standard deviation: Bland and Altman, BMJ 313 (1996) 744. Standard error of
measurement (SEM) and minimal detectable change (MDC): Weir, J Strength Cond Res 19 (2005) 231.
Both are worked out on logarithms, because the error grows with the range (docs/range-error.md).
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import exp, expm1, log, log1p, sqrt

import numpy as np

from coach.events import BodySide
from coach.range_error import ANY_PLACE, RangeError, error_for
from coach.scoring.quantiles import chi2_quantile, t_quantile
from coach.signals import Unit

LEAST_REPS = 2  # in a set: as many as the coach needs to learn a range
# Fewer tell next to nothing: with 3 degrees of freedom the true SEM may be three times as large.
LEAST_DF, LEAST_FIGURES = 3, 2
LEAST_DF_OF_PLACE, LEAST_FIGURES_OF_PLACE = 6, 3
MOST_MDC95 = 1.0  # a range twice as large is inside the error: then no change can be told


@dataclass(frozen=True, slots=True)
class RangedSet:
    """One set of a figure whose true range is known, from one clip."""

    exercise: str
    place: str  # id in the exercise's definition
    unit: Unit
    side: BodySide | None  # to which it goes
    near_side: BodySide | None  # of the person, nearer to the camera
    figure: str
    clip: str
    camera: str  # where exactly it stood, of which a place of the definition may cover several
    found: float  # median peak
    true: float  # median share of the figure's own full range
    n_reps: int

    @property
    def log_ratio(self) -> float:
        """Of found to true: alike in all sets of a figure if nothing but the range counted."""
        return log(self.found / self.true)


@dataclass(frozen=True, slots=True)
class Retest:
    """The within-subject standard deviation of the logarithm of a range."""

    sd_log: float
    df: int  # degrees of freedom
    n_sets: int
    n_figures: int

    @property
    def sem_share(self) -> float:
        """Standard error of measurement, as a share of the range."""
        return expm1(self.sd_log)

    @property
    def sem_high_share(self) -> float:
        """The SEM is below this with 95 % confidence (one-sided, chi-square)."""
        return expm1(self.sd_log * sqrt(self.df / chi2_quantile(0.05, self.df)))

    @property
    def mdc95_share(self) -> float:
        """By so much a second range must be larger, to be another one with 95 % confidence.

        Student's t instead of 1.96: a standard deviation from few sets may be too small.
        """
        return expm1(t_quantile(0.975, self.df) * sqrt(2) * self.sd_log)


def retest(sets: Iterable[RangedSet]) -> Retest | None:
    """Pooled over all figures and places that have two clips; None where none has.

    Each figure, place and side has a level of its own, which is its constant bias. The two sides
    of a clip share its camera, so they count as one degree of freedom.
    """
    cells = _grouped(sets, lambda one: (one.exercise, one.figure, one.place, one.side))
    cells = [cell for cell in cells if len(cell) > 1]
    if not cells:
        return None
    squares = sum(_squares([one.log_ratio for one in cell]) for cell in cells)
    n_sets = sum(map(len, cells))
    members = [one for cell in cells for one in cell]
    seen = _grouped(members, lambda one: (one.exercise, one.figure, one.place))
    return Retest(
        sd_log=sqrt(squares / (n_sets - len(cells))),
        df=sum(len({one.clip for one in group}) - 1 for group in seen),
        n_sets=n_sets,
        n_figures=len({one.figure for one in members}),
    )


def range_errors(sets: Sequence[RangedSet]) -> tuple[RangeError, ...]:
    """What is known well enough, by exercise and place.

    The pool of an exercise stands for its other places as well, so it needs two places at least.
    """
    found = []
    for exercise in _grouped(sets, lambda one: (one.exercise, one.unit)):
        places = _grouped(exercise, lambda one: one.place)
        known = [
            _error(place, place[0].place, LEAST_DF_OF_PLACE, LEAST_FIGURES_OF_PLACE)
            for place in places
        ]
        repeated = [place for place in places if retest(place) is not None]
        if len(repeated) > 1:
            known.append(_error(exercise, ANY_PLACE, LEAST_DF, LEAST_FIGURES))
        found += [error for error in known if error is not None]
    return tuple(sorted(found, key=lambda one: (one.exercise, one.place)))


def _error(
    sets: Sequence[RangedSet], place: str, least_df: int, least_figures: int
) -> RangeError | None:
    known = retest(sets)
    if known is None or known.df < least_df or known.n_figures < least_figures:
        return None
    if known.mdc95_share > MOST_MDC95:
        return None
    return RangeError(
        sets[0].exercise,
        place,
        sets[0].unit,
        known.sem_share,
        known.mdc95_share,
        known.n_sets,
        known.n_figures,
    )


def coverage(sets: Iterable[RangedSet], errors: Sequence[RangeError]) -> tuple[int, int]:
    """Pairs of sets of the same figure, place and side: inside the MDC95, and all of them.

    Those without a known error are left out. About 95 % should be inside.
    """
    insides = []
    for cell in _grouped(sets, lambda one: (one.exercise, one.figure, one.place, one.side)):
        error = error_for(errors, cell[0].exercise, cell[0].place)
        if error is not None:
            insides += [
                abs(one.log_ratio - other.log_ratio) <= log1p(error.mdc95_share)
                for one, other in combinations(cell, 2)
            ]
    return sum(insides), len(insides)


def place_shifts(sets: Iterable[RangedSet]) -> list[float]:
    """How many times larger a range is at one place than at another, never below 1: for every
    figure and side of an exercise, and every two of its places.
    """
    shifts = []
    for one_figure in _grouped(sets, lambda one: (one.exercise, one.unit, one.figure, one.side)):
        levels = [
            float(np.mean([one.log_ratio for one in place]))
            for place in _grouped(one_figure, lambda one: one.place)
        ]
        shifts += [exp(abs(one - other)) for one, other in combinations(levels, 2)]
    return shifts


@dataclass(frozen=True, slots=True)
class SideDifference:
    """The near side against the far one, of clips in which both are known."""

    ratio: float  # near range over far range for the same movement, geometric mean
    sd_log: float  # from clip to clip
    n_clips: int


def side_difference(sets: Iterable[RangedSet]) -> SideDifference | None:
    """None where fewer than two clips show both sides from one place."""
    logs = []
    for clip in _grouped(sets, lambda one: (one.clip, one.place, one.unit)):
        level = {one.side == one.near_side: one.log_ratio for one in clip if one.side is not None}
        if len(level) == 2 and clip[0].near_side is not None:
            logs.append(level[True] - level[False])
    if len(logs) < 2:
        return None
    return SideDifference(exp(float(np.mean(logs))), float(np.std(logs, ddof=1)), len(logs))


def _grouped(
    sets: Iterable[RangedSet], key: Callable[[RangedSet], Hashable]
) -> list[list[RangedSet]]:
    groups: dict[Hashable, list[RangedSet]] = defaultdict(list)
    for one in sets:
        groups[key(one)].append(one)
    return list(groups.values())


def _squares(values: Sequence[float]) -> float:
    """Sum of the squared deviations from their mean."""
    return float(np.sum((np.asarray(values) - np.mean(values)) ** 2))
