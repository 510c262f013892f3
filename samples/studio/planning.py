"""A script's movements -> when exactly each repetition starts, is at its top, and ends."""

from collections.abc import Iterator

import numpy as np

from coach.truth import Fault
from samples.studio.motion import Motion, Rep, Swing
from samples.studio.script import Clip, Cycles, Reps

SUDDEN_SHARE, MIN_SUDDEN_S = 1 / 3, 0.4  # of the usual way out: it is felt as a jerk
ABORTED_S = 0.7  # a hold that is let go at once
PARTIAL_SHARE = 0.28
OVER_LARGE_SHARE = 1.5
PUSHED_LONGER = 1.5  # three pushes, or a stop half-way, take so much longer
MIN_DIP_HOLD_S = 3.5
SIDES = {"right": (1,), "left": (-1,), "both": (1, -1), None: (0,)}


def planned(clip: Clip, start_s: float) -> Motion:
    """All movements one after the other from `start_s` on; the same seed gives the same times."""
    rng = np.random.default_rng(clip.seed)
    reps: list[Rep] = []
    swings: list[Swing] = []
    t_s = start_s
    for movement in clip.movements:
        for rep, rest_s in _reps(movement, t_s, rng):
            reps.append(rep)
            t_s = rep.end_s + rest_s
    for cycles in clip.swings:
        swings.append(_swing(cycles, t_s))
        t_s = swings[-1].end_s + cycles.period_s / 2
    return Motion(tuple(reps), tuple(swings))


def _swing(spec: Cycles, start_s: float) -> Swing:
    share = OVER_LARGE_SHARE if Fault.OVER_LARGE in spec.faults else spec.share
    return Swing(start_s, spec.period_s, spec.cycles, share, spec.is_circle, spec.faults)


def _reps(spec: Reps, t_s: float, rng: np.random.Generator) -> Iterator[tuple[Rep, float]]:
    sides = SIDES[spec.side]
    for number in range(spec.count):
        side = sides[0 if Fault.WRONG_SIDE in spec.faults else number % len(sides)]
        vary = 1 + np.clip(rng.normal(0, spec.variety, 5), -2 * spec.variety, 2 * spec.variety)
        out_s, hold_s, back_s = (float(s) for s in vary[:3] * _ways_s(spec))
        share = float(_share(spec) * vary[3])
        top_s, release_s = t_s + out_s, t_s + out_s + hold_s
        rep = Rep(t_s, top_s, release_s, release_s + back_s, share, side, spec.faults)
        rest_s = float(spec.rest_s * vary[4])
        yield rep, rest_s
        t_s = rep.end_s + rest_s


def _ways_s(spec: Reps) -> tuple[float, float, float]:
    """Seconds out, held and back, with the faults that change the tempo."""
    out_s, hold_s, back_s = spec.out_s, spec.hold_s, spec.back_s
    if Fault.SUDDEN in spec.faults:
        out_s = max(MIN_SUDDEN_S, SUDDEN_SHARE * out_s)
    if Fault.PUSHES in spec.faults or Fault.PAUSE in spec.faults:
        out_s *= PUSHED_LONGER
    if Fault.PUSHES in spec.faults:
        back_s *= PUSHED_LONGER
    if Fault.ABORTED in spec.faults:
        hold_s = ABORTED_S
    if Fault.DIP in spec.faults:
        hold_s = max(hold_s, MIN_DIP_HOLD_S)
    return out_s, hold_s, back_s


def _share(spec: Reps) -> float:
    if Fault.PARTIAL in spec.faults:
        return PARTIAL_SHARE
    return OVER_LARGE_SHARE if Fault.OVER_LARGE in spec.faults else spec.share
