"""A strip of time with all that is marked in it: repetitions, moments, and where one is."""

from dataclasses import dataclass
from operator import itemgetter
from typing import Self

import cv2
import numpy as np

from coach.edges.screen import drawing
from coach.edges.screen.drawing import Box
from coach.edges.sources.pictures import Picture
from coach.labelling import plain
from coach.labels import Draft, Labels, current_rep
from coach.truth import TrueRep

SHOWN_S = 90.0  # of a longer clip the part around the cursor; a repetition stays wide enough
_SCALE_STEPS_S = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
_SCALE_STEP_PX = 80
_CAP_PX = 13
_GROUND = (52, 46, 40)
_SIDES = {"left": "L", "right": "R", None: ""}


@dataclass(frozen=True, slots=True)
class _Strip:
    """Which times stand where."""

    box: Box
    from_s: float
    to_s: float

    @classmethod
    def around(cls, t_s: float, seconds: float, box: Box) -> Self:
        shown_s = min(seconds, SHOWN_S)
        from_s = min(max(t_s - shown_s / 2, 0.0), seconds - shown_s)
        return cls(box, from_s, from_s + shown_s)

    def x(self, t_s: float) -> int:
        """Column of a media time, kept near the strip."""
        part = (t_s - self.from_s) / (self.to_s - self.from_s)
        return self.box.x + round(min(max(part, -1.0), 2.0) * self.box.width)

    def y(self, part: float) -> int:
        """Row at this part of the height."""
        return self.box.y + round(part * self.box.height)


def draw_timeline(
    picture: Picture, box: Box, labels: Labels, t_s: float, seconds: float, moving: str
) -> None:
    """Draw the strip into `box`; `moving` is a word for what is being marked, e.g. "top"."""
    inside: Picture = picture[:, box.x : box.right]  # OpenCV cuts off what passes its edges
    strip = _Strip.around(t_s, seconds, Box(0, box.y, box.width, box.height))
    inside[strip.y(0.26) : strip.y(0.72)] = _GROUND
    _draw_scale(inside, strip)
    current = None if labels.draft is not None else current_rep(labels, t_s)
    for i, rep in enumerate(labels.reps):
        _draw_rep(inside, strip, rep, f"{i + 1}{_SIDES[rep.side]}", is_current=i == current)
    if labels.draft is not None:
        _draw_draft(inside, strip, labels.draft, t_s)
    _draw_moments(inside, strip, labels, t_s)
    _draw_cursor(inside, strip, t_s, moving)


def _draw_scale(picture: Picture, strip: _Strip) -> None:
    px_per_s = strip.box.width / (strip.to_s - strip.from_s)
    fitting = (step for step in _SCALE_STEPS_S if step * px_per_s >= _SCALE_STEP_PX)
    step_s = next(fitting, _SCALE_STEPS_S[-1])
    y = strip.y(0.74)
    for t_s in np.arange(np.ceil(strip.from_s / step_s), strip.to_s / step_s + 1e-6) * step_s:
        x, text = strip.x(float(t_s)), f"{t_s:g}"
        cv2.line(picture, (x, y), (x, y + 8), drawing.GREY, 2)
        left = x - drawing.text_width(text, _CAP_PX) // 2
        left = min(max(left, 0), strip.box.width - drawing.text_width(text, _CAP_PX))
        drawing.write(picture, text, (left, y + 14 + _CAP_PX), _CAP_PX, drawing.GREY)


def _draw_rep(
    picture: Picture, strip: _Strip, rep: TrueRep, name: str, *, is_current: bool
) -> None:
    """The way out, the stay and the way back as a slope, a roof and a slope."""
    low, high = strip.y(0.70), strip.y(0.30)
    corners = [
        (strip.x(rep.start_s), low),
        (strip.x(rep.top_s), high),
        (strip.x(rep.release_s), high),
        (strip.x(rep.end_s), low),
    ]
    shape = np.array(corners, np.int32)
    colour = drawing.ORANGE if rep.faults else drawing.SKY_BLUE
    cv2.fillPoly(picture, [shape], colour, cv2.LINE_AA)
    if is_current:
        cv2.polylines(picture, [shape], True, drawing.WHITE, 3, cv2.LINE_AA)
    text = name + "!" * bool(rep.faults)
    middle = (corners[0][0] + corners[3][0]) // 2
    at = (middle - drawing.text_width(text, _CAP_PX) // 2, low - 8)
    drawing.write(picture, text, at, _CAP_PX, drawing.BLACK)


def _draw_draft(picture: Picture, strip: _Strip, draft: Draft, t_s: float) -> None:
    """What is marked so far, open at the cursor."""
    low, high = strip.y(0.70), strip.y(0.30)
    heights = (low, high, high)
    points = [(strip.x(at_s), y) for at_s, y in zip(draft.times_s, heights, strict=False)]
    ends = {1: (strip.x(t_s), high), 2: (strip.x(t_s), high), 3: (strip.x(t_s), low)}
    if t_s > draft.times_s[-1]:
        points.append(ends[len(draft.times_s)])
    cv2.polylines(picture, [np.array(points, np.int32)], False, drawing.YELLOW, 3, cv2.LINE_AA)
    for x, y in points[: len(draft.times_s)]:
        cv2.circle(picture, (x, y), 6, drawing.YELLOW, cv2.FILLED, cv2.LINE_AA)


def _draw_moments(picture: Picture, strip: _Strip, labels: Labels, t_s: float) -> None:
    """Bars with their words, which are cut where the next bar begins."""
    bars = [(m.start_s, m.end_s, plain(m.what), drawing.GREEN) for m in labels.moments]
    if (begun := labels.open_moment) is not None:
        end_s = max(t_s, begun.start_s)
        bars.append((begun.start_s, end_s, f"{plain(begun.what)} ...", drawing.YELLOW))
    bars = [bar for bar in bars if bar[1] >= strip.from_s and bar[0] <= strip.to_s]
    bars.sort(key=itemgetter(0))
    ends = [strip.x(bar[0]) for bar in bars[1:]] + [strip.box.width]
    for (start_s, end_s, text, colour), room_end in zip(bars, ends, strict=False):
        left, right = strip.x(start_s), max(strip.x(end_s), strip.x(start_s) + 3)
        y = strip.y(0.20)
        cv2.rectangle(picture, (left, y), (right, y + 5), colour, cv2.FILLED)
        left = min(max(left, 0), strip.box.width - drawing.text_width(text, _CAP_PX))
        text = drawing.shorten(text, _CAP_PX, max(room_end - left - 6, 1))
        drawing.write(picture, text.removeprefix("…"), (left, y - 5), _CAP_PX)


def _draw_cursor(picture: Picture, strip: _Strip, t_s: float, moving: str) -> None:
    x = strip.x(t_s)
    cv2.line(picture, (x, strip.y(0.22)), (x, strip.y(0.80)), drawing.BLACK, 5)
    cv2.line(picture, (x, strip.y(0.22)), (x, strip.y(0.80)), drawing.WHITE, 3)
    if moving:
        left = min(x + 8, strip.box.width - drawing.text_width(moving, _CAP_PX))
        drawing.write(picture, moving, (left, strip.y(0.26) + 2 + _CAP_PX), _CAP_PX, drawing.YELLOW)
