"""`coach program`: a programme that somebody sent is checked, shown, kept, found and removed."""

import os
import stat
import subprocess
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from coach.adjustments import Adjustment
from coach.cli.app import main
from coach.dosing import DoseToday
from coach.edges.added_programmes import added_dir, added_ids, added_path
from coach.edges.programme_files import known_programme_ids, load_programme, programme_ids
from coach.edges.settings import change_settings
from coach.errors import CoachError
from coach.programmes import Programme
from tests.command import COMMAND, coach, environment, sentence_of
from tests.past_sessions import EXERCISES

GOOD = """
id = "anna_back"
name = "Quiet back"
about = "Three exercises lying down."
exercises = ["knee_hug", "pelvis_lift", "bar_hang"]
author = "M. Weber"
for_person = "Anna B."
max_minutes = 12
place = "beside the mat"

[[adjust]]
exercise = "knee_hug"
max_reps = 6
note = "Once in the morning is enough."

[[adjust]]
exercise = "pelvis_lift"
max_hold_s = 4
range_share = 0.7
"""
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def here(tmp_path, monkeypatch) -> Path:
    """A folder with a good file, in which one is; nothing is kept yet."""
    for name in ("DATA", "CONFIG", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / "home" / name))
    folder = tmp_path / "post"
    folder.mkdir()
    (folder / "sent.toml").write_text(GOOD, encoding="utf-8")
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def run(here, monkeypatch, capsys) -> Run:
    """The command in this process: its exit code, and what it printed."""

    def call(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["coach", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return int(ended.value.code or 0), printed.out, printed.err

    return call


@pytest.fixture
def added(run) -> Path:
    """The good file, kept."""
    assert run("program", "add", "sent.toml", "--yes")[0] == 0
    return added_path("anna_back")


def refused(run: Run, *arguments: str) -> str:
    """The one sentence of a command that failed as it should."""
    code, _, err = run("program", *arguments)
    assert code == 1
    [line] = err.splitlines()
    assert line.startswith("coach: ")
    assert line.isprintable()
    assert len(line) < 1000
    return line.removeprefix("coach: ")


def everything(folder: Path) -> dict[str, int]:
    """All that lies there, and when it changed last."""
    return {str(path): path.lstat().st_mtime_ns for path in folder.rglob("*")}


# -- check --------------------------------------------------------------------------------------


def test_check_tells_what_it_would_do_today(run):
    change_settings({"programme": "first"})
    before = everything(added_dir().parents[1])
    code, out, err = run("program", "check", "sent.toml")
    assert (code, err) == (0, "")
    assert everything(added_dir().parents[1]) == before  # nothing is kept
    assert out.splitlines() == [
        "anna_back: Quiet back",
        "  Three exercises lying down.",
        "  by M. Weber (as the file says; nobody has checked it)",
        "  for Anna B.",
        "  Rests of 15 s, at most 12 minutes",
        "  Camera: beside the mat",
        "  Knee hug: at most 6 times",
        "  Knee hug, note: Once in the morning is enough.",
        "  Pelvis lift: holds of at most 4 s, 70 % of the ceiling of range",
        "",
        "Today: about 3 minutes; without what it takes away about 4 minutes",
        "   1  Knee hug     10 times -> 6 times",
        "   2  Pelvis lift  3 times, 5 s each -> 3 times, 4 s each; ceiling of range 100 % -> 70 %",
        "  Left out: Hang (no bar)",
        "  What is at hand is asked when the session starts.",
    ]


def test_check_makes_nothing(run, here):
    assert run("program", "check", "sent.toml")[0] == 0
    assert [path.name for path in here.parent.iterdir()] == ["post"]


def test_check_takes_exercise_files_and_any_name_of_the_file(run, here):
    """As `coach start -p` does, but that the file may be called anything."""
    text = (here / "sent.toml").read_text(encoding="utf-8")
    own = (Path(__file__).parents[1] / "exercises" / "knee_hug.toml").read_text(encoding="utf-8")
    (here / "hug.toml").write_text(own.replace('"knee_hug"', '"hug"', 1), encoding="utf-8")
    renamed = text.replace('["knee_hug"', '["hug.toml"').replace('"knee_hug"', '"hug"')
    (here / "my programme (1).toml").write_text(renamed, encoding="utf-8")
    code, out, _ = run("program", "check", "my programme (1).toml")
    assert (code, "Knee hug     10 times -> 6 times" in out) == (0, True)
    sentence = refused(run, "add", "my programme (1).toml", "--yes")
    assert "exercises 1: 'hug.toml' is an exercise file" in sentence
    assert added_ids() == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("[bold]x[/bold]", id="markup"),
        pytest.param("<script>alert(1)", id="html"),
        pytest.param(":smile: [link=x]", id="emoji"),
        pytest.param("ends so \\", id="backslash"),
        pytest.param("{name} %s {0}", id="braces"),
        pytest.param("M\u00fcller \u4f60", id="letters"),
    ],
)
def test_harmless_texts_are_shown_as_they_are(run, here, text):
    written = text.replace("\\", "\\\\")
    for part in ("Quiet back", "Three exercises lying down.", "M. Weber", "Once in the morning"):
        (here / "sent.toml").write_text(GOOD.replace(part, written), encoding="utf-8")
        for command in (
            ("check", "sent.toml"),
            ("add", "sent.toml", "--yes", "--replace"),
            ("list",),
        ):
            code, out, err = run("program", *command)
            assert (code, err) == (0, "")
            assert text in out


