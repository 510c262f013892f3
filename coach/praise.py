"""A word of praise, rarely: at most once in ten repetitions, and never for a flagged one."""

from coach.events import Grade, Rep

EVERY_REPS = 10
FIRST_AFTER = 3  # repetitions; the first word need not wait for the tenth
_SEEN = (Grade.SURE, Grade.LIKELY)  # of what was led nobody knows how it was done
KEYS = ("praise_1", "praise_2", "praise_3")


class Praise:
    """Counts the repetitions of one exercise."""

    def __init__(self) -> None:
        self._left = FIRST_AFTER
        self._n_said = 0

    def due(self, rep: Rep) -> str:
        """The phrase key to say for this repetition, or ""."""
        self._left -= 1
        if self._left > 0 or rep.flags or rep.is_open or rep.grade not in _SEEN:
            return ""
        self._left = EVERY_REPS
        self._n_said += 1
        return KEYS[(self._n_said - 1) % len(KEYS)]
