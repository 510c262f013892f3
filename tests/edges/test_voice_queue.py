import pytest

from coach.cues import Cue, Priority
from coach.edges.voice.waiting import CueQueue, WaitingCue


def waiting(text, priority=Priority.COUNT, *, key=None, t_s=0.0, until_s=10.0):
    return WaitingCue(Cue(t_s, t_s + until_s, priority, key or text, text), until_s)


def spoken_order(cues, now_s=0.0):
    queue = CueQueue()
    for cue in cues:
        queue.add(cue)
    order = []
    while (first := queue.first(now_s)) is not None:
        queue.remove(first)
        order.append(first.cue.text)
    return order


@pytest.mark.parametrize(
    ("cues", "order"),
    [
        pytest.param([], [], id="nothing"),
        pytest.param(
            [waiting("well done", Priority.PRAISE), waiting("stop", Priority.SAFETY)],
            ["stop", "well done"],
            id="important_first",
        ),
        pytest.param(
            [waiting("b", t_s=2.0), waiting("a", t_s=1.0)], ["a", "b"], id="equals_by_media_time"
        ),
        pytest.param(
            [waiting("two", key="count", t_s=1.0), waiting("three", key="count", t_s=2.0)],
            ["three"],
            id="newer_count_replaces_older",
        ),
        pytest.param(
            [waiting("three", key="count", t_s=2.0), waiting("two", key="count", t_s=1.0)],
            ["three"],
            id="older_count_comes_too_late",
        ),
        pytest.param(
            [waiting("gone", until_s=4.9), waiting("now", until_s=5.1)], ["now"], id="stale_dropped"
        ),
        pytest.param(
            [waiting(str(i), t_s=float(i)) for i in range(30)],
            [str(i) for i in range(12)],
            id="bounded",
        ),
        pytest.param(
            [waiting(text, Priority.PRAISE) for text in "hgfedcba"],
            list("hgfedcba"),
            id="eight_sentences_of_one_moment_stay_in_order",
        ),
        pytest.param(
            [waiting(text, Priority.PRAISE) for text in "hgfedcba"]
            + [waiting("slower", Priority.FORM), waiting("three", t_s=1.0)],
            ["three", "slower", *"hgfedcba"],
            id="an_explanation_outlives_what_happens_meanwhile",
        ),
        pytest.param(
            [waiting(str(i), t_s=float(i)) for i in range(30)]
            + [waiting("stop", Priority.SAFETY, t_s=30.0)],
            ["stop", *(str(i) for i in range(11))],
            id="a_full_queue_still_takes_the_urgent",
        ),
    ],
)
def test_order(cues, order):
    assert spoken_order(cues, now_s=5.0) == order


def test_keep_forgets_what_is_less_important():
    queue = CueQueue()
    for cue in (waiting("nice", Priority.PRAISE), waiting("seven", Priority.COUNT)):
        queue.add(cue)
    queue.keep(least=Priority.COUNT)
    first = queue.first(0.0)
    assert first is not None
    assert first.cue.text == "seven"
    queue.clear()
    assert queue.first(0.0) is None
