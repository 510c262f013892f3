"""What each kind of exercise needs, how the coach leads, and the places of the camera."""

import pytest

from coach.definitions import parse_exercise
from coach.events import Flag, Grade
from coach.view import View
from tests.definitions import HOLD, PACED, REP, SIDES, changed, check_refusal


def test_the_good_one_to_both_sides_is_good():
    spec = parse_exercise(SIDES, "my/test.toml")
    assert spec.is_signed
    assert spec.is_sided
    assert spec.stay_s == 1.0
    assert spec.cap_in("S0") == float("inf")
    assert spec.limits.hint_flags == {Flag.JERKY}
    assert spec.deciding_signals == ("lean", "wrists_aside", "hip")


def test_the_good_paced_one_is_good():
    spec = parse_exercise(PACED, "my/test.toml")
    assert not spec.is_counted_somewhere
    assert (spec.stay_s, spec.primary, spec.cap_in("deg")) == (3.0, None, float("inf"))


def test_the_good_repetition_is_good():
    spec = parse_exercise(REP, "my/test.toml")
    assert (spec.primary.sign, spec.cap_in("deg"), spec.stay_s) == (-1, 120.0, 0.0)


LED_PLACE = 'best_grade = "posture only"'


@pytest.mark.parametrize(
    ("good", "old", "new", "fragments"),
    [
        # -- what a kind needs
        pytest.param(
            HOLD, '"hold"', '"rep"', ["[dose]", 'kind = "rep" has no hold_s'],
            id="seconds_of_what_is_not_held",
        ),
        pytest.param(
            REP, '"rep"', '"hold"', ["[dose]", 'kind = "hold" needs hold_s'],
            id="hold_without_seconds",
        ),
        pytest.param(
            PACED, "rest = {", 'primary = { signal = "lift", nominal_s0 = 0.1 }\nrest = {',
            ["led, never counted", "drop [primary]"], id="paced_with_a_signal",
        ),
        pytest.param(
            PACED, '"posture only"', '"likely"', ["led, never counted", "best_grade"],
            id="paced_and_counted",
        ),
        pytest.param(
            REP, 'primary = { signal = "knee", nominal_deg = 60.0, effort = "smaller" }', "",
            ["the table [primary] is missing"], id="counted_by_nothing",
        ),
        pytest.param(
            SIDES, "nominal_deg = 12.0", 'nominal_deg = 12.0, effort = "smaller"',
            ["[primary]", "both ways", "drop effort"], id="effort_to_both_sides",
        ),
        pytest.param(
            SIDES, "nominal_s0 = 0.4", 'nominal_s0 = 0.4, effort = "smaller"',
            ["[primary]", "both ways"], id="effort_of_a_place_to_both_sides",
        ),
        pytest.param(
            REP, '"smaller"', '"less"', ["primary.effort", "'larger'", "'less'"],
            id="unknown_effort",
        ),
        # -- how the coach leads
        pytest.param(
            PACED, "pace = {", "# pace = {", ["[pace] is missing", "posture only"],
            id="led_without_a_pace",
        ),
        pytest.param(
            PACED, "rest_s = 3.0", "rest_s = 3.0, stay_s = 3.0", ["[pace]", "drop stay_s"],
            id="two_doses_of_seconds",
        ),
        pytest.param(
            SIDES, "stay_s = 1.0", "", ["[pace]", "needs stay_s"], id="no_time_at_the_end"
        ),
        pytest.param(
            SIDES, "To the {side}.", "Lean.", ["[pace]", "needs {side} in call"],
            id="call_to_no_side",
        ),
        pytest.param(
            PACED, '"Stretch.", call_back', '"To the {side}.", call_back',
            ["[pace]", "has no {side}"], id="call_to_a_side",
        ),
        pytest.param(
            SIDES, "To the {side}.", "To the {side}, {name}.", ["pace", "call:", "{side}"],
            id="call_with_other_braces",
        ),
        pytest.param(
            PACED, "Let go.", "Let {go.", ["pace", "call_back:", "{side}"], id="open_brace"
        ),
        pytest.param(
            PACED, "call_back", "callback", ["pace.callback", "did you mean 'call_back'"],
            id="mistyped_key_of_the_pace",
        ),
        # -- places
        pytest.param(
            REP, "shoulder_ratio = [0.0, 0.6], ", "",
            ["places.0", "needs shoulder_ratio, elevation_deg or azimuth_deg"],
            id="place_that_looks_like_nothing",
        ),
        pytest.param(
            SIDES, "[20.0, 90.0]", "[90.0, 20.0]", ["places.1", "elevation_deg = [90, 20]"],
            id="swapped_elevation",
        ),
        pytest.param(
            SIDES, "[0.0, 40.0]", "[40.0, 40.0]", ["places.1", "azimuth_deg = [40, 40]"],
            id="azimuth_of_no_width",
        ),
        pytest.param(
            SIDES, LED_PLACE, f'{LED_PLACE}\nprimary = {{ signal = "lean", nominal_deg = 9.0 }}',
            ["places.0", "drop primary"], id="signal_where_nothing_is_counted",
        ),
        pytest.param(
            SIDES, "nominal_s0 = 0.4", "nominl_s0 = 0.4",
            ["places.2.primary.nominl_s0", "did you mean 'nominal_s0'"],
            id="mistyped_key_of_a_place's_signal",
        ),
        pytest.param(
            SIDES, "smoothness", "cap_deg = 30.0, smoothness",
            ["[limits] needs cap_s0", "'wrists_aside'"], id="no_cap_for_a_place's_signal",
        ),
        pytest.param(
            REP, 'best_grade = "sure"',
            'best_grade = "sure", primary = { signal = "hip", nominal_deg = 60.0 }',
            ["[rest]", "primary signal 'hip'"], id="no_rest_of_a_place's_signal",
        ),
        pytest.param(
            SIDES, '["hip_test"]', '["Hip test"]', ["contains.0", "'Hip test'"],
            id="contains_what_is_no_id",
        ),
        # -- limits
        pytest.param(
            SIDES, '["jerky"]', '["too fast"]', ["limits.hints.0", "'too fast'"],
            id="hint_that_never_is_one",
        ),
        pytest.param(
            PACED, "rough_s0_s = 1.2", "rough_s0_s = 0.0", ["limits.rough_s0_s", "greater than 0"],
            id="everything_is_rough",
        ),
        pytest.param(
            REP, "cap_deg = 120.0", "cap_deg = 60.0", ["[limits]", "cap 60", "nominal range 60"],
            id="cap_at_the_range",
        ),
    ],
)  # fmt: skip
def test_mistakes_of_kinds_and_places(good, old, new, fragments):
    check_refusal(changed(old, new, good), fragments)


