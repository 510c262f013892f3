"""Stick figures with exact angles: poses built for tests of the core, no model needed."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from coach.landmarks import N_LANDMARKS, Landmark, Pose
from coach.signals import Joint, Side, joint_index

SIZE = (640, 480)
TRUNK_PX = 110.0
SHOULDER_AT = np.array([120.0, 330.0])
FAR_OFFSET = np.array([0.03, 0.04])  # the far side is drawn a little off the near one
Points = dict[Joint, np.ndarray]  # joint -> (2,) in trunk lengths, x to the feet, y up


def minimum_jerk(u: float) -> float:
    u = min(max(u, 0.0), 1.0)
    return u**3 * (10 - 15 * u + 6 * u * u)


def lying(lift: float, foot_at: float = 2.0, elbow_deg: float = 95.0) -> Points:
    """A person on the back with the hip `lift` trunk lengths off the shoulder - ankle line."""
    shoulder, ankle = np.zeros(2), np.array([foot_at, 0.0])
    hip = np.array([np.sqrt(1 - lift**2), lift])
    to_ankle = ankle - hip
    half = float(np.hypot(*to_ankle)) / 2
    normal = np.array([-to_ankle[1], to_ankle[0]]) / (2 * half)
    knee = hip + to_ankle / 2 + normal * np.sqrt(0.85**2 - half**2)
    elbow = np.array([0.55, -0.02])
    turn = np.radians(180 - elbow_deg)
    wrist = elbow + 0.45 * np.array([np.cos(turn), np.sin(turn)])
    foot = ankle + np.array([0.25, -0.02])
    return {
        "shoulder": shoulder,
        "hip": hip,
        "knee": knee,
        "ankle": ankle,
        "elbow": elbow,
        "wrist": wrist,
        "foot_index": foot,
    }


def folded(hip_deg: float, knee_deg: float = 80.0, trunk_deg: float = 0.0) -> Points:
    """A person known by three angles: hip, knee, and the trunk's above the horizontal."""

    def direction(deg: float) -> np.ndarray:
        return np.array([np.cos(np.radians(deg)), np.sin(np.radians(deg))])

    hip = np.array([1.0, 0.0])
    shoulder = hip + direction(180 - trunk_deg)
    thigh_deg = 180 - trunk_deg - hip_deg
    knee = hip + 0.85 * direction(thigh_deg)
    ankle = knee + 0.85 * direction(thigh_deg - (180 - knee_deg))
    points = lying(0.05)
    return {**points, "shoulder": shoulder, "hip": hip, "knee": knee, "ankle": ankle}


def pose(
    t_s: float,
    points: Points,
    *,
    near: Side = "right",
    scale: float = 1.0,
    mirrored: bool = False,
    rotated_deg: float = 0.0,
    noise_px: float = 0.0,
    rng: np.random.Generator | None = None,
    n_people: int = 1,
    hidden: Sequence[Joint] = (),
) -> Pose:
    """The pose of a stick figure seen from the flank; the far side stands a little off."""
    image = np.zeros((N_LANDMARKS, 4))
    image[:, :2], image[:, 3] = points["shoulder"] + [-0.25, 0.1], 0.95
    far: Side = "left" if near == "right" else "right"
    for joint, at in points.items():
        image[joint_index(near, joint), :2] = at
        image[joint_index(far, joint), :2] = at + FAR_OFFSET
        image[joint_index(far, joint), 3] = 0.9 if joint in ("shoulder", "hip") else 0.3
        if joint in hidden:
            image[joint_index(near, joint), 3] = 0.1
    xy = image[:, :2] * [1, -1] * TRUNK_PX * scale
    turn = np.radians(rotated_deg)
    xy = xy @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    xy = xy + SHOULDER_AT
    if noise_px:
        assert rng is not None
        xy = xy + rng.normal(0, noise_px, xy.shape)
    if mirrored:
        xy = xy * [-1, 1] + [SIZE[0], 0]
    image[:, :2] = xy
    return Pose(t_s, image, np.zeros((N_LANDMARKS, 4)), SIZE, n_people, 120.0)


def swapped(original: Pose) -> Pose:
    """The same picture with the person's left and right exchanged, as in a mirror image."""
    order = list(range(N_LANDMARKS))
    for mark in Landmark:
        if "LEFT" in mark.name:
            order[mark] = Landmark[mark.name.replace("LEFT", "RIGHT")]
        elif "RIGHT" in mark.name:
            order[mark] = Landmark[mark.name.replace("RIGHT", "LEFT")]
    return Pose(
        original.t_s,
        original.image[order],
        original.world[order],
        original.size,
        original.n_people,
        original.luma,
    )


def times(seconds: float, fps: float, start_s: float = 0.0) -> Iterator[float]:
    """Frame times without the rounding of repeated sums."""
    return (start_s + i / fps for i in range(round(seconds * fps)))


class Script:
    """A course of one value over time, made of rests, minimum-jerk moves and holds."""

    def __init__(self, value: float) -> None:
        self._pieces: list[tuple[float, float, Callable[[float], float]]] = []
        self._value = value
        self.seconds = 0.0

    def stay(self, seconds: float) -> "Script":
        value = self._value
        return self._add(seconds, lambda _: value)

    def move(self, value: float, seconds: float) -> "Script":
        start, self._value = self._value, value
        return self._add(seconds, lambda u: start + (value - start) * minimum_jerk(u / seconds))

    def wave(self, amplitude: float, period_s: float, seconds: float) -> "Script":
        middle = self._value
        return self._add(
            seconds, lambda u: middle + amplitude * float(np.sin(2 * np.pi * u / period_s))
        )

    def rep(self, top: float, up_s: float, hold_s: float, down_s: float, rest_s: float) -> "Script":
        rest = self._value
        return self.move(top, up_s).stay(hold_s).move(rest, down_s).stay(rest_s)

    def _add(self, seconds: float, value: Callable[[float], float]) -> "Script":
        self._pieces.append((self.seconds, seconds, value))
        self.seconds += seconds
        return self

    def at(self, t_s: float) -> float:
        for start_s, seconds, value in self._pieces:
            if t_s < start_s + seconds:
                return value(t_s - start_s)
        start_s, seconds, value = self._pieces[-1]
        return value(seconds)
