"""Text set as large as a box allows."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from coach.edges.screen import drawing
from coach.edges.screen.drawing import Box, Colour
from coach.edges.sources.pictures import Picture

SMALLEST_PX = 9  # capitals below that are no letters any more


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines whose capitals are `cap_px` high."""

    lines: tuple[str, ...]
    cap_px: int

    @property
    def height(self) -> int:
        """From the top of the first capital to the bottom of the last one, in pixels."""
        gaps_px = (len(self.lines) - 1) * round(drawing.LINE_OF_CAP * self.cap_px)
        return gaps_px + self.cap_px if self.lines else 0

    @property
    def width(self) -> int:
        """Of the longest line, in pixels."""
        return max((drawing.text_width(line, self.cap_px) for line in self.lines), default=0)

    def write(
        self,
        picture: Picture,
        box: Box,
        colour: Colour = drawing.WHITE,
        *,
        is_centred: bool = False,
    ) -> None:
        """Write it into the middle of the box's height, from its left or in its middle."""
        baseline = box.y + (box.height - self.height) // 2 + self.cap_px
        for line in self.lines:
            free_px = box.width - drawing.text_width(line, self.cap_px)
            left = box.x + (free_px // 2 if is_centred else 0)
            drawing.write(picture, line, (left, baseline), self.cap_px, colour)
            baseline += round(drawing.LINE_OF_CAP * self.cap_px)


def fit(text: str, size: tuple[int, int], styles: Sequence[tuple[int, int]]) -> Paragraph:
    """The text in the first style that fits into `size`, (width, height) in pixels.

    styles: heights of a capital in pixels and the most lines at that height, best first. Where
        none fits it is cut at the last.
    """
    return _fit(text, size, tuple(styles))


@lru_cache(maxsize=256)
def _fit(text: str, size: tuple[int, int], styles: tuple[tuple[int, int], ...]) -> Paragraph:
    width, height = size
    for wanted_px, n_lines in styles:
        cap_px = max(wanted_px, SMALLEST_PX)
        paragraph = Paragraph(drawing.balance(text, cap_px, width), cap_px)
        if len(paragraph.lines) <= n_lines and paragraph.height <= height:
            return paragraph
    kept = paragraph.lines[: n_lines - 1]
    rest = " ".join(paragraph.lines[n_lines - 1 :])
    return Paragraph((*kept, drawing.shorten(rest, cap_px, width)), cap_px)
