"""Every sentence that can be said, in every language: short, used, and it never asks for more."""

import ast
import re
from typing import get_args

import pytest

from coach.definitions import Prop
from coach.edges.library import exercise_ids, language_codes, load_exercise, load_language
from coach.edges.screen.overlay import SCREEN_KEYS
from coach.languages import LONG, SHORT
from coach.praise import KEYS as PRAISES
from coach.session import STOP_SIGN
from coach.signals import Joint
from coach.stops import ANSWERS, PAINS
from coach.workout_script import ENDINGS
from tests.coaching import ROOT

LANGUAGES = {code: load_language(code) for code in language_codes()}
PHRASES = LANGUAGES["en"].phrases
EXERCISES = {name: load_exercise(name) for name in exercise_ids()}

# -- nothing asks for more -------------------------------------------------------------------------

ASKS_FOR_MORE = {
    "en": r"\b(further|farther|deep(er|ly)|higher|harder|stronger|longer|wider|bigger|larger|faster"
    r"|more|as (far|high|deep|much|long|wide|hard|strong(ly)?) as"
    r"|push\w*|try to reach|reach (for|out)|(?<!little )stretch (well|fully|strongly)"
    r"|maxim\w+|full(y)? (range|stretch)|all the way|go for|force\w*|strain\w*|keep going"
    r"|don'?t stop|no pain|one last)\b",
    "de": r"\b(weiter|mehr|tiefer|höher|fester|stärker|härter|kräftiger|länger|breiter|größer"
    r"|schneller|weitest\w*|höchst\w*|so (weit|hoch|tief|fest|lange?|stark|viel) (wie|du|es)"
    r"|ganz (hoch|weit|tief|fest)|drück\w*(?! eine Taste)|press\w*|zwing\w*|streng\w* dich an"
    r"|maximal\w*|gib alles|halte? durch|durchhalten|bis zum (Anschlag|Schmerz)|hör nicht auf"
    r"|ohne Schmerz\w*|noch ein(e|en|er|s)?)\b",
    "es": r"\b(más|lejos|mayor|fuerte\w*|profund\w*|alt[oa]|máxim\w*|todo lo que|cuanto puedas"
    r"|hasta donde|tanto como|aprieta\w*|empuja\w*|fuerza\w*|esfuérza\w*|aguanta\w*|resiste"
    r"|no pares|sin (parar|dolor)|una última)\b",
}
CLAIMS = {
    "en": r"\b(treat\w*|cur(e|es|ed|ing)|heal\w*|therap\w+|reliev\w+|remed\w+)\b",
    "de": r"\b(heil\w*|kurier\w*|behand\w+|linder\w*|therap\w+)\b",
    "es": r"\b(cura\w*|sana(r|n|ción)?|trata\w*|alivi\w+|terap\w+|remedi\w+)\b",
}


def asks_for_more(code: str, text: str) -> bool:
    return re.search(ASKS_FOR_MORE[code], text, re.IGNORECASE) is not None


def said_in(code: str) -> dict[str, str]:
    """Every sentence of a language that is said or shown to who exercises, by where it stands."""
    language = LANGUAGES[code]
    texts = dict(language.phrases)
    for name in EXERCISES:
        one = load_exercise(name, code)
        said = [*one.instructions, one.start_position, *one.cautions, one.stop, one.name]
        said += [] if one.pace is None else [one.pace.call, one.pace.call_back]
        said += [] if one.before_end is None else [one.before_end]
        said += [place.title for place in one.places]
        texts |= {f"{name}.{i}": text for i, text in enumerate(said)}
    for name, programme in language.programmes.items():
        texts |= {f"{name}.name": programme.name, f"{name}.about": programme.about}
    return texts


def test_every_language_is_watched():
    assert set(ASKS_FOR_MORE) == set(CLAIMS) == set(LANGUAGES)


