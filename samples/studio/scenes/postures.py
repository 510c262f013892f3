"""Postures on the way between standing and lying, as people with back pain take them.

Whoever sits, kneels or lies on the side here turns the front to +z, head towards -x, so the right
side is down; `mirrored` gives the other side.
"""

from dataclasses import replace

import numpy as np

from samples.studio.figure import Figure
from samples.studio.furniture import FLOOR_Y_M
from samples.studio.goals import SIDES, Goals, LimbGoal, Side
from samples.studio.poses.lying import (
    SUPINE,
    hip,
    laid_out,
    leg_bent,
    shoulder,
)
from samples.studio.rotation import Array, Vector, X, Y, Z, turn, unit
from samples.studio.scenes.bodies import (
    arm_to,
    completed,
    hips_at,
    palm_on,
    pole_for_elbow,
    seated,
    trunk,
    with_limbs,
)
from samples.studio.skeleton import Posture
from samples.studio.solve import (
    ARM,
    LEG,
    OUTWARD,
    foot_flat,
    hand_rotation,
    limb_length,
    solve,
    trunk_only,
)

SHOULDER_M = 0.06  # of the joint of the shoulder one lies on
PALM_M = 0.045  # of the wrist above what the palm lies on
PROPPED_WRIST_M = 0.07  # of the wrist of a hand that carries weight
STANCE_M = 0.1  # of each foot from the middle
DEEP = 0.6  # a squat in which the thighs leave no room for the hands
BESIDE_Z_M = 0.54  # where one stands beside the mat


def stance(figure: Figure, side: Side, at: tuple[float, float], heading_deg: float) -> LimbGoal:
    """A foot flat on the floor, of one who stands at `at` (x, z) and looks to `heading_deg`."""
    facing = turn(Y, heading_deg)
    place = facing @ np.array([OUTWARD[side] * STANCE_M, 0.0, -0.02])
    end = place + np.array([at[0], FLOOR_Y_M + figure.sole_m, at[1]])
    toes = facing @ np.array([OUTWARD[side] * 0.15, 0.0, 1.0])
    return LimbGoal(end, facing @ np.array([OUTWARD[side] * 0.12, 0.6, 1.0]), foot_flat(toes))


def hip_height_m(figure: Figure) -> float:
    """Of the hips above the floor in easy standing."""
    return FLOOR_Y_M + figure.sole_m + 0.985 * limb_length(figure.skeleton, "L", LEG)


def standing(figure: Figure, at: tuple[float, float], heading_deg: float) -> Goals:
    """Upright, feet on the floor beside `at` (x, z), arms hanging.

    heading_deg: 0 looks to +z, 90 to +x.
    """
    facing = turn(Y, heading_deg)
    body = hips_at(figure, trunk(facing, facing), (at[0], hip_height_m(figure), at[1]))
    arms = {s: _hanging(figure, body, s, facing) for s in SIDES}
    return with_limbs(body, arms, {s: stance(figure, s, at, heading_deg) for s in SIDES})


def _hanging(figure: Figure, body: Goals, side: Side, facing: Array) -> LimbGoal:
    outward = OUTWARD[side]
    down = facing @ np.array([outward * 0.2, -1.0, 0.1])
    arm = arm_to(figure, body, side, down, facing @ np.array([outward * 0.4, 0.0, -1.0]), 0.96)
    back = facing @ np.array([outward, 0.0, 0.3])
    return replace(arm, end_rotation=hand_rotation(figure.skeleton, side, down, back))


def stooped(figure: Figure, hip_x_m: float, depth: float, lean_deg: float) -> Goals:
    """Feet beside the mat, knees bent, trunk forward, hands on the thighs or stretched forward.

    depth: 0 standing .. 1 the hips near the mat.
    """
    pelvis, chest = turn(X, lean_deg * 0.75), turn(X, lean_deg)
    leg_m = limb_length(figure.skeleton, "L", LEG)
    height = hip_height_m(figure) - depth * 0.72 * leg_m
    back_m = 0.1 + 0.32 * depth * leg_m
    body = trunk(pelvis, chest, turn(X, lean_deg * 0.5))
    body = hips_at(figure, body, (hip_x_m, height, BESIDE_Z_M - back_m))
    legs = {s: stance(figure, s, (hip_x_m, BESIDE_Z_M), 0.0) for s in SIDES}
    body = with_limbs(body, {}, legs)
    hands = _arm_for_balance if depth > DEEP else _hand_on_knee
    return with_limbs(body, {s: hands(figure, body, s) for s in SIDES}, {})


