"""Clips in which the coach leads are compared by what it is there for, and never by counts."""

import pytest

from coach.events import (
    Call,
    Called,
    Flag,
    Grade,
    Led,
    NotValid,
    PostureBroken,
    Rep,
    RepCounted,
    RepFinished,
    Stage,
    StageEntered,
)
from coach.insight import Insight
from coach.scoring.figures import figures, measures
from coach.scoring.found import Collector
from coach.scoring.led import LedScore
from coach.scoring.scores import score
from coach.truth import TrueMoment
from tests.coaching import exercise
from tests.labelled import found, found_rep, negative, true_rep, truth

SIDE_PULL, STAR_STRETCH = exercise("side_pull"), exercise("star_stretch")
LEADS = [StageEntered(4.0, Stage.ACTIVE), Led(4.0)]


def paced(t_s, index, side=None):
    """A valid repetition at the coach's pace."""
    calls = [Called(t_s - 5, Call.OUT, index, 2.0, side), Called(t_s - 2, Call.BACK, index, 2.0)]
    rep = Rep(index, t_s - 5, t_s, 3.0, 3.0, 0.0, "S0", Grade.POSTURE_ONLY, side=side)
    return [*calls, RepCounted(t_s, index, t_s - 5, side), RepFinished(t_s, rep)]


def collected(*events, seconds=60.0):
    """A clip that ends after `seconds`, of which nothing is judged."""
    collector = Collector()
    collector.add_events(list(events))
    collector.add(seconds, Insight.unknown(seconds, is_judged=False), [])
    return collector.found()


def moment(what, start_s, end_s):
    return TrueMoment(what=what, start_s=start_s, end_s=end_s)


def scored(true, *events, spec=SIDE_PULL):
    return score("clip", true, spec, collected(*events))


# -- collecting ---------------------------------------------------------------------------------


def test_what_is_led_is_no_count():
    got = collected(
        *LEADS, *paced(20.0, 1, "right"), *paced(30.0, 1, "left"), NotValid(40.0, 2, 0.4)
    )
    assert (got.count, got.reps, got.is_led) == (0, (), True)
    lead = got.lead
    assert (lead.begun, lead.finished, lead.not_valid, lead.since_s) == (2, 2, 1, 4.0)


def test_a_repetition_that_the_clip_cuts_off_is_neither_valid_nor_not():
    collector = Collector()
    collector.add_events([*LEADS, *paced(20.0, 1, "right")])
    collector.finish([NotValid(24.0, 2, 0.3)])
    lead = collector.found().lead
    assert (lead.finished, lead.not_valid, lead.alarms_s) == (1, 0, ())


def test_a_coach_that_watches_does_not_lead():
    assert collected(StageEntered(4.0, Stage.ACTIVE)).lead is None


@pytest.mark.parametrize(
    "events",
    [
        pytest.param(LEADS, id="active_first"),
        pytest.param(LEADS[::-1], id="led_first"),
        pytest.param([LEADS[0], Called(4.0, Call.OUT, 1, 2.0)], id="a_call_tells_it_too"),
    ],
)
def test_it_leads_while_it_does_not_wait(events):
    waits = [StageEntered(20.0, Stage.PAUSED, "stood_up"), StageEntered(30.0, Stage.ACTIVE)]
    got = collected(*events, *waits)
    assert got.lead.spans == ((4.0, 20.0), (30.0, 60.0))
    assert [got.lead.is_leading(t_s) for t_s in (3.9, 4.0, 20.0, 30.0)] == [0, 1, 0, 1]
    assert got.lead.alarms_s == (20.0,)


# -- scores -------------------------------------------------------------------------------------


def test_a_led_clip_has_no_count_that_is_right_or_wrong():
    true = truth(
        true_rep(10, side="right"), true_rep(20, "sudden", side="left"), exercise="side_pull"
    )
    result = scored(true, *LEADS, *paced(20.0, 1, "right"))
    assert result.is_led
    assert result.grade is Grade.POSTURE_ONLY
    assert result.led == LedScore(1, 1, 0, is_clean=False)
    assert (result.sided, result.timed_reps, result.delays_s, result.hold_errors_s) == (
        0,
        0,
        (),
        (),
    )
    assert result.flags[Flag.SUDDEN].due == 1
    told = figures([result], measures())
    for key in ("exact", "obo", "mae", "missed", "extra", "sides", "hold_error", "sudden_recall"):
        assert told[key]["real"].value is None, key
    assert told["led_clips"]["real"].value == 1.0
    assert told["led_sudden"]["real"].n == 1


