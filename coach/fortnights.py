"""Spans of fourteen days from the first session on: enough sessions in each to be compared."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from coach.practice_days import DayOf
from coach.records import SessionRecord

DAYS = 14


@dataclass(frozen=True, slots=True)
class Fortnight:
    """Fourteen days."""

    first_day: int  # ordinal

    @property
    def last_day(self) -> int:
        """Ordinal of the fourteenth."""
        return self.first_day + DAYS - 1


def by_fortnight(
    sessions: Sequence[SessionRecord], day_of: DayOf
) -> Iterator[tuple[Fortnight, list[SessionRecord]]]:
    """Each fortnight from the first day to the last, also where nothing was done in it.

    sessions: in order of time.
    """
    if not sessions:
        return
    days = [day_of(session.began_s) for session in sessions]
    first = min(days)
    inside: dict[int, list[SessionRecord]] = {}
    for day, session in zip(days, sessions, strict=True):
        inside.setdefault((day - first) // DAYS, []).append(session)
    for index in range(max(inside) + 1):
        yield Fortnight(first + DAYS * index), inside.get(index, [])
