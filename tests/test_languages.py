"""Languages: strict files, English where a phrase is missing, exercises in other words."""

import re
import unicodedata

import pytest

from coach.definitions import Exercise
from coach.edges.library import (
    exercise_ids,
    language_codes,
    load_exercise,
    load_language,
    load_phrases,
    voice_language,
)
from coach.edges.programme_files import load_programme, programme_ids
from coach.errors import CoachError, DefinitionError
from coach.events import Call, Called
from coach.languages import parse_language, translated, translated_programme
from coach.wording import LATE_S, Calls, speaking_s
from tests.coaching import ROOT

OTHERS = [code for code in language_codes() if code != "en"]
ENGLISH = parse_language(
    """
    language_name = "English"
    sudden = "A little slower."
    count = "{n}."
    side = "To the {side}."
    [safety]
    safety_pain = "If it hurts, stop."
    [report]
    title = "What was done: {person}"
    sets = "{n} sets"
    """,
    "en.toml",
)


def dutch(text: str):
    return parse_language(text, "nl.toml", ENGLISH)


# -- reading a language file -----------------------------------------------------------------------


def test_what_is_missing_stays_english():
    language = dutch('sudden = "Iets langzamer."')
    assert language.phrases["sudden"] == "Iets langzamer."
    assert language.phrases["safety_pain"] == "If it hurts, stop."
    assert language.missing == ("language_name", "count", "side", "safety_pain")
    assert language.phrases.keys() == ENGLISH.phrases.keys()


def test_an_empty_file_is_english():
    language = dutch("")
    assert language.phrases == ENGLISH.phrases
    assert language.report == ENGLISH.report


def test_a_text_of_the_report_that_is_missing_stays_english():
    language = dutch('[report]\ntitle = "Wat er gedaan is: {person}"')
    assert language.report == {"title": "Wat er gedaan is: {person}", "sets": "{n} sets"}
    assert language.missing_report == ("sets",)
    assert "title" not in language.phrases
    assert ENGLISH.missing_report == ()


def test_a_text_of_the_report_may_be_longer_than_a_phrase():
    text = "Rustig. " * 49 + "{n}"
    assert dutch(f'[report]\nsets = "{text}"').report["sets"] == text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param('suden = "Rustig."', ["nl.toml", "'suden'", "did you mean 'sudden'?"],
                     id="unknown_key"),
        pytest.param('zzz = "Rustig."', ["no phrase is called 'zzz'; docs/languages.md"],
                     id="unknown_key_like_no_other"),
        pytest.param('count = "Drie."', ["nl.toml, count", "needs {n}", "'{n}.'"],
                     id="missing_placeholder"),
        pytest.param('side = "Naar {n}."', ["nl.toml, side", "needs {side}"],
                     id="another_placeholder"),
        pytest.param('sudden = "Rustig, {n}."', ["sudden", "must hold nothing in braces"],
                     id="a_placeholder_too_many"),
        pytest.param(f'sudden = "{"langzaam " * 11}"', ["sudden", "99 characters", "to 90"],
                     id="too_long"),
        pytest.param('safety_pain = "Stop."', ["'safety_pain'", "into the table [safety]"],
                     id="safety_outside"),
        pytest.param('[safety]\nsudden = "Rustig."', ["'sudden'", "outside the table [safety]"],
                     id="no_safety"),
        pytest.param('safety_pain = "Stop."\n[safety]\nsafety_pain = "Stop."',
                     ["'safety_pain'", "once is enough"], id="twice"),
        pytest.param("sudden = 3", ["nl.toml", "sudden", "a text in quotes"], id="no_text"),
        pytest.param('sudden = ""', ["nl.toml", "sudden"], id="empty"),
        pytest.param('sudden = "a\\u0007b"', ["nl.toml", "cannot be shown"], id="unprintable"),
        pytest.param('sudden = "', ["nl.toml is not valid TOML"], id="no_toml"),
        pytest.param('[exercises.squat]\nnaam = "x"', ["exercises.squat", "'naam'", "'name'"],
                     id="unknown_text_of_an_exercise"),
        pytest.param('[report]\ntitel = "x"',
                     ["nl.toml, report.titel", "no such text", "did you mean 'title'?"],
                     id="unknown_text_of_the_report"),
        pytest.param('[report]\nsets = "reeksen"', ["nl.toml, report.sets", "needs {n}"],
                     id="report_without_its_placeholder"),
        pytest.param(f'[report]\nsets = "{{n}} {"lang " * 90}"', ["report.sets", "to 400"],
                     id="report_too_long"),
        pytest.param('[report]\nsets = ""', ["nl.toml", "report"], id="report_empty"),
        pytest.param("report = 3", ["nl.toml", "report"], id="report_no_table"),
        pytest.param("#" * 100_001, ["nl.toml is longer than 100000 characters"], id="endless"),
    ],
)  # fmt: skip
def test_mistakes_are_one_sentence(text, told):
    with pytest.raises(CoachError) as raised:
        dutch(text)
    sentence = str(raised.value)
    assert "\n" not in sentence
    for words in told:
        assert words in sentence


