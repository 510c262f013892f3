"""What the coach should read from a true repetition: when it counts, and how many seconds of hold.

The plateau of a movement (release - top) is shorter than the hold the coach times, which begins and
ends within the ways out and back (exercises/README.md, "Hold seconds"). Between the times that a
truth gives, the body is taken to move by minimum jerk (Flash and Hogan 1985), and the coach's
definition is applied to that. The cycles of a swing follow no such profile.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from coach.definition_tables import Kind, Primary
from coach.definitions import Exercise
from coach.events import BodySide
from coach.landmarks import FloatArray
from coach.personal_range import PersonalRange
from coach.phases import HELD_LEVEL_S, HELD_SHARE, HOLDS, REPETITIONS, RETURN_DWELL_S, Timing
from coach.truth import Fault, TrueRep, Truth

STEP_S = 0.005
# These movements do not follow the profile between the four times.
UNLIKE_THE_PROFILE = frozenset({Fault.DIP, Fault.PAUSE, Fault.PUSHES})
TIMINGS: Mapping[Kind, Timing] = {"hold": HOLDS, "rep": REPETITIONS, "alternating": REPETITIONS}


@dataclass(frozen=True, slots=True)
class Expected:
    """What a faultless coach would say of one true repetition."""

    start_s: float  # the entry level is crossed
    counted_s: float  # it is certain: of a hold while it lasts, of others on their return
    hold_s: float | None  # None of what is not held


def minimum_jerk(u: FloatArray) -> FloatArray:
    """Share of the way after the share `u` of the time, from 0 to 1; clipped outside."""
    u = np.clip(u, 0.0, 1.0)
    way: FloatArray = u**3 * (10 - 15 * u + 6 * u**2)
    return way


def expected_readings(truth: Truth, exercise: Exercise) -> Iterator[Expected | None]:
    """For every true repetition in order; None where truth or kind do not tell enough.

    The entry level follows the person's own range as the coach learns it, of each side for itself.
    A repetition without amplitude is taken for one of the nominal range.
    """
    primary, timing = exercise.primary, TIMINGS.get(exercise.kind)
    ranges: dict[BodySide | None, PersonalRange] = {}
    for rep in truth.reps or ():
        if primary is None or timing is None:
            yield None
            continue
        personal = ranges.setdefault(rep.side, PersonalRange(primary.nominal))
        amplitude = _amplitude(rep, truth, primary)
        yield _expected(rep, amplitude, personal, timing)
        if rep.is_counted and Fault.OVER_LARGE not in rep.faults:
            personal.learn(amplitude)


def _amplitude(rep: TrueRep, truth: Truth, primary: Primary) -> float:
    if rep.amplitude is not None and truth.signal == primary.signal:
        return rep.amplitude
    return primary.nominal * (1.0 if rep.share is None else rep.share)


def _expected(
    rep: TrueRep, amplitude: float, personal: PersonalRange, timing: Timing
) -> Expected | None:
    if UNLIKE_THE_PROFILE & set(rep.faults):
        return None
    t_s = np.arange(rep.start_s, rep.end_s + STEP_S, STEP_S)
    y = amplitude * _profile(rep, t_s)
    above_s = t_s[y >= personal.entry_level(0.0)]
    if not above_s.size or above_s[-1] - above_s[0] < timing.certain_after_s:
        return None
    start_s, back_s = float(above_s[0]), float(above_s[-1])
    if timing.counts_on_return:
        returned_s = float(t_s[y >= personal.leave_level(amplitude, 0.0)][-1])
        return Expected(start_s, returned_s + RETURN_DWELL_S, None)
    counted_s = start_s + timing.certain_after_s
    learnt_s = counted_s + HELD_LEVEL_S
    end_s = back_s
    if back_s > learnt_s:
        held_level = np.median(y[(t_s >= counted_s) & (t_s <= learnt_s)])
        end_s = max(float(t_s[y >= HELD_SHARE * held_level][-1]), learnt_s)
    return Expected(start_s, counted_s, end_s - start_s)


def _profile(rep: TrueRep, t_s: FloatArray) -> FloatArray:
    """Excursion as a share of the amplitude."""
    out_s = max(rep.top_s - rep.start_s, STEP_S)  # a clip may begin at the top
    back_s = max(rep.end_s - rep.release_s, STEP_S)
    out = minimum_jerk((t_s - rep.start_s) / out_s)
    back = minimum_jerk((t_s - rep.release_s) / back_s)
    return out - back
