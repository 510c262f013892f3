"""A video file as a source of frames with the times its container gives them."""

import math
import os
import queue
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

import cv2

from coach.edges.sources.cv_path import cv_path
from coach.edges.sources.pictures import Picture, as_bgr
from coach.edges.sources.quiet_cv import quiet_opencv
from coach.errors import CoachError
from coach.pipeline import Frame

DEFAULT_FPS = 30.0
# A few frames are enough to keep the decoder and the pose model busy side by side.
DECODE_AHEAD_FRAMES = 4
# After a damaged stretch FFmpeg gives frames again; at the true end it never does.
MAX_FAILED_READS = 60
# The number of frames in a header is an estimate in some containers.
FRAME_COUNT_TOLERANCE = 0.05
CLOSE_LIMIT_S = 2.0


class VideoFile:
    """Frames of a video file, decoded ahead in a thread; upright, as its rotation mark says.

    `t_s` is the container's time stamp, so variable frame rates keep their time; it starts at 0
    and strictly increases. A file without time stamps runs at its nominal rate.

    Use as a context manager; it may be entered again and then starts anew. Raises CoachError on
    entering when the file is no readable video, on the first frame when none can be decoded.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        self.n_frames: int | None = None  # by the header; None when it does not tell
        self.fps = DEFAULT_FPS  # nominal, the mean for a variable rate
        self.size = (0, 0)  # width, height in pixels, after rotation
        self.warning: str | None = None  # set at the end when frames are missing
        self._capture: Any = None
        self._reader: _Reader | None = None

    @property
    def duration_s(self) -> float | None:
        """Length by the header in seconds, None when it does not tell."""
        return None if self.n_frames is None else self.n_frames / self.fps

    def __enter__(self) -> Self:
        quiet_opencv()
        self.warning = None
        self._capture = _open(self.path)
        self.size = (
            int(self._capture.get(cv2.CAP_PROP_FRAME_WIDTH)),
            int(self._capture.get(cv2.CAP_PROP_FRAME_HEIGHT)),
        )
        fps = self._capture.get(cv2.CAP_PROP_FPS)
        self.fps = fps if math.isfinite(fps) and 0.1 <= fps <= 1000 else DEFAULT_FPS
        n_frames = self._capture.get(cv2.CAP_PROP_FRAME_COUNT)
        self.n_frames = int(n_frames) if 0 < n_frames < 1e9 else None
        return self

    def __exit__(self, *exc: Any) -> None:
        if self._reader is not None:
            self._reader.close()
        elif self._capture is not None:
            self._capture.release()
        self._capture = self._reader = None

    def __iter__(self) -> Iterator[Frame]:
        if self._capture is None or self._reader is not None:
            raise RuntimeError("a VideoFile is iterated once inside its with block")
        self._reader = reader = _Reader(self._capture, self)
        yield from reader
        if reader.n_read == 0:
            raise CoachError(f"{self.path}: no frame can be decoded; is the file damaged?")
        self.warning = self._what_is_missing(reader)

    def _what_is_missing(self, reader: "_Reader") -> str | None:
        if self.n_frames is None or self.duration_s is None:
            return None
        told = f"only {reader.n_read} of {self.n_frames} frames could be read; copy it anew"
        if reader.n_read + 1 < self.n_frames * (1 - FRAME_COUNT_TOLERANCE):
            if reader.end_s < self.duration_s * (1 - FRAME_COUNT_TOLERANCE):
                # A phone's trimmed video is whole, although its header counts hidden frames too.
                is_trimmed = reader.n_gaps == 0 and _is_complete_mp4(self.path)
                return None if is_trimmed else f"{self.path}: the video ends early: {told}."
            return f"{self.path}: the video has gaps: {told}."
        return f"{self.path}: the video has gaps: {told}." if reader.n_gaps else None


class _Reader:
    """Decodes in its own thread into a short queue; that thread also releases the capture."""

    def __init__(self, capture: Any, video: VideoFile) -> None:
        self.n_read = 0
        self.n_gaps = 0  # damaged stretches that were skipped
        self.end_s = 0.0  # media time of the last frame
        self._capture = capture
        self._path = video.path
        self._fps = video.fps
        self._n_frames = video.n_frames or 0
        self._ahead: queue.Queue[Frame | BaseException | None] = queue.Queue(DECODE_AHEAD_FRAMES)
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="video-decode", daemon=True)
        self._thread.start()

    def __iter__(self) -> Iterator[Frame]:
        """Frames until the end. Raises what was raised in the thread."""
        while (item := self._ahead.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item

    def close(self) -> None:
        """Stop decoding and wait for the thread, which may be waiting for room in the queue."""
        self._closing.set()
        deadline_s = time.monotonic() + CLOSE_LIMIT_S
        while self._thread.is_alive() and time.monotonic() < deadline_s:
            with suppress(queue.Empty):
                self._ahead.get_nowait()
            self._thread.join(0.01)

    def _run(self) -> None:
        end: BaseException | None = None
        try:
            for frame in self._decode():
                self._ahead.put(frame)
                if self._closing.is_set():
                    break
        except (cv2.error, MemoryError) as error:
            end = CoachError(
                f"{self._path}: cannot be decoded after {self.n_read} frames ({error}); "
                "convert it to another format."
            )
        finally:
            self._capture.release()
            self._ahead.put(end or sys.exception())

    def _decode(self) -> Iterator[Frame]:
        clock = _MediaClock(self._fps)
        n_failed = 0
        while True:
            picture = self._read()
            if picture is not None:
                self.n_gaps += n_failed > 0
                self.n_read, n_failed = self.n_read + 1, 0
                position_s = self._capture.get(cv2.CAP_PROP_POS_MSEC) / 1000.0
                self.end_s = clock.time_s(position_s)
                yield Frame(self.end_s, picture)
                continue
            n_failed += 1
            is_at_end = self.n_read == 0 or self.n_read >= self._n_frames
            if is_at_end or n_failed > MAX_FAILED_READS:
                return

    def _read(self) -> Picture | None:
        is_read, picture = self._capture.read()
        return as_bgr(picture) if is_read else None


class _MediaClock:
    """Container times, from 0 and strictly increasing; nominal steps where they stand still."""

    def __init__(self, fps: float) -> None:
        self._step_s = 1.0 / fps
        self._first_s: float | None = None
        self._last_s = 0.0

    def time_s(self, position_s: float) -> float:
        """Media time of the frame at the container's `position_s`."""
        if self._first_s is None:
            self._first_s = position_s if math.isfinite(position_s) else 0.0
            return 0.0
        t_s = position_s - self._first_s
        # "not >" also catches NaN
        self._last_s = t_s if t_s > self._last_s else self._last_s + self._step_s
        return self._last_s


