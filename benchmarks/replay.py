"""How much a replay costs over a bare decode-and-detect loop with the same options.

    python -m benchmarks.replay [VIDEO] [--rounds N]

Both loops run in turn in one process, after the model was started; medians are said, because a
shared machine is noisy. Also the core's own work a frame, measured on the poses alone.
"""

import argparse
import statistics
import time
from pathlib import Path

import cv2
import mediapipe
from mediapipe.tasks.python import BaseOptions, vision

from benchmarks.core import core_ms
from coach.cues import Director
from coach.edges.library import load_exercise, load_phrases
from coach.edges.pose import landmarker as confidence
from coach.edges.pose.model_bundle import ensure_bundle
from coach.edges.pose.pose_model import MediaPipePose
from coach.edges.resources import samples_dir
from coach.edges.sources.video import VideoFile
from coach.landmarks import Pose
from coach.pipeline import Moment, run
from coach.session import Session

EXERCISE = load_exercise("pelvis_lift")
PHRASES = load_phrases()


class Keep:
    """A sink that keeps the poses and the time of the first frame."""

    def __init__(self) -> None:
        self.poses: list[Pose] = []
        self.first_s = 0.0

    def __enter__(self) -> "Keep":
        return self

    def __exit__(self, *exc: object) -> None:
        pass

    def handle(self, moment: Moment) -> None:
        """Keep the pose."""
        if not self.poses:
            self.first_s = time.perf_counter()
        self.poses.append(moment.pose)


def bare_loop_s(video: Path, bundle: Path) -> float:
    """Seconds for decoding and detecting with the coach's options, from the second frame on."""
    options = vision.PoseLandmarkerOptions(
        base_options=BaseOptions(model_asset_path=str(bundle)),
        running_mode=vision.RunningMode.VIDEO,
        num_poses=1,
        min_pose_detection_confidence=confidence.MIN_DETECTION_CONFIDENCE,
        min_pose_presence_confidence=confidence.MIN_PRESENCE_CONFIDENCE,
        min_tracking_confidence=confidence.MIN_TRACKING_CONFIDENCE,
    )
    capture = cv2.VideoCapture(str(video))
    start_s, time_ms = 0.0, -1
    with vision.PoseLandmarker.create_from_options(options) as landmarker:
        while True:
            is_read, frame = capture.read()
            if not is_read:
                break
            rgb = cv2.cvtColor(frame, cv2.COLOR_BGR2RGB)
            picture = mediapipe.Image(image_format=mediapipe.ImageFormat.SRGB, data=rgb)
            time_ms = max(round(capture.get(cv2.CAP_PROP_POS_MSEC)), time_ms + 1)
            landmarker.detect_for_video(picture, time_ms)
            start_s = start_s or time.perf_counter()
        seconds = time.perf_counter() - start_s
    capture.release()
    return seconds


def replay_s(video: Path, bundle: Path) -> tuple[float, list[Pose]]:
    """Seconds for the whole replay, from the second frame on, and its poses."""
    keep = Keep()
    session = Session(EXERCISE, stop_at_dose=False)
    run(VideoFile(video), MediaPipePose(bundle), session, Director(PHRASES, EXERCISE), [keep])
    return time.perf_counter() - keep.first_s, keep.poses


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("video", nargs="?", default=samples_dir() / "pelvis_lift_side.mp4")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    video, bundle = Path(options.video), ensure_bundle()
    ratios, bare, poses = [], [], []
    for number in range(options.rounds):
        # Taking turns at being first cancels a machine that slows down or speeds up.
        if number % 2:
            replayed, poses = replay_s(video, bundle)
            bare.append(bare_loop_s(video, bundle))
        else:
            bare.append(bare_loop_s(video, bundle))
            replayed, poses = replay_s(video, bundle)
        ratios.append(replayed / bare[-1])
        print(f"round {number + 1}: bare {bare[-1]:.2f} s, replay {replayed:.2f} s")
    costs = core_ms(EXERCISE, poses)
    print(f"{video.name}: {len(poses)} frames, {statistics.median(bare):.2f} s bare (median)")
    print(
        f"replay / bare: median {statistics.median(ratios):.3f}, n = {len(ratios)}, "
        f"range {min(ratios):.3f}-{max(ratios):.3f}"
    )
    print(
        f"core work a frame: median {statistics.median(costs):.3f} ms, "
        f"p95 {statistics.quantiles(costs, n=20)[-1]:.3f} ms, n = {len(costs)}"
    )


if __name__ == "__main__":
    main()
