"""Prints what the doctor found."""

from pathlib import Path

from rich.markup import escape

from coach.cli.terminal import CONSOLE
from coach.edges.doctor import examine


def report(camera: str, model: Path | None) -> int:
    """Print every finding; the exit code is 1 when something that is needed is missing."""
    findings = examine(camera, model)
    for finding in findings:
        mark = "[green]ok  [/]" if finding.is_ok else "[bold red]MEND[/]"
        CONSOLE.print(f"{mark} {finding.name:9} {escape(finding.text)}", soft_wrap=True)
    return int(any(finding.is_needed and not finding.is_ok for finding in findings))
