"""What the core costs a frame, exercise by exercise: the session and the cues, no camera, no model.

    python -m benchmarks.core

Each exercise coaches its first clean bundled recording; medians, because a shared machine is noisy.
The last column is the share of the time of one frame at 30 a second.
"""

import statistics
import time

from coach.cues import Director
from coach.definitions import Exercise
from coach.edges.library import exercise_ids, load_exercise, load_phrases
from coach.edges.resources import samples_dir
from coach.edges.sources.recording import LandmarkRecording
from coach.landmarks import Pose
from coach.session import Session

ROUNDS = 3
FRAME_MS = 1000 / 30
PHRASES = load_phrases()


def poses_of(exercise: str) -> list[Pose]:
    """All poses of the exercise's first clean recording."""
    folder = samples_dir() / exercise
    recordings = (path for path in sorted(folder.glob("*.npz")) if "joints" not in path.name)
    clean = next(path for path in recordings if "faults" not in path.name)
    with LandmarkRecording(clean) as source:
        return [frame.pose for frame in source if frame.pose is not None]


def core_ms(exercise: Exercise, poses: list[Pose]) -> list[float]:
    """Milliseconds of core work for each pose."""
    session, director = Session(exercise, stop_at_dose=False), Director(PHRASES, exercise)
    costs = []
    for pose in poses:
        start_s = time.perf_counter()
        director.update(*session.update(pose))
        costs.append(1000 * (time.perf_counter() - start_s))
    return costs


def main() -> None:
    """Print the table."""
    print(f"{'exercise':<20} {'frames':>6} {'median ms':>10} {'p95 ms':>8} {'of a frame':>11}")
    for name in exercise_ids():
        exercise, poses = load_exercise(name), poses_of(name)
        costs = [cost for _ in range(ROUNDS) for cost in core_ms(exercise, poses)]
        median, p95 = statistics.median(costs), statistics.quantiles(costs, n=20)[-1]
        print(f"{name:<20} {len(poses):>6} {median:>10.3f} {p95:>8.3f} {median / FRAME_MS:>11.1%}")


if __name__ == "__main__":
    main()
