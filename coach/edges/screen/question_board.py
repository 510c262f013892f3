"""A question and its answers as big numbered rows, readable and chosen from the mat."""

from collections.abc import Callable

import cv2
import numpy as np

from coach.agenda import Agenda
from coach.edges.screen import drawing
from coach.edges.screen.drawing import Box, Colour
from coach.edges.screen.layer import INK, Layer
from coach.edges.screen.layout import Layout
from coach.edges.screen.paragraph import fit
from coach.edges.sources.pictures import Picture

Words = Callable[[str], str]

_QUESTION_STYLES = ((0.085, 1), (0.07, 2), (0.06, 2), (0.05, 3), (0.042, 4), (0.034, 5))
_ANSWER_STYLES = ((0.075, 1), (0.065, 1), (0.055, 1), (0.05, 2), (0.042, 2), (0.035, 3))
_ROW_DIM = 0.5  # a raised arm is seen through it, and white letters stand out
_LARGEST_ROW = 0.19  # of the picture's height
_ROOM_FOR_SIGN = 0.3  # of the unit, at the right: there the person sees the own arm


class QuestionBoard:
    """Draws the question over the living picture, which stays visible at the side and through."""

    def __init__(self, text: Words) -> None:
        """text: turns a phrase key into words."""
        self._text = text
        self._layer = Layer()

    def draw(self, picture: Picture, layout: Layout, agenda: Agenda) -> None:
        """Draw on `picture`, in place."""
        question_box = _question_box(layout)
        drawing.shade(picture, question_box)
        rows = answer_boxes(layout, agenda)
        for row in rows:
            part = picture[row.y : row.bottom, row.x : row.right]
            part[:] = cv2.convertScaleAbs(part, alpha=_ROW_DIM)
        key = (agenda.question, agenda.answers, agenda.offered, agenda.is_arm_up)
        self._layer.lay(
            picture, key, lambda canvas: self._draw(canvas, layout, agenda, question_box, rows)
        )

    def _draw(
        self, canvas: Picture, layout: Layout, agenda: Agenda, question_box: Box, rows: list[Box]
    ) -> None:
        pad, unit = layout.margin, layout.unit
        size = (question_box.width - 2 * pad, question_box.height - pad)
        styles = [(round(part * unit), n_lines) for part, n_lines in _QUESTION_STYLES]
        question = fit(agenda.question, size, styles)
        inner = Box(question_box.x + pad, question_box.y, size[0], question_box.height)
        question.write(canvas, inner)
        answers = [_answer_styles(layout, row) for row in rows]
        fitting = [
            fit(answer, size, styles)
            for answer, (size, styles) in zip(agenda.answers, answers, strict=True)
        ]
        cap_px = min((answer.cap_px for answer in fitting), default=0)  # all of one size
        for n, (row, answer) in enumerate(zip(rows, agenda.answers, strict=True)):
            size, styles = answers[n]
            same = [style for style in styles if style[0] <= cap_px] or styles[-1:]
            _draw_row(canvas, row, n == agenda.offered, n + 1)
            words = Box(_words_x(row), row.y, *size)
            fit(answer, size, same).write(canvas, words)
        if agenda.is_arm_up:
            self._draw_arm_up(canvas, layout)

    def _draw_arm_up(self, canvas: Picture, layout: Layout) -> None:
        """Somebody with an arm straight up, and the word for it."""
        side = round(_ROOM_FOR_SIGN * layout.unit)
        box = Box(layout.width - layout.margin - side, _below_question(layout), side, side)
        board = Box(box.x, box.y, box.width, round(1.3 * side))
        drawing.fill(canvas, board, drawing.YELLOW)
        _draw_raised_arm(canvas, box)
        word = Box(box.x + layout.margin, box.bottom, side - 2 * layout.margin, round(0.3 * side))
        styles = [(round(part * side), n) for part, n in ((0.14, 1), (0.11, 1), (0.09, 2))]
        words = fit(self._text("word_arm_seen"), (word.width, word.height), styles)
        words.write(canvas, word, INK, is_centred=True)


