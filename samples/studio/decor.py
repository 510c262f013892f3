"""What hangs and stands along a wall: windows, a picture, a shelf, a plant."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from samples.studio.camera import Place
from samples.studio.rotation import Array, Y
from samples.studio.solids import Solid, Wall, box, leaf, panel, sphere, turned_body
from samples.studio.textures import Rgb, Texture, grained, hills, outdoors, plain

WHITE: Rgb = (240, 240, 238)
BOOKS: tuple[tuple[Rgb, float, float], ...] = (  # colour, width and height in metres
    ((168, 88, 72), 0.045, 0.23),
    ((228, 206, 160), 0.040, 0.21),
    ((86, 120, 112), 0.055, 0.24),
    ((205, 150, 84), 0.035, 0.20),
    ((92, 104, 140), 0.050, 0.23),
    ((232, 226, 214), 0.045, 0.22),
)
SHELF_WIDTH_M, SHELF_DEPTH_M, BOARD_M = 1.1, 0.33, 0.035


@dataclass(frozen=True)
class WallSide:
    """The side of a wall that faces the room, with places on it counted from its foot's middle.

    foot: the middle of the wall's lower edge. normal: into the room, along x or z, length 1.
    """

    foot: Place
    normal: Place

    @property
    def wall(self) -> Wall:
        """The plane."""
        return Wall(self.normal, float(np.dot(self.foot, self.normal)))

    @property
    def right(self) -> Array:
        """(3,) to the right for one who faces the wall."""
        return np.cross(Y, self.normal)

    def at(self, right_m: float, up_m: float, out_m: float) -> Array:
        """(3,) a place by its distances along the wall, above the floor and into the room."""
        along = right_m * self.right + up_m * Y + out_m * np.array(self.normal)
        place: Array = np.array(self.foot) + along
        return place

    def box(
        self,
        right_m: tuple[float, float],
        up_m: tuple[float, float],
        out_m: tuple[float, float],
        texture: Texture,
        repeats_per_m: float = 1.0,
    ) -> Solid:
        """A box between two distances each, which belongs to this wall."""
        ends = np.array([self.at(*low) for low in zip(right_m, up_m, out_m, strict=True)])
        solid = box(ends.min(axis=0), ends.max(axis=0), texture, repeats_per_m)
        return replace(solid, wall=self.wall)

    def flat(
        self,
        right_m: tuple[float, float],
        up_m: tuple[float, float],
        out_m: float,
        texture: Texture,
        repeats_per_m: float | None = None,
    ) -> Solid:
        """A flat piece parallel to the wall; without `repeats_per_m` it shows its texture once."""
        size = np.array([right_m[1] - right_m[0], up_m[1] - up_m[0]])
        repeats = np.ones(2) if repeats_per_m is None else size * repeats_per_m
        centre = self.at(sum(right_m) / 2, sum(up_m) / 2, out_m)
        piece = panel(centre, self.right * size[0] / 2, Y * size[1] / 2, texture, repeats)
        return replace(piece, wall=self.wall, casts_shadow=False)


def window(side: WallSide, middle_m: float, seed: int) -> tuple[Solid, ...]:
    """A window with a cross of bars and a sill; its pane shines with the light's `window`."""
    right, up, frame = (middle_m - 0.6, middle_m + 0.6), (0.85, 2.05), plain(WHITE)
    pane = replace(side.flat(right, up, 0.004, outdoors(seed)), glow=1.0)
    width = 0.05
    bars = [
        side.box((x - width / 2, x + width / 2), up, (0.0, 0.03), frame)
        for x in (right[0], middle_m, right[1])
    ]
    bars += [
        side.box(right, (y - width / 2, y + width / 2), (0.0, 0.03), frame) for y in (1.45, up[1])
    ]
    sill = side.box((right[0] - 0.08, right[1] + 0.08), (up[0] - 0.05, up[0]), (0.0, 0.16), frame)
    return (pane, *_without_shadow([*bars, sill]))


