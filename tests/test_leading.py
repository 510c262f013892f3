"""What the coach calls, when, and what it makes of the time in between."""

from dataclasses import replace

import pytest

from coach.errors import DefinitionError
from coach.events import (
    Call,
    Called,
    Event,
    Flag,
    Flagged,
    Grade,
    NotValid,
    Phase,
    PostureBroken,
    RepCounted,
    RepFinished,
)
from coach.leading import LEAD_IN_S, Leader, Watched
from tests.led import BACK_S, LED_S, OUT_S, REST_S, ROUND_S, STAY_S, lead, led_exercise, watched

PACED, REP, BOTH_SIDES, SWING = map(led_exercise, ("paced", "rep", "alternating", "swing"))
FIRST_S = 1.0  # in posture and still before the first call
HALF_S = OUT_S + STAY_S  # from a call to the call back


def told(events: list[Event]) -> list[tuple[float, str]]:
    """Time and kind of everything that happened."""
    return [(round(event.t_s, 1), type(event).__name__) for event in events]


def of_kind(events: list[Event], kind: type) -> list:
    return [event for event in events if isinstance(event, kind)]


# -- the plan -------------------------------------------------------------------------------------


def test_one_repetition_is_called_from_out_to_rest():
    events = lead(PACED, watched(FIRST_S + ROUND_S - 0.1))
    assert told(events) == [
        (1.0, "Called"),
        (9.0, "Called"),
        (11.0, "RepCounted"),
        (11.0, "RepFinished"),
        (11.0, "Called"),
    ]
    calls = [(event.call, event.index, event.lasts_s) for event in of_kind(events, Called)]
    assert calls == [(Call.OUT, 1, OUT_S), (Call.BACK, 1, BACK_S), (Call.REST, 1, REST_S)]


def test_what_is_counted_is_posture_only():
    (finished,) = of_kind(lead(PACED, watched(12.0)), RepFinished)
    rep = finished.rep
    assert (rep.index, rep.grade, rep.side, rep.unit) == (1, Grade.POSTURE_ONLY, None, "S0")
    assert (rep.start_s, rep.end_s, rep.peak) == (1.0, 9.0, 0.0)
    assert (rep.hold_s, rep.dose_s, rep.dose_reached, rep.flags) == (STAY_S, STAY_S, True, ())


def test_what_is_held_stays_as_long_as_the_dose_says():
    events = lead(PACED, watched(20.0), dose_s=3.0)
    assert [event.t_s for event in of_kind(events, Called)][:2] == pytest.approx([1.0, 6.0])


def test_the_next_one_follows_after_the_rest():
    events = lead(REP, watched(FIRST_S + 2 * ROUND_S + 0.5))
    out_s = [event.t_s for event in of_kind(events, Called) if event.call is Call.OUT]
    assert out_s == pytest.approx([1.0, 1.0 + ROUND_S, 1.0 + 2 * ROUND_S], abs=0.04)
    assert [event.index for event in of_kind(events, RepCounted)] == [1, 2]


def test_sides_take_turns_and_each_counts_for_itself():
    events = lead(BOTH_SIDES, watched(FIRST_S + 4 * ROUND_S))
    counted = [(event.side, event.index) for event in of_kind(events, RepCounted)]
    assert counted == [("right", 1), ("left", 1), ("right", 2), ("left", 2)]
    assert {event.side for event in of_kind(events, Called)[:3]} == {"right"}


def test_a_swing_goes_both_ways_without_a_rest_and_counts_once():
    events = lead(SWING, watched(FIRST_S + 2 * LED_S + 1.0))
    calls = [(event.call, event.side) for event in of_kind(events, Called)]
    assert calls == [
        (Call.OUT, "right"),
        (Call.BACK, "right"),
        (Call.OUT, "left"),
        (Call.BACK, "left"),
        (Call.REST, None),
    ]
    (finished,) = of_kind(events, RepFinished)
    assert (finished.rep.side, finished.rep.hold_s) == (None, 0.0)
    assert finished.t_s == pytest.approx(FIRST_S + 2 * LED_S, abs=0.04)