# -- hostile files ------------------------------------------------------------------------------


def changed(old: str, new: str) -> bytes:
    assert GOOD.count(old) == 1
    return GOOD.replace(old, new).encode()


def reps(value: str) -> bytes:
    return changed("max_reps = 6", f"max_reps = {value}")


def hold(value: str) -> bytes:
    return changed("max_hold_s = 4", f"max_hold_s = {value}")


def share(value: str) -> bytes:
    return changed("range_share = 0.7", f"range_share = {value}")


def named(value: str) -> bytes:
    return changed('"Quiet back"', f'"{value}"')


def of_id(value: str) -> bytes:
    return changed('id = "anna_back"', f'id = "{value}"')


MANY = "".join(f'[[adjust]]\nexercise = "e{n}"\nmax_reps = 1\n' for n in range(31))
BAD = {
    "ten_megabytes": (b"#" * 10_000_000, "longer than 12000"),
    "binary": (bytes(range(256)) * 40_000, "no text in UTF-8"),
    "nul": (changed("Quiet", "Qu\0iet"), "not valid TOML"),
    "utf_16": (GOOD.encode("utf-16"), "no text in UTF-8"),
    "latin_1": (GOOD.replace("Quiet", "R\u00fccken").encode("latin-1"), "no text in UTF-8"),
    "empty": (b"", "'id' is missing"),
    "a_web_page": (b"<!DOCTYPE html><html></html>", "not valid TOML"),
    "key_twice": (changed("max_minutes", "name"), "not valid TOML"),
    "unknown_key": (changed("max_minutes", "min_minutes"), "unknown key 'min_minutes'"),
    "nested_lists": (changed("12", "[" * 150 + "]" * 150), "nested too deeply"),
    "nested_lists_without_end": (changed("12", "[" * 5600 + "]" * 5600), "nested too deeply"),
    "nested_keys": (changed("max_minutes", "a" + ".a" * 2500), "nested too deeply"),
    "billions_of_adjustments": (MANY.encode() * 10_000, "longer than 12000"),
    "too_many_adjustments": ((GOOD + MANY).encode(), "adjust: there are too many values"),
    "adjust_is_one_table": (b"[adjust]\n" + GOOD.split("[[")[0].encode(), "missing"),
    "adjust_is_a_number": (GOOD.split("[[")[0].encode() + b"adjust = 5", "a list in [ ]"),
    "id_up": (of_id("../../x"), "id"),
    "id_absolute": (of_id("/etc/passwd"), "id"),
    "id_empty": (of_id(""), "id"),
    "id_with_a_line": (of_id("anna\\n"), "cannot be shown"),
    "id_too_long": (of_id("a" * 300), "id"),
    "id_is_no_text": (changed('"anna_back"', "7"), "id"),
    "name_clears_the_screen": (named("\\u001b[2J"), "cannot be shown"),
    "name_runs_backwards": (named("\\u202Eevil"), "cannot be shown"),
    "name_of_1000_letters": (named("M" * 1000), "longer than 500"),
    "name_of_31_letters": (named("M" * 31), "name"),
    "name_is_a_claim": (changed('"Quiet back"', "true"), "name"),
    "author_clears_the_screen": (changed("M. Weber", "\\u001b[2J"), "cannot be shown"),
    "key_clears_the_screen": (changed("max_minutes", '"\\u001b[2J"'), "cannot be shown"),
    "note_of_201_letters": (changed("Once in the morning is enough.", "n" * 201), "note"),
    "exercise_files": (changed('["knee_hug"', '["../../etc/passwd.toml"'), "is an exercise file"),
    "exercise_file_absolute": (changed('["knee_hug"', '["/dev/zero.toml"'), "is an exercise file"),
    "exercise_path": (changed('["knee_hug"', '["../knee_hug"'), "No exercise is called"),
    "exercise_path_without_end": (changed('["knee_hug"', f'["{"x/" * 200}"'), "exercises 1"),
    "exercise_twice": (changed('"bar_hang"', '"knee_hug"'), "twice"),
    "adjusted_twice": (changed('exercise = "pelvis_lift"', 'exercise = "knee_hug"'), "twice"),
    "adjusts_another": (changed('exercise = "knee_hug"', 'exercise = "side_pull"'), "'side_pull'"),
    "adjusts_nothing": (
        changed("max_hold_s = 4\nrange_share = 0.7", ""),
        "'pelvis_lift' gets nothing",
    ),
    "adjust_unknown_key": (changed("max_reps", "start_reps"), "unknown key 'start_reps'"),
    "reps_above_its_own": (reps("31"), "31 is above the 30 of 'knee_hug'"),
    "reps_zero": (reps("0"), "max_reps"),
    "reps_negative": (reps("-1"), "max_reps"),
    "reps_huge": (reps("9" * 30), "too long"),
    "reps_hexadecimal": (reps("0x" + "f" * 9000), "too long"),
    "reps_a_claim": (reps("true"), "max_reps"),
    "reps_a_half": (reps("2.5"), "max_reps"),
    "reps_text": (reps('"5"'), "max_reps"),
    "hold_above_its_own": (hold("15.1"), "15.1 is above the 15 of 'pelvis_lift'"),
    "hold_where_nothing_is_held": (reps("5\nmax_hold_s = 5"), "nothing is held in 'knee_hug'"),
    "hold_nan": (hold("nan"), "max_hold_s"),
    "hold_infinite": (hold("inf"), "max_hold_s"),
    "hold_too_large_for_a_number": (hold("1e999"), "max_hold_s"),
    "hold_negative": (hold("-5.0"), "max_hold_s"),
    "hold_a_claim": (hold("true"), "max_hold_s"),
    "hold_a_date": (hold("2026-11-22"), "max_hold_s"),
    "range_above_all": (share("1.01"), "range_share"),
    "range_below_the_least": (share("0.39"), "range_share"),
    "range_nan": (share("nan"), "range_share"),
    "more_than_40_minutes": (changed("= 12", "= 41"), "max_minutes"),
    "minutes_nan": (changed("= 12", "= nan"), "max_minutes"),
    "minutes_a_claim": (changed("= 12", "= true"), "max_minutes"),
}
ONLY_ADD = {"exercise_files", "exercise_file_absolute"}  # `check` looks for the file instead


