"""One clip's truth against what was found in it."""

import numpy as np
import pytest

from coach.events import (
    Flag,
    Flagged,
    Grade,
    PartialLogged,
    Rep,
    RepCounted,
    RepFinished,
    StopSeen,
)
from coach.insight import Insight
from coach.scoring.expected import expected_readings, minimum_jerk
from coach.scoring.found import Collector
from coach.scoring.scores import FlagScore, kin_of, score
from coach.truth import TrueMoment, parse_truth
from samples.studio.motion import minimum_jerk as rendered_minimum_jerk
from tests.coaching import PELVIS_LIFT, exercise
from tests.labelled import found, found_rep, negative, true_rep, truth
from tests.replays import SAMPLES
from tests.test_chain import LIFTS, true_holds_s

NAN = float("nan")
SIDE_PULL, KNEE_HUG = exercise("side_pull"), exercise("knee_hug")


def scored(true, got, spec=PELVIS_LIFT):
    return score("clip", true, spec, got)


# -- counts -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("true", "got", "missed", "extra", "error"),
    [
        pytest.param([true_rep(1)], [found_rep(2, 5)], 0, 0, 0, id="exact"),
        pytest.param([true_rep(1)], [], 1, 0, -1, id="missed"),
        pytest.param([true_rep(1)], [found_rep(1, 3), found_rep(4, 6)], 0, 1, 1, id="twice"),
        pytest.param([true_rep(1)], [found_rep(20, 24)], 1, 1, 0, id="one_for_the_other"),
        pytest.param([true_rep(1, "partial")], [], 0, 0, 0, id="partial_stays_small"),
        pytest.param([true_rep(1, "partial")], [found_rep(2, 5)], 0, 1, 1, id="partial_counted"),
        pytest.param(
            [true_rep(1, "partial"), true_rep(10)], [found_rep(11, 14)], 0, 0, 0,
            id="partial_beside_a_whole_one",
        ),
        pytest.param([], [found_rep(2, 5)], 0, 1, 1, id="nobody_moved"),
    ],
)  # fmt: skip
def test_counts(true, got, missed, extra, error):
    result = scored(truth(*true), found(*got))
    assert (result.missed, result.extra, result.error) == (missed, extra, error)
    assert not result.is_negative


@pytest.mark.parametrize(("n_true", "missed", "extra"), [(2, 0, 0), (3, 1, 0), (1, 0, 1)])
def test_mere_counts(n_true, missed, extra):
    true = truth(reps=None, rep_count=n_true)
    result = scored(true, found(found_rep(2, 5), found_rep(10, 14)))
    assert (result.missed, result.extra) == (missed, extra)
    assert result.flags is None


@pytest.mark.parametrize("true", [negative(), truth(true_rep(1), exercise="knee_hug")])
def test_another_exercise_is_a_negative(true):
    result = scored(true, found(found_rep(2, 5)))
    assert (result.is_negative, result.true_count, result.found_count) == (True, 0, 1)


def test_exercises_with_a_movement_in_common():
    a, b, c = (
        PELVIS_LIFT.model_copy(update={"id": name, "contains": contains})
        for name, contains in (("a", ("b", "x")), ("b", ()), ("c", ("b",)))
    )
    assert kin_of("b", (a, b, c)) == {"a", "c"}
    assert kin_of("a", (a, b, c)) == {"b", "x"}
    assert kin_of("x", (b, c)) == kin_of(None, (a, b, c)) == frozenset()


def test_the_grade_of_a_clip_is_that_of_most_counts():
    likely = [found_rep(t_s, t_s + 3, grade=Grade.LIKELY) for t_s in (10, 20)]
    result = scored(truth(true_rep(1)), found(found_rep(1, 4), *likely))
    assert result.grades == {Grade.SURE: 1, Grade.LIKELY: 2}
    assert result.grade is Grade.LIKELY
    assert scored(truth(true_rep(1)), found()).grade is None


# -- holds and times ----------------------------------------------------------------------------


