"""A performance seen by a webcam: pictures with their times, and the true joints in each."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from samples.studio.camera import Camera
from samples.studio.camera_places import PLACES, camera_at
from samples.studio.figure import Figure, load_figure
from samples.studio.goals import Goals
from samples.studio.joints import NAMES, true_joints
from samples.studio.light import light
from samples.studio.performance import Performance, breath_m
from samples.studio.renderer import Moving, Renderer
from samples.studio.room import room
from samples.studio.rotation import Array
from samples.studio.skeleton import Posture
from samples.studio.solve import solve
from samples.studio.webcam import Webcam, frame_times

SKIN = "body"


@dataclass(frozen=True, eq=False)
class Shot:
    """One frame of a clip."""

    t_s: float
    picture: NDArray[np.uint8]  # (height, width, 3) RGB
    joints_px: Array  # (15, 2) in the picture, NaN while nobody is in the room
    joints_m: Array  # (15, 3) in the room


class StagedFigure:
    """A figure on the stage of a renderer."""

    def __init__(self, renderer: Renderer, figure: Figure) -> None:
        self.figure = figure
        self._meshes = [
            (
                mesh,
                renderer.load_moving(
                    mesh.uv,
                    mesh.triangles,
                    mesh.texture,
                    mesh.is_cutout,
                    mesh.shine,
                    mesh.tint,
                    is_two_sided=mesh.name != SKIN,  # a closed surface shows its outside only
                ),
            )
            for mesh in figure.meshes
        ]

    def takes(self, goals: Goals, breath: float) -> tuple[Posture, list[Moving]]:
        """Bring the meshes into place: the posture, and what is to be drawn."""
        posture = solve(self.figure.skeleton, goals)
        for mesh, moving in self._meshes:
            moving.move(*self.figure.skinned(mesh, posture, breath))
        return posture, [moving for _, moving in self._meshes]


def camera_of(performance: Performance) -> Camera:
    """The camera that the script asks for."""
    clip, scenery = performance.clip, performance.scenery
    if clip.looks_at is not None:
        scenery = replace(scenery, middle=np.array(clip.looks_at))
    return camera_at(
        PLACES[clip.place],
        scenery,
        clip.field_deg,
        clip.size,
        azimuth_offset_deg=clip.azimuth_offset_deg,
        is_mirrored=clip.is_mirrored,
    )


def times_of(performance: Performance) -> Array:
    """(T,) when the frames come."""
    clip = performance.clip
    effects = clip.effects
    return frame_times(
        performance.seconds, clip.fps, effects.jitter_s, effects.drop_share, clip.seed
    )


def filmed(performance: Performance, renderer: Renderer) -> Iterator[Shot]:
    """Every frame of the clip, in order of time."""
    clip, scenery, camera = performance.clip, performance.scenery, camera_of(performance)
    eye = np.array(camera.eye) - scenery.middle
    lit = light(clip.light, float(np.degrees(np.arctan2(eye[0], eye[2]))))
    fixed = renderer.load(room(clip.room, scenery.furniture, has_mat=scenery.has_mat))
    actor = StagedFigure(renderer, performance.figure)
    second = performance.second_figure
    passer_by = None if second is None else StagedFigure(renderer, load_figure(second))
    webcam = Webcam(seed=clip.seed, **_webcam_options(performance))
    for t_s in times_of(performance):
        moving: list[Moving] = []
        joints_m = np.full((len(NAMES), 3), np.nan)
        goals = performance.goals(t_s)
        if goals is not None:
            posture, moving = actor.takes(goals, breath_m(t_s))
            figure = actor.figure
            joints_m = true_joints(figure.skeleton, posture, figure.nose)
        other = performance.second_goals(t_s)
        if passer_by is not None and other is not None:
            moving = [*moving, *passer_by.takes(other, 0.0)[1]]
        picture = renderer.picture(camera, lit, fixed, moving)
        joints_px = webcam.moved(camera.project(joints_m), t_s)
        yield Shot(float(t_s), webcam.seen(picture, t_s), joints_px, joints_m)


def _webcam_options(performance: Performance) -> dict[str, float]:
    effects = performance.clip.effects
    return {
        "noise_sigma": effects.noise_sigma,
        "blur_px": effects.blur_px,
        "flicker": effects.flicker,
        "shake_px": effects.shake_px,
        "exposure": effects.exposure,
    }
