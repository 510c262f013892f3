"""How a session ends, and what is known of one that was broken off."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from coach.edges.history.history import History
from coach.edges.history.sink import HistorySink
from coach.errors import CoachError
from coach.past import PastExercise
from coach.workout_events import Answered, ExerciseBegan, ExerciseEnded, WorkoutBegan, WorkoutEnded
from tests.edges.history_days import (
    began,
    break_off,
    coach,
    moment,
    reps,
    rows,
    whole_session,
)

PELVIS = PastExercise("pelvis_lift", 3, 5.0, 3, n_sudden=1, is_complete=True)
NOON_S = datetime(2026, 11, 21, 12, 0, tzinfo=UTC).timestamp()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history.sqlite"


@pytest.fixture
def history(path: Path):
    with History.open(path, pytest.fail) as opened:
        yield opened


# -- how it ends ----------------------------------------------------------------------------------


def test_leaving_without_an_end_is_an_end(history):
    coach(history, whole_session()[:-1])
    (session,) = history.past("me")
    assert session.reason == "quit"
    assert session.ended_s is not None


def lost_camera(history: History) -> None:
    with HistorySink(history, person="me", language="en") as sink:
        sink.handle(moment(0.0, began()))
        raise CoachError("the camera is gone")


@pytest.mark.parametrize("store", [coach, break_off])
def test_one_exercise_alone_does_not_hide_a_session_that_was_broken_off(history, store):
    break_off(history, [began(), ExerciseBegan(10.0, "pelvis_lift", 1, 3, 5.0)])
    alone = WorkoutBegan(0.0, "", ("bar_hang",), 60.0)
    store(history, [alone, ExerciseBegan(0.0, "bar_hang", 1, 1, 8.0)])
    found = history.unfinished("me")
    assert found is not None
    assert (found.session_id, found.programme) == (1, "gentle")


def test_an_error_leaves_the_session_unfinished(history):
    with pytest.raises(CoachError, match="the camera is gone"):
        lost_camera(history)
    found = history.unfinished("me")
    assert found is not None
    assert (found.done, found.in_progress) == ((), None)


@pytest.mark.parametrize(
    ("ended_s", "lasted_s"),
    [
        pytest.param(NOON_S + 160.0, 160.0, id="as_long_as_coached"),
        pytest.param(NOON_S + 7200.0, 7200.0, id="the_laptop_slept"),
        pytest.param(NOON_S - 3600.0, 160.0, id="the_clock_was_set_back"),
        pytest.param(NOON_S + 1e9, 160.0, id="the_clock_was_wrong_by_years"),
    ],
)
def test_no_clock_makes_a_session_of_impossible_length(history, ended_s, lasted_s):
    clock = iter([NOON_S, ended_s])
    coach(history, whole_session(), now_s=lambda: next(clock))
    (session,) = history.past("me")
    assert session.ended_s - session.began_s == lasted_s


def test_sessions_come_in_their_order_whatever_the_clock_said(history):
    tomorrow, yesterday = NOON_S + 86_400, NOON_S - 86_400
    for began_s in (tomorrow, yesterday, NOON_S):
        coach(history, whole_session(), now_s=lambda began_s=began_s: began_s)
    assert [session.began_s for session in history.past("me")] == [tomorrow, yesterday, NOON_S]


# -- broken off -----------------------------------------------------------------------------------


def test_a_session_that_was_broken_off_can_be_gone_on_with(history):
    events = [event for event in whole_session() if event.t_s < 101.0]
    break_off(history, events)
    found = history.unfinished("me")
    assert found is not None
    assert found.programme == "gentle"
    assert found.done == (PELVIS,)
    assert found.in_progress == PastExercise("side_pull", 4, 0.0, 1, 0, is_complete=False)
    assert found.last_s - found.began_s == pytest.approx(events[-1].t_s)
    assert [(one.ended_s, one.reason) for one in history.past("me")] == [(None, "")]


@pytest.mark.parametrize(
    ("answer", "reason", "continues"),
    [("resume_yes", "resumed", 1), ("resume_no", "not_resumed", None), ("", "not_resumed", None)],
)
def test_the_answer_to_going_on_is_stored(history, path, answer, reason, continues):
    break_off(history, [began(), ExerciseBegan(1.0, "pelvis_lift", 1, 3, 5.0)])
    asked = [began(), Answered(1.0, "resume", answer, "arm"), WorkoutEnded(9.0, "done")]
    coach(history, asked, unfinished=history.unfinished("me"))
    assert rows(path, "SELECT reason, continues_id FROM sessions ORDER BY id") == [
        (reason, None),
        ("done", continues),
    ]


def test_one_that_is_broken_off_again_still_knows_all_that_was_done(history):
    """Three evenings' bad luck: what each of them did counts for the next."""
    first = [event for event in whole_session() if event.t_s < 101.0]
    break_off(history, first)
    found = history.unfinished("me")
    assert found.done_before == {"pelvis_lift": 3, "side_pull": 1}
    resumed = [
        began(),
        Answered(1.0, "resume", "resume_yes", "arm"),
        ExerciseBegan(5.0, "side_pull", 2, 3, 0.0),  # what is left of four
        *reps(6.0, 1, "left", "right"),
    ]
    break_off(history, resumed, unfinished=found)
    found = history.unfinished("me")
    assert found.done == (PELVIS,)
    assert found.in_progress == PastExercise("side_pull", 4, 0.0, 2, 0, is_complete=False)
    again = [
        began(),
        Answered(1.0, "resume", "resume_yes", "arm"),
        ExerciseBegan(5.0, "side_pull", 2, 2, 0.0),
        ExerciseEnded(9.0, "side_pull", 2, 4, 0.0, "skipped"),
        ExerciseBegan(10.0, "knee_hug", 3, 3, 0.0),
    ]
    break_off(history, again, unfinished=found)
    found = history.unfinished("me")
    assert found.done_before == {"pelvis_lift": 3, "side_pull": 4, "knee_hug": 0}
    assert [session.ended_s for session in history.past("me")] == [None] * 3


def test_an_older_one_is_not_offered_after_a_later_session(history):
    break_off(history, [began()])
    coach(history, whole_session())
    assert history.unfinished("me") is None
    assert [session.reason for session in history.past("me")] == ["", "done"]


def test_persons_have_their_own(history):
    break_off(history, [began()], person="anna")
    assert history.unfinished("me") is None
    assert history.unfinished("anna") is not None


def test_a_running_session_is_neither_past_nor_broken_off(history):
    with HistorySink(history, person="me", language="en") as sink:
        sink.handle(moment(0.0, began()))
        assert history.unfinished("me") is None
        assert history.past("me") == []
    assert len(history.past("me")) == 1
