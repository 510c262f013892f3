"""The screen of a labelling session: every part in its place, whatever the clip looks like."""

import numpy as np
import pytest

from coach.edges.screen import drawing
from coach.edges.screen.label_picture import HELP, SIZE, ClipFacts, draw_labelling
from coach.edges.screen.timeline import SHOWN_S
from coach.labelling import FAULT_KEYS, MOMENT_KEYS, Labelling
from coach.labels import Labels
from coach.playback import Playback

RED_BGR = (30, 30, 220)
MESSAGE_ROWS, TIMELINE_ROWS = slice(520, 576), slice(580, 720)


def screen(
    session: Labelling | None = None,
    *,
    size: tuple[int, int] = (640, 480),
    at_s: float = 0.0,
    seconds: float = 20.0,
    name: str = "clip.mp4",
    is_help: bool = False,
) -> np.ndarray:
    shown = np.full((size[1], size[0], 3), RED_BGR, np.uint8)
    times_s = [n / 10 for n in range(round(seconds * 10))]
    playback = Playback(times_s)
    playback.jump(at_s)
    facts = ClipFacts(name, "pelvis lift", seconds, len(times_s))
    labelling = session or Labelling(Labels(), exercise="pelvis_lift")
    return draw_labelling(shown, facts, playback, labelling, is_help=is_help)


def labelling(*steps: str) -> Labelling:
    session = Labelling(Labels(), exercise="pelvis_lift")
    for step in steps:
        key, _, t_s = step.partition(" ")
        session.press(key, float(t_s))
    return session


def columns(picture: np.ndarray, colour: tuple[int, int, int]) -> tuple[int, int]:
    """From where to where the timeline shows a colour."""
    found = np.flatnonzero((picture[TIMELINE_ROWS] == colour).all(axis=-1).sum(axis=0) > 3)
    return int(found.min()), int(found.max())


@pytest.mark.parametrize(
    "size",
    [
        pytest.param((640, 480), id="webcam"),
        pytest.param((1280, 720), id="wide"),
        pytest.param((720, 1280), id="upright"),
        pytest.param((160, 120), id="tiny"),
        pytest.param((1280, 300), id="very_wide"),
    ],
)
def test_the_picture_keeps_its_proportions_and_is_covered_by_nothing(size):
    drawn = screen(labelling("enter 1", "enter 2", "m 3", "p 3"), size=size, name="x" * 200)
    assert drawn.shape == (SIZE[1], SIZE[0], 3)
    red = (drawn == RED_BGR).all(axis=-1)
    height, width = red.any(axis=1).sum(), red.any(axis=0).sum()
    assert red[:height, :width].all()
    assert width / height == pytest.approx(size[0] / size[1], rel=0.01)
    assert height == 520 or width == 924
    assert not (drawn[:520, -4:] > 60).any()  # words end before the edge


@pytest.mark.parametrize(
    ("fault", "colour"),
    [
        pytest.param((), drawing.SKY_BLUE, id="good"),
        pytest.param(("4 7",), drawing.ORANGE, id="with_a_fault"),
    ],
)
def test_the_timeline_shows_repetitions_where_they_are(fault, colour):
    # a second one is begun, so that no white frame stands around the first one
    session = labelling("enter 5", "enter 6", "enter 8", "enter 10", *fault, "enter 17")
    left, right = columns(screen(session, at_s=17.0), colour)
    assert left == pytest.approx(20 + 1240 * 5 / 20, abs=12)
    assert right == pytest.approx(20 + 1240 * 10 / 20, abs=12)


def test_of_a_long_clip_the_timeline_shows_the_part_around_the_cursor():
    session = labelling("enter 305", "enter 306", "enter 308", "enter 310", "enter 320")
    left, right = columns(screen(session, at_s=320.0, seconds=600.0), drawing.SKY_BLUE)
    assert left == pytest.approx(20 + 1240 * (0.5 - 15 / SHOWN_S), abs=8)
    assert right == pytest.approx(20 + 1240 * (0.5 - 10 / SHOWN_S), abs=8)
    far = screen(session, at_s=10.0, seconds=600.0)[TIMELINE_ROWS]
    assert not (far == drawing.SKY_BLUE).all(axis=-1).any()


def test_the_message_has_a_band_of_its_own():
    session = labelling()
    before = screen(session)
    session.message = "A sentence about a full disk that is long enough for a second line. " * 3
    differs = (screen(session) != before).any(axis=(1, 2))
    assert differs[MESSAGE_ROWS].any()
    assert not differs[: MESSAGE_ROWS.start].any()
    assert not differs[MESSAGE_ROWS.stop :].any()


def test_keys_are_shown_when_asked_for_and_for_a_choice():
    session = labelling()
    plain, with_help = screen(session), screen(session, is_help=True)
    session.press("m", 0.0)
    choosing = screen(session)
    for picture in (with_help, choosing):
        assert (picture[:520] == drawing.YELLOW).all(axis=-1).sum() > 500
    assert (plain[:520] == drawing.YELLOW).all(axis=-1).sum() == 0


def test_the_keys_fit_beside_their_meanings():
    for key, meaning in HELP:
        assert drawing.text_width(key, 18) <= 145
        assert drawing.text_width(meaning, 16) <= 480


def test_every_key_that_does_something_stands_in_the_help():
    shown = " ".join(f"{key} {meaning}" for key, meaning in HELP).split()
    used = [*"lrmedxuysqhbnjk", "Enter", "space", "left", "right", "up", "down", "Home", "End"]
    assert set(used) <= set(shown)
    assert f"1 - {len(FAULT_KEYS)}" in dict(HELP)
    assert len(MOMENT_KEYS) <= 16  # as many as fit on the screen
