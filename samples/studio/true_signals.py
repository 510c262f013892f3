"""What each exercise truly moves, measured on the true joints in the room.

These signals know nothing of camera, pose model or coach: they check the truth files, and give
them the true range of every repetition.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from samples.studio.joints import NAMES
from samples.studio.rotation import Array

Measure = Callable[[Array], Array]


@dataclass(frozen=True)
class TrueSignal:
    """A signal of (T, 15, 3) joints in metres; `words` say what it is, `unit` is m or deg."""

    words: str
    unit: str
    measure: Measure

    def excursion(self, joints_m: Array, rest: slice) -> Array:
        """(T,) the signal less its median at rest."""
        signal = self.measure(joints_m)
        return signal - float(np.nanmedian(signal[rest]))


def _joint(joints: Array, name: str) -> Array:
    place: Array = joints[..., NAMES.index(name), :]
    return place


def _middle(joints: Array, name: str) -> Array:
    return (_joint(joints, f"left_{name}") + _joint(joints, f"right_{name}")) / 2


def _angle_deg(joints: Array, first: str, vertex: str, last: str) -> Array:
    """Mean over both sides of the angle at `vertex`."""
    sides = []
    for side in ("left", "right"):
        one = _joint(joints, f"{side}_{first}") - _joint(joints, f"{side}_{vertex}")
        other = _joint(joints, f"{side}_{last}") - _joint(joints, f"{side}_{vertex}")
        lengths = np.linalg.norm(one, axis=-1) * np.linalg.norm(other, axis=-1)
        cosine = np.sum(one * other, axis=-1) / lengths
        sides.append(np.degrees(np.arccos(np.clip(cosine, -1, 1))))
    mean: Array = np.mean(sides, axis=0)
    return mean


def _height_m(name: str) -> Measure:
    return lambda joints: _middle(joints, name)[..., 1]


def _hip_flexion_deg(joints: Array) -> Array:
    return 180 - _angle_deg(joints, "shoulder", "hip", "knee")


def _arms_deg(joints: Array) -> Array:
    return _angle_deg(joints, "hip", "shoulder", "wrist")


def _lean_deg(joints: Array) -> Array:
    """Of the trunk on the mat, seen from above; positive to the right of one on the back."""
    trunk = _middle(joints, "shoulder") - _middle(joints, "hip")
    return np.degrees(np.arctan2(trunk[..., 2], -trunk[..., 0]))


def _knees_aside_m(joints: Array) -> Array:
    return (_middle(joints, "knee") - _middle(joints, "hip"))[..., 2]


def _dorsiflexion_deg(joints: Array) -> Array:
    return 180 - _angle_deg(joints, "knee", "ankle", "foot_index")


def _reach_m(joints: Array) -> Array:
    """From wrists to ankles: what stretching makes longer."""
    length: Array = np.linalg.norm(_middle(joints, "wrist") - _middle(joints, "ankle"), axis=-1)
    return length


def _star_m(joints: Array) -> Array:
    """Mean length of the two diagonals."""
    diagonals = [
        np.linalg.norm(_joint(joints, f"{one}_wrist") - _joint(joints, f"{other}_ankle"), axis=-1)
        for one, other in (("left", "right"), ("right", "left"))
    ]
    mean: Array = np.mean(diagonals, axis=0)
    return mean


def _hip_drop_m(joints: Array) -> Array:
    return -_middle(joints, "hip")[..., 1]


def _swing_deg(joints: Array) -> Array:
    """Of the line hands - hips from the plumb line; facing -z the person's right is +x."""
    line = _middle(joints, "hip") - _middle(joints, "wrist")
    return np.degrees(np.arctan2(line[..., 0], -line[..., 1]))


def _tilt_deg(joints: Array) -> Array:
    """Of the trunk from upright, forward along +x."""
    trunk = _middle(joints, "shoulder") - _middle(joints, "hip")
    return np.degrees(np.arctan2(trunk[..., 0], trunk[..., 1]))


_TOES = TrueSignal("toes are pulled", "deg", _dorsiflexion_deg)
_LEAN = TrueSignal("trunk leans to the right", "deg", _lean_deg)
_REACH = TrueSignal("wrists move away from ankles", "m", _reach_m)

TRUE_SIGNALS: Mapping[str, TrueSignal] = {
    "bar_hang": TrueSignal("ankles rise", "m", _height_m("ankle")),
    "half_hang": TrueSignal("hips sink", "m", _hip_drop_m),
    "wall_bar_swing": TrueSignal("hips swing to the right under the hands", "deg", _swing_deg),
    "table_lean": TrueSignal("trunk tilts forward", "deg", _tilt_deg),
    "prone_reach": _REACH,
    "supine_reach": _REACH,
    "toe_pull_chin": _TOES,
    "arm_raise_toe_pull": TrueSignal("arms rise", "deg", _arms_deg),
    "side_pull": _LEAN,
    "side_pull_toes": _LEAN,
    "side_pull_knees": TrueSignal("knees move to the right", "m", _knees_aside_m),
    "knee_hug": TrueSignal("hips flex", "deg", _hip_flexion_deg),
    "star_stretch": TrueSignal("diagonals lengthen", "m", _star_m),
    "pelvis_lift": TrueSignal("hips rise", "m", _height_m("hip")),
}


def true_signal(exercise: str, stance: str | None) -> TrueSignal:
    """The signal of an exercise; with the arms overhead already, only the toes move much."""
    is_overhead = exercise == "arm_raise_toe_pull" and stance == "overhead"
    return _TOES if is_overhead else TRUE_SIGNALS[exercise]
