"""Small videos and recordings for the tests of the sources, made on the spot."""

import json
import subprocess
from pathlib import Path

import imageio_ffmpeg
import numpy as np

from coach.events import Phase, Stage, Status
from coach.landmarks import Pose
from coach.pipeline import Frame, Moment

VFR_TIMES_S = [n / 30 if n < 15 else 0.5 + (n - 15) / 10 for n in range(25)]


def ffmpeg(*arguments: str | Path) -> None:
    """Run the ffmpeg that imageio-ffmpeg brings."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", *map(str, arguments)]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)


def make_video(path: Path, *options: str, seconds: float = 1.0, fps: float = 30.0) -> Path:
    """A test picture of 160x120 that moves; `options` go before the name of the output."""
    picture = f"testsrc2=size=160x120:rate={fps}:duration={seconds}"
    codec = () if "-c:v" in options else ("-pix_fmt", "yuv420p")
    ffmpeg("-f", "lavfi", "-i", picture, *codec, *options, path)
    return path


def make_vfr_video(path: Path) -> Path:
    """25 frames at VFR_TIMES_S: half a second at 30, then a second at 10 frames a second."""
    times = "setpts='if(lt(N,15),N/30,0.5+(N-15)/10)/TB'"
    return make_video(path, "-vf", times, "-fps_mode", "vfr", "-frames:v", "25")


def make_rotated_video(path: Path) -> Path:
    """White upper left quarter, coded lying; the mark in the file turns it to 120x160."""
    lying = path.with_name("lying_" + path.name)
    corner = "color=black:size=160x120:rate=30:duration=0.5,drawbox=0:0:80:60:white:fill"
    ffmpeg("-f", "lavfi", "-i", corner, "-pix_fmt", "yuv420p", lying)
    ffmpeg("-display_rotation", "90", "-i", lying, "-c", "copy", path)
    return path


def a_pose(t_s: float, seed: int = 0, size: tuple[int, int] = (640, 480)) -> Pose:
    """Some landmarks inside a picture of `size`."""
    rng = np.random.default_rng(seed)
    image = rng.uniform(0, 1, (33, 4)) * [size[0], size[1], size[0], 1]
    world = rng.uniform(-1, 1, (33, 4))
    world[:, 3] = image[:, 3]
    return Pose(t_s, image, world, size, 1, 120.0)


def moment_of(frame: Frame, pose: Pose | None = None) -> Moment:
    """What a sink gets for `frame`, with nothing said and nothing happening."""
    if pose is None:
        pose = frame.pose or Pose.nobody(frame.t_s)
    status = Status(frame.t_s, "any", Stage.SETUP, Phase.REST, 0, 0, None, 0.0, "", "")
    return Moment(frame, pose, status, (), ())


def format_1_arrays(n_frames: int = 12) -> dict[str, np.ndarray]:
    """The arrays of a recording of format 1; nobody is found in the first frame."""
    poses = [a_pose(n / 25, seed=n) for n in range(n_frames)]
    image = np.stack([pose.image for pose in poses]).astype(np.float32)
    world = np.stack([pose.world for pose in poses]).astype(np.float32)
    image[0] = world[0] = np.nan
    return {
        "t_s": np.array([pose.t_s for pose in poses]),
        "image": image,
        "world": world,
        "size": np.array([640, 480], np.int32),
        "meta": np.array(json.dumps({"format": 1, "clip": "made"})),
    }
