"""The plan of a day: what is open, and when the next session may start, whatever the clock did."""

import os
import time
from dataclasses import replace
from datetime import UTC, datetime
from datetime import time as time_of
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.adjustments import Adjustment
from coach.day import (
    Day,
    DayPlan,
    SmallOne,
    hurt_today,
    next_start_s,
    plan_day,
    rest_reason,
    small_times,
)
from coach.definitions import Prop
from coach.dosing import DoseToday, dose_today
from coach.edges.local_day import local, local_day, local_zone, time_of_day
from coach.edges.programme_files import load_programme
from coach.past import PastExercise, PastSession
from coach.plan import LEAST_PAUSE_S
from tests.past_sessions import DAY_S, EXERCISES, GOOD, days, histories

HOUR_S = 3600.0
MIDNIGHT_S = 1_700_000_000.0
EVENING_S = MIDNIGHT_S + 18.5 * HOUR_S
LEAN = PastExercise("table_lean", 1, 5.0, 1, 0, is_complete=True)
HANG = PastExercise("bar_hang", 1, 8.0, 1, 0, is_complete=True)
LIFT = PastExercise("pelvis_lift", 6, 5.0, 6, 0, is_complete=True)
FIRST = load_programme("first")[0]
BERLIN = ZoneInfo("Europe/Berlin")


def at(hour: float, evening: float = 18.5) -> Day:
    """An ordinary day, at this hour of it."""
    evenings = (MIDNIGHT_S + (24 * n + evening) * HOUR_S for n in range(3))
    return Day(
        MIDNIGHT_S + hour * HOUR_S,
        MIDNIGHT_S,
        MIDNIGHT_S + 24 * HOUR_S,
        MIDNIGHT_S + 8 * HOUR_S,
        MIDNIGHT_S + 22 * HOUR_S,
        tuple(evenings),
    )


def alone(one: PastExercise, hour: float) -> PastSession:
    began_s = MIDNIGHT_S + hour * HOUR_S
    return PastSession("", began_s, began_s + 60.0, "done", (one,))


def whole(hour: float, *exercises: PastExercise, reason: str = "done") -> PastSession:
    """A session of half an hour."""
    began_s = MIDNIGHT_S + hour * HOUR_S
    return PastSession("first", began_s, began_s + 1800.0, reason, exercises or (LIFT,))


def planned(past=(), hour: float = 12.0, props: tuple[Prop, ...] = ("table", "bar")) -> DayPlan:
    return plan_day(FIRST, EXERCISES, past, frozenset(props), at(hour))


def small(plan: DayPlan) -> dict[str, tuple[int, int]]:
    """How often done, and how often still open."""
    return {one.exercise.id: (one.n_done, one.n_open) for one in plan.small_ones}


# -- several times a day ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("past", "lean", "hang"),
    [
        pytest.param([], (0, 3), (0, 2), id="nothing_done"),
        pytest.param([alone(LEAN, 8)], (1, 2), (0, 2), id="once"),
        pytest.param([alone(LEAN, h) for h in (8, 9, 10)], (3, 0), (0, 2), id="the_least"),
        pytest.param([alone(LEAN, h) for h in range(1, 10)], (9, 0), (0, 2), id="more_than_asked"),
        pytest.param([whole(8, LEAN, LIFT, LEAN)], (1, 2), (0, 2), id="one_session_counts_once"),
        pytest.param([whole(8, LEAN), alone(HANG, 9)], (1, 2), (1, 1), id="in_a_session_and_alone"),
        pytest.param([alone(replace(LEAN, count=0), 8)], (0, 3), (0, 2), id="begun_and_left"),
        pytest.param([alone(LEAN, -2)], (0, 3), (0, 2), id="yesterday"),
        pytest.param(
            [alone(LEAN, 7), alone(replace(LEAN, pain="mild"), 8)],
            (1, 0),
            (0, 2),
            id="after_pain_it_is_over_for_today",
        ),
        pytest.param(
            [whole(8, LEAN, replace(LEAN, pain="crack"))], (0, 0), (0, 2), id="pain_in_another_turn"
        ),
        pytest.param([alone(replace(LEAN, pain="mild"), -2)], (0, 3), (0, 2), id="pain_yesterday"),
        pytest.param([whole(8, reason="pain")], (0, 0), (0, 0), id="the_session_ended_by_pain"),
        pytest.param([whole(8, reason="not_today")], (0, 0), (0, 0), id="not_today"),
        pytest.param([whole(-40, reason="red")], (0, 0), (0, 0), id="a_doctor_comes_first"),
        pytest.param(
            [replace(whole(8, LEAN), ended_s=None, reason="")], (1, 2), (0, 2), id="broken_off"
        ),
        pytest.param([whole(-0.25, LEAN)], (1, 2), (0, 2), id="over_midnight_it_is_of_today"),
        pytest.param([alone(LEAN, 20)], (1, 2), (0, 2), id="later_today_by_a_clock_since_set_back"),
        pytest.param([alone(LEAN, 400)], (0, 3), (0, 2), id="on_a_day_to_come"),
    ],
)
def test_how_often(past, lean, hang):
    assert small(planned(past)) == {"table_lean": lean, "bar_hang": hang}


