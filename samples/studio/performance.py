"""What a figure does in one clip from its first to its last second: exercise, scenes, breath."""

from dataclasses import dataclass

import numpy as np

from coach.truth import Happening
from samples.studio.figure import Figure, load_figure
from samples.studio.goals import Goals
from samples.studio.motion import Motion
from samples.studio.planning import planned
from samples.studio.poses import LYING_RESTS, make_pose
from samples.studio.poses.pose import ExercisePose, Scenery
from samples.studio.scenes import chained
from samples.studio.scenes.scene import Scene
from samples.studio.script import Clip

BREATH_M, BREATHS_A_MINUTE = 0.004, 13.0  # a quiet adult at rest


@dataclass(frozen=True)
class Performance:
    """One clip, ready to be filmed; times in seconds of the clip."""

    clip: Clip
    figure: Figure
    scenery: Scenery
    seconds: float
    motion: Motion  # empty for a negative
    pose: ExercisePose | None
    parts: tuple[tuple[float, Scene], ...]  # scenes and when they begin

    def goals(self, t_s: float) -> Goals | None:
        """The body at a time; None while nobody is in the room."""
        for start_s, scene in self.parts:
            is_scene = start_s <= t_s < start_s + scene.seconds
            if is_scene or (self.pose is None and scene is self.parts[-1][1]):
                return scene.goals(t_s - start_s)
        assert self.pose is not None
        return self.pose.goals(*self.motion.excursion(t_s))

    def second_goals(self, t_s: float) -> Goals | None:
        """The body of the second person, if there is one in the room."""
        for start_s, scene in self.parts:
            if scene.second is not None and start_s <= t_s < start_s + scene.seconds:
                return scene.second.goals(t_s - start_s)
        return None

    @property
    def second_figure(self) -> str | None:
        """Who the second person is: a figure's id."""
        seconds = (scene.second for _, scene in self.parts)
        return next((second.figure for second in seconds if second is not None), None)

    @property
    def moments(self) -> tuple[tuple[Happening, float, float], ...]:
        """What else happens, with start and end."""
        return tuple(
            (what, start_s + begin_s, start_s + end_s)
            for start_s, scene in self.parts
            for what, begin_s, end_s in scene.moments
        )


def rehearsed(clip: Clip) -> Performance:
    """The performance that a script asks for. Raises CoachError: unknown exercise or scene."""
    figure = load_figure(clip.figure)
    rng = np.random.default_rng([clip.seed, 1])
    if clip.exercise is None:
        rest = LYING_RESTS[clip.rest](figure)
        scene = chained(figure, clip.scenes, rest, rng)
        scenery = Scenery(middle=np.array([-0.05, 0.15, 0.0]))
        return Performance(clip, figure, scenery, scene.seconds, Motion(), None, ((0.0, scene),))
    pose = make_pose(clip.exercise, figure, clip.stance)
    parts: list[tuple[float, Scene]] = []
    t_s = 0.0
    if clip.before:
        scene = chained(figure, clip.before, pose.goals(0.0), rng)
        parts.append((0.0, scene))
        t_s = scene.seconds
    motion = planned(clip, t_s + clip.lead_s)
    seconds = motion.end_s + clip.tail_s
    if clip.after:
        scene = chained(figure, clip.after, pose.goals(0.0), rng)
        parts.append((seconds, scene))
        seconds += scene.seconds
    return Performance(clip, figure, pose.scenery, seconds, motion, pose, tuple(parts))


def breath_m(t_s: float) -> float:
    """How far the chest stands above its lowest: a quick breath in and a slower one out."""
    phase = 2 * np.pi * BREATHS_A_MINUTE / 60 * t_s
    return float(BREATH_M * (0.5 - 0.5 * np.cos(phase + 0.35 * np.sin(phase))))
