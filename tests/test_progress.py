"""Days, doses, pains, flags and doubts, from what was done."""

import pytest

from coach.certainty import certainty_of
from coach.dose_trend import PlanKept, dose_trend, plan_kept
from coach.events import Flag, Grade
from coach.flag_trend import flag_trend
from coach.pain_trend import pain_trend
from coach.practice_days import Gap, Week, calendar_of, monday_of
from coach.progress import progress_of
from coach.sides_compared import SideCounts, SidesCompared, sides_compared
from tests.done_sessions import MONDAY, day_of, hurting, session, side, turn

# -- days ---------------------------------------------------------------------------------------

DONE = session(0, turn())


@pytest.mark.parametrize(
    ("sessions", "kinds"),
    [
        pytest.param([DONE], {"done": 1}, id="to_its_end"),
        pytest.param([session(0, hurting(), turn("knee_hug"))], {"pain": 1}, id="one_hurt"),
        pytest.param([session(0, turn(), reason="pain")], {"pain": 1}, id="hurt_in_a_rest"),
        pytest.param([session(0, turn(), reason="left")], {"other": 1}, id="left"),
        pytest.param([session(0, turn(), reason="", ended_s=None)], {"other": 1}, id="broken_off"),
        pytest.param([session(0, turn(), programme="")], {"alone": 1}, id="one_exercise_alone"),
        pytest.param([session(0, hurting(), programme="")], {"pain": 1}, id="alone_and_hurting"),
        pytest.param([DONE, session(0.5, hurting())], {"done": 1, "pain": 1}, id="two_a_day"),
    ],
)
def test_kinds_of_sessions(sessions, kinds):
    calendar = calendar_of(sessions, day_of)
    counted = {kind: calendar.n_of(kind) for kind in ("done", "pain", "alone", "other")}
    assert counted == {"done": 0, "pain": 0, "alone": 0, "other": 0} | kinds
    (day,) = calendar.days
    assert day.kind == ("pain" if "pain" in kinds else next(iter(kinds)))


def test_a_session_without_an_exercise_is_only_counted():
    calendar = calendar_of([DONE, session(3, reason="red")], day_of)
    assert (calendar.n_sessions, calendar.n_not_begun, len(calendar.days)) == (1, 1, 1)


def test_minutes_are_those_of_the_exercises():
    broken_off = turn("knee_hug", lasted_s=None)
    calendar = calendar_of(
        [session(0, turn(lasted_s=90.0), turn(lasted_s=60.0), broken_off)], day_of
    )
    assert calendar.minutes == 2.5


@pytest.mark.parametrize(
    ("days", "n_sessions"),
    [
        pytest.param([0, 6.9], [2], id="monday_and_sunday"),
        pytest.param([6.9, 7.0], [1, 1], id="sunday_and_monday"),
        pytest.param([0, 15], [1, 0, 1], id="a_week_without"),
        pytest.param([-1], [1], id="before"),
    ],
)
def test_weeks_begin_on_monday(days, n_sessions):
    weeks = calendar_of([session(day, turn()) for day in days], day_of).weeks
    assert [week.n_sessions for week in weeks] == n_sessions
    assert weeks[0].first_day == monday_of(day_of(days[0] * 86_400.0))


def test_a_week_of_two_sessions_a_day():
    sessions = [session(day, turn(lasted_s=60.0)) for day in (0, 0.5, 2)]
    assert calendar_of(sessions, day_of).weeks == (Week(MONDAY, 3, 2, 3.0),)


@pytest.mark.parametrize(
    ("days", "gap"),
    [
        pytest.param([0], None, id="one_session"),
        pytest.param([0, 1, 2], None, id="every_day"),
        pytest.param([0, 0.5], None, id="one_day"),
        pytest.param([0, 2, 6, 7], Gap(MONDAY + 2, 3), id="the_longest"),
        pytest.param([0, 3, 6], Gap(MONDAY, 2), id="the_earliest_of_two"),
    ],
)
def test_longest_gap(days, gap):
    assert calendar_of([session(day, turn()) for day in days], day_of).longest_gap == gap


