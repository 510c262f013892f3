"""Where everything lies that the coach reads and writes."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from coach.edges import calibrations, settings
from coach.edges.added_programmes import added_dir
from coach.edges.history import history
from coach.edges.history.removal import set_aside
from coach.edges.persons import DEFAULT_PERSON
from coach.edges.pose.model_bundle import bundle_spec
from coach.edges.resources import exercises_dir, model_cache_dir, samples_dir


@dataclass(frozen=True, slots=True)
class Place:
    """A file or folder, whether it is there, and how large it is."""

    name: str
    path: Path
    n_bytes: int | None  # of a folder: of all files in it; None: it is not there


def places(person: str = DEFAULT_PERSON) -> list[Place]:
    """What is the user's own first, then what comes with the program.

    Raises CoachError for what cannot be a person's name, and where the installation lacks a part.
    """
    exercises = exercises_dir()
    own = calibrations.default_path(person)
    paths = {
        "settings": settings.default_path(),
        "history": history.default_path(),
        "calibration": own,
        "added programmes": added_dir(),
        "model": model_cache_dir() / bundle_spec().file_name,
        "exercises": exercises,
        "programmes": exercises / "programmes",
        "samples": samples_dir(),
    }
    found = [Place(name, path, size_of(path)) for name, path in paths.items()]
    return found + [Place("set aside", path, size_of(path)) for path in set_aside(paths["history"])]


def size_of(path: Path) -> int | None:
    """Bytes of a file with what belongs to it, or of all files in a folder; None: not there."""
    if not os.path.lexists(path):
        return None
    if path.is_dir():
        return sum(_bytes(Path(folder) / name) for folder, name in _files(path))
    return sum(_bytes(path.with_name(f"{path.name}{end}")) for end in ("", "-wal", "-shm"))


def _files(folder: Path) -> Iterator[tuple[str, str]]:
    for inner, _, names in os.walk(folder):
        yield from ((inner, name) for name in names)


def _bytes(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # gone meanwhile, or a link to nowhere
        return 0
