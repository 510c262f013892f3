"""A whole clip in memory, to step through in both directions frame by frame.

Jumping inside a compressed video lands on a neighbouring frame in many files. So the clip is
decoded once, forward, and every picture is kept as a small JPEG with the time of its own frame.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from coach.edges.screen import drawing
from coach.edges.sources.camera import Camera
from coach.edges.sources.open_source import open_source
from coach.edges.sources.pictures import Picture
from coach.edges.sources.recording import LandmarkRecording
from coach.edges.sources.video import VideoFile
from coach.errors import CoachError
from coach.landmarks import Pose
from coach.pipeline import Frame

MAX_BYTES = 2**30  # twelve minutes of 640x480 at 30 frames a second
LINES = 720  # a picture is kept no larger than it will be shown
_JPEG_QUALITY = 88
_BACKGROUND = (52, 47, 42)  # lighter than the screen around it


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """All frames of a video or of a landmark recording."""

    path: Path
    t_s: tuple[float, ...]  # media time of each frame, strictly increasing
    fps: float  # nominal
    size: tuple[int, int]  # width, height in pixels, of the file's pictures
    warning: str  # what is missing in the file, or ""
    _kept: tuple[bytes | Pose, ...]  # a JPEG, or the landmarks to draw

    @property
    def seconds(self) -> float:
        """Media time of the last frame, with the time it stands."""
        return self.t_s[-1] + 1.0 / self.fps

    def picture(self, frame: int) -> Picture:
        """A new BGR picture of the frame with this number, counted from 0."""
        kept = self._kept[frame]
        if isinstance(kept, Pose):
            return _stick_figure(kept, self.size)
        picture = cv2.imdecode(np.frombuffer(kept, np.uint8), cv2.IMREAD_COLOR)
        return np.asarray(picture, np.uint8)


def open_clip(name: str) -> VideoFile | LandmarkRecording:
    """The source `name`; nothing is read yet. Raises CoachError when it is no file."""
    try:
        source = open_source(name)
    except CoachError:  # which would also offer a camera
        raise CoachError(
            f"{name or 'an empty name'}: no such file; give a video or a landmark recording (.npz)."
        ) from None
    if isinstance(source, Camera):
        raise CoachError(f"{name} is a camera: `coach record` makes a file that can be labelled.")
    return source


def read_clip(
    source: VideoFile | LandmarkRecording, on_progress: Callable[[float, float | None], None]
) -> Clip:
    """Decode a whole video, or read a recording.

    on_progress: called with the media time reached and the whole length (None: not known).
    Raises CoachError when the file cannot be read, holds no frame, or is too long to keep.
    """
    times_s: list[float] = []
    kept: list[bytes | Pose] = []
    n_bytes = 0
    with source:
        fps, size, duration_s = source.fps, source.size, source.duration_s
        for frame in source:
            item = _kept(frame, size)
            n_bytes += len(item) if isinstance(item, bytes) else 0
            if n_bytes > MAX_BYTES:
                raise CoachError(
                    f"{source.path}: after {frame.t_s:.0f} s its pictures fill {MAX_BYTES >> 20} "
                    "MB; cut the video into shorter ones and label each."
                )
            times_s.append(frame.t_s)
            kept.append(item)
            on_progress(frame.t_s, duration_s)
    if not times_s:
        raise CoachError(f"{source.path}: holds no frame; record it again.")
    warning = getattr(source, "warning", None) or ""
    return Clip(source.path, tuple(times_s), fps, size, warning, tuple(kept))


def _kept(frame: Frame, size: tuple[int, int]) -> bytes | Pose:
    if frame.pixels is None:
        return frame.pose or Pose.nobody(frame.t_s)
    scale = LINES / min(size)
    pixels = frame.pixels
    if scale < 1.0:
        shown = (round(size[0] * scale), round(size[1] * scale))
        pixels = cv2.resize(pixels, shown, interpolation=cv2.INTER_AREA)
    _, jpeg = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])
    return jpeg.tobytes()


def _stick_figure(pose: Pose, size: tuple[int, int]) -> Picture:
    """The landmarks on an empty picture, as high as pictures are kept."""
    width, height = size if min(size) > 0 else (1280, 720)  # a recording in which nobody was seen
    scale = LINES / min(width, height)
    shape = (round(height * scale), round(width * scale), 3)
    picture: Picture = np.full(shape, _BACKGROUND, np.uint8)
    drawing.draw_skeleton(picture, pose.image[:, :2] * scale, pose.image[:, 3])
    return picture
