"""Figures as people read them."""

from collections.abc import Collection, Mapping, Sequence

from coach.edges.evaluation.report import Report
from coach.scoring.bounds import Figure
from coach.scoring.confusion import Crossing
from coach.scoring.figures import ALL_PLACES, Measure
from coach.scoring.scores import ClipScore

EMPTY = "-"
PLAIN_NUMBERS = ("clips", "subjects", "led_clips")
NO_EXERCISE = "none of ours"
UNITS = {"percent": " %", "seconds": " s"}
OVERVIEW = (
    "clips",
    "exact",
    "missed",
    "false_per_min",
    "negatives_unjudged",
    "sides",
    "hold_error",
    "led_clips",
    "led_counted",
)
MATRIX_HELP = (
    "How many repetitions the exercise at the left counted in clips of the one at the top: all "
    "false, but in its own clips, where the true number stands beside, and in brackets, where the "
    "two have a movement in common. Where the coach leads it counts nothing."
)
TOLD = 5  # so many names of a longer list
MANY = 200  # from so many on tenths of a percent are worth telling


def cell(row: Measure, figure: Figure) -> str:
    """`95 % [78, 99] n=20`; `-` where there is nothing to say."""
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
            told = [(row, cells[row.key][group]) for row in rows]
            found = [EMPTY if one.value is None else cell(row, one) for row, one in told]
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
        return "the same movement in it" if score.is_kin else "nothing to count"
    if score.led is not None:
        return f"led, {score.led.finished} of {score.led.paced} valid"
    if score.error == 0 and not score.missed:
        return "exact"
    parts = [f"{score.missed} missed" if score.missed else ""]
    parts.append(f"{score.extra} extra" if score.extra else "")
    parts.append(f"{score.wrong_sides} to the wrong side" if score.wrong_sides else "")
    return ", ".join(filter(None, parts))


def is_as_it_should_be(score: ClipScore) -> bool:
    """Whether nobody needs to look at the clip: counted exactly, or led and all was valid."""
    if score.led is not None and not score.is_negative:
        return score.led.paced > 0 and score.led.not_valid == 0
    return verdict(score) == "exact"


def matrix(met: Sequence[Crossing], names: Mapping[str, str]) -> list[list[str]]:
    """A heading, how many minutes there are of each, and a line for every exercise: what it counted
    in whose clips. `names`: of exercises, by id.
    """
    columns = sorted({one.clip_exercise for one in met}, key=lambda id_: (id_ is None, id_ or ""))
    at = {(one.exercise, one.clip_exercise): one for one in met}
    heads = [NO_EXERCISE if id_ is None else names.get(id_, id_) for id_ in columns]
    minutes = [max(one.minutes for one in met if one.clip_exercise == id_) for id_ in columns]
    lines = [["counted by", *heads], ["minutes", *(f"{value:.1f}" for value in minutes)]]
    for exercise in dict.fromkeys(one.exercise for one in met):
        cells = [_crossing_cell(at.get((exercise, id_))) for id_ in columns]
        lines.append([names.get(exercise, exercise), *cells])
    return lines


def _crossing_cell(one: Crossing | None) -> str:
    if one is None:
        return EMPTY
    if one.minutes == 0:
        return "led" if one.led_clips else EMPTY
    if one.is_own:
        return f"{one.found}/{one.true}"
    return f"({one.found})" if one.is_kin else f"{one.found}"


def remarks(report: Report) -> list[str]:
    """What stands below the tables, one sentence each."""
    found = [_false_counts(scores) for scores in _false_ones(report).values()]
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


def _false_ones(report: Report) -> dict[tuple[str, str | None], list[ClipScore]]:
    """Negatives in which something was counted, by who counted and what is done in them."""
    found: dict[tuple[str, str | None], list[ClipScore]] = {}
    for score, _ in report.telling():
        if score.is_negative and not score.is_kin:
            found.setdefault((score.exercise, score.clip_exercise), []).append(score)
    return found


def _false_counts(scores: Sequence[ClipScore]) -> str:
    one, total = scores[0], sum(score.found_count for score in scores)
    names = ", ".join(score.clip for score in scores[:TOLD])
    more = f" and {len(scores) - TOLD} more" if len(scores) > TOLD else ""
    of = "of no exercise" if one.clip_exercise is None else f"of {one.clip_exercise}"
    return f"{one.exercise} counted {total} in clips {of}, where there is none: {names}{more}."
