"""A damaged history is moved aside untouched, and what can be read of it is carried over."""

import os
from collections.abc import Iterable
from pathlib import Path
from sqlite3 import OperationalError, connect

import pytest

from coach.edges.history.history import History
from coach.edges.history.sink import HistorySink
from tests.edges.history_days import Problems, child, coach, filled, moment, rows, whole_session

PAGE_BYTES = 4096
KEPT = {n: f"what could be read of {n} sessions is kept" for n in range(2, 7)}
KEPT |= {0: "none of its sessions could be read", 1: "what could be read of 1 session is kept"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history.sqlite"


@pytest.fixture
def problems() -> Problems:
    return Problems()


def moved_aside(path: Path) -> list[Path]:
    return sorted(path.parent.glob("history.damaged-*.sqlite"))


def scribble(path: Path) -> None:
    path.write_bytes(os.urandom(100_000))


def no_database(path: Path) -> None:
    path.write_text("These are my notes.\n" * 100, encoding="utf-8")


def truncate(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 3)


def cut_within_the_header(path: Path) -> None:
    os.truncate(path, 50)


def scribble_in_the_middle(path: Path) -> None:
    """All but the first page: it opens, and breaks when it is read."""
    content = path.read_bytes()
    path.write_bytes(content[:4096] + os.urandom(len(content) - 4096))


def other_program(path: Path) -> None:
    with connect(path) as db:
        db.execute("PRAGMA application_id = 12345")


def other_tables(path: Path) -> None:
    path.unlink()
    with connect(path) as db:
        db.execute("CREATE TABLE recipes (name TEXT)")


@pytest.mark.parametrize(
    "damage",
    [
        scribble,
        no_database,
        truncate,
        cut_within_the_header,
        scribble_in_the_middle,
        other_program,
        other_tables,
    ],
    ids=lambda damage: damage.__name__,
)
def test_a_damaged_history_is_moved_aside_and_a_new_one_begun(path, problems, damage):
    filled(path)
    damage(path)
    content = path.read_bytes()
    with History.open(path, problems) as history:
        n_kept = len(history.past("me"))
        assert n_kept <= 6
        assert history.unfinished("me") is None
        (aside,) = moved_aside(path)
        assert aside.read_bytes() == content
        assert len(problems) == 1
        assert str(path) in problems[0]
        assert aside.name in problems[0]
        assert problems[0].endswith(f"a new history was begun; {KEPT[n_kept]}.")
        coach(history, whole_session())
        assert len(history.past("me")) == n_kept + 1
        assert rows(path, "PRAGMA integrity_check") == [("ok",)]
    assert len(problems) == 1


def test_nothing_that_was_moved_aside_is_overwritten(path, problems):
    contents = [bytes([n]) * 5000 for n in range(1, 4)]
    for content in contents:
        path.write_bytes(content)
        path.with_name("history.sqlite-wal").write_bytes(content[:100])
        History.open(path, problems).close()
    aside = moved_aside(path)
    assert sorted(file.read_bytes() for file in aside) == contents
    logs = sorted(path.parent.glob("history.damaged-*.sqlite-wal"))
    assert sorted(log.read_bytes() for log in logs) == [content[:100] for content in contents]
    assert [f"{file}-wal" for file in aside] == [str(log) for log in logs]


def test_damage_in_the_middle_of_a_session_loses_nothing_of_it(path, problems):
    events = whole_session()
    with History.open(path, problems) as history:
        with HistorySink(history, person="me", language="en") as sink:
            for n, event in enumerate(events):
                if n == 8:
                    history.close()
                    scribble(path)
                sink.handle(moment(event.t_s, event))
                assert len(rows(path, "SELECT * FROM events")) == n + 1
        assert [session.reason for session in history.past("me")] == ["done"]
    assert len(problems) == len(moved_aside(path)) == 1


def scribble_pages(path: Path, pages: Iterable[int]) -> None:
    with path.open("r+b") as file:
        for page in pages:
            file.seek((page - 1) * PAGE_BYTES)
            file.write(os.urandom(PAGE_BYTES))


def pages_of(path: Path, table: str) -> list[int]:
    """Numbers of the pages on which the table's rows lie, by a query of SQLite's own."""
    try:
        found = rows(
            path, f"SELECT pageno FROM dbstat WHERE name = '{table}' AND pagetype = 'leaf'"
        )
    except OperationalError:
        pytest.skip("this SQLite does not tell its pages")
    return [page for (page,) in found]


@pytest.mark.parametrize("table", ["exercises", "reps", "events", "sessions"])
def test_most_of_a_damaged_history_is_carried_over(path, problems, table):
    filled(path, 60)
    with History.open(path, problems) as history:
        before = history.past("me")
    pages = pages_of(path, table)
    scribble_pages(path, pages[len(pages) // 2 :][:1])
    with History.open(path, problems) as history:
        history.past("me")
        with HistorySink(history, person="me", language="en") as sink:  # reads or writes find it
            for event in whole_session():
                sink.handle(moment(event.t_s, event))
        after = history.past("me")
    if table in ("reps", "events") and not problems:
        assert len(after) == 61  # a page that nobody had to read
        return
    assert len(problems) == 1
    kept = {session.began_s: session for session in after[:-1]}
    whole = [session for session in before if kept.get(session.began_s) == session]
    assert len(kept) == 60 if table != "sessions" else 10 < len(kept) < 60
    assert len(whole) >= 20
    assert rows(path, "PRAGMA integrity_check") == [("ok",)]
    assert rows(path, "PRAGMA foreign_key_check") == []


def test_nobody_else_writes_a_session_twice(path, problems):
    """Damage in the middle of a session: what could be read of it is not kept beside the whole."""
    filled(path, 60)
    events = whole_session()
    with History.open(path, problems) as history:
        with HistorySink(history, person="me", language="en") as sink:
            for n, event in enumerate(events):
                if n == 8:
                    history.close()
                    pages = pages_of(path, "exercises")
                    scribble_pages(path, pages[len(pages) // 2 :][:1])
                    history.past("me")
                sink.handle(moment(event.t_s, event))
            session_id = sink.session_id
        assert len(history.past("me")) == 61
    assert len(problems) == 1
    count = f"SELECT count(*), count(DISTINCT seq) FROM events WHERE session_id = {session_id}"
    assert rows(path, count) == [(len(events), len(events))]


def test_a_leftover_log_of_another_database_does_no_harm(path, problems):
    filled(path, 1)
    path.with_name("history.sqlite-wal").write_bytes(os.urandom(50_000))
    with History.open(path, problems) as history:
        assert len(history.past("me")) == 1
    assert problems == []


def test_two_coaches_move_a_damaged_history_aside_once(path):
    scribble(path)
    both = [child(path, person, 20, 0.001) for person in ("anna", "bruno")]
    said = [process.communicate(timeout=120)[0] for process in both]
    assert "".join(said).count("was damaged") == 1
    assert len(moved_aside(path)) == 1
    assert rows(path, "SELECT count(*) FROM events") == [(40,)]
