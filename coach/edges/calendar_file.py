"""Appointments as an iCalendar file (RFC 5545), which every calendar can import."""

import os
import re
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event

from coach.edges.local_day import local
from coach.errors import CoachError
from coach.printable import printable

PRODID: Final = "-//Spine Coach//coach remind//EN"
MAX_BYTES = 1_000_000  # of a file of ours; a longer one is another's
NAMES: Final = UUID("6f2f0a6e-3a0f-5d0b-9a51-0c6b9a3d7e11")  # any fixed one: ours
# Tells whose file it is, without the name: calendars are shared.
_PERSON: Final = "X-SPINE-COACH-PERSON"
_PERSON_LINE: Final = re.compile(rb"^X-SPINE-COACH-PERSON:.*$", re.MULTILINE)
_TOP_BYTES = 1000  # in which all that stands that tells of the file itself
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Appointment:
    """Something to do, once or every day at the same time of day."""

    uid: str  # whoever imports another one of this uid replaces this one
    start_s: float  # seconds since 1970
    lasts_s: float
    summary: str
    description: str
    alarm_s: float  # how long before it the calendar calls
    n_days: int = 1


def calendar_bytes(
    appointments: Sequence[Appointment], now_s: float, zone: ZoneInfo | None, person: str
) -> bytes:
    """The whole file. One appointment has its time in UTC, which every calendar understands alike.

    What is done every day stays at its time of day when summer time begins or ends: in `zone`, or
    without any zone (RFC 5545 3.3.5, form 1) where it is None. now_s: seconds since 1970;
    person: whose file it is.
    """
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODID)
    calendar.add(_PERSON, str(uuid5(NAMES, person)))
    for one in appointments:
        calendar.add_component(_event(one, now_s, zone))
    firsts = [local(one.start_s).date() for one in appointments]
    lasts = [first + one.n_days * _DAY for first, one in zip(firsts, appointments, strict=True)]
    calendar.add_missing_timezones(min(firsts) - _DAY, max(lasts) + _DAY)
    return bytes(calendar.to_ical())


def write_calendar(path: Path, content: bytes) -> None:
    """Write a calendar file, in place of an earlier one of the same person at most.

    It is whole or not there. Raises CoachError for another program's or person's file, and where it
    cannot be written.
    """
    where = printable(str(path))
    if path.suffix.lower() != ".ics":
        raise CoachError(f"{where} is no name of a calendar file: end it in .ics.")
    try:
        if path.exists():
            _check_replaceable(path, where, content)
        _replace(path.resolve(), content)
    except OSError as error:
        raise CoachError(
            f"{where} cannot be written ({error.strerror or error}): choose another place, or free "
            "some space."
        ) from error


def _event(one: Appointment, now_s: float, zone: ZoneInfo | None) -> Event:
    now = datetime.fromtimestamp(now_s, UTC).replace(microsecond=0)
    event = Event()
    event.add("uid", one.uid)
    event.add("summary", one.summary)
    event.add("description", one.description)
    event.add("dtstart", _start(one, zone))
    event.add("duration", timedelta(seconds=one.lasts_s))
    event.add("dtstamp", now)
    event.add("last-modified", now)
    event.add("sequence", int(now_s // 60))  # the later one replaces the earlier one
    if one.n_days > 1:
        event.add("rrule", {"freq": "DAILY", "count": one.n_days})
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", one.summary)
    alarm.add("trigger", timedelta(seconds=-one.alarm_s))
    event.add_component(alarm)
    return event


def _start(one: Appointment, zone: ZoneInfo | None) -> datetime:
    if one.n_days == 1:
        return datetime.fromtimestamp(one.start_s, UTC)
    if zone is None:
        return local(one.start_s).replace(tzinfo=None)
    return datetime.fromtimestamp(one.start_s, zone)


def _check_replaceable(path: Path, where: str, content: bytes) -> None:
    """Raise CoachError for what is not ours. What is no file at all is not even opened."""
    is_small_file = path.is_file() and path.stat().st_size <= MAX_BYTES
    top = path.read_bytes()[:_TOP_BYTES] if is_small_file else b""
    if PRODID.encode() not in top:
        raise CoachError(f"{where} is no reminder of Spine Coach: choose another name.")
    if _PERSON_LINE.findall(top) != _PERSON_LINE.findall(content[:_TOP_BYTES]):
        raise CoachError(f"{where} is the reminder of another person: choose another name.")


def _replace(path: Path, content: bytes) -> None:
    """All of it is on the disk before it takes the name."""
    descriptor, draft = tempfile.mkstemp(suffix=".new", prefix=".coach-", dir=path.parent)
    try:
        with open(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
    except OSError:
        with suppress(OSError):
            os.unlink(draft)
        raise
