"""The scenes by name, and several of them played one after the other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal, Protocol

import numpy as np

from coach.errors import CoachError
from coach.tables import nearest
from samples.studio.figure import Figure
from samples.studio.goals import Goals
from samples.studio.scenes import company, lying, moving
from samples.studio.scenes.scene import Key, Scene

State = Literal["lying", "standing", "away"]  # standing: beside the mat


class Build(Protocol):
    """Makes a scene of one figure that begins or ends at `rest`, or stays there."""

    def __call__(self, figure: Figure, rest: Goals, rng: np.random.Generator) -> Scene:
        """Times and sides vary with `rng`."""


@dataclass(frozen=True)
class SceneInfo:
    """How to make a scene, and how it fits to others; "any": it ends as it starts."""

    build: Build
    starts: State | Literal["any"]
    ends: State | Literal["any"]


SCENES: Mapping[str, SceneInfo] = MappingProxyType(
    {
        "still": SceneInfo(lying.still, "any", "any"),
        "fidget": SceneInfo(lying.fidget, "lying", "lying"),
        "scratch_face": SceneInfo(lying.scratch_face, "lying", "lying"),
        "reach_glass": SceneInfo(lying.reach_glass, "lying", "lying"),
        "arms_up": SceneInfo(lying.arms_up, "lying", "lying"),
        "hands_on_chest": SceneInfo(lying.hands_on_chest, "lying", "lying"),
        "stop_sign": SceneInfo(lying.stop_sign, "lying", "lying"),
        "quick_stop_sign": SceneInfo(lying.quick_stop_sign, "lying", "lying"),
        "turn_over": SceneInfo(lying.turn_over, "lying", "lying"),
        "sit_up": SceneInfo(lying.sit_up, "lying", "lying"),
        "get_up": SceneInfo(moving.get_up, "lying", "standing"),
        "lie_down": SceneInfo(moving.lie_down, "standing", "lying"),
        "leave": SceneInfo(moving.leave, "standing", "away"),
        "come_back": SceneInfo(moving.come_back, "away", "standing"),
        "walk_around": SceneInfo(moving.walk_around, "standing", "standing"),
        "empty_room": SceneInfo(moving.empty_room, "away", "away"),
        "stand_still": SceneInfo(moving.stand_still, "standing", "standing"),
        "standing_stop_sign": SceneInfo(moving.standing_stop_sign, "standing", "standing"),
        "second_person": SceneInfo(company.second_person, "any", "any"),
        "second_person_before": SceneInfo(company.second_person_before, "any", "any"),
        "second_helper": SceneInfo(company.second_helper, "lying", "lying"),
    }
)


def chained(figure: Figure, names: Sequence[str], rest: Goals, rng: np.random.Generator) -> Scene:
    """The named scenes one after the other, as one.

    rest: how the figure lies; or how it stands or hangs, for scenes of one who stands.
    Raises CoachError when a scene is unknown, or does not start as the one before it ends.
    """
    infos = [_info(name) for name in names]
    if not infos:
        raise CoachError("A chain of scenes needs at least one of them; name some.")
    state: State = "standing" if moving.is_upright(rest) else "lying"
    state = next((info.starts for info in infos if info.starts != "any"), state)
    whole: Scene | None = None
    for name, info in zip(names, infos, strict=True):
        if info.starts not in ("any", state):
            raise CoachError(
                f"Scene {name!r} starts {info.starts} but the one before it ends {state}; put a "
                "scene between them that leads over."
            )
        _check_rest(name, info, rest)
        scene = _built(figure, info, state, rest, rng)
        whole = scene if whole is None else joined(whole, scene)
        state = state if info.ends == "any" else info.ends
    assert whole is not None
    return whole


def _info(name: str) -> SceneInfo:
    if name not in SCENES:
        raise CoachError(
            f"There is no scene {name!r}{nearest(name, SCENES)}: samples/studio/scenes/chain.py "
            "names them all."
        )
    return SCENES[name]


def _check_rest(name: str, info: SceneInfo, rest: Goals) -> None:
    is_on_back = rest.chest[1, 2] > 0.5  # the front of the chest is up
    if "lying" in (info.starts, info.ends) and not is_on_back:
        raise CoachError(
            f"Scene {name!r} is for one who lies on the back, but this exercise rests otherwise; "
            "choose scenes that start and end standing or away."
        )


def _built(
    figure: Figure, info: SceneInfo, state: State, rest: Goals, rng: np.random.Generator
) -> Scene:
    if info.starts == "any" and state == "standing" and not moving.is_upright(rest):
        rest = moving.stood(figure, rest)
    scene = info.build(figure, rest, rng)
    if info.starts == "any" and state == "away":
        return replace(scene, keys=(Key(0.0, None),))
    return scene


def joined(first: Scene, then: Scene) -> Scene:
    """One scene after the other. Each may have a second person, but not both."""
    by_s = first.seconds
    keys = list(first.keys)
    start = then.keys[0].body
    if keys[-1].t_s < by_s - 1e-9:
        keys.append(Key(by_s, start))
    keys += [key._replace(t_s=key.t_s + by_s) for key in then.keys[1:]]
    second = None if then.second is None else then.second.shifted(by_s)
    if first.second is not None and second is not None:
        raise CoachError("Two scenes of one clip have a second person; put them into two clips.")
    return Scene(
        by_s + then.seconds,
        tuple(keys),
        (*first.moments, *((what, a + by_s, b + by_s) for what, a, b in then.moments)),
        (*first.walks, *(walk.shifted(by_s) for walk in then.walks)),
        first.second or second,
    )
