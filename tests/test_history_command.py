"""`coach history` as a user runs it."""

import os
import re
import subprocess
from contextlib import closing
from pathlib import Path
from select import select
from sqlite3 import connect

import pytest

from coach.edges.history.history import History
from coach.workout_events import Told, WorkoutBegan
from tests.command import COMMAND, coach, environment, sentence_of
from tests.edges import history_days
from tests.edges.history_days import break_off, rows, whole_session

UNIX = pytest.mark.skipif(os.name != "posix", reason="of Unix")
HOSTILE = "[bold]=1[/] :smile:"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The user's own data folder, empty."""
    (tmp_path / "data").mkdir()
    return tmp_path / "data"


@pytest.fixture
def path(data: Path) -> Path:
    """The history of two persons; the last session was broken off."""
    path = data / "spine-coach" / "history.sqlite"
    with History.open(path, pytest.fail) as history:
        for person in ("Anna", HOSTILE):
            history_days.coach(history, [*whole_session(), Told(161.0, f"hello {person}")], person)
        break_off(history, whole_session()[:-1], "Anna")
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


# -- where there is none --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "history show",
        "history show 3",
        "history show --person Anna",
        "history delete --all",
        "history delete --person Anna --yes",
        "history backup",
    ],
)
def test_without_a_history_one_sentence_and_no_file_is_made(run, data, tmp_path, line):
    [sentence] = printed(run(*line.split()))
    assert sentence.startswith("No session is stored")
    assert list(data.iterdir()) == []
    assert list((tmp_path / "here").iterdir()) == []


def test_a_history_without_sessions_is_a_sentence_too(run, path):
    assert printed(run("history", "delete", "--all", "--yes"))[0].startswith("Deleted: 3 sessions")
    assert printed(run("history", "show"))[0].startswith("No session is stored")
    assert printed(run("history", "delete", "--all"))[0].startswith("No session is stored")


# -- show -----------------------------------------------------------------------------------------


def test_show_lists_sessions_in_plain_columns(run, path):
    heading, *lines = printed(run("history", "show"))
    assert heading.split() == ["id", "began", "person", "programme", "min", "done", "pain", "end"]
    cells = [re.split(r"  +", line.strip()) for line in lines]
    assert [(row[0], row[2]) for row in cells] == [("1", "Anna"), ("2", HOSTILE), ("3", "Anna")]
    assert cells[0][3:] == ["gentle", "3", "1/3", "mild", "done"]
    assert cells[2][-1] == "broken off"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", cells[0][1])


@UNIX
def test_show_tells_local_time(path, data, tmp_path):
    with closing(connect(path)) as db, db:
        db.execute("UPDATE sessions SET began_s = 1795294800.0")  # 2026-11-21 21:00 UTC
    for zone, hour in (("UTC", "2026-11-21 21:00"), ("Asia/Tokyo", "2026-11-22 06:00")):
        done = coach("history", "show", cwd=tmp_path, XDG_DATA_HOME=str(data), TZ=zone)
        assert printed(done)[1].split("  ")[1] == hour


def test_show_keeps_to_the_last_and_to_a_person(run, path):
    assert [line.split()[0] for line in printed(run("history", "show", "--last", "1"))[1:]] == ["3"]
    of_anna = printed(run("history", "show", "--person", "Anna"))
    assert [line.split()[0] for line in of_anna[1:]] == ["1", "3"]
    assert "person" not in of_anna[0]  # one person: no column for it


def test_show_of_a_session_tells_its_exercises(run, path):
    sentence, heading, *lines = printed(run("history", "show", "1"))
    assert re.fullmatch(
        r"Session 1 of Anna, \S+ \S+: gentle; 3 minutes; 1 of 3 exercises done; end: done; "
        "back: as usual",
        sentence,
    )
    assert re.split(r"  +", heading.strip()) == (
        ["exercise", "dose", "count", "L/R", "hold s", "counts", "flags", "pain", "end"]
    )
    cells = [re.split(r"  +", line.strip()) for line in lines]
    assert cells == [
        ["Pelvis lift", "3 x 5 s", "3", "5.0", "3 sure", "1 sudden, 1 over-large", "dose done"],
        ["Side stretch", "4", "2", "2/2", "5.0", "4 sure", "mild", "hurts"],
        ["Knee hug", "3", "0", "skipped"],
    ]


