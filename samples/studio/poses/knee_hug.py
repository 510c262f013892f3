"""Knee hug: from lying stretched out, both knees come to the chest and both hands round them.

How a share of the range is read: thighs, trunk, head and hands all go that share of their way, as
one who stops half-way has bent the legs half and has the arms half over. Hands and knees meet
when the way is nearly done (GRIP_FROM) and stay together beyond.

Nominal range (x = 1): thighs 125 degrees up from the mat, pelvis rolled up by 24 degrees, chest and
head lifted. Over-large movements end a little above it, where the thighs meet the belly.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from samples.studio.checks import faults_of
from samples.studio.contact import skin_of
from samples.studio.figure import Figure
from samples.studio.goals import SIDES, Goals, LimbGoal, Side
from samples.studio.motion import minimum_jerk
from samples.studio.poses.course import Course, places
from samples.studio.poses.lying import (
    SUPINE,
    SUPINE_Z,
    ankle_height_m,
    arm_overhead,
    hip,
    lying_trunk,
    settled,
    shoulder,
)
from samples.studio.poses.pose import Scenery
from samples.studio.rotation import Array, X, Y, Z, blend, rotation_vector, turn, unit
from samples.studio.skeleton import Posture
from samples.studio.solve import (
    ARM,
    LEG,
    OUTWARD,
    anchored,
    hand_rotation,
    middle_joint,
    trunk_only,
    wrist_for_palm,
)

RIBS_AT = np.array([-0.1, 0.1, 0.0])  # the middle of the back stays there, seen from above
MORE = 0.12  # of the range is all that over-large movements can add: the thighs meet the belly

THIGH_DEG, THIGH_GAIN_DEG = 6.0, 119.0  # up from the mat
SHIN_DIP_DEG = 12.0  # below the horizontal at the top: the feet hang a little lower than the knees
HEELS_LEAVE, HEELS_HIGH = 0.25, 1.05  # the heels slide on the mat up to there, then rise
APART_DEG = 5.0  # each leg from the middle line at rest; at the top the knees touch nearly
KNEE_GAP_M = 0.01  # half of what is left between them
POINT_DEG, TURN_OUT_DEG = 25.0, 8.0  # of the feet

ROLL_DEG = 24.0  # the pelvis rolls up towards the chest
CURL_UP_DEG = 18.0  # the chest leaves the mat
CHIN_DEG = 22.0  # the head beyond the chest

MEET = 0.97  # until then the hands go to where the knees will be, from then on with them
GRIP_FROM = 0.98
ARMS_EVEN_TO = 0.9  # the arms move evenly up to there, then slow down to arrive at GRIP_FROM
OVER_M = 0.06  # how far their way leads above a plain turn round the shoulder
SHRUG_DEG, HUG_SHRUG_DEG = 12.0, -10.0  # the shoulders go along with the arms
GRIP_SHARE = 0.18  # of the shin below the knee
FINGERS_DOWN = 0.3  # along the shin for one across
HAND_M = 0.03  # from the shin's skin to the middle of the fingers
WRIST_STRAIGHT = 0.4  # 1: the hand lies along the forearm, 0: along the shins
ELBOW_UP = 0.4  # for one aside
# Of the way from the middle line to the knee: as near to each other as the girth of arms and thighs
# allows. At the first the finger tips of most people meet.
PALM_SHARES = (0.85, 0.95, 1.05, 1.15)


@dataclass(frozen=True)
class Hug:
    """Where one hand holds its shin; (3,) metres from the shoulder, and the hand's rotation."""

    palm: Array
    wrist: Array
    hand: Array


