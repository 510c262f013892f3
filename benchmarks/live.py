"""How old a picture is when it stands on the screen, and what speaking costs.

    python -m benchmarks.live [--seconds N] [--rounds N]

A process of its own plays the webcam: 1280x720 at 30 pictures a second over the network of this
machine. Camera, pose model, session, window and voice are the real ones; the window stands on a
screen without a display where Xvfb is installed, and a program named aplay takes the sound. Each
picture carries its number, so that its age is known when it has been drawn. Four ways take turns:
poses found in a thread of their own or between two drawings, each silent and speaking.
"""

import argparse
import multiprocessing
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Self

import cv2
import numpy as np
import pytest

from coach.cues import Cue, Director, Priority
from coach.edges.library import load_exercise, load_phrases
from coach.edges.pose.model_bundle import ensure_bundle
from coach.edges.pose.pose_model import MediaPipePose, RecordedPose
from coach.edges.resources import samples_dir
from coach.edges.screen.overlay import Overlay
from coach.edges.screen.window import Window
from coach.edges.sources.ahead import PosedAhead
from coach.edges.sources.camera import Camera
from coach.edges.sources.until import Until
from coach.edges.voice.voice import Voice
from coach.landmarks import Pose
from coach.pipeline import Frame, Moment, run
from coach.session import Session
from tests.edges.aplay_stand_in import AplayStandIn
from tests.edges.mjpeg_server import MjpegServer
from tests.edges.xserver import missing_program, x_server

SIZE, FPS = (1280, 720), 30.0
SETTLE_S = 2.0  # of media time, until all parts are warm
N_PICTURES = 128  # numbered in seven bits
_BIT_PX = 16  # each bit is a black or white square in the upper left corner
SENTENCE = "Lift your hips slowly until your body is straight, and then let go without any hurry."
EXERCISE = load_exercise("pelvis_lift")
PHRASES = load_phrases()


class NumberedCamera(MjpegServer):
    """Plays numbered pictures forwards and backwards; `sent` keeps when each number was sent."""

    def __init__(self, clip: Path, sent: Any) -> None:
        super().__init__(SIZE, FPS)
        self._jpegs = [_numbered_jpeg(n, picture) for n, picture in enumerate(_pictures(clip))]
        self._sent = sent
        self._next = 0

    def next_jpeg(self) -> bytes:
        """The one whose turn it is."""
        turn = self._next % (2 * N_PICTURES - 2)
        number = min(turn, 2 * N_PICTURES - 2 - turn)
        self._next += 1
        self._sent[number] = time.monotonic()
        return self._jpegs[number]


def _pictures(clip: Path) -> Iterator[np.ndarray]:
    video = cv2.VideoCapture(str(clip))
    for _ in range(N_PICTURES):
        yield cv2.resize(video.read()[1], SIZE)
    video.release()


def _numbered_jpeg(number: int, picture: np.ndarray) -> bytes:
    for bit in range(7):
        white = 255 * (number >> bit & 1)
        picture[:_BIT_PX, bit * _BIT_PX : (bit + 1) * _BIT_PX] = white
    return bytes(cv2.imencode(".jpg", picture)[1])


def number_of(picture: np.ndarray) -> int:
    """The number that stands in a picture's corner."""
    middle = _BIT_PX // 2
    return sum(int(picture[middle, bit * _BIT_PX + middle, 1] > 127) << bit for bit in range(7))


def _serve(clip: Path, sent: Any, answer: Connection) -> None:
    with NumberedCamera(clip, sent) as camera:
        answer.send(camera.url)
        answer.recv()


@contextmanager
def numbered_camera(clip: Path) -> Iterator[tuple[str, Any]]:
    """A camera's address, and the times at which its pictures were sent, by their numbers."""
    spawn = multiprocessing.get_context("spawn")
    sent = spawn.Array("d", N_PICTURES)
    ours, theirs = spawn.Pipe()
    process = spawn.Process(target=_serve, args=(clip, sent, theirs), daemon=True)
    process.start()
    yield ours.recv(), sent
    ours.send("enough")
    process.join()


class TimedModel:
    """A pose model whose time is taken, picture by picture."""

    def __init__(self, model: MediaPipePose, took_s: list[float]) -> None:
        self._model = model
        self._took_s = took_s

    def __enter__(self) -> Self:
        self._model.__enter__()
        return self

    def __exit__(self, *exc: Any) -> None:
        self._model.__exit__(*exc)

    def pose(self, frame: Frame) -> Pose:
        """The model's."""
        began_s = time.perf_counter()
        pose = self._model.pose(frame)
        if frame.t_s > SETTLE_S:
            self._took_s.append(time.perf_counter() - began_s)
        return pose


class Ages:
    """A sink after the window: how old is what was just drawn?"""

    def __init__(self, sent: Any) -> None:
        self.ages_s: list[float] = []
        self.times_s: list[float] = []
        self._sent = sent

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: Any) -> None:
        pass

    def handle(self, moment: Moment) -> None:
        """Note it."""
        if moment.frame.pixels is None or moment.frame.t_s < SETTLE_S:
            return
        if self.times_s and moment.frame.t_s <= self.times_s[-1]:
            return  # the last picture once more, at the end
        self.ages_s.append(time.monotonic() - self._sent[number_of(moment.frame.pixels)])
        self.times_s.append(moment.frame.t_s)


