"""Goals -> Posture: forward kinematics of the trunk, two-bone inverse kinematics of the limbs."""

from dataclasses import replace

import numpy as np

from samples.studio.goals import SIDES, Goals, LimbGoal, Side
from samples.studio.rotation import (
    Array,
    Vector,
    aligning,
    axes_along,
    blend,
    rotation_vector,
    turn,
    unit,
)
from samples.studio.skeleton import Posture, Skeleton, posed

# How far along the way from the pelvis' to the chest's rotation each vertebra group is turned, and
# from the chest's to the head's: the lumbar part bends most.
SPINE_SHARES = {"spine05": 0.12, "spine04": 0.35, "spine03": 0.6, "spine02": 0.85, "spine01": 1.0}
NECK_SHARES = {"neck01": 0.15, "neck02": 0.5, "neck03": 0.8, "head": 1.0}
ARM = ("upperarm01", "upperarm02", "lowerarm01", "lowerarm02", "wrist")
LEG = ("upperleg01", "upperleg02", "lowerleg01", "lowerleg02", "foot")
MAX_REACH = 0.9995  # of the limb's length: a joint that is quite straight has no plane to bend in
CURL_DEG = (48.0, 62.0, 40.0)  # of the three finger joints in a closed fist
OUTWARD: dict[Side, float] = {"L": 1.0, "R": -1.0}  # of x in the rest frame


def solve(skeleton: Skeleton, goals: Goals) -> Posture:
    """The posture that reaches the goals as far as the limbs are long."""
    rotations = _trunk_rotations(goals)
    trunk = posed(skeleton, rotations, "root", goals.pelvis_at)
    for side in SIDES:
        _bend_leg(skeleton, rotations, trunk, side, goals.legs[side])
        _bend_arm(skeleton, rotations, trunk, side, goals.arms[side])
        _curl_fingers(skeleton, rotations, side, goals.curl[side])
    return posed(skeleton, rotations, "root", goals.pelvis_at)


def trunk_only(skeleton: Skeleton, goals: Goals) -> Posture:
    """The trunk with hanging limbs: where shoulders (`upperarm01`) and hips (`upperleg01`) are."""
    return posed(skeleton, _trunk_rotations(goals), "root", goals.pelvis_at)


def anchored(skeleton: Skeleton, goals: Goals, bone: str, at: Vector) -> Goals:
    """The goals with the trunk carried so that the head of a trunk bone lies at `at` (3,)."""
    place = trunk_only(skeleton, goals).heads[skeleton.index[bone]]
    return replace(goals, pelvis_at=goals.pelvis_at + np.asarray(at, np.float64) - place)


def _trunk_rotations(goals: Goals) -> dict[str, Array]:
    rotations = {"root": goals.pelvis}
    for bone, share in SPINE_SHARES.items():
        rotations[bone] = blend(goals.pelvis, goals.chest, share)
    for bone, share in NECK_SHARES.items():
        rotations[bone] = blend(goals.chest, goals.head, share)
    front = goals.chest @ np.array([0.0, 0.0, 1.0])
    for side in SIDES:
        raised = turn(front, OUTWARD[side] * goals.shrug_deg[side]) @ goals.chest
        rotations[f"clavicle.{side}"] = rotations[f"shoulder01.{side}"] = raised
    return rotations


def limb_length(skeleton: Skeleton, side: Side, bones: tuple[str, ...]) -> float:
    """Shoulder to wrist (ARM) or hip to ankle (LEG) of a straight limb, in metres."""
    first, _, middle, _, last = (f"{bone}.{side}" for bone in bones)
    return skeleton.distance(first, middle) + skeleton.distance(middle, last)


def middle_joint(
    skeleton: Skeleton, side: Side, bones: tuple[str, ...], start: Array, goal: LimbGoal
) -> tuple[Array, Array]:
    """(3,) places of elbow or knee and of wrist or ankle, for a limb that begins at `start`."""
    first, _, middle, _, last = (f"{bone}.{side}" for bone in bones)
    upper, lower = skeleton.distance(first, middle), skeleton.distance(middle, last)
    way = goal.end - start
    length = float(np.linalg.norm(way))
    direction = way / length
    reach = min(max(length, abs(upper - lower) * 1.001), (upper + lower) * MAX_REACH)
    pole = goal.pole - direction * (direction @ goal.pole)
    along = (upper**2 + reach**2 - lower**2) / (2 * reach)  # law of cosines
    aside = np.sqrt(max(0.0, upper**2 - along**2))
    return start + direction * along + unit(pole) * aside, start + direction * reach


def _bend(
    skeleton: Skeleton, trunk: Posture, side: Side, bones: tuple[str, ...], goal: LimbGoal
) -> tuple[Array, Array]:
    """Rotations of the upper and the lower limb."""
    first, _, middle, _, last = (skeleton.index[f"{bone}.{side}"] for bone in bones)
    heads = skeleton.heads
    start = trunk.heads[first]
    bent, end = middle_joint(skeleton, side, bones, start, goal)
    rest_hinge = np.cross(heads[middle] - heads[first], heads[last] - heads[middle])
    hinge = np.cross(bent - start, end - bent)
    upper = aligning(
        axes_along(heads[middle] - heads[first], rest_hinge), axes_along(bent - start, hinge)
    )
    lower = aligning(
        axes_along(heads[last] - heads[middle], rest_hinge), axes_along(end - bent, hinge)
    )
    return upper, lower


