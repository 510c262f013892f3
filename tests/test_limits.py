"""Sudden, over-large and jerky movement: flagged where it should be, and quiet everywhere else."""

import numpy as np
import pytest

from coach.breach import OWN_UNIT, Breach
from coach.calibration import Noise
from coach.definitions import Exercise
from coach.events import Flag, Flagged
from coach.landmarks import Pose
from coach.limits import MINIMUM_JERK_PEAK, SWING_TOLERANCE, AmplitudeLimit, Limits, SpeedLimit
from coach.personal_range import PersonalRange
from coach.phases import Excursion, Sample
from tests.bodies import Script, lying, pose, times
from tests.coaching import PELVIS_LIFT, Result, coach, exercise, play

REST, TOP = 0.05, 0.33
CAP_S0 = 0.65
SWING_PEAK = SWING_TOLERANCE * MINIMUM_JERK_PEAK


def body(t_s: float, value: float) -> Pose:
    return pose(t_s, lying(value))


def quiet_reps(n: int, top: float = TOP) -> Script:
    """Four and a half seconds of rest, then n repetitions of 1.6 s out and back."""
    script = Script(REST).stay(4.5)
    for _ in range(n):
        script.rep(top, 1.6, 2.0, 1.6, 1.5)
    return script


def flags(result: Result) -> list[tuple[Flag, ...]]:
    return [rep.flags for rep in result.reps]


# -- sudden, in a whole session -----------------------------------------------------------------


@pytest.mark.parametrize("n_before", [0, 3], ids=["first_repetition", "after_the_range_is_learnt"])
@pytest.mark.parametrize("fps", [10, 30, 60])
@pytest.mark.parametrize(
    ("up_s", "down_s", "is_sudden"),
    [
        pytest.param(1.0, 1.0, False, id="as_quick_as_allowed"),
        pytest.param(0.95, 0.95, False, id="a_little_quicker"),
        pytest.param(0.5, 1.5, True, id="up_at_twice_the_speed"),
        pytest.param(1.5, 0.5, True, id="down_at_twice_the_speed"),
        pytest.param(0.4, 0.4, True, id="both_ways_are_said_once"),
    ],
)
def test_sudden(up_s, down_s, is_sudden, fps, n_before):
    script = quiet_reps(n_before).rep(TOP, up_s, 2.0, down_s, 2.0)
    result = coach(play(script, body, fps))
    assert result.count == n_before + 1  # a flag never changes the count
    assert flags(result) == [()] * n_before + [(Flag.SUDDEN,) if is_sudden else ()]
    assert len(result.flagged) == is_sudden
    for event in result.flagged:
        assert event.index == n_before + 1
        assert event.value > event.limit
        assert event.unit == "S0/s"
        assert not event.advisory or min(up_s, down_s) < 0.5


def test_sudden_is_said_while_the_hold_lasts():
    """As soon as the level is known to which the way out led."""
    start_s = quiet_reps(0).seconds
    (event,) = coach(play(quiet_reps(0).rep(TOP, 0.5, 3.0, 1.5, 2.0), body)).flagged
    assert 1.5 < event.t_s - start_s < 2.5


@pytest.mark.parametrize("seed", range(3))
def test_noise_of_the_landmarks_is_not_sudden(seed):
    rng = np.random.default_rng(seed)
    poses = play(
        quiet_reps(3), lambda t_s, value: pose(t_s, lying(value), noise_px=1.0, rng=rng), fps=30
    )
    assert not any(event.flag is Flag.SUDDEN for event in coach(poses).flagged)


# -- over-large, in a whole session -------------------------------------------------------------


