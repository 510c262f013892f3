"""A small film of an exercise, over and over, where it covers nobody."""

import cv2
import numpy as np

from coach.edges.resources import samples_dir
from coach.edges.screen import drawing
from coach.edges.screen.drawing import Box
from coach.edges.screen.layout import Layout
from coach.edges.screen.view import View
from coach.edges.sources.pictures import Picture
from coach.edges.sources.video import VideoFile
from coach.errors import CoachError
from coach.landmarks import FloatArray, Landmark

_WIDTHS = (0.34, 0.3, 0.26, 0.22, 0.18)  # of the picture's width, best first
_TALLEST = 0.4  # of the picture's height
_SENTENCE = 0.26  # of the unit: the height of a sentence in two lines
_FRAME_PX_OF_UNIT = 0.006
_MOVES_AFTER_S = 2.0  # so long it may cover somebody who moved, before it gives way
_LYING = 1.5  # a trunk that is so many times wider than tall


class Demonstration:
    """Shows the film of one exercise after the other; an exercise without one shows nothing."""

    def __init__(self) -> None:
        self._exercise = ""
        self._film: list[Picture] = []
        self._fps = 1.0
        self._since_s = 0.0
        self._layout: Layout | None = None
        self._box: Box | None = None
        self._covers_since_s: float | None = None

    def draw(self, view: View, exercise: str, count_box: Box, *, is_corner_free: bool) -> bool:
        """Draw this moment's picture of the film on the view; "" shows nothing.

        count_box: the panel in the upper left corner. is_corner_free: the film may stand in the
        upper right one. Returns whether it does.
        """
        if exercise != self._exercise:
            self._exercise, self._since_s, self._box = exercise, view.t_s, None
            self._film, self._fps = _read(exercise) if exercise else ([], 1.0)
        if not self._film:
            return False
        box = self._place(view, count_box, is_corner_free=is_corner_free)
        n = int(max(view.t_s - self._since_s, 0.0) * self._fps) % len(self._film)
        small = self._film[n]
        if _lies_with_head_right(view.points, view.visibility):
            small = cv2.flip(small, 1)  # all lie with the head at the left there
        frame_px = max(round(_FRAME_PX_OF_UNIT * view.layout.unit), 2)
        outer = Box(
            box.x - frame_px, box.y - frame_px, box.width + 2 * frame_px, box.height + 2 * frame_px
        )
        drawing.fill(view.picture, outer, drawing.WHITE)
        view.picture[box.y : box.bottom, box.x : box.right] = cv2.resize(
            small, (box.width, box.height), interpolation=cv2.INTER_LINEAR
        )
        return _overlap(box, view.layout.sign_box)

    def _place(self, view: View, count_box: Box, *, is_corner_free: bool) -> Box:
        """Placed once, so that it does not dance; anew when somebody lies behind it for long, and
        at once when the corner is needed."""
        layout, body = view.layout, view.body
        box = self._box
        is_in_the_way = box is not None and self._is_in_the_way(box, view)
        must_go = box is not None and not is_corner_free and _overlap(box, layout.sign_box)
        if box is None or layout != self._layout or is_in_the_way or must_go:
            self._layout, self._covers_since_s = layout, None
            height, width = self._film[0].shape[:2]
            box = best_place(layout, count_box, body, height / width, is_corner_free=is_corner_free)
            self._box = box
        return box

    def _is_in_the_way(self, box: Box, view: View) -> bool:
        """Whether somebody has been behind the film for long."""
        if not view.layout.covers(box, view.body):
            self._covers_since_s = None
        elif self._covers_since_s is None:
            self._covers_since_s = view.t_s
        since_s = self._covers_since_s
        return since_s is not None and view.t_s - since_s >= _MOVES_AFTER_S


def best_place(
    layout: Layout, count_box: Box, body: FloatArray, proportion: float, *, is_corner_free: bool
) -> Box:
    """The place for a film, as large as it can be without covering count, sign or body.

    body: (N, 2) in pixels. proportion: height over width. Where the body is everywhere: the first
    place, and small.
    """
    for share in _WIDTHS:
        for box in _places(layout, count_box, share, proportion, is_corner_free):
            if not layout.covers(box, body):
                return box
    return _places(layout, count_box, _WIDTHS[-1], proportion, is_corner_free)[0]


def _places(
    layout: Layout, count_box: Box, share: float, proportion: float, is_corner_free: bool
) -> list[Box]:
    """In the corner, between it and the count, below them, or above the sentence."""
    width = round(min(share * layout.width, _TALLEST * layout.height / proportion))
    height = round(width * proportion)
    gap, sign = layout.margin, layout.sign_box
    right_x = layout.width - gap - width
    lowest = layout.height - layout.foot - round(_SENTENCE * layout.unit) - gap
    foot_y = lowest - height
    middle_x = count_box.right + (sign.x - count_box.right - width) // 2
    corner = Box(right_x, gap, width, height)
    middle = Box(middle_x, gap, width, height)
    boxes = [
        Box(right_x, sign.bottom + gap, width, height),
        Box(gap, count_box.bottom + gap, width, height),
        Box(right_x, foot_y, width, height),
        Box(gap, foot_y, width, height),
    ]
    if middle.x >= count_box.right + gap:
        boxes.insert(0, middle)
    if is_corner_free and height <= sign.height and corner.x >= count_box.right + gap:
        boxes.insert(0, corner)
    return [box for box in boxes if box.bottom <= lowest] or boxes


def _overlap(first: Box, second: Box) -> bool:
    return (
        first.x < second.right
        and second.x < first.right
        and first.y < second.bottom
        and second.y < first.bottom
    )


def _lies_with_head_right(points: FloatArray, visibility: FloatArray) -> bool:
    """Whether somebody is seen lying, the head at the right of the picture."""
    trunk = (Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER, Landmark.LEFT_HIP, Landmark.RIGHT_HIP)
    places = points[list(trunk)]
    is_seen = (visibility[list(trunk)] >= drawing.SEEN) & np.isfinite(places).all(axis=1)
    if not is_seen[:2].any() or not is_seen[2:].any():
        return False
    along = places[:2][is_seen[:2]].mean(axis=0) - places[2:][is_seen[2:]].mean(axis=0)
    return bool(along[0] > _LYING * abs(along[1]))


def _read(exercise: str) -> tuple[list[Picture], float]:
    """The pictures of the exercise's film and their rate; nothing where it has none."""
    try:
        path = samples_dir() / "demonstrations" / f"{exercise}.mp4"
        if not path.is_file():
            return [], 1.0  # an exercise of the user's own
        with VideoFile(path) as video:
            return [frame.pixels for frame in video if frame.pixels is not None], video.fps
    except CoachError:  # an ornament that cannot be read is no reason to end a session
        return [], 1.0
