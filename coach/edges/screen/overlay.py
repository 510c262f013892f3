"""What a person on the mat sees from three metres away: count, countdown, one sentence, body.

In a whole session also what the day holds, questions with their answers, and what comes next.

A picture 17 cm high shows a letter of 1/12 of its height 1.4 cm high: at
three metres 17 minutes of arc, about three times what normal sight needs.
"""

from collections.abc import Callable

import cv2
import numpy as np

from coach.agenda import Agenda, Scene
from coach.edges.screen import drawing
from coach.edges.screen.agenda_bar import bar_height
from coach.edges.screen.count_panel import draw_count
from coach.edges.screen.cue_board import CueBoard
from coach.edges.screen.drawing import Box
from coach.edges.screen.layout import Layout, Placed
from coach.edges.screen.question_board import answer_at
from coach.edges.screen.scenes import BAR_SCENES, WORKOUT_KEYS, Scenes
from coach.edges.screen.sign import Sign, is_timed
from coach.edges.screen.view import View
from coach.edges.sources.pictures import Picture
from coach.events import Flag, Flagged, Phase, Stage, Status
from coach.landmarks import FloatArray
from coach.pipeline import Moment

NO_PICTURE_SIZE = (1280, 720)
FLAG_SHOWN_S = 4.0  # long enough to look up from the mat


def word_key(value: str) -> str:
    """The phrase key of a stage's or flag's short word: "over-large" -> "word_over_large"."""
    return "word_" + value.replace("-", "_").replace(" ", "_")


# Every phrase key the screen itself asks for; reasons and cues come with the moment.
SCREEN_KEYS = (
    *map(word_key, ("led", "left", "right", *Phase, *Stage, *Flag)),
    *WORKOUT_KEYS,
)

# While nothing is lost or paused, a film of the exercise may stand where the sign would.
_CALM_STAGES = (Stage.SETUP, Stage.CALIBRATE, Stage.ACTIVE)

_BACKGROUND = (34, 30, 26)


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
        self._sign = Sign(text)
        self._scenes = Scenes(text)
        self._cue_board = CueBoard()
        self._cue_text = ""
        self._flagged: Flagged | None = None
        self._flag_box: Box | None = None
        self._sentence = ""
        self._placed: Placed | None = None
        self._drawn_size = (0, 0, 0)  # width, height, and height of the bar at the bottom
        self._agenda: Agenda | None = None

    def draw(self, moment: Moment, mirror: bool = False) -> Picture:
        """A new BGR picture, (height, width, 3) uint8, of this moment; `frame.pixels` stays as is.

        mirror: the person sees themselves as in a mirror; letters are never mirrored.
        """
        self._remember(moment)
        size = self._size or display_size(*_source_size(moment))
        agenda = self._agenda = moment.status.agenda
        foot = bar_height(*size) if agenda is not None and agenda.scene in BAR_SCENES else 0
        layout = Layout.of(*size, foot)
        if (*size, foot) != self._drawn_size:
            self._drawn_size, self._placed, self._flag_box = (*size, foot), None, None
        picture, points = _stage_picture(moment, size, mirror)
        view = View(picture, layout, moment.frame.t_s, points, moment.pose.image[:, 3])
        if agenda is None or agenda.scene is Scene.EXERCISE:
            self._draw_exercise(view, moment.status)
        else:
            self._scenes.draw(view, agenda, self._said(moment.status), moment.status.left_s)
            if agenda.scene is Scene.PLACING:
                is_shown = self._scenes.shows_person
                body = view.body if is_shown else np.empty((0, 2))
                self._draw_sentence(picture, layout, moment.status, body)
        return picture

    def answer_at(self, x: int, y: int) -> int | None:
        """The index of the answer that stands at this pixel of the last picture, or None."""
        if self._agenda is None or self._agenda.scene is not Scene.QUESTION:
            return None
        return answer_at(Layout.of(*self._drawn_size[:2]), self._agenda, x, y)

    def _draw_exercise(self, view: View, status: Status) -> None:
        picture, layout = view.picture, view.layout
        drawing.draw_skeleton(picture, view.points, view.visibility)
        count_box = draw_count(picture, layout, status, self._text)
        is_corner_free = status.stage in _CALM_STAGES and not is_timed(status)
        is_corner_used = status.agenda is not None and self._scenes.draw_exercise(
            view, status.agenda, count_box, is_corner_free=is_corner_free
        )
        if not is_corner_used:
            self._sign.draw(picture, layout, status)
        self._draw_flag(picture, layout, count_box, view.body)
        self._draw_sentence(picture, layout, status, view.body)

    def _remember(self, moment: Moment) -> None:
        t_s = moment.frame.t_s
        self._cue_text = self._cue_board.update(t_s, moment.cues)
        for event in moment.events:
            if isinstance(event, Flagged):
                self._flagged, self._flag_box = event, None
        if self._flagged is not None and not 0 <= t_s - self._flagged.t_s < FLAG_SHOWN_S:
            self._flagged = None

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
        sentence = self._said(status)
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

    def _said(self, status: Status) -> str:
        """The cue of the moment, else what the coach waits for, else what a session said last."""
        agenda = status.agenda
        if self._cue_text:
            return self._cue_text
        if status.reason == "posture" and agenda is not None and agenda.start_position:
            return agenda.start_position  # every exercise has its own words for it
        if status.reason:
            return self._text(status.reason)
        return agenda.question if agenda is not None else ""


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
