"""What was done comes back from the database, as a report needs it."""

from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from sqlite3 import connect

import pytest

from coach.dose_trend import PlanKept
from coach.edges.history.history import History
from coach.edges.history.records import read_sessions, read_sets
from coach.edges.history.sink import HistorySink
from coach.errors import CoachError
from coach.events import (
    Event,
    Flag,
    Flagged,
    Grade,
    NotValid,
    PartialLogged,
    RepFinished,
)
from coach.progress import progress_of
from coach.records import RepMark, SideRecord
from coach.workout_events import (
    Answered,
    ExerciseBegan,
    ExerciseEnded,
    LevelsKnown,
    SetTraced,
    WorkoutBegan,
    WorkoutEnded,
)
from tests.edges.history_days import (
    EXERCISES,
    began,
    break_off,
    coach,
    moment,
    rep,
    reps,
    whole_session,
)

NOON_S = datetime(2026, 11, 21, 12, 0, tzinfo=UTC).timestamp()


def no_problem(sentence: str) -> None:
    raise AssertionError(sentence)


@pytest.fixture
def history(tmp_path: Path):
    with History.open(tmp_path / "history.sqlite", no_problem) as opened:
        yield opened


def of_lift(*events: Event, t_s: float = 0.0) -> list[Event]:
    """A session of pelvis lifts only."""
    return [
        began(t_s),
        ExerciseBegan(t_s + 10.0, "pelvis_lift", 1, 3, 5.0),
        *events,
        ExerciseEnded(t_s + 90.0, "pelvis_lift", 3, 3, 5.0, "dose_done"),
        WorkoutEnded(t_s + 100.0, "done"),
    ]


def traced(t_s: float, began_s: float, place: str = "low_table", signal: str = "lift") -> SetTraced:
    levels = (LevelsKnown(0, 0.02, 0.14, None), LevelsKnown(2, 0.02, 0.15, 0.35))
    return SetTraced(t_s, began_s, 0.2, place, signal, "S0", (0.02, None, 0.3), levels)


def lifts(*peaks: float, t_s: float = 20.0, **changes: object) -> list[Event]:
    return [
        RepFinished(t_s + 7.0 * index, rep(index, t_s + 7.0 * index, peak=peak, **changes))
        for index, peak in enumerate(peaks, start=1)
    ]


def test_a_session_that_was_gone_on_with_is_asked_for_and_counted_once(history):
    plan = ("pelvis_lift", "knee_hug")
    broken_off = [
        WorkoutBegan(0.0, "lumbar", plan, 600.0),
        ExerciseBegan(10.0, "pelvis_lift", 1, 3, 5.0),
        *reps(20.0, 3),
        ExerciseEnded(90.0, "pelvis_lift", 3, 3, 5.0, "dose_done"),
        ExerciseBegan(100.0, "knee_hug", 2, 10, 0.0),
        *reps(110.0, 4),
    ]
    gone_on = [
        WorkoutBegan(0.0, "lumbar", plan, 600.0),
        Answered(1.0, "resume", "resume_yes", "key"),
        ExerciseBegan(100.0, "knee_hug", 1, 6, 0.0),
        *reps(110.0, 6),
        ExerciseEnded(190.0, "knee_hug", 10, 10, 0.0, "dose_done"),
        WorkoutEnded(200.0, "done"),
    ]
    break_off(history, broken_off, now_s=lambda: NOON_S)
    coach(history, gone_on, unfinished=history.unfinished("me"), now_s=lambda: NOON_S + 900.0)
    first, second = read_sessions(history, "me")
    assert (first.continues_id, second.continues_id) == (None, first.id)
    progress = progress_of([first, second], (), day_of)
    assert progress.plan == PlanKept(n_planned=2, n_begun=2, n_complete=2)
    doses = {one.exercise: one.dose for one in progress.exercises}
    assert (doses["knee_hug"].reps_asked, doses["knee_hug"].reps_done) == (10, 10)
    assert (doses["pelvis_lift"].reps_asked, doses["pelvis_lift"].reps_done) == (3, 3)
    assert progress.certainty.n_counted == 13  # each where it was done


