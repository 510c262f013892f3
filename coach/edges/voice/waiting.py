"""Cues that wait to be spoken: the most important first, nothing stale, nothing outdated."""

from dataclasses import dataclass

from coach.cues import Cue, Priority

# An explanation of eight sentences, and what happens meanwhile; more could not be spoken before it
# expired anyway.
_MOST = 12


@dataclass(frozen=True, slots=True)
class WaitingCue:
    """A cue and the wall-clock moment after which nobody wants to hear it any more."""

    cue: Cue
    until_s: float  # on time.monotonic()

    @property
    def order(self) -> tuple[int, float]:
        """Ascending: higher priority first, then earlier."""
        return -self.cue.priority, self.cue.t_s


class CueQueue:
    """A short queue; equals stay in the order of their times, then of their coming.

    The caller gives the wall clock, so it can be tested without one.
    """

    def __init__(self) -> None:
        self._waiting: list[WaitingCue] = []

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, new: WaitingCue) -> None:
        """Let a cue wait. Of two with the same key the newer stays: never "Two" after "Three"."""
        for old in self._waiting:
            if old.cue.key == new.cue.key and old.cue.t_s > new.cue.t_s:
                return
        others = [old for old in self._waiting if old.cue.key != new.cue.key]
        self._waiting = sorted([*others, new], key=lambda waiting: waiting.order)[:_MOST]

    def first(self, now_s: float) -> WaitingCue | None:
        """The next cue to speak, left in its place; forgets those whose life is over."""
        self._waiting = [waiting for waiting in self._waiting if waiting.until_s > now_s]
        return self._waiting[0] if self._waiting else None

    def remove(self, waiting: WaitingCue) -> None:
        """Take a cue out: it is being spoken."""
        self._waiting.remove(waiting)

    def keep(self, least: Priority) -> None:
        """Forget everything less important than `least`."""
        self._waiting = [waiting for waiting in self._waiting if waiting.cue.priority >= least]

    def clear(self) -> None:
        """Forget everything."""
        self._waiting = []
