"""What the camera places are judged by: numbers on made footage, rules, page, and one real film."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from coach.errors import CoachError
from coach.landmarks import N_LANDMARKS, FloatArray, Landmark
from coach.signals import SIGNALS
from samples.studio.assets import FETCH_COMMAND, has_assets
from samples.studio.benchmark_set import KINDS
from samples.studio.place_films import UPRIGHT, PlaceFilm, all_films, read_footage, shoot
from samples.studio.place_page import BEGIN, END, tables, write_page
from samples.studio.place_verdicts import CANDIDATES, Candidate, Judged, Worth, judged, verdicts
from samples.studio.separation import (
    Footage,
    Separation,
    ends,
    near_side,
    runs,
    separation,
    sighting,
)
from tests.bodies import SIZE, TRUNK_PX, lying, minimum_jerk, pose, swapped
from tests.studio.stage import needs_gl

FPS = 10.0
LIFT = 0.3  # of the made pelvis lift, trunk lengths


def course(sides: tuple[int, ...] = (1,)) -> FloatArray:
    """(T,) rest, and out, held, back for each side; a second each."""
    ramp = [minimum_jerk(i / 10) for i in range(10)]
    way = [*ramp, *[1.0] * 10, *ramp[::-1], *[0.0] * 5]
    return np.array([0.0] * 10 + [side * x for side in sides for x in way])


def lifting(noise_px: float = 0.0, sides: tuple[int, ...] = (1,)) -> Footage:
    """A pelvis lift that the model sees as it is, but for noise; a left side sinks instead."""
    x, rng = course(sides), np.random.default_rng(5)
    truth = np.array([pose(0.0, lying(0.05 + LIFT * share)).image for share in x])
    seen = truth.copy()
    seen[..., :2] += rng.normal(0, noise_px, seen[..., :2].shape)
    return Footage(np.arange(len(x)) / FPS, x, seen, np.ones(len(x)), truth, SIZE)


def lift_of(footage: Footage, *, direction: int = 1, is_sided: bool = False) -> Separation:
    return separation(footage, "lift", direction=direction, is_sided=is_sided)


def test_runs():
    assert runs(np.array([True, True, False, True, False])) == [(0, 2), (3, 4)]
    assert runs(np.array([False, False])) == []
    assert runs(np.array([True, True])) == [(0, 2)]


def test_held_frames_leave_out_those_after_a_movement():
    at = ends(lifting())
    assert runs(at.rest) == [(0, 11), (42, 45)]
    assert runs(at.right) == [(23, 30)]
    assert not at.left.any()


def test_a_swing_is_far_out_without_a_stop():
    x = np.sin(np.linspace(0, 2 * np.pi, 25))
    at = ends(replace(lifting(), excursion=x), is_swing=True)
    assert x[at.right].min() >= 0.8
    assert x[at.left].max() <= -0.8
    assert at.right.sum() == at.left.sum() > 3


def test_range_and_direction():
    found = lift_of(lifting())
    assert found.range_seen == pytest.approx(LIFT, abs=1e-6)
    assert found.range_true == pytest.approx(LIFT, abs=1e-6)
    assert found.correlation == pytest.approx(1)
    assert found.seen == 1
    assert lift_of(lifting(), direction=-1).weaker == pytest.approx(-LIFT, abs=1e-6)


def test_d_prime_of_a_clean_film_is_by_the_noise_of_real_photographs():
    assert lift_of(lifting()).d_prime == pytest.approx(LIFT / SIGNALS["lift"].sigma, rel=0.01)


def test_d_prime_of_a_noisy_film_is_by_its_own_scatter():
    """2 px of 110 at four joints; some 1.3 times that are the lift's noise."""
    found = lift_of(lifting(noise_px=2.0))
    assert found.scatter == pytest.approx(1.3 * 2 / TRUNK_PX, rel=0.5)
    assert found.scatter > 2 * SIGNALS["lift"].sigma
    assert found.d_prime == pytest.approx(found.range_seen / found.scatter)


def test_a_slow_drift_is_no_scatter():
    footage = lifting()
    drifting = footage.landmarks.copy()
    drifting[:, Landmark.RIGHT_HIP, 1] -= 8 * footage.t_s
    assert lift_of(replace(footage, landmarks=drifting)).scatter < 0.02


@pytest.mark.parametrize(
    ("sides", "weaker"),
    [pytest.param((1, -1), LIFT, id="both"), pytest.param((1, -0.5), LIFT / 2, id="left_is_small")],
)
def test_the_weaker_side_counts(sides, weaker):
    """The made left side sinks below rest, as far as the excursion says."""
    footage = lifting(sides=sides)
    scaled = replace(footage, excursion=np.sign(footage.excursion) * np.abs(course((1, 1))))
    assert lift_of(scaled, is_sided=True).weaker == pytest.approx(weaker, rel=0.05)


def test_a_side_that_goes_the_wrong_way_is_below_nothing():
    footage = lifting(sides=(1, 1))
    both = replace(footage, excursion=course((1, -1)))
    assert lift_of(both, is_sided=True).weaker == pytest.approx(-LIFT, abs=1e-3)


