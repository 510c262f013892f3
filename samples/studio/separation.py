"""How well a short film's movement shows in what the pose model saw: numbers, no verdicts.

A film shows rest, one movement held at its end, and the way back; sided exercises to the right,
then to the left. Distances are in shares of the true trunk length in the picture.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from coach.landmarks import FloatArray, Landmark
from coach.signals import (
    OTHER,
    SIGNALS,
    Joint,
    Side,
    is_seen,
    joint_index,
    near_side_score,
    shoulder_ratio,
    trunk_scale_px,
)

JUDGED_JOINTS: tuple[Joint, ...] = ("shoulder", "wrist", "hip", "knee", "ankle")
LIMBS: tuple[Joint, ...] = ("shoulder", "elbow", "wrist", "hip", "knee", "ankle")
REST_BELOW, HELD_ABOVE, SWING_ABOVE = 0.005, 0.995, 0.8  # of the film's largest excursion
SETTLING = 3  # frames, 0.3 s: the pose model follows a movement with up to 0.1 s delay
CURLED_ABOVE = 0.5  # of the knee hug's range: the knees hide the trunk
SWAPPED_BY = 0.05  # exchanging left and right brings all joints so much nearer, in trunk lengths
EDGE_PX = -0.5  # the picture spans -0.5 .. width - 0.5


@dataclass(frozen=True, eq=False)
class Footage:
    """What is kept of a film; T frames."""

    t_s: FloatArray  # (T,)
    excursion: FloatArray  # (T,) share of the range, positive to the person's right
    landmarks: FloatArray  # (T, 33, 4) pixels and visibility, NaN where nobody was found
    n_people: FloatArray  # (T,)
    truth: FloatArray  # (T, 33, 4) the true joints where the landmarks should be, NaN elsewhere
    size: tuple[int, int]

    @property
    def found(self) -> NDArray[np.bool_]:
        """(T,) whether the person was found."""
        found: NDArray[np.bool_] = np.isfinite(self.landmarks[:, Landmark.NOSE, 0])
        return found


@dataclass(frozen=True, eq=False)
class Ends:
    """(T,) which frames stand still: at rest, out (to the right), out to the left."""

    rest: NDArray[np.bool_]
    right: NDArray[np.bool_]
    left: NDArray[np.bool_]


@dataclass(frozen=True)
class Separation:
    """How one signal shows the movement; ranges in the signal's unit.

    seen: share of the frames in which every joint it needs is visible and inside the picture.
    weaker: the way from rest to the end, of two sides the smaller one; below 0 the wrong way.
    d_prime: range over the scatter, or over the signal's typical noise where that is larger.
    """

    signal: str
    seen: float
    range_seen: float
    range_true: float
    weaker: float
    scatter: float
    d_prime: float
    correlation: float  # with the same signal on the true joints


@dataclass(frozen=True)
class Sighting:
    """What the pose model made of one film as a whole."""

    n_frames: int
    found: float  # share of the frames in which the person is in the picture and not curled up
    in_picture: float  # share of the true joints
    error: dict[str, float]  # median by joint of the near side, in trunk lengths, swaps undone
    near_error: float  # median over those joints together
    swapped: float  # share of the frames with left and right exchanged
    second_person: float  # share of the frames in which somebody else was seen, who is not there
    trunk_px: float  # as the coach measures it at rest
    shoulder_ratio: float  # the same
    near_side: Side  # as the coach sees it


def ends(footage: Footage, *, is_swing: bool = False) -> Ends:
    """Which frames are held; of a swing, which are far out."""
    x = footage.excursion
    share = SWING_ABOVE if is_swing else HELD_ABOVE
    most = float(np.abs(x).max())
    masks = (np.abs(x) <= REST_BELOW * most, x >= share * most, x <= -share * most)
    if is_swing:
        return Ends(*masks)
    # The film begins at rest: there is nothing to settle from.
    return Ends(*(_settled(mask, skip_first=mask is masks[0]) for mask in masks))


def _settled(mask: NDArray[np.bool_], *, skip_first: bool) -> NDArray[np.bool_]:
    """The mask without the first frames of every run."""
    settled = mask.copy()
    for start, end in runs(mask):
        if not (skip_first and start == 0):
            settled[start : min(start + SETTLING, end)] = False
    return settled


def runs(mask: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Start and end (exclusive) of every run of True."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    return [(int(a), int(b)) for a, b in list(pairwise(edges))[::2]]


def near_side(footage: Footage) -> Side:
    """The side that the coach takes for the nearer one over most of the film."""
    score = _median(near_side_score(footage.landmarks))
    return "left" if score > 0 else "right"


def sighting(footage: Footage, *, is_curling: bool = False) -> Sighting:
    """Judge the landmarks of a whole film; NaN for what nobody can say where nobody was found."""
    side, rest, seen = near_side(footage), ends(footage).rest, footage.landmarks
    scale_px = true_scale_px(footage)
    is_swapped = _is_swapped(footage, scale_px)
    marks, others = (
        [joint_index(s, joint) for joint in JUDGED_JOINTS] for s in (side, OTHER[side])
    )
    drawn = np.where(is_swapped[:, None, None], seen[:, others], seen[:, marks])
    errors = _distance(drawn, footage.truth[:, marks]) / scale_px
    inside = _inside(footage)
    due = inside.mean(axis=1) >= 0.5
    if is_curling:
        due &= footage.excursion < CURLED_ABOVE * footage.excursion.max()
    return Sighting(
        n_frames=len(footage.t_s),
        found=_share(footage.found[due]),
        in_picture=float(inside.mean()),
        error=dict(zip(JUDGED_JOINTS, map(_median, errors.T), strict=True)),
        near_error=_median(errors),
        swapped=_share(is_swapped[footage.found]),
        second_person=float((footage.n_people > 1).mean()),
        trunk_px=_median(trunk_scale_px(seen[rest])),
        shoulder_ratio=_median(shoulder_ratio(seen[rest])),
        near_side=side,
    )


def true_scale_px(footage: Footage) -> float:
    """The trunk length S0 in the picture, on the true joints at rest."""
    return _median(trunk_scale_px(footage.truth[ends(footage).rest]))


def _share(mask: NDArray[np.bool_]) -> float:
    return float(mask.mean()) if len(mask) else float("nan")


def _distance(a: FloatArray, b: FloatArray) -> FloatArray:
    """(...,) between landmarks (..., 4), pixels."""
    distance: FloatArray = np.hypot(a[..., 0] - b[..., 0], a[..., 1] - b[..., 1])
    return distance


def _inside(footage: Footage) -> NDArray[np.bool_]:
    """(T, 13) whether the true joints, but the tips of the feet, are inside the picture."""
    marks = [joint_index(side, joint) for side in OTHER for joint in LIMBS]
    points = footage.truth[:, [Landmark.NOSE, *marks], :2]
    most = np.array(footage.size) + EDGE_PX
    return np.asarray(((points > EDGE_PX) & (points < most)).all(axis=-1), np.bool_)


def _is_swapped(footage: Footage, scale_px: float) -> NDArray[np.bool_]:
    """(T,) whether left and right are exchanged."""
    marks = {side: [joint_index(side, joint) for joint in LIMBS] for side in OTHER}
    both, other = marks["left"] + marks["right"], marks["right"] + marks["left"]
    straight = _distance(footage.landmarks[:, both], footage.truth[:, both]).mean(axis=1)
    exchanged = _distance(footage.landmarks[:, other], footage.truth[:, both]).mean(axis=1)
    return np.asarray(straight - exchanged > SWAPPED_BY * scale_px, np.bool_)


def separation(
    footage: Footage, name: str, *, direction: int, is_sided: bool, is_swing: bool = False
) -> Separation:
    """How the signal `name` shows the movement.

    direction: +1 when effort makes the signal larger, -1 smaller. is_sided: the film goes to the
        right and then to the left. is_swing: it does not stop at the ends.
    """
    signal, side = SIGNALS[name], near_side(footage)
    at = ends(footage, is_swing=is_swing)
    scale_px = _median(trunk_scale_px(footage.landmarks[ends(footage).rest]))
    seen = signal.measure(footage.landmarks, side, scale_px)
    true = signal.measure(footage.truth, side, true_scale_px(footage))
    ways_seen, ways_true = _ways(seen, at, is_sided=is_sided), _ways(true, at, is_sided=is_sided)
    scatter = _scatter_on(true, seen) if is_swing else _scatter_in_time(footage.t_s, seen, at)
    range_seen = direction * sum(ways_seen)
    marks = np.array(signal.landmarks(side))
    return Separation(
        signal=name,
        seen=float(is_seen(footage.landmarks, footage.size, marks).all(axis=-1).mean()),
        range_seen=range_seen,
        range_true=direction * sum(ways_true),
        weaker=min(direction * way for way in ways_seen),
        scatter=scatter,
        d_prime=range_seen / max(scatter, signal.sigma),
        correlation=_correlation(seen, true),
    )


def _ways(values: FloatArray, at: Ends, *, is_sided: bool) -> Sequence[float]:
    """From rest to the end; for two sides to the right, and to the left with the sign turned."""
    rest, right = _mean(values[at.rest]), _mean(values[at.right])
    return (right - rest, rest - _mean(values[at.left])) if is_sided else (right - rest,)


def _median(values: FloatArray) -> float:
    """NaN where nothing is known."""
    values = values[np.isfinite(values)]
    return float(np.median(values)) if values.size else float("nan")


def _mean(values: FloatArray) -> float:
    values = values[np.isfinite(values)]
    return float(values.mean()) if len(values) else float("nan")


def _scatter_in_time(t_s: FloatArray, values: FloatArray, at: Ends) -> float:
    """Pooled scatter of all held frames, each run about its own straight line in time."""
    pieces = [slice(*run) for mask in (at.rest, at.right, at.left) for run in runs(mask)]
    return _pooled([(t_s[piece], values[piece]) for piece in pieces])


def _scatter_on(true: FloatArray, seen: FloatArray) -> float:
    """Scatter of the seen values about a straight line on the true ones."""
    return _pooled([(true, seen)])


def _pooled(pieces: Sequence[tuple[FloatArray, FloatArray]]) -> float:
    squares, freedom = 0.0, 0
    for x, y in pieces:
        known = np.isfinite(x) & np.isfinite(y)
        if known.sum() < 3 or np.ptp(x[known]) == 0:
            continue
        line = np.polynomial.Polynomial.fit(x[known], y[known], 1)
        squares += float(((y[known] - line(x[known])) ** 2).sum())
        freedom += int(known.sum()) - 2
    return float(np.sqrt(squares / freedom)) if freedom else float("nan")


def _correlation(a: FloatArray, b: FloatArray) -> float:
    known = np.isfinite(a) & np.isfinite(b)
    if known.sum() < 3 or np.ptp(a[known]) == 0 or np.ptp(b[known]) == 0:
        return float("nan")
    return float(np.corrcoef(a[known], b[known])[0, 1])
