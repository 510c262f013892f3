"""One pose in, one reading out: which side is near, how long the trunk is, and every signal.

The reading of an invisible or impossible moment says why instead of guessing.
"""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import hypot
from statistics import median

import numpy as np
from numpy.typing import NDArray

from coach import signals
from coach.definitions import Exercise
from coach.filters import SPEED_MEDIAN_S, Level, Smoother
from coach.landmarks import FloatArray, Landmark, Pose
from coach.posture import planted_key
from coach.sides import LabelKeeper
from coach.signals import OTHER, SIGNALS, Joint, Side, Signal, joint_index
from coach.view import UNKNOWN_VIEW, View, view_of

SIDE_CHANGES_AFTER_S = 1.0
JUMP_S0 = 0.5  # nobody's hip moves half a trunk between two frames: that is another person
NEW_PLACE_AFTER_S = 1.0  # unless it stays there
PROVISIONAL_S = 3.0  # before rest is known the scale is the median over this time
MIN_TRUNK_PX = 55.0  # smaller than that the landmarks' noise hides a small movement
TRUNK_RATIO = (0.55, 1.3)  # trunk length against the one at rest; curled it looks shorter
SIDE_MARGIN = 0.3  # of the near side's score: from the front or the back it is below 0.2, and noise
_SIDES: tuple[Side, ...] = ("left", "right")
TORN_S = 5.0  # so far back it is remembered how often the model tore left and right apart
TORN_S0 = 0.06  # so far a shoulder jumps then between two frames
SHOULDERS = [Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER]
NAN = float("nan")
BASIC_JOINTS: tuple[Joint, ...] = ("shoulder", "hip")
Watched = tuple[Joint, bool]  # a joint, and whether it is the one of the far side
TRUNK = np.array(
    [Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER, Landmark.LEFT_HIP, Landmark.RIGHT_HIP]
)


@dataclass(frozen=True, slots=True)
class Reading:
    """All that one frame says about the movement."""

    t_s: float
    problem: str = ""  # phrase key why the frame cannot be judged, "" when it can
    values: dict[str, float] = field(default_factory=dict)  # unfiltered signals at t_s
    levels: dict[str, Level] = field(default_factory=dict)  # filtered, dated 0.25 s back
    # of the primary signals, unit per second, dated 0.2 s back
    speeds: dict[str, float] = field(default_factory=dict)
    motion_s0_s: float = NAN  # of the fastest followed joint, trunk lengths a second
    torn_share: float = 0.0  # of the last frames, in which the model tore left and right apart
    trunk_px: float = NAN
    view: View = UNKNOWN_VIEW
    shoulder: tuple[float, float] = (NAN, NAN)  # near one, px
    hip: tuple[float, float] = (NAN, NAN)  # middle of the hips, px
    trunk_deg: float = NAN  # direction hip - shoulder in the picture
    # All landmarks, unfiltered, shape (33, 2), trunk lengths.
    body: FloatArray = field(default_factory=lambda: np.full((33, 2), NAN), compare=False)


