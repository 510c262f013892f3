import queue
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np
import pytest
from screen_agendas import question
from window_program import TITLE
from xserver import SCREEN_SIZE, XServer, missing_program, wait_for, x_server

from coach.edges.screen import window
from coach.edges.screen.layout import Layout
from coach.edges.screen.question_board import answer_boxes
from coach.edges.screen.window import AUTO_REPEAT_S, Window, probe_display
from coach.errors import CoachError

# Under Xvfb and load one key, click or picture in some hundreds is lost between X, the window
# manager and Qt. What is really broken fails every time.
pytestmark = pytest.mark.flaky(reruns=3, reruns_delay=1)

only_x11 = pytest.mark.skipif(sys.platform != "linux", reason="displays are an X11 matter")


class Program:
    """window_program.py on a display, and what it prints."""

    def __init__(self, server: XServer, n_moments: int, linger_s: float, scene: str = "") -> None:
        folder = Path(__file__).parent
        self.process = subprocess.Popen(
            [sys.executable, "window_program.py", str(n_moments), str(linger_s)]
            + [scene] * bool(scene),
            cwd=folder,
            env=server.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        for line in self.process.stdout or ():
            self._lines.put(line.strip())

    def end(self) -> None:
        self.process.kill()
        self.process.wait(10)

    def says(self, within_s: float = 15.0) -> str:
        """The next line."""
        return self._lines.get(timeout=within_s)

    def says_nothing(self, for_s: float = 0.6) -> bool:
        try:
            line = self._lines.get(timeout=for_s)
        except queue.Empty:
            return True
        pytest.fail(f"said {line!r}")


@contextmanager
def running(
    server: XServer, n_moments: int = 3000, linger_s: float = 0.0, scene: str = ""
) -> Iterator[Program]:
    program = painted_program(server, n_moments, linger_s, scene)
    try:
        yield program
    finally:
        program.end()


def painted_program(server: XServer, n_moments: int, linger_s: float, scene: str = "") -> Program:
    """Start it until its window is painted.

    Qt (in OpenCV 5.0) leaves about one new window in thirty blank for ever, whatever is shown in
    it, in whatever order it is opened, with and without a window manager.
    """
    for _ in range(5):
        wait_for(lambda: not server.window_ids(TITLE), "the last program's window to go")
        program = Program(server, n_moments, linger_s, scene)
        assert program.says() == "shown"
        with suppress(AssertionError):
            wait_for(
                lambda: is_painted(server, is_dimmed=bool(scene)),
                "the picture on the screen",
                within_s=4.0,
            )
            return program
        program.end()
    pytest.fail("no picture in five windows")


def is_painted(server: XServer, *, is_dimmed: bool = False) -> bool:
    """Whether the picture is there; some scenes of a session show it darker."""
    screen, least = server.picture(), 40 if is_dimmed else 200
    return all(is_colour(screen, colour, least).mean() > 0.02 for colour in ("red", "blue"))


def is_colour(picture: np.ndarray, colour: str, least: int = 200) -> np.ndarray:
    strong, weak = (0, 2) if colour == "red" else (2, 0)
    is_pure = (picture[..., weak] < 30) & (picture[..., 1] < 30)
    return (picture[..., strong] > least) & is_pure


@pytest.mark.slow
def test_the_window_shows_the_picture_like_a_mirror(server):
    with running(server):
        screen = server.picture()
        red_x, blue_x = (
            np.flatnonzero(is_colour(screen, colour).any(axis=0)).mean()
            for colour in ("red", "blue")
        )
        assert red_x > blue_x  # the camera has red at its left
        assert (screen.min(axis=-1) > 240).sum() > 2000  # the figures
        width, height = server.window_size(TITLE)
        assert (width, height) == (960, 720)


@pytest.mark.slow
@pytest.mark.parametrize("key", ["Escape", "Return", "s", "Left", "F5", "1"])
def test_any_key_stops(server, key):
    with running(server) as program:
        server.press(TITLE, key)
        assert program.says() == "stop"


@pytest.mark.slow
@pytest.mark.parametrize("button", [1, 2, 3])
def test_any_click_stops(server, button):
    with running(server) as program:
        server.click(TITLE, button)
        assert program.says() == "stop"
        assert program.says_nothing()  # a click is down and up: one command


@pytest.mark.slow
def test_keys_that_type_nothing_are_ignored_and_space_pauses(server):
    with running(server) as program:
        for key in ("Shift_L", "Alt_L", "Super_L", "Caps_Lock", "Caps_Lock", "Num_Lock"):
            server.press(TITLE, key)
        for key in ("ISO_Level3_Shift", "XF86AudioRaiseVolume"):
            server.press(TITLE, key)
        assert program.says_nothing()
        server.press(TITLE, "space", times=8)
        assert program.says() == "pause"
        assert program.says_nothing()  # held down: no going on and pausing in turns
        time.sleep(AUTO_REPEAT_S)
        server.press(TITLE, "space")
        assert program.says() == "pause"


@pytest.mark.slow
@pytest.mark.parametrize("way", ["q", "Q", "close"])
def test_quitting_closes_the_window_for_good(server, way):
    with running(server) as program:
        if way == "close":
            server.close(TITLE)
        else:
            server.press(TITLE, way)
        assert program.says() == "quit"
        assert program.says() == "again: quit"
        assert not server.window_ids(TITLE)
        assert program.process.poll() is None  # not because the process ended
        assert program.says() == "left"
        assert program.process.wait(10) == 0
        assert program.process.stderr.read() == ""


@pytest.mark.slow
def test_f_fills_the_screen_and_gives_it_back(server):
    with running(server) as program:
        before = server.window_size(TITLE)
        server.press(TITLE, "f")
        wait_for(lambda: server.window_size(TITLE) == SCREEN_SIZE, "full screen")
        time.sleep(AUTO_REPEAT_S)
        server.press(TITLE, "f")
        wait_for(lambda: server.window_size(TITLE) == before, "the old size")
        assert program.says_nothing()


@pytest.mark.slow
def test_the_last_picture_lingers_until_a_click(server):
    with running(server, n_moments=100, linger_s=60.0) as program:
        assert program.says_nothing(for_s=5.0)  # the moments take 3 s
        assert is_painted(server)
        server.click(TITLE, 1)
        assert program.says() == "left"
        assert program.process.wait(10) == 0


def place_of(index: int, size: tuple[int, int]) -> tuple[int, int]:
    """The middle of an answer in a window of this size, which shows a picture of 960x720."""
    box = answer_boxes(Layout.of(960, 720), question(3))[index]
    scale = min(size[0] / 960, size[1] / 720)
    left, top = (size[0] - 960 * scale) / 2, (size[1] - 720 * scale) / 2
    return (
        round(left + scale * (box.x + box.width / 2)),
        round(top + scale * (box.y + box.height / 2)),
    )


@pytest.mark.slow
def test_a_digit_chooses_an_answer_and_any_other_key_the_one_that_is_read(server):
    with running(server, scene="question") as program:
        for key, said in [
            ("2", "choice 1"),
            ("3", "choice 2"),
            ("4", "stop"),  # there are three answers
            ("0", "stop"),
            ("Return", "stop"),
            ("space", "pause"),
            ("q", "quit"),
        ]:
            server.press(TITLE, key)
            assert program.says() == said


@pytest.mark.slow
@pytest.mark.parametrize("size", [(960, 720), (600, 450), (1200, 500)])
def test_a_click_on_an_answer_chooses_it_whatever_the_window_s_size(server, size):
    with running(server, scene="question") as program:
        server.resize(TITLE, size)
        wait_for(lambda: server.window_size(TITLE) == size, "the new size")
        time.sleep(0.3)  # Qt scales the picture with its next painting
        for index in (2, 0, 1):
            server.click(TITLE, 1, place_of(index, size))
            assert program.says() == f"choice {index}"
        server.click(TITLE, 1, (size[0] // 2, 3))
        assert program.says() == "stop"


@pytest.mark.slow
def test_a_click_on_an_answer_chooses_it_on_the_full_screen(server):
    with running(server, scene="question") as program:
        server.press(TITLE, "f")
        wait_for(lambda: server.window_size(TITLE) == SCREEN_SIZE, "full screen")
        time.sleep(0.3)
        server.click(TITLE, 1, place_of(1, SCREEN_SIZE))
        assert program.says() == "choice 1"


@pytest.mark.slow
def test_any_key_or_click_starts_a_session(server):
    with running(server, scene="welcome") as program:
        for key in ("Return", "space", "1"):
            server.press(TITLE, key)
            assert program.says() == "stop"
        server.click(TITLE, 1)
        assert program.says() == "stop"


@pytest.mark.slow
@pytest.mark.parametrize("scene", ["exercise", "rest", "paused"])
def test_elsewhere_in_a_session_keys_and_clicks_mean_what_they_always_do(server, scene):
    with running(server, scene=scene) as program:
        for key, said in [("1", "stop"), ("space", "pause")]:
            server.press(TITLE, key)
            assert program.says() == said
        server.click(TITLE, 1, place_of(0, (960, 720)))
        assert program.says() == "stop"


@pytest.mark.slow
def test_when_the_display_is_lost_the_process_ends_at_once():
    """Qt ends it from within: nothing runs any more, so all that matters has to be on disk."""
    if program := missing_program():
        pytest.skip(f"{program} is not installed")
    with x_server() as own:
        program = painted_program(own, 3000, 0.0)
        own.end()
        assert program.process.wait(5) == 1
    assert "connection broke" in program.process.stderr.read()
    with pytest.raises(queue.Empty):
        assert program.says(within_s=0.2) != "left"


@pytest.mark.slow
def test_a_display_that_works_has_no_problem(server, monkeypatch):
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    assert probe_display() is None
    monkeypatch.setenv("QT_QPA_PLATFORM", "wayland")  # some desktops set it; the wheels lack it
    assert probe_display() is None


@only_x11
def test_no_display_is_a_sentence(monkeypatch):
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    with pytest.raises(CoachError, match="DISPLAY is not set; start the coach in"), Window():
        pytest.fail("entered")


@only_x11
@pytest.mark.parametrize("name", ["DISPLAY", "WAYLAND_DISPLAY"])
def test_a_wrong_display_is_a_sentence_and_no_abort(monkeypatch, name):
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setenv(name, ":54321")
    with pytest.raises(CoachError, match="on display ':54321'; start the coach in"), Window():
        pytest.fail("entered")


@only_x11
def test_a_display_that_never_answers_is_a_sentence(monkeypatch):
    monkeypatch.setattr(window, "_PROBE_LIMIT_S", 2.0)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        number = silent.getsockname()[1] - 6000  # X11 adds 6000 to the number of a TCP display
        monkeypatch.setenv("DISPLAY", f"127.0.0.1:{number}")
        problem = probe_display()
    assert problem is not None
    assert "does not answer; check DISPLAY" in problem
