"""What a session decided on through one clip, thinned out for a plot."""

import math
from dataclasses import dataclass, field
from typing import Any

from coach.events import (
    Event,
    Flagged,
    NotValid,
    PartialLogged,
    Phase,
    PostureBroken,
    RepFinished,
    Status,
)
from coach.insight import Insight
from coach.truth import Truth

EVERY_S = 0.08  # a plot does not need more
LEVELS = ("value", "rest", "entry", "leave", "ceiling")


@dataclass(slots=True)
class Trace:
    """Plain data, ready for JSON: times in seconds, levels in the signal's unit, None unknown.

    Of an exercise that is always led the signal and its unit are "".
    """

    exercise: str
    signal: str
    unit: str
    t_s: list[float] = field(default_factory=list)
    levels: dict[str, list[float | None]] = field(
        default_factory=lambda: {name: [] for name in LEVELS}
    )
    phases: list[tuple[float, float, str]] = field(default_factory=list)  # all but rest
    unjudged: list[tuple[float, float]] = field(default_factory=list)
    reps: list[dict[str, Any]] = field(default_factory=list)
    partials: list[tuple[float, float]] = field(default_factory=list)
    flags: list[tuple[float, str]] = field(default_factory=list)  # and what was not as it should be
    true_reps: list[dict[str, Any]] = field(default_factory=list)
    moments: list[dict[str, Any]] = field(default_factory=list)

    def add(self, status: Status, insight: Insight, events: list[Event]) -> None:
        """One frame."""
        t_s = insight.t_s
        if math.isfinite(t_s) and (not self.t_s or t_s - self.t_s[-1] >= EVERY_S):
            self.t_s.append(round(t_s, 3))
            for name in LEVELS:
                self.levels[name].append(_known(getattr(insight, name)))
        if status.phase is not Phase.REST:
            self._add_phase(t_s, str(status.phase))
        self.add_events(events)

    def add_events(self, events: list[Event]) -> None:
        """What happened, also after the last frame."""
        for event in events:
            match event:
                case RepFinished(rep=rep):
                    one = {"index": rep.index, "start_s": rep.start_s, "end_s": rep.end_s}
                    told = {"hold_s": rep.hold_s, "grade": str(rep.grade), "side": rep.side}
                    self.reps.append(one | told)
                case PartialLogged(rep=rep):
                    self.partials.append((rep.start_s, rep.end_s))
                case Flagged():
                    self.flags.append((event.t_s, str(event.flag)))
                case PostureBroken(reason=reason):
                    self.flags.append((event.t_s, reason))
                case NotValid():
                    self.flags.append((event.t_s, "not valid"))

    def add_truth(self, truth: Truth) -> None:
        """What truly happens."""
        self.true_reps = [rep.model_dump(mode="json") for rep in truth.reps or ()]
        self.moments = [moment.model_dump(mode="json") for moment in truth.moments]

    def _add_phase(self, t_s: float, phase: str) -> None:
        last = self.phases[-1] if self.phases else None
        if last is not None and last[2] == phase and t_s - last[1] <= 2 * EVERY_S:
            self.phases[-1] = (last[0], t_s, phase)
        else:
            self.phases.append((t_s, t_s, phase))


def _known(value: float) -> float | None:
    return round(value, 4) if math.isfinite(value) else None
