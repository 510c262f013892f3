"""The measurements behind the signals: pure functions of the landmarks in the picture.

Every function takes landmarks of shape (..., 33, 4) in pixels, the near side and the trunk length
S0 in pixels, and returns shape (...,). Missing landmarks are NaN and make NaN.

Two families ask for the way the body lies or hangs in the picture:

- `lean` and those ending in `_aside` are signed, positive to the person's own right wherever the
  front of the body is seen: one who lies on the back, from any camera above the mat, head to
  either side. Right is then a quarter turn from the line feet - head, the same one always. Neither
  the labels left and right, which the model sometimes swaps, nor the picture's axes are asked. Seen
  from behind the sign is the other way round. Rest has an offset of its own in every view.
- `swing`, `tilt`, `ankle_up`, `hip_drop` are about gravity: they take the picture's down for the
  plumb line, so the camera must stand upright.
"""

from typing import Literal

import numpy as np

from coach.landmarks import FloatArray, Landmark

Side = Literal["left", "right"]
Joint = Literal["shoulder", "elbow", "wrist", "hip", "knee", "ankle", "foot_index"]

_JOINTS: dict[Side, dict[Joint, Landmark]] = {
    side: {
        joint: Landmark[f"{side}_{joint}".upper()]
        for joint in ("shoulder", "elbow", "wrist", "hip", "knee", "ankle", "foot_index")
    }
    for side in ("left", "right")
}
OTHER: dict[Side, Side] = {"left": "right", "right": "left"}
UP_PX = np.array([0.0, -1.0])  # pixels count downwards


def joint_index(side: Side, joint: Joint) -> Landmark:
    """The landmark of a joint on one side of the person's own body."""
    return _JOINTS[side][joint]


def _points(image: FloatArray, side: Side, *joints: Joint) -> list[FloatArray]:
    """Pixel positions, each (..., 2), of joints on one side."""
    return [image[..., _JOINTS[side][joint], :2] for joint in joints]


def _middles(image: FloatArray, *joints: Joint) -> list[FloatArray]:
    """Pixel positions, each (..., 2), halfway between the left and the right joint."""
    pairs = (_points(image, side, *joints) for side in ("left", "right"))
    return [(left + right) / 2 for left, right in zip(*pairs, strict=True)]


def _distance(a: FloatArray, b: FloatArray) -> FloatArray:
    """(...,) pixels between points of shape (..., 2)."""
    distance: FloatArray = np.hypot(a[..., 0] - b[..., 0], a[..., 1] - b[..., 1])
    return distance


def _dot(a: FloatArray, b: FloatArray) -> FloatArray:
    product: FloatArray = a[..., 0] * b[..., 0] + a[..., 1] * b[..., 1]
    return product


def _cross(a: FloatArray, b: FloatArray) -> FloatArray:
    product: FloatArray = a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0]
    return product


def angle_deg(a: FloatArray, vertex: FloatArray, c: FloatArray) -> FloatArray:
    """Angle at `vertex` between the directions to `a` and `c`: 0 folded, 180 straight.

    a, vertex, c: shape (..., 2), pixels. Normalised coordinates would be wrong: they scale x and y
        differently, and a true 90 degrees can read as 121 on a 16:9 picture.
    Returns shape (...,), degrees, NaN where a point is missing or a segment has no length.
    """
    u, v = a - vertex, c - vertex
    cross, dot = _cross(u, v), _dot(u, v)
    angle = np.degrees(np.arctan2(np.abs(cross), dot))
    return np.where((cross == 0) & (dot == 0), np.nan, angle)


# --- angles between segments of the near side ------------------------------------------------


def hip_angle(image: FloatArray, side: Side, scale_px: float) -> FloatArray:
    """Shoulder - hip - knee, degrees."""
    return angle_deg(*_points(image, side, "shoulder", "hip", "knee"))


