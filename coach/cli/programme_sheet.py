"""One programme in plain words: who wrote it, what it takes away, and what it would do today.

Lines of plain text, whatever a stranger wrote: they are printed without markup.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from coach.adjustments import Adjustment
from coach.cli.day_words import about_minutes, dose_words
from coach.definitions import Exercise, Prop
from coach.dosing import ceiling_factor, dose_today
from coach.past import PastSession
from coach.plan import Plan, PlanEntry, plan_today
from coach.programmes import Programme


@dataclass(frozen=True, slots=True)
class Today:
    """What a plan is made from, of the person it is shown for."""

    past: Sequence[PastSession]
    props: frozenset[Prop]
    is_prop_asked: bool  # False: what is at hand is asked when the session starts
    now_s: float  # seconds since 1970


def head(programme: Programme) -> Iterator[str]:
    """Its names, and who signed it."""
    yield f"{programme.id}: {programme.name}"
    yield f"  {programme.about}"
    if programme.author is not None:
        yield f"  by {programme.author} (as the file says; nobody has checked it)"
    if programme.for_person is not None:
        yield f"  for {programme.for_person}"


def frame(programme: Programme) -> Iterator[str]:
    """How it is held together: rests, the longest time, and the place of the camera."""
    yield f"  Rests of {programme.rest_s:g} s, at most {programme.max_minutes:g} minutes"
    if programme.place is not None:
        yield f"  Camera: {programme.place}"


def content(exercises: Mapping[str, Exercise]) -> str:
    """The names of its exercises, in their order; some hold a comma."""
    return f"  {'; '.join(one.name for one in exercises.values())}"


def changes(programme: Programme, exercises: Mapping[str, Exercise]) -> Iterator[str]:
    """What it takes from each exercise, and the notes."""
    for one in programme.adjust:
        exercise = exercises[one.exercise]
        if words := _limits(one, exercise):
            yield f"  {exercise.name}: {', '.join(words)}"
        if one.note is not None:
            yield f"  {exercise.name}, note: {one.note}"


def today_lines(
    programme: Programme, exercises: Mapping[str, Exercise], today: Today
) -> Iterator[str]:
    """What it would do today: the exercises in order with their doses, and what is left out."""
    plan = _plan(programme, exercises, today)
    if not plan.entries:
        yield "Today nothing of it could be done."
    else:
        yield f"Today: {about_minutes(plan)}{_minutes_before(programme, exercises, today, plan)}"
        width = max(len(entry.exercise.name) for entry in plan.entries)
        for number, entry in enumerate(plan.entries, start=1):
            adjustment = programme.adjustment_of(entry.exercise.id)
            yield f"  {number:2}  {entry.exercise.name:{width}}  {_dose(entry, adjustment, today)}"
    for left in plan.left_out:
        yield f"  Left out: {exercises[left.exercise].name} ({left.reason.replace('_', ' ')})"
    if not today.is_prop_asked and any(left.reason.startswith("no_") for left in plan.left_out):
        yield "  What is at hand is asked when the session starts."


def _plan(programme: Programme, exercises: Mapping[str, Exercise], today: Today) -> Plan:
    return plan_today(programme, exercises, today.past, today.props, now_s=today.now_s)


def _minutes_before(
    programme: Programme, exercises: Mapping[str, Exercise], today: Today, plan: Plan
) -> str:
    before = _plan(programme.model_copy(update={"adjust": ()}), exercises, today)
    words = about_minutes(before)
    is_same = words == about_minutes(plan) and len(before.entries) == len(plan.entries)
    return "" if is_same else f"; without what it takes away {words}{_other_number(before, plan)}"


def _other_number(before: Plan, plan: Plan) -> str:
    """Shorter exercises may leave time for others."""
    n = len(before.entries)
    return "" if n == len(plan.entries) else f", for {n} exercise{'s' * (n != 1)}"


def _dose(entry: PlanEntry, adjustment: Adjustment | None, today: Today) -> str:
    """Today's dose, after the one that it would be without the programme."""
    exercise = entry.exercise
    words = dose_words(exercise, entry.reps, entry.hold_s)
    if adjustment is None:
        return words
    dose = dose_today(exercise, today.past, today.now_s)
    before = dose_words(exercise, dose.reps, dose.hold_s)
    if before != words:
        words = f"{before} -> {words}"
    factor = ceiling_factor(exercise.id, today.past)
    if entry.ceiling_factor < factor:
        words += f"; ceiling of range {_percent(factor)} -> {_percent(entry.ceiling_factor)}"
    return words


def _limits(one: Adjustment, exercise: Exercise) -> list[str]:
    words = []
    if one.max_reps is not None:
        words.append(f"at most {dose_words(exercise, one.max_reps, None)}")
    if one.max_hold_s is not None:
        words.append(f"holds of at most {one.max_hold_s:g} s")
    if one.range_share is not None:
        words.append(f"{_percent(one.range_share)} of the ceiling of range")
    return words


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
