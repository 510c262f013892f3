"""The one state machine: an excursion from rest goes in, repetitions come out.

REST -> OUT -> HOLD -> REST. An excursion that stays above the entry level for a while, with the
second vote, is certain. A hold is counted then, while it is still held, and completed by the return
to rest; a repetition out and back is counted on its return. All levels are the person's own
(personal_range.py). Time is media time; nothing counts frames.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from coach.events import Phase
from coach.personal_range import PersonalRange

COUNT_AFTER_S = 0.5  # a hold: above the entry level without interruption
REP_COUNT_AFTER_S = 0.2  # a repetition out and back
SWING_COUNT_AFTER_S = 0.1  # half a cycle
RETURN_DWELL_S = 0.2  # below the leaving level
HELD_SHARE = 0.70  # a hold is what stays above this share of the held level
HELD_LEVEL_S = 1.0  # the held level is the median of the hold's first second
DIP_S = 1.0  # a longer dip below the hold's level ends it
BRIDGED_GAP_S = 0.5  # nothing happens
HOLD_GAP_S = 1.5  # the clock is stopped; a longer gap ends the hold and keeps it
VALLEY_SHARE = 0.5  # an uncounted movement that fell below half its peak ...
BOUNCE_SHARE = 0.25  # ... and rises again by a quarter of the range is over: the next has begun
REP_GAP_S = 3.0  # a longer gap drops what was not counted yet
LONGEST_REP_S = 20.0  # out and back: who stays longer has changed the pose


@dataclass(frozen=True, slots=True)
class Timing:
    """When an excursion is certain, and when it is counted."""

    certain_after_s: float  # above the entry level without interruption
    counts_on_return: bool  # else as soon as it is certain


HOLDS = Timing(COUNT_AFTER_S, counts_on_return=False)
REPETITIONS = Timing(REP_COUNT_AFTER_S, counts_on_return=True)
SWINGS = Timing(SWING_COUNT_AFTER_S, counts_on_return=True)


@dataclass(frozen=True, slots=True)
class Sample:
    """One filtered moment of the movement."""

    t_s: float  # when the body was there
    seen_s: float  # media time of the frame that made it known
    y: float  # excursion from rest, effort is positive
    slope: float  # per second
    vote: bool = True  # the second signal agrees
    gap_s: float = 0.0  # longest time without a good frame since the last sample
    is_back_in_sight: bool = False  # meanwhile the body was not seen, instead of out of posture


class OutcomeKind(StrEnum):
    """What the machine found out."""

    STARTED = "started"  # an excursion began
    COUNTED = "counted"
    FINISHED = "finished"  # counted, and over
    PARTIAL = "partial"  # over without being counted
    DROPPED = "dropped"  # lost from sight before it could be judged


@dataclass(slots=True)
class Excursion:
    """One movement away from rest and back."""

    attempt_s: float  # the attempt level was crossed
    peak: float = 0.0
    entry_s: float | None = None  # first crossing of the entry level
    above_since_s: float | None = None  # without interruption
    last_above_s: float = float("-inf")  # above the entry level
    vote_seen: bool = False
    is_certain: bool = False  # above the entry level for long enough, with the second vote
    counted_s: float | None = None
    held_s: float = 0.0
    end_s: float = 0.0  # last moment above the hold's leaving level
    hold_is_over: bool = False
    below_since_s: float | None = None  # below the hold's floor
    returned_s: float | None = None  # the leaving level was crossed downwards for good
    valley: float = 0.0  # lowest excursion since the peak
    valley_s: float = 0.0
    first_second: list[float] = field(default_factory=list)
    held_level: float | None = None

    @property
    def start_s(self) -> float:
        """When the movement counts as begun."""
        return self.attempt_s if self.entry_s is None else self.entry_s

    def hold_floor(self, entry: float) -> float:
        """The hold's clock runs above this."""
        return entry if self.held_level is None else HELD_SHARE * self.held_level


@dataclass(frozen=True, slots=True)
class Outcome:
    """Something the machine found out, with the movement it is about."""

    kind: OutcomeKind
    excursion: Excursion
    is_open: bool = False


