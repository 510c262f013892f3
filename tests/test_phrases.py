"""Every sentence that can be said: there, used, short, and it never asks for more."""

import ast
import re
import tomllib
from typing import get_args

import pytest

from coach.edges.library import exercise_ids, load_exercise
from coach.edges.screen.overlay import SCREEN_KEYS
from coach.signals import Joint
from tests.coaching import ROOT

PHRASES = tomllib.loads((ROOT / "coach" / "phrases" / "en.toml").read_text(encoding="utf-8"))

# -- nothing asks for more -------------------------------------------------------------------------

ASKS_FOR_MORE = re.compile(
    r"\b(further|farther|deep(er|ly)|higher|harder|stronger|longer|wider|bigger|larger|faster|more"
    r"|as (far|high|deep|much|long|wide|hard|strong(ly)?) as"
    r"|push\w*|try to reach|reach (for|out)|(?<!little )stretch (well|fully|strongly)"
    r"|maxim\w+|full(y)? (range|stretch)|all the way|go for|force\w*|strain\w*|keep going"
    r"|don'?t stop|no pain|one last)\b",
    re.IGNORECASE,
)
EXERCISES = {name: load_exercise(name) for name in exercise_ids()}


def exercise_texts() -> list:
    """Every sentence of every exercise that is said or shown to who does it."""
    texts = []
    for name, one in EXERCISES.items():
        said = [*one.instructions, one.start_position, *one.cautions, one.stop]
        if one.pace is not None:
            said += [one.pace.call, one.pace.call_back]
        said += [place.title for place in one.places]
        texts += [pytest.param(text, id=f"{name}-{i}") for i, text in enumerate(said)]
    return texts


@pytest.mark.parametrize("key", sorted(PHRASES))
def test_no_phrase_asks_for_more(key):
    assert not ASKS_FOR_MORE.search(PHRASES[key])


@pytest.mark.parametrize("text", exercise_texts())
def test_no_exercise_asks_for_more(text):
    assert not ASKS_FOR_MORE.search(text)


@pytest.mark.parametrize(
    "text",
    [
        "A little further.",
        "Deeper now!",
        "Lift your pelvis higher.",
        "Try harder",
        "Two more.",
        "Stretch as far as you can.",
        "Push your heels away.",
        "Try to reach the wall.",
        "Hold it longer",
        "All the way up.",
    ],
)
def test_the_watch_on_words_would_notice(text):
    assert ASKS_FOR_MORE.search(text)


def test_a_little_smaller_is_no_demand():
    assert not ASKS_FOR_MORE.search("A little smaller is enough. Move evenly, and let go.")


# -- keys ------------------------------------------------------------------------------------------

# Calls, names and tables in which a phrase key stands.
SAYING_CALLS = {"_enter", "_end", "_reason_of_view", "_cue", "_hint", "_lapse"}
SAYING_CALLS |= {"Advice", "Reading", "Frame"}
SAYING_NAMES = {"problem", "reason", "_reason", "key", "_waiting_for", "_held"}
TABLES = {"_phrases"}
# A side, what a phrase is not called by, and the beginnings of names that are finished elsewhere.
NO_KEYS = {"", "left", "right", "cannot_see_", "count_", "word_", "hold"}


def emitted(source: str) -> set[str]:
    """Every text that stands where a phrase key belongs."""
    places: list[ast.AST] = []
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
                if name in SAYING_CALLS:
                    places += [*node.args, *(keyword.value for keyword in node.keywords)]
            case ast.Assign(targets=[ast.Name(id=name) | ast.Attribute(attr=name)]):
                places += [node.value] if name in SAYING_NAMES else []
            case ast.Subscript(value=ast.Attribute(attr=name)) if name in TABLES:
                places.append(node.slice)
            case ast.FunctionDef(name=name) if name.endswith("_problem"):
                places += [part for part in ast.walk(node) if isinstance(part, ast.Return)]
    found = {
        part.value
        for place in places
        for part in ast.walk(place)
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    }
    return found - NO_KEYS


SOURCES = (
    *("session", "observer", "quality", "judge", "leading", "cues", "wording"),
    *("edges/sources/camera", "edges/sources/recording"),
)
EMITTED = {
    *(
        key
        for name in SOURCES
        for key in emitted((ROOT / "coach" / f"{name}.py").read_text(encoding="utf-8"))
    ),
    *(f"cannot_see_{joint}" for joint in get_args(Joint)),
    *(f"{what}_{side}" for what in ("count", "word") for side in ("left", "right")),
    *(advice.cue for one in EXERCISES.values() for advice in one.advice),
    *("sudden", "over_large", "paused", "left", "turned"),
    *SCREEN_KEYS,
}


def test_the_search_for_keys_finds_them():
    known = {"no_person", "posture", "two_people", "too_few_frames", "stood_up", "ready", "stopped"}
    known |= {"camera_lost", "uncalibrated", "dose_done", "user", "count_and_hold", "lie_still"}
    known |= {"led", "not_valid", "next_time", "short_back", "short_out", "other_side", "breathe"}
    assert known <= EMITTED


@pytest.mark.parametrize("key", sorted(EMITTED))
def test_every_key_has_a_phrase(key):
    assert PHRASES[key]


def test_every_phrase_is_used():
    assert set(PHRASES) - EMITTED == set()


@pytest.mark.parametrize("key", sorted(PHRASES))
def test_phrases_are_short_sentences(key):
    text = PHRASES[key].replace("{n}", "3").replace("{side}", "right")
    assert "{" not in text
    assert len(text) <= 90
    assert key.startswith("word_") or text.endswith((".", "?"))
