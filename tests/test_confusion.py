"""Every exercise against the clips of all others."""

from dataclasses import replace

from coach.edges.evaluation.words import matrix
from coach.scoring.confusion import crossings
from coach.scoring.figures import figures, measures
from coach.scoring.found import Lead
from coach.scoring.scores import score
from tests.coaching import PELVIS_LIFT, exercise
from tests.labelled import found, found_rep, negative, true_rep, truth

SIDE_PULL, STAR_STRETCH = exercise("side_pull"), exercise("star_stretch")
ONCE, NEVER = found(found_rep(2, 5)), found()
LED = found(lead=Lead(since_s=6.0))
NAMES = {one.id: one.name for one in (PELVIS_LIFT, SIDE_PULL, STAR_STRETCH)}


def scores():
    lift, pull = truth(true_rep(1)), truth(true_rep(1), exercise="side_pull")
    toes = truth(true_rep(1), exercise="side_pull_toes")
    return [
        score("lift", lift, PELVIS_LIFT, ONCE),
        score("pull", pull, PELVIS_LIFT, ONCE),
        score("other", negative(), PELVIS_LIFT, NEVER),
        score("lift", lift, SIDE_PULL, NEVER),
        score("pull", pull, SIDE_PULL, LED),
        score("toes", toes, SIDE_PULL, ONCE, is_kin=True),
        score("other", negative(), SIDE_PULL, LED),
        score("lift", lift, STAR_STRETCH, NEVER),
    ]


def test_crossings():
    met = {(one.exercise, one.clip_exercise): one for one in crossings(scores())}
    own, false = met["pelvis_lift", "pelvis_lift"], met["pelvis_lift", "side_pull"]
    assert (own.is_own, own.found, own.true, own.minutes) == (True, 1, 1, 1.0)
    assert (false.is_own, false.found, false.true, false.minutes) == (False, 1, 0, 1.0)
    led, other = met["side_pull", "side_pull"], met["side_pull", None]
    assert (led.clips, led.led_clips, led.found, led.true, led.minutes) == (1, 1, 0, 0, 0.0)
    assert (other.led_clips, other.minutes) == (1, 0.1)
    assert met["side_pull", "side_pull_toes"].is_kin
    assert met["star_stretch", "pelvis_lift"].minutes == 0.0


def test_the_matrix_as_people_read_it():
    heading, minutes, *lines = matrix(crossings(scores()), NAMES)
    assert heading == [
        "counted by",
        "Pelvis lift",
        "Side stretch",
        "side_pull_toes",
        "none of ours",
    ]
    assert minutes == ["minutes", "1.0", "1.0", "1.0", "1.0"]
    assert lines == [
        ["Pelvis lift", "1/1", "1", "-", "0"],
        ["Side stretch", "0", "led", "(1)", "0"],
        ["Long stretch", "led", "-", "-", "-"],
    ]


def test_what_is_contained_is_told_apart_from_false_counts():
    told = figures(scores()[3:7], measures())
    assert told["kin_per_min"]["real"].value == 1.0
    assert told["false_per_min"]["real"].value == 0.0
    strangers = figures([replace(one, is_kin=False) for one in scores()[3:7]], measures())
    assert strangers["kin_per_min"]["real"].value is None
    assert strangers["false_per_min"]["real"].value > 0
