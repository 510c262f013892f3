import tracemalloc

import cv2
import numpy as np
import pytest
from screen_agendas import agenda, question
from screen_moments import cue, flagged, lying_pose, moment, status

from coach.agenda import Scene
from coach.edges.screen import drawing
from coach.edges.screen.layout import Layout
from coach.edges.screen.overlay import SCREEN_KEYS, Overlay, display_size
from coach.events import Flag, Phase, Stage, Status
from coach.landmarks import Pose

SIZES = [(640, 480), (960, 540), (1280, 720), (1920, 1080), (480, 854)]
LANDSCAPE = SIZES[:4]
each_size = pytest.mark.parametrize("size", SIZES, ids=lambda size: "x".join(map(str, size)))


def grey(size: tuple[int, int], value: int = 128) -> np.ndarray:
    return np.full((size[1], size[0], 3), value, np.uint8)


def tallest_px(picture: np.ndarray) -> int:
    """Height of the tallest white figure."""
    white = (picture.min(axis=-1) > 200).astype(np.uint8)
    _, _, found, _ = cv2.connectedComponentsWithStats(white)
    return int(found[1:, cv2.CC_STAT_HEIGHT].max(initial=0))


def upper_left(picture: np.ndarray) -> np.ndarray:
    box = Layout.of(picture.shape[1], picture.shape[0]).sign_box
    return picture[: box.bottom, : box.x]


def sign(picture: np.ndarray) -> np.ndarray:
    box = Layout.of(picture.shape[1], picture.shape[0]).sign_box
    return picture[box.y : box.bottom, box.x : box.right]


def likeness(picture: np.ndarray, text: str) -> float:
    """How well the figure `text`, in the size it would have in the ring, is found: up to 1."""
    cap_px = round((0.48 if len(text) == 1 else 0.39) * picture.shape[1])
    figure = np.zeros((cap_px + 4, drawing.text_width(text, cap_px), 3), np.uint8)
    drawing.write(figure, text, (0, cap_px + 2), cap_px)
    return float(cv2.matchTemplate(picture, figure, cv2.TM_CCOEFF_NORMED).max())


@each_size
@pytest.mark.parametrize(("count", "dose"), [(2, 3), (10, 12), (0, 0)])
def test_count_can_be_read_from_the_mat(size, count, dose):
    picture = Overlay(size).draw(moment(status(count=count, dose_reps=dose)))
    part = 1 / 12 if size not in LANDSCAPE else 1 / 6
    if (size, count) == ((480, 854), 10):
        part = 1 / 14  # "10 / 12" beside the ring in an upright picture
    assert tallest_px(upper_left(picture)) >= part * size[1]


@each_size
@pytest.mark.parametrize("hold_s", [0.0, 6.3])
def test_countdown_can_be_read_from_the_mat(size, hold_s):
    picture = Overlay(size).draw(moment(status(hold_s=hold_s)))
    assert tallest_px(sign(picture)) >= size[1] / 12


@pytest.mark.parametrize(
    ("hold_s", "shown"), [(0.0, "1O"), (0.5, "1O"), (6.3, "4"), (9.0, "1"), (9.95, "1")]
)
def test_countdown_shows_the_whole_seconds_that_remain(hold_s, shown):
    picture = sign(Overlay((1280, 720)).draw(moment(status(hold_s=hold_s))))
    alike = {text: likeness(picture, text) for text in ["1O", *"123456789"]}
    assert alike[shown] > 0.9
    if len(shown) == 1:
        assert max(alike, key=alike.__getitem__) == shown


def test_ring_fills_with_the_hold_and_ends_in_a_tick():
    def filled(hold_s: float) -> int:
        picture = sign(Overlay((1280, 720)).draw(moment(status(hold_s=hold_s))))
        return int((picture == drawing.YELLOW).all(axis=-1).sum())

    assert filled(0.0) == 0
    assert filled(2.5) == pytest.approx(filled(5.0) / 2, rel=0.1)
    assert filled(7.5) == pytest.approx(filled(5.0) * 1.5, rel=0.1)
    done = sign(Overlay((1280, 720)).draw(moment(status(hold_s=10.0))))
    assert (done == drawing.GREEN).all(axis=-1).any()
    assert max(likeness(done, digit) for digit in "0123456789") < 0.75


def test_no_ring_outside_a_hold_nor_for_an_exercise_without_holds():
    overlay = Overlay((1280, 720))
    plain = sign(overlay.draw(moment(status())))
    assert not (plain.max(axis=-1) > 60).any()
    assert np.array_equal(plain, sign(overlay.draw(moment(status(hold_s=1.0, dose_s=0.0)))))


# -- sides, and leading ----------------------------------------------------------------------------


