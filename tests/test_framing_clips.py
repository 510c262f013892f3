"""Framing on sample clips: silent where all is seen, and right where the real model sees less.

The pictures of sample videos are moved, shrunk or darkened before the model sees them, so how it
places what is cut off is its own doing. Only figures that may be used for tuning.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from coach.edges.pose.pose_model import MediaPipePose
from coach.edges.sources.video import VideoFile
from coach.framing import Framing
from coach.landmarks import Landmark
from coach.pipeline import Frame
from coach.truth import Truth, parse_truth
from tests.clips import SAMPLES, recorded

TUNED = {"anna", "bruno", "carla", "david"}
UPRIGHT = {"bar_hang", "half_hang", "wall_bar_swing", "table_lean"}
BEFORE_S = 3.0  # at rest: the first movement of every clip begins later
READY_S = 2.0
TOLD_WITHIN_S = 1.5
SLIDES_S = 1.2
FULL_RATE_HZ = 16.0  # more frames a second are left out, for speed
CLIPS = (  # from the low table, the table, the shelf and 30 degrees round
    "pelvis_lift/pelvis_lift_bruno_1",
    "toe_pull_chin/toe_pull_chin_anna_3",
    "side_pull/side_pull_carla_3",
    "knee_hug/knee_hug_david_1",
    "prone_reach/prone_reach_anna_1",
    "arm_raise_toe_pull/arm_raise_toe_pull_anna_2",
)

TOES = [Landmark.LEFT_FOOT_INDEX, Landmark.RIGHT_FOOT_INDEX]
ANKLES = [Landmark.LEFT_ANKLE, Landmark.RIGHT_ANKLE]
KNEES = [Landmark.LEFT_KNEE, Landmark.RIGHT_KNEE]
HIPS = [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]
SHOULDERS = [Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER]
TRUNK = [*SHOULDERS, *HIPS]
EARS = [Landmark.LEFT_EAR, Landmark.RIGHT_EAR]
FACE = [Landmark.NOSE, *EARS]

Picture = NDArray[np.uint8]
Change = Callable[[Picture, float], Picture]  # a picture, and how far the change has come, 0..1


def tuned_clips() -> Iterator[tuple[Path, Truth]]:
    """Every clip of an exercise with a figure for tuning: recording and truth."""
    for path in sorted(SAMPLES.glob("*/*.truth.json")):
        if any(path.name.startswith(f"{path.parent.name}_{name}") for name in TUNED):
            truth = parse_truth(path.read_text(encoding="utf-8"), str(path))
            if truth.subject in TUNED and truth.exercise is not None:
                yield path.with_name(path.name.replace(".truth.json", ".npz")), truth


@pytest.mark.parametrize("is_upright", [False, True], ids=["lying", "standing"])
def test_silent_and_ready_where_all_is_seen(is_upright: bool) -> None:
    reasons, ready = [], []
    for path, truth in tuned_clips():
        if (truth.exercise in UPRIGHT) != is_upright:
            continue
        framing = Framing(is_upright=is_upright, reaches_overhead=not is_upright)
        good_s = 0.0
        for pose in recorded(path):
            if pose.t_s > BEFORE_S:
                break
            reasons.append(framing.update(pose))
            good_s = framing.good_for_s(pose.t_s)
        ready.append(good_s >= READY_S)
    assert len(ready) >= 25
    assert np.mean([reason == "" for reason in reasons]) >= 0.99
    assert np.mean(ready) >= 0.95


# -- through the real model -----------------------------------------------------------------------


@cache
def frames_of(name: str) -> tuple[Frame, ...]:
    """The first pictures of a sample video, not more than FULL_RATE_HZ."""
    frames: list[Frame] = []
    with VideoFile(SAMPLES / f"{name}.mp4") as video:
        for frame in video:
            if frame.t_s > BEFORE_S:
                break
            if not frames or frame.t_s - frames[-1].t_s > 0.9 / FULL_RATE_HZ:
                frames.append(frame)
    return tuple(frames)


@cache
def landmarks_of(name: str) -> NDArray[np.float64]:
    """Where the body lies in it: (33, 2), px."""
    clip = [pose for pose in recorded(SAMPLES / f"{name}.npz") if pose.t_s < BEFORE_S]
    places: NDArray[np.float64] = np.median([pose.image[:, :2] for pose in clip], axis=0)
    return places


def size_of(name: str) -> tuple[int, int]:
    """Width and height of its pictures."""
    pixels = frames_of(name)[0].pixels
    assert pixels is not None
    return pixels.shape[1], pixels.shape[0]


def told(bundle: Path, name: str, change: Change, grows_s: float = 0.0) -> str:
    """The reason TOLD_WITHIN_S after the change is all there; it grows for `grows_s` before."""
    framing = Framing(is_upright=False)
    with MediaPipePose(bundle) as model:
        for frame in frames_of(name):
            if frame.t_s > grows_s + TOLD_WITHIN_S:
                break
            assert frame.pixels is not None
            share = min(frame.t_s / grows_s, 1.0) if grows_s else 1.0
            framing.update(model.pose(Frame(frame.t_s, change(frame.pixels, share))))
    return framing.reason


def drawn(scale: float, shift_px: Sequence[float]) -> Change:
    """The picture scaled about its middle and shifted; its rim goes on outside."""

    def change(pixels: Picture, share: float) -> Picture:
        height, width = pixels.shape[:2]
        by = 1 + share * (scale - 1)
        x_px, y_px = np.array([width, height]) / 2 * (1 - by) + share * np.asarray(shift_px)
        matrix = np.array([[by, 0.0, x_px], [0.0, by, y_px]])
        picture = cv2.warpAffine(pixels, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE)
        return np.ascontiguousarray(picture, np.uint8)

    return change


def darkened(_: str) -> Change:
    return lambda pixels, share: np.asarray(pixels * (1 - 0.88 * share), np.uint8)


def cut(name: str, end: Sequence[Landmark], at: Sequence[Landmark]) -> Change:
    """Shifted until the edge that is nearer to the body's `end` lies at `at`."""
    x_px = landmarks_of(name)[:, 0]
    is_right = x_px[end].mean() > x_px[HIPS].mean()
    return drawn(1.0, ((size_of(name)[0] if is_right else 0.0) - x_px[at].mean(), 0.0))


