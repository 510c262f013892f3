"""The real pyttsx3 and the real espeak-ng speak; a stand-in for aplay listens."""

import os
import signal
import statistics
import subprocess
import sys
import tempfile
import textwrap
import time
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest
from aplay_stand_in import AplayStandIn, Mode
from heard import LONG, assert_nothing_left, children, cue, moment, processes_of, wait_until

from coach.cues import Priority
from coach.edges.voice import announcer
from coach.edges.voice import probe as voice_probe
from coach.edges.voice import voice as voice_module
from coach.edges.voice.child import choose_voice, quickly_ended
from coach.edges.voice.probe import probe_sound, probe_voice
from coach.edges.voice.process import VoiceSettings, plain_temp_root
from coach.edges.voice.voice import Voice

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="listens through aplay, which Linux has"),
]

INSTRUCTIONS = (
    "Lie on your back, bend your knees and put your feet flat on the floor.",
    "Lift your hips slowly until your body is straight from the shoulders to the knees, "
    "hold it there for five seconds, and then let go slowly.",
    "When the sunlight strikes raindrops in the air, they act as a prism and form a rainbow. "
    "The rainbow is a division of white light into many beautiful colors.",
)


@pytest.fixture
def aplay(tmp_path, monkeypatch):
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    return AplayStandIn(tmp_path / "aplay", monkeypatch)


# --- what is heard ---------------------------------------------------------------------------


def test_cues_are_heard_one_after_the_other(aplay, tmp_path):
    phrases = ["Three.", "A little slower.", "Good. Let go."]
    spoken = []
    before = children()
    with Voice(on_spoken=lambda *said: spoken.append(said)) as voice:
        voice.handle(moment(0.0, *(cue(text, t_s=i / 10) for i, text in enumerate(phrases))))
        heard = aplay.wait_for(3, ended=True, patience_s=12.0)
        wait_until(lambda: len(spoken) == 3)
    assert voice.problem is None
    assert [said[0].text for said in spoken] == phrases
    for sound, (_, start_s, end_s) in zip(heard, spoken, strict=True):
        assert -30 < sound.rms_dbfs < -10
        assert 0.05 < np.abs(sound.samples).max() < 1.0  # audible, not clipped
        assert start_s <= sound.began_s < sound.ended_s <= end_s + 0.05
    lengths_s = [sound.voiced_s for sound in heard]
    assert lengths_s == sorted(lengths_s)
    assert 0.3 < lengths_s[0] < 0.9
    assert 1.2 < lengths_s[2] < 2.5
    assert all(a.ended_s <= b.began_s for a, b in pairwise(heard))
    assert_nothing_left(tmp_path)
    assert children() <= before


def test_pace_is_calm(aplay):
    with Voice() as voice:
        for i, text in enumerate(INSTRUCTIONS):
            voice.say(cue(text))
            aplay.wait_for(i + 1)
            voice.silence()
    words = sum(len(text.split()) for text in INSTRUCTIONS)
    minutes = sum(sound.voiced_s for sound in aplay.played()) / 60
    assert 140 <= words / minutes <= 150


def test_another_language_sounds_different(aplay):
    sounds = []
    for language in ("en", "de"):
        with Voice(language) as voice:
            voice.say(cue("Gut. Bitte langsam nachlassen."))
            sounds.append(aplay.wait_for(len(sounds) + 1)[-1].samples)
            voice.silence()
    assert sounds[0].size != sounds[1].size or not np.array_equal(*sounds)


def test_volume_makes_it_quieter(aplay):
    for i, volume in enumerate((1.0, 0.4)):
        with Voice(volume=volume) as voice:
            voice.say(cue("Hold."))
            aplay.wait_for(i + 1)
            voice.silence()
    loud, quiet = aplay.played()
    assert -15 < quiet.rms_dbfs - loud.rms_dbfs < -4


def test_a_temporary_folder_with_a_space_does_not_mute_it(aplay, tmp_path, monkeypatch):
    spaced = tmp_path / "my folder"
    spaced.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(spaced))
    assert plain_temp_root() == "/tmp"
    aplay.hurry(2.0)
    with Voice() as voice:
        voice.say(cue("One."))
    assert len(aplay.played()) == 1


def test_each_utterance_may_have_a_process_of_its_own(aplay, tmp_path, monkeypatch):
    monkeypatch.setattr(announcer, "_ONE_UTTERANCE_EACH", True)  # as on Windows
    aplay.hurry(2.0)
    with Voice() as voice:
        voice.say(cue("One.", t_s=1.0))
        voice.say(cue("Two.", t_s=2.0))
    assert len(aplay.played()) == 2
    assert_nothing_left(tmp_path)


