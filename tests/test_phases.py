"""The phase machine on courses of one number: what counts, for how long it was held, what ends it.

The nominal range is 1, so before two repetitions are learnt the attempt level is 0.2, the entry
level 0.4, and a hold runs above 0.4 until its own level is known, then above 0.7 of that.
"""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest

from coach.events import Phase
from coach.personal_range import PersonalRange
from coach.phases import REPETITIONS, Excursion, Outcome, OutcomeKind, PhaseMachine, Sample
from tests.bodies import times

DELAY_S = 0.25  # of the filter: a sample is known so long after the body was there
Course = list[tuple[float, float]]


def course(*pieces: tuple[float, float], start: float = 0.0) -> Course:
    """Corner points of straight pieces: (seconds, value at their end)."""
    corners = [(0.0, start)]
    for seconds, value in pieces:
        corners.append((corners[-1][0] + seconds, value))
    return corners


def trapezoid(hold_s: float, top: float = 1.0, ramp_s: float = 0.8) -> Course:
    return course((1.0, 0.0), (ramp_s, top), (hold_s, top), (ramp_s, 0.0), (1.5, 0.0))


def value(corners: Course, t_s: float) -> float:
    i = min(max(bisect_right([t for t, _ in corners], t_s), 1), len(corners) - 1)
    (t0, y0), (t1, y1) = corners[i - 1], corners[i]
    return y0 + (y1 - y0) * min(max((t_s - t0) / (t1 - t0), 0.0), 1.0)


@dataclass
class Run:
    """What the machine found out, each with the media time at which it did."""

    machine: PhaseMachine
    found: list[tuple[float, Outcome]]

    def of(self, *kinds: str) -> list[Outcome]:
        return [outcome for _, outcome in self.found if outcome.kind in kinds]

    @property
    def kinds(self) -> list[str]:
        return [
            outcome.kind.value for outcome in self.of("counted", "finished", "partial", "dropped")
        ]

    @property
    def move(self) -> Excursion:
        (outcome,) = self.of("finished")
        return outcome.excursion

    def when(self, kind: str) -> float:
        return next(t_s for t_s, outcome in self.found if outcome.kind == kind)


def run(
    corners: Course,
    *,
    fps: float = 30.0,
    vote: Callable[[float], bool] = lambda t_s: True,
    hidden: tuple[float, float] = (0.0, 0.0),
    is_armed: bool = True,
    personal: PersonalRange | None = None,
) -> Run:
    """hidden: from, to; no sample comes then, as the judge does with frames it cannot use."""
    machine = PhaseMachine(personal or PersonalRange(1.0))
    if is_armed:
        machine.arm()
    found: list[tuple[float, Outcome]] = []
    last_s = 0.0
    for t_s in times(corners[-1][0], fps):
        gap_s = t_s - last_s
        if hidden[0] <= t_s < hidden[1]:
            outcomes = machine.lapse(gap_s)
        else:
            sample = Sample(t_s, t_s + DELAY_S, value(corners, t_s), 0.0, vote(t_s), gap_s)
            outcomes = machine.update(sample)
            last_s = t_s
        found += [(t_s, outcome) for outcome in outcomes]
    return Run(machine, found)


def ended(corners: Course, **settings) -> Run:
    """As `run`, and then the stream ends."""
    result = run(corners, **settings)
    result.found += [(corners[-1][0], outcome) for outcome in result.machine.close()]
    return result


