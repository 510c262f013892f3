"""Rest, pause and end of a session: calm pictures with one large sentence."""

from collections.abc import Callable, Hashable

import cv2

from coach.agenda import Agenda, Scene
from coach.edges.screen import drawing
from coach.edges.screen.drawing import Box
from coach.edges.screen.layer import Layer
from coach.edges.screen.layout import Layout
from coach.edges.screen.paragraph import Paragraph, fit
from coach.edges.screen.plan_list import dose_text, draw_plan
from coach.edges.screen.sign import draw_seconds
from coach.edges.sources.pictures import Picture

Words = Callable[[str], str]

_SENTENCE_STYLES = ((0.1, 1), (0.085, 1), (0.085, 2), (0.07, 2), (0.07, 3), (0.055, 4))
_NEXT_STYLES = ((0.07, 1), (0.055, 1), (0.055, 2), (0.042, 2))
_SUMMARY_STYLES = ((0.05, 2), (0.05, 3), (0.04, 4), (0.034, 5))
_SIGN_SHARE = 0.36  # of the unit


def dim(picture: Picture, share: float = 0.35) -> None:
    """Let the whole picture step back, and stay visible."""
    cv2.convertScaleAbs(picture, picture, alpha=share)


class Between:
    """Draws what stands on the picture while nobody exercises."""

    def __init__(self, text: Words) -> None:
        """text: turns a phrase key into words."""
        self._text = text
        self._layer = Layer()

    def draw(
        self,
        picture: Picture,
        layout: Layout,
        agenda: Agenda,
        sentence: str,
        left_s: float | None = None,
    ) -> None:
        """Draw on `picture`, in place. `left_s`: of a rest, in seconds, None where not known."""
        dim(picture)
        place = (agenda.position, agenda.hints, left_s is None)
        key: Hashable = (agenda.scene, agenda.plan, sentence, place)
        if agenda.scene is Scene.OVER:
            self._layer.lay(
                picture, key, lambda canvas: _draw_over(canvas, layout, agenda, sentence)
            )
            return
        sign = _sign_box(layout)
        self._layer.lay(
            picture, key, lambda canvas: self._draw_waiting(canvas, layout, agenda, sentence)
        )
        if agenda.scene is Scene.PAUSED:
            drawing.draw_pause(picture, _centre(sign), sign.width, drawing.WHITE)
        elif left_s is None:
            drawing.draw_dots(picture, _centre(sign), sign.width, drawing.WHITE)
        else:
            draw_seconds(picture, sign, left_s, 0.0, drawing.GREY)

    def _draw_waiting(self, canvas: Picture, layout: Layout, agenda: Agenda, sentence: str) -> None:
        """The sentence in the middle, below it what comes next."""
        pad, sign = 2 * layout.margin, _sign_box(layout)
        width = layout.width - 2 * pad
        room = layout.height - layout.foot - sign.bottom - 2 * pad
        words = _fit_sentence(layout, sentence, (width, round(0.6 * room)))
        box = Box(pad, sign.bottom + pad, width, round(0.6 * room))
        words.write(canvas, box, is_centred=True)
        if agenda.scene is Scene.REST and agenda.position < len(agenda.plan):
            planned = agenda.plan[agenda.position]
            after = dose_text(planned)
            if planned.name not in sentence:
                after = f"{self._text('word_next')}: {planned.name}  {after}"
            styles = [(round(part * layout.unit), n) for part, n in _NEXT_STYLES]
            below = Box(pad, box.bottom, width, room - box.height)
            line = fit(after, (below.width, below.height), styles)
            line.write(canvas, below, drawing.SKY_BLUE, is_centred=True)


def _draw_over(canvas: Picture, layout: Layout, agenda: Agenda, sentence: str) -> None:
    """How it ended, what it came to in words, and below what was done."""
    pad = 2 * layout.margin
    width, side = layout.width - 2 * pad, round(0.2 * layout.unit)
    words = _fit_sentence(layout, sentence, (width - side - pad, round(0.3 * layout.height)))
    head = Box(pad, pad, width, max(words.height, side))
    centre = (pad + side // 2, head.y + head.height // 2)
    drawing.draw_ring(canvas, centre, side, 1.0, drawing.GREEN)
    is_complete = all(planned.is_done for planned in agenda.plan)
    mark = drawing.draw_tick if is_complete else drawing.draw_stop
    mark(canvas, centre, side, drawing.WHITE)
    words.write(canvas, Box(pad + side + pad, head.y, width - side - pad, head.height))
    top = head.bottom + pad
    if agenda.hints:
        styles = [(round(part * layout.unit), n) for part, n in _SUMMARY_STYLES]
        lines = fit(" ".join(agenda.hints), (width, round(0.3 * layout.height)), styles)
        lines.write(canvas, Box(pad, top, width, lines.height))
        top += lines.height + pad
    room = Box(pad, top, width, layout.height - top - pad)
    draw_plan(canvas, room, agenda.plan, round(0.06 * layout.unit), round(0.018 * layout.unit))


def _fit_sentence(layout: Layout, sentence: str, size: tuple[int, int]) -> Paragraph:
    styles = [(round(part * layout.unit), n) for part, n in _SENTENCE_STYLES]
    return fit(sentence, size, styles)


def _sign_box(layout: Layout) -> Box:
    side = round(_SIGN_SHARE * layout.unit)
    return Box((layout.width - side) // 2, 2 * layout.margin, side, side)


def _centre(box: Box) -> tuple[int, int]:
    return box.x + box.width // 2, box.y + box.height // 2
