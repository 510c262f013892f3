"""Written videos keep media time, whatever the rate of the pictures."""

import shutil
from pathlib import Path
from types import SimpleNamespace

import cv2
import numpy as np
import pytest
from made_media import moment_of

from coach.edges.screen import video_writer
from coach.edges.screen.video_writer import TimedVideoWriter, VideoRecorder
from coach.edges.sources.video import VideoFile
from coach.errors import CoachError
from coach.pipeline import Frame

SIZE = (160, 120)


def picture(brightness: float, size: tuple[int, int] = SIZE) -> np.ndarray:
    return np.full((size[1], size[0], 3), brightness, np.uint8)


def brightness_by_time(path: Path) -> dict[float, float]:
    with VideoFile(path) as video:
        return {
            round(frame.t_s, 3): float(frame.pixels.mean())
            for frame in video
            if frame.pixels is not None
        }


@pytest.mark.parametrize("fps", [30.0, 29.97, 23.976, 12.5])
@pytest.mark.parametrize(
    "times_s",
    [
        pytest.param(np.arange(0, 2, 1 / 30), id="steady"),
        pytest.param(np.arange(0, 2, 1 / 8), id="slow"),
        pytest.param(np.arange(0, 2, 1 / 120), id="fast"),
        pytest.param(np.cumsum(np.tile([0.02, 0.05, 0.3], 6)), id="uneven"),
        pytest.param(np.array([5.0, 5.5, 6.9]), id="starts_late"),
    ],
)
def test_the_video_lasts_as_long_as_the_pictures_did(
    tmp_path: Path, times_s: np.ndarray, fps: float
) -> None:
    path = tmp_path / "a.mp4"
    with TimedVideoWriter(path, SIZE, fps) as writer:
        for t_s in times_s:
            writer.write(float(t_s), picture(100))
    with VideoFile(path) as video:
        assert video.fps == pytest.approx(fps, rel=1e-4)
        last_s = list(video)[-1].t_s
    assert last_s == pytest.approx(times_s[-1] - times_s[0], abs=0.51 / fps)


def test_each_picture_stands_at_its_time(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    with TimedVideoWriter(path, SIZE, 10) as writer:
        for t_s, brightness in ((0.0, 40), (0.5, 120), (0.52, 250), (0.7, 200)):
            writer.write(t_s, picture(brightness))
        writer.hold_until(1.0)
    shown = brightness_by_time(path)
    assert list(shown) == pytest.approx([n / 10 for n in range(10)])
    for t_s, brightness in ((0, 40), (0.4, 40), (0.5, 120), (0.6, 250), (0.7, 200), (0.9, 200)):
        assert shown[t_s] == pytest.approx(brightness, abs=8), t_s


def test_a_picture_drawn_on_later_is_repeated_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    reused = picture(40)
    with TimedVideoWriter(path, SIZE, 10) as writer:
        writer.write(0.0, reused)
        reused[:] = 240
        writer.write(0.5, reused)
    assert brightness_by_time(path)[0.4] == pytest.approx(40, abs=8)


def test_other_sizes_are_fitted_with_borders(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    with TimedVideoWriter(path, SIZE, 10) as writer:
        writer.write(0.0, picture(240))
        writer.write(0.1, picture(240, size=(60, 120)))
    with VideoFile(path) as video:
        fitted = list(video)[1].pixels
    assert fitted is not None
    assert fitted.shape == (120, 160, 3)
    assert fitted[60, 80].min() > 200
    assert fitted[60, 20].max() < 40
    assert fitted[60, 140].max() < 40


@pytest.mark.parametrize("fps", [0.0, float("nan"), 1000.0, -5.0])
def test_a_rate_no_camera_has_means_30(tmp_path: Path, fps: float) -> None:
    with TimedVideoWriter(tmp_path / "a.mp4", SIZE, fps) as writer:
        writer.write(0.0, picture(0))
        assert writer.fps == 30.0


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("none/a.mp4", "there is no folder"),
        ("a.avi", "let the name end in .mp4"),
        ("a", "let the name end in .mp4"),
        ("folder.mp4", "is a folder"),
    ],
)
def test_bad_names(tmp_path: Path, name: str, sentence: str) -> None:
    (tmp_path / "folder.mp4").mkdir()
    with pytest.raises(CoachError, match=sentence):
        TimedVideoWriter(tmp_path / name, SIZE, 30)


