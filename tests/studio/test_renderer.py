"""That pictures show what is where the camera says, with shadows, the same each time."""

import numpy as np
import pytest

from coach.errors import CoachError
from samples.studio.camera import Camera
from samples.studio.furniture import Table
from samples.studio.gpu import open_context
from samples.studio.light import LIGHTS, light
from samples.studio.renderer import Renderer
from samples.studio.room import room
from samples.studio.solids import box, sphere
from samples.studio.textures import plain
from tests.studio.stage import FROM_ABOVE, SIZE, add_ball, needs_gl

pytestmark = needs_gl

CAMERA = Camera.around((0.0, 0.3, 0.0), 20.0, distance_m=2.6, height_m=1.2, size=SIZE)


@pytest.fixture(scope="module")
def renderer():
    with Renderer(SIZE) as renderer:
        yield renderer


def bright_middle(picture):
    """(2,) pixels, the centre of what is not the grey of an empty room."""
    weight = np.clip(np.abs(picture.astype(float) - 128).sum(axis=2) - 6, 0, None) > 0
    rows, columns = np.nonzero(weight)
    return np.array([columns.mean(), rows.mean()])


@pytest.mark.parametrize("is_moving", [True, False])
@pytest.mark.parametrize("centre", [(0, 0.3, 0), (-0.9, 0.05, 0.3), (0.7, 0.9, -0.5)])
def test_a_ball_is_seen_where_the_camera_says(renderer, centre, is_moving):
    radius_m = 0.03
    if is_moving:
        picture = renderer.picture(CAMERA, FROM_ABOVE, (), [add_ball(renderer, centre, radius_m)])
    else:
        ball = renderer.load([sphere(centre, radius_m, plain((255, 255, 255)))])
        picture = renderer.picture(CAMERA, FROM_ABOVE, ball, ())
    offset_px = bright_middle(picture) - CAMERA.project(centre)
    assert np.abs(offset_px).max() < 0.3


def test_the_figure_throws_a_shadow_on_the_floor_under_it(renderer):
    fixed = renderer.load(room("plain"))
    empty = renderer.picture(CAMERA, FROM_ABOVE, fixed, ())
    shaded = renderer.picture(CAMERA, FROM_ABOVE, fixed, [add_ball(renderer, (0, 0.6, 0), 0.15)])
    under, beside = (CAMERA.project(p).round().astype(int) for p in ((0, 0, 0), (0.5, 0, 0.3)))
    assert shaded[under[1], under[0]].sum() < 0.8 * empty[under[1], under[0]].sum()
    np.testing.assert_array_equal(shaded[beside[1], beside[0]], empty[beside[1], beside[0]])


@pytest.mark.parametrize("name", LIGHTS)
@pytest.mark.parametrize("centre", [(0, 0.2, 0), (0.5, 2.2, 0)])
def test_nothing_changes_outside_the_box_that_is_redrawn(renderer, monkeypatch, name, centre):
    fixed = renderer.load(room("warm", [Table()]))
    ball = add_ball(renderer, centre, 0.15)
    picture = renderer.picture(CAMERA, light(name), fixed, [ball])
    monkeypatch.setattr("samples.studio.renderer.changed_box", lambda *_: (0, 0, *SIZE))
    whole = renderer.picture(CAMERA, light(name), fixed, [ball])
    np.testing.assert_array_equal(picture, whole)


def test_furniture_hides_the_figure_behind_it_and_shades_the_one_under_it(renderer):
    ball = add_ball(renderer, (0, 0.15, 0), 0.1, (255, 0, 0))
    seen = renderer.picture(CAMERA, FROM_ABOVE, (), [ball])
    screen = renderer.load([box((-1, -0.1, 0.9), (1.4, 1.0, 0.92), plain((0, 0, 255)))])
    roof = renderer.load([box((-1, 1.5, -1), (1, 1.52, 1), plain((90, 90, 90)))])
    hidden = renderer.picture(CAMERA, FROM_ABOVE, screen, [ball])
    shaded = renderer.picture(CAMERA, FROM_ABOVE, roof, [ball])
    x, y = CAMERA.project((0, 0.25, 0)).round().astype(int)
    assert seen[y, x, 0] > 150
    assert hidden[y, x, 0] < 30
    assert shaded[y, x, 0] < 0.9 * seen[y, x, 0]


