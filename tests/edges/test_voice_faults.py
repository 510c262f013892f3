"""A real child that dies, hangs or never starts; and silence at once for who asks for it."""

import os
import signal
import statistics
import sys
import tempfile
import threading
import time

import pytest
from aplay_stand_in import AplayStandIn
from heard import LONG, assert_nothing_left, children, cue, moment, processes_of, wait_until

from coach.agenda import Agenda, Scene
from coach.cues import Priority
from coach.edges.voice import announcer
from coach.edges.voice.voice import Voice
from coach.events import RepCounted, Stage, StageEntered, StopSeen
from coach.workout_events import WorkoutPaused

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="listens through aplay, which Linux has"),
]


@pytest.fixture
def aplay(tmp_path, monkeypatch):
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    return AplayStandIn(tmp_path / "aplay", monkeypatch)


def speech_children(tmp_path):
    """Process ids of the children that own an engine."""
    living = processes_of(tmp_path / "scratch").items()
    return [pid for pid, command in living if "coach.edges.voice.child" in command]


def agenda(scene):
    return Agenda(scene, "Back care", (), 0, 60.0)


# --- faults ----------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", [signal.SIGKILL, signal.SIGSTOP])
def test_speech_goes_on_after_a_fault_in_mid_sentence(aplay, tmp_path, monkeypatch, fault):
    """Also of the warm spare, and of what is being played."""
    monkeypatch.setattr(announcer, "_WATCHDOG_S", 1.0)
    before, spoken = children(), []
    with Voice(on_spoken=lambda *said: spoken.append(said[0].text)) as voice:
        wait_until(lambda: len(speech_children(tmp_path)) == 2)  # speaker and spare
        voice.say(cue("Hold it there."))
        aplay.wait_for(1)
        faulty = set(speech_children(tmp_path))
        for pid in faulty:
            os.killpg(pid, fault)
        voice.say(cue("Two.", life_s=60.0))
        wait_until(lambda: spoken[-1:] == ["Two."], patience_s=40.0)
        assert voice.problem is None
        assert not faulty & set(speech_children(tmp_path))
    assert_nothing_left(tmp_path)
    assert children() <= before


def test_an_urgent_cue_does_not_wait_for_a_hung_child(aplay, tmp_path):
    spoken = []
    with Voice(on_spoken=lambda *said: spoken.append(said[0].text)) as voice:
        wait_until(lambda: len(speech_children(tmp_path)) == 2)
        voice.say(cue(LONG))
        aplay.wait_for(1)
        speaker = min(speech_children(tmp_path))
        os.kill(speaker, signal.SIGSTOP)
        asked_s = time.monotonic()
        voice.say(cue("Stop.", Priority.SAFETY))
        assert aplay.wait_for(2)[-1].began_s - asked_s < 1.0
        wait_until(lambda: speaker not in speech_children(tmp_path))
    assert spoken[-1] == "Stop."
    assert_nothing_left(tmp_path)


def test_ten_thousand_cues_into_a_stopped_child(aplay, tmp_path, monkeypatch):
    monkeypatch.setattr(announcer, "_WATCHDOG_S", 0.3)
    aplay.hurry(2.0)
    spoken = []
    with Voice(on_spoken=lambda *said: spoken.append(said[0].text)) as voice:
        wait_until(lambda: len(speech_children(tmp_path)) == 2)
        for pid in speech_children(tmp_path):
            os.kill(pid, signal.SIGSTOP)
        took_s, unread = [], []
        for i in range(10_000):
            cues = [cue(f"{i}.", key=f"count_{i}", t_s=i / 30)]
            start_s = time.perf_counter()
            voice.handle(moment(i / 30, *cues))
            took_s.append(time.perf_counter() - start_s)
            unread.append(voice._announcer._inbox.qsize())
        assert statistics.quantiles(took_s, n=100)[-1] < 0.005
        assert max(unread) <= 1000
        assert len(voice._announcer._waiting) <= 12
        voice.silence()
        wait_until(lambda: len(speech_children(tmp_path)) == 2)
        voice.say(cue("Go on.", t_s=400.0))
        wait_until(lambda: spoken[-1:] == ["Go on."], patience_s=20.0)
        assert voice.problem is None
    assert_nothing_left(tmp_path)


def test_a_thread_that_is_held_up_gathers_no_cues(aplay, tmp_path):
    aplay.hurry(3.0)
    held, spoken = threading.Event(), []

    def hold_up(said, *_):
        spoken.append(said.text)
        held.wait(10.0)

    with Voice(on_spoken=hold_up) as voice:
        voice.say(cue("One."))
        wait_until(lambda: spoken)
        for i in range(5000):
            voice.say(cue("Two.", key=f"count_{i}", t_s=1.0, life_s=0.1))
        n_unread = voice._announcer._inbox.qsize()
        voice.silence()
        time.sleep(0.2)  # by then nobody wants to hear them, however slowly they are read
        held.set()
        wait_until(voice._announcer._inbox.empty)
        voice.say(cue("Three.", t_s=2.0))
    assert n_unread <= 1001
    assert spoken == ["One.", "Three."]


