"""What a session says and asks, and what its picture shows meanwhile: shared by all its steps."""

from collections.abc import Mapping

from coach.agenda import Scene
from coach.dialogue import Dialogue
from coach.events import Event
from coach.gestures import ArmSign
from coach.steps import Steps, wait
from coach.wording import speaking_s
from coach.workout_events import By, CutShort, Question, Told, WorkoutPaused, WorkoutResumed

SENTENCE_PAUSE_S = 0.4
STAYS_S = 1.0  # so much longer a sentence is shown than said
LONG_PAUSE_S = 30 * 60.0  # then nobody comes back today; our own choice


class Talk:
    """Events of this frame, the scene, the sentence of the moment, and the open question."""

    def __init__(self, phrases: Mapping[str, str]) -> None:
        self.phrases = phrases
        self.events: list[Event] = []
        self.t_s = 0.0
        self.scene = Scene.WELCOME
        self.reason = ""  # what is waited for, a phrase key
        self._sentence = ""  # what was said last that belongs to no exercise
        self._said_s = 0.0
        self.dialogue: Dialogue | None = None
        self.answered_by: By = "silence"  # how the last question was
        self.sign = ArmSign()  # at all times but in an exercise, which watches for it itself

    def emit(self, event: Event) -> None:
        """Tell what happened in this frame."""
        self.events.append(event)

    def enter(self, scene: Scene) -> None:
        """Another scene begins. An arm that is up already means nothing in it."""
        self.scene, self.reason, self._sentence = scene, "", ""
        self.sign.reset(is_armed=False)

    def tell(self, key: str, n: str = "") -> None:
        """Say a sentence, and do not wait for its end."""
        self.show(self.phrases[key].replace("{n}", n))
        self.emit(Told(self.t_s, key, n))

    def show(self, sentence: str) -> None:
        """Show a sentence that somebody else says."""
        self._sentence, self._said_s = sentence, self.t_s

    @property
    def sentence(self) -> str:
        """What the picture shows: in an exercise or while placing only as long as it is said."""
        is_said = self.t_s - self._said_s <= speaking_s(self._sentence) + STAYS_S
        is_brief = self.scene in (Scene.EXERCISE, Scene.PLACING)
        return self._sentence if is_said or not is_brief else ""

    def say(self, key: str, n: str = "") -> Steps[None]:
        """Say a sentence to its end; a key or a click ends it early."""
        self.tell(key, n)
        sight = yield from wait(speaking_s(self._sentence) + SENTENCE_PAUSE_S)
        if sight.request is not None:
            self.emit(CutShort(self.t_s))

    def ask(
        self, question: Question, answers: tuple[str, ...], about: str = "", name: str = ""
    ) -> Steps[str]:
        """Put a question and read its answers aloud; the answer, or "" when there is none."""
        self.enter(Scene.QUESTION)
        self.dialogue = Dialogue(self.phrases, question, answers, about, name)
        answer = yield from self.dialogue.ask(self.emit)
        self.answered_by = self.dialogue.answered_by
        self.dialogue = None
        return answer

    def ask_until(self, question: Question, answers: tuple[str, ...]) -> Steps[str]:
        """Ask until there is an answer: these are never guessed. "" only where nobody comes back
        from the pause between.
        """
        while not (answer := (yield from self.ask(question, answers))):
            if (yield from self.pause("silence")):
                break
        return answer

    def pause(self, by: By) -> Steps[str]:
        """All timers stand still; returns "left" where nobody ever goes on, else ""."""
        self.enter(Scene.PAUSED)
        self.emit(WorkoutPaused(self.t_s, by))
        self.tell("told_paused")
        sight = yield
        until_s = sight.t_s + LONG_PAUSE_S
        while not sight.is_answer:
            if sight.t_s >= until_s:
                return "left"
            sight = yield
        self.emit(WorkoutResumed(self.t_s, sight.by))
        return ""
