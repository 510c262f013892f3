"""The annotated video: what the screen shows, kept as a file in media time."""

import os
from pathlib import Path
from types import TracebackType
from typing import Self

from coach.edges.screen.overlay import Overlay
from coach.edges.screen.video_writer import DEFAULT_FPS, TimedVideoWriter
from coach.errors import CoachError
from coach.pipeline import Moment

_SUFFIXES = (".mp4", ".mov")


class AnnotatedVideo:
    """A sink that writes every moment, drawn on, to an mp4 (MPEG-4 part 2).

    Written beside the target under a temporary name and renamed at the end, so no half file ever
    bears the final name. Interrupted, or with a disk nearly full, it still ends and keeps what it
    was given so far. Without any moment there is no file, and an older one of that name stays.

    path: ends in .mp4 or .mov. overlay: draws; the first picture's size is the size of the video.
    fps: frames a second of the file; its times are those of the moments at any rate.
    Entering raises CoachError where the file cannot be written; handling and leaving, when the disk
    is full.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        overlay: Overlay | None = None,
        *,
        fps: float = DEFAULT_FPS,
        mirror: bool = False,
    ) -> None:
        self.path = Path(path)
        self._part = self.path.with_name(f"{self.path.stem}.{os.getpid()}.part{self.path.suffix}")
        self._overlay = overlay or Overlay()
        self._fps = fps
        self._mirror = mirror
        self._writer: TimedVideoWriter | None = None

    def __enter__(self) -> Self:
        self._check_writable()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        writer, self._writer = self._writer, None
        if writer is None:
            return
        try:
            writer.close()
        except CoachError as problem:
            raise CoachError(
                f"{self._named(problem)} What could be written lies in {self._part}."
            ) from problem
        if self._part.exists():
            self._keep()

    def handle(self, moment: Moment) -> None:
        """Draw the moment and show it in the video from its time on."""
        picture = self._overlay.draw(moment, self._mirror)
        try:
            if self._writer is None:
                height, width = picture.shape[:2]
                self._writer = TimedVideoWriter(self._part, (width, height), self._fps)
            self._writer.write(moment.frame.t_s, picture)
        except CoachError as problem:
            raise CoachError(self._named(problem)) from problem

    def _named(self, problem: CoachError) -> str:
        """The writer's sentence with the name that the user gave instead of the temporary one."""
        return str(problem).replace(str(self._part), str(self.path))

    def _check_writable(self) -> None:
        """Find out before an hour of exercise, not after it."""
        if self.path.suffix.lower() not in _SUFFIXES:
            raise CoachError(f"{self.path}: videos are written as mp4; let the name end in .mp4.")
        try:
            if self.path.is_dir():
                raise CoachError(f"{self.path}: is a folder; name a file ending in .mp4.")
            self._part.touch()
            self._part.unlink()
        except OSError as error:
            raise CoachError(
                f"{self.path}: cannot be written ({error.strerror}); choose another place."
            ) from error

    def _keep(self) -> None:
        try:
            self._part.replace(self.path)
        except OSError as error:
            raise CoachError(
                f"{self.path}: cannot be replaced ({error.strerror}); "
                f"the video is kept as {self._part}."
            ) from error