@pytest.mark.parametrize("start_s", [0.0, 7.3, 4000.0])
@pytest.mark.parametrize("fps", [8.0, 12.5, 29.97, 60.0])
@pytest.mark.parametrize("exercise", [PACED, REP, BOTH_SIDES, SWING], ids=lambda one: one.kind)
def test_frame_rate_and_start_do_not_matter(exercise, fps, start_s):
    spells = {
        "broken": [(15.0, 16.0, "posture"), (39.5, 45.0, "cannot_see_wrist")],
        "rough": [(5.0, 5.3)],
    }
    wanted = lead(exercise, watched(89.0, 30.0, **spells))
    found = lead(exercise, watched(89.0, fps, start_s, **spells))
    assert [type(event) for event in found] == [type(event) for event in wanted]
    found_s = [event.t_s - start_s for event in found]
    assert found_s == pytest.approx([event.t_s for event in wanted], abs=2 / fps + 1 / 30)
    indices = [[getattr(e, "index", None) for e in events] for events in (found, wanted)]
    assert indices[0] == indices[1]


def test_plan_keeps_its_times_at_a_low_frame_rate():
    """Boundaries follow the plan, so twenty late frames do not add up."""
    events = lead(REP, watched(FIRST_S + 20 * ROUND_S, fps=7.9))
    assert len(of_kind(events, RepCounted)) == 20
    assert of_kind(events, RepFinished)[-1].rep.start_s == pytest.approx(1.0 + 19 * ROUND_S)


# -- waiting --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "first_s"),
    [
        pytest.param(watched(20, broken=[(0, 3, "posture")]), 4.0, id="out_of_posture"),
        pytest.param(watched(20, rough=[(0, 3)]), 4.0, id="moving"),
        pytest.param(watched(20, broken=[(0.9, 1.0, "posture")]), 2.0, id="a_short_break"),
        pytest.param(watched(20, unseen=[(0.5, 4.0)]), 5.0, id="no_frames"),
        pytest.param(
            (replace(one, speed_s0_s=float("nan")) if one.t_s < 3 else one for one in watched(20)),
            4.0,
            id="speed_not_known",
        ),
    ],
)
def test_the_first_one_waits_for_a_still_second_in_posture(body, first_s):
    events = lead(PACED, body)
    assert isinstance(events[0], Called)
    assert events[0].t_s == pytest.approx(first_s, abs=0.04)


def test_the_first_call_leaves_time_to_hear_that_the_coach_leads():
    leader = Leader(PACED, STAY_S)
    events = [event for frame in watched(20.0, start_s=3.0) for event in leader.update(frame)]
    assert events[0].t_s == pytest.approx(3.0 + LEAD_IN_S, abs=0.04)


def test_the_next_one_waits_too_and_tells_why():
    leader = Leader(PACED, STAY_S, lead_in_s=0.0)
    why = {}
    for frame in watched(40.0, broken=[(13.0, 20.0, "posture")], rough=[(20.0, 22.0)]):
        leader.update(frame)
        why[round(frame.t_s, 2)] = leader.waiting_for
    assert [why[t_s] for t_s in (14.0, 16.0, 21.0, 22.5, 24.0)] == [
        "",  # the rest is not over yet
        "posture",
        "lie_still",
        "",  # as it should be: the second begins to count
        "",
    ]
    assert leader.counts == {None: 2}


def test_who_never_comes_to_rest_is_never_called():
    assert lead(PACED, watched(30.0, rough=[(0.0, 30.0)])) == []


# -- what is valid --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seconds", "is_counted"),
    [
        pytest.param(1.9, True, id="a_little_less_than_a_fifth"),
        pytest.param(2.1, False, id="a_little_over_a_fifth"),
    ],
)
@pytest.mark.parametrize("spell", ["broken", "rough", "unseen"])
def test_four_fifths_of_the_time_must_be_valid(spell, seconds, is_counted):
    ends = (3.0, 3.0 + seconds, *(["posture"] if spell == "broken" else []))
    events = lead(PACED, watched(11.5, 60.0, **{spell: [ends]}))
    assert len(of_kind(events, RepCounted)) == is_counted
    assert [event.valid_share for event in of_kind(events, NotValid)] == (
        [] if is_counted else pytest.approx([0.79], abs=0.005)
    )


def test_only_valid_seconds_of_the_stay_are_hold_seconds():
    (finished,) = of_kind(lead(PACED, watched(12, 50, broken=[(4, 5.2, "posture")])), RepFinished)
    assert finished.rep.hold_s == pytest.approx(STAY_S - 1.2, abs=0.03)
    assert not finished.rep.dose_reached


