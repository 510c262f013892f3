"""Can the coach judge? Shares of good frames, their rate, the most common problem, darkness."""

from collections.abc import Callable

import pytest

from coach.landmarks import Pose
from coach.quality import Quality
from tests.bodies import SIZE, times


def fed(
    seconds: float,
    fps: float = 30.0,
    problem: Callable[[float], str] = lambda t_s: "",
    luma: float = 120.0,
) -> tuple[Quality, list[str]]:
    quality = Quality()
    problems = [
        quality.update(Pose.nobody(t_s, SIZE, luma), problem(t_s)) for t_s in times(seconds, fps)
    ]
    return quality, problems


def test_nothing_seen_is_nothing_good():
    assert Quality().share == 0.0
    assert Quality().reason == ""
    assert not Quality().is_dark


@pytest.mark.parametrize(
    ("problem", "share", "reason"),
    [
        pytest.param(lambda t_s: "", 1.0, "", id="all_good"),
        pytest.param(lambda t_s: "no_person", 0.0, "no_person", id="all_bad"),
        pytest.param(lambda t_s: "a" if t_s >= 4 else "", 0.5, "a", id="half"),
        pytest.param(lambda t_s: "a" if t_s < 2.9 else "", 1.0, "", id="longer_ago_than_2_s"),
        pytest.param(
            lambda t_s: "a" if t_s < 3.5 else "b" if t_s < 4.5 else "", 0.25, "b", id="most_common"
        ),
    ],
)
def test_share_and_reason(problem, share, reason):
    quality, _ = fed(5.0, problem=problem)
    assert quality.share == pytest.approx(share, abs=0.03)
    assert quality.reason == reason


@pytest.mark.parametrize("fps", [8, 15, 60])
def test_the_window_is_two_seconds_at_every_rate(fps):
    assert fed(10.0, fps)[0].span_s == pytest.approx(2.0, abs=1 / fps)


@pytest.mark.parametrize(
    ("fps", "is_slow"), [(5.0, True), (7.4, True), (7.6, False), (8.0, False), (30.0, False)]
)
def test_slow_frames(fps, is_slow):
    quality, problems = fed(5.0, fps)
    assert problems[-1] == ("too_few_frames" if is_slow else "")
    assert quality.reason == problems[-1]
    assert problems[0] == ""  # the rate is not known before a second has passed


def test_a_problem_of_the_frame_itself_comes_first():
    _, problems = fed(5.0, 5.0, problem=lambda t_s: "no_person")
    assert set(problems) == {"no_person"}


def test_how_long_it_has_been_bad():
    """Bad from 2 s on: the share falls below 0.7 after another 0.6 s."""
    quality, _ = fed(5.0, problem=lambda t_s: "a" if t_s >= 2 else "")
    assert quality.bad_for_s(5.0) == pytest.approx(2.4, abs=0.05)


def test_good_again():
    quality, _ = fed(8.0, problem=lambda t_s: "a" if 2 <= t_s < 5 else "")
    assert quality.bad_for_s(8.0) == 0.0


@pytest.mark.parametrize(
    ("luma", "is_dark"),
    [(20.0, True), (34.9, True), (35.1, False), (200.0, False), (float("nan"), False)],
)
def test_dark(luma, is_dark):
    assert fed(3.0, luma=luma)[0].is_dark is is_dark