def test_hidden_joints_are_told():
    footage = lifting()
    hidden = footage.landmarks.copy()
    hidden[:9, Landmark.RIGHT_KNEE, 3] = 0.1
    assert lift_of(replace(footage, landmarks=hidden)).seen == pytest.approx(1 - 9 / 45)


def test_sighting_of_a_model_that_is_always_right():
    seen = sighting(lifting())
    assert (seen.found, seen.in_picture, seen.near_error, seen.swapped) == (1, 1, 0, 0)
    assert seen.trunk_px == pytest.approx(TRUNK_PX, rel=0.01)
    assert seen.near_side == "right"


def test_error_is_of_the_near_side_in_trunk_lengths():
    footage = lifting()
    off = footage.landmarks.copy()
    off[:, [Landmark.RIGHT_SHOULDER, Landmark.RIGHT_HIP, Landmark.RIGHT_KNEE], 1] += 11.0
    seen = sighting(replace(footage, landmarks=off))
    assert seen.near_error == pytest.approx(11 / TRUNK_PX, rel=0.02)
    assert seen.error["ankle"] == 0


def test_exchanged_sides_are_found():
    apart = lifting()
    truth = apart.truth.copy()
    truth[:, [mark for mark in Landmark if "LEFT" in mark.name], 1] -= 30
    landmarks = truth.copy()
    for frame in range(9):
        landmarks[frame] = swapped(replace(pose(0.0, lying(0.1)), image=truth[frame])).image
    seen = sighting(replace(apart, truth=truth, landmarks=landmarks))
    assert seen.swapped == pytest.approx(9 / 45)
    assert seen.near_error == 0  # exchanged labels are told apart from wrong places


@pytest.mark.parametrize(
    ("lost", "is_curling", "found"),
    [
        pytest.param(slice(0, 9), False, 36 / 45, id="at_rest"),
        pytest.param(slice(20, 30), False, 35 / 45, id="held"),
        pytest.param(slice(20, 30), True, 1.0, id="curled_up"),
    ],
)
def test_frames_without_a_person(lost, is_curling, found):
    footage = lifting()
    landmarks = footage.landmarks.copy()
    landmarks[lost] = np.nan
    seen = sighting(replace(footage, landmarks=landmarks), is_curling=is_curling)
    assert seen.found == pytest.approx(found)


def test_who_is_outside_the_picture_need_not_be_found():
    footage = lifting()
    truth, landmarks = footage.truth.copy(), footage.landmarks.copy()
    truth[:9, :, 0] += 5000
    landmarks[:9] = np.nan
    seen = sighting(replace(footage, truth=truth, landmarks=landmarks))
    assert seen.found == 1
    assert seen.in_picture == pytest.approx(36 / 45)


def test_a_film_in_which_nobody_is_found_is_worth_nothing():
    footage = lifting()
    nobody = replace(footage, landmarks=np.full((45, N_LANDMARKS, 4), np.nan))
    film = judged(PlaceFilm("pelvis_lift", "low_table", "anna"), nobody)
    assert film.seen.found == 0
    assert [verdict.grade for verdict in verdicts([film])] == ["led by voice"]
    assert "not found" in tables(verdicts([film]))


CANDIDATE = Candidate("lift", 1, 0.14)
GOOD_SIGNAL = Separation("lift", 1.0, 0.3, 0.3, 0.3, 0.002, 75.0, 0.99)


def film_with(signal: Separation, **seen) -> Judged:
    film = PlaceFilm("pelvis_lift", "low_table", "anna")
    return Judged(film, replace(sighting(lifting()), **seen), (signal, signal))


@pytest.mark.parametrize(
    ("signal", "seen", "worth"),
    [
        pytest.param({}, {}, Worth.SURE, id="sure"),
        pytest.param({"weaker": 0.139}, {}, Worth.LIKELY, id="a_short_way"),
        pytest.param({"weaker": 0.069}, {}, Worth.NOTHING, id="hardly_any_way"),
        pytest.param({"weaker": -0.3}, {}, Worth.NOTHING, id="the_wrong_way"),
        pytest.param({"d_prime": 7.9}, {}, Worth.LIKELY, id="scattering"),
        pytest.param({"d_prime": 3.9}, {}, Worth.NOTHING, id="lost_in_noise"),
        pytest.param({"correlation": 0.94}, {}, Worth.LIKELY, id="not_quite_like_the_truth"),
        pytest.param({"correlation": 0.8}, {}, Worth.NOTHING, id="unlike_the_truth"),
        pytest.param({"correlation": float("nan")}, {}, Worth.NOTHING, id="nothing_known"),
        pytest.param({"seen": 0.89}, {}, Worth.LIKELY, id="hidden_at_times"),
        pytest.param({"seen": 0.69}, {}, Worth.NOTHING, id="often_hidden"),
        pytest.param({}, {"trunk_px": 79.0}, Worth.LIKELY, id="small"),
        pytest.param({}, {"trunk_px": 54.0}, Worth.NOTHING, id="tiny"),
        pytest.param({}, {"found": 0.97}, Worth.NOTHING, id="often_not_found"),
        pytest.param({}, {"near_error": 0.21}, Worth.NOTHING, id="landmarks_elsewhere"),
        pytest.param(
            {}, {"swapped": 0.5}, Worth.SURE, id="the_numbers_of_the_signal_tell_what_swaps_do"
        ),
    ],
)
def test_worth(signal, seen, worth):
    number = replace(GOOD_SIGNAL, **signal)
    assert film_with(number, **seen).worth(CANDIDATE, number) is worth


