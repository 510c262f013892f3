"""How fast labelled recordings are evaluated: times real time a core, and what more cores bring.

    python -m benchmarks.evaluate [--clips N] [--jobs N] [--rounds N]

The bundled recordings are copied until there are enough. One and several processes take turns in
one run and medians are said, because a shared machine is noisy. The first round with several
processes starts them; it is told apart.
"""

import argparse
import statistics
import tempfile
import time
from pathlib import Path
from shutil import copyfile

from coach.edges.evaluation.clips import Wish, find_clips
from coach.edges.evaluation.runs import Task, evaluate_clips
from coach.edges.library import load_exercise
from coach.edges.resources import samples_dir

NAMES = ("pelvis_lift_demo", "pelvis_lift_side", "pelvis_lift_corner45")


def copies(folder: Path, n_clips: int) -> list[Task]:
    """So many labelled recordings."""
    exercise = load_exercise("pelvis_lift")
    for i in range(n_clips):
        name = NAMES[i % len(NAMES)]
        for ending in (".npz", ".truth.json"):
            copyfile(samples_dir() / f"{name}{ending}", folder / f"{name}_{i:03}{ending}")
    clips, bad, _ = find_clips([folder], Wish(), [exercise])
    assert not bad
    return [Task(clip, (exercise,)) for clip in clips]


def wall_s(tasks: list[Task], jobs: int) -> float:
    """Seconds for all of them."""
    start_s = time.perf_counter()
    outcomes = evaluate_clips(tasks, jobs, None, lambda _: None)
    assert all(outcome.scores for outcome in outcomes)
    return time.perf_counter() - start_s


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clips", type=int, default=60)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        tasks = copies(Path(folder), options.clips)
        media_s = sum(task.clip.truth.seconds for task in tasks)
        cold_s = wall_s(tasks, options.jobs)
        one, many, core = [], [], []
        for _ in range(options.rounds):
            start_s = time.process_time()
            one.append(wall_s(tasks, 1))
            core.append(time.process_time() - start_s)
            many.append(wall_s(tasks, options.jobs))
    one_s, many_s = statistics.median(one), statistics.median(many)
    print(f"{len(tasks)} recordings, {media_s:.0f} s of movement, {options.rounds} rounds (median)")
    print(f"one process: {one_s:.2f} s, {media_s / one_s:.0f} times real time")
    print(f"  of a core's own time: {media_s / min(core):.0f} times real time")
    print(f"{options.jobs} processes: {many_s:.2f} s, {one_s / many_s:.2f} times one process")
    print(f"{options.jobs} processes, started anew: {cold_s:.2f} s, {one_s / cold_s:.2f} times")


if __name__ == "__main__":
    main()