@pytest.mark.parametrize(
    ("n_before", "top", "expected"),
    [
        pytest.param(0, 0.60, False, id="the_first_is_nobodys_limit"),
        pytest.param(1, 0.44, False, id="nor_is_the_second_quite"),
        pytest.param(2, 0.45, True, id="1.4_times_the_own_range"),
        pytest.param(2, 0.38, False, id="1.18_times_is_none"),
        pytest.param(0, 0.75, True, id="above_the_cap_at_once"),
    ],
)
def test_over_large(n_before, top, expected):
    script = quiet_reps(n_before).rep(top, 2.5, 2.0, 2.5, 2.0)
    # The feet so near that the knees stay bent up to the cap.
    result = coach(play(script, lambda t_s, value: pose(t_s, lying(value, foot_at=1.8)), 15))
    assert flags(result) == [()] * n_before + [(Flag.OVER_LARGE,) if expected else ()]
    events = [event for event in result.flagged if event.flag is Flag.OVER_LARGE]
    assert len(events) == expected  # once a repetition
    ceiling = min(CAP_S0, 1.25 * (TOP - REST)) if n_before == 2 else CAP_S0
    assert [event.limit for event in events] == pytest.approx([ceiling] * expected, rel=0.02)


def test_over_large_repetitions_never_raise_the_ceiling():
    script = quiet_reps(2)
    for _ in range(7):
        script.rep(0.50, 2.5, 2.0, 2.5, 1.5)
    result = coach(play(script, body, 15))
    assert flags(result) == [(), ()] + [(Flag.OVER_LARGE,)] * 7
    limits = {round(event.limit, 4) for event in result.flagged}
    assert len(limits) == 1


def test_growing_a_little_every_time_never_raises_the_ceiling():
    personal = PersonalRange(0.28)
    personal.learn(0.20)
    personal.learn(0.20)
    ceiling = personal.ceiling(CAP_S0)
    peak = 0.20
    for _ in range(30):
        peak *= 1.05
        if peak <= personal.ceiling(CAP_S0):
            personal.learn(peak)
    assert personal.ceiling(CAP_S0) == ceiling == pytest.approx(0.25)


def test_the_ceiling_falls_with_the_range():
    personal = PersonalRange(0.28)
    for peak in (0.30, 0.30, 0.20, 0.20, 0.20, 0.20, 0.20):
        personal.learn(peak)
    assert personal.ceiling(CAP_S0) == pytest.approx(0.25)


# -- the parts: what a swing is judged by, and the ceiling ---------------------------------------


def sample(t_s: float, y: float = 0.0, slope: float = 0.0) -> Sample:
    return Sample(t_s, t_s + 0.25, y, slope)


@pytest.mark.parametrize(
    ("slope", "rom", "sigma_speed", "is_flagged"),
    [
        pytest.param(0.99 * SWING_PEAK, 1.0, 0.0, False, id="within_the_tolerance"),
        pytest.param(1.01 * SWING_PEAK, 1.0, 0.0, True, id="beyond_it"),
        pytest.param(-1.01 * SWING_PEAK, 1.0, 0.0, True, id="on_the_way_back"),
        pytest.param(1.01 * SWING_PEAK, 1.2, 0.0, False, id="of_a_larger_range"),
        pytest.param(0.70 * SWING_PEAK, 0.5, 0.0, True, id="of_a_smaller_range"),
        pytest.param(1.01 * SWING_PEAK, 1.0, 0.5, False, id="less_than_six_sigma"),
        pytest.param(3.1, 1.0, 0.5, True, id="more_than_six_sigma"),
    ],
)
def test_speed_limit(slope, rom, sigma_speed, is_flagged):
    limit = SpeedLimit(1.0, "deg")
    for t_s, seen in ((0.0, 0.5 * slope), (0.1, slope), (0.2, 0.0)):
        limit.update(sample(t_s, slope=seen))
    breach = limit.judge(0.2, rom, sigma_speed)
    assert (breach is not None) is is_flagged
    if breach is not None:
        assert (breach.value, breach.unit) == (abs(slope), "deg/s")


def test_speed_limit_of_a_slower_exercise():
    assert SpeedLimit(2.0, "deg").limit(1.0, 0.0) == SpeedLimit(1.0, "deg").limit(0.5, 0.0)


@pytest.mark.parametrize(
    ("sigma_speed", "is_advisory"),
    [pytest.param(0.4, False, id="calm"), pytest.param(0.5, True, id="noisy")],
)
def test_a_noisy_signal_is_no_more_than_a_hint(sigma_speed, is_advisory):
    """Noisier than a quarter of the quiet peak of 1.875."""
    limit = SpeedLimit(1.0, "deg")
    limit.update(sample(1.0, slope=5.0))
    breach = limit.judge(1.0, 1.0, sigma_speed)
    assert breach is not None
    assert breach.is_advisory is is_advisory


