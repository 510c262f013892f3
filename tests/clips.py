"""Sample clips as poses, and the same clip seen, timed or disturbed otherwise."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from itertools import cycle
from pathlib import Path

import numpy as np

from coach.edges.sources.recording import LandmarkRecording
from coach.landmarks import FloatArray, Pose
from coach.signals import Joint, Side, hip_middle_px, joint_index
from coach.truth import Truth, parse_truth
from tests.bodies import swapped

SAMPLES = Path(__file__).parent.parent / "samples"
Clip = tuple[Pose, ...]
# One clip of each exercise that can be counted, with a figure that may be used for tuning.
COUNTED = (
    "arm_raise_toe_pull_david_1",
    "bar_hang_anna_1",
    "half_hang_bruno_1",
    "knee_hug_david_1",
    "pelvis_lift_bruno_1",
    "side_pull_carla_3",
    "side_pull_knees_anna_3",
    "side_pull_toes_david_3",
    "table_lean_david_1",
    "toe_pull_chin_anna_3",
    "wall_bar_swing_carla_1",
)
RESTS_S = 4.0  # who comes back lies still for so long
CALM_S = 1.0  # so much of a clip shows how somebody lies still
Change = Callable[[Clip], Clip]


@cache
def sample(name: str) -> Clip:
    """The poses of the sample clip of this name, whatever folder it is in."""
    return recorded(SAMPLES / f"{path_of(name)}.npz")


@cache
def truth_of(name: str) -> Truth:
    """What truly happens in it."""
    path = SAMPLES / f"{path_of(name)}.truth.json"
    return parse_truth(path.read_text(encoding="utf-8"), str(path))


@cache
def path_of(name: str) -> str:
    """Folder and name below samples/."""
    found = sorted(SAMPLES.glob(f"*/{name}.truth.json"))
    assert len(found) == 1, name
    return f"{found[0].parent.name}/{name}"


def recorded(path: Path) -> Clip:
    """The poses of a recording."""
    with LandmarkRecording(path) as source:
        return tuple(frame.pose for frame in source if frame.pose is not None)


def moved(clip: Clip, change: Callable[[FloatArray, Pose], FloatArray]) -> Clip:
    """Every pose with other places of its landmarks. change: (33, 2) pixels in and out."""

    def one(pose: Pose) -> Pose:
        image = pose.image.copy()
        image[:, :2] = change(image[:, :2], pose)
        return replace(pose, image=image)

    return tuple(one(pose) for pose in clip)


def turned(clip: Clip, deg: float, share: float = 1.0) -> Clip:
    """The picture turned about its middle, and its content made smaller or larger."""
    turn = np.radians(deg)
    matrix = share * np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])

    def about_the_middle(at: FloatArray, pose: Pose) -> FloatArray:
        middle = np.array(pose.size) / 2
        result: FloatArray = (at - middle) @ matrix + middle
        return result

    return moved(clip, about_the_middle)


def later(clip: Clip, by_s: float) -> Clip:
    """The same clip on a clock that began earlier."""
    return tuple(replace(pose, t_s=pose.t_s + by_s) for pose in clip)


def trunk_px(clip: Clip) -> float:
    """Median distance from the middle of the shoulders to that of the hips."""
    image = np.stack([pose.image for pose in clip if pose.found])
    shoulders = (image[:, 11, :2] + image[:, 12, :2]) / 2
    return float(np.median(np.hypot(*(shoulders - hip_middle_px(image)).T)))


# -- disturbances ---------------------------------------------------------------------------------


def unseen(clip: Clip, start_s: float, end_s: float) -> Clip:
    """Nobody is found between two times."""
    return tuple(
        Pose.nobody(pose.t_s, pose.size, pose.luma) if start_s <= pose.t_s < end_s else pose
        for pose in clip
    )


def left(clip: Clip, at_s: float, back_s: float, calm_s: float, empty_s: float) -> Clip:
    """Somebody gets up at `at_s`, is away for `empty_s`, lies still for RESTS_S as around `calm_s`,
    and goes on as from `back_s`.
    """
    before = tuple(pose for pose in clip if pose.t_s < at_s)
    after = tuple(pose for pose in clip if pose.t_s >= back_s)
    calm = [pose for pose in clip if abs(pose.t_s - calm_s) < CALM_S / 2]
    to_and_fro = cycle([*calm, *calm[-2:0:-1]])
    step_s = clip[1].t_s - clip[0].t_s
    absent = tuple(
        Pose.nobody(at_s + i * step_s, clip[0].size, clip[0].luma)
        for i in range(round(empty_s / step_s))
    )
    resting_s = at_s + empty_s
    resting = tuple(
        replace(next(to_and_fro), t_s=resting_s + i * step_s)
        for i in range(round(RESTS_S / step_s))
    )
    return (*before, *absent, *resting, *later(after, resting_s + RESTS_S - after[0].t_s))


def exchanged_labels(clip: Clip, share: float, run_s: float, seed: int = 5) -> Clip:
    """Left and right exchanged in this share of the frames, for about `run_s` at a time."""
    rng = np.random.default_rng(seed)
    step_s = clip[1].t_s - clip[0].t_s
    p_back = min(step_s / run_s, 1.0)
    p_there = p_back * share / (1 - share)
    is_other = False
    poses = []
    for pose in clip:
        is_other = rng.random() < (1 - p_back if is_other else p_there)
        poses.append(swapped(pose) if is_other else pose)
    return tuple(poses)


def hidden_limbs(clip: Clip, side: Side) -> Clip:
    """The arm and the leg of one side are not visible at all."""
    limbs: tuple[Joint, ...] = ("elbow", "wrist", "knee", "ankle", "foot_index")
    marks = [joint_index(side, joint) for joint in limbs]

    def one(pose: Pose) -> Pose:
        image = pose.image.copy()
        image[marks, 3] = 0.0
        return replace(pose, image=image)

    return tuple(map(one, clip))


def from_then_on(clip: Clip, at_s: float, change: Change) -> Clip:
    """Changed from one moment on, as when somebody moves the laptop."""
    before = tuple(pose for pose in clip if pose.t_s < at_s)
    return (*before, *change(clip[len(before) :]))


def people(clip: Clip, start_s: float, end_s: float, n_people: int = 2) -> Clip:
    """So many people are seen between two times."""
    return tuple(
        replace(pose, n_people=n_people) if start_s <= pose.t_s < end_s else pose for pose in clip
    )


def other_body(clip: Clip, start_s: float, end_s: float, other: Clip) -> Clip:
    """The model follows somebody else between two times."""
    bodies = cycle(other)
    return tuple(
        replace(pose, image=next(bodies).image) if start_s <= pose.t_s < end_s else pose
        for pose in clip
    )
