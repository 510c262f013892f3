"""MediaPipe's Pose Landmarker, quiet and mended: a broken one is replaced by a new one."""

import ctypes
import logging
from contextlib import nullcontext
from enum import Enum
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coach.edges.system import quiet_stderr, system_libraries
from coach.errors import CoachError
from coach.landmarks import N_LANDMARKS, FloatArray

_log = logging.getLogger(__name__)

# MediaPipe's defaults, stated because thresholds elsewhere were tuned with them.
MIN_DETECTION_CONFIDENCE = 0.5  # that the detector's region is a person
MIN_PRESENCE_CONFIDENCE = 0.5  # that the landmarks belong to a person
MIN_TRACKING_CONFIDENCE = 0.5  # that the last region still holds the person

_MOST_DEATHS = 3  # in a row: then it is not the picture's fault


class Mode(Enum):
    """How pictures follow each other."""

    VIDEO = "VIDEO"  # one after the other: follows and smooths
    IMAGE = "IMAGE"  # each for itself


class Landmarker:
    """One Pose Landmarker that looks for one body. Use in a `with` block or call `close`."""

    def __init__(self, bundle: Path, mode: Mode) -> None:
        """Load `bundle`. Raises CoachError: it is no pose model, or a system library is missing."""
        with system_libraries():
            import mediapipe
            from mediapipe.tasks.python import BaseOptions, vision
        self._mediapipe = mediapipe
        self._vision = vision
        self._bundle = bundle
        self._mode = mode
        self._deaths = 0
        self._has_found = False
        self._options = vision.PoseLandmarkerOptions(
            base_options=BaseOptions(model_asset_path=str(bundle)),
            running_mode=vision.RunningMode[mode.value],
            num_poses=1,  # with two, MediaPipe does not smooth: two to four times the noise
            min_pose_detection_confidence=MIN_DETECTION_CONFIDENCE,
            min_pose_presence_confidence=MIN_PRESENCE_CONFIDENCE,
            min_tracking_confidence=MIN_TRACKING_CONFIDENCE,
        )
        self._landmarker: Any = self._create()

    def find(
        self, rgb: NDArray[np.uint8], time_ms: int = 0
    ) -> tuple[FloatArray, FloatArray] | None:
        """The body in the picture, or None.

        rgb: (height, width, 3), C-contiguous; anything else breaks the landmarker.
        time_ms: VIDEO mode only; greater than in every call before.
        Returns image landmarks (33, 4): x, y, z as shares of width, height, width, and visibility;
        and world landmarks (33, 4): metres from the middle of the hips, and visibility.
        Raises CoachError when the landmarker keeps breaking.
        """
        picture = self._mediapipe.Image(image_format=self._mediapipe.ImageFormat.SRGB, data=rgb)
        try:
            # MediaPipe writes its last warning when it finds its first body.
            with nullcontext() if self._has_found else quiet_stderr():
                if self._mode is Mode.VIDEO:
                    found = self._landmarker.detect_for_video(picture, time_ms)
                else:
                    found = self._landmarker.detect(picture)
        except (ValueError, RuntimeError) as error:
            self._replace(error)
            return None
        self._deaths = 0
        if not found.pose_landmarks:
            return None
        self._has_found = True
        return _as_array(found.pose_landmarks[0]), _as_array(found.pose_world_landmarks[0])

    def close(self) -> None:
        """Let go of the model."""
        if self._landmarker is not None:
            self._landmarker.close()

    def _create(self) -> Any:
        try:
            with quiet_stderr(), system_libraries():
                return self._vision.PoseLandmarker.create_from_options(self._options)
        except (ValueError, RuntimeError, OSError) as error:
            raise CoachError(
                f"The pose model {self._bundle} cannot be loaded: give MediaPipe's "
                "pose_landmarker_full.task after --model, or none to use the one that is fetched."
            ) from error

    def _replace(self, error: Exception) -> None:
        """Put a new landmarker in the place of the broken one and go on."""
        _log.debug("the pose landmarker broke and is replaced: %s", error)
        _never_collect(self._landmarker)
        self._landmarker = None
        self._deaths += 1
        if self._deaths >= _MOST_DEATHS:
            raise CoachError(
                f"The pose model {self._bundle} breaks on every picture of this source: try "
                "another camera, clip or model (--model FILE)."
            ) from error
        self._landmarker = self._create()


def _never_collect(landmarker: Any) -> None:
    """Keep a broken landmarker for as long as the process lives.

    Closing it raises, and collecting it, even at the interpreter's end, can block for ever.
    """
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(landmarker))


def _as_array(landmarks: Any) -> FloatArray:
    """(33, 4): x, y, z, visibility; NaN where the model gives none."""
    rows = [(mark.x, mark.y, mark.z, mark.visibility) for mark in landmarks]
    return np.array(rows, dtype=np.float64).reshape(N_LANDMARKS, 4)
