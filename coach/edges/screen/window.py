"""The live window: shows the picture like a mirror and hears keys, clicks and the close button.

OpenCV's windows belong to the main thread: enter, handle and leave there.
"""

import os
import subprocess
import sys
import time
from types import TracebackType
from typing import Self

import cv2

from coach.agenda import Agenda, Scene
from coach.edges.screen.high_gui import ClosedWatch, open_window
from coach.edges.screen.overlay import Overlay
from coach.edges.sources.pictures import Picture
from coach.errors import CoachError
from coach.pipeline import Choice, Command, Moment

AUTO_REPEAT_S = 0.7  # a key held down repeats after 0.5-0.66 s; nobody pauses twice within that
_PROBE_LIMIT_S = 15.0
_PROBE = "import cv2; cv2.namedWindow('coach', cv2.WINDOW_GUI_NORMAL); cv2.destroyAllWindows()"
_CLICKS = (cv2.EVENT_LBUTTONDOWN, cv2.EVENT_RBUTTONDOWN, cv2.EVENT_MBUTTONDOWN)
_NO_KEY = -1
_LEFT = ("ended", "quit")  # reasons of an exercise that was broken off
# X11 keysyms (keysymdef.h, XF86keysym.h) that OpenCV reports although nothing was typed.
_SILENT_KEYS = (
    range(0xFE01, 0xFE14),  # ISO_Lock ... ISO_Level5_Lock, with AltGr
    range(0xFF14, 0xFF15),  # Scroll_Lock
    range(0xFF7E, 0xFF80),  # Mode_switch, Num_Lock
    range(0xFFE1, 0xFFEF),  # Shift_L ... Hyper_R
    range(0x1008FF01, 0x10090000),  # volume, brightness: turning the voice up is no stop
)


