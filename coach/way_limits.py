"""Sudden, jerky and over-large movement, by all landmarks together, judged when a way is over."""

from collections import deque
from dataclasses import dataclass
from statistics import median

import numpy as np

from coach.breach import OWN_UNIT, Breach
from coach.course import Way
from coach.definitions import Exercise
from coach.events import Flag
from coach.landmarks import FloatArray
from coach.personal_range import CEILING_SHARE
from coach.phases import Excursion, Sample
from coach.signals import Unit
from coach.ways import Stretch, Ways

# A minimum-jerk movement over a range R in T seconds peaks at 1.875 R / T (Flash and Hogan 1985).
MINIMUM_JERK_PEAK = 1.875
# Flagged above so many times the speed limit: quicker than 85 % of the shortest quiet time.
TOLERANCE = 1.175
# Chosen on the clips that course.py names.
OWN_TREMOR = 1.6  # times the own quiet repetitions'
FIRST_TREMOR = 1.8  # times that of the only one so far
LEAST_TREMOR = 0.008  # of the way: what the parabola leaves of a quick but quiet movement
HINT_TREMOR = 0.03  # of the way: the landmarks shake, so what they say is a hint
MOST_TREMOR = 0.15  # of the way: no body shakes so; the landmarks jump, and nothing is known
RECENT_WAYS = 6


@dataclass(frozen=True, slots=True)
class _Quiet:
    """What is remembered of an own repetition without any flag."""

    tremor: float
    out: Way


class WayLimits:
    """Judges both ways of each repetition in one direction."""

    def __init__(self, exercise: Exercise, unit: Unit) -> None:
        """unit: that of the primary signal."""
        self._max_speed = TOLERANCE * MINIMUM_JERK_PEAK / exercise.limits.one_way_s
        self._min_sparc = exercise.limits.smoothness_min_sparc
        self._has_ceiling = exercise.cap_in(unit) < float("inf")
        # To both sides the second repetition of all is the first one to its side.
        self._known_after = 1 if exercise.is_signed else 2
        self._unit = unit
        self._ways = Ways()
        self._seen: list[Stretch] = []
        self._out: Way | None = None
        self._tremors: list[FloatArray] = []
        self._own: deque[_Quiet] = deque(maxlen=RECENT_WAYS)
        self._out_is_judged = False

    def begin(self) -> None:
        """A new repetition."""
        self._ways.begin()
        self._seen, self._out, self._tremors = [], None, []
        self._out_is_judged = False

    def update(self, sample: Sample, body: FloatArray) -> None:
        """Remember a moment. body: all landmarks at `sample.seen_s`."""
        self._ways.update(sample, body)

    def judge_out(self, move: Excursion) -> list[Breach]:
        """The way out, as soon as the level it led to is known; only once."""
        if self._out_is_judged or move.entry_s is None:
            return []
        self._out_is_judged = True
        return self._judge(self._ways.out(move.entry_s, move.peak), move, is_out=True)

    def judge_rep(self, move: Excursion) -> list[Breach]:
        """All that only the end of a repetition can show."""
        found = self.judge_out(move)
        found += self._judge(self._ways.back(move), move, is_out=False)
        return found

    def judge_smoothness(self, move: Excursion) -> Breach | None:
        """Jerky movement: in steps, or trembling more than the own quiet repetitions."""
        scores = [seen.way.smoothness(seen.start_s, seen.end_s) for seen in self._seen]
        worst = min((score for score in scores if not np.isnan(score)), default=0.0)
        if worst < self._min_sparc:
            return Breach(Flag.JERKY, move.end_s, worst, self._min_sparc, "SPARC", is_advisory=True)
        if not self._own:
            return None
        own = max(LEAST_TREMOR, median(quiet.tremor for quiet in self._own))
        times, limit = self._tremor / own, FIRST_TREMOR if len(self._own) == 1 else OWN_TREMOR
        if times <= limit:
            return None
        return Breach(Flag.JERKY, move.end_s, times, limit, OWN_UNIT, is_advisory=True)

    def learn(self) -> None:
        """The repetition was quiet: it is one to compare others with."""
        if self._out is not None and self._tremor:
            self._own.append(_Quiet(self._tremor, self._out))

    @property
    def _tremor(self) -> float:
        """Mean of all moving frames of the repetition; 0 where nothing is known."""
        return _mean(np.concatenate(self._tremors)) if self._tremors else 0.0

    def _judge(self, seen: Stretch | None, move: Excursion, *, is_out: bool) -> list[Breach]:
        if seen is None:
            return []
        tremor = seen.way.tremor()
        if _mean(tremor) > MOST_TREMOR:
            return []
        self._seen.append(seen)
        self._tremors.append(tremor)
        breaches = [self._sudden(seen, move, is_noisy=_mean(tremor) > HINT_TREMOR)]
        if is_out:
            self._out = seen.way
            breaches.append(self._over_large(seen))
        return [breach for breach in breaches if breach is not None]

    def _sudden(self, seen: Stretch, move: Excursion, *, is_noisy: bool) -> Breach | None:
        speed, range_ = seen.way.peak_speed(), move.peak
        if speed <= self._max_speed:
            return None
        value, limit = speed * range_, self._max_speed * range_
        return Breach(Flag.SUDDEN, seen.end_s, value, limit, f"{self._unit}/s", is_noisy)

    def _over_large(self, seen: Stretch) -> Breach | None:
        """Where the signal does not show it: some places shorten the far end of a movement."""
        if not self._has_ceiling or len(self._own) < self._known_after:
            return None
        times = median(seen.way.size_over(quiet.out) for quiet in self._own)
        if times <= CEILING_SHARE:
            return None
        return Breach(Flag.OVER_LARGE, seen.end_s, times, CEILING_SHARE, OWN_UNIT, is_advisory=True)


def _mean(values: FloatArray) -> float:
    return float(values.mean()) if len(values) else 0.0
