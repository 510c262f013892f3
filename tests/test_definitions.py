"""Exercise files: every mistake is refused with the file, the key and how to mend it."""

import pytest

from coach.definitions import parse_exercise
from tests.definitions import HOLD, changed, check_refusal, refusal


def test_the_good_hold_is_good():
    spec = parse_exercise(HOLD, "my/test.toml")
    assert (spec.primary.nominal, spec.primary.unit, spec.cap_in("S0")) == (0.28, "S0", 0.65)
    assert spec.deciding_signals == ("lift", "hip", "knee")
    assert spec.telling_signals == ("elbow", "ankle")
    assert spec.stay_s == 5.0
    assert spec.is_counted_somewhere
    assert not spec.is_signed
    assert not spec.is_sided


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
            "cap_s0 = 0.65", "cap_deg = 65.0", ["[limits]", "needs cap_s0", "'lift' is in"],
            id="wrong_unit_of_the_cap",
        ),
        pytest.param(
            "min_fall_deg", "min_fall_s0", ["parts.0", "measured in deg", "write min_fall_deg"],
            id="wrong_unit_of_a_part",
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
            "start_reps = 3",
            "start_reps = 3, per_day = [3, 2]",
            ["dose", "per_day = [3, 2]", "smaller one comes first"],
            id="times_a_day_swapped",
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
        pytest.param(
            'start_position = "Lie."', "", ["'start_position' is missing"],
            id="missing_start_position",
        ),
        pytest.param(
            ", min_gain_deg = 10.0, min_deg = 120.0", "",
            ["votes.0", "min_deg, max_deg or both"], id="vote_on_nothing",
        ),
        pytest.param(
            ", min_fall_deg = 8.0", "", ["parts.0", "min_gain_deg or min_fall_deg"],
            id="part_that_need_not_move",
        ),
        pytest.param(
            'name = "toes", ', "", ["parts.0.name", "'name' is missing"], id="part_without_a_name"
        ),
        pytest.param(
            ", start_hold_s = 5.0", "", ["dose", "belong together"], id="dose_without_its_start"
        ),
        pytest.param(
            "hold_s = [5.0, 10.0], ", "", ["dose", "belong together"], id="start_without_its_dose"
        ),
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
            "start_reps = 3", "start_reps = 2.5", ["dose.start_reps", "whole number", "2.5"],
            id="half_a_repetition",
        ),
        pytest.param(
            "start_reps = 3", "start_reps = true", ["start_reps", "whole number", "it is true"],
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
        pytest.param(
            "[0.3, 0.4]", "[0.3, -0.4]", ["planted.max_drift_s0.1", "greater than 0"],
            id="negative_drift",
        ),
        pytest.param(
            'rest = { min_s = 0.2, bands = [{ signal = "lift", min_s0 = -0.03, max_s0 = 0.13 }] }',
            "rest = { min_s = 0.2, bands = [] }", ["rest.bands", "at least 1"], id="any_rest",
        ),
        pytest.param(
            "min_fall_deg = 8.0", "min_fall_deg = 8.0, min_gain_deg = 8.0",
            ["parts.0", "min_gain or min_fall, not both"], id="up_and_down_at_once",
        ),
        pytest.param(
            'name = "toes"', f'name = "{"x" * 21}"', ["parts.0.name", "20"], id="long_part_name"
        ),
        pytest.param('"Hip test"', f'"{"x" * 31}"', ["name", "30"], id="long_name"),
        pytest.param('"hip_test"', '"Hip test"', ["id", "'Hip test'"], id="id_is_no_file_name"),
        pytest.param('"Lift."', f'"{"x" * 91}"', ["instructions.0", "90"], id="a_sermon"),
    ],
)  # fmt: skip
def test_mistakes(old, new, fragments):
    check_refusal(changed(old, new), fragments)


@pytest.mark.parametrize(
    ("text", "fragments"),
    [
        pytest.param("[dose\n", ["not valid TOML", "line 1"], id="a_bracket_is_open"),
        pytest.param('id = "a"\nid = "b"', ["not valid TOML"], id="a_key_twice"),
        pytest.param("a = " + "[" * 3000, ["nested too deeply"], id="a_tower_of_brackets"),
        pytest.param("", ["'id' is missing"], id="nothing_at_all"),
        pytest.param('id = "\\u001b[2J"', ["cannot be shown"], id="text_that_upsets_terminals"),
        pytest.param("#" * 20_001, ["longer than 20000 characters"], id="a_book"),
        pytest.param("id = " + "1" * 5000, ["number that is too long"], id="a_number_of_a_page"),
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
        pytest.param("min_gain_deg = 10.0, min_deg = 120.0", "min_gain_deg = 10.0", id="gain_only"),
        pytest.param("min_gain_deg = 10.0, ", "", id="band_only"),
        pytest.param(", cap_s0 = 0.65", "", id="no_ceiling"),
        pytest.param(
            "cautions =",
            'pace = { out_s = 3, back_s = 3, rest_s = 3, call = "A", call_back = "B" }\ncautions =',
            id="a_pace_all_the_same",
        ),
    ],
)  # fmt: skip
def test_what_may_be_written(old, new):
    parse_exercise(changed(old, new), "my/test.toml")


@pytest.mark.parametrize(
    ("vote", "change", "expected"),
    [
        pytest.param("min_gain_deg = 10.0", 9.9, False, id="not_far_enough_up"),
        pytest.param("min_gain_deg = 10.0", 10.0, True, id="far_enough_up"),
        pytest.param("min_gain_deg = 10.0", -20.0, False, id="down_instead_of_up"),
        pytest.param("min_fall_deg = 10.0", -9.9, False, id="not_far_enough_down"),
        pytest.param("min_fall_deg = 10.0", -10.0, True, id="far_enough_down"),
        pytest.param("min_deg = 100.0", 0.0, True, id="no_change_asked_for"),
        pytest.param("min_fall_deg = 10.0", float("nan"), False, id="not_seen"),
    ],
)
def test_a_change_is_reached(vote, change, expected):
    spec = parse_exercise(changed("min_gain_deg = 10.0, min_deg = 120.0", vote), "my/test.toml")
    assert spec.votes[0].is_reached(change) is expected


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
    gate = parse_exercise(HOLD, "my/test.toml").gates[0]
    assert gate.holds(value) is expected


def test_specs_are_frozen():
    with pytest.raises(ValueError, match="frozen"):
        parse_exercise(HOLD, "my/test.toml").name = "x"
