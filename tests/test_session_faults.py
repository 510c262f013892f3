"""The camera, the voice or the screen fails in a session that is under way, each for real.

It goes on where it can, says one sentence, and what was stored before is not lost.
"""

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from tests.command import named
from tests.edges.actor import Actor
from tests.edges.aplay_stand_in import AplayStandIn
from tests.edges.xserver import XServer, wait_for, x_server
from tests.live import Run
from tests.live_session import (
    LIFTS_ONLY,
    one_line,
    press_until,
    quit_session,
    rows_in,
    session,
    sessions_in,
    to_the_check,
    to_the_exercise,
)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="needs an X server"),
]


@pytest.fixture(scope="module")
def actor() -> Iterator[Actor]:
    with Actor("pelvis_lift") as ready:
        yield ready


def cue_times_s(run: Run, key: str) -> list[float]:
    return [line["t_s"] for line in named(run.records(), "cue") if line["key"] == key]


# -- the camera -----------------------------------------------------------------------------------


def begin_again(run: Run, actor: Actor, n_before: int) -> None:
    """Lie still until the coach says "go on", then do repetitions."""
    wait_for(lambda: len(cue_times_s(run, "go_on")) > n_before, "go on", within_s=30)
    actor.do("pelvis_lift")


def test_a_camera_that_is_lost_or_frozen_takes_no_count_away(
    server: XServer, actor: Actor, bundle: Path, tmp_path: Path
) -> None:
    programme = tmp_path / "lifts.toml"
    programme.write_text(LIFTS_ONLY)
    options = ("--programme", programme)
    with session(tmp_path, server, actor, bundle, *options, lies_as="pelvis_lift") as run:
        to_the_exercise(run, server)
        run.wait_for("cue", within_s=60, key="ready")
        actor.do("pelvis_lift")
        run.wait_for("rep_counted", within_s=40, index=1)  # it is held still
        actor.drop()
        actor.rest()
        run.wait_for("cue", key="camera_lost")
        actor.come_back()
        begin_again(run, actor, n_before=0)
        run.wait_for("rep_counted", within_s=40, index=2)
        actor.freeze()
        actor.rest()
        run.wait_for("cue", key="camera_frozen")
        time.sleep(2.0)  # nothing is made of a picture that stands still
        actor.thaw()
        begin_again(run, actor, n_before=1)
        quit_session(run, server)
        assert run.process.returncode == 0
        assert [line["index"] for line in named(run.records(), "rep_counted")] == [1, 2]
        assert named(run.records(), "exercise_ended")[0]["count"] == 2
    assert rows_in(tmp_path, "SELECT count, reason FROM exercises") == [(2, "quit")]


# -- the voice ------------------------------------------------------------------------------------


@pytest.fixture
def aplay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AplayStandIn:
    return AplayStandIn(tmp_path / "aplay", monkeypatch)


def voices_of(run: Run) -> list[int]:
    """Process ids of the children of a run that speak."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(path.read_text().rpartition(")")[2].split()[1])
            command = path.with_name("cmdline").read_bytes()
        except OSError:  # it just ended
            continue
        if parent == run.process.pid and b"coach.edges.voice.child" in command:
            found.append(int(path.parent.name))
    return found


@contextmanager
def drawing(server: XServer) -> Iterator[None]:
    """Check that the window's picture changes all the while."""
    looks: list[np.ndarray] = []
    ended = threading.Event()

    def look() -> None:
        while not ended.wait(1.0):
            looks.append(server.picture()[::4, ::4])

    with ThreadPoolExecutor(1) as pool:
        looking = pool.submit(look)
        try:
            yield
        finally:
            ended.set()
            looking.result()
    assert len(looks) > 3
    assert not any(np.array_equal(one, other) for one, other in pairwise(looks))


def break_voice(run: Run, aplay: AplayStandIn, fault: signal.Signals) -> None:
    """In the middle of a sentence; wait until another one is heard, from a new child."""
    aplay.wait_for(len(aplay.played()) + 1, patience_s=40.0)
    faulty = voices_of(run)
    assert faulty
    for pid in faulty:
        os.killpg(pid, fault)
    n_said = len(aplay.played())
    aplay.wait_for(n_said + 1, patience_s=40.0)
    wait_for(lambda: not set(faulty) & set(voices_of(run)), "new voices")


def test_a_voice_that_dies_or_hangs_in_mid_sentence_speaks_again(
    server: XServer, actor: Actor, bundle: Path, tmp_path: Path, aplay: AplayStandIn
) -> None:
    with session(tmp_path, server, actor, bundle, is_quiet=False) as run:
        to_the_exercise(run, server)  # which is being explained
        with drawing(server):
            break_voice(run, aplay, signal.SIGKILL)
            break_voice(run, aplay, signal.SIGSTOP)
        assert quit_session(run, server) == ""
        assert run.process.returncode == 0
        assert run.left_over() == []
    assert sessions_in(tmp_path) == [("first", "quit")]


def test_without_a_player_the_session_goes_on_in_silence(
    server: XServer, actor: Actor, bundle: Path, tmp_path: Path
) -> None:
    empty = tmp_path / "no programs"
    empty.mkdir()
    with session(tmp_path, server, actor, bundle, is_quiet=False, PATH=str(empty)) as run:
        to_the_check(run, server)
        assert "aplay is missing; install it" in one_line(quit_session(run, server))
        assert run.process.returncode == 0
    assert sessions_in(tmp_path) == [("first", "quit")]


# -- the screen ---------------------------------------------------------------------------------


def test_after_the_screen_is_lost_the_session_can_go_on(
    server: XServer, actor: Actor, bundle: Path, tmp_path: Path
) -> None:
    with x_server() as dying, session(tmp_path, dying, actor, bundle) as run:
        to_the_exercise(run, dying)
        known = [line["event"] for line in run.records() if line["event"] != "cue"]
        dying.end()
        run.end(within_s=20.0)
        assert run.process.returncode != 0
        assert run.left_over() == []
    assert sessions_in(tmp_path) == [("first", "")]
    stored = [event for (event,) in rows_in(tmp_path, "SELECT event FROM events ORDER BY seq")]
    assert stored[: len(known) - 1] == known[1:]  # without the header
    with session(tmp_path, server, actor, bundle) as run:
        press_until(run, server, "asked", question="resume")
        quit_session(run, server)
