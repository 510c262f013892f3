"""The live camera, with a network camera on this machine in the place of a webcam."""

import re
import socket
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import cv2
import numpy as np
import pytest
from mjpeg_server import MjpegServer

from coach.edges.sources.camera import Camera
from coach.edges.sources.still import StillPicture
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
    assert time.monotonic() - began_s < 1.5  # nobody waits until opening gives up


def test_a_second_reader_is_refused(server: MjpegServer) -> None:
    """It would take the pictures of the first, and its time would start at 0 again."""
    with Camera(server.url) as camera:
        next(iter(camera))
        with pytest.raises(RuntimeError, match="once"):
            next(iter(camera))


def test_a_camera_that_hangs_is_left_at_once(server: MjpegServer) -> None:
    """Its connection stays open and nothing comes: signs of life do, and nobody waits at the end.

    The capture thread sits in a read that comes back after 1.5 s.
    """
    with Camera(server.url) as camera:
        for frame in camera:
            server.is_silent = frame.t_s > 0.2
            if frame.problem:
                break
        assert (frame.pixels, frame.problem) == (None, "camera_lost")
        began_s = time.monotonic()
    assert time.monotonic() - began_s < 0.3


def test_who_waits_for_a_picture_is_sent_away_at_the_end(server: MjpegServer) -> None:
    frames: list[Frame] = []
    with Camera(server.url) as camera:
        reader = threading.Thread(target=lambda: frames.extend(camera))
        reader.start()
        time.sleep(0.5)
    reader.join(0.2)
    assert not reader.is_alive()
    assert frames


_LEAVES_A_READ = """
    import sys, time
    from coach.edges.sources.camera import Camera
    from coach.edges.sources.left_alone import end_process
    with Camera(sys.argv[1]) as camera:
        for frame in camera:
            if frame.problem:
                print("lost", flush=True)
                time.sleep(0.9)  # the read comes back while the interpreter is torn down
                break
    if sys.argv[2] == "quick":
        print("stored")
        end_process(7)
"""


@pytest.mark.parametrize(
    ("end", "code", "said", "within_s"),
    [("patient", 0, "", 3.5), ("quick", 7, "stored\n", 1.6)],
)
def test_a_process_ends_well_while_a_read_hangs(
    server: MjpegServer, end: str, code: int, said: str, within_s: float
) -> None:
    """A thread that comes back from a read too late would end the process with SIGABRT."""
    program = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(_LEAVES_A_READ), server.url, end],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    while not server.sent_s:
        time.sleep(0.01)
    time.sleep(1.0)
    server.is_silent = True
    assert program.stdout is not None
    assert program.stdout.readline() == "lost\n"
    lost_s = time.monotonic()
    stdout, stderr = program.communicate(timeout=20)
    assert (program.returncode, stdout, stderr) == (code, said, "")
    assert time.monotonic() - lost_s < within_s


class StandingServer(MjpegServer):
    """Repeats `jpeg` while there is one."""

    jpeg = b""

    def next_jpeg(self) -> bytes:
        return self.jpeg or super().next_jpeg()


def jpeg_of(picture: np.ndarray) -> bytes:
    return bytes(cv2.imencode(".jpg", picture)[1])


def noise() -> np.ndarray:
    """(120, 160, 3), in light grey."""
    return np.random.default_rng(1).integers(128, 228, (120, 160, 3), np.uint8)


def test_a_frozen_picture_is_noticed_and_moves_on() -> None:
    frames: list[Frame] = []
    with StandingServer() as server, Camera(server.url) as camera:
        for frame in camera:
            frames.append(frame)
            n_frozen = sum(frame.problem == "camera_frozen" for frame in frames)
            server.jpeg = jpeg_of(noise()) if frame.t_s > 0.5 and n_frozen < 5 else b""
            if n_frozen >= 5 and frame.pixels is not None:
                break
            assert frame.t_s < 6
    frozen_s = [frame.t_s for frame in frames if frame.problem == "camera_frozen"]
    assert 2.5 < frozen_s[0] < 3.2
    assert all(frame.pixels is None for frame in frames if frame.problem)
    assert {frame.problem for frame in frames} == {"", "camera_frozen"}
    assert np.all(np.diff([frame.t_s for frame in frames]) > 0)


def test_a_covered_lens_is_not_frozen() -> None:
    with StandingServer() as server, Camera(server.url) as camera:
        server.jpeg = jpeg_of(np.full((120, 160, 3), 16, np.uint8))
        seen = [frame for frame in islice(camera, 90) if frame.t_s > 2.3]
    assert seen
    assert {frame.problem for frame in seen} == {""}


@pytest.mark.parametrize("step_s", [1 / 60, 1 / 30, 0.5])
def test_the_least_noise_is_a_sign_of_life(step_s: float) -> None:
    still, picture = StillPicture(), noise()
    n = round(5 / step_s)
    for i in range(n):
        picture[8, 80, 1] ^= 1  # one grey level of one pixel, on and off
        assert not still.is_frozen(i * step_s, picture)
    frozen = [still.is_frozen((n + i) * step_s, picture) for i in range(n)]
    assert frozen.index(True) * step_s == pytest.approx(2.0, abs=1.01 * step_s)


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