def _arm_for_balance(figure: Figure, body: Goals, side: Side) -> LimbGoal:
    """Stretched forward over the knee, as one does in a deep squat."""
    outward = OUTWARD[side]
    arm = arm_to(figure, body, side, (0.2 * outward, -0.3, 1.0), (outward, -0.5, 0.0), 0.88)
    return palm_on(figure, side, arm.end, (0.0, -0.2, 1.0), arm.pole, (0.3 * outward, 1.0, 0.2))


def _hand_on_knee(figure: Figure, body: Goals, side: Side) -> LimbGoal:
    posture = solve(figure.skeleton, body)
    knee = posture.heads[figure.skeleton.index[f"lowerleg01.{side}"]]
    thigh = knee - posture.heads[figure.skeleton.index[f"upperleg01.{side}"]]
    over = unit(np.cross(np.cross(thigh, Y + 0.4 * Z), thigh))  # away from the thigh's upper side
    place = knee - 0.38 * thigh + 0.125 * over
    outward = body.chest @ np.array([OUTWARD[side], 0.0, -0.4])
    return palm_on(figure, side, place, unit(thigh), outward, over)


def side_sitting(figure: Figure, hip_x_m: float, *, is_settled: bool) -> Goals:
    """On the mat, front to +z, leaning on the right hand.

    is_settled: the legs lie folded to the left; else both feet stand before the body.
    """
    lean_deg = 24.0 if is_settled else 12.0
    pelvis = turn(Z, lean_deg * 0.7) @ turn(X, -8.0 if is_settled else -14.0)
    chest = turn(Z, lean_deg) @ turn(X, 6.0 if is_settled else 10.0)
    body = seated(figure, trunk(pelvis, chest, turn(Z, lean_deg * 0.3)), (hip_x_m, 0.0))
    right = shoulder(figure, trunk_only(figure.skeleton, body), "R")
    reach = limb_length(figure.skeleton, "R", ARM) * 0.95
    aside = np.sqrt(max(reach**2 - (right[1] - PROPPED_WRIST_M) ** 2, 0.03**2))
    prop = np.array([right[0] - 0.75 * aside, PROPPED_WRIST_M, right[2] - 0.5 * aside])
    right_arm = palm_on(figure, "R", prop, (-1.0, -0.25, -0.2), (-0.3, 0.0, -1.0), (0.2, 1, 0))
    legs = _folded_legs(figure, body) if is_settled else _feet_before(figure, hip_x_m)
    body = with_limbs(body, {}, legs)
    return with_limbs(body, {"R": right_arm, "L": _hand_on_knee(figure, body, "L")}, {})


def _feet_before(figure: Figure, hip_x_m: float) -> dict[Side, LimbGoal]:
    return {s: stance(figure, s, (hip_x_m, BESIDE_Z_M), 0.0) for s in SIDES}


def _folded_legs(figure: Figure, body: Goals) -> dict[Side, LimbGoal]:
    """Thighs forward, shins to the left, one on the other."""
    start = trunk_only(figure.skeleton, body)
    scale = limb_length(figure.skeleton, "L", LEG)
    upper = {"R": 0.0, "L": 0.07}
    legs: dict[Side, LimbGoal] = {}
    for side in SIDES:
        place = hip(figure, start, side)
        ahead = 0.22 if side == "R" else 0.30
        end = np.array([place[0] + 0.5 * scale, 0.06 + upper[side], place[2] + ahead * scale])
        legs[side] = LimbGoal(end, np.array([-0.2, 0.5, 1.0]), _foot_on_its_side((1.0, 0.0, 0.25)))
    return legs


def _foot_on_its_side(shin: Vector) -> Array:
    """Of one who lies on the right side: toes to the front and a little along the shin."""
    along = unit(shin)
    toes = np.array([0.45, 0.0, 1.0])
    up = unit(-along - toes * (toes @ -along) / (toes @ toes))
    forward = unit(toes)
    return np.stack([np.cross(up, forward), up, forward], axis=1)