# -- exercises in other words ----------------------------------------------------------------------

SIDE_TEXTS = """
[exercises.side_pull]
name = "Zijwaarts"
instructions = ["Een.", "Twee.", "Drie."]
start_position = "Lig op je rug."
stop = "Klaar."
call = "Naar {side}."
call_back = "Terug."
[places]
"anywhere else" = "ergens anders"
"""


def test_an_exercise_is_the_same_but_for_its_words():
    exercise = load_exercise("side_pull")
    own = translated(exercise, dutch(SIDE_TEXTS))
    assert (own.name, own.instructions[2], own.pace.call) == ("Zijwaarts", "Drie.", "Naar {side}.")
    assert own.places[-1].title == "ergens anders"
    assert own.places[0].title == exercise.places[0].title  # not translated
    assert own.pace.rest_s == exercise.pace.rest_s
    numbers = {"dose", "primary", "rest", "votes", "gates", "planted", "limits", "id", "kind"}
    assert own.model_dump(include=numbers) == exercise.model_dump(include=numbers)


def test_without_a_translation_it_stays_as_it_is():
    exercise = load_exercise("pelvis_lift")
    assert translated(exercise, dutch(SIDE_TEXTS)) is exercise


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        pytest.param('"Een.", ', "", ["instructions", "2 of them", "English 3"], id="too_few"),
        pytest.param('stop = "Klaar."\n', 'stop = "Klaar."\ncautions = ["Pas op."]\n',
                     ["cautions", "has none"], id="a_caution_of_its_own"),
        pytest.param('stop = "Klaar."', 'stop = "Klaar."\nbefore_end = "Voeten."',
                     ["before_end", "has none"], id="no_end_to_announce"),
        pytest.param('call = "Naar {side}."\n', "", ["call: it is missing"], id="no_call"),
        pytest.param("{side}", "rechts", ["call", "{side}"], id="a_call_without_side"),
    ],
)  # fmt: skip
def test_a_translation_has_the_same_texts(old, new, told):
    language = dutch(SIDE_TEXTS.replace(old, new, 1))
    with pytest.raises(DefinitionError) as raised:
        translated(load_exercise("side_pull"), language)
    for words in ["nl.toml, exercises.side_pull, ", *told]:
        assert words in str(raised.value)


def test_a_caution_cannot_be_lost():
    texts = SIDE_TEXTS.replace("side_pull", "knee_hug").replace("{side}", "knie")
    with pytest.raises(DefinitionError, match="cautions: it is missing"):
        translated(load_exercise("knee_hug"), dutch(texts))


# -- the languages of the program ------------------------------------------------------------------


@pytest.mark.parametrize("code", OTHERS)
def test_nothing_is_missing(code):
    language = load_language(code)
    assert language.missing == language.missing_report == ()
    assert set(language.exercises) == set(exercise_ids())
    assert set(language.programmes) == set(programme_ids())


@pytest.mark.parametrize("code", OTHERS)
def test_every_place_is_translated_and_none_is_left_over(code):
    titles = {place.title for name in exercise_ids() for place in load_exercise(name).places}
    titles |= {
        place for name in programme_ids() if (place := load_programme(name)[0].place) is not None
    }
    assert set(load_language(code).places) == titles


@pytest.mark.parametrize("code", OTHERS)
@pytest.mark.parametrize("name", exercise_ids())
def test_a_translated_exercise_is_a_good_one(name, code):
    own = load_exercise(name, code)
    assert own.name != load_exercise(name).name
    assert (
        Exercise.model_validate(own.model_dump(exclude_unset=True)) == own
    )  # its texts fit the format, too


@pytest.mark.parametrize("code", OTHERS)
@pytest.mark.parametrize("name", exercise_ids())
def test_calls_are_spoken_before_the_next_one_is_due(name, code):
    exercise = load_exercise(name, code)
    pace = exercise.pace
    if pace is None:
        pytest.skip("is never led")
    phrases = load_phrases(code)
    for side in ("left", "right"):
        call = pace.call.replace("{side}", phrases[f"word_{side}"])
        assert speaking_s(call) <= pace.out_s + exercise.stay_s + LATE_S
    assert speaking_s(pace.call_back) <= pace.back_s + LATE_S


@pytest.mark.parametrize("code", OTHERS)
def test_letters_are_single_characters(code):
    """An ä made of a and two dots would be drawn as two letters."""
    text = (ROOT / "coach" / "phrases" / f"{code}.toml").read_text(encoding="utf-8")
    assert unicodedata.is_normalized("NFC", text)


