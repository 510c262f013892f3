"""What is personal: the rest pose and its noise."""

from collections import deque
from dataclasses import dataclass, replace
from math import exp, hypot
from statistics import median
from typing import NamedTuple

from coach.definitions import Exercise
from coach.filters import RESTART_AFTER_S
from coach.observer import Reading
from coach.robust import percentile, spread
from coach.signals import SIGNALS
from coach.view import View

STILL_S = 3.0  # so long the person lies still for a full calibration
STILL_SPEED = 0.25  # of the nominal range per second: slower is lying still
# A signal that goes both ways from rest has no band around it: a quiet moment tells where it is.
# Angles across the trunk are too noisy for their speed to tell that; their scatter does.
SIGNED_STILL_S = 1.0
SIGNED_NOISE_SHARE = 1 / 5  # of the nominal range
STILL_MOTION_S0_S = 0.3  # where nothing is counted: the fastest joint, trunk lengths a second
STILL_SHARE = 0.8  # in so many of the frames; landmarks jump now and then
SAME_PLACE_S0 = 0.15  # so far the hips may be from where they rested before
SAME_TRUNK = 0.08  # and so much the trunk's length may differ
FOLLOW_S = 5.0  # time constant with which the rest value follows a slow shift
STILL_ROUNDING_S = 1e-6  # sums of frame times are not exact
# Noise floors of the filtered signal, as a share of the unfiltered still noise (signals.py):
# the median and the line fit leave about half of it.
FILTERED_NOISE = 0.5


class Noise(NamedTuple):
    """How much a signal scattered while the body lay still: robust standard deviations."""

    sigma: float  # in the signal's unit
    sigma_speed: float  # unit per second


@dataclass(slots=True)
class Rest:
    """The rest pose: filtered levels by signal, and how noisy the primary signals were."""

    levels: dict[str, float]
    noise: dict[str, Noise]  # of the primary signals, and of those that only tell something
    is_calibrated: bool  # three still seconds were seen, not merely the prior
    trunk_px: float  # trunk length
    view: View
    hip_px: tuple[float, float] = (float("nan"), float("nan"))  # middle of the hips

    def is_where(self, other: "Rest") -> bool:
        """Whether both are of a body at the same place, as far from the camera."""
        moved_px = hypot(self.hip_px[0] - other.hip_px[0], self.hip_px[1] - other.hip_px[1])
        return (
            moved_px <= SAME_PLACE_S0 * self.trunk_px
            and abs(other.trunk_px / self.trunk_px - 1) <= SAME_TRUNK
        )

    def follow(self, name: str, value: float, dt_s: float) -> None:
        """Let the rest value drift towards `value` with FOLLOW_S as time constant."""
        self.levels[name] += (value - self.levels[name]) * (1 - exp(-dt_s / FOLLOW_S))


