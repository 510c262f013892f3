"""What one frame says: the near side, the scale, every signal, or why nothing can be said."""

from dataclasses import replace

import numpy as np
import pytest

from coach.landmarks import Landmark, Pose
from coach.observer import Observer, Reading
from coach.posture import Posture, planted_key
from tests.bodies import SIZE, TRUNK_PX, lying, pose, times
from tests.coaching import PELVIS_LIFT


def seen(seconds: float = 1.0, observer: Observer | None = None, start_s: float = 0.0, **changes):
    """The observer after some frames of someone at rest, and its last reading."""
    observer = observer or Observer(PELVIS_LIFT)
    readings = [
        observer.read(pose(t_s, lying(0.05), **changes)) for t_s in times(seconds, 30, start_s)
    ]
    return observer, readings[-1]


def without(original: Pose, *marks: Landmark) -> Pose:
    image = original.image.copy()
    image[list(marks)] = np.nan
    return replace(original, image=image)


def test_a_reading_of_a_good_frame():
    observer, reading = seen()
    assert reading.problem == ""
    assert reading.values["lift"] == pytest.approx(0.05)
    assert reading.levels["lift"].value == pytest.approx(0.05)
    assert reading.levels["lift"].t_s == pytest.approx(reading.t_s - 0.25, abs=0.03)
    assert reading.speeds["lift"] == pytest.approx(0.0, abs=1e-9)
    assert reading.trunk_px == observer.scale_px == pytest.approx(TRUNK_PX)
    assert reading.shoulder == pytest.approx((120.0, 330.0))
    assert observer.side == "right"


def test_before_the_filter_is_full_there_are_values_and_no_levels():
    _, reading = seen(seconds=0.1)
    assert set(reading.values) >= {"lift", "hip", "knee"}
    assert reading.levels == {}


@pytest.mark.parametrize(
    ("found", "problem"),
    [
        pytest.param(Pose.nobody(1.0, SIZE), "no_person", id="nobody"),
        pytest.param(pose(1.0, lying(0.05), n_people=2), "two_people", id="two_people"),
        pytest.param(
            without(pose(1.0, lying(0.05)), Landmark.LEFT_SHOULDER), "no_person", id="half_a_trunk"
        ),
        pytest.param(without(pose(1.0, lying(0.05)), Landmark.RIGHT_HIP), "no_person", id="no_hip"),
        pytest.param(pose(1.0, lying(0.05), scale=0.49), "too_small", id="smaller_than_55_px"),
        pytest.param(pose(1.0, lying(0.05), scale=0.51), "", id="just_large_enough"),
        pytest.param(pose(1.0, lying(0.05), hidden=["knee"]), "cannot_see_knee", id="no_knee"),
        pytest.param(pose(1.0, lying(0.05), hidden=["ankle"]), "cannot_see_ankle", id="no_ankle"),
        pytest.param(
            pose(1.0, lying(0.05), hidden=["hip", "ankle"]), "cannot_see_hip", id="the_first_one"
        ),
        pytest.param(pose(1.0, lying(0.05), hidden=["elbow"]), "", id="elbows_are_only_advised"),
        pytest.param(pose(1.0, lying(0.05), hidden=["foot_index"]), "", id="toes_do_not_matter"),
    ],
)
def test_problems(found, problem):
    assert Observer(PELVIS_LIFT).read(found).problem == problem


def test_a_frame_that_lacks_a_hip_spoils_no_later_one():
    observer = Observer(PELVIS_LIFT)
    observer.read(without(pose(0.0, lying(0.05)), Landmark.RIGHT_HIP))
    _, reading = seen(observer=observer, start_s=0.1)
    assert reading.values["lift"] == pytest.approx(0.05)


def test_a_hidden_elbow_gives_no_level_to_advise_upon():
    _, reading = seen(hidden=["elbow"])
    assert "elbow" not in reading.levels
    assert "lift" in reading.levels


# -- near side ----------------------------------------------------------------------------------


def test_the_near_side_changes_after_a_second():
    """Until then the far side's hidden limbs are not taken for the near one's."""
    observer, _ = seen(near="right")
    sides = []
    for t_s in times(2.0, 30, 1.0):
        reading = observer.read(pose(t_s, lying(0.05), near="left"))
        sides.append((round(t_s - 1.0, 3), observer.side, reading.problem))
    changed_s = next(t_s for t_s, side, _ in sides if side == "left")
    assert changed_s == pytest.approx(1.0, abs=0.04)
    assert {problem for t_s, _, problem in sides if t_s < changed_s} == {"cannot_see_knee"}
    assert {problem for t_s, _, problem in sides if t_s >= changed_s} == {""}


