"""Three bundled samples as labelled clips, and copies of their parts in other places."""

import shutil
from pathlib import Path

from coach.edges.evaluation.clips import Bad, Clip, Wish, find_clips
from coach.edges.evaluation.runs import Task
from tests.coaching import PELVIS_LIFT, ROOT

SAMPLES = ROOT / "samples"
NAMES = ["pelvis_lift_corner45", "pelvis_lift_demo", "pelvis_lift_side"]
PATHS = [SAMPLES / f"{name}.npz" for name in NAMES]


def find(*paths: Path, **wish) -> tuple[list[Clip], list[Bad]]:
    found = find_clips(paths, Wish(**wish), [PELVIS_LIFT])
    return found.good, found.bad


def copy(name: str, folder: Path, *endings: str, to: str | None = None) -> Path:
    """Parts of a bundled sample somewhere else."""
    folder.mkdir(exist_ok=True)
    for ending in endings:
        shutil.copy(SAMPLES / f"{name}{ending}", folder / f"{to or name}{ending}")
    return folder


def tasks(wants_trace: bool = False) -> list[Task]:
    """The three, to be seen by their own exercise."""
    clips, _ = find(*PATHS)
    return [Task(clip, (PELVIS_LIFT,), wants_trace) for clip in clips]
