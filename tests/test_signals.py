"""Signals on bodies whose angles and heights are known, seen from anywhere."""

import numpy as np
import pytest

from coach import signals
from coach.landmarks import N_LANDMARKS, FloatArray, Landmark
from coach.signals import SIGNALS, Joint, angle_deg, is_seen, joint_index
from tests.bodies import SIZE, TRUNK_PX, folded, lying, pose, swapped

RIGHT_HIP, RIGHT_KNEE = Landmark.RIGHT_HIP, Landmark.RIGHT_KNEE


def measured(name: str, image: FloatArray, scale_px: float = TRUNK_PX) -> float:
    return float(SIGNALS[name].measure(image, "right", scale_px))


def recording(n: int = 5) -> FloatArray:
    """(n, 33, 4) of different bodies."""
    return np.stack([pose(0, lying(0.02 + 0.1 * i)).image for i in range(n)])


@pytest.mark.parametrize(
    ("a", "vertex", "c", "expected_deg"),
    [
        pytest.param((1, 0), (0, 0), (0, 1), 90, id="right_angle"),
        pytest.param((1, 0), (0, 0), (0, -7), 90, id="lengths_and_sides_do_not_matter"),
        pytest.param((1, 0), (0, 0), (-3, 0), 180, id="straight"),
        pytest.param((1, 0), (0, 0), (5, 0), 0, id="folded"),
        pytest.param((5, 4), (4, 4), (4.5, 4 + 3**0.5 / 2), 60, id="away_from_the_origin"),
        pytest.param((1, 0), (0, 0), (-1, 1e-8), 180, id="nearly_straight_is_no_rounding_error"),
    ],
)
def test_angle(a, vertex, c, expected_deg):
    found = angle_deg(*(np.array(point, float) for point in (a, vertex, c)))
    assert float(found) == pytest.approx(expected_deg, abs=1e-5)


@pytest.mark.parametrize(
    ("a", "vertex", "c"),
    [
        pytest.param((0, 0), (0, 0), (1, 1), id="no_length"),
        pytest.param((np.nan, np.nan), (0, 0), (1, 1), id="an_end_is_missing"),
        pytest.param((1, 0), (np.nan, np.nan), (1, 1), id="the_joint_is_missing"),
    ],
)
def test_no_angle(a, vertex, c):
    assert np.isnan(angle_deg(*(np.array(point, float) for point in (a, vertex, c))))


def test_angles_are_of_pixels_not_of_shares_of_the_picture():
    """The trap: divided by width and height, a right angle of a 16:9 picture reads 121 degrees."""
    size = np.array([1280, 720])
    diagonals = [np.array(point, float) for point in ((200, 100), (100, 200), (200, 300))]
    assert float(angle_deg(*diagonals)) == pytest.approx(90)
    assert float(angle_deg(*(point / size for point in diagonals))) == pytest.approx(121.3, abs=0.1)


@pytest.mark.parametrize("lift", [-0.05, 0.0, 0.05, 0.2, 0.42])
def test_lift(lift):
    assert measured("lift", pose(0, lying(lift)).image) == pytest.approx(lift, abs=1e-9)


@pytest.mark.parametrize(("hip_deg", "knee_deg"), [(115, 80), (168, 80), (140, 35), (178, 120)])
def test_hip_and_knee(hip_deg, knee_deg):
    image = pose(0, folded(hip_deg, knee_deg)).image
    assert measured("hip", image) == pytest.approx(hip_deg)
    assert measured("knee", image) == pytest.approx(knee_deg)


LEVEL_CAMERA = ("swing", "tilt", "ankle_up", "hip_drop")
SIDED = ("lean", "knees_aside", "wrists_aside", "toes_aside")


@pytest.mark.parametrize("name", [name for name in SIGNALS if name not in LEVEL_CAMERA])
@pytest.mark.parametrize("rotated_deg", [25.0, 90.0, 180.0, 270.0])
def test_the_way_the_body_lies_in_the_picture_does_not_matter(name, rotated_deg):
    plain = measured(name, pose(0, lying(0.2)).image)
    turned = pose(0, lying(0.2), rotated_deg=rotated_deg).image
    assert measured(name, turned) == pytest.approx(plain)