class PhaseMachine:
    """Counts and times one direction of movement. Feed samples in order of time."""

    def __init__(self, personal: PersonalRange, timing: Timing = HOLDS) -> None:
        self._personal = personal
        self._timing = timing
        self.sigma = 0.0
        self.excursion: Excursion | None = None
        self._last: Sample | None = None
        self._returning_since_s: float | None = None
        self._rest_was_seen = False  # nothing is counted of a body first seen at the top

    def arm(self) -> None:
        """Rest was seen: from now on an excursion counts."""
        self._rest_was_seen = True

    @property
    def phase(self) -> Phase:
        """Where the body is."""
        if self.excursion is None:
            return Phase.REST
        is_held = self.excursion.counted_s is not None and not self.excursion.hold_is_over
        return Phase.HOLD if is_held else Phase.OUT

    def update(self, sample: Sample) -> list[Outcome]:
        """Advance by one valid sample. Missing moments are simply not fed."""
        outcomes = self.lapse(sample.gap_s)
        last = self._last
        if self.excursion is None:
            outcomes += self._at_rest(sample, last)
        if self.excursion is not None:
            outcomes += self._moving(self.excursion, sample, last)
        self._last = sample
        return outcomes

    def lapse(self, gap_s: float) -> list[Outcome]:
        """No good frame for `gap_s` so far: a long gap ends a hold and keeps it, a very long one
        drops what was not counted.
        """
        is_held = self.excursion is not None and self.excursion.counted_s is not None
        return self.close() if gap_s > (HOLD_GAP_S if is_held else REP_GAP_S) else []

    def close(self) -> list[Outcome]:
        """The stream ended or the body left: what was counted is kept as open."""
        excursion, self.excursion, self._last = self.excursion, None, None
        self._returning_since_s = None
        self._rest_was_seen = False
        if excursion is None:
            return []
        kind = OutcomeKind.DROPPED if excursion.counted_s is None else OutcomeKind.FINISHED
        return [Outcome(kind, excursion, is_open=True)]

    def settle(self) -> list[Outcome]:
        """The body lies still in the rest pose at a new level: the movement is over."""
        excursion, self.excursion, self._last = self.excursion, None, None
        self._returning_since_s = None
        return [] if excursion is None else self._over(excursion)

    def _at_rest(self, sample: Sample, last: Sample | None) -> list[Outcome]:
        level = self._personal.attempt_level(self.sigma)
        if not self._rest_was_seen:
            self._rest_was_seen = self._has_returned(sample, last, level)
            return []
        if sample.y < level:
            return []
        self._returning_since_s = None
        self.excursion = Excursion(_crossing_s(last, sample, level))
        return [Outcome(OutcomeKind.STARTED, self.excursion)]

    def _moving(self, move: Excursion, sample: Sample, last: Sample | None) -> list[Outcome]:
        if self._bounced(move, sample):
            move.returned_s = move.valley_s
            self.excursion = Excursion(move.valley_s, peak=sample.y)
            return [*self._over(move), Outcome(OutcomeKind.STARTED, self.excursion)]
        entry = self._personal.entry_level(self.sigma)
        self._track_entry(move, sample, last, entry)
        self._run_clock(move, sample, last, entry)
        outcomes = []
        if not move.is_certain and self._is_certain(move, sample, last):
            move.is_certain = True
            if not self._timing.counts_on_return:
                outcomes.append(self._count(move, sample.t_s))
        if self._has_returned(sample, last, move.peak):
            move.returned_s = self._returning_since_s
            self.excursion = None
            outcomes += self._over(move)
        return outcomes

    def _count(self, move: Excursion, t_s: float) -> Outcome:
        move.counted_s = t_s
        return Outcome(OutcomeKind.COUNTED, move)

    def _bounced(self, move: Excursion, sample: Sample) -> bool:
        """Whether an uncounted movement turned round before it reached rest."""
        if sample.y >= move.peak:
            move.peak, move.valley = sample.y, sample.y
        if sample.y <= move.valley:
            move.valley, move.valley_s = sample.y, sample.t_s
        rise = sample.y - move.valley
        return (
            move.counted_s is None
            and move.valley < VALLEY_SHARE * move.peak
            and rise > BOUNCE_SHARE * self._personal.rom
        )

    def _track_entry(
        self, move: Excursion, sample: Sample, last: Sample | None, entry: float
    ) -> None:
        if sample.y < entry:
            if move.counted_s is None:
                move.above_since_s = None
            return
        move.last_above_s = sample.t_s
        is_uncertain = move.counted_s is None and _is_gap(last, sample)
        if move.above_since_s is None or is_uncertain:  # time that nobody saw proves nothing
            move.above_since_s = _crossing_s(last, sample, entry)
        if move.entry_s is None:
            move.entry_s = move.above_since_s
            move.end_s = move.above_since_s
        move.vote_seen = move.vote_seen or sample.vote

    def _is_certain(self, move: Excursion, sample: Sample, last: Sample | None) -> bool:
        if not move.vote_seen or move.entry_s is None:
            return False
        is_back = sample.is_back_in_sight and _is_gap(last, sample)
        if self._timing.counts_on_return and is_back:
            return True  # seen on the way out and lost, as in a full curl: its return counts it
        return (
            move.above_since_s is not None
            and sample.t_s - move.above_since_s >= self._timing.certain_after_s
        )

    def _run_clock(
        self, move: Excursion, sample: Sample, last: Sample | None, entry: float
    ) -> None:
        """Add the share of the time since the last sample that was held."""
        if move.entry_s is None or move.hold_is_over:
            return
        self._learn_held_level(move, sample)
        floor = move.hold_floor(entry)
        start_s, y0 = (move.entry_s, entry) if last is None else (last.t_s, last.y)
        if start_s < move.entry_s:
            start_s, y0 = move.entry_s, entry
        held_s, end_s = _time_above(start_s, y0, sample.t_s, sample.y, floor)
        if last is not None and _is_gap(last, sample):
            held_s = max(0.0, held_s - sample.gap_s)
        move.held_s += held_s
        move.end_s = max(move.end_s, end_s)
        self._notice_dip(move, sample, floor)

    def _notice_dip(self, move: Excursion, sample: Sample, floor: float) -> None:
        if sample.y >= floor:
            move.below_since_s = None
        elif move.below_since_s is None:
            move.below_since_s = sample.t_s
        elif sample.t_s - move.below_since_s > DIP_S:
            move.hold_is_over = True

    def _learn_held_level(self, move: Excursion, sample: Sample) -> None:
        """The median of the first second after the count, when the way out is mostly done."""
        if move.counted_s is None or move.held_level is not None:
            return
        move.first_second.append(sample.y)
        if sample.t_s - move.counted_s >= HELD_LEVEL_S:
            ordered = sorted(move.first_second)
            move.held_level = ordered[len(ordered) // 2]
            move.first_second.clear()

    def _has_returned(self, sample: Sample, last: Sample | None, peak: float) -> bool:
        leave = self._personal.leave_level(peak, self.sigma)
        if sample.y >= leave:
            self._returning_since_s = None
            return False
        if self._returning_since_s is None:
            self._returning_since_s = _crossing_s(last, sample, leave)
        return sample.t_s - self._returning_since_s >= RETURN_DWELL_S

    def _over(self, move: Excursion) -> list[Outcome]:
        """What became of an excursion that returned to rest, or turned round near it."""
        if move.counted_s is not None:
            return [Outcome(OutcomeKind.FINISHED, move)]
        if not move.is_certain:
            return [Outcome(OutcomeKind.PARTIAL, move)]
        end_s = move.end_s if move.returned_s is None else move.returned_s
        if end_s - move.start_s > LONGEST_REP_S:
            return [Outcome(OutcomeKind.DROPPED, move)]
        move.end_s = end_s
        return [self._count(move, end_s), Outcome(OutcomeKind.FINISHED, move)]


def _is_gap(last: Sample | None, sample: Sample) -> bool:
    """Whether so much time passed unseen that nothing is known about it."""
    return last is not None and sample.gap_s > BRIDGED_GAP_S


def _crossing_s(last: Sample | None, sample: Sample, level: float) -> float:
    """When the straight line from the last sample crossed `level`; after a gap, this moment."""
    if last is None or last.y == sample.y or (last.y - level) * (sample.y - level) > 0:
        return sample.t_s
    if _is_gap(last, sample):
        return sample.t_s
    return last.t_s + (sample.t_s - last.t_s) * (level - last.y) / (sample.y - last.y)


def _time_above(t0: float, y0: float, t1: float, y1: float, floor: float) -> tuple[float, float]:
    """Seconds the line from (t0, y0) to (t1, y1) is at or above `floor`, and the last such time."""
    if y0 >= floor and y1 >= floor:
        return t1 - t0, t1
    if y0 < floor and y1 < floor:
        return 0.0, float("-inf")
    cross_s = t0 + (t1 - t0) * (floor - y0) / (y1 - y0)
    return (t1 - cross_s, t1) if y1 >= floor else (cross_s - t0, cross_s)
