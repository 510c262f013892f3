"""What people do on their back between exercises, without getting up."""

from dataclasses import replace

import numpy as np

from coach.truth import Happening
from samples.studio.figure import Figure
from samples.studio.goals import OTHER, SIDES, Goals, LimbGoal, Side, between
from samples.studio.poses.lying import (
    SUPINE_Z,
    shoulder,
)
from samples.studio.rotation import Array, X, Y, turn
from samples.studio.scenes.bodies import completed, palm_on, with_limbs
from samples.studio.scenes.postures import long_sitting
from samples.studio.scenes.scene import Course, Scene, pace
from samples.studio.scenes.ways import (
    arm_way,
    backwards,
    hand_at_the_face,
    hand_on_the_front,
    hips_x,
    nose,
    raised,
    ways_to_crook,
    ways_to_the_side,
    with_curl,
)
from samples.studio.solve import ARM, limb_length, trunk_only

SCRATCHES = 3
SCRATCH_M, SCRATCH_S = 0.025, 0.18
CLOSED = 0.55  # curl of a hand round a glass


def still(figure: Figure, rest: Goals, rng: np.random.Generator) -> Scene:
    """Lies and breathes; nobody is quite motionless."""
    rest = completed(figure, rest)
    course = Course(figure, rest)
    for _ in range(3):
        sway = turn(rest.chest @ Y, float(rng.normal(0, 0.8)))
        course.to(1.7, replace(rest, head=sway @ rest.head))
    course.to(0.9, rest)
    return course.scene()


def fidget(figure: Figure, rest: Goals, rng: np.random.Generator) -> Scene:
    """Shifts the pelvis, moves a foot, lays a hand on the belly, rolls the head; in any order."""
    rest = completed(figure, rest)
    course = Course(figure, rest, pace(rng))
    deeds = [_shift_hips, _move_leg, _hand_to_belly, _roll_head]
    for i in rng.permutation(len(deeds)):
        start_s = course.t_s
        deeds[i](figure, rest, course, rng)
        course.note(Happening.FIDGET, start_s)
        course.stay(0.5)
    return course.scene()


def _shift_hips(figure: Figure, rest: Goals, course: Course, rng: np.random.Generator) -> None:
    for sign in (1.0, -0.7):
        aside = turn(X, 3.0 * sign) @ turn(Y, 4.0 * sign) @ rest.pelvis
        moved = rest.pelvis_at + np.array([0.01, 0.008, 0.022 * sign])
        course.to(0.8, replace(rest, pelvis=aside, pelvis_at=moved))
    course.to(0.7, rest)


def _move_leg(figure: Figure, rest: Goals, course: Course, rng: np.random.Generator) -> None:
    """Crosses the ankles of straight legs; lets a bent knee fall outwards a little."""
    side: Side = SIDES[int(rng.integers(2))]
    leg, other = rest.legs[side], rest.legs[OTHER[side]]
    is_straight = leg.end[0] - hips_x(figure, rest) > 0.8 * limb_length(
        figure.skeleton, side, ("upperleg01", "upperleg02", "lowerleg01", "lowerleg02", "foot")
    )
    aside = SUPINE_Z[side]
    if not is_straight:
        course.to(
            1.0, with_limbs(rest, {}, {side: replace(leg, pole=Y + 0.35 * aside * turn(Y, 0)[2])})
        )
        course.to(1.0, rest)
        return
    above = np.array([other.end[0] - 0.02, other.end[1] + 0.13, other.end[2] + 0.01 * aside])
    high = (leg.end + above) / 2 + 0.06 * Y
    crossed = with_limbs(rest, {}, {side: replace(leg, end=above)})
    lifted = with_limbs(rest, {}, {side: replace(leg, end=high)})
    course.to(1.4, lifted, crossed)
    course.stay(1.2)
    course.to(1.4, lifted, rest)


def _hand_to_belly(figure: Figure, rest: Goals, course: Course, rng: np.random.Generator) -> None:
    side: Side = SIDES[int(rng.integers(2))]
    via, there = arm_way(figure, rest, {side: hand_on_the_front(figure, rest, side, 1.0, 0.1)})
    course.to(1.4, via, there)
    course.stay(0.8)
    course.to(1.4, via, rest)


