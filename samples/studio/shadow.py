"""Shadow maps: what the main light sees of the room, and of the figure."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samples.studio.camera import look_at
from samples.studio.gpu import depth_map
from samples.studio.rotation import Array, unit

AWAY_M = 6.0  # of the map's plane from the middle: farther than anything that casts a shadow
MARGIN = 1.05  # keeps the map's edge free: what is outside reads the edge, and is lit
SOFT_M = 0.03  # half width of a shadow's soft edge: a ceiling lamp's, not the sun's


@dataclass(frozen=True)
class ShadowView:
    """Parallel rays along the main light through a ball (metres)."""

    toward_light: Array
    middle: Array
    radius_m: float

    @property
    def to_clip(self) -> Array:
        """(4, 4) from the room into the shadow map's clip space."""
        # Any way up will do that the light is not parallel to.
        up = np.eye(3)[int(np.argmin(np.abs(self.toward_light)))]
        view = look_at(self.middle + AWAY_M * self.toward_light, self.middle, up)
        near, far = AWAY_M - self.radius_m - 2.0, AWAY_M + self.radius_m + 2.0
        scale = np.diag([1 / self.radius_m, 1 / self.radius_m, -2 / (far - near), 1.0])
        scale[2, 3] = -(far + near) / (far - near)
        return scale @ view

    @property
    def depth_span_m(self) -> float:
        """Metres between depth 0 and depth 1."""
        return 2 * (self.radius_m + 2.0)

    @property
    def spread(self) -> float:
        """Half width of the soft edge in texture coordinates."""
        return SOFT_M / (2 * self.radius_m)


class ShadowMap:
    """A square depth picture taken from the light."""

    def __init__(self, context: Any, size_px: int) -> None:
        self.texture = depth_map(context, (size_px, size_px), is_shadow=True)
        self.frame = context.framebuffer(depth_attachment=self.texture)

    def begin(self) -> None:
        """Start anew: nothing casts a shadow."""
        self.frame.use()
        self.frame.clear(depth=1.0)


def ball_around(vertices: NDArray[np.floating]) -> tuple[Array, float]:
    """Middle (3,) and radius in metres of a ball that holds all (n, 3) vertices, with margin.

    Round the box of the vertices: a tighter ball would cost more to find than it saves.
    """
    low, high = vertices.min(axis=0).astype(np.float64), vertices.max(axis=0).astype(np.float64)
    return (low + high) / 2, MARGIN * float(np.linalg.norm(high - low)) / 2


def toward(direction: ArrayLike) -> Array:
    """(3,) of length 1."""
    return unit(np.asarray(direction, np.float64))
