"""What is said before an exercise: its name and dose, the cautions, then the instructions."""

from typing import NamedTuple

from coach.definitions import Exercise
from coach.wording import speaking_s

PAUSE_S = 0.5  # between two sentences


class Sentence(NamedTuple):
    """One sentence of an introduction, and when its turn comes."""

    due_s: float
    key: str
    text: str
    is_caution: bool


class Introduction:
    """Times the sentences of one exercise's introduction by the length of what comes before.

    The cautions come before the instructions: many people begin while they are still being told
    how, and whoever leaves the exercise out shall know it by then.
    """

    def __init__(self, exercise: Exercise, opening: str = "") -> None:
        """opening: said first, e.g. the exercise's name and dose."""
        self._texts = (
            *([("opening", opening)] if opening else []),
            *((f"caution_{i}", text) for i, text in enumerate(exercise.cautions)),
            *((f"instruction_{i}", text) for i, text in enumerate(exercise.instructions)),
        )
        self._waiting: list[Sentence] = []
        self._ends_s = float("-inf")

    @property
    def lasts_s(self) -> float:
        """How long it takes to be heard."""
        return sum(_heard_s(text) for _, text in self._texts)

    def begin(self, t_s: float) -> None:
        """From here on its sentences become due one by one."""
        due_s = t_s
        for key, text in self._texts:
            self._waiting.append(Sentence(due_s, key, text, key.startswith("caution")))
            due_s += _heard_s(text)
        self._ends_s = due_s

    def is_heard(self, t_s: float) -> bool:
        """Whether it is over, or nobody began it."""
        return t_s >= self._ends_s

    def cut_short(self) -> None:
        """The person has begun: only the cautions are still worth hearing."""
        self._waiting = [one for one in self._waiting if one.is_caution]
        self._ends_s = float("-inf")

    def due(self, t_s: float) -> list[Sentence]:
        """Each sentence whose turn has come."""
        due = [one for one in self._waiting if one.due_s <= t_s]
        del self._waiting[: len(due)]
        return due


def _heard_s(text: str) -> float:
    return speaking_s(text) + PAUSE_S
