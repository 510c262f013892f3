"""What is said before an exercise: the instructions, then the cautions, one after the other."""

from coach.definitions import Exercise
from coach.wording import speaking_s

PAUSE_S = 0.5  # between two sentences


class Introduction:
    """Times the sentences of one exercise's introduction by the length of what comes before."""

    def __init__(self, exercise: Exercise) -> None:
        self._instructions = exercise.instructions
        self._cautions = exercise.cautions
        self._waiting: list[tuple[float, str, str]] = []  # due at, key, sentence
        self._ends_s = float("-inf")

    @property
    def lasts_s(self) -> float:
        """How long it takes to be heard."""
        return sum(map(_heard_s, (*self._instructions, *self._cautions)))

    def begin(self, t_s: float) -> list[tuple[str, str]]:
        """Key and sentence of each instruction; the cautions become due one by one."""
        due_s = t_s + sum(map(_heard_s, self._instructions))
        for i, text in enumerate(self._cautions):
            self._waiting.append((due_s, f"caution_{i}", text))
            due_s += _heard_s(text)
        self._ends_s = due_s
        return [(f"instruction_{i}", text) for i, text in enumerate(self._instructions)]

    def is_heard(self, t_s: float) -> bool:
        """Whether it is over, or nobody began it."""
        return t_s >= self._ends_s

    def cut_short(self) -> None:
        """The person has begun: the instructions are no longer waited for; the cautions come."""
        self._ends_s = float("-inf")

    def due(self, t_s: float) -> list[tuple[str, str]]:
        """Key and sentence of each caution whose turn has come."""
        due = [(key, text) for due_s, key, text in self._waiting if due_s <= t_s]
        del self._waiting[: len(due)]
        return due


def _heard_s(text: str) -> float:
    return speaking_s(text) + PAUSE_S
