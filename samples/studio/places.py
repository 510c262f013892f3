"""`python -m samples.studio places`: measures which signals show which exercise from where."""

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from coach.errors import CoachError
from coach.tables import nearest
from samples.studio.benchmark_set import KINDS
from samples.studio.place_films import PlaceFilm, all_films, films_folder, read_footage, shoot
from samples.studio.place_page import PAGE, write_page
from samples.studio.place_verdicts import Judged, PlaceVerdict, judged, verdicts
from samples.studio.workers import new_model, renderer_of, work_through


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
    work_through(_shoot, [(film, folder) for film in todo], console, jobs=jobs)
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


def _shoot(film: PlaceFilm, folder: Path) -> str:
    """One film, in a worker process."""
    return shoot(film, folder, renderer_of(film.size), new_model()).stem
