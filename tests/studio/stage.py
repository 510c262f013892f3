"""What tests of pictures share: why they may have to be skipped, and balls to look at."""

from ctypes.util import find_library
from importlib.util import find_spec

import pytest

from samples.studio.light import Light
from samples.studio.renderer import Moving, Renderer
from samples.studio.solids import sphere
from samples.studio.textures import plain

needs_gl = pytest.mark.skipif(
    find_spec("moderngl") is None or find_library("EGL") is None,
    reason='no moderngl or EGL: pip install ".[studio]"; apt-get install libegl1 libgl1-mesa-dri',
)

SIZE = (320, 240)
FROM_ABOVE = Light((0.02, 1.0, 0.0), (1.2, 1.2, 1.2), (0.5, 0.5, 0.5), (0.4, 0.4, 0.4))


def add_ball(renderer: Renderer, centre, radius_m: float, colour=(255, 255, 255)) -> Moving:
    """A moving ball, put in its place."""
    solid = sphere(centre, radius_m, plain(colour))
    moving = renderer.load_moving(solid.uv, solid.triangles, solid.texture)
    moving.move(solid.vertices, solid.normals)
    return moving
