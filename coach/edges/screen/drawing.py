"""The strokes the screen is made of: panels, lettering, signs, a skeleton. No layout, no meaning.

Colours are those of Okabe and Ito ("Color Universal Design", 2008), told apart by people with any
colour vision; whatever carries meaning also differs in shape, width or word. All colours are BGR.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from coach.edges.sources.pictures import Picture
from coach.landmarks import BONES, FloatArray, Landmark

Colour = tuple[int, int, int]
Point = tuple[int, int]

WHITE: Colour = (255, 255, 255)
GREY: Colour = (190, 190, 190)
TRACK: Colour = (90, 90, 90)
BLACK: Colour = (0, 0, 0)
SKY_BLUE: Colour = (233, 180, 86)
ORANGE: Colour = (0, 159, 230)
GREEN: Colour = (115, 158, 0)
YELLOW: Colour = (66, 228, 240)

BOLD = 700
CAP_OF_SIZE = 0.75  # height of a capital or digit over OpenCV's font size; measured, face "sans"
LINE_OF_CAP = 1.6  # from baseline to baseline, over the height of a capital

SEEN = 0.5  # visibility from which the detectors use a landmark
DOUBTFUL = 0.25  # below it the model guesses: hidden legs sink to 0.24 within 0.6 s


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels, from the top left."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """First column beyond the box."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """First row beyond the box."""
        return self.y + self.height


def shade(picture: Picture, box: Box) -> None:
    """Darken a box so that white letters are readable on it, whatever lies below."""
    inside = picture[max(box.y, 0) : max(box.bottom, 0), max(box.x, 0) : max(box.right, 0)]
    if inside.size:
        inside[:] = cv2.convertScaleAbs(inside, alpha=0.22)


def fill(picture: Picture, box: Box, colour: Colour) -> None:
    """Paint a box."""
    cv2.rectangle(picture, (box.x, box.y), (box.right - 1, box.bottom - 1), colour, cv2.FILLED)


# --- Lettering. Sizes are heights of a capital, because that is what an eye has to resolve. ---


@lru_cache(maxsize=1)
def _font() -> Any:
    return cv2.FontFace("sans")  # OpenCV's own; falls back on its Unicode face letter by letter


@lru_cache(maxsize=4096)
def text_width(text: str, cap_px: int) -> int:
    """Width in pixels of one line whose capitals are `cap_px` high."""
    return int(cv2.getTextSize((0, 0), text, (0, 0), _font(), _font_size(cap_px), BOLD)[2])


def write(picture: Picture, text: str, at: Point, cap_px: int, colour: Colour = WHITE) -> None:
    """Write one line; `at` is the left end of its baseline."""
    cv2.putText(picture, text, at, colour, _font(), _font_size(cap_px), BOLD)


def figures(number: int) -> str:
    """A number as text, for big figures: OpenCV's zero is slashed and looks like 8 from afar, but
    its capital O has the height and weight of a plain zero."""
    return str(number).replace("0", "O")


def _font_size(cap_px: int) -> int:
    return max(round(cap_px / CAP_OF_SIZE), 4)


@lru_cache(maxsize=256)
def wrap(text: str, cap_px: int, width_px: int) -> tuple[str, ...]:
    """Break text into lines no wider than `width_px`, at spaces where there are any."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}".lstrip()
        if text_width(longer, cap_px) <= width_px:
            line = longer
            continue
        if line:
            lines.append(line)
        line = word
        while text_width(line, cap_px) > width_px and len(line) > 1:  # e.g. Chinese: no spaces
            kept = _longest_start(line, cap_px, width_px)
            lines.append(line[:kept])
            line = line[kept:]
    return (*lines, line) if line else tuple(lines)


def _longest_start(word: str, cap_px: int, width_px: int) -> int:
    fitting = (n for n in range(len(word) - 1, 1, -1) if text_width(word[:n], cap_px) <= width_px)
    return next(fitting, 1)


