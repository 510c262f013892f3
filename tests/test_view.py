"""The camera's place against a lying body, from the shape of its trunk."""

import json
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from coach.edges.sources.recording import LandmarkRecording
from coach.landmarks import N_LANDMARKS, Landmark
from coach.view import SHOULDERS_OVER_TRUNK, view_of

SAMPLES = Path(__file__).parent.parent / "samples"
# What the estimate says of the studio's places, tuned-on people: widened by five degrees.
ELEVATION_DEG = {
    "low_table": (1, 21),
    "table": (5, 27),
    "shelf": (14, 38),
    "high": (28, 60),
}


def seen(azimuth_deg: float, elevation_deg: float, turn_deg: float = 0.0, scale: float = 100.0):
    """A lying trunk as a camera far away sees it. Returns image landmarks (33, 4), pixels."""
    a, e, turn = np.radians([azimuth_deg, elevation_deg, turn_deg])
    along = np.array([np.cos(a), np.sin(a) * np.sin(e)])  # from the hips to the shoulders
    across = np.array([-np.sin(a), np.cos(a) * np.sin(e)])
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    image = np.zeros((N_LANDMARKS, 4))
    for left, right, at, width in (
        (Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER, along, SHOULDERS_OVER_TRUNK),
        (Landmark.LEFT_HIP, Landmark.RIGHT_HIP, 0 * along, 0.4),
    ):
        for mark, half in ((left, width / 2), (right, -width / 2)):
            image[mark, :2] = rotation @ (at + half * across) * scale + 200
    return image


@pytest.mark.parametrize(
    ("azimuth_deg", "elevation_deg"), list(product([0, 10, 30, 60], [3, 15, 35, 50]))
)
@pytest.mark.parametrize(
    ("turn_deg", "scale"), [(0, 100), (12, 100), (180, 60), (-90, 250)], ids=str
)
def test_both_angles_come_back(azimuth_deg, elevation_deg, turn_deg, scale):
    view = view_of(seen(azimuth_deg, elevation_deg, turn_deg, scale))
    assert view.elevation_deg == pytest.approx(elevation_deg, abs=0.01)
    assert view.azimuth_deg == pytest.approx(azimuth_deg, abs=0.1)


def test_level_with_the_mat_the_azimuth_is_known():
    assert view_of(seen(30, 0)).elevation_deg == pytest.approx(0, abs=1e-6)
    assert view_of(seen(30, 0)).azimuth_deg == pytest.approx(30, abs=0.1)


def test_from_above_there_is_no_azimuth_but_an_elevation():
    assert view_of(seen(20, 90)).elevation_deg == pytest.approx(90, abs=1)


def test_a_body_without_a_trunk_has_no_view():
    assert all(np.isnan(view_of(np.zeros((N_LANDMARKS, 4)))))
    assert all(np.isnan(view_of(np.full((N_LANDMARKS, 4), np.nan))))


def flank_clips() -> list[Path]:
    clips = sorted(SAMPLES.glob("*/*.truth.json"))
    truths = {path: json.loads(path.read_text(encoding="utf-8")) for path in clips}
    return [
        path
        for path, truth in truths.items()
        if truth["camera"]["place"] in ELEVATION_DEG
        and truth["exercise"]
        and not truth.get("held_out")
    ]


def test_elevation_of_rendered_people():
    """The median over the first three seconds, in which everybody rests."""
    off, clips = [], flank_clips()
    for path in clips:
        with LandmarkRecording(path.with_name(path.name.replace(".truth.json", ".npz"))) as source:
            poses = [frame.pose for frame in source if frame.t_s < 3.0]
        views = [view_of(pose.image).elevation_deg for pose in poses if pose and pose.found]
        place = json.loads(path.read_text(encoding="utf-8"))["camera"]["place"]
        low, high = ELEVATION_DEG[place]
        if not low <= np.median(views) <= high:
            off.append((path.name, round(float(np.median(views)))))
    assert len(clips) > 40
    assert off == []
