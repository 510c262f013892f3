"""What a person on the mat sees from three metres away: count, countdown, one sentence, body.

A picture 17 cm high shows a letter of 1/12 of its height 1.4 cm high: at
three metres 17 minutes of arc, about three times what normal sight needs.
"""

import math
from collections.abc import Callable, Mapping

import cv2
import numpy as np

from coach.edges.screen import drawing
from coach.edges.screen.cue_board import CueBoard
from coach.edges.screen.drawing import Box, Colour
from coach.edges.screen.layout import Layout, Placed, dose_cap
from coach.edges.sources.pictures import Picture
from coach.events import Flag, Flagged, Stage, Status
from coach.landmarks import FloatArray
from coach.pipeline import Moment

NO_PICTURE_SIZE = (1280, 720)
FLAG_SHOWN_S = 4.0  # long enough to look up from the mat


def word_key(value: str) -> str:
    """The phrase key of a stage's or flag's short word: "over-large" -> "word_over_large"."""
    return "word_" + value.replace("-", "_").replace(" ", "_")


# Every phrase key the screen itself asks for; reasons and cues come with the moment.
SCREEN_KEYS = tuple(map(word_key, ("hold", *Stage, *Flag)))

_BACKGROUND = (34, 30, 26)
_Sign = Callable[[Picture, tuple[int, int], int, Colour], None]
_SIGNS: Mapping[Stage, _Sign] = {
    Stage.SETUP: drawing.draw_search,
    Stage.CALIBRATE: drawing.draw_dots,
    Stage.LOST: drawing.draw_question,
    Stage.PAUSED: drawing.draw_pause,
}


def plain_words(key: str) -> str:
    """A phrase key as words, when there are no phrases: "word_over_large" -> "over large"."""
    return key.removeprefix("word_").replace("_", " ")


def display_size(width: int, height: int) -> tuple[int, int]:
    """The size to draw in, in pixels: sharp letters, no more work than a screen can show.

    Below 540 lines the picture grows to 720; above 1080 on its shorter side it shrinks to that.
    """
    scale = 1.0
    if height < 540:
        scale = 720 / height
    elif min(width, height) > 1080:
        scale = 1080 / min(width, height)
    return (2 * round(width * scale / 2), 2 * round(height * scale / 2))  # codecs want even ones


