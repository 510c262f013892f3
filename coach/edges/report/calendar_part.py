"""The calendar of sessions and of pain: of all the time, and of the last weeks for a phone."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from markupsafe import Markup

from coach.edges.report.calendar_chart import (
    CHECKS,
    DAY_KINDS,
    DAYS_A_WEEK,
    PAIN_LOOKS,
    calendar,
)
from coach.edges.report.chart_tools import PAGE_IN, Span
from coach.edges.report.first_page import pain_words
from coach.edges.report.parts import Picture, Scene
from coach.pain_trend import PainStop
from coach.practice_days import monday_of
from coach.progress import Progress

MOST_PAIN_ROWS = 5
RECENT_WEEKS = 13  # a quarter of a year
PHONE_IN = 3.2  # as wide as a phone; letters of 7 pt can still be read there
WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def calendar_picture(scene: Scene, progress: Progress) -> Picture:
    """Sessions day by day, and below them the pains."""
    words, span = scene.words, scene.span
    head = [words(key) for key in ("week_of", "sessions", "days", "minutes")]
    rows = [
        [
            words.day(week.first_day),
            str(week.n_sessions),
            str(week.n_days),
            words.number(week.minutes),
        ]
        for week in progress.calendar.weeks
    ]
    first_recent = monday_of(span.last) - DAYS_A_WEEK * (RECENT_WEEKS - 1)
    is_long = first_recent > span.first
    recent = replace(span, first=max(first_recent, span.first))
    return Picture(
        _drawn(scene, progress, "calendar", span, PAGE_IN),
        _calendar_caption(scene, progress),
        head,
        rows,
        recent=_drawn(scene, progress, "calendar-recent", recent, PHONE_IN),
        recent_note=words("recent_weeks", n=RECENT_WEEKS) if is_long else "",
    )


def _drawn(scene: Scene, progress: Progress, name: str, span: Span, width_in: float) -> Markup:
    """Of the days of `span`."""
    words, days = scene.words, range(span.first, span.last + 1)
    labels = {kind: words(f"day_{kind}") for kind in (*DAY_KINDS, *CHECKS)}
    labels |= {pain: pain_words(scene, pain) for pain in PAIN_LOOKS}
    stops = [stop for stop in progress.pain.stops if stop.day in days]
    found = progress.calendar
    marks: list[tuple[int, str]] = [(one.day, one.kind) for one in found.days]
    marks += [(one.day, one.answer) for one in found.checks]
    return calendar(
        name,
        words("calendar_title"),
        span,
        [(day, kind) for day, kind in marks if day in days],
        _pain_rows(scene, stops),
        [words(day) for day in WEEKDAYS],
        labels,
        width_in,
    )


def _calendar_caption(scene: Scene, progress: Progress) -> str:
    words, found = scene.words, progress.calendar
    kinds = [words.counted(f"ends_{kind}", n) for kind in DAY_KINDS if (n := found.n_of(kind))]
    said = [words("ends", kinds=words.listed(kinds))]
    if found.longest_gap is not None:
        gap = found.longest_gap
        said.append(words.counted("gap", gap.n_days, day=words.day(gap.after_day)))
    plan = progress.plan
    if plan.n_planned:
        said.append(
            words("plan_kept", planned=plan.n_planned, begun=plan.n_begun, complete=plan.n_complete)
        )
    return " ".join(said)


def _pain_rows(scene: Scene, stops: Sequence[PainStop]) -> Mapping[str, list[tuple[int, str]]]:
    """The exercises that hurt most often, each with its stops; the others share the last row."""
    often = [name for name, _ in Counter(stop.exercise for stop in stops).most_common()]
    own = often if len(often) <= MOST_PAIN_ROWS else often[: MOST_PAIN_ROWS - 1]
    rows: dict[str, list[tuple[int, str]]] = {scene.name(name): [] for name in own}
    for stop in stops:
        name = scene.name(stop.exercise) if stop.exercise in own else scene.words("others")
        rows.setdefault(name, []).append((stop.day, stop.pain))
    return rows