def test_a_new_half_has_its_own_speed():
    limit = SpeedLimit(1.0, "deg")
    limit.update(sample(1.0, slope=9.0))
    limit.reset()
    assert limit.judge(2.0, 1.0, 0.0) is None


@pytest.mark.parametrize(
    ("above_s", "expected"),
    [
        pytest.param(0.25, 0, id="a_moment_is_forgiven"),
        pytest.param(0.40, 1, id="0.3_s_are_not"),
        pytest.param(5.00, 1, id="once_a_repetition"),
    ],
)
def test_amplitude_limit(above_s, expected):
    limit = AmplitudeLimit("deg")
    breaches: list[Breach] = []
    for t_s in times(7, 30):
        breach = limit.update(sample(t_s, 1.1 if 1 <= t_s < 1 + above_s else 0.9), 1.0)
        breaches += [breach] if breach is not None else []
    assert len(breaches) == expected
    assert all((breach.value, breach.limit) == (1.1, 1.0) for breach in breaches)


def test_amplitude_limit_wants_it_without_interruption():
    limit = AmplitudeLimit("deg")
    course = (sample(t_s, 1.1 if t_s % 0.4 < 0.25 else 0.9) for t_s in times(5, 30))
    assert not any(limit.update(moment, 1.0) for moment in course)


def test_amplitude_limit_speaks_again_in_the_next_repetition():
    limit = AmplitudeLimit("deg")
    for _ in range(2):
        assert sum(limit.update(sample(t_s, 1.1), 1.0) is not None for t_s in times(2, 30)) == 1
        limit.reset()


# -- jerky, in a whole session ------------------------------------------------------------------

FPS = [10, 15, 30, 60]
STOP_ON_THE_WAY_OUT = Script(REST).move(0.19, 0.8).stay(0.5).move(TOP, 0.8).stay(2).move(REST, 1.6)
STOP_ON_THE_WAY_BACK = Script(REST).move(TOP, 1.6).stay(2).move(0.19, 0.8).stay(0.5).move(REST, 0.8)
PUSHES = Script(REST)
for _top in (0.14, 0.24, TOP):
    PUSHES.move(_top, 0.35).stay(0.35)
PUSHES.stay(2).move(REST, 1.6)
SMOOTH = Script(REST).move(TOP, 1.6).stay(2).move(REST, 1.6)


def last(tail: Script, fps: float, n_before: int, tremor: float = 0.0) -> tuple[Flag, ...]:
    """Flags of a repetition after quiet ones, with landmarks that jitter by half a pixel.

    tremor: of 4 Hz while the body moves, share of the range.
    """
    rng = np.random.default_rng(5)
    before_s = quiet_reps(n_before).seconds

    def at(t_s: float) -> float:
        if t_s < before_s:
            return quiet_reps(n_before).at(t_s)
        value, moves = tail.at(t_s - before_s), abs(tail.at(t_s - before_s + 0.01)) - REST
        is_moving = 0.05 < moves / (TOP - REST) < 0.95
        swing = np.sin(2 * np.pi * 4 * t_s) * tremor * (TOP - REST)
        return value + (float(swing) if is_moving else 0.0)

    seconds = before_s + tail.seconds + 2
    result = coach(pose(t, lying(at(t)), noise_px=0.5, rng=rng) for t in times(seconds, fps))
    assert flags(result)[:-1] == [()] * n_before
    assert result.count == n_before + 1
    return result.reps[-1].flags


@pytest.mark.parametrize("fps", FPS)
@pytest.mark.parametrize(
    ("tail", "expected"),
    [
        pytest.param(SMOOTH, (), id="smooth"),
        pytest.param(STOP_ON_THE_WAY_OUT, (Flag.JERKY,), id="stops_on_the_way_out"),
        pytest.param(STOP_ON_THE_WAY_BACK, (Flag.JERKY,), id="stops_on_the_way_back"),
        pytest.param(PUSHES, (Flag.JERKY,), id="three_pushes"),
    ],
)
def test_steps_are_jerky_from_the_first_repetition(tail, expected, fps):
    assert last(tail, fps, n_before=0) == expected


