"""Good exercise files, one of each kind, and how each mistake in them is refused."""

import pytest

from coach.definitions import parse_exercise
from coach.errors import DefinitionError

HELP = "exercises/README.md"
HOLD = """
id = "hip_test"
name = "Hip test"
kind = "hold"
instructions = ["Lift."]
start_position = "Lie."
cautions = ["Sore?"]
stop = "Stop."
dose = { reps = [5, 7], hold_s = [5.0, 10.0], start_reps = 3, start_hold_s = 5.0 }
primary = { signal = "lift", nominal_s0 = 0.28 }
rest = { min_s = 0.2, bands = [{ signal = "lift", min_s0 = -0.03, max_s0 = 0.13 }] }
votes = [{ signal = "hip", min_gain_deg = 10.0, min_deg = 120.0 }]
gates = [{ signal = "knee", min_deg = 30.0, max_deg = 125.0 }]
planted = { joints = ["ankle", "shoulder"], max_drift_s0 = [0.3, 0.4] }
parts = [{ name = "toes", signal = "ankle", min_fall_deg = 8.0 }]
advice = [{ signal = "elbow", max_deg = 150.0, cue = "bend_elbows" }]
limits = { one_way_s = 1.0, rep_min_s = 1.2, cap_s0 = 0.65, smoothness_min_sparc = -2.5 }
places = [
    { id = "side", title = "at your side", shoulder_ratio = [0.0, 0.45], best_grade = "sure" },
    { id = "feet", title = "at your feet", shoulder_ratio = [0.45, 1.0], best_grade = "likely" },
]
"""
SIDES = """
id = "side_test"
name = "Side test"
kind = "alternating"
instructions = ["Lean."]
start_position = "Lie."
cautions = []
stop = "Stop."
contains = ["hip_test"]
dose = { reps = [15, 15], start_reps = 5 }
primary = { signal = "lean", nominal_deg = 12.0 }
rest = { min_s = 0.2, bands = [{ signal = "hip", min_deg = 150.0 }] }
limits = { one_way_s = 1.5, rep_min_s = 1.2, smoothness_min_sparc = -2.5, hints = ["jerky"] }

[pace]
out_s = 2.0
stay_s = 1.0
back_s = 2.0
rest_s = 1.5
call = "To the {side}."
call_back = "Back."

[[places]]
id = "table"
title = "on a table"
elevation_deg = [0.0, 20.0]
best_grade = "posture only"

[[places]]
id = "shelf"
title = "on a shelf"
elevation_deg = [20.0, 90.0]
azimuth_deg = [0.0, 40.0]
best_grade = "sure"

[[places]]
id = "feet"
title = "at your feet"
azimuth_deg = [40.0, 90.0]
best_grade = "likely"
primary = { signal = "wrists_aside", nominal_s0 = 0.4 }
"""
PACED = """
id = "long_test"
name = "Long test"
kind = "paced"
instructions = ["Stretch."]
start_position = "Lie."
cautions = []
stop = "Stop."
dose = { reps = [5, 7], hold_s = [3.0, 5.0], start_reps = 3, start_hold_s = 3.0 }
pace = { out_s = 2.0, back_s = 2.0, rest_s = 3.0, call = "Stretch.", call_back = "Let go." }
rest = { min_s = 0.2, bands = [{ signal = "hip", min_deg = 150.0 }] }
limits = { one_way_s = 1.5, rep_min_s = 1.2, smoothness_min_sparc = -2.5, rough_s0_s = 1.2 }
places = [
    { id = "low", title = "beside you", shoulder_ratio = [0.0, 2.0], best_grade = "posture only" },
]
"""
REP = """
id = "squat_test"
name = "Squat test"
kind = "rep"
instructions = ["Bend."]
start_position = "Stand."
cautions = []
stop = "Stop."
dose = { reps = [10, 30], start_reps = 10 }
primary = { signal = "knee", nominal_deg = 60.0, effort = "smaller" }
rest = { min_s = 0.2, bands = [{ signal = "knee", min_deg = 150.0 }] }
limits = { one_way_s = 0.8, rep_min_s = 1.2, cap_deg = 120.0, smoothness_min_sparc = -2.5 }
places = [
    { id = "side", title = "at your side", shoulder_ratio = [0.0, 0.6], best_grade = "sure" },
]
"""


def refusal(text: str) -> str:
    with pytest.raises(DefinitionError) as caught:
        parse_exercise(text, "my/test.toml")
    return str(caught.value)


def changed(old: str, new: str, good: str = HOLD) -> str:
    assert good.count(old) == 1, f"{old!r} is not unique in the good file"
    return good.replace(old, new)


def check_refusal(text: str, fragments: list[str]) -> None:
    """One sentence that names the file, tells these, and says where to read on."""
    sentence = refusal(text)
    for fragment in ("my/test.toml", *fragments, HELP):
        assert fragment in sentence
    assert "\n" not in sentence
    assert sentence.endswith(".")
