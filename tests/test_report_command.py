"""`coach report` as a user runs it: one file, or one sentence."""

import os
import re
import sqlite3
import stat
import sys
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from coach.cli.period import read_day
from coach.edges.history.history import History
from coach.edges.library import language_codes
from coach.edges.report.place import MARK
from coach.errors import CoachError
from tests.browser import chromium, opened, pdf_pages
from tests.command import coach, sentence_of
from tests.edges.history_days import Problems, began, break_off, whole_session
from tests.edges.history_days import coach as keep
from tests.three_years import fill

TODAY = date(2026, 11, 21)


@pytest.fixture
def home(tmp_path):
    """A user's own folders, without anything in them."""
    return {"XDG_DATA_HOME": str(tmp_path / "data"), "XDG_CONFIG_HOME": str(tmp_path / "config")}


@pytest.fixture
def history(home):
    """Where the history would lie."""
    return Path(home["XDG_DATA_HOME"]) / "spine-coach" / "history.sqlite"


@pytest.fixture
def here(tmp_path):
    folder = tmp_path / "here"
    folder.mkdir()
    return folder


def keep_session(path: Path, person: str = "me") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with History.open(path, Problems()) as history:
        keep(history, whole_session(), person)


def words_of(page: str) -> str:
    return " ".join(re.sub(r"<style.*?</style>|<[^>]+>", " ", page, flags=re.DOTALL).split())


def test_the_page_shows_what_was_kept(home, history, here):
    keep_session(history)
    done = coach("report", cwd=here, **home)
    assert done.returncode == 0, done.stderr
    (path,) = here.iterdir()
    assert re.fullmatch(r"spine-coach-me-\d{4}-\d\d-\d\d\.html", path.name)
    assert done.stdout == f"Written: {path.name}\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    page = path.read_text(encoding="utf-8")
    told = words_of(page)
    assert "In 1 of 1 session something was stopped because it hurt" in told
    assert "Side stretch, mild" in told
    assert "Pelvis lift 1 3 × 5 s 100" in told  # done in full, as it was asked for
    assert "This is not a medical device." in told


def test_the_page_loads_and_runs_nothing(home, history, here):
    keep_session(history)
    coach("report", cwd=here, **home)
    (path,) = here.iterdir()
    page = path.read_text(encoding="utf-8")
    assert "default-src 'none'; style-src 'unsafe-inline'; img-src data:" in page
    assert not re.search(r"<script|<link|<iframe|<img|@import|\son\w+=|javascript:", page)
    addresses = set(re.findall(r"(?:https?|file|ftp)://[^\s\"'<]+", page))
    assert addresses <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}


def test_the_same_history_makes_the_same_page(home, history, here):
    fill_small(history)
    pages = []
    for name in ("one.html", "other.html"):
        coach("report", "--until", "2026-11-20", "--out", name, cwd=here, **home)
        pages.append((here / name).read_text(encoding="utf-8"))
    assert pages[0] == pages[1]


def fill_small(history: Path, **changes: object) -> None:
    history.parent.mkdir(parents=True, exist_ok=True)
    fill(history, n_sessions=20, n_reps=600, **changes)


@pytest.mark.parametrize(
    "arguments",
    [(), ("--person", "anna"), ("--since", "90d", "--open")],
    ids=["plain", "a_person", "since_and_open"],
)
def test_without_a_history_none_is_made(home, history, here, arguments):
    done = coach("report", *arguments, cwd=here, **home)
    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        "There is no session yet: coach start begins the first one."
    ]
    assert not history.exists()
    assert list(here.iterdir()) == []


def test_a_person_without_a_session(home, history, here):
    keep_session(history)
    sentence = sentence_of(coach("report", "--person", "anna", cwd=here, **home))
    assert "'anna'" in sentence
    assert "'me'" in sentence
    assert list(here.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--until", "2020-01-01"), "no session to 2020-01-01"),
        (("--since", "2020-01-01", "--until", "2020-02-01"), "no session from 2020-01-01 to"),
    ],
)
def test_a_time_without_a_session(home, history, here, arguments, told):
    keep_session(history)
    done = coach("report", *arguments, cwd=here, **home)
    assert done.returncode == 0
    assert told in done.stdout
    assert list(here.iterdir()) == []