# -- doses --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "last", "change"),
    [
        pytest.param((10, 5.0), (10, 5.0), "same", id="same"),
        pytest.param((10, 5.0), (12, 5.0), "larger", id="repetitions"),
        pytest.param((10, 5.0), (10, 7.0), "larger", id="seconds"),
        pytest.param((10, 5.0), (5, 5.0), "smaller", id="halved"),
        pytest.param((3, 5.0), (5, 3.0), "mixed", id="one_up_one_down"),
    ],
)
def test_change_of_the_dose(first, last, change):
    doses = [first, (1, 1.0), last]
    sessions = [
        session(day, turn(dose_reps=reps, dose_s=hold_s))
        for day, (reps, hold_s) in enumerate(doses)
    ]
    assert dose_trend(sessions, "pelvis_lift", day_of).change == change


@pytest.mark.parametrize(
    ("programmes", "change"),
    [
        pytest.param(["full", "full", ""], "larger", id="less_alone_at_last"),
        pytest.param(["", "full", "full"], "smaller", id="less_alone_at_first"),
        pytest.param(["", "", ""], "same", id="nothing_but_alone"),
    ],
)
def test_what_is_done_alone_several_times_a_day_is_no_smaller_dose(programmes, change):
    sessions = [
        session(day, turn("table_lean", dose_reps=reps), programme=programme)
        for day, (reps, programme) in enumerate(zip((2, 3, 2), programmes, strict=True))
    ]
    trend = dose_trend(sessions, "table_lean", day_of)
    assert trend.change == change
    assert len(trend.points) == 3  # all of them are told


def test_a_dose_point_tells_what_was_asked_for_and_done():
    held = turn(count=7, reason="left", sides=(side(n_reps=7, hold_s=4.5),))
    trend = dose_trend([session(0, held)], "pelvis_lift", day_of)
    (point,) = trend.points
    assert (point.asked_s, point.count, point.hold_s, point.is_complete) == (50.0, 7, 4.5, False)
    assert (trend.reps_asked, trend.reps_done, trend.n_complete) == (10, 7, 0)


def test_an_exercise_that_was_taken_up_again_is_one_point():
    again = session(0, turn(count=4, reason="again"), turn(count=6, reason="dose_done"))
    (point,) = dose_trend([again], "pelvis_lift", day_of).points
    assert (point.count, point.dose_reps, point.is_complete) == (10, 10, True)


def test_a_dose_done_in_two_turns_is_whole_and_the_last_pain_is_told():
    turns = (turn(count=4, reason="left", pain="mild"), turn(count=6, reason="left", pain="leg"))
    (point,) = dose_trend([session(0, *turns)], "pelvis_lift", day_of).points
    assert (point.is_complete, point.pain) == (True, "leg")


def test_no_trend_of_what_was_never_done():
    assert dose_trend([DONE], "knee_hug", day_of) is None


def test_the_plan_is_kept_as_far_as_it_was_done():
    plan = ("pelvis_lift", "knee_hug", "side_pull")
    left = turn("knee_hug", count=2, reason="left")
    sessions = [session(0, turn(), left, turn("bar_hang"), plan=plan)]
    assert plan_kept(sessions) == PlanKept(n_planned=3, n_begun=2, n_complete=1)


# -- pain ---------------------------------------------------------------------------------------


def days_with_pain(*is_hurting: int) -> list:
    return [session(day, hurting() if one else turn()) for day, one in enumerate(is_hurting)]


@pytest.mark.parametrize(
    ("is_hurting", "verdict"),
    [
        pytest.param([1] * 7 + [0] * 16, "too few", id="seven_in_a_third"),
        pytest.param([1] * 5 + [0] * 19, "rarer", id="five_of_eight_against_none"),
        pytest.param([0] * 19 + [1] * 5, "oftener", id="none_against_five_of_eight"),
        pytest.param([1] * 4 + [0] * 20, "no trend can be told", id="four_of_eight_against_none"),
        pytest.param([0] * 24, "no trend can be told", id="none_at_all"),
        pytest.param([1] * 24, "no trend can be told", id="always"),
        pytest.param([0] * 8 + [1] * 8 + [0] * 8, "no trend can be told", id="in_the_middle"),
        pytest.param([], "too few", id="no_session"),
    ],
)
def test_trend_of_pain(is_hurting, verdict):
    assert pain_trend(days_with_pain(*is_hurting), day_of).verdict == verdict


