"""What is exported are the figures of the database."""

import json
from pathlib import Path
from sqlite3 import connect

import pytest

from coach.edges.history.access import work_with
from coach.edges.history.choice import TABLES, Choice
from coach.edges.history.export_json import write_json
from coach.edges.history.history import History
from tests.edges.history_days import child, coach, rows, whole_session
from tests.edges.history_exports import (
    FORMULA,
    filled_by_three,
    read_csv,
    read_json,
    records,
    to_csv,
    to_json,
)

OF_SESSION = {table: "id" if table == "sessions" else "session_id" for table in TABLES}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    return tmp_path / "data" / "history.sqlite"


@pytest.fixture
def filled_path(path: Path) -> Path:
    return filled_by_three(path)


def as_text(value):
    """As CSV has it."""
    if value is None:
        return ""
    return f"'{value}" if value == FORMULA else str(value)


# -- CSV ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", [table for table in TABLES if table != "sessions"])
def test_a_table_of_csv_is_the_table_of_the_database(filled_path, tmp_path, table):
    to_csv(filled_path, tmp_path / "out")
    expected = [
        {name: as_text(value) for name, value in row.items()} for row in records(filled_path, table)
    ]
    assert expected
    assert read_csv(tmp_path / "out", table) == expected


def test_sessions_tell_their_state_instead_of_their_lock(filled_path, tmp_path):
    assert to_csv(filled_path, tmp_path / "out") == 5
    found = read_csv(tmp_path / "out", "sessions")
    assert [one.pop("state") for one in found] == ["ended"] * 4 + ["broken off"]
    for one, row in zip(found, records(filled_path, "sessions"), strict=True):
        del row["owner"]
        assert one == {name: as_text(value) for name, value in row.items()}
    assert found[0]["began_at"] == "2026-09-21T14:13:20+00:00"


def test_no_name_is_taken_for_a_formula(filled_path, tmp_path):
    to_csv(filled_path, tmp_path / "out")
    text = (tmp_path / "out" / "sessions.csv").read_text(encoding="utf-8")
    assert f"""3,"'{FORMULA.replace('"', '""')}",gentle""" in text
    assert f",{FORMULA[0]}" not in text


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@me", "Anna", "1=1"])
def test_what_begins_like_a_formula_is_guarded(path, tmp_path, name):
    with History.open(path, pytest.fail) as history:
        coach(history, whole_session(), person=name)
    to_csv(path, tmp_path / "out")
    (session,) = read_csv(tmp_path / "out", "sessions")
    assert session["person"] == (f"'{name}" if name[0] in "=+-@" else name)


def test_numbers_below_zero_stay_numbers(path, tmp_path):
    with History.open(path, pytest.fail) as history:
        coach(history, whole_session(t_s=-500.0))
    to_csv(path, tmp_path / "out")
    assert read_csv(tmp_path / "out", "sessions")[0]["began_t_s"] == "-500.0"


def test_pandas_reads_the_figures_of_the_database(filled_path, tmp_path):
    pandas = pytest.importorskip("pandas")
    to_csv(filled_path, tmp_path / "out")
    reps = pandas.read_csv(tmp_path / "out" / "reps.csv")
    [(n, hold_s, peak)] = rows(
        filled_path, "SELECT count(*), sum(hold_s), avg(peak) FROM reps WHERE side = 'left'"
    )
    left = reps[reps.side == "left"]
    assert (len(left), left.hold_s.sum()) == (n, hold_s)
    assert left.peak.mean() == pytest.approx(peak)
    sessions = pandas.read_csv(
        tmp_path / "out" / "sessions.csv", parse_dates=["began_at", "ended_at"]
    )
    lasted_s = (sessions.ended_at - sessions.began_at).dt.total_seconds()
    assert lasted_s.dropna().tolist() == [160.0] * 4
    merged = reps.merge(sessions, left_on="session_id", right_on="id")
    by_person = "SELECT person, count(*) FROM reps JOIN sessions ON sessions.id = session_id"
    assert merged.groupby("person").size().to_dict() == {
        as_text(person): n for person, n in rows(filled_path, f"{by_person} GROUP BY person")
    }


# -- JSON -----------------------------------------------------------------------------------------


def test_json_holds_every_row_of_every_table_once(filled_path, tmp_path):
    assert to_json(filled_path, tmp_path / "out.json") == 5
    document = read_json(tmp_path / "out.json")
    assert {key: document[key] for key in ("format", "version", "person")} == {
        "format": "spine-coach-history",
        "version": 1,
        "person": None,
    }
    found = {table: [] for table in TABLES if table != "plan"}
    plan = []
    for session in document["sessions"]:
        parts = [session, *session["exercises"]]
        plan += [(session["id"], i, one) for i, one in enumerate(session["plan"], start=1)]
        for table in ("exercises", "answers"):
            found[table] += session.pop(table)
        for table in ("reps", "flags", "sets"):
            found[table] += [row for part in parts for row in part.pop(table)]
        found["sessions"].append(session)
    assert plan == rows(filled_path, "SELECT * FROM plan")
    for table, of_table in found.items():
        expected = [as_json(row) for row in records(filled_path, table)]
        assert expected
        assert [
            {k: one[k] for k in one if k not in ("state", "plan")} for one in of_table
        ] == expected


