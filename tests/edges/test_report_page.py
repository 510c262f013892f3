"""The parts of the report's page: words, pictures, sentences, and the file it is written to."""

import re
import stat
from datetime import date
from pathlib import Path

import pytest
from markupsafe import escape

from coach.edges.library import language_codes, load_language
from coach.edges.report import svg
from coach.edges.report.calendar_chart import DAY_KINDS, calendar
from coach.edges.report.chart_tools import MOST_POINTS, Band, Line, Span, thinned
from coach.edges.report.charts import SIDE_LOOKS, range_panel
from coach.edges.report.place import MARK, check_place, default_name, write_report
from coach.edges.report.summary import summary
from coach.edges.report.svg import drawing, inline_svg, new_axes, new_figure
from coach.edges.report.words import Words
from coach.errors import CoachError
from coach.headlines import Fact
from tests.edges.small_disks import disk_of

MONDAY = date(2026, 11, 2).toordinal()
WORDS = Words(load_language("en").report)
GERMAN = Words(load_language("de").report)
SPAN = Span(MONDAY, MONDAY + 41, WORDS.day, WORDS.month)
WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
LABELS = {kind: kind for kind in (*DAY_KINDS, "mild", "medium", "strong", "leg", "crack")} | {
    "not told": "not told"
}
THIN = "\u202f"


# -- words ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        pytest.param(0.0, 0, "0", id="nothing"),
        pytest.param(-0.04, 1, "0.0", id="never_minus_nothing"),
        pytest.param(-2.5, 1, "−2.5", id="a_real_minus"),
        pytest.param(9999, 0, "9999", id="four_digits_stay_together"),
        pytest.param(300_000, 0, f"300{THIN}000", id="groups_of_three"),
        pytest.param(12345.67, 2, f"12{THIN}345.67", id="groups_before_the_point_only"),
    ],
)
def test_numbers(value, digits, text):
    assert WORDS.number(value, digits) == text


def test_numbers_and_dates_are_those_of_the_language():
    assert GERMAN.number(2.5, 1) == "2,5"
    day = date(2026, 3, 9).toordinal()
    assert WORDS.day(day) == "2026-03-09"
    assert re.search(r"\b0?9\b.*\b0?3\b.*2026", GERMAN.day(day))


def test_what_is_filled_in_is_never_filled_itself():
    assert Words({"key": "{a} and {b}"})("key", a="{b}", b="{a}") == "{b} and {a}"