def answer_boxes(layout: Layout, agenda: Agenda) -> list[Box]:
    """Where the answers stand, in their order; the same place is clicked."""
    if not agenda.answers:
        return []
    gap, pad = round(0.014 * layout.unit), layout.margin
    top = _below_question(layout)
    pitch = min(
        (layout.height - top - pad + gap) // len(agenda.answers),
        round(_LARGEST_ROW * layout.height),
    )
    arrow = round(0.09 * layout.unit)
    width = layout.width - 3 * pad - arrow - round(_ROOM_FOR_SIGN * layout.unit)
    return [
        Box(pad + arrow, top + n * pitch, width, pitch - gap) for n in range(len(agenda.answers))
    ]


def answer_at(layout: Layout, agenda: Agenda, x: int, y: int) -> int | None:
    """The index of the answer that stands at this place of the picture, or None."""
    for index, box in enumerate(answer_boxes(layout, agenda)):
        if box.x <= x < box.right and box.y <= y < box.bottom:
            return index
    return None


def _question_box(layout: Layout) -> Box:
    return Box(0, 0, layout.width, round(0.24 * layout.unit))


def _below_question(layout: Layout) -> int:
    return _question_box(layout).bottom + layout.margin


def _answer_styles(layout: Layout, row: Box) -> tuple[tuple[int, int], list[tuple[int, int]]]:
    """Room for an answer's words and the ways to set them."""
    size = (row.right - _words_x(row) - layout.margin, round(0.92 * row.height))
    largest_px = round(0.55 * row.height)
    styles = [(min(round(part * layout.unit), largest_px), n) for part, n in _ANSWER_STYLES]
    return size, styles


def _field_width(row: Box) -> int:
    """Of the number at the left end of a row, in pixels."""
    return min(row.height, round(0.2 * row.width))


def _words_x(row: Box) -> int:
    return row.x + round(1.25 * _field_width(row))


def _draw_row(canvas: Picture, row: Box, is_offered: bool, number: int) -> None:
    """The number in its field; the offered one framed, with an arrow that points at it."""
    colour: Colour = drawing.YELLOW if is_offered else drawing.GREY
    field = Box(row.x, row.y, _field_width(row), row.height)
    if is_offered:
        drawing.fill(canvas, field, colour)
        stroke = max(round(0.06 * row.height), 3)
        corners = (
            row.x + stroke // 2,
            row.y + stroke // 2,
            row.right - stroke,
            row.bottom - stroke,
        )
        cv2.rectangle(canvas, corners[:2], corners[2:], colour, stroke)
        _draw_arrow(canvas, row)
    digit = drawing.figures(number)
    cap_px = round(0.66 * min(row.height, 1.2 * field.width))
    x = field.x + (field.width - drawing.text_width(digit, cap_px)) // 2
    at = (x, field.y + (field.height + cap_px) // 2)
    drawing.write(canvas, digit, at, cap_px, INK if is_offered else drawing.WHITE)


def _draw_arrow(canvas: Picture, row: Box) -> None:
    side = round(0.8 * row.x)
    middle = row.y + row.height // 2
    half = min(side, round(0.7 * row.height)) // 2
    tip = row.x - max(round(0.08 * row.x), 2)
    shape = np.array([(tip - side, middle - half), (tip, middle), (tip - side, middle + half)])
    cv2.fillPoly(canvas, [shape.astype(np.int32)], drawing.YELLOW, cv2.LINE_AA)


def _draw_raised_arm(canvas: Picture, box: Box) -> None:
    """Head and shoulders, one arm straight up, in the dark ink on a light ground."""
    side, middle = box.width, box.x + box.width // 2

    def at(x: float, y: float) -> tuple[int, int]:
        return middle + round(x * side), box.y + round(y * side)

    stroke = max(round(0.11 * side), 3)
    cv2.circle(canvas, at(0.0, 0.42), round(0.12 * side), INK, cv2.FILLED, cv2.LINE_AA)
    cv2.ellipse(
        canvas, at(0.0, 0.95), (round(0.25 * side), round(0.35 * side)), 0, 180, 360, INK,
        cv2.FILLED, cv2.LINE_AA,
    )  # fmt: skip
    cv2.line(canvas, at(0.24, 0.8), at(0.26, 0.14), INK, stroke, cv2.LINE_AA)
    cv2.line(canvas, at(-0.24, 0.8), at(-0.27, 0.92), INK, stroke, cv2.LINE_AA)
