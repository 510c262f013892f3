"""What a therapist's programme takes away: it only ever lowers, and the dose behind it waits."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.adjustments import LEAST_HOLD_S, Adjustment, check_adjustments
from coach.definitions import Exercise, Prop
from coach.dosing import LEAST_CEILING_SHARE, DoseToday, dose_today
from coach.edges.added_programmes import programme_text
from coach.errors import CoachError
from coach.past import PastSession
from coach.plan import MAX_EXERCISE_S, Plan, plan_today
from coach.programmes import FORMAT_HELP, MAX_MINUTES, Programme, parse_programme
from tests.past_sessions import DAY_S, EXERCISES, GOOD, Outcome, day, days, histories

ALL_PROPS: frozenset[Prop] = frozenset({"bar", "wall_bars", "table"})
ARMS, LIFT = EXERCISES["arm_raise_toe_pull"], EXERCISES["pelvis_lift"]
HURTS = Outcome(is_complete=False, pain="mild")


def programme(*exercises: Exercise, adjust: tuple[Adjustment, ...] = (), **keys) -> Programme:
    ids = tuple(one.id for one in exercises)
    return Programme(id="mine", name="Mine", about="Mine.", exercises=ids, adjust=adjust, **keys)


def planned(mine: Programme, past=(), now_s: float | None = None) -> Plan:
    return plan_today(mine, EXERCISES, past, ALL_PROPS, now_s=now_s)


# -- what it does to one day --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("exercise", "keys", "dose"),
    [
        pytest.param(ARMS, {"max_reps": 6}, (6, None, 1.0), id="fewer"),
        pytest.param(ARMS, {"max_reps": 30}, (10, None, 1.0), id="never_more_than_today"),
        pytest.param(LIFT, {"max_hold_s": 4.0}, (3, 4.0, 1.0), id="shorter"),
        pytest.param(LIFT, {"max_hold_s": 15.0}, (3, 5.0, 1.0), id="never_longer_than_today"),
        pytest.param(LIFT, {"range_share": 0.7}, (3, 5.0, 0.7), id="smaller"),
        pytest.param(LIFT, {"note": "Gently."}, (3, 5.0, 1.0), id="a_note_alone"),
    ],
)
def test_today(exercise, keys, dose):
    adjustment = Adjustment(exercise=exercise.id, **keys)
    [entry] = planned(programme(exercise, adjust=(adjustment,))).entries
    assert (entry.reps, entry.hold_s, entry.ceiling_factor) == dose


def test_the_others_are_as_they_are():
    adjustment = Adjustment(exercise=ARMS.id, max_reps=1)
    entries = planned(programme(LIFT, ARMS, adjust=(adjustment,))).entries
    assert entries[0] == planned(programme(LIFT)).entries[0]
    assert entries[1].reps == 1
    assert entries[1].lasts_s < planned(programme(ARMS)).entries[0].lasts_s


@pytest.mark.parametrize(
    ("n_cracks", "factor"),
    [pytest.param(1, 0.56, id="both"), pytest.param(5, LEAST_CEILING_SHARE, id="never_below")],
)
def test_after_a_crack_both_shares_hold(n_cracks, factor):
    cracked = Outcome(is_complete=False, pain="crack")
    _, past = days(LIFT, [cracked] * n_cracks)
    adjustment = Adjustment(exercise=LIFT.id, range_share=0.7)
    [entry] = planned(programme(LIFT, adjust=(adjustment,)), past).entries
    assert entry.ceiling_factor == pytest.approx(factor)


def test_shorter_holds_leave_no_time_for_repetitions():
    """An exercise takes at most 15 minutes; a dose that long has fewer repetitions either way."""
    dose = LIFT.dose.model_copy(update={"reps": (90, 90), "start_reps": 90, "start_hold_s": 10.0})
    long = LIFT.model_copy(update={"dose": dose})
    adjustment = Adjustment(exercise=LIFT.id, max_hold_s=2.0)
    plans = [
        plan_today(programme(LIFT, adjust=adjust), {LIFT.id: long}, (), ALL_PROPS)
        for adjust in ((), (adjustment,))
    ]
    [[without], [cut]] = [plan.entries for plan in plans]
    assert without.reps < 90
    assert without.lasts_s <= MAX_EXERCISE_S
    assert (cut.reps, cut.hold_s) == (without.reps, 2.0)


def test_shorter_exercises_leave_time_for_another_within_the_minutes():
    _, past = days(ARMS, [GOOD] * 20)
    adjustment = Adjustment(exercise=ARMS.id, max_reps=5)
    without = planned(programme(ARMS, LIFT, max_minutes=5.0), past)
    cut = planned(programme(ARMS, LIFT, max_minutes=5.0, adjust=(adjustment,)), past)
    assert [len(plan.entries) for plan in (without, cut)] == [1, 2]
    assert cut.lasts_s <= 5 * 60


# -- mistakes -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keys", "fragments"),
    [
        pytest.param(
            {"exercise": "pelvis_lift", "max_reps": 8},
            ["max_reps: 8", "7 of 'pelvis_lift'"],
            id="repetitions",
        ),
        pytest.param(
            {"exercise": "pelvis_lift", "max_hold_s": 15.5},
            ["max_hold_s: 15.5", "15 of 'pelvis_lift'"],
            id="hold",
        ),
        pytest.param(
            {"exercise": "knee_hug", "max_hold_s": 5.0},
            ["max_hold_s", "nothing is held in 'knee_hug'"],
            id="nothing_is_held",
        ),
        pytest.param(
            {"exercise": "star_stretch", "range_share": 0.5},
            ["range_share", "no range is measured in 'star_stretch'"],
            id="no_range",
        ),
        pytest.param(
            {"exercise": "pelvis_lfit", "max_reps": 1},
            ["exercise", "'pelvis_lfit'", "did you mean 'pelvis_lift'?"],
            id="not_in_the_programme",
        ),
    ],
)
def test_what_is_refused(keys, fragments):
    good = Adjustment(exercise="pelvis_lift", max_reps=7)
    with pytest.raises(CoachError) as caught:
        check_adjustments([good, Adjustment(**keys)], EXERCISES, "mine.toml", FORMAT_HELP)
    for fragment in ("mine.toml, adjust 2.", *fragments, FORMAT_HELP):
        assert fragment in str(caught.value)


# -- the dose behind it -------------------------------------------------------------------------


def course(exercise: Exercise, plan: str, **keys) -> list[DoseToday]:
    """What is asked for day by day; each letter of `plan` is a day that is done as asked for: o
    without the programme, x with it, p with it and with pain. The last one is the day after.
    """
    adjustment = Adjustment(exercise=exercise.id, **keys)
    past: list[PastSession] = []
    asked = []
    for number, letter in enumerate([*plan, "o"]):
        adjust = () if letter == "o" else (adjustment,)
        now_s = number * DAY_S
        [entry] = planned(programme(exercise, adjust=adjust), past, now_s).entries
        asked.append(DoseToday(entry.reps, entry.hold_s))
        past.append(day(exercise, asked[-1], HURTS if letter == "p" else GOOD, now_s))
    return asked


@pytest.mark.parametrize(
    ("plan", "reps"),
    [
        pytest.param("oooo", [10, 10, 12, 12, 14], id="without"),
        pytest.param("xxxx", [6, 6, 6, 6, 10], id="no_secret_growth"),
        pytest.param("oxo", [10, 6, 10, 12], id="it_goes_on_from_where_it_stood"),
        pytest.param("xoxoxo", [6, 10, 6, 10, 6, 12, 12], id="two_programmes_by_turns_grow"),
        pytest.param("ooxxxx", [10, 10, 6, 6, 6, 6, 12], id="what_had_grown_stays"),
        pytest.param("oo" + 14 * "x", [10, 10, *14 * [6], 12], id="for_less_than_14_days"),
        pytest.param("oo" + 15 * "x", [10, 10, *15 * [6], 6], id="then_from_what_was_done"),
        pytest.param("oo" + 40 * "x", [10, 10, *40 * [6], 8], id="and_a_step_at_most_above_it"),
        pytest.param("oopo", [10, 10, 6, 3, 3], id="pain_halves_what_was_asked_for"),
    ],
)
def test_the_dose_waits(plan, reps):
    assert [dose.reps for dose in course(ARMS, plan, max_reps=6)] == reps


def test_seconds_that_were_cut_for_long_do_not_come_back_at_once():
    grown = course(EXERCISES["pelvis_lift"], 14 * "o", max_hold_s=6.0)
    after = course(EXERCISES["pelvis_lift"], 14 * "o" + 15 * "x", max_hold_s=6.0)
    assert grown[-1].hold_s > 6.0
    assert (after[-1].reps, after[-1].hold_s) == (grown[-1].reps, 6.0)


def test_a_limit_that_is_not_reached_changes_nothing():
    assert course(ARMS, "xxxxxx", max_reps=30) == course(ARMS, "oooooo", max_reps=30)


def test_it_grows_up_to_the_limit_and_one_step_behind_it():
    """The step was earned by whole doses: nobody is asked for it while the programme holds."""
    doses = course(ARMS, "xxxxxxxx", max_reps=11)
    assert [dose.reps for dose in doses] == [10, 10, *6 * [11], 12]


def test_holds_wait_too():
    doses = course(LIFT, "xxxxxx", max_hold_s=4.0)
    assert [(dose.reps, dose.hold_s) for dose in doses] == [(3, 4.0)] * 6 + [(3, 5.0)]


@pytest.mark.parametrize(
    "spoilt",
    [
        pytest.param(replace(GOOD, is_complete=False), id="left_early"),
        pytest.param(replace(GOOD, n_sudden=2), id="sudden"),
        pytest.param(replace(GOOD, is_broken_off=True), id="broken_off"),
        pytest.param(replace(GOOD, reason="pain"), id="pain_in_another"),
    ],
)
def test_a_cut_dose_that_was_not_good_ends_the_row(spoilt):
    past = [
        day(ARMS, DoseToday(10, None), GOOD, 0.0),
        day(ARMS, DoseToday(6, None), spoilt, DAY_S),
        day(ARMS, DoseToday(10, None), GOOD, 2 * DAY_S),
    ]
    assert dose_today(ARMS, past).reps == 10
    good = [past[0], day(ARMS, DoseToday(6, None), GOOD, DAY_S), past[2]]
    assert dose_today(ARMS, good).reps == 12


# -- for all programmes and all histories -------------------------------------------------------


def adjustments(exercise: Exercise) -> st.SearchStrategy[Adjustment]:
    """Any good table about it."""
    held = exercise.dose.hold_s
    keys: dict[str, st.SearchStrategy] = {"max_reps": st.integers(1, exercise.dose.reps[1])}
    if held is not None:
        keys["max_hold_s"] = st.floats(LEAST_HOLD_S, held[1])
    if exercise.is_counted_somewhere:
        keys["range_share"] = st.floats(LEAST_CEILING_SHARE, 1.0)
    keys["note"] = st.text(st.characters(categories=("L", "P", "S", "N")), min_size=1, max_size=200)
    some = st.fixed_dictionaries({}, optional=keys).filter(bool)
    return some.map(lambda chosen: Adjustment(exercise=exercise.id, **chosen))


@st.composite
def programmes(draw) -> Programme:
    named = draw(st.lists(st.sampled_from(list(EXERCISES.values())), min_size=1, unique_by=id))
    adjusted = draw(st.lists(st.sampled_from(named), unique_by=id))
    return programme(
        *named,
        adjust=tuple(draw(adjustments(one)) for one in adjusted),
        rest_s=draw(st.floats(5, 120)),
        max_minutes=draw(st.floats(0.5, MAX_MINUTES)),
        author=draw(st.none() | st.just('M. "Weber" \\ [x] #')),
    )


@settings(deadline=None)  # a time of the machine, not of the plan
@given(programmes(), histories, st.none() | st.floats(0, 4e9), st.booleans())
def test_it_never_raises(mine, past, now_s, is_gentle):
    """Against the same programme without [[adjust]], and with time for all of it."""
    check_adjustments(mine.adjust, EXERCISES, "mine.toml", FORMAT_HELP)
    plain = mine.model_copy(update={"adjust": ()})
    endless = plain.model_copy(update={"max_minutes": float("inf")})
    cut, without, whole = (
        plan_today(one, EXERCISES, past, ALL_PROPS, is_gentle=is_gentle, now_s=now_s)
        for one in (mine, plain, endless)
    )
    before = {entry.exercise.id: entry for entry in whole.entries}
    for entry in cut.entries:
        other = before[entry.exercise.id]
        assert 1 <= entry.reps <= other.reps
        assert (entry.hold_s is None) == (other.hold_s is None)
        assert 0 <= (entry.hold_s or 0.0) <= (other.hold_s or 0.0)
        assert LEAST_CEILING_SHARE <= entry.ceiling_factor <= other.ceiling_factor <= 1
        assert 0 < entry.lasts_s <= other.lasts_s
    assert cut.lasts_s <= mine.max_minutes * 60 <= MAX_MINUTES * 60
    assert cut.lasts_s <= whole.lasts_s
    assert len(cut.entries) >= len(without.entries)  # nothing is lost by asking for less


@settings(deadline=None)
@given(programmes())
def test_what_is_kept_is_read_as_the_same(mine):
    assert parse_programme(programme_text(mine), "mine.toml") == mine
