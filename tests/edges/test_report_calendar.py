"""The calendar of the report: every day has its mark, any time its dates, a phone its end."""

import re
from datetime import date

import pytest

from coach.edges.library import load_language
from coach.edges.report.calendar_chart import CHECKS, DAY_KINDS, calendar
from coach.edges.report.calendar_part import RECENT_WEEKS, calendar_picture
from coach.edges.report.chart_tools import Span, key_rows
from coach.edges.report.parts import Scene
from coach.edges.report.svg import drawing
from coach.edges.report.words import Words
from coach.progress import progress_of
from tests.done_sessions import MONDAY as DONE_MONDAY
from tests.done_sessions import day_of, hurting, session, turn

MONDAY = date(2026, 11, 2).toordinal()
WORDS = Words(load_language("en").report)
SPAN = Span(MONDAY, MONDAY + 41, WORDS.day, WORDS.month)
WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
LABELS = {
    kind: kind for kind in (*DAY_KINDS, *CHECKS, "mild", "medium", "strong", "leg", "crack")
} | {"not told": "not told"}


def shapes(text: str, colour: str) -> int:
    return len(re.findall(rf"<use [^>]*fill: var\(--{colour}\)", text))


def test_every_day_has_its_cell():
    kinds = ["done"] * 10 + ["pain"] * 3
    days = [(MONDAY + 2 * index, kind) for index, kind in enumerate(kinds)]
    with drawing():
        text = calendar("c", "calendar", SPAN, days, {}, WEEKDAYS, LABELS)
    assert shapes(text, "accent") == 10 + 1  # and one in the key
    assert shapes(text, "warn") == 3 + 1
    assert all(f">{day}<" in text for day in WEEKDAYS)


def test_pains_have_rows_and_only_their_own_kinds_a_key():
    pains = {"Pelvis lift": [(MONDAY, "mild"), (MONDAY + 1, "leg")], "others": [(MONDAY, "crack")]}
    with drawing():
        text = calendar("c", "t", SPAN, [(MONDAY, "pain")], pains, WEEKDAYS, LABELS)
    assert all(f">{word}<" in text for word in ("Pelvis lift", "others", "mild", "leg", "crack"))
    assert ">strong<" not in text


def test_a_check_lies_over_the_session_of_its_day():
    days = [(MONDAY, "done"), (MONDAY, "amber"), (MONDAY + 1, "red")]
    with drawing():
        text = calendar("c", "t", SPAN, days, {}, WEEKDAYS, LABELS)
    assert (shapes(text, "accent"), shapes(text, "warn")) == (1 + 1, 2 + 2)
    assert all(f">{word}<" in text for word in ("done", "amber", "red"))
    assert text.index("var(--accent)") < text.index("var(--warn)")


@pytest.mark.parametrize("n_days", [1, 14, 20, 45, 75])
def test_a_short_time_has_its_dates(n_days):
    span = Span(MONDAY, MONDAY + n_days - 1, WORDS.day, WORDS.month)
    with drawing():
        text = calendar("c", "t", span, [(MONDAY, "done")], {}, WEEKDAYS, LABELS)
    assert re.search(r">2026-1[12](-\d\d)?<", text)
    assert (">2026-11-02<" in text) == (n_days < 75)  # from two months on these are told


def test_a_key_has_as_many_lines_as_it_needs():
    assert key_rows([], 1.0) == 1
    assert key_rows(["done", "other"], 3.0) == 1
    assert key_rows(["x" * 30] * 6, 7.3) == 2
    assert key_rows(["x" * 30] * 6, 3.2) == 6


@pytest.mark.parametrize("n_weeks", [RECENT_WEEKS - 1, RECENT_WEEKS, RECENT_WEEKS + 1, 40])
def test_a_phone_gets_the_last_weeks(n_weeks):
    hurt, told = hurting("knee_hug"), "The last 13 weeks."
    sessions = [session(7 * week, hurt if week == 0 else turn()) for week in range(n_weeks)]
    sessions.append(session(7 * n_weeks - 6, check="red"))
    span = Span(DONE_MONDAY, DONE_MONDAY + 7 * n_weeks - 1, WORDS.day, WORDS.month)
    with drawing():
        picture = calendar_picture(Scene(WORDS, span, {}), progress_of(sessions, (), day_of))
    is_all = n_weeks <= RECENT_WEEKS
    assert shapes(picture.svg, "accent") == n_weeks - 1 + 1  # and one in the key
    assert shapes(picture.recent, "accent") == min(n_weeks - 1, RECENT_WEEKS) + 1
    assert (">knee_hug<" in picture.recent) == is_all
    assert ">warning sign<" in picture.recent
    assert picture.recent_note.startswith(told) == (not is_all)


@pytest.mark.parametrize("n_weeks", [1, 13, 157])
def test_a_calendar_of_any_length_fits(n_weeks):
    span = Span(MONDAY, MONDAY + 7 * n_weeks - 1, WORDS.day, WORDS.month)
    days = [(span.first, "done"), (span.last, "alone")]
    with drawing():
        text = calendar("c", "t", span, days, {"x" * 30: [(span.last, "mild")]}, WEEKDAYS, LABELS)
    width = float(re.search(r'viewBox="0 0 ([\d.]+)', text)[1])
    places = [float(x) for x in re.findall(r'<use [^>]*?x="(-?[\d.]+)"', text)]
    assert 0 <= min(places) <= max(places) <= width
    months = re.findall(r">(\d{4}-\d\d)<", text)
    assert len(months) == len(set(months)) <= 13
