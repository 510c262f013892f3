"""Can the coach be heard at all? pyttsx3 itself says "finished" even where nothing sounds."""

import queue
import shutil
import subprocess
import sys
import tempfile
import wave
from pathlib import Path

from coach.edges.system import APT_LINE
from coach.edges.voice.process import Reply, SpeechProcess, VoiceSettings
from coach.errors import CoachError

_PATIENCE_S = 2.0  # a working aplay plays the test sound in 0.1 s
_ENGINE_PATIENCE_S = 5.0  # a cold disk: usually 0.2 s


def probe_sound() -> str | None:
    """Play a moment of silence. None, or one sentence on why nothing can be heard and the mend."""
    # Windows and macOS play sound themselves; there is no player to lack.
    return _probe_aplay() if sys.platform == "linux" else None


def _probe_aplay() -> str | None:
    if shutil.which("aplay") is None:
        return f"no sound: aplay is missing; install it with: {APT_LINE}"
    with tempfile.TemporaryDirectory(prefix="coach-voice-") as folder:
        silence = Path(folder) / "silence.wav"
        _write_silence(silence)
        return _play(silence)


def probe_voice(settings: VoiceSettings | None = None) -> str | None:
    """Try sound and speech engine. None, or one sentence on what is wrong and how to mend it."""
    if problem := probe_sound():
        return problem
    try:
        _first_reply(settings or VoiceSettings())
    except CoachError as error:
        return str(error)
    return None


def find_voice(language: str) -> str:
    """The speech engine's name for the voice of a language such as "de"; "" the system's own.

    Raises CoachError when there is no engine, or none of its voices speaks the language.
    """
    return _first_reply(VoiceSettings(language)).voice


def _write_silence(path: Path) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(22050)  # as the speech will be
        file.writeframes(bytes(2 * 22050 // 20))  # 0.05 s


def _play(path: Path) -> str | None:
    try:
        played = subprocess.run(
            ["aplay", str(path), "-q"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            timeout=_PATIENCE_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return "no sound: the audio server does not answer; restart it, or log out and in again"
    except OSError as error:
        return f"no sound: aplay cannot be started ({error.strerror}); reinstall alsa-utils"
    if played.returncode == 0:
        return None
    said = played.stderr.decode("utf-8", "replace").strip().splitlines()
    why = said[-1] if said else f"exit code {played.returncode}"
    return f"no sound: no sound device can be played on ({why}); connect one or turn it on"


def _first_reply(settings: VoiceSettings) -> Reply:
    """What a child says when its engine is warm. Raises CoachError when it does not get there."""
    replies: queue.SimpleQueue[Reply] = queue.SimpleQueue()
    process = SpeechProcess(settings, lambda _, reply: replies.put(reply))
    try:
        first = replies.get(timeout=_ENGINE_PATIENCE_S)
    except queue.Empty:
        raise CoachError(
            "no voice: the speech engine does not answer; close other programs and try again"
        ) from None
    finally:
        process.bury()
    if first.event == "ready":
        return first
    raise CoachError(
        first.problem or "no voice: the speech engine crashed at start; reinstall pyttsx3"
    )
