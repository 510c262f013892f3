"""What the upright poses share: a standing trunk, feet on or off the floor, hands on bars.

Somebody upright faces the direction `facing @ Z`; `facing` is the trunk's rotation from the rest
frame into the room, a turn about the vertical.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from samples.studio.contact import skin_of
from samples.studio.figure import Figure
from samples.studio.furniture import FLOOR_Y_M
from samples.studio.goals import SIDES, Goals, LimbGoal, Side
from samples.studio.rotation import Array, Vector, X, Y, Z, turn
from samples.studio.skeleton import Skeleton
from samples.studio.solve import (
    ARM,
    LEG,
    MAX_REACH,
    OUTWARD,
    foot_flat,
    hand_rotation,
    trunk_only,
    wrist_for_palm,
)

FACES_CAMERA: Array = np.eye(3)  # a camera at azimuth 0 sees the front
STANDING_KNEE_DEG = 8.0  # nobody stands with knees that are quite straight
FOOT_NAMES: Mapping[Side, str] = {"L": "left_foot", "R": "right_foot"}
HAND_NAMES: Mapping[Side, str] = {"L": "left_hand", "R": "right_hand"}
TOES_OUT_DEG = 8.0
CLOSED_CURL = 0.95
ARM_RADIUS_M = 0.05
HANGING_ASIDE = 0.30  # of a hanging arm, per unit downwards


def faces(azimuth_deg: float) -> Array:
    """(3, 3) trunk of somebody upright whose front is seen from a camera at `azimuth_deg`."""
    return turn(Y, azimuth_deg)


def bent_length_m(skeleton: Skeleton, bones: tuple[str, ...], bend_deg: float) -> float:
    """Shoulder to wrist (ARM) or hip to ankle (LEG) when elbow or knee is bent by `bend_deg`.

    Going by the angle keeps a joint from jumping where the limb becomes straight.
    """
    first, _, middle, _, last = (f"{bone}.L" for bone in bones)
    upper, lower = skeleton.distance(first, middle), skeleton.distance(middle, last)
    square = upper**2 + lower**2 + 2 * upper * lower * np.cos(np.radians(bend_deg))
    return float(min(np.sqrt(square), (upper + lower) * MAX_REACH))


# --- the trunk --------------------------------------------------------------------------------


def upright_trunk(
    facing: Array, pelvis_deg: float = 0.0, chest_deg: float = 0.0, head_deg: float = 4.0
) -> Goals:
    """A trunk without a place; the angles tilt pelvis, chest and head forward from upright.

    The limbs are laid out afterwards.
    """
    nowhere = LimbGoal(np.zeros(3), Y)
    return Goals(
        pelvis_at=np.zeros(3),
        pelvis=facing @ turn(X, pelvis_deg),
        chest=facing @ turn(X, chest_deg),
        head=facing @ turn(X, head_deg),
        arms=dict.fromkeys(SIDES, nowhere),
        legs=dict.fromkeys(SIDES, nowhere),
    )


def joint_places(figure: Figure, goals: Goals, bone: str) -> dict[Side, Array]:
    """(3,) heads of a trunk's bone by side: `upperarm01` is the shoulder, `upperleg01` the hip."""
    trunk = trunk_only(figure.skeleton, goals)
    return {s: trunk.heads[figure.skeleton.index[f"{bone}.{s}"]] for s in SIDES}


def middle_of(places: Mapping[Side, Array]) -> Array:
    """(3,) halfway between left and right."""
    middle: Array = (places["L"] + places["R"]) / 2
    return middle


def hips_at(figure: Figure, goals: Goals, place: Vector) -> Goals:
    """The trunk carried so that the middle of the hips is at `place` (3,); limbs stay."""
    hips = middle_of(joint_places(figure, goals, "upperleg01"))
    return replace(goals, pelvis_at=goals.pelvis_at + np.asarray(place, np.float64) - hips)


def hanging_from(
    figure: Figure, goals: Goals, wrists: Mapping[Side, Array], down: Vector, arm_m: float
) -> Goals:
    """The trunk carried so that its shoulders hang from the wrists, along `down` (3,) of length 1.

    arm_m: from shoulder to wrist, of the arm that is stretched more.
    """
    shoulders = joint_places(figure, goals, "upperarm01")
    above, way = middle_of(wrists), np.asarray(down, np.float64)
    drops_m: list[float] = []
    for side in SIDES:
        # |apart - drop * way| is the length of this arm, a quadratic equation for the drop.
        apart = wrists[side] - above - (shoulders[side] - middle_of(shoulders))
        along = float(apart @ way)
        square = float(arm_m**2 - apart @ apart + along**2)
        drops_m.append(along + float(np.sqrt(max(square, 0.0))))
    step = above + min(drops_m) * way - middle_of(shoulders)
    return replace(goals, pelvis_at=goals.pelvis_at + step)


# --- feet -------------------------------------------------------------------------------------


def foot_drop_m(figure: Figure, side: Side, foot: Array) -> float:
    """How far the lowest point of a foot turned by `foot` (3, 3) lies below its ankle."""
    return -float((_foot_from_ankle(figure, side) @ foot[1]).min())


@lru_cache(maxsize=16)
def _foot_from_ankle(figure: Figure, side: Side) -> Array:
    points = skin_of(figure, FOOT_NAMES[side]).points
    offsets: Array = points - figure.skeleton.head(f"foot.{side}")
    return offsets


def flat_foot(side: Side, facing: Array, toes_out_deg: float = TOES_OUT_DEG) -> Array:
    """(3, 3) a foot flat on the floor, its toes turned out a little."""
    return foot_flat(facing @ turn(Y, OUTWARD[side] * toes_out_deg) @ Z)


