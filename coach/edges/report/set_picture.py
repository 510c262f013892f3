"""The picture of one set: what stands where. Plain figures, from which the template draws.

A picture of this kind is a line, some steps and some bands, and a report holds hundreds of them.
Written out directly, one of three minutes takes 2 ms and 5 KB with the table below it; a figure of
matplotlib, even one that is used again for every set, takes 20 ms and 17 KB without.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from coach.events import BodySide, Flag
from coach.records import SetRecord

WIDTH, HEIGHT = 960, 340  # of the picture, in its own units
LEFT, RIGHT = 90, 830  # between them lies the time; right of it stand the names of the levels
TOP, BOTTOM = 46, 270  # between them lies the signal; above it the numbers of the repetitions
LINE_GAP = 28  # between two lines of words, and so between two names or numbers
NUMBER_WIDTH = 18  # of one character of a repetition's number
MARGIN = 0.06  # of the signal's range, above and below
REACH = 1.0  # of the same: a ceiling further off would make a flat line of the signal
SHORT_STEP = 24  # a level that is shorter does not carry its name
MOST_TICKS = 6
TOLERANCE = 2.0  # of the drawn signal: half of how wide its line is
_NICE_S = (5, 10, 15, 30, 60, 120, 300, 600, 1200, 3600)
_NICE = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Tick:
    """A place on an axis, in units of the picture, and what stands there."""

    at: int
    value: float


@dataclass(frozen=True, slots=True)
class Level:
    """A threshold's steps, as the data of an SVG path, and the height at which its name stands."""

    name: str  # rest, entry or ceiling
    path: str  # "" where it lies outside the picture
    label_y: int
    arrow: str = ""  # to where it lies outside the picture


@dataclass(frozen=True, slots=True)
class Band:
    """One movement: from `x` on, `width` wide."""

    x: int
    width: int
    index: int  # 0 for a small one
    side: BodySide | None
    is_numbered: bool  # whether its number fits beside the others


@dataclass(frozen=True, slots=True)
class Mark:
    """A flag, at its time on the signal."""

    x: int
    y: int
    flag: Flag


@dataclass(frozen=True, slots=True)
class Picture:
    """All of it. `low` and `high` are the least and the largest sample, in the signal's unit."""

    line: str  # data of an SVG path
    gaps: str  # the same: the times at which nothing was judged, "" where there are none
    levels: tuple[Level, ...]
    bands: tuple[Band, ...]
    marks: tuple[Mark, ...]
    seconds: tuple[Tick, ...]
    values: tuple[Tick, ...]
    low: float
    high: float
    lasted_s: float


def picture_of(one: SetRecord) -> Picture | None:
    """None where not a single sample was judged."""
    known = [value for value in one.samples if value is not None]
    if not known:
        return None
    scale = _Scale.of(one, known)
    heights = [None if value is None else scale.y(value) for value in one.samples]
    return Picture(
        line=_line(scale, heights),
        gaps=_gaps(scale, heights),
        levels=_levels(scale, one),
        bands=_bands(scale, one),
        marks=tuple(
            Mark(scale.x(after_s), _height_at(heights, scale.index(after_s)), flag)
            for after_s, flag in ((at_s - one.began_s, flag) for at_s, flag in one.flags)
        ),
        seconds=scale.seconds(),
        values=scale.values(),
        low=min(known),
        high=max(known),
        lasted_s=scale.lasted_s,
    )


@dataclass(frozen=True, slots=True)
class _Scale:
    """From seconds and values to units of the picture."""

    lasted_s: float
    every_s: float
    low: float
    high: float
    drawn: frozenset[float]  # ceilings that lie inside

    @classmethod
    def of(cls, one: SetRecord, known: Sequence[float]) -> "_Scale":
        held = [value for level in one.levels for value in (level.rest, level.entry)]
        drawn = _within_reach([*known, *held], one)
        low, high = min([*known, *held, *drawn]), max([*known, *held, *drawn])
        margin = MARGIN * (high - low) or 1.0
        # The axis of an angle that is never negative does not begin below 0.
        least = low - margin if low < 0 or one.unit != "deg" else max(low - margin, 0.0)
        # A set of one sample still has a width.
        lasted_s = max(len(one.samples) - 1, 1) * one.every_s
        return cls(lasted_s, one.every_s, least, high + margin, drawn)

    def x(self, t_s: float) -> int:
        """`t_s` after the first sample; a time outside the set lies on its edge."""
        share = t_s / self.lasted_s
        return LEFT if share < 0 else RIGHT if share > 1 else round(LEFT + share * (RIGHT - LEFT))

    def x_of(self, index: int) -> int:
        return self.x(index * self.every_s)

    def index(self, t_s: float) -> int:
        """Of the sample at `t_s`, or of the one at the edge."""
        return round(min(max(t_s, 0.0), self.lasted_s) / self.every_s)

    def y(self, value: float) -> int:
        return round(BOTTOM - (value - self.low) / (self.high - self.low) * (BOTTOM - TOP))

    def seconds(self) -> tuple[Tick, ...]:
        step = next((one for one in _NICE_S if self.lasted_s / one < MOST_TICKS), _NICE_S[-1])
        times = range(0, math.floor(self.lasted_s) + 1, step)
        return tuple(Tick(self.x(at_s), at_s) for at_s in times)

    def values(self) -> tuple[Tick, ...]:
        """At round values, three to five of them."""
        rough = (self.high - self.low) / 4
        power = 10.0 ** math.floor(math.log10(rough))
        step = next(one * power for one in _NICE if one * power >= rough)
        first, last = math.ceil(self.low / step), math.floor(self.high / step)
        return tuple(Tick(self.y(n * step), n * step) for n in range(first, last + 1))


