"""Moments as the screen gets them: a lying body, a status, cues and events made up by the test."""

import numpy as np

from coach.cues import Cue, Priority
from coach.events import Event, Flag, Flagged, Phase, Stage, Status
from coach.landmarks import Pose
from coach.pipeline import Frame, Moment

# A man doing a bridge, seen from his side: x and y in parts of a 4:3 picture, by landmark.
_LYING = {
    (0, 7, 8): (0.20, 0.70),
    (11, 12): (0.27, 0.72),
    (13, 14): (0.40, 0.76),
    (15, 16): (0.53, 0.78),
    (23, 24): (0.50, 0.60),
    (25, 26): (0.68, 0.48),
    (27, 28): (0.65, 0.72),
    (29, 30): (0.63, 0.76),
    (31, 32): (0.74, 0.77),
}


def lying_pose(size: tuple[int, int], visibility: float = 1.0, t_s: float = 10.0) -> Pose:
    """The body as a camera of `size` shows it: the 4:3 scene in the middle of the picture."""
    width, height = size
    scale = min(width / 4, height / 3)
    image = np.full((33, 4), np.nan)
    for landmarks, (x, y) in _LYING.items():
        left, top = (width - 4 * scale) / 2, (height - 3 * scale) / 2
        for landmark in landmarks:
            image[landmark] = (left + 4 * scale * x, top + 3 * scale * y, 0.0, visibility)
    return Pose(t_s, image, image, size, 1, 120.0)


def status(**changes: object) -> Status:
    """A person in the second of three repetitions, at rest."""
    usual: dict[str, object] = {
        "t_s": 10.0,
        "exercise": "Pelvis lift",
        "stage": Stage.ACTIVE,
        "phase": Phase.REST,
        "count": 2,
        "dose_reps": 3,
        "hold_s": None,
        "dose_s": 10.0,
        "reason": "",
        "side": "left",
    }
    return Status(**(usual | changes))  # type: ignore[arg-type]


def cue(text: str, t_s: float = 10.0, priority: Priority = Priority.FORM) -> Cue:
    return Cue(t_s, t_s + 3.0, priority, "any", text)


def flagged(flag: Flag, t_s: float = 10.0) -> Flagged:
    return Flagged(t_s, flag, 3.0, 2.0, "S0/s", 2)


def moment(
    now: Status,
    *,
    pixels: np.ndarray | None = None,
    pose: Pose | None = None,
    cues: tuple[Cue, ...] = (),
    events: tuple[Event, ...] = (),
) -> Moment:
    pose = pose or Pose.nobody(now.t_s)
    return Moment(Frame(now.t_s, pixels), pose, now, events, cues)
