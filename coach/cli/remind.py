"""`coach remind`: the next session, or every day's, as a file for one's calendar."""

import platform
from collections.abc import Iterator
from datetime import time
from math import ceil
from pathlib import Path
from typing import Annotated
from uuid import uuid5

import typer

from coach.cli.day_words import (
    about_minutes,
    command_for,
    day_name,
    entry_words,
    left_out_words,
)
from coach.cli.person_day import DayWishes, PersonDay, person_day
from coach.cli.terminal import CONSOLE
from coach.cli.today import ProgrammeOption
from coach.day import SmallOne, earliest_s, next_start_s, small_times
from coach.edges.calendar_file import NAMES, Appointment, calendar_bytes, write_calendar
from coach.edges.history.history import default_path
from coach.edges.local_day import local, local_zone, time_of_day
from coach.edges.persons import DEFAULT_PERSON, readable_part
from coach.errors import CoachError
from coach.printable import printable

ALARM_S = 600.0  # before a session: enough to lay out the mat
SET_UP_S = 180.0  # mat, laptop, the questions before
ROUND_S = 300.0  # a time that no clock proposed is a full five minutes
USUAL_DAYS = 14
MAX_DAYS = 366


def remind(
    at: Annotated[
        str | None, typer.Option("--at", help="A time of day, such as 19:00; else as today says.")
    ] = None,
    is_every_day: Annotated[
        bool, typer.Option("--every-day", help="Every day at the same time of day.")
    ] = False,
    days: Annotated[
        int | None, typer.Option("--days", help=f"With --every-day: so many; {USUAL_DAYS} without.")
    ] = None,
    out: Annotated[
        str | None, typer.Option("--out", help="Write this file (.ics).", metavar="FILE")
    ] = None,
    person: Annotated[str | None, typer.Option("--person", help="Whose session it is.")] = None,
    programme: ProgrammeOption = None,
    with_small_ones: Annotated[
        bool,
        typer.Option("--with-small-ones", help="Also what is done several times a day, today's."),
    ] = False,
) -> None:
    """Write the next session as a calendar file; nothing in it tells of pain."""
    if out == "":
        raise CoachError("--out is empty: write a file's name, or leave it out.")
    n_days = _n_days(is_every_day, days)
    wishes = DayWishes(person, programme, evening=None if at is None else _time(at))
    known = person_day(wishes)
    is_at_that_time = at is not None or is_every_day
    session = _session(known, wishes, _start_s(known, is_at_that_time), n_days)
    appointments = [session, *(_small_ones(known, wishes) if with_small_ones else ())]
    path = Path(_usual_name(known, session) if out is None else out)
    zone = local_zone(session.start_s)
    write_calendar(path, calendar_bytes(appointments, known.day.now_s, zone, known.person))
    _tell(path, known, appointments)


def _usual_name(known: PersonDay, session: Appointment) -> str:
    """The file's name, with the person's where several may share a folder."""
    of_person = "" if known.person == DEFAULT_PERSON else f"-{readable_part(known.person)}"
    return f"spine-coach{of_person}-{local(session.start_s).date()}.ics"


def _n_days(is_every_day: bool, days: int | None) -> int:
    if days is None:
        return USUAL_DAYS if is_every_day else 1
    if not is_every_day:
        raise CoachError("--days belongs to --every-day: add it, or leave --days out.")
    if not 1 <= days <= MAX_DAYS:
        raise CoachError(f"--days {days}: write 1 to {MAX_DAYS}.")
    return days


def _time(text: str) -> time:
    try:
        return time_of_day(text)
    except ValueError as error:
        raise CoachError(f"--at {error}.") from error


def _start_s(known: PersonDay, is_at_that_time: bool) -> float:
    """When the session is: late enough for its alarm, and on a clock's usual minute."""
    soonest_s = max(known.day.now_s + ALARM_S, earliest_s(known.past, known.day))
    soonest_s = ceil(soonest_s / ROUND_S) * ROUND_S
    start_s = next_start_s(known.past, known.day, soonest_s, is_at_that_time=is_at_that_time)
    if start_s is None:
        raise CoachError(
            "No session is proposed, because the last check had a warning sign: get medical help "
            "first; the next `coach start` asks again."
        )
    return start_s


def _session(known: PersonDay, wishes: DayWishes, start_s: float, n_days: int) -> Appointment:
    """The session, or the row of them: doses change from day to day, so a row has none."""
    plan = known.plan.plan
    if not plan.entries:
        raise CoachError(
            f"Nothing of {plan.programme.name} can be done: {left_out_words(plan, known)}; say in "
            "the settings what is at hand, or choose another with --programme."
        )
    doses = {one.exercise.name: entry_words(one) for one in plan.entries}
    lines = list(doses) if n_days > 1 else [f"{name}: {dose}" for name, dose in doses.items()]
    name = f"Spine Coach: {plan.programme.name}"
    # A second row takes the place of the first one, whenever that began.
    kind = "every-day" if n_days > 1 else str(local(start_s).date())
    return Appointment(
        _uid(known, kind),
        start_s,
        _whole_minutes_s(plan.lasts_s),
        name if known.person == DEFAULT_PERSON else f"{name} ({known.person})",
        "\n".join([f"{plan.programme.name}, {about_minutes(plan)}", *lines, "", wishes.command]),
        ALARM_S,
        n_days,
    )


def _small_ones(known: PersonDay, wishes: DayWishes) -> Iterator[Appointment]:
    """Those still open today. The second of a day stays the second, whenever this is written."""
    numbers = {one.exercise.id: one.n_done for one in known.plan.small_ones}
    for at_s, one in small_times(known.plan, known.day):
        numbers[one.exercise.id] += 1
        yield _small_one(known, wishes, one, at_s, numbers[one.exercise.id])


def _small_one(
    known: PersonDay, wishes: DayWishes, one: SmallOne, at_s: float, number: int
) -> Appointment:
    exercise = one.exercise
    name = f"Spine Coach: {exercise.name}"
    day = local(at_s).date()
    return Appointment(
        _uid(known, f"{day}-{exercise.id}-{number}"),
        ceil(at_s / ROUND_S) * ROUND_S,
        _whole_minutes_s(one.entry.lasts_s),
        name if known.person == DEFAULT_PERSON else f"{name} ({known.person})",
        f"{entry_words(one.entry)}\n\n{command_for(wishes, one)}",
        alarm_s=0.0,
    )


def _whole_minutes_s(exercising_s: float) -> float:
    return ceil((exercising_s + SET_UP_S) / 60) * 60.0


def _uid(known: PersonDay, what: str) -> str:
    """The same for the same person and day here, and another on any other computer."""
    here = (platform.node(), str(default_path()), known.person, what)
    return f"{uuid5(NAMES, '|'.join(here))}@spine-coach"


def _tell(path: Path, known: PersonDay, appointments: list[Appointment]) -> None:
    session, *small_ones = appointments
    start = local(session.start_s)
    often = f", {session.n_days} days" if session.n_days > 1 else ""
    lines = [
        f"Written: {printable(str(path))}",
        f"{day_name(start)}, {start:%H:%M}{often}: {known.plan.plan.programme.name}.",
        *(f"{local(one.start_s):%H:%M}: {one.summary}." for one in small_ones),
        "Open it with your calendar to import it; importing it again replaces it.",
    ]
    for line in lines:
        CONSOLE.print(line, highlight=False, markup=False, soft_wrap=True)
