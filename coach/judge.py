"""Readings in; counted, timed, graded and flagged repetitions out."""

from collections.abc import Callable

from coach.calibration import PersonalRange, Rest, RestFinder
from coach.definitions import Exercise
from coach.events import (
    Advice,
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
from coach.insight import NAN, Insight
from coach.limits import Breach, Limits
from coach.observer import Reading
from coach.phases import Excursion, HoldMachine, Outcome, OutcomeKind, Sample
from coach.posture import Posture
from coach.quality import SURE_ABOVE, SURE_TRUNK_PX

SETTLE_S = 2.0  # lying still in the rest pose at a new level: the body shifted, it does not hold
FORGET_REST_S = 3.0  # out of posture or sight for so long, rest is learnt anew
MIN_PARTIAL_S = 0.3  # a shorter twitch is not an attempt
NOISE_SHARE = 12.0  # of the nominal range: rest noisier than a twelfth is "likely" at best


class Judge:
    """Follows one person through one exercise. Feed every frame in order of time."""

    def __init__(
        self, exercise: Exercise, dose_s: float, freeze_scale: Callable[[float], None]
    ) -> None:
        """freeze_scale is told the trunk length in pixels whenever rest was learnt."""
        self._exercise = exercise
        self._dose_s = dose_s
        self._freeze_scale = freeze_scale
        self._name = exercise.primary.signal
        self._posture = Posture(exercise)
        self._limits = Limits(exercise)
        self._personal = PersonalRange(exercise.primary.nominal)
        self.finder = RestFinder(exercise)
        self.machine = HoldMachine(self._personal)
        self.rest: Rest | None = None
        self.count = 0
        self._place_grade = Grade.LIKELY
        self._worst_share = 1.0
        self._dose_said = False
        self._advised: set[str] = set()
        self._followed_s: float | None = None
        self._in_posture_s: float | None = None
        self._good_s: float | None = None  # the last frame that could be judged
        self._gap_s = 0.0  # longest time without one since the last sample
        self._reading: Reading | None = None  # the last one
        self._is_judged = False

    def update(self, reading: Reading, share: float) -> list[Event]:
        """One frame. `share` is that of good frames lately, 0..1; it grades the repetition."""
        self._worst_share = min(self._worst_share, share)
        self._reading, self._is_judged = reading, False
        if reading.problem == "moved":  # somebody lies elsewhere: their rest is another one
            return self.close(reading.t_s)
        if reading.problem:
            return self._lapse(reading.t_s)
        if self._name not in reading.levels:  # the filter is filling: unseen is something else
            self._glimpse_rest(reading)
            self._see(reading.t_s)
            return []
        self._find_rest(reading)
        events = self._settle(reading)
        if self.rest is None or not self._posture.holds(reading.levels):
            return events + self._lapse(reading.t_s)
        self._in_posture_s = reading.t_s
        self._see(reading.t_s)
        self._is_judged = True
        return events + self._follow_movement(reading, self.rest)

    def close(self, t_s: float) -> list[Event]:
        """No more frames, or a pause: what is under way is closed as open."""
        events = self._events(self.machine.close(), t_s)
        self.forget_rest()
        return events

    def forget_rest(self) -> None:
        """Rest must be seen again before anything counts."""
        self.rest = None
        self.finder.reset()
        self._posture.forget()
        self._followed_s = None

    def insight(self) -> Insight:
        """What the last frame was decided on, for plots and for tuning."""
        reading, rest, move = self._reading, self.rest, self.machine.excursion
        level = None if reading is None else reading.levels.get(self._name)
        t_s = NAN if reading is None else reading.t_s
        base = NAN if rest is None else rest.levels[self._name]
        sigma = 0.0 if rest is None else rest.sigma
        return Insight(
            t_s=t_s if level is None else level.t_s,
            value=NAN if level is None else level.value,
            rest=base,
            entry=base + self._personal.entry_level(sigma),
            leave=NAN if move is None else base + self._personal.leave_level(move.peak, sigma),
            ceiling=base + self._personal.ceiling(self._exercise.cap or float("inf")),
            is_judged=self._is_judged,
        )

    @property
    def hold_s(self) -> float | None:
        """Seconds of the running hold, None outside one and on the way down."""
        move = self.machine.excursion
        if move is None or self.machine.phase is not Phase.HOLD or move.below_since_s is not None:
            return None
        return move.held_s

    # -- rest -----------------------------------------------------------------------------------

    def _find_rest(self, reading: Reading) -> None:
        if not self.finder.follow(reading) or self.machine.excursion is not None:
            return
        if self.rest is None or (not self.rest.is_calibrated and self.finder.is_calm()):
            self._adopt(self.finder.rest())

    def _glimpse_rest(self, reading: Reading) -> None:
        glimpsed = self.finder.glimpse(reading)
        if glimpsed is not None and self.rest is None:
            self._adopt(glimpsed)

    def _adopt(self, rest: Rest) -> None:
        self.rest = rest
        self.machine.sigma = rest.sigma
        self.machine.arm()
        self._good_s, self._gap_s = None, 0.0
        self._freeze_scale(rest.trunk_px)
        self._place_grade = self._exercise.grade_seen_from(rest.shoulder_ratio)

    def _settle(self, reading: Reading) -> list[Event]:
        """Someone who lies still in the rest pose rests, even at a slightly different level."""
        if self.machine.phase is not Phase.OUT or self.rest is None:
            return []
        level = reading.levels[self._name]
        y = level.value - self.rest.levels[self._name]
        is_low = y < self._personal.entry_level(self.rest.sigma)
        if not is_low or self.finder.still_s(level.t_s) < SETTLE_S:
            return []
        events = self._events(self.machine.settle(), reading.t_s)
        found = self.finder.update(reading)
        if found is not None:
            self._adopt(found)
        return events

    def _follow_rest(self, reading: Reading, sample: Sample, rest: Rest) -> None:
        """While nothing moves the rest values and the planted joints follow slowly."""
        last_s, self._followed_s = self._followed_s, sample.t_s
        self._posture.follow(reading.levels)
        if last_s is None or abs(sample.y) > 0.5 * self._personal.entry_level(rest.sigma):
            return
        for name in rest.levels:
            rest.follow(name, reading.levels[name].value, sample.t_s - last_s)

    def _lapse(self, t_s: float) -> list[Event]:
        """A frame that says nothing about the movement."""
        self._followed_s = None
        gap_s = 0.0 if self._good_s is None else t_s - self._good_s
        events = self._events(self.machine.lapse(gap_s), t_s)
        if self._in_posture_s is not None and t_s - self._in_posture_s > FORGET_REST_S:
            self._in_posture_s = None
            self.forget_rest()
        return events

    def _see(self, t_s: float) -> None:
        if self._good_s is not None:
            self._gap_s = max(self._gap_s, t_s - self._good_s)
        self._good_s = t_s

    # -- movement -------------------------------------------------------------------------------

    def _follow_movement(self, reading: Reading, rest: Rest) -> list[Event]:
        sample = self._sample(reading, rest)
        raw = reading.values[self._name]
        move = self.machine.excursion
        breaches = self._limits.update(sample, raw, move, self._personal, rest)
        events: list[Event] = [
            self._flagged(breach, reading.t_s, self._index()) for breach in breaches
        ]
        events += self._events(self.machine.update(sample), reading.t_s)
        if self.machine.excursion is None:
            self._follow_rest(reading, sample, rest)
        else:
            self._followed_s = None  # or the time of the movement would count as rest
            events += self._while_held(self.machine.excursion, reading)
        return events

    def _sample(self, reading: Reading, rest: Rest) -> Sample:
        level = reading.levels[self._name]
        vote = all(
            vote.holds(reading.levels[vote.signal].value)
            and reading.levels[vote.signal].value - rest.levels[vote.signal] >= vote.gain
            for vote in self._exercise.votes
        )
        y = level.value - rest.levels[self._name]
        gap_s, self._gap_s = self._gap_s, 0.0
        return Sample(level.t_s, reading.t_s, y, reading.speed, vote, gap_s)

    def _while_held(self, move: Excursion, reading: Reading) -> list[Event]:
        if move.counted_s is None:
            return []
        events: list[Event] = []
        if not self._dose_said and move.held_s >= self._dose_s:
            self._dose_said = True
            events.append(DoseReached(reading.t_s, self.count, move.held_s))
        for advice in self._exercise.advice:
            level = reading.levels.get(advice.signal)
            is_due = level is not None and not advice.holds(level.value)
            if is_due and advice.cue not in self._advised:
                self._advised.add(advice.cue)
                events.append(Advice(reading.t_s, advice.cue))
        return events

    # -- outcomes -------------------------------------------------------------------------------

    def _events(self, outcomes: list[Outcome], t_s: float) -> list[Event]:
        return [event for outcome in outcomes for event in self._event(outcome, t_s)]

    def _event(self, outcome: Outcome, t_s: float) -> list[Event]:
        move = outcome.excursion
        match outcome.kind:
            case OutcomeKind.STARTED:
                self._limits.begin(move)
                self._dose_said = False
                self._worst_share = 1.0
                return []
            case OutcomeKind.COUNTED:
                self.count += 1
                return [RepCounted(t_s, self.count, move.start_s)]
            case OutcomeKind.FINISHED:
                return self._finish(move, outcome.is_open, t_s)
            case OutcomeKind.PARTIAL:
                return self._partial(move, t_s)
            case OutcomeKind.DROPPED:
                return []

    def _finish(self, move: Excursion, is_open: bool, t_s: float) -> list[Event]:
        flags, late = self._limits.finish(move, self.rest)
        rep = self._rep(move, self.count, flags, is_open)
        if Flag.OVER_LARGE not in rep.flags:
            self._personal.learn(move.peak)
        flagged = [self._flagged(breach, t_s, rep.index) for breach in late]
        return [*flagged, RepFinished(t_s, rep)]

    def _partial(self, move: Excursion, t_s: float) -> list[Event]:
        flags, _ = self._limits.finish(move, self.rest)
        returned_s = t_s if move.returned_s is None else move.returned_s
        if returned_s - move.attempt_s < MIN_PARTIAL_S:
            return []
        return [PartialLogged(t_s, self._rep(move, 0, flags, is_open=False))]

    def _rep(self, move: Excursion, index: int, flags: list[Flag], is_open: bool) -> Rep:
        min_s = self._exercise.limits.rep_min_s
        if move.returned_s is not None and move.returned_s - move.attempt_s < min_s:
            flags = [*flags, Flag.TOO_FAST]
        return Rep(
            index=index,
            start_s=move.start_s,
            end_s=max(move.end_s, move.start_s),
            hold_s=move.held_s,
            dose_s=self._dose_s,
            peak=move.peak,
            unit=self._exercise.primary.unit,
            grade=self._grade(),
            flags=tuple(flags),
            is_open=is_open,
            is_partial=index == 0,
        )

    def _grade(self) -> Grade:
        rest = self.rest
        is_sure = (
            self._place_grade is Grade.SURE
            and rest is not None
            and rest.is_calibrated
            and rest.sigma <= self._exercise.primary.nominal / NOISE_SHARE
            and self._worst_share >= SURE_ABOVE
            and rest.trunk_px >= SURE_TRUNK_PX
        )
        return Grade.SURE if is_sure else Grade.LIKELY

    def _flagged(self, breach: Breach, t_s: float, index: int) -> Flagged:
        unit = str(self._exercise.primary.unit)
        if breach.flag is not Flag.OVER_LARGE:
            unit = "SPARC" if breach.flag is Flag.JERKY else f"{unit}/s"
        return Flagged(
            t_s, breach.flag, breach.value, breach.limit, unit, index, breach.is_advisory
        )

    def _index(self) -> int:
        """The number of the repetition under way, counted already or about to be."""
        move = self.machine.excursion
        return self.count if move is not None and move.counted_s is not None else self.count + 1