@pytest.mark.parametrize("name", SIGNALS)
def test_the_place_in_the_picture_does_not_matter(name):
    image = pose(0, lying(0.2)).image
    moved = image + np.array([37.0, -21.0, 0, 0])
    assert measured(name, moved) == pytest.approx(measured(name, image))


@pytest.mark.parametrize("name", SIGNALS)
def test_mirrored_body(name):
    """Left and right change places: what has sides changes its sign, all else stays."""
    sign = -1 if name in (*SIDED, "swing") else 1
    plain = pose(0, lying(0.2))
    mirrored = swapped(pose(0, lying(0.2), mirrored=True))
    found = float(SIGNALS[name].measure(mirrored.image, "left", TRUNK_PX))
    assert found == pytest.approx(sign * measured(name, plain.image))
    assert found != 0


@pytest.mark.parametrize("name", SIGNALS)
def test_distance_does_not_matter(name):
    near = pose(0, lying(0.2), scale=2.0)
    far = pose(0, lying(0.2), scale=0.5)
    values = [measured(name, p.image, TRUNK_PX * scale) for p, scale in ((near, 2.0), (far, 0.5))]
    assert values[0] == pytest.approx(values[1])


@pytest.mark.parametrize("name", SIGNALS)
def test_the_other_side_reads_the_same_from_the_exchanged_body(name):
    """A model that takes left for right does no harm."""
    original = pose(0, lying(0.2))
    right = SIGNALS[name].measure(original.image, "right", TRUNK_PX)
    left = SIGNALS[name].measure(swapped(original).image, "left", TRUNK_PX)
    assert float(left) == pytest.approx(float(right), abs=1e-12)


@pytest.mark.parametrize("name", SIGNALS)
def test_a_frame_equals_its_row_of_a_recording(name):
    images = recording() + np.random.default_rng(3).normal(0, 2, (5, N_LANDMARKS, 4))
    rows = SIGNALS[name].measure(images, "right", TRUNK_PX)
    assert rows.shape == (5,)
    single = [float(SIGNALS[name].measure(image, "right", TRUNK_PX)) for image in images]
    np.testing.assert_array_equal(rows, single)
    assert len(set(single)) == 5


@pytest.mark.parametrize(
    "measure",
    [
        signals.trunk_scale_px,
        signals.shoulder_ratio,
        signals.hip_middle_px,
        signals.near_side_score,
    ],
    ids=lambda measure: measure.__name__,
)
def test_whole_body_measures_frame_by_frame_and_in_batch(measure):
    images = recording()
    np.testing.assert_array_equal(measure(images), [measure(image) for image in images])


@pytest.mark.parametrize(
    ("name", "mark"),
    [(signal.name, mark) for signal in SIGNALS.values() for mark in signal.landmarks("right")],
)
def test_a_missing_landmark_makes_nan_and_no_other(name, mark):
    images = recording()
    images[2, mark, :2] = np.nan
    found = np.isnan(SIGNALS[name].measure(images, "right", TRUNK_PX))
    assert found.tolist() == [False, False, True, False, False]


@pytest.mark.parametrize("name", SIGNALS)
def test_landmarks_that_are_not_named_do_not_matter(name):
    image = pose(0, lying(0.2)).image
    blind = image.copy()
    blind[[mark for mark in Landmark if mark not in SIGNALS[name].landmarks("right")]] = np.nan
    assert measured(name, blind) == measured(name, image)


def test_landmarks_of_a_signal_follow_the_near_side():
    marks = SIGNALS["lean"].landmarks("left")
    assert [mark.name for mark in marks] == [
        "LEFT_SHOULDER",
        "LEFT_HIP",
        "LEFT_ANKLE",
        "RIGHT_HIP",
    ]
    assert SIGNALS["neck"].landmarks("right")[-1] is Landmark.NOSE


def test_lift_of_a_body_of_no_length_is_unknown():
    image = pose(0, lying(0.2)).image
    image[:, :2] = 50.0
    assert np.isnan(measured("lift", image))