@pytest.mark.parametrize(
    ("past", "names"),
    [
        pytest.param([], set(), id="nothing_done"),
        pytest.param([whole(8, replace(LIFT, pain="mild"), LEAN)], {"pelvis_lift"}, id="today"),
        pytest.param([alone(replace(HANG, pain="not told"), 8)], {"bar_hang"}, id="alone"),
        pytest.param([whole(-30, replace(LIFT, pain="strong"))], set(), id="yesterday"),
    ],
)
def test_what_hurt_is_over_until_tomorrow(past, names):
    assert hurt_today(past, at(12.0)) == names


@pytest.mark.parametrize(
    ("props", "names"),
    [
        pytest.param((), [], id="nothing_at_hand"),
        pytest.param(("table",), ["table_lean"], id="a_table"),
        pytest.param(("wall_bars",), [], id="wall_bars_are_no_bar"),
        pytest.param(("bar", "table"), ["bar_hang", "table_lean"], id="both"),
    ],
)
def test_only_what_can_be_done_here(props, names):
    assert list(small(planned(props=props))) == names


def lean_after(past, programme=FIRST) -> SmallOne:
    [lean] = plan_day(programme, EXERCISES, past, frozenset({"table"}), at(12)).small_ones
    return lean


def test_its_dose_is_that_of_today():
    lean = lean_after([alone(replace(LEAN, pain="mild"), -2)])
    assert (lean.entry.reps, lean.entry.hold_s, lean.is_shortened) == (1, 3.0, False)
    assert lean.asked == (3, 5)


def test_several_times_a_day_are_not_several_repetitions_each():
    _, past = days(EXERCISES["table_lean"], [GOOD] * 10)
    shift_s = MIDNIGHT_S - 11 * DAY_S
    past = [replace(one, began_s=one.began_s + shift_s, ended_s=None) for one in past[:9]]
    past = [replace(one, ended_s=one.began_s + 600.0) for one in past]
    assert dose_today(EXERCISES["table_lean"], past).reps > 1
    lean = lean_after(past)
    assert (lean.entry.reps, lean.is_shortened) == (1, True)
    assert lean.entry.lasts_s < 120


def test_a_programme_may_take_from_it():
    stretch = load_programme("stretch")[0]
    less = Adjustment(exercise="table_lean", max_hold_s=3.0)
    lean = lean_after([], stretch.model_copy(update={"adjust": (less,)}))
    assert lean.entry.hold_s == 3.0


# -- the next session ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("past", "hour", "expected"),
    [
        pytest.param([], 10, 18.5, id="in_the_evening"),
        pytest.param([], 20, 20, id="the_evening_has_begun"),
        pytest.param([], 22, 22, id="at_the_last_moment"),
        pytest.param([], 22.1, 42.5, id="too_late"),
        pytest.param([whole(8)], 10, 18.5, id="the_pause_is_over_by_then"),
        pytest.param([whole(15)], 16, 20.5, id="as_soon_as_the_pause_is_over"),
        pytest.param([whole(16.5)], 17, 22, id="just_not_too_late"),
        pytest.param([whole(16.6)], 17.2, 42.5, id="the_pause_lasts_too_long"),
        pytest.param([whole(18.5)], 19.5, 42.5, id="done"),
        pytest.param([alone(HANG, 18)], 18.2, 18.5, id="a_hang_needs_no_pause"),
        pytest.param([whole(15), alone(HANG, 16)], 17, 20.5, id="nor_hides_the_session_before"),
        pytest.param([whole(15, replace(LIFT, count=0))], 16, 18.5, id="nothing_done_in_it"),
        pytest.param([replace(whole(15), ended_s=None, reason="")], 16, 20, id="broken_off"),
        pytest.param([whole(15)], 14, 18.5, id="in_the_future"),
        pytest.param([whole(8, replace(LIFT, pain="mild"))], 10, 42.5, id="not_after_pain"),
        pytest.param([alone(replace(HANG, pain="mild"), 8)], 10, 42.5, id="nor_after_it_alone"),
        pytest.param([whole(8, reason="not_today")], 10, 42.5, id="not_today"),
        pytest.param([whole(-16, replace(LIFT, pain="mild"))], 10, 18.5, id="after_a_night"),
        pytest.param([whole(-30, reason="red")], 10, None, id="a_doctor_first"),
        pytest.param([whole(-30, reason="red"), alone(HANG, 8)], 10, None, id="a_hang_is_no_check"),
        pytest.param([whole(-30, reason="red"), whole(-5)], 10, 18.5, id="a_session_since_then"),
        *(
            pytest.param(
                [whole(-30, reason="red"), replace(whole(-5, reason=end), exercises=())],
                10,
                None,
                id=f"{end or 'broken_off'}_before_the_check",
            )
            for end in ("quit", "left", "ended", "")
        ),
    ],
)
def test_when(past, hour, expected):
    start_s = planned(past, hour).start_s
    assert (None if start_s is None else (start_s - MIDNIGHT_S) / HOUR_S) == expected


