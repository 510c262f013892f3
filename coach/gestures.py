"""The stop sign: one arm straight up for a second, the other not.

Up is up in the picture: the camera stands upright. The limits are from rendered clips of four
people and eight camera places; docs/stop-sign.md tells how well they do.
"""

from collections import deque
from collections.abc import Iterable
from math import atan2, cos, degrees, radians, sin, sqrt
from typing import NamedTuple

from coach.arms import Arm, Arms, arms_of
from coach.landmarks import Pose
from coach.other_arm import OtherArm

HELD_S = 1.0  # so long the arm must be up
DOWN_S = 0.3  # so long no arm may be seen up before one can be raised anew
GAP_S = 0.5  # so long the arm may be lost from sight; 0.3, and a frame or two of a slow camera

# The raised arm. Once it is held it leans at most 10 degrees, from above up to 18.
UP_DEG = 30.0  # from the vertical: an arm has come up
LEFT_DEG = 40.0  # an arm that was up no longer is
STRAIGHT = 0.8
SEEN_ELBOW, SEEN_WRIST = 0.35, 0.45  # visibility; the far arm's wrist is seen with 0.6
LENGTH = 0.5  # trunk lengths; 0.7 and more in signs but from above
LENGTH_UPRIGHT = 0.6  # of one who stands or sits
LENGTH_FROM_ABOVE, SIN_ABOVE = 0.33, 0.42  # from 25 degrees above a raised arm looks short
LENGTH_HELD = 0.28  # once it is up: in some pictures the wrist is drawn half-way down
SHORT, FINGER_RISE = 0.55, 0.04  # a hand at the face has its fingers beside the wrist
OFF_THE_KNEE = 0.45  # hands that hug the knees are nearer
ELEVATION_S = 1.0  # time constant of the camera's height

# An arm that passes by, and a body that turns over, are no sign.
STILL_S = 0.5  # so far back it is looked at
STILL_DEG, STILL_BODY, STILL_KNEES = 20.0, 0.12, 0.12  # degrees, trunk lengths
# Arms on their way to the knees, as in a crunch, lean 20 degrees to the feet and stay there.
HELD_DEG, HELD_TO_FEET_DEG = 20.0, 16.0
TIME_STEP_S = 1e-6  # rounding of times


class _Held(NamedTuple):
    """One frame of a raised arm."""

    t_s: float
    lean_deg: float  # as from a level camera
    to_feet_deg: float  # the same, above 0 towards the feet of one who lies; upright 0
    middle: tuple[float, float]  # of the trunk, px
    knees: tuple[float, float]  # px
    trunk_px: float


