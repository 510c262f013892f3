"""One direction of a movement: its state machine, the person's own range that way, its limits.

An exercise out and back has one mover, an exercise to both sides has one for each. Every mover gets
every moment; the body is on the side of one of them at most.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from coach.calibration import Noise, Rest
from coach.definition_tables import HELD_KINDS, Kind, Primary
from coach.definitions import Exercise
from coach.events import (
    BodySide,
    DoseReached,
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
from coach.filters import Level
from coach.insight import NAN, Insight
from coach.landmarks import FloatArray
from coach.limits import Breach, Limits
from coach.observer import Reading
from coach.parts import PartWatch
from coach.personal_range import PersonalRange
from coach.phases import (
    HOLDS,
    REPETITIONS,
    SWINGS,
    Excursion,
    Outcome,
    OutcomeKind,
    PhaseMachine,
    Sample,
    Timing,
)
from coach.quality import SURE_ABOVE
from coach.tally import Tally

TIMINGS: Mapping[Kind, Timing] = {
    "hold": HOLDS,
    "rep": REPETITIONS,
    "alternating": REPETITIONS,
    "swing": SWINGS,
}
MIN_PARTIAL_S = 0.3  # a shorter twitch is not an attempt
BELOW_SHARE = 0.5  # of the attempt level: so far below rest lies a lower rest
PARTIALS_S = 0.5  # between two of them: one that flutters about its level is one


@dataclass(frozen=True, slots=True)
class Instant:
    """One judged frame, as a mover needs it."""

    t_s: float  # media time of the frame
    level: Level  # of the primary signal
    speed: float  # of the primary signal, unit per second
    body: FloatArray  # all landmarks, unfiltered, shape (33, 2), trunk lengths
    levels: Mapping[str, Level]
    gap_s: float  # longest time without a good frame since the last one
    is_back_in_sight: bool  # meanwhile the body was not seen, instead of out of posture


class Mover:
    """Follows the movement one way. Feed judged instants in order of time."""

    def __init__(
        self,
        exercise: Exercise,
        primary: Primary,
        dose_s: float,
        tally: Tally,
        side: BodySide | None = None,
    ) -> None:
        """tally: where the counts are kept; side: which way, of an exercise to both."""
        self._exercise = exercise
        self._primary = primary
        self._dose_s = dose_s
        self.side = side
        self.sign = primary.sign if side is None else {"right": 1, "left": -1}[side]
        is_swing = exercise.kind == "swing"
        self.personal = PersonalRange(primary.nominal, raises_entry=not is_swing)
        self.machine = PhaseMachine(self.personal, TIMINGS[exercise.kind])
        self._limits = Limits(exercise, primary.unit)
        self._parts = PartWatch(exercise.parts)
        self._dose_said = False
        self._partial_s = float("-inf")
        self._tally = tally
        self._worst_share = 1.0  # of good frames during the movement

    @property
    def _count(self) -> int:
        return self._tally.of(self.side)

    @property
    def low_since_s(self) -> float:
        """Since when the movement under way has been below the entry level; NaN at rest."""
        move = self.machine.excursion
        return NAN if move is None else max(move.attempt_s, move.last_above_s)

    @property
    def is_certain(self) -> bool:
        """Whether the movement under way is the exercise for certain."""
        return self.machine.excursion is not None and self.machine.excursion.is_certain

    def note_share(self, share: float) -> None:
        """The share of good frames lately, 0..1."""
        self._worst_share = min(self._worst_share, share)

    @property
    def is_moving(self) -> bool:
        """Whether the body is away from rest this way."""
        return self.machine.excursion is not None

    def arm(self, rest: Rest) -> None:
        """Rest was seen: from now on an excursion counts."""
        self.machine.sigma = self._noise(rest).sigma
        self.machine.arm()

    def update(self, instant: Instant, rest: Rest, best: Grade) -> list[Event]:
        """One frame in which movement counts."""
        sample = self._sample(instant, rest)
        breaches = self._limits.update(sample, instant.body, self.machine.excursion, self.personal)
        events: list[Event] = [
            self._flagged(breach, instant.t_s, self._index()) for breach in breaches
        ]
        outcomes = self.machine.update(sample)
        events += self.events(outcomes, instant.t_s, rest, best)
        if self.machine.excursion is not None:
            self._parts.update(instant.levels, rest, 1 if self.side is None else self.sign)
            events += self._dose_reached(self.machine.excursion, instant.t_s)
        return events

    def events(
        self, outcomes: list[Outcome], t_s: float, rest: Rest | None, best: Grade
    ) -> list[Event]:
        """What the machine found out, as events."""
        return [event for one in outcomes for event in self._event(one, t_s, rest, best)]

    def is_low(self, value: float, rest: Rest) -> bool:
        """Whether the primary signal at `value` is below the entry level."""
        y = self.sign * (value - rest.levels[self._primary.signal])
        return y < self.personal.entry_level(self._noise(rest).sigma)

    def is_below(self, value: float, rest: Rest) -> bool:
        """Whether the primary signal at `value` is well on the other side of rest."""
        y = self.sign * (value - rest.levels[self._primary.signal])
        return y < -BELOW_SHARE * self.personal.attempt_level(self._noise(rest).sigma)

    def is_near_rest(self, value: float, rest: Rest) -> bool:
        """Whether the primary signal at `value` may still be rest that drifts."""
        y = self.sign * (value - rest.levels[self._primary.signal])
        return abs(y) <= 0.5 * self.personal.entry_level(self._noise(rest).sigma)

    @property
    def hold_s(self) -> float | None:
        """Seconds of the running hold, None outside one and on the way back."""
        move = self.machine.excursion
        if move is None or self.machine.phase is not Phase.HOLD or move.below_since_s is not None:
            return None
        return move.held_s

    def insight(self, reading: Reading | None, rest: Rest | None, *, is_judged: bool) -> Insight:
        """What the last frame was decided on, for plots and for tuning."""
        name, move = self._primary.signal, self.machine.excursion
        level = None if reading is None else reading.levels.get(name)
        t_s = NAN if reading is None else reading.t_s
        base = NAN if rest is None else rest.levels[name]
        sigma = 0.0 if rest is None else self._noise(rest).sigma
        leave = NAN if move is None else self.personal.leave_level(move.peak, sigma)
        return Insight(
            t_s=t_s if level is None else level.t_s,
            value=NAN if level is None else level.value,
            rest=base,
            entry=base + self.sign * self.personal.entry_level(sigma),
            leave=base + self.sign * leave,
            ceiling=base
            + self.sign * self.personal.ceiling(self._exercise.cap_in(self._primary.unit)),
            is_judged=is_judged,
        )

    def _noise(self, rest: Rest) -> Noise:
        return rest.noise[self._primary.signal]

    def _sample(self, instant: Instant, rest: Rest) -> Sample:
        level = instant.level
        y = self.sign * (level.value - rest.levels[self._primary.signal])
        slope = self.sign * instant.speed
        if self.side is not None and y < 0:
            slope = 0.0  # the other mover's movement
        vote = self._vote(instant.levels, rest)
        back = instant.is_back_in_sight
        return Sample(level.t_s, instant.t_s, y, slope, vote, instant.gap_s, back)

    def _vote(self, levels: Mapping[str, Level], rest: Rest) -> bool:
        way = 1 if self.side is None else self.sign
        return all(
            vote.holds(levels[vote.signal].value)
            and vote.is_reached(way * (levels[vote.signal].value - rest.levels[vote.signal]))
            for vote in self._exercise.votes
        )

    def _dose_reached(self, move: Excursion, t_s: float) -> list[Event]:
        is_due = move.counted_s is not None and move.held_s >= self._dose_s
        if self._dose_said or not is_due or self._exercise.kind not in HELD_KINDS:
            return []
        self._dose_said = True
        return [DoseReached(t_s, self._count, move.held_s)]

    # -- outcomes -------------------------------------------------------------------------------

    def _event(self, outcome: Outcome, t_s: float, rest: Rest | None, best: Grade) -> list[Event]:
        move = outcome.excursion
        match outcome.kind:
            case OutcomeKind.STARTED:
                self._limits.begin()
                self._parts.begin()
                self._dose_said = False
                self._worst_share = 1.0
                return []
            case OutcomeKind.COUNTED:
                index = self._tally.add(self.side)
                return [RepCounted(t_s, index, move.start_s, self.side)]
            case OutcomeKind.FINISHED:
                return self._finish(move, t_s, rest, best, is_open=outcome.is_open)
            case OutcomeKind.PARTIAL:
                return self._partial(move, t_s, rest, best)
            case OutcomeKind.DROPPED:
                return []

    def _finish(
        self, move: Excursion, t_s: float, rest: Rest | None, best: Grade, *, is_open: bool
    ) -> list[Event]:
        noise = None if rest is None else self._noise(rest)
        flags, late = self._limits.finish(move, noise)
        rep = self._rep(move, self._count, flags, best, is_open=is_open)
        if Flag.OVER_LARGE not in rep.flags:
            self.personal.learn(move.peak)
        flagged = [self._flagged(breach, t_s, rep.index) for breach in late]
        return [*flagged, RepFinished(t_s, rep)]

    def _partial(self, move: Excursion, t_s: float, rest: Rest | None, best: Grade) -> list[Event]:
        noise = None if rest is None else self._noise(rest)
        flags, _ = self._limits.finish(move, noise)
        returned_s = t_s if move.returned_s is None else move.returned_s
        if returned_s - move.attempt_s < MIN_PARTIAL_S or t_s - self._partial_s < PARTIALS_S:
            return []
        self._partial_s = t_s
        self.personal.learn_small(move.peak)
        return [PartialLogged(t_s, self._rep(move, 0, flags, best, is_open=False))]

    def _rep(
        self, move: Excursion, index: int, flags: list[Flag], best: Grade, *, is_open: bool
    ) -> Rep:
        min_s = self._exercise.limits.rep_min_s
        if move.returned_s is not None and move.returned_s - move.attempt_s < min_s:
            flags = [*flags, Flag.TOO_FAST]
        is_held = self._exercise.kind in HELD_KINDS
        return Rep(
            index=index,
            start_s=move.start_s,
            end_s=max(move.end_s, move.start_s),
            hold_s=move.held_s if is_held else 0.0,
            dose_s=self._dose_s if is_held else 0.0,
            peak=move.peak,
            unit=self._primary.unit,
            grade=self._grade(best),
            flags=tuple(flags),
            is_open=is_open,
            is_partial=index == 0,
            side=self.side,
            parts=self._parts.seen(),
        )

    def _grade(self, best: Grade) -> Grade:
        is_sure = best is Grade.SURE and self._worst_share >= SURE_ABOVE
        return Grade.SURE if is_sure else Grade.LIKELY

    def _flagged(self, breach: Breach, t_s: float, index: int) -> Flagged:
        is_hint = breach.is_advisory or breach.flag in self._exercise.limits.hint_flags
        return Flagged(
            t_s, breach.flag, breach.value, breach.limit, breach.unit, index, is_hint, self.side
        )

    def _index(self) -> int:
        """The number of the repetition under way, counted already or about to be."""
        move = self.machine.excursion
        return self._count if move is not None and move.counted_s is not None else self._count + 1
