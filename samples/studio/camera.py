"""A pinhole camera without lens distortion: where it stands, and where points fall in its picture.

Pixels are counted as OpenCV counts them: x to the right, y down, (0, 0) is the centre of the
upper left pixel, so the picture spans -0.5 .. width - 0.5.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from samples.studio.rotation import Array, unit

NEAR_M, FAR_M = 0.1, 30.0
DEFAULT_FIELD_DEG = 60.0  # a laptop's webcam sees 55..70 degrees across
DEFAULT_SIZE_PX = (640, 480)
UP = (0.0, 1.0, 0.0)

Place = tuple[float, float, float]


@dataclass(frozen=True)
class Camera:
    """Looks from `eye` to `target` (metres, room frame), upright.

    horizontal_field_deg: angle between the left and the right edge of the picture.
    size: (width, height) in pixels.
    """

    eye: Place
    target: Place
    horizontal_field_deg: float = DEFAULT_FIELD_DEG
    size: tuple[int, int] = DEFAULT_SIZE_PX

    @classmethod
    def around(
        cls,
        middle: ArrayLike,
        azimuth_deg: float,
        distance_m: float,
        height_m: float | None = None,
        elevation_deg: float | None = None,
        horizontal_field_deg: float = DEFAULT_FIELD_DEG,
        size: tuple[int, int] = DEFAULT_SIZE_PX,
    ) -> Self:
        """A camera `distance_m` from `middle`, looking at it.

        azimuth_deg: where it stands, seen from above: 0 at +z (straight from the flank of one who
            lies), 90 at +x (from the feet), -90 at -x (from the head), 180 at -z.
        height_m: of the eye above y = 0; or elevation_deg: above the horizontal through `middle`.
            With neither it is level with `middle`.
        """
        centre = np.asarray(middle, np.float64)
        if height_m is not None:
            rise_m = height_m - centre[1]
        else:
            rise_m = distance_m * np.sin(np.radians(elevation_deg or 0.0))
        if abs(rise_m) > distance_m:
            raise ValueError(f"an eye {height_m} m high cannot be {distance_m} m from {centre}")
        away_m = np.sqrt(distance_m**2 - rise_m**2)
        azimuth = np.radians(azimuth_deg)
        away = np.array([away_m * np.sin(azimuth), rise_m, away_m * np.cos(azimuth)])
        return cls(as_place(centre + away), as_place(centre), horizontal_field_deg, size)

    @cached_property
    def focal_px(self) -> float:
        """Focal length in pixels, the same across and down."""
        return float(self.size[0] / 2 / np.tan(np.radians(self.horizontal_field_deg / 2)))

    @cached_property
    def view(self) -> Array:
        """(4, 4) from the room into the camera's frame: x right, y up, z to the back."""
        return look_at(self.eye, self.target)

    @cached_property
    def view_projection(self) -> Array:
        """(4, 4) from the room into OpenGL's clip space, for column vectors."""
        width, height = self.size
        projection = np.zeros((4, 4))
        projection[0, 0] = 2 * self.focal_px / width
        projection[1, 1] = 2 * self.focal_px / height
        projection[2, 2] = -(FAR_M + NEAR_M) / (FAR_M - NEAR_M)
        projection[2, 3] = -2 * FAR_M * NEAR_M / (FAR_M - NEAR_M)
        projection[3, 2] = -1.0
        return projection @ self.view

    def depth(self, points: ArrayLike) -> Array:
        """(...,) metres along the line of sight; negative behind the camera."""
        placed = np.asarray(points, np.float64)
        along: Array = -(placed @ self.view[2, :3] + self.view[2, 3])
        return along

    def project(self, points: ArrayLike) -> Array:
        """(..., 2) pixels of (..., 3) points in metres; NaN for points not before the camera."""
        placed = np.asarray(points, np.float64)
        seen = placed @ self.view[:3, :3].T + self.view[:3, 3]
        depth = np.where(-seen[..., 2] > 0, -seen[..., 2], np.nan)
        middle = (np.array(self.size) - 1) / 2
        offset = self.focal_px * seen[..., :2] / depth[..., None]
        pixels: Array = middle + offset * [1.0, -1.0]
        return pixels


def as_place(vector: ArrayLike) -> Place:
    """Three plain numbers, so that what holds them can be compared and hashed."""
    x, y, z = (float(value) for value in np.asarray(vector, np.float64))
    return x, y, z


def look_at(eye: ArrayLike, target: ArrayLike, up: ArrayLike = UP) -> Array:
    """(4, 4) from the room into the frame of a viewer: x right, y up, z towards the viewer."""
    place = np.asarray(eye, np.float64)
    ahead = unit(np.asarray(target, np.float64) - place)
    right = unit(np.cross(ahead, np.asarray(up, np.float64)))
    view = np.eye(4)
    view[:3, :3] = [right, np.cross(right, ahead), -ahead]
    view[:3, 3] = -view[:3, :3] @ place
    return view
