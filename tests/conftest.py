"""What tests share: the real pose model, and material that is not part of the project."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from coach.edges.pose.model_bundle import ensure_bundle
from tests.edges.xserver import XServer, missing_program, x_server
from tests.replays import Replays

CHECKOUT = Path(__file__).resolve().parents[1]


def shared_folder() -> Path:
    """Where it would lie."""
    return Path(os.environ.get("COACH_SHARED", CHECKOUT.parent / "shared"))


@pytest.fixture(scope="session")
def bundle() -> Path:
    """The real pose model, fetched at first need as the program itself does."""
    return ensure_bundle()


@pytest.fixture(scope="session")
def shared() -> Path:
    """Clips, recordings and photographs of other people, which are never copied into the project.

    COACH_SHARED names the folder; without it, `shared` beside the checkout is looked for.
    """
    folder = shared_folder()
    if not folder.is_dir():
        pytest.skip(f"no shared material in {folder}; set COACH_SHARED")
    return folder


@pytest.fixture(scope="session")
def replays(bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replays]:
    """Whole clips replayed by the command, each of them once."""
    folder = tmp_path_factory.mktemp("replays")
    with Replays(folder, bundle, shared_folder() / "clips") as running:
        yield running


@pytest.fixture(scope="module")
def server() -> Iterator[XServer]:
    """A real X server without a screen, where one is installed."""
    if program := missing_program():
        pytest.skip(f"{program} is not installed")
    with x_server() as ready:
        yield ready
