"""Where things stand on a picture of any size, so that letters are large and the body stays free.

Count and countdown stand in the upper corners and the sentence at the bottom, because a lying body
fills the lower middle. Everything is in pixels.
"""

import math
from dataclasses import dataclass
from typing import Self

from coach.edges.screen import drawing
from coach.edges.screen.drawing import Box
from coach.landmarks import FloatArray

# Heights of a capital (parts of the unit) and numbers of lines for the sentence, best first.
_SENTENCE_SIZES = (
    (0.09, 1),
    (0.075, 1),
    (0.062, 1),
    (0.07, 2),
    (0.06, 2),
    (0.05, 2),
    (0.045, 2),
    (0.05, 3),
)
_Style = tuple[tuple[str, ...], int]  # the lines of a sentence, the height of their capitals
Placed = tuple[Box, tuple[str, ...], int]  # where a sentence stands, its lines, their capitals


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things stand, all in pixels. Sizes follow `unit`, which fits narrow pictures too."""

    width: int
    height: int
    unit: int
    margin: int
    small: int  # capitals of what may be read from nearby only
    sign_box: Box  # the upper right corner: countdown, tick, pause, ...
    foot: int = 0  # height of a bar at the bottom, below the sentence

    @classmethod
    def of(cls, width: int, height: int, foot: int = 0) -> Self:
        """The layout of a picture of `width` by `height`, with a bar `foot` high at its bottom."""
        unit = round(min(height, 0.75 * width))
        margin = max(round(0.025 * unit), 4)
        # In upright pictures the ring grows with the height, so its number stays readable.
        side = round(max(0.36 * unit, min(0.22 * height, 0.4 * width)))
        sign_box = Box(width - margin - side, margin, side, side)
        return cls(width, height, unit, margin, max(round(0.034 * unit), 9), sign_box, foot)

    @property
    def left_width(self) -> int:
        """Room for the count beside the sign."""
        return self.sign_box.x - 2 * self.margin

    def count_size(self, count: str, dose: str) -> tuple[int, int]:
        """Height of the count's digits, and the width of the whole: a fifth of the unit, or what
        fits."""
        cap_px = math.ceil(0.2 * self.unit)
        width_px = _count_width(count, dose, cap_px)
        room_px = self.left_width - 2 * self.margin
        if width_px > room_px:
            cap_px = cap_px * room_px // width_px
            width_px = _count_width(count, dose, cap_px)
        return cap_px, width_px

    def place(self, sentence: str, body: FloatArray) -> Placed:
        """The sentence as large as it fits in its lines without covering `body`, shape (N, 2)."""
        styles = self._styles(sentence)
        bottom = [(self._bottom_band(style), *style) for style in styles]
        upper = [(self._upper_band(style), *style) for style in styles]
        free = (placed for placed in (*bottom, *upper) if not self.covers(placed[0], body))
        return next(free, bottom[0])  # a standing body is everywhere: then letters come first

    def place_flag(self, width: int, height: int, count_box: Box, body: FloatArray) -> Box:
        """Between count and sign, else below one of them: the first place that covers no body."""
        below_y = max(count_box.bottom, self.sign_box.bottom) + self.margin
        boxes = [
            Box(count_box.right + self.margin, self.margin, width, height),
            Box(self.margin, count_box.bottom + self.margin, width, height),
            Box(self.width - self.margin - width, below_y, width, height),
        ]
        if boxes[0].right > self.sign_box.x - self.margin:
            boxes = boxes[1:]
        return next((box for box in boxes if not self.covers(box, body)), boxes[0])

    def _styles(self, sentence: str) -> list[_Style]:
        """The ways to set the sentence, best first."""
        room_px = self.width - 4 * self.margin
        styles: list[_Style] = []
        for part, n_lines in _SENTENCE_SIZES:
            cap_px = max(round(part * self.unit), 9)
            lines = drawing.balance(sentence, cap_px, room_px)
            if len(lines) <= n_lines:
                styles.append((lines, cap_px))
        if not styles:  # far too long for a cue: as much of it as the last way holds
            rest = drawing.shorten(" ".join(lines[n_lines - 1 :]), cap_px, room_px)
            styles.append(((*lines[: n_lines - 1], rest), cap_px))
        return styles

    def _bottom_band(self, style: _Style) -> Box:
        height_px = self._band_height(style)
        return Box(0, self.height - self.foot - height_px, self.width, height_px)

    def _upper_band(self, style: _Style) -> Box:
        return Box(0, self.sign_box.bottom + self.margin, self.width, self._band_height(style))

    def _band_height(self, style: _Style) -> int:
        lines, cap_px = style
        line_px = round(drawing.LINE_OF_CAP * cap_px)
        return 2 * self.margin + len(lines) * line_px - round(0.25 * cap_px)

    def covers(self, box: Box, body: FloatArray) -> bool:
        """Whether a seen part of the body, or its thickness, lies behind the box."""
        thickness = 0.02 * self.height
        low = (box.x - thickness, box.y - thickness)
        high = (box.right + thickness, box.bottom + thickness)
        return bool(((body > low) & (body < high)).all(axis=1).any())


def dose_cap(cap_px: int) -> int:
    """Height of the dose's digits beside a count with digits `cap_px` high."""
    return round(0.55 * cap_px)


def _count_width(count: str, dose: str, cap_px: int) -> int:
    dose_px = cap_px // 5 + drawing.text_width(dose, dose_cap(cap_px)) if dose else 0
    return drawing.text_width(count, cap_px) + dose_px
