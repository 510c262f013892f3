"""The facts a plain-language summary is made of: keys and figures. Its words stand elsewhere."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from coach.certainty import Certainty
from coach.dose_trend import DoseTrend
from coach.events import Grade
from coach.flag_trend import SHOWN, FlagTrend
from coach.pain_trend import PainTrend
from coach.practice_days import Calendar
from coach.range_trend import RangeTrend

# Each with the names of its values. Days are ordinals (date.fromordinal makes dates of them).
FactKey = Literal[
    "practice",  # n_sessions, n_alone, n_days, first_day, last_day, n_weeks, per_week, minutes
    "checks",  # n_red, n_amber: days; last_red_day, last_amber_day (0: none); absent without any
    "dose",  # n_exercises, larger, smaller, same, mixed: asked for at last against at first
    "no_pain",  # n_sessions: nothing was stopped because it hurt
    "pain",  # n_sessions, n_with_pain, n_stops, n_into_leg, last_day; or no_pain
    "pain_trend",  # verdict, n_first, share_first, n_last, share_last; absent without pain
    "range",  # n_series, no_change, larger, smaller, too_few, error_not_known; absent without any
    "flags",  # n_reps, sudden, jerky, over_large: each per 100 repetitions; absent if all were led
    "certainty",  # n_counted, n_sure, n_likely, n_led, n_not_valid, n_partial; absent without any
]


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact; `values` as the key says."""

    key: FactKey
    values: Mapping[str, float | str]


def headlines_of(
    calendar: Calendar,
    doses: Sequence[DoseTrend],
    pain: PainTrend,
    ranges: Sequence[RangeTrend],
    flags: FlagTrend,
    certainty: Certainty,
) -> tuple[Fact, ...]:
    """In the order in which they are best told; none at all without a session."""
    if not calendar.days:
        return ()
    found = [
        _practice(calendar),
        _checks(calendar),
        _dose(doses),
        *_pain(pain),
        _range(ranges),
        _flags(flags),
        _certainty(certainty),
    ]
    return tuple(fact for fact in found if fact is not None)


def _practice(calendar: Calendar) -> Fact:
    values = {
        "n_sessions": calendar.n_sessions,
        "n_alone": calendar.n_alone,
        "n_days": len(calendar.days),
        "first_day": calendar.days[0].day,
        "last_day": calendar.days[-1].day,
        "n_weeks": len(calendar.weeks),
        "per_week": calendar.n_sessions / len(calendar.weeks),
        "minutes": calendar.minutes,
    }
    return Fact("practice", values)


def _checks(calendar: Calendar) -> Fact | None:
    """Absent where the back was as usual on all days."""
    days = {
        answer: [one.day for one in calendar.checks if one.answer == answer]
        for answer in ("red", "amber")
    }
    if not calendar.checks:
        return None
    values = {f"n_{answer}": len(own) for answer, own in days.items()}
    values |= {f"last_{answer}_day": max(own, default=0) for answer, own in days.items()}
    return Fact("checks", values)


def _dose(doses: Sequence[DoseTrend]) -> Fact:
    n_by = Counter(dose.change for dose in doses)
    changes = {change: n_by[change] for change in ("larger", "smaller", "same", "mixed")}
    return Fact("dose", {"n_exercises": len(doses), **changes})


def _pain(pain: PainTrend) -> list[Fact]:
    if pain.last_day is None:
        return [Fact("no_pain", {"n_sessions": pain.n_sessions})]
    values = {
        "n_sessions": pain.n_sessions,
        "n_with_pain": pain.n_with_pain,
        "n_stops": len(pain.stops),
        "n_into_leg": pain.n_into_leg,
        "last_day": pain.last_day,
    }
    trend = {
        "verdict": pain.verdict,
        "n_first": pain.first_third.n,
        "share_first": pain.first_third.value or 0.0,
        "n_last": pain.last_third.n,
        "share_last": pain.last_third.value or 0.0,
    }
    return [Fact("pain", values), Fact("pain_trend", trend)]


def _range(ranges: Sequence[RangeTrend]) -> Fact | None:
    if not ranges:
        return None
    n_by = Counter(trend.verdict.replace(" ", "_") for trend in ranges)
    verdicts = ("no_change", "larger", "smaller", "too_few", "error_not_known")
    return Fact("range", {"n_series": len(ranges), **{one: n_by[one] for one in verdicts}})


def _flags(flags: FlagTrend) -> Fact | None:
    whole = flags.whole
    if not whole.n_measured:
        return None
    rates = {flag.replace("-", "_"): whole.per_100(flag) or 0.0 for flag in SHOWN}
    return Fact("flags", {"n_reps": whole.n_reps, **rates})


def _certainty(certainty: Certainty) -> Fact | None:
    if not certainty.n_counted:
        return None
    values = {
        "n_counted": certainty.n_counted,
        "n_sure": certainty.grades[Grade.SURE],
        "n_likely": certainty.grades[Grade.LIKELY],
        "n_led": certainty.n_led,
        "n_not_valid": certainty.n_not_valid,
        "n_partial": certainty.n_partial,
    }
    return Fact("certainty", values)
