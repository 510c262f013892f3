"""A real X server without a screen, a window manager in it, and hands to type and click."""

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from PIL import ImageGrab

SCREEN_SIZE = (1400, 900)
_NEEDED = ("Xvfb", "openbox", "xdotool", "wmctrl")


def missing_program() -> str:
    """The first program that the X server needs and that is not installed, or ""."""
    return next((program for program in _NEEDED if shutil.which(program) is None), "")


def wait_for(is_so: Callable[[], object], what: str, within_s: float = 15.0) -> None:
    """Poll until `is_so()`; windows need their time."""
    until_s = time.monotonic() + within_s
    while not is_so():
        assert time.monotonic() < until_s, f"waited in vain: {what}"
        time.sleep(0.05)


@dataclass(frozen=True)
class XServer:
    """A running X server. Windows are named by their exact title."""

    display: str  # e.g. ":2"
    process: subprocess.Popen[bytes]

    def end(self) -> None:
        """Let it die under its windows."""
        self.process.terminate()
        self.process.wait(10)

    @property
    def environment(self) -> dict[str, str]:
        """The environment for a program that shall open its windows here."""
        plain = {k: v for k, v in os.environ.items() if k not in ("WAYLAND_DISPLAY", "XAUTHORITY")}
        return {**plain, "DISPLAY": self.display}

    def window_ids(self, title: str) -> list[str]:
        return self._run("xdotool", "search", "--onlyvisible", "--name", f"^{title}$").split()

    def window_size(self, title: str) -> tuple[int, int]:
        answer = self._run("xdotool", "getwindowgeometry", "--shell", self.window_ids(title)[-1])
        values = dict(line.split("=") for line in answer.split())
        return int(values["WIDTH"]), int(values["HEIGHT"])

    def press(self, title: str, key: str, times: int = 1) -> None:
        """Press a key by its X name, 40 ms apart, as a key held down repeats."""
        window = self.window_ids(title)[-1]
        repeat = ("--repeat", str(times), "--repeat-delay", "40") if times > 1 else ()
        self._run("xdotool", "key", "--window", window, *repeat, key)
        # A window that closes at the press takes the release with it: the server would go on
        # repeating the key, into the next window, too.
        self._run("xdotool", "keyup", key)

    def click(self, title: str, button: int, at: tuple[int, int] = (100, 100)) -> None:
        """Click at a place of the window, in its own pixels."""
        window, x, y = self.window_ids(title)[-1], str(at[0]), str(at[1])
        self._run("xdotool", "mousemove", "--window", window, x, y, "click", str(button))

    def resize(self, title: str, size: tuple[int, int]) -> None:
        """Give the window's content another size, as the user does at its edge."""
        window, width, height = self.window_ids(title)[-1], str(size[0]), str(size[1])
        self._run("xdotool", "windowsize", window, width, height)

    def close(self, title: str) -> None:
        """Close as the close button does."""
        self._run("wmctrl", "-c", title)

    def picture(self) -> np.ndarray:
        """The whole screen, (height, width, 3) RGB."""
        return np.asarray(ImageGrab.grab(xdisplay=self.display).convert("RGB"))

    def _run(self, *command: str) -> str:
        answer = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, timeout=10, check=False
        )
        return answer.stdout


@contextmanager
def x_server() -> Iterator[XServer]:
    """Start a server on a display number of its own choice; stop it at the end."""
    reading, writing = os.pipe()
    size = "x".join(map(str, SCREEN_SIZE))
    xvfb = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", f"{size}x24", "-nolisten", "tcp"],
        pass_fds=(writing,),
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    children = [xvfb]
    try:
        with os.fdopen(reading) as answer:
            number = answer.readline().strip()
        assert number, "Xvfb did not start"
        server = XServer(f":{number}", xvfb)
        children.append(
            subprocess.Popen(["openbox"], env=server.environment, stderr=subprocess.DEVNULL)
        )
        wait_for(lambda: "Openbox" in server._run("wmctrl", "-m"), "the window manager")
        yield server
    finally:
        for child in reversed(children):
            child.terminate()
            child.wait(10)
