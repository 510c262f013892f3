"""Which sentence stands on the screen: the cues in the order in which the voice says them."""

from collections.abc import Sequence

from coach.cues import Cue

GLANCE_S = 1.5  # from hearing a cue to looking at the screen
WORD_S = 0.35  # a little slower than reading, a little slower than the voice
_SHOWN_ELSEWHERE = "countdown"  # the ring counts down as well, and to the second


def reading_s(text: str) -> float:
    """Seconds that a sentence stays, so that it can be heard, found and read from the mat."""
    return GLANCE_S + WORD_S * len(text.split())


class CueBoard:
    """Shows one cue at a time: it gives way to a more important one and lets its equals wait.

    A cue that is still waiting when it expires is dropped; one that is shown stays to be read. A
    call of the led pace is shown at once: the one before is over.
    """

    def __init__(self) -> None:
        self._shown: Cue | None = None
        self._since_s = 0.0
        self._waiting: list[Cue] = []

    def update(self, t_s: float, cues: Sequence[Cue]) -> str:
        """The sentence to show at media time `t_s`, or "". `cues` became due with this frame."""
        shown = self._shown
        if shown is not None and not 0 <= t_s - self._since_s < reading_s(shown.text):
            self._shown = None
        for cue in cues:
            if cue.key == _SHOWN_ELSEWHERE:
                continue
            if self._gives_way(cue):
                self._shown = None
                self._waiting.clear()
            self._waiting.append(cue)
        self._waiting = [cue for cue in self._waiting if cue.t_s <= t_s < cue.expires_s]
        if self._shown is None and self._waiting:
            self._shown = max(self._waiting, key=lambda cue: cue.priority)  # the first of equals
            self._waiting.remove(self._shown)
            self._since_s = t_s
        return self._shown.text if self._shown is not None else ""

    def _gives_way(self, cue: Cue) -> bool:
        """Whether what is shown makes room at once."""
        if self._shown is None:
            return False
        is_next_call = cue.key.startswith("call_") and self._shown.key.startswith("call_")
        return is_next_call or cue.priority > self._shown.priority
