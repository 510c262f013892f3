"""Show how far the fetching of the pose model has come."""

from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

from coach.edges.pose.model_bundle import ensure_bundle

_STEPS = {
    "wait": "Waiting for another coach that fetches the pose model",
    "download": "Fetching the pose model (once)",
    "build": "Building the pose model",
}


def fetch_with_progress(console: Console) -> Path:
    """The pose model file, with a progress bar on `console` while it has to be fetched.

    Raises CoachError when it cannot be had.
    """
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
    )
    is_hidden = not console.is_terminal  # in a log a bar that vanishes leaves empty lines
    with Progress(*columns, console=console, transient=True, disable=is_hidden) as bar:
        task = bar.add_task("", visible=False)

        def show(step: str, done: int, total: int) -> None:
            bar.update(
                task, description=_STEPS[step], completed=done, total=total or None, visible=True
            )

        return ensure_bundle(show)
