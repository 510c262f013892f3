"""Writes a report as Markdown, as JSON and as one HTML page that needs no network."""

import importlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from coach.edges.evaluation.report import Cells, Report, as_data
from coach.edges.evaluation.runs import INSTALL
from coach.edges.evaluation.words import cell, overview, remarks, verdict
from coach.errors import CoachError
from coach.scoring.figures import ALL_PLACES, GROUPS

FOLDER = Path(__file__).parent
NEEDED = ("jinja2", "plotly.offline")


def check_pages() -> None:
    """Raise CoachError now rather than after a long run when a page could not be made."""
    for name in NEEDED:
        _import(name)


def write_pages(report: Report, folder: Path) -> list[Path]:
    """report.md, report.json and report.html in `folder`, which is made when it is not there.

    Raises CoachError when they cannot be written.
    """
    texts = {
        "report.md": markdown(report),
        "report.json": json.dumps(as_data(report), indent=1, allow_nan=False) + "\n",
        "report.html": html(report),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            _write(folder / name, text)
    except OSError as error:
        raise CoachError(
            f"{folder}: the report cannot be written ({error.strerror}); choose another folder or "
            "free some space."
        ) from None
    return [folder / name for name in texts]


def _write(path: Path, text: str) -> None:
    """The whole file or none."""
    part = path.with_name(path.name + ".part")
    try:
        part.write_text(text, encoding="utf-8")
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
    lines += [
        "",
        "## Clips",
        "",
        "| clip | place | true | found | |",
        "| --- | --- | --- | --- | --- |",
    ]
    for score, _ in report.telling():
        name = score.clip.replace("|", r"\|")
        counts = f"{score.true_count} | {score.found_count} | {verdict(score)}"
        lines.append(f"| {name} | {score.place} | {counts} |")
    notes = [*remarks(report), *(bad.sentence for bad in report.bad)]
    lines += ["", *(f"- {note}" for note in notes)]
    return "\n".join(lines).rstrip() + "\n"


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
    texts = [f"| {' | '.join(line)} |" for line in lines]
    return [texts[0], "| --- " * len(lines[0]) + "|", *texts[1:]]


def html(report: Report) -> str:
    """One page with everything in it: style, script, plots."""
    jinja2, plotly = _import("jinja2"), _import("plotly.offline")
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(FOLDER), autoescape=True)
    clips = [
        {
            "score": score,
            "verdict": verdict(score),
            "is_exact": verdict(score) == "exact",
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
        cell=cell,
        remarks=remarks(report),
        style=_part(jinja2, "report.css"),
        script=_part(jinja2, "report.js"),
        plotly=jinja2.utils.markupsafe.Markup(plotly.get_plotlyjs()),
    )
    return page


def _part(jinja2: Any, name: str) -> Any:
    """Our own file, as it is."""
    return jinja2.utils.markupsafe.Markup((FOLDER / name).read_text(encoding="utf-8"))


def _import(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        raise CoachError(f"A report needs {name.partition('.')[0]}: {INSTALL}.") from None
