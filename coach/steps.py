"""A session as a script: steps that wait for the next frame by `yield`, and tell what happens."""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import TypeVar

from coach.events import Event
from coach.landmarks import Pose
from coach.session import Choice, Command
from coach.workout_events import By

Result = TypeVar("Result")
Emit = Callable[[Event], None]


@dataclass(frozen=True, slots=True)
class Sight:
    """One frame, and what the user asked for since the one before."""

    t_s: float
    pose: Pose
    problem: str = ""  # the source's reason for having no picture
    request: Command | Choice | None = None  # by a key or a click
    sign_s: float | None = None  # an arm has been up for a second, since then; told once
    arm_up_s: float | None = None  # an arm is up at this moment, since then

    @property
    def is_answer(self) -> bool:
        """Whether the user wants something, in whatever way."""
        return self.request is not None or self.sign_s is not None

    @property
    def by(self) -> By:
        """In which way."""
        return "arm" if self.request is None else "key"


# Each `yield` waits for a frame and gets it; the value returned is what the steps came to.
Steps = Generator[None, Sight, Result]


def wait(seconds: float) -> Steps[Sight]:
    """Let time pass; a key or a click ends it early. Returns the last frame."""
    sight = yield
    until_s = sight.t_s + seconds
    while sight.t_s < until_s and sight.request is None:
        sight = yield
    return sight