def test_minimum_jerk():
    assert minimum_jerk([-1.0, 0.0, 0.5, 1.0, 2.0]).tolist() == [0.0, 0.0, 0.5, 1.0, 1.0]


def test_clips_are_rendered_by_the_profile_that_is_expected():
    shares = np.linspace(-0.2, 1.2, 29)
    rendered = [rendered_minimum_jerk(share) for share in shares]
    assert minimum_jerk(shares) == pytest.approx(rendered, abs=1e-12)


# Her lift seen from 36 degrees towards the feet begins more slowly than the profile.
OFF_S = {"pelvis_lift/pelvis_lift_carla_2": 0.15}


@pytest.mark.parametrize("name", LIFTS)
def test_expected_holds_are_those_of_the_true_joints(name):
    """The profile between four times against joints known in every frame."""
    text = (SAMPLES / f"{name}.truth.json").read_text(encoding="utf-8")
    readings = list(expected_readings(parse_truth(text, name), PELVIS_LIFT))
    pairs = zip(readings, true_holds_s(name), strict=True)
    known = [(reading.hold_s, hold_s) for reading, hold_s in pairs if reading is not None]
    assert known
    off_s = [abs(ours - theirs) for ours, theirs in known if theirs is not None]
    assert len(off_s) == len(known)
    assert max(off_s) < OFF_S.get(name, 0.065)


def test_there_are_lifts_to_compare_with():
    assert len(LIFTS) >= 10


def test_a_hold_let_go_before_its_level_is_known_is_timed_above_the_entry_level():
    quick = true_rep(1.0, top_s=1.8, release_s=2.0, end_s=2.8)
    [reading] = expected_readings(truth(quick), PELVIS_LIFT)
    # 40 % of the way is passed after 0.44 of its time.
    assert reading.hold_s == pytest.approx(0.2 + 2 * 0.8 * (1 - 0.4462), abs=0.01)


@pytest.mark.parametrize("fault", ["dip", "pause", "pushes"])
def test_what_follows_no_profile_has_no_expected_hold(fault):
    assert list(expected_readings(truth(true_rep(1, fault)), PELVIS_LIFT)) == [None]


def test_what_stays_below_the_entry_level_has_none():
    assert list(expected_readings(truth(true_rep(1, share=0.3)), PELVIS_LIFT)) == [None]


def test_amplitudes_come_in_the_signal_s_unit_or_as_a_share():
    in_unit = truth(true_rep(1, amplitude=0.14), signal="lift", unit="S0")
    in_shares = truth(true_rep(1, share=0.5))
    assert list(expected_readings(in_unit, PELVIS_LIFT)) == list(
        expected_readings(in_shares, PELVIS_LIFT)
    )


@pytest.mark.parametrize("spec", [KNEE_HUG, SIDE_PULL], ids=["rep", "alternating"])
def test_out_and_back_counts_on_its_return(spec):
    """The first leaving level is 0.24 of the way: the last of it is passed after 0.647 of 1.6 s."""
    [reading] = expected_readings(truth(true_rep(1)), spec)
    assert reading.hold_s is None
    assert reading.start_s == pytest.approx(1 + 1.6 * 0.4462, abs=0.01)
    assert reading.counted_s == pytest.approx(4.6 + 1.6 * 0.647 + 0.2, abs=0.01)
    late = found_rep(reading.start_s + 0.1, 6.0, said_s=reading.counted_s + 0.3)
    result = scored(truth(true_rep(1), exercise=spec.id), found(late), spec)
    assert result.hold_errors_s == ()
    assert result.start_errors_s == pytest.approx([0.1])
    assert result.delays_s == pytest.approx([0.3])


def test_each_side_has_its_own_range():
    """Two small ones to the left lower the level for the next to the left, and to no other side."""
    small = [true_rep(1 + 7 * i, side="left", share=0.6) for i in range(2)]
    last = [true_rep(20, side="left", share=0.6), true_rep(30, side="right", share=0.6)]
    readings = list(expected_readings(truth(*small, *last), SIDE_PULL))
    first_s, _, left_s, right_s = (
        reading.start_s - rep.start_s
        for reading, rep in zip(readings, [*small, *last], strict=True)
    )
    assert right_s == pytest.approx(first_s, abs=0.01)
    assert left_s < right_s - 0.05


