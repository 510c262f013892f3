"""A live camera, by number, device path or network address: always the newest picture."""

import os
import re
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple, Self

import cv2

from coach.edges.sources.left_alone import leave_alone
from coach.edges.sources.pictures import Picture, as_bgr
from coach.edges.sources.quiet_cv import quiet_opencv
from coach.edges.sources.rhythm import Rhythm
from coach.edges.sources.still import StillPicture
from coach.errors import CoachError
from coach.pipeline import Frame

WIDTH_PX, HEIGHT_PX, FPS = 1280, 720, 30.0

HEARTBEAT_S = 0.25  # while no picture comes
MIN_STEP_S = 0.001  # pose models count whole milliseconds, and the times must increase
BACK_OFF_S = (0.5, 1.0, 2.0, 4.0, 5.0)  # waits before opening again; the last one for good
OPEN_TIMEOUT_MS, READ_TIMEOUT_MS = 4000, 1500  # network addresses
CLOSE_LIMIT_S = 0.25  # whoever ends the coach does not wait for a camera that hangs

ADDRESS = re.compile(r"^(https?|rtsps?|rtmps?|udp|tcp)://", re.IGNORECASE)


class _Shot(NamedTuple):
    """A picture as it was read."""

    taken_s: float  # on the clock
    picture: Picture
    is_frozen: bool


