"""The program that owns the one speech engine; `Voice` runs it as a child and talks JSON lines.

    python -m coach.edges.voice.child SCRATCH_FOLDER LANGUAGE RATE VOLUME

stdin:  {"id": 1, "text": "Three."}        one line a cue; end of file means the parent is gone
stdout: {"event": "ready", "voice": "gmw/en"}  the engine is warm; "": with the system's own voice
        {"event": "failed", "problem": ""} there is no engine: why, and how to mend it; it then ends
        {"event": "started", "id": 1}      synthesis and playing begin
        {"event": "finished", "id": 1, "spoke_s": 0.61}

A process of its own because pyttsx3 cannot be interrupted from within: `stop()` from another
thread blocks for seconds and a second engine crashes. Ending the process silences it within
milliseconds, and a frozen audio server freezes only this process.
"""

import contextlib
import ctypes
import json
import os
import queue
import re
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TextIO

from coach.errors import CoachError


def main(arguments: list[str]) -> int:
    """Speak what stdin asks for until it ends. Returns the exit code."""
    scratch, language, rate, volume = arguments
    tempfile.tempdir = scratch  # pyttsx3 leaves a wav there for each utterance cut short
    replies = _take_stdout()
    requests: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(requests, Path(scratch)), daemon=True).start()
    try:
        engine, voice = _engine(language, round(float(rate)), float(volume))
    except CoachError as error:
        _reply(replies, event="failed", problem=str(error))
        return 1
    heard_out = threading.Event()
    engine.connect("finished-utterance", lambda name, completed: heard_out.set())
    _reply(replies, event="ready", voice=voice or "")
    while True:
        request = requests.get()
        _reply(replies, event="started", id=request["id"])
        started_s = time.monotonic()
        _speak(engine, request["text"], heard_out)
        spoke_s = time.monotonic() - started_s
        _reply(replies, event="finished", id=request["id"], spoke_s=spoke_s)


def _speak(engine: Any, text: str, heard_out: threading.Event) -> None:
    """Speak one sentence and return when it was heard out."""
    _settle()
    heard_out.clear()
    # One at a time: of several `say` before a run only the last is spoken.
    engine.say(quickly_ended(text))
    engine.runAndWait()
    heard_out.wait()  # a run may return while the sound still plays


def quickly_ended(text: str) -> str:
    """The text as espeak-ng speaks counts without a silence of 0.6 s behind each: a full stop takes
    that long, a comma half of it, and three numbers have to fit into three seconds.
    """
    if sys.platform != "linux":
        return text
    counted = re.sub(r"(?<=\d)\.(?=\s|$)", ",", text)
    is_bare = counted[-1:].isdigit() and len(counted) <= _COUNT_CHARACTERS
    return f"{counted}," if is_bare else counted


def _settle() -> None:
    """Wait until espeak-ng has done all it was told. Call it before each run.

    pyttsx3 begins a run by stopping the one before. If espeak-ng is still busy then, with settings
    or the end of a sentence, the stop hits the next sentence: an empty sound is played instead.
    """
    if sys.platform == "linux":
        ctypes.CDLL("libespeak-ng.so.1").espeak_Synchronize()  # the copy that pyttsx3 uses


def _take_stdout() -> TextIO:
    """Keep stdout for the protocol alone; whatever libraries print goes to stderr from now on."""
    kept = os.dup(1)  # not inheritable: a playing aplay cannot hold the pipe open
    os.dup2(2, 1)
    return os.fdopen(kept, "w", encoding="utf-8")


def _reply(replies: TextIO, **message: object) -> None:
    with contextlib.suppress(BrokenPipeError):  # the parent is gone: `_read` ends this process
        replies.write(json.dumps(message) + "\n")
        replies.flush()


def _read(requests: queue.SimpleQueue[dict[str, Any]], scratch: Path) -> None:
    for line in sys.stdin:
        requests.put(json.loads(line))
    _end_with_parent(scratch)


def _end_with_parent(scratch: Path) -> None:
    """Leave nothing behind: no file, no sound, no process."""
    for _ in range(3):  # the engine may be writing a wav at this very moment
        shutil.rmtree(scratch, ignore_errors=True)
    if sys.platform != "win32" and os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)  # a playing aplay too; ours alone: Voice gave us a session
    os._exit(0)  # the main thread may be deep inside the engine and cannot be asked


def _engine(language: str, rate: int, volume: float) -> tuple[Any, str | None]:
    """A warm pyttsx3 engine that speaks `language`, and its voice; None: the system's own.

    Raises CoachError when there is none.
    """
    if sys.platform == "linux":
        _load_espeak()
    try:
        import pyttsx3

        engine = pyttsx3.init("espeak" if sys.platform == "linux" else None)
    except (ImportError, OSError, RuntimeError) as error:
        why = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise CoachError(
            f"no voice: the speech engine does not start ({why}); "
            "mend it with: pip install --force-reinstall pyttsx3 espeakng-loader"
        ) from error
    _settle()
    engine.runAndWait()  # an engine queues all settings until its first run
    engine.setProperty("rate", rate)
    engine.setProperty("volume", volume)
    voice = choose_voice(engine.getProperty("voices"), language)
    if voice is not None:
        engine.setProperty("voice", voice)
    elif sys.platform == "linux":  # elsewhere languages may be unnamed: keep the system's voice
        raise CoachError(f"no voice: none speaks {language!r}; choose another language, e.g. 'en'")
    return engine, voice


def _load_espeak() -> None:
    """Put the packaged espeak-ng where pyttsx3 finds it; without it, the system's may serve."""
    with contextlib.suppress(ImportError, OSError, RuntimeError):
        import espeakng_loader

        # pyttsx3 asks for "libespeak-ng.so.1", and the loader answers with one already loaded.
        ctypes.CDLL(espeakng_loader.get_library_path(), ctypes.RTLD_GLOBAL)
        os.environ["ESPEAK_DATA_PATH"] = espeakng_loader.get_data_path()


def choose_voice(voices: Iterable[Any], language: str) -> str | None:
    """Identifier of the plainest voice for a language code such as "en" or "de"; None: none.

    voices: pyttsx3 voices, with `id` and `languages` (text, or bytes in older versions).
    """
    wanted = language.lower()
    candidates = [
        (_rank(str(voice.id), [_code(code) for code in voice.languages], wanted), str(voice.id))
        for voice in voices
    ]
    suited = [candidate for candidate in candidates if candidate[0] < _UNSUITED]
    return min(suited)[1] if suited else None


_UNSUITED = 3
_COUNT_CHARACTERS = 12  # of "Right, 10" in every language


def _rank(voice_id: str, languages: list[str], wanted: str) -> int:
    """0 the voice named after the language, 1 of the language, 2 a dialect, 3 something else."""
    if voice_id.lower().split("/")[-1] == wanted:
        return 0
    if wanted in languages:
        return 1
    return 2 if any(code.startswith(wanted + "-") for code in languages) else _UNSUITED


def _code(language: str | bytes) -> str:
    text = language.decode("utf-8", "ignore") if isinstance(language, bytes) else str(language)
    return text.strip("\x00\x01\x02\x03\x04\x05\x06\x07").replace("_", "-").lower()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
