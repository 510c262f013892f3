"""Speaks cues without ever holding up a frame: a thread of its own decides (see announcer)."""

import time
from types import TracebackType
from typing import Self

from coach.agenda import Scene
from coach.cues import Cue
from coach.edges.voice.announcer import Announcer, OnProblem, OnSpoken
from coach.edges.voice.probe import probe_sound
from coach.edges.voice.process import VoiceSettings
from coach.edges.voice.waiting import WaitingCue
from coach.events import Event, StageEntered, Status, StopSeen
from coach.pipeline import Moment
from coach.workout_events import Answered, CutShort, WorkoutPaused

_FAREWELL_S = 12.0  # how long the last cues may take at the end: goodbye, and a tip for next time
_QUIT = frozenset({"quit"})
_LEFT = _QUIT | {"ended"}  # reasons of an end that somebody asked for without a word
_ASKED_FOR = frozenset({"stopped", "user"})  # reasons of a stop or a pause by key or click


class Voice:
    """A sink that speaks the moment's cues.

    speed: media seconds in a wall-clock second; 1 live.
    is_live: the source has no end of its own: when it ends, somebody broke off and wants silence.
        The last sentences of a replay are heard out.
    on_spoken: called for each cue that was heard, whole or cut short, with time.monotonic() at
        its start and end; on a thread of the voice, so it must be quick and must not raise.
    on_problem: called at most once, with the sentence that `problem` then holds.

    Without sound or engine the voice is mute, not an error: `problem` says why and the mend.
    """

    def __init__(
        self,
        language: str = "en",
        *,
        volume: float = 1.0,
        speed: float = 1.0,
        is_live: bool = True,
        on_spoken: OnSpoken | None = None,
        on_problem: OnProblem | None = None,
    ) -> None:
        self._speed = speed
        self._left_reasons = _LEFT if is_live else _QUIT
        self._was_left = False
        self._on_problem = on_problem
        self._problem: str | None = None
        self._announcer = Announcer(VoiceSettings(language, volume=volume), on_spoken, self._report)

    @property
    def problem(self) -> str | None:
        """Why nothing can be heard, and the mend, in one sentence; None while all is well."""
        return self._problem

    def __enter__(self) -> Self:
        problem = probe_sound()
        if problem is None:
            self._announcer.start()
        else:
            self._report(problem)
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Let the last cues be heard; after an exception or a quick leave be silent at once."""
        is_end = exc_type is None and not self._was_left
        self._announcer.close(farewell_s=_FAREWELL_S if is_end else 0.0)

    def handle(self, moment: Moment) -> None:
        """Take the cues of this moment on; returns at once.

        Who asks to stop or to pause hears at once what comes of it, and nothing from before. Who
        quits hears nothing more.
        """
        self._was_left = self._is_left(moment.status)
        if self._was_left or any(map(_asks_for_silence, moment.events)):
            self.silence()
        for cue in moment.cues:
            self._take(cue, moment.frame.t_s)

    def say(self, cue: Cue) -> None:
        """Take one cue on as if it were its `t_s` now; returns at once."""
        self._take(cue, cue.t_s)

    def silence(self) -> None:
        """Stop speaking at once and forget what waits."""
        self._announcer.silence()

    def _is_left(self, status: Status) -> bool:
        # An exercise that was left may be one of a session that goes on.
        is_over = status.agenda is None or status.agenda.scene is Scene.OVER
        return is_over and status.reason in self._left_reasons

    def _take(self, cue: Cue, now_t_s: float) -> None:
        if self._problem is None:
            life_s = (cue.expires_s - now_t_s) / self._speed
            self._announcer.add(WaitingCue(cue, until_s=time.monotonic() + life_s))

    def _report(self, problem: str) -> None:
        if self._problem is None:
            self._problem = problem
            if self._on_problem is not None:
                self._on_problem(problem)


def _asks_for_silence(event: Event) -> bool:
    """Whether the user has just asked the coach to stop or to wait."""
    if isinstance(event, StageEntered):
        return event.reason in _ASKED_FOR
    if isinstance(event, Answered):
        return event.by in ("arm", "key")
    return isinstance(event, StopSeen | WorkoutPaused | CutShort)
