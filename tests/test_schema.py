"""exercises/schema.json is what the format's classes say, and is as strict as a schema can be."""

import json
import tomllib
from typing import get_args

import pytest

from coach.definition_tables import Kind
from coach.definitions import Exercise, parse_exercise
from coach.schema import exercise_schema
from coach.signals import SIGNALS
from tests.coaching import ROOT
from tests.definitions import HOLD, PACED, REP, SIDES, changed, refusal

EXERCISES = sorted((ROOT / "exercises").glob("*.toml"))


def tables() -> dict:
    """The exercise's own table and those inside it, by name."""
    schema = exercise_schema()
    return {"Exercise": schema, **schema["definitions"]}


def words(schema) -> set:
    """Every keyword and key that stands anywhere in it."""
    if isinstance(schema, dict):
        return set(schema).union(*map(words, schema.values()))
    return set().union(*map(words, schema)) if isinstance(schema, list) else set()


def test_the_file_is_what_the_classes_say():
    written = json.loads((ROOT / "exercises" / "schema.json").read_text(encoding="utf-8"))
    assert written == exercise_schema(), "coach exercises schema --out exercises/schema.json"


@pytest.mark.parametrize("name", tables())
def test_no_table_takes_other_keys(name):
    assert tables()[name]["additionalProperties"] is False


def test_every_key_is_there():
    schema = exercise_schema()
    assert set(schema["properties"]) == set(Exercise.model_fields)
    needed = {name for name, field in Exercise.model_fields.items() if field.is_required()}
    assert set(schema["required"]) == needed


@pytest.mark.parametrize(
    "name", [name for name, table in tables().items() if "signal" in table["properties"]]
)
def test_signals_are_those_there_are(name):
    assert tables()[name]["properties"]["signal"]["enum"] == list(SIGNALS)


def test_only_words_of_the_dialect_and_of_toml():
    # A pair is said in other words from dialect to dialect, and TOML has no null.
    assert not words(exercise_schema()) & {"prefixItems", "$defs", "anyOf"}
    assert '"null"' not in json.dumps(exercise_schema())


@pytest.mark.parametrize("path", EXERCISES, ids=lambda path: path.stem)
def test_an_editor_finds_it(path):
    assert path.read_text(encoding="utf-8").splitlines()[0] == "#:schema ./schema.json"


# -- as exercises/README.md explains it ---------------------------------------------------------

README = (ROOT / "exercises" / "README.md").read_text(encoding="utf-8")
BY_UNIT = ("nominal", "min", "max", "min_gain", "min_fall", "cap")


def explained(key: str) -> str:
    """The key as the README writes it: those that differ in their unit alone stand as one."""
    stem = key.removesuffix("_deg").removesuffix("_s0")
    return rf"{stem}_s0\|_deg" if stem in BY_UNIT else key


@pytest.mark.parametrize(
    ("table", "key"),
    [(name, key) for name, table in tables().items() for key in table["properties"]],
)
def test_every_key_is_explained(table, key):
    rows = [line for line in README.splitlines() if line.startswith("| ")]
    tables = {row.split("|")[1].strip(" *`[]") for row in rows}
    assert key in tables or any(f"`{explained(key)}`" in row for row in rows)


@pytest.mark.parametrize("signal", SIGNALS.values(), ids=list(SIGNALS))
def test_every_signal_is_explained(signal):
    assert f"\n| `{signal.name}` | {signal.unit}" in README


@pytest.mark.parametrize("kind", get_args(Kind))
def test_every_kind_is_explained(kind):
    assert f"| `{kind}` | " in README


# -- as a validator of somebody else reads it ---------------------------------------------------


@pytest.fixture(scope="module")
def validator():
    jsonschema = pytest.importorskip("jsonschema")
    jsonschema.Draft7Validator.check_schema(exercise_schema())
    return jsonschema.Draft7Validator(exercise_schema())


@pytest.mark.parametrize("path", EXERCISES, ids=lambda path: path.stem)
def test_good_files_pass(validator, path):
    validator.validate(tomllib.loads(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    "text", [HOLD, SIDES, PACED, REP], ids=["hold", "alternating", "paced", "rep"]
)
def test_every_kind_passes(validator, text):
    validator.validate(tomllib.loads(text))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("gates =", "gate =", id="mistyped_table"),
        pytest.param("nominal_s0", "nominl_s0", id="mistyped_key"),
        pytest.param('signal = "hip"', 'signal = "hipp"', id="mistyped_signal"),
        pytest.param('"sure"', '"certain"', id="unknown_grade"),
        pytest.param("rep_min_s = 1.2, ", "", id="missing_key"),
        pytest.param("min_s = 0.2", 'min_s = "0.2"', id="text_for_a_number"),
        pytest.param("one_way_s = 1.0", "one_way_s = 0.0", id="no_time"),
        pytest.param("[5, 7]", "[5]", id="half_a_pair"),
        pytest.param("[5, 7]", "[5, 6, 7]", id="three_for_a_pair"),
        pytest.param("start_reps = 3", "start_reps = 2.5", id="half_a_repetition"),
        pytest.param('["Lift."]', "[]", id="no_instructions"),
        pytest.param('"hip_test"', '"Hip test"', id="id_is_no_file_name"),
    ],
)
def test_what_a_schema_can_refuse(validator, old, new):
    text = changed(old, new)
    assert refusal(text)
    assert not validator.is_valid(tomllib.loads(text))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("nominal_s0 = 0.28", "nominal_deg = 28.0", id="wrong_unit"),
        pytest.param("[5, 7]", "[7, 5]", id="swapped_ends"),
    ],
)
def test_what_only_the_reader_refuses(validator, old, new):
    """Should a schema learn it one day, exercises/README.md must no longer say that it cannot."""
    text = changed(old, new)
    assert refusal(text)
    assert validator.is_valid(tomllib.loads(text))


def test_the_reader_takes_the_first_line_for_a_comment():
    assert parse_exercise(f"#:schema ./schema.json\n{HOLD}", "my/test.toml").id == "hip_test"
