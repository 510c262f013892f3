"""Does the camera see all of the body before an exercise? One thing to mend at a time.

The pose model places the parts of a cut-off body outside the picture, about where they are: feet
moved out of the picture by up to a lower leg were found 2 to 6 % of the width from their place
(median; ten clips, four figures). So what is cut off is known by position, not by visibility. A
body whose head is cut off it mostly does not find at all.
"""

from collections import Counter, deque

import numpy as np

from coach.calibration import STILL_MOTION_S0_S
from coach.landmarks import FloatArray, Landmark, Pose
from coach.observer import MIN_TRUNK_PX, TRUNK
from coach.quality import COUNT_ABOVE, DARK_LUMA, Quality
from coach.signals import MIN_VISIBILITY, hip_middle_px, trunk_scale_px

SETTLES_S = 0.7  # a reason, or its end, is believed when it lasted so long
SETTLED_SHARE = 0.8  # in so many of the frames: landmarks jump now and then
REMEMBERED_S = 5.0  # who is lost was cut off or too small just before: that is what to mend
LEVEL_DEG = 45.0  # of the trunk against the picture's up: sitting below, lying above (exercises/)
FULL_SHARE = 0.9  # a body as long as that share of the picture leaves no room to move over
STILL_WITHIN_S = 0.5  # no joint moves further in this time than at the pace that is still there
# Feet, head and hands this near to an edge are cut off: the landmarks lie inside the outline, and
# the movement is yet to come. At rest none was within 0.06 in 79 clips of four figures.
RIM = 0.04  # of the width or height
# Fingers above the shoulders with the arms overhead: up to 1.18 in those clips, mostly 0.8-1.1.
OVERHEAD_S0 = 1.1  # trunk lengths
# Visibility of the face, which the model looks for first: above 0.97 in all clips of people who are
# wholly seen, 0.76-0.93 where it drew a body without having seen the head.
MIN_FACE_VISIBILITY = 0.9

_HEAD = np.array([Landmark.NOSE, Landmark.LEFT_EAR, Landmark.RIGHT_EAR])
_HANDS = np.array(
    [Landmark.LEFT_WRIST, Landmark.RIGHT_WRIST, Landmark.LEFT_INDEX, Landmark.RIGHT_INDEX]
)
_FEET = np.array(
    [Landmark[f"{s}_{part}"] for s in ("LEFT", "RIGHT") for part in ("ANKLE", "HEEL", "FOOT_INDEX")]
)
_JOINTS = ("SHOULDER", "ELBOW", "WRIST", "HIP", "KNEE", "ANKLE")
_LEFT, _RIGHT = (np.array([Landmark[f"{s}_{j}"] for j in _JOINTS]) for s in ("LEFT", "RIGHT"))
_LOSING = ("too_small", "too_close", "off_centre", "cut_off_feet", "cut_off_head")


