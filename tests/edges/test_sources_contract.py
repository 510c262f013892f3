"""What every source promises, whatever it reads from."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from made_media import (
    a_pose,
    format_1_arrays,
    make_rotated_video,
    make_vfr_video,
    make_video,
    moment_of,
)
from mjpeg_server import MjpegServer

from coach.edges.sources.open_source import Source, open_source
from coach.edges.sources.pace import Paced
from coach.edges.sources.recording import RecordingWriter
from coach.pipeline import Frame

ENOUGH = 20  # frames; a camera never ends


def make_format_1(path: Path) -> Path:
    np.savez_compressed(path, **format_1_arrays())
    return path


def make_format_2(path: Path) -> Path:
    with RecordingWriter(path, {}) as writer:
        for n in range(12):
            writer.handle(moment_of(Frame(n / 25, None, a_pose(n / 25, seed=n))))
    return path


@contextmanager
def a_camera() -> Iterator[str]:
    with MjpegServer() as server:
        yield server.url


MADE: dict[str, tuple[Callable[[Path], Path], str]] = {
    "video": (make_video, ".mp4"),
    "variable_frame_rate": (make_vfr_video, ".mp4"),
    "rotated_video": (make_rotated_video, ".mp4"),
    "matroska": (make_video, ".mkv"),
    "recording_format_1": (make_format_1, ".npz"),
    "recording_format_2": (make_format_2, ".npz"),
}


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("media")
    return {case: make(folder / (case + suffix)) for case, (make, suffix) in MADE.items()}


@pytest.fixture(params=[*MADE, "camera"])
def name(request: pytest.FixtureRequest, media: dict[str, Path]) -> Iterator[str]:
    """What a user would write on the command line."""
    case = request.param
    there: AbstractContextManager[str] = (
        a_camera() if case == "camera" else nullcontext(str(media[case]))
    )
    with there as name:
        yield name


def frames_of(source: Source) -> list[Frame]:
    return list(islice(source, ENOUGH))


def test_time_starts_at_zero_and_strictly_increases(name: str) -> None:
    with open_source(name) as source:
        times_s = [frame.t_s for frame in frames_of(source)]
    assert len(times_s) >= 10
    assert times_s[0] == pytest.approx(0.0, abs=1e-9)
    assert all(type(t_s) is float for t_s in times_s)
    assert np.all(np.diff(times_s) > 0)


def test_a_frame_is_a_whole_picture_or_a_pose(name: str) -> None:
    with open_source(name) as source:
        for frame in frames_of(source):
            assert (frame.pixels is None) != (frame.pose is None)
            assert frame.problem == ""
            if frame.pixels is not None:
                assert frame.pixels.dtype == np.uint8
                assert frame.pixels.ndim == 3
                assert frame.pixels.shape[2] == 3
                assert frame.pixels.flags.c_contiguous
            if frame.pose is not None:
                assert frame.pose.image.shape == frame.pose.world.shape == (33, 4)
                assert frame.pose.image.dtype == frame.pose.world.dtype == np.float64
                assert frame.pose.t_s == frame.t_s


def read_nothing(source: Source) -> None:
    pass


def read_one(source: Source) -> None:
    next(iter(source))


def read_one_and_idle(source: Source) -> None:
    next(iter(source))
    time.sleep(0.1)  # the reader ahead has filled its queue and waits


def read_enough(source: Source) -> None:
    frames_of(source)


@pytest.mark.parametrize("read", [read_nothing, read_one, read_one_and_idle, read_enough])
def test_nothing_is_left_behind(name: str, read: Callable[[Source], None]) -> None:
    with open_source(name) as source:
        read(source)
    assert not [t.name for t in threading.enumerate() if t.name in ("camera", "video-decode")]
    assert Path(name).name not in open_files()


def test_nothing_is_left_behind_when_the_reader_fails(name: str) -> None:
    class ReaderError(Exception):
        pass

    def fail() -> None:
        with open_source(name) as source:
            next(iter(source))
            raise ReaderError

    with pytest.raises(ReaderError):
        fail()
    assert not [t.name for t in threading.enumerate() if t.name in ("camera", "video-decode")]
    assert Path(name).name not in open_files()


def open_files() -> str:
    """Names of all files this process holds open, on systems that tell."""
    names = []
    for fd in Path("/proc/self/fd").glob("*"):
        try:
            names.append(os.readlink(fd))
        except FileNotFoundError:
            continue  # the handle of this very listing
    return "\n".join(names)


def test_entering_again_starts_anew(name: str) -> None:
    source = open_source(name)
    with source:
        first = next(iter(source))
    with source:
        again = next(iter(source))
    assert first.t_s == again.t_s == pytest.approx(0.0, abs=1e-9)


def test_reading_outside_the_with_block_is_refused(name: str) -> None:
    source = open_source(name)
    with pytest.raises(RuntimeError, match="with block"):
        next(iter(source))
    with source:
        pass
    with pytest.raises(RuntimeError, match="with block"):
        next(iter(source))


def test_pacing_changes_no_frame(name: str) -> None:
    with Paced(open_source(name), speed=50) as source:
        times_s = [frame.t_s for frame in islice(source, ENOUGH)]
    assert len(times_s) >= 10
    if name.startswith("http"):
        assert np.all(np.diff(times_s) > 0)  # a live camera's times are never the same twice
    else:
        with open_source(name) as bare:
            assert times_s == [frame.t_s for frame in frames_of(bare)]
