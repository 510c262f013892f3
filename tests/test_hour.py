"""An hour of poses through session, director and sinks leaves nothing behind."""

import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import pairwise
from pathlib import Path

import pytest

from benchmarks.hour import Coach, Holdings, Looped, MemoryLog, coach_through, resident_mb
from coach.cues import Director
from coach.edges.event_lines import EventLines
from coach.edges.library import load_phrases
from coach.edges.pose.pose_model import RecordedPose
from coach.edges.sources.recording import LandmarkRecording
from coach.session import Session
from tests.clips import SAMPLES, path_of, truth_of
from tests.coaching import ROOT, exercise

HOUR_S = 3600.0
WARM_S = 300.0  # imports, caches and pools have grown by then
MOST_MB = 20.0

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


def new_coach(name: str) -> Coach:
    spec = exercise(name)
    return Session(spec, stop_at_dose=False), Director(load_phrases(), spec)


@pytest.mark.slow
def test_an_hour_holds_on_to_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clip = "knee_hug_bruno_3"
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    events = [tmp_path / f"{i}.jsonl" for i in range(20)]
    paths = iter(events)
    memory_mb: list[float] = []
    log = MemoryLog(WARM_S, lambda _, mb: memory_mb.append(mb))
    source = Looped(lambda: LandmarkRecording(SAMPLES / f"{path_of(clip)}.npz"), HOUR_S)
    before = Holdings.now()

    coach_through(
        source,
        RecordedPose(),
        lambda: new_coach("knee_hug"),
        lambda: [EventLines(next(paths), {}), log],
    )
    memory_mb.append(resident_mb())

    assert len(memory_mb) == HOUR_S / WARM_S
    assert max(memory_mb) - memory_mb[0] <= MOST_MB, memory_mb
    assert Holdings.now() == before
    truth = truth_of(clip)
    n_loops = HOUR_S / truth.seconds
    assert source.n_frames > 100_000
    # Coached all the time: each session of a quarter of an hour loses one repetition at most.
    assert _count(events) == pytest.approx(n_loops * truth.true_count, rel=0.02)


def test_looped_clip_runs_on_one_clock() -> None:
    path = SAMPLES / f"{path_of('knee_hug_anna_2')}.npz"
    with LandmarkRecording(path) as recording:
        n_frames, fps = recording.n_frames, recording.fps

    frames = list(Looped(lambda: LandmarkRecording(path), 2.5 * n_frames / fps))

    steps_s = [after.t_s - before.t_s for before, after in pairwise(frames)]
    assert len(frames) == pytest.approx(2.5 * n_frames, abs=2)
    assert min(steps_s) > 0.5 / fps
    assert max(steps_s) < 1.5 / fps
    assert all(frame.pose is not None and frame.pose.t_s == frame.t_s for frame in frames)


@contextmanager
def _a_file() -> Iterator[None]:
    with tempfile.NamedTemporaryFile():
        yield


@contextmanager
def _a_thread() -> Iterator[None]:
    is_over = threading.Event()
    thread = threading.Thread(target=is_over.wait)
    thread.start()
    yield
    is_over.set()
    thread.join()


@contextmanager
def _a_process() -> Iterator[None]:
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE):  # ends when its input is closed
        yield


@pytest.mark.parametrize("left", [_a_file, _a_thread, _a_process])
def test_what_is_left_is_noticed(left: Callable[[], AbstractContextManager[None]]) -> None:
    before = Holdings.now()
    with left():
        assert Holdings.now() != before


_HOLDING = """
import numpy as np
from benchmarks.hour import resident_mb
before_mb = resident_mb()
held = np.ones(40_000_000, np.uint8)
print(resident_mb() - before_mb)
"""


def test_memory_that_is_held_is_noticed() -> None:
    """In a process of its own: a large one may take it from memory that it has freed."""
    done = subprocess.run(
        [sys.executable, "-c", _HOLDING], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert float(done.stdout) > 36


def _count(events: list[Path]) -> int:
    lines = (line for path in events if path.exists() for line in path.read_text().splitlines())
    return sum(json.loads(line)["event"] == "rep_counted" for line in lines)