def test_a_moment_of_doubt_about_the_near_side_changes_nothing():
    observer, _ = seen(near="right")
    seen(0.8, observer, 1.0, near="left")
    seen(0.2, observer, 1.8, near="right")
    seen(0.8, observer, 2.0, near="left")
    assert observer.side == "right"


# -- scale --------------------------------------------------------------------------------------


def test_the_scale_is_the_median_until_it_is_frozen():
    observer = Observer(PELVIS_LIFT)
    for i, t_s in enumerate(times(1.0, 30)):
        observer.read(pose(t_s, lying(0.05), scale=1.25 if i % 10 == 0 else 1.0))
    assert observer.scale_px == pytest.approx(TRUNK_PX)
    observer.freeze_scale(100.0)
    observer.read(pose(1.1, lying(0.05), scale=1.15))
    assert observer.scale_px == 100.0


@pytest.mark.parametrize(
    ("scale", "problem"),
    [(0.54, "posture"), (0.56, ""), (1.29, ""), (1.31, "posture")],
)
def test_a_trunk_of_another_length_is_another_posture(scale, problem):
    observer = Observer(PELVIS_LIFT)
    observer.freeze_scale(TRUNK_PX)
    assert observer.read(pose(1.0, lying(0.05), scale=scale)).problem == problem


# -- another body -------------------------------------------------------------------------------


def moved(t_s: float, trunks: float) -> Pose:
    found = pose(t_s, lying(0.05))
    found.image[:, 1] -= trunks * TRUNK_PX
    return found


@pytest.mark.parametrize(
    ("trunks", "problem"),
    [(0.45, ""), (0.55, "other_person"), (1.5, "other_person")],
)
def test_hips_that_jump_are_another_persons(trunks, problem):
    observer, _ = seen()
    assert observer.read(moved(1.0, trunks)).problem == problem


def test_another_place_is_believed_after_a_second():
    observer, _ = seen()
    problems = [(t_s, observer.read(moved(t_s, 1.0)).problem) for t_s in times(2.0, 30, 1.0)]
    away_s = [t_s for t_s, problem in problems if problem == "other_person"]
    assert len(away_s) == 30
    assert problems[-1][1] == ""
    assert observer.read(moved(3.0, 1.0)).levels["lift"].value == pytest.approx(0.05)


def test_who_comes_back_goes_on_at_once():
    observer, _ = seen()
    for t_s in times(0.5, 30, 1.0):
        assert observer.read(moved(t_s, 1.0)).problem == "other_person"
    assert observer.read(moved(1.5, 0.0)).problem == ""


# -- posture ------------------------------------------------------------------------------------


def levels_of(lift: float = 0.05, foot_at: float = 2.0):
    observer = Observer(PELVIS_LIFT)
    reading = Reading(0.0)
    for t_s in times(1.0, 30):
        reading = observer.read(pose(t_s, lying(lift, foot_at=foot_at)))
    return reading.levels


@pytest.mark.parametrize(
    ("changes", "holds"),
    [
        pytest.param({}, True, id="at_rest"),
        pytest.param({"lift": 0.35}, True, id="lifted"),
        pytest.param({"foot_at": 1.7}, True, id="feet_a_little_nearer"),
        pytest.param({"foot_at": 1.6}, False, id="feet_elsewhere"),
        pytest.param({"foot_at": 2.4}, False, id="and_in_the_other_direction"),
    ],
)
def test_planted_joints(changes, holds):
    """The feet may be drawn 0.35 trunk lengths off their place at rest."""
    posture = Posture(PELVIS_LIFT)
    posture.follow(levels_of())
    assert posture.holds(levels_of(**changes)) is holds


def test_gates_hold_before_rest_is_known():
    posture = Posture(PELVIS_LIFT)
    assert posture.holds(levels_of())
    assert not posture.holds(levels_of(lift=0.05, foot_at=2.6))  # knees too straight


def test_a_forgotten_place_does_not_matter():
    posture = Posture(PELVIS_LIFT)
    posture.follow(levels_of())
    posture.forget()
    assert posture.holds(levels_of(foot_at=1.6))


def test_planted_places_are_in_trunk_lengths():
    """The shoulder stands at 120, 330 px in the picture, the ankle two trunk lengths of 110 on."""
    levels = levels_of()
    places = {key: levels[key].value for key in ("shoulder.x", "shoulder.y", "ankle.x", "ankle.y")}
    assert places == pytest.approx(
        {"shoulder.x": 12 / 11, "shoulder.y": 3.0, "ankle.x": 12 / 11 + 2.0, "ankle.y": 3.0}
    )


def test_planted_keys_are_no_signals():
    assert planted_key("ankle", "x") in levels_of()
    assert planted_key("knee", "x") not in levels_of()
