"""What the coach found in one clip, as far as it is compared with the truth."""

from dataclasses import dataclass, replace

from coach.events import (
    Event,
    Flag,
    Flagged,
    PartialLogged,
    Rep,
    RepCounted,
    RepFinished,
    StageEntered,
)
from coach.insight import Insight
from coach.signals import Side

STOP_SIGN = "stop_sign"  # the reason of a stop by gesture, a phrase key as every reason


@dataclass(frozen=True, slots=True)
class FoundRep:
    """One counted repetition."""

    start_s: float
    end_s: float
    hold_s: float
    said_s: float  # media time at which it was counted
    side: Side | None = None  # which one was exercised; `Rep` does not tell it yet


@dataclass(frozen=True, slots=True)
class Found:
    """All of one clip."""

    reps: tuple[FoundRep, ...]
    partials: tuple[tuple[float, float], ...]  # start and end of what stayed small
    flags: tuple[tuple[float, Flag], ...]  # when each was said, or its movement ended
    stop_signs_s: tuple[float, ...]
    unjudged: tuple[tuple[float, float], ...]  # from when to when no movement could count
    seconds: float

    @property
    def count(self) -> int:
        """How many repetitions were counted."""
        return len(self.reps)

    @property
    def unjudged_s(self) -> float:
        """How much time could not be judged."""
        return sum(end_s - start_s for start_s, end_s in self.unjudged)

    def is_unjudged(self, start_s: float, end_s: float) -> bool:
        """Whether more than half of a stretch of time could not be judged."""
        shared_s = (min(end, end_s) - max(start, start_s) for start, end in self.unjudged)
        return sum(s for s in shared_s if s > 0) > (end_s - start_s) / 2


class Collector:
    """Collects what a session says, frame by frame."""

    def __init__(self) -> None:
        self._said_s: dict[int, float] = {}
        self._reps: list[FoundRep] = []
        self._partials: list[tuple[float, float]] = []
        self._flags: list[Flagged] = []
        self._stop_signs_s: list[float] = []
        self._unjudged: list[tuple[float, float]] = []
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
        """What happened, also after the last frame."""
        for event in events:
            match event:
                case RepCounted():
                    self._said_s[event.index] = event.t_s
                case RepFinished(rep=rep):
                    said_s = self._said_s[rep.index]
                    self._reps.append(FoundRep(rep.start_s, rep.end_s, rep.hold_s, said_s))
                    self._date_back(rep)
                case PartialLogged(rep=rep):
                    self._partials.append((rep.start_s, rep.end_s))
                case Flagged():
                    self._flags.append(event)
                case StageEntered(reason=reason) if reason == STOP_SIGN:
                    self._stop_signs_s.append(event.t_s)

    def _date_back(self, rep: Rep) -> None:
        """What is said of a finished repetition belongs to it: by then the next may have begun."""
        self._flags = [
            replace(event, t_s=min(event.t_s, rep.end_s)) if event.index == rep.index else event
            for event in self._flags
        ]

    def found(self) -> Found:
        """All that was collected."""
        return Found(
            tuple(self._reps),
            tuple(self._partials),
            tuple((event.t_s, event.flag) for event in self._flags),
            tuple(self._stop_signs_s),
            tuple(self._unjudged),
            self._last_s,
        )
