"""What `coach history show` tells of the sessions: ended, running, broken off."""

import os
import signal
from pathlib import Path
from sqlite3 import connect

import pytest

from coach.edges.history.access import known_person, work_with
from coach.edges.history.history import History
from coach.edges.history.listing import last_sessions, one_session
from coach.errors import CoachError
from coach.events import Grade, RepFinished
from coach.workout_events import Answered, ExerciseBegan, WorkoutBegan
from tests.edges.history_days import began, break_off, child, coach, filled, rep, whole_session

UNIX = pytest.mark.skipif(os.name != "posix", reason="of Unix")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history.sqlite"


def listed(path, person="", last=20):
    return work_with(path, lambda db: last_sessions(db, path, person, last), pytest.fail)


def shown(path, session_id):
    return work_with(path, lambda db: one_session(db, path, session_id), pytest.fail)


def test_a_session_tells_what_was_done_and_where_it_hurt(path):
    filled(path, 1)
    (session,) = listed(path)
    assert (session.id, session.person, session.programme, session.end) == (
        1,
        "me",
        "gentle",
        "done",
    )
    assert (session.n_done, session.n_planned, session.lasted_s) == (1, 3, 160.0)
    assert (session.pains, session.back, session.is_alone) == (("mild",), "usual", False)


def test_each_exercise_tells_dose_count_sides_holds_flags_and_grades(path):
    filled(path, 1)
    lift, pull, hug = shown(path, 1).exercises
    assert (lift.exercise, lift.dose_reps, lift.dose_s, lift.count) == ("pelvis_lift", 3, 5.0, 3)
    assert (lift.hold_s, lift.n_sure, lift.n_likely, lift.n_led) == (5.0, 3, 0, 0)
    assert lift.flags == (("sudden", 1), ("over-large", 1))  # the hint is none
    assert (pull.count, pull.left_count, pull.right_count, pull.end) == (2, 2, 2, "hurts")
    assert [one.pain for one in (lift, pull, hug)] == ["", "mild", ""]
    assert (hug.hold_s, hug.end, hug.n_sure) == (None, "skipped", 0)


def test_what_was_called_and_not_seen_is_led(path):
    grades = (Grade.SURE, Grade.LIKELY, Grade.POSTURE_ONLY, Grade.NOT_SEEN, Grade.NOT_SEEN)
    done = [
        RepFinished(20.0 * index, rep(index, 20.0 * index, grade=grade))
        for index, grade in enumerate(grades, start=1)
    ]
    with History.open(path, pytest.fail) as history:
        coach(history, [began(), ExerciseBegan(10.0, "pelvis_lift", 1, 5, 5.0), *done])
    (lift,) = shown(path, 1).exercises
    assert (lift.n_sure, lift.n_likely, lift.n_led) == (1, 1, 3)


def test_the_newest_stand_at_the_end_and_the_oldest_are_left_out(path):
    filled(path, 5)
    assert [session.id for session in listed(path, last=3)] == [3, 4, 5]


def test_one_exercise_alone_is_named(path):
    with History.open(path, pytest.fail) as history:
        coach(history, [WorkoutBegan(0.0, "", ("bar_hang",), 60.0)])
    (session,) = listed(path)
    assert (session.programme, session.is_alone) == ("bar_hang", True)


def test_one_that_was_broken_off_is_told_so_and_lasted_up_to_its_last_event(path):
    with History.open(path, pytest.fail) as history:
        break_off(history, [began(), ExerciseBegan(90.0, "pelvis_lift", 1, 3, 5.0)])
    (session,) = listed(path)
    assert (session.end, session.lasted_s) == ("broken off", 90.0)
    assert [one.end for one in session.exercises] == ["broken off"]


def test_one_that_was_gone_on_with_is_told_so(path):
    with History.open(path, pytest.fail) as history:
        break_off(history, [began()])
        resumed = [began(), Answered(1.0, "resume", "resume_yes", "arm")]
        coach(history, resumed, unfinished=history.unfinished("me"))
    before, after = listed(path)
    assert (before.end, after.end) == ("broken off, resumed", "quit")
    assert (before.continues_id, after.continues_id) == (None, before.id)


@UNIX
def test_one_that_runs_is_told_so_until_its_process_is_gone(path):
    process = child(path, "me", 100_000, 0.05)
    assert process.stdout is not None
    for line in process.stdout:
        if line == "stored 3\n":
            break
    assert [session.end for session in listed(path)] == ["running"]
    os.kill(process.pid, signal.SIGKILL)
    process.communicate(timeout=30)
    assert [session.end for session in listed(path)] == ["broken off"]


def test_persons_are_told_apart(path):
    with History.open(path, pytest.fail) as history:
        coach(history, whole_session(), person="Anna")
        coach(history, whole_session(), person="me")
    assert [session.id for session in listed(path, "Anna")] == [1]
    assert [session.id for session in listed(path)] == [1, 2]


def test_somebody_unknown_is_a_sentence_with_those_who_are_known(path):
    filled(path, 1)
    with pytest.raises(CoachError, match=r"no session of 'you'; there are those of 'me'\."):
        work_with(path, lambda db: known_person(db, "you"), pytest.fail)


def test_a_history_without_any_session_is_a_sentence(path):
    filled(path, 0)
    with pytest.raises(CoachError, match=r"^No session is stored yet: `coach start` leads"):
        work_with(path, lambda db: known_person(db, "me"), pytest.fail)


def test_another_program_that_holds_it_is_a_sentence(path):
    filled(path, 1)
    with connect(path, isolation_level=None) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN IMMEDIATE")
        other.execute("DELETE FROM flags")
        with pytest.raises(CoachError, match="cannot be used: another program holds it; close"):
            listed(path)
        other.execute("ROLLBACK")
    other.close()


def test_a_file_of_a_newer_coach_is_a_sentence(path):
    filled(path, 1)
    with connect(path) as db:
        db.execute("PRAGMA user_version = 1000")
    db.close()
    with pytest.raises(CoachError, match="was written by a newer Spine Coach"):
        listed(path)


@pytest.mark.parametrize("number", [0, -1, 2, 2**63, 10**30])
def test_a_number_that_no_session_has_is_a_sentence(path, number):
    filled(path, 1)
    with pytest.raises(CoachError, match=f"There is no session {number}"):
        shown(path, number)
