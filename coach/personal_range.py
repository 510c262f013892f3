"""The person's own range of motion, and the levels of a movement that hang on it."""

from collections import deque

from coach.own_range import OwnRange
from coach.robust import percentile

RECENT_PEAKS = 6
PEAK_PERCENTILE = 0.65
# Levels, chosen on 160 simulated runs of 5-30 repetitions (10-60 frames a second, 0.7-4 degrees of
# noise; One Euro filter): the count was off by at most one in 80 of 80 typical, 75 of 80 hard runs.
ATTEMPT_SHARE = 0.20  # of the own range
FIRST_ENTRY_SHARE = 0.40  # of the nominal range, while the own one is not known
ENTRY_SHARE = 0.50  # of the own range
LEAST_ENTRY_SHARE = 0.32  # of the nominal range
LEAVE_SHARE = 0.25  # of the peak
MOST_LEAVE_SHARE = 0.6  # of the entry level
ENTRY_SIGMAS = 4.0  # levels stay out of the noise of rest
LEAVE_SIGMAS = 2.5
CEILING_SHARE = 1.25  # of the own range
FIRST_CEILING_SHARE = 1.45  # of the first repetition, until there are two
MOST_ROM_SHARE = 2.0  # of the nominal range
KNOWN_SHARE = 0.8  # of an earlier day's range: that is where a new day starts


class PersonalRange:
    """The range of motion learnt from the person's own repetitions. No norm, and it never rises
    by an over-large one.
    """

    def __init__(self, nominal: float, *, raises_entry: bool = True) -> None:
        """raises_entry: whether a larger own range raises the entry level; the first and the last
        half of a swing are smaller ones.
        """
        self._nominal = nominal
        self._expected = nominal
        self._raises_entry = raises_entry
        self._peaks: deque[float] = deque(maxlen=RECENT_PEAKS)
        self._least_rom = float("inf")
        self._ceiling_factor = 1.0

    def know(self, known: OwnRange | None) -> None:
        """The range of earlier days, None where there is none: where to start, and a ceiling that
        no day raises. What is learnt already stays: it may be of another camera place.
        """
        if self.is_learnt:
            return
        self._expected = self._nominal if known is None else KNOWN_SHARE * known.rom
        self._least_rom = float("inf") if known is None else known.least_rom
        self._ceiling_factor = 1.0 if known is None else known.ceiling_factor

    def learn(self, peak: float) -> None:
        """Take the peak of a counted repetition that was not over-large."""
        self._peaks.append(peak)
        if self.is_learnt:
            self._least_rom = min(self._least_rom, self.rom)

    def learn_small(self, peak: float) -> None:
        """Take the peak of an attempt: before the own range is known it may be the whole range."""
        if not self.is_learnt and peak >= LEAST_ENTRY_SHARE * self._nominal:
            self.learn(peak)

    @property
    def is_learnt(self) -> bool:
        """Whether two repetitions were seen."""
        return len(self._peaks) >= 2

    @property
    def own(self) -> OwnRange | None:
        """What to remember for another day; None before it is learnt."""
        return OwnRange(self.rom, self._least_rom) if self.is_learnt else None

    @property
    def rom(self) -> float:
        """65th percentile of the last six peaks, at most twice the nominal range."""
        if not self.is_learnt:
            return min(self._expected, MOST_ROM_SHARE * self._nominal)
        rom = percentile(list(self._peaks), PEAK_PERCENTILE)
        least, most = LEAST_ENTRY_SHARE * self._nominal, MOST_ROM_SHARE * self._nominal
        return min(max(rom, least), most)

    def attempt_level(self, sigma: float) -> float:
        """Above this something was tried."""
        return max(ATTEMPT_SHARE * self.rom, ENTRY_SIGMAS * sigma)

    def entry_level(self, sigma: float) -> float:
        """Above this it is the exercise: 40 % of the nominal range, later half of the own one."""
        share = ENTRY_SHARE if self.is_learnt else FIRST_ENTRY_SHARE
        least = LEAST_ENTRY_SHARE * self._nominal
        entry = max(share * self.rom, least, ENTRY_SIGMAS * sigma)
        if self._raises_entry:
            return entry
        return min(entry, max(FIRST_ENTRY_SHARE * self._nominal, ENTRY_SIGMAS * sigma))

    def leave_level(self, peak: float, sigma: float) -> float:
        """Below this the body is back at rest."""
        most = MOST_LEAVE_SHARE * self.entry_level(sigma)
        return max(min(LEAVE_SHARE * peak, most), LEAVE_SIGMAS * sigma)

    def ceiling(self, cap: float) -> float:
        """The lower of the exercise's cap and 1.25 times the own range, once that is known.

        It never rises by itself, not even for a range that grows a little with every repetition.
        After one repetition, which may have been a careful one, it is a wide one.
        """
        if len(self._peaks) == 1:
            cap = min(cap, FIRST_CEILING_SHARE * self._peaks[0])
        return min(cap, self._ceiling_factor * CEILING_SHARE * self._least_rom)