# --- what is not said ------------------------------------------------------------------------


def test_stale_cues_are_not_said(aplay):
    spoken = []
    with Voice(on_spoken=lambda said, *_: spoken.append(said.text)) as voice:
        voice.handle(moment(50.0, cue("Too late.", t_s=40.0, life_s=9.0)))
        voice.handle(moment(50.0, cue("Hold.", t_s=50.0)))
        voice.handle(moment(50.1, cue("Stale soon.", t_s=50.1, life_s=0.5)))
    assert spoken == ["Hold."]
    assert len(aplay.played()) == 1


def test_a_cue_lives_shorter_when_a_replay_is_faster(aplay):
    spoken = []
    with Voice(speed=8.0, on_spoken=lambda said, *_: spoken.append(said.text)) as voice:
        voice.say(cue("Hold."))
        voice.say(cue("Stale soon.", t_s=0.1, life_s=4.0))  # half a second of wall clock
    assert spoken == ["Hold."]


def test_never_two_after_three(aplay):
    aplay.hurry(2.0)
    spoken = []
    with Voice(on_spoken=lambda said, *_: spoken.append(said.text)) as voice:
        voice.say(cue("Hold.", t_s=0.0))
        for t_s, text in ((1.0, "One."), (2.0, "Two."), (3.0, "Three.")):
            voice.say(cue(text, key="count", t_s=t_s))
    assert spoken == ["Hold.", "Three."]


def test_urgent_interrupts(aplay, tmp_path):
    spoken, old_gone_s, new_there_s = [], [], []
    with Voice(on_spoken=lambda *said: spoken.append(said)) as voice:
        for i in range(3):
            voice.say(cue(LONG, Priority.FORM))
            aplay.wait_for(2 * i + 1)
            time.sleep(0.3)  # the spare is warm again
            asked_s = time.monotonic()
            voice.say(cue("Stop.", Priority.SAFETY))
            cut, urgent = aplay.wait_for(2 * i + 2, ended=True)[-2:]
            assert cut.was_cut
            assert not urgent.was_cut
            old_gone_s.append(cut.ended_s - asked_s)
            new_there_s.append(urgent.began_s - asked_s)
    # The best of three: another program may hold the processor for a moment.
    assert min(old_gone_s) < 0.1
    assert min(new_there_s) < 0.3
    assert [said[0].text for said in spoken] == [LONG, "Stop."] * 3
    assert all(before[2] <= after[1] + 0.05 for before, after in pairwise(spoken))
    assert_nothing_left(tmp_path)


def test_a_count_waits_for_the_warning_to_end(aplay):
    spoken = []
    with Voice(on_spoken=lambda *said: spoken.append(said[0].text)) as voice:
        voice.say(cue("A little slower.", Priority.FORM))
        aplay.wait_for(1)
        voice.say(cue("Two. Hold.", Priority.COUNT))
        heard = aplay.wait_for(2, ended=True)
    assert spoken == ["A little slower.", "Two. Hold."]
    assert not any(sound.was_cut for sound in heard)


def test_interrupting_twice_at_once_still_speaks(aplay):
    aplay.hurry(2.0)
    with Voice() as voice:
        voice.say(cue(LONG, Priority.PRAISE))
        aplay.wait_for(1)
        voice.say(cue(LONG, Priority.FORM, key="form"))
        aplay.wait_for(2)
        voice.say(cue("Stop.", Priority.SAFETY))  # the spare of the spare is not warm yet
        cut, cut_too, urgent = aplay.wait_for(3)
    assert cut.ended_s < cut_too.began_s < urgent.began_s


def test_less_important_waits(aplay):
    aplay.hurry(2.0)
    spoken = []
    with Voice(on_spoken=lambda said, *_: spoken.append(said.text)) as voice:
        voice.say(cue("Relax.", Priority.CONTROL))
        voice.say(cue("Three.", Priority.COUNT))
    assert spoken == ["Relax.", "Three."]


def test_silence_stops_at_once(aplay):
    with Voice() as voice:
        voice.say(cue(LONG))
        voice.say(cue("Never.", t_s=1.0))
        aplay.wait_for(1)
        asked_s = time.monotonic()
        voice.silence()
        wait_until(lambda: aplay.played()[0].was_cut)
        assert aplay.played()[0].ended_s - asked_s < 1.0
        voice.say(cue("Go on.", t_s=2.0))
    assert len(aplay.played()) == 2  # the long one and "Go on."


