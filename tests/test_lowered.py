"""After a crack the ceiling is lower, once: it does not sink with every session that follows."""

import pytest

from coach.events import Flag, Flagged, RepFinished
from coach.lowered import lowered_exercise, lowered_ranges
from coach.own_range import OwnRange
from coach.personal_range import CEILING_SHARE, PersonalRange
from coach.session import Session
from tests.coaching import PELVIS_LIFT
from tests.recorded_person import poses_of
from tests.replays import SAMPLES


def test_the_ceiling_for_everybody_is_lowered():
    lowered = lowered_exercise(PELVIS_LIFT, 0.8)
    assert lowered.cap_in("S0") == pytest.approx(0.8 * PELVIS_LIFT.cap_in("S0"))
    assert lowered_exercise(PELVIS_LIFT, 1.0) is PELVIS_LIFT


def test_the_own_ceiling_is_lowered_and_what_is_remembered_is_not():
    known = lowered_ranges({"low_table": {None: OwnRange(0.3, 0.28)}}, 0.8)
    personal = PersonalRange(0.28)
    personal.know(known["low_table"][None])
    assert personal.ceiling(1.0) == pytest.approx(0.8 * CEILING_SHARE * 0.28)
    for _ in range(2):
        personal.learn(0.29)
    assert personal.own == OwnRange(personal.rom, 0.28)


def test_five_days_after_one_crack_the_ceiling_is_that_of_the_first():
    """Who moves as far as before is told so every day, and nothing of it is remembered."""
    poses = poses_of(SAMPLES / "pelvis_lift_demo.npz")
    first = OwnRange(0.30, 0.30)
    ranges, limits = {"low_table": {None: first}}, []
    for _ in range(5):
        session = Session(
            lowered_exercise(PELVIS_LIFT, 0.8),
            stop_at_dose=False,
            known=lowered_ranges(ranges, 0.8),
        )
        events = [event for pose in poses for event in session.update(pose)[1]]
        assert sum(isinstance(event, RepFinished) for event in events) == 3
        told = [e for e in events if isinstance(e, Flagged) and e.flag is Flag.OVER_LARGE]
        limits.append(min(event.limit for event in told))
        if session.learnt is not None:
            ranges = {session.learnt.place: session.learnt.ranges}
    assert limits == [pytest.approx(0.8 * CEILING_SHARE * 0.30)] * 5