@pytest.mark.parametrize(
    ("hour", "not_before", "expected"),
    [
        pytest.param(10, None, 18.5, id="today"),
        pytest.param(19, None, 42.5, id="only_at_that_time"),
        pytest.param(18.4, 18.6, 42.5, id="no_time_for_the_alarm"),
    ],
)
def test_at_that_time_alone(hour, not_before, expected):
    soonest_s = None if not_before is None else MIDNIGHT_S + not_before * HOUR_S
    start_s = next_start_s([], at(hour), soonest_s, is_at_that_time=True)
    assert start_s == MIDNIGHT_S + expected * HOUR_S


def test_an_evening_after_midnight_keeps_the_pause():
    assert next_start_s([whole(22.5)], at(23.5, evening=0.5)) == MIDNIGHT_S + 48.5 * HOUR_S


def test_one_alone_is_no_session():
    plan = planned([alone(LEAN, 8)])
    assert (len(plan.done), plan.plan.programme.id) == (1, "first")
    left = whole(8, replace(LIFT, count=0), reason="red")
    assert planned([left]).done == ()
    assert planned([PastSession("first", MIDNIGHT_S, None, "", ())]).done == ()


def test_what_pain_changes():
    past = [whole(-24), whole(8, replace(LIFT, dose_reps=6, pain="mild"))]
    plan = planned(past)
    [hurt] = plan.hurt
    assert (hurt.exercise, hurt.before) == ("pelvis_lift", DoseToday(6, 5.0))
    assert hurt.after == DoseToday(3, 3.0)
    assert [one.hold_s for one in plan.plan.entries if one.exercise.id == "pelvis_lift"] == [3.0]
    unknown = planned([whole(8, replace(LIFT, exercise="of_my_own", pain="mild"))]).hurt
    assert unknown[0].after is None


# -- reminders of what is done several times a day ----------------------------------------------


@pytest.mark.parametrize(
    ("hour", "hours", "names"),
    [
        pytest.param(
            12.5,
            [13.5, 14.5, 15.5, 16.5, 17.5],
            ["bar_hang", "table_lean", "bar_hang", "table_lean", "table_lean"],
            id="in_turns_until_the_session",
        ),
        pytest.param(17.0, [17.5, 18.0], ["bar_hang", "table_lean"], id="as_many_as_have_room"),
        pytest.param(18.3, [], [], id="no_room"),
        pytest.param(
            2.0,
            [8 + n * 10.5 / 6 for n in range(1, 6)],
            ["bar_hang", "table_lean", "bar_hang", "table_lean", "table_lean"],
            id="not_at_night",
        ),
    ],
)
def test_small_ones_are_spread(hour, hours, names):
    found = small_times(planned(hour=hour), at(hour))
    assert [(at_s - MIDNIGHT_S) / HOUR_S for at_s, _ in found] == pytest.approx(hours)
    assert [one.exercise.id for _, one in found] == names


# -- any history --------------------------------------------------------------------------------


@given(
    histories,
    st.floats(0, 4e9),
    st.floats(0, 86_399),
    st.sets(st.sampled_from(["bar", "table", "wall_bars"])),
    st.booleans(),
)
def test_for_all_histories(past, midnight_s, second, props, is_alone):
    if is_alone:
        past = [replace(one, programme="") for one in past]
    ordinary = at(0)
    day = Day(
        midnight_s + second,
        midnight_s,
        midnight_s + 24 * HOUR_S,
        midnight_s + 8 * HOUR_S,
        midnight_s + 22 * HOUR_S,
        tuple(one - ordinary.begins_s + midnight_s for one in ordinary.evenings_s),
    )
    plan = plan_day(FIRST, EXERCISES, past, frozenset(props), day)
    assert (plan.start_s is None) == (plan.rest == "red")
    if plan.start_s is not None:
        assert day.now_s <= plan.start_s <= day.evenings_s[2]
        assert plan.rest is None or plan.start_s >= day.ends_s
        tired_s = [
            one.began_s if one.ended_s is None else one.ended_s
            for one in past
            if one.programme and any(record.count for record in one.exercises)
        ]
        if tired_s and tired_s[-1] <= day.now_s:
            assert plan.start_s - tired_s[-1] >= LEAST_PAUSE_S - 1e-3
    assert all(0 <= one.n_open <= one.asked[0] for one in plan.small_ones)
    assert all(set(one.exercise.needs) & props for one in plan.small_ones)
    times_s = [at_s for at_s, _ in small_times(plan, day)]
    assert times_s == sorted(times_s)
    assert all(day.now_s < one < day.ends_s for one in times_s)
    assert len(times_s) <= sum(one.n_open for one in plan.small_ones)


