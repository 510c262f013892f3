"""Work that is done clip by clip: on several cores, with a bar that shows how far it is."""

import warnings
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from coach.edges.pose.model_bundle import ensure_bundle
from coach.edges.pose.pose_model import MediaPipePose
from coach.errors import CoachError
from samples.studio.assets import fetch_assets
from samples.studio.renderer import Renderer


def work_through(
    work: Callable[..., str], todo: Sequence[tuple[Any, ...]], console: Console, *, jobs: int
) -> None:
    """Call `work` with each tuple of arguments in `jobs` processes; -1: one for each core.

    work: a function of a module; returns the words that are shown for what it has done.
    Raises CoachError: no joblib, no OpenGL, no human, no model, or what `work` raises.
    """
    if jobs == 0:
        raise CoachError("--jobs 0: write how many processes, or -1 for all cores.")
    if not todo:
        return
    ensure_bundle()
    fetch_assets()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeRemainingColumn(), console=console) as progress:
        task = progress.add_task("", total=len(todo))
        for words in _done(work, todo, jobs):
            progress.update(task, advance=1, description=words)
            if not console.is_terminal:
                console.print(words, soft_wrap=True, markup=False)


def _done(work: Callable[..., str], todo: Iterable[tuple[Any, ...]], jobs: int) -> Iterable[str]:
    try:
        from joblib import Parallel, delayed
    except ImportError:
        raise CoachError('The studio needs joblib; install it: pip install ".[studio]".') from None
    calls = (delayed(work)(*arguments) for arguments in todo)
    with warnings.catch_warnings():  # a worker that has grown is replaced; nothing is lost by that
        warnings.filterwarnings("ignore", message="A worker stopped")
        yield from Parallel(n_jobs=jobs, return_as="generator_unordered", batch_size=1)(calls)


@lru_cache(maxsize=2)
def renderer_of(size: tuple[int, int]) -> Renderer:
    """This process's renderer for pictures of that size."""
    return Renderer(size)


def new_model() -> MediaPipePose:
    """A pose model that has seen nothing yet: it remembers the picture before."""
    return MediaPipePose(ensure_bundle())