def test_the_worst_film_speaks_for_the_place():
    bad = replace(GOOD_SIGNAL, weaker=0.1, d_prime=9.0)
    (verdict,) = verdicts([film_with(GOOD_SIGNAL), film_with(bad, near_error=0.1)])
    assert (verdict.grade, verdict.n_films, verdict.near_error) == ("likely", 2, 0.1)
    assert (verdict.signals[0].weaker, verdict.signals[0].d_prime) == (0.1, 9.0)


def test_what_does_not_move_is_likely_at_best():
    film = replace(film_with(GOOD_SIGNAL), film=PlaceFilm("star_stretch", "low_table", "anna"))
    (verdict,) = verdicts([film])
    assert (verdict.signals[0].worth, verdict.grade) == (Worth.SURE, "likely")


def test_toes_alone_grade_nothing():
    poor = replace(GOOD_SIGNAL, weaker=0.0)
    film = PlaceFilm("side_pull_toes", "low_table", "anna")
    toes = Judged(film, sighting(lifting()), (poor, poor, GOOD_SIGNAL))
    assert [verdict.grade for verdict in verdicts([toes])] == ["led by voice"]


def test_every_exercise_has_candidates_with_known_signals():
    assert set(CANDIDATES) == set(KINDS)
    assert {c.signal for row in CANDIDATES.values() for c in row} <= set(SIGNALS)


def test_films_are_of_every_exercise_from_every_place_and_none_twice(tmp_path):
    films = list(all_films())
    assert {film.exercise for film in films} == set(KINDS)
    places = {film.place for film in films if film.exercise == "knee_hug"}
    assert len(places) == 8
    assert set(UPRIGHT) == {film.exercise for film in films if film.place.endswith("_back")}
    in_the_wall = [film for film in films if film.exercise == "wall_bar_swing"]
    assert not any(film.place.endswith("_front") for film in in_the_wall)
    assert len({film.file(tmp_path) for film in films}) == len(films)


def test_tables_are_put_between_the_marks(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    write_page(verdicts([film_with(GOOD_SIGNAL)]), page)
    text = page.read_text(encoding="utf-8")
    assert text.startswith(f"before\n{BEGIN}\n## Best grades\n")
    assert text.endswith("after\n")
    assert "old" not in text
    assert "| `pelvis_lift` | sure | . |" in text
    assert "**sure** 0.30, 75, 0.99" in text
    write_page(verdicts([film_with(GOOD_SIGNAL)]), page)
    assert page.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("text", ["", f"{BEGIN}", f"{END}\n{BEGIN}", f"{BEGIN}{BEGIN}{END}"])
def test_a_page_without_marks_is_left_alone(tmp_path, text):
    page = tmp_path / "page.md"
    page.write_text(text, encoding="utf-8")
    with pytest.raises(CoachError, match=r"page\.md needs the lines"):
        write_page([], page)
    assert page.read_text(encoding="utf-8") == text


def test_broken_numbers_of_a_film_are_as_good_as_none(tmp_path):
    path = tmp_path / "film.npz"
    assert read_footage(path) is None
    path.write_bytes(b"PK\x03\x04 half a file")
    assert read_footage(path) is None


@needs_gl
@pytest.mark.slow
@pytest.mark.skipif(not has_assets(), reason=f"no human to film: run `{FETCH_COMMAND}`")
def test_a_real_film_of_a_pelvis_lift_is_surely_seen_from_a_low_table(bundle, tmp_path):
    from coach.edges.pose.pose_model import MediaPipePose
    from samples.studio.renderer import Renderer

    film = PlaceFilm("pelvis_lift", "low_table", "anna")
    with Renderer(film.size) as renderer:
        path = shoot(film, tmp_path, renderer, MediaPipePose(bundle))
    footage = read_footage(path)
    assert footage is not None
    assert near_side(footage) == "right"
    assert ends(footage).right.sum() >= 5
    film_judged = judged(film, footage)
    assert film_judged.seen.near_error < 0.1
    lift = film_judged.signals[0]
    assert lift.range_seen == pytest.approx(lift.range_true, rel=0.2)
    assert [verdict.grade for verdict in verdicts([film_judged])] == ["sure"]


def test_the_page_grades_every_exercise():
    page = (Path(__file__).resolve().parents[2] / "docs" / "camera-places.md").read_text("utf-8")
    for exercise in KINDS:
        assert f"| `{exercise}` |" in page
        assert f"### `{exercise}`" in page
