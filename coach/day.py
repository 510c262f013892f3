"""The plan of a day: what was done, what is still open, and when the next session may start."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, zip_longest
from typing import Literal

from coach.definitions import Exercise, Prop
from coach.dosing import DoseToday
from coach.duration import exercise_s
from coach.past import Pain, PastSession
from coach.plan import (
    LEAST_PAUSE_S,
    Plan,
    PlanEntry,
    entry_today,
    pause_warning,
    plan_today,
    session_end_s,
)
from coach.programmes import Programme
from coach.stops import ENDING_PAINS

LEAST_APART_S = 1800.0  # between two that are done several times a day; our own choice

# Why nothing more is proposed today. red: the last check said that a doctor comes first.
Rest = Literal["red", "not_today", "pain"]
_REST_OF: dict[str, Rest] = {"not_today": "not_today", "pain": "pain"}  # by why a session ended
# So a session ends, too, in which nobody came as far as the check, or answered it.
_UNASKED = ("quit", "left", "ended", "")


@dataclass(frozen=True, slots=True)
class Day:
    """A day as the clock on the wall has it, in seconds since 1970. Some have 23 or 25 hours."""

    now_s: float
    begins_s: float
    ends_s: float
    morning_s: float  # nobody is called earlier
    latest_s: float  # no session is proposed for later
    evenings_s: tuple[float, float, float]  # when a session is usual: this day and the next two

    def holds(self, session: PastSession) -> bool:
        """Whether a session is one of this day: it is one of that in which it ended."""
        return self.begins_s <= session_end_s(session) < self.ends_s


@dataclass(frozen=True, slots=True)
class SmallOne:
    """An exercise that is done several times a day, also alone."""

    entry: PlanEntry  # one time of it
    is_shortened: bool  # today's dose has more repetitions
    is_adjusted: bool  # the programme takes something from it
    n_done: int  # today, in sessions or alone
    asked: tuple[int, int]  # times a day, from and to
    is_over: bool  # for today, however often it was done: it hurt, or the day is one of rest

    @property
    def exercise(self) -> Exercise:
        """What is done."""
        return self.entry.exercise

    @property
    def n_open(self) -> int:
        """How many times are still asked for. Nobody is asked for more than the least."""
        return 0 if self.is_over else max(self.asked[0] - self.n_done, 0)


@dataclass(frozen=True, slots=True)
class Hurt:
    """An exercise that was stopped today because it hurt, and what is asked for next time."""

    exercise: str  # id
    before: DoseToday
    after: DoseToday | None  # None where the exercise is not known any more
    pain: Pain  # the last one, but one that ends a session stays

    @property
    def is_ending(self) -> bool:
        """Whether such a pain ends a session: strong, or into the leg."""
        return self.pain in ENDING_PAINS


@dataclass(frozen=True, slots=True)
class DayPlan:
    """All that `coach today` tells."""

    done: tuple[PastSession, ...]  # today, also one exercise alone, in their order
    small_ones: tuple[SmallOne, ...]  # that can be done with what is at hand
    hurt: tuple[Hurt, ...]
    rest: Rest | None
    start_s: float | None  # when the next session may start; None: a doctor comes first
    plan: Plan  # of the next session


def plan_day(
    programme: Programme,
    exercises: Mapping[str, Exercise],
    past: Sequence[PastSession],
    props: frozenset[Prop],
    day: Day,
) -> DayPlan:
    """What `day` still holds for one person.

    exercises: all there are, with those of the programme, by id; past: the oldest first, as they
    are stored, whatever the clock said; props: the things that are there.
    """
    done = tuple(one for one in past if day.holds(one) and _is_something(one))
    rest = rest_reason(past, day)
    start_s = next_start_s(past, day)

    def today(exercise: Exercise) -> PlanEntry:
        return entry_today(exercise, past, day.now_s, programme.adjustment_of(exercise.id))

    hurt = _hurt(done, exercises, today)
    hurting = {one.exercise for one in hurt}
    is_over = rest in ("red", "not_today") or any(one.reason == "pain" for one in done)
    small_ones = tuple(
        _small_one(
            today(one),
            done,
            is_adjusted=programme.adjustment_of(one.id) is not None,
            is_over=is_over or one.id in hurting,
        )
        for one in exercises.values()
        if one.dose.per_day is not None and _is_possible(one, props)
    )
    planned_s = day.now_s if start_s is None else start_s
    plan = plan_today(programme, exercises, past, props, now_s=planned_s)
    return DayPlan(done, small_ones, hurt, rest, start_s, plan)


def hurt_today(past: Sequence[PastSession], day: Day) -> frozenset[str]:
    """Ids of the exercises that were stopped on `day` because they hurt: over until tomorrow."""
    return frozenset(
        one.exercise
        for session in past
        if day.holds(session)
        for one in session.exercises
        if one.pain is not None
    )


def rest_reason(past: Sequence[PastSession], day: Day) -> Rest | None:
    """Why no session is proposed for the rest of the day.

    "If it hurts, stop exercising": after any stop because of pain the next one is tomorrow. A red
    check holds until a later session: only the person knows what the doctor said.
    """
    checked = [one for one in past if one.programme and _is_checked(one)]
    if checked and checked[-1].reason == "red":
        return "red"
    today = [one for one in past if day.holds(one)]
    for session in reversed(today):
        if session.reason in _REST_OF:
            return _REST_OF[session.reason]
    is_hurt = any(one.pain is not None for session in today for one in session.exercises)
    return "pain" if is_hurt else None


def next_start_s(
    past: Sequence[PastSession],
    day: Day,
    not_before_s: float | None = None,
    *,
    is_at_that_time: bool = False,
) -> float | None:
    """When the next whole session may start, seconds since 1970; None: a doctor comes first.

    In the evening, when the pause since the last one is over by then; else as soon as it is, but
    not so late that nobody wants to exercise: then the next evening. not_before_s: later than now
    where that is needed; is_at_that_time: only at the usual time itself, today or another day.
    """
    rest = rest_reason(past, day)
    if rest == "red":
        return None
    free_s = max(earliest_s(past, day), day.now_s if not_before_s is None else not_before_s)
    this_evening_s, *others_s = day.evenings_s
    next_evening_s = next(one for one in others_s if one >= free_s)
    if rest is not None:
        return next_evening_s
    if this_evening_s >= free_s:
        return this_evening_s
    is_soon = free_s <= day.latest_s and not is_at_that_time
    return free_s if is_soon else next_evening_s


def small_times(day_plan: DayPlan, day: Day) -> list[tuple[float, SmallOne]]:
    """When each of those that are still open today could be done: evenly until the next session.

    Fewer where they would come within half an hour of each other.
    """
    until_s = day.latest_s
    if day_plan.start_s is not None:
        until_s = min(until_s, day_plan.start_s)
    in_turns = zip_longest(*([one] * one.n_open for one in day_plan.small_ones))
    still_open = [one for one in chain.from_iterable(in_turns) if one is not None]
    from_s = max(day.now_s, day.morning_s)
    left_s = max(until_s - from_s, 0.0)
    fitting = still_open[: max(int(left_s // LEAST_APART_S) - 1, 0)]
    apart_s = left_s / (len(fitting) + 1)
    return [(from_s + n * apart_s, one) for n, one in enumerate(fitting, start=1)]


def earliest_s(past: Sequence[PastSession], day: Day) -> float:
    """When the pause since the last session is over, seconds since 1970: now, or later."""
    hours = pause_warning(past, day.now_s)
    return day.now_s if hours is None else day.now_s + LEAST_PAUSE_S - 3600 * hours


def _is_checked(session: PastSession) -> bool:
    """Whether the check was certainly answered in it."""
    return bool(session.exercises) or session.reason not in _UNASKED


def _is_something(session: PastSession) -> bool:
    """Whether it is worth telling: nothing was done in one that was left at its check."""
    return any(one.count > 0 or one.pain is not None for one in session.exercises)


def _is_done_well(session: PastSession, exercise_id: str) -> bool:
    """Whether the exercise was done in that session, without pain; in several turns it is once."""
    turns = [one for one in session.exercises if one.exercise == exercise_id]
    return any(one.count > 0 for one in turns) and all(one.pain is None for one in turns)


def _is_possible(exercise: Exercise, props: frozenset[Prop]) -> bool:
    return not exercise.needs or not props.isdisjoint(exercise.needs)


def _small_one(
    today: PlanEntry, done: Sequence[PastSession], *, is_adjusted: bool, is_over: bool
) -> SmallOne:
    """Each time is as long as the article's shortest: the dose of a session, several times a day,
    would be more than the article asks for.
    """
    exercise = today.exercise
    reps = min(today.reps, exercise.dose.reps[0])
    entry = replace(today, reps=reps, lasts_s=exercise_s(exercise, reps, today.hold_s))
    n_done = sum(_is_done_well(one, exercise.id) for one in done)
    asked = exercise.dose.per_day or (0, 0)
    return SmallOne(entry, reps < today.reps, is_adjusted, n_done, asked, is_over)


def _hurt(
    done: Sequence[PastSession],
    exercises: Mapping[str, Exercise],
    today: Callable[[Exercise], PlanEntry],
) -> tuple[Hurt, ...]:
    """Each exercise once, with the dose it had when it hurt last, and the one it has now."""
    before: dict[str, DoseToday] = {}
    pains: dict[str, Pain] = {}
    for session in done:
        for one in session.exercises:
            if one.pain is not None:
                before[one.exercise] = DoseToday(one.dose_reps, one.dose_s or None)
                if pains.get(one.exercise) not in ENDING_PAINS or one.pain in ENDING_PAINS:
                    pains[one.exercise] = one.pain
    after = {name: today(exercises[name]) for name in before if name in exercises}
    now = {name: DoseToday(one.reps, one.hold_s) for name, one in after.items()}
    return tuple(Hurt(name, dose, now.get(name), pains[name]) for name, dose in before.items())
