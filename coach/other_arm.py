"""Whether the other arm is up as well, while one is.

From a low camera at the flank the far arm is hidden behind the body, and the pose model then draws
it onto the raised one: in one picture that looks like two raised arms, one behind the other. What
tells them apart is how sure the model is of the other elbow and wrist, while the arms rise and
when one is up, whether they rise together, and that no real arm jumps. Where even that does not
tell, it is taken for one arm: a stop that nobody asked for costs a word, a missed one hurts. The
limits are from rendered clips; docs/stop-sign.md tells how well they do.
"""

from collections import deque
from statistics import fmean as mean
from statistics import median
from typing import NamedTuple

from coach.arms import Arm, Arms, apart_deg

LOOKED_AT_S = 1.0  # so far back
UP_DEG = 50.0  # from the vertical: it is up as well
ONTO_DEG = 27.0  # from the raised one, where it is not clear: it may be drawn onto that
STRAIGHT, LENGTH = 0.6, 0.25
CLEAR = 0.6  # visibility of elbow and wrist: it is surely where it is drawn
MOSTLY_SEEN = 0.5  # of the elbow: it is surely up
HELD_SEEN = 0.24  # mean visibility of the elbow while it is drawn up; of one arm up to 0.19
RISEN_SEEN = 0.26  # that and the wrist's while rising; of one arm up to 0.22, of two from 0.24
RISEN_SHARE = 0.2  # of the frames it must at least be drawn up
RISING_DEG, RISING_S = (25.0, 75.0), 1.2  # where, and how long before, the rise is looked at
LAG_DEG, LAG_SEEN = 7.5, 0.3  # a wrist seen so well that lags behind so much stays where it is
APART_DEG = 20.0  # two arms rise together
JUMP_DEG, JUMP_S, JUMP_SEEN = 45.0, 0.13, 0.5  # nobody's arm gets there so quickly,
STEP_S = 0.2  # nor from one frame to the next


class _Drawn(NamedTuple):
    """The other arm in one frame, while one is up."""

    t_s: float
    elbow_seen: float  # where it is drawn up and believed, else 0


class _Rise(NamedTuple):
    """The other arm in one frame, while one is between rest and up."""

    t_s: float
    wrist_seen: float
    lag_deg: float  # so much farther from the vertical it is
    apart_deg: float


class OtherArm:
    """Follows the arm that is not the raised one."""

    def __init__(self) -> None:
        self._drawn: deque[_Drawn] = deque()
        self._rising: deque[_Rise] = deque()
        self._elsewhere: deque[tuple[float, float]] = deque()  # surely not up: t_s, lean
        self._is_drawn_on = False  # it jumped onto the raised one

    def forget(self) -> None:
        """No arm is up any more."""
        self._drawn.clear()
        self._rising.clear()
        self._elsewhere.clear()
        self._is_drawn_on = False

    def watch_rise(self, t_s: float, arms: Arms) -> None:
        """Take a frame in which none is up: one may be on its way."""
        arm, other = arms.left, arms.right
        if other.seen > arm.seen:
            arm, other = other, arm
        low_deg, high_deg = RISING_DEG
        if low_deg <= abs(arm.lean_deg) <= high_deg:
            lag_deg = abs(other.lean_deg) - abs(arm.lean_deg)
            between_deg = apart_deg(other.lean_deg, arm.lean_deg)
            self._rising.append(_Rise(t_s, other.wrist_seen, lag_deg, between_deg))
        while self._rising and t_s - self._rising[0].t_s > RISING_S:
            self._rising.popleft()

    def watch(self, t_s: float, raised: Arm, arms: Arms, up_for_s: float) -> None:
        """Take a frame in which `raised` is up, since `up_for_s`."""
        other = arms.right if raised is arms.left else arms.left
        is_up = _is_drawn_up(other, raised, arms)
        self._watch_jump(t_s, other, is_up=is_up, is_raised_there=up_for_s >= JUMP_S)
        is_believed = is_up and not self._is_drawn_on
        self._drawn.append(_Drawn(t_s, other.elbow_seen if is_believed else 0.0))
        while t_s - self._drawn[0].t_s > LOOKED_AT_S + 1e-6:
            self._drawn.popleft()

    def is_up(self) -> bool:
        """Whether it is up as well, as far as can be known."""
        n = len(self._drawn)
        elbows = [drawn.elbow_seen for drawn in self._drawn if drawn.elbow_seen > 0]
        if 2 * len(elbows) > n and mean(elbows) >= MOSTLY_SEEN:
            return True
        if self._has_stayed_behind():
            return False
        if sum(elbows) >= HELD_SEEN * n:
            return True
        if not self._rising or not elbows or len(elbows) < RISEN_SHARE * n:
            return False
        between_deg = median(rise.apart_deg for rise in self._rising)
        return between_deg <= APART_DEG and self._wrist_seen() + mean(elbows) >= RISEN_SEEN

    def _has_stayed_behind(self) -> bool:
        """Whether it was seen where it lies while the raised one rose."""
        if not self._rising or self._wrist_seen() < LAG_SEEN:
            return False
        return median(rise.lag_deg for rise in self._rising) > LAG_DEG

    def _wrist_seen(self) -> float:
        """Mean visibility of its wrist while one arm rose."""
        return mean(rise.wrist_seen for rise in self._rising)

    def _watch_jump(self, t_s: float, other: Arm, *, is_up: bool, is_raised_there: bool) -> None:
        """An arm that was surely elsewhere and is suddenly up was drawn onto the raised one."""
        places = self._elsewhere
        if not is_up:
            self._is_drawn_on = False
            if other.wrist_seen >= JUMP_SEEN and is_raised_there:
                places.append((t_s, other.lean_deg))
        elif places:
            was_deg = [lean for was_s, lean in places if t_s - was_s <= JUMP_S + 1e-6]
            if t_s - places[-1][0] <= STEP_S:
                was_deg.append(places[-1][1])
            if any(apart_deg(other.lean_deg, lean) > JUMP_DEG for lean in was_deg):
                self._is_drawn_on = True
        while places and t_s - places[0][0] > STEP_S:
            places.popleft()


def _is_drawn_up(other: Arm, raised: Arm, arms: Arms) -> bool:
    """Whether the other arm is drawn up, sure or not."""
    is_near = apart_deg(other.lean_deg, raised.lean_deg) <= ONTO_DEG
    return (
        abs(other.lean_deg) <= UP_DEG
        and (is_near or other.seen >= CLEAR)
        and other.straight >= STRAIGHT
        and other.length >= LENGTH
        and arms.is_across(other, was=True)
    )
