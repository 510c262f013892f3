"""A source that ends after so many seconds of media time."""

from collections.abc import Iterator

from coach.edges.sources.wrapped import Wrapped
from coach.errors import CoachError
from coach.pipeline import Frame, FrameSource


class Until(Wrapped):
    """The first `seconds` of another source. Raises CoachError when they are not above 0."""

    def __init__(self, source: FrameSource, seconds: float) -> None:
        if not seconds > 0:
            raise CoachError(f"--seconds {seconds:g}: give a number above 0.")
        super().__init__(source)
        self._seconds = seconds

    def __iter__(self) -> Iterator[Frame]:
        for frame in self._source:
            if frame.t_s >= self._seconds:
                return
            yield frame
