"""A source around another source: it opens and closes with it."""

from typing import Any, Self

from coach.pipeline import FrameSource


class Wrapped:
    """What sources that change how another one is iterated have in common."""

    def __init__(self, source: FrameSource) -> None:
        self._source = source

    def __enter__(self) -> Self:
        self._source.__enter__()
        return self

    def __exit__(self, *exc: Any) -> None:
        self._source.__exit__(*exc)
