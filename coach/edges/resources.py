"""Where the files lie that come with the program: exercises, samples, the model table.

In a checkout they lie beside the `coach` package, in an installed wheel inside it (`coach/data`).
"""

import os
import tomllib
from pathlib import Path
from typing import Any

from coach.edges.user_folders import user_folder
from coach.errors import CoachError

_PACKAGE = Path(__file__).resolve().parents[1]
# An installed wheel first: beside an installed package lie other people's packages, and one of
# them may well be called "samples".
_HOMES = (_PACKAGE / "data", _PACKAGE.parent)


def exercises_dir() -> Path:
    """Folder of the exercise definitions. Raises CoachError when the installation lacks it."""
    return _find("exercises")


def samples_dir() -> Path:
    """Folder of the sample clips and recordings. Raises CoachError when it is not there."""
    return _find("samples")


def models_table() -> dict[str, Any]:
    """`models/models.toml`: which model, where from, its size, hash and licence."""
    with _find("models/models.toml").open("rb") as file:
        return tomllib.load(file)


def model_cache_dir() -> Path:
    """Folder that keeps the fetched model: `models/` of a writable checkout, or the user's cache.

    The user's cache may not exist yet.
    """
    checkout = _PACKAGE.parent / "models"
    if (checkout / "models.toml").is_file() and os.access(checkout, os.W_OK):
        return checkout
    return user_folder("cache") / "models"


def _find(name: str) -> Path:
    for home in _HOMES:
        if (home / name).exists():
            return home / name
    raise CoachError(
        f"{name} is missing from the installation in {_PACKAGE}: install Spine Coach again, "
        "or run it from a whole checkout."
    )
