"""A scene: what somebody does on and around the mat that is no exercise."""

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from coach.truth import Happening
from samples.studio.figure import Figure
from samples.studio.goals import Goals, between
from samples.studio.motion import minimum_jerk
from samples.studio.rotation import Array
from samples.studio.scenes.bodies import completed
from samples.studio.scenes.gait import CALM_STEP_S, Walk

Moment = tuple[Happening, float, float]  # what, start_s, end_s


class Key(NamedTuple):
    """How the body is at one time; None: not in the room, until the next key with a body.

    is_via: it is passed, not stopped at. The way to it and the way from it overlap in time, as
    people's movements do when they go round something (Flash and Henis 1991).
    """

    t_s: float
    body: Goals | None
    is_via: bool = False


class _Move(NamedTuple):
    start_s: float
    end_s: float
    body: Goals | None


@dataclass(frozen=True)
class Actor:
    """A person beside the one who exercises; plays a scene of its own from `start_s` on."""

    figure: str  # who it is: an id of figures.toml
    scene: "Scene"
    start_s: float = 0.0

    def goals(self, t_s: float) -> Goals | None:
        """The body at the time `t_s`; None: not in the room."""
        own_s = t_s - self.start_s
        return self.scene.goals(own_s) if 0 <= own_s <= self.scene.seconds else None

    def shifted(self, by_s: float) -> "Actor":
        """The same, later."""
        return replace(self, start_s=self.start_s + by_s)


@dataclass(frozen=True)
class Scene:
    """Times in seconds from the beginning of the scene.

    keys: in order of time, the first at 0. walks: override the keys while they last.
    moments: what happens when. second: another person.
    """

    seconds: float
    keys: tuple[Key, ...]
    moments: tuple[Moment, ...] = ()
    walks: tuple[Walk, ...] = ()
    second: Actor | None = None

    def __post_init__(self) -> None:
        times = [key.t_s for key in self.keys]
        if not times or times[0] != 0 or any(b <= a for a, b in pairwise(times)):
            raise ValueError(f"keys must begin at 0 s and follow each other, not {times}")

    def goals(self, t_s: float) -> Goals | None:
        """The body at the time `t_s`; None: not in the room."""
        for walk in self.walks:
            if walk.start_s <= t_s < walk.end_s:
                return walk.goals(t_s)
        body = self.keys[0].body
        for move in self._moves:
            if t_s < move.start_s:
                break
            body = _on_the_way(body, move, t_s)
        return body

    @cached_property
    def _moves(self) -> tuple[_Move, ...]:
        keys = self.keys
        moves = []
        for i in range(1, len(keys)):
            start_s, end_s = keys[i - 1].t_s, keys[i].t_s
            if keys[i - 1].is_via:
                start_s -= (keys[i - 1].t_s - keys[i - 2].t_s) / 2
            if keys[i].is_via:
                end_s += (keys[i + 1].t_s - keys[i].t_s) / 2
            moves.append(_Move(start_s, end_s, keys[i].body))
        return tuple(moves)


def _on_the_way(body: Goals | None, move: _Move, t_s: float) -> Goals | None:
    if body is None or move.body is None:  # nobody fades in or out
        return body if t_s < move.end_s else move.body
    share = minimum_jerk((t_s - move.start_s) / (move.end_s - move.start_s))
    return between(body, move.body, share)


class Course:
    """Writes down the keys of a scene, one way after the other.

    start: None for somebody who is not in the room. pace: factor on all times; 1 is calm.
    """

    def __init__(self, figure: Figure, start: Goals | None, pace: float = 1.0) -> None:
        self._figure = figure
        self._pace = pace
        self._keys = [Key(0.0, None if start is None else completed(figure, start))]
        self._moments: list[Moment] = []
        self._walks: list[Walk] = []

    @property
    def t_s(self) -> float:
        """The time that has been reached."""
        return self._keys[-1].t_s

    def to(self, seconds: float, *bodies: Goals) -> None:
        """Go to the last of `bodies` and stop there, past the others, in so many seconds."""
        step_s = seconds * self._pace / len(bodies)
        for i, body in enumerate(bodies):
            is_via = i < len(bodies) - 1
            self._keys.append(Key(self.t_s + step_s, completed(self._figure, body), is_via))

    def stay(self, seconds: float) -> None:
        """Remain as one is."""
        self._keys.append(Key(self.t_s + seconds * self._pace, self._keys[-1].body))

    def walk(self, steps: Array, then: Goals | None) -> None:
        """Walk these steps; `then` is how one stands afterwards, None: out of the room."""
        walk = Walk(self._figure, steps, self.t_s, CALM_STEP_S * self._pace)
        self._walks.append(walk)
        body = None if then is None else completed(self._figure, then)
        self._keys.append(Key(walk.end_s, body))

    def note(self, what: Happening, start_s: float) -> None:
        """Something has happened from `start_s` until now."""
        self._moments.append((what, start_s, self.t_s))

    def scene(self) -> Scene:
        """All that was written down."""
        return Scene(self.t_s, tuple(self._keys), tuple(self._moments), tuple(self._walks))


def pace(rng: np.random.Generator) -> float:
    """People differ in how slowly they move."""
    return float(rng.uniform(0.94, 1.12))
