"""Renders the clips that are not there yet, and goes on where it was stopped."""

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from samples.studio.script import Clip
from samples.studio.store import files_of, make_clip, missing
from samples.studio.workers import new_model, renderer_of, work_through


def render(
    clips: Sequence[Clip], folder: Path, console: Console, *, has_video: bool, jobs: int
) -> int:
    """Make the clips that are not there yet, in a folder an exercise; returns how many were made.

    Each is whole or absent, so an interrupted run goes on where it was stopped.
    Raises CoachError: no OpenGL, no human, no model; OSError: a full disk.
    """
    todo = [(clip, folder, has_video) for clip in missing(clips, folder, has_video=has_video)]
    console.print(f"{len(clips) - len(todo)} of {len(clips)} clips are there already.")
    work_through(_make, todo, console, jobs=jobs)
    return len(todo)


def _make(clip: Clip, folder: Path, has_video: bool) -> str:
    """One clip, in a worker process."""
    files = files_of(clip, folder)
    files.folder.mkdir(parents=True, exist_ok=True)
    n_frames = make_clip(clip, files, renderer_of(clip.size), new_model(), has_video=has_video)
    return f"{clip.name}: {n_frames} frames"
