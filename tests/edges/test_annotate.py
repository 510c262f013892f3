import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest
from screen_moments import cue, lying_pose, moment, status

from coach.edges.screen import video_writer
from coach.edges.screen.annotate import AnnotatedVideo
from coach.edges.screen.overlay import Overlay
from coach.errors import CoachError
from coach.pipeline import Moment

SMALL = (320, 240)


def a_moment(t_s: float, size: tuple[int, int] = (160, 120), brightness: int = 120) -> Moment:
    pixels = np.full((size[1], size[0], 3), brightness, np.uint8)
    said = (cue("Slower.", t_s),) if t_s == 0 else ()
    now = status(t_s=t_s, hold_s=t_s)
    return moment(now, pixels=pixels, pose=lying_pose(size, t_s=t_s), cues=said)


def read(path: Path) -> tuple[list[np.ndarray], float]:
    """All pictures, and the frames a second."""
    capture = cv2.VideoCapture(str(path))
    assert capture.isOpened()
    fps, pictures = capture.get(cv2.CAP_PROP_FPS), []
    while (answer := capture.read())[0]:
        pictures.append(answer[1])
    capture.release()
    return pictures, fps


@pytest.mark.parametrize(
    "times_s",
    [
        pytest.param([n / 30 for n in range(60)], id="30_fps"),
        pytest.param([n / 8 for n in range(16)], id="8_fps"),
        pytest.param([0.0, 0.03, 0.5, 0.55, 1.2, 1.9667], id="variable"),
    ],
)
def test_the_video_lasts_as_long_as_the_moments(tmp_path, times_s):
    path = tmp_path / "seen.mp4"
    with AnnotatedVideo(path, Overlay(SMALL), fps=30.0) as video:
        for t_s in times_s:
            assert video.handle(a_moment(t_s)) is None
    pictures, fps = read(path)
    assert fps == pytest.approx(30.0)
    assert len(pictures) / fps == pytest.approx(times_s[-1] + 1 / fps, abs=1.01 / fps)
    assert [file.name for file in tmp_path.iterdir()] == ["seen.mp4"]


def test_the_video_shows_the_drawn_pictures_in_their_order(tmp_path):
    moments = [a_moment(n / 10, brightness=40 + 10 * n) for n in range(10)]
    with AnnotatedVideo(tmp_path / "seen.mp4", fps=10.0) as video:
        for one in moments:
            video.handle(one)
    pictures, _ = read(tmp_path / "seen.mp4")
    overlay = Overlay()
    drawn = [overlay.draw(one) for one in moments]
    assert len(pictures) == len(drawn)
    for picture, wanted in zip(pictures, drawn, strict=True):
        assert picture.shape == (720, 960, 3)  # a small camera picture grows: letters stay sharp
        assert np.abs(picture.astype(int) - wanted).mean() < 6  # lossy, but the same
    assert all(a.mean() < b.mean() for a, b in pairwise(pictures))


def test_a_lost_camera_and_another_size_do_not_end_the_video(tmp_path):
    with AnnotatedVideo(tmp_path / "seen.mp4", fps=10.0) as video:
        video.handle(a_moment(0.0))
        video.handle(moment(status(t_s=0.1)))
        video.handle(a_moment(0.2, size=(640, 360)))
    pictures, _ = read(tmp_path / "seen.mp4")
    assert [picture.shape for picture in pictures] == [(720, 960, 3)] * 3


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, RuntimeError])
def test_an_interrupted_video_keeps_what_it_was_given(tmp_path, interruption):
    path = tmp_path / "seen.mp4"

    def play() -> None:
        with AnnotatedVideo(path, Overlay(SMALL), fps=10.0) as video:
            for n in range(10):
                video.handle(a_moment(n / 10))
                assert not path.exists()  # no half file under the final name
            raise interruption

    with pytest.raises(interruption):
        play()
    assert len(read(path)[0]) == 10
    assert list(tmp_path.iterdir()) == [path]


def test_an_older_file_is_replaced_at_the_end_only(tmp_path):
    path = tmp_path / "seen.mp4"
    path.write_bytes(b"older")
    with AnnotatedVideo(path):
        pass
    assert path.read_bytes() == b"older"
    with AnnotatedVideo(path) as video:
        video.handle(a_moment(0.0))
        assert path.read_bytes() == b"older"
    assert len(read(path)[0]) == 1
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("name", "says"),
    [
        pytest.param("seen.avi", "end in .mp4", id="suffix"),
        pytest.param("seen", "end in .mp4", id="no_suffix"),
        pytest.param("missing/seen.mp4", "No such file", id="no_folder"),
        pytest.param("folder.mp4", "is a folder", id="a_folder"),
        pytest.param("file.txt/seen.mp4", "Not a directory", id="below_a_file"),
        pytest.param("n" * 300 + ".mp4", "too long", id="name_too_long"),
    ],
)
def test_what_cannot_be_written_is_said_before_the_exercise(tmp_path, name, says):
    (tmp_path / "folder.mp4").mkdir()
    (tmp_path / "file.txt").touch()
    with pytest.raises(CoachError, match=says) as caught, AnnotatedVideo(tmp_path / name):
        pytest.fail("entered")
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_disk_that_fills_up_ends_the_video_in_time(tmp_path, monkeypatch):
    path = tmp_path / "seen.mp4"

    def play() -> None:
        with AnnotatedVideo(path, Overlay(SMALL), fps=10.0) as video:
            for n in range(100):
                if n == 30:  # from here on no disk is large enough
                    monkeypatch.setattr(video_writer, "MIN_FREE_BYTES", 2**80)
                video.handle(a_moment(n / 10))

    with pytest.raises(CoachError, match=f"^{re.escape(str(path))}: the disk is nearly full"):
        play()
    assert 30 <= len(read(path)[0]) <= 30 + 10 * video_writer.CHECK_FREE_EVERY_S


# A limit on the size of files stands in for a full disk: both make the write fail in the middle.
_FULL_DISK = """
import resource, sys
from test_annotate import SMALL, a_moment
from coach.edges.screen.annotate import AnnotatedVideo
from coach.edges.screen.overlay import Overlay
from coach.errors import CoachError
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
try:
    with AnnotatedVideo(sys.argv[1], Overlay(SMALL), fps=10.0) as video:
        for n in range(60):
            video.handle(a_moment(n / 10, brightness=n * 4))
except CoachError as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on the size of files")
def test_a_full_disk_is_told(tmp_path):
    path = tmp_path / "seen.mp4"
    child = subprocess.run(
        [sys.executable, "-c", _FULL_DISK, str(path)],
        cwd=Path(__file__).parent,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "is the disk full?" in child.stdout
    assert child.stdout.startswith(f"{path}: ")
    assert not path.exists()
    assert "Traceback" not in child.stderr
