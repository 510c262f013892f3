"""`coach label` in a real window: typed by real key presses, judged by the files it leaves."""

import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import cv2
import numpy as np
import pytest
from xserver import XServer, missing_program, wait_for, x_server

from coach.cli.label import TITLE
from coach.edges.labelling.clip import open_clip, read_clip
from coach.edges.labelling.files import TruthFiles
from coach.edges.screen.bare_window import key_name
from coach.edges.screen.label_picture import SIZE, ClipFacts, draw_labelling
from coach.labelling import Labelling
from coach.labels import Labels
from coach.playback import Playback
from coach.truth import Fault, Happening
from tests.command import COMMAND, environment
from tests.replays import SAMPLES

# Under Xvfb and load one key in some hundreds is lost between X, the window manager and Qt.
pytestmark = pytest.mark.flaky(reruns=3, reruns_delay=1)

SIDE = SAMPLES / "pelvis_lift_side.mp4"
NAME = "si[de] é.mp4"  # square brackets are markup to the terminal's printer


@pytest.fixture
def server() -> Iterator[XServer]:
    """One for each test: a q that closes its window is never let go and repeats in the next."""
    if program := missing_program():
        pytest.skip(f"{program} is not installed")
    with x_server() as running:
        yield running


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return Path(shutil.copy(SIDE, tmp_path / NAME))


class Program:
    """`coach label` on a display."""

    def __init__(self, server: XServer, clip: Path, *options: str) -> None:
        self.files = TruthFiles(clip)
        self._server = server
        self._process = subprocess.Popen(
            [*COMMAND, "label", str(clip), *options],
            cwd=clip.parent,
            env=environment(**server.environment),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )

    def press(self, *keys: str, until: Callable[[Labels], object] = bool) -> None:
        """Press keys one after the other, then wait for labels that fit in the .part file."""
        for key in keys:
            self._server.press(TITLE, key)
            time.sleep(0.15)  # OpenCV remembers one key between two looks
        wait_for(lambda: until(self.labels()), f"labels after {keys}", within_s=5.0)

    def labels(self) -> Labels:
        unsaved = self.files.load_unsaved()
        return Labels() if unsaved is None else unsaved.labels

    @property
    def has_ended(self) -> bool:
        return self._process.poll() is not None

    def close(self) -> None:
        self._server.close(TITLE)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait(10)

    def ends(self) -> str:
        """What it said, once it has ended well by itself."""
        out, errors = self._process.communicate(timeout=15)
        assert (self._process.returncode, errors) == (0, "")
        return out


@contextmanager
def running(server: XServer, clip: Path, *options: str) -> Iterator[Program]:
    wait_for(lambda: not server.window_ids(TITLE), "the last program's window to go")
    program = Program(server, clip, *options)
    try:
        wait_for(lambda: server.window_ids(TITLE) or program.has_ended, "the window")
        assert not program.has_ended, program.ends()
        time.sleep(0.5)  # a window that has just come misses keys
        yield program
    finally:
        program.kill()


ONE_REP = ("Up", "Return", "Up", "Return", "k", "k", "Return", "Up", "Return")


@pytest.mark.slow
def test_a_clip_is_labelled_and_saved(server, clip):
    options = ("-e", "pelvis_lift", "--subject", "p07", "--held-out", "--place", "low_table")
    with running(server, clip, *options) as program:
        program.press(*ONE_REP, until=lambda labels: labels.reps)
        program.press("l", "4", until=lambda labels: labels.reps[0].faults)
        program.press("Right", "m", "p", "Right", "period", "m", until=lambda now: now.moments)
        program.press("s", until=lambda labels: labels == Labels())
        assert program.files.truth.exists()
        program.press("q", until=lambda _: True)
        assert f"{clip.stem}.truth.json: 1 repetitions, 1 moments." in program.ends()
    truth = program.files.load()
    assert (truth.exercise, truth.people, truth.subject) == ("pelvis_lift", "real", "p07")
    assert (truth.held_out, truth.camera.place) == (True, "low_table")
    assert (truth.fps, truth.size, truth.seconds) == (30.0, (640, 480), 20.2)
    (rep,) = truth.reps
    assert (rep.start_s, rep.top_s, rep.release_s, rep.end_s) == (1, 2, 4, 5)
    assert (rep.side, rep.faults) == ("left", (Fault.SUDDEN,))
    (moment,) = truth.moments
    assert (moment.what, moment.start_s, moment.end_s) == (Happening.SECOND_PERSON, 5.033, 5.1)
    assert [path.name for path in clip.parent.iterdir() if ".part" in path.suffix] == []


