"""`python -m samples.studio places`: measures which signals show which exercise from where."""

import os
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from coach.edges.pose.model_bundle import ensure_bundle
from coach.edges.pose.pose_model import MediaPipePose
from coach.errors import CoachError
from coach.tables import nearest
from samples.studio.assets import fetch_assets
from samples.studio.benchmark_set import KINDS
from samples.studio.place_films import PlaceFilm, all_films, films_folder, read_footage, shoot
from samples.studio.place_page import PAGE, write_page
from samples.studio.place_verdicts import Judged, PlaceVerdict, judged, verdicts
from samples.studio.renderer import Renderer


def measure(exercises: Sequence[str], console: Console, *, jobs: int) -> None:
    """Make the films that are not there yet, then write the page of all that are.

    exercises: only these are filmed; all without any. An interrupted run goes on where it was
    stopped. Raises CoachError: unknown exercise, no OpenGL, no human, no model.
    """
    for exercise in exercises:
        if exercise not in KINDS:
            raise CoachError(f"There is no exercise {exercise!r}{nearest(exercise, KINDS)}.")
    folder = films_folder()
    wanted = [film for film in all_films() if not exercises or film.exercise in exercises]
    todo = [film for film in wanted if read_footage(film.file(folder)) is None]
    console.print(f"{len(wanted) - len(todo)} of {len(wanted)} films are there already.")
    if todo:
        ensure_bundle()
        fetch_assets()
        _shoot_all(todo, folder, console, jobs=jobs)
    write_page(measured(folder))
    console.print(f"The tables stand in {PAGE}.", soft_wrap=True)


def measured(folder: Path) -> list[PlaceVerdict]:
    """The verdicts on all films that are kept in the folder."""
    found: list[Judged] = []
    for film in all_films():
        footage = read_footage(film.file(folder))
        if footage is not None:
            found.append(judged(film, footage))
    return verdicts(found)


def _shoot_all(todo: Sequence[PlaceFilm], folder: Path, console: Console, *, jobs: int) -> None:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeRemainingColumn(), console=console) as progress:
        task = progress.add_task("filming", total=len(todo))
        for name in _shot(todo, folder, jobs=jobs):
            progress.update(task, advance=1, description=name)


def _shot(todo: Sequence[PlaceFilm], folder: Path, *, jobs: int) -> Iterator[str]:
    try:
        from joblib import Parallel, delayed
    except ImportError:
        raise CoachError(
            'The studio needs joblib; install it: pip install "spine-coach[studio]".'
        ) from None
    # llvmpipe in one thread a process: two processes draw more than one with two threads.
    os.environ.setdefault("LP_NUM_THREADS", "1")
    work = (delayed(_shoot)(film, folder) for film in todo)
    yield from Parallel(n_jobs=jobs, return_as="generator_unordered", batch_size=1)(work)


def _shoot(film: PlaceFilm, folder: Path) -> str:
    """One film, in a worker process."""
    return shoot(film, folder, _renderer(film.size), MediaPipePose(ensure_bundle())).stem


@lru_cache(maxsize=2)
def _renderer(size: tuple[int, int]) -> Renderer:
    return Renderer(size)
