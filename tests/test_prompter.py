"""What is said in a whole session beside the exercises' own words."""

from itertools import pairwise

import pytest

from coach.agenda import Agenda, Scene
from coach.cues import Cue, Priority
from coach.edges.library import load_exercise, load_phrases
from coach.events import Event, Phase, Stage, StageEntered, Status
from coach.prompter import Prompter
from coach.wording import speaking_s
from coach.workout_events import Asked, ExerciseBegan, ExerciseEnded, Offered, RestBegan, Told
from tests.bodies import times

PHRASES = load_phrases("en")
EXERCISES = {name: load_exercise(name) for name in ("pelvis_lift", "knee_hug")}
BEGAN = ExerciseBegan(0.0, "pelvis_lift", 1, 3, 5.0)
ENDED = ExerciseEnded(0.0, "pelvis_lift", 3, 3, 5.0, "dose_done")
RESTS = RestBegan(0.0, 15.0, "knee_hug")


def status(t_s: float, scene: Scene, question: str = "") -> Status:
    agenda = Agenda(scene, "First", (), 0, 100.0, question=question)
    return Status(
        t_s, "Pelvis lift", Stage.ACTIVE, Phase.REST, 0, 3, None, 5.0, "", "", agenda=agenda
    )


def said(
    scene: Scene,
    *events: Event,
    question: str = "",
    seconds: float = 20.0,
    then: Scene | None = None,
) -> list[Cue]:
    """The cues of some seconds; the events come in the first frame, `then` is the scene later."""
    prompter = Prompter(PHRASES, EXERCISES)
    cues = prompter.update(status(0.0, scene, question), events)
    for t_s in times(seconds, 10):
        cues += prompter.update(status(t_s + 0.1, then or scene, question), [])
    return cues


def test_a_told_sentence_is_said_with_what_fills_it_in():
    (cue,) = said(Scene.PLACING, Told(0.0, "too_early", "2"))
    assert cue.text == PHRASES["too_early"].replace("{n}", "2")
    assert cue.priority is Priority.CONTROL


def test_a_question_has_the_words_of_the_picture():
    (cue,) = said(Scene.QUESTION, Asked(0.0, "next", ("yes", "no")), question="Next: knees?")
    assert cue.text == "Next: knees?"


@pytest.mark.parametrize(
    ("answer", "key"), [("hurts", "answer_hurts"), ("red", "said_red")], ids=["short", "in_full"]
)
def test_an_answer_is_read(answer, key):
    (cue,) = said(Scene.QUESTION, Offered(0.0, "stop", answer, 0))
    assert (cue.key, cue.text) == (key, PHRASES[key])
    assert cue.expires_s <= 1.5  # later it would be taken for the next one


def test_an_exercise_is_announced_with_its_dose():
    first = said(Scene.EXERCISE, BEGAN)[0]
    assert first.text == "Pelvis lift. 3 times, 5 seconds each."


def test_in_a_rest_one_sentence_comes_after_the_other():
    cues = said(Scene.REST, ENDED, RESTS)
    assert [cue.key for cue in cues] == ["dose_done", "rest_between", "relax"]
    for before, after in pairwise(cues):
        assert after.t_s >= before.t_s + speaking_s(before.text)
    assert "Knee hug" in cues[1].text


def test_who_stops_in_a_rest_hears_nothing_more_of_it():
    cues = said(Scene.REST, ENDED, RESTS, then=Scene.QUESTION)
    assert [cue.key for cue in cues] == ["dose_done"]


def test_the_last_exercise_ends_with_the_session():
    assert said(Scene.OVER, ENDED) == []


def test_outside_an_exercise_its_director_is_silent():
    prompter = Prompter(PHRASES, EXERCISES)
    prompter.update(status(0.0, Scene.EXERCISE), [BEGAN])
    lost = StageEntered(1.0, Stage.PAUSED, "user")
    assert prompter.update(status(1.0, Scene.QUESTION), [lost]) == []
