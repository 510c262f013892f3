"""Programme files: each of the program is good and in order, and every mistake is one sentence."""

import json
import os
import re
import tomllib
from pathlib import Path

import pytest

from coach.adjustments import Adjustment
from coach.edges.programme_files import load_programme, programme_ids
from coach.errors import CoachError
from coach.programmes import Programme, parse_programme
from coach.schema import programme_schema
from tests.coaching import ROOT
from tests.command import coach
from tests.past_sessions import EXERCISES
from tests.test_exercise_files import ASKS_FOR_MORE

FOLDER = ROOT / "exercises" / "programmes"
README = (FOLDER / "README.md").read_text(encoding="utf-8")
FILES = sorted(FOLDER.glob("*.toml"))
GOOD = """#:schema ./schema.json
id = "mine"
name = "Mine"
about = "Two exercises."
exercises = ["knee_hug", "pelvis_lift"]
rest_s = 20
max_minutes = 10.5
place = "on the chair"
"""


@pytest.fixture
def own(tmp_path, monkeypatch) -> Path:
    """A programme of one's own, in the folder that one is in."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "mine.toml"
    path.write_text(GOOD, encoding="utf-8")
    return path


def refusal(name: str) -> str:
    with pytest.raises(CoachError) as caught:
        load_programme(name)
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert sentence.endswith((".", "?"))
    return sentence


# -- those of the program -----------------------------------------------------------------------


def test_there_is():
    assert programme_ids() == ["bar", "first", "full", "lumbar", "stretch"]
    assert [path.stem for path in FILES] == programme_ids()


@pytest.mark.parametrize("name", programme_ids())
def test_each_is_good(name):
    programme, exercises = load_programme(name)
    assert programme.id == name
    assert list(exercises) == list(programme.exercises)
    assert all(exercises[one] == EXERCISES[one] for one in exercises)
    assert not ASKS_FOR_MORE.search(f"{programme.name} {programme.about} {programme.place}")


PRONE = "prone_reach"


@pytest.mark.parametrize("name", programme_ids())
def test_standing_then_on_the_belly_then_on_the_back(name):
    """Getting up and down is work for a sore back: each posture is taken once."""
    _, exercises = load_programme(name)
    order = [0 if one.is_upright else 1 if one.id == PRONE else 2 for one in exercises.values()]
    assert order == sorted(order)


def test_who_lies_on_the_belly_is_known():
    on_the_belly = [one.id for one in EXERCISES.values() if "belly" in one.start_position]
    assert on_the_belly == [PRONE]


def test_the_whole_programme_has_every_exercise():
    full, stretch, lumbar = (load_programme(name)[0] for name in ("full", "stretch", "lumbar"))
    assert set(full.exercises) == set(EXERCISES)
    assert full.exercises == stretch.exercises + lumbar.exercises  # both articles, in their order


def test_the_first_one_needs_nothing_and_one_place():
    programme, exercises = load_programme("first")
    assert not any(one.needs for one in exercises.values())
    assert not any(one.is_upright for one in exercises.values())
    assert programme.place is not None


def test_what_each_exercise_needs():
    needs = {name: one.needs for name, one in EXERCISES.items() if one.needs}
    assert needs == {
        "bar_hang": ("bar",),
        "half_hang": ("bar", "wall_bars"),
        "wall_bar_swing": ("wall_bars",),
        "table_lean": ("table",),
    }


# -- one's own ----------------------------------------------------------------------------------


def test_a_file_of_ones_own(own):
    programme, exercises = load_programme("mine.toml")
    assert (programme.name, programme.rest_s, programme.max_minutes) == ("Mine", 20.0, 10.5)
    assert list(exercises) == ["knee_hug", "pelvis_lift"]


def test_what_need_not_be_said():
    text = "".join(
        line for line in GOOD.splitlines(True) if line[:4] not in ("rest", "max_", "plac")
    )
    programme = parse_programme(text, "mine.toml")
    assert (programme.rest_s, programme.max_minutes, programme.place) == (15.0, 40.0, None)


def save_own_exercise(path: Path) -> None:
    """Pelvis lifts under another id."""
    text = (ROOT / "exercises" / "pelvis_lift.toml").read_text(encoding="utf-8")
    renamed = text.replace('id = "pelvis_lift"', f'id = "{path.stem}"', 1)
    path.parent.mkdir(exist_ok=True)
    path.write_text(renamed, encoding="utf-8")


def test_an_exercise_file_is_looked_for_beside_the_programme(own, tmp_path, monkeypatch):
    save_own_exercise(tmp_path / "more" / "my_lift.toml")
    own.write_text(GOOD.replace('"pelvis_lift"', '"more/my_lift.toml"'), encoding="utf-8")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    programme, exercises = load_programme("../mine.toml")
    assert programme.exercises == ("knee_hug", "my_lift")
    assert exercises["my_lift"].name == "Pelvis lift"


def test_the_examples_of_the_readme_are_good_as_they_stand(tmp_path, monkeypatch):
    """Copied into an empty folder, with nothing besides."""
    monkeypatch.chdir(tmp_path)
    evening, anna_back = re.findall(r"```toml\n(.*?)```", README, re.DOTALL)
    (tmp_path / "evening.toml").write_text(evening, encoding="utf-8")
    (tmp_path / "anna_back.toml").write_text(anna_back, encoding="utf-8")
    programme, _ = load_programme("evening.toml")
    assert programme.exercises == ("supine_reach", "knee_hug", "pelvis_lift")
    programme, _ = load_programme("anna_back.toml")
    assert [one.exercise for one in programme.adjust] == ["knee_hug", "pelvis_lift"]


def test_own_words_stay_in_another_language(own, tmp_path):
    save_own_exercise(tmp_path / "my_lift.toml")
    own.write_text(GOOD.replace('"pelvis_lift"', '"my_lift.toml"'), encoding="utf-8")
    programme, exercises = load_programme("mine.toml", "de")
    assert (programme.name, exercises["my_lift"].name) == ("Mine", "Pelvis lift")
    assert exercises["knee_hug"].name != EXERCISES["knee_hug"].name
    assert load_programme("first", "de")[0].name != load_programme("first")[0].name


# -- mistakes -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "fragments"),
    [
        pytest.param("rest_s", "rest", ["unknown key 'rest'", "'rest_s'"], id="mistyped_key"),
        pytest.param('name = "Mine"\n', "", ["'name' is missing"], id="missing_key"),
        pytest.param(
            '"pelvis_lift"', '"pelvis_lfit"', ["exercises 2", "pelvis_lift?"], id="unknown_exercise"
        ),
        pytest.param('"pelvis_lift"', '"knee_hug"', ["'knee_hug'", "twice"], id="twice"),
        pytest.param('["knee_hug", "pelvis_lift"]', "[]", ["exercises"], id="no_exercises"),
        pytest.param('["knee_hug", "pelvis_lift"]', '"knee_hug"', ["a list in [ ]"], id="no_list"),
        pytest.param('"pelvis_lift"', "7", ["exercises 2", "7"], id="a_number_for_an_id"),
        pytest.param(
            "rest_s = 20",
            'rest_s = "six"',
            ["rest_s: a number belongs here, but it is 'six'"],
            id="text_for_a_number",
        ),
        pytest.param("rest_s = 20", "rest_s = 4.9", ["rest_s", "5"], id="no_rest"),
        pytest.param("rest_s = 20", "rest_s = 121", ["rest_s", "120"], id="rest_too_long"),
        pytest.param("rest_s = 20", "rest_s = nan", ["rest_s", "finite"], id="no_number"),
        pytest.param("= 10.5", "= 40.1", ["max_minutes", "40"], id="too_long"),
        pytest.param("= 10.5", "= 0", ["max_minutes", "0"], id="no_time"),
        pytest.param('"Mine"', f'"{"M" * 31}"', ["name", "30"], id="long_name"),
        pytest.param('"Two exercises."', '"\\u001b[2J"', ["cannot be shown"], id="control_codes"),
        pytest.param('id = "mine"', 'id = "yours"', ["'yours'", "'mine'"], id="id_of_another"),
        pytest.param(
            'id = "mine"', 'id = "Mine"', ["id: write small letters"], id="id_is_no_file_name"
        ),
        pytest.param('id = "mine"', "id = mine", ["not valid TOML"], id="no_toml"),
        pytest.param('id = "mine"', 'id = "mine"\nid = "mine"', ["not valid TOML"], id="key_twice"),
        pytest.param("20", "1" * 4500, ["number that is too long"], id="endless_number"),
        pytest.param("place", f"# {'x' * 12_000}\nplace", ["longer than 12000"], id="endless"),
        pytest.param(
            "20", f"0x{'f' * 4500}", ["number that is too long"], id="endless_hexadecimal"
        ),
        pytest.param('"Mine"', f'"{"M" * 501}"', ["longer than 500"], id="endless_name"),
        pytest.param('id = "mine"', f'id = "{"m" * 41}"', ["id", "40"], id="long_id"),
        pytest.param('"pelvis_lift"', "[" * 200 + "]" * 200, ["nested too deeply"], id="nested"),
        pytest.param(
            '"pelvis_lift"', "[" * 2200 + "]" * 2200, ["nested too deeply"], id="too_nested_to_read"
        ),
        pytest.param(
            '"pelvis_lift"', '"gone.toml"', ["exercises 2", "gone.toml", "read"], id="file_is_gone"
        ),
        pytest.param(
            '"pelvis_lift"', '"mine.toml"', ["exercises 2", "unknown key"], id="names_itself"
        ),
        pytest.param(
            '"pelvis_lift"', '"../mine/knee_hug.toml"', ["exercises 2"], id="a_folder_that_is_not"
        ),
    ],
)
def test_mistakes(own, old, new, fragments):
    assert GOOD.count(old) == 1
    own.write_text(GOOD.replace(old, new), encoding="utf-8")
    sentence = refusal("mine.toml")
    for fragment in ("mine.toml", *fragments):
        assert fragment in sentence


def test_an_exercise_of_ones_own_with_an_id_that_is_there_already(own, tmp_path):
    save_own_exercise(tmp_path / "knee_hug.toml")
    own.write_text(GOOD.replace('"pelvis_lift"', '"knee_hug.toml"'), encoding="utf-8")
    assert "mine.toml, exercises 2: 'knee_hug' stands there already" in refusal("mine.toml")


def test_what_cannot_be_read(own, tmp_path):
    assert "nothing.toml cannot be read" in refusal("nothing.toml")
    (tmp_path / "folder.toml").mkdir()
    assert "folder.toml is a folder: name the programme" in refusal("folder.toml")
    own.write_bytes(b'id = "\xff"')
    assert "mine.toml is no text in UTF-8" in refusal("mine.toml")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="has no named pipes")
def test_what_never_ends(tmp_path):
    os.mkfifo(tmp_path / "pipe.toml")
    assert "is no file of text" in refusal(str(tmp_path / "pipe.toml"))


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        pytest.param("frist", "did you mean first?", id="near_miss"),
        pytest.param("xyzzy", "there is: bar, first, full, lumbar, stretch.", id="nothing_like_it"),
        pytest.param("../full", "did you mean full?", id="no_way_out_of_the_folder"),
        pytest.param("", "there is: ", id="no_name"),
    ],
)
def test_unknown_names(name, hint):
    sentence = refusal(name)
    assert f"No programme is called {name!r}" in sentence
    assert hint in sentence


# -- the schema and the README ------------------------------------------------------------------


def test_the_schema_is_what_the_class_says():
    written = json.loads((FOLDER / "schema.json").read_text(encoding="utf-8"))
    command = "coach exercises schema --programmes --out exercises/programmes/schema.json"
    assert written == programme_schema(), command
    assert command in README


def test_the_command_writes_it(tmp_path):
    done = coach("exercises", "schema", "--programmes", "--out", "s.json", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads((tmp_path / "s.json").read_text(encoding="utf-8")) == programme_schema()


@pytest.mark.parametrize(
    ("table", "key"),
    [(table, key) for table in (Programme, Adjustment) for key in table.model_fields],
)
def test_every_key_is_explained(table, key):
    [row] = [line for line in README.splitlines() if re.match(rf"\| \*?`{key}`\*? \|", line)]
    assert row.startswith("| *") != table.model_fields[key].is_required()


@pytest.fixture(scope="module")
def validator():
    jsonschema = pytest.importorskip("jsonschema")
    jsonschema.Draft7Validator.check_schema(programme_schema())
    return jsonschema.Draft7Validator(programme_schema())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_editor_takes_what_is_good(validator, path):
    text = path.read_text(encoding="utf-8")
    assert text.splitlines()[0] == "#:schema ./schema.json"
    validator.validate(tomllib.loads(text))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("rest_s", "rest", id="mistyped_key"),
        pytest.param('name = "Mine"\n', "", id="missing_key"),
        pytest.param('"pelvis_lift"', '"knee_hug"', id="twice"),
        pytest.param("= 10.5", "= 41", id="too_long"),
        pytest.param("max_reps = 5", "max_reps = 0", id="no_repetitions"),
        pytest.param("max_reps = 5", "reps = 5", id="mistyped_key_of_a_table"),
    ],
)
def test_an_editor_marks(validator, old, new):
    good = f'{GOOD}[[adjust]]\nexercise = "knee_hug"\nmax_reps = 5\n'
    validator.validate(tomllib.loads(good))
    assert not validator.is_valid(tomllib.loads(good.replace(old, new)))