def _roll_head(figure: Figure, rest: Goals, course: Course, rng: np.random.Generator) -> None:
    sign = float(rng.choice([-1.0, 1.0]))
    along = rest.chest @ Y
    for angle_deg in (24.0 * sign, -16.0 * sign):
        course.to(0.9, replace(rest, head=turn(along, angle_deg) @ rest.head))
    course.to(0.8, rest)


def scratch_face(figure: Figure, rest: Goals, rng: np.random.Generator) -> Scene:
    """A hand to the face, three small quick movements, and back."""
    rest = completed(figure, rest)
    side: Side = SIDES[int(rng.integers(2))]
    course = Course(figure, rest, pace(rng))
    via, there = arm_way(figure, rest, {side: hand_at_the_face(figure, rest, side)})
    course.stay(0.4)
    start_s = course.t_s
    course.to(1.5, via, there)
    arm = there.arms[side]
    for _ in range(SCRATCHES):
        down = replace(arm, end=arm.end + SCRATCH_M * (rest.head @ np.array([0.2, -1.0, 0.1])))
        course.to(SCRATCH_S, with_limbs(there, {side: down}, {}))
        course.to(SCRATCH_S, there)
    course.to(1.6, via, rest)
    course.note(Happening.SCRATCH_FACE, start_s)
    course.stay(0.5)
    return course.scene()


def reach_glass(figure: Figure, rest: Goals, rng: np.random.Generator) -> Scene:
    """Reaches for a glass beside the mat on the right, drinks, puts it back."""
    rest = completed(figure, rest)
    course = Course(figure, rest, pace(rng))
    reaching, holding, drinking = _glass_bodies(figure, rest)
    over, _ = arm_way(figure, rest, {"R": reaching.arms["R"]})
    lifted = _halfway(figure, holding, drinking, np.array([0.08, 0.1, 0.12]))
    course.stay(0.4)
    start_s = course.t_s
    course.to(2.0, over, reaching)
    course.to(0.5, holding)
    course.to(1.8, lifted, drinking)
    course.stay(1.5)
    course.to(1.8, lifted, holding)
    course.to(0.5, reaching)
    course.to(1.8, over, rest)
    course.note(Happening.REACH_GLASS, start_s)
    course.stay(0.5)
    return course.scene()


def _glass_bodies(figure: Figure, rest: Goals) -> tuple[Goals, Goals, Goals]:
    chest = turn(X, 14.0) @ rest.chest
    body = replace(rest, chest=chest, head=turn(X, 34.0) @ rest.head)
    start = shoulder(figure, trunk_only(figure.skeleton, body), "R")
    reach = 0.9 * limb_length(figure.skeleton, "R", ARM)
    glass = np.array([start[0] + 0.45 * reach, 0.08, start[2] + 0.85 * reach])
    hand = palm_on(figure, "R", glass, (0.3, 0.0, 1.0), (0.8, 0.5, -0.2), (-0.5, 1.0, 0.2))
    reaching = with_limbs(body, {"R": hand}, {})
    across = rest.chest @ X
    raised_head = turn(across, 26.0) @ turn(X, 8.0) @ rest.head
    up = replace(rest, chest=turn(across, 6.0) @ rest.chest, head=raised_head)
    mouth = nose(figure, up) + raised_head @ np.array([-0.03, -0.06, 0.03])
    wrist = mouth + np.array([0.08, 0.05, 0.11])
    hand = palm_on(figure, "R", wrist, (-0.6, 0.1, -1.0), (0.7, 0.15, 0.8), (0.6, 0.8, -0.2))
    drinking = with_curl(with_limbs(up, {"R": hand}, {}), "R", CLOSED)
    return reaching, with_curl(reaching, "R", CLOSED), drinking


def _halfway(figure: Figure, start: Goals, end: Goals, aside: Array) -> Goals:
    """Between two bodies, the right hand carried `aside` (3,) of the straight way and relaxed."""
    body = between(start, end, 0.5)
    hand = LimbGoal(body.arms["R"].end + aside, body.arms["R"].pole)
    return with_limbs(body, {"R": hand}, {})


def arms_up(figure: Figure, rest: Goals, rng: np.random.Generator) -> Scene:
    """Both arms rest straight up to the ceiling."""
    rest = completed(figure, rest)
    ends = {side: raised(figure, rest, side) for side in SIDES}
    return _arms_stay(figure, rest, ends, Happening.ARMS_UP, rng)


