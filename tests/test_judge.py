"""What becomes of a movement: doses, small ones, shifts of the body, grades, and advice."""

import pytest

from coach.events import Advice, DoseReached, Event, Flag, Grade, RepFinished
from coach.landmarks import Pose
from tests.bodies import SIZE, Script, lying, pose
from tests.coaching import Result, coach, play

REST, TOP = 0.05, 0.33


def coached(script: Script, fps: float = 15.0, dose_s: float = 2.0, **changes) -> Result:
    return coach(play(script, lambda t_s, v: pose(t_s, lying(v), **changes), fps), dose_s=dose_s)


def still(rest: float = REST) -> Script:
    return Script(rest).stay(4.5)


def of(result: Result, kind: type) -> list[Event]:
    return [event for event in result.events if isinstance(event, kind)]


# -- dose ---------------------------------------------------------------------------------------


def test_the_dose_is_reached_once_in_every_hold_that_is_long_enough():
    script = still().rep(TOP, 1.6, 4, 1.6, 1.5).rep(TOP, 1.6, 0.5, 1.6, 1.5)
    script.rep(TOP, 1.6, 4, 1.6, 1.5)
    result = coached(script, dose_s=3.0)
    reached = of(result, DoseReached)
    assert [event.index for event in reached] == [1, 3]
    assert [rep.dose_reached for rep in result.reps] == [True, False, True]
    for event in reached:
        rep = result.reps[event.index - 1]
        assert event.t_s - rep.start_s == pytest.approx(3.0 + 0.25, abs=0.1)  # the filter's delay
        assert event.hold_s == pytest.approx(3.0, abs=0.07)


# -- small and short ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("script", "peaks"),
    [
        pytest.param(still().rep(0.14, 1.2, 1.5, 1.2, 2), [0.09], id="small"),
        pytest.param(still().rep(0.09, 1.2, 1.5, 1.2, 2), [], id="smaller_than_an_attempt"),
        pytest.param(still().rep(0.155, 0.12, 0.0, 0.12, 2), [], id="a_twitch"),
        pytest.param(
            still().rep(TOP, 1.2, 1.5, 1.2, 2).rep(0.14, 1.2, 1.5, 1.2, 2), [0.09], id="after_one"
        ),
    ],
)
def test_partials(script, peaks):
    result = coached(script, fps=30.0)
    assert [rep.peak for rep in result.partials] == pytest.approx(peaks, abs=0.005)
    assert all((rep.index, rep.is_partial) == (0, True) for rep in result.partials)
    assert result.flagged == []


def test_too_fast_is_a_flag_and_not_a_sentence():
    """One second in all, at the top for half of it: counted, marked, and not spoken of."""
    (rep,) = coached(still().rep(0.25, 0.3, 0.5, 0.3, 2), fps=30.0).reps
    assert Flag.TOO_FAST in rep.flags
    (rep,) = coached(still().rep(0.25, 0.6, 0.5, 0.6, 2), fps=30.0).reps
    assert Flag.TOO_FAST not in rep.flags


# -- the body shifts ----------------------------------------------------------------------------


def test_lying_still_a_little_higher_is_rest():
    """Up by 0.075, as onto a cushion: a small movement, over after two seconds, then a new rest."""
    script = still().move(0.125, 1.0).stay(6.0).rep(TOP + 0.075, 1.6, 1.5, 1.6, 2.0)
    result = coached(script)
    assert [rep.peak for rep in result.partials] == pytest.approx([0.075], abs=0.005)
    (rep,) = result.reps
    assert rep.peak == pytest.approx(TOP + 0.075 - 0.125, abs=0.01)


def test_a_small_hold_inside_the_bands_of_rest_is_a_hold():
    """From 0.00 to 0.125: above the entry level, however still one holds it."""
    (rep,) = coached(still(rest=0.0).rep(0.125, 1.2, 8.0, 1.2, 2)).reps
    assert rep.hold_s == pytest.approx(8.4, abs=0.5)


@pytest.mark.parametrize(
    ("away_s", "grade"),
    [
        pytest.param(2.0, Grade.SURE, id="rest_is_remembered"),
        pytest.param(4.0, Grade.SURE, id="rest_is_taken_up_again"),
        pytest.param(25.0, Grade.LIKELY, id="rest_is_learnt_anew"),
    ],
)
def test_legs_stretched_for_a_while(away_s, grade):
    """The lift comes at once after it, before one has lain still for three seconds again."""
    script = Script(REST).stay(5.0 + away_s + 0.7).rep(TOP, 1.6, 1.5, 1.6, 1.5)

    def body(t_s: float, value: float) -> Pose:
        return pose(t_s, lying(value, foot_at=2.6 if 5.0 <= t_s < 5.0 + away_s else 2.0))

    (rep,) = coach(play(script, body, 30.0)).reps
    assert rep.grade is grade


@pytest.mark.parametrize("hold_s", [1.0, 15.0])
def test_the_way_back_does_not_move_the_rest(hold_s):
    """Rest follows the body while it rests, not by as much as the movement was long."""
    script = still()
    for _ in range(3):
        script.rep(TOP, 1.2, hold_s, 2.0, 1.0)
    assert [rep.peak for rep in coached(script).reps] == pytest.approx([0.28] * 3, abs=0.005)


# -- grades -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one_in", "grade"),
    [
        pytest.param(7, Grade.LIKELY, id="86_per_cent_of_the_frames"),
        pytest.param(20, Grade.SURE, id="95_per_cent"),
    ],
)
def test_frames_without_a_body_lower_the_grade(one_in, grade):
    poses = play(still().rep(TOP, 1.6, 2, 1.6, 1.5), lambda t_s, v: pose(t_s, lying(v)), 30.0)
    poses = [
        Pose.nobody(found.t_s, SIZE, 120.0) if i % one_in == 0 else found
        for i, found in enumerate(poses)
    ]
    (rep,) = coach(poses).reps
    assert rep.grade is grade


def test_a_bad_moment_lowers_only_its_own_repetition():
    script = still()
    for _ in range(3):
        script.rep(TOP, 1.6, 3.0, 1.6, 3.0)
    poses = [
        Pose.nobody(p.t_s, SIZE, 120.0) if 15.5 < p.t_s < 16.0 else p
        for p in play(script, lambda t_s, v: pose(t_s, lying(v)), 15.0)
    ]
    result = coach(poses)
    assert [rep.grade for rep in result.reps] == [Grade.SURE, Grade.LIKELY, Grade.SURE]


# -- advice -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("elbow_deg", "hidden", "keys"),
    [
        pytest.param(178.0, (), ["bend_elbows"], id="straight_arms_said_once"),
        pytest.param(95.0, (), [], id="bent_arms"),
        pytest.param(178.0, ("wrist",), [], id="arms_that_cannot_be_seen"),
    ],
)
def test_advice(elbow_deg, hidden, keys):
    script = still().rep(TOP, 1.6, 2, 1.6, 1.5).rep(TOP, 1.6, 2, 1.6, 1.5)

    def body(t_s: float, value: float) -> Pose:
        return pose(t_s, lying(value, elbow_deg=elbow_deg), hidden=hidden)

    result = coach(play(script, body, 15.0))
    assert [event.key for event in of(result, Advice)] == keys
    assert result.count == 2  # advice never changes the count


def test_every_counted_repetition_is_finished_once():
    script = still()
    for _ in range(4):
        script.rep(TOP, 1.2, 1.0, 1.2, 1.0)
    result = coached(script)
    assert [event.rep.index for event in of(result, RepFinished)] == [1, 2, 3, 4]
