"""When somebody practised: the days, the weeks and the longest time without."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Literal

from coach.records import SessionRecord

# done: came to its own end; pain: something was stopped because it hurt, or the session was;
# alone: one exercise outside a programme; other: left, quit, broken off ...
SessionKind = Literal["done", "pain", "alone", "other"]
DayOf = Callable[[float], int]  # seconds since 1970, UTC -> local day, as date.toordinal counts

DAYS_OF_WEEK = 7
MINUTE_S = 60.0


@dataclass(frozen=True, slots=True)
class Day:
    """A day on which somebody practised."""

    day: int  # ordinal
    kinds: tuple[SessionKind, ...]  # of its sessions and of what was done alone, in order
    n_sessions: int  # one exercise alone is none
    minutes: float  # in exercises, their pauses included; without questions and rests

    @property
    def kind(self) -> SessionKind:
        """One for the whole day: what a reader should not miss comes first."""
        order: tuple[SessionKind, ...] = ("pain", "done", "alone", "other")
        return min(self.kinds, key=order.index)


@dataclass(frozen=True, slots=True)
class Week:
    """Monday to Sunday; weeks without a session are there, too."""

    first_day: int  # ordinal of the Monday
    n_sessions: int
    n_days: int
    minutes: float


@dataclass(frozen=True, slots=True)
class Gap:
    """Days without a session between two days with one."""

    after_day: int  # ordinal of the last day before it
    n_days: int


@dataclass(frozen=True, slots=True)
class CheckDay:
    """The back was not as usual when it was asked after."""

    day: int  # ordinal
    answer: Literal["red", "amber"]  # a warning sign, or worse than usual


@dataclass(frozen=True, slots=True)
class Calendar:
    """All days on which an exercise began, in order."""

    days: tuple[Day, ...]
    checks: tuple[CheckDay, ...]  # each day once, a warning sign before what is only worse
    weeks: tuple[Week, ...]  # from the first session's to the last one's
    longest_gap: Gap | None  # None where no day was left out between two
    n_not_begun: int  # sessions that ended before their first exercise; they are in nothing else

    @property
    def n_sessions(self) -> int:
        """In which an exercise began. One exercise alone is no session."""
        return sum(day.n_sessions for day in self.days)

    @property
    def n_alone(self) -> int:
        """So often one exercise was done alone."""
        return sum(len(day.kinds) - day.n_sessions for day in self.days)

    @property
    def minutes(self) -> float:
        """Of all days together."""
        return sum(day.minutes for day in self.days)

    def n_of(self, kind: SessionKind) -> int:
        """How many sessions were of one kind."""
        return sum(day.kinds.count(kind) for day in self.days)


def calendar_of(sessions: Sequence[SessionRecord], day_of: DayOf) -> Calendar:
    """In whatever order the sessions come."""
    begun = practised(sessions)
    days = tuple(
        _day(day, list(of_day)) for day, of_day in groupby(begun, lambda one: day_of(one.began_s))
    )
    n_not_begun = len(sessions) - len(begun)
    return Calendar(days, _checks(sessions, day_of), _weeks(days), _longest_gap(days), n_not_begun)


def _checks(sessions: Sequence[SessionRecord], day_of: DayOf) -> tuple[CheckDay, ...]:
    answers: dict[int, Literal["red", "amber"]] = {}
    for session in sessions:
        day = day_of(session.began_s)
        if session.check == "red":
            answers[day] = "red"
        elif session.check == "amber":
            answers.setdefault(day, "amber")
    return tuple(CheckDay(day, answers[day]) for day in sorted(answers))


def practised(sessions: Sequence[SessionRecord]) -> list[SessionRecord]:
    """Those in which an exercise began, in the order of their times."""
    begun = [one for one in sessions if one.exercises]
    return sorted(begun, key=lambda one: (one.began_s, one.id))


def kind_of(session: SessionRecord) -> SessionKind:
    """What became of a session."""
    if hurt_in(session):
        return "pain"
    if not session.programme:
        return "alone"
    return "done" if session.reason == "done" else "other"


def led(sessions: Sequence[SessionRecord]) -> list[SessionRecord]:
    """Whole sessions in which an exercise began, in the order of their times: nobody is asked after
    pain where one exercise is done alone.
    """
    return [one for one in practised(sessions) if one.programme]


def hurt_in(session: SessionRecord) -> bool:
    """Whether something was stopped because it hurt."""
    return session.reason == "pain" or any(one.pain is not None for one in session.exercises)


def monday_of(day: int) -> int:
    """Ordinal of the Monday of a day's week: day 1 was one."""
    return day - (day - 1) % DAYS_OF_WEEK


def _day(day: int, sessions: list[SessionRecord]) -> Day:
    spent_s = sum(turn.lasted_s or 0.0 for one in sessions for turn in one.exercises)
    n_sessions = sum(bool(one.programme) for one in sessions)
    return Day(day, tuple(kind_of(one) for one in sessions), n_sessions, spent_s / MINUTE_S)


def _weeks(days: Sequence[Day]) -> tuple[Week, ...]:
    if not days:
        return ()
    by_monday = {
        monday: list(of_week) for monday, of_week in groupby(days, lambda one: monday_of(one.day))
    }
    mondays = range(min(by_monday), max(by_monday) + 1, DAYS_OF_WEEK)
    return tuple(_week(monday, by_monday.get(monday, [])) for monday in mondays)


def _week(monday: int, days: Sequence[Day]) -> Week:
    n_sessions = sum(day.n_sessions for day in days)
    return Week(monday, n_sessions, len(days), sum(day.minutes for day in days))


def _longest_gap(days: Sequence[Day]) -> Gap | None:
    """The earliest of several that are equally long."""
    gaps = [Gap(one.day, other.day - one.day - 1) for one, other in pairwise(days)]
    longest = max(gaps, key=lambda gap: gap.n_days, default=None)
    return longest if longest is not None and longest.n_days > 0 else None