def hands_on_chest(figure: Figure, rest: Goals, rng: np.random.Generator) -> Scene:
    """Both hands rest on the chest, one below the other."""
    rest = completed(figure, rest)
    ends: dict[Side, LimbGoal] = {
        "R": hand_on_the_front(figure, rest, "R", 0.1, 0.09),
        "L": hand_on_the_front(figure, rest, "L", 0.75, 0.09),
    }
    return _arms_stay(figure, rest, ends, Happening.OTHER, rng)


def _arms_stay(
    figure: Figure,
    rest: Goals,
    ends: dict[Side, LimbGoal],
    what: Happening,
    rng: np.random.Generator,
) -> Scene:
    stay_s = float(rng.uniform(4.0, 6.0))
    course = Course(figure, rest, pace(rng))
    via, there = arm_way(figure, rest, ends)
    course.stay(0.4)
    start_s = course.t_s
    course.to(1.9, via, there)
    course.stay(stay_s)
    course.to(2.0, via, rest)
    course.note(what, start_s)
    course.stay(0.5)
    return course.scene()


def stop_sign(figure: Figure, rest: Goals, rng: np.random.Generator) -> Scene:
    """The right arm calmly straight to the ceiling, held, and back."""
    return lying_stop_sign(figure, rest, "R", 1.6, rng)


def quick_stop_sign(figure: Figure, rest: Goals, rng: np.random.Generator) -> Scene:
    """The right arm quickly straight to the ceiling, held, and back."""
    return lying_stop_sign(figure, rest, "R", 0.75, rng)


def lying_stop_sign(
    figure: Figure, rest: Goals, side: Side, way_s: float, rng: np.random.Generator
) -> Scene:
    """The arm of `side` straight to the ceiling in `way_s`, held for 2.5 s, and back."""
    rest = completed(figure, rest)
    course = Course(figure, rest)
    via, there = arm_way(figure, rest, {side: raised(figure, rest, side)})
    course.stay(float(rng.uniform(0.4, 0.9)))
    start_s = course.t_s
    course.to(way_s, via, there)
    course.stay(2.5)
    course.to(max(way_s, 1.2), via, rest)
    course.note(Happening.STOP_SIGN, start_s)
    course.stay(0.6)
    return course.scene()


def turn_over(figure: Figure, rest: Goals, rng: np.random.Generator) -> Scene:
    """Onto one side, some seconds there, and back."""
    rest = completed(figure, rest)
    course = Course(figure, rest, pace(rng))
    bent = ways_to_crook(figure, rest)
    aside = ways_to_the_side(figure, rest, is_near=bool(rng.integers(2)))
    start_s = course.t_s
    course.to(0.9 + 0.5 * len(bent), *bent)
    course.to(2.2, *aside)
    course.stay(float(rng.uniform(2.0, 3.5)))
    course.to(2.2, *backwards(bent[-1], aside))
    course.to(0.9 + 0.5 * len(bent), *backwards(rest, bent))
    course.note(Happening.TURN_OVER, start_s)
    course.stay(0.5)
    return course.scene()


def sit_up(figure: Figure, rest: Goals, rng: np.random.Generator) -> Scene:
    """Sits up over the forearms, drinks, lies down again."""
    rest = completed(figure, rest)
    course = Course(figure, rest, pace(rng))
    bent = ways_to_crook(figure, rest)
    rise = tuple(long_sitting(figure, hips_x(figure, rest), deg) for deg in (22.0, 55.0, 84.0))
    start_s = course.t_s
    course.to(0.9 + 0.5 * len(bent), *bent)
    course.to(3.6, *rise)
    _drink(figure, rise[-1], course)
    course.to(3.8, *backwards(bent[-1], rise))
    course.to(0.9 + 0.5 * len(bent), *backwards(rest, bent))
    course.note(Happening.OTHER, start_s)
    course.stay(0.5)
    return course.scene()


def _drink(figure: Figure, sitting: Goals, course: Course) -> None:
    mouth = nose(figure, sitting) + sitting.head @ np.array([-0.02, -0.05, 0.02])
    wrist = mouth + np.array([0.09, -0.06, 0.09])
    hand = palm_on(figure, "R", wrist, (-0.5, 0.3, -1.0), (0.2, -1.0, 1.0), (1.0, 0.5, 0.0))
    drinking = with_curl(with_limbs(sitting, {"R": hand}, {}), "R", CLOSED)
    via = _halfway(figure, sitting, drinking, np.array([0.02, 0.05, 0.2]))
    course.to(1.6, via, drinking)
    course.stay(1.4)
    course.to(1.6, via, sitting)
