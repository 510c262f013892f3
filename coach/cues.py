"""What to say, and when to stay quiet."""
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from coach.events import Event, Status


class Priority(IntEnum):
    """A cue interrupts a less important one that is being spoken; it waits for its equals."""

    PRAISE = 1
    FORM = 2
    COUNT = 3
    CONTROL = 4
    SAFETY = 5


@dataclass(frozen=True, slots=True)
class Cue:
    """One short sentence, due at media time `t_s`, worthless after `expires_s`."""

    t_s: float
    expires_s: float
    priority: Priority
    key: str  # phrase key, e.g. "count" or "sudden"
    text: str  # the sentence in the user's language


class Director:
    def update(self, status: Status, events: Sequence[Event]) -> list[Cue]:
        raise RuntimeError("being written")
