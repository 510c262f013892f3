"""The exercises of the program: each is good, and nothing it says asks for more."""

import re

import pytest

from coach.definitions import parse_exercise
from coach.edges.library import load_phrases
from coach.wording import LATE_S, speaking_s
from tests.coaching import ROOT

EXERCISES = sorted((ROOT / "exercises").glob("*.toml"))


@pytest.mark.parametrize("path", EXERCISES, ids=lambda path: path.stem)
def test_exercise_files(path):
    spec = parse_exercise(path.read_text(encoding="utf-8"), str(path))
    assert spec.id == path.stem


def test_exercise_files_are_where_they_are_looked_for():
    assert "pelvis_lift" in [path.stem for path in EXERCISES]


# "Nothing more", "no more" would be innocent, but plain sentences do without them too.
ASKS_FOR_MORE = re.compile(
    r"\b(more|further|farther|deeper|higher|harder|longer|bigger|larger|wider|faster|quicker"
    r"|push|force|strain|maximum|as (far|high|deep|much) as|all the way|full range|don't stop)\b",
    re.IGNORECASE,
)


def sentences() -> list:
    """Everything the coach can say or show in English, by where it stands."""
    found = [pytest.param(text, id=f"en-{key}") for key, text in load_phrases().items()]
    for path in EXERCISES:
        spec = parse_exercise(path.read_text(encoding="utf-8"), str(path))
        calls = () if spec.pace is None else (spec.pace.call, spec.pace.call_back)
        said = (*spec.instructions, spec.start_position, *spec.cautions, spec.stop, *calls)
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


@pytest.mark.parametrize("path", EXERCISES, ids=lambda path: path.stem)
def test_calls_are_spoken_before_the_next_one_is_due(path):
    """Said in full the first time, each call ends within the time until the next and its life."""
    exercise = parse_exercise(path.read_text(encoding="utf-8"), str(path))
    pace = exercise.pace
    if pace is None:
        pytest.skip("is never led")
    call = pace.call.replace("{side}", "right")
    assert speaking_s(call) <= pace.out_s + exercise.stay_s + LATE_S
    assert speaking_s(pace.call_back) <= pace.back_s + LATE_S
