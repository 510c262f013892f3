"""What a person sees who labels a clip: the picture, where it is, what is marked, which keys."""

from dataclasses import dataclass

import cv2
import numpy as np

from coach.edges.screen import drawing
from coach.edges.screen.drawing import Box, Colour
from coach.edges.screen.timeline import draw_timeline
from coach.edges.sources.pictures import Picture
from coach.labelling import FAULT_KEYS, MOMENT_KEYS, Labelling, plain
from coach.labels import MARKS, Draft, Labels, current_rep
from coach.playback import Playback
from coach.truth import Fault, TrueRep

SIZE = (1280, 720)  # width, height in pixels
_STAGE = Box(0, 0, 924, 520)  # where the clip's picture is fitted in, from the left
_MESSAGE = Box(0, 520, 1280, 56)
_TIMELINE = Box(20, 580, 1240, 136)
_MARGIN = 20
_BACKGROUND = (34, 30, 26)
_MESSAGE_GROUND = (66, 54, 40)
_LARGE, _MEDIUM, _SMALL = 34, 18, 14  # heights of a capital

HELP = (
    ("Enter", "marks start, top, release, end in turn"),
    ("l  r", "side of the repetition: left, right"),
    ("1 - 9", "faults of the repetition, on and off"),
    ("m", "a moment begins (then its letter), or ends"),
    ("e", "moves the nearest mark to here"),
    ("d  x", "deletes the nearest repetition, moment"),
    ("u  y", "undoes, does it again"),
    ("s", "saves"),
    ("q", "quits"),
    ("space", "plays and pauses"),
    ("left right", "one frame; also , and ."),
    ("down up", "one second; also j and k"),
    ("b  n", "the mark before, the next one"),
    ("Home End", "to the beginning, to the end"),
    ("-  +", "slower, faster"),
    ("h", "hides these keys"),
)


@dataclass(frozen=True, slots=True)
class ClipFacts:
    """What stays on the screen all the time."""

    name: str
    exercise: str  # in plain words
    seconds: float
    n_frames: int


def draw_labelling(
    shown: Picture, clip: ClipFacts, playback: Playback, labelling: Labelling, *, is_help: bool
) -> Picture:
    """The whole screen as a new BGR picture of `SIZE`; `shown` is the clip's picture."""
    screen: Picture = np.full((SIZE[1], SIZE[0], 3), _BACKGROUND, np.uint8)
    right = _draw_stage(screen, shown)
    panel = Box(right + _MARGIN, 0, SIZE[0] - right - 2 * _MARGIN, _STAGE.height)
    _draw_time(screen, panel, clip, playback)
    _draw_clip(screen, panel, clip, is_unsaved=labelling.is_unsaved)
    _draw_current(screen, panel, labelling.labels, playback.t_s)
    if labelling.is_choosing:
        _draw_keys(screen, tuple((key, plain(what)) for key, what in MOMENT_KEYS.items()))
    elif is_help:
        _draw_keys(screen, HELP)
    _draw_message(screen, labelling.message)
    draft = labelling.labels.draft
    moving = "" if draft is None else f"{draft.next_mark}?"
    draw_timeline(screen, _TIMELINE, labelling.labels, playback.t_s, clip.seconds, moving)
    return screen


def _draw_stage(screen: Picture, shown: Picture) -> int:
    """Fit the clip's picture in; the first column beyond it."""
    height, width = map(int, shown.shape[:2])
    scale = min(_STAGE.width / width, _STAGE.height / height)
    size = (max(round(width * scale), 1), max(round(height * scale), 1))
    interpolation = cv2.INTER_AREA if scale < 1.0 else cv2.INTER_LINEAR
    screen[: size[1], : size[0]] = cv2.resize(shown, size, interpolation=interpolation)
    return size[0]


def _draw_time(screen: Picture, panel: Box, clip: ClipFacts, playback: Playback) -> None:
    drawing.write(screen, f"{playback.t_s:.2f} s", (panel.x, 62), _LARGE)
    state = "plays" if playback.is_playing else "paused"
    if playback.speed != 1.0:
        state += f", speed {playback.speed:g}"
    words = f"of {clip.seconds:.1f} s, frame {playback.frame + 1} of {clip.n_frames}"
    _line(screen, panel, 92, words, drawing.GREY)
    _line(screen, panel, 118, state, drawing.GREEN if playback.is_playing else drawing.GREY)


