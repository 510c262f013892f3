"""The day as the clock on the wall has it, from the system's own time zone."""

import os
import re
import time as clock
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from coach.day import Day

# Our own choices: nobody is called out of bed, and who begins late lies awake.
MORNING, LATEST = time(8, 0), time(22, 0)
NOON = time(12, 0)  # for who needs the day alone, and not when a session is usual
_TIME_OF_DAY = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")
_LOCALTIME = Path("/etc/localtime")  # of Linux and macOS: a link to the rules of the zone
_RULES = "zoneinfo/"  # what stands before the zone's name in that link


def time_of_day(text: str) -> time:
    """Read "18:30". Raises ValueError with how to write it."""
    found = _TIME_OF_DAY.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is no time of day: write hours and minutes, such as 18:30")
    return time(int(found[1]), int(found[2]))


def local_day(now_s: float, evening: time) -> Day:
    """The day that holds `now_s`, seconds since 1970, where this system is.

    evening: when a session is usual. A time of day that summer time leaves out is an hour later; of
    one that there is twice the first holds.
    """
    today = local(now_s).date()
    evenings_s = tuple(_at(today, n_days, evening) for n_days in range(3))
    return Day(
        now_s,
        begins_s=_at(today, 0, time()),
        ends_s=_at(today, 1, time()),
        morning_s=_at(today, 0, MORNING),
        latest_s=_at(today, 0, LATEST),
        evenings_s=(evenings_s[0], evenings_s[1], evenings_s[2]),
    )


def local(at_s: float) -> datetime:
    """Seconds since 1970 as date and time of this system, with their distance from UTC."""
    return datetime.fromtimestamp(at_s, UTC).astimezone()


def local_zone(at_s: float) -> ZoneInfo | None:
    """The time zone by its name in the IANA's database, such as Europe/Berlin.

    None where the system does not tell it (Windows), or where the rules of that name do not agree
    with the system's clock at `at_s`.
    """
    name = os.environ.get("TZ", "").removeprefix(":") or _linked_zone()
    try:
        zone = ZoneInfo(name)
    except (ValueError, OSError, ZoneInfoNotFoundError):  # no name, a folder of them, or unknown
        return None
    offset = datetime.fromtimestamp(at_s, zone).utcoffset()
    return zone if offset == local(at_s).utcoffset() else None


def now_s() -> float:
    """Seconds since 1970."""
    return clock.time()


def _at(day: date, n_days: int, at: time) -> float:
    return datetime.combine(day + timedelta(days=n_days), at).timestamp()


def _linked_zone() -> str:
    """Of /usr/share/zoneinfo/Europe/Berlin the last two parts; "" where there is no such link."""
    return os.path.realpath(_LOCALTIME).rpartition(_RULES)[2] if _LOCALTIME.is_symlink() else ""