def led(**changes: object) -> Status:
    usual: dict[str, object] = {"is_led": True, "phase": Phase.HOLD, "left_s": 3.4}
    return status(**(usual | changes))


@each_size
@pytest.mark.parametrize("sides", [(2, 3), (12, 11)])
def test_both_counts_can_be_read_from_the_mat(size, sides):
    picture = Overlay(size).draw(moment(status(sides=sides, count=min(sides), dose_reps=30)))
    part = 1 / 8 if size in LANDSCAPE else 1 / 20
    assert tallest_px(upper_left(picture)) >= part * size[1]


@each_size
def test_the_counts_leave_the_sign_alone(size):
    counted = status(sides=(12, 11), count=11, dose_reps=30, exercise="Side stretch with knees")
    assert not (sign(Overlay(size).draw(moment(counted))).max(axis=-1) > 60).any()


def test_each_side_has_its_own_count_in_its_own_place():
    def drawn(sides: tuple[int, int]) -> np.ndarray:
        return upper_left(Overlay((1280, 720)).draw(moment(status(sides=sides, count=0))))

    first, second = drawn((1, 0)) != drawn((2, 0)), drawn((0, 1)) != drawn((0, 2))
    assert first.any()
    assert second.any()
    assert not (first & second).any()
    assert (
        np.flatnonzero(first.any(axis=(0, 2))).max() < np.flatnonzero(second.any(axis=(0, 2))).min()
    )


def test_the_side_that_moves_is_marked_by_colour_and_by_a_bar():
    def marked(side: str | None) -> np.ndarray:
        now = status(sides=(1, 1), count=1, moving_side=side)
        yellow = upper_left(Overlay((1280, 720)).draw(moment(now))) == drawing.YELLOW
        return yellow.all(axis=-1)

    assert not marked(None).any()
    left, right = marked("left"), marked("right")
    assert not (left & right).any()
    bar = left.sum(axis=1).max()  # a row of the bar is longer than any row of a letter
    assert bar >= 0.9 * np.ptp(np.flatnonzero(left.any(axis=0)))


@each_size
@pytest.mark.parametrize("left_s", [9.2, 2.0, 0.1])
def test_what_is_left_of_a_call_can_be_read_from_the_mat(size, left_s):
    part = 1 / 12 if size in LANDSCAPE else 1 / 15  # two digits in an upright picture
    assert tallest_px(sign(Overlay(size).draw(moment(led(left_s=left_s))))) >= part * size[1]


def test_the_ring_of_a_call_fills_while_it_lasts_and_begins_anew_with_the_next():
    overlay = Overlay((1280, 720))

    def filled(**changes: object) -> int:
        picture = sign(overlay.draw(moment(led(**changes))))
        return int((picture == drawing.YELLOW).all(axis=-1).sum())

    assert filled(left_s=8.0) == 0
    half = filled(left_s=4.0)
    assert half > 1000
    assert filled(left_s=2.0) == pytest.approx(1.5 * half, rel=0.1)
    assert filled(phase=Phase.BACK, left_s=2.0) == 0
    assert filled(phase=Phase.BACK, left_s=1.0) == pytest.approx(half, rel=0.1)


def test_the_called_word_and_side_are_shown():
    """A word changes the foot of the corner and nothing above it."""
    pictures = [
        sign(Overlay((1280, 720)).draw(moment(led(moving_side=side, phase=phase))))
        for phase, side in (
            (Phase.OUT, None),
            (Phase.OUT, "left"),
            (Phase.OUT, "right"),
            (Phase.HOLD, "right"),
            (Phase.BACK, None),
        )
    ]
    foot = round(0.8 * len(pictures[0]))
    for n, picture in enumerate(pictures):
        assert np.array_equal(picture[:foot], pictures[0][:foot])
        assert not any(np.array_equal(picture[foot:], other[foot:]) for other in pictures[:n])


def test_while_the_coach_waits_there_are_dots_instead_of_a_number():
    waiting = sign(Overlay((1280, 720)).draw(moment(led(phase=Phase.REST, left_s=None))))
    calibrating = sign(Overlay((1280, 720)).draw(moment(status(stage=Stage.CALIBRATE))))
    assert np.array_equal(waiting, calibrating)


def test_every_stage_has_its_own_sign():
    pictures = [
        sign(Overlay((640, 480)).draw(moment(status(stage=stage, count=count))))
        for stage in Stage
        for count in ((1, 3) if stage is Stage.DONE else (1,))
    ]
    for n, picture in enumerate(pictures):
        assert not any(np.array_equal(picture, other) for other in pictures[:n])


