"""Is the upper body where it lay or stood at rest, or did the person get up and leave?"""

from math import radians, sin

from coach.calibration import RestFinder
from coach.definitions import Exercise
from coach.observer import Reading

STOOD_UP_S0 = 0.8  # the shoulder moved so far from its place at rest
STOOD_UP_DEG = 45.0  # or the trunk turned so far
STOOD_UP_FOR_S = 1.0
PLACE_AFTER_S = 0.75  # so long the body lies still until its place is taken


class Whereabouts:
    """Remembers the near shoulder's place and the trunk's direction at rest."""

    def __init__(self, exercise: Exercise) -> None:
        self._far_s0, self._far_deg = _far(exercise)
        self._place: tuple[float, float, float, float] | None = None  # x, y, trunk_deg, scale
        self._away_since_s: float | None = None

    def forget(self) -> None:
        """The person may be somewhere else from now on."""
        self._place = self._away_since_s = None

    def remember(self, reading: Reading, finder: RestFinder, scale_px: float | None) -> None:
        """Take the place of a body that rests; `scale_px` is the trunk length."""
        if reading.problem or not finder.in_bands(reading):
            return
        # Someone who gets up passes through the bands of rest, but not slowly.
        if finder.still_since_s is None or reading.t_s - finder.still_since_s < PLACE_AFTER_S:
            return
        scale = float("nan") if scale_px is None else scale_px
        self._place = (*reading.shoulder, reading.trunk_deg, scale)

    def has_left(self, reading: Reading) -> bool:
        """Whether the upper body has been away from its place for a second."""
        if self._place is None or reading.trunk_deg != reading.trunk_deg:
            self._away_since_s = None  # unseen time proves nothing
            return False
        x, y, trunk_deg, scale_px = self._place
        moved = ((reading.shoulder[0] - x) ** 2 + (reading.shoulder[1] - y) ** 2) ** 0.5
        turned = abs((reading.trunk_deg - trunk_deg + 180) % 360 - 180)
        if moved <= self._far_s0 * scale_px and turned <= self._far_deg:
            self._away_since_s = None
            return False
        if self._away_since_s is None:
            self._away_since_s = reading.t_s
        return reading.t_s - self._away_since_s >= STOOD_UP_FOR_S


def _far(exercise: Exercise) -> tuple[float, float]:
    """How far the shoulder, in trunk lengths, and the trunk, in degrees, get without leaving.

    Where the trunk's own tilt is the movement its way is added: the shoulder goes round the hip.
    """
    if "tilt" not in exercise.nominals:
        return STOOD_UP_S0, STOOD_UP_DEG
    tilt_deg = min(exercise.cap_in("deg"), 180.0)
    return STOOD_UP_S0 + 2 * sin(radians(tilt_deg / 2)), STOOD_UP_DEG + tilt_deg
