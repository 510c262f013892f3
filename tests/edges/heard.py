"""What tests of the voice share: cues, moments, and what is left of its processes and files."""

import time
from pathlib import Path

from coach.cues import Cue, Priority
from coach.events import Phase, Stage, Status
from coach.landmarks import Pose
from coach.pipeline import Frame, Moment

LONG = "Lift your hips slowly until your body is straight, and hold it there without any hurry."


def cue(text, priority=Priority.COUNT, *, key=None, t_s=0.0, life_s=8.0):
    return Cue(t_s, t_s + life_s, priority, key or text, text)


def moment(t_s, *cues, events=(), reason="", agenda=None):
    status = Status(
        t_s, "bridge", Stage.ACTIVE, Phase.REST, 0, 10, None, 5.0, reason, "left", agenda=agenda
    )
    return Moment(Frame(t_s, None), Pose.nobody(t_s), status, events, cues)


def wait_until(claim, patience_s=6.0):
    deadline_s = time.monotonic() + patience_s
    while not claim():
        assert time.monotonic() < deadline_s, "it never came true"
        time.sleep(0.02)


def processes_of(folder):
    """Process id -> command of the living processes that work for this test."""
    found = {}
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = path.read_bytes().replace(b"\0", b" ").decode()
        except OSError:  # it just ended
            continue
        if str(folder) in command:
            found[int(path.parent.name)] = command
    return found


def children():
    """Process ids of our own children, the dead ones that nobody waited for included."""
    tasks = Path("/proc/self/task").glob("*/children")
    return {int(pid) for task in tasks for pid in task.read_text().split()}


def assert_nothing_left(tmp_path):
    assert processes_of(tmp_path / "scratch") == {}
    assert list((tmp_path / "scratch").iterdir()) == []
