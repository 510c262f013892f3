"""Where the laptop stands and how one lies or stands: a drawing, until somebody is in place."""

from collections.abc import Callable

import cv2
import numpy as np

from coach.edges.screen import drawing
from coach.edges.screen.drawing import Box
from coach.edges.screen.layer import Layer
from coach.edges.screen.layout import Layout
from coach.edges.sources.pictures import Picture
from coach.landmarks import FloatArray, Landmark

CHANGES_AFTER_S = 1.0  # so long somebody is in view, or gone, before the picture changes

_SIDES = (
    (Landmark.LEFT_SHOULDER, Landmark.LEFT_HIP, Landmark.LEFT_KNEE),
    (Landmark.RIGHT_SHOULDER, Landmark.RIGHT_HIP, Landmark.RIGHT_KNEE),
)
_DISTANCE = "2–3 m"
_MAT = (150, 110, 60)  # BGR, a muted blue
_FURNITURE = (120, 120, 120)


class InPlace:
    """Tells whether somebody is in view from the shoulder to the knee: sitting in front of the
    laptop nobody is."""

    def __init__(self) -> None:
        self._is_in_place = False
        self._other_since_s: float | None = None

    def update(self, t_s: float, visibility: FloatArray) -> bool:
        """One frame; visibility: (33,), 0..1, NaN where nobody is."""
        is_seen = any(bool((visibility[list(side)] >= drawing.SEEN).all()) for side in _SIDES)
        if is_seen == self._is_in_place:
            self._other_since_s = None
        elif self._other_since_s is None or t_s < self._other_since_s:
            self._other_since_s = t_s
        elif t_s - self._other_since_s >= CHANGES_AFTER_S:
            self._is_in_place, self._other_since_s = is_seen, None
        return self._is_in_place


class SetupPicture:
    """Draws the laptop from its side, and beside it laptop, mat and person from above; or somebody
    who stands before the laptop."""

    def __init__(self) -> None:
        self._layer = Layer()

    def draw(
        self, picture: Picture, layout: Layout, bottom: int, *, is_upright: bool = False
    ) -> None:
        """Draw on `picture`, in place, above `bottom`. `is_upright`: one stands or hangs."""
        drawing.shade(picture, Box(0, 0, layout.width, layout.height))
        draw_person = _draw_standing if is_upright else _draw_from_above
        self._layer.lay(
            picture,
            (bottom, is_upright),
            lambda canvas: _draw(canvas, layout, bottom, draw_person),
        )