@pytest.mark.parametrize(
    ("code", "call", "short", "count"),
    [
        ("en", "Lean slowly to the left.", "To the left.", "Left, 3."),
        ("de", "Neig dich langsam nach links.", "Nach links.", "Links, 3"),
        ("es", "Inclínate despacio a la izquierda.", "A la izquierda.", "Izquierda, 3."),
    ],
)
def test_sides_are_told_in_good_grammar(code, call, short, count):
    phrases = load_phrases(code)
    calls = Calls(load_exercise("side_pull", code), phrases)
    event = Called(0.0, Call.OUT, 1, 2.0, "left")
    assert [calls.text(event) for _ in range(3)] == [call, call, short]
    assert phrases["count_left"].replace("{n}", "3") == count
    assert phrases["word_left"].capitalize() == count.split(",")[0]  # above the count


def test_safety_phrases_are_marked():
    safety = load_language("en").safety
    assert {"safety_device", "safety_crack", "told_red", "said_amber", "how_to_stop"} <= safety
    assert {"answer_leg", "answer_crack", "told_session_ends_pain"} <= safety
    assert "ready" not in safety
    for code in OTHERS:
        assert load_language(code).safety == safety


# -- one's own, and what there is not --------------------------------------------------------------


def test_an_exercise_of_ones_own_stays_as_it_was_written(tmp_path):
    """Even under the id of one that is translated: its words may mean something else."""
    own = tmp_path / "pelvis_lift.toml"
    own.write_text((ROOT / "exercises" / "pelvis_lift.toml").read_text(encoding="utf-8"))
    assert load_exercise(str(own), "de").name == "Pelvis lift"
    assert load_exercise("pelvis_lift", "de").name == "Becken heben"


def test_a_language_of_ones_own(tmp_path):
    own = tmp_path / "fr.toml"
    own.write_text('sudden = "Un peu moins vite."', encoding="utf-8")
    phrases = load_phrases(str(own))
    assert phrases["sudden"] == "Un peu moins vite."
    assert phrases["ready"] == load_phrases()["ready"]
    assert voice_language(str(own)) == "fr"
    assert voice_language("de") == "de"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[exercises.pelvis_lft]\nname = 'x'\ninstructions = []\nstart_position = 'x'\nstop = 'x'",
         "no exercise is called 'pelvis_lft'; did you mean pelvis_lift?"),
        ("[programmes.ful]\nname = 'x'\nabout = 'x'",
         "no programme is called 'ful'; did you mean full?"),
    ],
)  # fmt: skip
def test_only_what_there_is_can_be_translated(tmp_path, text, told):
    own = tmp_path / "fr.toml"
    own.write_text(text, encoding="utf-8")
    with pytest.raises(CoachError) as raised:
        load_language(str(own))
    assert str(raised.value) == f"{own}: {told}"


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("xx", "No language is called 'xx'; there is: de, en, es. One of your own is"),
        ("den", "No language is called 'den'; did you mean en? One of your own is"),
        ("nowhere/fr.toml", "nowhere/fr.toml cannot be read"),
    ],
)
def test_a_language_that_is_not_there(language, told):
    with pytest.raises(CoachError) as raised:
        load_language(language)
    assert told in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_programme_is_shown_in_other_words():
    programme, _ = load_programme("first")
    own = translated_programme(programme, load_language("de"))
    assert (own.name, own.about) == (
        "Die ersten Runden",
        "Fünf ruhige Übungen, alle in Rückenlage.",
    )
    assert (
        own.place
        == "auf einem niedrigen Tisch oder Stuhl neben dir, 2 bis 3 Meter von deiner Mitte"
    )
    assert own.exercises == programme.exercises


# -- what is written about them --------------------------------------------------------------------


@pytest.mark.parametrize("column", range(1, 3))
def test_the_table_of_safety_phrases_is_up_to_date(column):
    """docs/languages.md: key | English | German | back-translated | Spanish | back-translated."""
    text = (ROOT / "docs" / "languages.md").read_text(encoding="utf-8")
    rows = [
        re.split(r"\s*\|\s*", line)[1:-1] for line in text.splitlines() if line.startswith("| `")
    ]
    table = {row[0].strip("`"): row for row in rows}
    code = OTHERS[column - 1]
    assert set(load_language("en").safety) <= set(table)
    for key in load_language("en").safety:
        assert table[key][1] == load_phrases()[key]
        assert table[key][2 * column] == load_phrases(code)[key]
        assert table[key][2 * column + 1]  # somebody translated it back


def test_the_example_in_the_docs_is_a_language(tmp_path):
    text = (ROOT / "docs" / "languages.md").read_text(encoding="utf-8")
    own = tmp_path / "nl.toml"
    own.write_text(text.split("```toml\n")[1].split("```")[0], encoding="utf-8")
    language = load_language(str(own))
    assert language.phrases["sudden"] == "Iets langzamer."
    hang = translated(load_exercise("bar_hang"), language)
    assert hang.before_end == "Eerst je voeten neer, dan loslaten."
    assert "achter je" in [place.title for place in hang.places]
