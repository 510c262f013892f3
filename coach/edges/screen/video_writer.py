"""A video file that keeps media time: frames come when they come, the file runs at a fixed rate."""

import math
import os
import shutil
from pathlib import Path
from typing import Any, Self

import cv2
import numpy as np

from coach.edges.sources.cv_path import cv_path
from coach.edges.sources.pictures import Picture
from coach.edges.sources.quiet_cv import quiet_opencv
from coach.errors import CoachError
from coach.pipeline import Moment

DEFAULT_FPS = 30.0
# An mp4 gets its table of contents when it is closed: a disk that fills up before loses all of it.
MIN_FREE_BYTES = 64 * 1024 * 1024
CHECK_FREE_EVERY_S = 2.0


class TimedVideoWriter:
    """Writes pictures to an mp4 (MPEG-4 part 2) at a constant rate without changing their time.

    OpenCV's writer knows constant rates only, while cameras and phones give variable ones. Each
    picture takes the slot `round((t_s - first t_s) * fps)`; empty slots repeat the picture before,
    and of two pictures for one slot the first stays. So the file lasts as long as the pictures did.

    path: ends in .mp4 or .mov; an existing file is replaced. Without any picture no file is left.
    size: width, height in pixels; other pictures are fitted into it with black borders.
        An odd width or height loses its last pixel, as the codec knows even ones only.
    fps: frames a second; a value no camera has (below 1, above 240, NaN) means 30.
    Raises CoachError when the file cannot be opened, when the disk is full, or when, at the end,
    the file cannot be read back.
    """

    def __init__(self, path: str | os.PathLike[str], size: tuple[int, int], fps: float) -> None:
        self.path = Path(path)
        self.size = size
        self.fps = fps if 1.0 <= fps <= 240.0 else DEFAULT_FPS
        self._first_s: float | None = None
        self._checked_s = -math.inf
        self._n_written = 0
        self._last: Picture | None = None
        self._writer: Any = self._open()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def write(self, t_s: float, bgr: Picture) -> None:
        """Show `bgr`, (height, width, 3) uint8, from media time `t_s` on."""
        self._fill_to(t_s)
        picture = self._fitted(bgr)
        if self._n_written <= self._slot(t_s):
            self._put(picture)
        if picture is bgr:
            picture = bgr.copy()  # the caller may draw on it before it is needed again
        self._last = picture

    def hold_until(self, t_s: float) -> None:
        """Let the last picture stand until `t_s`: no new one came. Nothing before the first one."""
        if self._last is not None:
            self._fill_to(t_s)

    def close(self) -> None:
        """Finish the file and look whether it holds what was written. A second call does nothing.

        Raises CoachError when it does not: OpenCV does not report a failed write.
        """
        if self._writer is None:
            return
        self._writer.release()
        self._writer = None
        if self._n_written == 0:
            self.path.unlink(missing_ok=True)
            return
        n_readable = _count_frames(self.path)
        if n_readable < self._n_written:
            raise CoachError(
                f"{self.path}: only {n_readable} of {self._n_written} frames were written; "
                "is the disk full? Free some space and record again."
            )

    def _open(self) -> Any:
        quiet_opencv()
        if self.path.suffix.lower() not in (".mp4", ".mov"):
            raise CoachError(f"{self.path}: videos are written as mp4; let the name end in .mp4.")
        mp4v = cv2.VideoWriter.fourcc(*"mp4v")  # H.264 cannot be written by the OpenCV wheels
        writer = cv2.VideoWriter(cv_path(self.path), cv2.CAP_FFMPEG, mp4v, self.fps, self.size)
        if not writer.isOpened():
            raise CoachError(_why_not_writable(self.path))
        return writer

    def _slot(self, t_s: float) -> int:
        if self._first_s is None:
            self._first_s = t_s
        return round((t_s - self._first_s) * self.fps)

    def _fill_to(self, t_s: float) -> None:
        """Repeat the last picture in the empty slots before that of `t_s`."""
        missing = self._slot(t_s) - self._n_written
        if self._last is not None:
            for _ in range(missing):
                self._put(self._last)
        if t_s - self._checked_s >= CHECK_FREE_EVERY_S:
            self._checked_s = t_s
            self._check_disk()

    def _put(self, picture: Picture) -> None:
        if self._writer is None:
            raise CoachError(f"{self.path}: is closed already; open a new video to go on.")
        self._writer.write(picture)
        self._n_written += 1

    def _check_disk(self) -> None:
        """Close the file while its table of contents still finds room."""
        if shutil.disk_usage(self.path.absolute().parent).free < MIN_FREE_BYTES:
            self.close()
            raise CoachError(
                f"{self.path}: the disk is nearly full, so the video ends here; free some space."
            )

    def _fitted(self, bgr: Picture) -> Picture:
        """The picture in the size of the file: OpenCV silently skips any other."""
        width, height = self.size
        if bgr.shape == (height, width, 3):
            return bgr
        scale = min(width / bgr.shape[1], height / bgr.shape[0])
        inner_w = max(1, min(width, round(bgr.shape[1] * scale)))
        inner_h = max(1, min(height, round(bgr.shape[0] * scale)))
        left, top = (width - inner_w) // 2, (height - inner_h) // 2
        canvas = np.zeros((height, width, 3), np.uint8)
        canvas[top : top + inner_h, left : left + inner_w] = cv2.resize(bgr, (inner_w, inner_h))
        return canvas


class VideoRecorder:
    """A sink that keeps the source's own pictures, without anything drawn on them, as a video.

    fps: the rate of the file; frames keep their media time (see TimedVideoWriter). While no
    picture comes, the last one stands. Without any picture no file is written.
    Raises CoachError like TimedVideoWriter, at the first picture and at the end.
    """

    def __init__(self, path: str | os.PathLike[str], fps: float = DEFAULT_FPS) -> None:
        self._path = Path(path)
        self._part = self._path.with_name(f"{self._path.stem}.part{self._path.suffix}")
        self._fps = fps
        self._writer: TimedVideoWriter | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: Any) -> None:
        if self._writer is not None:
            self._writer.close()
            self._part.replace(self._path)  # only a whole video takes an older one's place

    def handle(self, moment: Moment) -> None:
        """Write the moment's picture, if it has one."""
        frame = moment.frame
        if frame.pixels is None:
            if self._writer is not None:
                self._writer.hold_until(frame.t_s)
            return
        if self._writer is None:
            height, width = frame.pixels.shape[:2]
            self._writer = TimedVideoWriter(self._part, (width, height), self._fps)
        self._writer.write(frame.t_s, frame.pixels)


def _count_frames(path: Path) -> int:
    """Frames by the file's own table of contents, 0 when it cannot be opened."""
    capture = cv2.VideoCapture(cv_path(path), cv2.CAP_FFMPEG)
    n_frames = int(capture.get(cv2.CAP_PROP_FRAME_COUNT)) if capture.isOpened() else 0
    capture.release()
    return n_frames


def _why_not_writable(path: Path) -> str:
    """OpenCV only says no; name the likely reason."""
    folder = path.absolute().parent
    if path.is_dir():
        return f"{path}: is a folder; name a file ending in .mp4."
    if not folder.is_dir():
        return f"{path}: there is no folder {folder}; make it first or choose another."
    if not os.access(path if path.exists() else folder, os.W_OK):
        return f"{path}: may not be written; choose another place or mend its permissions."
    return f"{path}: OpenCV cannot write a video of this size here; choose another place."
