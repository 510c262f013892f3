"""The room the clips play in: floor, mat, four walls and what stands along them.

A camera behind a wall looks through it, so a room smaller than the camera's distance will do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from coach.errors import CoachError
from samples.studio.decor import (
    WHITE,
    WallSide,
    door,
    hung_picture,
    potted_plant,
    shelf,
    window,
)
from samples.studio.furniture import FLOOR_Y_M, Furniture, WallBars
from samples.studio.solids import Solid, box, panel
from samples.studio.textures import Rgb, carpet, grained, plain, planks

BACK_Z_M, FRONT_Z_M, HALF_WIDTH_M = -2.2, 4.6, 3.7
CEILING_M = 2.7
MAT_LOW, MAT_HIGH = (-1.0, FLOOR_Y_M, -0.4), (0.95, 0.0, 0.4)


@dataclass(frozen=True)
class Style:
    """A look of the room; colours are RGB 0..255."""

    floor: Rgb
    has_boards: bool  # else a carpet
    wall: Rgb
    mat: Rgb
    wood: Rgb
    is_furnished: bool
    seed: int


STYLES: Mapping[str, Style] = MappingProxyType(
    {
        "warm": Style(
            (186, 146, 106), True, (214, 219, 206), (78, 138, 150), (196, 160, 118), True, 1
        ),
        "plain": Style(
            (150, 150, 152), False, (226, 222, 214), (132, 92, 128), (222, 220, 216), False, 2
        ),
        "dark": Style((118, 84, 60), True, (170, 178, 190), (66, 70, 78), (128, 92, 64), True, 3),
    }
)


def room(
    style: str = "warm", furniture: Sequence[Furniture] = (), has_mat: bool = True
) -> tuple[Solid, ...]:
    """The solids of a room in one of STYLES, with the furniture of an exercise.

    With wall bars the back wall stands where they are mounted. Raises CoachError when there is no
    style of that name.
    """
    if style not in STYLES:
        raise CoachError(f"room {style!r}: there is none; choose one of {', '.join(STYLES)}.")
    look = STYLES[style]
    bars = next((item for item in furniture if isinstance(item, WallBars)), None)
    back_z_m = BACK_Z_M if bars is None else bars.wall_z_m
    sides = _sides(back_z_m)
    parts = [_floor(look, back_z_m), _ceiling(back_z_m)]
    parts += [solid for name, side in sides.items() for solid in _wall(side, look, _width_m(name))]
    parts += _along_walls(sides, look, window_x_m=0.0 if bars is None else 1.4)
    if has_mat:
        foam = grained(look.mat, 7.0, (1.0, 1.0), look.seed)
        parts.append(replace(box(MAT_LOW, MAT_HIGH, foam, 3.0), shine=0.03))
    parts += [solid for item in furniture for solid in item.solids()]
    return tuple(parts)


def _sides(back_z_m: float) -> dict[str, WallSide]:
    middle_z_m = (back_z_m + FRONT_Z_M) / 2
    return {
        "back": WallSide((0.0, FLOOR_Y_M, back_z_m), (0.0, 0.0, 1.0)),
        "front": WallSide((0.0, FLOOR_Y_M, FRONT_Z_M), (0.0, 0.0, -1.0)),
        "left": WallSide((-HALF_WIDTH_M, FLOOR_Y_M, middle_z_m), (1.0, 0.0, 0.0)),
        "right": WallSide((HALF_WIDTH_M, FLOOR_Y_M, middle_z_m), (-1.0, 0.0, 0.0)),
    }


def _width_m(name: str) -> float:
    return 2 * HALF_WIDTH_M if name in ("back", "front") else FRONT_Z_M - BACK_Z_M


def _floor(look: Style, back_z_m: float) -> Solid:
    cover = planks(look.floor, look.seed) if look.has_boards else carpet(look.floor, look.seed)
    depth_m = FRONT_Z_M - back_z_m
    centre = (0.0, FLOOR_Y_M, (FRONT_Z_M + back_z_m) / 2)
    half_right, half_up = np.array([HALF_WIDTH_M, 0, 0]), np.array([0, 0, -depth_m / 2])
    repeats = np.array([2 * HALF_WIDTH_M, depth_m]) * (0.5 if look.has_boards else 1.0)
    ground = panel(centre, half_right, half_up, cover, repeats)
    return replace(ground, casts_shadow=False, shine=0.12 if look.has_boards else 0.0)


def _ceiling(back_z_m: float) -> Solid:
    """Seen from below only: a camera that looks down stands above it."""
    centre = (0.0, CEILING_M + FLOOR_Y_M, (FRONT_Z_M + back_z_m) / 2)
    half_right, half_up = (
        np.array([HALF_WIDTH_M, 0, 0]),
        np.array([0, 0, (FRONT_Z_M - back_z_m) / 2]),
    )
    return replace(panel(centre, half_right, half_up, plain(WHITE)), casts_shadow=False, shine=0.0)


def _wall(side: WallSide, look: Style, width_m: float) -> tuple[Solid, ...]:
    """The wall with its skirting board."""
    span = (-width_m / 2, width_m / 2)
    plaster = side.flat(
        span, (0.0, CEILING_M), 0.0, grained(look.wall, 1.0, (0.5, 0.5), look.seed), 0.5
    )
    skirting = side.box(span, (0.0, 0.1), (0.0, 0.02), plain(WHITE))
    return replace(plaster, shine=0.02), replace(skirting, casts_shadow=False)


def _along_walls(sides: Mapping[str, WallSide], look: Style, window_x_m: float) -> list[Solid]:
    """Windows behind the person for every camera, and furniture where the style has it."""
    parts = [
        *window(sides["back"], window_x_m, look.seed),
        *window(sides["left"], -0.2, look.seed + 1),
        *window(sides["right"], 0.2, look.seed + 2),
        *door(sides["front"], 1.6),
    ]
    if look.is_furnished:
        parts += hung_picture(sides["back"], -1.3)
        parts += shelf(sides["back"], 2.6, look.wood)
        parts += potted_plant(sides["back"], -2.3, look.seed)
        parts += hung_picture(sides["front"], -0.6)
    return parts
