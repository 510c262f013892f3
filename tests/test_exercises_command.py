"""`coach exercises`: lists, shows and checks exercise files, and writes their schema."""

import json
from io import StringIO

import pytest
from rich.console import Console

from coach.cli.exercise_sheet import sheet
from coach.definitions import parse_exercise
from coach.edges.library import exercise_ids, load_exercise, load_phrases
from tests.coaching import PELVIS_LIFT, ROOT, exercise
from tests.command import coach, sentence_of
from tests.definitions import HOLD, PACED, REP, SIDES, changed


def write(folder, *texts):
    """Each text in a file of its id's name."""
    for text in texts:
        name = text.split('id = "', 1)[1].split('"', 1)[0]
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")


def lines_of(done):
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    assert all(len(line) <= 80 for line in lines if not line.startswith(("ok", "MEND")))
    return lines


@pytest.fixture(scope="module")
def listed(tmp_path_factory):
    done = coach("exercises", "list", cwd=tmp_path_factory.mktemp("list"))
    assert done.returncode == 0
    return lines_of(done)


@pytest.mark.parametrize("name", exercise_ids())
def test_every_exercise_is_listed_once(listed, name):
    [row] = [i for i, line in enumerate(listed) if line.startswith(f"{name} ")]
    assert listed[row + 1].startswith("    ")


def test_a_row_tells_name_kind_dose_and_places(listed):
    row = next(i for i, line in enumerate(listed) if line.startswith("pelvis_lift"))
    words = [word.strip() for word in listed[row].split("  ") if word]
    assert words == ["pelvis_lift", "Pelvis lift", "hold", "5-7 times 10-15 s"]
    for place in PELVIS_LIFT.places:
        assert place.id in listed[row + 1]
        assert place.best_grade in listed[row + 1]


def joined(lines):
    """What a sheet says, in one line without the wrapping."""
    return " ".join(" ".join(lines).split())


def sheet_of(exercise):
    """The sheet as a terminal of 80 columns shows it."""
    console = Console(file=StringIO(), width=80)
    for block in sheet(exercise, load_phrases()):
        console.print(block, highlight=False)
    lines = console.file.getvalue().splitlines()
    assert all(len(line) <= 80 for line in lines)
    return joined(lines)


@pytest.mark.parametrize("name", exercise_ids())
def test_every_exercise_has_a_sheet(name):
    assert f"id {name} kind" in sheet_of(load_exercise(name))


def test_show_prints_the_sheet(tmp_path):
    done = coach("exercises", "show", "pelvis_lift", cwd=tmp_path)
    assert done.returncode == 0
    assert joined(lines_of(done)) == sheet_of(PELVIS_LIFT)


def test_show_of_a_file_of_ones_own(tmp_path):
    write(tmp_path, SIDES)
    done = coach("exercises", "show", "side_test.toml", cwd=tmp_path)
    assert joined(lines_of(done)).startswith("Side test id side_test kind alternating:")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        pytest.param("arm_raise_toe_pull", "ankle movement arms overhead: smaller", id="variant"),
        pytest.param("bar_hang", "back of the body seen", id="side_of_the_body"),
        pytest.param("wall_bar_swing", "up to 18.8 deg/s, sudden from 26.2 deg/s", id="a_swing"),
    ],
)
def test_the_sheet_tells_what_only_some_have(name, words):
    assert words in sheet_of(load_exercise(name))


def test_a_gate_for_leading_only_says_so():
    assert "upper_arm if led at least 110 deg" in sheet_of(exercise("side_pull"))


