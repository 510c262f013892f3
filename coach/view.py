"""From where the camera sees a lying body: by the shape of its trunk in the picture alone.

A camera far away shows the trunk (length T, along the mat) and the shoulders (width W, across) as
shadows of two lines at a right angle. With a = azimuth (0 from the flank, 90 from the feet or the
head) and e = elevation above the mat:

    |trunk|^2 = T^2 (cos^2 a + sin^2 a sin^2 e)      |shoulders|^2 = W^2 (sin^2 a + cos^2 a sin^2 e)
    |trunk x shoulders| = T W sin e

With the ratio W/T of an average body these give both angles. Neither the size nor a turned camera
matters. On 193 rendered clips of four people with the camera at 15, 22, 34 and 48 degrees the
median elevation was 11, 16, 25 and 42; the limits in exercises/*.toml are those of this estimate.
"""

from typing import NamedTuple

import numpy as np

from coach.landmarks import FloatArray, Landmark

SHOULDERS_OVER_TRUNK = 0.62  # of the landmarks, from above: they lie inside the shoulders' outline


class View(NamedTuple):
    """The camera's place against the body; NaN where it cannot be known."""

    shoulder_ratio: float  # shoulder width over trunk length in the picture
    elevation_deg: float  # 0 level with the mat, 90 from above; of a lying body
    azimuth_deg: float  # 0 from the flank, 90 from the feet or the head; of a lying body
    # How far the left shoulder is to the right of the right one in the picture, over trunk length:
    # above 0 the front of an upright body is seen, below 0 its back.
    facing: float = float("nan")


NAN = float("nan")
UNKNOWN_VIEW = View(NAN, NAN, NAN, NAN)


def view_of(image: FloatArray) -> View:
    """The view of one pose. image: shape (33, 4), pixels."""
    left, right = image[Landmark.LEFT_SHOULDER, :2], image[Landmark.RIGHT_SHOULDER, :2]
    hips = (image[Landmark.LEFT_HIP, :2] + image[Landmark.RIGHT_HIP, :2]) / 2
    trunk, shoulders = (left + right) / 2 - hips, left - right
    trunk_px2, shoulders_px2 = float(trunk @ trunk), float(shoulders @ shoulders)
    cross_px2 = abs(float(trunk[0] * shoulders[1] - trunk[1] * shoulders[0]))
    if not trunk_px2 > 0:
        return UNKNOWN_VIEW
    ratio = float(np.sqrt(shoulders_px2 / trunk_px2))
    facing = float(shoulders[0] / np.sqrt(trunk_px2))
    if not cross_px2 > 0:
        azimuth_deg = float(np.degrees(np.arctan(ratio / SHOULDERS_OVER_TRUNK)))
        return View(ratio, 0.0, azimuth_deg, facing)
    area_px2 = cross_px2 / SHOULDERS_OVER_TRUNK  # T^2 sin e
    # (1 + sin^2 e) / sin e, never below 2 but for noise
    mixed = (trunk_px2 + shoulders_px2 / SHOULDERS_OVER_TRUNK**2) / area_px2
    sin_e = (mixed - np.sqrt(max(mixed**2 - 4.0, 0.0))) / 2
    cos2_a = (trunk_px2 * sin_e / area_px2 - sin_e**2) / max(1.0 - sin_e**2, 1e-9)
    return View(
        ratio,
        float(np.degrees(np.arcsin(min(sin_e, 1.0)))),
        float(np.degrees(np.arccos(np.sqrt(min(max(cos2_a, 0.0), 1.0))))),
        facing,
    )
