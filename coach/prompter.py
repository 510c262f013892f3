"""What is said in a whole session: each exercise has its Director, the rest is said here."""

from collections.abc import Mapping, Sequence

from coach.agenda import Scene
from coach.cues import Cue, Director, Priority
from coach.definitions import Exercise
from coach.dialogue import question_key, said_key
from coach.dose_words import opening_of
from coach.events import Event, Status
from coach.introduction import PAUSE_S
from coach.wording import speaking_s
from coach.workout_events import Asked, ExerciseBegan, ExerciseEnded, Offered, RestBegan, Told

TOLD_LIFE_S = 6.0  # the script waits for its sentences: nothing queues up behind them
OFFER_LIFE_S = 1.5  # an answer that is read later would be taken for the next one
TURN_LIFE_S = 3.0
_SAID_AT_THE_END = ("dose_done", "fifteen_minutes")  # reasons, and the sentences for them


class Prompter:
    """Turns what happened in a session into what is said. It keeps to media time."""

    def __init__(self, phrases: Mapping[str, str], exercises: Mapping[str, Exercise]) -> None:
        """phrases: sentence by key; exercises: all of the session, by id."""
        self._phrases = phrases
        self._exercises = exercises
        self._director: Director | None = None
        self._in_turn: list[Cue] = []  # due later, one after the other
        self._last: Cue | None = None  # the one to come after

    def update(self, status: Status, events: Sequence[Event]) -> list[Cue]:
        """The cues of one frame, in order."""
        scene = None if status.agenda is None else status.agenda.scene
        if scene is not Scene.REST:
            self._in_turn = []
        cues = [cue for event in events for cue in self._cues_for(event, status)]
        cues += self._due(status.t_s)
        is_coached = scene is Scene.EXERCISE
        if is_coached and self._director is not None:
            begun = [event for event in events if not isinstance(event, ExerciseBegan)]
            cues += self._director.update(status, begun)
        return cues

    def _cues_for(self, event: Event, status: Status) -> list[Cue]:
        match event:
            case Told(key=key, n=n):
                return [self._cue(key, event.t_s, TOLD_LIFE_S, n)]
            case Asked(question=question, about=about):
                return self._asked(event.t_s, question, about, status)
            case Offered(answer=answer):
                key = said_key(self._phrases, answer)
                return [self._cue(key, event.t_s, OFFER_LIFE_S)]
            case ExerciseBegan():
                self._begin(event)
                return []
            case ExerciseEnded(reason=reason) if reason in _SAID_AT_THE_END:
                is_last = status.agenda is None or status.agenda.scene is not Scene.REST
                if not is_last:
                    self._later(event.t_s, reason)
                return []
            case RestBegan(next_exercise=name):
                self._director = None
                if name:  # after pain it is only offered
                    self._later(event.t_s, "rest_between", self._exercises[name].name)
                self._later(event.t_s, "relax")
                return []
            case _:
                return []

    def _later(self, t_s: float, key: str, n: str = "") -> None:
        """Say this when what is to be said before it has been heard."""
        if self._last is not None:
            t_s = max(t_s, self._last.t_s + speaking_s(self._last.text) + PAUSE_S)
        self._in_turn.append(self._cue(key, t_s, TURN_LIFE_S, n))

    def _due(self, t_s: float) -> list[Cue]:
        due = [cue for cue in self._in_turn if cue.t_s <= t_s]
        self._in_turn = [cue for cue in self._in_turn if cue.t_s > t_s]
        return due

    def _asked(self, t_s: float, question: str, about: str, status: Status) -> list[Cue]:
        agenda = status.agenda
        key = question_key(self._phrases, question, about)
        text = agenda.question if agenda is not None and agenda.question else self._phrases[key]
        return [Cue(t_s, t_s + TOLD_LIFE_S, Priority.CONTROL, key, text)]

    def _begin(self, event: ExerciseBegan) -> None:
        exercise = self._exercises[event.exercise]
        opening = opening_of(self._phrases, exercise, event.dose_reps, event.dose_s)
        self._director = Director(self._phrases, exercise, explains=True, opening=opening)

    def _cue(self, key: str, t_s: float, life_s: float, n: str = "") -> Cue:
        text = self._phrases[key].replace("{n}", n)
        self._last = Cue(t_s, t_s + life_s, Priority.CONTROL, key, text)
        return self._last