@pytest.mark.parametrize("fps", FPS)
def test_a_tremor_is_jerky_after_a_quiet_repetition(fps):
    assert last(SMOOTH, fps, n_before=1, tremor=0.05) == (Flag.JERKY,)
    assert last(SMOOTH, fps, n_before=1) == ()


def test_a_camera_too_slow_for_a_tremor_says_nothing():
    assert last(SMOOTH, 8, n_before=1, tremor=0.05) == ()


@pytest.mark.parametrize(
    "tail",
    [
        pytest.param(Script(TOP).move(0.30, 8).move(REST, 1.6), id="sinking_slowly_while_held"),
        pytest.param(Script(TOP).move(0.30, 1).stay(5).move(REST, 1.6), id="settling_at_the_top"),
        pytest.param(Script(0.28).move(TOP, 3).stay(3).move(REST, 1.6), id="creeping_up"),
        pytest.param(Script(TOP).stay(0.6).move(REST, 1.3), id="let_go_early"),
    ],
)
def test_quiet_holds_have_no_flag(tail):
    rng = np.random.default_rng(3)
    way_out = quiet_reps(1).move(tail.at(0.0), 1.6)
    seconds = way_out.seconds + tail.seconds + 2
    poses = [
        pose(t_s, lying(way_out.at(t_s)), noise_px=0.5, rng=rng)
        if t_s < way_out.seconds
        else pose(t_s, lying(tail.at(t_s - way_out.seconds)), noise_px=0.5, rng=rng)
        for t_s in times(seconds, 30)
    ]
    assert flags(coach(poses)) == [(), ()]


def test_jerky_repetitions_are_flagged_when_they_end():
    script = quiet_reps(1)
    script.move(TOP, 1.6).stay(2).move(0.19, 0.8).stay(0.5).move(REST, 0.8).stay(2)
    result = coach(play(script, body))
    assert flags(result) == [(), (Flag.JERKY,)]
    (event,) = result.flagged
    assert isinstance(event, Flagged)
    assert (event.unit, event.index, event.advisory) == ("SPARC", 2, True)


# -- by all landmarks, where the signal alone would not tell --------------------------------------

SIDED = exercise("side_pull")


def rep_of(
    limits: Limits, peak: float, size: float, way_s: float = 1.5, start_s: float = 0.0
) -> tuple[list[Flag], list[Breach]]:
    """One repetition whose signal rises to `peak` and whose landmarks go `size` trunk lengths."""
    top = np.zeros((33, 2))
    top[11:17] = size
    script = Script(0).stay(1).move(1, way_s).stay(0.6).move(0, way_s).stay(0.5)
    move = Excursion(start_s + 1.2, peak=peak, entry_s=start_s + 1 + way_s / 2)
    personal, found = PersonalRange(peak), []
    limits.begin()
    for t_s in times(script.seconds, 30):
        share = script.at(t_s)
        sample = Sample(start_s + t_s, start_s + t_s, share * peak, 0.0)
        found += limits.update(sample, share * top, move, personal)
    move.end_s = move.returned_s = move.counted_s = start_s + script.seconds - 0.5
    flags_of_rep, late = limits.finish(move, Noise(0.3, 0.5))
    return flags_of_rep, found + late


def spec_peak(spec: Exercise) -> float:
    assert spec.primary is not None
    return spec.primary.nominal


def limits_after(spec: Exercise, n_before: int) -> Limits:
    assert spec.primary is not None
    limits = Limits(spec, spec.primary.unit)
    for i in range(n_before):
        assert rep_of(limits, spec_peak(spec), 0.3, start_s=10.0 * i) == ([], [])
    return limits