def test_only_clean_clips_tell_how_much_of_the_paced_was_counted():
    clean, rough = (
        truth(true_rep(10), exercise="side_pull"),
        truth(true_rep(10, "sudden"), exercise="side_pull"),
    )
    events = [*LEADS, *paced(20.0, 1), NotValid(30.0, 2, 0.5)]
    told = figures([scored(clean, *events), scored(rough, *events)], measures())["led_counted"]
    assert (told["real"].n, told["real"].value) == (2, 0.5)


def test_what_is_always_led_is_judged_so_even_when_it_never_began():
    result = scored(truth(true_rep(10), exercise="star_stretch"), spec=STAR_STRETCH)
    assert result.led == LedScore(0, 0, 0, is_clean=True)
    told = figures([result], measures())
    assert (told["exact"]["real"].value, told["led_none"]["real"].value) == (None, 1.0)


def test_what_is_counted_from_other_places_was_missed_when_nothing_began():
    result = scored(truth(true_rep(10, side="left"), exercise="side_pull"))
    assert (result.is_led, result.error, result.missed) == (False, -1, 1)


@pytest.mark.parametrize(
    ("what", "event", "due", "seen"),
    [
        pytest.param("get_up", PostureBroken(11.0, "posture", 1), 1, 1, id="told"),
        pytest.param("get_up", StageEntered(13.9, Stage.LOST, "x"), 1, 1, id="lost"),
        pytest.param("get_up", NotValid(12.0, 1, 0.5), 1, 1, id="not_valid"),
        pytest.param("get_up", StageEntered(14.1, Stage.PAUSED), 1, 0, id="too_late"),
        pytest.param("get_up", PostureBroken(9.0, "posture", 1), 1, 0, id="before"),
        pytest.param("fidget", PostureBroken(11.0, "posture", 1), 0, 0, id="no_break_of_posture"),
        pytest.param("get_up", StageEntered(8.0, Stage.PAUSED), 0, 0, id="it_waited_already"),
    ],
)
def test_breaks_of_posture(what, event, due, seen):
    true = negative(moments=(moment(what, 10.0, 12.0),))
    result = scored(true, *LEADS, event, spec=STAR_STRETCH)
    assert (result.led.breaks_due, result.led.breaks_seen) == (due, seen)
    told = figures([result], measures())["led_breaks"]["real"]
    assert (told.n, told.value) == (due, seen if due else None)


def test_no_false_count_is_possible_while_the_coach_leads():
    """Four seconds were watched, and none of them judged before it was clear that it leads."""
    result = scored(negative(), *LEADS, *paced(20.0, 1))
    assert (result.found_count, result.watched_s, result.unjudged_s) == (0, 4.0, 4.0)
    always = score("clip", negative(), STAR_STRETCH, found())
    later = scored(negative(), *LEADS, spec=STAR_STRETCH)
    assert [(one.watched_s, one.unjudged_s) for one in (always, later)] == [(0.0, 0.0)] * 2
    told = figures([always], measures())["false_per_min"]["real"]
    assert (told.n, told.value) == (0, None)


def test_clips_that_were_counted_at_first_are_told():
    true, lead = truth(true_rep(10), exercise="side_pull"), collected(*LEADS).lead
    scores = [
        score("clip", true, SIDE_PULL, found(*reps, lead=lead)) for reps in ([found_rep(1, 3)], [])
    ]
    told = figures(scores, measures())
    assert (told["led_late"]["real"].n, told["led_late"]["real"].value) == (2, 0.5)
    assert told["exact"]["real"].value is None


def test_a_count_before_it_led_is_a_false_one():
    got = collected(*LEADS)
    early = found(found_rep(1.0, 3.0), lead=got.lead)
    told = figures([score("clip", negative(), SIDE_PULL, early)], measures())["false_per_min"]
    assert told["real"].value == pytest.approx(15.0)