@pytest.mark.parametrize("name", ["wall_bar_swing", "star_stretch"])
def test_swings_and_what_is_led_have_no_expected_times(name):
    assert list(expected_readings(truth(true_rep(1)), exercise(name))) == [None]


def test_errors_of_hold_start_and_delay():
    true = truth(true_rep(1))
    [due] = expected_readings(true, PELVIS_LIFT)
    late = found_rep(due.start_s + 0.1, 6.0, hold_s=due.hold_s - 0.2, said_s=due.counted_s + 0.3)
    result = scored(true, found(late))
    assert result.start_errors_s == pytest.approx([0.1])
    assert result.hold_errors_s == pytest.approx([-0.2])
    assert result.delays_s == pytest.approx([0.3])


def test_holds_of_mere_counts_are_compared_in_order():
    true = truth(reps=None, rep_count=2, hold_seconds=(2.0, 3.0))
    two = found(found_rep(1, 4, hold_s=2.5), found_rep(8, 12, hold_s=2.9))
    assert scored(true, two).hold_errors_s == pytest.approx([0.5, -0.1])
    assert scored(true, found(found_rep(1, 4))).hold_errors_s == ()


# -- sides, flags, stops, sight -----------------------------------------------------------------


def test_sides():
    reps = [true_rep(1, side="left"), true_rep(10, side="right"), true_rep(20, side="left")]
    got = found(found_rep(2, 5, side="left"), found_rep(11, 14, side="left"), found_rep(21, 24))
    result = scored(truth(*reps, exercise="side_pull"), got, SIDE_PULL)
    assert (result.sided, result.wrong_sides) == (2, 1)
    assert (result.true_count, result.error, result.missed) == (3, 0, 0)


@pytest.mark.parametrize(
    ("fault", "flags", "expected"),
    [
        pytest.param("sudden", [(2.0, Flag.SUDDEN)], FlagScore(1, 1, 0), id="noticed"),
        pytest.param("sudden", [], FlagScore(1, 0, 0), id="not_noticed"),
        pytest.param("sudden", [(30.0, Flag.SUDDEN)], FlagScore(1, 0, 1), id="elsewhere"),
        pytest.param(
            "sudden", [(2.0, Flag.SUDDEN), (5.0, Flag.SUDDEN)], FlagScore(1, 1, 0), id="both_ways"
        ),
        pytest.param("tremor", [(2.0, Flag.SUDDEN)], FlagScore(0, 0, 1), id="asked_for_another"),
    ],
)
def test_sudden(fault, flags, expected):
    result = scored(truth(true_rep(1, fault)), found(found_rep(2, 5), flags=tuple(flags)))
    assert result.flags[Flag.SUDDEN] == expected


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        pytest.param("pushes", FlagScore(1, 1, 0), id="in_pushes"),
        pytest.param("tremor", FlagScore(1, 1, 0), id="trembling"),
        pytest.param("pause", FlagScore(0, 0, 0), id="a_pause_may_be_told"),
        pytest.param("over_large", FlagScore(0, 0, 1), id="a_smooth_one"),
    ],
)
def test_jerky_is_known_at_the_end(fault, expected):
    result = scored(truth(true_rep(1, fault)), found(flags=((7.2, Flag.JERKY),)))
    assert result.flags[Flag.JERKY] == expected


def test_stop_signs():
    signs = tuple(TrueMoment(what="stop_sign", start_s=t, end_s=t + 2) for t in (10, 30))
    result = scored(truth(moments=signs), found(stop_signs_s=(11.5, 50.0)))
    assert (result.stops_due, result.stops_seen, result.stops_false) == (2, 1, 1)


