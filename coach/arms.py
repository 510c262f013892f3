"""Both arms of one picture, told against the vertical and the trunk: all that a gesture is read by.

A camera stands upright on its table, so up is up in the picture. How long a raised arm looks
depends on the camera's height, so the height is estimated too, from the trunk and the shoulders
alone (coach/view.py has the geometry). The angle between arm and trunk is taken from the world
landmarks: in the picture it changes with the camera's place.
"""

from dataclasses import dataclass
from math import acos, atan2, degrees, hypot, sqrt
from typing import NamedTuple

from coach.landmarks import Landmark, Pose
from coach.view import SHOULDERS_OVER_TRUNK

MIN_TRUNK_PX = 20.0  # smaller than that nothing is to be read off an arm
LYING_DEG = 35.0  # a trunk that leans more in the picture is called lying; from above 45 and more
# Between trunk and an arm of one who lies: in signs 70 to 115, with lifted hips up to 145; of arms
# that lie overhead below 40.
ACROSS_DEG = (63.0, 150.0)
ACROSS_LEFT_DEG = 50.0  # an arm that stood off the trunk no longer does

Row = list[float]  # x, y, z and visibility of one landmark


class _Marks(NamedTuple):
    """Where the landmarks of one arm stand."""

    shoulder: int
    elbow: int
    wrist: int
    fingers: int


_LEFT = _Marks(
    Landmark.LEFT_SHOULDER, Landmark.LEFT_ELBOW, Landmark.LEFT_WRIST, Landmark.LEFT_INDEX
)
_RIGHT = _Marks(
    Landmark.RIGHT_SHOULDER, Landmark.RIGHT_ELBOW, Landmark.RIGHT_WRIST, Landmark.RIGHT_INDEX
)


@dataclass(frozen=True, slots=True)
class Arm:
    """One arm. Lengths in trunk lengths as they look in the picture."""

    lean_deg: float  # shoulder to wrist, from the vertical; above 0 to the right, 180 hangs down
    length: float  # shoulder to wrist
    straight: float  # shoulder to wrist over the way along the elbow: 1 straight
    trunk_deg: float | None  # between arm and hip - shoulder in space; None where it is not known
    elbow_seen: float  # visibility 0..1
    wrist_seen: float
    finger_rise: float  # how far the finger tips are above the wrist
    to_knee: float  # from the wrist to the nearer knee

    @property
    def seen(self) -> float:
        """Visibility of what is seen less, elbow or wrist."""
        return min(self.elbow_seen, self.wrist_seen)


@dataclass(frozen=True, slots=True)
class Arms:
    """Both arms, and what the body does meanwhile."""

    left: Arm
    right: Arm
    trunk_px: float
    trunk_lean_deg: float  # hip to shoulder, from the vertical: 0 upright, +-90 lying
    sin_elevation: float  # of the camera above a lying body
    middle: tuple[float, float]  # of shoulders and hips, px
    knees: tuple[float, float]  # their middle, px

    @property
    def is_lying(self) -> bool:
        """Whether the trunk lies rather than stands or sits."""
        return abs(self.trunk_lean_deg) > LYING_DEG

    def is_across(self, arm: Arm, *, was: bool = False) -> bool:
        """Whether an arm of one who lies stands off the trunk; always of one who stands.

        was: whether it did until now.
        """
        if not self.is_lying or arm.trunk_deg is None:
            return True
        least_deg, most_deg = ACROSS_DEG
        return (ACROSS_LEFT_DEG if was else least_deg) <= arm.trunk_deg <= most_deg


def apart_deg(one_deg: float, other_deg: float) -> float:
    """The angle between two directions, 0 to 180."""
    return abs((one_deg - other_deg + 180.0) % 360.0 - 180.0)


