"""What each window of OpenCV needs: to open in its picture's shape, to notice it was closed."""

import time

import cv2

from coach.edges.sources.pictures import Picture

OPENING_SIZE = (1280, 720)  # fits a laptop's screen with its bars; the user can resize
HIDDEN_FOR_S = 1.0  # so long a window must be hidden to count as closed


def open_window(title: str, picture: Picture) -> None:
    """Open with the picture's proportions: the first picture is the first to know them."""
    height, width = picture.shape[:2]
    scale = min(OPENING_SIZE[0] / width, OPENING_SIZE[1] / height)
    cv2.namedWindow(title, cv2.WINDOW_NORMAL | cv2.WINDOW_KEEPRATIO | cv2.WINDOW_GUI_NORMAL)
    cv2.resizeWindow(title, round(width * scale), round(height * scale))


class ClosedWatch:
    """Tells whether the user closed the window called `title`."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._hidden_since_s: float | None = None

    def is_closed(self) -> bool:
        """Whether it is closed. One that is slow to appear is hidden for a moment only."""
        try:
            is_visible = cv2.getWindowProperty(self._title, cv2.WND_PROP_VISIBLE) >= 1
        except cv2.error:  # so Qt says that the user closed it
            return True
        now_s = time.monotonic()
        if is_visible or self._hidden_since_s is None:
            self._hidden_since_s = None if is_visible else now_s
            return False
        return now_s - self._hidden_since_s >= HIDDEN_FOR_S
