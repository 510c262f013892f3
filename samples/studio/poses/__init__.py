"""The fourteen exercises as bodies, by the id of the exercise."""

from collections.abc import Callable, Mapping
from importlib import import_module

from coach.errors import CoachError
from coach.tables import nearest
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


def make_pose(exercise: str, figure: Figure, stance: str | None = None) -> ExercisePose:
    """The exercise done by a figure, in a variant that the pose offers.

    Raises CoachError when there is no such exercise or variant.
    """
    if exercise not in EXERCISES:
        known = nearest(exercise, EXERCISES)
        raise CoachError(f"The studio knows no exercise {exercise!r}{known}.")
    pose_type = import_module(f"samples.studio.poses.{exercise}").POSE
    stances: tuple[str, ...] = getattr(pose_type, "STANCES", ())
    if stance is not None and stance not in stances:
        raise CoachError(f"{exercise} has no stance {stance!r}{nearest(stance, stances)}.")
    pose: ExercisePose = pose_type(figure) if stance is None else pose_type(figure, stance)
    return pose