@each_size
@pytest.mark.parametrize(
    "sentence",
    [
        "Slower.",
        "That was sudden. A little slower.",
        "You are too far away. Move the camera closer.",
    ],
)
def test_a_lying_body_stays_free(size, sentence):
    pose = lying_pose(size)
    now = status(hold_s=3.0)
    full = moment(
        now, pixels=grey(size), pose=pose, cues=(cue(sentence),), events=(flagged(Flag.SUDDEN),)
    )
    drawn = Overlay(size).draw(full)
    body_only = grey(size)
    drawing.draw_skeleton(body_only, pose.image[:, :2], pose.image[:, 3])
    outline = cv2.convexHull(pose.image[np.isfinite(pose.image[:, 0]), :2].astype(np.float32))
    body = np.zeros(drawn.shape[:2], np.uint8)
    cv2.fillConvexPoly(body, outline.astype(np.int32), 1)
    body = cv2.dilate(body, np.ones((3, 3), np.uint8), iterations=round(0.02 * size[1])) > 0
    assert not np.array_equal(drawn, body_only)
    assert np.array_equal(drawn[body], body_only[body])


def test_a_body_low_in_the_picture_sends_the_sentence_up():
    size = (1280, 720)
    pose = lying_pose(size)
    pose.image[:, 1] += 140
    drawn = Overlay(size).draw(
        moment(status(), pixels=grey(size), pose=pose, cues=(cue("Slower."),))
    )
    assert not (drawn[560:] < 60).all(axis=-1).mean() > 0.05
    assert tallest_px(drawn[280:420]) > 30


def test_a_sentence_stays_where_it_is_while_the_body_moves():
    size, overlay = (1280, 720), Overlay((1280, 720))
    low = lying_pose(size)
    low.image[:, 1] += 120
    first = overlay.draw(moment(status(), pose=lying_pose(size), cues=(cue("Slower."),)))
    second = overlay.draw(moment(status(t_s=10.5), pose=low))
    fresh = Overlay(size).draw(moment(status(), pose=low, cues=(cue("Slower."),)))
    assert np.array_equal(first[700:], second[700:])
    assert not np.array_equal(first[700:], fresh[700:])


