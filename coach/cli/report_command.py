"""The options of `coach report`; what it needs is loaded only when it is called."""

from pathlib import Path
from typing import Annotated

import typer

from coach.cli.options import LanguageOption, given_path


def report(
    since: Annotated[
        str | None, typer.Option("--since", help="From this day on: 2026-08-01, or 90d.")
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", help="Up to this day; today without.")
    ] = None,
    person: Annotated[str | None, typer.Option("--person", help="Whose progress it is.")] = None,
    language: LanguageOption = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Write this file (.html).", parser=given_path, metavar="PATH"),
    ] = None,
    is_opened: Annotated[
        bool, typer.Option("--open", help="Open it in the browser as well.")
    ] = False,
) -> None:
    """Write one page of progress: dose, pain, range, and what the camera could not judge."""
    from coach.cli import report as command

    command.report(command.ReportWishes(since, until, person, language, out, is_opened))
