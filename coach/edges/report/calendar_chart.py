"""The calendar of sessions, and of pain below it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.path import Path

from coach.edges.report.chart_tools import PAGE_IN, Look, Span, draw_key, draw_marks, room_for
from coach.edges.report.svg import ACCENT, GRID, WARN, inline_svg, new_axes, new_figure

CALENDAR_IN = 1.08
DAYS_A_WEEK = 7
DAY_KINDS: Final = ("done", "other", "alone", "pain")
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
) -> Markup:
    """A cell a day, a column a week; below it the pains, a row for each exercise.

    days: (day, key of DAY_LOOKS); pains: (day, key of PAIN_LOOKS) by the row's name.
    weekdays: seven short names, Monday's first. labels: of the keys of both.
    """
    strip_in = 0.23 + 0.115 * len(pains) if pains else 0.0
    figure = new_figure(PAGE_IN, CALENDAR_IN + strip_in)
    first, last = (span.first - 1) // DAYS_A_WEEK, (span.last - 1) // DAYS_A_WEEK
    left_in, width_in = _calendar_room([*weekdays, *pains], last - first + 1)
    right_in = PAGE_IN - left_in - width_in
    axes = new_axes(figure, left_in, strip_in + 0.17, right_in, 0.17)
    axes.set(xlim=(first - 0.6, last + 0.6), ylim=(6.6, -0.6))
    axes.set_yticks(range(DAYS_A_WEEK), weekdays)
    axes.hlines(range(DAYS_A_WEEK), *axes.get_xlim(), colors=GRID, lw=0.4, zorder=0)
    _month_ticks(axes, span)
    cell_pt = (0.8 * 72 * width_in / (last - first + 1.2), 0.8 * 72 * (CALENDAR_IN - 0.34) / 7.2)
    for kind, look in _day_looks(*cell_pt).items():
        at = [divmod(day - 1, DAYS_A_WEEK) for day, one in days if one == kind]
        draw_marks(axes, at, look, 0.5 * max(cell_pt), "")
        if at:
            draw_marks(axes, [], _day_looks(1.0, 1.0)[kind], 3.0, labels[kind])
    draw_key(axes, figure.get_size_inches()[1])
    if pains:
        strip = new_axes(figure, left_in, 0.03, right_in, CALENDAR_IN + 0.2)
        strip.set(xlim=axes.get_xlim(), ylim=(len(pains) - 0.4, -0.6), xticks=[])
        _pain_rows(strip, pains, labels)
        draw_key(strip, strip_in - 0.02)
    return inline_svg(figure, name, title)


def _calendar_room(names: Sequence[str], n_weeks: int) -> tuple[float, float]:
    """Inches for the names and for the weeks; cells of a short time are no wider than high."""
    left_in = room_for(names)
    return left_in, min(PAGE_IN - left_in - 0.05, 0.15 * max(n_weeks, 12))


def _day_looks(width: float, height: float) -> dict[str, Look]:
    """A whole cell, its upper half, its lowest part, a wedge: told apart without colour."""
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


def _month_ticks(axes: Axes, span: Span) -> None:
    """Beginnings of months; not more than fit."""
    first, last = date.fromordinal(span.first), date.fromordinal(span.last)
    n_months = 12 * (last.year - first.year) + last.month - first.month
    step = next((step for step in (1, 2, 3, 6) if n_months / step <= 12), 12)
    months = range(12 * first.year + first.month, 12 * last.year + last.month)
    days = [date(*_year_and_month(month), 1).toordinal() for month in months if not month % step]
    columns = [(day - 1) / DAYS_A_WEEK - 0.5 for day in days]
    axes.set_xticks(columns, [span.month_words(day) for day in days])


def _year_and_month(month: int) -> tuple[int, int]:
    return month // 12, month % 12 + 1
