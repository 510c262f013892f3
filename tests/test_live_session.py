"""A whole session as it really runs: how it ends, and what is left of it after a crash."""

import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.command import named
from tests.edges.actor import Actor
from tests.edges.xserver import XServer
from tests.live import TITLE, Run
from tests.live_session import YES_KEY, press, press_until, session, sessions_in, to_the_exercise

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="needs an X server"),
]

QUICK_S = 1.0  # everything has ended so long after the wish
SLACK_S = 1.0  # a busy machine: what is measured is the process's whole end


@pytest.fixture(scope="module")
def actor() -> Iterator[Actor]:
    with Actor() as ready:
        yield ready


def press_q(server: XServer, _run: Run) -> None:
    press(server, "q")


def close_window(server: XServer, _run: Run) -> None:
    server.close(TITLE)


def interrupt(_server: XServer, run: Run) -> None:
    run.process.send_signal(signal.SIGINT)


def terminate(_server: XServer, run: Run) -> None:
    run.process.send_signal(signal.SIGTERM)


@pytest.mark.parametrize(
    ("leave", "reason"),
    [
        pytest.param(press_q, "quit", id="q"),
        pytest.param(close_window, "quit", id="closed_window"),
        pytest.param(interrupt, "ended", id="ctrl_c"),
        pytest.param(terminate, "ended", id="sigterm"),
    ],
)
@pytest.mark.flaky(reruns=2, reruns_delay=1)  # windows under Xvfb lose a key now and then
def test_every_way_out_is_quick_and_saves_the_session(
    server: XServer,
    actor: Actor,
    bundle: Path,
    tmp_path: Path,
    leave: Callable[[XServer, Run], None],
    reason: str,
    record_property: Callable,
) -> None:
    with session(tmp_path, server, actor, bundle) as run:
        to_the_exercise(run, server)
        began_s = time.monotonic()
        leave(server, run)
        stdout, stderr = run.end(within_s=10.0)
        took_s = time.monotonic() - began_s
        record_property("took_s", took_s)
        assert (run.process.returncode, stderr) == (0, "")
        assert took_s < QUICK_S + SLACK_S
        assert run.left_over() == []
        assert "Toes and chin" in stdout
        assert named(run.records(), "workout_ended")[0]["reason"] == reason
    assert sessions_in(tmp_path) == [("first", reason)]


@pytest.mark.flaky(reruns=2, reruns_delay=1)
def test_after_a_kill_the_session_is_offered_again(
    server: XServer, actor: Actor, bundle: Path, tmp_path: Path
) -> None:
    with session(tmp_path, server, actor, bundle) as run:
        to_the_exercise(run, server)
        run.process.kill()
        run.process.communicate(timeout=10)
    assert sessions_in(tmp_path) == [("first", "")]  # without an end
    with session(tmp_path, server, actor, bundle) as run:
        press_until(run, server, "asked", question="resume")
        press_until(run, server, "answered", YES_KEY, question="resume")
        press_until(run, server, "asked", question="check")
        press(server, "q")
        run.end(within_s=10.0)
        assert run.process.returncode == 0
    with session(tmp_path, server, actor, bundle) as run:  # it was offered once
        press_until(run, server, "asked", question="check")
        assert "resume" not in {line["question"] for line in named(run.records(), "asked")}
        press(server, "q")
        run.end(within_s=10.0)