def test_where_and_when_it_hurt():
    sessions = [
        session(0, turn()),
        session(3, hurting("knee_hug", "leg"), reason="pain"),
        session(20, hurting("side_pull", "not told"), hurting("knee_hug", "strong")),
        session(21, turn(), reason="pain"),  # in a rest: no exercise is to be named
    ]
    trend = pain_trend(sessions, day_of)
    found = [(stop.day - MONDAY, stop.exercise, stop.pain) for stop in trend.stops]
    assert found == [
        (3, "knee_hug", "leg"),
        (20, "side_pull", "not told"),
        (20, "knee_hug", "strong"),
    ]
    assert (trend.n_sessions, trend.n_with_pain, trend.n_into_leg) == (4, 3, 1)
    assert trend.last_day == MONDAY + 21
    fortnights = [(one.span.first_day, one.n_sessions, one.n_with_pain) for one in trend.fortnights]
    assert fortnights == [(MONDAY, 2, 1), (MONDAY + 14, 2, 2)]


def test_fortnights_without_a_session_are_there():
    trend = pain_trend([DONE, session(45, turn())], day_of)
    assert [one.n_sessions for one in trend.fortnights] == [1, 0, 0, 1]


# -- flags, doubts, sides -----------------------------------------------------------------------


def test_flags_are_told_per_100_repetitions_that_were_seen():
    many = turn(
        grades={Grade.SURE: 30, Grade.POSTURE_ONLY: 10, Grade.NOT_SEEN: 60},
        flags={Flag.SUDDEN: 2, Flag.TOO_FAST: 7},
    )
    trend = flag_trend([session(0, many), session(16, turn("knee_hug"))], day_of)
    assert (trend.whole.n_reps, trend.whole.per_100(Flag.SUDDEN)) == (50, 4.0)
    first, second = trend.fortnights
    assert (first.flags.per_100(Flag.SUDDEN), second.flags.per_100(Flag.SUDDEN)) == (5.0, 0.0)
    assert first.flags.counts == {Flag.SUDDEN: 2, Flag.JERKY: 0, Flag.OVER_LARGE: 0}


def test_in_what_was_led_only_what_is_sudden_is_noticed():
    led = {Grade.POSTURE_ONLY: 30, Grade.NOT_SEEN: 60}
    flags = {Flag.SUDDEN: 4, Flag.JERKY: 2, Flag.OVER_LARGE: 1}
    mixed = flag_trend([session(0, turn(grades={Grade.SURE: 10, **led}, flags=flags))], day_of)
    assert [mixed.whole.per_100(flag) for flag in flags] == [10.0, 20.0, 10.0]
    sessions = [session(0, turn(grades=led, flags={Flag.SUDDEN: 3}))]
    nothing_seen = flag_trend(sessions, day_of).whole
    assert [nothing_seen.per_100(flag) for flag in flags] == [10.0, None, None]
    assert "flags" not in [fact.key for fact in progress_of(sessions, (), day_of).headlines]


def test_flags_of_one_exercise_keep_the_fortnights_of_all():
    trend = flag_trend([DONE, session(16, turn("knee_hug"))], day_of, "knee_hug")
    assert [one.flags.n_reps for one in trend.fortnights] == [0, 10]
    assert trend.fortnights[0].flags.per_100(Flag.JERKY) is None


def test_what_an_older_program_measured_has_a_signal_although_it_is_not_named():
    found = certainty_of([session(0, turn(place="", signal=""))])
    assert (found.n_sets_without_signal, found.n_sets_not_comparable) == (0, 1)


def test_what_could_not_be_judged():
    led = turn(
        "star_stretch",
        signal="",
        unit="",
        sides=(side(n_reps=6),),
        grades={Grade.POSTURE_ONLY: 4, Grade.NOT_SEEN: 2},
        n_not_valid=3,
    )
    small = turn(sides=(side(0.3, n_partial=2),))
    of_unknown_place = turn(place="", grades={Grade.LIKELY: 10})
    found = certainty_of([session(0, led, small, of_unknown_place)])
    assert (found.n_counted, found.n_led, found.n_not_valid, found.n_partial) == (26, 6, 3, 2)
    assert (found.n_sets, found.n_sets_without_signal, found.n_sets_not_comparable) == (3, 1, 1)
    assert found.share(Grade.LIKELY) == 10 / 26
    assert certainty_of([], "knee_hug").share(Grade.SURE) is None


