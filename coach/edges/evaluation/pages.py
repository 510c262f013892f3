"""Writes a report as Markdown, as JSON and as one HTML page that needs no network."""

import importlib
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from coach.edges.evaluation.report import Cells, Report, as_data
from coach.edges.evaluation.runs import INSTALL
from coach.edges.evaluation.words import (
    MATRIX_HELP,
    cell,
    is_as_it_should_be,
    matrix,
    overview,
    remarks,
    verdict,
)
from coach.errors import CoachError
from coach.scoring.clip_sets import GROUPS
from coach.scoring.figures import ALL_PLACES

FOLDER = Path(__file__).parent
PLOTS = "plotly.offline"


def check_pages(folder: Path) -> None:
    """Raise CoachError now rather than after a long run when no page could be made, or written."""
    _plotly()
    with _writing(folder):
        probe = folder / f"report.{os.getpid()}.part"
        probe.touch()
        probe.unlink()


def write_pages(report: Report, folder: Path) -> list[Path]:
    """report.md, report.json and report.html in `folder`, which is made when it is not there.

    Raises CoachError when they cannot be written.
    """
    texts = {
        "report.md": markdown(report),
        "report.json": json.dumps(as_data(report), indent=1, allow_nan=False) + "\n",
        "report.html": html(report),
    }
    with _writing(folder):
        for name, text in texts.items():
            write_whole(folder / name, text)
    return [folder / name for name in texts]


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        raise CoachError(
            f"{folder}: the report cannot be written ({error.strerror}); choose another folder or "
            "free some space."
        ) from None


def write_whole(path: Path, text: str) -> None:
    """The whole file or none. Raises OSError."""
    part = path.with_name(path.name + ".part")
    try:
        part.write_text(text, encoding="utf-8", errors="backslashreplace")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def markdown(report: Report) -> str:
    """The tables for a text or a commit message."""
    lines = ["# How well the coach counts", "", f"Version {report.settings['version']}.", ""]
    lines += _markdown_rows(overview(report))
    for section in report.sections:
        lines += ["", f"## {section.name}", ""]
        lines += _markdown_table(report, section.by_place[ALL_PLACES], GROUPS)
        for place, cells in section.by_place.items():
            if place != ALL_PLACES:
                lines += ["", f"### {place}", ""]
                lines += _markdown_table(report, cells, section.groups())
    lines += _markdown_matrices(report)
    clips = [
        [s.clip, s.place, str(s.true_count), str(s.found_count), verdict(s)]
        for s, _ in report.telling()
    ]
    lines += ["", "## Clips", ""]
    lines += _markdown_rows([["clip", "place", "true", "found", ""], *clips])
    notes = [*remarks(report), *(bad.sentence for bad in report.bad)]
    lines += ["", *(f"- {_escaped(note)}" for note in notes)]
    return "\n".join(lines).rstrip() + "\n"


def markdown_summary(report: Report) -> str:
    """The tables for a document that has its own heading: all places together, and no clips."""
    lines = ["", *_markdown_rows(overview(report)), *_markdown_matrices(report)]
    for section in report.sections:
        lines += ["", f"## {section.name}", ""]
        lines += _markdown_table(report, section.by_place[ALL_PLACES], section.groups())
    return "\n".join(lines) + "\n\n"


def _markdown_matrices(report: Report) -> list[str]:
    lines: list[str] = []
    for name, met in report.crossings().items():
        lines += ["", f"## Who counts what: {name}", "", MATRIX_HELP, ""]
        lines += _markdown_rows(matrix(met, report.names))
    return lines


def _markdown_table(report: Report, cells: Cells, groups: Sequence[str]) -> list[str]:
    """Of some groups; with all of them also what nothing was found out about."""
    lines = [["", *groups]]
    for row in report.rows:
        found = [cells[row.key][group] for group in groups]
        if len(groups) == len(GROUPS) or any(figure.value is not None for figure in found):
            lines.append([row.words, *(cell(row, figure) for figure in found)])
    return _markdown_rows(lines)


def _markdown_rows(lines: list[list[str]]) -> list[str]:
    """The first line is the heading."""
    texts = [f"| {' | '.join(map(_escaped, line))} |" for line in lines]
    return [texts[0], "| --- " * len(lines[0]) + "|", *texts[1:]]


def _escaped(text: str) -> str:
    """So that no name ends a cell or begins a tag."""
    return text.replace("|", r"\|").replace("<", "&lt;")


def html(report: Report) -> str:
    """One page with everything in it: style, script, plots."""
    plotly = _plotly()
    environment = Environment(loader=FileSystemLoader(FOLDER), autoescape=True)
    clips = [
        {
            "score": score,
            "verdict": verdict(score),
            "is_exact": is_as_it_should_be(score),
            "trace": None if trace is None else asdict(trace),
        }
        for score, trace in report.telling()
    ]
    page: str = environment.get_template("report.html.j2").render(
        report=report,
        clips=clips,
        n_clips=len(report.outcomes),
        all_groups=GROUPS,
        overview=overview(report),
        matrices={name: matrix(met, report.names) for name, met in report.crossings().items()},
        matrix_help=MATRIX_HELP,
        cell=cell,
        remarks=remarks(report),
        style=_part("report.css"),
        script=_part("report.js"),
        plotly=Markup(plotly.get_plotlyjs()),
    )
    return page


def _part(name: str) -> Markup:
    """Our own file, as it is."""
    return Markup((FOLDER / name).read_text(encoding="utf-8"))


def _plotly() -> Any:
    try:
        return importlib.import_module(PLOTS)
    except ImportError:
        raise CoachError(f"A report needs plotly: {INSTALL}.") from None
