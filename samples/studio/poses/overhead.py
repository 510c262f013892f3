"""Hands beyond the head, on the back: clasped, or one that holds the other wrist.

With the elbows out to the sides a relaxed palm faces the ceiling there. So the hand that holds lies
below, its back on the mat, and the wrist it holds rests in its palm.
"""

from dataclasses import dataclass, replace

import numpy as np

from samples.studio.figure import Figure
from samples.studio.goals import OTHER, SIDES, Goals, LimbGoal, Side, mix
from samples.studio.poses.lying import SUPINE_Z, shoulder
from samples.studio.rotation import Array, Y, blend, turn
from samples.studio.skeleton import Posture
from samples.studio.solve import ARM, hand_rotation, limb_length, trunk_only, wrist_for_palm

LYING_WRIST_M = 0.035  # height of the wrist of a hand whose back lies on the mat
HELD_ASIDE_M = 0.015  # of the held wrist from the middle line, to its own side
HELD_WRIST_M = 0.062  # of one that lies in the other's palm
CLASPED_REACH, HELD_REACH = 0.93, 0.965  # shares of the arm's length: elbows nearly straight
# Between the fingers and the way up, inwards: of clasped hands, of the holder's, of the held one's.
CLASPED_DEG, HOLDING_DEG, HELD_DEG = 55.0, 65.0, 25.0
CLASPED_CURL, HOLDING_CURL, HELD_CURL = 0.45, 0.6, 0.2


@dataclass(frozen=True)
class Hand:
    """Where a wrist is and how its hand is turned."""

    wrist: Array  # (3,) metres
    rotation: Array  # (3, 3)
    curl: float

    def towards(self, other: "Hand", share: float) -> "Hand":
        """The hand `share` (0..1) of the way to `other`."""
        return Hand(
            mix(self.wrist, other.wrist, share),
            blend(self.rotation, other.rotation, share),
            float(mix(self.curl, other.curl, share)),
        )


@dataclass(frozen=True)
class Overhead:
    """The room beyond the head of a trunk that lies on the back and may lean to a side.

    lean_deg: of the arms, to the person's right.
    """

    figure: Figure
    trunk: Posture
    lean_deg: float

    def hand(self, side: Side, inwards_deg: float) -> Array:
        """(3, 3) a hand with its back on the mat, the fingers `inwards_deg` from the way up."""
        inwards = np.radians(inwards_deg)
        fingers = [-np.cos(inwards), 0.0, -SUPINE_Z[side] * np.sin(inwards)]
        return hand_rotation(self.figure.skeleton, side, self._leaning @ fingers, -Y)

    def reached(self, side: Side, aside_m: float, height_m: float, reach: float) -> Array:
        """(3,) the place as far up as the arm goes with `reach`, a share of its length.

        aside_m: from the middle between the shoulders, to the right.
        """
        start = shoulder(self.figure, self.trunk, side)
        middle = np.mean([shoulder(self.figure, self.trunk, s) for s in SIDES], axis=0)
        own_aside_m = float((self._leaning.T @ (start - middle))[2])
        length = reach * limb_length(self.figure.skeleton, side, ARM)
        up = np.sqrt(length**2 - (aside_m - own_aside_m) ** 2 - (height_m - start[1]) ** 2)
        place = start + self._leaning @ np.array([-up, 0.0, aside_m - own_aside_m])
        return np.array([place[0], height_m, place[2]])

    def arm(self, side: Side, hand: Hand) -> LimbGoal:
        """The arm of that hand, its elbow out to the side."""
        pole = self._leaning @ np.array([0.0, 0.0, SUPINE_Z[side]])
        return LimbGoal(hand.wrist, pole, hand.rotation)

    @property
    def _leaning(self) -> Array:
        return turn(Y, self.lean_deg)


def clasped(room: Overhead) -> dict[Side, Hand]:
    """Both hands in the middle, the fingers between each other."""
    hands = {}
    for side in SIDES:
        rotation = room.hand(side, CLASPED_DEG)
        palm_aside_m = SUPINE_Z[side] * 0.03
        to_wrist = wrist_for_palm(room.figure.skeleton, side, np.zeros(3), rotation)
        aside_m = palm_aside_m + float((turn(Y, -room.lean_deg) @ to_wrist)[2])
        wrist = room.reached(side, aside_m, LYING_WRIST_M, CLASPED_REACH)
        hands[side] = Hand(wrist, rotation, CLASPED_CURL)
    return hands


def holding(room: Overhead, holder: Side) -> tuple[dict[Side, Hand], Array]:
    """The hand `holder` round the other wrist, and the place (3,) its palm holds."""
    held = OTHER[holder]
    aside_m = SUPINE_Z[held] * HELD_ASIDE_M
    wrist = room.reached(held, aside_m, HELD_WRIST_M, HELD_REACH)
    rotation = room.hand(holder, HOLDING_DEG)
    holder_wrist = wrist_for_palm(room.figure.skeleton, holder, wrist, rotation)
    return {
        held: Hand(wrist, room.hand(held, HELD_DEG), HELD_CURL),
        holder: Hand(holder_wrist, rotation, HOLDING_CURL),
    }, wrist


def with_hands_overhead(
    figure: Figure, goals: Goals, lean_deg: float, holder: Side = "R", share: float = 0.0
) -> Goals:
    """The goals with both hands beyond the head.

    share: 0 clasped .. 1 the hand `holder` holds the other wrist.
    """
    room = Overhead(figure, trunk_only(figure.skeleton, goals), lean_deg)
    hands = clasped(room)
    grips: dict[Side, Array] = {}
    if share > 0:
        held, place = holding(room, holder)
        hands = {s: hands[s].towards(held[s], share) for s in SIDES}
        grips = {holder: place} if share == 1 else {}
    return replace(
        goals,
        arms={s: room.arm(s, hands[s]) for s in SIDES},
        curl={s: hands[s].curl for s in SIDES},
        grips=grips,
    )
