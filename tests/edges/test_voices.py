"""The languages are spoken and shown: by the real espeak-ng, and in the real lettering."""

import queue
import sys
import tempfile
import time

import numpy as np
import pytest
from aplay_stand_in import AplayStandIn, Mode, Played
from screen_moments import cue, moment, status

from coach.cli import voices as voices_command
from coach.cli.voices import voices
from coach.edges.library import (
    exercise_ids,
    language_codes,
    load_exercise,
    load_language,
    load_phrases,
)
from coach.edges.screen.overlay import Overlay
from coach.edges.voice.probe import find_voice
from coach.edges.voice.process import SpeechProcess, VoiceSettings
from coach.errors import CoachError
from coach.wording import CHARACTERS_S, speaking_s

spoken = pytest.mark.skipif(
    sys.platform != "linux", reason="listens through aplay, which Linux has"
)
SAMPLES = ("stood_up", "two_people", "safety_crack", "told_red", "too_dark", "said_usual", "led")


@pytest.fixture
def aplay(tmp_path, monkeypatch):
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    return AplayStandIn(tmp_path / "aplay", monkeypatch)


# -- spoken ----------------------------------------------------------------------------------------


def heard(aplay: AplayStandIn, language: str, texts: list[str]) -> list[Played]:
    """The sound of each text."""
    aplay.hurry(400.0)  # the length is that of the sound, not of its playing
    replies: queue.SimpleQueue = queue.SimpleQueue()
    process = SpeechProcess(VoiceSettings(language), lambda _, reply: replies.put(reply))
    try:
        assert replies.get(timeout=10.0).event == "ready"
        for i, text in enumerate(texts):
            process.say(i, text)
            while replies.get(timeout=10.0).event != "finished":
                pass
    finally:
        process.interrupt()
        time.sleep(0.1)
        process.bury()
    sounds = aplay.played()
    assert len(sounds) == len(texts)
    return sounds


@spoken
@pytest.mark.slow
@pytest.mark.parametrize("code", language_codes())
def test_every_language_is_spoken_as_fast_as_the_timing_reckons(aplay, code):
    """The introduction, the calls and the questions are timed by `speaking_s`, in any language."""
    phrases = load_phrases(code)
    exercises = [load_exercise(name, code) for name in exercise_ids()[:4]]
    texts = [text for one in exercises for text in (*one.instructions, *one.cautions)]
    texts += [phrases[key] for key in SAMPLES]
    voiced_s = np.array([sound.voiced_s for sound in heard(aplay, code, texts)])
    expected_s = np.array([speaking_s(text) for text in texts])
    assert CHARACTERS_S - 0.5 < sum(map(len, texts)) / voiced_s.sum() < CHARACTERS_S + 1.5
    assert (voiced_s - expected_s).max() < 0.7  # the pause after each sentence is as long


@spoken
@pytest.mark.slow
def test_a_number_is_no_ordinal_in_german(aplay):
    """Counts are written without a dot: voices may read "3." as "third"."""
    phrases = load_phrases("de")
    texts = [phrases["count"].replace("{n}", "3"), "drei", "dritte"]
    count, three, third = heard(aplay, "de", texts)
    assert count.voiced_s == pytest.approx(three.voiced_s, abs=0.01)
    assert count.voiced_s != pytest.approx(third.voiced_s, abs=0.02)
    assert not any(phrases[key].endswith("{n}.") for key in ("count", "countdown", "count_left"))


@spoken
@pytest.mark.parametrize(("code", "name"), [("de", "de"), ("en", "en"), ("es", "es")])
def test_find_voice_names_the_plainest(code, name):
    assert find_voice(code).split("/")[-1] == name


@spoken
def test_find_voice_says_when_nobody_speaks_it():
    with pytest.raises(CoachError, match="none speaks 'xx'"):
        find_voice("xx")


# -- coach voices ----------------------------------------------------------------------------------


@spoken
def test_voices_lists_languages_and_who_speaks_them(capsys):
    voices()
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:3] for line in lines] == [
        ["de", "Deutsch", "complete"],
        ["en", "English", "complete"],
        ["es", "Español", "complete"],
    ]
    assert [line.split()[-1].split("/")[-1] for line in lines] == ["de", "en", "es"]


@spoken
def test_voices_tells_what_a_language_of_ones_own_lacks(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(voices_command, "_speak", lambda code, sentence: None)
    own = tmp_path / "nl.toml"
    own.write_text('language_name = "Nederlands"\nsudden = "Iets langzamer."', encoding="utf-8")
    voices(str(own))
    total = len(load_phrases())
    n_texts = len(load_language("en").report)
    told = (
        f"2 of {total} phrases, 0 of {len(exercise_ids())} exercises, "
        f"0 of {n_texts} texts of the report"
    )
    assert told in capsys.readouterr().out


@spoken
@pytest.mark.slow
def test_a_sample_is_heard(aplay, capsys):
    aplay.hurry(2.0)
    voices("es")
    assert "Said: Eso es todo." in capsys.readouterr().out
    (sound,) = aplay.played()
    assert 3.0 < sound.voiced_s < 6.0
    assert not sound.was_cut


@spoken
def test_a_sample_without_sound_is_one_sentence(aplay):
    aplay.behave(Mode.NO_DEVICE)
    with pytest.raises(CoachError, match="no sound device"):
        voices("de")


def test_an_unknown_language_is_one_sentence():
    with pytest.raises(CoachError, match="No language is called 'dee'; did you mean de"):
        voices("dee")


# -- shown -----------------------------------------------------------------------------------------

UNKNOWN = "\ue000"  # for private use: no face has it, so its box stands for any missing letter


def shown(text: str) -> np.ndarray:
    """The picture of a moment in which this is said."""
    return Overlay((640, 360)).draw(moment(status(), cues=(cue(text),)))


def differing(a: np.ndarray, b: np.ndarray) -> int:
    return int((np.abs(a.astype(int) - b).max(axis=-1) > 60).sum())


@pytest.mark.parametrize("letter", "äöüÄÖÜßñÑáéíóúÁÉÍÓÚ¿¡×·")
def test_every_letter_is_drawn(letter):
    picture = shown(letter)
    assert differing(picture, shown("")) > 10
    for box in (UNKNOWN, "\u25a1"):
        assert differing(picture, shown(box)) > 10


@pytest.mark.parametrize(("letter", "plain"), [*zip("äöüñéí", "aounei", strict=True)])
def test_marks_above_letters_are_drawn(letter, plain):
    assert differing(shown(letter), shown(plain)) > 5


def test_every_letter_of_every_language_is_among_those():
    texts = "".join("".join(load_phrases(code).values()) for code in language_codes())
    for code in language_codes():
        texts += "".join(load_exercise(name, code).model_dump_json() for name in exercise_ids())
    foreign = {letter for letter in texts if not letter.isascii()}
    assert foreign <= set("äöüÄÖÜßñÑáéíóúÁÉÍÓÚ¿¡×·")
