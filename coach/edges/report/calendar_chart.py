"""The calendar of sessions, and of pain below it."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.path import Path

from coach.edges.report.chart_tools import (
    KEY_ROW_IN,
    PAGE_IN,
    Look,
    Span,
    draw_key,
    draw_marks,
    key_rows,
    room_for,
)
from coach.edges.report.svg import ACCENT, GRID, PAPER, WARN, inline_svg, new_axes, new_figure

ROWS_IN = 0.91  # of the seven days of a week, with the dates below
CELL_IN = 0.15  # at least as wide is a week, where there are few
MOST_CELL_IN = 0.7  # and at most
KEY_MARK_PT = 4.0
MONTH_IN = 0.45  # of one date below
DATE_IN = 0.62
DAYS_A_WEEK = 7
DAY_KINDS: Final = ("done", "other", "alone", "pain")  # what became of a session
CHECKS: Final = ("red", "amber")  # what was said of the back before one
CHECK_SCALES: Final = {"red": 1.5, "amber": 0.9}  # of a cell's height: none must be missed
PAIN_LOOKS: Final[Mapping[str, Look]] = {
    "mild": Look("o", WARN, is_filled=False),
    "medium": Look("o", WARN),
    "strong": Look("s", WARN),
    "leg": Look("v", WARN),
    "crack": Look("X", WARN),
    "not told": Look(".", WARN),
}


def calendar(
    name: str,
    title: str,
    span: Span,
    days: Sequence[tuple[int, str]],
    pains: Mapping[str, Sequence[tuple[int, str]]],
    weekdays: Sequence[str],
    labels: Mapping[str, str],
    width_in: float = PAGE_IN,
) -> Markup:
    """A cell a day, a column a week; below it the pains, a row for each exercise.

    days: (day, one of DAY_KINDS or CHECKS), and a day may have one of each.
    pains: (day, key of PAIN_LOOKS) by the row's name.
    weekdays: seven short names, Monday's first. labels: of the keys of both.
    """
    day_kinds = _in_order((*DAY_KINDS, *CHECKS), (kind for _, kind in days))
    key_in = _key_in(day_kinds, labels, width_in)
    pain_kinds = _in_order(PAIN_LOOKS, (pain for marks in pains.values() for _, pain in marks))
    pain_key_in = _key_in(pain_kinds, labels, width_in)
    strip_in = pain_key_in + 0.05 + 0.115 * len(pains) if pains else 0.0
    height_in = key_in + ROWS_IN + strip_in
    figure = new_figure(width_in, height_in)
    weeks = _Weeks.of(span, [*weekdays, *pains], width_in)
    axes = new_axes(figure, weeks.left_in, strip_in + 0.17, weeks.right_in, key_in)
    axes.set(xlim=(weeks.first - 0.6, weeks.last + 0.6), ylim=(6.6, -0.6))
    axes.set_yticks(range(DAYS_A_WEEK), weekdays)
    axes.hlines(range(DAYS_A_WEEK), *axes.get_xlim(), colors=GRID, lw=0.4, zorder=0)
    _date_ticks(axes, span, weeks)
    _day_cells(axes, days, day_kinds, labels, weeks.week_in)
    draw_key(axes, height_in, fits_in=width_in)
    if pains:
        above_in = height_in - strip_in + pain_key_in
        strip = new_axes(figure, weeks.left_in, 0.03, weeks.right_in, above_in)
        strip.set(xlim=axes.get_xlim(), ylim=(len(pains) - 0.4, -0.6), xticks=[])
        _pain_rows(strip, pains, labels)
        draw_key(strip, strip_in - 0.02, scale=1.0, fits_in=width_in)
    return inline_svg(figure, name, title)


@dataclass(frozen=True, slots=True)
class _Weeks:
    """The columns, and where they lie."""

    first: int  # numbers of weeks
    last: int
    left_in: float  # room for the names of the rows
    right_in: float  # free room
    week_in: float  # width of a column

    @classmethod
    def of(cls, span: Span, names: Sequence[str], width_in: float) -> "_Weeks":
        """Columns of a short time are wide enough for a date below them."""
        first, last = (span.first - 1) // DAYS_A_WEEK, (span.last - 1) // DAYS_A_WEEK
        n_weeks = last - first + 1
        left_in = room_for(names)
        free_in = width_in - left_in - 0.05
        wanted_in = max(CELL_IN * n_weeks, min(MOST_CELL_IN * (n_weeks + 0.2), 12 * CELL_IN))
        used_in = min(free_in, wanted_in)
        return cls(first, last, left_in, width_in - left_in - used_in, used_in / (n_weeks + 0.2))


def _in_order(kinds: Iterable[str], found: Iterable[str]) -> list[str]:
    """Those that were found."""
    there = set(found)
    return [kind for kind in kinds if kind in there]


def _key_in(kinds: Sequence[str], labels: Mapping[str, str], width_in: float) -> float:
    """Inches that a key of these needs above its chart."""
    return 0.04 + KEY_ROW_IN * key_rows([labels[kind] for kind in kinds], width_in)


def _day_cells(
    axes: Axes,
    days: Sequence[tuple[int, str]],
    kinds: Sequence[str],
    labels: Mapping[str, str],
    week_in: float,
) -> None:
    cell_pt = (0.8 * 72 * min(week_in, 2 * CELL_IN), 0.8 * 72 * (ROWS_IN - 0.17) / 7.2)
    for kind in kinds:
        at = [divmod(day - 1, DAYS_A_WEEK) for day, one in days if one == kind]
        size_pt = CHECK_SCALES[kind] * cell_pt[1] if kind in CHECK_SCALES else max(cell_pt)
        draw_marks(axes, at, _day_looks(*cell_pt)[kind], size_pt, "")
        draw_marks(axes, [], _day_looks(1.0, 1.0)[kind], KEY_MARK_PT, labels[kind])


def _day_looks(width: float, height: float) -> dict[str, Look]:
    """A whole cell, its upper half, its lowest part, a wedge, a cross, a diamond: told apart
    without colour. The last two may lie over another one.
    """
    x, y = width / 2, height / 2

    def block(low: float, high: float) -> Path:
        corners = [(-x, low * y), (x, low * y), (x, high * y), (-x, high * y), (-x, low * y)]
        # Without the empty corners it would be blown up to the size of a whole cell.
        return Path([*corners, (-x, -y), (x, y)], [1, 2, 2, 2, 79, 1, 1])

    wedge = Path([(-x, y), (x, y), (0, -y), (-x, y)], closed=True)
    return {
        "done": Look(block(-1.0, 1.0), ACCENT),
        "other": Look(block(0.0, 1.0), ACCENT),
        "alone": Look(block(-1.0, -0.4), ACCENT),
        "pain": Look(wedge, WARN),
        "red": Look("X", WARN, rim=PAPER),
        "amber": Look("D", WARN, rim=PAPER),
    }


def _pain_rows(
    axes: Axes, pains: Mapping[str, Sequence[tuple[int, str]]], labels: Mapping[str, str]
) -> None:
    axes.set_yticks(range(len(pains)), list(pains))
    axes.hlines(range(len(pains)), *axes.get_xlim(), colors=GRID, lw=0.4, zorder=0)
    for kind, look in PAIN_LOOKS.items():
        at = [
            ((day - 1) / DAYS_A_WEEK - 0.5, row)
            for row, marks in enumerate(pains.values())
            for day, one in marks
            if one == kind
        ]
        draw_marks(axes, at, look, 4.5, labels[kind] if at else "")


def _date_ticks(axes: Axes, span: Span, weeks: _Weeks) -> None:
    """Beginnings of months, not more than fit; of a short time the weeks' Mondays."""
    first, last = date.fromordinal(span.first), date.fromordinal(span.last)
    n_months = 12 * (last.year - first.year) + last.month - first.month
    most = max(2, round(weeks.week_in * (weeks.last - weeks.first) / MONTH_IN))
    step = next((step for step in (1, 2, 3, 6) if n_months / step <= most), 12)
    months = range(12 * first.year + first.month, 12 * last.year + last.month)
    days = [date(*_year_and_month(month), 1).toordinal() for month in months if not month % step]
    if len(days) > 1:
        columns = [(day - 1) / DAYS_A_WEEK - 0.5 for day in days]
        axes.set_xticks(columns, [span.month_words(day) for day in days])
        return
    mondays = range(weeks.first, weeks.last + 1, math.ceil(DATE_IN / weeks.week_in))
    axes.set_xticks(mondays, [span.day_words(week * DAYS_A_WEEK + 1) for week in mondays])


def _year_and_month(month: int) -> tuple[int, int]:
    return month // 12, month % 12 + 1