def _within_reach(others: Sequence[float], one: SetRecord) -> frozenset[float]:
    """The ceilings that are not too far from all the other values, and possible as these are: no
    negative angle where there is none among them.
    """
    low, high = min(others), max(others)
    reach = REACH * (high - low)
    least = max(low - reach, 0.0) if one.unit == "deg" and low >= 0 else low - reach
    ceilings = (level.ceiling for level in one.levels)
    return frozenset(at for at in ceilings if at is not None and least <= at <= high + reach)


def _line(scale: _Scale, heights: Sequence[int | None]) -> str:
    """The signal; a gap lifts the pen."""
    parts: list[str] = []
    for is_known, run in groupby(enumerate(heights), lambda sample: sample[1] is not None):
        if not is_known:
            continue
        corners = _corners([(index, y) for index, y in run if y is not None])
        points = [(scale.x_of(index), y) for index, y in corners]
        parts.append(f"M{points[0][0]} {points[0][1]}")
        steps = [(x - x0, y - y0) for (x0, y0), (x, y) in pairwise(points)]
        parts += [_step(dx, dy) for dx, dy in steps] or ["h0"]  # a dot, where nothing follows
    return "".join(parts)


def _corners(run: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Few of these points: on the way from one to the next no other is further off, in height,
    than TOLERANCE. Ever narrower between two slopes, as a door swings shut.
    """
    corners = [run[0]]
    least, most = -math.inf, math.inf
    for before, (index, y) in pairwise(run):
        start, start_y = corners[-1]
        if not least <= (y - start_y) / (index - start) <= most:
            corners.append(before)
            start, start_y = before
            least, most = -math.inf, math.inf
        least = max(least, (y - TOLERANCE - start_y) / (index - start))
        most = min(most, (y + TOLERANCE - start_y) / (index - start))
    return corners + [run[-1]] * (len(run) > 1)


def _step(dx: int, dy: int) -> str:
    if dy == 0:
        return f"h{dx}"
    return f"v{dy}" if dx == 0 else f"l{dx} {dy}".replace(" -", "-")


def _gaps(scale: _Scale, heights: Sequence[int | None]) -> str:
    """Along the bottom, from the last sample that was judged to the next one."""
    known = [index for index, y in enumerate(heights) if y is not None]
    edges = [-1, *known, len(heights)]
    spans = [(max(one, 0), min(two, len(heights) - 1)) for one, two in pairwise(edges)
             if two - one > 1]  # fmt: skip
    return "".join(f"M{scale.x_of(one)} {BOTTOM}H{scale.x_of(two)}" for one, two in spans)


def _levels(scale: _Scale, one: SetRecord) -> tuple[Level, ...]:
    found: list[Level] = []
    begins = [scale.x_of(known.since) for known in one.levels]
    ends = [*begins[1:], scale.x_of(len(one.samples) - 1)]
    for name in ("ceiling", "entry", "rest"):
        steps = [
            (begin, value, end)
            for known, begin, end in zip(one.levels, begins, ends, strict=False)
            if (value := getattr(known, name)) is not None
        ]
        inside = [step for step in steps if name != "ceiling" or step[1] in scale.drawn]
        if inside:
            path = "".join(f"M{begin} {scale.y(value)}H{end}" for begin, value, end in inside)
            found.append(Level(name, path, scale.y(_named(inside))))
        elif steps:
            is_above = steps[-1][1] > scale.high
            found.append(Level(name, "", TOP if is_above else BOTTOM, "↑" if is_above else "↓"))
    return _apart(found)


def _named(steps: Sequence[tuple[int, float, int]]) -> float:
    """The value beside which the name stands: the last one, but not one of a moment."""
    long = [value for begin, value, end in steps if end - begin >= SHORT_STEP]
    return long[-1] if long else steps[-1][1]


def _apart(levels: Sequence[Level]) -> tuple[Level, ...]:
    """Names that would lie upon each other move down, and all of them up as far as needed."""
    apart: list[Level] = []
    for level in sorted(levels, key=lambda level: level.label_y):
        least = apart[-1].label_y + LINE_GAP if apart else level.label_y
        apart.append(replace(level, label_y=max(level.label_y, least)))
    over = max(apart[-1].label_y - BOTTOM, 0) if apart else 0
    return tuple(replace(level, label_y=level.label_y - over) for level in apart)


def _bands(scale: _Scale, one: SetRecord) -> tuple[Band, ...]:
    bands: list[Band] = []
    free_x = 0  # from here on there is room for a number
    for rep in sorted(one.reps, key=lambda rep: rep.start_s):
        x, end = scale.x(rep.start_s - one.began_s), scale.x(rep.end_s - one.began_s)
        half = NUMBER_WIDTH * (len(str(rep.index)) + (rep.side is not None)) // 2
        middle = (x + end) // 2
        is_numbered = not rep.is_partial and middle - half >= free_x
        if is_numbered:
            free_x = middle + half
        bands.append(Band(x, max(end - x, 2), 0 if rep.is_partial else rep.index, rep.side,
                          is_numbered))  # fmt: skip
    return tuple(bands)


def _height_at(heights: Sequence[int | None], index: int) -> int:
    """Of the signal; where nothing is judged just there, of the nearest sample."""
    for distance in range(len(heights)):
        for near in (index - distance, index + distance):
            if 0 <= near < len(heights) and (y := heights[near]) is not None:
                return y
    raise ValueError("no sample is judged")
