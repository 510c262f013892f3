"""One way of a movement, as all landmarks together make it.

A signal of three or four landmarks is too noisy to tell a sudden or trembling movement from a quiet
one, above all from places that shorten it. All landmarks move together, and their noise does not:
so the way is the whole body's place on the straight line from the pose at its start to the pose at
its end, 0 there and 1 here, every coordinate weighted by how little it jitters. On 181 rendered
clips of four people at 10 to 20 frames a second this tells sudden, stepwise and trembling movement
from quiet movement by the same numbers in ten exercises and from every place that shows them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coach.filters import FIT_S, SPEED_MEDIAN_S, Smoother
from coach.landmarks import FloatArray
from coach.robust import MAD_TO_SIGMA
from coach.smoothness import sparc

MIN_FRAMES = 6
MIN_PARABOLA_FRAMES = 4  # three lie on a parabola anyway
# The second difference of white noise scatters so much more than the noise itself.
SECOND_DIFFERENCE_GAIN = 6.0**0.5
LEAST_JITTER2 = 1e-12  # squared trunk lengths: landmarks without any noise
# A parabola over half a second follows a quiet movement and leaves what is quicker than 3 Hz.
TREMOR_SPAN_S = 0.5
MOVING_SHARE = 0.3  # of the peak speed: slower than that nothing trembles that was moved
# Tremor of an action begins at 4 Hz (Deuschl, Bain, Brin, Mov Disord 13 S3, 1998): a camera with
# fewer frames a second shows it as something else.
MIN_TREMOR_FPS = 9.0


@dataclass(frozen=True, slots=True)
class Way:
    """A movement from one pose to another."""

    t_s: FloatArray  # shape (n,), seconds
    progress: FloatArray  # shape (n,), 0 at its start, 1 at its end
    change: FloatArray  # shape (66,), from the first pose to the last, trunk lengths; 0 if unknown
    weighted: FloatArray  # shape (66,), the same over the squared jitter of each coordinate

    def peak_speed(self) -> float:
        """Highest speed, ways per second; 0 where too few frames are known."""
        smoother = Smoother(SPEED_MEDIAN_S)
        full_s = self.t_s[0] + SPEED_MEDIAN_S + FIT_S - 1e-3  # before, the windows are short: noise
        levels = [smoother.push(t_s, y) for t_s, y in zip(self.t_s, self.progress, strict=True)]
        speeds = (
            abs(float(level.slope))
            for t_s, level in zip(self.t_s, levels, strict=True)
            if level is not None and t_s >= full_s
        )
        return max(speeds, default=0.0)

    def smoothness(self, start_s: float, end_s: float) -> float:
        """SPARC between two times; NaN where it is undefined."""
        inside = (self.t_s >= start_s) & (self.t_s <= end_s)
        return sparc(self.t_s[inside].tolist(), self.progress[inside].tolist())

    def tremor(self) -> FloatArray:
        """How far the body was off a smooth course in each frame of its movement, shares of the
        way; empty where the camera is too slow to show it.
        """
        n = len(self.t_s)
        if (n - 1) / (self.t_s[-1] - self.t_s[0]) < MIN_TREMOR_FPS:
            return np.zeros(0)
        off, speed = np.array([_off_course(self.t_s, self.progress, i) for i in range(n)]).T
        moving: FloatArray = np.abs(off[np.abs(speed) > MOVING_SHARE * np.abs(speed).max()])
        return moving

    def size_over(self, own: "Way") -> float:
        """How many times as far the body went as on another way in the same direction."""
        return float(own.weighted @ self.change / (own.weighted @ own.change))


def way_between(
    t_s: Sequence[float], bodies: Sequence[FloatArray], start: FloatArray, end: FloatArray
) -> Way | None:
    """The way from the pose `start` to the pose `end`.

    t_s: n times; bodies: n poses, and both others: shape (33, 2), trunk lengths, NaN where unknown.
    None when too few frames are known, or both poses are the same.
    """
    if len(bodies) < MIN_FRAMES:
        return None
    course = (np.stack(bodies) - start).reshape(len(bodies), -1)
    change = (end - start).ravel()
    is_known = np.isfinite(course).all(axis=0) & np.isfinite(change)
    course, change = course * is_known, np.where(is_known, change, 0.0)
    course[:, ~is_known] = 0.0
    weighted = np.where(is_known, change / _jitter2(course, is_known), 0.0)
    size = float(change @ weighted)
    if not size > 0.0:
        return None
    return Way(np.asarray(t_s, dtype=float), course @ weighted / size, change, weighted)


def middle_pose(bodies: Sequence[FloatArray]) -> FloatArray:
    """The median of some poses, shape (33, 2)."""
    pose: FloatArray = np.median(np.stack(bodies), axis=0)
    return pose


def _jitter2(course: FloatArray, is_known: NDArray[np.bool_]) -> FloatArray:
    """Squared noise of each coordinate, never far below the usual one. course: shape (n, 66)."""
    jumps = np.abs(np.diff(course, 2, axis=0)) / SECOND_DIFFERENCE_GAIN
    jitter2 = (MAD_TO_SIGMA * np.median(jumps, axis=0)) ** 2
    usual = float(np.median(jitter2[is_known])) if is_known.any() else 0.0
    floored: FloatArray = jitter2 + max(usual, LEAST_JITTER2)
    return floored


def _off_course(t_s: FloatArray, y: FloatArray, i: int) -> tuple[float, float]:
    """Distance of moment i from the parabola through those around it, and its speed there."""
    away_s = np.abs(t_s - t_s[i])
    near = np.flatnonzero(away_s <= TREMOR_SPAN_S / 2 + 1e-3)
    if len(near) < MIN_PARABOLA_FRAMES:
        near = np.sort(np.argsort(away_s, kind="stable")[:MIN_PARABOLA_FRAMES])
    fit = np.linalg.pinv(np.vander(t_s[near] - t_s[i], 3, increasing=True))
    level, slope = fit[0] @ y[near], fit[1] @ y[near]
    # A parabola takes some of the noise along: of white noise the distance scatters this much.
    own = float(fit[0][near == i][0])
    scatter = float(np.sqrt(max(1.0 - 2.0 * own + fit[0] @ fit[0], 1e-6)))
    return float(y[i] - level) / scatter, float(slope)
