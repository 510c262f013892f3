"""Named signals: pure functions from landmarks to one number a frame, each with its unit.

Every function takes landmarks of shape (..., 33, 4) in pixels and returns shape (...,), so the same
code serves one live frame (33, 4) and a whole recording (T, 33, 4). Missing landmarks are NaN and
make NaN. All decisions use the image landmarks of the near side: near full extension the world
landmarks are compressed, and separate start from end 1.7 times worse in the median of 141 photo
pairs.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from coach.landmarks import FloatArray, Landmark

Unit = Literal["deg", "S0"]
Side = Literal["left", "right"]

# The model draws limbs it cannot see, so a limb counts as seen by its visibility, not its position.
MIN_VISIBILITY = 0.5
# Landmarks in the outer 2 % of the picture belong to a body that is cut off.
BORDER = 0.02

Joint = Literal["shoulder", "elbow", "wrist", "hip", "knee", "ankle", "foot_index"]

_JOINTS: dict[Side, dict[Joint, Landmark]] = {
    side: {
        joint: Landmark[f"{side}_{joint}".upper()]
        for joint in ("shoulder", "elbow", "wrist", "hip", "knee", "ankle", "foot_index")
    }
    for side in ("left", "right")
}


def joint_index(side: Side, joint: Joint) -> Landmark:
    """The landmark of a joint on one side of the person's own body."""
    return _JOINTS[side][joint]


def _points(image: FloatArray, side: Side, *joints: Joint) -> list[FloatArray]:
    """Pixel positions, each (..., 2), of joints on one side."""
    return [image[..., _JOINTS[side][joint], :2] for joint in joints]


def angle_deg(a: FloatArray, vertex: FloatArray, c: FloatArray) -> FloatArray:
    """Angle at `vertex` between the directions to `a` and `c`: 0 folded, 180 straight.

    a, vertex, c: shape (..., 2), pixels. Normalised coordinates would be wrong: they scale x and y
        differently, and a true 90 degrees can read as 121 on a 16:9 picture.
    Returns shape (...,), degrees, NaN where a point is missing or a segment has no length.
    """
    u, v = a - vertex, c - vertex
    cross = u[..., 0] * v[..., 1] - u[..., 1] * v[..., 0]
    dot = u[..., 0] * v[..., 0] + u[..., 1] * v[..., 1]
    angle = np.degrees(np.arctan2(np.abs(cross), dot))
    return np.where((cross == 0) & (dot == 0), np.nan, angle)


def hip_angle(image: FloatArray, side: Side, scale_px: float) -> FloatArray:
    """Shoulder - hip - knee, degrees."""
    return angle_deg(*_points(image, side, "shoulder", "hip", "knee"))


def knee_angle(image: FloatArray, side: Side, scale_px: float) -> FloatArray:
    """Hip - knee - ankle, degrees."""
    return angle_deg(*_points(image, side, "hip", "knee", "ankle"))


def elbow_angle(image: FloatArray, side: Side, scale_px: float) -> FloatArray:
    """Shoulder - elbow - wrist, degrees."""
    return angle_deg(*_points(image, side, "shoulder", "elbow", "wrist"))


def hip_lift(image: FloatArray, side: Side, scale_px: float) -> FloatArray:
    """How far the hip stands off the line shoulder - ankle, towards the knee, in trunk lengths.

    The line's ends rest on the mat while the pelvis rises, so no gravity and no image axis is
    needed: the signal is the same for a tilted or turned camera and for the mirrored body.
    """
    shoulder, hip, knee, ankle = _points(image, side, "shoulder", "hip", "knee", "ankle")
    base = ankle - shoulder
    length = np.hypot(base[..., 0], base[..., 1])
    off_hip = base[..., 0] * (hip - shoulder)[..., 1] - base[..., 1] * (hip - shoulder)[..., 0]
    off_knee = base[..., 0] * (knee - shoulder)[..., 1] - base[..., 1] * (knee - shoulder)[..., 0]
    with np.errstate(invalid="ignore", divide="ignore"):
        return off_hip / length * np.sign(off_knee) / scale_px


@dataclass(frozen=True, slots=True)
class Signal:
    """A word of the exercise format: what is measured, in what unit, from which joints."""

    name: str
    unit: Unit
    joints: tuple[Joint, ...]
    measure: Callable[[FloatArray, Side, float], FloatArray]
    sigma: float  # typical standard deviation of the still signal, in `unit`, before it is measured