class KneeHug:
    """The exercise done by one figure."""

    def __init__(self, figure: Figure) -> None:
        self.scenery = Scenery(middle=np.array([-0.05, 0.2, 0.0]))
        self._figure = figure
        self._bedding, self._rest_head_deg = self._settled_course()
        self._shin_thickness_m = {side: _shin_thickness_m(figure, side) for side in SIDES}
        self._knee_m = max(_knee_half_width_m(figure, side) for side in SIDES) + KNEE_GAP_M
        for share in PALM_SHARES:
            self._palm_share = share
            trunk = trunk_only(figure.skeleton, self._trunk(MEET))
            legs = {side: self._leg(trunk, side, MEET) for side in SIDES}
            self._early_hugs = self._hugs(trunk, legs)
            if not any(faults_of(figure, self.goals(x), self.scenery) for x in (1.0, 1.5)):
                break

    def goals(self, x: float, y: float = 0.0) -> Goals:
        """The body with the share `x` of the way to the hug done."""
        del y  # one way only
        goals = self._trunk(x)
        trunk = trunk_only(self._figure.skeleton, goals)
        legs = {side: self._leg(trunk, side, x) for side in SIDES}
        hugs = self._early_hugs if x < MEET else self._hugs(trunk, legs)
        return replace(
            goals,
            legs=legs,
            arms={side: self._arm(trunk, side, hugs[side], x) for side in SIDES},
            grips={s: shoulder(self._figure, trunk, s) + hugs[s].palm for s in SIDES}
            if x >= GRIP_FROM
            else {},
        )

    # --- trunk ----------------------------------------------------------------------------

    def _trunk(self, x: float) -> Goals:
        pelvis_x, pelvis_y = self._bedding.at(x)
        return replace(
            _curled(x, self._rest_head_deg), pelvis_at=np.array([pelvis_x, pelvis_y, 0.0])
        )

    def _settled_course(self) -> tuple[Course, float]:
        """Place of the pelvis at which the back lies on the mat; tilt of the head at rest."""
        skeleton = self._figure.skeleton
        rows = []
        rest_head_deg = 0.0
        for x in places():
            goals = settled(
                self._figure, anchored(skeleton, _curled(float(x), 0.0), "spine03", RIBS_AT)
            )
            rows.append(goals.pelvis_at[:2])
            if x == 0:
                rest_head_deg = float(np.degrees(rotation_vector(goals.head @ SUPINE.T) @ Z))
        return Course.through(places(), np.array(rows)), rest_head_deg

    # --- legs -----------------------------------------------------------------------------

    def _leg(self, trunk: Posture, side: Side, x: float) -> LimbGoal:
        """Bent so that the heel slides on the mat, later lifted."""
        skeleton = self._figure.skeleton
        start = hip(self._figure, trunk, side)
        upper = skeleton.distance(f"upperleg01.{side}", f"lowerleg01.{side}")
        lower = skeleton.distance(f"lowerleg01.{side}", f"foot.{side}")
        thigh_deg = THIGH_DEG + THIGH_GAIN_DEG * softened(x)
        hip_m = SUPINE_Z[side] * start[2]
        together_deg = float(np.degrees(np.arcsin((self._knee_m - hip_m) / upper)))
        share = min(max(x, 0.0), 1.0)
        knee = upper * _direction(side, thigh_deg, APART_DEG + (together_deg - APART_DEG) * share)
        dip_deg = self._dip_deg(start[1] + knee[1], lower, side, x)
        shin = lower * _direction(side, -dip_deg, APART_DEG * (1 - share))
        return LimbGoal(start + knee + shin, knee, _foot(side, dip_deg))

    def _dip_deg(self, knee_y: float, lower: float, side: Side, x: float) -> float:
        """By how much the shin points below the horizontal."""
        sliding_deg = 20.0
        for _ in range(4):  # the foot turns with the shin, and with it the height of the ankle
            height = ankle_height_m(self._figure, side, _foot(side, sliding_deg))
            drop = np.clip((knee_y - height) / lower, -0.99, 0.99)
            sliding_deg = float(np.degrees(np.arcsin(drop)))
        lifted = minimum_jerk((x - HEELS_LEAVE) / (HEELS_HIGH - HEELS_LEAVE))
        return sliding_deg * (1 - lifted) + SHIN_DIP_DEG * lifted

    # --- arms -----------------------------------------------------------------------------

    def _hugs(self, trunk: Posture, legs: Mapping[Side, LimbGoal]) -> dict[Side, Hug]:
        return {side: self._hug(trunk, side, legs[side]) for side in SIDES}

    def _hug(self, trunk: Posture, side: Side, leg: LimbGoal) -> Hug:
        """The palm on the front of the shin just below the knee, the elbow outside."""
        skeleton, aside = self._figure.skeleton, SUPINE_Z[side]
        start = hip(self._figure, trunk, side)
        knee, ankle = middle_joint(skeleton, side, LEG, start, leg)
        down = unit(ankle - knee)
        front = unit(knee - start - down * (down @ (knee - start)))
        place = knee + GRIP_SHARE * (ankle - knee) + (self._shin_thickness_m[side] + HAND_M) * front
        place[2] = aside * self._palm_share * self._knee_m
        palm = place - shoulder(self._figure, trunk, side)
        over_the_shins = unit(down * FINGERS_DOWN - aside * Z)
        fingers = over_the_shins
        for _ in range(3):  # the hand bends little at the wrist, so it follows the forearm
            hand = hand_rotation(skeleton, side, fingers, front)
            wrist = wrist_for_palm(skeleton, side, palm, hand)
            arm = LimbGoal(wrist, _hug_pole(side))
            elbow, end = middle_joint(skeleton, side, ARM, np.zeros(3), arm)
            fingers = WRIST_STRAIGHT * unit(end - elbow) + (1 - WRIST_STRAIGHT) * over_the_shins
        return Hug(palm, wrist, hand)

    def _arm(self, trunk: Posture, side: Side, hug: Hug, x: float) -> LimbGoal:
        """From overhead to the shin: a way round the shoulder, through the air over the front."""
        start = shoulder(self._figure, trunk, side)
        overhead = arm_overhead(self._figure, trunk, side)
        share = arrived(x)
        first, last = overhead.end - start, hug.wrist
        from_deg, to_deg = _angle_deg(first), _angle_deg(last)
        angle_deg = from_deg + (to_deg - from_deg) * share
        reach = _reach(first) * (1 - share) + _reach(last) * share
        level = np.array([np.cos(np.radians(angle_deg)), np.sin(np.radians(angle_deg)), 0.0])
        aside = first[2] * (1 - share) + last[2] * share
        rest_hand = hand_rotation(self._figure.skeleton, side, unit(first * [1.0, 0.0, 1.0]), -Y)
        to_hug = blend(np.eye(3), hug.hand @ (turn(Z, to_deg - from_deg) @ rest_hand).T, share**2)
        hand = to_hug @ turn(Z, angle_deg - from_deg) @ rest_hand
        pole = overhead.pole * (1 - share) + _hug_pole(side) * share
        over = OVER_M * np.sin(np.pi * share**3) * Y  # the hands come down on the shins from above
        return LimbGoal(start + reach * level + aside * Z + over, pole, hand)


