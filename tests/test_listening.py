"""Who lies still and listens to the introduction is left alone until it is over."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from coach.cues import Cue, Director
from coach.edges.library import load_exercise, load_phrases
from coach.events import Call, Called, Event
from coach.leading import LEAD_IN_S
from coach.session import Session
from tests.clips import CALM_S, later, sample


def lying_there(name: str, clip: str, seconds: float) -> Iterator[tuple[list[Event], list[Cue]]]:
    """A live session with somebody who does not move: the first second of a clip, to and fro."""
    exercise = load_exercise(name)
    director = Director(load_phrases(), exercise, explains=True)
    session = Session(exercise, lead_in_s=LEAD_IN_S + director.introduction_s)
    calm = [pose for pose in later(sample(clip), -sample(clip)[0].t_s) if pose.t_s <= CALM_S]
    step_s = calm[1].t_s - calm[0].t_s
    there_and_back = [*calm, *calm[::-1]]
    for i in range(round(seconds / step_s)):
        pose = replace(there_and_back[i % len(there_and_back)], t_s=i * step_s)
        status, events = session.update(pose)
        yield events, director.update(status, events)


@pytest.mark.parametrize(
    ("name", "clip", "first_words"),
    [
        pytest.param("knee_hug", "knee_hug_david_1", "ready", id="counted"),
        pytest.param("supine_reach", "supine_reach_bruno_1", "call_out", id="led"),
    ],
)
def test_nobody_is_asked_before_the_introduction_is_over(name, clip, first_words):
    frames = list(lying_there(name, clip, 35.0))
    keys = [cue.key for _, cues in frames for cue in cues]
    assert first_words in keys
    assert "shall_we_go_on" not in keys


def test_one_is_led_on_without_a_question():
    frames = list(lying_there("supine_reach", "supine_reach_bruno_1", 60.0))
    events = [event for events, _ in frames for event in events]
    called = [one for one in events if isinstance(one, Called) and one.call is Call.OUT]
    assert len(called) == 3  # the beginner's dose
    assert "shall_we_go_on" not in [cue.key for _, cues in frames for cue in cues]
