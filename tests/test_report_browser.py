"""The report in a real browser: quiet, legible, told aloud, by keys, on one sheet of paper."""

import sqlite3
from contextlib import closing

import pytest

from coach.cli.report import ReportWishes, report
from coach.edges.history.history import default_path
from coach.edges.library import language_codes, load_language
from tests.browser import (
    DESKTOP,
    PHONE,
    chromium,
    opened,
    pdf_pages,
    tab_through,
    text_with_little_contrast,
)
from tests.three_years import fill

pytestmark = pytest.mark.slow

HOSTILE = "<script>alert(1)</script>\"'<b>"  # no longer one is stored
HOSTILE_ID = f"{HOSTILE}</svg>&amp;\u202egnp.exe</title></style><img src=x onerror=alert(2)>"
A4_PT = (595.0, 842.0)
UNFOLD = "document.querySelectorAll('details').forEach(one => one.open = true)"
# A key stands on the page where a text was forgotten; a word of one language that is the same in
# another one, such as a name, is no sign of that.
SAME_IN_ALL = 25  # characters: no sentence as long as this is the same in two languages


@pytest.fixture(scope="module")
def browser():
    with chromium() as one:
        yield one


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Reports from a real history: one in each language, and one with hostile names."""
    folder = tmp_path_factory.mktemp("reports")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(folder / "data"))
        patch.setenv("XDG_CONFIG_HOME", str(folder / "config"))
        default_path().parent.mkdir(parents=True)
        fill(default_path(), n_sessions=60, n_reps=3000, persons=("me", "other"))
        with closing(sqlite3.connect(default_path())) as db, db:
            other = "session_id IN (SELECT id FROM sessions WHERE person = 'other')"
            hostile = f"UPDATE exercises SET exercise = ? WHERE place_in = 1 AND {other}"
            db.execute(hostile, (HOSTILE_ID,))
            hostile = "UPDATE sessions SET programme = ?, person = ? WHERE person = 'other'"
            db.execute(hostile, (HOSTILE_ID, HOSTILE))
        made = {code: folder / f"{code}.html" for code in language_codes()}
        for code, path in made.items():
            report(ReportWishes(person="me", language=code, out=path))
        made["hostile"] = folder / "hostile.html"
        report(ReportWishes(person=HOSTILE, out=made["hostile"]))
    return made


@pytest.mark.parametrize("name", [*language_codes(), "hostile"])
def test_it_is_quiet_and_asks_for_nothing(browser, pages, name):
    with opened(browser, pages[name]) as seen:
        seen.page.evaluate(UNFOLD)
        assert seen.errors == []
        assert seen.requests == []


def test_the_watch_would_notice(browser, tmp_path):
    loud = tmp_path / "loud.html"
    loud.write_text(
        "<!DOCTYPE html><meta http-equiv=Content-Security-Policy content=\"script-src 'none'\">"
        "<p style='color: #999'>faint<img src=http://192.0.2.1/x.png><script>alert(1)</script>"
        "<button style='outline: none'></button>",
        encoding="utf-8",
    )
    with opened(browser, loud) as seen:
        assert seen.requests == ["http://192.0.2.1/x.png"]
        assert any("Content Security Policy" in error for error in seen.errors)
        assert text_with_little_contrast(seen.page) == ["faint: 2.85"]
        (stop,) = tab_through(seen.page)
        assert (stop.role, stop.name, stop.has_ring) == ("button", "", False)


def test_every_picture_has_a_name_a_size_and_something_in_it(browser, pages):
    with opened(browser, pages["en"]) as seen:
        seen.page.evaluate(UNFOLD)
        pictures = seen.page.evaluate(
            """() => [...document.querySelectorAll("svg:not([aria-hidden])")]
            .filter(one => !one.closest(".recent")).map(one => {
                const box = one.getBoundingClientRect();
                const ids = (one.getAttribute("aria-labelledby") || "").split(" ");
                return {role: one.getAttribute("role"), width: box.width, height: box.height,
                    n_paths: one.querySelectorAll("path").length,
                    names: ids.map(id => document.getElementById(id)?.textContent || "")};
            })"""
        )
        ids = seen.page.evaluate("[...document.querySelectorAll('[id]')].map(one => one.id)")
    assert len(pictures) > 100
    for one in pictures:
        assert one["role"] == "img"
        assert min(one["width"], one["height"]) > 30
        assert one["n_paths"] >= 1
        assert all(one["names"])
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_keys_reach_everything_and_everything_has_a_name(browser, pages, size):
    with opened(browser, pages["en"], size=size) as seen:
        n_controls = seen.page.evaluate(
            """[...document.querySelectorAll("a, summary, [tabindex='0'], button, input")]
            .filter(one => one.checkVisibility()).length"""
        )
        stops = tab_through(seen.page)
    assert len(stops) >= n_controls > 20
    assert [stop for stop in stops if not stop.name] == []
    assert [stop for stop in stops if not stop.has_ring] == []


def test_details_open_by_a_key(browser, pages):
    with opened(browser, pages["en"]) as seen:
        session = seen.page.locator(".set-session").first
        picture = session.locator("svg").first
        assert not picture.is_visible()
        session.locator("summary").first.focus()
        seen.page.keyboard.press("Enter")
        assert picture.is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_can_be_read(browser, pages, scheme):
    with opened(browser, pages["en"], scheme=scheme) as seen:
        seen.page.evaluate(UNFOLD)
        ground = seen.page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (ground == "rgb(255, 255, 255)") == (scheme == "light")
        assert text_with_little_contrast(seen.page) == []


@pytest.mark.parametrize("name", [*language_codes(), "hostile"])
def test_a_phone_need_not_scroll_sideways(browser, pages, name):
    with opened(browser, pages[name], size=PHONE) as seen:
        seen.page.evaluate(UNFOLD)
        width = seen.page.evaluate("document.documentElement.scrollWidth")
        assert width <= PHONE[0]


@pytest.mark.parametrize(("size", "shown"), [(PHONE, "recent"), (DESKTOP, "whole")])
def test_the_newest_days_are_seen_without_scrolling(browser, pages, size, shown):
    with opened(browser, pages["en"], size=size) as seen:
        visible = [
            one for one in ("recent", "whole") if seen.page.locator(f".{one} svg").is_visible()
        ]
        box = seen.page.locator(f".{shown} svg").bounding_box()
    assert visible == [shown]
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= size[0]


@pytest.mark.parametrize("width", [360, 390, 700, 900, 1000, 1100, 1600])
def test_a_table_that_is_too_wide_says_so(browser, pages, width):
    hint = {}
    for code in language_codes():
        with opened(browser, pages[code], size=(width, 900)) as seen:
            hint[code] = seen.page.evaluate(
                """() => { const table = document.querySelector(".one-line .scroll");
                return {isWide: table.scrollWidth > table.clientWidth,
                    isTold: document.querySelector(".scroll-hint").checkVisibility(),
                    stays: getComputedStyle(table.querySelector("tbody th")).position};}"""
            )
    too_wide = [code for code, one in hint.items() if one["isWide"]]
    assert [code for code in too_wide if not hint[code]["isTold"]] == []
    assert [code for code in too_wide if hint[code]["stays"] != "sticky"] == []
    assert too_wide or width >= 700


LETTERS = """() => [...document.querySelectorAll("svg.chart")].filter(one => one.checkVisibility())
    .flatMap(one => [...one.querySelectorAll("text")].map(text => parseFloat(
        getComputedStyle(text).fontSize) * one.getScreenCTM().a))"""


@pytest.mark.parametrize("size", [PHONE, (800, 900), DESKTOP, (1600, 900)])
def test_letters_in_charts_are_of_one_size(browser, pages, size):
    with opened(browser, pages["en"], size=size) as seen:
        heights_px = seen.page.evaluate(LETTERS)
    assert len(heights_px) > 100
    assert min(heights_px) >= 8.0
    assert max(heights_px) <= 16.0


def test_paper_has_no_dead_labels_and_no_title_larger_than_its_heading(browser, pages):
    with opened(browser, pages["en"]) as seen:
        seen.page.emulate_media(media="print")
        n_labels = seen.page.evaluate(
            "[...document.querySelectorAll('summary')].filter(one => one.checkVisibility()).length"
        )
        sizes = seen.page.evaluate(
            "['.exercise > h3', '.exercise h4'].map(one => parseFloat("
            "getComputedStyle(document.querySelector(one)).fontSize))"
        )
        seen.page.locator(".exercise details").first.evaluate("one => one.open = true")
        assert seen.page.locator(".exercise details table").first.is_visible()
    assert n_labels == 0
    assert sizes[0] > sizes[1]


@pytest.mark.parametrize("name", [*language_codes(), "hostile"])
def test_the_first_page_is_one_sheet(browser, pages, name):
    with opened(browser, pages[name]) as seen:
        n_pages = len(pdf_pages(seen.page))
        seen.page.add_style_tag(content="main > :not(#first-page) { display: none }")
        sheets = pdf_pages(seen.page)
    assert len(sheets) == 1
    assert sheets[0] == pytest.approx(A4_PT, abs=1.5)
    assert n_pages > 1


def test_hostile_names_are_text(browser, pages):
    with opened(browser, pages["hostile"]) as seen:
        seen.page.evaluate(UNFOLD)
        assert HOSTILE in seen.page.locator("h1").inner_text()
        said = seen.page.locator(".set-session").first.inner_text()
        assert HOSTILE in said
        assert "\u202e" not in seen.page.content()  # would turn around what stands beside it
        assert seen.page.locator("script, img").count() == 0
        assert seen.errors == []


@pytest.mark.parametrize("code", language_codes())
def test_the_page_is_in_its_language(browser, pages, code):
    english = load_language("en").report
    own = load_language(code).report
    with opened(browser, pages[code]) as seen:
        seen.page.evaluate(UNFOLD)
        assert seen.page.evaluate("document.documentElement.lang") == code
        text = " ".join(seen.page.locator("main").text_content().split())
    assert own["summary_heading"] in text
    assert own["sets_title"] in text
    assert not [key for key in own if "_" in key and key in text.split()]
    if code == "en":
        return
    foreign = [
        words
        for words in english.values()
        if "{" not in words and len(words) > SAME_IN_ALL and words in text
    ]
    assert foreign == []