class Observer:
    """Turns poses into readings for one exercise."""

    def __init__(self, exercise: Exercise) -> None:
        names = (*exercise.deciding_signals, *exercise.telling_signals)
        self._signals = [SIGNALS[name] for name in dict.fromkeys(names)]
        self._deciding = frozenset(exercise.deciding_signals)
        planted = exercise.planted.joints if exercise.planted else ()
        is_led = exercise.is_led_where_seen  # then the body's own movement must be known as well
        self._followed = tuple(dict.fromkeys((*planted, *(BASIC_JOINTS if is_led else ()))))
        self._required = self._required_joints(exercise)
        self._watched = self._watched_joints()
        self._watched_at = {side: _indices(side, self._watched) for side in _SIDES}
        self._smoothers: dict[str, Smoother] = {}
        self._speeds = {name: Smoother(SPEED_MEDIAN_S) for name in exercise.nominals}
        self._labels = LabelKeeper()
        self._last_shoulders: FloatArray | None = None
        self._was_exchanged = False
        self._torn: deque[tuple[float, bool]] = deque()  # t_s, labels exchanged
        self.has_turned = False  # the model's left and right have been the other way for a second
        self.side: Side | None = None
        self._other_side_since_s: float | None = None
        self.scale_px: float | None = None
        self._provisional_px: deque[tuple[float, float]] = deque()  # t_s, trunk length
        self._scale_is_frozen = False
        self._last_hip: FloatArray | None = None
        self._away_since_s: float | None = None

    def _required_joints(self, exercise: Exercise) -> tuple[Watched, ...]:
        basic, followed = (
            [(joint, False) for joint in joints] for joints in (BASIC_JOINTS, self._followed)
        )
        deciding = (w for name in exercise.deciding_signals for w in _watched(SIGNALS[name]))
        return tuple(dict.fromkeys((*basic, *deciding, *followed)))

    def _watched_joints(self) -> tuple[Watched, ...]:
        """The required ones first, then those of advice."""
        others = (watched for signal in self._signals for watched in _watched(signal))
        return tuple(dict.fromkeys((*self._required, *others)))

    def freeze_scale(self, trunk_px: float) -> None:
        """Take the trunk length at rest as the unit S0 from now on."""
        self.scale_px = trunk_px
        self._scale_is_frozen = True

    def release_scale(self) -> None:
        """Rest is not known any more: the camera or the person may stand elsewhere."""
        self._scale_is_frozen = False

    def forget(self) -> None:
        """Start anew: another place, another scale, maybe another side."""
        self.side = None
        self._reset_filters()
        self._provisional_px.clear()
        self._scale_is_frozen = False
        self._last_hip = None
        self._away_since_s = None

    def _reset_filters(self) -> None:
        self._smoothers.clear()
        for speed in self._speeds.values():
            speed.reset()

    def read(self, pose: Pose) -> Reading:
        """What this pose says, or why it says nothing."""
        if problem := self._person_problem(pose):
            return Reading(pose.t_s, problem)
        pose = self._with_kept_labels(pose)
        image = pose.image
        side = self._near_side(pose.t_s, image)
        trunk_px = float(signals.trunk_scale_px(image))
        if problem := self._size_problem(trunk_px) or self._jump_problem(pose.t_s, image):
            return Reading(pose.t_s, problem, trunk_px=trunk_px)
        scale_px = self._scale(pose.t_s, trunk_px)
        hidden = self._hidden(pose, side)
        if problem := self._hidden_problem(hidden):
            return Reading(pose.t_s, problem, trunk_px=trunk_px)
        return self._measure(pose, side, hidden, scale_px, trunk_px)

    def _with_kept_labels(self, pose: Pose) -> Pose:
        """The pose with left and right as they were a moment ago."""
        image, is_believed = self._labels.update(pose.image, pose.t_s, self.scale_px)
        self._torn.append((pose.t_s, self._is_torn(image, was_exchanged=image is not pose.image)))
        while pose.t_s - self._torn[0][0] > TORN_S:
            self._torn.popleft()
        if is_believed:
            self.has_turned = True
            self._reset_filters()
        return pose if image is pose.image else replace(pose, image=image)

    def _is_torn(self, image: FloatArray, *, was_exchanged: bool) -> bool:
        """Whether a shoulder jumped where the model exchanged left and right, or stopped to."""
        shoulders, last = image[SHOULDERS, :2], self._last_shoulders
        is_change, self._was_exchanged = was_exchanged or self._was_exchanged, was_exchanged
        self._last_shoulders = shoulders
        if last is None or not is_change or self.scale_px is None:
            return False
        return bool(np.abs(shoulders - last).max() > TORN_S0 * self.scale_px)

    def _measure(
        self,
        pose: Pose,
        side: Side,
        hidden: set[Watched],
        scale_px: float,
        trunk_px: float,
    ) -> Reading:
        image = pose.image
        values = {s.name: float(s.measure(image, side, scale_px)) for s in self._signals}
        if any(np.isnan(values[name]) for name in self._deciding):
            return Reading(pose.t_s, "posture", trunk_px=trunk_px)
        for joint in self._followed:
            x_px, y_px = image[joint_index(side, joint), :2]
            values[planted_key(joint, "x")] = float(x_px) / scale_px
            values[planted_key(joint, "y")] = float(y_px) / scale_px
        shoulder = image[joint_index(side, "shoulder"), :2]
        trunk = shoulder - image[joint_index(side, "hip"), :2]
        levels = self._levels(pose.t_s, hidden, values)
        hip = signals.hip_middle_px(image)
        return Reading(
            pose.t_s,
            values=values,
            levels=levels,
            speeds={name: self._speed_at(name, pose.t_s, values[name]) for name in self._speeds},
            motion_s0_s=self._motion_s0_s(levels),
            torn_share=sum(torn for _, torn in self._torn) / len(self._torn),
            trunk_px=trunk_px,
            view=view_of(image),
            shoulder=(float(shoulder[0]), float(shoulder[1])),
            hip=(float(hip[0]), float(hip[1])),
            trunk_deg=float(np.degrees(np.arctan2(trunk[1], trunk[0]))),
            body=image[:, :2] / scale_px,
        )

    def _levels(
        self, t_s: float, hidden: set[Watched], values: dict[str, float]
    ) -> dict[str, Level]:
        unseen = self._hidden_advice(hidden)
        levels: dict[str, Level] = {}
        for name, value in values.items():
            if name in unseen or value != value:
                continue
            smoother = self._smoothers.get(name)
            if smoother is None:
                smoother = self._smoothers[name] = Smoother()
            level = smoother.push(t_s, value)
            if level is not None:
                levels[name] = level
        return levels

    def _speed_at(self, name: str, t_s: float, value: float) -> float:
        level = self._speeds[name].push(t_s, value)
        return 0.0 if level is None else level.slope

    def _motion_s0_s(self, levels: Mapping[str, Level]) -> float:
        """Speed of the fastest joint that is followed; NaN while the filters fill."""
        speeds = []
        for joint in self._followed:
            x, y = levels.get(planted_key(joint, "x")), levels.get(planted_key(joint, "y"))
            if x is None or y is None:
                return NAN
            speeds.append(hypot(x.slope, y.slope))
        return max(speeds, default=NAN)

    def _hidden_advice(self, hidden: set[Watched]) -> set[str]:
        """Signals nothing depends on, whose joints are hidden at the moment."""
        return {
            signal.name
            for signal in self._signals
            if signal.name not in self._deciding and not hidden.isdisjoint(_watched(signal))
        }

    def _person_problem(self, pose: Pose) -> str:
        if not pose.found:
            return "no_person"
        if pose.n_people > 1:
            return "two_people"
        return "" if np.isfinite(pose.image[TRUNK, :2]).all() else "no_person"

    def _size_problem(self, trunk_px: float) -> str:
        if trunk_px < MIN_TRUNK_PX:
            return "too_small"
        if self._scale_is_frozen and self.scale_px is not None:
            low, high = TRUNK_RATIO
            if not low <= trunk_px / self.scale_px <= high:
                return "posture"
        return ""

    def _jump_problem(self, t_s: float, image: FloatArray) -> str:
        """Another person took the landmarks: wait until they come back or stay for a second."""
        hip = signals.hip_middle_px(image)
        scale_px = self.scale_px
        if self._last_hip is not None and scale_px is not None:
            moved = float(np.hypot(*(hip - self._last_hip))) / scale_px
            if moved > JUMP_S0:
                if self._away_since_s is None:
                    self._away_since_s = t_s
                if t_s - self._away_since_s < NEW_PLACE_AFTER_S:
                    return "other_person"
                self.forget()
                return "moved"
        self._away_since_s = None
        self._last_hip = hip
        return ""

    def _scale(self, t_s: float, trunk_px: float) -> float:
        """The frozen trunk length, or the median of the first frames until it is frozen."""
        if not self._scale_is_frozen:
            self._provisional_px.append((t_s, trunk_px))
            while t_s - self._provisional_px[0][0] > PROVISIONAL_S:
                self._provisional_px.popleft()
            self.scale_px = median(px for _, px in self._provisional_px)
        assert self.scale_px is not None
        return self.scale_px

    def _near_side(self, t_s: float, image: FloatArray) -> Side:
        """The side nearer to the camera; it changes only when the other is clearer for a second."""
        score = float(signals.near_side_score(image))
        nearer: Side = "left" if score > 0 else "right"
        if self.side is None:
            self.side = nearer
        if nearer == self.side or abs(score) < SIDE_MARGIN:
            self._other_side_since_s = None
            return self.side
        if self._other_side_since_s is None:
            self._other_side_since_s = t_s
        if t_s - self._other_side_since_s >= SIDE_CHANGES_AFTER_S:
            self.side = nearer
            self._other_side_since_s = None
            self._reset_filters()
        return self.side

    def _hidden(self, pose: Pose, side: Side) -> set[Watched]:
        """Watched joints that cannot be seen."""
        seen = signals.is_seen(pose.image, pose.size, self._watched_at[side])
        return {spot for spot, is_seen in zip(self._watched, seen, strict=True) if not is_seen}

    def _hidden_problem(self, hidden: set[Watched]) -> str:
        """The first required joint that cannot be seen, as a phrase key."""
        first = next((watched for watched in self._required if watched in hidden), None)
        return "" if first is None else f"cannot_see_{first[0]}"


def _watched(signal: Signal) -> tuple[Watched, ...]:
    near = ((joint, False) for joint in signal.joints)
    return (*near, *((joint, True) for joint in signal.far_joints))


def _indices(side: Side, watched: tuple[Watched, ...]) -> NDArray[np.intp]:
    sides = (OTHER[side] if is_far else side for _, is_far in watched)
    joints = (joint for joint, _ in watched)
    return np.array([*map(joint_index, sides, joints)], dtype=np.intp)
