"""Today's plan: what fits the things at hand, the back and the time, and is never too long."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.adjustments import Adjustment
from coach.definitions import Prop
from coach.dosing import DoseToday
from coach.duration import exercise_s, repetition_s
from coach.edges.programme_files import load_programme, programme_ids
from coach.past import PastExercise
from coach.plan import (
    MAX_EXERCISE_S,
    LeftOut,
    Plan,
    entry_today,
    needed_props,
    next_programme,
    pause_warning,
    plan_today,
)
from coach.programmes import Programme
from tests.coaching import ROOT
from tests.past_sessions import (
    DAY_S,
    EXERCISES,
    GOOD,
    Outcome,
    day,
    days,
    histories,
    session,
)

PROGRAMMES = {name: load_programme(name)[0] for name in programme_ids()}
ALL_PROPS: frozenset[Prop] = frozenset({"bar", "wall_bars", "table"})
README = (ROOT / "exercises" / "programmes" / "README.md").read_text(encoding="utf-8")


def planned(name: str, past=(), props=ALL_PROPS, **options) -> Plan:
    return plan_today(PROGRAMMES[name], EXERCISES, past, props, **options)


def ids(plan: Plan) -> list[str]:
    return [entry.exercise.id for entry in plan.entries]


def left_out(plan: Plan) -> dict:
    return {one.exercise: one.reason for one in plan.left_out}


# -- what is in it ------------------------------------------------------------------------------


def test_the_first_sessions_are_short_and_need_nothing():
    plan = planned("first", props=frozenset())
    assert ids(plan) == list(PROGRAMMES["first"].exercises)
    assert plan.left_out == ()
    assert 3 * 60 < plan.lasts_s <= 8 * 60
    entry = plan.entries[-1]
    assert (entry.reps, entry.hold_s, entry.ceiling_factor) == (3, 5.0, 1.0)


def test_what_hurt_today_is_over_for_today():
    plan = planned("first", hurt_today={"pelvis_lift", "knee_hug"})
    assert left_out(plan) == {"pelvis_lift": "hurt_today", "knee_hug": "hurt_today"}
    assert len(ids(plan)) == len(PROGRAMMES["first"].exercises) - 2


@pytest.mark.parametrize("name", PROGRAMMES)
def test_at_the_starting_dose_nothing_is_left_out(name):
    plan = planned(name)
    assert ids(plan) == list(PROGRAMMES[name].exercises)
    [minutes] = re.findall(rf"^\| `{name}` \|.*\| (\d+) minutes \|$", README, re.MULTILINE)
    assert round(plan.lasts_s / 60) == int(minutes)


@pytest.mark.parametrize(
    ("props", "missing"),
    [
        pytest.param(
            set(),
            {
                "bar_hang": "no_bar",
                "half_hang": "no_bar",
                "wall_bar_swing": "no_wall_bars",
                "table_lean": "no_table",
            },
            id="nothing_at_hand",
        ),
        pytest.param(
            {"wall_bars"},
            {"bar_hang": "no_bar", "table_lean": "no_table"},
            id="half_a_hang_can_be_done_on_wall_bars",
        ),
        pytest.param({"bar", "table"}, {"wall_bar_swing": "no_wall_bars"}, id="no_wall_bars"),
        pytest.param(ALL_PROPS, {}, id="everything"),
    ],
)
def test_only_what_can_be_done_here(props, missing):
    plan = planned("stretch", props=frozenset(props))
    assert left_out(plan) == missing
    named = PROGRAMMES["stretch"].exercises
    assert ids(plan) == [name for name in named if name not in missing]


def test_things_are_asked_for_once_and_in_order():
    asked = {name: needed_props(one, EXERCISES) for name, one in PROGRAMMES.items()}
    assert asked == {
        "first": (),
        "lumbar": (),
        "bar": ("bar", "wall_bars"),
        "stretch": ("bar", "wall_bars", "table"),
        "full": ("bar", "wall_bars", "table"),
    }


def test_a_gentle_day_has_nothing_with_a_caution():
    plan = planned("full", is_gentle=True, props=frozenset({"bar"}))
    assert ids(plan) == ["side_pull", "side_pull_toes", "star_stretch", "pelvis_lift"]
    reasons = left_out(plan)
    assert reasons["knee_hug"] == reasons["bar_hang"] == "caution"
    assert reasons["table_lean"] == "no_table"  # what is not there is not asked about


def test_a_gentle_day_may_have_nothing_at_all():
    plan = planned("bar", is_gentle=True)
    assert (plan.entries, plan.lasts_s, len(plan.left_out)) == ((), 0.0, 3)


def test_doses_and_ceilings_are_those_of_today():
    exercise = EXERCISES["pelvis_lift"]
    _, past = days(exercise, [GOOD, GOOD, Outcome(is_complete=False, pain="crack")])
    entry = planned("first", past).entries[-1]
    assert (entry.reps, entry.hold_s, entry.ceiling_factor) == (3, 5.0, 0.8)
    entry = planned("first", past[:2]).entries[-1]
    assert (entry.reps, entry.hold_s, entry.ceiling_factor) == (4, 5.0, 1.0)


def test_the_date_matters():
    _, past = days(EXERCISES["knee_hug"], [GOOD] * 8)
    reps = [
        entry.reps
        for now_s in (None, past[-1].began_s + 15 * DAY_S)
        for entry in planned("first", past, now_s=now_s).entries
        if entry.exercise.id == "knee_hug"
    ]
    assert reps == [18, 14]


# -- how long it takes --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "hold_s", "seconds"),
    [
        pytest.param("knee_hug", None, 2 + 1 + 2 + 2, id="out_stay_back_rest"),
        pytest.param("toe_pull_chin", 7.0, 2 + 7 + 2 + 5, id="held"),
        pytest.param("side_pull", None, 2 * (2 + 1 + 1.5 + 1), id="to_each_side"),
        pytest.param("wall_bar_swing", None, 2 * (1.5 + 0.2 + 1.5) + 1, id="to_and_fro"),
    ],
)
def test_seconds_of_a_repetition(name, hold_s, seconds):
    assert repetition_s(EXERCISES[name], hold_s) == pytest.approx(seconds)


def test_without_a_pace_the_seconds_are_those_of_most_people():
    unpaced = EXERCISES["pelvis_lift"].model_copy(update={"pace": None})
    assert 8 < repetition_s(unpaced, 5.0) < 15


def test_rests_lie_between_the_exercises_alone():
    plan = planned("bar")
    alone_s = sum(entry.lasts_s for entry in plan.entries)
    assert plan.lasts_s == pytest.approx(alone_s + 2 * plan.rest_s)
    assert plan.rest_s == PROGRAMMES["bar"].rest_s == 45


def test_what_does_not_fit_is_left_out_from_the_end():
    whole = planned("lumbar")
    minutes = (sum(one.lasts_s for one in whole.entries[:3]) + 2 * whole.rest_s) / 60
    for max_minutes, n in ((minutes + 0.01, 3), (minutes - 0.01, 2)):
        short = PROGRAMMES["lumbar"].model_copy(update={"max_minutes": max_minutes})
        plan = plan_today(short, EXERCISES, (), ALL_PROPS)
        assert ids(plan) == list(short.exercises[:n])
        assert plan.left_out == tuple(LeftOut(one, "time") for one in short.exercises[n:])
        assert plan.lasts_s <= max_minutes * 60


def with_dose(reps: int, hold_s: float) -> dict:
    """Pelvis lifts that begin with this dose."""
    lift = EXERCISES["pelvis_lift"]
    dose = lift.dose.model_copy(
        update={"reps": (reps, reps), "start_reps": reps}
        | {"hold_s": (hold_s, hold_s), "start_hold_s": hold_s}
    )
    return {lift.id: lift.model_copy(update={"dose": dose})}


def test_no_exercise_takes_longer_than_a_quarter_of_an_hour():
    alone = Programme(id="own", name="Own", about="Own.", exercises=("pelvis_lift",))
    exercises = with_dose(200, 30.0)
    [entry] = plan_today(alone, exercises, (), ALL_PROPS).entries
    assert 1 <= entry.reps < 200
    assert entry.lasts_s <= MAX_EXERCISE_S
    lift = exercises["pelvis_lift"]
    assert exercise_s(lift, entry.reps + 1, 30.0) > MAX_EXERCISE_S  # as many as fit
    plan = plan_today(alone, with_dose(1, 1000.0), (), ALL_PROPS)
    assert left_out(plan) == {"pelvis_lift": "time"}


@given(
    st.sampled_from(list(PROGRAMMES)),
    histories,
    st.sets(st.sampled_from(sorted(ALL_PROPS))),
    st.booleans(),
    st.none() | st.floats(0, 4e9),
)
def test_for_all_histories(name, past, props, is_gentle, now_s):
    programme = PROGRAMMES[name]
    plan = planned(name, past, frozenset(props), is_gentle=is_gentle, now_s=now_s)
    assert plan.lasts_s <= programme.max_minutes * 60 <= 40 * 60
    assert all(entry.lasts_s <= 15 * 60 for entry in plan.entries)
    assert all(entry.reps >= 1 for entry in plan.entries)
    assert sorted([*ids(plan), *left_out(plan)]) == sorted(programme.exercises)
    assert ids(plan) == [one for one in programme.exercises if one not in left_out(plan)]
    assert not is_gentle or not any(entry.exercise.cautions for entry in plan.entries)


def test_at_the_whole_dose_the_whole_programme_leaves_the_last_ones_out():
    past = [
        session(
            *(day(one, DoseToday(99, 99.0), GOOD, 0.0).exercises[0] for one in EXERCISES.values())
        )
    ] * 40
    plan = planned("full", past)
    assert set(left_out(plan).values()) == {"time"}
    assert ids(plan) == list(PROGRAMMES["full"].exercises[: len(plan.entries)])
    assert 30 * 60 < plan.lasts_s <= 40 * 60
    assert planned("full", past, frozenset()).left_out[-1].exercise == "table_lean"


# -- which programme, and when ------------------------------------------------------------------

DID = PastExercise("pelvis_lift", 3, 5.0, 3, 0, is_complete=True)
BROKEN_OFF = session(DID, is_broken_off=True)
STOPPED = session(DID, reason="quit")
ALONE = replace(session(DID), programme="")


@pytest.mark.parametrize(
    ("past", "programme"),
    [
        pytest.param([], "first", id="nobody_knows_this_person"),
        pytest.param([session(DID)] * 2, "first", id="two"),
        pytest.param([session(DID)] * 3, "full", id="three"),
        pytest.param([session(DID)] * 2 + [BROKEN_OFF, STOPPED], "first", id="two_came_to_an_end"),
        pytest.param([session(DID)] * 2 + [ALONE] * 3, "first", id="one_alone_is_no_session"),
    ],
)
def test_the_programme_that_is_offered(past, programme):
    assert next_programme(past) == programme
    assert programme in PROGRAMMES


@pytest.mark.parametrize(
    ("past", "now_s", "hours"),
    [
        pytest.param([], 0.0, None, id="never"),
        pytest.param([session(DID)], 600.0, 0.0, id="at_once"),
        pytest.param([session(DID)], 600.0 + 2 * 3600, 2.0, id="two_hours"),
        pytest.param([session(DID)], 600.0 + 4.99 * 3600, 4.99, id="nearly_five"),
        pytest.param([session(DID)], 600.0 + 5 * 3600, None, id="five_hours"),
        pytest.param([BROKEN_OFF], 3600.0, 1.0, id="broken_off"),
        pytest.param([session(DID)], 500.0, None, id="the_clock_was_set_back"),
        pytest.param(
            [session(DID, began_s=9e9), session(DID, began_s=1e9)],
            1e9 + 4200.0,
            1.0,
            id="an_older_one_in_the_future",
        ),
        pytest.param(
            [session(DID), session(replace(DID, count=0, is_complete=False), began_s=7e3)],
            7800.0,
            2.0,
            id="one_in_which_nothing_was_done",
        ),
        pytest.param([session(reason="red")], 700.0, None, id="not_begun"),
        pytest.param([ALONE], 700.0, None, id="one_alone"),
        pytest.param(
            [session(DID), replace(ALONE, began_s=7e3, ended_s=7100.0)],
            7800.0,
            2.0,
            id="one_alone_does_not_hide_the_session_before",
        ),
    ],
)
def test_too_early(past, now_s, hours):
    assert pause_warning(past, now_s) == pytest.approx(hours)


def test_a_hold_longer_than_an_exercise_may_be_is_still_cut_by_a_programme():
    dose = EXERCISES["pelvis_lift"].dose.model_copy(update={"start_hold_s": 2 * MAX_EXERCISE_S})
    endless = EXERCISES["pelvis_lift"].model_copy(update={"dose": dose})
    assert entry_today(endless, (), 0.0).reps == 1
    allowed = Adjustment(exercise="pelvis_lift", max_hold_s=5.0, range_share=0.5)
    entry = entry_today(endless, (), 0.0, allowed)
    assert (entry.reps, entry.hold_s, entry.ceiling_factor) == (1, 5.0, 0.5)
