"""An hour of coaching without a pause: does it hold on to memory, threads or files?

    python -m benchmarks.hour [VIDEO] [--minutes N]

A sample video is played again and again, as fast as it goes, through the pose model, the session
and its sinks; the memory of the process is told every ten minutes of media time. Linux only.
"""

import argparse
import os
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

from coach.cues import Director
from coach.edges.event_lines import EventLines
from coach.edges.library import load_exercise, load_phrases
from coach.edges.resources import samples_dir
from coach.landmarks import Pose
from coach.pipeline import Frame, FrameSource, Moment, PoseModel, Sink, run
from coach.session import Session

TELLS_EVERY_S = 600.0
Coach = tuple[Session, Director]


class Looped:
    """A source that plays one clip again and again on one clock, for so many seconds of media.

    It goes on where it was when it is iterated anew: a new session takes over from one that is
    over, as on another day, while the process lives on.
    """

    def __init__(self, open_clip: Callable[[], FrameSource], seconds: float) -> None:
        self._open_clip = open_clip
        self._seconds = seconds
        self._frames = self._play()
        self.n_frames = 0
        self.is_over = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: Any) -> None:
        """Each clip is closed at its end; the last one when the source is over."""

    def __iter__(self) -> Iterator[Frame]:
        return self._frames

    def _play(self) -> Iterator[Frame]:
        start_s = 0.0
        while not self.is_over:
            last_s = step_s = 0.0
            with self._open_clip() as clip:
                for frame in clip:
                    step_s, last_s = frame.t_s - last_s or step_s, frame.t_s
                    if start_s + frame.t_s >= self._seconds:
                        self.is_over = True
                        break
                    self.n_frames += 1
                    yield _later(frame, start_s)
            start_s += last_s + step_s


class Kept:
    """A model that stays loaded from one session to the next."""

    def __init__(self, model: PoseModel) -> None:
        self._model = model

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: Any) -> None:
        """Whoever loaded the model lets go of it."""

    def pose(self, frame: Frame) -> Pose:
        """The body in this frame."""
        return self._model.pose(frame)


class MemoryLog:
    """A sink that notes the memory of the process from time to time of the media."""

    def __init__(self, every_s: float, tell: Callable[[float, float], None]) -> None:
        """tell: is given the media time in seconds and the resident memory in MB."""
        self._every_s = every_s
        self._tell = tell
        self._due_s = every_s

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: Any) -> None:
        """Nothing to let go of."""

    def handle(self, moment: Moment) -> None:
        """Note the memory when it is time."""
        if moment.frame.t_s >= self._due_s:
            self._due_s += self._every_s
            self._tell(moment.frame.t_s, resident_mb())


def coach_through(
    source: Looped,
    model: PoseModel,
    new_coach: Callable[[], Coach],
    sinks: Callable[[], Sequence[Sink]],
) -> int:
    """Coach until the source is over, with a new session whenever one is over. Returns how many."""
    n_sessions = 0
    with model:
        while not source.is_over:
            session, director = new_coach()
            run(source, Kept(model), session, director, sinks())
            n_sessions += 1
    return n_sessions


@dataclass(frozen=True, slots=True)
class Holdings:
    """What a process holds on to besides memory."""

    n_threads: int
    n_files: int  # open ones, also pipes and devices
    children: frozenset[int]  # process ids
    left_files: frozenset[str]  # in the folder for temporary files

    @classmethod
    def now(cls) -> Self:
        """At this moment."""
        tasks = Path("/proc/self/task").iterdir()
        children = [pid for task in tasks for pid in (task / "children").read_text().split()]
        return cls(
            threading.active_count(),
            len(os.listdir("/proc/self/fd")),
            frozenset(map(int, children)),
            frozenset(os.listdir(tempfile.gettempdir())),
        )


def resident_mb() -> float:
    """Memory of this process that is in RAM, in MB (10^6 bytes)."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _later(frame: Frame, by_s: float) -> Frame:
    """The same frame, and the pose it may bring, on a clock that began earlier."""
    t_s = frame.t_s + by_s
    pose = None if frame.pose is None else replace(frame.pose, t_s=t_s)
    return replace(frame, t_s=t_s, pose=pose)


def main() -> None:
    """Print the memory as the hour goes by."""
    from coach.edges.pose.model_bundle import ensure_bundle
    from coach.edges.pose.pose_model import MediaPipePose
    from coach.edges.sources.video import VideoFile

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("video", nargs="?", default=samples_dir() / "pelvis_lift_side.mp4")
    parser.add_argument("--minutes", type=float, default=60.0)
    options = parser.parse_args()
    exercise, phrases = load_exercise("pelvis_lift"), load_phrases()

    def new_coach() -> Coach:
        return Session(exercise, stop_at_dose=False), Director(phrases, exercise)

    log = MemoryLog(
        min(TELLS_EVERY_S, 60.0 * options.minutes / 6),
        lambda t_s, mb: print(f"{t_s / 60:6.1f} min {mb:8.1f} MB", flush=True),
    )
    source = Looped(lambda: VideoFile(options.video), 60.0 * options.minutes)
    with tempfile.TemporaryDirectory() as folder:
        events = Path(folder) / "events.jsonl"
        n_sessions = coach_through(
            source,
            MediaPipePose(ensure_bundle()),
            new_coach,
            lambda: [EventLines(events, {"exercise": exercise.id}), log],
        )
    print(f"{source.n_frames} frames, {n_sessions} sessions, at the end {resident_mb():.1f} MB")


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        main()
