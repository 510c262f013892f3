"""What the charts of the report share: days below, marks told apart by shape, a key above."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from matplotlib.axes import Axes

from coach.edges.report.svg import MUTED

MOST_POINTS = 60  # in one line of one chart; more could not be told apart
PANEL_POINTS = 45  # in a small one
PAGE_IN = 7.3  # as wide as an A4 page between its margins
KEY_ROW_IN = 0.12
KEY_SCALE = 1.6  # of the marks in a key: a single one must be told apart, too
_KEY_MARK_IN = 0.32  # a mark in a key, with the room beside it
_LETTER_IN = 0.06

Points = Sequence[tuple[float, float]]  # day and value, in the order of the days


@dataclass(frozen=True, slots=True)
class Span:
    """The days that a chart shows, and how they are written."""

    first: int  # ordinal of a date
    last: int
    day_words: Callable[[int], str]
    month_words: Callable[[int], str]


@dataclass(frozen=True, slots=True)
class Look:
    """How one kind of thing is drawn: never told by its colour alone."""

    marker: Any  # as matplotlib wants it
    colour: str
    is_filled: bool = True
    line: str = "none"
    rim: str = ""  # colour of a line around it, where it may lie upon another mark


@dataclass(frozen=True, slots=True)
class Line:
    """One series of a chart."""

    label: str
    look: Look
    points: Points


@dataclass(frozen=True, slots=True)
class Band:
    """Inside it there is no change: from `low` to `high` around `middle`."""

    low: float
    middle: float
    high: float


def thinned(points: Points, most: int = MOST_POINTS) -> list[tuple[float, float]]:
    """At most so many: medians of neighbours where there are more."""
    size = -(-len(points) // most)
    if size <= 1:
        return list(points)
    groups = [points[start : start + size] for start in range(0, len(points), size)]
    return [(median(x for x, _ in group), median(y for _, y in group)) for group in groups]


def room_for(names: Sequence[str]) -> float:
    """Inches for the longest of some names beside an axis."""
    return 0.15 + _LETTER_IN * max((len(name) for name in names), default=0)


def days_below(axes: Axes, span: Span, is_small: bool = False) -> None:
    """Only the first and the last day are written below; of a small chart only their months."""
    room = max(0.1, 0.04 * (span.last - span.first))
    axes.set_xlim(span.first - room, span.last + room)
    written = span.month_words if is_small else span.day_words
    ends = dict.fromkeys((written(span.first), written(span.last)))
    if len(ends) == 1:  # one day, or days of one month
        axes.set_xticks([(span.first + span.last) / 2], list(ends))
        return
    axes.set_xticks([span.first, span.last], list(ends))
    first, last = axes.get_xticklabels()
    first.set_horizontalalignment("left")
    last.set_horizontalalignment("right")


def draw_lines(axes: Axes, lines: Sequence[Line], is_small: bool = False) -> None:
    """Marks of each series, joined where its look says so."""
    for line in lines:
        points = thinned(line.points, PANEL_POINTS if is_small else MOST_POINTS)
        if line.look.line != "none":
            axes.plot(*columns(points), color=line.look.colour, ls=line.look.line, lw=0.8)
        draw_marks(axes, points, line.look, 2.0 if is_small else 3.0, line.label if points else "")


def draw_marks(axes: Axes, at: Points, look: Look, size_pt: float, label: str) -> None:
    """One mark at each point; label: its name in the key, "" for none."""
    axes.plot(
        *columns(at),
        linestyle="none",
        marker=look.marker,
        markersize=size_pt,
        markerfacecolor=look.colour if look.is_filled else "none",
        markeredgecolor=look.rim or look.colour,
        markeredgewidth=0.7 if look.rim or not look.is_filled else 0.0,
        label=label or None,
        clip_on=False,
    )


def draw_key(axes: Axes, top_in: float, scale: float = KEY_SCALE, fits_in: float = PAGE_IN) -> None:
    """What the marks mean, from `top_in` inches above the bottom on downwards.

    scale: how much larger than in the chart the marks are. fits_in: how wide it may become.
    """
    handles, labels = axes.get_legend_handles_labels()
    figure = axes.get_figure(root=True)
    if handles and figure is not None:
        figure.legend(
            handles,
            labels,
            loc="upper left",
            bbox_to_anchor=(0.0, top_in / figure.get_size_inches()[1]),
            ncols=-(-len(handles) // key_rows(labels, fits_in)),
            frameon=False,
            borderpad=0,
            borderaxespad=0,
            handlelength=1.2,
            handletextpad=0.3,
            columnspacing=1.2,
            labelspacing=0.2,
            markerscale=scale,
            labelcolor=MUTED,
        )


def key_rows(labels: Sequence[str], fits_in: float) -> int:
    """So many lines a key needs that is no wider than `fits_in`."""
    widths = [_KEY_MARK_IN + _LETTER_IN * len(label) for label in labels]
    for n_rows in range(1, len(widths)):
        columns_of = [widths[start : start + n_rows] for start in range(0, len(widths), n_rows)]
        if sum(max(column) for column in columns_of) <= fits_in:
            return n_rows
    return max(len(widths), 1)


def columns(points: Points) -> tuple[list[float], list[float]]:
    """All days, and all values."""
    return [x for x, _ in points], [y for _, y in points]
