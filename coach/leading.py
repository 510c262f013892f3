"""Leading by voice: where the movement cannot be seen, the coach calls it and watches the rest.

OUT -> HOLD -> BACK -> REST, each as long as the exercise's [pace] says. What is watched is posture
and rough movement: a led repetition counts when most of its time was seen to be as it should.
Time is media time; boundaries are those of the plan, not of the frames, so every frame rate leads
alike.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from coach.calibration import STILL_MOTION_S0_S
from coach.definition_tables import Pace
from coach.definitions import Exercise
from coach.errors import DefinitionError
from coach.events import (
    BodySide,
    Call,
    Called,
    Event,
    Flag,
    Flagged,
    NotValid,
    Phase,
    PostureBroken,
    RepCounted,
)
from coach.led_repetition import LedRepetition, planned
from coach.tally import Tally

# Our own choices, short enough to lead on and long enough to outlast a landmark's flicker.
LEAD_IN_S = 5.0  # before the first call: the coach says that it will lead, and is heard
READY_FOR_S = 1.0  # in posture and still for so long before a repetition is called
MAX_GAP_S = 0.5  # a longer time without a frame is not valid
BROKEN_FOR_S = 0.3  # so long out of posture until it is told
GIVEN_UP_AFTER_S = 3.0  # out of posture for longer ends the repetition
ROUGH_AGAIN_S = 1.0  # rough movement is told at most once a second

_CALLS = {Phase.OUT: Call.OUT, Phase.BACK: Call.BACK}  # to stay needs no call


@dataclass(frozen=True, slots=True)
class Watched:
    """What one frame tells about a led body."""

    t_s: float
    broken: str  # phrase key why the body is not in posture, or not seen; "" when it is
    speed_s0_s: float  # of the fastest watched joint, trunk lengths a second; NaN: not known

    @property
    def is_still(self) -> bool:
        """In posture and at rest; what is not known is not still."""
        return not self.broken and self.speed_s0_s <= STILL_MOTION_S0_S


class Leader:
    """Leads repetition after repetition of one exercise; who asks for them decides how many."""

    def __init__(
        self,
        exercise: Exercise,
        dose_s: float,
        tally: Tally | None = None,
        lead_in_s: float = LEAD_IN_S,
    ) -> None:
        """dose_s: how long to stay, of an exercise that is held; tally: where the counts are kept,
        shared with who counts what can be seen; lead_in_s: from the first frame to the first call,
        at least.

        Raises DefinitionError when the exercise has no [pace].
        """
        if exercise.pace is None:
            raise DefinitionError(
                f"Exercise {exercise.id!r} cannot be led: its table [pace] is missing; "
                "exercises/README.md explains it."
            )
        self._exercise = exercise
        self._pace: Pace = exercise.pace
        self._dose_s = dose_s
        self._tally = Tally() if tally is None else tally
        self._rep: LedRepetition | None = None
        self._index = 0
        self._last_side: BodySide | None = None
        self._rest_until_s: float | None = None  # None after one was given up
        self._lead_in_s = lead_in_s
        self.began_s: float | None = None  # when the lead-in began, if before the first frame
        self._t_s: float | None = None  # of the last frame
        self._still_since_s: float | None = None
        self._broken: tuple[str, float] | None = None  # reason, since when it is that one
        self._broken_since_s: float | None = None  # for whatever reason
        self._rough_told_s = float("-inf")
        self._waiting_for = ""
        self._told_waiting: set[str] = set()  # reasons, since the last repetition

    # -- what a screen shows ----------------------------------------------------------------------

    @property
    def phase(self) -> Phase:
        """The part that was called last."""
        return Phase.REST if self._rep is None else self._rep.step.phase

    @property
    def side(self) -> BodySide | None:
        """To which side the body is led now; None at rest, and where there are no sides."""
        return None if self._rep is None else self._rep.step.side

    @property
    def left_s(self) -> float | None:
        """Seconds left of the present part, or before the next; None while the coach waits."""
        end_s = self._rest_until_s if self._rep is None else self._rep.step_end_s
        if end_s is None or self._t_s is None or end_s <= self._t_s:
            return None
        return end_s - self._t_s

    @property
    def index(self) -> int:
        """Of the repetition that is or was last led: 1, 2, ... of its side; 0 before."""
        return self._index

    @property
    def counts(self) -> Mapping[BodySide | None, int]:
        """Valid repetitions: of each side, or under None where there are no sides to count."""
        sides: tuple[BodySide | None, ...] = (
            ("left", "right") if self._exercise.is_sided else (None,)
        )
        return {side: self._tally.of(side) for side in sides}

    @property
    def waiting_for(self) -> str:
        """Why the next repetition does not begin although it could, as a phrase key, or ""."""
        return self._waiting_for

    # -- frames -----------------------------------------------------------------------------------

    def update(self, watched: Watched) -> list[Event]:
        """One frame; `t_s` grows from frame to frame."""
        t_s, last_s = watched.t_s, self._t_s
        self._t_s = t_s
        if self._lead_in_s > 0:
            began_s = t_s if self.began_s is None else self.began_s
            self._rest_until_s = max(
                began_s + self._lead_in_s, t_s + min(self._lead_in_s, LEAD_IN_S)
            )
            self._lead_in_s = 0.0
        gap_s = 0.0 if last_s is None else t_s - last_s
        self._follow_stillness(watched, gap_s)
        self._follow_posture(watched)
        if self._rep is None:
            return self._begin_when_ready(watched)
        if gap_s > GIVEN_UP_AFTER_S or self._broken_for_s(t_s) > GIVEN_UP_AFTER_S:
            return self._give_up(t_s)
        is_rough = watched.speed_s0_s > self._exercise.limits.rough_s0_s
        is_valid = not watched.broken and not is_rough and gap_s <= MAX_GAP_S
        events = self._tell_broken(t_s)
        if is_rough:
            events += self._tell_rough(watched)
        return events + self._advance(t_s - gap_s, t_s, is_valid)

    def close(self, t_s: float) -> list[Event]:
        """The exercise pauses or ends: settle what is under way. Leading can go on later, but not
        before the rest or the introduction that was going on would have been over.
        """
        events = [] if self._rep is None else self._settle(t_s, is_open=True)
        if self._rep is not None and self._rep.is_valid_until(t_s):  # cut off, and not at fault
            events = [event for event in events if not isinstance(event, NotValid)]
        self._rep = self._t_s = None
        self._still_since_s = self._broken = self._broken_since_s = None
        self._waiting_for = ""
        return events

    def _follow_stillness(self, watched: Watched, gap_s: float) -> None:
        if not watched.is_still:
            self._still_since_s = None
        elif self._still_since_s is None or gap_s > MAX_GAP_S:
            self._still_since_s = watched.t_s

    def _follow_posture(self, watched: Watched) -> None:
        if not watched.broken:
            self._broken = self._broken_since_s = None
            return
        if self._broken is None or self._broken[0] != watched.broken:
            self._broken = (watched.broken, watched.t_s)
        if self._broken_since_s is None:
            self._broken_since_s = watched.t_s

    def _broken_for_s(self, t_s: float) -> float:
        return 0.0 if self._broken_since_s is None else t_s - self._broken_since_s

    # -- from rest into the next repetition -------------------------------------------------------

    def _begin_when_ready(self, watched: Watched) -> list[Event]:
        rest_s = float("-inf") if self._rest_until_s is None else self._rest_until_s
        still_s = float("inf") if self._still_since_s is None else self._still_since_s + READY_FOR_S
        start_s = max(rest_s, still_s)
        if watched.t_s < start_s:
            could_begin = watched.t_s >= rest_s and not watched.is_still
            self._waiting_for = (watched.broken or "lie_still") if could_begin else ""
            return self._tell_waiting(watched.t_s) if could_begin else []
        self._waiting_for, self._told_waiting = "", set()
        return self._begin(start_s, watched.t_s)

    def _begin(self, start_s: float, t_s: float) -> list[Event]:
        side = self._next_side()
        self._last_side = side
        self._index = self._tally.of(side) + 1
        steps = planned(self._exercise, self._pace, self._dose_s, side)
        self._rep = LedRepetition(start_s, self._index, side, steps)
        return self._call(t_s) + self._advance(start_s, t_s, is_valid=True)

    def _next_side(self) -> BodySide | None:
        """The side that is behind; when they are even, the other one than last, the right first."""
        if not self._exercise.is_sided:
            return None
        left, right = self._tally.sides
        if left != right:
            return "left" if left < right else "right"
        return "left" if self._last_side == "right" else "right"

    # -- while one is led -------------------------------------------------------------------------

    def _call(self, t_s: float) -> list[Event]:
        assert self._rep is not None
        step = self._rep.step
        if step.phase not in _CALLS:
            return []
        return [Called(t_s, _CALLS[step.phase], self._rep.index, step.lasts_s, step.side)]

    def _advance(self, from_s: float, t_s: float, is_valid: bool) -> list[Event]:
        """Share the time since the last frame among the steps it lies in, and go on to the last."""
        events: list[Event] = []
        while (rep := self._rep) is not None:
            if is_valid:
                rep.add_valid(from_s, t_s)
            if t_s < rep.step_end_s:
                break
            if rep.is_last_step:
                events += self._finish(t_s)
            else:
                rep.next_step()
                events += self._call(t_s)
        return events

    def _finish(self, t_s: float) -> list[Event]:
        assert self._rep is not None
        rep = self._rep
        events = self._settle(t_s)
        self._rep = None
        self._rest_until_s = rep.step_end_s + self._pace.rest_s
        return [*events, Called(t_s, Call.REST, rep.index, self._pace.rest_s, rep.side)]

    def _give_up(self, t_s: float) -> list[Event]:
        """Nobody is called to rest who is not there: the coach waits."""
        assert self._rep is not None
        rep, self._rep, self._rest_until_s = self._rep, None, None
        self._told_waiting = rep.told
        return [NotValid(t_s, rep.index, rep.valid_share, rep.side)]

    def _settle(self, t_s: float, is_open: bool = False) -> list[Event]:
        assert self._rep is not None
        events = self._rep.settled(t_s, self._exercise, self._dose_s, is_open)
        if isinstance(events[0], RepCounted):
            self._tally.add(self._rep.side)
        return events

    def _tell_waiting(self, t_s: float) -> list[Event]:
        """Out of posture between two repetitions: each reason once until the next one begins."""
        if self._index == 0 or self._broken is None or t_s - self._broken[1] < BROKEN_FOR_S:
            return []
        reason = self._broken[0]
        if reason in self._told_waiting:
            return []
        self._told_waiting.add(reason)
        return [PostureBroken(t_s, reason, self._tally.of(self._next_side()) + 1)]

    # -- what is told -----------------------------------------------------------------------------

    def _tell_broken(self, t_s: float) -> list[Event]:
        assert self._rep is not None
        if self._broken is None:
            return []
        reason, since_s = self._broken
        if t_s - since_s < BROKEN_FOR_S or reason in self._rep.told:
            return []
        self._rep.told.add(reason)
        return [PostureBroken(t_s, reason, self._rep.index)]

    def _tell_rough(self, watched: Watched) -> list[Event]:
        assert self._rep is not None
        self._rep.is_rough = True
        if watched.t_s - self._rough_told_s < ROUGH_AGAIN_S:
            return []
        self._rough_told_s = watched.t_s
        limits = self._exercise.limits
        return [
            Flagged(
                watched.t_s,
                Flag.SUDDEN,
                watched.speed_s0_s,
                limits.rough_s0_s,
                "S0/s",
                self._rep.index,
                Flag.SUDDEN in limits.hint_flags,
                self._rep.step.side,
            )
        ]
