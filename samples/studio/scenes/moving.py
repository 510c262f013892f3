"""Getting up from the mat, lying down on it, walking to and fro, standing."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from coach.truth import Happening
from samples.studio.figure import Figure
from samples.studio.goals import SIDES, Goals, LimbGoal, Side, between
from samples.studio.rotation import Y, Z
from samples.studio.scenes.bodies import arm_to, completed, palm_on, with_limbs
from samples.studio.scenes.gait import route
from samples.studio.scenes.postures import BESIDE_Z_M, side_lying, side_sitting, standing, stooped
from samples.studio.scenes.scene import Course, Scene, pace
from samples.studio.scenes.ways import hips_x, ways_to_crook, ways_to_the_side
from samples.studio.solve import OUTWARD

OUT_OF_SIGHT_X_M = 3.3
HAND_CLEARANCE_M, FOOT_CLEARANCE_M = 0.1, 0.06
PACING_M = 1.1  # how far one walks to and fro beside the mat


class StandingPlace(NamedTuple):
    """Where one stands, metres, and to where one looks; 0 is +z, 90 is +x."""

    x_m: float
    z_m: float
    heading_deg: float


def place_to_stand(figure: Figure, rest: Goals) -> StandingPlace:
    """Beside the mat, the back to it; one who stands, hangs or leans stays where the feet are."""
    if not is_upright(rest):
        return StandingPlace(hips_x(figure, rest), BESIDE_Z_M, 0.0)
    front = rest.pelvis @ Z
    heading_deg = float(np.degrees(np.arctan2(front[0], front[2])))
    feet = (rest.legs["L"].end + rest.legs["R"].end) / 2
    return StandingPlace(float(feet[0]), float(feet[2]), heading_deg)


def is_upright(body: Goals) -> bool:
    """Whether somebody stands, hangs or leans, rather than lies."""
    return bool((body.chest @ Y)[1] > 0.6)


def stood(figure: Figure, rest: Goals) -> Goals:
    """Standing at `place_to_stand`."""
    place = place_to_stand(figure, rest)
    return standing(figure, (place.x_m, place.z_m), place.heading_deg)


def _onto_the_feet(figure: Figure, rest: Goals, course: Course) -> None:
    """First the feet down, then the hands off: nobody drops from a bar."""
    if is_upright(rest):
        end = stood(figure, rest)
        course.to(1.4, with_limbs(end, rest.arms, {}))
        course.to(1.4, end)


def _back_to_rest(figure: Figure, rest: Goals, course: Course) -> None:
    """The way of `_onto_the_feet` backwards."""
    if is_upright(rest):
        course.to(1.4, with_limbs(stood(figure, rest), rest.arms, {}))
        course.to(1.4, rest)


def _way_out_x_m(place: StandingPlace, rng: np.random.Generator) -> float:
    """Out of the picture to either side, but not through what one stands in front of."""
    ahead = np.sin(np.radians(place.heading_deg))
    sign = -np.sign(ahead) if abs(ahead) > 0.5 else rng.choice([-1.0, 1.0])
    return float(sign) * OUT_OF_SIGHT_X_M


def get_up(figure: Figure, rest: Goals, rng: np.random.Generator) -> Scene:
    """Knees up, onto the side, up on the arm, sits, stands: the way that spares the back."""
    course = Course(figure, rest, pace(rng))
    for seconds, bodies in _ways_up(figure, rest):
        course.to(seconds, *bodies)
    course.note(Happening.GET_UP, 0.0)
    course.stay(0.4)
    return course.scene()


def lie_down(figure: Figure, rest: Goals, rng: np.random.Generator) -> Scene:
    """The way of `get_up` backwards, from standing beside the mat."""
    ways = _ways_up(figure, rest)
    course = Course(figure, ways[-1][1][-1], pace(rng))
    course.stay(0.4)
    start_s = course.t_s
    ends = [rest, *(bodies[-1] for _, bodies in ways)]
    for i in range(len(ways) - 1, -1, -1):
        seconds, bodies = ways[i]
        course.to(seconds, *reversed(bodies[:-1]), ends[i])
    course.note(Happening.LIE_DOWN, start_s)
    course.stay(0.4)
    return course.scene()


def _ways_up(figure: Figure, rest: Goals) -> list[tuple[float, tuple[Goals, ...]]]:
    """Ways from rest to standing, each with its seconds; one stops at the end of each."""
    x_m = hips_x(figure, rest)
    bent = ways_to_crook(figure, rest)
    aside = ways_to_the_side(figure, rest)
    propped = completed(figure, side_lying(figure, x_m, lift_deg=40.0))
    leaning = completed(figure, side_sitting(figure, x_m, is_settled=True))
    # Passing places, where the elbow is kept above the mat.
    onto_the_elbow = completed(figure, between(aside[-1], propped, 0.5))
    off_the_elbow = completed(figure, between(propped, leaning, 0.4))
    sitting = completed(figure, side_sitting(figure, x_m, is_settled=False))
    deep = completed(figure, stooped(figure, x_m, 0.9, 58.0))
    pushing = between(sitting, deep, 0.35)
    pushing = with_limbs(pushing, {"R": sitting.arms["R"]}, {})
    rising = completed(figure, stooped(figure, x_m, 0.4, 42.0))
    upright = stood(figure, rest)
    return [
        (0.6 + 0.4 * len(bent), bent),
        (1.7, aside),
        (2.0, (onto_the_elbow, propped, off_the_elbow, leaning)),
        (1.2, (_feet_lifted(between(leaning, sitting, 0.5)), sitting)),
        (1.6, (pushing, deep)),
        (1.6, (rising, _hands_out(between(rising, upright, 0.6)), upright)),
    ]


def _feet_lifted(body: Goals) -> Goals:
    """Feet that turn over do not brush the floor."""
    legs = {s: replace(leg, end=leg.end + FOOT_CLEARANCE_M * Y) for s, leg in body.legs.items()}
    return with_limbs(body, {}, legs)


def _hands_out(body: Goals) -> Goals:
    """Hands on their way from the thighs to the sides, clear of the hips."""
    arms = dict(body.arms)
    for side in SIDES:
        out = body.chest @ np.array([HAND_CLEARANCE_M * OUTWARD[side], 0.0, 0.06])
        arms[side] = LimbGoal(arms[side].end + out, arms[side].pole)
    return with_limbs(body, arms, {})


def leave(figure: Figure, rest: Goals, rng: np.random.Generator) -> Scene:
    """Walks out of the picture."""
    place = place_to_stand(figure, rest)
    course = Course(figure, rest if is_upright(rest) else stood(figure, rest), pace(rng))
    course.stay(0.4)
    _onto_the_feet(figure, rest, course)
    start_s = course.t_s
    away = (_way_out_x_m(place, rng), place.z_m)
    course.walk(route([(place.x_m, place.z_m), away], place.heading_deg, None), None)
    course.note(Happening.WALK, start_s)
    start_s = course.t_s
    course.stay(1.5)
    course.note(Happening.ABSENT, start_s)
    return course.scene()


def come_back(figure: Figure, rest: Goals, rng: np.random.Generator) -> Scene:
    """Walks in and stands beside the mat; or takes hold of the bar again."""
    place = place_to_stand(figure, rest)
    x_m = _way_out_x_m(place, rng)
    course = Course(figure, None, pace(rng))
    course.stay(1.0)
    course.note(Happening.ABSENT, 0.0)
    start_s = course.t_s
    places = [(x_m, place.z_m), (place.x_m, place.z_m)]
    steps = route(places, -90.0 if x_m > place.x_m else 90.0, place.heading_deg)
    course.walk(steps, stood(figure, rest))
    course.note(Happening.WALK, start_s)
    _back_to_rest(figure, rest, course)
    course.stay(0.4)
    return course.scene()


def walk_around(figure: Figure, rest: Goals, rng: np.random.Generator) -> Scene:
    """A few steps along the mat and back."""
    place = place_to_stand(figure, rest)
    sign = np.sign(_way_out_x_m(place, rng))
    course = Course(figure, rest if is_upright(rest) else stood(figure, rest), pace(rng))
    course.stay(0.4)
    _onto_the_feet(figure, rest, course)
    start_s = course.t_s
    here, there = (place.x_m, place.z_m), (place.x_m + sign * PACING_M, place.z_m + 0.1)
    steps = route([here, there, here], place.heading_deg, place.heading_deg)
    course.walk(steps, stood(figure, rest))
    course.note(Happening.WALK, start_s)
    _back_to_rest(figure, rest, course)
    course.stay(0.4)
    return course.scene()


def empty_room(figure: Figure, rest: Goals, rng: np.random.Generator) -> Scene:
    """Nobody is there."""
    course = Course(figure, None)
    course.stay(5.0)
    course.note(Happening.EMPTY_ROOM, 0.0)
    return course.scene()


# --- standing ---------------------------------------------------------------------------------


def stand_still(figure: Figure, rest: Goals, rng: np.random.Generator) -> Scene:
    """A pause on one's feet, arms at the sides; back to rest."""
    course = Course(figure, rest if is_upright(rest) else stood(figure, rest), pace(rng))
    _onto_the_feet(figure, rest, course)
    start_s = course.t_s
    course.stay(float(rng.uniform(3.0, 5.0)))
    course.note(Happening.STAND, start_s)
    _back_to_rest(figure, rest, course)
    return course.scene()


