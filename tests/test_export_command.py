"""`coach export` as a user runs it."""

import json
import os
import subprocess
from contextlib import closing
from pathlib import Path
from sqlite3 import connect

import pytest

from coach.edges.history.history import History
from tests.command import COMMAND, coach, environment, sentence_of
from tests.edges import history_days
from tests.edges.history_days import whole_session

UNIX = pytest.mark.skipif(os.name != "posix", reason="of Unix")
HOSTILE = "[bold]=1[/] :smile:"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The user's own data folder, empty."""
    (tmp_path / "data").mkdir()
    return tmp_path / "data"


@pytest.fixture
def path(data: Path) -> Path:
    """The history of two persons."""
    path = data / "spine-coach" / "history.sqlite"
    with History.open(path, pytest.fail) as history:
        for person in ("Anna", HOSTILE, "Anna"):
            history_days.coach(history, whole_session(), person)
    return path


@pytest.fixture
def run(data: Path, tmp_path: Path):
    """Run a command in a folder of its own."""
    (tmp_path / "here").mkdir()

    def run_command(*arguments):
        return coach(*arguments, cwd=tmp_path / "here", XDG_DATA_HOME=str(data))

    return run_command


def printed(done):
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


@pytest.mark.parametrize("line", ["export --csv out", "export --json out.json"])
def test_without_a_history_one_sentence_and_no_file_is_made(run, data, tmp_path, line):
    [sentence] = printed(run(*line.split()))
    assert sentence.startswith("No session is stored")
    assert list(data.iterdir()) == []
    assert list((tmp_path / "here").iterdir()) == []


@pytest.mark.parametrize("person", [None, "Zoë"])
def test_without_a_history_an_empty_document_is_printed(run, data, person):
    done = run("export", "--json", "-", *(() if person is None else ("--person", person)))
    assert done.returncode == 0
    assert json.loads(done.stdout) == {
        "format": "spine-coach-history",
        "version": 1,
        "person": person,
        "sessions": [],
    }
    assert done.stderr == "No session is stored yet: the document holds none.\n"
    assert list(data.iterdir()) == []


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("export", "Say where to: --csv FOLDER, or --json FILE."),
        ("export --csv a --json b", "Say where to: --csv FOLDER, or --json FILE."),
        ("export --json a --since yesterday", "--since 'yesterday' is no date: write one as"),
        ("export --json a --since 0001-01-01", "--since '0001-01-01' lies too far back"),
        ("export --json a --person Bob", "There is no session of 'Bob'"),
        ("export --json none/a", "none/a cannot be written (No such file or directory)"),
        ("export --csv -", "--csv writes several files: name a folder, or print by --json -."),
        ("export --csv=", "An empty name was given for a file or folder; write its name."),
    ],
)
def test_a_mistake_is_one_sentence_and_writes_nothing(run, path, tmp_path, line, words):
    assert words in sentence_of(run(*line.split()))
    assert list((tmp_path / "here").iterdir()) == []


def test_export_prints_a_document_for_other_programs(run, path):
    done = run("export", "--json", "-", "--person", HOSTILE)
    assert done.returncode == 0
    assert done.stderr == "Exported: 1 session.\n"
    [session] = json.loads(done.stdout)["sessions"]
    assert session["person"] == HOSTILE


def test_export_takes_a_day_to_begin_with(run, path, tmp_path):
    with closing(connect(path)) as db, db:
        db.execute("UPDATE sessions SET began_s = began_s - 100 * 86400 WHERE id = 1")
    assert printed(run("export", "--csv", "out", "--since", "90d")) == [
        "Exported: 2 sessions in out."
    ]
    assert len(list((tmp_path / "here" / "out").iterdir())) == 7


@UNIX
def test_a_reader_that_goes_away_is_no_error_message(path, data, tmp_path):
    process = subprocess.Popen(
        [*COMMAND, "export", "--json", "-"],
        cwd=tmp_path,
        env=environment(XDG_DATA_HOME=str(data)),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == ""
    assert process.wait(60) == 1
    process.stderr.close()


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="of Linux")
def test_an_output_that_takes_no_more_is_one_sentence(path, data, tmp_path):
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = subprocess.run(
            [*COMMAND, "export", "--json", "-"],
            cwd=tmp_path,
            env=environment(XDG_DATA_HOME=str(data)),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            timeout=60,
        )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert done.stderr.splitlines()[0] == (
        "coach: The output cannot be written (No space left on device)."
    )
