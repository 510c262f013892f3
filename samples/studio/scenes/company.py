"""A second person in the room, while the first one lies or stands still."""

from dataclasses import replace

import numpy as np

from coach.truth import Happening
from samples.studio.figure import Figure, figure_ids, figure_spec, load_figure
from samples.studio.goals import SIDES, Goals, Side
from samples.studio.rotation import X, Y, Z, turn
from samples.studio.scenes.bodies import hips_at, palm_on, trunk, with_limbs
from samples.studio.scenes.gait import STEP_M, STEP_S, Walk, route
from samples.studio.scenes.moving import OUT_OF_SIGHT_X_M
from samples.studio.scenes.postures import hip_height_m, stance, standing
from samples.studio.scenes.scene import Actor, Course, Key, Scene, pace
from samples.studio.solve import ARM, limb_length, trunk_only

BEHIND_Z_M, BEFORE_Z_M = -1.0, 0.95  # ways along the mat, as the camera at +z sees it
HELPER_Z_M = -0.62


def somebody_else(figure: Figure, rng: np.random.Generator) -> Figure:
    """Another person; a held-out person never appears beside one who is not held out."""
    others = [
        name
        for name in figure_ids()
        if name != figure.id and (figure.is_held_out or not figure_spec(name).is_held_out)
    ]
    return load_figure(others[int(rng.integers(len(others)))])


def second_person(figure: Figure, rest: Goals, rng: np.random.Generator) -> Scene:
    """Somebody walks past behind the mat or before it."""
    z_m = BEHIND_Z_M if rng.integers(2) else BEFORE_Z_M
    return _passing(figure, rest, z_m, rng)


def second_person_before(figure: Figure, rest: Goals, rng: np.random.Generator) -> Scene:
    """Somebody walks past between the camera and the mat."""
    return _passing(figure, rest, BEFORE_Z_M, rng)


def _passing(figure: Figure, rest: Goals, z_m: float, rng: np.random.Generator) -> Scene:
    from_x_m = float(rng.choice([-1.0, 1.0])) * OUT_OF_SIGHT_X_M
    other = somebody_else(figure, rng)
    heading_deg = -90.0 if from_x_m > 0 else 90.0
    steps = route([(from_x_m, z_m), (-from_x_m, z_m)], heading_deg, None, STEP_M)
    walk = Walk(other, steps, 0.0, STEP_S)
    passing = Scene(walk.end_s, (Key(0.0, None),), walks=(walk,))
    return _beside(figure, rest, Actor(other.id, passing, 0.6))


def _beside(figure: Figure, rest: Goals, other: Actor) -> Scene:
    """The first person stays at rest while the other one plays."""
    end_s = other.start_s + other.scene.seconds
    moment = (Happening.SECOND_PERSON, other.start_s, end_s)
    return Scene(end_s + 0.6, (Key(0.0, rest),), (moment,), second=other)


def second_helper(figure: Figure, rest: Goals, rng: np.random.Generator) -> Scene:
    """Somebody comes, bends over the lying one, and goes."""
    other = somebody_else(figure, rng)
    from_x_m = float(rng.choice([-1.0, 1.0])) * OUT_OF_SIGHT_X_M
    heading_deg = -90.0 if from_x_m > 0 else 90.0
    shoulders = trunk_only(figure.skeleton, rest).heads[figure.skeleton.index["spine01"]]
    place = (float(shoulders[0]) + 0.15, HELPER_Z_M)
    upright = standing(other, place, 0.0)
    course = Course(other, None, pace(rng))
    course.stay(0.1)
    steps = route([(from_x_m, HELPER_Z_M), place], heading_deg, 0.0, STEP_M)
    course.walk(steps, upright)
    course.to(1.9, bent_over(other, place, 0.0))
    course.stay(2.0)
    course.to(1.9, upright)
    course.walk(route([place, (from_x_m, HELPER_Z_M)], 0.0, None, STEP_M), None)
    return _beside(figure, rest, Actor(other.id, course.scene(), 0.5))


def bent_over(figure: Figure, at: tuple[float, float], heading_deg: float) -> Goals:
    """Standing with bent hips and knees, both hands reaching down before the body."""
    facing = turn(Y, heading_deg)
    low = hip_height_m(figure) * 0.82
    back = facing @ np.array([0.0, 0.0, -0.2])
    body = trunk(facing @ turn(X, 45.0), facing @ turn(X, 68.0), facing @ turn(X, 50.0))
    body = hips_at(figure, body, np.array([at[0], low, at[1]]) + back)
    body = with_limbs(body, {}, {s: stance(figure, s, at, heading_deg) for s in SIDES})
    reach = limb_length(figure.skeleton, "R", ARM) * 0.85
    start = trunk_only(figure.skeleton, body)

    def arm(side: Side) -> Goals:
        shoulder = start.heads[figure.skeleton.index[f"upperarm01.{side}"]]
        down = facing @ np.array([0.0, -1.0, 0.35])
        wrist = shoulder + reach * down / np.linalg.norm(down)
        out = facing @ np.array([1.0 if side == "L" else -1.0, 0.0, -0.3])
        hand = palm_on(figure, side, wrist, down, out, out + 0.5 * (facing @ Z))
        return with_limbs(body, {side: hand}, {})

    return replace(body, arms={s: arm(s).arms[s] for s in SIDES})
