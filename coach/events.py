"""What happened: frozen facts on the media clock. Wording, colour and voice are chosen elsewhere.

Every event's `t_s` is the media time, in seconds, of the frame that made it known. Movements are
dated back: `Rep.start_s` and `Rep.end_s` are the times at which the body was there.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from coach.agenda import Agenda

BodySide = Literal["left", "right"]  # the person's own


class Stage(StrEnum):
    """Where the coach is in one exercise."""

    SETUP = "setup"  # looking for one person in a usable view
    CALIBRATE = "calibrate"  # waiting for a still rest pose
    ACTIVE = "active"  # counting
    LOST = "lost"  # cannot judge at the moment; counters are frozen
    PAUSED = "paused"  # the user asked, stood up, or left
    DONE = "done"  # dose reached, stopped, or the source ended


class Phase(StrEnum):
    """Where the body is in one repetition."""

    REST = "rest"
    OUT = "out"
    HOLD = "hold"
    BACK = "back"  # on the way back at the coach's call


class Call(StrEnum):
    """What the coach calls where it leads."""

    OUT = "out"  # begin the movement
    BACK = "back"  # let go
    REST = "rest"  # lie still until the next one


class Grade(StrEnum):
    """How far a count can be trusted."""

    SURE = "sure"
    LIKELY = "likely"
    POSTURE_ONLY = "posture only"
    NOT_SEEN = "not seen"  # led although too little of the body was in the picture


class Flag(StrEnum):
    """Something about a repetition that is told but never changes the count."""

    SUDDEN = "sudden"  # faster than the person's own range allows
    JERKY = "jerky"  # not smooth: stops, pushes, tremor
    OVER_LARGE = "over-large"  # past the ceiling of the exercise or the person
    TOO_FAST = "too fast"  # the whole repetition was shorter than the exercise allows


@dataclass(frozen=True, slots=True)
class PartSeen:
    """A part of the movement that is looked for, and never needed."""

    name: str
    done: bool


@dataclass(frozen=True, slots=True)
class Rep:
    """One repetition, or one attempt that stayed small; of an exercise to both sides: to one."""

    index: int  # 1, 2, ... among the counted ones, of each side for itself; 0 for a partial
    start_s: float  # entry level crossed upwards
    end_s: float  # last moment above the hold's leaving level
    hold_s: float  # seconds held on valid frames, by the definition in exercises/README.md
    dose_s: float  # seconds asked for
    peak: float  # largest excursion from rest, in `unit`
    unit: str  # "S0" (trunk lengths at rest) or "deg"
    grade: Grade
    flags: tuple[Flag, ...] = ()
    is_open: bool = False  # the stream ended, or the body was lost, before the return to rest
    is_partial: bool = False  # reached the attempt level only
    side: BodySide | None = None  # of an exercise to both sides
    parts: tuple[PartSeen, ...] = ()  # as far as they could be judged

    @property
    def dose_reached(self) -> bool:
        """Whether the hold lasted as long as asked for."""
        return self.hold_s >= self.dose_s


@dataclass(frozen=True, slots=True)
class Event:
    """Something became known at media time `t_s`."""

    t_s: float


@dataclass(frozen=True, slots=True)
class StageEntered(Event):
    """The coach changed its stage. `reason` names why, as a phrase key (see cues.py), or ""."""

    stage: Stage
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RepCounted(Event):
    """A repetition is certain, although it may still be held. `start_s` is when it began."""

    index: int
    start_s: float
    side: BodySide | None = None


@dataclass(frozen=True, slots=True)
class Led(Event):
    """From here the movement cannot be seen: the coach leads. Said once."""


@dataclass(frozen=True, slots=True)
class Called(Event):
    """The coach leads and calls the next part, which takes `lasts_s`."""

    call: Call
    index: int  # of the repetition that is led
    lasts_s: float
    side: BodySide | None = None


@dataclass(frozen=True, slots=True)
class PostureBroken(Event):
    """While the coach leads: the body is not as it should be; `reason` is a phrase key."""

    reason: str
    index: int


@dataclass(frozen=True, slots=True)
class NotValid(Event):
    """A led repetition is over and does not count: too little of its time was valid."""

    index: int
    valid_share: float  # 0..1
    side: BodySide | None = None


@dataclass(frozen=True, slots=True)
class DoseReached(Event):
    """The hold has lasted as long as asked for: the person may let go."""

    index: int
    hold_s: float


@dataclass(frozen=True, slots=True)
class RepFinished(Event):
    """A counted repetition returned to rest, or was closed as open."""

    rep: Rep


@dataclass(frozen=True, slots=True)
class PartialLogged(Event):
    """A movement that stayed small: logged as small, never a reason to ask for more."""

    rep: Rep


@dataclass(frozen=True, slots=True)
class Flagged(Event):
    """A limit was passed: `value` against `limit`, both in `unit`."""

    flag: Flag
    value: float
    limit: float
    unit: str
    index: int  # of the repetition it belongs to, 0 outside one
    advisory: bool = False  # the signal is too noisy for more than a hint
    side: BodySide | None = None


@dataclass(frozen=True, slots=True)
class StopSeen(Event):
    """The person asks the coach to stop by the stop sign: one arm straight up, the other not."""

    since_s: float  # since when the arm has been up


@dataclass(frozen=True, slots=True)
class Advice(Event):
    """Something worth saying once that changes no count; `key` is a phrase key."""

    key: str


@dataclass(frozen=True, slots=True)
class Status:
    """The picture of this moment for screens: everything needed to draw, nothing to decide."""

    t_s: float
    exercise: str  # plain name
    stage: Stage
    phase: Phase
    count: int
    dose_reps: int
    hold_s: float | None  # seconds of the running hold, None outside one
    dose_s: float
    reason: str  # phrase key of what the coach waits for, or ""
    side: str  # near side, "left" or "right", "" before it is known
    is_led: bool = False  # the coach leads, because it cannot see the movement
    sides: tuple[int, int] | None = None  # to the left, to the right, of an exercise to both sides
    moving_side: BodySide | None = None  # to which side the body moves now, or is led
    left_s: float | None = None  # seconds left of what was called, None where nobody leads
    agenda: Agenda | None = None  # of a whole session; None where one exercise is coached alone