class ArmSign:
    """One arm straight up, the other not."""

    def __init__(self, *, is_armed: bool = True) -> None:
        """`is_armed` False: an arm that is up already must come down first."""
        self.reset(is_armed=is_armed)

    def reset(self, *, is_armed: bool) -> None:
        """Forget all that was seen."""
        self._is_armed = is_armed
        self._since_s: float | None = None
        self._last_s = 0.0  # the arm was seen up
        self._down_since_s: float | None = None
        self._held: deque[_Held] = deque()
        self._other = OtherArm()
        self._sin_elevation: float | None = None
        self._seen_s = 0.0

    @property
    def up_since_s(self) -> float | None:
        """Since when an arm is up at this moment, as far as it may become a sign; else None."""
        return self._since_s if self._is_armed else None

    def update(self, pose: Pose) -> float | None:
        """Look at one pose. Times only grow; they may be irregular and start anywhere.

        Returns the media time since when an arm has been up, once, on the frame at which it has
        been up for HELD_S and all else is quiet; it must come down before the next one.
        """
        t_s = pose.t_s
        if self._since_s is not None and t_s - self._last_s > GAP_S:
            self._lower()
        arms = arms_of(pose)
        if arms is None:
            self._down_since_s = None  # not seen is not seen down
            return None
        self._watch_elevation(t_s, arms)
        raised = self._raised(arms)
        if raised is None:
            self._other.watch_rise(t_s, arms)
            self._watch_down(t_s, arms)
            return None
        if self._since_s is None:
            self._since_s = t_s
        self._last_s, self._down_since_s = t_s, None
        self._hold(t_s, arms, raised)
        self._other.watch(t_s, raised, arms, t_s - self._since_s)
        return self._sign(t_s, self._since_s)

    def _sign(self, t_s: float, since_s: float) -> float | None:
        """The time since when, where this frame makes it a sign."""
        if not self._is_armed or t_s - since_s < HELD_S - TIME_STEP_S:
            return None
        is_two = self._other.is_up()  # then both come down first: one goes down before the other
        if not is_two and not self._is_quiet():
            return None
        self._is_armed = False
        return None if is_two else since_s

    def _raised(self, arms: Arms) -> Arm | None:
        """The arm that is up; of two the one that is seen better."""
        within_deg = UP_DEG if self._since_s is None else LEFT_DEG
        up = [arm for arm in (arms.left, arms.right) if self._is_up(arm, arms, within_deg)]
        return max(up, key=lambda arm: arm.seen, default=None)

    def _is_up(self, arm: Arm, arms: Arms, within_deg: float) -> bool:
        return (
            abs(arm.lean_deg) <= within_deg
            and arm.straight >= STRAIGHT
            and arm.elbow_seen >= SEEN_ELBOW
            and arm.wrist_seen >= SEEN_WRIST
            and arm.to_knee >= OFF_THE_KNEE
            and arms.is_across(arm, was=self._since_s is not None)
            and self._is_long(arm, arms)
        )

    def _is_long(self, arm: Arm, arms: Arms) -> bool:
        if not arms.is_lying:
            return arm.length >= LENGTH_UPRIGHT
        is_from_above = (self._sin_elevation or 0.0) >= SIN_ABOVE
        least = LENGTH_FROM_ABOVE if is_from_above else LENGTH
        if arm.length < (least if self._since_s is None else LENGTH_HELD):
            return False
        return arm.length >= SHORT or arm.finger_rise >= FINGER_RISE

    def _watch_elevation(self, t_s: float, arms: Arms) -> None:
        """The camera does not move: a slow mean is less noisy than one frame."""
        if self._sin_elevation is None:
            self._sin_elevation = arms.sin_elevation
        share = min((t_s - self._seen_s) / ELEVATION_S, 1.0)
        self._sin_elevation += share * (arms.sin_elevation - self._sin_elevation)
        self._seen_s = t_s

    def _watch_down(self, t_s: float, arms: Arms) -> None:
        if any(_points_up(arm, arms) for arm in (arms.left, arms.right)):
            self._down_since_s = None
        elif self._down_since_s is None:
            self._down_since_s = t_s
        elif t_s - self._down_since_s >= DOWN_S - TIME_STEP_S:
            self._is_armed = True

    def _lower(self) -> None:
        """The arm is up no more, or was lost from sight for too long."""
        self._since_s = None
        self._held.clear()
        self._other.forget()

    def _hold(self, t_s: float, arms: Arms, raised: Arm) -> None:
        to_feet = (-1.0 if arms.trunk_lean_deg > 0 else 1.0) if arms.is_lying else 0.0
        lean_deg = self._level_lean_deg(raised) if arms.is_lying else raised.lean_deg
        self._held.append(
            _Held(t_s, lean_deg, to_feet * lean_deg, arms.middle, arms.knees, arms.trunk_px)
        )
        while t_s - self._held[0].t_s > STILL_S + TIME_STEP_S:
            self._held.popleft()

    def _level_lean_deg(self, arm: Arm) -> float:
        """The lean as a camera level with the mat would see it: from above it looks larger."""
        cos_elevation = sqrt(max(1.0 - (self._sin_elevation or 0.0) ** 2, 0.0))
        lean = radians(arm.lean_deg)
        return degrees(atan2(sin(lean) * cos_elevation, cos(lean)))

    def _is_quiet(self) -> bool:
        """Whether arm and body are held still, and the arm is upright enough."""
        leans = [held.lean_deg for held in self._held]
        n, trunk_px = len(leans), self._held[-1].trunk_px
        return (
            max(leans) - min(leans) <= STILL_DEG
            and abs(sum(leans)) <= HELD_DEG * n
            and sum(held.to_feet_deg for held in self._held) <= HELD_TO_FEET_DEG * n
            and _spread(held.middle for held in self._held) <= STILL_BODY * trunk_px
            and _spread(held.knees for held in self._held) <= STILL_KNEES * trunk_px
        )


def _points_up(arm: Arm, arms: Arms) -> bool:
    """Whether an arm may still be up, short or crooked as it may be drawn at the moment."""
    return (
        abs(arm.lean_deg) <= LEFT_DEG
        and arm.length >= LENGTH_HELD
        and arm.seen >= SEEN_WRIST
        and arms.is_across(arm, was=True)
    )


def _spread(places: Iterable[tuple[float, float]]) -> float:
    """The larger side of the box around them."""
    x, y = zip(*places, strict=True)
    return float(max(max(x) - min(x), max(y) - min(y)))