def arms_of(pose: Pose) -> Arms | None:
    """The arms of one pose; None where no single body is seen, or it is too small."""
    if pose.n_people != 1:
        return None
    at: list[Row] = pose.image.tolist()
    left, right = at[Landmark.LEFT_SHOULDER], at[Landmark.RIGHT_SHOULDER]
    left_hip, right_hip = at[Landmark.LEFT_HIP], at[Landmark.RIGHT_HIP]
    top_x, top_y = (left[0] + right[0]) / 2, (left[1] + right[1]) / 2
    hip_x, hip_y = (left_hip[0] + right_hip[0]) / 2, (left_hip[1] + right_hip[1]) / 2
    along, up = top_x - hip_x, hip_y - top_y
    trunk_px = hypot(along, up)
    if not trunk_px > MIN_TRUNK_PX:
        return None
    world: list[Row] = pose.world.tolist()
    trunk = [a + b - c - d for a, b, c, d in zip(*_trunk_corners(world), strict=True)][:3]
    knees = at[Landmark.LEFT_KNEE], at[Landmark.RIGHT_KNEE]
    across = (left[0] - right[0], right[1] - left[1])
    return Arms(
        left=_arm(at, world, _LEFT, trunk, trunk_px),
        right=_arm(at, world, _RIGHT, trunk, trunk_px),
        trunk_px=trunk_px,
        trunk_lean_deg=degrees(atan2(along, up)),
        sin_elevation=_sin_elevation((along, up), across),
        middle=((top_x + hip_x) / 2, (top_y + hip_y) / 2),
        knees=((knees[0][0] + knees[1][0]) / 2, (knees[0][1] + knees[1][1]) / 2),
    )


def _trunk_corners(world: list[Row]) -> tuple[Row, Row, Row, Row]:
    return (
        world[Landmark.LEFT_SHOULDER],
        world[Landmark.RIGHT_SHOULDER],
        world[Landmark.LEFT_HIP],
        world[Landmark.RIGHT_HIP],
    )


def _arm(
    at: list[Row], world: list[Row], marks: _Marks, trunk: list[float], trunk_px: float
) -> Arm:
    """One arm. trunk: hip to shoulder in space, any length."""
    shoulder, elbow, wrist = at[marks.shoulder], at[marks.elbow], at[marks.wrist]
    across, rise = wrist[0] - shoulder[0], shoulder[1] - wrist[1]
    length_px = hypot(across, rise)
    way_px = hypot(elbow[0] - shoulder[0], elbow[1] - shoulder[1])
    way_px += hypot(wrist[0] - elbow[0], wrist[1] - elbow[1])
    knees = at[Landmark.LEFT_KNEE], at[Landmark.RIGHT_KNEE]
    to_knee_px = min(hypot(wrist[0] - knee[0], wrist[1] - knee[1]) for knee in knees)
    return Arm(
        lean_deg=degrees(atan2(across, rise)),
        length=length_px / trunk_px,
        straight=length_px / way_px if way_px > 0 else 0.0,
        trunk_deg=_angle_deg(world[marks.shoulder], world[marks.wrist], trunk),
        elbow_seen=elbow[3],
        wrist_seen=wrist[3],
        finger_rise=(wrist[1] - at[marks.fingers][1]) / trunk_px,
        to_knee=to_knee_px / trunk_px,
    )


def _angle_deg(start: Row, end: Row, trunk: list[float]) -> float | None:
    """Between start - end and `trunk`, all in space."""
    x, y, z = end[0] - start[0], end[1] - start[1], end[2] - start[2]
    lengths = sqrt((x * x + y * y + z * z) * sum(t * t for t in trunk))
    if not lengths > 0:
        return None
    cosine = (x * trunk[0] + y * trunk[1] + z * trunk[2]) / lengths
    return degrees(acos(min(max(cosine, -1.0), 1.0)))


def _sin_elevation(trunk: tuple[float, float], shoulders: tuple[float, float]) -> float:
    """As `coach.view.view_of` has it, for one frame and in plain numbers."""
    trunk_px2 = trunk[0] ** 2 + trunk[1] ** 2
    shoulders_px2 = (shoulders[0] ** 2 + shoulders[1] ** 2) / SHOULDERS_OVER_TRUNK**2
    area_px2 = abs(trunk[0] * shoulders[1] - trunk[1] * shoulders[0]) / SHOULDERS_OVER_TRUNK
    if not area_px2 > 0:
        return 0.0
    mixed = (trunk_px2 + shoulders_px2) / area_px2
    return min((mixed - sqrt(max(mixed**2 - 4.0, 0.0))) / 2, 1.0)
