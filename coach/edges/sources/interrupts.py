"""A source that ends between two frames at an interrupt, so that nothing is half stored."""

import signal
from collections.abc import Iterator
from types import FrameType
from typing import Any

from coach.edges.sources.wrapped import Wrapped
from coach.pipeline import Frame, FrameSource

# Ctrl-C, a request to end, and a terminal that was closed; Windows lacks the last one.
SIGNALS = [getattr(signal, n) for n in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, n)]


class UntilInterrupted(Wrapped):
    """Another source, until an interrupt. A second interrupt raises KeyboardInterrupt at once.

    Before the first frame there is nothing to store, and interrupts do what they did before.
    Iterate in the main thread: Python knows no other for signals.
    """

    def __init__(self, source: FrameSource) -> None:
        super().__init__(source)
        self._is_interrupted = False

    def __iter__(self) -> Iterator[Frame]:
        before: dict[int, Any] = {}
        try:
            for frame in self._source:
                if not before:
                    before = {number: signal.signal(number, self._note) for number in SIGNALS}
                yield frame
                if self._is_interrupted:
                    return
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        if self._is_interrupted:
            raise KeyboardInterrupt
        self._is_interrupted = True
