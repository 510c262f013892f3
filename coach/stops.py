"""What a stop leads to: silence, a question, and after pain the rule against more harm."""

from coach.agenda import Scene
from coach.steps import Steps
from coach.talk import Talk
from coach.workout_events import By, WorkoutPaused, WorkoutResumed

ANSWERS = ("hurts", "pause", "again", "skip", "go_on")
REST_ANSWERS = ("hurts", "pause", "go_on")  # between two exercises there is nothing to skip
PAINS = ("mild", "medium", "strong", "leg", "crack", "skip_pain")
ENDING_PAINS = ("strong", "leg")  # strong pain, or pain into the leg, ends the session
MOST_PAIN_STOPS = 2  # the second one ends it, too


class Stops:
    """Remembers the pains of one session."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk
        self._n_before = 0
        self._pains: list[str] = []

    def take_up(self, n_before: int) -> None:
        """So many stops for pain there were before the session was broken off."""
        self._n_before = n_before

    def stopped(self, by: By, answers: tuple[str, ...] = ANSWERS) -> Steps[str]:
        """Why the exercise is over ("hurts", "skipped", "left"), or "again" when it shall be
        explained once more, or "" to go on.
        """
        talk = self._talk
        talk.enter(Scene.QUESTION)
        talk.emit(WorkoutPaused(talk.t_s, by))
        yield from talk.say("told_stopped")
        answer = yield from talk.ask("stop", answers)
        if answer == "hurts":
            self._pains.append((yield from talk.ask("pain", PAINS)))
            return "hurts"
        if answer in ("pause", ""):
            return (yield from talk.pause("silence" if not answer else by))
        if answer == "skip":
            return "skipped"
        talk.emit(WorkoutResumed(talk.t_s, talk.answered_by))
        return "again" if answer == "again" else ""

    def ends_session(self) -> bool:
        """Whether the last pain ends the session, and not only its exercise."""
        n_stops = self._n_before + len(self._pains)
        return self._pains[-1] in ENDING_PAINS or n_stops >= MOST_PAIN_STOPS