def hung_picture(side: WallSide, middle_m: float) -> tuple[Solid, ...]:
    """A framed picture at the height of the eyes."""
    right, up = (middle_m - 0.41, middle_m + 0.41), (0.98, 1.61)
    frame = side.box(right, up, (0.0, 0.025), plain((150, 118, 84)))
    inner = (right[0] + 0.015, right[1] - 0.015), (up[0] + 0.015, up[1] - 0.015)
    return (*_without_shadow([frame]), side.flat(*inner, 0.026, hills()))


def shelf(side: WallSide, middle_m: float, wood: Rgb) -> tuple[Solid, ...]:
    """A low shelf with books, a box and a ball on top."""
    board = grained(wood, 6.0, (6.0, 0.7), seed=6)
    left, depth = middle_m - SHELF_WIDTH_M / 2, (0.01, SHELF_DEPTH_M)
    right = left + SHELF_WIDTH_M
    parts = [side.box((left, right), (y, y + BOARD_M), depth, board, 3.0) for y in (0, 0.33, 0.66)]
    for x in (left, middle_m - BOARD_M / 2, right - BOARD_M):
        parts.append(side.box((x, x + BOARD_M), (0.0, 0.69), depth, board, 3.0))
    parts += _books(side, left + 0.06, 0.33 + BOARD_M, BOOKS)
    parts += _books(side, middle_m + 0.07, BOARD_M, BOOKS[1::2])
    ball = sphere(side.at(right - 0.3, 0.765, 0.16), 0.075, plain((226, 214, 196)))
    return (*parts, replace(ball, wall=side.wall))


def potted_plant(side: WallSide, middle_m: float, seed: int) -> tuple[Solid, ...]:
    """A pot with fifteen bowed leaves."""
    random = np.random.default_rng(seed)
    foot = side.at(middle_m, 0.0, 0.38)
    profile = [(0.001, 0.0), (0.115, 0.0), (0.145, 0.26), (0.155, 0.26), (0.155, 0.29)]
    profile += [(0.13, 0.29), (0.125, 0.26), (0.001, 0.26)]
    pot = turned_body(foot, profile, plain((212, 196, 176)))
    parts = [pot]
    for i in range(15):
        green = np.array([86, 134, 84]) * random.uniform(0.8, 1.2)
        heading_deg = i * 137.5 + random.normal(0, 11)
        texture = plain((int(green[0]), int(green[1]), int(green[2])))
        rise_deg, length_m = random.uniform(48, 84), random.uniform(0.4, 0.68)
        width_m = random.uniform(0.05, 0.075)
        parts.append(leaf(foot + 0.25 * Y, heading_deg, rise_deg, length_m, width_m, texture))
    return tuple(replace(part, wall=side.wall) for part in parts)


def door(side: WallSide, middle_m: float) -> tuple[Solid, ...]:
    """A closed door with a handle."""
    half = 0.43
    frame = side.box(
        (middle_m - half - 0.07, middle_m + half + 0.07), (0.0, 2.1), (0.0, 0.02), plain(WHITE)
    )
    leaf_ = side.box(
        (middle_m - half, middle_m + half), (0.0, 2.03), (0.0, 0.035), plain((226, 222, 214))
    )
    handle = side.box(
        (middle_m + half - 0.17, middle_m + half - 0.05),
        (1.02, 1.04),
        (0.035, 0.08),
        plain((120, 120, 124)),
    )
    return _without_shadow([frame, leaf_, handle])


def _books(
    side: WallSide, left_m: float, up_m: float, books: Iterable[tuple[Rgb, float, float]]
) -> list[Solid]:
    """Books side by side from the left."""
    parts = []
    for colour, width_m, height_m in books:
        span = (left_m, left_m + width_m)
        parts.append(side.box(span, (up_m, up_m + height_m), (0.08, 0.26), plain(colour)))
        left_m += width_m + 0.005
    return parts


def _without_shadow(parts: Iterable[Solid]) -> tuple[Solid, ...]:
    return tuple(replace(part, casts_shadow=False) for part in parts)