def test_a_repetition_that_does_not_count_is_led_again_under_its_number():
    events = lead(PACED, watched(28.0, broken=[(3.0, 5.5, "posture")]))
    assert of_kind(events, NotValid)[0].index == 1
    assert [event.index for event in of_kind(events, RepCounted)] == [1]
    assert of_kind(events, Called)[-1].index == 1


def test_the_side_that_is_behind_comes_next():
    """The first to the left does not count: it is led again before the right has its second."""
    events = lead(BOTH_SIDES, watched(56.0, broken=[(17.0, 19.5, "posture")]))
    led = [(event.side, event.index) for event in of_kind(events, Called)]
    assert list(dict.fromkeys(led)) == [("right", 1), ("left", 1), ("right", 2)]
    assert of_kind(events, NotValid)[0].side == "left"
    counted = [(event.side, event.index) for event in of_kind(events, RepCounted)]
    assert counted == [("right", 1), ("left", 1), ("right", 2)]


# -- what is told ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("broken", "told_at"),
    [
        pytest.param([(3.0, 3.2, "posture")], [], id="one_flicker"),
        pytest.param([(3.0, 3.6, "posture")], [(3.3, "posture")], id="after_a_moment"),
        pytest.param(
            [(3.0, 3.6, "posture"), (5.0, 5.6, "posture")], [(3.3, "posture")], id="a_reason_once"
        ),
        pytest.param(
            [(3.0, 3.6, "posture"), (5.0, 5.6, "cannot_see_wrist")],
            [(3.3, "posture"), (5.3, "cannot_see_wrist")],
            id="every_reason",
        ),
        pytest.param(
            [(3.0, 3.6, "posture"), (18.0, 18.6, "posture")],
            [(3.3, "posture"), (18.3, "posture")],
            id="in_the_next_one_again",
        ),
        pytest.param([(11.5, 13.0, "posture")], [], id="at_rest_nobody_minds"),
        pytest.param([(13.0, 17.0, "posture")], [(15.0, "posture")], id="when_the_next_is_due"),
    ],
)
def test_broken_posture_is_told(broken, told_at):
    found = of_kind(lead(PACED, watched(25.0, broken=broken)), PostureBroken)
    assert [event.reason for event in found] == [reason for _, reason in told_at]
    assert [event.t_s for event in found] == pytest.approx([t_s for t_s, _ in told_at], abs=0.04)


def test_a_long_break_ends_the_repetition_and_the_coach_waits():
    events = lead(PACED, watched(20.0, broken=[(4.0, 12.0, "no_person")]))
    assert told(events) == [
        (1.0, "Called"),
        (4.3, "PostureBroken"),
        (7.0, "NotValid"),
        (13.0, "Called"),
    ]


def test_what_is_told_before_the_next_one_bears_its_number():
    broken = [(4.0, 8.0, "no_person"), (8.0, 12.0, "posture"), (24.0, 28.0, "posture")]
    events = lead(PACED, watched(40.0, broken=broken))
    wanted = [(event.index, event.t_s) for event in of_kind(events, PostureBroken)]
    calls = [event for event in of_kind(events, Called) if event.call is Call.OUT]
    assert len(wanted) == 3
    for index, t_s in wanted[1:]:
        assert index == next(call.index for call in calls if call.t_s > t_s)


def test_a_long_time_without_frames_ends_it_too():
    events = lead(PACED, watched(20.0, unseen=[(4.0, 12.0)]))
    assert told(events) == [(1.0, "Called"), (12.0, "NotValid"), (13.0, "Called")]


def test_rough_movement_is_flagged_once_a_second_and_belongs_to_the_repetition():
    events = lead(BOTH_SIDES, watched(12.0, rough=[(3.0, 4.5)]))
    found = of_kind(events, Flagged)
    assert [event.t_s for event in found] == pytest.approx([3.0, 4.0], abs=0.04)
    limit = BOTH_SIDES.limits.rough_s0_s
    first = found[0]
    assert (first.flag, first.value, first.limit, first.unit) == (Flag.SUDDEN, 2.0, limit, "S0/s")
    assert (first.index, first.side, first.advisory) == (1, "right", False)
    (finished,) = of_kind(events, RepFinished)
    assert finished.rep.flags == (Flag.SUDDEN,)


def test_where_speed_is_a_hint_only_the_flag_says_so():
    shy = PACED.model_copy(
        update={"limits": PACED.limits.model_copy(update={"hints": ("sudden",)})}
    )
    (flagged,) = of_kind(lead(shy, watched(12.0, rough=[(3.0, 3.2)])), Flagged)
    assert flagged.advisory