def test_a_session_without_an_exercise_makes_no_page(home, history, here):
    history.parent.mkdir(parents=True)
    with History.open(history, Problems()) as opened:
        break_off(opened, [began()])
    done = coach("report", cwd=here, **home)
    assert done.returncode == 0
    assert "in which an exercise began" in done.stdout
    assert list(here.iterdir()) == []


def test_any_day_may_be_written(home, history, here):
    keep_session(history)
    days = ("--since", "0001-01-01", "--until", "9999-12-31", "--out", "all.html")
    done = coach("report", *days, cwd=here, **home)
    assert done.returncode == 0, done.stderr
    assert (here / "all.html").exists()


def test_a_session_of_a_clock_that_was_ahead_is_there(home, history, here):
    keep_session(history)
    with closing(sqlite3.connect(history)) as db, db:
        db.execute("UPDATE sessions SET began_s = began_s + 864000, ended_s = ended_s + 864000")
    done = coach("report", "--out", "all.html", cwd=here, **home)
    assert done.returncode == 0, done.stderr
    assert "1 session on 1 day" in words_of((here / "all.html").read_text(encoding="utf-8"))


def test_since_and_until_are_days_of_the_wall_clock(home, history, here):
    fill_small(history)
    with closing(sqlite3.connect(history)) as db, db:
        db.execute("DELETE FROM sessions WHERE id > 2")
        # Half an hour before and after midnight in Berlin, which is 22:00 in UTC there and then.
        for number, began_s in ((1, 1_785_447_000.0), (2, 1_785_450_600.0)):
            db.execute("UPDATE sessions SET began_s = ? WHERE id = ?", (began_s, number))
    first = ("--since", "2026-07-30", "--until", "2026-07-30")
    second = ("--since", "2026-07-31", "--until", "2026-07-31")
    for name, period in (("first", first), ("second", second)):
        out = here / f"{name}.html"
        done = coach("report", *period, "--out", out, cwd=here, TZ="Europe/Berlin", **home)
        assert done.returncode == 0, done.stderr
        told = words_of(out.read_text(encoding="utf-8"))
        assert f"{period[1]} to {period[1]}" in told
        assert "1 session on 1 day" in told


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        pytest.param(("--since", "yesterday"), "--since 'yesterday' is no date", id="no_date"),
        pytest.param(("--since", "0d"), "is no date", id="no_days"),
        pytest.param(("--until", "2026-02-30"), "--until '2026-02-30' is no date", id="no_day"),
        pytest.param(
            ("--since", "2026-02-01", "--until", "2026-01-01"), "--since before", id="turned_round"
        ),
        pytest.param(("--language", "xx"), "No language is called 'xx'", id="language"),
        pytest.param(("--language", ""), "No language", id="empty_language"),
        pytest.param(("--person", ""), "no name of a person", id="no_name"),
        pytest.param(("--out", ""), "An empty name", id="empty_file"),
        pytest.param(("--out", "none/x.html"), "no such folder", id="no_folder"),
        pytest.param(("--out", "report.pdf"), "ends in .html", id="no_page"),
    ],
)
def test_mistakes_are_one_sentence(home, history, here, arguments, told):
    keep_session(history)
    assert told in sentence_of(coach("report", *arguments, cwd=here, **home))
    assert list(here.iterdir()) == []


def test_a_part_of_the_time_takes_no_whole_reports_place(home, history, here):
    keep_session(history)
    for arguments in ((), ("--since", "90d"), ("--until", "2999-01-01")):
        assert coach("report", *arguments, cwd=here, **home).returncode == 0
    names = sorted(path.name for path in here.iterdir())
    assert [len(name.split("-")) for name in names] == [6, 10, 10]
    assert "-since-" in names[1]
    assert "-until-2999-01-01-" in names[2]


