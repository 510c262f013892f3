"""A question whose answers are read aloud, one by one: an arm raised at one of them chooses it.

A key or a click means the answer that is being read; a digit, or a click on an answer, that one.
The check of the back is answered by an arm, a digit or a click on an answer only.
"""

from collections.abc import Mapping

from coach.session import Choice
from coach.steps import Emit, Sight, Steps
from coach.wording import speaking_s
from coach.workout_events import Answered, Asked, By, Offered, Question

GAP_S = 2.0  # after each answer, to raise an arm at it: it takes a second, and hearing half of one
REACTION_S = 1.0  # from the decision to the arm that is up
PATIENCE_S = 10.0  # after the last answer; who wants something then hears them all once more
_TOO_GRAVE: frozenset[Question] = frozenset({"check", "amber"})  # for any key whatever
DEAF_S = 0.7  # a double click that stopped the exercise chooses nothing


def question_key(phrases: Mapping[str, str], question: str, about: str) -> str:
    """The phrase of a question; one about something may have words of its own."""
    own = f"question_{question}_{about}"
    return own if about and own in phrases else f"question_{question}"


def said_key(phrases: Mapping[str, str], answer: str) -> str:
    """The phrase with which an answer is read aloud, where its name alone does not tell enough."""
    said = f"said_{answer}"
    return said if said in phrases else f"answer_{answer}"


class Dialogue:
    """One question. Its sentences are phrases called question_X, and said_Y or answer_Y."""

    def __init__(
        self,
        phrases: Mapping[str, str],
        question: Question,
        answers: tuple[str, ...],
        about: str = "",
        name: str = "",
    ) -> None:
        """about: the id of its subject, if it has one; name: fills in {n} of the question."""
        self.question = question
        self.answers = answers
        self._about = about
        self.text = phrases[question_key(phrases, question, about)].replace("{n}", name)
        self.shown = tuple(phrases[f"answer_{answer}"] for answer in answers)
        self._described = tuple(phrases.get(f"said_{answer}", "") for answer in answers)
        self._spoken_s = [speaking_s(phrases[said_key(phrases, answer)]) for answer in answers]
        self._read: list[tuple[float, int]] = []  # when which answer began to be read
        self._closed_s: float | None = None  # since when nobody means the last one any more
        self.answered_by: By = "silence"
        self.offered: int | None = None  # the one that is meant by an arm that is up now

    @property
    def described(self) -> str:
        """What the answer that is being read means, where that takes more than its name; else the
        question: nobody has to hear it.
        """
        return (self._described[self.offered] if self.offered is not None else "") or self.text

    def ask(self, emit: Emit) -> Steps[str]:
        """Put the question; the answer, or "" when nobody answers."""
        sight = yield
        emit(Asked(sight.t_s, self.question, self.answers, self._about))
        deaf_until_s = sight.t_s + DEAF_S
        begin_s = sight.t_s + speaking_s(self.text)
        while True:
            chosen, by = self._choice(sight, is_deaf=sight.t_s < deaf_until_s)
            if chosen is not None:
                answer = self.answers[chosen]
                break
            if sight.arm_up_s is not None:  # nothing goes on while an answer is being given
                begin_s = max(begin_s, sight.t_s)
                self.offered = self._meant_at(sight.arm_up_s)
            elif self._closed_s is not None and sight.is_answer:
                self._read, self._closed_s = [], None  # too late for the last one: all once more
            elif sight.t_s >= begin_s:
                if self._closed_s is not None:
                    answer, by = "", "silence"
                    break
                begin_s = self._read_next(sight.t_s, emit)
            sight = yield
        self.answered_by = by
        emit(Answered(sight.t_s, self.question, answer, by, self._about))
        return answer

    def _read_next(self, t_s: float, emit: Emit) -> float:
        """Read the next answer aloud, or wait for one after the last; when that is over."""
        index = len(self._read)
        if index == len(self.answers):
            self.offered, self._closed_s = None, t_s
            return t_s + PATIENCE_S - GAP_S
        self._read.append((t_s, index))
        self.offered = index
        emit(Offered(t_s, self.question, self.answers[index], index))
        return t_s + self._spoken_s[index] + GAP_S

    def _choice(self, sight: Sight, *, is_deaf: bool) -> tuple[int | None, By]:
        if isinstance(sight.request, Choice):
            index = sight.request.index
            return (index if index < len(self.answers) else None), "key"
        if sight.request is not None and not is_deaf and self.question not in _TOO_GRAVE:
            return self.offered, "key"
        if sight.sign_s is not None:
            return self._meant_at(sight.sign_s), "arm"
        return None, "silence"

    def _meant_at(self, up_s: float) -> int | None:
        """The answer that was being read when the person decided to raise an arm."""
        if self._closed_s is not None and up_s - REACTION_S >= self._closed_s:
            return None
        meant = [index for start_s, index in self._read if start_s <= up_s - REACTION_S]
        if not meant and self._read and up_s >= self._read[0][0]:
            return 0
        return meant[-1] if meant else None
