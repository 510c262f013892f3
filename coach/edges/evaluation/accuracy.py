"""Tables in documents of our own, renewed between marks such as <!-- accuracy -->."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from coach.definitions import Exercise
from coach.edges.evaluation.brief import led, rate, seconds, share, share_with_bounds
from coach.edges.evaluation.pages import markdown_summary, write_whole
from coach.edges.evaluation.report import Cells, Report
from coach.edges.library import read_text
from coach.errors import CoachError
from coach.scoring.bounds import Figure
from coach.scoring.clip_sets import GROUPS
from coach.scoring.figures import ALL_PLACES

TABLES = ("accuracy", "figures")  # names of the marks: one row an exercise, and all figures
NONE_YET = "none yet"
NOT_ASKED = "-"  # the exercise has no such thing
RENDERED, REAL = GROUPS[:2], GROUPS[2:]
FLAG_ROWS = ("sudden_recall", "jerky_recall", "over_large_recall")
HEADS = (
    "exercise",
    "rendered",
    "rendered, held out",
    "real people",
    "false counts a minute",
    "wrong side",
    "hold error, median",
    "sudden, jerky, over-large noticed",
)


def check_documents(documents: Sequence[Path]) -> None:
    """Raise CoachError now rather than after a long run when one has no place for any table."""
    for document in documents:
        _check_marks(document, read_text(document))


def write_documents(
    report: Report, exercises: Sequence[Exercise], documents: Sequence[Path]
) -> None:
    """Renew the tables between their marks in `documents`; `exercises` have a row each.

    Raises CoachError when marks are missing or a file cannot be written.
    """
    tables = {"accuracy": accuracy(report, exercises), "figures": markdown_summary(report)}
    for document in documents:
        text = read_text(document)
        _check_marks(document, text)
        for name, table in tables.items():
            if parts := _parts(text, name):
                text = f"{parts[0]}{_begin(name)}\n{table}{_end(name)}{parts[1]}"
        try:
            write_whole(document, text)
        except OSError as error:
            raise CoachError(
                f"{document}: cannot be written ({error.strerror}); check its folder's permissions."
            ) from None


def _check_marks(document: Path, text: str) -> None:
    if not any(_parts(text, name) for name in TABLES):
        name = TABLES[0]
        raise CoachError(
            f"{document}: has no place for a table; write the lines {_begin(name)} and "
            f"{_end(name)} there."
        )


def _parts(text: str, name: str) -> tuple[str, str] | None:
    """What stands before and after a table; None where it has no place."""
    before, begin, rest = text.partition(_begin(name))
    _, end, after = rest.partition(_end(name))
    return (before, after) if begin and end else None


def _begin(name: str) -> str:
    return f"<!-- {name} -->"


def _end(name: str) -> str:
    return f"<!-- /{name} -->"


def accuracy(report: Report, exercises: Sequence[Exercise]) -> str:
    """The table for a README as Markdown: one row an exercise."""
    cells_of = {section.id: section.by_place[ALL_PLACES] for section in report.sections}
    rows = [_row(exercise, cells_of.get(exercise.id)) for exercise in exercises]
    lines = [HEADS, ["---"] * len(HEADS), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _row(exercise: Exercise, cells: Cells | None) -> list[str]:
    if cells is None:
        return [exercise.name, *[NONE_YET] * (len(HEADS) - 1)]
    counts = {name: _counts(cells, name) for name in GROUPS}
    is_counted = exercise.is_counted_somewhere
    return [
        exercise.name,
        *(counts[name] or NONE_YET for name in RENDERED),
        _told({name: counts[name] for name in REAL}),
        _told(_each(cells["false_per_min"], rate)) if is_counted else NOT_ASKED,
        _told(_each(cells["sides"], share)) if is_counted and exercise.is_sided else NOT_ASKED,
        _told(_each(cells["hold_error"], seconds)) if exercise.kind == "hold" else NOT_ASKED,
        _told({name: _shares(cells, name) for name in GROUPS}) if is_counted else NOT_ASKED,
    ]


def _each(figures: Mapping[str, Figure], text: Callable[[Figure], str]) -> dict[str, str]:
    return {name: text(figure) for name, figure in figures.items()}


def _told(texts: Mapping[str, str]) -> str:
    """A line for each group that has something to tell; all but the first of `texts` are named."""
    first = next(iter(texts))
    lines = [
        text if name == first else f"{name.removeprefix('rendered, ')}: {text}"
        for name, text in texts.items()
        if text
    ]
    return "<br>".join(lines) or NONE_YET


def _counts(cells: Cells, group: str) -> str:
    """Clips with the exact count, and what was led."""
    texts = (share_with_bounds(cells["exact"][group]), led(cells, group))
    return "<br>".join(filter(None, texts))


def _shares(cells: Cells, group: str) -> str:
    figures = [cells[key][group] for key in FLAG_ROWS]
    if all(figure.value is None for figure in figures):
        return ""
    return ", ".join(share(figure) or NOT_ASKED for figure in figures)
