"""The movers of one exercise seen from one place: one, or one for each side.

A cycle of a swing is an excursion to one side followed by one to the other.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from coach.calibration import Rest
from coach.definition_tables import Primary
from coach.definitions import Exercise
from coach.events import (
    BodySide,
    Event,
    Flag,
    Flagged,
    Grade,
    PartialLogged,
    Phase,
    Rep,
    RepCounted,
    RepFinished,
)
from coach.insight import Insight
from coach.mover import Instant, Mover
from coach.observer import Reading
from coach.own_range import OwnRange
from coach.tally import Tally

SIDES: tuple[BodySide, ...] = ("left", "right")
LONGEST_CYCLE_S = 8.0  # a slower swing is two movements


class Movers:
    """Hands every judged frame to the movers and gathers what they say."""

    def __init__(
        self,
        exercise: Exercise,
        primary: Primary,
        dose_s: float,
        tally: Tally,
    ) -> None:
        """tally: where the counts are kept."""
        sides = SIDES if exercise.is_signed else (None,)
        self._movers = [Mover(exercise, primary, dose_s, tally, side) for side in sides]
        self.primary = primary
        self.signal = primary.signal
        self.nominal = primary.nominal

    @property
    def moving(self) -> Mover | None:
        """The one that is away from rest."""
        return next((mover for mover in self._movers if mover.is_moving), None)

    @property
    def phase(self) -> Phase:
        """Where the body is."""
        return Phase.REST if self.moving is None else self.moving.machine.phase

    @property
    def own_ranges(self) -> Mapping[BodySide | None, OwnRange]:
        """What was learnt, by side."""
        owns = ((mover.side, mover.personal.own) for mover in self._movers)
        return {side: own for side, own in owns if own is not None}

    def know(self, ranges: Mapping[BodySide | None, OwnRange]) -> None:
        """The own ranges of earlier days by side: where a side starts that has learnt nothing."""
        for mover in self._movers:
            mover.personal.know(ranges.get(mover.side))

    def arm(self, rest: Rest) -> None:
        """Rest was seen: from now on an excursion counts."""
        for mover in self._movers:
            mover.arm(rest)

    def note_share(self, share: float) -> None:
        """The share of good frames lately, 0..1; the worst one grades a repetition."""
        for mover in self._movers:
            mover.note_share(share)

    def update(self, instant: Instant, rest: Rest, best: Grade) -> list[Event]:
        """One frame in which movement counts. best: the best grade possible."""
        return self._gather(lambda mover: mover.update(instant, rest, best))

    def lapse(self, gap_s: float, t_s: float, rest: Rest | None, best: Grade) -> list[Event]:
        """No good frame for `gap_s` so far."""
        return self._gather(lambda m: m.events(m.machine.lapse(gap_s), t_s, rest, best))

    def close(self, t_s: float, rest: Rest | None, best: Grade) -> list[Event]:
        """The stream ended or the body left."""
        return self._gather(lambda m: m.events(m.machine.close(), t_s, rest, best))

    def settle(self, t_s: float, rest: Rest, best: Grade) -> list[Event]:
        """The body lies still in the rest pose at a new level."""
        return self._gather(lambda m: m.events(m.machine.settle(), t_s, rest, best))

    def is_low(self, value: float, rest: Rest) -> bool:
        """Whether the primary signal at `value` is below every entry level."""
        return all(mover.is_low(value, rest) for mover in self._movers)

    def is_below(self, value: float, rest: Rest) -> bool:
        """Whether the primary signal at `value` is well on the other side of rest."""
        return all(mover.is_below(value, rest) for mover in self._movers)

    def is_near_rest(self, value: float, rest: Rest) -> bool:
        """Whether the primary signal at `value` may still be rest that drifts."""
        return all(mover.is_near_rest(value, rest) for mover in self._movers)

    def insight(self, reading: Reading | None, rest: Rest | None, *, is_judged: bool) -> Insight:
        """The numbers of the mover that is away from rest, else of the last one: the right."""
        mover = self.moving or self._movers[-1]
        return mover.insight(reading, rest, is_judged=is_judged)

    def _gather(self, ask: Callable[[Mover], list[Event]]) -> list[Event]:
        return [event for mover in self._movers for event in ask(mover)]


class SwingMovers(Movers):
    """Counts cycles: what its movers count are halves."""

    def __init__(
        self,
        exercise: Exercise,
        primary: Primary,
        dose_s: float,
        tally: Tally,
    ) -> None:
        super().__init__(exercise, primary, dose_s, Tally())
        self._least_s = exercise.limits.rep_min_s
        self._cycles = tally
        self._half: Rep | None = None  # the first half of the cycle under way

    def close(self, t_s: float, rest: Rest | None, best: Grade) -> list[Event]:
        """The stream ended or the body left: nobody knows how its half cycle went on."""
        events = super().close(t_s, rest, best)
        self._half = None
        return events

    def _gather(self, ask: Callable[[Mover], list[Event]]) -> list[Event]:
        return [told for event in super()._gather(ask) for told in self._of_cycle(event)]

    def _of_cycle(self, event: Event) -> list[Event]:
        match event:
            case RepFinished(t_s=t_s, rep=rep):
                return self._with_half(rep, t_s)
            case RepCounted():
                return []
            case PartialLogged():  # too small a half is no attempt at a cycle
                return []
            case Flagged():
                return [replace(event, index=self._cycles.of(None) + 1, side=None)]
            case _:
                return [event]

    def _with_half(self, rep: Rep, t_s: float) -> list[Event]:
        first, self._half = self._half, rep
        if first is None or first.side == rep.side or rep.end_s - first.start_s > LONGEST_CYCLE_S:
            return []
        self._half = None
        index = self._cycles.add(None)
        of_halves = dict.fromkeys((*first.flags, *rep.flags))
        flags: list[Flag] = [flag for flag in of_halves if flag is not Flag.TOO_FAST]
        if rep.end_s - first.start_s < self._least_s:
            flags.append(Flag.TOO_FAST)
        cycle = replace(
            rep,
            index=index,
            start_s=first.start_s,
            peak=max(first.peak, rep.peak),
            grade=max(first.grade, rep.grade, key=list(Grade).index),
            flags=tuple(flags),
            side=None,
        )
        return [RepCounted(t_s, index, first.start_s), RepFinished(t_s, cycle)]


def movers_for(
    exercise: Exercise,
    primary: Primary,
    dose_s: float,
    tally: Tally,
) -> Movers:
    """The movers that count this kind of exercise."""
    kind = SwingMovers if exercise.kind == "swing" else Movers
    return kind(exercise, primary, dose_s, tally)