class Framing:
    """Follows what is wrong with the picture of one person who gets ready for an exercise.

    A reason is a phrase key: no_person, two_people, too_dark, lie_down or stand_up, off_centre
    (over one edge as a whole), too_close, cut_off_feet, cut_off_head (or hands overhead),
    head_not_seen, too_small (too far away), too_few_frames; "" when nothing is wrong. The first is
    mended first: who does not lie yet is not told about feet.
    """

    def __init__(self, *, is_upright: bool, reaches_overhead: bool = False) -> None:
        """`is_upright`: the exercise is done standing or hanging. `reaches_overhead`: the arms will
        be overhead, so there must be room for the hands even while they are elsewhere.
        """
        self._is_upright = is_upright
        self._reaches_overhead = reaches_overhead
        self._quality = Quality()
        self._stillness = _Stillness()
        self._began_s: float | None = None
        self._recent: deque[tuple[float, str]] = deque()  # t_s, what was wrong in that frame
        self._reason = ""
        self._lost_by: tuple[float, str] | None = None  # t_s, what may make one lose the body
        self._good_since_s: float | None = None

    @property
    def reason(self) -> str:
        """What is to be mended first, "" when nothing is wrong or it is not known yet."""
        return self._reason

    def good_for_s(self, t_s: float) -> float:
        """For how long nothing has been wrong, and the body has been still."""
        return 0.0 if self._good_since_s is None else t_s - self._good_since_s

    def update(self, pose: Pose, problem: str = "") -> str:
        """Take a frame; returns the reason. `problem` is the source's own for having no picture."""
        fault = self._quality.update(pose, problem or self._fault(pose))
        if self._began_s is None:
            self._began_s = pose.t_s
        self._recent.append((pose.t_s, fault))
        while pose.t_s - self._recent[0][0] > SETTLES_S:
            self._recent.popleft()
        is_still = self._stillness.update(pose)
        if pose.t_s - self._began_s < SETTLES_S:
            return self._reason
        self._settle()
        n_good = sum(not fault for _, fault in self._recent)
        is_good = not self._reason and n_good >= COUNT_ABOVE * len(self._recent)
        if not (is_good and is_still):
            self._good_since_s = None
        elif self._good_since_s is None:
            self._good_since_s = pose.t_s
        return self._reason

    def _settle(self) -> None:
        """Change the reason when most of the last frames say something else."""
        others = Counter(fault for _, fault in self._recent if fault != self._reason)
        if others.total() >= SETTLED_SHARE * len(self._recent):
            self._reason = others.most_common(1)[0][0]

    def _fault(self, pose: Pose) -> str:
        """What is wrong in this frame alone, or made the body vanish just before."""
        is_dark = pose.luma < DARK_LUMA  # also False where it is not known
        if not pose.found or not np.isfinite(pose.image[TRUNK, :2]).all():
            return "too_dark" if is_dark else self._fault_of_loss(pose.t_s)
        if pose.n_people > 1:
            return "two_people"
        if is_dark:
            return "too_dark"
        fault = self._fault_of_body(pose)
        self._lost_by = (pose.t_s, fault) if fault in _LOSING else None
        return fault

    def _fault_of_loss(self, t_s: float) -> str:
        if self._lost_by is None or t_s - self._lost_by[0] > REMEMBERED_S:
            return "no_person"
        return self._lost_by[1]

    def _fault_of_body(self, pose: Pose) -> str:
        scale_px = float(trunk_scale_px(pose.image))
        if _is_level(pose.image) == self._is_upright:
            return "stand_up" if self._is_upright else "lie_down"
        feet = _edges_passed(pose.image[_FEET, :2], pose.size)
        head = _edges_passed(self._top(pose.image, scale_px), pose.size)
        if feet & head:
            return "off_centre"
        if (feet and head) or ((feet or head) and self._is_full(pose)):
            return "too_close"
        if feet:
            return "cut_off_feet"
        if head:
            return "cut_off_head"
        if pose.image[_HEAD, 3].max() < MIN_FACE_VISIBILITY:
            return "head_not_seen"
        return "too_small" if scale_px < MIN_TRUNK_PX else ""  # a cut-off body is drawn smaller

    def _top(self, image: FloatArray, scale_px: float) -> FloatArray:
        """Head, and hands beyond it or the place where they will be. Returns shape (k, 2), px."""
        shoulders = image[TRUNK[:2], :2].mean(axis=0)
        trunk = shoulders - hip_middle_px(image)
        up = trunk / max(float(np.hypot(*trunk)), 1.0)
        hands, head = image[_HANDS, :2], image[_HEAD, :2]
        is_beyond = (hands - shoulders) @ up > ((head - shoulders) @ up).max()
        points = [head, hands[is_beyond]]
        if self._reaches_overhead:
            points.append((shoulders + OVERHEAD_S0 * scale_px * up)[None])
        return np.concatenate(points)

    def _is_full(self, pose: Pose) -> bool:
        """Whether a body that is cut off would not fit if it lay or stood elsewhere."""
        axis = 1 if self._is_upright else 0
        span_px = float(np.ptp(pose.image[:, axis]))
        return span_px >= FULL_SHARE * pose.size[axis]


class _Stillness:
    """Remembers where the joints were half a second ago."""

    def __init__(self) -> None:
        self._last: deque[tuple[float, FloatArray]] = deque()  # t_s, places as of _middles_px

    def update(self, pose: Pose) -> bool:
        """Whether nothing has moved; False while nobody is seen or it is not known yet."""
        if not pose.found:
            self._last.clear()
            return False
        places = _middles_px(pose.image)
        self._last.append((pose.t_s, places))
        while len(self._last) > 1 and pose.t_s - self._last[1][0] >= STILL_WITHIN_S:
            self._last.popleft()
        before_s, before = self._last[0]
        if pose.t_s - before_s < STILL_WITHIN_S:
            return False
        moved_px = np.hypot(*(places - before).T)
        limit_px = STILL_MOTION_S0_S * STILL_WITHIN_S * float(trunk_scale_px(pose.image))
        return not (moved_px > limit_px).any()  # a hidden joint (NaN) is no movement


def _middles_px(image: FloatArray) -> FloatArray:
    """Middles of left and right joints, the better seen one weighs more. image: shape (33, 4).

    Exchanged names of left and right, as of a body seen from behind, move nothing. Returns shape
    (6, 2), NaN where both are hidden.
    """
    left, right = image[_LEFT], image[_RIGHT]
    of_left, of_right = (np.maximum(side[:, 3:] - MIN_VISIBILITY, 0.0) for side in (left, right))
    with np.errstate(invalid="ignore"):
        middles: FloatArray = (left[:, :2] * of_left + right[:, :2] * of_right) / (
            of_left + of_right
        )
    return middles


def _is_level(image: FloatArray) -> bool:
    """Whether the trunk lies rather than stands in the picture. image: shape (33, 4)."""
    x, y = image[TRUNK[:2], :2].mean(axis=0) - hip_middle_px(image)
    return bool(LEVEL_DEG <= np.degrees(np.arctan2(abs(x), -y)) <= 180 - LEVEL_DEG)


def _edges_passed(points: FloatArray, size: tuple[int, int]) -> set[str]:
    """The picture's edges, or their rim, that any of the points lies beyond. points: (k, 2), px."""
    shares = points / size
    passed = {
        "left": shares[:, 0] < RIM,
        "right": shares[:, 0] > 1 - RIM,
        "top": shares[:, 1] < RIM,
        "bottom": shares[:, 1] > 1 - RIM,
    }
    return {edge for edge, is_beyond in passed.items() if is_beyond.any()}
