"""The thin bar below an exercise: which one of how many, what comes next, how long it takes."""

from collections.abc import Callable

import cv2

from coach.agenda import Agenda, Scene
from coach.edges.screen import drawing
from coach.edges.screen.drawing import Box
from coach.edges.screen.layer import Layer
from coach.edges.screen.layout import Layout
from coach.edges.screen.paragraph import fit
from coach.edges.screen.welcome import minutes
from coach.edges.sources.pictures import Picture

Words = Callable[[str], str]

_HEIGHT = 0.085  # of the unit
_CAP = 0.04
_CUT = "…"  # see drawing.shorten
_WIDEST = "88"  # minutes; so the words beside them do not move when they become fewer
_DOTS_SHARE = 0.24  # of the width, at most


def bar_height(width: int, height: int) -> int:
    """In pixels, of a picture of this size."""
    return round(_HEIGHT * Layout.of(width, height).unit)


class AgendaBar:
    """Draws the bar at the very bottom."""

    def __init__(self, text: Words) -> None:
        """text: turns a phrase key into words."""
        self._text = text
        self._layer = Layer()

    def draw(self, picture: Picture, layout: Layout, agenda: Agenda) -> None:
        """Draw on `picture`, in place."""
        n_minutes = minutes(agenda.left_s)
        height = bar_height(layout.width, layout.height)
        box = Box(0, layout.height - height, layout.width, height)
        drawing.shade(picture, box)
        key = (agenda.scene, agenda.plan, agenda.position, n_minutes)
        self._layer.lay(
            picture, key, lambda canvas: self._draw(canvas, layout, box, agenda, n_minutes)
        )

    def _draw(
        self, canvas: Picture, layout: Layout, box: Box, agenda: Agenda, n_minutes: int
    ) -> None:
        cap_px, pad = max(round(_CAP * layout.unit), 9), layout.margin
        left = self._draw_left_time(canvas, box, n_minutes, cap_px, pad)
        right = _draw_dots(canvas, box, agenda, pad)
        if not agenda.next_name or agenda.scene is Scene.REST:  # a rest says it itself, and larger
            return
        size = (left - right - 4 * pad, box.height)
        styles = [(round(share * cap_px), 1) for share in (1.0, 0.85, 0.7)]
        words = fit(f"{self._text('word_next')}: {agenda.next_name}", size, styles)
        if words.lines[0].endswith(_CUT):  # the name is worth more than the word before it
            words = fit(f"→ {agenda.next_name}", size, styles)
        words.write(canvas, Box(right + 2 * pad, box.y, *size))

    def _draw_left_time(
        self, canvas: Picture, box: Box, n_minutes: int, cap_px: int, pad: int
    ) -> int:
        """The time left, at the right end; returns where its room of two digits begins."""
        template = self._text("word_left_time")
        words = template.replace("{n}", drawing.figures(n_minutes))
        x = box.right - pad - drawing.text_width(words, cap_px)
        at = (x, box.y + (box.height + cap_px) // 2)
        drawing.write(canvas, words, at, cap_px, drawing.GREY)
        widest_px = drawing.text_width(template.replace("{n}", _WIDEST), cap_px)
        return min(x, box.right - pad - widest_px)


def _draw_dots(canvas: Picture, box: Box, agenda: Agenda, pad: int) -> int:
    """A dot an exercise: done small and full, the present one large, others hollow."""
    n = max(len(agenda.plan), 1)
    pitch = min(round(0.5 * box.height), int(_DOTS_SHARE * box.width / n))
    radius, y = max(round(0.28 * pitch), 2), box.y + box.height // 2
    stroke = max(round(0.08 * pitch), 1)
    for index, planned in enumerate(agenda.plan):
        centre = (box.x + pad + round((index + 0.5) * pitch), y)
        if index == agenda.position:
            cv2.circle(canvas, centre, round(1.6 * radius), drawing.YELLOW, cv2.FILLED, cv2.LINE_AA)
        elif planned.is_done:
            cv2.circle(canvas, centre, radius, drawing.SKY_BLUE, cv2.FILLED, cv2.LINE_AA)
        else:
            cv2.circle(canvas, centre, radius, drawing.GREY, stroke, cv2.LINE_AA)
    return box.x + pad + n * pitch