# -- counting -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("corners", "kinds"),
    [
        pytest.param(trapezoid(3.0), ["counted", "finished"], id="a_hold"),
        pytest.param(trapezoid(0.1), ["counted", "finished"], id="0.54_s_above_entry_is_enough"),
        pytest.param(trapezoid(0.0, ramp_s=0.4), ["partial"], id="0.48_s_above_entry_is_not"),
        pytest.param(trapezoid(3.0, top=0.42), ["counted", "finished"], id="just_above_entry"),
        pytest.param(trapezoid(3.0, top=0.38), ["partial"], id="just_below_entry"),
        pytest.param(trapezoid(3.0, top=0.22), ["partial"], id="just_above_attempt"),
        pytest.param(trapezoid(3.0, top=0.18), [], id="just_below_attempt"),
        pytest.param(
            trapezoid(1.0)[:-1] + [(t + 3.1, y) for t, y in trapezoid(1.0)],
            ["counted", "finished"] * 2,
            id="two",
        ),
        pytest.param(
            course((1, 0), (0.3, 1), (0.3, 0.3), (0.3, 1), (0.3, 0), (1, 0)),
            ["partial", "partial"],
            id="a_bounce_is_two_movements",
        ),
        pytest.param(
            course((1, 0), (0.5, 1), (0.3, 0.55), (0.3, 1), (2, 1), (0.5, 0), (1, 0)),
            ["counted", "finished"],
            id="a_wobble_is_none",
        ),
        pytest.param(
            course((1, 0), (0.5, 1), (2, 1), (0.4, 0.3), (0.4, 1), (1, 1), (0.5, 0), (1, 0)),
            ["counted", "finished"],
            id="once_counted_a_dip_does_not_count_again",
        ),
        pytest.param(
            course((1, 0), *([(0.3, 0.5), (0.3, 0.3)] * 8), (0.5, 0), (1, 0)),
            ["partial"],
            id="hovering_round_the_entry_level_never_stays_above",
        ),
    ],
)
@pytest.mark.parametrize("fps", [15, 30, 60])
def test_what_counts(corners, kinds, fps):
    assert ended(corners, fps=fps).kinds == kinds


@pytest.mark.parametrize("fps", [8, 15, 30, 60])
def test_counted_half_a_second_after_the_entry_level_was_passed(fps):
    """0 to 1 from 1.0 s to 1.8 s: the attempt begins at 1.16 s, the repetition at 1.32 s."""
    result = run(trapezoid(3.0), fps=fps)
    assert result.when("counted") == pytest.approx(1.82, abs=1 / fps)
    assert result.move.attempt_s == pytest.approx(1.16, abs=0.03)
    assert result.move.start_s == pytest.approx(1.32, abs=0.03)


@pytest.mark.parametrize(
    ("vote", "kinds"),
    [
        pytest.param(lambda t_s: False, ["partial"], id="never"),
        pytest.param(lambda t_s: t_s < 1.3, ["partial"], id="only_before_the_entry"),
        pytest.param(lambda t_s: 2.0 < t_s < 2.2, ["counted", "finished"], id="once_is_enough"),
    ],
)
def test_the_second_vote(vote, kinds):
    assert run(trapezoid(3.0), vote=vote).kinds == kinds


def test_a_late_vote_counts_late_but_dates_back():
    result = run(trapezoid(3.0), vote=lambda t_s: t_s > 3.0)
    assert result.when("counted") == pytest.approx(3.03, abs=0.04)
    assert result.move.start_s == pytest.approx(1.32, abs=0.01)


def test_a_small_movement_is_none_for_someone_with_a_larger_range():
    personal = PersonalRange(1.0)
    for _ in range(3):
        personal.learn(1.2)
    assert run(trapezoid(2.0, top=0.55), personal=personal).kinds == ["partial"]
    assert run(trapezoid(2.0, top=0.65), personal=personal).kinds == ["counted", "finished"]


def test_a_small_range_is_a_range():
    personal = PersonalRange(1.0)
    for _ in range(3):
        personal.learn(0.45)
    assert run(trapezoid(2.0, top=0.34), personal=personal).kinds == ["counted", "finished"]


# -- where it begins ----------------------------------------------------------------------------


