"""Movement to both sides, cycles of a swing, repetitions counted on their return, and parts."""

import numpy as np
import pytest

from coach.calibration import Noise, Rest
from coach.definition_tables import Part
from coach.definitions import Exercise, parse_exercise
from coach.events import Event, Flag, Flagged, Grade, PartialLogged, Rep, RepCounted, RepFinished
from coach.filters import Level
from coach.mover import Instant
from coach.movers import Movers, movers_for
from coach.parts import PartWatch
from coach.tally import Tally
from coach.view import View
from tests.bodies import Script, times

SPEC = """
id = "{kind}_test"
name = "Test"
kind = "{kind}"
instructions = ["Lie down."]
start_position = "Lie on your back."
cautions = []
stop = "Press any key."
dose = {{ reps = [3, 30], start_reps = 3 }}
rest = {{ min_s = 0.2, bands = [{{ signal = "lean", min_deg = -60, max_deg = 60 }}] }}
limits = {{ one_way_s = 1.0, rep_min_s = 1.2, cap_deg = 30, smoothness_min_sparc = -2.5 }}
[primary]
signal = "lean"
nominal_deg = 10
[[votes]]
signal = "wrists_aside"
min_gain_s0 = 0.1
[[places]]
id = "here"
title = "here"
elevation_deg = [0, 90]
best_grade = "sure"
"""
REST = Rest(
    {"lean": 5.0, "wrists_aside": 0.3, "ankle": 120.0},
    {"lean": Noise(0.2, 0.5), "ankle": Noise(1.0, 0.0)},
    True,
    110.0,
    View(0.3, 30.0, 5.0),
)
STEP_S = 1 / 30


def spec(kind: str) -> Exercise:
    return parse_exercise(SPEC.format(kind=kind), f"{kind}.toml")


def follow(movers: Movers, y: Script, votes: bool = True, fps: float = 30.0) -> list[Event]:
    """What comes of a course of the lean, in degrees off rest; the wrists go along."""
    movers.arm(REST)
    events: list[Event] = []
    for t_s in times(y.seconds, fps):
        value = y.at(t_s)
        slope = (y.at(t_s + 0.01) - y.at(t_s - 0.01)) / 0.02
        levels = {
            "lean": Level(t_s, 5.0 + value, slope),
            "wrists_aside": Level(t_s, 0.3 + (value / 25 if votes else 0.0), 0.0),
        }
        body = np.full((33, 2), 0.02 * value)
        events += movers.update(
            Instant(t_s, levels["lean"], slope, body, levels, 0.0, False), REST, Grade.SURE
        )
    return events


def found(kind: str, y: Script, **how) -> tuple[list[Rep], list[Event]]:
    exercise = spec(kind)
    assert exercise.primary is not None
    movers = movers_for(exercise, exercise.primary, 0.0, Tally())
    events = follow(movers, y, **how)
    return [event.rep for event in events if isinstance(event, RepFinished)], events


def sides(*ways: float, stay_s: float = 0.3, rest_s: float = 0.8) -> Script:
    """Out and back to each value in turn: to the right above 0."""
    script = Script(0.0).stay(1.0)
    for way in ways:
        script.move(way, 1.3).stay(stay_s).move(0.0, 1.3).stay(rest_s)
    return script


@pytest.mark.parametrize(
    ("ways", "said"),
    [
        pytest.param((10, -10, 10, -10), "rlrl", id="in_turn"),
        pytest.param((-10, 10), "lr", id="left_first"),
        pytest.param((10, 10, -10), "rrl", id="twice_to_one_side_counts_twice"),
        pytest.param((10, -3, 10), "rr", id="a_small_one_is_none"),
        pytest.param((5, -5, 5, -5), "rlrl", id="half_the_nominal_range"),
        pytest.param((14, -5, 14, -5), "rlrl", id="each_side_has_its_own_range"),
    ],
)
@pytest.mark.parametrize("fps", [10, 30, 60])
def test_sides(ways, said, fps):
    reps, _ = found("alternating", sides(*ways), fps=fps)
    assert "".join(rep.side[0] for rep in reps) == said


def test_each_side_is_numbered_for_itself():
    reps, events = found("alternating", sides(10, -10, 10, 10))
    assert [(rep.side, rep.index) for rep in reps] == [
        ("right", 1),
        ("left", 1),
        ("right", 2),
        ("right", 3),
    ]
    counted = [(event.side, event.index) for event in events if isinstance(event, RepCounted)]
    assert counted == [(rep.side, rep.index) for rep in reps]


def test_from_side_to_side_without_a_stop():
    script = Script(0.0).stay(1.0).move(10, 1.0)
    for _ in range(3):
        script.move(-10, 1.6).move(10, 1.6)
    script.move(0, 1.0).stay(1.0)
    reps, _ = found("alternating", script)
    assert "".join(rep.side[0] for rep in reps) == "rlrlrlr"


def test_a_gain_is_meant_towards_the_side():
    reps, _ = found("alternating", sides(10, -10), votes=False)
    assert reps == []