def without_feet(at: Sequence[Landmark]) -> Callable[[str], Change]:
    return lambda name: cut(name, TOES, at)


def without_head(at: Sequence[Landmark]) -> Callable[[str], Change]:
    return lambda name: cut(name, FACE, at)


def over_the_top(name: str) -> Change:
    return drawn(1.0, (0.0, -landmarks_of(name)[TRUNK, 1].mean()))


def far(trunk_px: float) -> Callable[[str], Change]:
    def change(name: str) -> Change:
        places = landmarks_of(name)
        trunk = places[SHOULDERS].mean(axis=0) - places[HIPS].mean(axis=0)
        return drawn(trunk_px / float(np.hypot(*trunk)), (0.0, 0.0))

    return change


def close(name: str) -> Change:
    """A body a tenth longer than the picture is wide, in its middle."""
    places, (width, height) = landmarks_of(name), size_of(name)
    scale = 1.1 * width / float(np.ptp(places[:, 0]))
    middle = (places.max(axis=0) + places.min(axis=0)) / 2
    shift_px = scale * (np.array([width, height]) / 2 - middle)
    return drawn(scale, (float(shift_px[0]), float(shift_px[1])))


def missed(
    bundle: Path, changes: Sequence[Callable[[str], Change]], right: set[str], grows_s: float = 0.0
) -> list[tuple[int, str, str]]:
    """All clips and changes of which none of the right reasons is told: change, clip, reason."""
    results = (
        (i, name, told(bundle, name, change(name), grows_s))
        for i, change in enumerate(changes)
        for name in CLIPS
    )
    return [result for result in results if result[2] not in right]


@pytest.mark.slow
def test_feet_that_are_cut_off(bundle: Path) -> None:
    changes = [without_feet(at) for at in (TOES, ANKLES, KNEES)]
    assert missed(bundle, changes, {"cut_off_feet"}) == []  # of 18


@pytest.mark.slow
def test_what_slides_out_of_the_picture(bundle: Path) -> None:
    headless = [without_head(EARS), without_head(SHOULDERS)]
    assert missed(bundle, headless, {"cut_off_head"}, SLIDES_S) == []  # of 12
    assert missed(bundle, [over_the_top], {"off_centre", "cut_off_head"}, SLIDES_S) == []
    assert missed(bundle, [far(38.0)], {"too_small"}, SLIDES_S) == []
    assert missed(bundle, [close], {"too_close"}, SLIDES_S) == []


@pytest.mark.slow
def test_who_was_never_seen_whole(bundle: Path) -> None:
    """Without a head in the picture, or far away, the model mostly finds nobody."""
    right = {"no_person", "cut_off_head", "head_not_seen", "too_small"}
    assert missed(bundle, [without_head(SHOULDERS), far(38.0)], right) == []  # of 12
    assert missed(bundle, [darkened], {"too_dark"}) == []