@pytest.mark.parametrize("is_two_sided", [True, False])
def test_the_inside_of_a_sleeve_is_seen_unless_told_otherwise(renderer, is_two_sided):
    ball = sphere((0, 0.3, 0), 0.2, plain((255, 0, 0)))
    # Only the half behind the middle is there, so that nothing lies before its inside.
    x, y = CAMERA.project((0, 0.3, 0)).round().astype(int)
    bowl = renderer.load_moving(
        ball.uv,
        ball.triangles[CAMERA.depth(ball.vertices)[ball.triangles].max(axis=1) > 2.6],
        ball.texture,
        is_two_sided=is_two_sided,
    )
    bowl.move(ball.vertices, ball.normals)
    red, green, _ = renderer.picture(CAMERA, FROM_ABOVE, (), [bowl])[y, x].astype(int)
    assert (red > green + 50) == is_two_sided


def test_nothing_of_earlier_frames_is_left(renderer):
    fixed = renderer.load(room("warm"))
    ball = add_ball(renderer, (0, 0.3, 0), 0.2)
    first = renderer.picture(CAMERA, light("back"), fixed, [ball])
    ball_vertices, ball_normals = ball.vertices, sphere((0, 0, 0), 1, plain((0, 0, 0))).normals
    ball.move(ball_vertices + np.float32([0.6, 0.2, 0]), ball_normals)
    moved = renderer.picture(CAMERA, light("back"), fixed, [ball])
    ball.move(ball_vertices, ball_normals)
    again = renderer.picture(CAMERA, light("back"), fixed, [ball])
    assert (moved != first).any()
    np.testing.assert_array_equal(again, first)


def test_two_renderers_side_by_side_give_the_same_bytes(renderer):
    with Renderer(SIZE) as other:
        pictures = [
            each.picture(
                CAMERA,
                light("side"),
                each.load(room("dark")),
                [add_ball(each, (0.1, 0.3, 0), 0.2)],
            )
            for each in (renderer, other)
        ]
    np.testing.assert_array_equal(*pictures)
    assert pictures[0].flags.c_contiguous
    assert pictures[0].shape == (SIZE[1], SIZE[0], 3)


def test_a_backdrop_is_not_mistaken_for_that_of_another_room(renderer):
    for style in ("warm", "plain", "warm"):
        fixed = renderer.load(room(style))
        with Renderer(SIZE) as fresh:
            expected = fresh.picture(CAMERA, light("good"), fresh.load(room(style)), ())
        np.testing.assert_array_equal(renderer.picture(CAMERA, light("good"), fixed, ()), expected)


def test_a_figure_out_of_sight_leaves_the_room_as_it_is(renderer):
    fixed = renderer.load(room("plain"))
    empty = renderer.picture(CAMERA, FROM_ABOVE, fixed, ())
    ball = add_ball(renderer, (2.6, 0.2, -1.5), 0.1)
    np.testing.assert_array_equal(renderer.picture(CAMERA, FROM_ABOVE, fixed, [ball]), empty)


def test_a_figure_at_the_camera_does_not_stop_the_film(renderer):
    ball = add_ball(renderer, CAMERA.eye, 0.3)
    picture = renderer.picture(CAMERA, FROM_ABOVE, renderer.load(room()), [ball])
    assert picture.shape == (SIZE[1], SIZE[0], 3)


def test_a_camera_of_another_size_is_refused(renderer):
    with pytest.raises(ValueError, match="640"):
        renderer.picture(Camera((0, 1, 3), (0, 1, 0)), FROM_ABOVE, (), ())


def test_a_missing_texture_is_named(renderer, tmp_path):
    missing = tmp_path / "skin.png"
    with pytest.raises(CoachError, match=r"skin\.png: is missing or no picture"):
        renderer.load_moving(np.zeros((3, 2)), [[0, 1, 2]], missing)


def test_without_egl_the_error_says_what_to_install():
    with pytest.raises(CoachError, match="apt-get install libegl1 libgl1-mesa-dri"):
        open_context("no-such-egl-library.so")