@pytest.mark.slow
def test_a_killed_program_loses_nothing(server, clip):
    with running(server, clip, "-e", "pelvis_lift") as program:
        program.press(*ONE_REP, "Up", "Return", until=lambda labels: labels.draft)
        marked = program.labels()
    assert not program.files.truth.exists()
    with running(server, clip) as program:  # the exercise is remembered too
        program.press("d", "s", until=lambda labels: labels == Labels())
        program.press("q", until=lambda _: True)
        program.ends()
    truth = program.files.load()
    assert (truth.exercise, truth.reps) == ("pelvis_lift", marked.reps)


@pytest.mark.slow
@pytest.mark.parametrize("way", ["q", "close"])
def test_leaving_without_saving_keeps_the_file_and_the_marks(server, clip, way):
    shutil.copy(SIDE.with_suffix(".truth.json"), TruthFiles(clip).truth)
    before = TruthFiles(clip).truth.read_bytes()
    with running(server, clip) as program:
        program.press("Home", "d", until=lambda labels: len(labels.reps) == 2)
        if way == "close":
            program.close()
        else:
            program.press("q", until=lambda _: True)
            assert server.window_ids(TITLE)  # asked
            program.press("q", until=lambda _: True)
        assert "Not saved: the marks are kept in" in program.ends()
    assert program.files.truth.read_bytes() == before
    assert len(program.labels().reps) == 2


@pytest.mark.slow
def test_undoing_everything_leaves_nothing_to_save(server, clip):
    with running(server, clip, "-e", "none") as program:
        program.press("m", "w", until=lambda labels: labels.open_moment)
        program.press("BackSpace", until=lambda labels: labels == Labels())
        program.press("q", until=lambda _: True)
        assert program.ends() == "Nothing was marked.\n"
    assert [path.name for path in clip.parent.iterdir()] == [NAME]


@pytest.mark.slow
def test_the_screen_shows_the_drawn_picture(server, clip):
    read = read_clip(open_clip(str(clip)), lambda _t_s, _whole_s: None)
    facts = ClipFacts(NAME, "pelvis lift", read.seconds, len(read.t_s))
    playback, labelling = Playback(read.t_s), Labelling(Labels(), exercise="pelvis_lift")
    drawn = draw_labelling(read.picture(0), facts, playback, labelling, is_help=False)

    def likeness() -> float:
        screen = np.ascontiguousarray(server.picture()[..., ::-1])
        return float(cv2.matchTemplate(screen, drawn, cv2.TM_CCOEFF_NORMED).max())

    with running(server, clip, "-e", "pelvis_lift"):
        assert server.window_size(TITLE) == SIZE
        wait_for(lambda: likeness() > 0.99, "the picture on the screen", within_s=5.0)


@pytest.mark.parametrize(
    ("code", "name"),
    [
        pytest.param(-1, "", id="none"),
        pytest.param(-0x24, "", id="a_letter_beyond_ascii"),
        pytest.param(0xFF51, "left", id="x11"),
        pytest.param(0x10FF51, "left", id="x11_with_num_lock"),
        pytest.param(0x250000, "left", id="windows"),
        pytest.param(0xF702, "left", id="macos"),
        pytest.param(0xFF8D, "enter", id="x11_keypad"),
        pytest.param(0x10FF8D, "enter", id="x11_keypad_with_num_lock"),
        pytest.param(13, "enter", id="enter"),
        pytest.param(0x20, "space", id="space"),
        pytest.param(ord("L"), "l", id="caps_lock"),
        pytest.param(ord("+"), "+", id="a_sign"),
        pytest.param(0xFFE1, "", id="shift_alone"),
        pytest.param(0x1008FF13, "", id="volume"),
    ],
)
def test_keys_have_names(code, name):
    assert key_name(code) == name