def test_a_repetition_is_counted_on_its_return():
    script = Script(0.0).stay(1.0).move(10, 1.0).stay(1.0).move(0, 1.0).stay(0.6)
    _, events = found("alternating", script)
    (counted,) = [event for event in events if isinstance(event, RepCounted)]
    assert 3.6 < counted.t_s < 4.4  # on the last part of the way back, 0.2 s below the level
    cut = Script(0.0).stay(1.0).move(10, 1.0).stay(5.0)
    assert found("alternating", cut)[1] == []


def test_who_stays_for_long_has_changed_the_pose():
    script = Script(0.0).stay(1.0).move(10, 1.0).stay(25.0).move(0, 1.0).stay(1.0)
    reps, _ = found("alternating", script)
    assert reps == []


@pytest.mark.parametrize(("kind", "is_over_large"), [("alternating", True), ("rep", True)])
def test_a_ceiling_for_each_side(kind, is_over_large):
    ways = (10, 10, 14) if kind == "rep" else (10, -5, 10, -5, 10, -8)
    reps, _ = found(kind, sides(*ways, stay_s=0.8))
    assert (Flag.OVER_LARGE in reps[-1].flags) is is_over_large
    assert all(Flag.OVER_LARGE not in rep.flags for rep in reps[:-1])


def test_a_sudden_way_belongs_to_the_side_it_goes_to():
    script = sides(10, -10, 10).move(-10, 0.2).stay(0.3).move(0, 1.3).stay(1.0)
    reps, events = found("alternating", script)
    assert [Flag.SUDDEN in rep.flags for rep in reps] == [False, False, False, True]
    flagged = [event for event in events if isinstance(event, Flagged)]
    assert {event.side for event in flagged} == {"left"}


# -- swings ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("period_s", [2.0, 2.8, 4.5])
@pytest.mark.parametrize("amplitude", [5, 8, 12, -8])
def test_cycles(period_s, amplitude):
    script = Script(0.0).stay(1.0).wave(amplitude, period_s, 5 * period_s).stay(1.5)
    reps, events = found("swing", script)
    assert [rep.index for rep in reps] == [1, 2, 3, 4, 5]
    assert all(rep.side is None for rep in reps)
    assert sum(isinstance(event, RepCounted) for event in events) == 5


@pytest.mark.parametrize(
    "script",
    [
        pytest.param(sides(8, 8, 8), id="to_one_side_only"),
        pytest.param(sides(8, -8, rest_s=8.0), id="two_movements_far_apart"),
        pytest.param(Script(0.0).stay(1.0).wave(1.5, 3.0, 15.0).stay(1.0), id="a_sway"),
    ],
)
def test_no_cycle(script):
    reps, events = found("swing", script)
    assert reps == []
    assert not any(isinstance(event, RepCounted | PartialLogged) for event in events)


def test_halves_before_and_after_a_break_are_no_cycle():
    exercise = spec("swing")
    assert exercise.primary is not None
    movers = movers_for(exercise, exercise.primary, 0.0, Tally())
    events = follow(movers, sides(8))
    events += movers.close(5.0, REST, Grade.SURE)
    events += follow(movers, sides(-8))
    assert events == []


def test_a_flag_of_a_half_is_one_of_its_cycle():
    script = Script(0.0).stay(1.0).wave(6, 3.0, 6.0).wave(13, 3.0, 6.0).stay(1.0)
    reps, events = found("swing", script)
    assert [Flag.OVER_LARGE in rep.flags for rep in reps] == [False, False, True, True]
    assert {e.index for e in events if isinstance(e, Flagged) and e.flag is Flag.OVER_LARGE} == {
        3,
        4,
    }


# -- parts ----------------------------------------------------------------------------------------

TOES = Part(name="toes", signal="ankle", min_fall_deg=8.0)


def watch(ankles: list[float | None], rest: Rest = REST) -> list[bool]:
    parts = PartWatch((TOES,))
    parts.begin()
    for i, value in enumerate(ankles):
        levels = {} if value is None else {"ankle": Level(i * STEP_S, value, 0.0)}
        parts.update(levels, rest, 1)
    return [part.done for part in parts.seen()]


@pytest.mark.parametrize(
    ("ankles", "said"),
    [
        pytest.param([120, 116, 111, 113, 119], [True], id="far_enough_once"),
        pytest.param([120, 116, 114, 113, 119], [False], id="not_far_enough"),
        pytest.param([120, 127, 131, 129, 121], [False], id="the_other_way"),
        pytest.param([None, 111, None, 112, None], [], id="hardly_seen"),
        pytest.param([None, 111, 112, 113, 112], [True], id="mostly_seen"),
    ],
)
def test_a_part_is_judged_where_it_is_seen(ankles, said):
    assert watch(ankles) == said


def test_a_noisy_part_is_not_judged():
    noisy = Rest(REST.levels, {**REST.noise, "ankle": Noise(3.3, 0.0)}, True, 110.0, REST.view)
    assert watch([120, 111, 110], noisy) == []
    unknown = Rest({"lean": 5.0}, REST.noise, True, 110.0, REST.view)
    assert watch([120, 111, 110], unknown) == []


def test_nothing_is_known_of_a_part_before_a_frame():
    assert watch([]) == []


def test_tally():
    tally = Tally()
    assert [tally.add("left"), tally.add("left"), tally.add("right")] == [1, 2, 1]
    assert tally.sides == (2, 1)
    assert tally.of(None) == 0