def test_size_that_no_video_has(tmp_path: Path) -> None:
    with pytest.raises(CoachError, match="cannot write a video"):
        TimedVideoWriter(tmp_path / "a.mp4", (0, 0), 30)


def test_without_a_picture_there_is_no_file(tmp_path: Path) -> None:
    with TimedVideoWriter(tmp_path / "a.mp4", SIZE, 30) as writer:
        writer.hold_until(3.0)
    assert list(tmp_path.iterdir()) == []


def test_writing_after_the_end_is_told(tmp_path: Path) -> None:
    writer = TimedVideoWriter(tmp_path / "a.mp4", SIZE, 30)
    writer.write(0.0, picture(0))
    writer.close()
    writer.close()
    with pytest.raises(CoachError, match="closed already"):
        writer.write(1.0, picture(0))


def test_full_disk_is_noticed_at_the_end(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")  # a limit on the size of files is our full disk
    rng = np.random.default_rng(1)
    writer = TimedVideoWriter(tmp_path / "a.mp4", SIZE, 30)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, limits[1]))
    try:
        for n in range(60):
            writer.write(n / 30, rng.integers(0, 255, (120, 160, 3), dtype=np.uint8))
        with pytest.raises(CoachError, match="of 60 frames were written; is the disk full"):
            writer.close()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def test_nearly_full_disk_ends_the_video_while_it_can_be_saved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.mp4"
    with TimedVideoWriter(path, SIZE, 10) as writer:
        for n in range(40):
            writer.write(n / 10, picture(100))
        nearly_full = SimpleNamespace(free=video_writer.MIN_FREE_BYTES - 1)
        monkeypatch.setattr(shutil, "disk_usage", lambda folder: nearly_full)
        with pytest.raises(CoachError, match="nearly full"):
            writer.write(4.0, picture(100))
    with VideoFile(path) as video:
        assert len(list(video)) == 40


def test_recorder_keeps_the_raw_pictures_in_media_time(tmp_path: Path) -> None:
    path = tmp_path / "raw.mp4"
    with VideoRecorder(path, fps=10) as recorder:
        recorder.handle(moment_of(Frame(0.0, None, problem="camera_lost")))
        for n in range(5):
            recorder.handle(moment_of(Frame(0.1 * n, picture(50 + 40 * n))))
        recorder.handle(moment_of(Frame(0.9, None, problem="camera_lost")))
        recorder.handle(moment_of(Frame(1.0, picture(50))))
        recorder.handle(moment_of(Frame(1.0, picture(50))))  # the end tells the last one again
    shown = brightness_by_time(path)
    assert list(shown) == pytest.approx([n / 10 for n in range(11)])
    assert shown[0.2] == pytest.approx(130, abs=8)
    assert shown[0.8] == pytest.approx(210, abs=8)
    assert shown[1.0] == pytest.approx(50, abs=8)


def test_recorder_without_pictures_writes_nothing(tmp_path: Path) -> None:
    with VideoRecorder(tmp_path / "raw.mp4") as recorder:
        recorder.handle(moment_of(Frame(0.0, None)))
    assert list(tmp_path.iterdir()) == []


def test_writer_is_a_plain_opencv_video(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    with TimedVideoWriter(path, SIZE, 30) as writer:
        for n in range(10):
            writer.write(n / 30, picture(100))
    capture = cv2.VideoCapture(str(path))
    try:
        fourcc = int(capture.get(cv2.CAP_PROP_FOURCC)).to_bytes(4, "little")
        assert (capture.get(cv2.CAP_PROP_FRAME_COUNT), fourcc) == (10, b"FMP4")
    finally:
        capture.release()