def day_of(since_1970_s: float) -> int:
    return datetime.fromtimestamp(since_1970_s, UTC).toordinal()


# -- sessions -----------------------------------------------------------------------------------


def test_a_whole_session(history):
    coach(history, whole_session(1000.0), now_s=lambda: NOON_S)
    (one,) = read_sessions(history, "me")
    assert (one.programme, one.plan, one.check, one.reason) == (
        "gentle",
        EXERCISES,
        "usual",
        "done",
    )
    assert (one.began_s, one.lasted_s, one.planned_s) == (NOON_S, 160.0, 900.0)
    lift, sides, knees = one.exercises
    assert (lift.exercise, lift.began_s, lift.lasted_s, lift.pain) == ("pelvis_lift", 10, 50, None)
    assert lift.sides == (SideRecord(None, 3, 1, 5.0, 0.3, 3),)
    assert (lift.grades, lift.flags) == ({Grade.SURE: 3}, {Flag.SUDDEN: 1, Flag.OVER_LARGE: 1})
    assert (sides.count, sides.pain, sides.is_complete) == (2, "mild", False)
    assert [(side.side, side.n_reps) for side in sides.sides] == [("left", 2), ("right", 2)]
    assert (knees.sides, knees.grades, knees.unit, knees.reason) == ((), {}, "", "skipped")


def test_persons_and_times_are_told_apart(history):
    for day, person in enumerate(("me", "anna", "me", "me")):
        coach(history, of_lift(), person, now_s=lambda day=day: NOON_S + 86_400.0 * day)
    began_s = [one.began_s for one in read_sessions(history, "me")]
    assert began_s == [NOON_S, NOON_S + 2 * 86_400.0, NOON_S + 3 * 86_400.0]
    assert [one.id for one in read_sessions(history, "me", NOON_S + 1.0)] == [3, 4]
    assert [one.id for one in read_sessions(history, "me", until_s=began_s[-1])] == [1, 3]
    assert read_sessions(history, "nobody") == []


def test_one_that_was_broken_off_is_there_and_one_that_runs_is_not(history):
    break_off(history, whole_session()[:6])
    with HistorySink(history, person="me", language="en") as running:
        running.handle(moment(0.0, began()))
        (one,) = read_sessions(history, "me")
    assert (one.id, one.ended_s, one.lasted_s, one.reason) == (1, None, None, "")
    assert one.exercises[0].lasted_s is None


def test_what_the_plan_of_a_day_knows_is_the_same(history):
    for day in range(3):
        coach(history, whole_session(), now_s=lambda day=day: NOON_S + 86_400.0 * day)
    for past, done in zip(history.past("me"), read_sessions(history, "me"), strict=True):
        assert (past.began_s, past.ended_s, past.reason) == (done.began_s, done.ended_s, "done")
        known = [(one.exercise, one.count, one.pain, one.is_complete) for one in past.exercises]
        told = [(one.exercise, one.count, one.pain, one.is_complete) for one in done.exercises]
        assert known == told


def test_seconds_of_the_pace_are_no_hold(history):
    """Of a movement that is not held, the rows tell how long the coach would wait at its end."""
    hug = [
        began(),
        ExerciseBegan(10.0, "knee_hug", 1, 2, 1.0),
        *lifts(90.0, 95.0, unit="deg", hold_s=0.0, dose_s=0.0),
        ExerciseEnded(60.0, "knee_hug", 2, 2, 1.0, "dose_done"),
    ]
    coach(history, hug)
    coach(history, [began(), ExerciseBegan(10.0, "knee_hug", 1, 2, 1.0)])  # nothing done
    for session in read_sessions(history, "me"):
        (one,) = session.exercises
        assert one.dose_s == 0.0
        assert [side.hold_s for side in one.sides] in ([None], [])


