"""Movement that is too quick, too large or not smooth, measured against the person's own range.

None of these changes a count.
"""

from collections import deque

from coach.breach import Breach
from coach.calibration import Noise
from coach.definitions import Exercise
from coach.events import Flag
from coach.landmarks import FloatArray
from coach.personal_range import CEILING_SHARE, RECENT_PEAKS, PersonalRange
from coach.phases import Excursion, Sample
from coach.signals import Unit
from coach.way_limits import MINIMUM_JERK_PEAK, TOLERANCE, WayLimits

SPEED_NOISE_SHARE = 4.0  # speed noisier than a quarter of the quiet peak makes the flag advisory
NOISE_FACTOR = 6.0  # and never below this many standard deviations of the speed at rest
SWING_TOLERANCE = 1.4  # a swing is judged by one noisy signal: flagged above so many times the peak
OVER_LARGE_FOR_S = 0.3

__all__ = ["MINIMUM_JERK_PEAK", "TOLERANCE", "AmplitudeLimit", "Breach", "Limits", "SpeedLimit"]


class SpeedLimit:
    """Sudden swings, half by half. A swing never rests, so it has no ways to be judged: its highest
    speed is measured against how far it went then, because a camera that shortens the one shortens
    the other alike.
    """

    def __init__(self, one_way_s: float, unit: Unit) -> None:
        self._one_way_s = one_way_s
        self._unit = unit
        self._fastest = 0.0

    def reset(self) -> None:
        """A new half."""
        self._fastest = 0.0

    def update(self, sample: Sample) -> None:
        """Remember the highest speed."""
        self._fastest = max(self._fastest, abs(sample.slope))

    def limit(self, reach: float, sigma_speed: float) -> float:
        """Flagged above this speed, unit per second, of a half that went so far."""
        return max(SWING_TOLERANCE * self.quiet(reach), NOISE_FACTOR * sigma_speed)

    def quiet(self, reach: float) -> float:
        """Peak speed of a quiet movement over the range `reach`, unit per second."""
        return MINIMUM_JERK_PEAK * reach / self._one_way_s

    def judge(self, t_s: float, reach: float, sigma_speed: float) -> Breach | None:
        """A breach, when the half is over."""
        limit = self.limit(reach, sigma_speed)
        if self._fastest <= limit:
            return None
        is_noisy = sigma_speed > self.quiet(reach) / SPEED_NOISE_SHARE
        return Breach(Flag.SUDDEN, t_s, self._fastest, limit, f"{self._unit}/s", is_noisy)


class AmplitudeLimit:
    """Over-large movement: above the ceiling for 0.3 s, said once a repetition."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
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
        return Breach(Flag.OVER_LARGE, sample.t_s, sample.y, ceiling, self._unit)


class Limits:
    """All limits of one direction of movement, and the breaches of the repetition under way."""

    def __init__(self, exercise: Exercise, unit: Unit) -> None:
        """unit: that of the primary signal."""
        self._cap = exercise.cap_in(unit)
        self._amplitude = AmplitudeLimit(unit)
        is_swing = exercise.kind == "swing"
        self._speed = SpeedLimit(exercise.limits.one_way_s, unit) if is_swing else None
        self._ways = None if is_swing else WayLimits(exercise, unit)
        self._reaches: deque[float] = deque(maxlen=RECENT_PEAKS)  # of the own quiet swings
        self._rom = 0.0
        self._breaches: list[Breach] = []

    def update(
        self,
        sample: Sample,
        body: FloatArray,
        move: Excursion | None,
        personal: PersonalRange,
    ) -> list[Breach]:
        """Breaches that are known now. body: all landmarks at `sample.seen_s`, shape (33, 2)."""
        if self._speed is not None:
            self._speed.update(sample)
        if self._ways is not None:
            self._ways.update(sample, body)
        self._rom = personal.rom
        if move is None:
            return []
        ceiling = self._swing_ceiling if self._speed is not None else personal.ceiling(self._cap)
        found = [self._amplitude.update(sample, ceiling)]
        if self._ways is not None and move.held_level is not None:
            found += self._ways.judge_out(move)
        return self._keep(found)

    def begin(self) -> None:
        """An excursion began."""
        self._amplitude.reset()
        if self._ways is not None:
            self._ways.begin()
        if self._speed is not None:
            self._speed.reset()
        self._breaches = []

    def finish(self, move: Excursion, noise: Noise | None) -> tuple[list[Flag], list[Breach]]:
        """The excursion is over: its flags, and the breaches that only its end could show.

        An over-large one that is a hint is no flag: the movement may become the own range.
        """
        late = [] if noise is None or move.returned_s is None else self._judge_end(move, noise)
        told = (b for b in self._breaches if b.flag is not Flag.OVER_LARGE or not b.is_advisory)
        flags = dict.fromkeys(breach.flag for breach in told)
        self._breaches = []
        return list(flags), late

    def _judge_end(self, move: Excursion, noise: Noise) -> list[Breach]:
        if self._speed is not None:
            reach = max(move.peak, *self._reaches, self._rom)
            breach = self._speed.judge(move.end_s, reach, noise.sigma_speed)
            if not self._breaches:
                self._reaches.append(move.peak)
            return self._keep([breach])
        assert self._ways is not None
        late = self._keep(list(self._ways.judge_rep(move)))
        if all(breach.flag is not Flag.SUDDEN for breach in self._breaches):
            late += self._keep([self._ways.judge_smoothness(move)])
        if not self._breaches and move.counted_s is not None:
            self._ways.learn()
        return late

    @property
    def _swing_ceiling(self) -> float:
        """A swing swells and fades, so its largest half tells the own range, and one is too few."""
        is_known = len(self._reaches) >= 2
        return min(self._cap, CEILING_SHARE * max(self._reaches)) if is_known else self._cap

    def _keep(self, found: list[Breach | None]) -> list[Breach]:
        """Those that are new: of one repetition a thing is said once, or once more for certain."""
        kept: list[Breach] = []
        for breach in found:
            if breach is not None and not self._is_said(breach):
                self._breaches.append(breach)
                kept.append(breach)
        return kept

    def _is_said(self, breach: Breach) -> bool:
        same = [said for said in self._breaches if said.flag is breach.flag]
        return any(breach.is_advisory or not said.is_advisory for said in same)
