"""The fourteen exercises as bodies, by the id of the exercise."""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from samples.studio.figure import Figure
from samples.studio.goals import Goals
from samples.studio.poses.lying import supine_bent, supine_overhead, supine_rest
from samples.studio.poses.pose import ExercisePose

EXERCISES = (
    "bar_hang",
    "half_hang",
    "wall_bar_swing",
    "table_lean",
    "prone_reach",
    "supine_reach",
    "toe_pull_chin",
    "arm_raise_toe_pull",
    "side_pull",
    "side_pull_toes",
    "side_pull_knees",
    "knee_hug",
    "star_stretch",
    "pelvis_lift",
)
LYING_RESTS: Mapping[str, Callable[[Figure], Goals]] = {
    "straight": supine_rest,
    "bent": supine_bent,
    "overhead": supine_overhead,
}


def stances_of(exercise: str) -> tuple[str, ...]:
    """The variants that the pose of an exercise offers."""
    stances: tuple[str, ...] = getattr(_pose_type(exercise), "STANCES", ())
    return stances


def make_pose(exercise: str, figure: Figure, stance: str | None = None) -> ExercisePose:
    """The exercise (one of EXERCISES) done by a figure, in a variant of `stances_of` it."""
    pose_type = _pose_type(exercise)
    pose: ExercisePose = pose_type(figure) if stance is None else pose_type(figure, stance)
    return pose


def _pose_type(exercise: str) -> Any:
    return import_module(f"samples.studio.poses.{exercise}").POSE
