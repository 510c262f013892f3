"""Answers are read one by one; an arm, a key, a click or silence chooses."""

import pytest

from coach.dialogue import DEAF_S, PATIENCE_S, Dialogue
from coach.events import Event
from coach.landmarks import Pose
from coach.session import Choice, Command
from coach.steps import Sight
from coach.wording import speaking_s
from coach.workout_events import Answered, Asked, Offered

PHRASES = {
    "question_stop": "Raise your arm at the one you want.",
    "question_prop_bar": "Is there a bar?",
    "question_next": "Next would be {n}. Shall we?",
    "answer_hurts": "It hurts",
    "answer_pause": "Pause",
    "answer_skip": "Skip",
    "answer_yes": "Yes",
    "answer_no": "No",
    "said_no": "No, there is none of that kind here.",
}
ANSWERS = ("hurts", "pause", "skip")
FPS = 20.0


class Asking:
    """A dialogue that is fed frame by frame; `up` are the times at which an arm is up."""

    def __init__(self, dialogue: Dialogue) -> None:
        self.dialogue = dialogue
        self.events: list[Event] = []
        self.t_s = 0.0
        self.answer: str | None = None
        self._steps = dialogue.ask(self.events.append)
        next(self._steps)

    def pass_by(self, seconds: float, up_s: float | None = None, request=None) -> "Asking":
        """Time goes by. `up_s`: an arm comes up then, and stays for a second."""
        until_s, is_told = self.t_s + seconds, False
        while self.answer is None and self.t_s < until_s - 1e-9:
            self.t_s += 1 / FPS
            is_up = up_s is not None and up_s <= self.t_s <= up_s + 1.0
            is_sign = up_s is not None and not is_told and self.t_s >= up_s + 1.0
            is_told = is_told or is_sign
            sight = Sight(
                self.t_s,
                Pose.nobody(self.t_s, (640, 480)),
                request=request,
                sign_s=up_s if is_sign else None,
                arm_up_s=up_s if is_up else None,
            )
            request = None
            try:
                self._steps.send(sight)
            except StopIteration as end:
                self.answer = end.value
        return self

    def offered_s(self) -> dict[str, float]:
        return {e.answer: e.t_s for e in self.events if isinstance(e, Offered)}

    @property
    def answered(self) -> Answered:
        found = [event for event in self.events if isinstance(event, Answered)]
        assert len(found) == 1
        return found[0]


def asking(**names) -> Asking:
    return Asking(Dialogue(PHRASES, "stop", ANSWERS, **names))


def test_answers_are_read_one_by_one_after_the_question():
    asked = asking().pass_by(30.0)
    assert isinstance(asked.events[0], Asked)
    at_s = asked.offered_s()
    assert list(at_s) == [*ANSWERS]
    assert at_s["hurts"] >= speaking_s(PHRASES["question_stop"])
    assert at_s["pause"] - at_s["hurts"] >= speaking_s("It hurts") + 1.5


def test_silence_is_no_answer():
    asked = asking().pass_by(60.0)
    assert asked.answer == ""
    assert (asked.answered.answer, asked.answered.by) == ("", "silence")
    last_s = asked.offered_s()["skip"]
    assert asked.t_s - last_s == pytest.approx(PATIENCE_S + speaking_s("Skip"), abs=0.2)


@pytest.mark.parametrize("answer", ANSWERS)
@pytest.mark.parametrize("after_s", [1.2, 2.0], ids=["at_once", "after_a_moment"])
def test_an_arm_raised_at_an_answer_chooses_it(answer, after_s):
    offered_s = asking().pass_by(30.0).offered_s()[answer]
    asked = asking().pass_by(30.0, up_s=offered_s + after_s)
    assert (asked.answer, asked.answered.by) == (answer, "arm")


def test_an_arm_that_was_up_before_the_first_answer_chooses_nothing():
    asked = asking().pass_by(6.0, up_s=0.5)
    assert asked.answer is None