NAN = float("nan")


@pytest.mark.parametrize(
    ("good", "view", "place"),
    [
        pytest.param(HOLD, View(0.1, 15.0, 0.0), "side", id="from_the_flank"),
        pytest.param(HOLD, View(0.45, 15.0, 0.0), "side", id="between_two_the_first_is_meant"),
        pytest.param(HOLD, View(0.7, 15.0, 60.0), "feet", id="from_the_feet"),
        pytest.param(HOLD, View(1.5, 15.0, 60.0), None, id="from_nowhere_described"),
        pytest.param(HOLD, View(float("inf"), 15.0, 60.0), None, id="trunk_of_no_length"),
        pytest.param(HOLD, View(0.1, NAN, NAN), "side", id="what_is_not_asked_may_be_unknown"),
        pytest.param(HOLD, View(NAN, 15.0, 0.0), None, id="unknown"),
        pytest.param(SIDES, View(0.3, 10.0, 80.0), "table", id="too_low_to_see_it"),
        pytest.param(SIDES, View(0.3, 30.0, 20.0), "shelf", id="high_at_the_side"),
        pytest.param(SIDES, View(0.3, 30.0, 60.0), "feet", id="high_at_the_feet"),
        pytest.param(SIDES, View(0.3, 30.0, NAN), None, id="one_of_two_is_unknown"),
    ],
)
def test_place_seen(good, view, place):
    seen = parse_exercise(good, "my/test.toml").place_seen(view)
    assert (seen and seen.id) == place


@pytest.mark.parametrize("seen", ["front", "back"])
def test_a_side_of_the_body_that_is_not_known_fits_no_place_that_asks_for_it(seen):
    good = SIDES.replace('id = "table"', f'id = "table"\nseen = "{seen}"')
    place = parse_exercise(good, "my/test.toml").places[0]
    fits = [place.fits(View(0.3, 10.0, 0.0, facing)) for facing in (0.5, -0.5, 0.0, NAN)]
    assert fits == [seen == "front", seen == "back", False, False]


def test_grades_of_places():
    places = parse_exercise(SIDES, "my/test.toml").places
    assert [one.grade for one in places] == [Grade.POSTURE_ONLY, Grade.SURE, Grade.LIKELY]


def test_a_place_may_have_its_own_signal():
    spec = parse_exercise(SIDES, "my/test.toml")
    table, shelf, feet = spec.places
    assert spec.primary_at(feet).signal == "wrists_aside"
    assert [spec.primary_at(one).signal for one in (None, table, shelf)] == ["lean"] * 3