# Typical noise: medians over 14 photographs fed to the model's video mode with sensor noise.
SIGNALS: dict[str, Signal] = {
    signal.name: signal
    for signal in (
        Signal("hip", "deg", ("shoulder", "hip", "knee"), hip_angle, 0.46),
        Signal("knee", "deg", ("hip", "knee", "ankle"), knee_angle, 0.54),
        Signal("elbow", "deg", ("shoulder", "elbow", "wrist"), elbow_angle, 1.5),
        Signal("lift", "S0", ("shoulder", "hip", "knee", "ankle"), hip_lift, 0.004),
    )
}


def trunk_scale_px(image: FloatArray) -> FloatArray:
    """Trunk length S0 in pixels: the longer of shoulder-hip and 1.3 shoulder widths.

    image: shape (..., 33, 4). Returns shape (...,). The widths take over where the trunk is
    foreshortened. Measured at rest and then frozen: the trunk's length in the picture changes with
    the movement itself.
    """
    left_shoulder = image[..., Landmark.LEFT_SHOULDER, :2]
    right_shoulder = image[..., Landmark.RIGHT_SHOULDER, :2]
    trunk = (left_shoulder + right_shoulder - hip_middle_px(image) * 2) / 2
    width = left_shoulder - right_shoulder
    scale: FloatArray = np.maximum(
        np.hypot(trunk[..., 0], trunk[..., 1]), 1.3 * np.hypot(width[..., 0], width[..., 1])
    )
    return scale


def shoulder_ratio(image: FloatArray) -> FloatArray:
    """Shoulder width over trunk length in the picture: small from the flank, large from the feet.

    image: shape (..., 33, 4). Returns shape (...,), no unit.
    """
    left_shoulder = image[..., Landmark.LEFT_SHOULDER, :2]
    right_shoulder = image[..., Landmark.RIGHT_SHOULDER, :2]
    trunk = (left_shoulder + right_shoulder) / 2 - hip_middle_px(image)
    width = left_shoulder - right_shoulder
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio: FloatArray = np.hypot(width[..., 0], width[..., 1]) / np.hypot(
            trunk[..., 0], trunk[..., 1]
        )
    return ratio


def hip_middle_px(image: FloatArray) -> FloatArray:
    """Middle between the hips. image: shape (..., 33, 4). Returns shape (..., 2), pixels."""
    middle: FloatArray = (
        image[..., Landmark.LEFT_HIP, :2] + image[..., Landmark.RIGHT_HIP, :2]
    ) / 2
    return middle


_NEAR_JOINTS: tuple[Joint, ...] = ("elbow", "wrist", "knee")
_NEAR_INDEX = {side: np.array([_JOINTS[side][joint] for joint in _NEAR_JOINTS]) for side in _JOINTS}


def near_side_score(image: FloatArray) -> FloatArray:
    """Visibility of the left elbow, wrist and knee minus the right ones; above 0 left is nearer.

    image: shape (..., 33, 4). Returns shape (...,). Shoulders and hips stay near 1 even when they
    are hidden and tell nothing; for these three joints it was right in 232 of 232 photographs.
    """
    left = image[..., _NEAR_INDEX["left"], 3].sum(axis=-1)
    right = image[..., _NEAR_INDEX["right"], 3].sum(axis=-1)
    score: FloatArray = left - right
    return score


def is_seen(image: FloatArray, size: tuple[int, int], indices: NDArray[Any]) -> NDArray[np.bool_]:
    """Whether each landmark is visible enough and inside the picture.

    image: shape (..., 33, 4); size: width, height in pixels; indices: shape (k,).
    Returns shape (..., k).
    """
    points = image[..., indices, :]
    x, y, visibility = points[..., 0], points[..., 1], points[..., 3]
    width, height = size
    with np.errstate(invalid="ignore"):
        seen: NDArray[np.bool_] = (
            (visibility >= MIN_VISIBILITY)
            & (x >= BORDER * width)
            & (x <= (1 - BORDER) * width)
            & (y >= BORDER * height)
            & (y <= (1 - BORDER) * height)
        )
    return seen