# -- ranges -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("others", "n_reps"),
    [
        pytest.param([], 3, id="nothing_else"),
        pytest.param(lifts(9.0, flags=(Flag.OVER_LARGE,)), 4, id="over_large"),
        pytest.param(lifts(9.0, flags=(Flag.JERKY, Flag.OVER_LARGE)), 4, id="among_other_flags"),
        pytest.param(lifts(9.0, is_open=True), 4, id="open"),
        pytest.param(lifts(9.0, grade=Grade.NOT_SEEN), 4, id="not_seen"),
        pytest.param(lifts(0.0, grade=Grade.POSTURE_ONLY), 4, id="led"),
        pytest.param([PartialLogged(30.0, rep(0, 30.0, peak=0.1, is_partial=True))], 3, id="small"),
    ],
)
def test_a_range_is_that_of_whole_movements_that_were_seen(history, others, n_reps):
    coach(history, of_lift(*others, *lifts(0.2, 0.4, 0.3, t_s=40.0), traced(89.0, 11.0)))
    (one,) = read_sessions(history, "me")[0].exercises
    (side,) = one.sides
    assert (side.range, side.n_ranged, side.n_reps) == (0.3, 3, n_reps)
    assert (one.place, one.signal, one.unit) == ("low_table", "lift", "S0")


def test_sudden_movements_are_measured(history):
    coach(history, of_lift(*lifts(0.5, flags=(Flag.SUDDEN,))))
    assert read_sessions(history, "me")[0].exercises[0].sides[0].range == 0.5


@pytest.mark.parametrize(
    ("second", "range_", "n"),
    [
        pytest.param(traced(89.0, 60.0), 0.25, 4, id="the_same"),
        pytest.param(traced(89.0, 60.0, place="table"), 0.4, 2, id="another_place"),
        pytest.param(traced(89.0, 60.0, signal="hip"), 0.4, 2, id="another_signal"),
    ],
)
def test_ranges_of_what_was_measured_otherwise_before_are_left_out(history, second, range_, n):
    before, after = lifts(0.1, 0.1, t_s=20.0), lifts(0.4, 0.4, t_s=65.0)
    coach(history, of_lift(*before, *after, traced(89.0, 11.0), second))
    (side,) = read_sessions(history, "me")[0].exercises[0].sides
    assert (side.range, side.n_ranged, side.n_reps) == (range_, n, 4)


def test_ranges_in_another_unit_than_the_last_are_left_out(history):
    coach(history, of_lift(*lifts(30.0, 31.0, unit="deg"), *lifts(0.4, t_s=60.0)))
    (one,) = read_sessions(history, "me")[0].exercises
    assert (one.unit, one.sides[0].range, one.sides[0].n_ranged) == ("S0", 0.4, 1)


def test_led_repetitions_that_did_not_count(history):
    led = lifts(0.0, grade=Grade.POSTURE_ONLY)
    coach(history, of_lift(*led, NotValid(50.0, 2, 0.4), NotValid(60.0, 2, 0.5)))
    (one,) = read_sessions(history, "me")[0].exercises
    assert (one.n_not_valid, one.grades, one.unit) == (2, {Grade.POSTURE_ONLY: 1}, "")


def test_an_older_history_has_ranges_and_no_place(history):
    coach(history, of_lift(*lifts(0.3)))
    assert [one.place for one in read_sessions(history, "me")[0].exercises] == [""]
    progress = progress_of(read_sessions(history, "me"), [], day_of)
    assert (progress.ranges, progress.certainty.n_sets_not_comparable) == ((), 1)


# -- sets ---------------------------------------------------------------------------------------


def test_a_set_comes_back_on_the_clock_of_its_session(history):
    sudden = Flagged(1021.0, Flag.SUDDEN, 3.0, 2.0, "S0/s", 1)
    flags = [sudden, replace(sudden, t_s=1022.0, advisory=True)]
    small = PartialLogged(1040.0, rep(0, 1040.0, is_partial=True, hold_s=0.0))
    lift = lifts(0.3, t_s=1020.0, flags=(Flag.SUDDEN,))
    coach(history, of_lift(*flags, *lift, small, traced(1089.0, 1011.0), t_s=1000.0))
    ((one,),) = read_sets(history, [1]).values()
    assert (one.began_s, one.every_s, one.samples) == (11.0, 0.2, (0.02, None, 0.3))
    assert one.levels == traced(0.0, 0.0).levels
    assert (one.place, one.signal, one.unit) == ("low_table", "lift", "S0")
    assert (one.flags, one.hints) == (((21.0, Flag.SUDDEN),), (Flag.SUDDEN,))
    assert one.reps == (
        RepMark(1, None, 21.0, 27.0, 5.0, Grade.SURE, (Flag.SUDDEN,), is_partial=False),
        RepMark(0, None, 34.0, 40.0, 0.0, Grade.SURE, (), is_partial=True),
    )


