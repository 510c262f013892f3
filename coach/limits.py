"""Movement that is too quick, too large or not smooth, measured against the person's own range.

None of these changes a count.
"""

from collections import deque
from dataclasses import dataclass
from math import isnan

from coach.calibration import Noise, PersonalRange
from coach.definitions import Exercise
from coach.events import Flag
from coach.phases import Excursion, Sample
from coach.signals import Unit
from coach.smoothness import sparc

# A minimum-jerk movement over a range R in T seconds peaks at 1.875 R / T (Flash and Hogan 1985).
MINIMUM_JERK_PEAK = 1.875
TOLERANCE = 1.4  # flagged above this many times the speed limit
SPEED_NOISE_SHARE = 4.0  # speed noisier than a quarter of the quiet peak makes the flag advisory
NOISE_FACTOR = 6.0  # and never below this many standard deviations of the speed at rest
REFRACTORY_S = 1.0
OVER_LARGE_FOR_S = 0.3
SMOOTHNESS_SPEED_FACTOR = 10.0  # of the speed noise: slower movement is not judged
REMEMBERED_S = 10.0
BELONGS_S = 1.0  # a breach so shortly before an excursion began belongs to it
MOVING_SHARE = (0.05, 0.95)  # of the held level: between them lies the way out, and the way back
BACK_WITHIN_S = 2.0  # before the hold's end: what sank before that is no part of the way back


@dataclass(frozen=True, slots=True)
class Breach:
    """A limit was passed."""

    flag: Flag
    t_s: float  # when the body did it
    value: float
    limit: float
    is_advisory: bool = False  # the signal is too noisy, or the matter too small, to insist


class SpeedLimit:
    """Sudden movement, live. The limit grows with the movement's own size, because a camera that
    shortens the range shortens the speed alike.
    """

    def __init__(self, one_way_s: float) -> None:
        self._one_way_s = one_way_s
        self._quiet_until_s = float("-inf")

    def limit(self, rom: float, sigma_speed: float) -> float:
        """Flagged above this speed, unit per second."""
        return max(TOLERANCE * self.quiet(rom), NOISE_FACTOR * sigma_speed)

    def quiet(self, rom: float) -> float:
        """Peak speed of a quiet movement over the range `rom`, unit per second."""
        return MINIMUM_JERK_PEAK * rom / self._one_way_s

    def update(self, sample: Sample, rom: float, sigma_speed: float) -> Breach | None:
        """A breach, at most once a second."""
        limit = self.limit(rom, sigma_speed)
        if abs(sample.slope) <= limit or sample.t_s < self._quiet_until_s:
            return None
        self._quiet_until_s = sample.t_s + REFRACTORY_S
        is_noisy = sigma_speed > self.quiet(rom) / SPEED_NOISE_SHARE
        return Breach(Flag.SUDDEN, sample.t_s, abs(sample.slope), limit, is_noisy)


class AmplitudeLimit:
    """Over-large movement: above the ceiling for 0.3 s, said once a repetition."""

    def __init__(self) -> None:
        self._since_s: float | None = None
        self._is_said = False

    def reset(self) -> None:
        """A new repetition."""
        self._since_s = None
        self._is_said = False

    def update(self, sample: Sample, ceiling: float) -> Breach | None:
        """A breach, at most once until `reset`."""
        if sample.y <= ceiling:
            self._since_s = None
            return None
        if self._since_s is None:
            self._since_s = sample.t_s
        if self._is_said or sample.t_s - self._since_s < OVER_LARGE_FOR_S:
            return None
        self._is_said = True
        return Breach(Flag.OVER_LARGE, sample.t_s, sample.y, ceiling)


