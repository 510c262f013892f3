"""The window of `coach label`: plays and steps, hands keys on, shows what came of them."""

import time
from collections.abc import Callable

from coach.edges.labelling.clip import Clip
from coach.edges.screen.bare_window import BareWindow
from coach.edges.screen.label_picture import ClipFacts, draw_labelling
from coach.errors import CoachError
from coach.labelling import Labelling, Request
from coach.labels import Labels, marks
from coach.playback import STEP_KEYS, Playback

REPEAT_S = 0.1  # a key held down comes every 30-40 ms; nobody presses twice within this
_WAIT_S = 0.01
_FRAME_TOLERANCE_S = 0.001  # marks are rounded to a millisecond


class LabelWindow:
    """Labels one clip in a window until the user quits or closes it.

    on_save: writes the labels and returns where; on_change: keeps them against loss. What they
    raise as CoachError is shown in the window, and the labels stay.
    """

    def __init__(
        self,
        window: BareWindow,
        clip: Clip,
        exercise: str,
        labelling: Labelling,
        *,
        on_save: Callable[[Labels], str],
        on_change: Callable[[Labels], None],
    ) -> None:
        self._window = window
        self._clip = clip
        self._facts = ClipFacts(clip.path.name, exercise, clip.seconds, len(clip.t_s))
        self._labelling = labelling
        self._playback = Playback(clip.t_s)
        self._on_save = on_save
        self._on_change = on_change
        self._is_help = False
        self._drawn: object = None
        self._last_key = ""
        self._last_key_s = 0.0

    def run(self) -> None:
        """Return when the user quits. Call in the main thread, inside the window's with block."""
        while True:
            self._playback.advance(time.monotonic())
            self._show()
            key = self._window.wait_key(_WAIT_S)
            if self._window.is_closed():
                return
            if key and self._press(key, time.monotonic()) is Request.QUIT:
                return

    def _show(self) -> None:
        """Draw, unless the screen shows just that already."""
        playback, labelling = self._playback, self._labelling
        state = (
            (playback.frame, playback.is_playing, playback.speed, self._is_help),
            (labelling.labels, labelling.message, labelling.is_choosing, labelling.is_unsaved),
        )
        if state == self._drawn:
            return
        shown = self._clip.picture(playback.frame)
        screen = draw_labelling(shown, self._facts, playback, labelling, is_help=self._is_help)
        self._window.show(screen)
        self._drawn = state

    def _press(self, key: str, now_s: float) -> Request | None:
        if self._is_repeat(key, now_s) and key not in STEP_KEYS:
            return None
        was_choosing, before = self._labelling.is_choosing, self._labelling.labels
        request = self._labelling.press(key, self._playback.t_s)
        if not was_choosing:
            self._navigate(key, now_s)
        if self._labelling.labels != before:
            self._try(lambda: self._on_change(self._labelling.labels))
        if request is Request.SAVE:
            self._try(self._save)
        return request

    def _navigate(self, key: str, now_s: float) -> None:
        if key == "h":
            self._is_help = not self._is_help
        elif key in ("b", "n"):
            self._jump_to_mark(is_forward=key == "n")
        else:
            self._playback.press(key, now_s)

    def _jump_to_mark(self, *, is_forward: bool) -> None:
        here_s = self._playback.t_s
        times_s = sorted(mark.t_s for mark in marks(self._labelling.labels))
        before = [t_s for t_s in times_s if t_s < here_s - _FRAME_TOLERANCE_S]
        after = [t_s for t_s in times_s if t_s > here_s + _FRAME_TOLERANCE_S]
        if is_forward and after:
            self._playback.jump(after[0])
        elif not is_forward and before:
            self._playback.jump(before[-1])

    def _is_repeat(self, key: str, now_s: float) -> bool:
        is_repeat = key == self._last_key and now_s - self._last_key_s < REPEAT_S
        self._last_key, self._last_key_s = key, now_s
        return is_repeat

    def _save(self) -> None:
        self._labelling.note_saved(self._on_save(self._labelling.labels))

    def _try(self, write: Callable[[], None]) -> None:
        try:
            write()
        except CoachError as problem:
            self._labelling.message = str(problem)
