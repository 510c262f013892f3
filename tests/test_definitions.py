"""Exercise files: every mistake is refused with the file, the key and how to mend it."""

import re
import tomllib

import pytest

from coach.definitions import parse_exercise
from coach.errors import DefinitionError
from coach.events import Grade
from tests.coaching import PELVIS_LIFT, ROOT

EXERCISES = sorted((ROOT / "exercises").glob("*.toml"))
PHRASES = sorted((ROOT / "coach" / "phrases").glob("*.toml"))
HELP = "exercises/README.md"
GOOD = """
id = "hip_test"
name = "Hip test"
kind = "hold"
instructions = ["Lift."]
cautions = []
stop = "Stop."
dose = { reps = [5, 7], hold_s = [5.0, 10.0], start_reps = 3, start_hold_s = 5.0 }
primary = { signal = "lift", nominal_s0 = 0.28 }
rest = { min_s = 0.2, bands = [{ signal = "lift", min_s0 = -0.03, max_s0 = 0.13 }] }
votes = [{ signal = "hip", min_gain_deg = 10.0, min_deg = 120.0 }]
gates = [{ signal = "knee", min_deg = 30.0, max_deg = 125.0 }]
planted = { joints = ["ankle", "shoulder"], max_drift_s0 = [0.3, 0.4] }
advice = [{ signal = "elbow", max_deg = 150.0, cue = "bend_elbows" }]
limits = { one_way_s = 1.0, rep_min_s = 1.2, cap_s0 = 0.65, smoothness_min_sparc = -2.5 }
places = [
    { id = "side", title = "at your side", shoulder_ratio = [0.0, 0.45], best_grade = "sure" },
    { id = "feet", title = "at your feet", shoulder_ratio = [0.45, 1.0], best_grade = "likely" },
]
"""


def refusal(text: str) -> str:
    with pytest.raises(DefinitionError) as caught:
        parse_exercise(text, "my/test.toml")
    return str(caught.value)


def changed(old: str, new: str) -> str:
    assert GOOD.count(old) == 1, f"{old!r} is not unique in the good file"
    return GOOD.replace(old, new)


def test_the_good_file_is_good():
    spec = parse_exercise(GOOD, "my/test.toml")
    assert (spec.primary.nominal, spec.primary.unit, spec.cap) == (0.28, "S0", 0.65)
    assert spec.deciding_signals == ("lift", "hip", "knee")


