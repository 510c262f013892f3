"""What is done today: a programme, as far as dose, things at hand, care and time allow."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Literal

from coach.adjustments import Adjustment
from coach.definitions import Exercise, Prop
from coach.dosing import DoseToday, ceiling_factor, dose_today
from coach.duration import exercise_s, preparing_s, repetition_s
from coach.past import PastSession
from coach.programmes import Programme

MAX_EXERCISE_S = 15 * 60.0  # the articles' upper limit for one exercise
FIRST_SESSIONS = 3  # so many are done before the whole programme is offered; our own choice
LEAST_PAUSE_S = 5 * 3600.0  # the articles: again after five to six hours

Reason = Literal["no_bar", "no_wall_bars", "no_table", "hurt_today", "caution", "time"]
_LACKING: dict[Prop, Reason] = {
    "bar": "no_bar",
    "wall_bars": "no_wall_bars",
    "table": "no_table",
}


@dataclass(frozen=True, slots=True)
class PlanEntry:
    """One exercise of today."""

    exercise: Exercise
    reps: int  # to each side, where there are two
    hold_s: float | None  # None where nothing is held
    ceiling_factor: float  # share of the own ceiling of range that holds today
    lasts_s: float  # estimated, with its explanation


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An exercise of the programme that is not done today."""

    exercise: str  # id
    reason: Reason


@dataclass(frozen=True, slots=True)
class Plan:
    """Today's session. Without entries there is nothing that could be done today."""

    programme: Programme
    entries: tuple[PlanEntry, ...]
    left_out: tuple[LeftOut, ...]  # in the programme's order

    @property
    def rest_s(self) -> float:
        """Between two exercises."""
        return self.programme.rest_s

    @property
    def lasts_s(self) -> float:
        """Estimated seconds for the exercises and the rests between them."""
        rests_s = self.rest_s * max(len(self.entries) - 1, 0)
        return sum(entry.lasts_s for entry in self.entries) + rests_s


def plan_today(
    programme: Programme,
    exercises: Mapping[str, Exercise],
    past: Sequence[PastSession],
    props: frozenset[Prop],
    *,
    is_gentle: bool = False,
    now_s: float | None = None,
    hurt_today: Collection[str] = (),
) -> Plan:
    """Today's exercises with their doses, in the programme's order.

    exercises: all that the programme names, by id; past: the oldest first; props: the things that
    are there; is_gentle: only what has no caution at all; now_s: seconds since 1970, None where
    the date is not known; hurt_today: ids of the exercises that are over for today.
    """
    entries: list[PlanEntry] = []
    left_out: dict[str, Reason] = {}
    for name in programme.exercises:
        is_hurt = name in hurt_today
        reason = "hurt_today" if is_hurt else _reason_against(exercises[name], props, is_gentle)
        entry = _entry(exercises[name], past, now_s, programme.adjustment_of(name))
        if reason is not None:
            left_out[name] = reason
        elif entry is None:
            left_out[name] = "time"
        else:
            entries.append(entry)
    n_fitting = _n_fitting(entries, programme)
    left_out |= {entry.exercise.id: "time" for entry in entries[n_fitting:]}
    return Plan(
        programme,
        tuple(entries[:n_fitting]),
        tuple(LeftOut(name, left_out[name]) for name in programme.exercises if name in left_out),
    )


def entry_today(
    exercise: Exercise,
    past: Sequence[PastSession],
    now_s: float,
    adjustment: Adjustment | None = None,
) -> PlanEntry:
    """Today's dose of an exercise that is done alone: at least one repetition.

    adjustment: that of the programme which the person has settled on.
    """
    entry = _entry(exercise, past, now_s, adjustment)
    if entry is not None:
        return entry
    # One repetition is longer than an exercise may be: it ends in the middle of it.
    dose = DoseToday(1, dose_today(exercise, past, now_s).hold_s)
    factor = ceiling_factor(exercise.id, past)
    if adjustment is not None:
        dose, factor = adjustment.cut(dose), adjustment.lowered(factor)
    return PlanEntry(exercise, 1, dose.hold_s, factor, MAX_EXERCISE_S)


def needed_props(programme: Programme, exercises: Mapping[str, Exercise]) -> tuple[Prop, ...]:
    """The things that a user of the programme is asked for, each once, in its order."""
    named = (prop for name in programme.exercises for prop in exercises[name].needs)
    return tuple(dict.fromkeys(named))


def next_programme(past: Sequence[PastSession]) -> str:
    """Id of the programme that is offered: the first one until three sessions came to their end.

    One exercise that was done alone is no session.
    """
    n_done = sum(session.is_done for session in past if session.programme)
    return "first" if n_done < FIRST_SESSIONS else "full"


def pause_warning(past: Sequence[PastSession], now_s: float) -> float | None:
    """Hours since the last session, when they are too few; None when nobody need be warned.

    past: the oldest first; sessions in which nothing was done do not count, nor does one exercise
    that was done alone. now_s: seconds since 1970. A last session that lies in the future says that
    a clock was set: how long ago it was is not known then, and a warning would name a time that is
    wrong.
    """
    ends_s = [session_end_s(session) for session in past if _is_tiring(session)]
    since_s = now_s - ends_s[-1] if ends_s else LEAST_PAUSE_S
    return since_s / 3600 if 0 <= since_s < LEAST_PAUSE_S else None


def session_end_s(session: PastSession) -> float:
    """Seconds since 1970; of one that was broken off nothing later than its beginning is known."""
    return session.began_s if session.ended_s is None else session.ended_s


def _is_tiring(session: PastSession) -> bool:
    """Whether something was done in it. One exercise alone, such as a hang, tires nobody."""
    return bool(session.programme) and any(record.count > 0 for record in session.exercises)


def _reason_against(exercise: Exercise, props: frozenset[Prop], is_gentle: bool) -> Reason | None:
    """Why an exercise is not done today, whatever the time."""
    if exercise.needs and props.isdisjoint(exercise.needs):
        return _LACKING[exercise.needs[0]]
    return "caution" if is_gentle and exercise.cautions else None


def _entry(
    exercise: Exercise,
    past: Sequence[PastSession],
    now_s: float | None,
    adjustment: Adjustment | None,
) -> PlanEntry | None:
    """Today's dose, as much of it as fits into the longest time of an exercise; None: nothing.

    What the programme takes from it is taken last: the time that shorter holds leave is no reason
    for another repetition.
    """
    dose = dose_today(exercise, past, now_s)
    factor = ceiling_factor(exercise.id, past)
    left_s = MAX_EXERCISE_S - preparing_s(exercise)
    reps = min(dose.reps, int(left_s // repetition_s(exercise, dose.hold_s)))
    if reps < 1:
        return None
    dose = replace(dose, reps=reps)
    if adjustment is not None:
        dose, factor = adjustment.cut(dose), adjustment.lowered(factor)
    lasts_s = exercise_s(exercise, dose.reps, dose.hold_s)
    return PlanEntry(exercise, dose.reps, dose.hold_s, factor, lasts_s)


def _n_fitting(entries: Sequence[PlanEntry], programme: Programme) -> int:
    """How many of the first exercises fit into the programme's time."""
    return sum(end_s <= programme.max_minutes * 60 for end_s in _ends_s(entries, programme.rest_s))


def _ends_s(entries: Sequence[PlanEntry], rest_s: float) -> Iterator[float]:
    """When each exercise ends, from the beginning of the session."""
    return accumulate(
        (entry.lasts_s for entry in entries),
        lambda end_s, lasts_s: end_s + rest_s + lasts_s,
    )
