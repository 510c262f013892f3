"""The rooms, the lights, and the furniture with the measures that poses go by."""

import numpy as np
import pytest

from coach.errors import CoachError
from samples.studio.camera import Camera
from samples.studio.furniture import Crossbar, Table, WallBars
from samples.studio.light import LIGHTS, light
from samples.studio.renderer import Renderer
from samples.studio.room import STYLES, room
from samples.studio.solids import bar, box, joined, leaf, sphere, turned_body
from samples.studio.textures import plain
from tests.studio.stage import SIZE, add_ball, needs_gl

GREY = plain((128, 128, 128))
MIDDLE = (0.0, 0.4, 0.0)
# A limb of someone who stands before the camera, lit from there or from behind.
BALL_M = (0.0, 0.6, 0.0)


@pytest.fixture(scope="module")
def renderer():
    with Renderer(SIZE) as renderer:
        yield renderer


def extent(solid):
    return solid.vertices.min(axis=0), solid.vertices.max(axis=0)


@pytest.mark.parametrize(
    "solid",
    [
        pytest.param(box((0, 0, 0), (1, 2, 3), GREY), id="box"),
        pytest.param(sphere((1, 2, 3), 0.5, GREY), id="sphere"),
        pytest.param(bar((0, 1, 0), (1, 1, 2), 0.1, GREY), id="bar"),
        pytest.param(turned_body((0, 0, 0), [(0, 0), (0.3, 0), (0.3, 1), (0, 1)], GREY), id="pot"),
    ],
)
def test_closed_solids_turn_their_faces_outwards(solid):
    a, b, c = solid.vertices[solid.triangles].transpose(1, 0, 2)
    # Divergence theorem: the volume is positive only when the faces turn outwards.
    assert np.einsum("ij,ij->", a, np.cross(b, c)) / 6 > 0
    used = solid.normals[np.unique(solid.triangles)]
    np.testing.assert_allclose(np.linalg.norm(used, axis=1), 1, atol=1e-9)


def test_the_volume_of_a_bar_is_that_of_a_cylinder():
    solid = bar((0, 1, 0), (0, 1, 2), 0.1, GREY, segments=64)
    a, b, c = solid.vertices[solid.triangles].transpose(1, 0, 2)
    volume = np.einsum("ij,ij->", a, np.cross(b, c)) / 6
    assert volume == pytest.approx(np.pi * 0.1**2 * 2, rel=0.01)


def test_joined_solids_keep_their_triangles_apart():
    parts = [box((0, 0, 0), (1, 1, 1), GREY), leaf(np.zeros(3), 10, 60, 0.5, 0.1, GREY)]
    both = joined(parts)
    assert len(both.vertices) == sum(len(part.vertices) for part in parts)
    assert both.triangles.max() == len(both.vertices) - 1


def test_the_bar_is_where_hands_will_grip_it():
    low, high = extent(Crossbar(2.1).solids()[0])
    np.testing.assert_allclose((low + high) / 2, (0, 2.1, 0), atol=1e-9)
    np.testing.assert_allclose(high - low, (1.2, 0.028, 0.028), atol=1e-3)


def test_rungs_are_evenly_spaced_before_their_wall():
    bars = WallBars()
    heights = np.array(bars.rung_heights_m)
    assert heights[0] == bars.bottom_m
    assert bars.top_m - bars.spacing_m < heights[-1] <= bars.top_m
    np.testing.assert_allclose(np.diff(heights), bars.spacing_m)
    assert bars.wall_z_m < bars.z_m - bars.rung_radius_m


def test_the_table_top_is_where_forearms_will_lie():
    low, high = extent(Table().solids()[0])
    np.testing.assert_allclose(low, (0.25, 0.70, -0.6))
    np.testing.assert_allclose(high, (1.05, 0.74, 0.6))


def test_the_mat_can_be_left_out():
    assert len(room("plain", has_mat=False)) == len(room("plain")) - 1


def test_furniture_is_in_the_room():
    things = (Crossbar(2.0), Table())
    n_parts = sum(len(thing.solids()) for thing in things)
    assert len(room("plain", things)) == len(room("plain")) + n_parts


@pytest.mark.parametrize("make", [lambda: room("wram"), lambda: light("bad")])
def test_unknown_names_are_refused_with_those_that_there_are(make):
    with pytest.raises(CoachError, match="choose one of"):
        make()


def test_a_light_turns_with_the_camera():
    side = np.array(light("back", 90.0).direction)
    front = np.array(light("back").direction)
    np.testing.assert_allclose(side, (front[2], front[1], -front[0]), atol=1e-9)


@needs_gl
@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("azimuth_deg", [0.0, 90.0, 180.0, -90.0])
def test_no_wall_hides_the_person_from_any_side(renderer, style, azimuth_deg):
    camera = Camera.around(MIDDLE, azimuth_deg, distance_m=4.0, height_m=1.2, size=SIZE)
    fixed = renderer.load(room(style))
    ball = add_ball(renderer, BALL_M, 0.1, (255, 0, 255))
    picture = renderer.picture(camera, light("good", azimuth_deg), fixed, [ball])
    x, y = camera.project(BALL_M).round().astype(int)
    red, green, blue = picture[y, x].astype(int)
    assert min(red, blue) > green + 80


@needs_gl
def test_lights_differ_as_their_names_say(renderer):
    camera = Camera.around(MIDDLE, 0.0, distance_m=2.6, height_m=0.8, size=SIZE)
    fixed = renderer.load(room("warm"))
    ball = add_ball(renderer, BALL_M, 0.1, (200, 200, 200))
    x, y = camera.project(BALL_M).round().astype(int)
    around = np.zeros(SIZE[::-1], bool)
    around[: SIZE[1] // 2] = True
    figure, background = {}, {}
    for name in LIGHTS:
        picture = renderer.picture(camera, light(name), fixed, [ball]).mean(axis=2)
        figure[name] = picture[y - 2 : y + 3, x - 8 : x + 9]
        background[name] = picture[around].max()
    assert figure["dim"].mean() < 0.6 * figure["good"].mean()
    assert figure["back"].mean() < 0.8 * figure["good"].mean()
    assert background["back"] == 255 > background["dim"]
    left, right = figure["side"][:, :5].mean(), figure["side"][:, -5:].mean()
    assert left > 1.1 * right
