"""A day as a user writes it: a date, or so many days back."""

import re
from contextlib import suppress
from datetime import date, timedelta

from coach.errors import CoachError

_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_BACK = re.compile(r"([1-9]\d{0,4})d", re.ASCII)


def read_day(text: str, today: date, option: str) -> date:
    """`2026-08-01`, or `90d` for the day ninety days before today.

    option: is named in errors. Raises CoachError for all else.
    """
    if found := _BACK.fullmatch(text):
        return today - timedelta(days=int(found[1]))
    if _DATE.fullmatch(text):
        with suppress(ValueError):  # such as the 30th of February
            return date.fromisoformat(text)
    raise CoachError(f"{option} {text!r} is no date: write one as 2026-08-01, or 90d for 90 days.")