def test_the_sheet_of_a_hold():
    text = sheet_of(parse_exercise(HOLD, "hip_test.toml"))
    for words in (
        "Hip test id hip_test kind hold: out, stay, back",
        "instructions Lift. start position Lie. cautions Sore? stop Stop.",
        "dose 5-7 times 5-10 s; a beginner starts with 3 times 5 s",
        "lift movement larger by about 0.28 S0, first counted from 0.11 on",
        "lift rest -0.03 to 0.13 S0",
        "hip must agree at least 120 deg, and at least 10 deg above its rest",
        "knee posture 30 to 125 deg",
        "ankle stays within 0.3 S0 of its place shoulder stays within 0.4 S0 of its place",
        "ankle part toes: at least 8 deg below its rest",
        "elbow advice at most 150 deg, or it is said: “Bending your elbows makes it easier.”",
        "one way in 1 s or slower: up to 0.525 S0/s, sudden from 0.617 S0/s",
        "ceiling 0.65 S0, or 1.25 times the own range where that is lower",
        "side sure at your side shoulder ratio 0 to 0.45",
    ):
        assert words in text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param(SIDES, "contains hip_test", id="contains"),
        pytest.param(SIDES, "dose 15 to each side; a beginner starts with 5 to", id="sides"),
        pytest.param(SIDES, "lean movement both ways about 12 deg", id="both_ways"),
        pytest.param(
            SIDES, "led by voice “To the {side}.” 2 s, stay 1 s, “Back.” 2 s, rest 1.5 s", id="pace"
        ),
        pytest.param(SIDES, "hints only jerky", id="hints"),
        pytest.param(SIDES, "ceiling none", id="no_ceiling"),
        pytest.param(SIDES, "cautions none", id="no_cautions"),
        pytest.param(SIDES, "elevation 20 to 90 deg, azimuth 0 to 40 deg", id="view"),
        pytest.param(SIDES, "counted by wrists_aside: both ways about 0.4 S0", id="own_signal"),
        pytest.param(PACED, "“Stretch.” 2 s, stay 3 s, “Let go.”", id="stays_as_the_dose_says"),
        pytest.param(PACED, "one way in 1.5 s or slower repetition", id="no_speed_of_no_signal"),
        pytest.param(PACED, "a joint faster than 1.2 S0/s", id="rough"),
        pytest.param(REP, "dose 10-30 times; a beginner starts with 10 times", id="times"),
        pytest.param(REP, "knee movement smaller by about 60 deg", id="smaller"),
    ],
)
def test_sheets_of_other_kinds(text, words):
    assert words in sheet_of(parse_exercise(text, "my/test.toml"))


def test_show_what_there_is_not(tmp_path):
    sentence = sentence_of(coach("exercises", "show", "pelvis_lif", cwd=tmp_path))
    assert "'pelvis_lif'; did you mean pelvis_lift?" in sentence


def test_the_program_itself_is_good(tmp_path):
    done = coach("exercises", "check", cwd=tmp_path)
    assert lines_of(done) == [f"ok   exercises/{name}.toml" for name in exercise_ids()]
    assert done.returncode == 0


def test_good_files_of_ones_own(tmp_path):
    write(tmp_path, HOLD, SIDES, PACED, REP)
    done = coach("exercises", "check", ".", cwd=tmp_path)
    names = ["hip_test", "long_test", "side_test", "squat_test"]
    assert lines_of(done) == [f"ok   {name}.toml" for name in names]
    assert done.returncode == 0


def mistake_of(folder, *files):
    """The one mistake that `coach exercises check` finds in these files."""
    done = coach("exercises", "check", *files, cwd=folder)
    assert done.returncode == 1
    [mistake] = [line for line in lines_of(done) if line.startswith("MEND ")]
    assert mistake.endswith(".")
    return mistake.removeprefix("MEND ")


