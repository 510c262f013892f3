"""A whole session before an actor, and the keys that lead quickly through it."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from tests.command import named
from tests.edges.actor import Actor
from tests.edges.xserver import XServer, wait_for
from tests.live import TITLE, Run, running

LIFTS_ONLY = """\
id = "lifts"
name = "Lifts"
about = "One exercise that is seen well, with three repetitions."
exercises = ["pelvis_lift"]
max_minutes = 10
"""
USUAL_KEY, YES_KEY = "3", "1"
KEY_EVERY_S = 0.8  # sooner it would be the repeat of a key held down


@contextmanager
def session(
    folder: Path,
    server: XServer,
    actor: Actor,
    bundle: Path,
    *options: str | Path,
    lies_as: str = "",
    is_quiet: bool = True,
    **changes: str,
) -> Iterator[Run]:
    """`coach start` before the actor, with data and settings of its own in `folder`.

    lies_as: the exercise as for which the actor lies, "" simply on the back; changes: of the
    environment.
    """
    folder.mkdir(exist_ok=True)
    line = ("start", "--camera", actor.url, "--model", bundle, "--window", *options)
    own = {"XDG_DATA_HOME": str(folder / "data"), "XDG_CONFIG_HOME": str(folder / "config")}
    actor.rest(lies_as)
    silence = ("--quiet",) if is_quiet else ()
    with running(folder, *line, *silence, **{"DISPLAY": server.display} | own | changes) as run:

        def is_open() -> bool:
            assert run.process.poll() is None, run.process.communicate()
            return bool(server.window_ids(TITLE))

        wait_for(is_open, "the window", within_s=40)
        yield run


def press(server: XServer, key: str) -> None:
    """Press a key in the window, if it is still there."""
    if server.window_ids(TITLE):
        server.press(TITLE, key)


def press_until(run: Run, server: XServer, name: str, key: str = "x", **fields: object) -> None:
    """Press a key again and again until something happens: each press ends a sentence."""
    until_s = time.monotonic() + 40.0
    while not any(fields.items() <= line.items() for line in named(run.records(), name)):
        assert time.monotonic() < until_s, (name, run.records()[-5:])
        assert run.process.poll() is None, run.process.communicate()
        press(server, key)
        time.sleep(KEY_EVERY_S)


def to_the_check(run: Run, server: XServer) -> None:
    """From the first picture to "how is your back today?"."""
    press_until(run, server, "asked", question="check")


def to_the_exercise(run: Run, server: XServer) -> None:
    """From the first picture to the first exercise, which is explained then."""
    to_the_check(run, server)
    press_until(run, server, "answered", USUAL_KEY, question="check")
    keys = iter("xyzvwxyzvwxyzvwxyzvwxyzvw")
    press_until(run, server, "exercise_began", next(keys))


def quit_session(run: Run, server: XServer, within_s: float = 15.0) -> str:
    """Press q until it is heard; what the command wrote on stderr."""
    until_s = time.monotonic() + within_s
    while run.process.poll() is None and time.monotonic() < until_s:
        press(server, "q")
        time.sleep(KEY_EVERY_S)
    return run.end(within_s=2.0)[1]


def one_line(stderr: str) -> str:
    """The one sentence that was said on the terminal."""
    lines = stderr.splitlines()
    assert len(lines) == 1, stderr
    assert lines[0].startswith("coach: ")
    return lines[0]


def history_path(folder: Path) -> Path:
    """Where the session in `folder` is kept."""
    return folder / "data" / "spine-coach" / "history.sqlite"


def rows_in(folder: Path, sql: str) -> list[tuple[Any, ...]]:
    """Of the history of the sessions in `folder`."""
    with closing(sqlite3.connect(history_path(folder))) as db:
        return db.execute(sql).fetchall()


def sessions_in(folder: Path) -> list[tuple[Any, ...]]:
    """Programme and reason of each session, "" for one that was broken off."""
    return rows_in(folder, "SELECT programme, reason FROM sessions ORDER BY id")