# -- the day as the clock on the wall has it ----------------------------------------------------


@pytest.fixture
def in_berlin(monkeypatch):
    if not hasattr(time, "tzset"):
        pytest.skip("the time zone of a process is set on Unix alone")
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("in_berlin")
@pytest.mark.parametrize(
    ("date", "hours"),
    [
        pytest.param((2026, 3, 28), 24, id="ordinary"),
        pytest.param((2026, 3, 29), 23, id="summer_time_begins"),
        pytest.param((2026, 10, 25), 25, id="summer_time_ends"),
    ],
)
@pytest.mark.parametrize("hour", [0, 1, 12, 23])
def test_days_of_23_and_25_hours(date, hours, hour):
    now_s = datetime(*date, hour, 59, 59, tzinfo=BERLIN).timestamp()
    day = local_day(now_s, time_of(18, 30))
    assert day.ends_s - day.begins_s == hours * HOUR_S
    assert day.begins_s <= now_s < day.ends_s
    ours = [local(one) for one in (*day.evenings_s, day.latest_s, day.begins_s)]
    assert [(one.hour, one.minute) for one in ours] == [(18, 30)] * 3 + [(22, 0), (0, 0)]
    assert [one.day - date[2] for one in ours[:2]] == [0, 1]
    assert local_zone(now_s) == BERLIN


@pytest.mark.usefixtures("in_berlin")
def test_a_time_that_is_left_out_or_there_twice():
    spring = datetime(2026, 3, 29, 12, tzinfo=BERLIN).timestamp()
    autumn = datetime(2026, 10, 25, 12, tzinfo=BERLIN).timestamp()
    assert local(local_day(spring, time_of(2, 30)).evenings_s[0]).hour == 3
    first = local(local_day(autumn, time_of(2, 30)).evenings_s[0])
    assert (first.hour, first.utcoffset().total_seconds()) == (2, 7200.0)


@pytest.mark.usefixtures("in_berlin")
def test_the_pause_is_of_real_hours():
    """At night summer time ends: from 23:00 to 03:00 there are five hours, not four."""
    ended_s = datetime(2026, 10, 24, 23, tzinfo=BERLIN).timestamp()
    past = [PastSession("first", ended_s - 600.0, ended_s, "done", (LIFT,))]
    day = local_day(ended_s + 2 * HOUR_S, time_of(1, 0))
    found = next_start_s(past, replace(day, evenings_s=(day.now_s, *day.evenings_s[1:])))
    assert local(found).strftime("%d %H:%M") == "25 03:00"
    assert rest_reason(past, day) is None


@pytest.mark.parametrize(
    ("name", "is_known"),
    [
        pytest.param("Europe/Berlin", True, id="a_name"),
        pytest.param(":Europe/Berlin", True, id="with_a_colon"),
        pytest.param("CET-1CEST,M3.5.0,M10.5.0/3", False, id="rules_without_a_name"),
        pytest.param("Europe", False, id="a_folder"),
        pytest.param("/etc/localtime", False, id="a_file"),
    ],
)
def test_the_name_of_the_zone(monkeypatch, in_berlin, name, is_known):
    monkeypatch.setitem(os.environ, "TZ", name)
    time.tzset()
    found = local_zone(datetime(2026, 7, 1, tzinfo=UTC).timestamp())
    assert (found is not None) == is_known


@pytest.mark.parametrize(
    "text", ["", "24:00", "18:60", "18.30", "18:3", "-1:00", "18:30:00", "１８:30", "18:30\n"]
)
def test_what_is_no_time_of_day(text):
    with pytest.raises(ValueError, match="is no time of day: write hours and minutes, such as 18"):
        time_of_day(text)


def test_times_of_day():
    assert [time_of_day(one) for one in ("07:05", "7:05", "23:59")] == [
        time_of(7, 5),
        time_of(7, 5),
        time_of(23, 59),
    ]
