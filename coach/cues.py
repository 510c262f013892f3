"""What to say, and when to stay quiet: events become short sentences with a priority and a life."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from coach.definitions import Exercise
from coach.errors import DefinitionError
from coach.events import (
    Advice,
    DoseReached,
    Event,
    Flag,
    Flagged,
    RepCounted,
    Stage,
    StageEntered,
    Status,
)

WAITING_FOR_S = 3.0  # a reason must last so long before it is said
REPEAT_AFTER_S = 12.0  # and is repeated at most so often
FORM_PAUSE_S = 5.0  # between two cues about the same fault
JERKY_EVERY_REPS = 5
SECONDS_LEFT = 5.0  # announced once in a hold that is long enough
LONG_HOLD_S = 8.0
INSTRUCTION_LIFE_S = 30.0


class Priority(IntEnum):
    """Of the cues that wait the most important is said first; see also `interrupts`."""

    PRAISE = 1  # nice to hear when nothing else is said: praise, and the instructions
    FORM = 2
    COUNT = 3
    CONTROL = 4
    SAFETY = 5


def interrupts(new: Priority, spoken: Priority) -> bool:
    """Whether a cue cuts off one that is being spoken.

    A count does not cut off a warning: "A little slower." is worth hearing to its end, and the
    count can wait that second. It would not outlive an instruction, though.
    """
    return new > spoken and (new >= Priority.CONTROL or spoken is Priority.PRAISE)


@dataclass(frozen=True, slots=True)
class Cue:
    """One short sentence, due at media time `t_s`, worthless after `expires_s`."""

    t_s: float
    expires_s: float
    priority: Priority
    key: str  # phrase key, e.g. "count_and_hold" or "sudden"
    text: str  # the sentence in the user's language


_REASON_KEYS = {"user": "paused"}  # reasons whose spoken sentence differs from the shown one
_SILENT_REASONS = frozenset({"ended", "quit", ""})
_ASKED_FOR = frozenset({"stopped", "user"})  # what the user asked for cuts off any other sentence
_FLAG_KEYS = {Flag.SUDDEN: "sudden", Flag.OVER_LARGE: "over_large", Flag.JERKY: "jerky"}


class Director:
    """Turns what happened into what is said. It keeps to media time and never asks for more."""

    def __init__(
        self, phrases: Mapping[str, str], exercise: Exercise, explains: bool = False
    ) -> None:
        """phrases: sentence by key. explains: say the instructions first.

        Raises DefinitionError when the exercise names a cue that no phrase is called.
        """
        for advice in exercise.advice:
            if advice.cue not in phrases:
                raise DefinitionError(
                    f"Exercise {exercise.id!r}, advice: no phrase is called {advice.cue!r}; take "
                    "one of coach/phrases/en.toml, or add it there."
                )
        self._phrases = phrases
        self._exercise = exercise
        self._explains = explains
        self._was_active = False
        self._waiting: tuple[str, float] = ("", 0.0)  # reason, since when
        self._said_s: dict[str, float] = {}
        self._jerky_said_at = -JERKY_EVERY_REPS
        self._seconds_said_for = 0

    def update(self, status: Status, events: Sequence[Event]) -> list[Cue]:
        """The cues of one frame, in order."""
        cues = self._explain(status) if self._explains else []
        for event in events:
            cues += self._cues_for(event, status)
        return cues + self._waiting_cue(status) + self._seconds_left(status)

    def _cue(
        self, key: str, t_s: float, priority: Priority, life_s: float, n: int = 0
    ) -> list[Cue]:
        self._said_s[key] = t_s
        text = self._phrases[key].format(n=n)
        return [Cue(t_s, t_s + life_s, priority, key, text)]

    def _explain(self, status: Status) -> list[Cue]:
        self._explains = False
        life_s = status.t_s + INSTRUCTION_LIFE_S
        return [
            Cue(status.t_s, life_s, Priority.PRAISE, f"instruction_{i}", text)
            for i, text in enumerate(self._exercise.instructions)
        ]

    def _cues_for(self, event: Event, status: Status) -> list[Cue]:
        match event:
            case StageEntered():
                return self._stage(event)
            case RepCounted() if self._was_active:
                # Posture and calibration come before the first count that is spoken.
                return self._cue("count_and_hold", event.t_s, Priority.COUNT, 1.5, event.index)
            case DoseReached() if self._was_active:
                return self._cue("dose_reached", event.t_s, Priority.CONTROL, 1.5)
            case Flagged(flag=Flag.JERKY) if self._was_active:
                return self._jerky(event, status)
            case Flagged(advisory=False) if self._was_active:
                return self._fault(event)
            case Advice():
                return self._cue(event.key, event.t_s, Priority.FORM, 4.0)
            case _:
                return []

    def _stage(self, event: StageEntered) -> list[Cue]:
        match event.stage:
            case Stage.ACTIVE:
                key = event.reason or ("go_on" if self._was_active else "ready")
                self._was_active = True
            case Stage.CALIBRATE:
                key = "" if self._was_active else "lie_still"
            case Stage.SETUP:
                key = ""  # said by _waiting_cue when it lasts
            case _:
                key = _REASON_KEYS.get(event.reason, event.reason)
        if key in _SILENT_REASONS:
            return []
        priority = Priority.SAFETY if event.reason in _ASKED_FOR else Priority.CONTROL
        return self._cue(key, event.t_s, priority, 3.0)

    def _fault(self, event: Flagged) -> list[Cue]:
        key = _FLAG_KEYS[event.flag]
        if event.t_s - self._said_s.get(key, float("-inf")) < FORM_PAUSE_S:
            return []
        return self._cue(key, event.t_s, Priority.FORM, 2.5)

    def _jerky(self, event: Flagged, status: Status) -> list[Cue]:
        if status.count - self._jerky_said_at < JERKY_EVERY_REPS:
            return []
        self._jerky_said_at = status.count
        return self._cue("jerky", event.t_s, Priority.FORM, 2.5)

    def _waiting_cue(self, status: Status) -> list[Cue]:
        """Say what the coach waits for when that lasts, and again from time to time."""
        reason, since_s = self._waiting
        if status.stage not in (Stage.SETUP, Stage.CALIBRATE, Stage.LOST):
            self._waiting = ("", status.t_s)
            return []
        if status.reason != reason:
            self._waiting = (status.reason, status.t_s)
            return []
        said_s = self._said_s.get(reason, float("-inf"))
        is_due = status.t_s - since_s >= WAITING_FOR_S and status.t_s - said_s >= REPEAT_AFTER_S
        if not is_due or reason in _SILENT_REASONS:
            return []
        return self._cue(reason, status.t_s, Priority.CONTROL, 3.0)

    def _seconds_left(self, status: Status) -> list[Cue]:
        if status.hold_s is None or status.dose_s < LONG_HOLD_S or not self._was_active:
            return []
        is_due = status.hold_s >= status.dose_s - SECONDS_LEFT
        if not is_due or self._seconds_said_for == status.count:
            return []
        self._seconds_said_for = status.count
        return self._cue("seconds_left", status.t_s, Priority.COUNT, 1.0, round(SECONDS_LEFT))