def knee_angle(image: FloatArray, side: Side, scale_px: float) -> FloatArray:
    """Hip - knee - ankle, degrees."""
    return angle_deg(*_points(image, side, "hip", "knee", "ankle"))


def elbow_angle(image: FloatArray, side: Side, scale_px: float) -> FloatArray:
    """Shoulder - elbow - wrist, degrees."""
    return angle_deg(*_points(image, side, "shoulder", "elbow", "wrist"))


def ankle_angle(image: FloatArray, side: Side, scale_px: float) -> FloatArray:
    """Knee - ankle - tip of the foot, degrees: smaller when the toes are pulled."""
    return angle_deg(*_points(image, side, "knee", "ankle", "foot_index"))


def arm_angle(image: FloatArray, side: Side, scale_px: float) -> FloatArray:
    """Hip - shoulder - wrist, degrees: 0 beside the trunk, 180 overhead."""
    return angle_deg(*_points(image, side, "hip", "shoulder", "wrist"))


def upper_arm_angle(image: FloatArray, side: Side, scale_px: float) -> FloatArray:
    """Hip - shoulder - elbow, degrees: as `arm_angle`, where the wrist is hidden."""
    return angle_deg(*_points(image, side, "hip", "shoulder", "elbow"))


def neck_angle(image: FloatArray, side: Side, scale_px: float) -> FloatArray:
    """Nose - shoulder - hip, degrees: smaller when the chin comes to the chest."""
    return angle_deg(image[..., Landmark.NOSE, :2], *_points(image, side, "shoulder", "hip"))


# --- distances in trunk lengths --------------------------------------------------------------


def hip_lift(image: FloatArray, side: Side, scale_px: float) -> FloatArray:
    """How far the hip stands off the line shoulder - ankle, towards the knee, in trunk lengths.

    The line's ends rest on the mat while the pelvis rises, so no gravity and no image axis is
    needed: the signal is the same for a tilted or turned camera and for the mirrored body.
    """
    shoulder, hip, knee, ankle = _points(image, side, "shoulder", "hip", "knee", "ankle")
    base = ankle - shoulder
    length = np.hypot(base[..., 0], base[..., 1])
    off_hip, off_knee = _cross(base, hip - shoulder), _cross(base, knee - shoulder)
    with np.errstate(invalid="ignore", divide="ignore"):
        return off_hip / length * np.sign(off_knee) / scale_px


def wrist_up(image: FloatArray, side: Side, scale_px: float) -> FloatArray:
    """How far the wrist is beyond the shoulder along the line hip - shoulder, in trunk lengths."""
    shoulder, hip, wrist = _points(image, side, "shoulder", "hip", "wrist")
    trunk = shoulder - hip
    with np.errstate(invalid="ignore", divide="ignore"):
        return _dot(wrist - shoulder, trunk) / np.hypot(trunk[..., 0], trunk[..., 1]) / scale_px


def reach(image: FloatArray, side: Side, scale_px: float) -> FloatArray:
    """From wrist to ankle, in trunk lengths."""
    return _distance(*_points(image, side, "wrist", "ankle")) / scale_px


def diagonals(image: FloatArray, side: Side, scale_px: float) -> FloatArray:
    """Mean of left wrist - right ankle and right wrist - left ankle, in trunk lengths."""
    wrist, ankle = _points(image, side, "wrist", "ankle")
    other_wrist, other_ankle = _points(image, OTHER[side], "wrist", "ankle")
    return (_distance(wrist, other_ankle) + _distance(other_wrist, ankle)) / 2 / scale_px


def knee_shoulder(image: FloatArray, side: Side, scale_px: float) -> FloatArray:
    """From knee to shoulder, in trunk lengths."""
    return _distance(*_points(image, side, "knee", "shoulder")) / scale_px


def spread(image: FloatArray, side: Side, scale_px: float) -> FloatArray:
    """From one ankle to the other, in trunk lengths."""
    return _distance(*(_points(image, s, "ankle")[0] for s in (side, OTHER[side]))) / scale_px


