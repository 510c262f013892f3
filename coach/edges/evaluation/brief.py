"""Figures in a few letters, for narrow tables; "" where there is nothing to say."""

from coach.edges.evaluation.report import Cells, Report
from coach.scoring.bounds import Figure
from coach.scoring.figures import ALL_PLACES

SUMMARY_HEADS = ("exercise", "exact", "false a minute", "wrong side", "hold error", "led")


def share(figure: Figure) -> str:
    """`12/14`."""
    if figure.value is None:
        return ""
    return f"{figure.value * figure.n:.0f}/{figure.n:.0f}"


def share_with_bounds(figure: Figure) -> str:
    """`12/14 [60, 96]`, in percent."""
    if figure.low is None or figure.high is None:
        return share(figure)
    return f"{share(figure)} [{100 * figure.low:.0f}, {100 * figure.high:.0f}]"


def rate(figure: Figure) -> str:
    """`0.00 ≤ 0.25`: the value, and its upper bound."""
    if figure.value is None or figure.high is None:
        return ""
    return f"{figure.value:.2f} ≤ {figure.high:.2f}"


def seconds(figure: Figure) -> str:
    """`0.08 s`."""
    return "" if figure.value is None else f"{figure.value:.2f} s"


def led(cells: Cells, group: str) -> str:
    """`led in 6: 38/40`: clips, and the repetitions at the coach's pace that it took for valid."""
    n_clips, counted = cells["led_clips"][group].value, cells["led_counted"][group]
    if not n_clips:
        return ""
    text = f"led in {n_clips:.0f}"
    return text if counted.value is None else f"{text}: {share(counted)}"


def summary(report: Report, group: str) -> list[list[str]]:
    """A line for every exercise with clips of this group, under SUMMARY_HEADS."""
    lines = []
    for section in report.sections:
        cells = section.by_place[ALL_PLACES]
        if group in section.groups():
            told = {key: figures[group] for key, figures in cells.items()}
            exact, false = share_with_bounds(told["exact"]), rate(told["false_per_min"])
            sides, hold = share(told["sides"]), seconds(told["hold_error"])
            lines.append([section.name, exact, false, sides, hold, led(cells, group)])
    return lines