def test_who_raises_an_arm_long_after_the_last_answer_hears_them_once_more():
    """Not "go on" for somebody who thought of another one."""
    last_s = asking().pass_by(30.0).offered_s()["skip"]
    asked = asking().pass_by(last_s + 8.0, up_s=last_s + 6.0)
    assert asked.answer is None
    read = [e.answer for e in asked.pass_by(4.0).events if isinstance(e, Offered)]
    assert read[:4] == [*ANSWERS, "hurts"]
    assert asked.pass_by(30.0, request=Choice(2)).answer == "skip"


def test_while_an_arm_is_up_nothing_else_is_read():
    offered_s = asking().pass_by(30.0).offered_s()
    asked = asking().pass_by(offered_s["pause"] - 0.1 + 1.0, up_s=offered_s["pause"] - 0.2)
    assert asked.answer == "hurts"
    assert "pause" not in asked.offered_s()


def test_an_arm_that_comes_down_too_soon_lets_the_reading_go_on():
    asked = asking()
    offered_s = asking().pass_by(30.0).offered_s()["pause"]
    asked.pass_by(offered_s)
    sight = Sight(asked.t_s + 0.05, Pose.nobody(asked.t_s, (640, 480)), arm_up_s=asked.t_s)
    asked._steps.send(sight)
    asked.pass_by(30.0)
    assert list(asked.offered_s()) == [*ANSWERS]


@pytest.mark.parametrize(
    ("request_", "at_s", "answer"),
    [
        pytest.param(Choice(1), 0.1, "pause", id="a_digit_at_any_time"),
        pytest.param(Choice(9), 0.1, None, id="a_digit_that_is_no_answer"),
        pytest.param(Command.STOP, 0.2, None, id="a_double_click_chooses_nothing"),
        pytest.param(Command.STOP, DEAF_S + 0.2, None, id="before_anything_is_read"),
        pytest.param(Command.STOP, 4.5, "hurts", id="a_key_while_one_is_read"),
        pytest.param(Command.PAUSE, 4.5, "hurts", id="the_space_bar_too"),
    ],
)
def test_keys_and_clicks(request_, at_s, answer):
    asked = asking().pass_by(at_s).pass_by(0.2, request=request_)
    assert asked.answer == answer
    if answer:
        assert asked.answered.by == "key"


def test_the_check_of_the_back_is_answered_by_no_key_whatever():
    phrases = {**PHRASES, "question_check": "How?", "answer_red": "Red", "said_red": "A fall."}
    asked = Asking(Dialogue(phrases, "check", ("red",))).pass_by(2.0)
    assert asked.offered_s()
    assert asked.pass_by(0.5, request=Command.STOP).answer is None
    assert asked.pass_by(0.5, request=Choice(0)).answer == "red"


def test_what_an_answer_means_is_shown_while_it_is_read():
    asked = Asking(Dialogue(PHRASES, "prop", ("yes", "no"), about="bar"))
    assert asked.dialogue.described == "Is there a bar?"
    asked.pass_by(6.0)
    assert asked.dialogue.described == PHRASES["said_no"]


def test_a_question_about_something_has_its_own_words():
    dialogue = Dialogue(PHRASES, "prop", ("yes", "no"), about="bar")
    assert (dialogue.text, dialogue.shown) == ("Is there a bar?", ("Yes", "No"))
    named = Dialogue(PHRASES, "next", ("yes", "no"), name="Knee hug")
    assert named.text == "Next would be Knee hug. Shall we?"


def test_an_answer_that_takes_long_to_read_is_heard_out():
    asked = Asking(Dialogue(PHRASES, "prop", ("no", "yes"), about="bar")).pass_by(60.0)
    at_s = asked.offered_s()
    assert at_s["yes"] - at_s["no"] >= speaking_s(PHRASES["said_no"]) + 1.5
