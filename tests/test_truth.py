"""Truth files: what is written is read again, every mistake is refused with file, key and mend."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest

from coach.clip_lists import parse_clip_list
from coach.errors import CoachError
from coach.events import Flag
from coach.tables import MAX_LEVELS
from coach.truth import (
    EXPECTED_FLAGS,
    CameraView,
    Fault,
    Happening,
    TrueMoment,
    TrueRep,
    Truth,
    parse_truth,
    truth_text,
)
from tests.coaching import ROOT

SAMPLES = sorted((ROOT / "samples").rglob("*.truth.json"))
HELP = "docs/truth-format.md"
IDS = {"glute bridge": "pelvis_lift"}


def good(**changes: Any) -> dict[str, Any]:
    """A truth with two repetitions; a change to None leaves the key out."""
    data = {
        "format": 1,
        "exercise": "pelvis_lift",
        "people": "real",
        "subject": "p07",
        "camera": {"place": "low_table"},
        "fps": 30.0,
        "size": [640, 480],
        "seconds": 20.2,
        "reps": [rep(1.0), rep(7.4, faults=["sudden"], side="left", share=0.9)],
        "moments": [{"what": "get_up", "start_s": 14.0, "end_s": 18.5}],
    }
    return {key: value for key, value in (data | changes).items() if value is not None}


def rep(start_s: float, **more: Any) -> dict[str, Any]:
    later_s = {"start_s": 0.0, "top_s": 1.6, "release_s": 3.6, "end_s": 5.2}
    return {key: start_s + after_s for key, after_s in later_s.items()} | more


def nested(levels: int) -> dict[str, Any]:
    table: dict[str, Any] = {}
    for _ in range(levels - 1):
        table = {"more": table}
    return table


def read(**changes: Any):
    return parse_truth(json.dumps(good(**changes)), "my/clip.truth.json")


def test_a_good_file():
    truth = read()
    assert truth.true_count == 2
    assert truth.reps[1].faults == (Fault.SUDDEN,)
    assert (truth.held_out, truth.moments[0].what) == (False, "get_up")


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_bundled_truths_are_read_and_written(path):
    text = path.read_text(encoding="utf-8")
    assert truth_text(parse_truth(text, path.name)) == text


def test_there_are_bundled_truths():
    assert len(SAMPLES) >= 3


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({}, id="reps"),
        pytest.param({"reps": None, "rep_count": 2, "hold_seconds": [2.0, 3.5]}, id="mere_counts"),
        pytest.param({"exercise": None, "reps": None}, id="a_negative_without_its_null"),
        pytest.param({"reps": []}, id="nobody_moves"),
        pytest.param(
            {"signal": "lift", "unit": "S0", "reps": [rep(1.0, amplitude=0.3)]}, id="amplitudes"
        ),
        pytest.param({"signal": "smile", "unit": "deg"}, id="a_signal_that_we_do_not_know"),
        pytest.param({"text": "Übung “eins”", "made": {"licences": ["CC0", 1]}}, id="free_words"),
        pytest.param({"held_out": True, "moments": []}, id="held_out"),
        pytest.param({"made": nested(MAX_LEVELS - 1)}, id="as_deep_as_may_be"),
    ],
)
def test_what_is_written_is_read_again(changes):
    data = {"exercise": None} | good(**changes)
    truth = parse_truth(json.dumps(data), "x")
    assert parse_truth(truth_text(truth), "x") == truth


@pytest.mark.parametrize(
    ("seconds", "is_same"),
    [
        pytest.param(20.2, True, id="same"),
        pytest.param(19.3, True, id="a_few_frames_less"),
        pytest.param(10.0, False, id="cut"),
        pytest.param(2000.0, False, id="another"),
    ],
)
def test_the_length_of_a_clip(seconds, is_same):
    assert read().is_of_length(seconds) is is_same


def test_a_partial_repetition_is_not_to_be_counted():
    truth = read(reps=[rep(1.0), rep(7.4, faults=["partial"])])
    assert truth.true_count == 1
    assert [one.start_s for one in truth.counted_reps] == [1.0]


@pytest.mark.parametrize(
    ("changes", "fragments"),
    [
        pytest.param({"reps_": []}, ["reps_", "did you mean 'reps'"], id="mistyped_key"),
        pytest.param({"subject": None}, ["'subject' is missing"], id="missing_key"),
        pytest.param({"people": "drawn"}, ["people", "'rendered'", "'drawn'"], id="wrong_word"),
        pytest.param({"fps": "30"}, ["fps", "'30'"], id="text_for_a_number"),
        pytest.param({"fps": 0}, ["fps", "greater than 0"], id="no_frames"),
        pytest.param({"size": [640]}, ["size.1", "too few values"], id="half_a_size"),
        pytest.param({"size": 640}, ["size", "a list in [ ]"], id="no_list"),
        pytest.param({"camera": "low_table"}, ["camera", "one table"], id="no_table"),
        pytest.param(
            {"camera": {"place": "low_table", "heigth_m": 1}},
            ["camera.heigth_m", "did you mean 'height_m'"], id="mistyped_key_of_the_camera",
        ),
        pytest.param({"reps": [rep(1.0, top_s=9.0)]}, ["reps.0", "swapped"], id="swapped_times"),
        pytest.param({"reps": [rep(16.0)]}, ["reps.0", "21.2 s", "20.2 s"], id="after_the_end"),
        pytest.param(
            {"reps": [rep(7.0), rep(1.0)]}, ["reps.1", "before reps.0", "order of time"],
            id="out_of_order",
        ),
        pytest.param({"reps": [rep(1.0), rep(6.0)]}, ["reps.1", "6.2 s"], id="overlap"),
        pytest.param({"reps": [rep(-1.0)]}, ["reps.0.start_s"], id="before_the_start"),
        pytest.param({"reps": [rep(1.0, faults=["fast"])]}, ["faults.0", "'fast'"], id="no_fault"),
        pytest.param({"reps": [rep(1.0, side="near")]}, ["side", "'left'"], id="no_side"),
        pytest.param(
            {"reps": [rep(1.0, amplitude=0.3)]}, ["amplitude", "signal and unit"], id="no_unit"
        ),
        pytest.param({"signal": "lift"}, ["signal and unit belong"], id="half_a_unit"),
        pytest.param(
            {"signal": "lift", "unit": "deg"}, ["'lift' is in 'S0'", "'deg'"], id="another_unit"
        ),
        pytest.param({"size": [640, 65_536]}, ["size.1", "65535"], id="no_such_picture"),
        pytest.param(
            {"reps": None, "rep_count": 10**30}, ["rep_count", "100000"], id="endless_exercise"
        ),
        pytest.param(
            {"reps": None, "rep_count": 1, "hold_seconds": [21.0]},
            ["hold_seconds.0 is 21 s", "20.2 s"], id="held_beyond_the_end",
        ),
        pytest.param({"rep_count": 2}, ["drop rep_count"], id="counted_twice"),
        pytest.param({"reps": None}, ["'pelvis_lift'", "rep_count"], id="not_counted"),
        pytest.param({"hold_seconds": [2.0]}, ["hold_seconds"], id="holds_beside_times"),
        pytest.param(
            {"reps": None, "rep_count": 3, "hold_seconds": [2.0]},
            ["rep_count is 3", "hold_seconds has 1"], id="too_few_holds",
        ),
        pytest.param(
            {"moments": [{"what": "sneeze", "start_s": 1, "end_s": 2}]},
            ["moments.0.what", "'stop_sign'", "'sneeze'"], id="unknown_moment",
        ),
        pytest.param(
            {"moments": [{"what": "walk", "start_s": 2, "end_s": 1}]},
            ["moments.0", "swapped"], id="swapped_moment",
        ),
        pytest.param(
            {"moments": [{"what": "walk", "start_s": 2, "end_s": 30}]},
            ["moments.0", "20.2 s"], id="moment_after_the_end",
        ),
        pytest.param({"format": 2}, ["format is 2", "known is 1"], id="another_format"),
        pytest.param({"format": True}, ["format is True", "known is 1"], id="true_is_no_format"),
        pytest.param({"subject": "a\u202eb"}, ["cannot be shown"], id="text_that_turns_round"),
    ],
)  # fmt: skip
def test_mistakes(changes, fragments):
    with pytest.raises(CoachError) as caught:
        read(**changes)
    sentence = str(caught.value)
    assert "\n" not in sentence
    for fragment in ("my/clip.truth.json", *fragments):
        assert fragment in sentence


def test_a_negative_has_nothing_to_count():
    with pytest.raises(CoachError, match="exercise is null"):
        parse_truth(json.dumps(good() | {"exercise": None}), "x")


@pytest.mark.parametrize(
    ("text", "fragment"),
    [
        pytest.param("{", "not valid JSON", id="broken"),
        pytest.param("[" * 100_000, "nested too deeply", id="deep"),
        pytest.param(
            json.dumps(good(made=nested(500))), "nested too deeply", id="deep_in_what_is_free"
        ),
        pytest.param('{"fps": ' + "1" * 5000 + "}", "too long", id="thousands_of_digits"),
        pytest.param(" " * 2_000_001, "shorten it", id="huge"),
        pytest.param("[]", "one table", id="a_list"),
        pytest.param('{"fps": 30, "fps": 15}', "key 'fps' stands there twice", id="doubled_key"),
        pytest.param(json.dumps(good() | {"fps": float("nan")}), "fps", id="not_a_number"),
    ],
)
def test_files_that_are_no_truth(text, fragment):
    with pytest.raises(CoachError, match=fragment) as caught:
        parse_truth(text, "my/clip.truth.json")
    assert "my/clip.truth.json" in str(caught.value)


def test_flags_are_asked_for_by_faults_only():
    assert set(EXPECTED_FLAGS.values()) == {Flag.SUDDEN, Flag.JERKY, Flag.OVER_LARGE}


@pytest.mark.parametrize("table", [Truth, CameraView, TrueRep, TrueMoment, Fault, Happening])
def test_every_word_stands_in_the_documentation(table):
    text = (ROOT / "docs" / "truth-format.md").read_text(encoding="utf-8")
    words = list(table) if issubclass(table, StrEnum) else list(table.model_fields)
    assert [word for word in words if f"`{word}`" not in text] == []


# -- clip lists ---------------------------------------------------------------------------------

ENTRY = {
    "exercise": "Glute bridge", "view": "side", "fps": 30, "resolution": [640, 480],
    "seconds": 3.03, "rep_count": 1, "hold_seconds": [1.6], "licence": "none",
}  # fmt: skip


def listed(**changes: Any):
    text = json.dumps({"bridge.mp4": ENTRY | changes})
    return parse_clip_list(text, "clips/truth.json", IDS)["bridge.mp4"]


def test_an_exercise_goes_by_its_other_names():
    truth = listed()
    assert (truth.exercise, truth.true_count, truth.hold_seconds) == ("pelvis_lift", 1, (1.6,))
    assert (truth.people, truth.subject, truth.held_out) == ("real", "bridge.mp4", False)
    assert truth.made["licence"] == "none"


@pytest.mark.parametrize("words", ["squat (wide)", None])
def test_another_exercise_is_a_negative(words):
    truth = listed(exercise=words)
    assert (truth.exercise, truth.text, truth.true_count) == (None, words, 0)
    assert truth.hold_seconds is None


def test_a_list_may_tell_more():
    truth = listed(people="rendered", subject="anna", held_out=True)
    assert (truth.people, truth.subject, truth.held_out) == ("rendered", "anna", True)


@pytest.mark.parametrize(
    ("changes", "fragment"),
    [
        pytest.param({"fps": None}, "bridge.mp4, fps", id="no_rate"),
        pytest.param({"rep_count": None, "hold_seconds": None}, "rep_count", id="no_count"),
        pytest.param({"rep_count": -1}, "rep_count", id="fewer_than_none"),
    ],
)
def test_mistakes_in_a_list(changes, fragment):
    with pytest.raises(CoachError, match=fragment) as caught:
        listed(**changes)
    assert "clips/truth.json, bridge.mp4" in str(caught.value)


@pytest.mark.parametrize("text", ["[]", "{}", '{"a": 1}'])
def test_what_is_no_list(text):
    with pytest.raises(CoachError, match="no list of clips"):
        parse_clip_list(text, "x", IDS)


def test_the_list_of_real_clips_is_read(shared: Path):
    path = shared / "clips" / "truth.json"
    if not path.is_file():
        pytest.skip(f"{path} is not there")
    truths = parse_clip_list(path.read_text(encoding="utf-8"), str(path), IDS)
    assert truths["glute_bridge__physioplus"].exercise == "pelvis_lift"
    assert truths["squat__pexels"].text == "squat (wide)"
