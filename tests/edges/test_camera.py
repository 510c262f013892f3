"""The live camera, with a network camera on this machine in the place of a webcam."""

import re
import socket
import sys
import threading
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from mjpeg_server import MjpegServer

from coach.edges.sources.camera import Camera
from coach.errors import CoachError
from coach.pipeline import Frame


@pytest.fixture
def server() -> Iterator[MjpegServer]:
    with MjpegServer() as server:
        yield server


@pytest.fixture
def silent_address() -> Iterator[str]:
    """Accepts a connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/live.mjpg"


@pytest.fixture
def dead_address() -> str:
    """Nobody listens there."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return f"http://127.0.0.1:{listening.getsockname()[1]}/live.mjpg"


def test_the_newest_picture_wins_over_a_slow_reader(server: MjpegServer) -> None:
    ages_s, times_s = [], []
    with Camera(server.url) as camera:
        for frame in islice(camera, 11):
            assert frame.pixels is not None
            ages_s.append(time.monotonic() - server.sent_s[server.number_of(frame.pixels)])
            times_s.append(frame.t_s)
            time.sleep(0.15)  # the camera gives 4 to 5 pictures meanwhile
        n_dropped = camera.n_dropped
    # Reading one after the other, the last picture would be about 1.3 s old.
    assert max(ages_s[5:]) < 0.5
    assert n_dropped >= 11
    assert np.diff(times_s).mean() == pytest.approx(0.15, abs=0.05)


def test_a_lost_camera_comes_back(server: MjpegServer) -> None:
    frames: list[Frame] = []
    with Camera(server.url) as camera:
        for frame in islice(camera, 200):
            frames.append(frame)
            if len(frames) == 10:
                server.drop()
            n_lost = sum(frame.problem == "camera_lost" for frame in frames)
            if n_lost == 2 and frame.pixels is None:
                server.come_back()
            if n_lost >= 2 and frame.pixels is not None:
                break
        assert camera.n_opened == 2
    assert frames[-1].pixels is not None
    assert np.all(np.diff([frame.t_s for frame in frames]) > 0)


def test_signs_of_life_while_the_camera_is_lost(server: MjpegServer) -> None:
    began_s = 0.0
    arrived_s, frames = [], []
    with Camera(server.url) as camera:
        for frame in camera:
            if frame.problem:
                arrived_s.append(time.monotonic())
                frames.append(frame)
            elif frame.t_s > 0.3:
                server.drop()
                began_s = began_s or time.monotonic()
            if len(frames) == 5:
                break
    assert {frame.problem for frame in frames} == {"camera_lost"}
    assert all(frame.pixels is None and frame.pose is None for frame in frames)
    assert arrived_s[0] - began_s < 1.3
    assert np.diff(arrived_s).max() < 0.5  # every 0.25 s, with room for a busy machine
    assert np.diff([frame.t_s for frame in frames]) == pytest.approx(np.diff(arrived_s), abs=0.1)


def test_a_slow_camera_is_not_lost() -> None:
    with MjpegServer(fps=2.8) as server, Camera(server.url, start_limit_s=15) as camera:
        problems = [frame.problem for frame in islice(camera, 8)]
    assert problems == [""] * 8


@pytest.mark.parametrize("problem", ["refuses", "silent"])
def test_address_without_a_camera(problem: str, dead_address: str, silent_address: str) -> None:
    address = dead_address if problem == "refuses" else silent_address
    began_s = time.monotonic()
    with (
        pytest.raises(CoachError, match=r"no picture within 0\.5 s; is the camera on"),
        Camera(address, start_limit_s=0.5) as camera,
    ):
        next(iter(camera))
    assert time.monotonic() - began_s < 4  # also leaving takes at most 2 s while opening hangs


def test_a_second_reader_is_refused(server: MjpegServer) -> None:
    """It would take the pictures of the first, and its time would start at 0 again."""
    with Camera(server.url) as camera:
        next(iter(camera))
        with pytest.raises(RuntimeError, match="once"):
            next(iter(camera))


def test_a_camera_that_freezes_is_left_in_time(server: MjpegServer) -> None:
    with Camera(server.url) as camera:
        for frame in camera:
            server.is_silent = frame.t_s > 0.2
            if frame.problem:
                break
        began_s = time.monotonic()
    assert time.monotonic() - began_s < 3


def test_a_server_that_starts_late_is_awaited(dead_address: str) -> None:
    server = MjpegServer()
    server._port = int(re.findall(r":(\d+)/", dead_address)[0])
    later = threading.Timer(0.7, server.come_back)
    later.start()
    try:
        with Camera(dead_address) as camera:
            assert next(iter(camera)).pixels is not None
    finally:
        later.join()
        server.drop()


@pytest.mark.skipif(sys.platform != "linux", reason="devices have other names")
@pytest.mark.parametrize("device", [97, "/dev/video97"])
def test_missing_device_is_named_at_once(device: int | str) -> None:
    found = sorted(map(str, Path("/dev").glob("video*")))
    began_s = time.monotonic()
    with pytest.raises(CoachError) as error, Camera(device) as camera:
        next(iter(camera))
    assert time.monotonic() - began_s < 4
    sentence = str(error.value)
    assert sentence.startswith(f"camera {device}: /dev/video97 does not exist; ")
    assert (", ".join(found) if found else "no camera is connected") in sentence


@pytest.mark.skipif(sys.platform != "linux", reason="devices have other names")
def test_file_that_is_no_camera() -> None:
    with pytest.raises(CoachError, match="/dev/null gives no picture"), Camera("/dev/null") as it:
        next(iter(it))


def test_no_password_on_the_screen() -> None:
    camera = Camera("http://me:secret@127.0.0.1:9/live", start_limit_s=0.1)
    with pytest.raises(CoachError) as error, camera:
        next(iter(camera))
    assert "secret" not in str(error.value)
    assert "127.0.0.1:9" in str(error.value)