def test_no_player_is_one_sentence_and_the_coach_goes_on(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    problems = []
    with Voice(on_problem=problems.append) as voice:
        for i in range(3):
            voice.handle(moment(float(i), cue("One.", t_s=float(i))))
    assert problems == [voice.problem]
    assert "aplay is missing" in voice.problem
    assert list(tmp_path.iterdir()) == []


# --- in order --------------------------------------------------------------------------------


def test_an_explanation_of_eight_sentences_is_heard_in_order(aplay):
    aplay.hurry(2.0)
    sentences = [f"This is number {number}." for number in range(8, 0, -1)]
    spoken = []
    with Voice(on_spoken=lambda *said: spoken.append(said[0].text)) as voice:
        told = [cue(text, Priority.PRAISE, life_s=60.0) for text in sentences]
        voice.handle(moment(0.0, *told))
        wait_until(lambda: len(spoken) == len(sentences), patience_s=30.0)
    assert spoken == sentences


# --- silence for who asks for it -------------------------------------------------------------


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param({"events": [StopSeen(1.0, 0.0)]}, id="stop_sign"),
        pytest.param({"events": [WorkoutPaused(1.0, "arm")]}, id="session_paused"),
        pytest.param({"events": [StageEntered(1.0, Stage.DONE, "stopped")]}, id="stopped_by_key"),
        pytest.param({"events": [StageEntered(1.0, Stage.PAUSED, "user")]}, id="paused_by_key"),
        pytest.param({"reason": "quit"}, id="quit"),
    ],
)
def test_who_asks_is_not_talked_over(aplay, asked):
    spoken = []
    with Voice(on_spoken=lambda *said: spoken.append(said[0].text)) as voice:
        voice.say(cue(LONG, Priority.SAFETY, life_s=60.0))
        voice.say(cue("Never.", Priority.SAFETY, t_s=0.5, life_s=60.0))
        aplay.wait_for(1)
        asked_s = time.monotonic()
        voice.handle(moment(1.0, cue("I listen.", Priority.PRAISE, t_s=1.0), **asked))
        aplay.wait_for(2)
        wait_until(lambda: spoken[-1:] == ["I listen."])
    assert spoken == [LONG, "I listen."]
    assert aplay.played()[0].was_cut
    assert aplay.played()[0].ended_s - asked_s < 0.3


@pytest.mark.parametrize(
    "goes_on",
    [
        pytest.param({"events": [RepCounted(1.0, 1, 0.5)]}, id="a_repetition"),
        pytest.param({"events": [StageEntered(1.0, Stage.LOST, "no_person")]}, id="lost"),
        pytest.param({"reason": "stopped"}, id="stopped_long_ago"),
        pytest.param({"reason": "ended", "agenda": agenda(Scene.REST)}, id="next_exercise"),
    ],
)
def test_what_else_happens_cuts_nothing_off(aplay, goes_on):
    aplay.hurry(2.0)
    with Voice() as voice:
        voice.say(cue(LONG, Priority.PRAISE))
        aplay.wait_for(1)
        voice.handle(moment(1.0, **goes_on))
        heard = aplay.wait_for(1, ended=True)
    assert not heard[0].was_cut


@pytest.mark.parametrize(
    "left",
    [
        pytest.param({"reason": "quit"}, id="quit"),
        pytest.param({"reason": "ended"}, id="interrupted"),
        pytest.param({"reason": "quit", "agenda": agenda(Scene.OVER)}, id="session_quit"),
    ],
)
@pytest.mark.parametrize("state", ["speaking", "hung"])
def test_who_leaves_does_not_wait(aplay, tmp_path, left, state):
    before = children()
    with Voice() as voice:
        wait_until(lambda: len(speech_children(tmp_path)) == 2)
        voice.say(cue(LONG))
        voice.say(cue("Never.", Priority.FORM, t_s=0.5))
        aplay.wait_for(1)
        if state == "hung":
            for pid in speech_children(tmp_path):
                os.kill(pid, signal.SIGSTOP)
        voice.handle(moment(1.0, **left))
        left_s = time.monotonic()
    assert time.monotonic() - left_s < 0.5
    assert len(aplay.played()) == 1
    assert_nothing_left(tmp_path)
    assert children() <= before


def test_a_replay_that_ends_is_heard_out(aplay):
    aplay.hurry(2.0)
    with Voice(is_live=False) as voice:
        voice.say(cue(LONG, Priority.CONTROL))
        aplay.wait_for(1)
        voice.handle(moment(1.0, reason="ended"))
    assert not aplay.played()[0].was_cut
