"""How far out of rest a body is at any time: minimum-jerk ways, holds, and faults on purpose.

A movement that is neither hurried nor hesitating follows the minimum-jerk profile (Flash and Hogan
1985): 10 u^3 - 15 u^4 + 6 u^5 of the way after the share u of the time.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from coach.truth import Fault

PUSHES = 3
PUSH_REST = 0.55  # share of each push's time that stands still
PAUSE_SHARE = 0.45  # of the way at which a pause comes
TREMOR_HZ, TREMOR_SHARE = 4.0, 0.04  # of the whole movement, as in physiological action tremor
DIP_SHARE, DIP_S = 0.5, 1.2  # how deep a hold sinks, and how long that takes


def minimum_jerk(u: float) -> float:
    """Share of the way (0..1) after the share `u` of the time; held outside 0..1."""
    u = min(max(u, 0.0), 1.0)
    return u**3 * (10 - 15 * u + 6 * u * u)


@dataclass(frozen=True)
class Rep:
    """One movement out and back. Times in seconds; `share` of the nominal range at the top.

    side: +1 to the person's right, -1 to the left, 0 where there are no sides.
    """

    start_s: float
    top_s: float
    release_s: float
    end_s: float
    share: float
    side: int = 0
    faults: tuple[Fault, ...] = ()

    def excursion(self, t_s: float) -> float:
        """Unsigned share of the nominal range at the time `t_s`; 0 outside the movement."""
        if not self.start_s < t_s < self.end_s:
            return 0.0
        return max(0.0, self.share * self._way(t_s)) + self._tremor(t_s)

    def _way(self, t_s: float) -> float:
        if t_s < self.top_s:
            u = (t_s - self.start_s) / (self.top_s - self.start_s)
            return self._out(u)
        if t_s <= self.release_s:
            return 1.0 - self._dip(t_s)
        u = (t_s - self.release_s) / (self.end_s - self.release_s)
        return 1.0 - (in_pushes(u) if Fault.PUSHES in self.faults else minimum_jerk(u))

    def _out(self, u: float) -> float:
        if Fault.PUSHES in self.faults:
            return in_pushes(u)
        return with_pause(u) if Fault.PAUSE in self.faults else minimum_jerk(u)

    def _dip(self, t_s: float) -> float:
        if Fault.DIP not in self.faults:
            return 0.0
        u = (t_s - (self.top_s + self.release_s) / 2) / DIP_S + 0.5
        return DIP_SHARE * float(np.sin(np.pi * u) ** 2) if 0 < u < 1 else 0.0

    def _tremor(self, t_s: float) -> float:
        if Fault.TREMOR not in self.faults:
            return 0.0
        is_moving = self.start_s < t_s < self.top_s or self.release_s < t_s < self.end_s
        begin, end = (
            (self.start_s, self.top_s) if t_s < self.top_s else (self.release_s, self.end_s)
        )
        fade = np.sin(np.pi * min(max((t_s - begin) / (end - begin), 0.0), 1.0))
        swing = np.sin(2 * np.pi * TREMOR_HZ * t_s)
        return float(is_moving * TREMOR_SHARE * self.share * fade * swing)


def in_pushes(u: float) -> float:
    """The way in three pushes with a stop after each."""
    scaled = min(max(u, 0.0), 1.0) * PUSHES
    done = min(int(scaled), PUSHES - 1)
    return (done + minimum_jerk((scaled - done) / (1 - PUSH_REST))) / PUSHES


def with_pause(u: float) -> float:
    """Half the time is spent standing still a little before the middle of the way."""
    if u < 0.25:
        return PAUSE_SHARE * minimum_jerk(u / 0.25)
    return PAUSE_SHARE + (1 - PAUSE_SHARE) * minimum_jerk((u - 0.75) / 0.25)


@dataclass(frozen=True)
class Swing:
    """Cycles to the right and the left, each a repetition; `is_circle` adds the way to and fro."""

    start_s: float
    period_s: float
    cycles: int
    share: float
    is_circle: bool = False
    faults: tuple[Fault, ...] = ()

    @property
    def end_s(self) -> float:
        """When the last cycle is over."""
        return self.start_s + self.cycles * self.period_s

    def excursion(self, t_s: float) -> tuple[float, float]:
        """Signed shares of the nominal range, sideways (right is positive) and to and fro."""
        u = (t_s - self.start_s) / self.period_s
        if not 0 < u < self.cycles:
            return 0.0, 0.0
        fade = minimum_jerk(u / 0.5) * minimum_jerk((self.cycles - u) / 0.5)
        aside = self.share * fade * float(np.sin(2 * np.pi * u))
        fore = self.share * fade * float(np.cos(2 * np.pi * u)) if self.is_circle else 0.0
        return aside, fore

    def turns_s(self) -> list[float]:
        """Times at which cycles begin and the last one ends."""
        return [self.start_s + k * self.period_s for k in range(self.cycles + 1)]


@dataclass(frozen=True)
class Motion:
    """All movements of one clip, in order of time."""

    reps: tuple[Rep, ...] = ()
    swings: tuple[Swing, ...] = ()

    def __post_init__(self) -> None:
        times = sorted((m.start_s, m.end_s) for m in self._all)
        if any(later[0] < earlier[1] - 1e-9 for earlier, later in pairwise(times)):
            raise ValueError("two movements overlap")

    @property
    def _all(self) -> tuple[Rep | Swing, ...]:
        return (*self.reps, *self.swings)

    @property
    def end_s(self) -> float:
        """When the last movement is over."""
        return max((m.end_s for m in self._all), default=0.0)

    def excursion(self, t_s: float) -> tuple[float, float]:
        """Signed shares of the nominal range: the movement itself, and to and fro in circles."""
        for rep in self.reps:
            if rep.start_s < t_s < rep.end_s:
                return (rep.side or 1) * rep.excursion(t_s), 0.0
        for swing in self.swings:
            if swing.start_s < t_s < swing.end_s:
                return swing.excursion(t_s)
        return 0.0, 0.0