def _draw(
    canvas: Picture, layout: Layout, bottom: int, draw_person: Callable[[Picture, Box], None]
) -> None:
    pad = layout.margin
    width = (layout.width - 3 * pad) // 3
    height = bottom - 2 * pad
    if layout.width >= layout.height:
        _draw_from_the_side(canvas, Box(pad, pad, width, height))
        draw_person(canvas, Box(2 * pad + width, pad, 2 * width, height))
    else:
        _draw_from_the_side(canvas, Box(pad, pad, layout.width - 2 * pad, height // 3))
        below = Box(pad, 2 * pad + height // 3, layout.width - 2 * pad, 2 * height // 3 - pad)
        draw_person(canvas, below)


class _Pen:
    """Draws in a box with coordinates from -1 to 1, x to the right, y down, nothing distorted."""

    def __init__(self, canvas: Picture, box: Box) -> None:
        self._canvas = canvas
        self.scale = min(box.width, box.height) / 2
        self._centre = (box.x + box.width // 2, box.y + box.height // 2)

    def at(self, x: float, y: float) -> tuple[int, int]:
        """The pixel of a place."""
        return (
            self._centre[0] + round(x * self.scale),
            self._centre[1] + round(y * self.scale),
        )

    def line(self, *places: tuple[float, float], colour: drawing.Colour, width: float) -> None:
        """A line through places, `width` in the same measure."""
        points = np.array([self.at(*place) for place in places], np.int32)
        stroke = max(round(width * self.scale), 1)
        cv2.polylines(self._canvas, [points], False, colour, stroke, cv2.LINE_AA)

    def fill(self, *places: tuple[float, float], colour: drawing.Colour) -> None:
        """A filled shape."""
        points = np.array([self.at(*place) for place in places], np.int32)
        cv2.fillPoly(self._canvas, [points], colour, cv2.LINE_AA)

    def dot(self, x: float, y: float, radius: float, colour: drawing.Colour) -> None:
        """A filled circle."""
        size = max(round(radius * self.scale), 1)
        cv2.circle(self._canvas, self.at(x, y), size, colour, cv2.FILLED, cv2.LINE_AA)


def _draw_from_the_side(canvas: Picture, box: Box) -> None:
    """The laptop on a low table, its lid leaning back from the person, who is at the right."""
    pen = _Pen(canvas, box)
    pen.line((-1.0, 0.75), (1.0, 0.75), colour=drawing.GREY, width=0.02)  # the floor
    for x in (-0.62, 0.42):
        pen.line((x, 0.2), (x, 0.74), colour=_FURNITURE, width=0.07)
    pen.line((-0.78, 0.17), (0.58, 0.17), colour=_FURNITURE, width=0.09)
    pen.line((-0.3, 0.08), (0.38, 0.08), colour=drawing.WHITE, width=0.07)  # keys
    pen.line((-0.3, 0.08), (-0.52, -0.62), colour=drawing.WHITE, width=0.06)  # lid
    pen.dot(-0.5, -0.57, 0.06, drawing.YELLOW)  # camera
    upright = (-0.3, -0.66)
    for part in range(5):  # dashes: how it would stand without leaning back
        top = 0.05 + part * (upright[1] - 0.05) / 5
        pen.line((-0.3, top), (-0.3, top - 0.08), colour=drawing.GREY, width=0.015)
    pen.line((-0.31, -0.72), (-0.42, -0.74), (-0.5, -0.72), colour=drawing.YELLOW, width=0.03)
    pen.fill((-0.6, -0.68), (-0.47, -0.8), (-0.46, -0.64), colour=drawing.YELLOW)


def _draw_from_above(canvas: Picture, box: Box) -> None:
    """The person on the mat lies across what the camera sees."""
    pen = _Pen(canvas, box)
    for x in (-0.95, 0.95):
        pen.line((0.0, 0.62), (x, -0.95), colour=drawing.GREY, width=0.012)  # what is seen
    pen.fill((-0.82, -0.8), (0.82, -0.8), (0.82, -0.3), (-0.82, -0.3), colour=_MAT)
    _draw_person(pen, y=-0.55)
    _draw_distance(canvas, pen, (0.0, 0.62), (0.0, -0.26), (0.36, 0.24))
    pen.fill((-0.36, 0.66), (0.36, 0.66), (0.36, 0.98), (-0.36, 0.98), colour=_FURNITURE)
    pen.fill((-0.2, 0.7), (0.2, 0.7), (0.2, 0.88), (-0.2, 0.88), colour=drawing.WHITE)  # keys
    pen.line((-0.2, 0.93), (0.2, 0.93), colour=drawing.WHITE, width=0.04)  # the lid's edge
    pen.dot(0.0, 0.93, 0.04, drawing.YELLOW)  # camera


def _draw_person(pen: _Pen, y: float) -> None:
    """Somebody on the back, seen from above, the head at the left."""
    skin = drawing.SKY_BLUE
    pen.dot(-0.62, y, 0.1, skin)
    pen.line((-0.4, y), (0.05, y), colour=skin, width=0.22)
    for side in (-1, 1):
        pen.line((-0.42, y + 0.07 * side), (-0.28, y + 0.19 * side), (0.08, y + 0.2 * side),
                 colour=skin, width=0.06)  # fmt: skip
        pen.line((0.05, y + 0.06 * side), (0.68, y + 0.09 * side), colour=skin, width=0.09)


def _draw_standing(canvas: Picture, box: Box) -> None:
    """Somebody upright on the same floor, as far from the laptop."""
    pen = _Pen(canvas, box)
    skin = drawing.SKY_BLUE
    pen.line((-1.2, 0.75), (1.2, 0.75), colour=drawing.GREY, width=0.02)  # the floor
    pen.dot(0.62, -0.72, 0.12, skin)
    pen.line((0.62, -0.45), (0.62, 0.05), colour=skin, width=0.26)
    for side in (-1, 1):
        pen.line((0.62 + 0.13 * side, -0.46), (0.62 + 0.24 * side, 0.1), colour=skin, width=0.08)
        pen.line((0.62 + 0.07 * side, 0.05), (0.62 + 0.09 * side, 0.7), colour=skin, width=0.11)
    _draw_distance(canvas, pen, (-1.15, 0.4), (0.3, 0.4), (-0.65, 0.15))


def _draw_distance(
    canvas: Picture,
    pen: _Pen,
    start: tuple[float, float],
    end: tuple[float, float],
    words_at: tuple[float, float],
) -> None:
    """An arrow with two heads between two places, and the distance at a third."""
    along = np.subtract(end, start) / np.hypot(*np.subtract(end, start))
    across = np.array([-along[1], along[0]]) * 0.07
    colour = drawing.YELLOW
    for tip, inwards in ((np.array(start), along), (np.array(end), -along)):
        foot = tip + 0.13 * inwards
        pen.fill(tuple(foot + across), tuple(tip), tuple(foot - across), colour=colour)
    pen.line(tuple(start + 0.1 * along), tuple(end - 0.1 * along), colour=colour, width=0.03)
    cap_px = max(round(0.18 * pen.scale), 9)
    x, y = pen.at(*words_at)
    drawing.write(canvas, _DISTANCE, (x, y + cap_px // 2), cap_px)
