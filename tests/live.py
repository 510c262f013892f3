"""Live coaching as it really runs: the command, a network camera, its window and its sound."""

import signal
import subprocess
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from coach.cues import Cue, Priority
from coach.edges.voice.voice import Voice
from tests.command import COMMAND, Records, environment, named, records
from tests.edges.aplay_stand_in import AplayStandIn, Played
from tests.edges.mjpeg_server import MjpegServer
from tests.edges.xserver import wait_for

TITLE = "Spine Coach"
MARK = "COACH_TEST_RUN"  # an environment variable by which children of a run are known


class ClipCamera(MjpegServer):
    """Shows the first picture of a clip until `play`, then the clip in real time, then its last.

    A picture that is repeated comes in two encodings by turns: no sensor's picture is ever twice
    the very same, and the coach would call it frozen.
    """

    def __init__(self, clip: Path, seconds: float, fps: float = 15.0) -> None:
        super().__init__(fps=fps)
        self._jpegs = list(_jpegs(clip, seconds, fps))
        self._began_s: float | None = None
        self._turn = 0

    def play(self) -> None:
        """From the beginning."""
        self._began_s = time.monotonic()

    def stand(self) -> None:
        """Go back to the first picture and stay there."""
        self._began_s = None

    def next_jpeg(self) -> bytes:
        played_s = 0.0 if self._began_s is None else time.monotonic() - self._began_s
        self._turn += 1
        encodings = self._jpegs[min(int(played_s * self.fps), len(self._jpegs) - 1)]
        return encodings[self._turn % len(encodings)]

    @property
    def picture(self) -> np.ndarray:
        """The last picture of the clip, BGR."""
        return np.asarray(
            cv2.imdecode(np.frombuffer(self._jpegs[-1][0], np.uint8), cv2.IMREAD_COLOR)
        )


def _jpegs(clip: Path, seconds: float, fps: float) -> Iterator[list[bytes]]:
    video = cv2.VideoCapture(str(clip))
    every = round(video.get(cv2.CAP_PROP_FPS) / fps)
    for number in range(round(seconds * fps) * every):
        is_read, picture = video.read()
        assert is_read, f"{clip} is shorter than {seconds} s"
        if number % every == 0:
            yield [
                bytes(cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1])
                for quality in (95, 94)
            ]
    video.release()


class Run:
    """A running command whose children, events and words are looked at."""

    def __init__(self, folder: Path, *arguments: str | Path, **changes: str) -> None:
        self.events = folder / "events.jsonl"
        self.history = folder / "data" / "spine-coach" / "history.sqlite"
        self._mark = uuid.uuid4().hex
        own = {"XDG_DATA_HOME": f"{folder / 'data'}", "XDG_CONFIG_HOME": f"{folder / 'config'}"}
        self.began_s = time.monotonic()
        self.process = subprocess.Popen(
            [*COMMAND, *map(str, arguments), "--events", str(self.events)],
            cwd=folder,
            env=environment(**(own | changes), **{MARK: self._mark}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            # A shell without job control hands a deaf ear for Ctrl-C down to its children.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        )

    def records(self) -> Records:
        """What was written so far; the last line may be half there."""
        if not self.events.exists():
            return []
        whole = self.events.read_text(encoding="utf-8").rpartition("\n")[0]
        copy = self.events.with_suffix(".seen")
        copy.write_text(whole, encoding="utf-8")
        return records(copy)

    def wait_for(self, name: str, within_s: float = 20.0, **fields: object) -> float:
        """Wait for an event with these fields; time.monotonic() at which it was seen."""

        def is_there() -> bool:
            assert self.process.poll() is None, self.process.communicate()
            found = named(self.records(), name)
            return any(fields.items() <= line.items() for line in found)

        wait_for(is_there, f"{name} {fields}", within_s)
        return time.monotonic()

    def end(self, within_s: float = 20.0) -> tuple[str, str]:
        """Wait for the end of the command: its stdout and stderr."""
        try:
            return self.process.communicate(timeout=within_s)
        finally:
            self.process.kill()

    def left_over(self) -> list[str]:
        """Commands of the processes of this run that still live."""
        found = []
        for path in Path("/proc").glob("[0-9]*/environ"):
            try:
                if f"{MARK}={self._mark}".encode() in path.read_bytes():
                    command = path.with_name("cmdline").read_bytes()
                    found.append(command.replace(b"\0", b" ").decode())
            except OSError:  # it just ended
                continue
        return found


@contextmanager
def running(folder: Path, *arguments: str | Path, **changes: str) -> Iterator[Run]:
    run = Run(folder, *arguments, **changes)
    try:
        yield run
    finally:
        run.process.kill()
        run.process.communicate(timeout=10)


def save(screen: np.ndarray, path: Path) -> None:
    Image.fromarray(screen).save(path)


def is_painted(screen: np.ndarray) -> bool:
    """Whether more is seen than a plain desktop."""
    return float(screen.std()) > 10


def spoken(aplay: AplayStandIn, text: str) -> Played:
    """How the voice says `text`."""
    before = len(aplay.played())
    aplay.hurry(3.0)
    with Voice() as voice:
        voice.say(Cue(0.0, 8.0, Priority.COUNT, "any", text))
        return aplay.wait_for(before + 1, ended=True)[-1]


def sounds_like(one: Played, other: Played) -> bool:
    """Whether two sounds are the same sentence: as long, and loud at the same times.

    The engine shifts its sounds by milliseconds from one time to the next. Other sentences of the
    coach have a likeness of at most 0.85.
    """
    if abs(one.length_s - other.length_s) > 0.1:
        return False
    loudness = [loudness_of(sound) for sound in (one, other)]
    n = min(map(len, loudness))
    return float(np.corrcoef(loudness[0][:n], loudness[1][:n])[0, 1]) > 0.95


def loudness_of(sound: Played) -> np.ndarray:
    """Every twentieth of a second."""
    step = sound.sample_rate_hz // 20
    n = len(sound.samples) // step
    return np.sqrt(np.mean(sound.samples[: n * step].reshape(n, step) ** 2, axis=1))
