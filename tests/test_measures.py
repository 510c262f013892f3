"""Signals of one exercise or another, on bodies drawn point by point."""

import numpy as np
import pytest

from coach.landmarks import N_LANDMARKS, FloatArray, Landmark
from coach.signals import SIGNALS, joint_index
from tests.bodies import TRUNK_PX, folded, lying, pose


def measured(name: str, image: FloatArray) -> float:
    return float(SIGNALS[name].measure(image, "right", TRUNK_PX))


# In trunk lengths: x towards the head, y to the person's own right.
FLAT: dict[str, tuple[float, float]] = {
    "shoulder": (1.0, 0.0),
    "elbow": (1.5, 0.0),
    "wrist": (2.0, 0.0),
    "hip": (0.0, 0.0),
    "knee": (-0.8, 0.0),
    "ankle": (-1.6, 0.0),
    "foot_index": (-1.8, 0.0),
}
HALF_WIDTH = 0.15


def from_above(head_deg: float, **moved: tuple[float, float]) -> FloatArray:
    """(33, 4) of one who lies on the back, the front towards the camera.

    head_deg: where the head points in the picture, 0 right, 90 up.
    """
    image = np.zeros((N_LANDMARKS, 4))
    image[Landmark.NOSE, :2] = 1.2, 0.0
    for joint, at in (FLAT | moved).items():
        for side, aside in (("right", HALF_WIDTH), ("left", -HALF_WIDTH)):
            image[Landmark[f"{side}_{joint}".upper()], :2] = at[0], at[1] + aside
    turn = np.radians(head_deg)
    to_head, to_right = (np.cos(turn), -np.sin(turn)), (-np.sin(turn), -np.cos(turn))
    image[:, :2] = TRUNK_PX * image[:, :2] @ np.array([to_head, to_right]) + [300, 200]
    return image


@pytest.mark.parametrize("head_deg", [0, 45, 90, 135, 180, 225, 270, 315])
@pytest.mark.parametrize(
    ("name", "joint", "place", "expected"),
    [
        pytest.param("lean", "shoulder", (np.cos(0.2), np.sin(0.2)), np.degrees(0.2), id="lean"),
        pytest.param("lean", "shoulder", (np.cos(0.1), -np.sin(0.1)), -np.degrees(0.1), id="left"),
        pytest.param("knees_aside", "knee", (-0.5, 0.3), 0.3, id="knees"),
        pytest.param("wrists_aside", "wrist", (1.9, -0.4), -0.4, id="wrists"),
        pytest.param("toes_aside", "foot_index", (-1.7, 0.1), 0.1, id="toes"),
    ],
)
def test_to_the_right_is_positive_wherever_the_head_points(name, joint, place, expected, head_deg):
    straight = measured(name, from_above(head_deg))
    assert measured(name, from_above(head_deg, **{joint: place})) - straight == pytest.approx(
        expected, abs=1e-6 if name != "lean" else 0.8
    )


@pytest.mark.parametrize("head_deg", range(0, 360, 15))
def test_lean_of_a_straight_body_is_the_same_from_everywhere(head_deg):
    """No jump where the direction of the trunk itself jumps from 180 to -180 degrees."""
    assert measured("lean", from_above(head_deg)) == pytest.approx(
        measured("lean", from_above(0)), abs=1e-6
    )


def hanging(hips_right: float, *, from_behind: bool) -> FloatArray:
    """(33, 4) of one who hangs, hips that far (in trunk lengths) to the own right of the hands."""
    right = 1 if from_behind else -1  # where the person's right is in the picture
    image = np.zeros((N_LANDMARKS, 4))
    for joint, (aside, down) in {"wrist": (0.0, 0.0), "hip": (hips_right, 2.0)}.items():
        for side, half in (("right", 0.2), ("left", -0.2)):
            at = (right * (aside + half), down)
            image[Landmark[f"{side}_{joint}".upper()], :2] = at
    image[:, :2] = image[:, :2] * TRUNK_PX + [300, 100]
    return image


@pytest.mark.parametrize("from_behind", [True, False])
@pytest.mark.parametrize("hips_right", [-0.3, 0.0, 0.2])
def test_swing_to_the_own_right_from_behind(hips_right, from_behind):
    sign = 1 if from_behind else -1
    image = hanging(hips_right, from_behind=from_behind)
    assert measured("swing", image) == pytest.approx(sign * np.degrees(np.arctan2(hips_right, 2)))


@pytest.mark.parametrize(("trunk_deg", "tilt"), [(90, 0), (60, 30), (0, 90), (-5, 95), (120, 30)])
def test_tilt(trunk_deg, tilt):
    assert measured("tilt", pose(0, folded(120, trunk_deg=trunk_deg)).image) == pytest.approx(tilt)


@pytest.mark.parametrize(
    ("name", "joint", "moved", "change"),
    [
        pytest.param("ankle_up", "ankle", (0.0, 0.1), 0.1, id="feet_rise"),
        pytest.param("hip_drop", "hip", (0.0, -0.1), 0.1, id="hips_sink"),
        pytest.param("hip_drop", "wrist", (0.0, 0.1), 0.1, id="hands_rise"),
        pytest.param("wrist_up", "wrist", (-0.5, 0.0), 0.5, id="hands_beyond_the_shoulders"),
    ],
)
def test_heights_and_reaches(name, joint, moved, change):
    points = lying(0.0)
    there = {**points, joint: points[joint] + np.array(moved)}
    gain = measured(name, pose(0, there).image) - measured(name, pose(0, points).image)
    assert gain == pytest.approx(change)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("reach", 1.0), ("diagonals", 1.0), ("spread", 0.0), ("knee_shoulder", 0.5)],
)
def test_distances(name, expected):
    points = lying(0.0)
    points |= {"wrist": np.array([0.0, 0.0]), "ankle": np.array([0.6, 0.8])}
    points |= {"shoulder": np.array([0.0, 0.0]), "knee": np.array([0.3, 0.4])}
    image = pose(0, points).image
    image[[Landmark.LEFT_WRIST, Landmark.LEFT_ANKLE]] = image[
        [Landmark.RIGHT_WRIST, Landmark.RIGHT_ANKLE]
    ]
    assert measured(name, image) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(
    ("name", "a", "vertex", "c"),
    [
        pytest.param("ankle", "knee", "ankle", "foot_index", id="ankle"),
        pytest.param("arm", "hip", "shoulder", "wrist", id="arm"),
        pytest.param("neck", None, "shoulder", "hip", id="neck"),
    ],
)
@pytest.mark.parametrize("bend_deg", [10.0, 90.0, 175.0])
def test_angles_of_near_side(name, a, vertex, c, bend_deg):
    image = pose(0, lying(0.1)).image
    first = Landmark.NOSE if a is None else joint_index("right", a)
    turn = np.radians(bend_deg)
    image[joint_index("right", vertex), :2] = 200, 200
    image[joint_index("right", c), :2] = 260, 200
    image[first, :2] = 200 + 40 * np.cos(turn), 200 + 40 * np.sin(turn)
    assert measured(name, image) == pytest.approx(bend_deg)