@pytest.mark.parametrize("case", BAD)
def test_bad_files(run, here, case):
    content, fragment = BAD[case]
    (here / "sent.toml").write_bytes(content)
    before = everything(here.parent)
    sentence = refused(run, "add", "sent.toml", "--yes")
    assert "sent.toml" in sentence
    assert fragment in sentence
    if case not in ONLY_ADD:
        assert refused(run, "check", "sent.toml") == sentence
    assert refused(run, "check", "sent.toml")
    assert everything(here.parent) == before


@pytest.mark.parametrize(
    ("name", "fragment"),
    [
        ("", ". is a folder"),
        (".", ". is a folder: name the programme's file in it"),
        ("gone.toml", "cannot be read"),
        ("x" * 300 + ".toml", "cannot be read"),
        ("link", "cannot be read"),
        ("loop", "cannot be read"),
        ("up", "up is a folder"),
    ],
)
def test_what_is_no_file(run, here, name, fragment):
    (here / "link").symlink_to("nothing")
    (here / "loop").symlink_to("loop")
    (here / "up").symlink_to("/")
    before = everything(here.parent)
    for command in (("check", name), ("add", name, "--yes")):
        assert fragment in refused(run, *command)
    assert everything(here.parent) == before


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="has no named pipes")
@pytest.mark.parametrize("name", ["pipe.toml", "endless.toml"])
def test_what_never_ends_is_not_waited_for(here, name):
    os.mkfifo(here / "pipe.toml")
    (here / "endless.toml").symlink_to("/dev/zero")
    done = coach("program", "check", name, cwd=here, timeout_s=30.0)
    assert "is no file of text" in sentence_of(done)


# -- add ----------------------------------------------------------------------------------------


def test_added_is_written_anew_and_only_for_its_owner(added):
    text = added.read_text(encoding="utf-8")
    assert text.startswith("# Written by `coach program add`")
    assert stat.S_IMODE(added.stat().st_mode) == 0o600
    assert {path.name for path in added.parent.iterdir()} == {"anna_back.toml"}
    sent, kept = tomllib.loads(GOOD), tomllib.loads(text)
    assert kept == {**sent, "rest_s": 15.0}


