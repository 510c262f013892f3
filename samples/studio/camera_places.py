"""The camera places that are rendered and measured, by name."""

from dataclasses import dataclass

from samples.studio.camera import Camera
from samples.studio.poses.pose import Scenery


@dataclass(frozen=True)
class CameraPlace:
    """Where a camera stands.

    azimuth_deg: for one who lies 0 is straight from the right flank, 90 from the feet; for one who
        stands or hangs 0 is the front, -90 the right side, 180 the back.
    """

    title: str
    height_m: float
    distance_m: float  # from the body's middle
    azimuth_deg: float = 0.0


LYING = {
    "low_table": CameraPlace("laptop on a low table at the flank", 0.65, 2.5),
    "low_table_30": CameraPlace("laptop on a low table, 30 degrees to the feet", 0.65, 2.5, 30),
    "table": CameraPlace("laptop on a table at the flank", 1.0, 2.5),
    "table_30": CameraPlace("laptop on a table, 30 degrees to the feet", 1.0, 2.5, 30),
    "shelf": CameraPlace("camera on a shelf at the flank", 1.5, 2.5),
    "shelf_30": CameraPlace("camera on a shelf, 30 degrees to the feet", 1.5, 2.5, 30),
    "high": CameraPlace("camera 2 m high at the flank", 2.0, 2.5),
    "high_30": CameraPlace("camera 2 m high, 30 degrees to the feet", 2.0, 2.5, 30),
}
STANDING = {
    f"{level}_{view}": CameraPlace(f"{text}, seen from the {view}", height_m, 3.2, azimuth_deg)
    for level, text, height_m in (
        ("low_table", "laptop on a low table", 0.65),
        ("table", "laptop on a table", 1.0),
        ("shelf", "camera on a shelf", 1.5),
    )
    for view, azimuth_deg in (("front", 0.0), ("side", -90.0), ("back", 180.0))
}
PLACES = LYING | STANDING


def camera_at(
    place: CameraPlace,
    scenery: Scenery,
    field_deg: float,
    size: tuple[int, int],
    *,
    azimuth_offset_deg: float = 0.0,
    is_mirrored: bool = False,
) -> Camera:
    """The camera at a place, looking at the middle of the body.

    is_mirrored: from the other flank or side, the same angle round.
    """
    azimuth_deg = place.azimuth_deg + azimuth_offset_deg
    if scenery.has_front:
        azimuth_deg = scenery.front_deg + (-azimuth_deg if is_mirrored else azimuth_deg)
    elif is_mirrored:
        azimuth_deg = 180.0 - azimuth_deg
    return Camera.around(
        scenery.middle,
        azimuth_deg,
        place.distance_m,
        height_m=place.height_m,
        horizontal_field_deg=field_deg,
        size=size,
    )
