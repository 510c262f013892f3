"""What the coach found in one clip, as far as it is compared with the truth."""

from dataclasses import dataclass, replace

from coach.events import (
    BodySide,
    Call,
    Called,
    Event,
    Flag,
    Flagged,
    Grade,
    Led,
    NotValid,
    PartialLogged,
    PostureBroken,
    Rep,
    RepCounted,
    RepFinished,
    Stage,
    StageEntered,
    StopSeen,
)
from coach.insight import Insight

WAITING = frozenset({Stage.SETUP, Stage.LOST, Stage.PAUSED})  # who leads stops leading there
Span = tuple[float, float]  # from when to when, in seconds


@dataclass(frozen=True, slots=True)
class FoundRep:
    """One counted repetition."""

    start_s: float
    end_s: float
    hold_s: float
    said_s: float  # media time at which it was counted
    grade: Grade
    side: BodySide | None = None  # of an exercise to both sides


@dataclass(frozen=True, slots=True)
class Lead:
    """How the coach led, where it could not see the movement. None of this is a count."""

    since_s: float
    spans: tuple[Span, ...] = ()  # while it did, and was not waiting for the person
    begun: int = 0  # repetitions that it called
    finished: int = 0  # of those: over, and valid
    not_valid: int = 0  # over, and not valid
    alarms_s: tuple[float, ...] = ()  # when it noticed that something is not as it should be

    def is_leading(self, t_s: float) -> bool:
        """Whether it led at that time."""
        return any(start_s <= t_s < end_s for start_s, end_s in self.spans)


@dataclass(frozen=True, slots=True)
class Found:
    """All of one clip."""

    reps: tuple[FoundRep, ...]  # that were seen: what is only led is no count
    partials: tuple[Span, ...]  # what stayed small
    flags: tuple[tuple[float, Flag], ...]  # when each was said, or its movement ended
    stop_signs_s: tuple[float, ...]
    unjudged: tuple[Span, ...]  # from when to when no movement could count
    seconds: float
    lead: Lead | None = None  # None where all was watched

    @property
    def count(self) -> int:
        """How many repetitions were counted."""
        return len(self.reps)

    @property
    def is_led(self) -> bool:
        """Whether the coach led from some time on."""
        return self.lead is not None

    @property
    def grades(self) -> tuple[Grade, ...]:
        """Of each counted repetition, in order of time."""
        return tuple(rep.grade for rep in self.reps)

    def unjudged_s(self, until_s: float) -> float:
        """How much of the time before `until_s` could not be judged."""
        return sum(max(0.0, min(end_s, until_s) - start_s) for start_s, end_s in self.unjudged)

    def is_unjudged(self, start_s: float, end_s: float) -> bool:
        """Whether more than half of a stretch of time could not be judged."""
        shared_s = (min(end, end_s) - max(start, start_s) for start, end in self.unjudged)
        return sum(s for s in shared_s if s > 0) > (end_s - start_s) / 2


Key = tuple[BodySide | None, int]  # repetitions to each side are counted for themselves


class Collector:
    """Collects what a session says, frame by frame."""

    def __init__(self) -> None:
        self._said_s: dict[Key, float] = {}
        self._reps: list[FoundRep] = []
        self._partials: list[Span] = []
        self._flags: list[Flagged] = []
        self._stop_signs_s: list[float] = []
        self._unjudged: list[Span] = []
        self._lead = _LeadCollector()
        self._last_s = 0.0

    def add(self, t_s: float, insight: Insight, events: list[Event]) -> None:
        """One frame: the time since the last one was judged or not, and what happened."""
        if not insight.is_judged and t_s > self._last_s:
            is_next = bool(self._unjudged) and self._unjudged[-1][1] == self._last_s
            start_s = self._unjudged.pop()[0] if is_next else self._last_s
            self._unjudged.append((start_s, t_s))
        self._last_s = max(self._last_s, t_s)
        self.add_events(events)

    def add_events(self, events: list[Event]) -> None:
        """What happened."""
        for event in events:
            self._lead.add(event)
            match event:
                case RepCounted():
                    self._said_s[event.side, event.index] = event.t_s
                case RepFinished(rep=rep) if rep.grade is not Grade.POSTURE_ONLY:
                    self._reps.append(self._found_rep(rep))
                    self._date_back(rep)
                case PartialLogged(rep=rep):
                    self._partials.append((rep.start_s, rep.end_s))
                case Flagged():
                    self._flags.append(event)
                case StopSeen():
                    self._stop_signs_s.append(event.t_s)

    def finish(self, events: list[Event]) -> None:
        """The clip is over. What it cut off was neither valid nor not."""
        self.add_events([event for event in events if not isinstance(event, NotValid)])

    def _found_rep(self, rep: Rep) -> FoundRep:
        said_s = self._said_s[rep.side, rep.index]
        return FoundRep(rep.start_s, rep.end_s, rep.hold_s, said_s, rep.grade, rep.side)

    def _date_back(self, rep: Rep) -> None:
        """What is said of a finished repetition belongs to it: by then the next may have begun."""
        self._flags = [
            replace(event, t_s=min(event.t_s, rep.end_s))
            if (event.side, event.index) == (rep.side, rep.index)
            else event
            for event in self._flags
        ]

    def found(self) -> Found:
        """All that was collected, in order of time."""
        return Found(
            tuple(sorted(self._reps, key=lambda rep: rep.start_s)),
            tuple(self._partials),
            tuple((event.t_s, event.flag) for event in self._flags),
            tuple(self._stop_signs_s),
            tuple(self._unjudged),
            self._last_s,
            self._lead.lead(self._last_s),
        )


class _LeadCollector:
    """Collects how the coach led."""

    def __init__(self) -> None:
        self._since_s: float | None = None
        self._stage = Stage.SETUP
        self._span_start_s: float | None = None
        self._spans: list[Span] = []
        self._alarms_s: list[float] = []
        self._begun = 0
        self._finished = 0
        self._not_valid = 0

    def add(self, event: Event) -> None:
        """One event; those of a coach that does not lead change nothing."""
        match event:
            case Led() | Called():
                self._since_s = event.t_s if self._since_s is None else self._since_s
                self._begun += isinstance(event, Called) and event.call is Call.OUT
            case StageEntered(stage=stage):
                self._stage = stage
                if stage in WAITING:
                    self._alarms_s.append(event.t_s)
            case PostureBroken():
                self._alarms_s.append(event.t_s)
            case NotValid():
                self._not_valid += 1
                self._alarms_s.append(event.t_s)
            case RepFinished(rep=rep) if rep.grade is Grade.POSTURE_ONLY:
                self._finished += 1
        self._turn(event.t_s)

    def _turn(self, t_s: float) -> None:
        """Open or close a span of leading."""
        is_leading = self._since_s is not None and self._stage is Stage.ACTIVE
        if is_leading and self._span_start_s is None:
            self._span_start_s = t_s
        elif not is_leading and self._span_start_s is not None:
            self._spans.append((self._span_start_s, t_s))
            self._span_start_s = None

    def lead(self, last_s: float) -> Lead | None:
        """All of it; None when the coach never led."""
        if self._since_s is None:
            return None
        spans = self._spans
        if self._span_start_s is not None:
            spans = [*spans, (self._span_start_s, last_s)]
        return Lead(
            self._since_s,
            tuple(spans),
            self._begun,
            self._finished,
            self._not_valid,
            tuple(self._alarms_s),
        )