def test_a_body_first_seen_at_the_top_is_not_counted():
    top_first = course((4, 1), (0.8, 0), (1.5, 0), (0.8, 1), (2, 1), (0.8, 0), (1.5, 0), start=1.0)
    result = run(top_first, is_armed=False)
    assert result.kinds == ["counted", "finished"]
    assert result.move.start_s == pytest.approx(4 + 0.8 + 1.5 + 0.32, abs=0.02)


def test_rest_must_last_to_be_seen():
    """A touch of rest of 0.1 s does not arm the machine."""
    touch = course((2, 1), (0.2, 0), (0.1, 0), (0.2, 1), (2, 1), start=1.0)
    assert ended(touch, is_armed=False).kinds == []


def test_phases_follow_the_movement():
    machine = PhaseMachine(PersonalRange(1.0))
    machine.arm()
    phases = []
    corners = course((1, 0), (0.8, 1), (2, 1), (1.0, 0.3), (2, 0.3), (0.5, 0), (1, 0))
    for t_s in times(corners[-1][0], 30):
        machine.update(Sample(t_s, t_s + DELAY_S, value(corners, t_s), 0.0))
        if not phases or phases[-1] != machine.phase:
            phases.append(machine.phase)
    # Low for more than a second the hold is over, although the body is not yet at rest.
    assert phases == [Phase.REST, Phase.OUT, Phase.HOLD, Phase.OUT, Phase.REST]


# -- how long it was held -----------------------------------------------------------------------


@pytest.mark.parametrize("fps", [8, 15, 30, 60])
@pytest.mark.parametrize("hold_s", [2.0, 5.0, 60.0])
@pytest.mark.parametrize(
    ("ramp_s", "held_level", "tolerance_s"),
    [
        pytest.param(0.4, 1.0, 0.05, id="quick"),
        pytest.param(0.8, 1.0, 0.05, id="calm"),
        # Counted 1.7 s into the way out, on a frame: the second from there on is its last third.
        pytest.param(3.0, 2.2 / 3.0, 0.13, id="so_slow_that_the_way_out_is_the_first_second"),
    ],
)
def test_hold_seconds(fps, hold_s, ramp_s, held_level, tolerance_s):
    """From the entry level at 0.4 of the way out to 0.7 of the held level on the way back."""
    move = run(trapezoid(hold_s, ramp_s=ramp_s), fps=fps).move
    leaves_after_s = ramp_s * (1 - 0.7 * held_level)  # of the way back
    assert move.held_level == pytest.approx(held_level, abs=tolerance_s / 2)
    assert move.held_s == pytest.approx(0.6 * ramp_s + hold_s + leaves_after_s, abs=tolerance_s)
    assert move.end_s == pytest.approx(1 + ramp_s + hold_s + leaves_after_s, abs=tolerance_s)
    assert move.returned_s == pytest.approx(1 + ramp_s + hold_s + 0.76 * ramp_s, abs=0.05)


@pytest.mark.parametrize("fps", [8, 15, 30, 60])
def test_a_hold_too_short_to_know_its_level_ends_at_the_entry_level(fps):
    move = run(trapezoid(0.8, ramp_s=0.4), fps=fps).move
    assert move.held_s == pytest.approx(0.24 + 0.8 + 0.24, abs=0.05)


@pytest.mark.parametrize(
    ("dip_s", "held_s", "is_over"),
    [
        pytest.param(0.2, 6.5, False, id="short"),
        pytest.param(0.9, 6.5, False, id="just_not_a_second"),
        pytest.param(1.1, 3.3, True, id="just_longer_than_a_second"),
        pytest.param(3.0, 3.3, True, id="long"),
    ],
)
def test_dips_pause_the_clock_and_long_ones_end_the_hold(dip_s, held_s, is_over):
    """Three seconds at the top, a steep dip to one half, three more at the top."""
    steep = 0.01
    pieces = [(0.5, 1.0), (3, 1.0), (steep, 0.5), (dip_s, 0.5), (steep, 1.0), (3, 1.0), (0.5, 0.0)]
    result = run(course((1, 0), *pieces, (1, 0)), fps=60)
    assert result.kinds == ["counted", "finished"]
    assert result.move.hold_is_over is is_over
    expected_s = 0.3 + 3 + (0 if is_over else 3 + 0.15)
    assert result.move.held_s == pytest.approx(expected_s, abs=0.08)
    assert expected_s == pytest.approx(held_s, abs=0.1)