@pytest.mark.parametrize("code", LANGUAGES)
def test_nothing_asks_for_more(code):
    texts = said_in(code)
    assert len(texts) > 300
    assert {where: text for where, text in texts.items() if asks_for_more(code, text)} == {}


# They compare figures of the past, and say "larger" where one was; nobody is asked for it.
COMPARES = r"_(larger|mixed|oftener|rarer|few|rendered)$|^gap(_one)?$"


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_report_asks_for_nothing(code):
    texts = LANGUAGES[code].report
    asking = [
        key
        for key, text in texts.items()
        if asks_for_more(code, text) and not re.search(COMPARES, key)
    ]
    assert asking == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_nothing_claims_an_effect(code):
    found = {
        where: text
        for where, text in [*said_in(code).items(), *LANGUAGES[code].report.items()]
        if re.search(CLAIMS[code], text, re.IGNORECASE)
    }
    assert found == {}


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "A little further."),
        ("en", "Deeper now!"),
        ("en", "Lift your pelvis higher."),
        ("en", "Try harder"),
        ("en", "Two more."),
        ("en", "Stretch as far as you can."),
        ("en", "Push your heels away."),
        ("en", "Try to reach the wall."),
        ("en", "Hold it longer"),
        ("en", "All the way up."),
        ("de", "Noch etwas weiter."),
        ("de", "Höher!"),
        ("de", "Zieh stärker."),
        ("de", "Mehr, mehr!"),
        ("de", "Streck dich so weit du kannst."),
        ("de", "So hoch wie möglich."),
        ("de", "Drück die Fersen in den Boden."),
        ("de", "Noch eine."),
        ("de", "Halt durch."),
        ("es", "Un poco más."),
        ("es", "Llega lejos."),
        ("es", "Tira con fuerza."),
        ("es", "Estira fuerte."),
        ("es", "Sube alto."),
        ("es", "Estírate todo lo que puedas."),
        ("es", "¡Aguanta!"),
    ],
)
def test_the_watch_on_words_would_notice(code, text):
    assert asks_for_more(code, text)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "A little smaller is enough. Move evenly, and let go."),
        ("de", "Wollen wir weitermachen? Dann drück eine Taste."),
        ("de", "Du bist zu weit weg. Noch einmal."),
        ("es", "Acuéstate boca arriba, los brazos arriba. Continúa cuando quieras."),
    ],
)
def test_the_watch_on_words_lets_pass_what_is_no_demand(code, text):
    assert not asks_for_more(code, text)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "This heals your back."),
        ("en", "It treats back pain."),
        ("de", "Das lindert den Schmerz."),
        ("es", "Esto cura la espalda."),
    ],
)
def test_a_claim_would_be_found(code, text):
    assert re.search(CLAIMS[code], text, re.IGNORECASE)


# -- keys ------------------------------------------------------------------------------------------

# Calls, names and tables in which a phrase key stands.
SAYING_CALLS = {"_enter", "_end", "_reason_of_view", "_cue", "_hint", "_lapse"}
SAYING_CALLS |= {"Advice", "Reading", "Frame", "say", "tell", "_later", "Sentence"}
SAYING_NAMES = {"problem", "reason", "_reason", "key", "_waiting_for", "_held"}
TABLES = {"_phrases", "phrases"}
ASKING_CALLS = {"ask", "ask_until"}  # the question's name first, then those of its answers
NO_KEYS = {"", "left", "right"}  # sides, and what a phrase is not called by


def constants(place: ast.AST) -> set[str]:
    """The texts in it, but for parts of texts and for what something is only compared with."""
    if isinstance(place, ast.JoinedStr | ast.Compare):
        return set()
    if isinstance(place, ast.Constant) and isinstance(place.value, str):
        return {place.value}
    return {text for part in ast.iter_child_nodes(place) for text in constants(part)}


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
            case ast.For(target=ast.Name(id=name)) if name in SAYING_NAMES:
                places.append(node.iter)
            case ast.FunctionDef(name=name) if name.endswith("_problem") or "_fault" in name:
                places += [part for part in ast.walk(node) if isinstance(part, ast.Return)]
    found = {text for place in places for text in constants(place)}
    return found - NO_KEYS