@pytest.mark.parametrize(
    ("old", "new", "fragments"),
    [
        # -- words that do not exist
        pytest.param(
            "nominal_s0", "nominl_s0", ["primary.nominl_s0", "did you mean 'nominal_s0'"],
            id="mistyped_key",
        ),
        pytest.param(
            "one_way_s", "one_way", ["limits.one_way", "did you mean 'one_way_s'"],
            id="mistyped_key_that_is_required",
        ),
        pytest.param(
            "gates =", "gate =", ["gate:", "did you mean 'gates'"], id="mistyped_table"
        ),
        pytest.param(
            'stop = "Stop."', 'stop = "Stop."\nweight = 1',
            ["weight", "known: id, name, kind"], id="unknown_key_like_no_other",
        ),
        pytest.param(
            "min_gain_deg", "min_gian_deg", ["votes.0.min_gian_deg", "'min_gain_deg'"],
            id="mistyped_key_of_a_vote",
        ),
        pytest.param(
            'signal = "hip"', 'signal = "hipp"', ["votes.0", "'hipp'", "did you mean 'hip'"],
            id="mistyped_signal",
        ),
        pytest.param(
            'signal = "knee"', 'signal = "blood pressure"', ["gates.0", "known: hip, knee"],
            id="signal_like_no_other",
        ),
        pytest.param(
            '"ankle", "shoulder"', '"ankel", "shoulder"', ["planted.joints.0", "'ankel'"],
            id="unknown_joint",
        ),
        pytest.param('"hold"', '"jump"', ["kind", "'hold'", "'jump'"], id="unknown_kind"),
        pytest.param('"sure"', '"certain"', ["places.0.best_grade", "'sure'"], id="unknown_grade"),
        # -- units
        pytest.param(
            "nominal_s0 = 0.28", "nominal_deg = 28.0",
            ["primary", "'lift' is measured in S0", "write nominal_s0"], id="wrong_unit",
        ),
        pytest.param(
            "min_gain_deg", "min_gain_s0", ["votes.0", "measured in deg", "write min_gain_deg"],
            id="wrong_unit_of_a_vote",
        ),
        pytest.param(
            "cap_s0 = 0.65", "cap_deg = 65.0", ["[limits]", "cap_s0", "S0"],
            id="wrong_unit_of_the_cap",
        ),
        pytest.param(
            "cap_s0 = 0.65", "cap_s0 = 0.65, cap_deg = 65.0", ["[limits]", "cap_s0 alone"],
            id="cap_in_two_units",
        ),
        # -- order
        pytest.param(
            "min_s0 = -0.03, max_s0 = 0.13", "min_s0 = 0.13, max_s0 = -0.03",
            ["rest.bands.0", "min 0.13 must be below max -0.03", "swapped"], id="swapped_band",
        ),
        pytest.param(
            "min_deg = 30.0, max_deg = 125.0", "min_deg = 30.0, max_deg = 30.0",
            ["gates.0", "must be below"], id="band_of_no_width",
        ),
        pytest.param(
            "[5, 7]", "[7, 5]", ["dose", "reps = [7, 5]", "smaller one comes first"],
            id="swapped_repetitions",
        ),
        pytest.param(
            "hold_s = [5.0, 10.0]", "hold_s = [10.0, 5.0]", ["dose", "hold_s = [10, 5]"],
            id="swapped_seconds",
        ),
        pytest.param(
            "[0.0, 0.45]", "[0.45, 0.0]", ["places.0", "shoulder_ratio", "comes first"],
            id="swapped_place",
        ),
        pytest.param(
            "cap_s0 = 0.65", "cap_s0 = 0.2", ["cap 0.2", "nominal range 0.28", "swapped"],
            id="cap_below_the_range",
        ),
        pytest.param(
            "start_reps = 3", "start_reps = 8", ["dose", "article's dose"],
            id="beginners_do_more_repetitions",
        ),
        pytest.param(
            "start_hold_s = 5.0", "start_hold_s = 10.1", ["dose", "article's dose"],
            id="beginners_hold_longer",
        ),
        # -- what is missing
        pytest.param(
            "rep_min_s = 1.2, ", "", ["limits.rep_min_s", "'rep_min_s' is missing"],
            id="missing_key",
        ),
        pytest.param(
            ", nominal_s0 = 0.28", "", ["primary", "nominal_s0 is missing"], id="missing_range"
        ),
        pytest.param(", cap_s0 = 0.65", "", ["[limits]", "cap_s0"], id="missing_cap"),
        pytest.param(
            ", min_s0 = -0.03, max_s0 = 0.13", "", ["rest.bands.0", "min_s0, max_s0 or both"],
            id="band_without_ends",
        ),
        pytest.param(
            '[{ signal = "lift", min_s0', '[{ signal = "knee", min_s0',
            ["rest.bands.0", "measured in deg"], id="band_of_another_signal",
        ),
        pytest.param(
            'bands = [{ signal = "lift", min_s0 = -0.03, max_s0 = 0.13 }]',
            'bands = [{ signal = "hip", min_deg = 95.0 }]',
            ["[rest]", "primary signal 'lift'"], id="rest_without_the_primary_signal",
        ),
        pytest.param(
            '["ankle", "shoulder"]', '["ankle"]', ["planted", "one value for each"],
            id="a_joint_without_its_drift",
        ),
        pytest.param('["Lift."]', "[]", ["instructions", "at least 1"], id="no_instructions"),
        # -- values that cannot be meant
        pytest.param(
            "min_s = 0.2", 'min_s = "0.2"', ["rest.min_s", "number", "'0.2'"],
            id="text_for_a_number",
        ),
        pytest.param(
            "start_reps = 3", "start_reps = 2.5", ["dose.start_reps", "integer", "2.5"],
            id="half_a_repetition",
        ),
        pytest.param(
            "start_reps = 3", "start_reps = true", ["dose.start_reps", "integer"],
            id="truth_for_a_number",
        ),
        pytest.param("start_reps = 3", "start_reps = 0", ["dose.start_reps", "0"], id="nothing"),
        pytest.param("[5, 7]", "7", ["dose.reps", "a list in [ ]"], id="number_for_a_list"),
        pytest.param("[5, 7]", "[5]", ["dose.reps", "too few"], id="list_too_short"),
        pytest.param("[5, 7]", "[5, 6, 7]", ["dose.reps", "too many"], id="list_too_long"),
        pytest.param(
            'primary = { signal = "lift", nominal_s0 = 0.28 }', 'primary = "lift"',
            ["primary", "table"], id="text_for_a_table",
        ),
        pytest.param("min_s = 0.2", "min_s = nan", ["rest.min_s", "finite"], id="nan"),
        pytest.param("cap_s0 = 0.65", "cap_s0 = inf", ["limits.cap_s0", "finite"], id="inf"),
        pytest.param("max_s0 = 0.13", "max_s0 = inf", ["rest.bands.0", "finite"], id="inf_band"),
        pytest.param(
            "one_way_s = 1.0", "one_way_s = -1.0", ["limits.one_way_s", "greater than 0"],
            id="negative_time",
        ),
        pytest.param(
            "smoothness_min_sparc = -2.5", "smoothness_min_sparc = 2.5",
            ["limits.smoothness_min_sparc", "less than 0"], id="positive_sparc",
        ),
        pytest.param('"hip_test"', '"Hip test"', ["id", "'Hip test'"], id="id_is_no_file_name"),
        pytest.param('"Lift."', f'"{"x" * 91}"', ["instructions.0", "90"], id="a_sermon"),
    ],
)  # fmt: skip
def test_mistakes(old, new, fragments):
    sentence = refusal(changed(old, new))
    for fragment in ("my/test.toml", *fragments, HELP):
        assert fragment in sentence
    assert "\n" not in sentence
    assert sentence.endswith(".")