@pytest.mark.parametrize(
    ("sagged", "held_s"),
    [
        pytest.param(0.75, 0.3 + 2 + 4, id="above_0.7_of_the_held_level_it_goes_on"),
        pytest.param(0.65, 0.3 + 2, id="below_it_stops"),
    ],
)
def test_the_held_level_decides_not_the_entry_level(sagged, held_s):
    corners = course((1, 0), (0.5, 1), (2, 1), (0.02, sagged), (4, sagged), (0.02, 0), (1, 0))
    assert run(corners).move.held_s == pytest.approx(held_s, abs=0.08)


def test_the_held_level_is_of_the_first_second_and_stays():
    corners = course((1, 0), (0.5, 1), (3, 1), (0.5, 1.6), (3, 1.6), (0.5, 0.9), (2, 0.9), (0.5, 0))
    move = run([*corners, (corners[-1][0] + 1, 0.0)]).move
    assert move.held_level == pytest.approx(1.0)
    assert move.peak == pytest.approx(1.6)
    assert move.held_s > 9.0  # 0.9 is far below 0.7 of the peak, and above 0.7 of the held level


# -- gaps ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("gap_s", "kinds", "held_s", "is_open"),
    [
        pytest.param(0.4, ["counted", "finished"], 8.72, False, id="0.4_s_nothing_happens"),
        pytest.param(0.6, ["counted", "finished"], 8.12, False, id="0.6_s_the_clock_stands"),
        pytest.param(1.2, ["counted", "finished"], 7.52, False, id="1.2_s_too"),
        pytest.param(1.4, ["counted", "finished"], 7.32, False, id="1.4_s_still"),
        pytest.param(1.6, ["counted", "finished"], 2.68, True, id="1.6_s_end_it_and_keep_it"),
        pytest.param(2.0, ["counted", "finished"], 2.68, True, id="2_s_too"),
        pytest.param(4.0, ["counted", "finished"], 2.68, True, id="4_s_too"),
    ],
)
@pytest.mark.parametrize("fps", [15, 30])
def test_gaps_in_a_hold(gap_s, kinds, held_s, is_open, fps):
    """Hidden from 4 s on, in a hold of 8 s from 1.8 s on; still held when seen again."""
    result = run(trapezoid(8.0), fps=fps, hidden=(4.0, 4.0 + gap_s))
    assert result.kinds == kinds
    assert result.of("finished")[0].is_open is is_open
    assert result.move.held_s == pytest.approx(held_s, abs=1.5 / fps)


@pytest.mark.parametrize(
    ("gap_s", "kinds"),
    [
        pytest.param(0.4, ["counted", "finished"], id="0.4_s"),
        pytest.param(2.0, ["counted", "finished"], id="2_s_the_state_is_kept"),
        pytest.param(2.8, ["counted", "finished"], id="2.8_s_too"),
        pytest.param(3.2, ["dropped"], id="3.2_s_drop_it"),
        pytest.param(4.0, ["dropped"], id="4_s_too"),
    ],
)
def test_gaps_before_the_count(gap_s, kinds):
    """Hidden from 1.6 s on, above the entry level since 1.32 s. After a drop rest comes first."""
    assert run(trapezoid(8.0), hidden=(1.6, 1.6 + gap_s)).kinds == kinds