def test_what_lasted_no_minute_and_one_exercise_alone_are_told_in_words(run, path):
    with History.open(path, pytest.fail) as history:
        history_days.coach(history, [WorkoutBegan(0.0, "", ("knee_hug",), 60.0)])
    line = printed(run("history", "show", "--last", "1"))[1]
    assert re.split(r"  +", line.strip())[2:4] == ["Knee hug alone", "<1"]
    assert ": Knee hug alone; <1 minute; 0 of 1 " in printed(run("history", "show", "4"))[0]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("history show 9", "There is no session 9: `coach history show` lists them."),
        ("history show 99999999999999999999", "There is no session 99999999999999999999: `coach"),
        ("history show 1 --person Anna", "A session's number and --person exclude each other"),
        ("history show 1 --last 3", "A session's number and --last exclude each other: leave one"),
        ("history show --person Bob", "There is no session of 'Bob'; there are those of "),
        ("history delete", "Say what to delete: --session NUMBER, --person NAME, or --all."),
        ("history delete --session 1 --all", "Say what to delete: --session NUMBER, --person "),
        ("history delete --session 1 --session 9 --yes", "There is no session 9"),
        ("history delete --session 1", "Nothing was deleted, as nobody can be asked here"),
        ("history delete --session 9 --yes", "There is no session 9"),
        ("history delete --person Bob --yes", "There is no session of 'Bob'"),
        ("history backup none/backup.sqlite", "none/backup.sqlite cannot be written (No such fil"),
        ("history restore none.sqlite", "cannot be used"),
    ],
)
def test_a_mistake_is_one_sentence_and_changes_nothing(run, path, tmp_path, line, words):
    assert words in sentence_of(run(*line.split()))
    assert rows(path, "SELECT count(*) FROM sessions") == [(3,)]
    assert list((tmp_path / "here").iterdir()) == []


def test_a_damaged_history_is_told_and_the_rest_is_shown(run, path):
    path.write_text("These are my notes.\n" * 100, encoding="utf-8")
    path.with_name("history.sqlite-wal").unlink(missing_ok=True)
    done = run("history", "show")
    assert done.returncode == 0
    assert "was damaged: it lies beside it now as history.damaged-" in done.stderr
    assert done.stdout.startswith("No session is stored")


# -- delete ---------------------------------------------------------------------------------------


def in_terminal(data, folder, answer, *arguments):
    """What a command says in a terminal where this is typed, and its exit code."""
    import pty  # of Unix

    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*COMMAND, *arguments],
        cwd=folder,
        env=environment(XDG_DATA_HOME=str(data), TERM="dumb", COLUMNS="400"),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    said, is_answered = "", False
    while select([ours], [], [], 60.0)[0]:
        try:
            piece = os.read(ours, 4096).decode()
        except OSError:  # Linux: the last one closed it
            break
        said += piece
        if not piece:
            break
        if "[y/N]" in said and not is_answered:
            os.write(ours, f"{answer}\n".encode())
            is_answered = True
    os.close(ours)
    return process.wait(60), " ".join(said.split())


@UNIX
@pytest.mark.parametrize(("answer", "code", "n_left"), [("n", 1, 3), ("", 1, 3), ("y", 0, 1)])
def test_delete_says_what_goes_and_what_stays_and_asks(path, data, tmp_path, answer, code, n_left):
    found, said = in_terminal(data, tmp_path, answer, "history", "delete", "--person", "Anna")
    day = r"\d{4}-\d\d-\d\d"
    assert re.search(rf"To be deleted for good: 2 sessions of Anna \(1, 3\), {day}\.", said)
    assert "What hurt in them is forgotten with them" in said
    assert "Not deleted: backups and exports that you made, your own ranges of motion" in said
    assert ("Nothing was deleted." in said) == (n_left == 3)
    assert found == code
    assert rows(path, "SELECT count(*) FROM sessions") == [(n_left,)]


