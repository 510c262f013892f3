"""Poses in a thread of their own: the newest wins, nothing hides, everything ends."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Self

import numpy as np
import pytest
from made_media import make_video
from mjpeg_server import MjpegServer

from coach.edges.pose.pose_model import MediaPipePose, RecordedPose
from coach.edges.resources import samples_dir
from coach.edges.sources.ahead import PosedAhead
from coach.edges.sources.camera import Camera
from coach.edges.sources.interrupts import UntilInterrupted
from coach.edges.sources.video import VideoFile
from coach.errors import CoachError
from coach.landmarks import Pose
from coach.pipeline import Frame


class Model:
    """Finds nobody, after `before_pose`; writes down which threads used it."""

    def __init__(self, before_pose: Callable[[Frame], object] = lambda frame: None) -> None:
        self.threads: set[int] = set()
        self.is_closed = False
        self._before_pose = before_pose

    def __enter__(self) -> Self:
        self.threads.add(threading.get_ident())
        return self

    def __exit__(self, *exc: Any) -> None:
        self.threads.add(threading.get_ident())
        self.is_closed = True

    def pose(self, frame: Frame) -> Pose:
        self.threads.add(threading.get_ident())
        self._before_pose(frame)
        return Pose.nobody(frame.t_s)


class Listed:
    """A source of given frames, each at its own time of the wall clock when `is_live`."""

    def __init__(self, frames: Sequence[Frame], *, is_live: bool = False) -> None:
        self._frames = frames
        self._is_live = is_live

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: Any) -> None:
        pass

    def __iter__(self) -> Iterator[Frame]:
        began_s = time.monotonic()
        for frame in self._frames:
            while self._is_live and time.monotonic() - began_s < frame.t_s:
                time.sleep(0.005)
            yield frame


def picture(t_s: float) -> Frame:
    return Frame(t_s, np.zeros((4, 4, 3), np.uint8))


def problem(t_s: float) -> Frame:
    return Frame(t_s, None, problem="camera_lost")


def at_30_fps(seconds: float) -> list[Frame]:
    return [picture(n / 30) for n in range(round(30 * seconds))]


def pose_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "pose"]


@pytest.fixture
def server() -> Iterator[MjpegServer]:
    with MjpegServer() as server:
        yield server


# -- what comes -----------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_body_is_found_ahead_of_the_reader(bundle: Path) -> None:
    clip = samples_dir() / "pelvis_lift_demo.mp4"
    posed = []
    with PosedAhead(VideoFile(clip), MediaPipePose(bundle)) as source:
        for frame in source:
            posed.append(RecordedPose().pose(frame))
            if posed[-1].found:
                break
    assert posed[-1].found
    assert posed[-1].n_people == 1
    assert pose_threads() == []


def test_the_newest_frame_wins_over_a_slow_reader(server: MjpegServer) -> None:
    ages_s, times_s = [], []
    model = Model(lambda frame: time.sleep(0.02))
    with PosedAhead(Camera(server.url), model) as source:
        for frame in islice(source, 11):
            assert frame.pixels is not None
            assert frame.pose is not None
            assert frame.pose.t_s == frame.t_s
            ages_s.append(time.monotonic() - server.sent_s[server.number_of(frame.pixels)])
            times_s.append(frame.t_s)
            time.sleep(0.15)
        n_dropped = source.n_dropped
    assert max(ages_s[5:]) < 0.5
    assert n_dropped >= 11
    assert np.all(np.diff(times_s) > 0)


@pytest.mark.parametrize(
    ("frames", "seen"),
    [
        pytest.param([picture(0.0), picture(0.1)], [0.1], id="newest_picture"),
        pytest.param([picture(0.0), problem(0.1)], [0.0, 0.1], id="picture_before_the_loss"),
        pytest.param(
            [picture(0.0), problem(0.1), problem(0.2), picture(0.3), picture(0.4)],
            [0.2, 0.4],
            id="a_short_loss_is_not_missed",
        ),
        pytest.param(
            [problem(0.0), picture(0.1), problem(0.2)], [0.1, 0.2], id="in_the_order_of_time"
        ),
        pytest.param([], [], id="nothing"),
    ],
)
def test_a_late_reader_gets_the_newest_of_each_kind(frames: list[Frame], seen: list[float]) -> None:
    with PosedAhead(Listed(frames), Model()) as source:
        while pose_threads():
            time.sleep(0.005)
        assert [frame.t_s for frame in source] == seen


def test_a_slow_model_is_no_lost_camera() -> None:
    """The signs of life of a stuck model must not push its own frames aside."""
    model = Model(lambda frame: time.sleep(0.6))
    with PosedAhead(Listed(at_30_fps(60.0)), model) as source:
        frames = list(islice(source, 4))
    assert [frame.problem for frame in frames] == [""] * 4


def test_a_file_comes_to_its_end(tmp_path: Path) -> None:
    clip = make_video(tmp_path / "clip.mp4")
    with PosedAhead(VideoFile(clip), Model()) as source:
        last = [frame.t_s for frame in source][-1]
    assert last == pytest.approx(29 / 30, abs=0.05)


# -- trouble --------------------------------------------------------------------------------------


def test_signs_of_life_while_the_model_is_stuck() -> None:
    stuck = threading.Event()
    model = Model(lambda frame: frame.t_s < 1.0 or stuck.wait(10.0))
    frames, arrived_s = [], []
    with PosedAhead(Listed(at_30_fps(20.0), is_live=True), model) as source:
        for frame in source:
            frames.append(frame)
            if frame.problem:
                arrived_s.append(time.monotonic())
            if len(arrived_s) == 4:
                stuck.set()
            if len(arrived_s) >= 4 and not frame.problem:
                break
    assert {frame.problem for frame in frames} == {"", "camera_lost"}
    assert np.diff(arrived_s).max() < 0.4
    assert np.all(np.diff([frame.t_s for frame in frames]) > 0)
    assert frames[-1].t_s > 2.0  # not the picture of 1.0 s that the model was stuck with


def test_a_camera_that_is_not_there() -> None:
    with (
        pytest.raises(CoachError, match=r"no picture within 0\.3 s"),
        PosedAhead(Camera("http://127.0.0.1:9/live", start_limit_s=0.3), Model()) as source,
    ):
        next(iter(source))
    assert pose_threads() == []


def test_a_file_that_is_no_model(server: MjpegServer, tmp_path: Path) -> None:
    bundle = tmp_path / "pose.task"
    bundle.write_bytes(b"no model")
    with (
        pytest.raises(CoachError, match="cannot be loaded"),
        PosedAhead(Camera(server.url), MediaPipePose(bundle)) as source,
    ):
        next(iter(source))
    assert pose_threads() == []


def test_a_model_that_breaks_on_the_way(capfd: pytest.CaptureFixture[str]) -> None:
    def break_down(frame: Frame) -> None:
        if frame.t_s > 0.5:
            raise CoachError("it breaks")

    model = Model(break_down)
    with (
        pytest.raises(CoachError, match="it breaks"),
        PosedAhead(Listed(at_30_fps(1.0)), model) as source,
    ):
        for _ in source:
            pass
    assert model.is_closed
    assert capfd.readouterr().err == ""  # raised where the frames are read, and there alone


def test_outside_its_block() -> None:
    ahead = PosedAhead(Listed([]), Model())
    with pytest.raises(RuntimeError, match="with block"):
        next(iter(ahead))


# -- the end --------------------------------------------------------------------------------------


def test_one_thread_opens_uses_and_closes_the_model(server: MjpegServer) -> None:
    model = Model()
    with PosedAhead(Camera(server.url), model) as source:
        next(iter(source))
    assert model.is_closed
    assert len(model.threads) == 1
    assert threading.get_ident() not in model.threads
    assert pose_threads() == []


@pytest.mark.parametrize("is_hung", [False, True], ids=["live", "hung"])
def test_the_end_comes_at_once(server: MjpegServer, is_hung: bool) -> None:
    model = Model()
    with PosedAhead(Camera(server.url), model) as source:
        for frame in source:
            server.is_silent = is_hung and frame.t_s > 0.2
            if frame.problem or (frame.t_s > 0.5 and not is_hung):
                break
        began_s = time.monotonic()
    assert time.monotonic() - began_s < 0.5
    assert model.is_closed
    assert pose_threads() == []


def test_an_interrupt_is_noticed_while_the_model_is_stuck() -> None:
    stuck = threading.Event()
    model = Model(lambda frame: frame.t_s < 0.5 or stuck.wait(5.0))
    sent_s = 0.0

    def interrupt() -> None:
        nonlocal sent_s
        sent_s = time.monotonic()
        os.kill(os.getpid(), signal.SIGINT)

    later = threading.Timer(0.7, interrupt)
    with UntilInterrupted(PosedAhead(Listed(at_30_fps(9.0), is_live=True), model)) as source:
        later.start()
        for _ in source:
            pass
        noticed_s = time.monotonic()
        stuck.set()
    later.join()
    assert noticed_s - sent_s < 1.0


def test_an_interrupt_before_the_first_frame() -> None:
    stuck = threading.Event()
    slow = PosedAhead(Listed(at_30_fps(1.0)), Model(lambda frame: stuck.wait(5.0)))
    later = threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT))
    later.start()
    began_s = time.monotonic()
    with pytest.raises(KeyboardInterrupt), UntilInterrupted(slow) as source:
        next(iter(source))
    assert time.monotonic() - began_s < 1.2
    stuck.set()
    later.join()