@pytest.mark.parametrize(
    ("text", "fragments"),
    [
        pytest.param("[dose\n", ["not valid TOML", "line 1"], id="a_bracket_is_open"),
        pytest.param('id = "a"\nid = "b"', ["not valid TOML"], id="a_key_twice"),
        pytest.param("a = " + "[" * 3000, ["nested too deeply"], id="a_tower_of_brackets"),
        pytest.param("", ["'id' is missing"], id="nothing_at_all"),
    ],
)
def test_files_that_cannot_be_read(text, fragments):
    sentence = refusal(text)
    assert all(fragment in sentence for fragment in ("my/test.toml", *fragments))
    assert "\n" not in sentence


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("min_deg = 30.0, max_deg = 125.0", "max_deg = 125.0", id="band_open_below"),
        pytest.param("nominal_s0 = 0.28", "nominal_s0 = 0.30", id="another_range"),
        pytest.param("hold_s = [5.0, 10.0]", "hold_s = [5, 10]", id="whole_seconds"),
        pytest.param("planted =", "# planted =", id="nothing_planted"),
        pytest.param("votes =", "# votes =", id="no_vote"),
    ],
)
def test_what_may_be_written(old, new):
    parse_exercise(changed(old, new), "my/test.toml")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (29.9, False),
        (30.0, True),
        (80.0, True),
        (125.0, True),
        (125.1, False),
        (float("nan"), False),
    ],
)
def test_band_holds(value, expected):
    gate = parse_exercise(GOOD, "my/test.toml").gates[0]
    assert gate.holds(value) is expected


@pytest.mark.parametrize(
    ("shoulder_ratio", "grade"),
    [
        pytest.param(0.1, Grade.SURE, id="from_the_flank"),
        pytest.param(0.45, Grade.SURE, id="between_two_places_the_first_is_meant"),
        pytest.param(0.7, Grade.LIKELY, id="from_the_feet"),
        pytest.param(1.5, Grade.LIKELY, id="from_nowhere_described"),
        pytest.param(float("inf"), Grade.LIKELY, id="trunk_of_no_length"),
    ],
)
def test_grade_of_a_place(shoulder_ratio, grade):
    assert parse_exercise(GOOD, "my/test.toml").grade_seen_from(shoulder_ratio) is grade


def test_specs_are_frozen():
    with pytest.raises(ValueError, match="frozen"):
        PELVIS_LIFT.name = "x"


# -- the files of the project -------------------------------------------------------------------


@pytest.mark.parametrize("path", EXERCISES, ids=lambda path: path.stem)
def test_exercise_files(path):
    spec = parse_exercise(path.read_text(encoding="utf-8"), str(path))
    assert spec.id == path.stem


def test_exercise_files_are_where_they_are_looked_for():
    assert "pelvis_lift" in [path.stem for path in EXERCISES]
    assert "en" in [path.stem for path in PHRASES]


# "Nothing more", "no more" would be innocent, but plain sentences do without them too.
ASKS_FOR_MORE = re.compile(
    r"\b(more|further|farther|deeper|higher|harder|longer|bigger|larger|wider|faster|quicker"
    r"|push|force|strain|maximum|as (far|high|deep|much) as|all the way|full range|don't stop)\b",
    re.IGNORECASE,
)


def sentences() -> list:
    """Everything the coach can say or show, by where it stands."""
    found = []
    for path in PHRASES:
        phrases = tomllib.loads(path.read_text(encoding="utf-8"))
        found += [pytest.param(text, id=f"{path.stem}-{key}") for key, text in phrases.items()]
    for path in EXERCISES:
        spec = parse_exercise(path.read_text(encoding="utf-8"), str(path))
        said = (*spec.instructions, *spec.cautions, spec.stop)
        found += [pytest.param(text, id=f"{path.stem}-{i}") for i, text in enumerate(said)]
    return found


@pytest.mark.parametrize("sentence", sentences())
def test_nobody_is_asked_for_more(sentence):
    # More light is not more range.
    assert not ASKS_FOR_MORE.search(sentence.replace("More light", "Light"))


@pytest.mark.parametrize(
    "sentence",
    ["Go a little deeper next time.", "Lift HIGHER!", "Stretch more.", "Lift as high as you can."],
)
def test_asking_for_more_would_be_found(sentence):
    assert ASKS_FOR_MORE.search(sentence)
