"""Left and right stay left and right, although the pose model exchanges them at times.

Of a body that hangs with its back to the camera it exchanges them in every third frame, for a
moment each time, because front and back look alike to it.
"""

from math import hypot
from typing import Final

import numpy as np

from coach.landmarks import N_LANDMARKS, FloatArray, Landmark

# Shoulder line and hip line together, in trunk lengths. Straight from the flank they are 0.1 to
# 0.25, and which side is drawn where is a matter of noise; from the front and the back about 1.
CLEARLY_APART: Final = 0.2
GAP_S: Final = 0.5  # unseen for longer, a body may have turned
BELIEVED_AFTER_S: Final = 1.0  # the model insists: now the person may truly have turned
TRUNK_OVER_SHOULDERS: Final = 1.3  # as in signals.trunk_scale_px

_PAIRS: Final = np.array(
    [Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER, Landmark.LEFT_HIP, Landmark.RIGHT_HIP]
)
Lines = tuple[float, float, float, float]  # x, y of right to left shoulder, and hip, pixels


def _other_side(mark: Landmark) -> Landmark:
    words = {"LEFT": "RIGHT", "RIGHT": "LEFT"}
    return Landmark["_".join(words.get(word, word) for word in mark.name.split("_"))]


EXCHANGED: Final = np.array([_other_side(Landmark(i)) for i in range(N_LANDMARKS)])


class LabelKeeper:
    """Gives the landmarks back the names they had a moment ago.

    An exchange of names turns the lines between the shoulders and between the hips round at once,
    while the body stays where it is. Compared are the lines, not the places, so that a body on the
    move (a swing) is no other case. Where the two sides were not clearly apart within the last
    half second, nothing is changed.
    """

    def __init__(self) -> None:
        self._kept: Lines | None = None  # as last seen clearly apart, with the names we keep
        self._clear_s = float("-inf")  # when that was
        self._exchanged_since_s: float | None = None

    def update(
        self, image: FloatArray, t_s: float, scale_px: float | None
    ) -> tuple[FloatArray, bool]:
        """The landmarks with the names kept, and whether the person may have turned.

        image: shape (33, 4), pixels; it is not changed. scale_px: the trunk length at rest, None
        while it is not known. Nobody (NaN) is given back as it came. True is said once, with the
        frame from which on the model's own names are believed again.
        """
        if t_s - self._clear_s > GAP_S:
            self._kept = self._exchanged_since_s = None
        lines, is_clear = _lines(image, scale_px)
        is_exchanged = self._kept is not None and _dot(lines, self._kept) < 0  # NaN is not
        if not is_exchanged:
            self._exchanged_since_s = None
        elif self._exchanged_since_s is None:
            self._exchanged_since_s = t_s
        is_believed = self._is_long(t_s)
        if is_believed:
            is_exchanged, self._exchanged_since_s = False, None
        if is_clear:  # else the model is torn between the two: nothing to remember
            self._kept, self._clear_s = (_reversed(lines) if is_exchanged else lines), t_s
        return (image[EXCHANGED] if is_exchanged else image), is_believed

    def _is_long(self, t_s: float) -> bool:
        since_s = self._exchanged_since_s
        return since_s is not None and t_s - since_s > BELIEVED_AFTER_S


def _lines(image: FloatArray, scale_px: float | None) -> tuple[Lines, bool]:
    """The lines from the right to the left shoulder and hip, and whether they are long enough."""
    (lsx, lsy), (rsx, rsy), (lhx, lhy), (rhx, rhy) = image[_PAIRS, :2].tolist()
    lines = (lsx - rsx, lsy - rsy, lhx - rhx, lhy - rhy)
    shoulders_px, hips_px = hypot(*lines[:2]), hypot(*lines[2:])
    if scale_px is None:
        trunk_px = hypot(lsx + rsx - lhx - rhx, lsy + rsy - lhy - rhy) / 2
        scale_px = max(trunk_px, TRUNK_OVER_SHOULDERS * shoulders_px)
    return lines, shoulders_px + hips_px >= CLEARLY_APART * scale_px  # NaN is not


def _dot(a: Lines, b: Lines) -> float:
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2] + a[3] * b[3]


def _reversed(lines: Lines) -> Lines:
    sx, sy, hx, hy = lines
    return -sx, -sy, -hx, -hy
