"""Which found repetition belongs to which true one.

A found movement belongs to a true one when its middle lies between the true start and end, both
widened by half a second but at most half-way to the neighbour: so every found movement belongs to
one true one at most. Of several counts in one true repetition the one nearest its middle is the
match, the others are extra. No other one-to-one assignment by this rule has more pairs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

TOLERANCE_S = 0.5
FLAG_AFTER_S = 1.5  # what is said of a movement is said up to so long after its end


class Timed(Protocol):
    """Anything from a start to an end."""

    @property
    def start_s(self) -> float:
        """When it begins."""
        ...

    @property
    def end_s(self) -> float:
        """When it is over."""
        ...


@dataclass(frozen=True, slots=True)
class Matching:
    """Index pairs into the two sequences that were matched."""

    found_of: tuple[int | None, ...]  # of each true one: the index of its found one
    extra: tuple[int, ...]  # found ones that belong to no true one, or to one that has its own


def spans(true: Sequence[Timed], tolerance_s: float = TOLERANCE_S) -> list[tuple[float, float]]:
    """From when to when a movement belongs to each of `true`, which are in order of time."""
    widened = []
    for i, one in enumerate(true):
        before_s = tolerance_s if i == 0 else (one.start_s - true[i - 1].end_s) / 2
        after_s = tolerance_s if i + 1 == len(true) else (true[i + 1].start_s - one.end_s) / 2
        low = one.start_s - min(tolerance_s, before_s)
        widened.append((low, one.end_s + min(tolerance_s, after_s)))
    return widened


def match(true: Sequence[Timed], found: Sequence[Timed]) -> Matching:
    """Match found movements to true ones, both in order of time."""
    middles = [(one.start_s + one.end_s) / 2 for one in found]
    free = set(range(len(found)))
    found_of: list[int | None] = []
    for one, (low, high) in zip(true, spans(true), strict=True):
        middle = (one.start_s + one.end_s) / 2
        inside = [i for i in sorted(free) if low <= middles[i] < high]
        best = min(inside, key=lambda i: abs(middles[i] - middle), default=None)
        found_of.append(best)
        free -= {best}
    return Matching(tuple(found_of), tuple(sorted(free)))


def owner(true: Sequence[Timed], t_s: float) -> int | None:
    """Which true movement something said at `t_s` is about; None when about none.

    It may come a while after the movement, but not when the next one is nearer by then.
    """
    for i, (low, _) in reversed(list(enumerate(spans(true)))):
        if t_s >= low:
            return i if t_s <= true[i].end_s + FLAG_AFTER_S else None
    return None