def test_nothing_of_the_sent_file_is_copied(run, here):
    (here / "sent.toml").write_text(f"# hidden\n{GOOD}# \u00a0 more hidden\n", encoding="utf-8")
    assert run("program", "add", "sent.toml", "--yes")[0] == 0
    assert "hidden" not in added_path("anna_back").read_text(encoding="utf-8")


def test_an_id_of_the_program_is_not_taken(run, here):
    (here / "sent.toml").write_bytes(of_id("first"))
    for more in ([], ["--replace"]):
        assert "'first' comes with the program" in refused(run, "add", "sent.toml", "--yes", *more)
    assert not added_dir().exists()


def test_one_that_was_added_is_replaced_only_when_that_is_said(run, here, added):
    before = added.read_bytes()
    (here / "sent.toml").write_bytes(reps("3"))
    assert "--replace" in refused(run, "add", "sent.toml", "--yes")
    assert added.read_bytes() == before
    assert run("program", "add", "sent.toml", "--yes", "--replace")[0] == 0
    assert tomllib.loads(added.read_text(encoding="utf-8"))["adjust"][0]["max_reps"] == 3


def test_without_anybody_to_ask(here):
    done = coach("program", "add", "sent.toml", cwd=here, XDG_DATA_HOME=str(here / "data"))
    assert "--yes" in sentence_of(done)
    assert "10 times -> 6 times" in done.stdout
    assert not (here / "data").exists()


@pytest.mark.parametrize(
    ("answer", "is_kept"),
    [
        pytest.param("y", True, id="yes"),
        pytest.param("n", False, id="no"),
        pytest.param("", False, id="nothing"),
    ],
)
def test_it_asks(here, answer, is_kept):
    pty = pytest.importorskip("pty", reason="has no terminals of its own making")
    data = here / "data"
    ours, theirs = pty.openpty()
    try:
        os.write(ours, f"{answer}\n".encode())
        done = subprocess.run(
            [*COMMAND, "program", "add", "sent.toml"],
            cwd=here,
            env=environment(XDG_DATA_HOME=str(data), XDG_CONFIG_HOME=str(data)),
            stdin=theirs,
            capture_output=True,
            encoding="utf-8",
            timeout=60.0,
            check=False,
        )
    finally:
        os.close(ours)
        os.close(theirs)
    assert (done.returncode, done.stderr) == (0 if is_kept else 1, "")
    assert "10 times -> 6 times" in done.stdout
    assert (data / "spine-coach" / "programmes" / "anna_back.toml").exists() == is_kept


@pytest.mark.parametrize("where", ["the_folder", "the_file"])
def test_what_cannot_be_stored(run, here, where):
    folder = added_dir()
    if where == "the_folder":
        folder.parent.mkdir(parents=True)
        folder.write_text("in the way", encoding="utf-8")
        sentence = refused(run, "add", "sent.toml", "--yes")
    else:
        (added_path("anna_back") / "in the way").mkdir(parents=True)
        sentence = refused(run, "add", "sent.toml", "--yes", "--replace")
        assert [path.name for path in folder.iterdir()] == ["anna_back.toml"]
    assert "cannot be stored" in sentence


# -- what was added is found --------------------------------------------------------------------


def test_it_is_found_by_its_id(added):
    assert known_programme_ids() == sorted(["anna_back", *programme_ids()])
    programme, exercises = load_programme("anna_back")
    assert programme.adjustment_of("knee_hug").cut(DoseToday(10, None)) == DoseToday(6, None)
    assert list(exercises) == ["knee_hug", "pelvis_lift", "bar_hang"]


def test_its_words_stay_and_its_exercises_are_translated(added):
    programme, exercises = load_programme("anna_back", "de")
    assert programme.name == "Quiet back"
    assert exercises["knee_hug"].name != EXERCISES["knee_hug"].name


def test_a_near_miss_is_told(added):
    with pytest.raises(CoachError, match="did you mean anna_back"):
        load_programme("anna_bakc")


@pytest.mark.parametrize("by", ["option", "settings"])
def test_the_plan_of_the_day_is_of_it(run, added, by):
    if by == "settings":
        change_settings({"programme": "anna_back"})
        code, out, _ = run("today")
    else:
        code, out, _ = run("today", "-p", "anna_back")
    assert code == 0
    assert "Quiet back" in out
    assert "6 times" in out


