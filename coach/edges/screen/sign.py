"""The upper right corner: a countdown while something is timed, else a sign for the stage."""

import math
from collections.abc import Callable, Mapping

from coach.edges.screen import drawing
from coach.edges.screen.drawing import Box, Colour, Point
from coach.edges.screen.layout import Layout
from coach.edges.sources.pictures import Picture
from coach.events import Phase, Stage, Status

_Sign = Callable[[Picture, Point, int, Colour], None]
_SIGNS: Mapping[Stage, _Sign] = {
    Stage.SETUP: drawing.draw_search,
    Stage.CALIBRATE: drawing.draw_dots,
    Stage.LOST: drawing.draw_question,
    Stage.PAUSED: drawing.draw_pause,
}
_RING_SHARE = 0.8  # of the corner, where a word stands below the ring
_WORD_SHARE = 0.13  # of the corner, height of that word's capitals


def is_timed(status: Status) -> bool:
    """Whether the corner shows seconds."""
    is_holding = status.hold_s is not None and status.dose_s > 0
    return status.stage is Stage.ACTIVE and (status.is_led or is_holding)


class Sign:
    """Draws the corner, and remembers how long the present part of a led repetition takes."""

    def __init__(self, text: Callable[[str], str]) -> None:
        """text: turns a phrase key into words."""
        self._text = text
        self._part: tuple[Phase, str | None] | None = None
        self._left_s = 0.0
        self._lasts_s = 0.0

    def draw(self, picture: Picture, layout: Layout, status: Status) -> None:
        """Draw what there is to show of this moment; nothing while somebody moves freely."""
        box = layout.sign_box
        if status.stage is Stage.ACTIVE and status.is_led:
            drawing.shade(picture, box)
            self._draw_led(picture, box, status)
            return
        if status.stage is Stage.ACTIVE and not is_timed(status):
            return
        drawing.shade(picture, box)
        if status.stage is Stage.ACTIVE:
            _draw_hold(picture, box, status.hold_s or 0.0, status.dose_s)
        else:
            _draw_stage(picture, box, status)

    def _draw_led(self, picture: Picture, box: Box, status: Status) -> None:
        """The seconds left of what was called, in a ring, above the word for it."""
        if status.left_s is None:
            _SIGNS[Stage.CALIBRATE](picture, _centre(box), box.width, drawing.WHITE)
            return
        self._follow(status, status.left_s)
        side_px = round(_RING_SHARE * box.width)
        ring = Box(box.x + (box.width - side_px) // 2, box.y, side_px, side_px)
        part = 1.0 - status.left_s / self._lasts_s if self._lasts_s > 0 else 0.0
        is_rest = status.phase is Phase.REST
        colour = drawing.GREY if is_rest else drawing.YELLOW
        draw_seconds(picture, ring, status.left_s, part, colour)
        cap_px = round(_WORD_SHARE * box.width)
        fitting = (w for w in self._words(status) if drawing.text_width(w, cap_px) <= box.width)
        word = drawing.shorten(next(fitting, self._words(status)[-1]), cap_px, box.width)
        left = box.x + (box.width - drawing.text_width(word, cap_px)) // 2
        drawing.write(picture, word, (left, box.bottom - round(0.45 * cap_px)), cap_px)

    def _follow(self, status: Status, left_s: float) -> None:
        """A part begins with its whole length left."""
        part = (status.phase, status.moving_side)
        if part != self._part or left_s > self._left_s:
            self._part, self._lasts_s = part, left_s
        self._left_s = left_s

    def _words(self, status: Status) -> list[str]:
        """What was called, and to which side, or else the side alone where both have no room; the
        way back is always to the middle.
        """
        word = self._text(f"word_{status.phase}")
        if status.moving_side is None or status.phase not in (Phase.OUT, Phase.HOLD):
            return [word]
        side = self._text(f"word_{status.moving_side}")
        return [f"{word} {side}", side.capitalize()]


def _draw_stage(picture: Picture, box: Box, status: Status) -> None:
    if status.stage is Stage.DONE:
        is_complete = status.count >= status.dose_reps
        sign = drawing.draw_tick if is_complete else drawing.draw_stop
        drawing.draw_ring(picture, _centre(box), box.width, float(is_complete), drawing.GREEN)
        sign(picture, _centre(box), box.width, drawing.WHITE)
    else:
        _SIGNS[status.stage](picture, _centre(box), box.width, drawing.WHITE)


def _draw_hold(picture: Picture, box: Box, hold_s: float, dose_s: float) -> None:
    """A ring that fills while the hold lasts, around the whole seconds that remain."""
    if hold_s >= dose_s:
        drawing.draw_ring(picture, _centre(box), box.width, 1.0, drawing.GREEN)
        drawing.draw_tick(picture, _centre(box), box.width, drawing.WHITE)
        return
    draw_seconds(picture, box, dose_s - hold_s, hold_s / dose_s, drawing.YELLOW)


def draw_seconds(picture: Picture, box: Box, left_s: float, part: float, colour: Colour) -> None:
    """Whole seconds that remain, in a ring that is filled to `part`, 0..1."""
    centre = _centre(box)
    drawing.draw_ring(picture, centre, box.width, part, colour)
    seconds = drawing.figures(math.ceil(left_s))
    cap_px = round((0.48 if len(seconds) == 1 else 0.39) * box.width)
    at = (centre[0] - drawing.text_width(seconds, cap_px) // 2, centre[1] + cap_px // 2)
    drawing.write(picture, seconds, at, cap_px)


def _centre(box: Box) -> Point:
    return box.x + box.width // 2, box.y + box.height // 2
