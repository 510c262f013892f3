"""Between two exercises: the rest, the next one offered after pain, and the way to its place."""

from coach.agenda import Scene
from coach.definitions import Exercise
from coach.getting_ready import placing
from coach.session import Command
from coach.steps import Sight, Steps
from coach.stops import REST_ANSWERS, Stops
from coach.talk import Talk
from coach.workout_events import RestBegan

ENDS_ALL = frozenset({"left", "forty_minutes", "pain"})  # reasons that end more than an exercise


class Between:
    """The steps between exercises. Each returns why the session ends, or "" to go on."""

    def __init__(self, talk: Talk, stops: Stops) -> None:
        self._talk = talk
        self._stops = stops
        self.rest_left_s: float | None = None  # None outside a rest
        self.is_unfit = False  # the body does not fit into the picture

    def rest(self, following: Exercise, rest_s: float, *, is_after_pain: bool) -> Steps[str]:
        """Rest for so long, stops not counted; after pain the next exercise is only offered."""
        talk = self._talk
        talk.enter(Scene.REST)
        if is_after_pain:
            talk.tell("told_exercise_over")
        talk.emit(RestBegan(talk.t_s, rest_s, "" if is_after_pain else following.id))
        sight = yield
        left_s = rest_s
        while left_s > 0:
            self.rest_left_s = left_s
            if sight.is_answer:
                reason = yield from self._stopped(sight)
                if reason in ENDS_ALL:
                    return reason
                is_after_pain = is_after_pain or reason == "hurts"
                talk.enter(Scene.REST)
            since_s = talk.t_s
            sight = yield
            left_s -= sight.t_s - since_s
        self.rest_left_s = None
        return (yield from self._offer(following)) if is_after_pain else ""

    def place(self, exercise: Exercise, *, is_first: bool) -> Steps[str]:
        """See to it that the body is seen. A key or an arm is a stop, but before the first
        exercise, where it goes on at once.
        """
        while True:
            placed = yield from placing(self._talk, is_upright=exercise.is_upright)
            if placed == "left":
                return placed
            self.is_unfit = placed == "unfit"
            if is_first or not isinstance(placed, Sight):
                return ""
            reason = yield from self._stopped(placed)
            if reason in ENDS_ALL:
                return reason
            if reason == "hurts":
                return (yield from self._offer(exercise))

    def _stopped(self, sight: Sight) -> Steps[str]:
        """Why the session ends, or "hurts", or "" to go on. Space only pauses."""
        self.rest_left_s = None
        if sight.request is Command.PAUSE:
            return (yield from self._talk.pause("key"))
        reason = yield from self._stops.stopped(sight.by, REST_ANSWERS)
        return "pain" if reason == "hurts" and self._stops.ends_session() else reason

    def _offer(self, following: Exercise) -> Steps[str]:
        """After pain the next exercise never begins by itself."""
        while True:
            answer = yield from self._talk.ask("next", ("yes", "no"), name=following.name)
            if answer:
                return "" if answer == "yes" else "enough"
            if (yield from self._talk.pause("silence")):
                return "left"
