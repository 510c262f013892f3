"""A source that ends after so many seconds of media time."""

from collections.abc import Iterator
from typing import Any, Self

from coach.errors import CoachError
from coach.pipeline import Frame, FrameSource


class Until:
    """The first `seconds` of another source. Raises CoachError when they are not above 0."""

    def __init__(self, source: FrameSource, seconds: float) -> None:
        if not seconds > 0:
            raise CoachError(f"--seconds {seconds:g}: give a number above 0.")
        self._source = source
        self._seconds = seconds

    def __enter__(self) -> Self:
        self._source.__enter__()
        return self

    def __exit__(self, *exc: Any) -> None:
        self._source.__exit__(*exc)

    def __iter__(self) -> Iterator[Frame]:
        for frame in self._source:
            if frame.t_s >= self._seconds:
                return
            yield frame