def as_json(row):
    """A row of the database as it stands in the document, below its session."""
    lists = {"samples", "levels"}
    plain = {k: json.loads(v) if k in lists else v for k, v in row.items()}
    if "is_partial" in row:
        plain["flags"] = row["flags"].split(",") if row["flags"] else []
    plain |= {name: bool(value) for name, value in row.items() if name.startswith("is_")}
    return {name: plain[name] for name in plain if name not in ("session_id", "owner")}


def test_repetitions_stand_below_their_exercise(filled_path, tmp_path):
    to_json(filled_path, tmp_path / "out.json")
    lift, pull, hug = read_json(tmp_path / "out.json")["sessions"][0]["exercises"]
    assert [rep["rep_index"] for rep in lift["reps"]] == [1, 2, 3, 0]
    assert [rep["side"] for rep in pull["reps"]] == ["left", "right"] * 2
    assert [flag["flag"] for flag in lift["flags"]] == ["sudden", "sudden", "over-large"]
    assert [one["samples"] for one in lift["sets"]] == [[0.1, None, 0.25]]
    assert (hug["reps"], hug["sets"]) == ([], [])


def test_what_belongs_to_no_exercise_stands_below_its_session(filled_path, tmp_path):
    with connect(filled_path) as db:
        db.execute("UPDATE reps SET exercise_id = NULL WHERE id = 1")
    db.close()
    to_json(filled_path, tmp_path / "out.json")
    session = read_json(tmp_path / "out.json")["sessions"][0]
    assert [rep["id"] for rep in session["reps"]] == [1]


def test_what_is_no_number_and_no_json_becomes_null(filled_path, tmp_path):
    with connect(filled_path) as db:
        db.execute("UPDATE reps SET peak = 9e999 WHERE id = 1")
        db.execute("UPDATE sets SET samples = '[NaN, 9e999, 1.5]', levels = 'oops' WHERE id = 1")
    db.close()
    to_json(filled_path, tmp_path / "out.json")
    lift = read_json(tmp_path / "out.json")["sessions"][0]["exercises"][0]
    assert lift["reps"][0]["peak"] is None
    assert (lift["sets"][0]["samples"], lift["sets"][0]["levels"]) == ([None, None, 1.5], None)


def test_pandas_reads_json_too(filled_path, tmp_path):
    pandas = pytest.importorskip("pandas")
    to_json(filled_path, tmp_path / "out.json")
    sessions = read_json(tmp_path / "out.json")["sessions"]
    reps = pandas.json_normalize(sessions, ["exercises", "reps"], ["id"], meta_prefix="session_")
    [(n, hold_s)] = rows(filled_path, "SELECT count(*), sum(hold_s) FROM reps")
    assert (len(reps), reps.hold_s.sum()) == (n, hold_s)


# -- whose, and since when ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("choice", "ids"),
    [
        pytest.param(Choice(), [1, 2, 3, 4, 5], id="all"),
        pytest.param(Choice(person="Anna"), [1, 4], id="person"),
        pytest.param(Choice(since_s=1_790_086_400.0), [2, 3, 4, 5], id="since"),
        pytest.param(Choice("Anna", 1_790_086_400.0), [4], id="both"),
        pytest.param(Choice(since_s=2e9), [], id="none"),
    ],
)
def test_only_the_chosen_ones_are_exported(filled_path, tmp_path, choice, ids):
    assert to_csv(filled_path, tmp_path / "out", choice) == len(ids)
    for table, key in OF_SESSION.items():
        found = {int(row[key]) for row in read_csv(tmp_path / "out", table)}
        assert found == set(ids)
    assert to_json(filled_path, tmp_path / "out.json", choice) == len(ids)
    document = read_json(tmp_path / "out.json")
    assert document["person"] == choice.person
    assert [session["id"] for session in document["sessions"]] == ids


def test_a_session_that_runs_is_exported_as_far_as_it_is(filled_path, tmp_path):
    process = child(filled_path, "Bruno", 100_000, 0.002)
    try:
        assert process.stdout is not None
        while process.stdout.readline() != "stored 20\n":
            pass
        to_json(filled_path, tmp_path / "out.json")
        to_csv(filled_path, tmp_path / "out")
    finally:
        process.kill()
        process.communicate(timeout=30)
    session = read_json(tmp_path / "out.json")["sessions"][-1]
    assert (session["state"], session["ended_at"]) == ("running", None)
    assert session["exercises"][0]["count"] >= 18
    assert [one["state"] for one in read_csv(tmp_path / "out", "sessions")][-1] == "running"


def test_the_document_is_given_out_session_by_session(filled_path):
    pieces: list[str] = []
    work_with(
        filled_path,
        lambda db: write_json(db, filled_path, Choice(), pieces.append),
        pytest.fail,
    )
    assert len(json.loads("".join(pieces))["sessions"]) == 5
    longest = max(len(json.dumps(one)) for one in json.loads("".join(pieces))["sessions"])
    assert max(map(len, pieces)) <= longest