@each_size
@pytest.mark.parametrize(
    "sentence",
    [
        pytest.param("A little slower.", id="short"),
        pytest.param("Paused. Lie down again when you are ready.", id="long"),
        pytest.param("Совсем немного медленнее, пожалуйста.", id="cyrillic"),
        pytest.param("请慢一点" * 12, id="chinese"),
        pytest.param("word " * 60, id="far_too_long"),
        pytest.param("x" * 300, id="one_endless_word"),
    ],
)
def test_sentences_stay_inside_the_picture_and_are_large(size, sentence):
    picture = Overlay(size).draw(moment(status(), cues=(cue(sentence),)))
    white = picture.min(axis=-1) > 200
    lower = white[size[1] // 2 :]
    assert lower.any()
    assert not white[:, :3].any()
    assert not white[:, -3:].any()
    assert not white[-3:].any()
    assert tallest_px(picture[size[1] // 2 :]) >= 0.03 * min(size[1], 0.75 * size[0])


def test_the_reason_is_shown_when_no_cue_is_and_the_cue_comes_first():
    def text(key: str) -> str:
        return {"no_person": "I cannot see you."}.get(key, key)

    setup = status(stage=Stage.SETUP, reason="no_person")
    waiting = Overlay((1280, 720), text).draw(moment(setup))
    said = Overlay((1280, 720), text).draw(moment(setup, cues=(cue("I cannot see you."),)))
    other = Overlay((1280, 720), text).draw(moment(setup, cues=(cue("Lie down."),)))
    assert np.array_equal(waiting, said)
    assert not np.array_equal(waiting, other)


def test_a_flag_is_shown_with_sign_and_word_and_goes():
    overlay, size = Overlay((1280, 720)), (1280, 720)
    plain = Overlay(size).draw(moment(status()))
    sudden = overlay.draw(moment(status(), events=(flagged(Flag.SUDDEN),)))
    over_large = Overlay(size).draw(moment(status(), events=(flagged(Flag.OVER_LARGE),)))
    later = overlay.draw(moment(status(t_s=13.9)))
    gone = overlay.draw(moment(status(t_s=14.1)))
    assert (sudden == drawing.ORANGE).all(axis=-1).any()  # the sign
    assert not np.array_equal(sudden, over_large)  # the word
    assert np.array_equal(later, sudden)
    assert np.array_equal(gone, plain)


@pytest.mark.parametrize("mirror", [False, True])
@pytest.mark.parametrize("size", [None, (640, 480), (1280, 720)])
def test_the_frame_is_not_altered(size, mirror):
    pixels = np.random.default_rng(0).integers(0, 255, (480, 640, 3), np.uint8)
    before = pixels.copy()
    now = moment(status(hold_s=3.0), pixels=pixels, pose=lying_pose((640, 480)))
    drawn = Overlay(size).draw(now, mirror=mirror)
    assert np.array_equal(pixels, before)
    assert not np.shares_memory(drawn, pixels)
    assert drawn.flags.c_contiguous
    assert drawn.dtype == np.uint8


def test_mirror_turns_body_and_picture():
    size = (640, 480)
    pixels = grey(size)
    pixels[:, :320] = 90
    plain, mirrored = (
        Overlay(size).draw(moment(status(), pixels=pixels, pose=lying_pose(size)), mirror=mirror)
        for mirror in (False, True)
    )
    body = np.s_[230:420]  # between the panels, the whole width: one pixel of rounding is allowed
    turned = cv2.flip(plain, 1)[body].astype(int)
    assert np.median(np.abs(turned - mirrored[body])) == 0
    blue = [(picture == drawing.SKY_BLUE).all(axis=-1) for picture in (plain[:, ::-1], mirrored)]
    assert (blue[0] & blue[1]).sum() > 0.6 * blue[0].sum()


def test_mirror_leaves_letters_alone():
    now = moment(status(hold_s=3.0), pixels=grey((640, 480)), cues=(cue("Slower."),))
    plain, mirrored = Overlay().draw(now), Overlay().draw(now, mirror=True)
    assert np.array_equal(plain, mirrored)
    assert not np.array_equal(plain, cv2.flip(plain, 1))


@pytest.mark.parametrize(
    ("pose", "size"),
    [
        pytest.param(lying_pose((640, 480)), (960, 720), id="of_the_poses_size"),
        pytest.param(Pose.nobody(10.0), (1280, 720), id="of_a_usual_size"),
    ],
)
def test_without_picture_the_body_lies_on_a_plain_ground(pose, size):
    drawn = Overlay().draw(moment(status(), pose=pose))
    assert drawn.shape == (size[1], size[0], 3)
    assert (drawn[-1] == drawn[-1, 0]).all()
    assert drawn[-1].max() < 60
    assert (drawn == drawing.SKY_BLUE).all(axis=-1).any() == pose.found


def test_a_pose_of_nothing_but_nan_draws_no_body():
    nobody = moment(status(), pixels=grey((640, 480)))
    nan = Pose(10.0, np.full((33, 4), np.nan), np.full((33, 4), np.nan), (640, 480), 1, 90.0)
    found = moment(status(), pixels=grey((640, 480)), pose=nan)
    assert np.array_equal(Overlay().draw(nobody), Overlay().draw(found))


def test_another_aspect_is_fitted_and_the_skeleton_stays_on_the_body():
    pose = lying_pose((640, 480))
    x, y = pose.image[25, :2]
    drawn = Overlay((1280, 720)).draw(moment(status(), pixels=grey((640, 480)), pose=pose))
    assert tuple(drawn[round(y * 1.5), round(x * 1.5) + 160]) == drawing.SKY_BLUE
    assert drawn[360, 80].max() < 60  # the bars at the sides


@pytest.mark.parametrize(
    ("camera", "drawn"),
    [
        ((640, 480), (960, 720)),
        ((320, 240), (960, 720)),
        ((960, 540), (960, 540)),
        ((1280, 720), (1280, 720)),
        ((480, 854), (480, 854)),
        ((3840, 2160), (1920, 1080)),
        ((853, 481), (1276, 720)),
    ],
)
def test_display_size(camera, drawn):
    assert display_size(*camera) == drawn


def test_only_announced_phrases_are_asked_for():
    asked: list[str] = []

    def text(key: str) -> str:
        asked.append(key)
        return key

    for stage in Stage:
        for flag in Flag:
            for hold_s in (None, 1.0):
                now = status(stage=stage, hold_s=hold_s)
                Overlay((640, 480), text).draw(moment(now, events=(flagged(flag),)))
    for phase in Phase:
        for side in (None, "left", "right"):
            now = led(phase=phase, left_s=2.0, moving_side=side, sides=(1, 2))
            Overlay((640, 480), text).draw(moment(now))
    for scene in Scene:
        for left_s in (30.0, 1000.0):
            now = status(agenda=agenda(scene, left_s=left_s))
            Overlay((640, 480), text).draw(moment(now))
    Overlay((640, 480), text).draw(moment(status(agenda=question(is_arm_up=True))))
    assert set(asked) == set(SCREEN_KEYS)


def test_an_hour_of_frames_leaves_nothing_behind():
    overlay = Overlay((320, 240))

    def play(first: int, last: int) -> None:
        for n in range(first, last):
            now = status(t_s=n / 5, hold_s=n / 5 % 10, count=n % 7)
            said = (cue(f"Number {n % 7}.", n / 5),) if n % 20 == 0 else ()
            overlay.draw(moment(now, cues=said))

    play(0, 500)  # fills the caches of the lettering
    tracemalloc.start()
    play(500, 1000)
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept < 200_000
