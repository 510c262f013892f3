"""Writes clips: H.264 in mp4, each frame at its own time, by the ffmpeg of imageio-ffmpeg."""

import os
import subprocess
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np

from coach.errors import CoachError
from samples.studio.backdrop import Picture
from samples.studio.matroska import TICKS_PER_S, frame_head, stream_head

DEFAULT_CRF = 26  # 20 s of 640x480 with a webcam's noise make about 300 kB
PRESET = "fast"
CLOSE_LIMIT_S = 120.0


class VideoFile:
    """A whole mp4 or none: it gets its name only once it is complete.

    path: of the mp4; fps: nominal. size: (width, height), even numbers. crf: x264's quality,
    lower is better and larger. Use as a context manager. Raises CoachError when ffmpeg is missing
    or fails, as on a full disk.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        size: tuple[int, int],
        fps: float,
        crf: float = DEFAULT_CRF,
    ) -> None:
        if size[0] % 2 or size[1] % 2:
            raise ValueError(f"H.264 needs an even width and height, not {size}")
        self.path, self.size = Path(path), size
        self._part = self.path.with_name(self.path.name + ".part")
        self._fps, self._crf = fps, crf
        self._last_s = -1.0
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        if not self.path.parent.is_dir():
            raise CoachError(f"{self.path.parent}: there is no such folder; make it first.")
        self._process = subprocess.Popen(
            _command(self._part, self._crf), stdin=subprocess.PIPE, stderr=subprocess.PIPE
        )
        self._send(stream_head(self.size, self._fps))
        return self

    def write(self, picture: Picture, t_s: float) -> None:
        """Append an RGB picture (h, w, 3) that was taken at `t_s`, kept to 0.1 ms.

        Raises ValueError when it has another size, or is not later than the one before.
        """
        if picture.shape != (self.size[1], self.size[0], 3) or picture.dtype != np.uint8:
            raise ValueError(f"a picture {picture.shape} does not fit {self.size}")
        if round(t_s * TICKS_PER_S) <= round(self._last_s * TICKS_PER_S):
            raise ValueError(f"a picture at {t_s} s cannot follow one at {self._last_s} s")
        self._last_s = t_s
        self._send(frame_head(t_s, picture.nbytes))
        self._send(np.ascontiguousarray(picture).data)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if error is None:
                self._finish()
        finally:
            self._stop()

    def _send(self, data: Any) -> None:
        try:
            self._running().stdin.write(data)  # type: ignore[union-attr]  # it is a pipe
        except OSError as error:  # ffmpeg has ended; its own words tell why
            raise self._failure(self._last_words()) from error

    def _finish(self) -> None:
        """Wait until ffmpeg has written all, then give the file its name."""
        why = self._last_words()
        if self._running().returncode != 0:
            raise self._failure(why)
        os.replace(self._part, self.path)

    def _last_words(self) -> str:
        """Wait until ffmpeg ends; what it complained of last."""
        process = self._running()
        try:
            words = process.communicate(timeout=CLOSE_LIMIT_S)[1]
        except subprocess.TimeoutExpired:
            return "it does not come to an end"
        lines = words.decode(errors="replace").strip().splitlines()
        return lines[-1].strip() if lines else f"it ended with code {process.returncode}"

    def _failure(self, why: str) -> CoachError:
        return CoachError(
            f"{self.path}: ffmpeg cannot write it ({why}); is the disk full or the folder locked?"
        )

    def _stop(self) -> None:
        """Leave no process and no unfinished file behind."""
        process, self._process = self._running(), None
        process.kill()
        process.communicate()
        self._part.unlink(missing_ok=True)

    def _running(self) -> "subprocess.Popen[bytes]":
        if self._process is None:
            raise RuntimeError("a VideoFile is written inside its with block")
        return self._process


def _command(path: Path, crf: float) -> list[str]:
    """Frames keep the times they come with; the index stands first, so that players start early."""
    tick = f"1/{TICKS_PER_S}"
    return [
        *(_ffmpeg(), "-y", "-loglevel", "error", "-nostats"),
        *("-f", "matroska", "-i", "pipe:0"),
        *("-fps_mode", "passthrough", "-enc_time_base", tick),
        *("-video_track_timescale", str(TICKS_PER_S)),
        *("-c:v", "libx264", "-crf", str(crf), "-preset", PRESET, "-threads", "1"),
        *("-pix_fmt", "yuv420p", "-movflags", "+faststart", "-f", "mp4", str(path)),
    ]


def _ffmpeg() -> str:
    """The program. Raises CoachError where it is not installed."""
    try:
        return str(import_module("imageio_ffmpeg").get_ffmpeg_exe())
    except (ImportError, RuntimeError) as error:
        raise CoachError('The studio needs ffmpeg; install it: pip install ".[studio]".') from error
