import pytest
from screen_moments import cue

from coach.cues import Cue, Priority
from coach.edges.screen.cue_board import CueBoard, reading_s


def test_a_cue_stays_to_be_read_and_goes():
    board = CueBoard()
    assert board.update(10.0, [cue("Slower.", 10.0)]) == "Slower."
    assert board.update(10.0 + reading_s("Slower.") - 0.01, []) == "Slower."
    assert board.update(10.0 + reading_s("Slower.") + 0.01, []) == ""


def test_a_countdown_is_left_to_the_ring():
    board = CueBoard()
    three = Cue(10.0, 10.8, Priority.COUNT, "countdown", "3.")
    assert board.update(10.0, [three, cue("Slower.", 10.0)]) == "Slower."
    assert board.update(10.5, [three]) == "Slower."


def test_equals_wait_for_each_other():
    board = CueBoard()
    assert board.update(0.0, [cue("First one.", 0.0), cue("Second one.", 0.0)]) == "First one."
    assert board.update(reading_s("First one."), []) == "Second one."


def test_a_more_important_cue_comes_at_once_and_drops_what_waits():
    board = CueBoard()
    board.update(0.0, [cue("First.", 0.0), cue("Second.", 0.0)])
    assert board.update(0.5, [cue("Stopped.", 0.5, Priority.SAFETY)]) == "Stopped."
    assert board.update(0.5 + reading_s("Stopped."), []) == ""


def test_of_several_at_once_the_most_important_comes_first():
    cues = [cue("Good.", 0.0, Priority.PRAISE), cue("Paused.", 0.0, Priority.CONTROL)]
    assert CueBoard().update(0.0, cues) == "Paused."


def test_a_cue_that_expires_while_waiting_is_dropped():
    board = CueBoard()
    long = "one two three four five six seven eight"  # read longer than the other's 3 s of life
    board.update(0.0, [cue(long, 0.0), cue("Stale.", 0.0)])
    assert reading_s(long) > 3.0
    assert board.update(reading_s(long), []) == ""


@pytest.mark.parametrize("step_s", [1 / 60, 1 / 30, 1 / 8])
def test_frame_rate_does_not_matter(step_s):
    board = CueBoard()
    board.update(0.0, [cue("One.", 0.0), cue("Two.", 0.0)])
    seen = [board.update(n * step_s, []) for n in range(1, round(3.0 / step_s))]
    switch_s = (seen.index("Two.") + 1) * step_s
    assert reading_s("One.") - 1e-6 <= switch_s <= reading_s("One.") + step_s + 1e-6


def test_media_time_that_starts_again_clears_the_board():
    board = CueBoard()
    board.update(50.0, [cue("Old.", 50.0)])
    assert board.update(0.0, []) == ""
