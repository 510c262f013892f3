"""The data file of the errors: a strict reader, and nothing in it but what was measured."""

import pytest

from benchmarks.range_error import DATA, PAGE, TABLE, clips_in, data_text, page_text
from benchmarks.range_sets import read_table, sets_of, table_text
from coach.edges.library import load_exercise
from coach.edges.range_errors import load_range_errors, parse_range_errors
from coach.errors import CoachError
from coach.scoring.retest import range_errors
from tests.coaching import ROOT

GOOD = """
[[errors]]
exercise = "knee_hug"
place = "shelf"
unit = "deg"
sem_percent = 10.0
mdc95_percent = 30.0
n_sets = 8
n_figures = 4
people = "rendered"
"""


def test_what_is_read():
    [error] = parse_range_errors(GOOD, "mine.toml")
    assert (error.exercise, error.place, error.unit) == ("knee_hug", "shelf", "deg")
    assert (error.sem_share, error.mdc95_share) == pytest.approx((0.1, 0.3))
    assert (error.n_sets, error.n_figures) == (8, 4)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        pytest.param("n_sets", "n_set", ["errors.0", "n_set", "did you mean 'n_sets'"], id="key"),
        pytest.param("n_sets = 8\n", "", ["'n_sets' is missing"], id="missing"),
        pytest.param('"deg"', '"m"', ["unit"], id="unit"),
        pytest.param('"rendered"', '"real"', ["people"], id="people_that_were_never_measured"),
        pytest.param("10.0", '"10"', ["sem_percent"], id="text_for_a_number"),
        pytest.param("10.0", "0.0", ["sem_percent"], id="no_error_at_all"),
        pytest.param("10.0", "nan", ["sem_percent"], id="not_a_number"),
        pytest.param("10.0", "40.0", ["are the two swapped?"], id="swapped"),
        pytest.param('"knee_hug"', '"Knee hug"', ["exercise"], id="no_id"),
        pytest.param("[[errors]]", "[errors]", ["errors"], id="one_table"),
        pytest.param('"shelf"', '"shelf', ["not valid TOML"], id="no_toml"),
        pytest.param(GOOD, GOOD + GOOD, ["twice"], id="twice"),
    ],
)
def test_a_mistake_is_one_sentence(old, new, words):
    with pytest.raises(CoachError) as caught:
        parse_range_errors(GOOD.replace(old, new, 1), "mine.toml")
    sentence = str(caught.value)
    assert sentence.startswith("mine.toml")
    assert "docs/range-error.md" in sentence
    for word in words:
        assert word in sentence


def test_every_entry_is_about_a_range_that_can_be_measured():
    errors = load_range_errors()
    assert errors
    for error in errors:
        exercise = load_exercise(error.exercise)
        places = {place.id: place for place in exercise.places}
        place = places[error.place] if error.place else None
        assert exercise.primary_at(place).unit == error.unit
        assert exercise.is_shown_at(place, None)


def test_the_file_and_the_page_say_what_the_sets_say():
    """Else: `python -m benchmarks.range_error`."""
    sets = read_table(TABLE)
    errors = range_errors(sets)
    assert DATA.read_text(encoding="utf-8") == data_text(errors)
    assert page_text(sets, errors) in PAGE.read_text(encoding="utf-8")
    assert table_text(sets) == TABLE.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "clip",
    [
        "knee_hug/knee_hug_anna_faults_1",
        "pelvis_lift/pelvis_lift_bruno_1",
        "side_pull_toes/side_pull_toes_david_3",
        "table_lean/table_lean_anna_faults_1",
        "wall_bar_swing/wall_bar_swing_anna_3",
    ],
)
def test_the_coach_still_measures_the_sets_so(clip):
    [found] = clips_in([ROOT / "samples" / f"{clip}.npz"], is_held_out=False)
    written = [one for one in read_table(TABLE) if one.clip == found.name]
    again = sorted(sets_of(found), key=lambda one: one.side or "")
    assert written
    assert [one.side for one in again] == [one.side for one in written]
    for one, old in zip(again, written, strict=True):
        assert (one.place, one.figure, one.n_reps) == (old.place, old.figure, old.n_reps)
        assert (one.found, one.true) == pytest.approx((old.found, old.true), rel=1e-3)


def test_clips_without_a_true_range_make_no_set():
    """The first sample was filmed with amplitudes that nobody knows."""
    [clip] = clips_in([ROOT / "samples" / "pelvis_lift_demo.npz"], is_held_out=False)
    assert clip.truth.reps
    assert sets_of(clip) == []


def test_held_out_people_are_in_no_set():
    held_out = clips_in([ROOT / "samples"], is_held_out=True)
    assert held_out
    names = {clip.name for clip in held_out} | {clip.truth.subject for clip in held_out}
    assert not names & {word for one in read_table(TABLE) for word in (one.clip, one.figure)}
