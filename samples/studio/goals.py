"""Goals: where trunk, head, hands and feet shall be, as data that can be blended."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np

from samples.studio.rotation import Array, Vector, blend, unit

Side = Literal["L", "R"]  # of the person's own body
SIDES: tuple[Side, Side] = ("L", "R")
OTHER: Mapping[Side, Side] = {"L": "R", "R": "L"}


@dataclass(frozen=True)
class LimbGoal:
    """Where the wrist or ankle shall be, and to which side elbow or knee point.

    end: (3,) metres. pole: (3,) direction, need not be square to the limb.
    end_rotation: (3, 3) of hand or foot from the rest frame into the room; None: it follows the
        lower limb.
    """

    end: Array
    pole: Array
    end_rotation: Array | None = None


@dataclass(frozen=True)
class Goals:
    """A whole body. All rotations lead from the rest frame into the room (metres, y up)."""

    pelvis_at: Array  # (3,) head of the bone `root`
    pelvis: Array  # (3, 3)
    chest: Array  # (3, 3); the spine between bends evenly
    head: Array  # (3, 3); the neck between bends evenly
    arms: Mapping[Side, LimbGoal]
    legs: Mapping[Side, LimbGoal]
    shrug_deg: Mapping[Side, float] = field(default_factory=lambda: {"L": 0.0, "R": 0.0})
    curl: Mapping[Side, float] = field(default_factory=lambda: {"L": 0.15, "R": 0.15})
    grips: Mapping[Side, Array] = field(default_factory=dict)  # where a gripping palm shall be

    def moved(self, by: Vector) -> "Goals":
        """The same body, carried as a whole by `by` (3,) metres."""
        step = np.asarray(by, np.float64)
        return replace(
            self,
            pelvis_at=self.pelvis_at + step,
            arms={s: replace(g, end=g.end + step) for s, g in self.arms.items()},
            legs={s: replace(g, end=g.end + step) for s, g in self.legs.items()},
            grips={s: place + step for s, place in self.grips.items()},
        )

    def turned(self, rotation: Array, about: Vector) -> "Goals":
        """The same body, turned as a whole by `rotation` (3, 3) about the place `about` (3,)."""
        centre = np.asarray(about, np.float64)
        return replace(
            self,
            pelvis_at=centre + rotation @ (self.pelvis_at - centre),
            pelvis=rotation @ self.pelvis,
            chest=rotation @ self.chest,
            head=rotation @ self.head,
            arms={s: _turned(g, rotation, centre) for s, g in self.arms.items()},
            legs={s: _turned(g, rotation, centre) for s, g in self.legs.items()},
            grips={s: centre + rotation @ (p - centre) for s, p in self.grips.items()},
        )


def _turned(limb: LimbGoal, rotation: Array, centre: Array) -> LimbGoal:
    end_rotation = None if limb.end_rotation is None else rotation @ limb.end_rotation
    return LimbGoal(centre + rotation @ (limb.end - centre), rotation @ limb.pole, end_rotation)


def mix(start: float | Array, end: float | Array, share: float) -> Array:
    """Straight-line blend of places or numbers."""
    return np.asarray(start, np.float64) * (1 - share) + np.asarray(end, np.float64) * share


def between(start: Goals, end: Goals, share: float) -> Goals:
    """The body `share` (0..1) of the way from one to the other: places straight, turns shortest."""
    if share <= 0:
        return start
    if share >= 1:
        return end
    return Goals(
        pelvis_at=mix(start.pelvis_at, end.pelvis_at, share),
        pelvis=blend(start.pelvis, end.pelvis, share),
        chest=blend(start.chest, end.chest, share),
        head=blend(start.head, end.head, share),
        arms={s: _limb_between(start.arms[s], end.arms[s], share) for s in SIDES},
        legs={s: _limb_between(start.legs[s], end.legs[s], share) for s in SIDES},
        shrug_deg={s: float(mix(start.shrug_deg[s], end.shrug_deg[s], share)) for s in SIDES},
        curl={s: float(mix(start.curl[s], end.curl[s], share)) for s in SIDES},
    )


def _limb_between(start: LimbGoal, end: LimbGoal, share: float) -> LimbGoal:
    pole = mix(unit(start.pole), unit(end.pole), share)
    if np.linalg.norm(pole) < 0.05:  # the two point against each other: go round by the side
        pole = pole + 0.1 * np.cross(unit(start.pole), [0.31, 0.87, 0.39])
    if start.end_rotation is None or end.end_rotation is None:
        rotation = start.end_rotation if share < 0.5 else end.end_rotation
    else:
        rotation = blend(start.end_rotation, end.end_rotation, share)
    return LimbGoal(mix(start.end, end.end, share), pole, rotation)
