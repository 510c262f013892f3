"""The small pictures of an exercise that a session shows while it is explained.

One repetition of a clean sample clip, cut around the person, to samples/demonstrations/ID.mp4:

    python -m samples.studio.demonstrations
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from coach.edges.sources.video import VideoFile
from coach.truth import TrueRep, Truth
from samples.studio.clip_files import ClipFiles
from samples.studio.h264 import VideoFile as Writer
from samples.studio.joints_file import TrueJoints, read_joints

Picture = NDArray[np.uint8]
Crop = tuple[int, int, int, int]  # left, top, width, height in pixels

# The clips whose camera shows the movement best: from the flank, from above where the body bends
# to a side, from the back at the wall bars. Never one of the people who are kept for testing.
CLIPS = {
    "arm_raise_toe_pull": "arm_raise_toe_pull_david_1",
    "bar_hang": "bar_hang_anna_1",
    "half_hang": "half_hang_bruno_1",
    "knee_hug": "knee_hug_david_1",
    "pelvis_lift": "pelvis_lift_bruno_1",
    "prone_reach": "prone_reach_anna_1",
    "side_pull": "side_pull_carla_3",
    "side_pull_knees": "side_pull_knees_anna_3",
    "side_pull_toes": "side_pull_toes_david_3",
    "star_stretch": "star_stretch_anna_1",
    "supine_reach": "supine_reach_bruno_1",
    "table_lean": "table_lean_david_1",
    "toe_pull_chin": "toe_pull_chin_carla_1",
    "wall_bar_swing": "wall_bar_swing_carla_1",
}
WIDTH_PX = 320  # a third of the width of a small window
HEIGHTS_PX = (180, 240)  # of somebody lying, of somebody upright
FPS = 8.0
CRF = 24  # 5 s make 15 to 40 kB
REST_S = 0.5  # at rest before and after, so that the loop has a beginning
LONGEST_STAY_S = 1.2  # a longer hold is cut in its middle: nothing moves in it
MARGIN = 0.14  # around the joints, of their extent: hands, feet and hair lie outside them
SWING = "wall_bar_swing"  # its cycles follow each other without a rest


def write_demonstration(files: ClipFiles, target: Path) -> None:
    """One repetition of a clip as a small video. Raises CoachError: a file cannot be read."""
    truth = files.read_truth()
    spans = shown_spans(truth)
    crop = crop_around(read_joints(files.joints), spans, truth.size)
    target.parent.mkdir(exist_ok=True)
    left, top, width, height = crop
    size = (WIDTH_PX, HEIGHTS_PX[height > 0.7 * width])
    with Writer(target, size, FPS, CRF) as writer:
        for n, picture in enumerate(_pictures(files.video, shown_times(spans))):
            part = picture[top : top + height, left : left + width]
            small = cv2.resize(part, size, interpolation=cv2.INTER_AREA)
            writer.write(np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2RGB), np.uint8), n / FPS)


def shown_spans(truth: Truth) -> list[tuple[float, float]]:
    """From when to when the clip is shown, (start, end) in seconds: the first movement, of an
    exercise to both sides the first to each, without the middle of a long hold."""
    reps = truth.reps or ()
    first = reps[0]
    if truth.exercise == SWING:
        return [(first.start_s, reps[1].end_s)]
    other = next((rep for rep in reps if rep.side not in (None, first.side)), None)
    spans = [(max(first.start_s - REST_S, 0.0), first.start_s)]
    for rep in (first,) if other is None else (first, other):
        spans += _without_long_stay(rep)
    end_s = spans[-1][1]
    return [*spans, (end_s, min(end_s + REST_S, truth.seconds))]


def _without_long_stay(rep: TrueRep) -> list[tuple[float, float]]:
    cut_s = rep.release_s - rep.top_s - LONGEST_STAY_S
    if cut_s <= 0:
        return [(rep.start_s, rep.end_s)]
    middle_s = rep.top_s + LONGEST_STAY_S / 2
    return [(rep.start_s, middle_s), (middle_s + cut_s, rep.end_s)]


def shown_times(spans: list[tuple[float, float]]) -> list[float]:
    """The times of the pictures, `FPS` a second of what is shown."""
    times, shown_s, n = [], 0.0, 0
    for start_s, end_s in spans:
        while n / FPS < shown_s + end_s - start_s:
            times.append(start_s + n / FPS - shown_s)
            n += 1
        shown_s += end_s - start_s
    return times


def crop_around(
    joints: TrueJoints, spans: list[tuple[float, float]], size: tuple[int, int]
) -> Crop:
    """The part of the picture that holds the person all the time, wide for somebody lying."""
    is_shown = (joints.t_s >= spans[0][0]) & (joints.t_s <= spans[-1][1])
    places = joints.image[is_shown].reshape(-1, 2)
    low, high = np.nanmin(places, axis=0), np.nanmax(places, axis=0)
    margin = MARGIN * float((high - low).max())
    wide, tall = (high - low) + 2 * margin
    is_lying = wide > 1.5 * tall
    proportion = HEIGHTS_PX[not is_lying] / WIDTH_PX
    width = min(max(float(wide), float(tall) / proportion), size[0])
    height = min(width * proportion, size[1])
    middle = (low + high) / 2
    left = min(max(float(middle[0]) - width / 2, 0.0), size[0] - width)
    top = min(max(float(middle[1]) - height / 2, 0.0), size[1] - height)
    return round(left), round(top), round(width), round(height)


def _pictures(video: Path, times: list[float]) -> Iterator[Picture]:
    """The frame that stands at each of the times, BGR."""
    waiting = list(times)
    with VideoFile(video) as source:
        for frame in source:
            while waiting and frame.pixels is not None and frame.t_s >= waiting[0] - 1e-6:
                yield frame.pixels
                waiting.pop(0)
            if not waiting:
                return


def write_demonstrations(samples: Path) -> Iterator[Path]:
    """All of `CLIPS`, to samples/demonstrations."""
    for exercise, clip in CLIPS.items():
        target = samples / "demonstrations" / f"{exercise}.mp4"
        write_demonstration(ClipFiles(samples / exercise, clip), target)
        yield target


if __name__ == "__main__":
    for written in write_demonstrations(Path(__file__).resolve().parents[1]):
        sys.stdout.write(f"{written.name} {written.stat().st_size / 1000:.0f} kB\n")
