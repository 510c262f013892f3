"""Where points fall in the picture."""

import numpy as np
import pytest

from samples.studio.camera import Camera

LEVEL = Camera((0.0, 0.5, 3.0), (0.0, 0.5, 0.0), horizontal_field_deg=90.0, size=(640, 480))
HALF_WIDTH_M = 3.0  # of what a field of 90 degrees sees at 3 m


@pytest.mark.parametrize(
    ("point_m", "pixel"),
    [
        pytest.param((0, 0.5, 0), (319.5, 239.5), id="the_middle_lies_between_four_pixels"),
        pytest.param((-HALF_WIDTH_M, 0.5, 0), (-0.5, 239.5), id="left_edge"),
        pytest.param((HALF_WIDTH_M, 0.5, 0), (639.5, 239.5), id="right_edge"),
        pytest.param((0, 0.5 + HALF_WIDTH_M * 0.75, 0), (319.5, -0.5), id="upper_edge"),
    ],
)
def test_projection(point_m, pixel):
    np.testing.assert_allclose(LEVEL.project(point_m), pixel, atol=1e-9)


def test_what_is_behind_the_camera_has_no_place_in_the_picture():
    assert np.isnan(LEVEL.project([[0, 0.5, 4.0]])).all()


def test_depth_is_along_the_line_of_sight():
    np.testing.assert_allclose(LEVEL.depth([[0, 0.5, 0], [1, 2, 1], [0, 0, 4]]), [3, 2, -1])


@pytest.mark.parametrize(
    ("azimuth_deg", "eye"),
    [
        pytest.param(0, (0, 1, 3), id="flank"),
        pytest.param(90, (3, 1, 0), id="feet"),
        pytest.param(-90, (-3, 1, 0), id="head"),
        pytest.param(180, (0, 1, -3), id="other_flank"),
    ],
)
def test_azimuth(azimuth_deg, eye):
    camera = Camera.around((0, 1, 0), azimuth_deg, distance_m=3.0)
    np.testing.assert_allclose(camera.eye, eye, atol=1e-9)


def test_height_and_elevation_keep_the_distance():
    middle = np.array([-0.1, 0.3, 0.0])
    raised = Camera.around(middle, 30, distance_m=2.5, height_m=1.3)
    tilted = Camera.around(middle, 30, distance_m=2.5, elevation_deg=np.degrees(np.arcsin(0.4)))
    assert np.linalg.norm(raised.eye - middle) == pytest.approx(2.5)
    np.testing.assert_allclose(raised.eye, tilted.eye)


def test_clip_space_agrees_with_pixels():
    points = np.random.default_rng(0).uniform(-0.5, 0.5, (20, 3))
    camera = Camera.around((0, 0.2, 0), 35, distance_m=2.6, height_m=0.9, size=(320, 240))
    clip = np.c_[points, np.ones(20)] @ camera.view_projection.T
    x, y = (clip[:, :2] / clip[:, 3:]).T
    pixels = np.c_[(x + 1) / 2 * 320 - 0.5, (1 - y) / 2 * 240 - 0.5]
    np.testing.assert_allclose(camera.project(points), pixels, atol=1e-9)
    np.testing.assert_allclose(camera.depth(points), clip[:, 3])
