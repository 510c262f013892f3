"""A lower ceiling for one session, after a crack in the back: the way out gets smaller, never the
range that counts.
"""

from collections.abc import Mapping
from dataclasses import replace

from coach.definitions import Exercise
from coach.events import BodySide
from coach.judge import KnownRanges
from coach.own_range import OwnRange


def lowered_exercise(exercise: Exercise, factor: float) -> Exercise:
    """The exercise with `factor` times its ceiling for everybody; 1 leaves it as it is."""
    if factor == 1.0:
        return exercise
    limits = exercise.limits
    caps = {"cap_deg": limits.cap_deg, "cap_s0": limits.cap_s0}
    smaller = {name: cap * factor for name, cap in caps.items() if cap is not None}
    return exercise.model_copy(update={"limits": limits.model_copy(update=smaller)})


def lowered_ranges(known: KnownRanges, factor: float) -> KnownRanges:
    """Own ranges of earlier days whose ceilings are `factor` times as high."""
    return {place: _lowered(ranges, factor) for place, ranges in known.items()}


def _lowered(
    ranges: Mapping[BodySide | None, OwnRange], factor: float
) -> dict[BodySide | None, OwnRange]:
    return {side: replace(own, ceiling_factor=factor) for side, own in ranges.items()}
