"""The upper left corner: how many repetitions, of each side for itself, and what is going on."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from coach.edges.screen import drawing
from coach.edges.screen.drawing import Box
from coach.edges.screen.layout import Layout, dose_cap
from coach.edges.sources.pictures import Picture
from coach.events import Stage, Status

Words = Callable[[str], str]  # a phrase key -> its words

_SIDES_CAP = 0.17  # of the unit, so that the panel ends with the sign beside it
_WORD_OF_CAP = 0.3  # "Left" above its figure
_WORD_LINE = 1.55
_DOSE_GIVES_WAY = 0.75  # figures smaller than this share of their size are worth more than the dose


def draw_count(picture: Picture, layout: Layout, status: Status, text: Words) -> Box:
    """Draw the count and, below it small, what is going on; returns the panel."""
    dose = f"/ {drawing.figures(status.dose_reps)}" if status.dose_reps > 0 else ""
    if status.sides is None:
        return _draw_single(picture, layout, status, dose, text)
    return _draw_sides(picture, layout, status, dose, text)


def _draw_single(picture: Picture, layout: Layout, status: Status, dose: str, text: Words) -> Box:
    count = drawing.figures(status.count)
    cap_px, width_px = layout.count_size(count, dose)
    box = _draw_panel(picture, layout, _going_on(status, text), width_px, cap_px)
    left, baseline = box.x + layout.margin, box.y + layout.margin + cap_px
    drawing.write(picture, count, (left, baseline), cap_px)
    if dose:
        left += drawing.text_width(count, cap_px) + cap_px // 5
        drawing.write(picture, dose, (left, baseline), dose_cap(cap_px), drawing.GREY)
    return box


@dataclass(frozen=True, slots=True)
class _Columns:
    """The two figures beside each other, each below its word, then the dose."""

    cap_px: int
    widths: tuple[int, int]
    gap_px: int
    dose_px: int

    @classmethod
    def of(cls, words: tuple[str, str], figures: tuple[str, str], dose: str, cap_px: int) -> Self:
        word_px = round(_WORD_OF_CAP * cap_px)
        first, second = (
            max(drawing.text_width(figure, cap_px), drawing.text_width(word, word_px))
            for word, figure in zip(words, figures, strict=True)
        )
        dose_px = drawing.text_width(dose, dose_cap(cap_px)) if dose else 0
        return cls(cap_px, (first, second), round(0.4 * cap_px), dose_px)

    @property
    def word_px(self) -> int:
        return round(_WORD_OF_CAP * self.cap_px)

    @property
    def width_px(self) -> int:
        return sum(self.widths) + self.gap_px + (self.gap_px + self.dose_px) * (self.dose_px > 0)


def _draw_sides(picture: Picture, layout: Layout, status: Status, dose: str, text: Words) -> Box:
    assert status.sides is not None
    words = (text("word_left").capitalize(), text("word_right").capitalize())
    left, right = status.sides
    figures = (drawing.figures(left), drawing.figures(right))
    columns, dose = _fitting(layout, words, figures, dose)
    words_px = round(_WORD_LINE * columns.word_px)
    height_px = words_px + columns.cap_px
    box = _draw_panel(picture, layout, _going_on(status, text), columns.width_px, height_px)
    x, top = box.x + layout.margin, box.y + layout.margin
    for word, figure, width_px, side in zip(
        words, figures, columns.widths, ("left", "right"), strict=True
    ):
        is_moving = status.moving_side == side
        colour = drawing.YELLOW if is_moving else drawing.WHITE
        drawing.write(picture, word, (x, top + columns.word_px), columns.word_px, colour)
        if is_moving:  # told by more than its colour
            bar = Box(x, top + round(1.15 * columns.word_px), width_px, max(words_px // 12, 2))
            drawing.fill(picture, bar, drawing.YELLOW)
        drawing.write(picture, figure, (x, top + height_px), columns.cap_px)
        x += width_px + columns.gap_px
    if dose:
        cap_px = dose_cap(columns.cap_px)
        drawing.write(picture, dose, (x, top + height_px), cap_px, drawing.GREY)
    return box


def _fitting(
    layout: Layout, words: tuple[str, str], figures: tuple[str, str], dose: str
) -> tuple[_Columns, str]:
    """The columns as large as there is room for; the dose goes where they would get too small."""
    wanted_px = round(_SIDES_CAP * layout.unit)
    room_px = layout.left_width - 2 * layout.margin
    for shown in dict.fromkeys((dose, "")):
        columns = _Columns.of(words, figures, shown, wanted_px)
        if columns.width_px > room_px:
            cap_px = wanted_px * room_px // columns.width_px
            columns = _Columns.of(words, figures, shown, cap_px)
        if columns.cap_px >= _DOSE_GIVES_WAY * wanted_px:
            break
    return columns, shown


def _draw_panel(picture: Picture, layout: Layout, words: str, width_px: int, height_px: int) -> Box:
    """The shaded box around figures of this size, with the small words at its foot."""
    pad, small = layout.margin, layout.small
    words = drawing.shorten(words, small, max(layout.left_width - 2 * pad, width_px))
    width_px = max(width_px, drawing.text_width(words, small))
    height_px += round(2.2 * small) + 2 * pad
    box = Box(layout.margin, layout.margin, width_px + 2 * pad, height_px)
    drawing.shade(picture, box)
    drawing.write(picture, words, (box.x + pad, box.bottom - pad), small)
    return box


def _going_on(status: Status, text: Words) -> str:
    """The exercise's name and what the coach does."""
    key = f"word_{status.stage}"
    if status.stage is Stage.ACTIVE:
        if status.is_led:
            key = "word_led"
        elif status.hold_s is not None and status.dose_s > 0:
            key = "word_hold"
    return f"{status.exercise} · {text(key)}".strip(" ·")
