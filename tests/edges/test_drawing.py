import cv2
import numpy as np
import pytest
from screen_moments import lying_pose

from coach.edges.screen import drawing

SIZE = (640, 480)


def skeleton(visibility: float) -> np.ndarray:
    picture = np.zeros((480, 640, 3), np.uint8)
    image = lying_pose(SIZE, visibility).image
    drawing.draw_skeleton(picture, image[:, :2], image[:, 3])
    return picture


def has_colour(picture: np.ndarray, colour: tuple[int, int, int]) -> bool:
    return bool((picture == colour).all(axis=-1).any())


def ink(picture: np.ndarray) -> int:
    return int((picture.max(axis=-1) > 60).sum())


def test_seen_doubtful_and_guessed_differ_in_colour():
    seen, doubtful, guessed = skeleton(0.9), skeleton(0.4), skeleton(0.1)
    assert has_colour(seen, drawing.SKY_BLUE)
    assert not has_colour(seen, drawing.ORANGE)
    assert has_colour(doubtful, drawing.ORANGE)
    assert not has_colour(doubtful, drawing.SKY_BLUE)
    assert has_colour(guessed, drawing.GREY)
    assert not has_colour(guessed, drawing.SKY_BLUE)
    assert not has_colour(guessed, drawing.ORANGE)


def test_seen_doubtful_and_guessed_differ_without_colour():
    seen, doubtful, guessed = ink(skeleton(0.9)), ink(skeleton(0.4)), ink(skeleton(0.1))
    assert seen > 1.3 * doubtful
    assert doubtful > 2.0 * guessed
    assert guessed > 0


def test_a_guessed_bone_is_dashed_and_a_seen_one_is_not():
    points, visibility = np.full((33, 2), np.nan), np.full(33, 0.1)
    points[[23, 25]] = (100, 240), (500, 240)  # hip and knee: one level bone
    gaps = []
    for sure in (0.1, 0.9):
        picture = np.zeros((480, 640, 3), np.uint8)
        visibility[[23, 25]] = sure
        drawing.draw_skeleton(picture, points, visibility)
        gaps.append(int((picture[240, 110:490].max(axis=-1) == 0).sum()))
    assert gaps[0] > 100
    assert gaps[1] == 0


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param({"points": np.nan}, id="no_points"),
        pytest.param({"visibility": np.nan}, id="no_visibility"),
    ],
)
def test_missing_landmarks_are_not_drawn(spoil):
    picture = np.zeros((480, 640, 3), np.uint8)
    image = lying_pose(SIZE).image
    points = np.full((33, 2), spoil.get("points", 0.0)) + image[:, :2]
    visibility = np.full(33, spoil.get("visibility", 0.0)) + image[:, 3]
    drawing.draw_skeleton(picture, points, visibility)
    assert not picture.any()


@pytest.mark.parametrize("far", [1e12, -1e12, np.inf])
def test_wild_landmarks_do_no_harm(far):
    picture = np.zeros((480, 640, 3), np.uint8)
    image = lying_pose(SIZE).image.copy()
    image[25, :2] = far
    drawing.draw_skeleton(picture, image[:, :2], image[:, 3])
    assert picture.any()


@pytest.mark.parametrize(
    "text", ["Чуть медленнее", "慢一点", "Plus lentement, s’il vous plaît", "ö"]
)
def test_every_script_has_its_letters(text):
    def raster(words: str) -> np.ndarray:
        picture = np.zeros((100, 900, 3), np.uint8)
        drawing.write(picture, words, (10, 70), 40)
        return picture

    assert raster(text).any()
    assert not np.array_equal(raster(text), raster("?" * len(text)))


@pytest.mark.parametrize("cap_px", [12, 40, 144])
@pytest.mark.parametrize("text", ["H", "7", drawing.figures(10)])
def test_size_is_the_height_of_a_capital(text, cap_px):
    picture = np.zeros((300, 900, 3), np.uint8)
    drawing.write(picture, text, (10, 250), cap_px)
    rows = np.flatnonzero((picture.max(axis=-1) > 128).any(axis=1))
    assert abs(np.ptp(rows) + 1 - cap_px) <= max(2, 0.05 * cap_px)


def test_big_zero_has_no_slash():
    def holes(text: str) -> int:
        picture = np.zeros((300, 300, 3), np.uint8)
        drawing.write(picture, text, (50, 250), 150)
        _, nesting = cv2.findContours(
            (picture[..., 0] > 128).astype(np.uint8), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE
        )
        return int((nesting[0, :, 3] >= 0).sum())

    assert holes(drawing.figures(0)) == 1
    assert holes(drawing.figures(8)) == 2


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Let the next one be a little slower, please.", id="words"),
        pytest.param("下一次请慢一点慢一点慢一点慢一点", id="no_spaces"),
        pytest.param("Donaudampfschifffahrtsgesellschaft ahoi", id="long_word"),
    ],
)
def test_wrapped_lines_fit_and_lose_nothing(text):
    for lines in (drawing.wrap(text, 40, 330), drawing.balance(text, 40, 330)):
        assert len(lines) > 1
        assert all(drawing.text_width(line, 40) <= 330 for line in lines)
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_balanced_lines_leave_no_word_alone():
    text = "A smaller movement is enough."
    width_px = drawing.text_width("A smaller movement is", 40) + 5
    assert drawing.wrap(text, 40, width_px)[-1] == "enough."
    assert drawing.balance(text, 40, width_px) == ("A smaller movement", "is enough.")


def test_shortened_text_fits_and_says_that_it_was_cut():
    short = drawing.shorten("Pelvis lift with a very long name", 20, 200)
    assert drawing.text_width(short, 20) <= 200
    assert short.endswith("…")
    assert drawing.shorten("Pelvis", 20, 200) == "Pelvis"
