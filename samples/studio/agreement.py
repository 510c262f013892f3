"""Does a truth file say what the true joints do? The repetitions are found anew and compared.

Nothing here looks at the script that a clip was made from: only at the joints and the truth.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from coach.errors import CoachError
from coach.truth import Fault, TrueRep, Truth
from samples.studio.clip_files import whole_clips
from samples.studio.joints_file import TrueJoints, read_joints
from samples.studio.rotation import Array
from samples.studio.true_signals import TRUE_SIGNALS, true_signal
from samples.studio.truths import at_top, rest_before

LEAVES_REST = 0.11  # of the median range: a movement has begun
STILL_SHARE = 0.09  # of the median range may the body move while it should rest
HELD_SHARE = 0.90  # of its own top stays a hold that does not dip
SUDDEN_S = 0.22  # from 20 to 80 % of the way out
RANGE_TOLERANCE = 0.02
LENGTH_TOLERANCE_S = 0.5  # late frames at the end
HALF_WAY = (0.42, 0.67)  # of the time of a way: half of it is done in between, as signals bend it
SWING = "wall_bar_swing"


def disagreeing(folder: Path) -> Iterator[str]:
    """What differs in all truth files under a folder that have their joints beside them."""
    for files in whole_clips(folder):
        where = files.truth.relative_to(folder)
        try:
            truth, joints = files.read_truth(), read_joints(files.joints)
        except CoachError as error:
            yield str(error)
            continue
        for what in disagreements(truth, joints):
            yield f"{where}: {what}"


def disagreements(truth: Truth, joints: TrueJoints) -> list[str]:
    """What differs, one sentence each; empty where the truth is true."""
    lasts_s = float(joints.t_s[-1])
    if abs(truth.seconds - lasts_s) > LENGTH_TOLERANCE_S:
        return [f"it is about {truth.seconds:g} s, the joints are there for {lasts_s:.1f} s"]
    if truth.exercise is None or not truth.reps:
        return []
    if truth.exercise not in TRUE_SIGNALS:
        return [f"there is no true signal for {truth.exercise!r}"]
    signal = true_signal(truth.exercise, truth.made.get("stance"))
    excursion = signal.excursion(joints.world, rest_before(truth.reps, joints.t_s))
    t_s = joints.t_s
    found = [*_ranges(truth, excursion, t_s)]
    if truth.exercise == SWING:
        return [*found, *_cycles(truth.reps, excursion, t_s)]
    until_s = truth.reps[-1].end_s + 0.5 if truth.moments else truth.seconds
    found += _movements(truth.reps, excursion, t_s, until_s)
    for number, rep in enumerate(truth.reps, start=1):
        found += [f"repetition {number} {what}" for what in _one(rep, excursion, t_s)]
    return [*found, *_sizes(truth.reps, excursion, t_s)]


def _ranges(truth: Truth, excursion: Array, t_s: Array) -> Iterator[str]:
    """The true range that the file gives for each repetition."""
    told = truth.made.get("true_range", {}).get("values")
    if told is None:
        return
    if len(told) != len(truth.reps or ()):
        yield f"it tells {len(truth.reps or ())} repetitions and {len(told)} ranges"
        return
    for number, (rep, value) in enumerate(zip(truth.reps or (), told, strict=True), start=1):
        measured = at_top(rep, excursion, t_s)
        if rep.side is None:  # a swing is as far on both sides: which one is farther says nothing
            measured, value = abs(measured), abs(value)
        if abs(measured - value) > RANGE_TOLERANCE * abs(measured) + 1e-4:
            yield f"repetition {number} has a range of {measured:.4g}, the file says {value:.4g}"


def _median_range(reps: Sequence[TrueRep], excursion: Array, t_s: Array) -> float:
    return float(np.median([abs(at_top(rep, excursion, t_s)) for rep in reps]))


def _movements(
    reps: Sequence[TrueRep], excursion: Array, t_s: Array, until_s: float
) -> Iterator[str]:
    """Every stretch away from rest is one repetition, and every repetition one stretch."""
    away = np.abs(excursion) > LEAVES_REST * _median_range(reps, excursion, t_s)
    inside = np.zeros(len(t_s), bool)
    for number, rep in enumerate(reps, start=1):
        during = (t_s >= rep.start_s) & (t_s <= rep.end_s)
        inside |= during
        n_stretches = int(np.sum(np.diff(away[during].astype(int), prepend=0) == 1))
        if n_stretches != 1:
            yield f"repetition {number} leaves rest {n_stretches} times"
    resting = ~inside & (t_s > reps[0].start_s - 2) & (t_s < until_s)
    moved = np.abs(excursion[resting])
    limit = STILL_SHARE * _median_range(reps, excursion, t_s)
    if len(moved) and float(moved.max()) > limit:
        yield f"the body moves by {moved.max():.4g} while it should rest"


def _one(rep: TrueRep, excursion: Array, t_s: Array) -> Iterator[str]:
    top = at_top(rep, excursion, t_s)
    if rep.side is not None and (top > 0) != (rep.side == "right"):
        yield f"goes to the other side than {rep.side}"
    held = np.abs(excursion[(t_s >= rep.top_s) & (t_s <= rep.release_s)])
    if Fault.DIP not in rep.faults and len(held) and held.min() < HELD_SHARE * abs(top):
        yield "is not held at its top"
    if Fault.DIP in rep.faults and len(held) and held.min() > 0.8 * abs(top):
        yield "does not dip"
    if not {Fault.PUSHES, Fault.PAUSE} & set(rep.faults):
        half_s = float(np.interp(0.5, *_way(rep, np.abs(excursion), t_s)))
        share = (half_s - rep.start_s) / (rep.top_s - rep.start_s)
        if not HALF_WAY[0] < share < HALF_WAY[1]:
            yield f"is half-way out after {share:.2f} of the time"
    way_s = _middle_of_way_s(rep, np.abs(excursion), t_s)
    if (way_s < SUDDEN_S) != (Fault.SUDDEN in rep.faults):
        yield f"takes {way_s:.2f} s for the middle of its way"


def _middle_of_way_s(rep: TrueRep, size: Array, t_s: Array) -> float:
    """Seconds from 20 to 80 % of the way out."""
    low, high = np.interp([0.2, 0.8], *_way(rep, size, t_s))
    return float(high - low)


def _way(rep: TrueRep, size: Array, t_s: Array) -> tuple[Array, Array]:
    """Shares of the way out, rising, and the times at which they were reached."""
    out = (t_s >= rep.start_s - 0.2) & (t_s <= rep.top_s + 0.2)
    way = np.maximum.accumulate(size[out])
    rising: Array = way / max(float(way[-1]), 1e-9) + np.arange(len(way)) * 1e-12
    return rising, t_s[out]


def _sizes(reps: Sequence[TrueRep], excursion: Array, t_s: Array) -> Iterator[str]:
    usual = [rep for rep in reps if not {Fault.PARTIAL, Fault.OVER_LARGE} & set(rep.faults)]
    median = _median_range(usual, excursion, t_s) if usual else 0.0
    if not median:
        return
    for number, rep in enumerate(reps, start=1):
        share = abs(at_top(rep, excursion, t_s)) / median
        if Fault.PARTIAL in rep.faults and share > 0.6:
            yield f"repetition {number} is called partial at {share:.2f} of the usual range"
        if Fault.OVER_LARGE in rep.faults and share < 1.2:
            yield f"repetition {number} is called over-large at {share:.2f} of the usual range"


def _cycles(reps: Sequence[TrueRep], excursion: Array, t_s: Array) -> Iterator[str]:
    """A cycle of a swing is right first, then left, about the plumb line."""
    for number, rep in enumerate(reps, start=1):
        middle_s = (rep.start_s + rep.end_s) / 2
        first = excursion[(t_s > rep.start_s) & (t_s < middle_s)]
        second = excursion[(t_s > middle_s) & (t_s < rep.end_s)]
        if first.mean() <= 0 or second.mean() >= 0:
            yield f"cycle {number} does not swing to the right and then to the left"
