"""The programme `first` from beginning to end, hands-free, at real speed.

Real command, real window, real speech; a network camera as on a low table (0.65 m high, 2.5 m away,
60 degree lens, 1280x720) shows a rendered person who does as told.
"""

import json
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from statistics import median

import pytest

from coach.cues import Priority
from coach.edges.library import load_exercise
from coach.wording import speaking_s
from tests.command import Records, named
from tests.edges.actor import Actor
from tests.edges.aplay_stand_in import AplayStandIn, Played
from tests.edges.rehearsal import Rehearsal
from tests.edges.xserver import missing_program, wait_for, x_server
from tests.live import TITLE, Run, is_painted, running, save

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="needs an X server and aplay"),
]

FIRST = ("toe_pull_chin", "supine_reach", "arm_raise_toe_pull", "knee_hug", "pelvis_lift")
AT_MOST_S = 20 * 60.0
LATE_S = 2.0  # on a busy machine; how late it is on a quiet one is told with the results


@dataclass
class Whole:
    """What was seen and heard in the whole session."""

    lines: Records = field(default_factory=list)
    sounds: list[Played] = field(default_factory=list)
    clock_s: float = 0.0  # time.monotonic() at media time 0
    took_s: float = 0.0
    exit_code: int | None = None
    stderr: str = ""
    left_over: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def whole(bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> Whole:
    if program := missing_program():
        pytest.skip(f"{program} is not installed")
    folder, told = tmp_path_factory.mktemp("first"), Whole()
    own = {"XDG_DATA_HOME": str(folder / "data"), "XDG_CONFIG_HOME": str(folder / "config")}
    with pytest.MonkeyPatch.context() as patch, x_server() as server, Actor(*FIRST) as actor:
        aplay = AplayStandIn(folder / "aplay", patch)
        line = ("start", "--camera", actor.url, "--model", bundle, "--window")
        with running(folder, *line, DISPLAY=server.display, **own) as run:
            wait_for(lambda: is_painted(server.picture()), "the first picture", within_s=40)
            press(run, server, "s", "workout_began")
            run.wait_for("asked", question="check", within_s=40)
            press(run, server, "3", "answered", question="check")
            began_s = time.monotonic()
            actor.show("arrive")
            with Rehearsal(actor, run.events), Clock(run) as clock:
                for name in FIRST:
                    run.wait_for("exercise_began", exercise=name, within_s=240)
                    time.sleep(20.0)
                    save(server.picture(), folder / f"{name}.png")
                run.wait_for("workout_ended", within_s=240)
            told.took_s, told.clock_s = time.monotonic() - began_s, clock.zero_s
            run.wait_for("cue", key="summary_rest", within_s=40)
            save(server.picture(), folder / "over.png")
            time.sleep(5.0)  # until it is said
            press(run, server, "x", "")  # the last picture need not linger
            _, told.stderr = run.end(within_s=30)
            told.exit_code, told.lines = run.process.returncode, run.records()
            told.left_over = run.left_over()
        told.sounds = aplay.played()
    return told


class Clock:
    """Finds time.monotonic() at media time 0, from when lines appear in the events file."""

    def __init__(self, run: Run) -> None:
        self.zero_s = float("inf")
        self._run = run
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "Clock":
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        size = 0
        while not self._ended.wait(0.01):
            if not self._run.events.exists():
                continue
            now_s, new = time.monotonic(), self._run.events.stat().st_size
            if new == size:
                continue
            size = new
            last = self._run.events.read_bytes().rpartition(b"\n")[0].rpartition(b"\n")[2]
            t_s = json.loads(last).get("t_s")
            if t_s is not None:
                self.zero_s = min(self.zero_s, now_s - t_s)


def press(run: Run, server, key: str, name: str, **fields: object) -> None:
    """Press a key, again where the window lost it."""
    for _ in range(5):
        server.press(TITLE, key)
        until_s = time.monotonic() + 3.0
        while time.monotonic() < until_s:
            if not name or any(fields.items() <= one.items() for one in named(run.records(), name)):
                return
            time.sleep(0.1)
    raise AssertionError(f"the key {key} was never heard")


def cues(whole: Whole) -> Records:
    return named(whole.lines, "cue")


def test_it_comes_to_its_end(whole: Whole) -> None:
    assert [line["reason"] for line in named(whole.lines, "workout_ended")] == ["done"]
    assert (whole.exit_code, whole.stderr, whole.left_over) == (0, "", [])


def test_every_dose_is_done_and_counted_as_it_was_done(whole: Whole) -> None:
    ended = named(whole.lines, "exercise_ended")
    assert [(line["exercise"], line["reason"]) for line in ended] == [
        (name, "dose_done") for name in FIRST
    ]
    doses = [load_exercise(name).dose.start_reps for name in FIRST]
    assert [line["count"] for line in ended] == doses


def test_nobody_touches_anything_after_the_check(whole: Whole) -> None:
    answers = named(whole.lines, "answered")
    assert [(line["question"], line["by"]) for line in answers] == [
        ("check", "key"),
        ("hearing", "arm"),
    ]
    assert named(whole.lines, "workout_paused", "stop_seen") == []


def test_nobody_is_asked_to_move_the_camera(whole: Whole) -> None:
    asked = ("too_small", "too_close", "off_centre", "cut_off_feet", "cut_off_head", "too_dark")
    assert [line["key"] for line in cues(whole) if line["key"] in asked] == []


def test_it_takes_about_as_long_as_it_says(whole: Whole, record_property: Callable) -> None:
    (began,) = named(whole.lines, "workout_began")
    record_property("planned_s", began["planned_s"])
    record_property("took_s", whole.took_s)
    assert began["planned_s"] <= 8 * 60
    assert whole.took_s < began["planned_s"] + 150  # coming in, lying down, the hearing test


def test_what_is_said_is_heard_in_time(whole: Whole, record_property: Callable) -> None:
    late_s = sorted(lateness_s(whole))
    said = [line for line in cues(whole) if line["priority"] >= Priority.FORM]
    record_property(
        "heard", f"{len(late_s)} of {len(cues(whole))} cues, {len(whole.sounds)} sounds"
    )
    record_property("median_s", median(late_s))
    record_property("p95_s", late_s[int(0.95 * len(late_s))])
    assert len(late_s) >= 0.9 * len(said)
    assert median(late_s) < 0.5
    assert late_s[int(0.95 * len(late_s))] < LATE_S


def lateness_s(whole: Whole) -> list[float]:
    """From when it is due to its first sound, for every cue that was heard. A sound is that of the
    cue of its time whose text takes as long; what gave way to another one was never heard.
    """
    due = [(line["t_s"] + whole.clock_s, line["text"]) for line in cues(whole)]
    late_s = []
    for sound in whole.sounds:
        near = [one for one in due if -0.1 <= sound.began_s - one[0] <= 3.0]
        if near:
            # A long text is known by its length; of numbers the one just said is meant.
            best = min(
                near,
                key=lambda one: (
                    abs(speaking_s(one[1]) - sound.voiced_s) + 0.5 * (sound.began_s - one[0])
                ),
            )
            due.remove(best)
            late_s.append(sound.began_s - best[0])
    return late_s


def test_calls_and_counts_are_in_order(whole: Whole) -> None:
    counts = named(whole.lines, "rep_counted")
    for one, other in pairwise(counts):
        assert one["t_s"] < other["t_s"]
