"""Appointments as an iCalendar file (RFC 5545), which every calendar can import."""

import os
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event

from coach.edges.local_day import local
from coach.errors import CoachError
from coach.printable import printable

PRODID: Final = "-//Spine Coach//coach remind//EN"
MAX_BYTES = 1_000_000  # of a file of ours; a longer one is another's
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
    appointments: Sequence[Appointment], now_s: float, zone: ZoneInfo | None
) -> bytes:
    """The whole file. One appointment has its time in UTC, which every calendar understands alike.

    What is done every day stays at its time of day when summer time begins or ends: in `zone`, or
    without any zone (RFC 5545 3.3.5, form 1) where it is None. now_s: seconds since 1970.
    """
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODID)
    for one in appointments:
        calendar.add_component(_event(one, now_s, zone))
    firsts = [local(one.start_s).date() for one in appointments]
    lasts = [first + one.n_days * _DAY for first, one in zip(firsts, appointments, strict=True)]
    calendar.add_missing_timezones(min(firsts) - _DAY, max(lasts) + _DAY)
    return bytes(calendar.to_ical())


def write_calendar(path: Path, content: bytes) -> None:
    """Write a calendar file, in place of an earlier one of ours at most.

    It is whole or not there. Raises CoachError for another program's file, and where it cannot be
    written.
    """
    where = printable(str(path))
    if path.suffix.lower() != ".ics":
        raise CoachError(f"{where} is no name of a calendar file: end it in .ics.")
    try:
        if path.exists() and not _is_ours(path):
            raise CoachError(f"{where} is no reminder of Spine Coach: choose another name.")
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


def _is_ours(path: Path) -> bool:
    """Whether the file is one that we wrote. What is no file at all is not even opened."""
    if not path.is_file() or path.stat().st_size > MAX_BYTES:
        return False
    return PRODID.encode() in path.read_bytes()[:1000]


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