# -- the picture of a moment, and the end ---------------------------------------------------------


def test_phase_side_and_seconds_left_of_every_moment():
    leader = Leader(BOTH_SIDES, STAY_S, lead_in_s=0.0)
    seen = {}
    for frame in watched(FIRST_S + ROUND_S + 0.5, 10.0):
        leader.update(frame)
        left_s = None if leader.left_s is None else round(leader.left_s, 1)
        seen[round(frame.t_s, 1)] = (leader.phase, leader.side, left_s, leader.index)
    assert [seen[t_s] for t_s in (0.5, 1.0, 2.9, 5.0, 9.5, 12.0, 15.2)] == [
        (Phase.REST, None, None, 0),
        (Phase.OUT, "right", 2.0, 1),
        (Phase.OUT, "right", 0.1, 1),
        (Phase.HOLD, "right", 4.0, 1),
        (Phase.BACK, "right", 1.5, 1),
        (Phase.REST, None, 3.0, 1),
        (Phase.OUT, "left", 1.8, 1),
    ]


def test_who_was_out_of_posture_before_it_was_cut_off_is_told():
    leader = Leader(PACED, STAY_S, lead_in_s=0.0)
    for frame in watched(5.0, broken=[(2.5, 5.0, "posture")]):
        leader.update(frame)
    assert [type(event) for event in leader.close(5.0)] == [NotValid]


@pytest.mark.parametrize(
    ("at_s", "kinds"),
    [
        pytest.param(0.5, [], id="before_the_first"),
        pytest.param(5.0, [], id="cut_off_in_the_middle"),
        pytest.param(10.0, [RepCounted, RepFinished], id="nearly_done"),
        pytest.param(12.0, [], id="at_rest"),
    ],
)
def test_closing_settles_what_is_under_way(at_s, kinds):
    leader = Leader(PACED, STAY_S, lead_in_s=0.0)
    for frame in watched(at_s):
        leader.update(frame)
    events = leader.close(at_s)
    assert [type(event) for event in events] == kinds  # cut off is nobody's fault
    assert all(event.rep.is_open for event in of_kind(events, RepFinished))
    assert leader.close(at_s) == []
    assert (leader.phase, leader.left_s) == (Phase.REST, None)


def test_after_a_pause_the_count_goes_on():
    leader = Leader(PACED, STAY_S, lead_in_s=0.0)
    before = [event for frame in watched(14.0) for event in leader.update(frame)]
    leader.close(14.0)
    after = [event for frame in watched(14.0, start_s=100.0) for event in leader.update(frame)]
    assert [event.index for event in of_kind(before + after, RepCounted)] == [1, 2]
    assert after[0].t_s == pytest.approx(101.0, abs=0.04)


@pytest.mark.parametrize(
    ("lead_in_s", "closed_s", "calls_s"),
    [
        pytest.param(0.0, 12.0, [1.0, 15.0], id="of_the_rest"),
        pytest.param(9.0, 3.0, [9.0], id="of_the_introduction"),
        pytest.param(0.0, 4.0, [1.0, 6.5], id="in_the_middle_of_one"),
    ],
)
def test_a_break_shortens_neither_the_rest_nor_the_introduction(lead_in_s, closed_s, calls_s):
    """Frames come again a second and a half later; then one must be still for a second."""
    leader = Leader(PACED, STAY_S, lead_in_s=lead_in_s)
    events: list[Event] = [event for one in watched(closed_s) for event in leader.update(one)]
    events += leader.close(closed_s)
    later_s = closed_s + 1.5
    after = watched(16.0 - later_s, start_s=later_s)
    events += [event for one in after for event in leader.update(one)]
    out = [event.t_s for event in of_kind(events, Called) if event.call is Call.OUT]
    assert out == pytest.approx(calls_s, abs=0.04)


def test_an_exercise_without_pace_cannot_be_led():
    with pytest.raises(DefinitionError, match=r"'stretch' cannot be led.*\[pace\]"):
        Leader(PACED.model_copy(update={"pace": None}), 5.0)


def test_not_known_speed_is_neither_rough_nor_still():
    frame = Watched(0.0, "", float("nan"))
    assert not frame.is_still
    nan = (Watched(one.t_s, "", float("nan") if one.t_s > 1.5 else 0.0) for one in watched(12.0))
    assert len(of_kind(lead(PACED, nan), RepCounted)) == 1