def test_a_session_is_started_with_it(here, added):
    """It is read before a camera is opened, and what it says is checked again."""
    text = added.read_text(encoding="utf-8").replace("max_reps = 6", "max_reps = 99")
    added.write_text(text, encoding="utf-8")
    data = str(added_dir().parents[1])
    done = coach("start", "--quiet", "-p", "anna_back", cwd=here, XDG_DATA_HOME=data)
    assert "99 is above the 30 of 'knee_hug'" in sentence_of(done)


# -- list, remove, damage -----------------------------------------------------------------------


def test_the_list(run, added):
    code, out, err = run("program", "list")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert [line.split(":")[0] for line in lines if line[0] != " "] == [
        *programme_ids(),
        "anna_back",
    ]
    assert "  Hang; Half hang; Swing on wall bars" in lines
    assert lines[-8:] == [
        "  Three exercises lying down.",
        "  by M. Weber (as the file says; nobody has checked it)",
        "  for Anna B.",
        "  Knee hug; Pelvis lift; Hang",
        "  Knee hug: at most 6 times",
        "  Knee hug, note: Once in the morning is enough.",
        "  Pelvis lift: holds of at most 4 s, 70 % of the ceiling of range",
        "  added by you",
    ]


def test_the_format_is_told_where_a_sentence_points_to_it(run, here):
    (here / "sent.toml").write_bytes(changed('["knee_hug"', '["knee_hug", 7'))
    told = refused(run, "check", "sent.toml")
    assert "exercises 2: a text in quotes belongs here, but it is 7; " in told
    assert told.endswith("`coach program format` explains every key.")
    code, out, err = run("program", "format")
    assert (code, err) == (0, "")
    for key in Programme.model_fields | Adjustment.model_fields:
        assert f"`{key}`" in out


def test_the_second_table_is_called_so(run, here):
    (here / "sent.toml").write_bytes(changed("max_hold_s = 4", "max_hold_s = true"))
    assert "adjust 2.max_hold_s: a number belongs here, but it is true; " in refused(
        run, "check", "sent.toml"
    )


def test_remove(run, added):
    change_settings({"programme": "anna_back"})
    code, out, err = run("program", "remove", "anna_back")
    assert (code, err) == (0, "")
    assert "The settings still name it" in out
    assert added_ids() == []
    assert "none was added" in refused(run, "remove", "anna_back")


@pytest.mark.parametrize(
    ("name", "fragment"),
    [
        pytest.param("first", "comes with the program", id="of_the_program"),
        pytest.param("anna", "did you mean anna_back?", id="near_miss"),
        pytest.param("../../sent", "No added programme is called", id="no_way_out"),
        pytest.param("", "No added programme is called", id="no_name"),
    ],
)
def test_what_is_not_removed(run, added, name, fragment):
    assert fragment in refused(run, "remove", name)
    assert added_ids() == ["anna_back"]


DAMAGE = {
    "half_a_file": (GOOD[:60].encode(), "not valid TOML"),
    "empty": (b"", "'id' is missing"),
    "no_text": (b"\xff\xfe\x00", "no text in UTF-8"),
    "another_id": (of_id("bruno"), "its id is 'bruno'"),
    "raised": (reps("99"), "99 is above the 30"),
    "exercise_file": (changed('"knee_hug", ', '"a.toml", '), "is an exercise file"),
}


@pytest.mark.parametrize("case", DAMAGE)
def test_damaged_later(run, added, case):
    content, fragment = DAMAGE[case]
    added.write_bytes(content)
    with pytest.raises(CoachError) as caught:
        load_programme("anna_back")
    sentence = str(caught.value)
    assert str(added) in sentence
    assert fragment in sentence
    assert sentence.endswith("remove it with `coach program remove anna_back` and add it again.")
    code, out, _ = run("program", "list")
    assert code == 1
    assert out.splitlines()[-1] == f"MEND {sentence}"
    assert "full: " in out
    assert run("program", "remove", "anna_back")[0] == 0
    assert run("program", "add", "sent.toml", "--yes")[0] == 0
    assert run("program", "list")[0] == 0


def test_one_put_there_by_hand_does_not_take_the_place_of_one_of_the_program(run, added):
    added_path("full").write_bytes(of_id("full"))
    with pytest.raises(CoachError, match="comes with Spine Coach has this id"):
        load_programme("full")
    assert run("program", "remove", "full")[0] == 0
    assert len(load_programme("full").programme.exercises) == len(EXERCISES)


def test_other_files_in_the_folder_are_let_be(run, added):
    for name in ("notes.txt", "Anna.toml", "-x.toml", "anna_back.toml.new"):
        (added.parent / name).write_text("x", encoding="utf-8")
    assert added_ids() == ["anna_back"]
    assert run("program", "list")[0] == 0
