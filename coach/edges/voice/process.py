"""One speaking child process, as its parent sees it: start, say, cut short, bury without a trace.

The Windows and macOS branches are written from the documentation and have never been run.
"""

import contextlib
import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import coach

# Calm is 140-150 words a minute. espeak-ng reckons with longer words than instructions are made of:
# set to 145 it spoke three long ones at 184 words a minute from first to last sound, set to 115 at
# 145. tests/edges/test_voice.py measures it. German and Spanish have longer words, so fewer in a
# minute; in characters a second, all instructions and cautions, they are alike: English 11.8,
# German 12.0, Spanish 11.5. tests/edges/test_voices.py measures that.
CALM_RATE = 115

_BURY_LIMIT_S = 0.25  # a killed process is gone within milliseconds

if sys.platform == "win32":
    _CREATION_FLAGS = subprocess.CREATE_NO_WINDOW
else:
    _CREATION_FLAGS = 0


@dataclass(frozen=True, slots=True)
class VoiceSettings:
    """How the voice sounds."""

    language: str = "en"
    rate: int = CALM_RATE  # the engine's own words a minute
    volume: float = 1.0  # 0..1


@dataclass(frozen=True, slots=True)
class Reply:
    """What a child said. "gone" is its end, noticed by us."""

    event: str  # "ready", "failed", "started", "finished" or "gone"
    at_s: float  # time.monotonic() of its arrival
    id: int = 0
    spoke_s: float = 0.0
    problem: str = ""
    voice: str = ""  # of a ready child: the engine's name for its voice; "" the system's own


class SpeechProcess:
    """A child that owns one engine. `tell(self, reply)` is called from a thread of its own."""

    def __init__(
        self, settings: VoiceSettings, tell: Callable[["SpeechProcess", Reply], None]
    ) -> None:
        self.is_ready = False  # set by whoever reads the replies
        self._tell = tell
        self._scratch = Path(tempfile.mkdtemp(prefix="coach-voice-", dir=plain_temp_root()))
        self._popen = subprocess.Popen(
            [
                *(sys.executable, "-m", "coach.edges.voice.child", str(self._scratch)),
                *(settings.language, str(settings.rate), str(settings.volume)),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            env=_environment(),
            start_new_session=True,  # its aplay dies with it, and Ctrl-C reaches us alone
            creationflags=_CREATION_FLAGS,
        )
        threading.Thread(target=self._read, name="voice replies", daemon=True).start()

    @property
    def pid(self) -> int:
        """Process id; on POSIX also that of its session and process group."""
        return self._popen.pid

    def say(self, utterance_id: int, text: str) -> None:
        """Ask for one sentence. A child that is not ready yet speaks as soon as it is."""
        line = json.dumps({"id": utterance_id, "text": text}) + "\n"
        assert self._popen.stdin is not None
        with contextlib.suppress(BrokenPipeError):  # it just died: "gone" is on its way
            self._popen.stdin.write(line.encode())

    def interrupt(self) -> None:
        """Silence it within milliseconds, for good. Call `bury` a moment later."""
        self._signal_group(hard=False)

    def bury(self) -> None:
        """End what is left of it (aplay on a frozen audio server ignores SIGTERM) and tidy up."""
        self._signal_group(hard=True)
        # A process stuck in the kernel cannot be waited for: rather a zombie than a frozen coach.
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._popen.wait(timeout=_BURY_LIMIT_S)
        assert self._popen.stdin is not None
        self._popen.stdin.close()
        shutil.rmtree(self._scratch, ignore_errors=True)

    def _signal_group(self, *, hard: bool) -> None:
        # Nobody has waited for the leader yet, so its id cannot belong to a stranger.
        if self._popen.returncode is not None:
            return
        if sys.platform == "win32":
            self._popen.terminate()
        else:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.pid, signal.SIGKILL if hard else signal.SIGTERM)

    def _read(self) -> None:
        assert self._popen.stdout is not None
        with self._popen.stdout as lines, contextlib.suppress(ValueError):  # half a line: killed
            for line in lines:
                self._tell(self, Reply(at_s=time.monotonic(), **json.loads(line)))
        self._tell(self, Reply("gone", time.monotonic()))


def _environment() -> dict[str, str]:
    """Ours, with the package importable: the coach may run from a checkout."""
    root = str(Path(coach.__file__).parents[1])
    known = os.environ.get("PYTHONPATH")
    return {**os.environ, "PYTHONPATH": f"{root}{os.pathsep}{known}" if known else root}


def plain_temp_root() -> str:
    """Where temporary folders go: pyttsx3 hands the path to a shell unquoted."""
    usual = tempfile.gettempdir()
    return usual if sys.platform == "win32" or shlex.quote(usual) == usual else "/tmp"