def asked(source: str) -> set[str]:
    """The phrase keys of every question and answer that stands in a call."""
    keys = set()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(
                func=ast.Attribute(attr=name), args=[ast.Constant(value=question), *rest]
            ):
                if name not in ASKING_CALLS:
                    continue
                keys.add(f"question_{question}")
                answers = [part for tuple_ in rest for part in ast.walk(tuple_)]
                keys |= {f"answer_{one.value}" for one in answers if isinstance(one, ast.Constant)}
    return keys


def text_of(name: str) -> str:
    return (ROOT / "coach" / f"{name}.py").read_text(encoding="utf-8")


SOURCES = (
    *("session", "observer", "quality", "judge", "leading", "cues", "wording", "countdown"),
    *("edges/sources/camera", "edges/sources/recording", "cli/voices"),
    *("workout", "workout_script", "getting_ready", "stops", "talk", "prompter", "dose_words"),
    *("framing", "between", "summary"),
)
ASKED = {
    *(key for name in SOURCES for key in asked(text_of(name))),
    *(f"answer_{answer}" for answer in (*ANSWERS, *PAINS)),
}
EMITTED = {
    *(key for name in SOURCES for key in emitted(text_of(name))),
    *(f"cannot_see_{joint}" for joint in get_args(Joint)),
    *(f"{what}_{side}" for what in ("count", "word") for side in ("left", "right")),
    *(advice.cue for one in EXERCISES.values() for advice in one.advice),
    *("sudden", "over_large", "paused", "left", "turned", "language_name"),
    *SCREEN_KEYS,
    *(ASKED - {"question_prop"}),
    *(f"question_prop_{prop}" for prop in get_args(Prop)),
    *PRAISES,
    *ENDINGS.values(),
    STOP_SIGN,
}
# Read aloud instead of the answer; and what is said of one.
SPECIAL = {key.replace("answer_", "said_") for key in ASKED} | {f"{key}_one" for key in EMITTED}


def test_the_search_for_keys_finds_them():
    known = {"no_person", "posture", "two_people", "too_few_frames", "stood_up", "ready", "stopped"}
    known |= {"camera_lost", "uncalibrated", "dose_done", "user", "count_and_hold", "lie_still"}
    known |= {"led", "not_valid", "next_time", "short_back", "short_out", "other_side", "breathe"}
    known |= {"question_check", "answer_red", "answer_crack", "told_red", "safety_crack"}
    known |= {"cut_off_feet", "dose_hold", "rest_between", "told_paused", "too_early"}
    assert known <= EMITTED


@pytest.mark.parametrize("key", sorted(EMITTED))
def test_every_key_has_a_phrase(key):
    assert PHRASES[key]


def test_every_phrase_is_used():
    assert set(PHRASES) - EMITTED - SPECIAL == set()


NO_SENTENCES = {"language_name", "start", "welcome_title", "welcome_minutes", "welcome_minutes_one"}


@pytest.mark.parametrize("code", LANGUAGES)
def test_phrases_are_short_sentences(code):
    for key, text in LANGUAGES[code].phrases.items():
        assert len(text) <= (LONG if key.startswith("said_") else SHORT), key
        is_label = key.startswith(("word_", "answer_")) or key in NO_SENTENCES
        assert is_label or text.endswith((".", "?", "{n}")), key
        filled = text.replace("{n}", "3").replace("{s}", "8").replace("{side}", "right")
        assert "{" not in filled, key


@pytest.mark.parametrize("code", LANGUAGES)
def test_labels_fit_the_screen(code):
    """Answers and short words stand beside others, in letters that can be read from the mat."""
    labels = {
        key: text
        for key, text in LANGUAGES[code].phrases.items()
        if key.startswith(("word_", "answer_"))
    }
    assert {key: text for key, text in labels.items() if len(text) > 20} == {}