# --- frames never wait -----------------------------------------------------------------------


def test_handle_returns_at_once_even_while_the_audio_server_is_frozen(aplay):
    with Voice() as voice:
        aplay.behave(Mode.FROZEN)
        took_s = []
        for i in range(300):
            start_s = time.perf_counter()
            voice.handle(moment(i / 30, cue(f"{i}.", key="count", t_s=i / 30)))
            took_s.append(time.perf_counter() - start_s)
            time.sleep(0.002)
        voice.silence()
    assert statistics.median(took_s) < 0.001
    assert max(took_s) < 0.1


# --- trouble ---------------------------------------------------------------------------------


def test_a_hung_child_is_replaced(aplay, tmp_path, monkeypatch):
    monkeypatch.setattr(announcer, "_WATCHDOG_S", 0.3)
    aplay.hurry(2.0)
    with Voice() as voice:
        aplay.behave(Mode.FROZEN)
        voice.say(cue("One."))
        wait_until(lambda: aplay.log()[-1]["event"] == "frozen")
        aplay.behave(Mode.PLAY)
        frozen_pid = aplay.log()[-1]["pid"]
        wait_until(lambda: frozen_pid not in processes_of(tmp_path))
        voice.say(cue("Two."))
        aplay.wait_for(1)
        assert voice.problem is None
    assert_nothing_left(tmp_path)


def test_after_three_hangs_the_voice_stays_off(aplay, tmp_path, monkeypatch):
    monkeypatch.setattr(announcer, "_WATCHDOG_S", 0.3)
    monkeypatch.setattr(announcer, "_NOT_READY_S", 0.5)
    problems = []
    with Voice(on_problem=problems.append) as voice:
        aplay.behave(Mode.FROZEN)
        for i in range(3):
            voice.say(cue("Go.", t_s=float(i)))
            voice.say(cue("On.", t_s=float(i)))
        wait_until(lambda: voice.problem is not None)
        voice.say(cue("More."))
    assert problems == [voice.problem]
    assert voice.problem.startswith("voice off: speaking failed 3 times")
    assert_nothing_left(tmp_path)


def test_a_crashed_child_is_replaced(aplay, tmp_path):
    aplay.hurry(2.0)
    with Voice() as voice:
        wait_until(lambda: len(processes_of(tmp_path / "scratch")) == 2)  # speaker and spare
        voice.say(cue(LONG))
        aplay.wait_for(1)
        for pid, command in processes_of(tmp_path / "scratch").items():
            if "coach.edges.voice.child" in command:
                os.kill(pid, signal.SIGKILL)
        voice.say(cue("Two."))
        aplay.wait_for(2)
        assert voice.problem is None
    assert_nothing_left(tmp_path)


@pytest.mark.parametrize(
    ("mode", "sentence"),
    [
        pytest.param(Mode.NO_DEVICE, "no sound device can be played on", id="no_device"),
        pytest.param(Mode.FROZEN, "the audio server does not answer", id="frozen_audio_server"),
    ],
)
def test_no_sound_is_noticed_at_start_and_said_once(aplay, tmp_path, monkeypatch, mode, sentence):
    monkeypatch.setattr(voice_probe, "_PATIENCE_S", 0.5)
    aplay.behave(mode)
    problems = []
    with Voice(on_problem=problems.append) as voice:
        assert sentence in voice.problem
        for i in range(3):
            voice.handle(moment(float(i), cue("One.", t_s=float(i))))
        voice.silence()
    assert problems == [voice.problem]
    assert "\n" not in voice.problem
    assert aplay.played() == []
    assert_nothing_left(tmp_path)


def test_missing_aplay_names_the_package(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    problem = probe_sound()
    assert "aplay is missing" in problem
    assert "alsa-utils" in problem


def test_sound_lost_on_the_way_is_noticed(aplay, tmp_path):
    problems = []
    with Voice(on_problem=problems.append) as voice:
        aplay.behave(Mode.NO_DEVICE)
        voice.say(cue(LONG))
        wait_until(lambda: voice.problem is not None)
    assert problems == [voice.problem]
    assert "no sound device" in voice.problem
    assert_nothing_left(tmp_path)


def test_probe_voice_tries_the_engine_too(aplay, tmp_path):
    assert probe_voice() is None
    assert "none speaks 'xx'" in probe_voice(VoiceSettings(language="xx"))
    with Voice("xx") as voice:
        assert "none speaks 'xx'" in voice.problem
    assert_nothing_left(tmp_path)


def test_missing_engine_is_one_sentence(aplay, tmp_path, monkeypatch):
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "pyttsx3.py").write_text("raise ImportError('libespeak-ng.so.1: cannot open')")
    monkeypatch.setenv("PYTHONPATH", str(broken))
    with Voice() as voice:
        assert "libespeak-ng.so.1: cannot open" in voice.problem
        assert "pip install" in voice.problem
        assert "\n" not in voice.problem