def probe_display(or_else: str = ", or go on without the window") -> str | None:
    """Why no window can be opened here, as one sentence, or None when one can.

    or_else: ends the sentence: what else can be done.

    Tried out in a child process, because OpenCV aborts the whole process where no display answers.
    Takes about 0.3 s. Elsewhere than on Linux there is nothing to try: None.
    """
    if sys.platform != "linux":
        return None
    display = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if not display:
        return (
            "No window can be opened: DISPLAY is not set; "
            f"start the coach in a terminal of the desktop{or_else}."
        )
    _prefer_x11()
    try:
        child = subprocess.run(
            [sys.executable, "-P", "-c", _PROBE],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_PROBE_LIMIT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return (
            f"No window can be opened: display {display!r} does not answer; check DISPLAY{or_else}."
        )
    if child.returncode == 0:
        return None
    if child.returncode > 0:  # an exception: OpenCV is there and knows no windows
        return (
            "No window can be opened: this OpenCV was built without windows; reinstall it with "
            f"pip install --force-reinstall opencv-contrib-python{or_else}."
        )
    return (
        f"No window can be opened on display {display!r}; start the coach in a terminal of the "
        f"desktop or check DISPLAY{or_else}."
    )


def _prefer_x11() -> None:
    """The OpenCV wheels bring Qt's X11 part only and abort when the desktop asks for Wayland."""
    wanted = os.environ.get("QT_QPA_PLATFORM", "wayland")
    if os.environ.get("DISPLAY") and "wayland" in wanted:
        os.environ["QT_QPA_PLATFORM"] = "xcb"


class Window:
    """A sink that shows every moment and returns what the user asks for.

    Space pauses or goes on; q or closing the window quits; f toggles full screen; every other key
    and every click stops the exercise, so that a person in pain need not aim. Keys that type
    nothing (Shift, volume) are ignored, and so are the repeats of a key held down. While a question
    is open, a digit or a click on an answer chooses it. On the first picture of a session space
    is a key like any other.

    title: the window's name; a process has one window at a time. overlay: draws.
    linger_s: how many seconds the last picture stays at the end, if there is no key or click, and
        only when the exercise came to its own end: whoever leaves by q or Ctrl-C is done with it.
    Entering raises CoachError where no window can be opened.
    """

    def __init__(
        self,
        title: str = "Spine Coach",
        *,
        mirror: bool = True,
        overlay: Overlay | None = None,
        full_screen: bool = False,
        linger_s: float = 0.0,
    ) -> None:
        self._title = title
        self._mirror = mirror
        self._overlay = overlay or Overlay()
        self._is_full_screen = full_screen
        self._linger_s = linger_s
        self._reason = ""
        self._is_open = False
        self._was_closed = False
        self._click: tuple[int, int] | None = None  # in pixels of the picture
        self._agenda: Agenda | None = None
        self._watch = ClosedWatch(title)
        self._last_key = _NO_KEY
        self._last_key_s = -AUTO_REPEAT_S

    def __enter__(self) -> Self:
        if problem := probe_display(or_else=""):
            raise CoachError(problem)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if error is None:
                self._linger()
        finally:
            self._close()

    def handle(self, moment: Moment) -> Command | Choice | None:
        """Show the moment; return what was asked for since the last one."""
        if self._was_closed:
            return Command.QUIT  # showing it again would open a new window
        self._reason, self._agenda = moment.status.reason, moment.status.agenda
        picture = self._overlay.draw(moment, self._mirror)
        if not self._is_open:
            self._open(picture)
        cv2.imshow(self._title, picture)
        command = self._poll()
        if command is Command.QUIT:
            self._close()
        return command

    def _open(self, picture: Picture) -> None:
        open_window(self._title, picture)
        cv2.setMouseCallback(self._title, self._on_mouse)
        self._is_open = True
        if self._is_full_screen:
            self._show_full_screen(True)

    def _poll(self) -> Command | Choice | None:
        """Let the window live for a moment and read one key."""
        key = cv2.waitKeyEx(1)
        click, self._click = self._click, None
        if self._watch.is_closed():
            return Command.QUIT
        command = None if self._is_repeat(key) else self._command_of(key)
        if command is None and click is not None:
            index = self._overlay.answer_at(*click)
            return Command.STOP if index is None else Choice(index)
        return command

    def _command_of(self, key: int) -> Command | Choice | None:
        if key == _NO_KEY or any(key in silent for silent in _SILENT_KEYS):
            return None
        if key in (ord("q"), ord("Q")):  # Q: caps lock is on
            return Command.QUIT
        if key in (ord("f"), ord("F")):
            self._show_full_screen(not self._is_full_screen)
            return None
        scene = self._agenda.scene if self._agenda is not None else None
        if key == ord(" ") and scene is not Scene.WELCOME:
            return Command.PAUSE
        if self._agenda is not None and scene is Scene.QUESTION:
            index = key - ord("1")
            if 0 <= index < min(len(self._agenda.answers), 9):
                return Choice(index)
        return Command.STOP

    def _is_repeat(self, key: int) -> bool:
        """Whether the key is only being held down; space would pause and go on in turns."""
        if key == _NO_KEY:
            return False
        now_s = time.monotonic()
        is_repeat = key == self._last_key and now_s - self._last_key_s < AUTO_REPEAT_S
        self._last_key, self._last_key_s = key, now_s
        return is_repeat

    def _on_mouse(self, event: int, x: int, y: int, _flags: int, _param: object) -> None:
        if event in _CLICKS:
            self._click = (x, y)

    def _show_full_screen(self, is_full: bool) -> None:
        self._is_full_screen = is_full
        state = cv2.WINDOW_FULLSCREEN if is_full else cv2.WINDOW_NORMAL
        cv2.setWindowProperty(self._title, cv2.WND_PROP_FULLSCREEN, state)

    def _linger(self) -> None:
        if self._reason in _LEFT:
            return
        until_s = time.monotonic() + self._linger_s
        while self._is_open and time.monotonic() < until_s:
            cv2.waitKey(20)  # no busy loop: it returns early on a key only
            if self._poll() is not None:
                return

    def _close(self) -> None:
        if not self._is_open:
            return
        self._is_open, self._was_closed = False, True
        # destroyWindow alone only hides it: until the process ends it stays in the list of windows.
        cv2.destroyAllWindows()
        cv2.waitKey(1)