def _draw_clip(screen: Picture, panel: Box, clip: ClipFacts, *, is_unsaved: bool) -> None:
    _line(screen, panel, 158, clip.name)
    _line(screen, panel, 184, clip.exercise, drawing.GREY)
    if is_unsaved:
        _line(screen, panel, 210, "not saved", drawing.ORANGE)


def _draw_current(screen: Picture, panel: Box, labels: Labels, t_s: float) -> None:
    """The repetition that side and faults go to, with the keys of the faults."""
    current: Draft | TrueRep | None = labels.draft
    title = f"Repetition: {labels.draft.next_mark}?" if labels.draft is not None else ""
    if current is None and (index := current_rep(labels, t_s)) is not None:
        current, title = labels.reps[index], f"Repetition {index + 1} of {len(labels.reps)}"
    if current is None:
        _line(screen, panel, 266, "No repetition yet.", drawing.GREY)
        _line(screen, panel, 292, "Enter marks a start.", drawing.GREY)
        return
    side = f", {current.side}" if current.side is not None else ""
    drawing.write(screen, title + side, (panel.x, 266), _MEDIUM, drawing.YELLOW)
    for i, (name, at_s) in enumerate(_times(current)):
        x, y = panel.x + (i % 2) * 165, 298 + (i // 2) * 26
        text = f"{name} {'-' if at_s is None else f'{at_s:.2f}'}"
        drawing.write(screen, text, (x, y), _SMALL)
    for i, (key, fault) in enumerate(FAULT_KEYS.items()):
        x, y = panel.x + (i // 5) * 165, 368 + (i % 5) * 30
        _draw_fault(screen, (x, y), key, fault, is_on=fault in current.faults)


def _times(current: Draft | TrueRep) -> list[tuple[str, float | None]]:
    if isinstance(current, Draft):
        times_s: list[float | None] = [*current.times_s, None, None, None]
        return list(zip(MARKS, times_s, strict=False))
    times = (current.start_s, current.top_s, current.release_s, current.end_s)
    return list(zip(MARKS, times, strict=True))


def _draw_fault(
    screen: Picture, at: tuple[int, int], key: str, fault: Fault, *, is_on: bool
) -> None:
    """A box with its digit and word; a fault that is on has a filled box."""
    x, y = at
    box = ((x, y - 18), (x + 22, y + 5))
    cv2.rectangle(screen, *box, drawing.ORANGE if is_on else drawing.TRACK, cv2.FILLED)
    drawing.write(screen, key, (x + 6, y), _SMALL, drawing.BLACK if is_on else drawing.WHITE)
    colour = drawing.WHITE if is_on else drawing.GREY
    drawing.write(screen, plain(fault), (x + 30, y), _SMALL, colour)


def _draw_message(screen: Picture, message: str) -> None:
    top, bottom = (_MESSAGE.x, _MESSAGE.y), (_MESSAGE.right, _MESSAGE.bottom)
    cv2.rectangle(screen, top, bottom, _MESSAGE_GROUND, cv2.FILLED)
    width = _MESSAGE.width - 2 * _MARGIN
    lines = drawing.wrap(message, _MEDIUM, width)
    if len(lines) == 1:
        drawing.write(screen, message, (_MARGIN, _MESSAGE.y + 37), _MEDIUM)
        return
    lines = drawing.wrap(message, _SMALL, width)
    rest = drawing.shorten(" ".join(lines[1:]), _SMALL, width)
    for line, y in zip((lines[0], rest), (23, 47), strict=True):
        drawing.write(screen, line, (_MARGIN, _MESSAGE.y + y), _SMALL)


def _draw_keys(screen: Picture, keys: tuple[tuple[str, str], ...]) -> None:
    """Keys and what they do, in two columns over everything above the message."""
    screen[: _STAGE.height] = _BACKGROUND
    per_column = (len(keys) + 1) // 2
    for i, (key, meaning) in enumerate(keys):
        x, y = 30 + (i // per_column) * 640, 60 + (i % per_column) * 56
        drawing.write(screen, key, (x, y), _MEDIUM, drawing.YELLOW)
        drawing.write(screen, meaning, (x + 150, y), _MEDIUM - 2)


def _line(
    screen: Picture, panel: Box, baseline: int, text: str, colour: Colour = drawing.WHITE
) -> None:
    text = drawing.shorten(text, _SMALL, panel.width)
    drawing.write(screen, text, (panel.x, baseline), _SMALL, colour)