class RestFinder:
    """Finds the rest pose: a first one from a moment inside the definition's bands, then a full
    one from three still seconds. Rest is never learnt outside the bands: someone held at the top
    is not resting.
    """

    def __init__(self, exercise: Exercise) -> None:
        self._exercise = exercise
        self._min_s = exercise.rest.min_s
        self._nominals = exercise.nominals
        self._signals = exercise.deciding_signals
        self._telling = exercise.telling_signals
        self._calm: deque[tuple[float, Reading]] = deque()  # dated back like the levels
        self._settled: deque[tuple[float, Reading]] = deque()  # the joints did not move
        self._last: deque[tuple[float, Reading]] = deque()  # whatever moved
        self._glimpsed: deque[Reading] = deque()  # unfiltered, inside the bands
        self._since_s: float | None = None  # inside the bands
        self.still_since_s: float | None = None  # and the primary signal does not move
        self._settled_since_s: float | None = None  # nor do the joints

    def reset(self) -> None:
        """Wait for a new moment of rest."""
        self._calm.clear()
        self._settled.clear()
        self._last.clear()
        self._glimpsed.clear()
        self._since_s = self.still_since_s = self._settled_since_s = None

    def in_bands(self, reading: Reading) -> bool:
        """Whether the pose looks like being ready."""
        return self._exercise.is_resting(
            {name: level.value for name, level in reading.levels.items()}
        )

    def update(self, reading: Reading) -> Rest | None:
        """The rest pose as far as it is known now; None while the body is not at rest."""
        return self.rest() if self.follow(reading) else None

    def follow(self, reading: Reading) -> bool:
        """Take a reading; returns whether the body is at rest."""
        if not self.in_bands(reading):
            self.reset()
            return False
        level_s = reading.levels[self._signals[0]].t_s
        if self._last and level_s - self._last[-1][0] > RESTART_AFTER_S:
            self.reset()  # nobody saw whether the body lay still meanwhile
        _push(self._last, level_s, reading, SIGNED_STILL_S)
        if self._is_moving(reading):
            self._calm.clear()
            self.still_since_s = None
        elif self.still_since_s is None:
            self.still_since_s = level_s
        _push(self._settled, level_s, reading, STILL_S)
        motions = [one.motion_s0_s for _, one in self._settled]
        if not percentile(motions, STILL_SHARE) <= STILL_MOTION_S0_S:  # also while not known
            self._settled.clear()
            self._settled_since_s = None
        elif self._settled_since_s is None:
            self._settled_since_s = level_s
        if self._since_s is None:
            self._since_s = level_s
        _push(self._calm, level_s, reading, STILL_S)
        return self._is_at_rest(level_s)

    def _is_at_rest(self, level_s: float) -> bool:
        """Long enough inside the bands; where these do not bound the primary signal because it goes
        both ways from rest, it must also be quiet.
        """
        if self._exercise.is_signed:
            return self.still_s(level_s) >= SIGNED_STILL_S
        return self._since_s is not None and level_s - self._since_s >= self._min_s

    def _is_moving(self, reading: Reading) -> bool:
        """Whether a primary signal changes; where there is none, whether a joint moves."""
        if not self._nominals:
            return reading.motion_s0_s > STILL_MOTION_S0_S
        if self._exercise.is_signed:
            return any(
                spread([one.levels[name].value for _, one in self._last])
                > SIGNED_NOISE_SHARE * nominal
                for name, nominal in self._nominals.items()
            )
        return any(
            abs(reading.speeds.get(name, 0.0)) > STILL_SPEED * nominal
            for name, nominal in self._nominals.items()
        )

    def is_calm(self) -> bool:
        """Whether the body has lain still for a full calibration."""
        return bool(self._calm) and self.still_s(self._calm[-1][0]) >= STILL_S

    def is_settled(self) -> bool:
        """Whether no joint has moved for as long, however noisy the primary signal is."""
        return self.settled_s >= STILL_S

    @property
    def settled_s(self) -> float:
        """For how long no joint has moved."""
        if self._settled_since_s is None or not self._settled:
            return 0.0
        return self._settled[-1][0] - self._settled_since_s + STILL_ROUNDING_S

    @property
    def ready_s(self) -> float:
        """For how long the body has been inside the bands, moving or not."""
        if self._since_s is None or not self._last:
            return 0.0
        return self._last[-1][0] - self._since_s

    def rest_to_lead(self) -> Rest:
        """The rest pose of the last moments, good enough to lead from. Only inside the bands."""
        return replace(self._rest([reading for _, reading in self._last]), is_calibrated=True)

    def rest(self, since_s: float = float("-inf")) -> Rest:
        """The rest pose of the last seconds. Only while `follow` says that the body is at rest:
        it looks through all of them, so ask when it is needed. since_s: leave out what was before.
        """
        return self._rest([reading for level_s, reading in self._calm if level_s >= since_s])

    def _rest(self, calm: list[Reading]) -> Rest:
        levels = {
            name: median(reading.levels[name].value for reading in calm) for name in self._signals
        }
        noise = {name: Noise(_floor(name), 0.0) for name in self._nominals}
        is_calibrated = self.is_calm()
        for name in self._telling:
            seen = [reading.levels[name].value for reading in calm if name in reading.levels]
            if len(seen) > len(calm) / 2:
                levels[name] = median(seen)
                noise[name] = Noise(max(_floor(name), spread(seen)), 0.0)
        if is_calibrated:
            noise |= {name: _noise(name, calm) for name in self._nominals}
        return self._with_view(levels, noise, is_calibrated, calm)

    def glimpse(self, reading: Reading) -> Rest | None:
        """A first rest from unfiltered values, before the filter has enough of them: some clips
        begin a moment before the movement.
        """
        values = reading.values
        if self._exercise.is_signed or not self._exercise.is_resting(values):
            self._glimpsed.clear()
            return None
        if self._glimpsed and reading.t_s - self._glimpsed[-1].t_s > RESTART_AFTER_S:
            self._glimpsed.clear()  # as in `update`
        self._glimpsed.append(reading)
        while reading.t_s - self._glimpsed[0].t_s > STILL_S:
            self._glimpsed.popleft()
        # Frame times are rounded: two tenths of a second are three frames at ten a second.
        if reading.t_s - self._glimpsed[0].t_s < self._min_s - 1e-3:
            return None
        levels = {
            name: median(seen.values[name] for seen in self._glimpsed) for name in self._signals
        }
        noise = {name: Noise(_floor(name), 0.0) for name in self._nominals}
        return self._with_view(levels, noise, False, list(self._glimpsed))

    def still_s(self, t_s: float) -> float:
        """For how long the body has lain still."""
        return 0.0 if self.still_since_s is None else t_s - self.still_since_s + STILL_ROUNDING_S

    def _with_view(
        self,
        levels: dict[str, float],
        noise: dict[str, Noise],
        is_calibrated: bool,
        readings: list[Reading],
    ) -> Rest:
        trunk_px = median(reading.trunk_px for reading in readings)
        view = View(*(median(ends) for ends in zip(*(r.view for r in readings), strict=True)))
        hip_px = (median(r.hip[0] for r in readings), median(r.hip[1] for r in readings))
        return Rest(levels, noise, is_calibrated, trunk_px, view, hip_px)


def _push(
    window: deque[tuple[float, Reading]], t_s: float, reading: Reading, span_s: float
) -> None:
    """Add a reading and drop what is older than the window."""
    window.append((t_s, reading))
    while t_s - window[0][0] > span_s:
        window.popleft()


def _floor(name: str) -> float:
    """No filtered signal is quieter than this."""
    return FILTERED_NOISE * SIGNALS[name].sigma


def _noise(name: str, calm: list[Reading]) -> Noise:
    sigma = spread([reading.levels[name].value for reading in calm])
    speeds = [reading.speeds[name] for reading in calm if name in reading.speeds]
    return Noise(max(_floor(name), sigma), spread(speeds))
