"""The charts of the report. What stands in them also stands beside them in words and figures."""

from collections.abc import Mapping, Sequence
from typing import Final

from markupsafe import Markup

from coach.edges.report.chart_tools import (
    PAGE_IN,
    Band,
    Line,
    Look,
    Points,
    Span,
    columns,
    days_below,
    draw_key,
    draw_lines,
    draw_marks,
    room_for,
    thinned,
)
from coach.edges.report.svg import (
    ACCENT,
    BAND,
    GRID,
    INK,
    MUTED,
    PAPER,
    SECOND,
    SMALL_PT,
    WARN,
    inline_svg,
    new_axes,
    new_figure,
)

PANEL_IN = (1.2, 0.74)
LARGE_IN = (2.6, 1.15)

SIDE_LOOKS: Final[Mapping[str | None, Look]] = {
    None: Look("o", ACCENT),
    "left": Look("<", ACCENT),
    "right": Look(">", SECOND),
}
FLAG_LOOKS: Final = (
    Look("o", ACCENT, line="-"),
    Look("s", SECOND, line="--"),
    Look("^", WARN, line=":"),
)
GRADE_FILLS: Final = ((ACCENT, ""), (BAND, "////"), (PAPER, "...."), (GRID, "xxxx"))


def range_panel(
    name: str,
    title: str,
    span: Span,
    lines: Sequence[Line],
    bands: Sequence[Band],
    unit: str,
    size_in: tuple[float, float] = PANEL_IN,
) -> Markup:
    """The range of one exercise over time, from 0 on, with the bands of "no change"."""
    figure = new_figure(*size_in)
    is_small = size_in == PANEL_IN
    axes = new_axes(figure, 0.25, 0.14, 0.03, 0.12 if is_small else 0.25)
    font_pt = SMALL_PT - 1 if is_small else SMALL_PT
    axes.tick_params(labelsize=font_pt)
    figure.text(0.0, 1.0, unit, color=MUTED, va="top", fontsize=font_pt)
    days_below(axes, span, is_small)
    for band in bands:
        axes.axhspan(band.low, band.high, color=BAND, linewidth=0, alpha=0.8)
        axes.axhline(band.middle, color=MUTED, linewidth=0.6, linestyle=(0, (4, 3)))
    draw_lines(axes, lines, is_small)
    highest = [value for line in lines for _, value in line.points] + [one.high for one in bands]
    axes.set_ylim(0, 1.08 * max(highest, default=1.0) or 1.0)
    axes.locator_params(axis="y", nbins=3)
    if not is_small:
        draw_key(axes, size_in[1] - 0.12)
    return inline_svg(figure, name, title)


def dose_chart(
    name: str, title: str, span: Span, asked: Points, done: Points, labels: tuple[str, str]
) -> Markup:
    """What was asked for as a line of steps, and what was done as dots."""
    figure = new_figure(*LARGE_IN)
    axes = new_axes(figure, 0.25, 0.14, 0.03, 0.2)
    days_below(axes, span)
    steps = thinned(asked)
    axes.step(*columns(steps), where="post", color=MUTED, linewidth=1.0, label=labels[0])
    draw_marks(axes, thinned(done), Look("o", ACCENT), 3.0, labels[1])
    highest = max((value for _, value in (*asked, *done)), default=1.0)
    axes.set_ylim(0, 1.1 * highest or 1.0)
    axes.locator_params(axis="y", nbins=4, integer=True)
    draw_key(axes, figure.get_size_inches()[1])
    return inline_svg(figure, name, title)


def rates(name: str, title: str, span: Span, lines: Sequence[Line]) -> Markup:
    """Rates over time, from 0 on."""
    figure = new_figure(PAGE_IN / 2, 1.0)
    axes = new_axes(figure, 0.3, 0.17, 0.04, 0.2)
    days_below(axes, span)
    draw_lines(axes, lines)
    highest = max((value for line in lines for _, value in line.points), default=0.0)
    axes.set_ylim(0, max(1.0, 1.1 * highest))
    axes.locator_params(axis="y", nbins=4, integer=True)
    draw_key(axes, figure.get_size_inches()[1])
    return inline_svg(figure, name, title)


def shares(
    name: str, title: str, rows: Mapping[str, Sequence[int]], labels: Sequence[str]
) -> Markup:
    """A bar for each row, parted by what its numbers make of the whole; told apart by hatching."""
    figure = new_figure(PAGE_IN / 2, 0.4 + 0.16 * len(rows))
    axes = new_axes(figure, room_for(list(rows)), 0.17, 0.15, 0.2)
    wholes = [sum(row) or 1 for row in rows.values()]
    begun = [0.0] * len(rows)
    for index, (colour, hatch) in enumerate(GRADE_FILLS):
        parts = [row[index] / whole for row, whole in zip(rows.values(), wholes, strict=True)]
        if not any(parts):
            continue
        axes.barh(
            range(len(rows)),
            parts,
            0.7,
            begun,
            facecolor=colour,
            edgecolor=INK,
            hatch=hatch,
            linewidth=0.4,
            label=labels[index],
        )
        begun = [start + part for start, part in zip(begun, parts, strict=True)]
    axes.set(xlim=(0, 1), ylim=(len(rows) - 0.4, -0.6))
    axes.set_yticks(range(len(rows)), list(rows))
    axes.set_xticks([0, 0.5, 1], ["0 %", "50 %", "100 %"])
    draw_key(axes, figure.get_size_inches()[1])
    return inline_svg(figure, name, title)
