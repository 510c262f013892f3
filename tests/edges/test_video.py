"""Video files: times, rotation, odd formats, and files that are none."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from made_media import VFR_TIMES_S, ffmpeg, make_rotated_video, make_vfr_video, make_video

from coach.edges.sources import video
from coach.edges.sources.video import VideoFile
from coach.errors import CoachError
from coach.pipeline import Frame


def all_frames(path: Path) -> tuple[list[Frame], VideoFile]:
    with VideoFile(path) as source:
        return list(source), source


def cut(path: Path, share: float) -> Path:
    """Keep the first part of a file."""
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    return path


def make_faststart(path: Path, seconds: float = 2.0) -> Path:
    """An mp4 with its table of contents in front."""
    return make_video(path, "-movflags", "faststart", seconds=seconds)


def test_variable_frame_rate_keeps_its_times(tmp_path: Path) -> None:
    frames, _ = all_frames(make_vfr_video(tmp_path / "vfr.mp4"))
    assert [frame.t_s for frame in frames] == pytest.approx(VFR_TIMES_S, abs=0.002)


def test_what_a_progress_bar_needs(tmp_path: Path) -> None:
    path = make_video(tmp_path / "a.mp4", fps=29.97, seconds=2)
    with VideoFile(path) as source:
        assert (source.n_frames, source.size) == (60, (160, 120))
        assert source.fps == pytest.approx(29.97)
        assert source.duration_s == pytest.approx(60 / 29.97)
        assert len(list(source)) == 60
        assert source.warning is None


def test_rotation_mark_is_obeyed(tmp_path: Path) -> None:
    frames, source = all_frames(make_rotated_video(tmp_path / "phone.mp4"))
    pixels = frames[0].pixels
    assert pixels is not None
    assert source.size == (120, 160)
    assert pixels.shape == (160, 120, 3)
    # White was upper left; a quarter turn to the left puts it lower left.
    assert pixels[120, 30].min() > 200
    assert pixels[40, 30].max() < 50
    assert pixels[120, 90].max() < 50


@pytest.mark.parametrize(
    ("suffix", "pixel_format"),
    [
        pytest.param(".mkv", "gray", id="one_channel"),
        pytest.param(".mkv", "gray16le", id="one_channel_of_16_bits"),
        pytest.param(".mkv", "yuv444p10le", id="10_bits"),
        pytest.param(".mkv", "bgra", id="with_alpha"),
    ],
)
def test_every_pixel_format_becomes_bgr(tmp_path: Path, suffix: str, pixel_format: str) -> None:
    path = make_video(tmp_path / f"a{suffix}", "-c:v", "ffv1", "-pix_fmt", pixel_format)
    frames, _ = all_frames(path)
    assert len(frames) == 30
    for frame in frames:
        assert frame.pixels is not None
        assert frame.pixels.shape == (120, 160, 3)
        assert frame.pixels.dtype == np.uint8
        assert frame.pixels.std() > 10


def test_odd_size(tmp_path: Path) -> None:
    path = tmp_path / "odd.mkv"
    ffmpeg("-f", "lavfi", "-i", "testsrc=size=161x121:duration=0.2", "-c:v", "ffv1", path)
    frames, source = all_frames(path)
    assert source.size == (161, 121)
    assert {frame.pixels.shape for frame in frames if frame.pixels is not None} == {(121, 161, 3)}


def test_without_time_stamps_the_nominal_rate_counts(tmp_path: Path) -> None:
    path = make_video(tmp_path / "raw.h264", fps=25)
    frames, source = all_frames(path)
    assert source.n_frames is None
    assert source.duration_s is None
    assert [frame.t_s for frame in frames] == pytest.approx([n / 25 for n in range(25)])


def test_names_that_look_like_protocols_or_patterns(tmp_path: Path) -> None:
    made = make_video(tmp_path / "a.mp4")
    odd = made.rename(tmp_path / ("é %03d 日本.mp4" if os.name == "nt" else "a:b é %03d 日本.mp4"))
    assert len(all_frames(odd)[0]) == 30


def test_relative_name_with_a_colon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if sys.platform == "win32":
        pytest.skip("file names have no colon there")
    make_video(tmp_path / "a.mp4").rename(tmp_path / "http:a.mp4")
    monkeypatch.chdir(tmp_path)
    assert len(all_frames(Path("http:a.mp4"))[0]) == 30


def missing(folder: Path) -> Path:
    return folder / "none.mp4"


def empty(folder: Path) -> Path:
    path = folder / "empty.mp4"
    path.touch()
    return path


def a_folder(folder: Path) -> Path:
    return folder


def text(folder: Path) -> Path:
    path = folder / "text.mp4"
    path.write_text("hello there\n" * 100)
    return path


def sound_only(folder: Path) -> Path:
    path = folder / "sound.mp4"
    ffmpeg("-f", "lavfi", "-i", "sine=duration=0.5", path)
    return path


def sound_only_matroska(folder: Path) -> Path:
    path = folder / "sound.mkv"
    ffmpeg("-f", "lavfi", "-i", "sine=duration=0.5", path)
    return path


def without_table_of_contents(folder: Path) -> Path:
    return cut(make_video(folder / "cut.mp4"), 0.5)


def without_pictures(folder: Path) -> Path:
    path = make_faststart(folder / "bare.mp4")
    return cut(path, (path.read_bytes().index(b"mdat") + 40) / path.stat().st_size)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (missing, "there is no such file"),
        (empty, "the file is empty"),
        (a_folder, "is a folder"),
        (text, "is not a video"),
        (sound_only, "no picture track"),
        (sound_only_matroska, "sound only"),
        (without_table_of_contents, "the end of this mp4 is missing"),
        (without_pictures, "no frame can be decoded"),
    ],
)
def test_bad_file_is_one_clear_sentence(
    tmp_path: Path, make: Callable[[Path], Path], sentence: str
) -> None:
    path = make(tmp_path)
    with pytest.raises(CoachError, match=sentence) as error, VideoFile(path) as source:
        list(source)
    assert str(error.value).startswith(f"{path}: ")
    assert "\n" not in str(error.value)


def test_opencv_and_ffmpeg_add_no_words_of_their_own(tmp_path: Path) -> None:
    """In a process of its own: the first capture of a process decides how much is said."""
    cut_off = cut(make_faststart(tmp_path / "a.mp4"), 0.5)
    code = (
        "import sys\n"
        "from coach.edges.sources.video import VideoFile\n"
        "from coach.errors import CoachError\n"
        "for path in sys.argv[1:]:\n"
        "    try:\n"
        "        with VideoFile(path) as source:\n"
        "            list(source)\n"
        "    except CoachError:\n"
        "        continue\n"
    )
    paths = [cut_off, text(tmp_path), without_table_of_contents(tmp_path)]
    child = subprocess.run([sys.executable, "-c", code, *paths], capture_output=True, text=True)
    assert (child.returncode, child.stdout, child.stderr) == (0, "", "")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read all")
def test_file_of_someone_else(tmp_path: Path) -> None:
    path = make_video(tmp_path / "a.mp4")
    path.chmod(0)
    with pytest.raises(CoachError, match="may not be read"), VideoFile(path):
        pass


@pytest.mark.parametrize("suffix", [".mp4", ".mkv"])
def test_video_that_ends_early_gives_what_it_has(tmp_path: Path, suffix: str) -> None:
    frames, source = all_frames(cut(make_faststart(tmp_path / f"a{suffix}"), 0.5))
    assert 10 < len(frames) < 50
    assert source.warning == (
        f"{source.path}: the video ends early: only {len(frames)} of 60 frames could be read; "
        "copy it anew."
    )


def test_video_with_a_damaged_stretch_goes_on_after_it(tmp_path: Path) -> None:
    path = make_faststart(tmp_path / "a.mp4")
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 3000] = b"U" * 3000
    path.write_bytes(content)
    frames, source = all_frames(path)
    assert 40 < len(frames) < 60
    assert frames[-1].t_s == pytest.approx(59 / 30, abs=0.01)
    assert source.warning is not None
    assert "has gaps" in source.warning


def test_trimmed_video_is_whole(tmp_path: Path) -> None:
    """Phones trim by a note in the header; the hidden frames are still counted there."""
    whole = make_video(tmp_path / "whole.mp4", "-g", "120", seconds=4)
    ffmpeg("-ss", "2.1", "-i", whole, "-c", "copy", tmp_path / "trimmed.mp4")
    frames, source = all_frames(tmp_path / "trimmed.mp4")
    assert source.n_frames == 120
    assert len(frames) < 70
    assert source.warning is None


def test_a_warning_does_not_outlive_its_replay(tmp_path: Path) -> None:
    source = VideoFile(cut(make_faststart(tmp_path / "a.mp4"), 0.5))
    with source:
        list(source)
    assert source.warning is not None
    with source:
        assert source.warning is None


@pytest.mark.parametrize("raised", [cv2.error("bad codec"), MemoryError("too large")])
def test_failure_of_the_decoder_reaches_the_reader(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, raised: Exception
) -> None:
    decoded: list[object] = []

    def fails_at_the_fourth(picture: object) -> object:
        if len(decoded) == 3:
            raise raised
        decoded.append(picture)
        return picture

    monkeypatch.setattr(video, "as_bgr", fails_at_the_fourth)
    with VideoFile(make_video(tmp_path / "a.mp4")) as source:
        frames = iter(source)
        assert len([next(frames) for _ in range(3)]) == 3
        with pytest.raises(CoachError, match="after 3 frames"):
            next(frames)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_fault_of_ours_in_the_thread_is_not_an_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(picture: object) -> object:
        raise ZeroDivisionError

    monkeypatch.setattr(video, "as_bgr", fails)
    path = make_video(tmp_path / "a.mp4")
    with pytest.raises(ZeroDivisionError), VideoFile(path) as source:
        list(source)


@pytest.mark.parametrize(
    ("positions_s", "times_s"),
    [
        pytest.param([0.5, 0.6, 0.9], [0, 0.1, 0.4], id="starts_late"),
        pytest.param([0, 0.1, 0.1, 0.3], [0, 0.1, 0.2, 0.3], id="twice_the_same"),
        pytest.param([0, 0.4, 0.2, 0.6], [0, 0.4, 0.5, 0.6], id="backwards"),
        pytest.param([float("nan")] * 3, [0, 0.1, 0.2], id="none"),
        pytest.param([-0.2, -0.1, 0], [0, 0.1, 0.2], id="negative"),
    ],
)
def test_media_clock(positions_s: list[float], times_s: list[float]) -> None:
    clock = video._MediaClock(fps=10)
    assert [clock.time_s(position_s) for position_s in positions_s] == pytest.approx(times_s)