class SmoothnessLimit:
    """Jerky movement: the way out or the way back of a finished repetition, by SPARC."""

    def __init__(self, min_sparc: float) -> None:
        self._min_sparc = min_sparc
        self._raw: deque[tuple[float, float]] = deque()
        self._levels: deque[Sample] = deque()
        self._out: float | None = None

    def reset(self) -> None:
        """A new repetition."""
        self._out = None

    def update(self, sample: Sample, raw: float) -> None:
        """Remember the last ten seconds: filtered for the cut, unfiltered for the spectrum."""
        self._levels.append(sample)
        self._raw.append((sample.seen_s, raw))
        while sample.seen_s - self._raw[0][0] > REMEMBERED_S:
            self._raw.popleft()
            self._levels.popleft()

    def judge_out(self, entry_s: float, level: float, sigma_speed: float) -> None:
        """Judge the way out as soon as the held level is known."""
        low, high = (share * level for share in MOVING_SHARE)
        start = [s.t_s for s in self._levels if s.t_s < entry_s and s.y <= low]
        end = [s.t_s for s in self._levels if s.t_s > entry_s and s.y >= high]
        if start and end:
            self._out = self._sparc(start[-1], end[0], sigma_speed)

    def judge_rep(
        self, entry_s: float, end_s: float, level: float, sigma_speed: float
    ) -> Breach | None:
        """Judge the way back from a hold that ended at `end_s`; report the worse of the two."""
        if self._out is None:
            self.judge_out(entry_s, level, sigma_speed)
        late = [s.y for s in self._levels if end_s - BACK_WITHIN_S <= s.t_s <= end_s]
        top = min([level, *late[:1]])
        start = [s.t_s for s in self._levels if s.y >= MOVING_SHARE[1] * top]
        back = self._sparc(start[-1], self._levels[-1].seen_s, sigma_speed) if start else None
        known = [value for value in (self._out, back) if value is not None and not isnan(value)]
        if not known or min(known) >= self._min_sparc:
            return None
        return Breach(
            Flag.JERKY, self._levels[-1].t_s, min(known), self._min_sparc, is_advisory=True
        )

    def _sparc(self, start_s: float, end_s: float, sigma_speed: float) -> float | None:
        speeds = [abs(s.slope) for s in self._levels if start_s <= s.t_s <= end_s]
        if not speeds or max(speeds) < SMOOTHNESS_SPEED_FACTOR * sigma_speed:
            return None
        piece = [(t_s, raw) for t_s, raw in self._raw if start_s <= t_s <= end_s]
        return sparc([t_s for t_s, _ in piece], [raw for _, raw in piece])


class Limits:
    """All limits of one exercise, and the breaches of the repetition under way."""

    def __init__(self, exercise: Exercise, unit: Unit) -> None:
        """unit: that of the primary signal."""
        self._cap = exercise.cap_in(unit)
        self._speed = SpeedLimit(exercise.limits.one_way_s)
        self._amplitude = AmplitudeLimit()
        self._smoothness = SmoothnessLimit(exercise.limits.smoothness_min_sparc)
        self._breaches: list[Breach] = []
        self._out_is_judged = False

    def update(
        self,
        sample: Sample,
        raw: float,
        move: Excursion | None,
        personal: PersonalRange,
        noise: Noise,
    ) -> list[Breach]:
        """Breaches of this moment. `raw` is the unfiltered signal at `sample.seen_s`."""
        self._smoothness.update(sample, raw)
        peak = max(sample.y, move.peak if move else 0.0)
        rom = personal.rom if personal.is_learnt else max(personal.rom, peak)
        found = [self._speed.update(sample, rom, noise.sigma_speed)]
        if move is not None:
            found.append(self._amplitude.update(sample, personal.ceiling(self._cap)))
            self._judge_out(move, noise)
        breaches = [breach for breach in found if breach is not None]
        self._breaches += breaches
        return breaches

    def begin(self, move: Excursion) -> None:
        """An excursion began."""
        self._amplitude.reset()
        self._smoothness.reset()
        self._out_is_judged = False
        self._breaches = [b for b in self._breaches if b.t_s >= move.attempt_s - BELONGS_S]

    def finish(self, move: Excursion, noise: Noise | None) -> tuple[list[Flag], list[Breach]]:
        """The excursion is over: all its flags, and the breaches only its end could show."""
        late = []
        if noise is not None and move.entry_s is not None and move.returned_s is not None:
            level = move.held_level or move.peak
            breach = self._smoothness.judge_rep(move.entry_s, move.end_s, level, noise.sigma_speed)
            late = [breach] if breach is not None else []
        flags = [breach.flag for breach in self._breaches + late]
        self._breaches = []
        return list(dict.fromkeys(flags)), late

    def _judge_out(self, move: Excursion, noise: Noise) -> None:
        if self._out_is_judged or move.held_level is None or move.entry_s is None:
            return
        self._out_is_judged = True
        self._smoothness.judge_out(move.entry_s, move.held_level, noise.sigma_speed)
