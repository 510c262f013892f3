"""The command `coach` as a user runs it: a process of its own, its real exit code and words."""

import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
COMMAND = (sys.executable, "-m", "coach")

Records = list[dict[str, Any]]


_DATA_HOME = TemporaryDirectory(prefix="coach-data-")


def environment(**changes: str) -> dict[str, str]:
    """Ours without a display, with the checkout's package."""
    screens = ("DISPLAY", "WAYLAND_DISPLAY")
    plain = {name: value for name, value in os.environ.items() if name not in screens}
    own = {  # nobody's history, ranges and settings are touched
        "PYTHONPATH": str(ROOT),
        "XDG_DATA_HOME": _DATA_HOME.name,
        "XDG_CONFIG_HOME": _DATA_HOME.name,
    }
    return plain | own | changes


def coach(
    *arguments: str | Path, cwd: Path, timeout_s: float = 120.0, **changes: str
) -> subprocess.CompletedProcess[str]:
    """Run `coach` to its end. `changes` are those of the environment."""
    return subprocess.run(
        [*COMMAND, *map(str, arguments)],
        cwd=cwd,
        env=environment(**changes),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=timeout_s,
        check=False,
    )


def sentence_of(done: subprocess.CompletedProcess[str]) -> str:
    """The one sentence of a command that failed as it should: no more words, no traceback."""
    assert done.returncode == 1, done
    assert "Traceback" not in done.stdout + done.stderr
    lines = done.stderr.splitlines()
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("coach: ")
    return lines[0].removeprefix("coach: ")


def no_constant(name: str) -> float:
    raise ValueError(f"{name} is not JSON")


def records(events: Path) -> Records:
    """The lines of an events file; NaN and Infinity are not JSON and are refused."""
    lines = events.read_text(encoding="utf-8").splitlines()
    return [json.loads(line, parse_constant=no_constant) for line in lines]


def named(lines: Records, *names: str) -> Records:
    """Those of the given events."""
    return [line for line in lines if line["event"] in names]
