"""Where in a clip one is while playing and stepping. Knows no window, and is told the time."""

from bisect import bisect_right
from collections.abc import Sequence

SPEEDS = (0.25, 0.5, 1.0, 2.0, 4.0)
JUMP_S = 1.0

_FRAME_STEPS = {"left": -1, ",": -1, "right": 1, ".": 1}
_JUMPS_S = {"down": -JUMP_S, "j": -JUMP_S, "up": JUMP_S, "k": JUMP_S}
STEP_KEYS = frozenset(_FRAME_STEPS) | frozenset(_JUMPS_S)  # one holds them down to go on
_FASTER = {"+": 1, "=": 1, "-": -1}  # "=" is "+" without Shift


class Playback:
    """The frame that is shown, from keys and from the time that goes by.

    t_s: media time of each frame in seconds, strictly increasing, at least one. `now_s` is any
    clock's time in seconds; it has to be the same clock in every call.
    """

    def __init__(self, t_s: Sequence[float]) -> None:
        self._t_s = t_s
        self._speed = SPEEDS.index(1.0)
        self._frame = 0
        self._began: tuple[float, float] | None = None  # the clock's and the media time of play

    @property
    def frame(self) -> int:
        """The number of the frame that is shown, from 0."""
        return self._frame

    @property
    def t_s(self) -> float:
        """Its media time in seconds."""
        return self._t_s[self._frame]

    @property
    def is_playing(self) -> bool:
        """Whether time goes on by itself."""
        return self._began is not None

    @property
    def speed(self) -> float:
        """Media seconds for each second of the clock."""
        return SPEEDS[self._speed]

    def advance(self, now_s: float) -> None:
        """Go on to the frame that is due; at the last one playing ends."""
        if self._began is None:
            return
        began_s, from_s = self._began
        self._frame = self._frame_at(from_s + (now_s - began_s) * self.speed)
        if self._frame == len(self._t_s) - 1:
            self._began = None

    def press(self, key: str, now_s: float) -> bool:
        """Take a key; False when it means nothing here. Stepping and jumping stop the playing."""
        if key == "space":
            self._toggle(now_s)
        elif key in _FASTER:
            self._change_speed(_FASTER[key], now_s)
        elif key in _FRAME_STEPS:
            self._show(self._frame + _FRAME_STEPS[key])
        elif key in _JUMPS_S:
            self.jump(self.t_s + _JUMPS_S[key])
        elif key in ("home", "end"):
            self._show(0 if key == "home" else len(self._t_s) - 1)
        else:
            return False
        return True

    def jump(self, t_s: float) -> None:
        """Show the frame that is seen at this media time, or the nearest there is, and stop."""
        self._show(self._frame_at(t_s))

    def _show(self, frame: int) -> None:
        self._frame = min(max(frame, 0), len(self._t_s) - 1)
        self._began = None

    def _toggle(self, now_s: float) -> None:
        if self.is_playing:
            self._began = None
            return
        if self._frame == len(self._t_s) - 1:
            self._frame = 0  # played to the end: once more from the beginning
        self._began = (now_s, self.t_s)

    def _change_speed(self, step: int, now_s: float) -> None:
        self._speed = min(max(self._speed + step, 0), len(SPEEDS) - 1)
        if self.is_playing:
            self._began = (now_s, self.t_s)

    def _frame_at(self, t_s: float) -> int:
        """The last frame that is not later. A millisecond of grace: marks are rounded to that."""
        return max(bisect_right(self._t_s, t_s + 0.001) - 1, 0)
