"""A program named `aplay`, put first on PATH: the real voice speaks, and the test can hear it.

It keeps the wav it is given, writes down when playing began and ended, and takes as long as the
sound is. Told so, it behaves like a machine without a sound device or with a frozen audio server.
"""

import json
import math
import os
import stat
import sys
import time
import wave
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np
import pytest

_PROGRAM = """#!{python} -IS
import json, os, shutil, signal, sys, time, wave
folder = {folder!r}
def note(event):
    entry = {{"pid": os.getpid(), "event": event, "at_s": time.monotonic()}}
    with open(folder + "/log.jsonl", "a") as log:
        log.write(json.dumps(entry) + "\\n")
mode = open(folder + "/mode").read()
if mode == "no device":
    sys.exit("aplay: main:831: audio open error: No such file or directory")
if mode == "frozen":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    note("frozen")
    time.sleep(600)
def cut(*_):
    note("cut")
    os._exit(1)
signal.signal(signal.SIGTERM, cut)
note("began")
print("Playing WAVE")  # what a chatty player prints must not reach anybody who listens to the voice
kept = folder + "/" + str(os.getpid()) + ".wav"
shutil.copyfile(sys.argv[1], kept + ".part")
os.rename(kept + ".part", kept)
with wave.open(sys.argv[1]) as sound:
    time.sleep(sound.getnframes() / sound.getframerate() / float(open(folder + "/hurry").read()))
note("ended")
"""


class Mode(StrEnum):
    """What the stand-in does."""

    PLAY = "play"
    NO_DEVICE = "no device"
    FROZEN = "frozen"


@dataclass(frozen=True, slots=True)
class Played:
    """One sound, with time.monotonic() of begin and end (None: still playing, or killed)."""

    began_s: float
    ended_s: float | None
    was_cut: bool
    samples: np.ndarray  # (n,), -1..1
    sample_rate_hz: int

    @property
    def length_s(self) -> float:
        """The whole sound, with the silence around the words."""
        return self.samples.size / self.sample_rate_hz

    @property
    def voiced_s(self) -> float:
        """From the first to the last audible sample."""
        audible = np.flatnonzero(np.abs(self.samples) > 0.01)
        return float(audible[-1] - audible[0]) / self.sample_rate_hz if audible.size else 0.0

    @property
    def rms_dbfs(self) -> float:
        """Loudness against full scale; -inf for silence."""
        rms = math.sqrt(float(np.mean(self.samples**2)))
        return 20 * math.log10(rms) if rms else -math.inf


class AplayStandIn:
    """Installs itself first on PATH for as long as `monkeypatch` lasts."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        programs = folder / "bin"
        programs.mkdir(parents=True)
        program = programs / "aplay"
        program.write_text(_PROGRAM.format(python=sys.executable, folder=str(folder)))
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
        self.behave(Mode.PLAY)
        self.hurry(1.0)

    def behave(self, mode: Mode) -> None:
        """From the next sound on."""
        (self.folder / "mode").write_text(mode)

    def hurry(self, times: float) -> None:
        """Play so many times faster, for tests that ask what is said and not how long it takes."""
        (self.folder / "hurry").write_text(str(times))

    def log(self) -> list[dict[str, object]]:
        """What happened, oldest first: began, ended, cut, frozen; with process id and time."""
        log = self.folder / "log.jsonl"
        return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []

    def played(self) -> list[Played]:
        """All sounds so far that were not silence (the probe plays silence), oldest first."""
        log = self.log()
        ends = {entry["pid"]: entry for entry in log if entry["event"] in ("ended", "cut")}
        sounds = [
            _played(self.folder / f"{entry['pid']}.wav", entry, ends.get(entry["pid"]))
            for entry in log
            if entry["event"] == "began"
        ]
        return [sound for sound in sounds if sound.rms_dbfs > -math.inf]

    def wait_for(
        self, sounds: int, *, ended: bool = False, patience_s: float = 6.0
    ) -> list[Played]:
        """Wait until so many sounds began (or all of them ended) and return all."""
        deadline_s = time.monotonic() + patience_s
        while time.monotonic() < deadline_s:
            played = self.played()
            if len(played) >= sounds and not (ended and any(p.ended_s is None for p in played)):
                return played
            time.sleep(0.02)
        raise AssertionError(f"heard {len(self.played())} sounds, not {sounds}: {self.log()}")


def _played(path: Path, began: dict[str, object], end: dict[str, object] | None) -> Played:
    began_s = float(str(began["at_s"]))
    ended_s = None if end is None else float(str(end["at_s"]))
    was_cut = end is not None and end["event"] == "cut"
    try:
        with wave.open(str(path)) as sound:
            rate_hz = sound.getframerate()
            samples = np.frombuffer(sound.readframes(sound.getnframes()), np.int16) / 32768
    except FileNotFoundError:  # just being copied
        rate_hz, samples = 22050, np.zeros(1)
    return Played(began_s, ended_s, was_cut, samples, rate_hz)
