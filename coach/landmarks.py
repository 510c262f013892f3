"""The 33 body landmarks by name, and one moment's pose.

Names and order are those of the BlazePose topology used by MediaPipe's Pose Landmarker. Left and
right are the person's own.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import Self

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

N_LANDMARKS = 33


class Landmark(IntEnum):
    """Index of a landmark in axis -2 of every landmark array."""

    NOSE = 0
    LEFT_EYE_INNER = 1
    LEFT_EYE = 2
    LEFT_EYE_OUTER = 3
    RIGHT_EYE_INNER = 4
    RIGHT_EYE = 5
    RIGHT_EYE_OUTER = 6
    LEFT_EAR = 7
    RIGHT_EAR = 8
    MOUTH_LEFT = 9
    MOUTH_RIGHT = 10
    LEFT_SHOULDER = 11
    RIGHT_SHOULDER = 12
    LEFT_ELBOW = 13
    RIGHT_ELBOW = 14
    LEFT_WRIST = 15
    RIGHT_WRIST = 16
    LEFT_PINKY = 17
    RIGHT_PINKY = 18
    LEFT_INDEX = 19
    RIGHT_INDEX = 20
    LEFT_THUMB = 21
    RIGHT_THUMB = 22
    LEFT_HIP = 23
    RIGHT_HIP = 24
    LEFT_KNEE = 25
    RIGHT_KNEE = 26
    LEFT_ANKLE = 27
    RIGHT_ANKLE = 28
    LEFT_HEEL = 29
    RIGHT_HEEL = 30
    LEFT_FOOT_INDEX = 31
    RIGHT_FOOT_INDEX = 32


# Lines between landmarks that draw a body.
BONES: tuple[tuple[Landmark, Landmark], ...] = tuple(
    (Landmark[a], Landmark[b])
    for a, b in (
        ("NOSE", "LEFT_EAR"),
        ("NOSE", "RIGHT_EAR"),
        ("LEFT_SHOULDER", "RIGHT_SHOULDER"),
        ("LEFT_SHOULDER", "LEFT_ELBOW"),
        ("LEFT_ELBOW", "LEFT_WRIST"),
        ("RIGHT_SHOULDER", "RIGHT_ELBOW"),
        ("RIGHT_ELBOW", "RIGHT_WRIST"),
        ("LEFT_SHOULDER", "LEFT_HIP"),
        ("RIGHT_SHOULDER", "RIGHT_HIP"),
        ("LEFT_HIP", "RIGHT_HIP"),
        ("LEFT_HIP", "LEFT_KNEE"),
        ("LEFT_KNEE", "LEFT_ANKLE"),
        ("LEFT_ANKLE", "LEFT_HEEL"),
        ("LEFT_HEEL", "LEFT_FOOT_INDEX"),
        ("RIGHT_HIP", "RIGHT_KNEE"),
        ("RIGHT_KNEE", "RIGHT_ANKLE"),
        ("RIGHT_ANKLE", "RIGHT_HEEL"),
        ("RIGHT_HEEL", "RIGHT_FOOT_INDEX"),
    )
)


@dataclass(frozen=True, slots=True, eq=False)
class Pose:
    """What the pose model saw at one moment of media time."""

    t_s: float
    image: FloatArray  # (33, 4): x, y, z in pixels (z is in units of the width), visibility 0..1
    world: FloatArray  # (33, 4): metres from the middle of the hips, visibility 0..1
    size: tuple[int, int]  # width, height of the picture in pixels
    n_people: int  # 0 nobody, 1, or 2 when a second person was found
    luma: float  # mean brightness 0..255, NaN when it is not known

    @classmethod
    def nobody(cls, t_s: float, size: tuple[int, int] = (0, 0), luma: float = float("nan")) -> Self:
        """The pose of an empty picture: NaN everywhere, because missing is not (0, 0)."""
        empty = np.full((N_LANDMARKS, 4), np.nan)
        return cls(t_s, empty, empty, size, 0, luma)

    @property
    def found(self) -> bool:
        """Whether a person was found at all."""
        return self.n_people > 0