def test_repetitions_that_were_not_seen():
    true = truth(true_rep(1), true_rep(10))
    result = scored(true, found(unjudged=((0.0, 4.0), (14.0, 30.0))))
    assert (result.timed_reps, result.unjudged_reps) == (2, 1)
    assert (result.unjudged_s, result.watched_s) == (20.0, 60.0)


# -- collecting ---------------------------------------------------------------------------------


def insight(t_s, is_judged):
    return Insight(t_s, NAN, NAN, NAN, NAN, NAN, is_judged)


def test_events_are_collected():
    rep = Rep(1, 2.0, 5.0, 3.0, 5.0, 0.3, "S0", Grade.SURE)
    small = Rep(0, 8.0, 9.0, 0.0, 5.0, 0.1, "S0", Grade.SURE, is_partial=True)
    collector = Collector()
    judged = [False, False, True, True, False]
    for t_s, is_judged in enumerate(judged, start=1):
        collector.add(float(t_s), insight(t_s, is_judged), [])
    collector.add_events(
        [RepCounted(2.8, 1, 2.0), RepFinished(5.4, rep), PartialLogged(9.2, small)]
    )
    collector.add_events([StopSeen(9.5, 8.5)])
    got = collector.found()
    assert [(one.start_s, one.said_s, one.hold_s) for one in got.reps] == [(2.0, 2.8, 3.0)]
    assert got.partials == ((8.0, 9.0),)
    assert got.stop_signs_s == (9.5,)
    assert got.unjudged == ((0.0, 2.0), (4.0, 5.0))
    assert [got.unjudged_s(until_s) for until_s in (1.5, 4.5, 60.0)] == [1.5, 2.5, 3.0]
    assert (got.seconds, got.is_led, got.grades) == (5.0, False, (Grade.SURE,))


def finished(index, start_s, end_s, *flagged, side=None):
    """What a session says of one repetition, with flags raised at these times."""
    rep = Rep(index, start_s, end_s, end_s - start_s, 5.0, 0.3, "S0", Grade.SURE, side=side)
    flags = [Flagged(t_s, flag, 1.0, 0.5, "S0", index, side=side) for t_s, flag in flagged]
    counted = RepCounted(start_s + 0.5, index, start_s, side)
    return [counted, *flags, RepFinished(end_s + 0.9, rep)]


def test_each_side_is_numbered_for_itself():
    """To the right the first, then to the left the first: neither takes the other's times."""
    right = finished(1, 2.0, 4.0, (3.0, Flag.SUDDEN), side="right")
    left = finished(1, 3.2, 6.0, (6.5, Flag.JERKY), side="left")
    collector = Collector()
    collector.add_events([*right[:2], *left[:2], right[2], left[2]])
    got = collector.found()
    assert [(one.side, one.start_s, one.said_s) for one in got.reps] == [
        ("right", 2.0, 2.5),
        ("left", 3.2, 3.7),
    ]
    assert got.flags == ((3.0, Flag.SUDDEN), (6.0, Flag.JERKY))


def test_what_the_end_shows_belongs_to_the_movement_that_ended():
    """Also where the next one begins without a pause, before it is said."""
    late = finished(1, 1.5, 5.5, (2.0, Flag.SUDDEN), (6.4, Flag.JERKY))
    collector = Collector()
    collector.add_events([*late, *finished(2, 6.7, 10.7)])
    got = collector.found()
    assert got.flags == ((2.0, Flag.SUDDEN), (5.5, Flag.JERKY))
    result = scored(truth(true_rep(1, "tremor"), true_rep(6.2)), got)
    assert result.flags[Flag.JERKY] == FlagScore(1, 1, 0)


def test_a_flag_of_a_small_movement_is_not_that_of_the_next_repetition():
    """Both go under the number of the repetition to come."""
    early = Flagged(1.0, Flag.SUDDEN, 1.0, 0.5, "S0", 1)
    collector = Collector()
    collector.add_events([early, *finished(1, 11.5, 15.5)])
    assert collector.found().flags == ((1.0, Flag.SUDDEN),)
