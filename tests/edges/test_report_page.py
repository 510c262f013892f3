"""The parts of the report's page: words, pictures, sentences, and the file it is written to."""

import re
import stat
from datetime import date
from pathlib import Path

import pytest
from markupsafe import escape

from coach.edges.library import language_codes, load_language
from coach.edges.report import svg
from coach.edges.report.chart_tools import MOST_POINTS, Band, Line, Span, thinned
from coach.edges.report.charts import SIDE_LOOKS, range_panel
from coach.edges.report.exercise_part import exercise_part
from coach.edges.report.first_page import exercise_table
from coach.edges.report.parts import Scene
from coach.edges.report.place import MARK, check_place, default_name, write_report
from coach.edges.report.summary import summary
from coach.edges.report.svg import drawing, inline_svg, new_axes, new_figure
from coach.edges.report.words import Words
from coach.errors import CoachError
from coach.headlines import Fact
from coach.progress import progress_of
from tests.done_sessions import day_of, session, side, turn
from tests.edges.small_disks import disk_of

MONDAY = date(2026, 11, 2).toordinal()
WORDS = Words(load_language("en").report)
GERMAN = Words(load_language("de").report)
SPAN = Span(MONDAY, MONDAY + 41, WORDS.day, WORDS.month)
THIN = "\u202f"
SCENE = Scene(WORDS, SPAN, {})


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


# -- the table of exercises ----------------------------------------------------------------------


def test_doses_are_those_of_programmes_and_holds_their_median():
    held = [(4.0, "full", 3), (10.0, "full", 4), (10.0, "", 1), (5.0, "", 1)]
    sessions = [
        session(day, turn(dose_reps=n, dose_s=10.0, sides=(side(hold_s=s),)), programme=programme)
        for day, (s, programme, n) in enumerate(held)
    ]
    exercises = progress_of(sessions, (), day_of).exercises
    _, (row,) = exercise_table(Scene(WORDS, SPAN, {}), exercises)
    assert row[1:3] == ["4", "3 × 10 s → 4 × 10 s"]  # less each time alone is no smaller dose
    assert row[4] == "7.5 / 10"


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        pytest.param([10, 10], f"100{THIN}%", id="all"),
        pytest.param([10, 4], f"70{THIN}%", id="less"),
        pytest.param([12, 10], f"100{THIN}% (+2)", id="beyond"),
        pytest.param([15, 5], f"75{THIN}% (+5)", id="beyond_makes_up_for_nothing"),
    ],
)
def test_no_share_of_what_was_done_is_above_the_whole(counts, told):
    done = [session(day, turn(count=count)) for day, count in enumerate(counts)]
    _, (row,) = exercise_table(SCENE, progress_of(done, (), day_of).exercises)
    assert row[3] == told


@pytest.mark.parametrize(
    ("n", "told"),
    [
        (1, "Repetitions: 1 asked for, 3 done. The whole dose in 1 of 1 session."),
        (2, "Repetitions: 2 asked for, 6 done. The whole dose in 2 of 2 sessions."),
    ],
)
def test_the_dose_in_words(n, told):
    done = [session(day, turn(count=3, dose_reps=1)) for day in range(n)]
    (one,) = progress_of(done, (), day_of).exercises
    with drawing():
        assert exercise_part(SCENE, one, 0).pictures[0].caption == told


# -- sentences -----------------------------------------------------------------------------------

PRACTICE = Fact(
    "practice",
    {
        "n_sessions": 12,
        "n_alone": 0,
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
        "12 sessions on 11 days, 3 hours of exercise in all. That is 2.4 sessions a week.",
        "In 2 of 12 sessions something was stopped because it hurt, the last time on 2026-11-02."
        " Once the pain went down the leg.",
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


def test_a_range_that_nobody_can_judge_yet_is_no_list_of_series():
    verdicts = {"no_change": 0, "larger": 0, "smaller": 0, "too_few": 5, "error_not_known": 0}
    (sentence,) = summary([Fact("range", {"n_series": 5, **verdicts})], WORDS)
    assert sentence == "Range of motion: too few sessions yet to tell."


@pytest.mark.parametrize(
    ("n_sessions", "n_alone", "told"),
    [
        (12, 1, "12 sessions and once one exercise alone on 11 days, 3 hours"),
        (12, 3, "12 sessions and 3 times one exercise alone on 11 days, 3 hours"),
        (0, 3, "3 times one exercise alone on 11 days, 3 hours of exercise in all."),
    ],
)
def test_an_exercise_alone_is_no_session(n_sessions, n_alone, told):
    values = {**PRACTICE.values, "n_sessions": n_sessions, "n_alone": n_alone}
    (sentence,) = summary([Fact("practice", values)], WORDS)
    assert sentence.startswith(told)
    assert ("a week" in sentence) == (n_sessions > 0)


@pytest.mark.parametrize(
    ("n_red", "n_amber", "told"),
    [
        (1, 0, "a warning sign on 1 day (2026-11-02)."),
        (0, 3, "the back worse than usual on 3 days (last 2026-11-03)."),
        (2, 1, "a warning sign on 2 days (last 2026-11-02), the back worse than usual on 1 day"),
    ],
)
def test_checks_that_told_something_come_right_after_practice(n_red, n_amber, told):
    days = {"last_red_day": MONDAY, "last_amber_day": MONDAY + 1}
    said = summary(
        [PAIN, Fact("checks", {"n_red": n_red, "n_amber": n_amber, **days}), PRACTICE], WORDS
    )
    assert [sentence.split(" ")[0] for sentence in said] == ["12", "At", "In"]
    assert said[1].startswith(f"At the check before the session: {told}")


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


@pytest.mark.parametrize(
    ("since", "until", "part"),
    [
        (None, None, ""),
        (date(2026, 8, 1), None, "since-2026-08-01-"),
        (None, date(2026, 9, 1), "until-2026-09-01-"),
        (date(2026, 8, 1), date(2026, 9, 1), "since-2026-08-01-until-2026-09-01-"),
    ],
)
def test_a_part_of_the_time_has_a_name_of_its_own(since, until, part):
    name = default_name("anna", date(2026, 11, 2), since, until)
    assert name == f"spine-coach-anna-{part}2026-11-02.html"


def test_the_name_of_the_file():
    assert default_name("Jürgen", date(2026, 11, 2)) == "spine-coach-Jürgen-2026-11-02.html"


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
