"""Decides what is spoken when: one thread, its waiting cues, a speaking child and a warm spare.

The spare takes over within milliseconds when the speaker is cut short (see child). Everything that
happens - a cue, a reply, a request to be silent - reaches the thread as a call in its inbox, so
nothing here needs a lock.
"""

import queue
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from coach.cues import Cue, Priority, interrupts
from coach.edges.voice.probe import probe_sound
from coach.edges.voice.process import Reply, SpeechProcess, VoiceSettings
from coach.edges.voice.waiting import CueQueue, WaitingCue
from coach.errors import CoachError

OnSpoken = Callable[[Cue, float, float], None]
OnProblem = Callable[[str], None]

_START_PATIENCE_S = 3.0  # a child is warm after 0.2-0.5 s; on a busy machine speech comes later
_WATCHDOG_S = 3.0  # beyond the expected length
_SLOWEST_CHARS_S = 8.0  # characters a second; the calm rate gives about 11
_NOT_READY_S = 5.0  # more patience with a child that is still starting
_GRACE_S = 0.1  # between asking a child to end and ending it
_MOST_FAILURES = 3  # in a row, then the voice stays off
_CLOSE_LIMIT_S = 0.5  # whoever quits does not wait for a thread that a frozen sound server holds up
_MOST_UNREAD = 1000  # cues that a thread held up that long may find; they would all be stale
# pyttsx3 2.99 speaks only the first utterance of a process there (public reports; not tried).
_ONE_UTTERANCE_EACH = sys.platform == "win32"


@dataclass(slots=True)
class _Utterance:
    """What is being spoken."""

    id: int
    waiting: WaitingCue
    overdue_s: float  # time.monotonic() at which the child counts as hung
    started_s: float | None = None  # None until the child took it on