def standing_leg(figure: Figure, side: Side, facing: Array, ankle: Vector) -> LimbGoal:
    """Foot flat on the floor below `ankle` (3,), of which the height does not matter."""
    foot = flat_foot(side, facing)
    end = np.array([ankle[0], FLOOR_Y_M + foot_drop_m(figure, side, foot), ankle[2]])
    return LimbGoal(end, foot @ Z, foot)


def standing_hip_m(figure: Figure, knee_deg: float = STANDING_KNEE_DEG) -> float:
    """Height of the hip joints of one who stands on flat feet."""
    leg_m = bent_length_m(figure.skeleton, LEG, knee_deg)
    drop_m = foot_drop_m(figure, "L", flat_foot("L", FACES_CAMERA))
    return float(FLOOR_Y_M + drop_m + leg_m)


# --- hands ------------------------------------------------------------------------------------


def hand_drop_m(figure: Figure, side: Side, hand: Array) -> float:
    """How far the lowest point of an open hand turned by `hand` (3, 3) lies below its wrist."""
    return -float((_hand_from_wrist(figure, side) @ hand[1]).min())


@lru_cache(maxsize=16)
def _hand_from_wrist(figure: Figure, side: Side) -> Array:
    points = skin_of(figure, HAND_NAMES[side]).points
    offsets: Array = points - figure.skeleton.head(f"wrist.{side}")
    return offsets


@dataclass(frozen=True)
class Grip:
    """Two hands closed round a bar that runs across the body.

    places: (3,) the middle of the bar in each hand. hands: (3, 3). wrists: (3,).
    """

    places: Mapping[Side, Array]
    hands: Mapping[Side, Array]
    wrists: Mapping[Side, Array]

    def arms(self, facing: Array, elbows_forward: float = 0.4) -> dict[Side, LimbGoal]:
        """Elbows point outwards and to the front, `elbows_forward` times as much as outwards."""
        way = elbows_forward * (facing @ Z) - 0.2 * Y
        return {
            s: LimbGoal(self.wrists[s], OUTWARD[s] * (facing @ X) + way, self.hands[s])
            for s in SIDES
        }


def overhand_grip(
    figure: Figure,
    facing: Array,
    middle: Vector,
    half_width_m: float,
    *,
    inward: float = 0.0,
    forward: float = 0.0,
) -> Grip:
    """Hands over a bar through `middle` (3,), backs of the hands to the face.

    inward, forward: how much the hands lean that way, as their forearms do, per unit upwards.
    """
    skeleton, front = figure.skeleton, facing @ Z
    outward = {s: OUTWARD[s] * (facing @ X) for s in SIDES}
    places = {s: np.asarray(middle, np.float64) + half_width_m * outward[s] for s in SIDES}
    hands = {
        s: hand_rotation(skeleton, s, Y + forward * front - inward * outward[s], -front)
        for s in SIDES
    }
    wrists = {s: wrist_for_palm(skeleton, s, places[s], hands[s]) for s in SIDES}
    return Grip(places, hands, wrists)


def gripping(goals: Goals, grip: Grip, arms: Mapping[Side, LimbGoal]) -> Goals:
    """The goals with both hands closed round the bar."""
    return replace(
        goals, arms=arms, grips=dict(grip.places), curl=dict.fromkeys(SIDES, CLOSED_CURL)
    )


def shoulder_half_width_m(skeleton: Skeleton) -> float:
    """From the middle to a shoulder joint at rest."""
    return skeleton.distance("upperarm01.L", "upperarm01.R") / 2


def elbows_half_width_m(figure: Figure) -> float:
    """From the middle to an elbow that is beside the ribs, not in them."""
    low_m, high_m = (float(figure.skeleton.head(bone)[1]) for bone in ("spine04", "spine02"))
    points = skin_of(figure, "trunk").points
    waist = points[(points[:, 1] > low_m) & (points[:, 1] < high_m)]
    beside_m = float(np.abs(waist[:, 0]).max()) + ARM_RADIUS_M
    return max(shoulder_half_width_m(figure.skeleton), beside_m)


def arm_hanging(figure: Figure, shoulder: Array, side: Side, facing: Array) -> LimbGoal:
    """Beside the body, elbow bent a little, palm to the thigh."""
    skeleton = figure.skeleton
    outward, front = OUTWARD[side] * (facing @ X), facing @ Z
    aside_m = elbows_half_width_m(figure) - shoulder_half_width_m(skeleton)
    upper_m = skeleton.distance("upperarm01.L", "lowerarm01.L")
    way = -Y + max(HANGING_ASIDE, aside_m / upper_m) * outward + 0.06 * front
    length = bent_length_m(figure.skeleton, ARM, 14.0)
    fingers = -Y + 0.1 * front - 0.04 * outward
    hand = hand_rotation(figure.skeleton, side, fingers, outward + 0.3 * front)
    return LimbGoal(shoulder + length * way / np.linalg.norm(way), -front + 0.3 * outward, hand)


# --- somebody stands --------------------------------------------------------------------------


def standing(figure: Figure, facing: Array = FACES_CAMERA, at: Vector = (0.0, 0.0, 0.0)) -> Goals:
    """Upright and relaxed, feet flat on the floor, arms hanging.

    at: (3,) below the middle of the hips; its height does not matter.
    """
    hips = np.array([at[0], standing_hip_m(figure), at[2]])
    goals = hips_at(figure, upright_trunk(facing), hips)
    joints = joint_places(figure, goals, "upperleg01")
    shoulders = joint_places(figure, goals, "upperarm01")
    return replace(
        goals,
        arms={s: arm_hanging(figure, shoulders[s], s, facing) for s in SIDES},
        legs={s: standing_leg(figure, s, facing, joints[s]) for s in SIDES},
    )
