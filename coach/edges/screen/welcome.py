"""The first picture of a session: what will be done today, and one big "Start"."""

from collections.abc import Callable
from math import ceil

import cv2
import numpy as np

from coach.agenda import Agenda
from coach.edges.screen import drawing
from coach.edges.screen.drawing import Box
from coach.edges.screen.layer import INK, Layer
from coach.edges.screen.layout import Layout
from coach.edges.screen.paragraph import Paragraph, fit
from coach.edges.screen.plan_list import draw_plan
from coach.edges.sources.pictures import Picture

Words = Callable[[str], str]

_MAX_HINTS = 6
_SHORT_LIST = 8  # a longer one needs the room of a large title


def minutes(left_s: float) -> int:
    """Whole minutes, never less than is left."""
    return max(ceil(left_s / 60.0), 0)


class Welcome:
    """Draws the plan of the day over a dimmed picture."""

    def __init__(self, text: Words) -> None:
        """text: turns a phrase key into words."""
        self._text = text
        self._layer = Layer()

    def draw(self, picture: Picture, layout: Layout, agenda: Agenda) -> None:
        """Draw on `picture`, in place."""
        drawing.shade(picture, Box(0, 0, layout.width, layout.height))
        n_minutes = minutes(agenda.left_s)
        key = (agenda.title, agenda.plan, agenda.hints, n_minutes)
        self._layer.lay(picture, key, lambda canvas: self._draw(canvas, layout, agenda, n_minutes))

    def _draw(self, canvas: Picture, layout: Layout, agenda: Agenda, n_minutes: int) -> None:
        unit, pad = layout.unit, 2 * layout.margin
        inner = Box(pad, pad, layout.width - 2 * pad, layout.height - 2 * pad)
        head_unit = unit if len(agenda.plan) <= _SHORT_LIST else round(0.75 * unit)
        top = self._draw_head(canvas, inner, head_unit, agenda.title, n_minutes)
        bottom = _draw_hints(canvas, inner, unit, agenda.hints)
        bottom = self._draw_button(canvas, inner, unit, bottom)
        room = Box(inner.x, top, inner.width, max(bottom - top, 1))
        draw_plan(canvas, room, agenda.plan, round(0.055 * unit), round(0.018 * unit))

    def _draw_head(self, canvas: Picture, inner: Box, unit: int, title: str, n_minutes: int) -> int:
        """The programme's title, beside or below it how long it takes; returns where it ends."""
        key = "welcome_minutes_one" if n_minutes == 1 else "welcome_minutes"
        length = self._text(key).replace("{n}", drawing.figures(n_minutes))
        today = fit(
            f"{self._text('welcome_title')}: {length}",
            (inner.width, unit),
            _styles(unit, 0.045, 0.032),
        )
        head = fit(title, (inner.width, unit), _styles(unit, 0.065, 0.05))
        head.write(canvas, Box(inner.x, inner.y, inner.width, head.height))
        end = inner.y + head.height
        x, y = inner.right - today.width, end - today.height
        if len(head.lines) > 1 or inner.x + head.width + unit // 20 > x:
            x, y = inner.x, end + round(0.035 * unit)
            end = y + today.height
        today.write(canvas, Box(x, y, inner.right - x, today.height), drawing.SKY_BLUE)
        return end + round(0.025 * unit)

    def _draw_button(self, canvas: Picture, inner: Box, unit: int, bottom: int) -> int:
        """The button above `bottom`, below it how to press it; returns where it begins."""
        how = fit(self._text("welcome_any_key"), (inner.width, unit), _styles(unit, 0.032, 0.026))
        height = round(0.14 * unit)
        y = bottom - how.height - round(0.025 * unit) - height
        how_box = Box(inner.x, bottom - how.height, inner.width, how.height)
        how.write(canvas, how_box, is_centred=True)
        sign_px = round(0.1 * unit)
        room = inner.width - 3 * sign_px
        word = fit(self._text("start"), (room, height), _styles(unit, 0.095, 0.05))
        width = word.width + round(3.2 * sign_px)
        box = Box(inner.x + (inner.width - width) // 2, y, width, height)
        _fill_round(canvas, box, height // 2)
        _draw_play(canvas, box.x + sign_px, y + height // 2, sign_px)
        word.write(canvas, Box(box.x + 2 * sign_px, y, word.width, height), INK)
        return y - round(0.02 * unit)


def _styles(unit: int, best: float, least: float) -> list[tuple[int, int]]:
    """One line from the best height of a capital to the least, then two lines, as parts of it."""
    between = (best + least) / 2
    return [*((round(part * unit), 1) for part in (best, between, least)), (round(least * unit), 2)]


def _draw_hints(canvas: Picture, inner: Box, unit: int, hints: tuple[str, ...]) -> int:
    """Small print at the bottom; returns where it begins."""
    cap_px = max(round(0.022 * unit), 9)
    lines = [line for hint in hints for line in drawing.wrap(hint, cap_px, inner.width)]
    print_ = Paragraph(tuple(lines[:_MAX_HINTS]), cap_px)
    y = inner.bottom - print_.height
    print_.write(canvas, Box(inner.x, y, inner.width, print_.height), drawing.GREY)
    return y - (round(0.03 * unit) if lines else 0)


def _fill_round(canvas: Picture, box: Box, radius: int) -> None:
    """A box with round ends."""
    ends = ((box.x + radius, box.y + radius), (box.right - 1 - radius, box.y + radius))
    for centre in ends:
        cv2.circle(canvas, centre, radius, drawing.SKY_BLUE, cv2.FILLED, cv2.LINE_AA)
    middle = Box(box.x + radius, box.y, box.width - 2 * radius, 2 * radius + 1)
    drawing.fill(canvas, middle, drawing.SKY_BLUE)


def _draw_play(canvas: Picture, x: int, y: int, side: int) -> None:
    """A triangle that points to the right."""
    shape = np.array([(-0.3, -0.42), (0.46, 0.0), (-0.3, 0.42)]) * side + (x + side // 4, y)
    cv2.fillPoly(canvas, [shape.round().astype(np.int32)], INK, cv2.LINE_AA)
