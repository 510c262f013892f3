"""What to say, and when to stay quiet: events become short sentences with a priority and a life."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from coach.countdown import Countdown
from coach.definitions import Exercise
from coach.errors import DefinitionError
from coach.events import (
    Advice,
    BodySide,
    Called,
    DoseReached,
    Event,
    Flag,
    Flagged,
    Led,
    NotValid,
    Phase,
    PostureBroken,
    RepCounted,
    RepFinished,
    Stage,
    StageEntered,
    Status,
)
from coach.introduction import Introduction
from coach.patience import SILENT_REASONS, Patience
from coach.praise import Praise
from coach.wording import Calls, better_place, words_for

FORM_PAUSE_S = 5.0  # between two cues about the same fault
HINT_PAUSE_S = 60.0  # between two friendly hints of the same kind
JERKY_EVERY_REPS = 5
INSTRUCTION_LIFE_S = 12.0
CALL_LIFE_S = 1.5  # a call that comes later would call too late
COUNTDOWN_LIFE_S = 0.8
RELAX_S = 4.0  # a rest that is long enough for a word


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
_ASKED_FOR = frozenset({"stopped", "stop_sign", "user"})  # it cuts off any other sentence
# Who listens need not hurry.
_AFTER_INTRODUCTION = frozenset({"lie_still", "ready", "led", "blind_lead"})
_FLAG_KEYS = {
    Flag.SUDDEN: "sudden",
    Flag.OVER_LARGE: "over_large",
    Flag.JERKY: "jerky",
    Flag.TOO_FAST: "sudden",
}


class Director:
    """Turns what happened into what is said. It keeps to media time and never asks for more."""

    def __init__(
        self,
        phrases: Mapping[str, str],
        exercise: Exercise,
        explains: bool = False,
        opening: str = "",
    ) -> None:
        """phrases: sentence by key. explains: say the opening, the cautions, and the instructions
        first.

        Raises DefinitionError when the exercise names a cue that no phrase is called.
        """
        for advice in exercise.advice:
            if advice.cue not in phrases:
                raise DefinitionError(
                    f"Exercise {exercise.id!r}, advice: no phrase is called {advice.cue!r}; take "
                    "one of coach/phrases/en.toml, or add it there."
                )
        self._phrases = words_for(phrases, exercise)
        self._exercise = exercise
        self._explains = explains
        self._introduction = Introduction(exercise, opening)
        self._calls = Calls(exercise, self._phrases)
        self._countdown = Countdown(exercise)
        self._was_active = False
        self._was_led = False
        self._patience = Patience()
        self._held = ""  # what is said when the introduction has been heard
        self._said_s: dict[str, float] = {}
        self._jerky_said_at = -JERKY_EVERY_REPS
        self._last_side: BodySide | None = None
        self._praise = Praise()

    @property
    def introduction_s(self) -> float:
        """How long the instructions and the cautions take to be heard; 0 where none are said."""
        return self._introduction.lasts_s if self._explains else 0.0

    def update(self, status: Status, events: Sequence[Event]) -> list[Cue]:
        """The cues of one frame, in order."""
        cues = self._explain(status.t_s) if status.stage is not Stage.DONE else []
        for event in events:
            cues += self._cues_for(event, status)
        cues += self._held_cue(status)
        cues += self._waiting_cue(status)
        number = self._countdown.update(status)
        if self._exercise.before_end is not None:  # instead of the numbers, which it would drown
            number = None
            if self._countdown.is_end_near(status) and self._speaks(status):
                cues += self._before_end(status.t_s)
        if cues:
            return cues  # a number beside another sentence would come too late
        if number is not None and self._speaks(status):
            return self._cue("countdown", status.t_s, Priority.COUNT, COUNTDOWN_LIFE_S, number)
        return self._breathe(status)

    def _cue(
        self, key: str, t_s: float, priority: Priority, life_s: float, n: int | str | None = None
    ) -> list[Cue]:
        self._said_s[key] = t_s
        text = self._phrases[key]
        if n is not None:
            text = text.replace("{n}", str(n))
        return [Cue(t_s, t_s + life_s, priority, key, text)]

    def _before_end(self, t_s: float) -> list[Cue]:
        """Who hangs is told in time how to end it without a fall."""
        text = self._exercise.before_end or ""
        return [Cue(t_s, t_s + 2.0, Priority.CONTROL, "before_end", text)]

    def _hint(self, key: str, t_s: float, priority: Priority, life_s: float) -> list[Cue]:
        """A friendly word that nobody wants to hear twice in a minute."""
        if t_s - self._said_s.get(key, float("-inf")) < HINT_PAUSE_S:
            return []
        return self._cue(key, t_s, priority, life_s)

    def _speaks(self, status: Status) -> bool:
        """Whether repetitions are spoken of: posture and calibration come before the first."""
        return self._was_active or status.is_led

    # -- the introduction -------------------------------------------------------------------------

    def _explain(self, t_s: float) -> list[Cue]:
        """A caution is no mere instruction that the first count cuts."""
        if self._explains:
            self._explains = False
            self._introduction.begin(t_s)
        cues = []
        for _, key, text, is_caution in self._introduction.due(t_s):
            priority = Priority.FORM if is_caution else Priority.PRAISE
            cues.append(Cue(t_s, t_s + INSTRUCTION_LIFE_S, priority, key, text))
        return cues

    def _held_cue(self, status: Status) -> list[Cue]:
        if not self._held or not self._introduction.is_heard(status.t_s):
            return []
        if self._held == "led" and status.stage is not Stage.ACTIVE:
            return []
        key, self._held = self._held, ""
        if status.stage is not (Stage.CALIBRATE if key == "lie_still" else Stage.ACTIVE):
            return []
        priority = Priority.FORM if key == "led" else Priority.CONTROL
        return self._cue(key, status.t_s, priority, 4.0)

    def _begin(self) -> None:
        """Exercise has begun: what was held back would come too late."""
        self._introduction.cut_short()
        self._held = ""

    # -- events -----------------------------------------------------------------------------------

    def _cues_for(self, event: Event, status: Status) -> list[Cue]:
        match event:
            case StageEntered():
                return self._stage(event, status)
            case RepCounted() if self._speaks(status) and not _is_broken_off(status):
                return self._count(event, status)
            case RepFinished(rep=rep) if self._speaks(status) and not _is_broken_off(status):
                praise = self._praise.due(rep)
                return self._cue(praise, event.t_s, Priority.PRAISE, 1.5) if praise else []
            case DoseReached() if self._speaks(status):
                is_hang = self._exercise.before_end is not None
                key = "dose_reached_hanging" if is_hang else "dose_reached"
                return self._cue(key, event.t_s, Priority.CONTROL, 1.5)
            case Flagged(flag=Flag.JERKY) if self._speaks(status):
                return self._jerky(event, status)
            case Flagged(advisory=False) if self._speaks(status):
                return self._fault(event)
            case Advice(key="shall_we_go_on") if not self._introduction.is_heard(event.t_s):
                return []  # who listens need not hurry
            case Advice():
                return self._cue(event.key, event.t_s, Priority.FORM, 4.0)
            case Led() | Called() | PostureBroken() | NotValid():
                return self._leading(event, status)
            case _:
                return []

    def _stage(self, event: StageEntered, status: Status) -> list[Cue]:
        match event.stage:
            case Stage.ACTIVE:
                key = event.reason or ("go_on" if self._was_active else "ready")
                if status.is_led and not event.reason:
                    key = ""  # who is led begins at the call
                self._was_active = True
            case Stage.CALIBRATE:
                key = "" if self._was_active else "lie_still"
            case Stage.SETUP:
                key = ""  # said by _waiting_cue when it lasts
            case _:
                key = _REASON_KEYS.get(event.reason, event.reason)
        if key in SILENT_REASONS:
            return []
        if key in _AFTER_INTRODUCTION and not self._introduction.is_heard(event.t_s):
            self._held = key
            return []
        priority = Priority.SAFETY if event.reason in _ASKED_FOR else Priority.CONTROL
        cues = self._cue(key, event.t_s, priority, 3.0)
        return cues + (self._tip(event.t_s) if event.reason == "dose_done" else [])

    def _tip(self, t_s: float) -> list[Cue]:
        """Where the camera could count what was led: at the very end, never during exercise."""
        place = better_place(self._exercise) if self._was_led else None
        return (
            [] if place is None else self._cue("next_time", t_s, Priority.FORM, 10.0, place.title)
        )

    def _count(self, event: RepCounted, status: Status) -> list[Cue]:
        self._begin()
        is_last = event.index == status.dose_reps
        if self._exercise.kind == "swing" and is_last and self._exercise.before_end is not None:
            return self._before_end(event.t_s)
        key = "count_and_hold" if self._exercise.kind == "hold" else "count"
        if status.is_led:
            key = (
                "count"  # nothing is held any more, and the side was called; the next call is near
            )
        elif event.side is not None:
            key = f"count_{event.side}"
        life_s = 1.0 if status.is_led else 1.5
        cues = self._cue(key, event.t_s, Priority.COUNT, life_s, event.index)
        is_same_side = event.side is not None and event.side == self._last_side
        self._last_side = event.side
        if is_same_side and not status.is_led:
            cues += self._hint("other_side", event.t_s, Priority.FORM, 3.0)
        return cues

    def _fault(self, event: Flagged) -> list[Cue]:
        key = _FLAG_KEYS[event.flag]
        if event.t_s - self._said_s.get(key, float("-inf")) < FORM_PAUSE_S:
            return []
        return self._cue(key, event.t_s, Priority.FORM, 2.5)

    def _jerky(self, event: Flagged, status: Status) -> list[Cue]:
        is_hint = Flag.JERKY in self._exercise.limits.hint_flags  # every jerky one is advisory
        if is_hint or status.count - self._jerky_said_at < JERKY_EVERY_REPS:
            return []
        self._jerky_said_at = status.count
        return self._cue("jerky", event.t_s, Priority.FORM, 2.5)

    # -- leading ----------------------------------------------------------------------------------

    def _leading(self, event: Led | Called | PostureBroken | NotValid, status: Status) -> list[Cue]:
        if not status.is_led or status.stage in (Stage.PAUSED, Stage.DONE):
            return []
        self._was_led = True
        match event:
            case Led():
                self._held = "" if "led" in self._said_s else "led"
                return []
            case Called():
                self._begin()
                return self._called(event)
            case PostureBroken() if status.phase is Phase.REST:
                return []  # what is waited for is said when it lasts
            case PostureBroken():
                return self._cue(event.reason, event.t_s, Priority.FORM, 2.0)
            case NotValid():
                return self._cue("not_valid", event.t_s, Priority.COUNT, 1.5)

    def _called(self, event: Called) -> list[Cue]:
        text = self._calls.text(event)
        if text:
            life_s = event.t_s + CALL_LIFE_S
            return [Cue(event.t_s, life_s, Priority.CONTROL, f"call_{event.call}", text)]
        if event.lasts_s < RELAX_S:
            return []
        return self._hint("relax", event.t_s, Priority.PRAISE, 2.5)

    # -- what goes on -----------------------------------------------------------------------------

    def _waiting_cue(self, status: Status) -> list[Cue]:
        reason = self._patience.due(status, self._said_s)
        if not reason or not self._introduction.is_heard(status.t_s):
            return []
        return self._cue(reason, status.t_s, Priority.CONTROL, 3.0)

    def _breathe(self, status: Status) -> list[Cue]:
        if not self._speaks(status) or not self._countdown.is_time_to_breathe(status):
            return []
        return self._hint("breathe", status.t_s, Priority.PRAISE, 1.5)


def _is_broken_off(status: Status) -> bool:
    """Who stops need not hear what became of the repetition."""
    is_over = status.stage in (Stage.PAUSED, Stage.DONE)
    return is_over and status.reason != "dose_done"
