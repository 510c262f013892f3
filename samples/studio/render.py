"""Renders many clips on all cores, goes on where it was stopped, and shows how far it is."""

import os
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from coach.edges.pose.model_bundle import ensure_bundle
from coach.edges.pose.pose_model import MediaPipePose
from coach.errors import CoachError
from samples.studio.assets import fetch_assets
from samples.studio.renderer import Renderer
from samples.studio.script import Clip
from samples.studio.store import files_of, make_clip, missing


def render(
    clips: Sequence[Clip], folder: Path, console: Console, *, has_video: bool, jobs: int
) -> int:
    """Make the clips that are not there yet, in a folder an exercise; returns how many were made.

    Each is whole or absent, so an interrupted run goes on where it was stopped.
    Raises CoachError: no OpenGL, no human, no model, a full disk.
    """
    todo = list(missing(clips, folder, has_video=has_video))
    console.print(f"{len(clips) - len(todo)} of {len(clips)} clips are there already.")
    if not todo:
        return 0
    ensure_bundle()
    fetch_assets()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeRemainingColumn(), console=console) as progress:
        task = progress.add_task("rendering", total=len(todo))
        for name, n_frames in _made(todo, folder, has_video=has_video, jobs=jobs):
            progress.update(task, advance=1, description=f"{name} ({n_frames} frames)")
            if not console.is_terminal:
                console.print(f"{name}: {n_frames} frames", soft_wrap=True)
    return len(todo)


def _made(
    todo: Sequence[Clip], folder: Path, *, has_video: bool, jobs: int
) -> Iterator[tuple[str, int]]:
    try:
        from joblib import Parallel, delayed
    except ImportError:
        raise CoachError(
            'The studio needs joblib; install it: pip install "spine-coach[studio]".'
        ) from None
    # llvmpipe in one thread a process: two processes draw more than one with two threads.
    os.environ.setdefault("LP_NUM_THREADS", "1")
    work = (delayed(_make)(clip, folder, has_video=has_video) for clip in todo)
    yield from Parallel(n_jobs=jobs, return_as="generator_unordered", batch_size=1)(work)


def _make(clip: Clip, folder: Path, *, has_video: bool) -> tuple[str, int]:
    """One clip, in a worker process."""
    renderer, model = _renderer(clip.size), MediaPipePose(ensure_bundle())
    files = files_of(clip, folder)
    files.folder.mkdir(parents=True, exist_ok=True)
    return clip.name, make_clip(clip, files, renderer, model, has_video=has_video)


@lru_cache(maxsize=2)
def _renderer(size: tuple[int, int]) -> Renderer:
    return Renderer(size)
