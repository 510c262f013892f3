"""Ranges are compared with the method's own error, and only where they were measured alike."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.events import Flag
from coach.progress import Progress, progress_of
from coach.range_error import RangeError
from coach.range_trend import RangeKey, range_trends
from coach.records import SessionRecord
from tests.done_sessions import DAY_S, day_of, ranges, session, side, some_sessions, turn

LIFT = RangeError("pelvis_lift", "low_table", "S0", 0.04, 0.1, 12, 4)
ANYWHERE = replace(LIFT, place="", mdc95_share=0.3)
KEY = RangeKey("pelvis_lift", "low_table", "lift", "S0", None)


@pytest.mark.parametrize(
    ("values", "errors", "verdict"),
    [
        pytest.param([1.0] * 6, [LIFT], "no change", id="the_same"),
        pytest.param([10.0] * 3 + [11.0] * 3, [LIFT], "no change", id="at_the_edge"),
        pytest.param([1.0] * 3 + [1.11] * 3, [LIFT], "larger", id="outside"),
        pytest.param([1.1] * 3 + [1.0] * 3, [LIFT], "no change", id="at_the_lower_edge"),
        pytest.param([1.1] * 3 + [0.99] * 3, [LIFT], "smaller", id="outside_below"),
        pytest.param([1.0] * 3 + [9.0] + [1.0] * 3, [LIFT], "no change", id="only_in_between"),
        pytest.param([1.0] * 3 + [1.0, 9.0, 1.0], [LIFT], "no change", id="one_odd_day"),
        pytest.param([1.0] * 3 + [2.0] * 2, [LIFT], "too few", id="five_sessions"),
        pytest.param([1.0], [], "too few", id="one_session_and_no_error"),
        pytest.param([1.0] * 3 + [2.0] * 3, [], "error not known", id="no_error"),
        pytest.param([1.0] * 3 + [1.2] * 3, [ANYWHERE], "no change", id="error_of_any_place"),
        pytest.param([1.0] * 3 + [1.2] * 3, [ANYWHERE, LIFT], "larger", id="its_own_place_first"),
        pytest.param(
            [1.0] * 6, [replace(LIFT, unit="deg")], "error not known", id="error_of_another_unit"
        ),
        pytest.param([0.0] * 3 + [0.1] * 3, [LIFT], "larger", id="from_nothing"),
    ],
)
def test_verdicts(values, errors, verdict):
    (trend,) = range_trends(ranges(*values), errors, day_of)
    assert trend.verdict == verdict


def test_figures_of_a_series():
    (trend,) = range_trends(ranges(1.0, 1.2, 1.1, 5.0, 1.3, 1.4, 1.8), [LIFT], day_of)
    assert (trend.baseline, trend.now) == (1.1, 1.4)
    assert trend.change_share == pytest.approx(0.3 / 1.1)
    assert trend.band == pytest.approx((1.0, 1.21))
    assert [point.n for point in trend.points] == [10] * 7


def test_what_is_not_known_is_none():
    (few,) = range_trends(ranges(1.0, 1.0), [LIFT], day_of)
    assert (few.baseline, few.now, few.change_share, few.band) == (None, None, None, None)
    (unknown,) = range_trends(ranges(*[1.0] * 6), [], day_of)
    assert (unknown.band, unknown.change_share) == (None, 0.0)


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"place": "table"}, id="place"),
        pytest.param({"signal": "hip"}, id="signal"),
        pytest.param({"unit": "deg"}, id="unit"),
        pytest.param({"exercise": "knee_hug"}, id="exercise"),
    ],
)
def test_what_was_measured_otherwise_is_another_series(changes):
    sessions = ranges(*[1.0] * 3) + ranges(*[2.0] * 3, first_day=3, **changes)
    trends = range_trends(sessions, [LIFT], day_of)
    assert [len(trend.points) for trend in trends] == [3, 3]
    assert {trend.verdict for trend in trends} == {"too few"}


@pytest.mark.parametrize("changes", [{"place": ""}, {"signal": ""}], ids=["place", "signal"])
def test_what_was_measured_from_anywhere_is_in_no_series(changes):
    assert range_trends(ranges(*[1.0] * 6, **changes), [LIFT], day_of) == ()


def test_an_exercise_that_was_taken_up_again_is_one_point():
    first, second = turn(sides=(side(1.0, n_reps=9),)), turn(sides=(side(2.0, n_reps=1),))
    (trend,) = range_trends([session(0, first, second)], [], day_of)
    (point,) = trend.points
    assert (point.median, point.n) == (pytest.approx(1.1), 10)


# -- whatever was done --------------------------------------------------------------------------

FEWER = settings(max_examples=50)  # each of them is a dozen sessions' worth of draws
ERRORS = [LIFT, RangeError("side_pull", "", "deg", 0.02, 0.06, 9, 3)]


def of(sessions: list[SessionRecord]) -> Progress:
    return progress_of(sessions, ERRORS, day_of)


@FEWER
@given(some_sessions().flatmap(lambda one: st.tuples(st.just(one), st.permutations(one))))
def test_the_order_of_the_sessions_changes_nothing(pair):
    in_order, in_any_order = pair
    assert of(in_order) == of(in_any_order)


@FEWER
@given(some_sessions())
def test_another_calendar_changes_days_only(sessions):
    """Of a place where every midnight is five hours earlier."""
    here, there = of(sessions), progress_of(sessions, ERRORS, lambda s: day_of(s + 5 / 24 * DAY_S))
    assert [trend.verdict for trend in here.ranges] == [trend.verdict for trend in there.ranges]
    assert here.certainty == there.certainty
    assert (here.plan, here.pain.verdict) == (there.plan, there.pain.verdict)
    assert here.calendar.n_sessions == there.calendar.n_sessions
    assert here.calendar.minutes == pytest.approx(there.calendar.minutes)
    assert here.flags.whole == there.flags.whole


@FEWER
@given(some_sessions(), st.integers(0, 60))
def test_a_session_from_another_place_changes_no_other_series(sessions, day):
    before = {trend.key: trend for trend in of(sessions).ranges}
    other = session(day + 0.12345, turn(place="elsewhere"), id=99)
    after = {trend.key: trend for trend in of([*sessions, other]).ranges}
    del after[KEY._replace(place="elsewhere")]
    assert after == before


@FEWER
@given(some_sessions())
def test_a_mirrored_body_swaps_the_sides(sessions):
    here, there = of(sessions), of([mirrored(one) for one in sessions])
    swapped = {
        trend.key._replace(side=SWAP[trend.key.side]): (trend.points, trend.verdict)
        for trend in there.ranges
    }
    assert {trend.key: (trend.points, trend.verdict) for trend in here.ranges} == swapped
    for one, other in zip(here.exercises, there.exercises, strict=True):
        assert one.dose == other.dose
        if one.sides is not None:
            assert (one.sides.left, one.sides.right) == (other.sides.right, other.sides.left)


@FEWER
@given(some_sessions())
def test_all_that_is_counted_is_counted_once(sessions):
    progress = of(sessions)
    turns = [one for session in sessions for one in session.exercises]
    assert progress.certainty.n_counted == sum(sum(one.grades.values()) for one in turns)
    assert progress.certainty.n_sets == len(turns)
    for flag in (Flag.SUDDEN, Flag.JERKY, Flag.OVER_LARGE):
        in_all = progress.flags.whole.counts[flag]
        assert in_all == sum(one.flags.whole.counts[flag] for one in progress.exercises)
        assert in_all == sum(one.flags.counts[flag] for one in progress.flags.fortnights)
    n_sessions = sum(week.n_sessions for week in progress.calendar.weeks)
    in_none = progress.calendar.n_not_begun + progress.calendar.n_alone
    assert n_sessions + in_none == len(sessions)


SWAP = {"left": "right", "right": "left", None: None}


def mirrored(one: SessionRecord) -> SessionRecord:
    def turned(exercise):
        sides = tuple(replace(part, side=SWAP[part.side]) for part in exercise.sides)
        return replace(exercise, sides=sides)

    return replace(one, exercises=tuple(turned(exercise) for exercise in one.exercises))
