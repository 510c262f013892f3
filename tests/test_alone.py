"""One exercise done alone is told like a session, and kept like one."""

from pathlib import Path

import pytest

from coach.alone import NO_PROGRAMME, Alone
from coach.edges.history.history import History
from coach.edges.history.sink import HistorySink
from coach.edges.library import load_exercise
from coach.events import Event
from coach.session import Command, Session
from coach.workout_events import ExerciseBegan, ExerciseEnded, SetTraced, WorkoutBegan, WorkoutEnded
from tests.clips import SAMPLES
from tests.edges.history_days import moment, rows
from tests.recorded_person import poses_of

PELVIS_LIFT = load_exercise("pelvis_lift")
POSES = poses_of(SAMPLES / "pelvis_lift_side.npz")
TOLD = (WorkoutBegan, ExerciseBegan, SetTraced, ExerciseEnded, WorkoutEnded)


def play(dose_reps: int, stop_at_s: float | None = None, command=Command.STOP) -> list[Event]:
    """As the loop does it."""
    alone, events = Alone(Session(PELVIS_LIFT, dose_reps, 2.0), 60.0), []
    for pose in POSES:
        events += alone.update(pose)[1]
        if stop_at_s is not None and pose.t_s >= stop_at_s:
            alone.command(command, pose.t_s)
        if alone.is_over:
            break
    events += alone.finish(pose.t_s)[1]
    return events


@pytest.mark.parametrize(
    ("arguments", "count", "reason", "ends"),
    [
        pytest.param((2,), 2, "dose_done", "done", id="done"),
        pytest.param((9,), 3, "ended", "ended", id="the_source_ends"),
        pytest.param((9, 12.0), 2, "stopped", "stopped", id="stopped"),
        pytest.param((9, 12.0, Command.QUIT), 2, "quit", "quit", id="quit"),
        pytest.param((9, 0.0), 0, "stopped", "stopped", id="stopped_at_once"),
    ],
)
def test_it_is_told_from_beginning_to_end(arguments, count, reason, ends):
    events = play(*arguments)
    told = [event for event in events if isinstance(event, TOLD)]
    assert [type(event) for event in told] == list(TOLD)
    began, first, _, ended, end = told
    assert (began.programme, began.exercises, began.planned_s) == (
        NO_PROGRAMME,
        ("pelvis_lift",),
        60.0,
    )
    assert (first.dose_reps, first.dose_s) == (arguments[0], 2.0)
    assert (ended.count, ended.reason, end.reason) == (count, reason, ends)
    assert [event.t_s for event in events] == sorted(event.t_s for event in events)


def test_the_exercise_itself_is_coached_as_ever():
    session, events = Session(PELVIS_LIFT, 2, 2.0), []
    for pose in POSES:
        events += session.update(pose)[1]
        if session.is_over:
            break
    assert [event for event in play(2) if not isinstance(event, TOLD)] == events


def test_it_is_kept_as_a_session_without_a_programme(tmp_path: Path):
    path = tmp_path / "history.sqlite"
    with History.open(path, pytest.fail) as history:
        with HistorySink(history, person="me", language="en") as sink:
            for event in play(2):
                sink.handle(moment(event.t_s, event))
        (session,) = history.past("me")
        assert history.unfinished("me") is None
    assert (session.programme, session.is_done) == (NO_PROGRAMME, True)
    (done,) = session.exercises
    assert (done.exercise, done.count, done.is_complete) == ("pelvis_lift", 2, True)
    assert rows(path, "SELECT place, signal FROM sets") == [("low_table", "lift")]
