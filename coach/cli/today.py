"""`coach today`: what is done, what is open, and when the next session may start."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any

import typer

from coach.cli.day_words import (
    HOW_IT_HURT,
    REST,
    SEE_A_DOCTOR,
    about_minutes,
    command_for,
    day_name,
    dose_words,
    entry_words,
    left_out_words,
    session_words,
)
from coach.cli.person_day import DayWishes, PersonDay, person_day
from coach.cli.terminal import CONSOLE
from coach.day import Hurt, SmallOne, earliest_s
from coach.edges.local_day import local
from coach.past import PastSession

PersonOption = Annotated[str | None, typer.Option("--person", help="Whose day it is.")]
ProgrammeOption = Annotated[
    str | None,
    typer.Option("--programme", "-p", help="A programme's id, or your own .toml file."),
]
LanguageOption = Annotated[
    str | None,
    typer.Option("--language", "-l", help="Of the exercises' names: en, de, es, or a .toml file."),
]


def today(
    person: PersonOption = None,
    programme: ProgrammeOption = None,
    language: LanguageOption = None,
    is_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
) -> None:
    """What is done today, what is open, and when the next session may start."""
    wishes = DayWishes(person, programme, language)
    known = person_day(wishes)
    if is_json:
        typer.echo(json.dumps(_data(known), indent=2, ensure_ascii=False))
        return
    for line in _lines(known, wishes):
        CONSOLE.print(line, highlight=False, markup=False, soft_wrap=True)


def _lines(known: PersonDay, wishes: DayWishes) -> Iterator[str]:
    now = local(known.day.now_s)
    yield f"{day_name(now)}, {now:%H:%M}"
    yield from _done_lines(known)
    yield from _open_lines(known, wishes)
    yield ""
    if known.unfinished is not None:
        began = local(known.unfinished.began_s)
        yield f"A session was broken off at {began:%H:%M}: `coach start` offers to go on with it."
    if known.plan.rest is not None:
        yield REST[known.plan.rest]
    if any(one.is_ending for one in known.plan.hurt):
        yield SEE_A_DOCTOR
    if known.plan.start_s is not None:
        yield from _next_lines(known, known.plan.start_s, wishes)


def _done_lines(known: PersonDay) -> Iterator[str]:
    yield ""
    if not known.plan.done:
        yield "Nothing is done yet."
        return
    yield "Done"
    for session in known.plan.done:
        began = local(session.began_s)
        yield f"  {began:%H:%M}  {session_words(session, known)}"
    for one in known.plan.hurt:
        yield f"  {_hurt_sentence(one, known)}"


def _hurt_sentence(hurt: Hurt, known: PersonDay) -> str:
    """How it hurt, and what a stop because of pain changes."""
    exercise, how = known.exercises.get(hurt.exercise), HOW_IT_HURT.get(hurt.pain, "")
    if exercise is None or hurt.after is None:
        return f"{hurt.exercise} hurt{how}: it is over for today."
    before, after = (
        dose_words(exercise, dose.reps, dose.hold_s) for dose in (hurt.before, hurt.after)
    )
    change = f"{after}, as before" if before == after else f"{after} instead of {before}"
    over = f"{exercise.name} hurt{how}: it is over for today"
    if any(one.exercise.id == hurt.exercise for one in known.plan.plan.entries):
        return f"{over}. The next session has it again: {change}."
    return f"{over}, and the next dose is {change}."


def _open_lines(known: PersonDay, wishes: DayWishes) -> Iterator[str]:
    if not known.plan.small_ones:
        return
    yield ""
    yield "Several times a day"
    for one in known.plan.small_ones:
        yield f"  {one.exercise.name} ({entry_words(one.entry)})"
        yield f"    {_how_often(one)}{_how_to(one, wishes)}"


def _how_often(one: SmallOne) -> str:
    low, high = one.asked
    asked = f"{low} to {high}" if low < high else f"{low}"
    done = f"{one.n_done} of {asked} times"
    if one.is_over:
        return f"{done}; over for today"
    return f"{done}; {one.n_open} still open" if one.n_open else f"{done}; enough for today"


def _how_to(one: SmallOne, wishes: DayWishes) -> str:
    return f": {command_for(wishes, one)}" if one.n_open else ""


def _next_lines(known: PersonDay, start_s: float, wishes: DayWishes) -> Iterator[str]:
    plan = known.plan.plan
    if not plan.entries:
        yield f"Nothing of {plan.programme.name} can be done: {left_out_words(plan, known)}."
        yield "Choose another with --programme, or say in the settings what is at hand."
        return
    yield f"Next session: {_when(known, start_s)}, {about_minutes(plan)}"
    yield f"  {plan.programme.name}: {wishes.command}"
    width = max(len(entry.exercise.name) for entry in plan.entries)
    for entry in plan.entries:
        yield f"    {entry.exercise.name:{width}}  {entry_words(entry)}"
    if plan.left_out:
        yield f"  Left out: {left_out_words(plan, known)}."
    if not known.settled.props_asked and any(one.reason.startswith("no_") for one in plan.left_out):
        yield "  What is at hand is asked when the session starts."


def _when(known: PersonDay, start_s: float) -> str:
    """Such as "today at 18:30, possible from now on"."""
    if start_s <= known.day.now_s:
        return "now"
    start = local(start_s)
    n_days = (start.date() - _date(known)).days
    word = {0: "today", 1: "tomorrow"}.get(n_days, day_name(start))
    earliest = earliest_s(known.past, known.day)
    if n_days or earliest >= start_s:
        return f"{word} at {start:%H:%M}"
    is_free = earliest <= known.day.now_s
    since = "now" if is_free else f"{local(earliest):%H:%M}"
    return f"{word} at {start:%H:%M} (possible from {since} on)"


def _date(known: PersonDay) -> date:
    return local(known.day.now_s).date()


def _data(known: PersonDay) -> dict[str, Any]:
    """The same for programs; times as ISO 8601 with their distance from UTC."""
    return {
        "person": known.person,
        "now": _iso(known.day.now_s),
        "done": [_session_data(one) for one in known.plan.done],
        "several_times_a_day": [_small_data(one) for one in known.plan.small_ones],
        "hurt": [_hurt_data(one) for one in known.plan.hurt],
        "rest": known.plan.rest,
        "broken_off": None if known.unfinished is None else _iso(known.unfinished.began_s),
        "next": _next_data(known),
    }


def _session_data(session: PastSession) -> dict[str, Any]:
    return {
        "programme": session.programme,
        "began_at": _iso(session.began_s),
        "ended_at": None if session.ended_s is None else _iso(session.ended_s),
        "reason": session.reason,
        "exercises": [
            {"exercise": one.exercise, "count": one.count, "dose_reps": one.dose_reps}
            for one in session.exercises
        ],
    }


def _small_data(one: SmallOne) -> dict[str, Any]:
    return {
        "exercise": one.exercise.id,
        "name": one.exercise.name,
        "reps": one.entry.reps,
        "hold_s": one.entry.hold_s,
        "done": one.n_done,
        "asked": list(one.asked),
        "open": one.n_open,
        "over": one.is_over,
    }


def _hurt_data(hurt: Hurt) -> dict[str, Any]:
    doses = {"before": hurt.before, "after": hurt.after}
    return {"exercise": hurt.exercise, "pain": hurt.pain} | {
        key: None if dose is None else {"reps": dose.reps, "hold_s": dose.hold_s}
        for key, dose in doses.items()
    }


def _next_data(known: PersonDay) -> dict[str, Any]:
    plan, start_s = known.plan.plan, known.plan.start_s
    return {
        "start": None if start_s is None else _iso(start_s),
        "programme": plan.programme.id,
        "minutes": round(plan.lasts_s / 60, 1),
        "exercises": [
            {
                "exercise": one.exercise.id,
                "name": one.exercise.name,
                "reps": one.reps,
                "hold_s": one.hold_s,
            }
            for one in plan.entries
        ],
        "left_out": [{"exercise": one.exercise, "reason": one.reason} for one in plan.left_out],
    }


def _iso(at_s: float) -> str:
    return local(at_s).isoformat(timespec="seconds")