@pytest.mark.parametrize(
    ("texts", "fragments"),
    [
        pytest.param(
            [changed("nominal_s0", "nominl_s0")],
            ["hip_test.toml, primary.nominl_s0", "did you mean 'nominal_s0'"],
            id="in_one_file",
        ),
        pytest.param(
            [SIDES], ["side_test.toml, contains.0", "no exercise has the id 'hip_test'"],
            id="contains_what_there_is_not",
        ),
        pytest.param(
            [changed('["hip_test"]', '["pelvis_lit"]', SIDES)],
            ["contains.0", "did you mean 'pelvis_lift'"], id="contains_a_mistyped_one",
        ),
        pytest.param(
            [changed('["hip_test"]', '["side_test"]', SIDES)],
            ["contains.0", "is this exercise itself"], id="contains_itself",
        ),
        pytest.param(
            [changed('"bend_elbows"', '"bend_elbow"')],
            ["hip_test.toml, advice.0.cue", "'bend_elbow'", "did you mean 'bend_elbows'"],
            id="a_mistyped_cue",
        ),
        pytest.param(
            [changed('"bend_elbows"', '"xyz"')],
            ["advice.0.cue", "'xyz'", "coach/phrases/en.toml"], id="a_cue_like_no_other",
        ),
        pytest.param(
            [changed('"Hip test"', '"pelvis LIFT"')],
            ["hip_test.toml: 'pelvis lift' also names 'pelvis_lift'"], id="a_name_of_the_program's",
        ),
        pytest.param(
            [HOLD, changed('"Squat test"', '"Hip Test"', REP)],
            ["squat_test.toml: 'hip test' also names 'hip_test' (hip_test.toml)"],
            id="a_name_twice",
        ),
    ],
)  # fmt: skip
def test_mistakes(tmp_path, texts, fragments):
    write(tmp_path, *texts)
    mistake = mistake_of(tmp_path, ".")
    assert all(fragment in mistake for fragment in fragments), mistake


def test_an_id_twice(tmp_path):
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        write(tmp_path / folder, HOLD)
    mistake = mistake_of(tmp_path, "a", "b")
    assert "b/hip_test.toml, id: 'hip_test' is the id of a/hip_test.toml already" in mistake


def test_a_changed_copy_of_an_own_exercise_is_no_clash(tmp_path):
    text = (ROOT / "exercises" / "pelvis_lift.toml").read_text(encoding="utf-8")
    write(tmp_path, text)
    done = coach("exercises", "check", "pelvis_lift.toml", cwd=tmp_path)
    assert (done.returncode, lines_of(done)) == (0, ["ok   pelvis_lift.toml"])


def test_what_refers_to_a_broken_file_is_not_a_second_mistake(tmp_path):
    write(tmp_path, SIDES, changed("nominal_s0", "nominl_s0"))
    assert "hip_test.toml, primary" in mistake_of(tmp_path, ".")


def test_every_file_is_told(tmp_path):
    write(tmp_path, HOLD, changed("reps = [10, 30]", "reps = [30, 10]", REP))
    (tmp_path / "other.toml").write_text(PACED, encoding="utf-8")
    done = coach("exercises", "check", ".", "missing.toml", cwd=tmp_path)
    good, *mistakes = lines_of(done)
    assert good == "ok   hip_test.toml"
    assert [mistake.split(".toml", 1)[0] for mistake in mistakes] == [
        "MEND other",
        "MEND squat_test",
        "MEND missing",
    ]
    assert "its id is 'long_test'; write 'other'" in mistakes[0]
    assert done.returncode == 1


def test_a_folder_without_exercises(tmp_path):
    (tmp_path / "empty").mkdir()
    sentence = sentence_of(coach("exercises", "check", "empty", cwd=tmp_path))
    assert sentence.startswith("empty: holds no exercise file")


def test_the_schema_is_the_bundled_one(tmp_path):
    done = coach("exercises", "schema", cwd=tmp_path)
    written = (ROOT / "exercises" / "schema.json").read_text(encoding="utf-8")
    assert done.stdout == written
    again = coach("exercises", "schema", "--out", "s.json", cwd=tmp_path)
    assert again.stdout == "Written: s.json\n"
    assert json.loads((tmp_path / "s.json").read_bytes()) == json.loads(written)


def test_the_schema_where_nothing_can_be_written(tmp_path):
    done = coach("exercises", "schema", "--out", "missing/s.json", cwd=tmp_path)
    assert sentence_of(done).startswith("missing/s.json cannot be written")