def _bend_leg(
    skeleton: Skeleton, rotations: dict[str, Array], trunk: Posture, side: Side, goal: LimbGoal
) -> None:
    upper, lower = _bend(skeleton, trunk, side, LEG, goal)
    for bone, rotation in zip(LEG, (upper, upper, lower, lower), strict=False):
        rotations[f"{bone}.{side}"] = rotation
    if goal.end_rotation is not None:
        rotations[f"foot.{side}"] = goal.end_rotation


def _bend_arm(
    skeleton: Skeleton, rotations: dict[str, Array], trunk: Posture, side: Side, goal: LimbGoal
) -> None:
    upper, lower = _bend(skeleton, trunk, side, ARM, goal)
    hand = lower if goal.end_rotation is None else goal.end_rotation
    untwisted = _swung(skeleton, rotations[f"shoulder01.{side}"], upper, side)
    # The twist of the arm spreads over both halves, or the shoulder and the wrist would wring.
    rotations[f"upperarm01.{side}"] = blend(untwisted, upper, 0.5)
    rotations[f"upperarm02.{side}"] = upper
    rotations[f"lowerarm01.{side}"] = lower
    forearm = lower @ (skeleton.head(f"wrist.{side}") - skeleton.head(f"lowerarm01.{side}"))
    half_twist = turn(forearm, twist_deg(hand @ lower.T, forearm) / 2)
    rotations[f"lowerarm02.{side}"] = half_twist @ lower
    rotations[f"wrist.{side}"] = hand


def _swung(skeleton: Skeleton, shoulder: Array, upper: Array, side: Side) -> Array:
    """The upper arm turned from the shoulder's frame straight to where it points, untwisted."""
    arm = unit(skeleton.head(f"lowerarm01.{side}") - skeleton.head(f"upperarm01.{side}"))
    here, there = shoulder @ arm, upper @ arm
    axis = np.cross(here, there)
    if np.linalg.norm(axis) < 1e-9:
        return shoulder
    angle = np.degrees(np.arctan2(np.linalg.norm(axis), here @ there))
    return turn(axis, float(angle)) @ shoulder


def twist_deg(rotation: Array, axis: Vector) -> float:
    """The part of a rotation that turns about `axis`, -180..180 degrees (swing-twist split)."""
    vector = rotation_vector(rotation)
    angle = float(np.linalg.norm(vector))
    if angle < 1e-9:
        return 0.0
    along = float(unit(vector) @ unit(axis)) * np.sin(angle / 2)  # of the rotation's quaternion
    return float((np.degrees(2 * np.arctan2(along, np.cos(angle / 2))) + 180) % 360 - 180)


# --- hands and feet ---------------------------------------------------------------------------


def hand_axes(skeleton: Skeleton, side: Side) -> Array:
    """(3, 3) at rest: along the hand to the fingers, out of its back, and across."""
    wrist = skeleton.head(f"wrist.{side}")
    first, third, last = (skeleton.head(f"finger{k}-1.{side}") - wrist for k in (2, 3, 5))
    return axes_along(third, OUTWARD[side] * np.cross(first, last))


def hand_rotation(skeleton: Skeleton, side: Side, fingers: Vector, back: Vector) -> Array:
    """Hand whose fingers point along `fingers` and whose back faces `back` (palm the other way)."""
    return aligning(hand_axes(skeleton, side), axes_along(fingers, back))


def palm(skeleton: Skeleton, posture: Posture, side: Side) -> Array:
    """(3,) the middle of what a closed hand holds."""
    i = skeleton.index[f"wrist.{side}"]
    held: Array = posture.heads[i] + posture.rotations[i] @ _held(skeleton, side)
    return held


def wrist_for_palm(skeleton: Skeleton, side: Side, held: Vector, hand: Array) -> Array:
    """(3,) where the wrist must be so that a hand turned by `hand` holds the place `held`."""
    wrist: Array = np.asarray(held, np.float64) - hand @ _held(skeleton, side)
    return wrist


def _held(skeleton: Skeleton, side: Side) -> Array:
    """From the wrist to the middle of a closed hand's grip, in the rest frame."""
    wrist = skeleton.head(f"wrist.{side}")
    knuckles = np.mean([skeleton.head(f"finger{k}-1.{side}") for k in (2, 3, 4, 5)], axis=0)
    back = hand_axes(skeleton, side)[:, 1]
    held: Array = knuckles - wrist - 0.025 * back
    return held


def _curl_fingers(skeleton: Skeleton, rotations: dict[str, Array], side: Side, curl: float) -> None:
    hand = rotations[f"wrist.{side}"]
    fingers, back, _ = (hand @ hand_axes(skeleton, side)).T
    across = np.cross(back, fingers)
    bend = 0.0
    for joint, full in enumerate(CURL_DEG, start=1):
        bend += full * curl
        for finger in (2, 3, 4, 5):
            rotations[f"finger{finger}-{joint}.{side}"] = turn(across, bend) @ hand
    thumb = turn(fingers, -OUTWARD[side] * (15 + 25 * curl)) @ hand
    for joint in (1, 2, 3):
        rotations[f"finger1-{joint}.{side}"] = thumb


def foot_flat(toes: Vector) -> Array:
    """(3, 3) a foot flat on the floor whose toes point along `toes` (level)."""
    forward = unit(np.array([toes[0], 0.0, toes[2]]))
    up = np.array([0.0, 1.0, 0.0])
    return np.stack([np.cross(up, forward), up, forward], axis=1)