def test_delete_takes_several_sessions(run, path):
    numbers = ("--session", "3", "--session", "1", "--session", "3")
    [sentence] = printed(run("history", "delete", *numbers, "--yes"))
    assert re.fullmatch(r"Deleted: 2 sessions of Anna \(1, 3\), \S+\.", sentence)
    assert rows(path, "SELECT id FROM sessions") == [(2,)]


def test_delete_takes_a_person_out_of_the_bytes(run, path):
    [sentence] = printed(run("history", "delete", "--person", "Anna", "--yes"))
    assert re.fullmatch(r"Deleted: 2 sessions of Anna \(1, 3\), \S+\.", sentence)
    assert rows(path, "SELECT person FROM sessions") == [(HOSTILE,)]
    assert b"Anna" not in path.read_bytes()
    assert [file.name for file in path.parent.iterdir() if file.stat().st_size] == [path.name]


def test_delete_all_names_and_deletes_what_was_set_aside(run, path):
    aside = path.with_name("history.damaged-2026-11-20.sqlite")
    aside.write_text("Anna", encoding="utf-8")
    done = run("history", "delete", "--session", "1", "--yes")
    assert aside.exists()
    assert f"may still hold these sessions: {aside}." in printed(done)[1]
    [sentence] = printed(run("history", "delete", "--all", "--yes"))
    assert sentence.endswith(f"; and the histories that were set aside: {aside}.")
    assert not aside.exists()
    assert rows(path, "SELECT count(*) FROM sessions") == [(0,)]


def test_delete_all_without_a_history_makes_none(run, data):
    aside = data / "spine-coach" / "history.damaged-2026-11-20.sqlite"
    aside.parent.mkdir()
    aside.touch()
    assert printed(run("history", "delete", "--all", "--yes"))[0].startswith("Deleted: the histor")
    assert list(aside.parent.iterdir()) == []


# -- backup ----------------------------------------------------------------------------


def test_backup_has_a_dated_name_and_comes_back(run, path, tmp_path):
    [sentence] = printed(run("history", "backup"))
    [backup] = (tmp_path / "here").iterdir()
    assert re.fullmatch(r"history-backup-\d{4}-\d\d-\d\d\.sqlite", backup.name)
    assert sentence.startswith(f"Backed up: 3 sessions in {backup.name}.")
    assert sentence_of(run("history", "backup")).startswith(f"{backup.name} is there already")
    run("history", "delete", "--all", "--yes")
    sentence, consequence = printed(run("history", "restore", backup.name))
    assert "what hurt since then is not in it" in consequence
    aside = path.parent / f"history.replaced-{backup.stem[-10:]}.sqlite"
    assert sentence == (
        f"Restored: 3 sessions are in the history now. What was there before lies in {aside}."
    )
    assert rows(path, "SELECT count(*) FROM sessions") == [(3,)]


def test_without_sessions_nothing_is_backed_up(run, path, tmp_path):
    run("history", "delete", "--all", "--yes")
    sentence = sentence_of(run("history", "backup"))
    assert sentence == f"{path} holds no session: nothing was backed up."
    assert list((tmp_path / "here").iterdir()) == []


def test_one_session_is_brought_back(run, path):
    run("history", "delete", "--person", "Anna", "--yes")
    run("history", "backup", "one.sqlite")
    sentence, _ = printed(run("history", "restore", "one.sqlite"))
    assert sentence.startswith("Restored: 1 session is in the history now. What was there before ")


def test_backup_may_be_given_a_folder(run, path, tmp_path):
    (tmp_path / "stick").mkdir()
    printed(run("history", "backup", tmp_path / "stick"))
    [backup] = (tmp_path / "stick").iterdir()
    assert backup.name.startswith("history-backup-")
