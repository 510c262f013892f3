"""Ways of a body that lies on its back: to bent knees, onto the side, of a hand to the face."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from samples.studio.contact import skin_of
from samples.studio.figure import Figure
from samples.studio.goals import SIDES, Goals, LimbGoal, Side, between
from samples.studio.joints import NAMES, true_joints
from samples.studio.poses.lying import (
    SUPINE_Z,
    arm_at_the_side,
    laid_out,
    leg_bent,
    shoulder,
)
from samples.studio.rotation import Array, Y, unit
from samples.studio.scenes.bodies import (
    arm_to,
    completed,
    mirrored,
    palm_on,
    seated,
    with_limbs,
)
from samples.studio.scenes.postures import side_lying
from samples.studio.solve import ARM, limb_length, solve, trunk_only


def hips_x(figure: Figure, body: Goals) -> float:
    """Where the hips are along the mat."""
    posture = trunk_only(figure.skeleton, body)
    return float(posture.heads[figure.skeleton.index["upperleg01.R"], 0])


def is_overhead(figure: Figure, body: Goals, side: Side) -> bool:
    """Whether the hand lies beyond the shoulder."""
    start = shoulder(figure, trunk_only(figure.skeleton, body), side)
    return bool(body.arms[side].end[0] < start[0] - 0.1)


def raised(figure: Figure, body: Goals, side: Side, share: float = 0.985) -> LimbGoal:
    """On the back: the arm straight to the ceiling, the palm to the feet."""
    arm = arm_to(figure, body, side, (0.03, 1.0, 0.0), (0.25, 0.0, SUPINE_Z[side]), share)
    return palm_on(figure, side, arm.end, (0.02, 1.0, 0.0), arm.pole, (-1.0, 0.0, 0.0))


def half_raised(figure: Figure, body: Goals, side: Side, end: LimbGoal) -> LimbGoal:
    """Half-way from where the arm of `body` is to `end`, round the shoulder."""
    start = shoulder(figure, trunk_only(figure.skeleton, body), side)
    here, there = body.arms[side].end - start, end.end - start
    direction = unit(unit(here) + unit(there) + 0.45 * Y)
    reach = min(
        (float(np.linalg.norm(here)) + float(np.linalg.norm(there))) / 2,
        0.97 * limb_length(figure.skeleton, side, ARM),
    )
    middle = between(body, with_limbs(body, {side: end}, {}), 0.5).arms[side]
    # A relaxed hand follows the forearm on the way.
    return LimbGoal(start + reach * direction, middle.pole)


def arm_way(figure: Figure, body: Goals, arms: dict[Side, LimbGoal]) -> tuple[Goals, Goals]:
    """A passing place and the end of a way of one or both arms round the shoulder."""
    via = {side: half_raised(figure, body, side, end) for side, end in arms.items()}
    return with_limbs(body, via, {}), with_limbs(body, arms, {})


def crook(figure: Figure, rest: Goals) -> Goals:
    """The same trunk with knees bent and arms at the sides."""
    return completed(figure, laid_out(figure, rest, arm_at_the_side, leg_bent))


def ways_to_crook(figure: Figure, rest: Goals) -> tuple[Goals, ...]:
    """From rest to lying with bent knees; arms that lie overhead go over the ceiling."""
    end = crook(figure, rest)
    if all(np.linalg.norm(rest.legs[s].end - end.legs[s].end) < 0.15 for s in SIDES):
        end = with_limbs(end, {}, rest.legs)
    if not any(is_overhead(figure, rest, side) for side in SIDES):
        return (end,)
    up = {side: raised(figure, rest, side, 0.9) for side in SIDES}
    legs = between(rest, end, 0.5).legs
    return (
        with_limbs(rest, {s: half_raised(figure, rest, s, up[s]) for s in SIDES}, {}),
        with_limbs(rest, up, legs),
        with_limbs(end, {s: half_raised(figure, end, s, up[s]) for s in SIDES}, {}),
        end,
    )


def ways_to_the_side(figure: Figure, rest: Goals, *, is_near: bool = True) -> tuple[Goals, ...]:
    """From lying with bent knees onto the right side (`is_near`) or the left one."""
    start = crook(figure, rest)
    end = completed(figure, side_lying(figure, hips_x(figure, rest)))
    half = between(start, end, 0.5)
    hips = half.pelvis_at
    half = seated(figure, half, (hips_x(figure, half), float(hips[2])))
    chest = solve(figure.skeleton, half).heads[figure.skeleton.index["spine01"]]
    over = chest + half.chest @ np.array([0.05, -0.05, 0.38])
    arms: dict[Side, LimbGoal] = {
        "R": replace(half.arms["R"], end_rotation=None),
        "L": LimbGoal(over, half.arms["L"].pole),
    }
    half = with_limbs(half, arms, {})
    ways = (half, end)
    return ways if is_near else tuple(mirrored(body) for body in ways)


def backwards(start: Goals, ways: Sequence[Goals]) -> tuple[Goals, ...]:
    """The way back through the same places."""
    return (*reversed(ways[:-1]), start)


def nose(figure: Figure, body: Goals) -> Array:
    """(3,) where the tip of the nose is."""
    joints = true_joints(figure.skeleton, solve(figure.skeleton, body), figure.nose)
    tip: Array = joints[NAMES.index("nose")]
    return tip


def on_the_front(figure: Figure, body: Goals, x_m: float, z_m: float) -> Array:
    """(3,) where a wrist is whose hand rests on the trunk at `x_m`, `z_m`."""
    places, _ = skin_of(figure, "trunk").placed(solve(figure.skeleton, body), figure.skeleton.heads)
    near = np.hypot(places[:, 0] - x_m, places[:, 2] - z_m) < 0.08
    return np.array([x_m, places[near, 1].max() + 0.05, z_m])


def hand_on_the_front(
    figure: Figure, body: Goals, side: Side, along: float, aside_m: float
) -> LimbGoal:
    """A hand on the chest (`along` 0) .. belly (1), the wrist `aside_m` from the middle."""
    start = shoulder(figure, trunk_only(figure.skeleton, body), side)
    x_m = start[0] + (hips_x(figure, body) - start[0]) * (0.3 + 0.4 * along)
    aside = SUPINE_Z[side]
    wrist = on_the_front(figure, body, x_m, aside * aside_m)
    return palm_on(figure, side, wrist, (-0.25, -0.05, -aside), (0.3, -0.3, aside))


def hand_at_the_face(figure: Figure, body: Goals, side: Side) -> LimbGoal:
    """Fingers at the cheek."""
    aside = SUPINE_Z[side] * (body.head @ np.array([0.0, 0.0, 1.0])) @ Y
    cheek = nose(figure, body) + body.head @ np.array([-0.035 * aside, -0.01, -0.005])
    wrist = cheek + 0.19 * unit(body.head @ np.array([-0.35 * aside, -0.75, 0.5]))
    back = body.head @ np.array([-0.5 * aside, 0.2, 1.0])
    return palm_on(figure, side, wrist, cheek - wrist, (0.8, 0.1, SUPINE_Z[side]), back)


def with_curl(body: Goals, side: Side, curl: float) -> Goals:
    """The same body with one hand more or less closed."""
    return replace(body, curl={**body.curl, side: curl})
