"""From where an exercise is counted and from where it is led, on bundled recordings."""

import pytest

from coach.definitions import Exercise
from coach.edges.library import exercise_ids, load_exercise
from coach.edges.sources.recording import LandmarkRecording
from coach.events import Call, Called, Event, Grade, Led, Rep, RepCounted, RepFinished
from coach.own_range import OwnRange
from coach.session import Session
from tests.coaching import ROOT

SAMPLES = ROOT / "samples"


def coached(exercise: Exercise, name: str, **how) -> tuple[Session, list[Event]]:
    """One bundled recording of the exercise, from beginning to end."""
    session, events = Session(exercise, stop_at_dose=False, **how), []
    with LandmarkRecording(SAMPLES / exercise.id / f"{name}.npz") as source:
        for frame in source:
            events += session.update(frame.pose)[1]
    return session, events


def reps(events: list[Event]) -> list[Rep]:
    return [event.rep for event in events if isinstance(event, RepFinished)]


def clips() -> list[tuple[str, str]]:
    """Every bundled recording of the people that tuning has seen."""
    found = []
    for exercise in exercise_ids():
        for path in sorted((SAMPLES / exercise).glob("*.truth.json")):
            name = path.name.removesuffix(".truth.json")
            if not any(figure in name for figure in ("ines", "jonas")):
                found.append((exercise, name))
    return found


def test_a_side_stretch_is_led_from_a_low_table():
    session, events = coached(load_exercise("side_pull"), "side_pull_anna_1")
    assert sum(isinstance(event, Led) for event in events) == 1
    assert {rep.grade for rep in reps(events)} == {Grade.POSTURE_ONLY}
    out = [event.side for event in events if isinstance(event, Called) and event.call is Call.OUT]
    assert out[:4] == ["right", "left", "right", "left"]
    assert session.learnt is None  # nothing was measured


def test_a_side_stretch_is_counted_from_a_shelf_and_its_ranges_are_learnt():
    session, events = coached(load_exercise("side_pull"), "side_pull_carla_3")
    assert not any(isinstance(event, Led) for event in events)
    assert [rep.side for rep in reps(events)] == ["right", "left"] * 3
    learnt = session.learnt
    assert learnt is not None
    assert (learnt.signal, set(learnt.ranges)) == ("lean", {"left", "right"})


def test_a_range_of_an_earlier_day_is_the_ceiling_of_today():
    exercise = load_exercise("pelvis_lift")
    clip = "pelvis_lift_bruno_1"
    _, events = coached(exercise, clip)
    least = min(rep.peak for rep in reps(events))
    assert all(not rep.flags for rep in reps(events))
    known = {"low_table": {None: OwnRange(least / 2, least / 2)}}
    _, events = coached(exercise, clip, known=known)
    assert all("over-large" in rep.flags for rep in reps(events))
    elsewhere = {"shelf": known["low_table"]}
    _, events = coached(exercise, clip, known=elsewhere)
    assert all(not rep.flags for rep in reps(events))


def test_arms_that_rest_overhead_are_known_by_their_toes():
    _, events = coached(load_exercise("arm_raise_toe_pull"), "arm_raise_toe_pull_bruno_3")
    assert len(reps(events)) == 4
    assert {rep.unit for rep in reps(events)} == {"deg"}


@pytest.mark.parametrize(("exercise", "clip"), clips())
def test_who_is_counted_is_not_led_afterwards(exercise, clip):
    _, events = coached(load_exercise(exercise), clip)
    led = [i for i, event in enumerate(events) if isinstance(event, Led)]
    counted = [i for i, event in enumerate(events) if isinstance(event, RepCounted)]
    assert len(led) <= 1
    assert not led or all(i > led[0] for i in counted)
