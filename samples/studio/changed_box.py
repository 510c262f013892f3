"""Which part of the picture a figure and its shadow can change."""

import numpy as np
from numpy.typing import NDArray

from samples.studio.camera import NEAR_M, Camera
from samples.studio.furniture import FLOOR_Y_M

SHADOW_REACH_M = 6.0  # longer shadows leave the room
BOX_MARGIN_PX = 12  # room for the soft edge of the shadow

Box = tuple[int, int, int, int]  # left, top, width, height in pixels


def changed_box(
    camera: Camera, vertices: NDArray[np.float32], toward_light: NDArray[np.float64]
) -> Box:
    """The part of the picture in which the figures and their shadow lie.

    The shadow of a vertex falls somewhere between it and the place where its ray meets the floor,
    so the box round the vertices and those places holds the shadow, whatever it falls on.
    """
    down_m = np.maximum(vertices[:, 1:2] - FLOOR_Y_M, 0.0)
    reach_m = np.minimum(down_m / max(toward_light[1], 1e-6), SHADOW_REACH_M)
    ends = vertices - reach_m * toward_light.astype(np.float32)
    to_clip = camera.view_projection[[0, 1, 3]].astype(np.float32)
    x, y, depth = to_clip[:, :3] @ np.concatenate([vertices, ends]).T + to_clip[:, 3:]
    width, height = camera.size
    if depth.min() < NEAR_M:
        return 0, 0, width, height
    across, down = (1 + x / depth) / 2 * width, (1 - y / depth) / 2 * height
    left, right = _within(across, width)
    top, bottom = _within(down, height)
    return left, top, right - left, bottom - top


def _within(pixels: NDArray[np.float32], size: int) -> tuple[int, int]:
    """First and past-the-last pixel of a span with its margin, cut off at the picture's edges."""
    low, high = np.floor(pixels.min()) - BOX_MARGIN_PX, np.ceil(pixels.max()) + BOX_MARGIN_PX
    return int(np.clip(low, 0, size)), int(np.clip(high, 0, size))