# --- the end ---------------------------------------------------------------------------------


def test_the_last_important_cues_are_heard_out(aplay, tmp_path):
    aplay.hurry(2.0)
    spoken = []
    with Voice(on_spoken=lambda said, *_: spoken.append(said.text)) as voice:
        voice.say(cue("Ten.", Priority.COUNT))
        voice.say(cue("Very nice.", Priority.PRAISE))
        voice.say(cue("Done.", Priority.CONTROL))
        voice.say(cue("Much too late.", Priority.COUNT, life_s=0.2))
    assert spoken[-1] == "Done."
    assert "Very nice." not in spoken
    assert "Much too late." not in spoken
    assert_nothing_left(tmp_path)


def test_the_farewell_is_short(aplay, tmp_path, monkeypatch):
    monkeypatch.setattr(voice_module, "_FAREWELL_S", 0.5)
    with Voice() as voice:
        voice.say(cue(LONG))
        aplay.wait_for(1)
        asked_s = time.monotonic()
    assert 0.4 < time.monotonic() - asked_s < 1.5
    assert aplay.played()[0].was_cut
    assert_nothing_left(tmp_path)


def test_an_exception_silences_at_once(aplay, tmp_path):
    voice = Voice().__enter__()
    voice.say(cue(LONG))
    aplay.wait_for(1)
    asked_s = time.monotonic()
    voice.__exit__(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert time.monotonic() - asked_s < 1.0
    assert aplay.played()[0].was_cut
    assert_nothing_left(tmp_path)


def test_nothing_survives_a_killed_parent(aplay, tmp_path):
    program = f"""
        import time
        from coach.cues import Cue, Priority
        from coach.edges.voice.voice import Voice
        with Voice() as voice:
            voice.say(Cue(0.0, 9.0, Priority.COUNT, "long", {LONG!r}))
            time.sleep(60)
    """
    parent = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program)],
        env={**os.environ, "TMPDIR": str(tmp_path / "scratch")},
    )
    try:
        aplay.wait_for(1, patience_s=10.0)
        assert len(processes_of(tmp_path / "scratch")) >= 2  # a child that speaks, and its aplay
    finally:
        parent.kill()
        parent.wait()
    wait_until(lambda: processes_of(tmp_path / "scratch") == {}, patience_s=2.0)
    assert_nothing_left(tmp_path)


# --- choosing a voice ------------------------------------------------------------------------


def named(voice_id, *languages):
    return SimpleNamespace(id=voice_id, languages=list(languages))


@pytest.mark.parametrize(
    ("voices", "language", "chosen"),
    [
        pytest.param([named("gmw/en-us", "en-us"), named("gmw/en", "en-gb")], "en", "gmw/en",
                     id="named_after_the_language"),
        pytest.param([named("B", "de_DE"), named("A", "en_US")], "de", "B", id="macos_codes"),
        pytest.param([named("english", b"\x05en")], "en", "english", id="bytes_of_older_pyttsx3"),
        pytest.param([named("gmw/en-us", "en-us"), named("x", "en-gb")], "en-GB", "x",
                     id="dialect_asked_for"),
        pytest.param([named("zle/ru", "ru")], "en", None, id="none_suits"),
        pytest.param([], "en", None, id="no_voices"),
    ],
)  # fmt: skip
def test_choose_voice(voices, language, chosen):
    assert choose_voice(voices, language) == chosen


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        pytest.param("3.", "3,", id="a_number"),
        pytest.param("3", "3,", id="a_german_number"),
        pytest.param("1. Hold.", "1, Hold.", id="a_count"),
        pytest.param("Right, 10.", "Right, 10,", id="of_a_side"),
        pytest.param("Once, for 5 seconds.", "Once, for 5 seconds.", id="a_sentence"),
        pytest.param("It took 2.5 seconds.", "It took 2.5 seconds.", id="a_decimal"),
    ],
)
@pytest.mark.skipif(sys.platform != "linux", reason="espeak-ng's own silences")
def test_counts_end_quickly(text, spoken):
    assert quickly_ended(text) == spoken