def test_trunk_scale_is_the_trunk_from_the_flank():
    image = pose(0, lying(0.0)).image
    assert float(signals.trunk_scale_px(image)) == pytest.approx(TRUNK_PX)
    assert float(signals.shoulder_ratio(image)) == pytest.approx(0.05)  # the far side's offset


def test_trunk_scale_is_the_shoulders_from_the_feet():
    """Foreshortened to a third, the trunk says nothing; 1.3 shoulder widths say the same again."""
    image = np.zeros((N_LANDMARKS, 4))
    image[Landmark.LEFT_SHOULDER, :2], image[Landmark.RIGHT_SHOULDER, :2] = (300, 100), (220, 100)
    image[Landmark.LEFT_HIP, :2], image[Landmark.RIGHT_HIP, :2] = (290, 140), (230, 140)
    assert float(signals.trunk_scale_px(image)) == pytest.approx(1.3 * 80)
    assert float(signals.shoulder_ratio(image)) == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("near", "sign"), [pytest.param("left", 1, id="left"), pytest.param("right", -1, id="right")]
)
def test_near_side_is_the_one_whose_limbs_are_seen(near, sign):
    score = float(signals.near_side_score(pose(0, lying(0.05), near=near).image))
    assert np.sign(score) == sign


def test_shoulders_and_hips_have_no_say_in_the_near_side():
    image = pose(0, lying(0.05), near="left").image
    before = float(signals.near_side_score(image))
    image[[Landmark.LEFT_SHOULDER, Landmark.LEFT_HIP], 3] = 0.0
    assert float(signals.near_side_score(image)) == before


WIDTH, HEIGHT = SIZE


@pytest.mark.parametrize(
    ("x_px", "y_px", "visibility", "expected"),
    [
        pytest.param(320, 240, 0.9, True, id="in_the_middle"),
        pytest.param(320, 240, 0.5, True, id="just_visible_enough"),
        pytest.param(320, 240, 0.49, False, id="not_visible_enough"),
        pytest.param(0.02 * WIDTH, 240, 0.9, True, id="at_the_left_border"),
        pytest.param(0.019 * WIDTH, 240, 0.9, False, id="beyond_the_left_border"),
        pytest.param(0.98 * WIDTH, 240, 0.9, True, id="at_the_right_border"),
        pytest.param(0.981 * WIDTH, 240, 0.9, False, id="beyond_the_right_border"),
        pytest.param(320, 0.02 * HEIGHT, 0.9, True, id="at_the_upper_border"),
        pytest.param(320, 0.019 * HEIGHT, 0.9, False, id="beyond_the_upper_border"),
        pytest.param(320, 0.98 * HEIGHT, 0.9, True, id="at_the_lower_border"),
        pytest.param(320, 0.981 * HEIGHT, 0.9, False, id="beyond_the_lower_border"),
        pytest.param(np.nan, 240, 0.9, False, id="nowhere"),
        pytest.param(320, 240, np.nan, False, id="visibility_unknown"),
    ],
)
def test_is_seen(x_px, y_px, visibility, expected):
    image = np.zeros((N_LANDMARKS, 4))
    image[RIGHT_KNEE] = x_px, y_px, 0, visibility
    image[RIGHT_HIP] = 320, 240, 0, 1
    seen = is_seen(image, SIZE, np.array([RIGHT_HIP, RIGHT_KNEE]))
    assert seen.tolist() == [True, expected]


def test_is_seen_of_a_whole_recording():
    images = recording()
    images[3, RIGHT_KNEE, 3] = 0.1
    seen = is_seen(images, SIZE, np.array([RIGHT_HIP, RIGHT_KNEE]))
    assert seen.shape == (5, 2)
    assert np.argwhere(~seen).tolist() == [[3, 1]]


@pytest.mark.parametrize("joint", ["shoulder", "wrist", "foot_index"])
def test_joint_index_is_of_the_persons_own_side(joint: Joint):
    assert joint_index("left", joint).name == f"LEFT_{joint.upper()}"
    assert joint_index("right", joint) == joint_index("left", joint) + 1
