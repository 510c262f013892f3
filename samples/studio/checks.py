"""Is a body where a body can be? Nothing sinks into mat, furniture or itself; hands grip."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from samples.studio.contact import PARTS, skin_of
from samples.studio.figure import Figure
from samples.studio.furniture import FLOOR_Y_M, Table, WallBars
from samples.studio.goals import Goals
from samples.studio.poses.pose import Scenery
from samples.studio.rotation import Array
from samples.studio.skeleton import Posture
from samples.studio.solve import palm, solve

MAX_SINK_M = 0.010
MAX_GRIP_M = 0.030
MAT_X_M, MAT_Z_M = (-1.0, 0.95), (-0.4, 0.4)
NEAR_M = 0.05  # farther than this from a surface no point is taken to be inside

# Which part must not sink into which. Neighbours that share a joint always touch.
_PAIRS = (
    *(
        (f"{side}_{limb}", other)
        for side in ("left", "right")
        for limb in ("arm", "hand")
        for other in ("trunk", "head", "left_thigh", "right_thigh", "left_shin", "right_shin")
    ),
    ("left_shin", "right_shin"),
    ("left_shin", "right_thigh"),
    ("right_shin", "left_thigh"),
    ("left_thigh", "right_thigh"),
    ("left_foot", "right_foot"),
    ("left_arm", "right_arm"),
    ("left_shin", "trunk"),
    ("right_shin", "trunk"),
)


def faults_of(figure: Figure, goals: Goals, scenery: Scenery) -> list[str]:
    """What cannot be, one sentence each; empty for a body that could be filmed."""
    posture = solve(figure.skeleton, goals)
    placed = {part: skin_of(figure, part).placed(posture, figure.skeleton.heads) for part in PARTS}
    return [
        *_sunk_into_ground(placed, has_mat=scenery.has_mat),
        *_sunk_into_furniture(placed, scenery),
        *_sunk_into_body(placed),
        *_loose_grips(figure, goals, posture),
    ]


Placed = dict[str, tuple[Array, Array]]


def _sunk_into_ground(placed: Placed, *, has_mat: bool) -> Iterator[str]:
    for part, (points, _) in placed.items():
        on_mat = _within(points[:, 0], MAT_X_M) & _within(points[:, 2], MAT_Z_M) & has_mat
        depth = np.where(on_mat, 0.0, FLOOR_Y_M) - points[:, 1]
        yield from _told(part, "the mat" if has_mat else "the floor", float(depth.max()))


def _sunk_into_furniture(placed: Placed, scenery: Scenery) -> Iterator[str]:
    for piece in scenery.furniture:
        for part, (points, _) in placed.items():
            if isinstance(piece, Table):
                yield from _told(part, "the table", _depth_in_table(points, piece))
            elif isinstance(piece, WallBars) and "hand" not in part:
                yield from _told(part, "the wall bars", float((piece.z_m - points[:, 2]).max()))


def _depth_in_table(points: Array, table: Table) -> float:
    """How far points are inside the table's top: the shortest way out of it."""
    x, y, z = points.T
    inside = np.minimum.reduce(
        [
            x - table.near_edge_x_m,
            table.near_edge_x_m + table.depth_m - x,
            table.height_m - y,
            y - (table.height_m - table.top_thickness_m),
            table.half_width_m - np.abs(z),
        ]
    )
    return float(inside.max())


def _sunk_into_body(placed: Placed) -> Iterator[str]:
    for part, other in _PAIRS:
        depth = depth_inside(placed[part][0], *placed[other])
        yield from _told(part, f"the {other.replace('_', ' ')}", depth)


def depth_inside(points: Array, surface: Array, normals: Array) -> float:
    """How deep the deepest of `points` (n, 3) lies under a closed surface, in metres; 0 outside.

    surface, normals: (m, 3) points of it with outward normals. A point is inside when it lies
    behind the nearest surface point's normal.
    """
    near = np.all(
        (points > surface.min(axis=0) - NEAR_M) & (points < surface.max(axis=0) + NEAR_M), axis=1
    )
    points = points[near]
    if not len(points):
        return 0.0
    squares = (points**2).sum(axis=1)[:, None] - 2 * points @ surface.T + (surface**2).sum(axis=1)
    closest = squares.argmin(axis=1)
    way = surface[closest] - points
    depth = np.einsum("ni,ni->n", way, normals[closest])
    depth[np.linalg.norm(way, axis=1) > NEAR_M] = 0.0
    return max(0.0, float(depth.max()))


def _loose_grips(figure: Figure, goals: Goals, posture: Posture) -> Iterator[str]:
    for side, place in goals.grips.items():
        off_m = float(np.linalg.norm(palm(figure.skeleton, posture, side) - place))
        if off_m > MAX_GRIP_M:
            yield f"the {side} palm is {100 * off_m:.1f} cm from what it grips"


def _within(values: Array, ends: tuple[float, float]) -> NDArray[np.bool_]:
    inside: NDArray[np.bool_] = (values > ends[0]) & (values < ends[1])
    return inside


def _told(part: str, where: str, depth_m: float) -> Iterator[str]:
    if depth_m > MAX_SINK_M:
        yield f"the {part.replace('_', ' ')} is {100 * depth_m:.1f} cm inside {where}"
