"""Figures as people read them."""

from collections.abc import Collection

from coach.edges.evaluation.report import Report
from coach.scoring.bounds import Figure
from coach.scoring.figures import ALL_PLACES, Measure
from coach.scoring.scores import ClipScore

EMPTY = "-"
NOT_BUILT = "not built"
PLAIN_NUMBERS = ("clips", "subjects")
UNITS = {"percent": " %", "seconds": " s"}
OVERVIEW = (
    "clips",
    "exact",
    "obo",
    "mae",
    "missed",
    "false_per_min",
    "negatives_unjudged",
    "hold_error",
)
TOLD = 5  # so many names of a longer list
MANY = 200  # from so many on tenths of a percent are worth telling


def cell(row: Measure, figure: Figure) -> str:
    """`95 % [78, 99] n=20`; `-` where there is nothing to say."""
    if not row.is_built:
        return NOT_BUILT
    if figure.value is None:
        return f"{EMPTY} n=0"
    value = bare(row, figure.value, figure.n) + UNITS.get(row.style, "")
    if row.key in PLAIN_NUMBERS:
        return value
    bounds = ""
    if figure.low is not None and figure.high is not None:
        bounds = ", ".join(bare(row, bound, figure.n) for bound in (figure.low, figure.high))
        bounds = f" [{bounds}]"
    return f"{value}{bounds} n={rests_on(row, figure)}"


def overview(report: Report, keys: Collection[str] = OVERVIEW) -> list[list[str]]:
    """A heading, then a line for every exercise and group that has clips."""
    rows = [row for row in report.rows if row.key in keys]
    lines = [["exercise", "people", *(row.words for row in rows)]]
    for section in report.sections:
        cells = section.by_place[ALL_PLACES]
        for group in section.groups():
            found = [cell(row, cells[row.key][group]) for row in rows]
            lines.append([section.name, group, *found])
    return lines


def rests_on(row: Measure, figure: Figure) -> str:
    """What a figure rests on."""
    return f"{figure.n:.1f} min" if row.of == "min" else f"{figure.n:g}"


def bare(row: Measure, value: float, n: float) -> str:
    """A value without its unit, with as many digits as `n` is worth."""
    if row.style == "percent":
        return f"{100 * value:.{1 if n >= MANY else 0}f}"
    return f"{value:.{0 if row.key in PLAIN_NUMBERS else 2}f}"


def verdict(score: ClipScore) -> str:
    """One clip in a few words."""
    if score.is_negative:
        return "nothing to count"
    if score.error == 0 and not score.missed:
        return "exact"
    parts = [f"{score.missed} missed" if score.missed else ""]
    parts.append(f"{score.extra} extra" if score.extra else "")
    return ", ".join(filter(None, parts))


def remarks(report: Report) -> list[str]:
    """What stands below the tables, one sentence each."""
    found = [
        f"{score.exercise} counted {score.found_count} in {score.clip}, where there is none."
        for score, _ in report.telling()
        if score.is_negative
    ]
    for why, unseen in (
        ("no definition", report.no_definition),
        ("not asked for", report.not_asked_for),
    ):
        found += [
            f"{name}: {why}, {count} clip{'s' * (count > 1)} not evaluated by it."
            for name, count in unseen.items()
        ]
    if names := report.unmatched:
        more = f" and {len(names) - TOLD} more" if len(names) > TOLD else ""
        found.append(f"In the list, but no clip here: {', '.join(names[:TOLD])}{more}.")
    return found
