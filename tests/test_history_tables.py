"""Pain, flags and ends are told in a window of any width."""

from io import StringIO

import pytest
from rich.console import Console

from coach.cli.history_tables import exercises_listing, sessions_listing, show_listing
from coach.edges.history.listing import ExerciseLine, SessionLine

FLAGS = (("sudden", 12), ("over-large", 3), ("jerky", 1))
LIFT = ExerciseLine("pelvis_lift", 12, 5.0, 12, 12, 11, 4.9, FLAGS, "medium", 8, 3, 1, "hurts")
OWN = ExerciseLine("of_my_own", 3, 0.0, 0, 0, 0, None, (), "", 0, 0, 0, "skipped")
NAMES = {"pelvis_lift": "Pelvis lift", "knee_hug": "Knee hug"}
SESSION = SessionLine(
    *(117, "Anna Maria", "knee_hug", True, 1.8e9, 20.0, 0, 1, "", "broken off, resumed", None),
    (LIFT, OWN),
)
TWO = (SESSION, SessionLine(118, "me", "gentle", False, 1.8e9, 600.0, 4, 13, "", "done", None, ()))
LISTINGS = {
    "sessions": sessions_listing(TWO, NAMES),
    "exercises": exercises_listing((LIFT, OWN), NAMES),
}


def shown(listing, width):
    output = StringIO()
    show_listing(Console(file=output, width=width, force_terminal=True, color_system=None), listing)
    return output.getvalue().splitlines()


@pytest.mark.parametrize("width", [60, 80, 100, 200])
@pytest.mark.parametrize("kind", LISTINGS)
def test_no_word_is_lost_and_no_line_too_long(kind, width):
    lines = shown(LISTINGS[kind], width)
    assert all(len(line) <= width for line in lines)
    words = " ".join(lines).replace(";", " ").split()
    for cell in (cell for row in LISTINGS[kind].rows for cell in row):
        assert set(cell.split()) <= set(words)


@pytest.mark.parametrize("width", [60, 80])
def test_pain_flags_and_end_stand_in_a_line_of_their_own_where_columns_have_no_room(width):
    text = " ".join(" ".join(shown(LISTINGS["exercises"], width)).split())
    assert "flags: 12 sudden, 3 over-large, 1 jerky; pain: medium; end: hurts" in text


def test_sessions_take_two_lines_where_columns_have_no_room():
    first, second, *_ = shown(LISTINGS["sessions"], 60)
    assert first.split()[:2] == ["117", "began:"]
    assert "  pain: medium; end: broken off, resumed" in "".join((first, second, *_))


@pytest.mark.parametrize("kind", LISTINGS)
def test_where_there_is_room_there_are_columns(kind):
    headings, *rows = shown(LISTINGS[kind], 200)
    assert headings.split()[-2:] == ["pain", "end"]
    assert len(rows) == 2


def test_a_word_that_is_wider_than_the_window_is_broken_and_not_cut():
    name = "x" * 90
    text = "".join(shown(sessions_listing([TWO[0], with_person(name)], NAMES), 40))
    assert text.count("x") == 90


def with_person(name):
    return SessionLine(119, name, "gentle", False, 1.8e9, 600.0, 4, 13, "", "done", None, ())