@pytest.mark.parametrize(
    ("names", "text"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_lists(names, text):
    assert WORDS.listed(names) == text


# -- sentences -----------------------------------------------------------------------------------

PRACTICE = Fact(
    "practice",
    {
        "n_sessions": 12,
        "n_days": 11,
        "first_day": MONDAY,
        "last_day": MONDAY + 30,
        "n_weeks": 5,
        "per_week": 2.4,
        "minutes": 200.0,
    },
)
PAIN = Fact(
    "pain",
    {"n_sessions": 12, "n_with_pain": 2, "n_stops": 2, "n_into_leg": 1, "last_day": MONDAY},
)


def trend(verdict: str) -> Fact:
    values = {"verdict": verdict, "n_first": 9, "share_first": 0.5, "n_last": 9, "share_last": 0.1}
    return Fact("pain_trend", values)


def test_pain_stands_before_all_that_was_measured():
    flags = Fact("flags", {"n_reps": 100, "sudden": 1.0, "jerky": 0.0, "over_large": 2.5})
    said = summary([flags, PAIN, PRACTICE], WORDS)
    assert said == [
        "12 sessions on 11 days, 3 hours of exercise in all. That is 2.4 a week.",
        "In 2 of 12 sessions something was stopped because it hurt, the last time on 2026-11-02."
        " Once (1) the pain went down the leg.",
        "For every 100 repetitions that were seen: 1.0 sudden, 0.0 jerky, 2.5 over-large"
        " movements.",
    ]


@pytest.mark.parametrize(
    ("verdict", "told"),
    [
        ("rarer", "rarer in the last third"),
        ("oftener", "oftener in the last third"),
        ("no trend can be told", "too near each other"),
        ("too few", "too few sessions"),
    ],
)
def test_a_trend_of_pain_is_told_only_where_there_is_one(verdict, told):
    (sentence,) = summary([trend(verdict)], WORDS)
    assert told in sentence
    assert ("rarer in" in sentence) == (verdict == "rarer")


def test_only_what_there_is_stands_in_a_sentence():
    verdicts = {"no_change": 2, "larger": 0, "smaller": 0, "too_few": 1, "error_not_known": 0}
    (sentence,) = summary([Fact("range", {"n_series": 3, **verdicts})], WORDS)
    assert "2 without a change" in sentence
    assert "1 with too few sessions" in sentence
    assert "larger" not in sentence


def test_no_text_asks_for_more():
    asks = r"\b(further|deeper|higher|harder|more|better|goals? is)\b"
    english = load_language("en").report
    assert [key for key, text in english.items() if re.search(asks, text, re.IGNORECASE)] == []


@pytest.mark.parametrize("code", language_codes())
def test_no_text_claims_an_effect(code):
    claims = {
        "en": r"\b(improv|heal|treat|cure[sd]?\b|therap)",
        "de": r"\b(verbesser|heil|behandel|lindert|therap)",
        "es": r"\b(mejor|cura[rn]?\b|tratamiento|alivia|terap)",
    }
    report = load_language(code).report
    assert [key for key, text in report.items() if re.search(claims[code], text, re.I)] == []


# -- pictures ------------------------------------------------------------------------------------


def picture(name: str, text: str = "text", title: str = "title") -> str:
    with drawing():
        figure = new_figure(2.0, 1.0)
        axes = new_axes(figure, 0.3, 0.2, 0.1, 0.1)
        axes.plot([1, 2], [3, 4], "o-", color=svg.ACCENT)
        axes.set_xticks([1, 2], [text, "2"])
        return str(inline_svg(figure, name, title))


def test_a_picture_takes_its_colours_from_the_page():
    text = picture("one")
    assert "var(--accent)" in text
    assert not re.search(r"#[0-9a-f]{6}", text)
    style = (Path(svg.__file__).parent / "report.css").read_text(encoding="utf-8")
    for variable in set(re.findall(r"var\(--([a-z]+)\)", text)):
        assert style.count(f"--{variable}: ") == 3  # light, dark, paper


def test_pictures_of_one_page_share_no_id_and_break_no_reference():
    one, other = picture("one"), picture("other")
    ids = [re.findall(r'id="([^"]+)"', text) for text in (one, other)]
    assert not set(ids[0]) & set(ids[1])
    for text, own in zip((one, other), ids, strict=True):
        used = re.findall(r'(?:href="#|url\(#)([^")]+)|labelledby="([^"]+)"', text)
        assert {"".join(found) for found in used} == set(own)


def test_a_picture_is_the_same_each_time_and_tells_of_no_time_or_program():
    assert picture("one") == picture("one")
    assert not re.search(r"metadata|matplotlib|<style|<\?xml|20\d\d-", picture("one"))


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", "</svg>", "a & b", "$x^2$", "-->", "\u05d0\u05d1", "\U0001f9d8"],
)
def test_texts_in_pictures_are_texts(text):
    drawn = picture("one", text, text)
    assert drawn.count(str(escape(text)).replace("&#39;", "'")) == 2
    assert drawn.count("</svg>") == 1
    assert "<script" not in drawn


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


def panel(bands: list[Band]) -> str:
    lines = [
        Line(side, SIDE_LOOKS[side], [(MONDAY, 20.0), (MONDAY + 7, 22.0)])
        for side in ("left", "right")
    ]
    with drawing():
        return str(range_panel("r", "t", SPAN, lines, bands, "in degrees"))


def test_a_band_is_drawn_only_where_the_error_is_known():
    assert "var(--band)" in panel([Band(15.0, 20.0, 25.0)])
    assert "var(--band)" not in panel([])


def test_sides_differ_in_shape_and_not_in_colour_alone():
    text = panel([])
    marks = dict(re.findall(r'<path id="(r-m\w+)" d="([^"]+)"', text))
    used = {
        colour: marks[mark]
        for mark, colour in re.findall(r'href="#(r-m\w+)"[^>]*fill: var\(--(accent|second)\)', text)
    }
    assert used["accent"] != used["second"]


def test_many_points_become_medians_of_neighbours():
    points = [(float(day), float(day % 3)) for day in range(1000)]
    few = thinned(points)
    assert MOST_POINTS / 2 < len(few) <= MOST_POINTS
    assert [x for x, _ in few] == sorted(x for x, _ in few)
    assert {y for _, y in few[:-1]} == {1.0}
    assert thinned(points[:MOST_POINTS]) == points[:MOST_POINTS]


# -- the file ------------------------------------------------------------------------------------

PAGE = f"<!DOCTYPE html>\n{MARK}\n"


def test_the_name_of_the_file():
    assert default_name("Jürgen", date(2026, 11, 2)) == "spine-coach-_4a__fc_rgen-2026-11-02.html"


def test_a_report_is_private_and_may_be_renewed(tmp_path):
    path = tmp_path / "report.html"
    for page in (PAGE, f"{PAGE}again"):
        write_report(path, page)
        assert path.read_text(encoding="utf-8") == page
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        pytest.param("own.html", "<!DOCTYPE html>mine", "is no report", id="a_page_of_ones_own"),
        pytest.param("empty.html", "", "is no report", id="an_empty_file"),
        pytest.param("late.html", "x" * 5000 + MARK, "is no report", id="the_mark_far_below"),
        pytest.param("history.sqlite", None, "ends in .html", id="another_kind_of_file"),
        pytest.param("none/report.html", None, "no such folder", id="no_folder"),
        pytest.param(".html", None, "ends in .html", id="no_name"),
    ],
)
def test_nothing_else_is_written_over(tmp_path, name, content, told):
    path = tmp_path / name
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(CoachError, match=told):
        write_report(path, PAGE)
    assert (path.read_text(encoding="utf-8") if path.exists() else None) == content


def test_a_folder_or_device_is_no_report(tmp_path):
    folder = tmp_path / "report.html"
    folder.mkdir()
    with pytest.raises(CoachError, match="is no report"):
        check_place(folder)
    link = tmp_path / "zero.html"
    link.symlink_to("/dev/zero")
    with pytest.raises(CoachError, match="is no report"):
        check_place(link)


def test_a_full_disk_is_one_sentence_and_leaves_the_old_report(tmp_path):
    with disk_of(tmp_path / "disk", 300) as disk:
        path = disk / "report.html"
        write_report(path, PAGE)
        with pytest.raises(CoachError, match=r"report\.html cannot be written .*free some space"):
            write_report(path, PAGE + "x" * 1_000_000)
        assert path.read_text(encoding="utf-8") == PAGE
        assert list(disk.glob("*.new")) == []