@lru_cache(maxsize=256)
def balance(text: str, cap_px: int, width_px: int) -> tuple[str, ...]:
    """Like `wrap`, in as many lines, but of like length: no word alone on the last line."""
    lines = wrap(text, cap_px, width_px)
    for percent in range(95, 45, -5):
        narrower = wrap(text, cap_px, width_px * percent // 100)
        if len(narrower) > len(lines):
            break
        lines = narrower
    return lines


@lru_cache(maxsize=256)
def shorten(text: str, cap_px: int, width_px: int) -> str:
    """Cut one line to `width_px`, marking the cut."""
    if text_width(text, cap_px) <= width_px:
        return text
    cuts = (text[:n].rstrip() + "…" for n in range(len(text) - 1, 0, -1))
    return next((cut for cut in cuts if text_width(cut, cap_px) <= width_px), "…")


# --- Signs, each inside a square of `side` pixels around `centre`. ---


def draw_ring(picture: Picture, centre: Point, side: int, part: float, colour: Colour) -> None:
    """A ring filled clockwise from the top; `part` is 0..1."""
    width = max(round(side * 0.085), 2)
    radius = side // 2 - width
    cv2.circle(picture, centre, radius, TRACK, width, cv2.LINE_AA)
    angle_deg = 360.0 * min(max(part, 0.0), 1.0)
    if angle_deg > 0:
        axes = (radius, radius)
        cv2.ellipse(picture, centre, axes, -90, 0, angle_deg, colour, width, cv2.LINE_AA)


def draw_tick(picture: Picture, centre: Point, side: int, colour: Colour) -> None:
    """Done: a tick."""
    points = _placed(((-0.26, 0.02), (-0.07, 0.21), (0.28, -0.2)), centre, side)
    cv2.polylines(picture, [points], False, colour, max(round(side * 0.1), 2), cv2.LINE_AA)


def draw_pause(picture: Picture, centre: Point, side: int, colour: Colour) -> None:
    """Paused: two bars."""
    for left in (-0.24, 0.08):
        corners = _placed(((left, -0.28), (left + 0.16, 0.28)), centre, side)
        cv2.rectangle(picture, corners[0].tolist(), corners[1].tolist(), colour, cv2.FILLED)


def draw_stop(picture: Picture, centre: Point, side: int, colour: Colour) -> None:
    """Over before the dose: a filled square."""
    corners = _placed(((-0.24, -0.24), (0.24, 0.24)), centre, side)
    cv2.rectangle(picture, corners[0].tolist(), corners[1].tolist(), colour, cv2.FILLED)


def draw_search(picture: Picture, centre: Point, side: int, colour: Colour) -> None:
    """Looking for the person: the corners of a viewfinder around a person's head and shoulders."""
    width = max(round(side * 0.06), 2)
    for x in (-0.36, 0.36):
        for y in (-0.36, 0.36):
            corner = _placed(((x * 0.5, y), (x, y), (x, y * 0.5)), centre, side)
            cv2.polylines(picture, [corner], False, colour, width, cv2.LINE_AA)
    head, body = _placed(((0.0, -0.1), (0.0, 0.24)), centre, side).tolist()
    cv2.circle(picture, head, round(side * 0.1), colour, cv2.FILLED, cv2.LINE_AA)
    axes = (round(side * 0.2), round(side * 0.2))
    cv2.ellipse(picture, body, axes, 0, 180, 360, colour, cv2.FILLED, cv2.LINE_AA)


def draw_dots(picture: Picture, centre: Point, side: int, colour: Colour) -> None:
    """Waiting for stillness: three dots."""
    for x in (-0.26, 0.0, 0.26):
        dot = _placed(((x, 0.0),), centre, side)[0].tolist()
        cv2.circle(picture, dot, round(side * 0.09), colour, cv2.FILLED, cv2.LINE_AA)


def draw_question(picture: Picture, centre: Point, side: int, colour: Colour) -> None:
    """Cannot judge: a question mark."""
    cap_px = round(side * 0.56)
    at = (centre[0] - text_width("?", cap_px) // 2, centre[1] + cap_px // 2)
    write(picture, "?", at, cap_px, colour)


def draw_warning(picture: Picture, centre: Point, side: int) -> None:
    """A limit was passed: a triangle with a bar and a dot."""
    triangle = _placed(((0.0, -0.46), (0.5, 0.42), (-0.5, 0.42)), centre, side)
    cv2.fillPoly(picture, [triangle], ORANGE, cv2.LINE_AA)
    top, foot, dot = _placed(((0.0, -0.16), (0.0, 0.12), (0.0, 0.29)), centre, side).tolist()
    width = max(round(side * 0.11), 2)
    cv2.line(picture, top, foot, BLACK, width, cv2.LINE_AA)
    cv2.circle(picture, dot, max(width // 2, 1), BLACK, cv2.FILLED, cv2.LINE_AA)


def _placed(shape: tuple[tuple[float, float], ...], centre: Point, side: int) -> NDArray[np.int32]:
    return (np.asarray(shape) * side + centre).round().astype(np.int32)


# --- The skeleton. ---

_JOINTS = tuple(sorted({joint for bone in BONES for joint in bone}))


def draw_skeleton(picture: Picture, points: FloatArray, visibility: FloatArray) -> None:
    """Draw the body as the model sees it; how sure it is shows in colour, width and dashes.

    points: shape (33, 2), pixels of `picture`; NaN is not drawn. visibility: shape (33,), 0..1.
    Seen: thick and sky blue with dark edges. Doubtful: thinner and orange. Guessed: a thin grey
    dashed line without joints, because the model also places what it cannot see.
    """
    unit_px = max(min(picture.shape[:2]) / 240.0, 1.0)
    reach = 4.0 * max(picture.shape[:2])  # a wild landmark must not overflow OpenCV's integers
    drawable = np.isfinite(points).all(axis=1) & np.isfinite(visibility)
    places = np.clip(np.where(drawable[:, None], points, 0.0), -reach, reach)
    places = places.round().astype(int)
    bones = [(a, b) for a, b in BONES if drawable[a] and drawable[b]]
    bones.sort(key=lambda bone: min(visibility[bone[0]], visibility[bone[1]]))  # sure ones on top
    for a, b in bones:
        sure = min(visibility[a], visibility[b])
        _draw_bone(picture, places[a].tolist(), places[b].tolist(), sure, unit_px)
    for joint in _JOINTS:
        if drawable[joint] and visibility[joint] >= DOUBTFUL:
            _draw_joint(picture, places[joint].tolist(), joint, visibility[joint], unit_px)


def _draw_bone(picture: Picture, a: Point, b: Point, visibility: float, unit_px: float) -> None:
    if visibility < DOUBTFUL:
        _draw_dashes(picture, a, b, dash_px=4.0 * unit_px, width=max(round(0.6 * unit_px), 1))
        return
    colour, width = _stroke(visibility, unit_px)
    cv2.line(picture, a, b, BLACK, width + max(round(unit_px), 2), cv2.LINE_AA)
    cv2.line(picture, a, b, colour, width, cv2.LINE_AA)


def _draw_joint(
    picture: Picture, at: Point, joint: Landmark, visibility: float, unit_px: float
) -> None:
    colour, width = _stroke(visibility, unit_px)
    is_small = joint <= Landmark.MOUTH_RIGHT or joint >= Landmark.LEFT_HEEL
    radius = width if is_small else round(1.4 * width)
    cv2.circle(picture, at, radius + 1, BLACK, cv2.FILLED, cv2.LINE_AA)
    cv2.circle(picture, at, radius, colour, cv2.FILLED, cv2.LINE_AA)


def _stroke(visibility: float, unit_px: float) -> tuple[Colour, int]:
    if visibility >= SEEN:
        return SKY_BLUE, max(round(2.0 * unit_px), 3)
    return ORANGE, max(round(1.2 * unit_px), 2)


def _draw_dashes(picture: Picture, a: Point, b: Point, dash_px: float, width: int) -> None:
    start, along = np.asarray(a, float), np.subtract(b, a).astype(float)
    n_dashes = min(int(np.hypot(*along) / (2.0 * dash_px)) + 1, 60)
    for begin in np.arange(n_dashes) / n_dashes:
        ends = start + np.outer((begin, begin + 0.5 / n_dashes), along)
        first, last = ends.round().astype(int).tolist()
        cv2.line(picture, first, last, GREY, width, cv2.LINE_AA)