@pytest.mark.parametrize(
    "hidden_from_s",
    [
        pytest.param(0.9, id="from_rest_to_the_top"),
        pytest.param(1.2, id="while_rising"),
        pytest.param(1.6, id="above_the_entry_level"),
    ],
)
def test_time_that_nobody_saw_does_not_count(hidden_from_s):
    """Seen again at 3 s, it takes half a second of the top to be certain."""
    result = run(trapezoid(4.0), hidden=(hidden_from_s, 3.0))
    assert result.when("counted") == pytest.approx(3.5, abs=0.04)
    assert result.move.held_s == pytest.approx(2.8 + 0.24, abs=0.3)


def test_after_a_long_gap_at_the_top_rest_must_come_first():
    corners = trapezoid(8.0)[:-1] + [(t + 10.6, y) for t, y in trapezoid(2.0)]
    result = run(corners, hidden=(4.0, 6.0))
    assert result.kinds == ["counted", "finished"] * 2
    assert result.of("finished")[1].excursion.start_s > 10.6


# -- the end ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seconds_at_top", "kinds"),
    [
        pytest.param(2.0, ["counted", "finished"], id="counted_is_kept_as_open"),
        pytest.param(0.01, ["dropped"], id="not_counted_is_dropped"),
    ],
)
def test_the_stream_ends_at_the_top(seconds_at_top, kinds):
    result = ended(course((1, 0), (0.8, 1), (seconds_at_top, 1)))
    assert result.kinds == kinds
    assert result.found[-1][1].is_open
    assert result.machine.phase is Phase.REST
    assert result.machine.close() == []


def test_settling_at_a_new_level_ends_the_movement():
    """The body lies still, a little above the old rest: it rests, and the next one counts."""
    result = run(course((1, 0), (0.5, 0.3), (2, 0.3)))
    assert result.machine.phase is Phase.OUT
    (outcome,) = result.machine.settle()
    assert (outcome.kind, outcome.is_open) == (OutcomeKind.PARTIAL, False)
    assert result.machine.phase is Phase.REST
    assert result.machine.settle() == []


@pytest.mark.parametrize("seed", range(4))
def test_noise_makes_no_movements(seed):
    """Half a minute of rest whose noise is known: not even an attempt."""
    rng = np.random.default_rng(seed)
    machine = PhaseMachine(PersonalRange(1.0))
    machine.sigma = 0.06
    machine.arm()
    for t_s in times(30, 30):
        assert machine.update(Sample(t_s, t_s, float(rng.normal(0, 0.06)), 0.0)) == []


# -- repetitions out and back -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hidden_s", "is_back_in_sight", "kinds"),
    [
        pytest.param(0.0, True, ["counted", "finished"], id="seen_all_the_time"),
        pytest.param(2.0, True, ["counted", "finished"], id="out_of_sight_at_the_top"),
        pytest.param(2.0, False, ["partial"], id="out_of_posture_at_the_top"),
        pytest.param(3.5, True, ["dropped"], id="out_of_sight_for_too_long"),
    ],
)
def test_a_repetition_lost_at_its_top(hidden_s, is_back_in_sight, kinds):
    """Lost a tenth of a second after the entry level was crossed: not certain by then."""
    corners = trapezoid(1.0 + max(0.0, hidden_s - 2.0))
    machine = PhaseMachine(PersonalRange(1.0), REPETITIONS)
    machine.arm()
    entry_s = next(t_s for t_s in times(10, 30) if value(corners, t_s) >= 0.4)
    found, last_s = [], 0.0
    for t_s in times(corners[-1][0], 30):
        if entry_s + 0.1 <= t_s < entry_s + 0.1 + hidden_s:
            found += machine.lapse(t_s - last_s)
            continue
        is_back = is_back_in_sight and t_s - last_s > 0.5
        y = value(corners, t_s)
        found += machine.update(Sample(t_s, t_s, y, 0.0, True, t_s - last_s, is_back))
        last_s = t_s
    assert [outcome.kind.value for outcome in found if outcome.kind.value != "started"] == kinds