@pytest.mark.parametrize(
    ("spec", "n_before", "is_told"),
    [
        pytest.param(SIDED, 0, False, id="the_first_to_a_side_is_nobodys_limit"),
        pytest.param(SIDED, 1, True, id="to_both_sides_one_is_known_by_then"),
        pytest.param(PELVIS_LIFT, 1, False, id="one_way_the_second_is_no_limit_either"),
        pytest.param(PELVIS_LIFT, 2, True, id="one_way_two_are_known"),
    ],
)
def test_over_large_where_the_signal_does_not_grow(spec, n_before, is_told):
    """A place that shortens the far end of the movement: the landmarks go 1.7 times as far."""
    limits = limits_after(spec, n_before)
    _, found = rep_of(limits, spec_peak(spec), 0.51, start_s=30.0)
    told = [breach for breach in found if breach.flag is Flag.OVER_LARGE]
    assert len(told) == is_told
    for breach in told:
        assert breach.value == pytest.approx(1.7, abs=0.01)
        assert (breach.unit, breach.is_advisory) == (OWN_UNIT, True)


def test_a_hint_is_no_flag_of_the_repetition():
    """So that it may become the own range."""
    assert rep_of(limits_after(SIDED, 1), spec_peak(SIDED), 0.51, start_s=30.0)[0] == []


def test_what_the_signal_shows_is_said_once_and_is_no_hint():
    flags_of_rep, found = rep_of(
        limits_after(SIDED, 1), 1.2 * SIDED.cap_in("deg"), 0.51, start_s=30.0
    )
    assert [(breach.flag, breach.is_advisory) for breach in found] == [(Flag.OVER_LARGE, False)]
    assert flags_of_rep == [Flag.OVER_LARGE]


@pytest.mark.parametrize(
    ("size", "way_s", "is_sudden"),
    [
        pytest.param(0.3, 1.5, False, id="quiet"),
        pytest.param(0.3, 0.5, True, id="sudden"),
        pytest.param(0.9, 1.5, False, id="a_large_one_is_quicker_but_takes_its_time"),
    ],
)
def test_sudden_is_a_matter_of_the_own_way(size, way_s, is_sudden):
    limits = limits_after(PELVIS_LIFT, 1)
    _, found = rep_of(limits, 0.3, size, way_s, start_s=30.0)
    assert any(breach.flag is Flag.SUDDEN for breach in found) is is_sudden


def test_what_nobody_saw_is_not_judged():
    """The landmarks jump between two frames half a second apart."""
    script = Script(REST).stay(4.5).move(TOP, 0.5).stay(2).move(REST, 1.5).stay(1.5)
    poses = [p for p in play(script, body) if not 4.55 < p.t_s < 4.95]
    assert flags(coach(poses)) == [()]


# -- swings, half by half --------------------------------------------------------------------------

SWING = exercise("wall_bar_swing")


def halves(*peaks: float, half_s: float = 1.3) -> list[list[Flag]]:
    """Flags of halves to one side, one after the other."""
    limits, personal = Limits(SWING, "deg"), PersonalRange(spec_peak(SWING))
    told: list[list[Flag]] = []
    for i, peak in enumerate(peaks):
        start_s = 3.0 * i
        move = Excursion(start_s, peak=peak)
        limits.begin()
        for t_s in times(half_s, 30):
            phase = np.pi * t_s / half_s
            y, slope = peak * np.sin(phase), peak * np.pi / half_s * np.cos(phase)
            moment = Sample(start_s + t_s, start_s + t_s, float(y), float(slope))
            limits.update(moment, np.zeros((33, 2)), move, personal)
        move.end_s = move.returned_s = move.counted_s = start_s + half_s
        told.append(limits.finish(move, Noise(0.1, 0.1))[0])
    return told


def test_a_swing_swells_and_fades_without_a_flag():
    assert halves(3, 6, 6, 6, 3) == [[]] * 5


def test_an_over_large_half_of_a_swing():
    assert halves(3, 6, 6, 9) == [[], [], [], [Flag.OVER_LARGE]]


def test_a_half_of_a_swing_above_the_cap():
    assert halves(1.2 * SWING.cap_in("deg")) == [[Flag.OVER_LARGE]]


def test_a_sudden_half_of_a_swing():
    assert halves(7, half_s=1.3) == [[]]
    assert halves(7, half_s=0.7) == [[Flag.SUDDEN]]
