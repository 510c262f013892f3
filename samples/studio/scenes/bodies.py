"""Bodies made, mirrored and mended: what the postures of the scenes are put together from."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from samples.studio.contact import lowest_m
from samples.studio.figure import Figure
from samples.studio.goals import OTHER, SIDES, Goals, LimbGoal, Side
from samples.studio.poses.lying import (
    SINK_M,
    hip,
    shoulder,
)
from samples.studio.rotation import Array, Vector, Y, unit
from samples.studio.solve import (
    ARM,
    LEG,
    anchored,
    hand_rotation,
    limb_length,
    middle_joint,
    solve,
    trunk_only,
)

ELBOW_M = 0.05  # of the joint of an elbow that lies on the mat
HIP_M = 0.08  # of the joint of the hip one lies on: the flesh outside it is no part of the trunk
LOWEST_JOINT_M = 0.035  # of an elbow or knee in passing
_MIRROR_ROOM, _MIRROR_BODY = np.diag([1.0, 1.0, -1.0]), np.diag([-1.0, 1.0, 1.0])


def mirrored(goals: Goals) -> Goals:
    """The same body seen in a mirror that stands on the middle line of the mat (z = 0)."""

    def rotated(rotation: Array) -> Array:
        return _MIRROR_ROOM @ rotation @ _MIRROR_BODY

    def limb(goal: LimbGoal) -> LimbGoal:
        end = None if goal.end_rotation is None else rotated(goal.end_rotation)
        return LimbGoal(_MIRROR_ROOM @ goal.end, _MIRROR_ROOM @ goal.pole, end)

    return Goals(
        pelvis_at=_MIRROR_ROOM @ goals.pelvis_at,
        pelvis=rotated(goals.pelvis),
        chest=rotated(goals.chest),
        head=rotated(goals.head),
        arms={s: limb(goals.arms[OTHER[s]]) for s in SIDES},
        legs={s: limb(goals.legs[OTHER[s]]) for s in SIDES},
        shrug_deg={s: goals.shrug_deg[OTHER[s]] for s in SIDES},
        curl={s: goals.curl[OTHER[s]] for s in SIDES},
    )


def completed(figure: Figure, goals: Goals) -> Goals:
    """Goals that blend well.

    Hands and feet that follow their limb get their rotation written down, for a hand must not jump
    between a rotation of its own and none. Poles become the directions in which elbows and knees
    really point, so that no blend of two of them lies along the limb. No elbow sinks into the mat.
    """
    posture = solve(figure.skeleton, goals)

    def limb(goal: LimbGoal, side: Side, bones: tuple[str, ...]) -> LimbGoal:
        start = posture.heads[figure.skeleton.index[f"{bones[0]}.{side}"]]
        end = goal.end_rotation
        if end is None:
            end = posture.rotations[figure.skeleton.index[f"{bones[-1]}.{side}"]]
        return LimbGoal(goal.end, _true_pole(figure, start, side, bones, goal), end)

    return replace(
        goals,
        arms={s: limb(goals.arms[s], s, ARM) for s in SIDES},
        legs={s: limb(goals.legs[s], s, LEG) for s in SIDES},
        grips={},
    )


def _true_pole(
    figure: Figure, start: Array, side: Side, bones: tuple[str, ...], goal: LimbGoal
) -> Array:
    along = unit(goal.end - start)
    pole = unit(goal.pole - along * (along @ goal.pole))
    for _ in range(12):
        middle, _ = middle_joint(figure.skeleton, side, bones, start, replace(goal, pole=pole))
        if middle[1] > LOWEST_JOINT_M:
            break
        raised = pole + 0.25 * Y
        pole = unit(raised - along * (along @ raised))
    return pole


def trunk(pelvis: Array, chest: Array, head: Array | None = None) -> Goals:
    """A trunk somewhere; the limbs are put afterwards."""
    nowhere = LimbGoal(np.zeros(3), Y)
    limbs = dict.fromkeys(SIDES, nowhere)
    place = np.zeros(3)
    return Goals(place, pelvis, chest, chest if head is None else head, limbs, limbs)


def seated(figure: Figure, goals: Goals, hips: tuple[float, float]) -> Goals:
    """The trunk's lowest point on the mat, the middle of the hips at `hips` (x, z)."""
    goals = hips_at(figure, goals, (hips[0], 0.0, hips[1]))
    posture = trunk_only(figure.skeleton, goals)
    hip_m = min(hip(figure, posture, side)[1] for side in SIDES)
    drop_m = min(lowest_m(figure, posture, "trunk") + SINK_M, hip_m - HIP_M)
    return replace(goals, pelvis_at=goals.pelvis_at - drop_m * Y)


def hips_at(figure: Figure, goals: Goals, place: Vector) -> Goals:
    """The middle of the two hips at `place` (3,) metres."""
    at_right = anchored(figure.skeleton, goals, "upperleg01.R", place)
    left = hip(figure, trunk_only(figure.skeleton, at_right), "L")
    return replace(at_right, pelvis_at=at_right.pelvis_at + (np.asarray(place) - left) / 2)


def with_limbs(goals: Goals, arms: Mapping[Side, LimbGoal], legs: Mapping[Side, LimbGoal]) -> Goals:
    """Some arms and legs replaced."""
    return replace(goals, arms={**goals.arms, **arms}, legs={**goals.legs, **legs})


def arm_to(
    figure: Figure, body: Goals, side: Side, direction: Vector, pole: Vector, share: float = 0.97
) -> LimbGoal:
    """A nearly straight arm from the shoulder towards `direction` (3,)."""
    start = shoulder(figure, trunk_only(figure.skeleton, body), side)
    length = limb_length(figure.skeleton, side, ARM) * share
    return LimbGoal(start + unit(direction) * length, np.asarray(pole, np.float64))


def palm_on(
    figure: Figure, side: Side, place: Vector, fingers: Vector, pole: Vector, back: Vector = Y
) -> LimbGoal:
    """A flat hand whose wrist is at `place`, its back towards `back`."""
    hand = hand_rotation(figure.skeleton, side, fingers, back)
    return LimbGoal(np.asarray(place, np.float64), np.asarray(pole, np.float64), hand)


def pole_for_elbow(figure: Figure, start: Array, side: Side, wrist: Array, aside: Vector) -> Array:
    """(3,) a pole between straight down and `aside` that lays the elbow on the mat, not below.

    start, wrist: (3,) where the arm begins and ends. Level with the wrist where the arm is short.
    """
    level, low, high = unit(aside), 0.0, 1.0
    for _ in range(12):  # bisection; 0 is straight down
        share = (low + high) / 2
        pole: Array = (1 - share) * -Y + share * (level + 0.3 * Y)
        elbow, _ = middle_joint(figure.skeleton, side, ARM, start, LimbGoal(wrist, pole))
        low, high = (share, high) if elbow[1] < ELBOW_M else (low, share)
    return pole