def test_each_movement_belongs_to_the_set_in_which_it_was(history):
    before, after = lifts(0.1, t_s=20.0), lifts(0.4, t_s=70.0)
    stopped = Answered(50.0, "stop", "again", "arm")
    unmeasured = replace(traced(50.0, 50.0), signal="", samples=(), levels=())
    sets = (unmeasured, stopped, traced(89.0, 60.0))
    coach(history, of_lift(*before, *sets, *after))
    first, second = read_sets(history, [1])[1]
    assert [len(one.reps) for one in (first, second)] == [1, 1]
    assert first.reps[0].start_s < 60.0 < second.reps[0].start_s


def test_sets_of_some_sessions(history):
    for _ in range(3):
        coach(history, of_lift(*lifts(0.3), traced(89.0, 11.0)))
    coach(history, of_lift())
    assert sorted(read_sets(history, [1, 3, 4, 77])) == [1, 3]
    ids = [one.exercises[0].id for one in read_sessions(history, "me")]
    assert read_sets(history, [3])[3][0].exercise_id == ids[2]
    assert read_sets(history, []) == {}


# -- what cannot be read ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "read",
    [lambda history: read_sessions(history, "me"), lambda history: read_sets(history, [1])],
    ids=["sessions", "sets"],
)
def test_a_history_that_cannot_be_read_is_one_sentence(tmp_path, read):
    (tmp_path / "history.sqlite").mkdir()
    with pytest.raises(CoachError, match=r"history\.sqlite cannot be used: .*\.$"):
        read(History(tmp_path / "history.sqlite", no_problem))


def test_words_that_nobody_knows_are_no_figures(history, tmp_path):
    """As a damaged file may leave them when the rest of it could be saved."""
    coach(history, of_lift(*lifts(0.3, 0.3, flags=(Flag.SUDDEN,)), traced(89.0, 11.0)))
    with closing(connect(tmp_path / "history.sqlite")) as db, db:
        db.execute("UPDATE reps SET grade = 's\ufffd', flags = 's\ufffd,jerky' WHERE rep_index = 1")
        db.execute("UPDATE sets SET samples = '[0.1, \ufffd'")
    (one,) = read_sessions(history, "me")[0].exercises
    assert (one.grades, one.sides[0].n_ranged) == ({Grade.SURE: 1, Grade.NOT_SEEN: 1}, 1)
    (found,) = read_sets(history, [1])[1]
    assert (found.samples, found.reps[0].grade) == ((), Grade.NOT_SEEN)
    assert (found.reps[0].flags, found.reps[0].hints) == ((), (Flag.JERKY,))


def test_a_hint_is_one_although_the_repetition_of_that_number_was_flagged_before(history):
    sudden = {"flags": (Flag.SUDDEN,)}
    again = [
        Flagged(28.0, Flag.SUDDEN, 3.0, 2.0, "S0/s", 1),
        *lifts(0.3, **sudden),
        traced(40.0, began_s=11.0),
        ExerciseBegan(41.0, "pelvis_lift", 1, 2, 5.0),
        Flagged(58.0, Flag.SUDDEN, 2.1, 2.0, "S0/s", 1, advisory=True),
        *lifts(0.3, t_s=53.0, **sudden),
        traced(70.0, began_s=42.0),
    ]
    coach(history, of_lift(*again))
    first, second = read_sets(history, [1])[1]
    assert (first.reps[0].flags, first.reps[0].hints) == ((Flag.SUDDEN,), ())
    assert (second.reps[0].flags, second.reps[0].hints) == ((), (Flag.SUDDEN,))
