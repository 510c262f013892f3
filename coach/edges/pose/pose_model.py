"""Frames in, poses out: from pictures through MediaPipe, or as a landmark recording has them."""

from contextlib import ExitStack, closing
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import cv2
import numpy as np
from numpy.typing import NDArray

from coach.edges.pose.landmarker import Landmarker, Mode
from coach.edges.pose.people import PeopleCounter
from coach.edges.sources.pictures import Picture, as_bgr
from coach.landmarks import Pose
from coach.pipeline import Frame

_LUMA_STEP = 16  # every 16th row and column: brightness to a grey level in 0.02 ms


class MediaPipePose:
    """Finds one body in each picture, and tells whether there is a second one."""

    def __init__(self, bundle: Path) -> None:
        """`bundle` is loaded on entering the `with` block."""
        self._bundle = bundle
        self._loaded: tuple[Landmarker, PeopleCounter] | None = None
        self._time_ms = -1

    def __enter__(self) -> Self:
        """Load the model. Raises CoachError: no pose model, or a system library is missing."""
        with ExitStack() as stack:  # one that is left open complains at the end of the process
            landmarker = stack.enter_context(closing(Landmarker(self._bundle, Mode.VIDEO)))
            self._loaded = landmarker, PeopleCounter(self._bundle)
            stack.pop_all()
        self._time_ms = -1
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let go of both models."""
        for model in self._loaded or ():
            model.close()
        self._loaded = None

    def pose(self, frame: Frame) -> Pose:
        """The body in `frame`; `Pose.nobody` where there is no body or no usable picture.

        Raises CoachError when the model keeps breaking.
        """
        if self._loaded is None:
            raise RuntimeError("MediaPipePose is used outside its with block")
        landmarker, people = self._loaded
        rgb = _as_rgb(frame.pixels)
        if rgb is None:
            people.lose()
            return Pose.nobody(frame.t_s)
        height, width = rgb.shape[:2]
        luma = float(rgb[::_LUMA_STEP, ::_LUMA_STEP].mean())
        found = landmarker.find(rgb, self._next_ms(frame.t_s))
        if found is None:
            people.lose()
            return Pose.nobody(frame.t_s, (width, height), luma)
        image, world = found
        image[:, :3] *= (width, height, width)
        n_people = people.count(frame.t_s, rgb, image)
        return Pose(frame.t_s, image, world, (width, height), n_people, luma)

    def _next_ms(self, t_s: float) -> int:
        """Media time as MediaPipe wants it: whole milliseconds, each greater than the last."""
        self._time_ms = max(round(t_s * 1000.0), self._time_ms + 1)
        return self._time_ms


class RecordedPose:
    """Gives back the poses of a landmark recording, which were found when it was made."""

    def __enter__(self) -> Self:
        """Nothing to load."""
        return self

    def __exit__(self, *exc: Any) -> None:
        """Nothing to let go of."""

    def pose(self, frame: Frame) -> Pose:
        """The pose that the frame brings along; `Pose.nobody` where it brings none."""
        return Pose.nobody(frame.t_s) if frame.pose is None else frame.pose


def _as_rgb(pixels: NDArray[Any] | None) -> Picture | None:
    """The picture as the model needs it, or None when it cannot be made so.

    The model breaks on empty and one-channel pictures, and on strided ones it is silently wrong.
    """
    if pixels is None or pixels.dtype not in (np.uint8, np.uint16):
        return None
    bgr = as_bgr(pixels)
    return None if bgr is None else np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB), np.uint8)