def side_lying(figure: Figure, hip_x_m: float, lift_deg: float = 0.0) -> Goals:
    """On the right side, hips and knees bent, the left hand before the chest.

    lift_deg: how far the upper trunk is raised on the right forearm.
    """
    body = _side_trunk(figure, hip_x_m, lift_deg)
    for tilt_deg in range(
        3, 25, 3
    ):  # the wider the shoulders, the more the lower one lifts the chest
        if shoulder(figure, trunk_only(figure.skeleton, body), "R")[1] > SHOULDER_M:
            break
        body = _side_trunk(figure, hip_x_m, lift_deg + tilt_deg)
    body = with_limbs(body, {}, _curled_legs(figure, body))
    return with_limbs(body, _arms_in_front(figure, body, lift_deg), {})


def _side_trunk(figure: Figure, hip_x_m: float, lift_deg: float) -> Goals:
    pelvis = turn(Z, 90 - 0.35 * lift_deg)
    chest = turn(Z, 90 - lift_deg)
    head = turn(Z, 96 - 1.2 * lift_deg) @ turn(X, 8.0)
    return seated(figure, trunk(pelvis, chest, head), (hip_x_m, -0.04))


def _arms_in_front(figure: Figure, body: Goals, lift_deg: float) -> dict[Side, LimbGoal]:
    """The right forearm on the mat, the left hand pressing beside it."""
    start = trunk_only(figure.skeleton, body)
    right, left = shoulder(figure, start, "R"), shoulder(figure, start, "L")
    reach = limb_length(figure.skeleton, "R", ARM)
    towards_feet = 0.3 if lift_deg < 10 else 0.05
    low = np.array([right[0] + towards_feet * reach, PALM_M, right[2] + 0.62 * reach])
    high = np.array([left[0] + 0.1 * reach, PALM_M + 0.02, right[2] + 0.7 * reach])
    aside = np.array([-1.0, 0.1, 0.3 if lift_deg < 10 else -0.5])
    pole = pole_for_elbow(figure, right, "R", low, aside)
    return {
        "R": palm_on(figure, "R", low, (0.3, 0.0, 1.0), pole),
        "L": palm_on(figure, "L", high, (-0.6, 0.0, 1.0), (0.3, 0.7, 0.8)),
    }


def _curled_legs(figure: Figure, body: Goals) -> dict[Side, LimbGoal]:
    start = trunk_only(figure.skeleton, body)
    legs: dict[Side, LimbGoal] = {}
    heights: dict[Side, float] = {"R": 0.075, "L": 0.19}
    for side, height in heights.items():
        scale = limb_length(figure.skeleton, "L", LEG)
        flexed = 62.0 if side == "R" else 68.0
        thigh = 0.5 * scale * np.array([np.cos(np.radians(flexed)), 0, np.sin(np.radians(flexed))])
        shin = 0.5 * scale * np.array([np.cos(np.radians(18)), 0, -np.sin(np.radians(18))])
        end = hip(figure, start, side) + thigh + shin
        end[1] = height
        pole = np.array([-0.6, 0.2, 1.0])
        legs[side] = LimbGoal(end, pole, _foot_on_its_side(shin))
    return legs


def long_sitting(figure: Figure, hip_x_m: float, raise_deg: float) -> Goals:
    """Knees bent, feet on the mat towards +x, the trunk raised by `raise_deg` on both hands."""
    chest = turn(Z, -raise_deg) @ SUPINE
    pelvis = turn(Z, -0.75 * raise_deg) @ SUPINE
    across = SUPINE @ X
    head = turn(across, 14.0) @ chest
    body = seated(figure, trunk(pelvis, chest, head), (hip_x_m, 0.0))
    body = laid_out(figure, body, _hand_behind, leg_bent)
    return completed(figure, body)


def _hand_behind(figure: Figure, start: Posture, side: Side) -> LimbGoal:
    place = shoulder(figure, start, side)
    aside = 1.0 if side == "R" else -1.0
    reach = limb_length(figure.skeleton, side, ARM)
    drop = max(place[1] - PROPPED_WRIST_M, 0.0)
    if drop < 0.72 * reach:  # on the forearms
        end = np.array([place[0] + 0.35 * reach, PALM_M, place[2] + aside * 0.05])
        pole = pole_for_elbow(figure, place, side, end, np.array([-0.5, 0.0, aside]))
        return palm_on(figure, side, end, (1.0, 0, 0.1 * aside), pole)
    behind = np.sqrt(max((0.96 * reach) ** 2 - drop**2, 0.02**2))
    end = np.array([place[0] - 0.8 * behind, PROPPED_WRIST_M, place[2] + aside * 0.6 * behind])
    return palm_on(figure, side, end, (-0.8, -0.25, aside), (-0.6, 0.0, aside), (0.2, 1.0, 0.0))