def _open(path: Path) -> Any:
    """The opened capture. Raises CoachError with the likely reason when it cannot be opened."""
    if path.is_dir():
        raise CoachError(f"{path}: is a folder; name the video file in it.")
    if not path.exists():
        raise CoachError(f"{path}: there is no such file; check the name and the folder.")
    if not os.access(path, os.R_OK):
        raise CoachError(f"{path}: may not be read; mend the file's permissions.")
    if path.stat().st_size == 0:
        raise CoachError(f"{path}: the file is empty; copy or record it again.")
    # FFmpeg turns the picture upright by the rotation mark on its own (CAP_PROP_ORIENTATION_AUTO
    # is on by default).
    capture = cv2.VideoCapture(cv_path(path), cv2.CAP_FFMPEG)
    if not capture.isOpened():
        raise CoachError(f"{path}: {_why_not_openable(path)}")
    return capture


def _why_not_openable(path: Path) -> str:
    boxes = _mp4_boxes(path)
    if "ftyp" in boxes and "moov" not in boxes:
        return "the end of this mp4 is missing, so nothing in it can be read; copy it anew."
    if "moov" in boxes:
        return "holds no picture track that can be decoded (only sound?); choose another file."
    return "is not a video that can be read, or holds sound only; choose an mp4, mov or mkv file."


def _is_complete_mp4(path: Path) -> bool:
    """Whether this is an mp4 whose parts lie wholly in the file."""
    boxes = _mp4_boxes(path)
    return "moov" in boxes and max(boxes.values()) <= path.stat().st_size


def _mp4_boxes(path: Path) -> dict[str, int]:
    """Types of the top-level boxes of an mp4 and where each ends, in bytes; {} for other files.

    Box layout: ISO/IEC 14496-12, 4.2: size (4 bytes, big-endian), type (4 bytes); size 1 means
    that 8 bytes of size follow, size 0 that the box goes on to the end of the file.
    """
    boxes: dict[str, int] = {}
    n_bytes = path.stat().st_size
    start = 0
    with path.open("rb") as file:
        while start + 8 <= n_bytes:
            file.seek(start)
            head = file.read(16)
            size, kind = int.from_bytes(head[:4], "big"), head[4:8]
            if not boxes and kind != b"ftyp":
                return {}
            if size == 1:
                size = int.from_bytes(head[8:16], "big")
            end = n_bytes if size == 0 else start + size
            if end < start + 8:
                break
            boxes[kind.decode("latin-1")] = start = end
    return boxes