class Chatter(Voice):
    """Speaks all the time."""

    n_spoken = 0

    def __init__(self) -> None:
        super().__init__(on_spoken=self._note)
        self._next_s = 0.0

    def handle(self, moment: Moment) -> None:
        """Say the sentence again as soon as it may have been heard."""
        if (t_s := moment.frame.t_s) >= self._next_s:
            self._next_s = t_s + 2.0
            self.say(Cue(t_s, t_s + 2.0, Priority.COUNT, "chatter", SENTENCE))

    def _note(self, *_: object) -> None:
        self.n_spoken += 1


@dataclass
class Way:
    """One way to run, and what was measured in all its rounds."""

    is_ahead: bool
    is_spoken: bool
    age_ms: list[float] = field(default_factory=list)  # medians, one a round
    age_p95_ms: list[float] = field(default_factory=list)
    pose_ms: list[float] = field(default_factory=list)
    drawn_hz: list[float] = field(default_factory=list)
    n_frames: int = 0

    @property
    def name(self) -> str:
        """For the table."""
        thread = "own thread" if self.is_ahead else "one thread"
        return f"{thread}, {'speaking' if self.is_spoken else 'silent'}"

    def measure(self, url: str, sent: Any, seconds: float, bundle: Path) -> None:
        """One round."""
        took_s: list[float] = []
        ages = Ages(sent)
        model = TimedModel(MediaPipePose(bundle), took_s)
        camera = Camera(url)
        source = PosedAhead(camera, model) if self.is_ahead else camera
        window = Window(overlay=Overlay(text=PHRASES.__getitem__))
        chatter = [Chatter()] if self.is_spoken else []
        run(
            Until(source, SETTLE_S + seconds),
            RecordedPose() if self.is_ahead else model,
            Session(EXERCISE, stop_at_dose=False),
            Director(PHRASES, EXERCISE),
            [window, ages, *chatter],
        )
        assert all(voice.problem is None and voice.n_spoken for voice in chatter)
        self.age_ms.append(1000 * statistics.median(ages.ages_s))
        self.age_p95_ms.append(1000 * statistics.quantiles(ages.ages_s, n=20)[-1])
        self.pose_ms.append(1000 * statistics.median(took_s))
        self.drawn_hz.append((len(ages.times_s) - 1) / (ages.times_s[-1] - ages.times_s[0]))
        self.n_frames += len(ages.ages_s)

    def row(self) -> str:
        """Its line of the table: medians over the rounds."""
        numbers = (self.age_ms, self.age_p95_ms, self.pose_ms, self.drawn_hz)
        values = "  ".join(f"{statistics.median(values):8.1f}" for values in numbers)
        return f"{self.name:22s} {values}  {self.n_frames:6d}"


@contextmanager
def somewhere_to_draw() -> Iterator[None]:
    """A screen without a display, where its programs are installed; else the present one."""
    if missing_program():
        yield
        return
    with x_server() as server, pytest.MonkeyPatch.context() as patch:
        for name in ("WAYLAND_DISPLAY", "XAUTHORITY"):
            patch.delenv(name, raising=False)
        patch.setenv("DISPLAY", server.display)
        yield


def _ratio(one: list[float], other: list[float]) -> str:
    ratios = [a / b for a, b in zip(one, other, strict=True)]
    return f"{statistics.median(ratios):.2f} (n = {len(ratios)})"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    bundle, clip = ensure_bundle(), samples_dir() / "pelvis_lift_demo.mp4"
    ways = [Way(ahead, spoken) for ahead in (True, False) for spoken in (False, True)]
    with (
        tempfile.TemporaryDirectory() as folder,
        pytest.MonkeyPatch.context() as patch,
        somewhere_to_draw(),
        numbered_camera(clip) as (url, sent),
    ):
        AplayStandIn(Path(folder) / "aplay", patch)
        for number in range(options.rounds):
            for way in ways if number % 2 == 0 else reversed(ways):
                way.measure(url, sent, options.seconds, bundle)
    print(f"{'':22s} {'age':>8s}  {'p95':>8s}  {'pose':>8s}  {'drawn':>8s}  {'frames':>6s}")
    print(f"{'':22s} {'ms':>8s}  {'ms':>8s}  {'ms':>8s}  {'per s':>8s}")
    for way in ways:
        print(way.row())
    ahead, ahead_spoken, alone, _ = ways
    beyond_ms = [age - pose for age, pose in zip(ahead.age_ms, ahead.pose_ms, strict=True)]
    frame_ms = 1000 / FPS
    print(f"age beyond the pose's own time: {statistics.median(beyond_ms) / frame_ms:.2f} frames")
    print(f"age, own thread / one thread: {_ratio(ahead.age_ms, alone.age_ms)}")
    print(f"drawn, own thread / one thread: {_ratio(ahead.drawn_hz, alone.drawn_hz)}")
    print(f"drawn, speaking / silent: {_ratio(ahead_spoken.drawn_hz, ahead.drawn_hz)}")
    print(f"age, speaking / silent: {_ratio(ahead_spoken.age_ms, ahead.age_ms)}")


if __name__ == "__main__":
    main()
