"""What the poses on the mat share: lying on the back or the belly, arms and legs laid out."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from samples.studio.contact import lowest_m, skin_of
from samples.studio.figure import Figure
from samples.studio.goals import SIDES, Goals, LimbGoal, Side
from samples.studio.joints import true_joints
from samples.studio.rotation import Array, X, Y, Z, aligning, axes_along, turn
from samples.studio.skeleton import Posture
from samples.studio.solve import (
    ARM,
    LEG,
    foot_flat,
    hand_rotation,
    limb_length,
    middle_joint,
    solve,
    trunk_only,
)

# Columns: where the rest frame's x (to the left), y (up), z (forward) lie in the room.
SUPINE: Array = np.stack([-Z, -X, Y], axis=1)
PRONE: Array = np.stack([Z, -X, -Y], axis=1)
# Sign of the room's z of a side: a person on the back has the right at +z, on the belly at -z.
SUPINE_Z: dict[Side, float] = {"L": -1.0, "R": 1.0}
PRONE_Z: dict[Side, float] = {"L": 1.0, "R": -1.0}

SINK_M = 0.006  # the mat is soft: back and head press into it a little
CALF_SINK_M = 0.004  # and the calves


def lying_trunk(facing: Array, head_deg: float = 6.0) -> Goals:
    """A straight trunk, face up (SUPINE) or down (PRONE); the limbs are laid out afterwards.

    head_deg: chin towards the chest.
    """
    across = facing @ np.array([1.0, 0.0, 0.0])
    nowhere = LimbGoal(np.zeros(3), Y)
    return Goals(
        pelvis_at=np.array([0.22, 0.1, 0.0]),
        pelvis=facing,
        chest=facing,
        head=turn(across, head_deg) @ facing,
        arms=dict.fromkeys(SIDES, nowhere),
        legs=dict.fromkeys(SIDES, nowhere),
    )


def settled(figure: Figure, goals: Goals, sink_m: float = SINK_M) -> Goals:
    """Trunk on the mat (its lowest point `sink_m` below y = 0), the head laid down as well."""
    trunk = trunk_only(figure.skeleton, goals)
    goals = replace(
        goals,
        pelvis_at=goals.pelvis_at - np.array([0, lowest_m(figure, trunk, "trunk") + sink_m, 0]),
    )
    return _head_laid_down(figure, goals, sink_m)


def _head_laid_down(figure: Figure, goals: Goals, sink_m: float) -> Goals:
    across = goals.chest @ np.array([1.0, 0.0, 0.0])
    chin_deg = 0.0
    height = _head_height(figure, goals, across, chin_deg)
    for _ in range(6):  # secant steps on the angle of the neck
        slope = (_head_height(figure, goals, across, chin_deg + 1) - height) or 1e-6
        chin_deg += float(np.clip((-sink_m - height) / slope, -8, 8))
        height = _head_height(figure, goals, across, chin_deg)
    return replace(goals, head=turn(across, chin_deg) @ goals.chest)


def _head_height(figure: Figure, goals: Goals, across: Array, chin_deg: float) -> float:
    turned = replace(goals, head=turn(across, chin_deg) @ goals.chest)
    return lowest_m(figure, trunk_only(figure.skeleton, turned), "head")


Laid = Callable[[Figure, Posture, Side], LimbGoal]


def laid_out(figure: Figure, goals: Goals, arms: Laid, legs: Laid) -> Goals:
    """The goals with arms and legs put where the functions say, seen from shoulders and hips.

    Each gets the figure, the trunk's posture and the side.
    """
    trunk = trunk_only(figure.skeleton, goals)
    return replace(
        goals,
        arms={s: arms(figure, trunk, s) for s in SIDES},
        legs={s: legs(figure, trunk, s) for s in SIDES},
    )


def shoulder(figure: Figure, trunk: Posture, side: Side) -> Array:
    """(3,) place of the shoulder joint."""
    place: Array = trunk.heads[figure.skeleton.index[f"upperarm01.{side}"]]
    return place


def hip(figure: Figure, trunk: Posture, side: Side) -> Array:
    """(3,) place of the hip joint."""
    place: Array = trunk.heads[figure.skeleton.index[f"upperleg01.{side}"]]
    return place


def arm_at_the_side(
    figure: Figure, trunk: Posture, side: Side, spread_deg: float = 18.0
) -> LimbGoal:
    """On the back: straight along the trunk, palm on the mat."""
    start = shoulder(figure, trunk, side)
    aside = SUPINE_Z[side]
    length = limb_length(figure.skeleton, side, ARM) * 0.985
    spread = np.radians(spread_deg)
    end = start + length * np.array([np.cos(spread), 0, aside * np.sin(spread)])
    end[1] = 0.046
    fingers = np.array([1.0, 0.055, aside * 0.12])  # curled a little: their tips lie lower
    return LimbGoal(
        end, np.array([0, -0.15, aside]), hand_rotation(figure.skeleton, side, fingers, Y)
    )


def leg_straight(
    figure: Figure,
    trunk: Posture,
    side: Side,
    spread_deg: float = 5.0,
    point_deg: float = 25.0,
    turn_out_deg: float = 12.0,
) -> LimbGoal:
    """On the back: straight leg, heel on the mat; `point_deg` 0 = foot square to the shin."""
    start = hip(figure, trunk, side)
    aside = SUPINE_Z[side]
    out = turn(Y, -aside * spread_deg) @ turn(X, aside * turn_out_deg)
    foot = out @ turn(Z, -point_deg) @ SUPINE
    length = limb_length(figure.skeleton, side, LEG) * 0.995
    spread = np.radians(spread_deg)
    height_m = ankle_height_m(figure, side, foot)
    for _ in range(2):  # the second time with the calf off the mat as well
        drop = height_m - start[1]
        level = np.sqrt(max(length**2 - drop**2, 0.0))
        end = start + np.array([level * np.cos(spread), drop, aside * level * np.sin(spread)])
        leg = LimbGoal(end, out @ Y, foot)
        height_m += max(0.0, -CALF_SINK_M - _calf_height_m(figure, side, start, leg))
    return leg


def _calf_height_m(figure: Figure, side: Side, start: Array, leg: LimbGoal) -> float:
    """Height of the lowest point of the calf of a leg that begins at `start` (3,)."""
    knee, ankle = middle_joint(figure.skeleton, side, LEG, start, leg)
    hip_rest, knee_rest, rest = (
        figure.skeleton.head(f"{bone}.{side}") for bone in ("upperleg01", "lowerleg01", "foot")
    )
    shin = aligning(
        axes_along(rest - knee_rest, np.cross(knee_rest - hip_rest, rest - knee_rest)),
        axes_along(ankle - knee, np.cross(knee - start, ankle - knee)),
    )
    part = "left_shin" if side == "L" else "right_shin"
    return float(ankle[1] + ((skin_of(figure, part).points - rest) @ shin[1]).min())


def ankle_height_m(figure: Figure, side: Side, foot: Array, sink_m: float = 0.004) -> float:
    """Height of the ankle joint at which a foot turned by `foot` (3, 3) touches the mat."""
    part = "left_foot" if side == "L" else "right_foot"
    below = skin_of(figure, part).points - figure.skeleton.head(f"foot.{side}")
    return -float((below @ foot[1]).min()) - sink_m


def leg_bent(
    figure: Figure, trunk: Posture, side: Side, heel_x_m: float = 0.45, stance_m: float = 0.11
) -> LimbGoal:
    """On the back: knee up, foot flat on the mat; `heel_x_m` from the hip towards the feet."""
    start = hip(figure, trunk, side)
    aside = SUPINE_Z[side]
    end = np.array([start[0] + heel_x_m, figure.sole_m, aside * stance_m])
    return LimbGoal(end, np.array([0.05, 1, 0]), foot_flat([1.0, 0.0, aside * 0.12]))


def supine_rest(figure: Figure) -> Goals:
    """On the back, arms at the sides, legs straight."""
    goals = settled(figure, lying_trunk(SUPINE))
    return laid_out(figure, goals, arm_at_the_side, leg_straight)


def supine_bent(figure: Figure) -> Goals:
    """On the back, knees bent, feet flat, arms at the sides."""
    return laid_out(figure, settled(figure, lying_trunk(SUPINE)), arm_at_the_side, leg_bent)


def arm_overhead(figure: Figure, trunk: Posture, side: Side, spread_deg: float = 8.0) -> LimbGoal:
    """On the back: straight beyond the head on the mat, palm up, `spread_deg` from the trunk."""
    start = shoulder(figure, trunk, side)
    aside = SUPINE_Z[side]
    length = limb_length(figure.skeleton, side, ARM) * 0.985
    spread = np.radians(spread_deg)
    direction = np.array([-np.cos(spread), 0.0, aside * np.sin(spread)])
    end = start + length * direction
    end[1] = 0.04
    hand = hand_rotation(figure.skeleton, side, direction, -Y)
    return LimbGoal(end, np.array([0, -0.3, aside]), hand)


def supine_overhead(figure: Figure) -> Goals:
    """On the back, arms overhead on the mat, legs straight."""
    goals = replace(lying_trunk(SUPINE), shrug_deg={"L": 12.0, "R": 12.0})
    return laid_out(figure, settled(figure, goals), arm_overhead, leg_straight)


def middle_of(figure: Figure, goals: Goals) -> Array:
    """(3,) halfway between the ends of a body that lies: where a camera should look."""
    joints = true_joints(figure.skeleton, solve(figure.skeleton, goals), figure.nose)
    middle: Array = (joints.min(axis=0) + joints.max(axis=0)) / 2
    return middle