class Overlay:
    """Draws moments, and remembers what stays on the screen: cues and the last flag.

    size: width and height of what is drawn, in pixels; the picture is fitted into it. None: the
        `display_size` of each picture.
    text: turns a phrase key into words; it has to know `SCREEN_KEYS` and every `Status.reason`.
    """

    def __init__(
        self,
        size: tuple[int, int] | None = None,
        text: Callable[[str], str] = plain_words,
    ) -> None:
        self._size = size
        self._text = text
        self._cue_board = CueBoard()
        self._cue_text = ""
        self._flagged: Flagged | None = None
        self._flag_box: Box | None = None
        self._sentence = ""
        self._placed: Placed | None = None
        self._drawn_size = (0, 0)

    def draw(self, moment: Moment, mirror: bool = False) -> Picture:
        """A new BGR picture, (height, width, 3) uint8, of this moment; `frame.pixels` stays as is.

        mirror: the person sees themselves as in a mirror; letters are never mirrored.
        """
        self._remember(moment)
        size = self._size or display_size(*_source_size(moment))
        if size != self._drawn_size:
            self._drawn_size, self._placed, self._flag_box = size, None, None
        picture, points = _stage_picture(moment, size, mirror)
        drawing.draw_skeleton(picture, points, moment.pose.image[:, 3])
        layout = Layout.of(*size)
        count_box = self._draw_count(picture, layout, moment.status)
        _draw_sign(picture, layout, moment.status)
        body = points[moment.pose.image[:, 3] >= drawing.SEEN]
        self._draw_flag(picture, layout, count_box, body)
        self._draw_sentence(picture, layout, moment.status, body)
        return picture

    def _remember(self, moment: Moment) -> None:
        t_s = moment.frame.t_s
        self._cue_text = self._cue_board.update(t_s, moment.cues)
        for event in moment.events:
            if isinstance(event, Flagged):
                self._flagged, self._flag_box = event, None
        if self._flagged is not None and not 0 <= t_s - self._flagged.t_s < FLAG_SHOWN_S:
            self._flagged = None

    def _draw_count(self, picture: Picture, layout: Layout, status: Status) -> Box:
        """The count in the upper left corner, and below it small what is going on."""
        count = drawing.figures(status.count)
        dose = f"/ {drawing.figures(status.dose_reps)}" if status.dose_reps > 0 else ""
        cap_px, width_px = layout.count_size(count, dose)
        pad, small = layout.margin, layout.small
        is_holding = status.stage is Stage.ACTIVE and status.hold_s is not None
        word = self._text(word_key("hold" if is_holding else status.stage))
        words = f"{status.exercise} · {word}".strip(" ·")
        words = drawing.shorten(words, small, max(layout.left_width - 2 * pad, width_px))
        width_px = max(width_px, drawing.text_width(words, small))
        height_px = cap_px + round(2.2 * small) + 2 * pad
        box = Box(layout.margin, layout.margin, width_px + 2 * pad, height_px)
        drawing.shade(picture, box)
        left, baseline = box.x + pad, box.y + pad + cap_px
        drawing.write(picture, count, (left, baseline), cap_px)
        if dose:
            left += drawing.text_width(count, cap_px) + cap_px // 5
            drawing.write(picture, dose, (left, baseline), dose_cap(cap_px), drawing.GREY)
        drawing.write(picture, words, (box.x + pad, box.bottom - pad), small)
        return box

    def _draw_flag(
        self, picture: Picture, layout: Layout, count_box: Box, body: FloatArray
    ) -> None:
        """A limit that was passed, as a sign and a word."""
        if self._flagged is None:
            return
        word, cap_px = self._text(word_key(self._flagged.flag)), round(0.05 * layout.unit)
        pad, sign_px = layout.margin, round(1.5 * cap_px)
        width_px = sign_px + drawing.text_width(word, cap_px) + 3 * pad
        if self._flag_box is None:  # placed once, like the sentence
            self._flag_box = layout.place_flag(width_px, sign_px + 2 * pad, count_box, body)
        box = self._flag_box
        drawing.shade(picture, box)
        middle_y = box.y + box.height // 2
        drawing.draw_warning(picture, (box.x + pad + sign_px // 2, middle_y), sign_px)
        at = (box.x + 2 * pad + sign_px, middle_y + cap_px // 2)
        drawing.write(picture, word, at, cap_px)

    def _draw_sentence(
        self, picture: Picture, layout: Layout, status: Status, body: FloatArray
    ) -> None:
        """One sentence: the cue of the moment, else what the coach waits for."""
        sentence = self._cue_text or (self._text(status.reason) if status.reason else "")
        if sentence != self._sentence:  # placed once: a band that dodges the body would be unrest
            self._sentence, self._placed = sentence, None
        if not sentence:
            return
        if self._placed is None:
            self._placed = layout.place(sentence, body)
        box, lines, cap_px = self._placed
        drawing.shade(picture, box)
        pitch = round(drawing.LINE_OF_CAP * cap_px)
        for number, line in enumerate(lines):
            left = (layout.width - drawing.text_width(line, cap_px)) // 2
            baseline = box.y + layout.margin + round(1.15 * cap_px) + number * pitch
            drawing.write(picture, line, (left, baseline), cap_px)


def _draw_sign(picture: Picture, layout: Layout, status: Status) -> None:
    """The upper right corner: the hold's countdown, or a sign for the stage."""
    box = layout.sign_box
    centre = (box.x + box.width // 2, box.y + box.height // 2)
    is_holding = status.stage is Stage.ACTIVE and status.hold_s is not None and status.dose_s > 0
    if status.stage is Stage.ACTIVE and not is_holding:
        return
    drawing.shade(picture, box)
    if status.stage is Stage.DONE:
        is_complete = status.count >= status.dose_reps
        sign = drawing.draw_tick if is_complete else drawing.draw_stop
        drawing.draw_ring(picture, centre, box.width, float(is_complete), drawing.GREEN)
        sign(picture, centre, box.width, drawing.WHITE)
    elif is_holding:
        _draw_hold(picture, box, status.hold_s or 0.0, status.dose_s)
    else:
        _SIGNS[status.stage](picture, centre, box.width, drawing.WHITE)


def _draw_hold(picture: Picture, box: Box, hold_s: float, dose_s: float) -> None:
    """A ring that fills while the hold lasts, around the whole seconds that remain."""
    centre = (box.x + box.width // 2, box.y + box.height // 2)
    if hold_s >= dose_s:
        drawing.draw_ring(picture, centre, box.width, 1.0, drawing.GREEN)
        drawing.draw_tick(picture, centre, box.width, drawing.WHITE)
        return
    drawing.draw_ring(picture, centre, box.width, hold_s / dose_s, drawing.YELLOW)
    seconds = drawing.figures(math.ceil(dose_s - hold_s))
    cap_px = round((0.48 if len(seconds) == 1 else 0.39) * box.width)
    at = (centre[0] - drawing.text_width(seconds, cap_px) // 2, centre[1] + cap_px // 2)
    drawing.write(picture, seconds, at, cap_px)


def _source_size(moment: Moment) -> tuple[int, int]:
    """Width and height of the camera's picture, or of the one the pose was found in."""
    if moment.frame.pixels is not None:
        height, width = moment.frame.pixels.shape[:2]
        return width, height
    return moment.pose.size if min(moment.pose.size) > 0 else NO_PICTURE_SIZE


def _stage_picture(
    moment: Moment, size: tuple[int, int], mirror: bool
) -> tuple[Picture, FloatArray]:
    """The picture to draw on, and the landmarks (33, 2) in its pixels."""
    source_width, source_height = _source_size(moment)
    scale = min(size[0] / source_width, size[1] / source_height)
    width = min(round(source_width * scale), size[0])
    height = min(round(source_height * scale), size[1])
    left, top = (size[0] - width) // 2, (size[1] - height) // 2
    picture = _fitted(moment.frame.pixels, size, Box(left, top, width, height), mirror)
    pose_size = moment.pose.size if min(moment.pose.size) > 0 else (source_width, source_height)
    points = moment.pose.image[:, :2] * np.array([width / pose_size[0], height / pose_size[1]])
    if mirror:
        points[:, 0] = width - 1 - points[:, 0]
    return picture, points + np.array([left, top])


def _fitted(pixels: Picture | None, size: tuple[int, int], box: Box, mirror: bool) -> Picture:
    """A new picture of `size` with `pixels` in `box`."""
    if pixels is None:
        return np.full((size[1], size[0], 3), _BACKGROUND, np.uint8)
    inner: Picture = pixels
    if (box.width, box.height) != (pixels.shape[1], pixels.shape[0]):
        inner = cv2.resize(pixels, (box.width, box.height), interpolation=cv2.INTER_LINEAR)
    if mirror:
        inner = cv2.flip(inner, 1)
    if (box.width, box.height) == size:
        return inner.copy() if inner is pixels else inner
    picture: Picture = np.full((size[1], size[0], 3), _BACKGROUND, np.uint8)
    picture[box.y : box.bottom, box.x : box.right] = inner
    return picture
