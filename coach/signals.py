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
from coach.measures import (
    OTHER,
    Joint,
    Side,
    angle_deg,
    ankle_angle,
    ankle_up,
    arm_angle,
    diagonals,
    elbow_angle,
    hip_angle,
    hip_drop,
    hip_lift,
    joint_index,
    knee_angle,
    knee_shoulder,
    knees_aside,
    neck_angle,
    reach,
    spread,
    swing_angle,
    toes_aside,
    trunk_lean,
    trunk_tilt,
    upper_arm_angle,
    wrist_up,
    wrists_aside,
)

__all__ = [
    "OTHER",
    "SIGNALS",
    "Joint",
    "Side",
    "Signal",
    "Unit",
    "angle_deg",
    "hip_middle_px",
    "is_seen",
    "joint_index",
    "near_side_score",
    "shoulder_ratio",
    "trunk_scale_px",
]

Unit = Literal["deg", "S0"]

# The model draws limbs it cannot see, so a limb counts as seen by its visibility, not its position.
MIN_VISIBILITY = 0.5
# Landmarks in the outer 2 % of the picture belong to a body that is cut off.
BORDER = 0.02


@dataclass(frozen=True, slots=True)
class Signal:
    """A word of the exercise format: what is measured, in what unit, from which joints.

    joints: of the near side. far_joints: those of the other side that are needed as well.
    uses_nose: it has no side, and is drawn wherever there is a head.
    """

    name: str
    unit: Unit
    joints: tuple[Joint, ...]
    measure: Callable[[FloatArray, Side, float], FloatArray]
    sigma: float  # typical standard deviation of the still signal, in `unit`, before it is measured
    far_joints: tuple[Joint, ...] = ()
    uses_nose: bool = False

    def landmarks(self, side: Side) -> tuple[Landmark, ...]:
        """All landmarks it is measured from when `side` is the near one."""
        near = (joint_index(side, joint) for joint in self.joints)
        far = (joint_index(OTHER[side], joint) for joint in self.far_joints)
        return (*near, *far, *((Landmark.NOSE,) if self.uses_nose else ()))


# Typical noise: medians over 14 photographs fed to the model's video mode with sensor noise. Those
# of distances and of `swing` are worked out from the landmarks' noise there, in shares of the
# trunk: hip 0.005, knee and ankle 0.008, wrist 0.009, tip of the foot 0.010.
SIGNALS: dict[str, Signal] = {
    signal.name: signal
    for signal in (
        Signal("hip", "deg", ("shoulder", "hip", "knee"), hip_angle, 0.46),
        Signal("knee", "deg", ("hip", "knee", "ankle"), knee_angle, 0.54),
        Signal("elbow", "deg", ("shoulder", "elbow", "wrist"), elbow_angle, 1.5),
        Signal("ankle", "deg", ("knee", "ankle", "foot_index"), ankle_angle, 1.4),
        Signal("arm", "deg", ("hip", "shoulder", "wrist"), arm_angle, 1.0),
        Signal("upper_arm", "deg", ("hip", "shoulder", "elbow"), upper_arm_angle, 1.0),
        Signal("neck", "deg", ("shoulder", "hip"), neck_angle, 0.9, uses_nose=True),
        Signal("lift", "S0", ("shoulder", "hip", "knee", "ankle"), hip_lift, 0.004),
        Signal("wrist_up", "S0", ("shoulder", "hip", "wrist"), wrist_up, 0.004),
        Signal("reach", "S0", ("wrist", "ankle"), reach, 0.01),
        Signal("diagonals", "S0", ("wrist", "ankle"), diagonals, 0.01, ("wrist", "ankle")),
        Signal("knee_shoulder", "S0", ("knee", "shoulder"), knee_shoulder, 0.004),
        Signal("spread", "S0", ("ankle",), spread, 0.011, ("ankle",)),
        Signal("lean", "deg", ("shoulder", "hip", "ankle"), trunk_lean, 1.1, ("hip",)),
        Signal("knees_aside", "S0", ("hip", "knee", "ankle"), knees_aside, 0.01),
        Signal("wrists_aside", "S0", ("hip", "wrist", "ankle"), wrists_aside, 0.01),
        Signal("toes_aside", "S0", ("hip", "ankle", "foot_index"), toes_aside, 0.013),
        Signal("swing", "deg", ("wrist", "hip"), swing_angle, 0.4, ("wrist", "hip")),
        Signal("tilt", "deg", ("shoulder", "hip"), trunk_tilt, 1.1),
        Signal("ankle_up", "S0", ("wrist", "ankle"), ankle_up, 0.012),
        Signal("hip_drop", "S0", ("wrist", "hip"), hip_drop, 0.01),
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
_NEAR_INDEX = {
    side: np.array([joint_index(side, joint) for joint in _NEAR_JOINTS]) for side in OTHER
}


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
