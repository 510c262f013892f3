"""What is kept of a set's signal for plots."""

import math
from itertools import pairwise

import pytest

from coach.edges.library import load_exercise
from coach.insight import NAN, Insight
from coach.session import Session
from coach.set_trace import EVERY_S, SetTrace
from coach.workout_events import SetTraced
from tests.clips import SAMPLES
from tests.recorded_person import poses_of

PELVIS_LIFT = load_exercise("pelvis_lift")
LIFT, PLACE = PELVIS_LIFT.primary, PELVIS_LIFT.places[0]
TABLE_LEAN = load_exercise("side_pull").primary


def insight(t_s, value=0.1, is_judged=True, **changes):
    levels = {"rest": 0.05, "entry": 0.15, "leave": NAN, "ceiling": 0.6} | changes
    return Insight(t_s, value, **levels, is_judged=is_judged)


def traced(*insights, primary=LIFT, place=PLACE) -> SetTraced:
    trace = SetTrace()
    for one in insights:
        trace.add(one, primary, place)
    (event,) = trace.events(99.0)
    return event


def test_samples_stand_on_a_grid_and_gaps_stay_empty():
    event = traced(insight(10.0, 0.1), insight(10.1, 0.2), insight(10.21, 0.3), insight(10.9, 0.4))
    assert (event.began_s, event.every_s) == (10.0, EVERY_S)
    assert event.samples == (0.2, 0.3, None, None, 0.4)
    assert (event.place, event.signal, event.unit) == (PLACE.id, "lift", "S0")


def test_what_is_not_judged_is_no_sample():
    event = traced(insight(0.0), insight(0.3, is_judged=False), insight(0.5, NAN))
    assert event.samples == (0.1, None, None)


@pytest.mark.parametrize(
    ("insights", "primary"),
    [
        pytest.param((), LIFT, id="no_frame"),
        pytest.param((insight(1.0, NAN), insight(2.0, NAN)), LIFT, id="nothing_seen"),
        pytest.param((insight(1.0), insight(2.0)), None, id="led"),
        pytest.param((insight(NAN),), LIFT, id="no_time"),
    ],
)
def test_where_nothing_was_measured_nothing_is_kept(insights, primary):
    event = traced(*insights, primary=primary)
    assert (event.signal, event.unit, event.samples, event.levels) == ("", "", (), ())
    assert event.t_s == 99.0


def test_levels_are_noted_when_they_change():
    event = traced(
        insight(0.0),
        insight(0.2, entry=0.1501),  # by less than a plot shows
        insight(0.4, entry=0.25),
        insight(0.6, entry=0.25, ceiling=math.inf),
    )
    found = [(one.since, one.rest, one.entry, one.ceiling) for one in event.levels]
    assert found == [(0, 0.05, 0.15, 0.6), (2, 0.05, 0.25, 0.6), (3, 0.05, 0.25, None)]


def test_another_signal_begins_a_course_of_its_own():
    trace = SetTrace()
    for t_s, primary in ((0.0, LIFT), (0.2, LIFT), (5.0, TABLE_LEAN), (5.2, TABLE_LEAN)):
        trace.add(insight(t_s), primary, PLACE)
    first, second = trace.events(9.0)
    assert (first.signal, first.began_s, len(first.samples)) == ("lift", 0.0, 2)
    assert (second.signal, second.began_s, len(second.samples)) == ("lean", 5.0, 2)


def test_another_place_begins_a_course_of_its_own():
    other = PELVIS_LIFT.places[1]
    trace = SetTrace()
    for t_s, place in ((0.0, None), (0.2, PLACE), (0.4, PLACE), (5.0, other), (5.2, None)):
        trace.add(insight(t_s, 0.1 if place else NAN), LIFT, place)
    assert [(one.place, one.began_s) for one in trace.events(9.0)] == [
        (PLACE.id, 0.2),
        (other.id, 5.0),
    ]


def entry_at(event: SetTraced, index: int) -> float:
    """Infinite before rest is known: nothing counts there."""
    return [math.inf, *(one.entry for one in event.levels if one.since <= index)][-1]


def test_a_recorded_set_shows_its_repetitions():
    """The course of a real recording passes the entry level once for each of its lifts."""
    session = Session(PELVIS_LIFT, stop_at_dose=False)
    trace = SetTrace()
    for pose in poses_of(SAMPLES / "pelvis_lift_side.npz"):
        session.update(pose)
        trace.add(session.insight(), session.primary, session.place)
    (event,) = trace.events(0.0)
    above = [
        sample is not None and sample > entry_at(event, index)
        for index, sample in enumerate(event.samples)
    ]
    assert sum(not before and after for before, after in pairwise(above)) == session.count == 3
    assert event.place == "low_table"
