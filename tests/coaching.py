"""Runs poses through a whole session and sums up what came out."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from coach.definitions import Exercise, parse_exercise
from coach.events import Event, Flagged, PartialLogged, Rep, RepCounted, RepFinished
from coach.landmarks import FloatArray, Pose
from coach.session import Session
from tests.bodies import Script, swapped, times

ROOT = Path(__file__).parent.parent


def exercise(name: str) -> Exercise:
    path = ROOT / "exercises" / f"{name}.toml"
    return parse_exercise(path.read_text(encoding="utf-8"), str(path))


PELVIS_LIFT = exercise("pelvis_lift")


@dataclass(frozen=True)
class Result:
    """What a session found."""

    events: list[Event]

    @property
    def count(self) -> int:
        return sum(isinstance(event, RepCounted) for event in self.events)

    @property
    def reps(self) -> list[Rep]:
        return [event.rep for event in self.events if isinstance(event, RepFinished)]

    @property
    def partials(self) -> list[Rep]:
        return [event.rep for event in self.events if isinstance(event, PartialLogged)]

    @property
    def flagged(self) -> list[Flagged]:
        return [event for event in self.events if isinstance(event, Flagged)]


def coach(poses: Iterable[Pose], spec: Exercise = PELVIS_LIFT, dose_s: float = 2.0) -> Result:
    """One streaming pass over all poses."""
    session = Session(spec, dose_s=dose_s, stop_at_dose=False)
    events: list[Event] = []
    t_s = 0.0
    for pose in poses:
        t_s = pose.t_s
        events += session.update(pose)[1]
    return Result(events + session.finish(t_s)[1])


def play(script: Script, body: Callable[[float, float], Pose], fps: float = 30.0) -> list[Pose]:
    """The poses of a script; `body` makes one from a time and the script's value."""
    return [body(t_s, script.at(t_s)) for t_s in times(script.seconds, fps)]


def resampled(poses: list[Pose], fps: float) -> list[Pose]:
    """The same recording at another frame rate, landmarks in between on straight lines."""
    t_s = np.array([p.t_s for p in poses])
    image = np.stack([p.image for p in poses])
    times_s = np.arange(t_s[0], t_s[-1] + 1e-9, 1 / fps)
    after = np.clip(np.searchsorted(t_s, times_s), 1, len(t_s) - 1)
    share = ((times_s - t_s[after - 1]) / (t_s[after] - t_s[after - 1]))[:, None, None]
    mixed: FloatArray = image[after - 1] * (1 - share) + image[after] * share
    return [
        replace(poses[0], t_s=float(t), image=frame)
        for t, frame in zip(times_s, mixed, strict=True)
    ]


def mirrored(original: Pose) -> Pose:
    """As a camera with a mirrored picture sees it: the person's left and right change too."""
    image = original.image.copy()
    image[:, 0] = original.size[0] - image[:, 0]
    return swapped(replace(original, image=image))
