"""What happened in a whole session, beside what happened in its exercises (events.py)."""

from dataclasses import dataclass
from typing import Literal

from coach.events import Event

By = Literal["arm", "key", "leaving", "silence"]  # key: or a click; silence: nobody answered
Question = Literal[
    "check",  # how is your back today?
    "amber",  # worse than usual: not today, or gently
    "prop",  # is there a bar, are there wall bars, a table?
    "hearing",  # can you hear me?
    "resume",  # go on with the session that was broken off?
    "stop",  # what shall be done after a stop
    "pain",  # what kind of pain
    "next",  # is the next exercise wanted?
]


@dataclass(frozen=True, slots=True)
class WorkoutBegan(Event):
    """The user pressed Start."""

    programme: str  # id
    exercises: tuple[str, ...]  # ids, in order
    planned_s: float


@dataclass(frozen=True, slots=True)
class Told(Event):
    """A sentence of the coach that belongs to no exercise; `key` is a phrase key."""

    key: str
    n: str = ""  # what fills in its {n}


@dataclass(frozen=True, slots=True)
class CutShort(Event):
    """The user ended a sentence of the coach by a key or a click."""


@dataclass(frozen=True, slots=True)
class Asked(Event):
    """A question was put. `about` names its subject, e.g. an exercise or a prop, or is ""."""

    question: Question
    answers: tuple[str, ...]  # their keys
    about: str = ""


@dataclass(frozen=True, slots=True)
class Offered(Event):
    """One answer is read aloud."""

    question: Question
    answer: str
    index: int


@dataclass(frozen=True, slots=True)
class Answered(Event):
    """The question is closed; `answer` is "" when nobody answered."""

    question: Question
    answer: str
    by: By
    about: str = ""


@dataclass(frozen=True, slots=True)
class ExerciseBegan(Event):
    """An exercise's turn has come; it is explained, then coached. Of one taken up again: again."""

    exercise: str  # id
    place_in: int  # 1, 2, ... in the session
    dose_reps: int
    dose_s: float


@dataclass(frozen=True, slots=True)
class ExerciseEnded(Event):
    """It is over for today. `reason`: dose_done, hurts, skipped, fifteen_minutes, left, quit ..."""

    exercise: str
    count: int
    dose_reps: int
    dose_s: float
    reason: str


@dataclass(frozen=True, slots=True)
class LevelsKnown:
    """What a movement is held against from sample `since` on, in the signal's unit."""

    since: int  # index of the first sample, from 0
    rest: float
    entry: float  # from here on it counts
    ceiling: float | None  # None where there is none


@dataclass(frozen=True, slots=True)
class SetTraced(Event):
    """An exercise is over, or is begun again: the course of its signal, thinned out for plots."""

    began_s: float  # media time of the first sample
    every_s: float  # from sample to sample
    place: str  # id of the camera place that was seen last, "" where it was not known
    signal: str  # "" where nothing was measured: then there are no samples
    unit: str
    samples: tuple[float | None, ...]  # the filtered primary signal; None where nothing is judged
    levels: tuple[LevelsKnown, ...]


@dataclass(frozen=True, slots=True)
class RestBegan(Event):
    """A rest between two exercises."""

    lasts_s: float
    next_exercise: str  # id


@dataclass(frozen=True, slots=True)
class WorkoutPaused(Event):
    """All timers stand still until the user goes on."""

    by: By


@dataclass(frozen=True, slots=True)
class WorkoutResumed(Event):
    """The timers go on."""

    by: By


@dataclass(frozen=True, slots=True)
class WorkoutEnded(Event):
    """`reason`: done, pain, red, not_today, nothing_left, forty_minutes, left, quit ..."""

    reason: str
