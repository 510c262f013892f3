"""Things the exercises need, with the measures the poses go by (metres, room frame)."""

from dataclasses import dataclass, replace
from typing import Protocol

from samples.studio.solids import Solid, bar, box
from samples.studio.textures import Rgb, grained, plain

FLOOR_Y_M = -0.01
BEECH: Rgb = (206, 170, 124)
STEEL: Rgb = (96, 100, 106)
POST_M = 0.06  # thickness of posts, uprights and legs


class Furniture(Protocol):
    """Something that stands in the room."""

    def solids(self) -> tuple[Solid, ...]:
        """What it is built of."""
        ...


@dataclass(frozen=True)
class Crossbar:
    """A free-standing bar along the x axis above z = 0, between two posts on feet."""

    height_m: float  # of the bar's middle
    half_width_m: float = 0.6
    radius_m: float = 0.014

    def solids(self) -> tuple[Solid, ...]:
        """The bar, two posts, two feet."""
        steel = plain(STEEL)
        half, post = self.half_width_m, POST_M / 2
        parts = [bar((-half, self.height_m, 0), (half, self.height_m, 0), self.radius_m, steel)]
        for x in (-half, half):
            top_m = self.height_m + 0.05
            parts.append(box((x - post, FLOOR_Y_M, -post), (x + post, top_m, post), steel))
            parts.append(box((x - post, FLOOR_Y_M, -0.4), (x + post, FLOOR_Y_M + 0.05, 0.4), steel))
        return tuple(replace(part, shine=0.3) for part in parts)


@dataclass(frozen=True)
class WallBars:
    """Rungs along x in front of a wall; who hangs on them faces -z."""

    z_m: float = -0.30  # of the rungs' middle
    width_m: float = 0.9
    bottom_m: float = 0.1
    top_m: float = 2.45
    spacing_m: float = 0.14
    rung_radius_m: float = 0.018

    @property
    def wall_z_m(self) -> float:
        """Where the wall stands on which they are mounted."""
        return self.z_m - 0.1

    @property
    def rung_heights_m(self) -> tuple[float, ...]:
        """Of the rungs' middles, from the lowest to the highest."""
        n_rungs = int((self.top_m - self.bottom_m) / self.spacing_m + 1e-6) + 1
        return tuple(self.bottom_m + i * self.spacing_m for i in range(n_rungs))

    def solids(self) -> tuple[Solid, ...]:
        """The rungs and two uprights that reach to the wall."""
        wood = grained(BEECH, 6.0, (6.0, 0.7), seed=3)
        half = self.width_m / 2
        parts = [
            bar((-half, y, self.z_m), (half, y, self.z_m), self.rung_radius_m, wood)
            for y in self.rung_heights_m
        ]
        front_z = self.z_m + POST_M / 2
        for x in (-half, half):
            low = (x - POST_M / 4, FLOOR_Y_M, self.wall_z_m)
            parts.append(box(low, (x + POST_M / 4, self.top_m + 0.06, front_z), wood, 2.0))
        return tuple(parts)


@dataclass(frozen=True)
class Table:
    """A table; the person stands at x < near_edge_x_m and faces +x."""

    height_m: float = 0.74  # of the top's upper side
    near_edge_x_m: float = 0.25
    depth_m: float = 0.8
    half_width_m: float = 0.6
    top_thickness_m: float = 0.04

    def solids(self) -> tuple[Solid, ...]:
        """The top and four legs."""
        wood = grained((178, 134, 92), 6.0, (9.0, 0.7), seed=4)
        far_x, half, under = (
            self.near_edge_x_m + self.depth_m,
            self.half_width_m,
            self.height_m - self.top_thickness_m,
        )
        top_low = (self.near_edge_x_m, under, -half)
        parts = [box(top_low, (far_x, self.height_m, half), wood, 1.5)]
        inset = 0.04
        for x in (self.near_edge_x_m + inset, far_x - inset - POST_M):
            for z in (-half + inset, half - inset - POST_M):
                parts.append(box((x, FLOOR_Y_M, z), (x + POST_M, under, z + POST_M), wood, 1.5))
        return tuple(parts)
