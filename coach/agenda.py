"""Where a whole session stands at this moment: all that a screen needs to show it."""

from dataclasses import dataclass
from enum import StrEnum


class Scene(StrEnum):
    """What goes on in a session, from the first picture to the last."""

    WELCOME = "welcome"  # what will be done today, and one big "Start"
    QUESTION = "question"  # answers are read aloud; an arm, a key or a click chooses
    PLACING = "placing"  # camera and body find their places
    EXERCISE = "exercise"  # explained, then coached
    REST = "rest"  # between two exercises
    PAUSED = "paused"  # by the user; an arm, a key or a click goes on
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Planned:
    """One line of today's plan, as it is shown."""

    exercise: str  # id
    name: str  # plain
    reps: int
    hold_s: float | None  # None where nothing is held
    is_done: bool = False
    count: int | None = None  # repetitions done, at the end of the session


@dataclass(frozen=True, slots=True)
class Agenda:
    """The session at this moment. All texts are in the user's language already."""

    scene: Scene
    title: str  # the programme's plain name
    plan: tuple[Planned, ...]
    position: int  # of the present or next exercise, from 0; len(plan) at the end
    left_s: float  # planned seconds until the end
    question: str = ""  # the question that is open, or what is said at the moment
    answers: tuple[str, ...] = ()  # shown as 1, 2, 3 ...
    offered: int | None = None  # index of the answer that is being read aloud
    is_arm_up: bool = False  # an arm is seen raised: it is about to choose
    demonstration: str = ""  # id of the exercise whose movement is shown, "" none
    is_begun: bool = False  # the present exercise has begun, whatever goes on at the moment
    start_position: str = ""  # shown while the body is not in it
    is_upright: bool = False  # the present or next exercise is done standing or hanging
    hints: tuple[
        str, ...
    ] = ()  # small print of the first picture; what it came to, of the last one

    @property
    def next_name(self) -> str:
        """Plain name of the exercise after the present one; "" after the last."""
        after = self.position + (self.scene is Scene.EXERCISE or self.is_begun)
        return self.plan[after].name if after < len(self.plan) else ""