class Camera:
    """A live source: one thread owns the device, the reader gets the newest picture or none.

    device: number of a webcam (0 is the first), "/dev/video0", or an http(s)/rtsp address.

    `t_s` is a monotonic clock's time at which the picture was read, 0 for the first one. Pictures
    the reader had no time for are dropped and counted, so the newest is never old. When the
    device fails it is opened again and again; meanwhile frames without pixels and with the problem
    "camera_lost" come every 0.25 s, so that a window stays alive; the first of them when two and a
    half of its usual steps brought nothing. A device that has repeated the very same picture for
    two seconds gives frames without pixels and with the problem "camera_frozen" until it moves on.

    Raises CoachError on the first frame when no picture came at all. Before it no frame is given.
    """

    fps = FPS  # nominal: what is asked for

    def __init__(
        self,
        device: int | str,
        *,
        start_limit_s: float | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.device = device
        self._start_limit_s = _start_limit_s(device) if start_limit_s is None else start_limit_s
        self._clock = clock
        self._capture: _CaptureThread | None = None

    @property
    def n_dropped(self) -> int:
        """Pictures that were replaced by a newer one before the reader came."""
        return 0 if self._capture is None else self._capture.n_dropped

    @property
    def n_opened(self) -> int:
        """How often the device was opened; above 1 it had been lost."""
        return 0 if self._capture is None else self._capture.n_opened

    def __enter__(self) -> Self:
        quiet_opencv()
        self._capture = _CaptureThread(self.device, self._clock)
        self._capture.start()  # opens while the pose model is being loaded
        return self

    def __exit__(self, *exc: Any) -> None:
        if self._capture is not None:
            self._capture.close()

    def __iter__(self) -> Iterator[Frame]:
        capture = self._capture
        if capture is None or capture.is_closing or capture.has_reader:
            raise RuntimeError("a Camera is iterated once inside its with block")
        capture.has_reader = True
        shot = self._first_shot(capture)
        first_s = self._clock() if shot is None else shot.taken_s
        rhythm = Rhythm(HEARTBEAT_S)
        t_s = -MIN_STEP_S
        while not capture.is_closing:
            taken_s = self._clock() if shot is None else shot.taken_s
            t_s = max(taken_s - first_s, t_s + MIN_STEP_S)
            yield _frame(t_s, shot)
            if shot is not None:
                rhythm.beat(taken_s)
            shot = capture.newest(HEARTBEAT_S if shot is None else rhythm.patience_s)

    def _first_shot(self, capture: "_CaptureThread") -> _Shot | None:
        """Wait for the first picture; None when the camera is left meanwhile.

        Raises CoachError when no picture comes within the limit.
        """
        deadline_s = time.monotonic() + self._start_limit_s
        while time.monotonic() < deadline_s:
            if capture.is_closing:
                return None
            shot = capture.newest(HEARTBEAT_S)
            if shot is not None:
                return shot
            if capture.was_refused and not _is_address(self.device):
                break  # a device that says no will not say yes later; a server may be starting
        raise CoachError(_why_no_picture(self.device, self._start_limit_s))


def _frame(t_s: float, shot: _Shot | None) -> Frame:
    if shot is None:
        return Frame(t_s, None, problem="camera_lost")
    if shot.is_frozen:
        return Frame(t_s, None, problem="camera_frozen")
    return Frame(t_s, shot.picture)


class _CaptureThread(threading.Thread):
    """Opens, reads and releases, all in this thread: a release during a read crashes the process.

    A read that does not come back cannot be interrupted; the thread is a daemon and left alone.
    """

    def __init__(self, device: int | str, clock: Callable[[], float]) -> None:
        super().__init__(name="camera", daemon=True)
        self.n_dropped = 0
        self.n_opened = 0
        self.has_reader = False
        self.was_refused = False  # the device was there to be opened and did not open
        self._device = device
        self._clock = clock
        self._asks_for_format = True
        self._still = StillPicture()
        self._slot: _Shot | None = None
        self._changed = threading.Condition()
        self._closing = threading.Event()

    @property
    def is_closing(self) -> bool:
        return self._closing.is_set()

    def newest(self, timeout_s: float) -> _Shot | None:
        """Take the newest picture nobody took, waiting for one up to `timeout_s`.

        Who waits while the camera is being closed is sent away at once.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._slot is not None or self.is_closing, timeout_s)
            shot, self._slot = self._slot, None
            return shot

    def close(self) -> None:
        with self._changed:
            self._closing.set()
            self._changed.notify_all()
        self.join(CLOSE_LIMIT_S)
        if self.is_alive():
            leave_alone(self)

    def run(self) -> None:
        n_failures = 0
        while not self.is_closing:
            n_pictures = self._open_and_read()
            n_failures = 1 if n_pictures else n_failures + 1
            self._closing.wait(BACK_OFF_S[min(n_failures, len(BACK_OFF_S)) - 1])

    def _open_and_read(self) -> int:
        """Read until something fails; the number of pictures that came."""
        n_pictures = 0
        capture = cv2.VideoCapture()
        try:
            if not _open(capture, self._device, self._asks_for_format):
                self.was_refused = True
                return 0
            self.n_opened += 1
            while not self.is_closing and (picture := _read(capture)) is not None:
                taken_s = self._clock()
                self._put(_Shot(taken_s, picture, self._still.is_frozen(taken_s, picture)))
                n_pictures += 1
        except cv2.error:  # a device pulled out in mid-call: the same as a failed read
            pass
        finally:
            capture.release()
        if n_pictures == 0:  # some cameras accept a format and then give nothing
            self._asks_for_format = not self._asks_for_format
        return n_pictures

    def _put(self, shot: _Shot) -> None:
        with self._changed:
            self.n_dropped += self._slot is not None
            self._slot = shot
            self._changed.notify()


def _read(capture: Any) -> Picture | None:
    """One picture, None when the device has nothing more to give."""
    is_read, picture = capture.read()
    return as_bgr(picture) if is_read else None


def _open(capture: Any, device: int | str, asks_for_format: bool) -> bool:
    """Open `capture` on `device`; with the format we like, as far as the device has it."""
    if isinstance(device, str) and _is_address(device):
        timeouts = [
            *(cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, OPEN_TIMEOUT_MS),
            *(cv2.CAP_PROP_READ_TIMEOUT_MSEC, READ_TIMEOUT_MS),
        ]
        return bool(capture.open(device, cv2.CAP_FFMPEG, timeouts))
    if not sys.platform.startswith("linux"):
        # One negotiation: each `set` on an open device costs seconds on Windows.
        size = [cv2.CAP_PROP_FRAME_WIDTH, WIDTH_PX, cv2.CAP_PROP_FRAME_HEIGHT, HEIGHT_PX]
        return bool(
            (asks_for_format and capture.open(device, cv2.CAP_ANY, size))
            or capture.open(device, cv2.CAP_ANY)
        )
    is_open = bool(capture.open(device, cv2.CAP_V4L2))
    if is_open and asks_for_format:
        # MJPG first: uncompressed 720p fills USB 2 at 10 pictures a second.
        capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
        capture.set(cv2.CAP_PROP_FRAME_WIDTH, WIDTH_PX)
        capture.set(cv2.CAP_PROP_FRAME_HEIGHT, HEIGHT_PX)
        capture.set(cv2.CAP_PROP_FPS, FPS)
    return is_open


def _is_address(device: int | str) -> bool:
    return isinstance(device, str) and ADDRESS.match(device) is not None


def _start_limit_s(device: int | str) -> float:
    """How long a first picture may take; opening a webcam on Windows can take 4 to 20 s."""
    if _is_address(device):
        return 5.0
    return 20.0 if sys.platform == "win32" else 8.0


def _why_no_picture(device: int | str, limit_s: float) -> str:
    """One sentence: which camera, what is there, what to do."""
    if isinstance(device, str) and _is_address(device):
        shown = re.sub(r"//[^/@]*@", "//***@", device)  # no password on screens and in logs
        return (
            f"{shown}: no picture within {limit_s:g} s; is the camera on, is it in this network "
            "and is the address right?"
        )
    name = f"camera {device}"
    if not sys.platform.startswith("linux"):
        return (
            f"{name}: gives no picture; plug it in, close other programs that use it, and allow "
            "camera access in the system's privacy settings, or choose another number."
        )
    path = Path(f"/dev/video{device}" if isinstance(device, int) else device)
    found = ", ".join(sorted(str(found) for found in Path("/dev").glob("video*")))
    if not path.exists():
        if not found:
            return f"{name}: {path} does not exist; no camera is connected: plug one in."
        return f"{name}: {path} does not exist; plug it in, or choose one of {found}."
    if not os.access(path, os.R_OK | os.W_OK):
        return (
            f"{name}: this user may not open {path}; run `sudo usermod -aG video $USER` and log "
            "in again."
        )
    return (
        f"{name}: {path} gives no picture; close other programs that use it or choose another "
        f"of {found or path}."
    )
