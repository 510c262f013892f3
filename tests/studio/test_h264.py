"""Clips are whole or not there, and keep the times of their frames."""

import cv2
import numpy as np
import pytest

from coach.edges.sources.video import VideoFile as VideoSource
from coach.errors import CoachError
from samples.studio.h264 import VideoFile
from samples.studio.webcam import frame_times

pytest.importorskip("imageio_ffmpeg", reason='pip install ".[studio]"')

SIZE = (160, 120)


def picture_at(t_s):
    """A bright bar that wanders over a grey picture, in a colour that shows a swap of channels."""
    picture = np.full((SIZE[1], SIZE[0], 3), 90, np.uint8)
    left = int(10 + 40 * t_s) % 130
    picture[:, left : left + 24] = (230, 120, 40)
    return picture


def write_clip(path, frames, **options):
    """A clip of (picture, time) pairs."""
    with VideoFile(path, SIZE, 30.0, **options) as file:
        for picture, t_s in frames:
            file.write(picture, t_s)


@pytest.mark.parametrize(
    ("fps", "jitter_s", "drop_share"),
    [
        pytest.param(30.0, 0.0, 0.0, id="regular"),
        pytest.param(15.0, 0.03, 0.15, id="late_and_dropped"),
        pytest.param(29.97, 0.1, 0.4, id="a_bad_webcam"),
    ],
)
def test_frames_come_back_at_their_times(tmp_path, fps, jitter_s, drop_share):
    path = tmp_path / "clip.mp4"
    times = frame_times(4.0, fps, jitter_s, drop_share, seed=1)
    with VideoFile(path, SIZE, fps, crf=20) as file:
        for t_s in times:
            file.write(picture_at(t_s), t_s)
    with VideoSource(path) as source:
        frames = list(source)
    np.testing.assert_allclose([frame.t_s for frame in frames], times, atol=0.001)
    assert source.warning is None
    for frame, t_s in list(zip(frames, times, strict=True))[::10]:
        seen = cv2.cvtColor(frame.pixels, cv2.COLOR_BGR2RGB).astype(float)
        assert np.abs(seen - picture_at(t_s)).mean() < 6


def test_an_aborted_clip_leaves_no_file_and_no_other_harmed(tmp_path):
    path = tmp_path / "clip.mp4"
    path.write_bytes(b"the clip of yesterday")

    def interrupted():
        yield picture_at(0.0), 0.0
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_clip(path, interrupted())
    assert [entry.name for entry in tmp_path.iterdir()] == ["clip.mp4"]
    assert path.read_bytes() == b"the clip of yesterday"


def test_a_disk_that_takes_no_more_is_an_error_and_leaves_nothing(tmp_path):
    resource = pytest.importorskip("resource")  # limits of a process: not on Windows
    noise = np.random.default_rng(0).integers(0, 256, (90, SIZE[1], SIZE[0], 3), np.uint8)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))
    try:
        with pytest.raises(CoachError, match=r"clip\.mp4: ffmpeg cannot write it"):
            write_clip(tmp_path / "clip.mp4", zip(noise, np.arange(90) / 30, strict=True), crf=10)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(CoachError, match="nowhere: there is no such folder"):
        write_clip(tmp_path / "nowhere" / "clip.mp4", [])


def test_a_clip_without_frames_is_an_error(tmp_path):
    with pytest.raises(CoachError, match=r"clip\.mp4: ffmpeg cannot write it"):
        write_clip(tmp_path / "clip.mp4", [])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("picture", "t_s"),
    [
        pytest.param(np.zeros((50, 50, 3), np.uint8), 0.1, id="another_size"),
        pytest.param(picture_at(0.0), 0.0, id="no_later_than_the_one_before"),
    ],
)
def test_frames_that_do_not_fit_are_refused(tmp_path, picture, t_s):
    with pytest.raises(ValueError, match=r"cannot follow|does not fit"):
        write_clip(tmp_path / "clip.mp4", [(picture_at(0.0), 0.0), (picture, t_s)])
    assert list(tmp_path.iterdir()) == []