def test_left_against_right():
    sides = (side(n_reps=9, side="left", n_partial=1), side(n_reps=7, side="right"))
    sessions = [session(0, turn("side_pull", sides=sides)), session(1, turn())]
    assert sides_compared(sessions, "side_pull") == SidesCompared(
        SideCounts(9, 1), SideCounts(7, 0)
    )
    assert sides_compared(sessions, "pelvis_lift") is None


# -- all of it ----------------------------------------------------------------------------------


def test_nothing_done_has_no_headlines():
    progress = progress_of([session(0, reason="red")], [], day_of)
    assert (progress.headlines, progress.exercises, progress.ranges) == ((), (), ())


@pytest.mark.parametrize(
    ("sessions", "keys"),
    [
        pytest.param(
            [DONE, session(1, turn())],
            ["practice", "dose", "no_pain", "range", "flags", "certainty"],
            id="every_day_without_pain",
        ),
        pytest.param(
            [DONE, session(9, hurting())],
            [
                "practice",
                "dose",
                "pain",
                "pain_trend",
                "range",
                "flags",
                "certainty",
            ],
            id="a_gap_and_pain",
        ),
        pytest.param(
            [session(0, turn(sides=(), grades={}, count=0))],
            ["practice", "dose", "no_pain"],
            id="nothing_counted",
        ),
    ],
)
def test_headlines(sessions, keys):
    assert [fact.key for fact in progress_of(sessions, [], day_of).headlines] == keys


def test_headline_figures():
    sudden = turn(flags={Flag.SUDDEN: 1, Flag.OVER_LARGE: 2})
    sessions = [session(0, sudden), session(0.5, turn()), session(9, hurting(pain="leg"))]
    facts = progress_of(sessions, [], day_of).headlines
    values = {fact.key: dict(fact.values) for fact in facts}
    assert values["practice"] | {"minutes": 0} == {
        "n_sessions": 3,
        "n_alone": 0,
        "n_days": 2,
        "first_day": MONDAY,
        "last_day": MONDAY + 9,
        "n_weeks": 2,
        "per_week": 1.5,
        "minutes": 0,
    }
    assert values["flags"] == {"n_reps": 30, "sudden": 10 / 3, "jerky": 0, "over_large": 20 / 3}
    assert values["pain"]["n_into_leg"] == 1
    assert values["pain_trend"]["verdict"] == "too few"


def test_what_is_done_alone_makes_no_trend_of_pain():
    """Every second session hurts, all the time; leans in between do not."""
    sessions = [session(n, *([hurting()] if n % 2 else [turn()])) for n in range(30)]
    alone = [
        session(20 + n / 3, turn("table_lean"), programme="", id=900 + n) for n in range(1, 30)
    ]
    for all_of_them in (sessions, [*sessions, *alone]):
        pain = progress_of(all_of_them, [], day_of).pain
        assert (pain.n_sessions, pain.n_with_pain, pain.verdict) == (30, 15, "no trend can be told")
    calendar = progress_of([*sessions, *alone], [], day_of).calendar
    assert (calendar.n_sessions, calendar.n_alone) == (30, 29)
    assert sum(week.n_sessions for week in calendar.weeks) == 30


def test_checks_that_were_not_as_usual_are_told():
    sessions = [
        session(0, turn()),
        session(1, turn(), check="amber"),
        session(2, check="red", reason="red"),
        session(2.5, check="amber", reason="not_today"),
        session(4, check="amber", reason="not_today"),
    ]
    progress = progress_of(sessions, [], day_of)
    found = [(one.day - MONDAY, one.answer) for one in progress.calendar.checks]
    assert found == [(1, "amber"), (2, "red"), (4, "amber")]
    (values,) = [fact.values for fact in progress.headlines if fact.key == "checks"]
    assert values == {
        "n_red": 1,
        "n_amber": 2,
        "last_red_day": MONDAY + 2,
        "last_amber_day": MONDAY + 4,
    }
    usual = progress_of(sessions[:1], [], day_of).headlines
    assert "checks" not in {fact.key for fact in usual}


def test_exercises_stand_in_the_order_in_which_they_were_first_done():
    sessions = [session(1, turn("knee_hug"), turn()), session(0, turn("side_pull"))]
    names = [one.exercise for one in progress_of(sessions, [], day_of).exercises]
    assert names == ["side_pull", "knee_hug", "pelvis_lift"]