def test_a_file_of_ones_own_stays(home, history, here):
    keep_session(history)
    own = here / "own.html"
    own.write_text("mine", encoding="utf-8")
    assert "is no report" in sentence_of(coach("report", "--out", own, cwd=here, **home))
    assert own.read_text(encoding="utf-8") == "mine"


def test_an_older_report_is_renewed(home, history, here):
    keep_session(history)
    older = here / "report.html"
    older.write_text(f"<!DOCTYPE html>{MARK} older", encoding="utf-8")
    assert coach("report", "--out", older, cwd=here, **home).returncode == 0
    assert "In short" in older.read_text(encoding="utf-8")


def test_a_file_that_is_no_history_is_not_lost(home, history, here):
    history.parent.mkdir(parents=True)
    history.write_bytes(b"no database at all" * 100)
    done = coach("report", cwd=here, **home)
    assert "Traceback" not in done.stderr
    assert list(here.iterdir()) == []
    kept = [path.read_bytes() for path in history.parent.glob("history*.sqlite")]
    assert b"no database at all" * 100 in kept


@pytest.mark.skipif(sys.platform != "linux", reason="names the browser as Linux does")
def test_open_gives_the_page_to_the_browser(home, history, here):
    keep_session(history)
    browser = here / "browser"
    browser.write_text(f'#!/bin/sh\nprintf %s "$1" > "{here}/opened"\n', encoding="utf-8")
    browser.chmod(0o755)
    out = here / "a report.html"
    done = coach("report", "--open", "--out", out, cwd=here, BROWSER=f"{browser} %s", **home)
    assert done.returncode == 0, done.stderr
    assert (here / "opened").read_text(encoding="utf-8") == out.as_uri()


def test_without_a_browser_a_sentence_says_so(home, history, here):
    keep_session(history)
    python = Path(sys.executable).parent
    done = coach("report", "--open", cwd=here, PATH=str(python), BROWSER="none", **home)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "No browser was found here: open that file in one."


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-08-01", date(2026, 8, 1)),
        ("1d", TODAY - timedelta(days=1)),
        ("90d", TODAY - timedelta(days=90)),
        ("99999d", TODAY - timedelta(days=99_999)),
    ],
)
def test_days(text, day):
    assert read_day(text, TODAY, "--since") == day


@pytest.mark.parametrize(
    "text",
    ["", "d", "-1d", "90 d", "9٠d", "20260801", "2026-8-1", "2026-08-01T00:00", "2026-W31-6"],
)
def test_what_is_no_day(text):
    with pytest.raises(CoachError, match="is no date"):
        read_day(text, TODAY, "--since")


@pytest.mark.slow
def test_three_years_stay_light_and_quick(home, history, here):
    history.parent.mkdir(parents=True)
    fill(history)
    before_s = os.times().children_user
    done = coach("report", "--out", "all.html", cwd=here, **home)
    spent_s = os.times().children_user - before_s
    assert done.returncode == 0, done.stderr
    assert (here / "all.html").stat().st_size <= 5_000_000
    assert spent_s < 10.0  # of the processor; about 4 where nothing else runs


@pytest.mark.slow
def test_fourteen_exercises_fit_on_one_sheet(home, history, here):
    history.parent.mkdir(parents=True)
    fill(history, n_sessions=150, n_reps=20_000)
    with closing(sqlite3.connect(history)) as db, db:
        for place_in, name in enumerate(("bar_hang", "half_hang", "wall_bar_swing"), 1):
            others = "WHERE place_in = ? AND session_id % 10 = 0"
            db.execute(f"UPDATE exercises SET exercise = ? {others}", (name, place_in))
        n_exercises = db.execute("SELECT count(DISTINCT exercise) FROM exercises").fetchone()[0]
    assert n_exercises == 14
    with chromium() as browser:
        for code in language_codes():
            page = here / f"{code}.html"
            coach("report", "--language", code, "--out", page, cwd=here, **home)
            with opened(browser, page) as seen:
                seen.page.add_style_tag(content="main > :not(#first-page) { display: none }")
                assert len(pdf_pages(seen.page)) == 1, code
