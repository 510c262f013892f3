"""A bare window: shows pictures, reads keys by name, notices when it is closed.

OpenCV's windows belong to the main thread: enter, show and leave there.
"""

from typing import Any, Self

import cv2

from coach.edges.screen.high_gui import ClosedWatch, open_window
from coach.edges.screen.window import probe_display
from coach.edges.sources.pictures import Picture
from coach.errors import CoachError

# Codes of waitKeyEx: X11 keysyms (keysymdef.h; Qt and GTK on Linux), virtual key codes shifted by
# 16 bits (Windows), NSEvent function keys (AppKit, macOS). The ASCII ones are the same everywhere.
_NAMES = {
    8: "backspace",
    10: "enter",
    13: "enter",
    0xFF8D: "enter",  # of the keypad, in GTK
    27: "escape",
    32: "space",
    127: "backspace",  # the delete key of a Mac, where others have backspace
    **dict.fromkeys((0xFF50, 0x240000, 0xF729), "home"),
    **dict.fromkeys((0xFF51, 0x250000, 0xF702), "left"),
    **dict.fromkeys((0xFF52, 0x260000, 0xF700), "up"),
    **dict.fromkeys((0xFF53, 0x270000, 0xF703), "right"),
    **dict.fromkeys((0xFF54, 0x280000, 0xF701), "down"),
    **dict.fromkeys((0xFF55, 0x210000, 0xF72C), "page_up"),
    **dict.fromkeys((0xFF56, 0x220000, 0xF72D), "page_down"),
    **dict.fromkeys((0xFF57, 0x230000, 0xF72B), "end"),
}
_ASCII = range(33, 127)
_X11_PLAIN = range(0x10000, 0x1000000)  # GTK puts Shift, the locks, Ctrl, Alt into bits 16 to 23


def key_name(code: int) -> str:
    """A key's name from its waitKeyEx code: "left", "enter", "a", "1", or "" for no or other keys.

    Letters are small whatever Shift and caps lock say, because Qt tells no capitals.
    """
    if code in _X11_PLAIN and code not in _NAMES:
        code &= 0xFFFF
    return _NAMES.get(code) or (chr(code).lower() if code in _ASCII else "")


class BareWindow:
    """A resizable window; its first picture gives the proportions.

    title: the window's name; a process has one window at a time.
    Entering raises CoachError where no window can be opened.
    """

    def __init__(self, title: str) -> None:
        self._title = title
        self._is_open = False
        self._watch = ClosedWatch(title)

    def __enter__(self) -> Self:
        if problem := probe_display("; labelling needs a window"):
            raise CoachError(problem)
        return self

    def __exit__(self, *exc: Any) -> None:
        if self._is_open:
            # destroyWindow alone hides it: until the process ends it stays in the window list.
            cv2.destroyAllWindows()
            cv2.waitKey(1)

    def show(self, picture: Picture) -> None:
        """Show a BGR picture from now on."""
        if not self._is_open:
            open_window(self._title, picture)
            self._is_open = True
        cv2.imshow(self._title, picture)

    def wait_key(self, wait_s: float) -> str:
        """The name of the next key, or "" when there was none within `wait_s`."""
        return key_name(cv2.waitKeyEx(max(round(wait_s * 1000.0), 1)))

    def is_closed(self) -> bool:
        """Whether the user closed it."""
        return self._watch.is_closed()
