"""One picture that is being drawn, and who is seen in it."""

from dataclasses import dataclass

from coach.edges.screen import drawing
from coach.edges.screen.layout import Layout
from coach.edges.sources.pictures import Picture
from coach.landmarks import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """One camera picture to draw on, and who is seen in it."""

    picture: Picture  # (height, width, 3) BGR, in the size of the layout
    layout: Layout
    t_s: float  # media time
    points: FloatArray  # (33, 2) landmarks in pixels, NaN unknown
    visibility: FloatArray  # (33,) 0..1, NaN unknown

    @property
    def body(self) -> FloatArray:
        """The landmarks that are seen, (N, 2) in pixels."""
        return self.points[self.visibility >= drawing.SEEN]