def standing_stop_sign(figure: Figure, rest: Goals, rng: np.random.Generator) -> Scene:
    """On one's feet, the right arm straight up, held, and back to rest."""
    course = Course(figure, rest if is_upright(rest) else stood(figure, rest), pace(rng))
    _onto_the_feet(figure, rest, course)
    course.stay(0.5)
    start_s = course.t_s
    upright = stood(figure, rest)
    before, above = (_arm_ahead(figure, upright, "R", deg) for deg in (85.0, 172.0))
    course.to(1.8, before, above)
    course.stay(2.5)
    course.to(1.8, before, upright)
    course.note(Happening.STOP_SIGN, start_s)
    course.stay(0.5)
    _back_to_rest(figure, rest, course)
    return course.scene()


def _arm_ahead(figure: Figure, upright: Goals, side: Side, raise_deg: float) -> Goals:
    """Upright with one straight arm raised forward; 180 is straight up."""
    angle = np.radians(raise_deg)
    facing = upright.chest
    direction = facing @ np.array([0.03, -np.cos(angle), np.sin(angle)])
    out = facing @ np.array([-1.0 if side == "R" else 1.0, 0.0, 0.0])
    arm = arm_to(figure, upright, side, direction, out - 0.3 * (facing @ Z), 0.97)
    hand = palm_on(figure, side, arm.end, direction, arm.pole, out)
    return with_limbs(upright, {side: hand}, {})