class Announcer:
    """The thread that decides what is said. Public methods may be called from any thread."""

    def __init__(
        self, settings: VoiceSettings, on_spoken: OnSpoken | None, report: OnProblem
    ) -> None:
        self._settings = settings
        self._on_spoken = on_spoken
        self._report = report
        self._inbox: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="voice", daemon=True)
        self._knows_itself = threading.Event()  # set when the first child is ready or has failed
        # From here on: touched by the thread alone.
        self._waiting = CueQueue()
        self._now: _Utterance | None = None
        self._speaker: SpeechProcess | None = None
        self._spare: SpeechProcess | None = None
        self._retired: list[tuple[SpeechProcess, float]] = []  # with the time to bury it
        self._utterances = 0
        self._failures = 0
        self._ends_s: float | None = None  # time.monotonic() of the end, once it is known

    def start(self) -> None:
        """Start, and wait a moment so that a missing engine is known before the first frame."""
        self._thread.start()
        self._knows_itself.wait(_START_PATIENCE_S)

    def add(self, waiting: WaitingCue) -> None:
        """Let a cue wait for its turn."""
        if self._inbox.qsize() >= _MOST_UNREAD:
            return
        self._inbox.put(partial(self._waiting.add, waiting))

    def silence(self) -> None:
        """Stop at once and forget what waits."""
        self._inbox.put(self._be_silent)

    def close(self, farewell_s: float) -> None:
        """End the thread and its children; what matters may be heard out for `farewell_s`.

        Children of a thread that does not end in time end with the process (see child).
        """
        if not self._thread.is_alive():
            return
        try:
            self._inbox.put(partial(self._end_after, farewell_s))
            self._thread.join(farewell_s)
        finally:  # also at Ctrl-C while the last cue is being spoken
            self._inbox.put(partial(self._end_after, 0.0))
            self._thread.join(_CLOSE_LIMIT_S)

    def _run(self) -> None:
        try:
            self._speaker = self._new_process()
            while not self._is_over():
                self._work_inbox()
                self._look_at_clock()
                self._speak_next()
        except (CoachError, OSError) as error:
            self._report(str(error))
        finally:
            self._knows_itself.set()
            self._end_children()

    def _work_inbox(self) -> None:
        """Wait for something to happen, but not past the next deadline."""
        deadlines = [bury_s for _, bury_s in self._retired]
        if self._now is not None:
            deadlines.append(self._now.overdue_s)
        if self._ends_s is not None:
            deadlines.append(self._ends_s)
        wait_s = max(0.0, min(deadlines) - time.monotonic()) if deadlines else None
        try:
            self._inbox.get(timeout=wait_s)()
        except queue.Empty:
            return

    def _is_over(self) -> bool:
        if self._ends_s is None:
            return False
        is_idle = self._now is None and self._waiting.first(time.monotonic()) is None
        return is_idle or time.monotonic() >= self._ends_s

    def _end_after(self, farewell_s: float) -> None:
        self._ends_s = time.monotonic() + farewell_s
        self._waiting.keep(least=Priority.FORM)

    def _be_silent(self) -> None:
        self._waiting.clear()
        if self._now is not None:
            self._cut_short()

    def _look_at_clock(self) -> None:
        now_s = time.monotonic()
        if self._now is not None and now_s >= self._now.overdue_s:
            self._fail()
        for process, _ in (retired for retired in self._retired if retired[1] <= now_s):
            process.bury()
        self._retired = [retired for retired in self._retired if retired[1] > now_s]

    def _speak_next(self) -> None:
        """Begin with the first in the queue, unless something is spoken that it must not cut."""
        first = self._waiting.first(time.monotonic())
        if first is None:
            return
        if self._now is not None:
            if not interrupts(first.cue.priority, self._now.waiting.cue.priority):
                return
            self._cut_short()
        self._waiting.remove(first)
        self._utterances += 1
        speaker = self._speaker or self._new_process()
        self._speaker = speaker
        patience_s = _WATCHDOG_S + (0.0 if speaker.is_ready else _NOT_READY_S)
        overdue_s = time.monotonic() + len(first.cue.text) / _SLOWEST_CHARS_S + patience_s
        self._now = _Utterance(self._utterances, first, overdue_s)
        speaker.say(self._utterances, first.cue.text)
        # Only now: starting a process must not delay the cue.
        if self._spare is None and self._ends_s is None:
            self._spare = self._new_process()

    def _new_process(self) -> SpeechProcess:
        return SpeechProcess(self._settings, self._tell)

    def _tell(self, process: SpeechProcess, reply: Reply) -> None:
        """Called by the readers of the children."""
        self._inbox.put(partial(self._hear, process, reply))

    def _hear(self, process: SpeechProcess, reply: Reply) -> None:
        """Take in a reply of the speaker or the spare; those of retired ones no longer matter."""
        if process is not self._speaker and process is not self._spare:
            return
        match reply.event:
            case "ready":
                self._become_ready(process)
            case "failed":
                raise CoachError(reply.problem)
            case "gone":
                self._fail(process)
            case "started" if self._now is not None:
                self._now.started_s = reply.at_s
            case "finished" if self._now is not None:
                self._finish(reply.spoke_s)

    def _become_ready(self, process: SpeechProcess) -> None:
        process.is_ready = True
        self._knows_itself.set()
        if self._spare is None:
            self._spare = self._new_process()

    def _finish(self, spoke_s: float) -> None:
        if self._now is not None and spoke_s < _least_s(self._now.waiting.cue.text):
            # pyttsx3 does not notice a player that fails: ask the player.
            if (problem := probe_sound()) is not None:
                raise CoachError(problem)
            self._now.started_s = None  # not a word was heard: it may be said again
            self._fail()
            return
        self._failures = 0
        self._note_spoken(spoke_s)
        self._now = None
        if _ONE_UTTERANCE_EACH:
            self._change_speaker()

    def _note_spoken(self, spoke_s: float | None = None) -> None:
        """Tell what was heard; `spoke_s` None: it is being cut short now."""
        if self._now is None or self._now.started_s is None or self._on_spoken is None:
            return
        start_s = self._now.started_s
        end_s = time.monotonic() if spoke_s is None else start_s + spoke_s
        self._on_spoken(self._now.waiting.cue, start_s, end_s)

    def _cut_short(self) -> None:
        """End the speaker in the middle of the word; the spare takes over."""
        self._change_speaker()
        self._note_spoken()
        self._now = None

    def _change_speaker(self) -> None:
        if self._speaker is not None:
            self._retire(self._speaker)
        self._speaker, self._spare = self._spare, None

    def _retire(self, process: SpeechProcess) -> None:
        process.interrupt()
        self._retired.append((process, time.monotonic() + _GRACE_S))

    def _fail(self, process: SpeechProcess | None = None) -> None:
        """A child hung, crashed or was mute: replace it, but not for ever. None: the speaker."""
        self._failures += 1
        if self._failures >= _MOST_FAILURES:
            raise CoachError(
                f"voice off: speaking failed {self._failures} times in a row; "
                "check the sound settings and start the coach again"
            )
        if process is not None and process is self._spare:
            self._retire(process)
            self._spare = self._new_process()
            return
        if self._now is not None and self._now.started_s is None:
            self._waiting.add(self._now.waiting)  # not begun: its own life decides
        self._now = None
        self._change_speaker()
        if self._speaker is None:
            self._speaker = self._new_process()

    def _end_children(self) -> None:
        living = [process for process in (self._speaker, self._spare) if process is not None]
        for process in living:
            process.interrupt()
        if self._now is not None:
            self._note_spoken()
        if living:
            time.sleep(_GRACE_S)
        for process in [*living, *(process for process, _ in self._retired)]:
            process.bury()


def _least_s(text: str) -> float:
    """Seconds that no player needs less for: the calm rate gives 11 characters a second.

    0 where the length of a sentence on the system's own voices is not known.
    """
    return 0.2 + len(text) / 30 if sys.platform == "linux" else 0.0