# --- to the person's own right, seen from the front ------------------------------------------


def trunk_lean(image: FloatArray, side: Side, scale_px: float) -> FloatArray:
    """How far the trunk leans to the right of the line of the legs, degrees.

    From the near ankle to the middle of the hips and on to the near shoulder: from the flank the
    far shoulder and ankle are drawn badly, and the pelvis rolls. The trunk lies near the line of
    the legs, so the jump at 180 degrees is far away wherever the head points in the picture.
    """
    shoulder, ankle = _points(image, side, "shoulder", "ankle")
    (hips,) = _middles(image, "hip")
    legs, trunk = hips - ankle, shoulder - hips
    aside, along = -_cross(legs, trunk), _dot(legs, trunk)
    lean: FloatArray = np.degrees(np.arctan2(aside, along))
    return np.where((aside == 0) & (along == 0), np.nan, lean)


def _aside(legs: FloatArray, offset: FloatArray, scale_px: float) -> FloatArray:
    """The part of `offset` to the right of the direction `legs`, in trunk lengths."""
    length = np.hypot(legs[..., 0], legs[..., 1])
    with np.errstate(invalid="ignore", divide="ignore"):
        return -_cross(legs, offset) / length / scale_px


def knees_aside(image: FloatArray, side: Side, scale_px: float) -> FloatArray:
    """How far the knee is to the right of the line ankle - hip, in trunk lengths."""
    hip, knee, ankle = _points(image, side, "hip", "knee", "ankle")
    return _aside(hip - ankle, knee - hip, scale_px)


def wrists_aside(image: FloatArray, side: Side, scale_px: float) -> FloatArray:
    """How far the wrist is to the right of the line ankle - hip, in trunk lengths."""
    hip, wrist, ankle = _points(image, side, "hip", "wrist", "ankle")
    return _aside(hip - ankle, wrist - hip, scale_px)


def toes_aside(image: FloatArray, side: Side, scale_px: float) -> FloatArray:
    """How far the tip of the foot is to the right of the line ankle - hip, in trunk lengths."""
    hip, ankle, foot = _points(image, side, "hip", "ankle", "foot_index")
    return _aside(hip - ankle, foot - ankle, scale_px)


# --- against the plumb line -------------------------------------------------------------------


def swing_angle(image: FloatArray, side: Side, scale_px: float) -> FloatArray:
    """The line hands - hips against the plumb line, degrees, positive with the hips to the right.

    Seen from behind, as one who faces wall bars is; from the front the sign is the other way
    round. The labels are not asked: from behind the model exchanges left and right at times, which
    the middles survive.
    """
    wrists, hips = _middles(image, "wrist", "hip")
    line = hips - wrists
    aside, down = line[..., 0], line[..., 1]
    swing: FloatArray = np.degrees(np.arctan2(aside, down))
    return np.where((aside == 0) & (down == 0), np.nan, swing)


def trunk_tilt(image: FloatArray, side: Side, scale_px: float) -> FloatArray:
    """The line hip - shoulder against the picture's up, degrees: 0 upright, 90 level."""
    shoulder, hip = _points(image, side, "shoulder", "hip")
    return angle_deg(shoulder, hip, hip + UP_PX)


def ankle_up(image: FloatArray, side: Side, scale_px: float) -> FloatArray:
    """Height of the ankle in the picture above the wrist, in trunk lengths; below 0 in a hang.

    The hands stay on the bar, so the feet rise when this does.
    """
    wrist, ankle = _points(image, side, "wrist", "ankle")
    return (wrist - ankle)[..., 1] / scale_px


def hip_drop(image: FloatArray, side: Side, scale_px: float) -> FloatArray:
    """How far the hip hangs below the wrist in the picture, in trunk lengths."""
    wrist, hip = _points(image, side, "wrist", "hip")
    return (hip - wrist)[..., 1] / scale_px