def softened(x: float) -> float:
    """The excursion, which hardly grows beyond the whole range."""
    return x if x <= 1 else 1 + MORE * float(np.tanh((x - 1) / MORE))


def arrived(x: float) -> float:
    """Share of the arms' way at the excursion `x`: evenly, then slower to 1 at GRIP_FROM."""
    speed = 2 / (ARMS_EVEN_TO + GRIP_FROM)
    if x <= ARMS_EVEN_TO:
        return max(x, 0.0) * speed
    left = max(GRIP_FROM - x, 0.0)
    return 1 - speed * left**2 / (2 * (GRIP_FROM - ARMS_EVEN_TO))


def _curled(x: float, rest_head_deg: float) -> Goals:
    """The trunk bent as at the excursion `x`, not yet laid on the mat."""
    share = softened(x)
    late = share**2  # pelvis and head follow when the thighs are well up
    chest_deg = -CURL_UP_DEG * late
    head_deg = rest_head_deg * (1 - late) + (chest_deg - CHIN_DEG) * late
    return replace(
        lying_trunk(SUPINE),
        pelvis=turn(Z, ROLL_DEG * late) @ SUPINE,
        chest=turn(Z, chest_deg) @ SUPINE,
        head=turn(Z, head_deg) @ SUPINE,
        shrug_deg=dict.fromkeys(SIDES, SHRUG_DEG + (HUG_SHRUG_DEG - SHRUG_DEG) * arrived(x)),
    )


def _direction(side: Side, up_deg: float, apart_deg: float) -> Array:
    """(3,) length 1: 0 towards the feet, 90 up; `apart_deg` away from the middle line."""
    up, apart = np.radians(up_deg), np.radians(apart_deg)
    aside = SUPINE_Z[side] * np.sin(apart)
    return np.array([np.cos(up) * np.cos(apart), np.sin(up) * np.cos(apart), aside])


def _hug_pole(side: Side) -> Array:
    """(3,) where the elbow points in the hug."""
    return np.array([0.0, ELBOW_UP, SUPINE_Z[side]])


def _foot(side: Side, dip_deg: float) -> Array:
    """(3, 3) a foot that stays as it is on a shin that points `dip_deg` below the horizontal."""
    out = turn(X, SUPINE_Z[side] * TURN_OUT_DEG)
    pitched: Array = out @ turn(Z, -POINT_DEG - dip_deg) @ SUPINE
    return pitched


def _shin_thickness_m(figure: Figure, side: Side) -> float:
    """From the bone's line to the front of the shin where the hand lies, at rest."""
    off, down = _below_knee(figure, side)
    front = unit(Z - down * (down @ Z))
    share = off @ down / figure.skeleton.distance(f"lowerleg01.{side}", f"foot.{side}")
    return float((off @ front)[np.abs(share - GRIP_SHARE) < 0.08].max())


def _knee_half_width_m(figure: Figure, side: Side) -> float:
    """From the joint to the inner side of the leg around the knee, at rest."""
    part = "left_thigh" if side == "L" else "right_thigh"
    inwards = -OUTWARD[side] * X
    off = skin_of(figure, part).points - figure.skeleton.head(f"lowerleg01.{side}")
    return float((off @ inwards)[off[:, 1] < 0.12].max())


def _below_knee(figure: Figure, side: Side) -> tuple[Array, Array]:
    """(n, 3) points of the shin from the knee at rest, and (3,) the way down to the ankle."""
    part = "left_shin" if side == "L" else "right_shin"
    knee, ankle = (figure.skeleton.head(f"{bone}.{side}") for bone in ("lowerleg01", "foot"))
    return skin_of(figure, part).points - knee, unit(ankle - knee)


def _angle_deg(way: Array) -> float:
    """Seen from the right flank: 0 towards the feet, 90 up, 180 beyond the head."""
    return float(np.degrees(np.arctan2(way[1], way[0])) + 90) % 360 - 90


def _reach(way: Array) -> float:
    return float(np.hypot(way[0], way[1]))


POSE = KneeHug
