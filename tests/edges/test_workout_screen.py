from dataclasses import replace

import cv2
import numpy as np
import pytest
from screen_agendas import LONG_NAMES, agenda, plan, question
from screen_moments import cue, lying_pose, moment, status

from coach.agenda import Agenda, Planned, Scene
from coach.cues import Cue, Priority
from coach.edges.screen import drawing
from coach.edges.screen.demonstration import best_place
from coach.edges.screen.drawing import Box
from coach.edges.screen.layer import INK, Layer
from coach.edges.screen.layout import Layout
from coach.edges.screen.overlay import Overlay
from coach.edges.screen.plan_list import dose_text
from coach.edges.screen.question_board import answer_boxes
from coach.edges.screen.setup_picture import SetupPicture
from coach.events import Stage, Status
from coach.landmarks import Landmark, Pose

SIZES = [(960, 720), (640, 480), (1280, 720), (1920, 1080)]
each_size = pytest.mark.parametrize("size", SIZES, ids=lambda size: "x".join(map(str, size)))
each_scene = pytest.mark.parametrize("scene", Scene)


def grey(size: tuple[int, int], value: int = 128) -> np.ndarray:
    return np.full((size[1], size[0], 3), value, np.uint8)


def text(key: str) -> str:
    return {"word_left_time": "noch {n} min", "welcome_minutes": "etwa {n} Minuten"}.get(key, key)


def in_session(now: Agenda, **changes: object) -> Status:
    return replace(status(**changes), agenda=now)


def drawn(now: Agenda, size: tuple[int, int] = (1280, 720), **changes: object) -> np.ndarray:
    return Overlay(size, text).draw(moment(in_session(now, **changes), pixels=grey(size)))


def differs(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """(height, width): where two pictures are not the same."""
    return (first != second).any(axis=-1)


def colour(picture: np.ndarray, wanted: drawing.Colour) -> np.ndarray:
    return (picture == wanted).all(axis=-1)


def tallest_part(mask: np.ndarray) -> tuple[int, int, int, int]:
    """x, y, width and height of the tallest connected figure; of the empty mask nothing."""
    _, _, found, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8))
    parts = [(0, 0, 0, 0), *(tuple(part[:4]) for part in found[1:].tolist())]
    return max(parts, key=lambda part: part[3])


def tallest_px(mask: np.ndarray) -> int:
    return tallest_part(mask)[3]


def is_white(picture: np.ndarray) -> np.ndarray:
    return picture.min(axis=-1) > 200


def is_light(picture: np.ndarray) -> np.ndarray:
    return picture.max(axis=-1) > 60


def as_used(scene: Scene) -> Agenda:
    if scene is Scene.QUESTION:
        return question(offered=1, is_arm_up=True)
    texts = {
        Scene.PLACING: "Stell den Computer auf einen niedrigen Tisch, Deckel leicht nach hinten.",
        Scene.REST: f"Ruh dich kurz aus. Danach: {LONG_NAMES[2]}.",
        Scene.PAUSED: "Pause. Heb einen Arm, wenn es wieder losgehen soll.",
        Scene.OVER: "Das war alles für heute. Gut gemacht.",
    }
    hints = ("Dies ist kein Medizinprodukt.", "Stopp: einen Arm gerade nach oben, und dort lassen.")
    return agenda(scene, question=texts.get(scene, ""), hints=hints)


# -- every scene -----------------------------------------------------------------------------------


@each_size
@each_scene
@pytest.mark.parametrize("n", [5, 14])
def test_nothing_is_written_over_the_edge(size, scene, n):
    """Over a black picture, all that is light was drawn."""
    now = replace(as_used(scene), plan=plan(n, n_done=n // 2), position=n // 2)
    changes = {"stage": Stage.PAUSED} if scene is Scene.PAUSED else {}
    dark = moment(in_session(now, **changes), pixels=grey(size, 0))
    light = is_light(Overlay(size).draw(dark))
    assert light.any()
    edges = (light[:, :2], light[:, -2:], light[:2], light[-2:])
    assert not any(edge.any() for edge in edges)


@each_size
@pytest.mark.parametrize("scene", [Scene.REST, Scene.PAUSED, Scene.OVER])
def test_calm_scenes_have_one_figure_for_the_mat(size, scene):
    sentence = {Scene.REST: "Ausruhen.", Scene.PAUSED: "Pause.", Scene.OVER: "Gut gemacht."}[scene]
    picture = drawn(agenda(scene, question=sentence), size)
    assert tallest_px(is_white(picture)) >= size[1] / 12


@each_scene
def test_the_frame_is_not_altered(scene):
    pixels = np.random.default_rng(0).integers(0, 255, (480, 640, 3), np.uint8)
    before = pixels.copy()
    now = moment(in_session(as_used(scene)), pixels=pixels, pose=lying_pose((640, 480)))
    assert Overlay((640, 480)).draw(now).shape == (480, 640, 3)
    assert np.array_equal(pixels, before)


@each_scene
def test_letters_are_never_mirrored(scene):
    now = moment(in_session(as_used(scene)), pixels=grey((640, 480)))
    assert np.array_equal(Overlay((640, 480)).draw(now), Overlay((640, 480)).draw(now, mirror=True))


def test_a_new_size_is_drawn_anew():
    overlay = Overlay()
    for scene in Scene:
        for size in SIZES:
            now = moment(in_session(as_used(scene)), pixels=grey(size))
            fresh = Overlay().draw(now)
            assert np.array_equal(overlay.draw(now), fresh) or scene is Scene.PLACING


# -- welcome ---------------------------------------------------------------------------------------


@each_size
@pytest.mark.parametrize("n", [1, 5, 14])
def test_start_is_large(size, n):
    picture = drawn(agenda(Scene.WELCOME, plan=plan(n)), size)
    assert tallest_px(colour(picture, INK)) >= size[1] / 12
    assert colour(picture, drawing.SKY_BLUE).mean() > 0.03  # the button


@pytest.mark.parametrize("size", [(960, 720), (1280, 720)])
@pytest.mark.parametrize("n", [1, 5, 14])
def test_the_plan_is_shown_to_the_last_letter(size, n):
    shown = plan(n)
    whole = drawn(agenda(Scene.WELCOME, plan=shown), size)
    button = tallest_part(colour(whole, drawing.SKY_BLUE))
    for k, planned in enumerate(shown):
        other = replace(planned, name=f"{planned.name[:-1]}w")
        now = agenda(Scene.WELCOME, plan=(*shown[:k], other, *shown[k + 1 :]))
        changed = differs(whole, drawn(now, size))
        assert changed.any()
        assert np.flatnonzero(changed.any(axis=1)).max() < button[1]


def test_a_long_plan_stands_in_two_columns_and_a_short_one_in_one():
    def columns(n: int) -> int:
        rows = [f"{k}" for k in range(n)]
        shown = tuple(Planned("bar_hang", name, 10, None) for name in rows)
        first = drawn(agenda(Scene.WELCOME, plan=shown))
        last = drawn(agenda(Scene.WELCOME, plan=(*shown[:-1], replace(shown[-1], name="w"))))
        x = np.flatnonzero(differs(first, last).any(axis=0)).min()
        return 1 if x < 640 else 2

    assert columns(4) == 1
    assert columns(14) == 2


@pytest.mark.parametrize(
    ("reps", "hold_s", "shown"), [(12, None, "12 ×"), (3, 5.0, "3 × 5 s"), (1, 12.5, "1 × 12.5 s")]
)
def test_dose_text(reps, hold_s, shown):
    assert dose_text(Planned("bar_hang", "Hang", reps, hold_s)) == shown


@pytest.mark.parametrize(
    ("left_s", "key"), [(60.0, "welcome_minutes_one"), (61.0, "welcome_minutes")]
)
def test_minutes_are_rounded_up_and_one_has_its_own_phrase(left_s, key):
    asked = []

    def listening(wanted: str) -> str:
        asked.append(wanted)
        return text(wanted)

    now = moment(in_session(agenda(Scene.WELCOME, left_s=left_s)), pixels=grey((640, 480)))
    Overlay((640, 480), listening).draw(now)
    assert [wanted for wanted in asked if wanted.startswith("welcome_minutes")] == [key]


# -- question --------------------------------------------------------------------------------------


@each_size
@pytest.mark.parametrize("n", [2, 3, 5])
def test_answers_can_be_read_from_the_mat(size, n):
    picture = drawn(question(n), size)
    assert tallest_px(is_white(picture)) >= size[1] / 12


@each_size
@pytest.mark.parametrize("n", [1, 3, 5, 6])
def test_answers_can_be_clicked_where_they_stand(size, n):
    overlay, now = Overlay(size), question(n)
    overlay.draw(moment(in_session(now), pixels=grey(size)))
    plain = drawn(replace(now, answers=("",) * n), size)
    boxes = answer_boxes(Layout.of(*size), now)
    assert len(boxes) == n
    for index, box in enumerate(boxes):
        texts = tuple("" if k != index else "Weitermachen" for k in range(n))
        ys, xs = np.nonzero(differs(plain, drawn(replace(now, answers=texts), size)))
        assert overlay.answer_at(int(xs.mean()), int(ys.mean())) == index
        assert overlay.answer_at(box.x, box.y) == index
        assert box.bottom <= size[1]
    assert overlay.answer_at(2, 2) is None
    assert overlay.answer_at(size[0] - 2, size[1] - 2) is None


@pytest.mark.parametrize("scene", [scene for scene in Scene if scene is not Scene.QUESTION])
def test_elsewhere_there_is_nothing_to_choose(scene):
    overlay, size = Overlay((640, 480)), (640, 480)
    [box, *_] = answer_boxes(Layout.of(*size), question())
    assert overlay.answer_at(box.x, box.y) is None  # before the first picture
    overlay.draw(moment(in_session(question()), pixels=grey(size)))
    assert overlay.answer_at(box.x, box.y) == 0
    overlay.draw(moment(in_session(as_used(scene)), pixels=grey(size)))
    assert overlay.answer_at(box.x, box.y) is None


@each_size
def test_the_offered_answer_differs_in_shape(size):
    """An arrow stands beside it, where nothing else is, and its number is dark on light."""
    boxes = answer_boxes(Layout.of(*size), question())
    for offered, box in enumerate(boxes):
        light = drawn(question(offered=offered), size).max(axis=-1) > 150
        gutters = [light[row.y : row.bottom, : row.x].any() for row in boxes]
        assert gutters == [index == offered for index in range(len(boxes))]
        fields = [
            light[row.y : row.bottom, row.x : row.x + row.height].mean() > 0.5 for row in boxes
        ]
        assert fields == gutters
        frame = light[box.y : box.bottom, box.right - 4 : box.right]
        assert frame.any(axis=1).mean() > 0.9


def test_a_raised_arm_is_told_by_a_sign_of_its_own():
    down, up = drawn(question(offered=1)), drawn(question(offered=1, is_arm_up=True))
    changed = differs(down, up)
    rows = answer_boxes(Layout.of(1280, 720), question())
    assert changed.any()
    assert np.flatnonzero(changed.any(axis=0)).min() >= rows[0].right
    assert tallest_px(colour(up, INK)[:, rows[0].right :]) >= 720 / 6


def test_while_asked_the_person_can_be_seen():
    size = (1280, 720)
    now = moment(in_session(question(3)), pixels=grey(size, 200), pose=lying_pose(size))
    picture = Overlay(size).draw(now)
    right = picture[400:, 1100:]  # beside the answers
    assert 80 <= np.median(right) <= 160  # dimmed, not dark
    assert colour(picture, drawing.SKY_BLUE).any()  # the body, where no answer stands


@each_size
@pytest.mark.parametrize("n", [2, 6])
def test_long_answers_are_not_cut(size, n):
    words = "Donaudampfschifffahrtsgesellschaft", "Ein Knacken im unteren Rücken"
    for answer in words:
        answers = (answer, *["Nein"] * (n - 1))
        other = (f"{answer[:-1]}w", *["Nein"] * (n - 1))
        first, second = (drawn(question(n, answers=texts), size) for texts in (answers, other))
        changed = differs(first, second)
        [box, *_] = answer_boxes(Layout.of(*size), question(n))
        assert changed[box.y : box.bottom, box.x : box.right].any()
        changed[box.y : box.bottom, box.x : box.right] = False
        assert not changed.any()


# -- placing ---------------------------------------------------------------------------------------


def sitting_pose(size: tuple[int, int]) -> Pose:
    pose = lying_pose(size)
    pose.image[25:, 3] = 0.1  # knees and feet are below the picture
    return pose


@each_size
def test_until_somebody_lies_in_view_a_drawing_tells_how_to_place(size):
    def brightness(pose: Pose, overlay: Overlay, t_s: float) -> float:
        now = in_session(as_used(Scene.PLACING), t_s=t_s)
        return float(np.median(overlay.draw(moment(now, pixels=grey(size), pose=pose))))

    overlay, nobody, lying = Overlay(size), Pose.nobody(10.0), lying_pose(size)
    shown = [
        brightness(pose, overlay, t_s) > 100
        for pose, t_s in [
            (nobody, 0.0),
            (sitting_pose(size), 1.0),
            (sitting_pose(size), 9.0),
            (lying, 10.0),
            (lying, 10.9),
            (lying, 11.1),
            (nobody, 12.0),
            (nobody, 12.9),
            (nobody, 13.1),
        ]
    ]
    assert shown == [False, False, False, False, False, True, True, True, False]


@each_size
def test_the_drawing_ends_above_the_sentence(size):
    """Nothing of it goes missing behind words, however many they are."""

    def yellow(sentence: str) -> int:
        now = agenda(Scene.PLACING, question=sentence, position=5)  # the bar has no yellow dot
        return int(colour(drawn(now, size), drawing.YELLOW).sum())

    assert yellow("Leg dich hin.") > 0.001 * size[0] * size[1]
    assert yellow("Leg dich auf die Matte und bleib dort liegen. " * 2) > 0.0007 * size[0] * size[1]


@each_size
def test_who_shall_stand_sees_somebody_standing(size):
    layout = Layout.of(*size)
    lying, standing = (grey(size, 0) for _ in range(2))
    SetupPicture().draw(lying, layout, round(0.7 * size[1]))
    SetupPicture().draw(standing, layout, round(0.7 * size[1]), is_upright=True)
    wide, tall = (tallest_part(colour(p, drawing.SKY_BLUE)) for p in (lying, standing))
    assert wide[2] > 1.5 * wide[3]
    assert tall[3] > 2 * tall[2]
    assert not is_light(standing)[round(0.7 * size[1]) :].any()
    assert not is_light(standing)[:, -2:].any()


def test_what_the_coach_waits_for_is_newer_than_what_it_said_last():
    now = agenda(Scene.PLACING, question="Lie down.")
    said, waiting = (drawn(now, reason=reason) for reason in ("", "Come closer."))
    other = drawn(replace(now, question="Come closer."))
    assert not np.array_equal(said, waiting)
    assert np.array_equal(waiting, other)


def test_a_cue_stands_on_the_drawing():
    now = in_session(agenda(Scene.PLACING), stage=Stage.SETUP)
    silent, said = (
        Overlay((1280, 720)).draw(moment(now, pixels=grey((1280, 720)), cues=cues))
        for cues in ((), (cue("Lie down."),))
    )
    assert tallest_px(is_white(said)[500:] & ~is_white(silent)[500:]) >= 0.05 * 720


# -- exercise --------------------------------------------------------------------------------------


def test_without_a_session_nothing_is_added():
    plain = Overlay((1280, 720), text).draw(moment(status(), pixels=grey((1280, 720))))
    added = differs(plain, drawn(agenda(Scene.EXERCISE)))
    assert np.flatnonzero(added.any(axis=1)).min() > 0.9 * 720


@each_size
def test_the_bar_tells_position_next_and_time_left(size):
    now = agenda(Scene.EXERCISE)
    first = drawn(now, size)
    columns = []
    for other in (
        replace(now, plan=plan(n_done=1)),
        replace(now, plan=(*plan(4, n_done=2)[:3], Planned("x", "w", 1, None), *now.plan[4:])),
        replace(now, left_s=300.0),
    ):
        changed = differs(first, drawn(other, size))
        assert changed.any()
        assert np.flatnonzero(changed.any(axis=1)).min() > 0.85 * size[1]
        columns.append(np.flatnonzero(changed.any(axis=0)))
    assert columns[0].max() < columns[1].min()
    assert columns[1].max() < columns[2].min()


def test_the_present_dot_is_larger_and_the_done_ones_are_full():
    picture = drawn(agenda(Scene.EXERCISE))[-60:, :200].max(axis=-1) > 150
    _, _, found, _ = cv2.connectedComponentsWithStats(picture.astype(np.uint8))
    dots = sorted(found[1:].tolist())[:5]
    heights, areas = [dot[3] for dot in dots], [dot[4] for dot in dots]
    assert heights[2] == max(heights)
    assert heights.count(heights[2]) == 1
    assert min(areas[:2]) > max(areas[3:])


@each_size
def test_the_sentence_stands_above_the_bar(size):
    now = in_session(agenda(Scene.EXERCISE))
    plain, said = (
        Overlay(size).draw(moment(now, pixels=grey(size), cues=cues))
        for cues in ((), (cue("That was sudden. A little slower."),))
    )
    bar_px = round(0.08 * min(size[1], 0.75 * size[0]))
    assert not differs(plain, said)[-bar_px:].any()
    assert differs(plain, said)[:-bar_px].any()


# -- demonstration ---------------------------------------------------------------------------------


def shown_film(overlay: Overlay, t_s: float, pose: Pose, size: tuple[int, int], exercise: str):
    """The picture with the film and where the film is: (height, width) bool."""
    now = agenda(Scene.EXERCISE, demonstration=exercise)
    with_film, without = (
        moment(in_session(state, t_s=t_s), pixels=grey(size), pose=pose)
        for state in (now, replace(now, demonstration=""))
    )
    picture = overlay.draw(with_film)
    return picture, differs(picture, Overlay(size).draw(without))


@each_size
@pytest.mark.parametrize("exercise", ["pelvis_lift", "bar_hang"])
def test_the_film_covers_nobody_and_is_as_wide_as_a_fifth_at_least(size, exercise):
    pose = lying_pose(size)
    _, film = shown_film(Overlay(size), 10.0, pose, size, exercise)
    columns, rows = (np.flatnonzero(film.any(axis=axis)) for axis in (0, 1))
    assert np.ptp(columns) >= 0.2 * size[0]
    body = pose.image[np.isfinite(pose.image[:, 0]), :2]
    low, high = (columns.min(), rows.min()), (columns.max(), rows.max())
    assert not ((body >= low) & (body <= high)).all(axis=1).any()


def test_the_film_moves_and_begins_anew():
    size, pose, overlay = (640, 480), lying_pose((640, 480)), Overlay((640, 480))
    pictures = [shown_film(overlay, 10.0 + n / 8, pose, size, "knee_hug")[0] for n in range(100)]
    first = pictures[0]
    same = [n for n, picture in enumerate(pictures) if np.array_equal(picture, first)]
    assert not np.array_equal(first, pictures[12])
    assert len(same) >= 2
    lasts = same[1]
    assert 20 <= lasts <= 80  # 2.5 to 10 s
    assert np.array_equal(pictures[12], pictures[12 + lasts])


def test_the_film_stays_where_it_is_until_it_covers_somebody_for_long():
    size, overlay = (1280, 720), Overlay((1280, 720))
    pose = lying_pose(size)
    _, first = shown_film(overlay, 10.0, pose, size, "pelvis_lift")
    rows, columns = (np.flatnonzero(first.any(axis=axis)) for axis in (1, 0))
    moved = lying_pose(size)
    moved.image[:, :2] += (
        np.array([columns.mean(), rows.mean()]) - moved.image[Landmark.LEFT_HIP, :2]
    )
    at = {}
    for t_s in (11.0, 12.0, 13.5):
        film = shown_film(overlay, t_s, moved, size, "pelvis_lift")[1]
        at[t_s] = tuple(np.flatnonzero(film.any(axis=axis)).min() for axis in (0, 1))
    assert at[11.0] == at[12.0]
    assert at[13.5] != at[11.0]


def sign_part(mask: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    box = Layout.of(*size).sign_box
    return mask[box.y : box.bottom, box.x : box.right]


@each_size
def test_the_film_stands_in_the_corner_until_seconds_are_shown_there(size):
    overlay, pose = Overlay(size), lying_pose(size)
    now = agenda(Scene.EXERCISE, demonstration="pelvis_lift")

    def picture(on: Overlay, state: Agenda, **changes: object) -> np.ndarray:
        return on.draw(moment(in_session(state, **changes), pixels=grey(size), pose=pose))

    silent = replace(now, demonstration="")
    ready = differs(
        picture(overlay, now, stage=Stage.SETUP), picture(Overlay(size), silent, stage=Stage.SETUP)
    )
    assert sign_part(ready, size).mean() > 0.5
    holding = picture(overlay, now, t_s=10.1, hold_s=3.0)
    moved = differs(holding, picture(Overlay(size), silent, t_s=10.1, hold_s=3.0))
    assert moved.any()
    assert not sign_part(moved, size).any()


@each_size
def test_the_film_goes_where_the_body_is_not_and_leaves_room_for_the_sentence(size):
    layout, count_box = Layout.of(*size, foot=round(0.08 * size[1])), Box(10, 10, 200, 150)

    def place(body: list[tuple[float, float]], *, is_free: bool = True) -> Box:
        points = np.array(body).reshape(-1, 2) * size
        return best_place(layout, count_box, points, 0.56, is_corner_free=is_free)

    corner = place([])
    assert corner.right > layout.sign_box.x
    assert corner.y < layout.sign_box.bottom
    between = place([], is_free=False)
    assert between.right < layout.sign_box.x or between.y >= layout.sign_box.bottom
    low = place([(x, y) for x in np.linspace(0, 1, 30) for y in np.linspace(0, 0.3, 10)])
    assert low.y > 0.3 * size[1]
    assert low.bottom < size[1] - layout.foot - 0.2 * min(size)


def test_who_lies_with_the_head_at_the_right_sees_the_film_so():
    size = (640, 480)
    left = lying_pose(size)
    right = lying_pose(size)
    right.image[:, 0] = size[0] - 1 - right.image[:, 0]
    films = []
    for pose in (left, right):
        picture, film = shown_film(Overlay(size), 10.0, pose, size, "knee_hug")
        rows, columns = (np.flatnonzero(film.any(axis=axis)) for axis in (1, 0))
        inner = np.s_[rows.min() + 8 : rows.max() - 8, columns.min() + 8 : columns.max() - 8]
        films.append(cv2.resize(picture[inner], (160, 90)).astype(int))
    as_is = np.abs(films[0] - films[1]).mean()
    turned = np.abs(films[0] - films[1][:, ::-1]).mean()
    assert turned < as_is / 3


@pytest.mark.parametrize("exercise", ["", "an_exercise_of_my_own", "../pelvis_lift"])
def test_an_exercise_without_a_film_shows_none(exercise):
    plain = drawn(agenda(Scene.EXERCISE))
    assert np.array_equal(plain, drawn(agenda(Scene.EXERCISE, demonstration=exercise)))


@each_scene
@pytest.mark.parametrize("size", [(1920, 300), (480, 854), (200, 150)])
def test_odd_windows_are_drawn_as_well(size, scene):
    now = replace(as_used(scene), demonstration="bar_hang")
    for pose in (Pose.nobody(10.0), lying_pose(size)):
        picture = Overlay(size, text).draw(moment(in_session(now), pixels=grey(size), pose=pose))
        assert picture.shape == (size[1], size[0], 3)
        assert is_light(picture).any()


# -- rest, pause, end ------------------------------------------------------------------------------


def test_a_rest_counts_down_where_its_length_is_known():
    now = agenda(Scene.REST, question="Ausruhen.")
    unknown, twelve, eleven = (drawn(now, left_s=left_s) for left_s in (None, 12.0, 10.6))
    assert differs(unknown, twelve).any()
    changed = differs(twelve, eleven)
    assert changed.any()
    assert np.flatnonzero(changed.any(axis=1)).max() < 360
    assert tallest_px(is_white(twelve)) >= 720 / 12


def test_a_rest_tells_what_comes_next_once():
    said = drawn(agenda(Scene.REST, question=f"Danach: {LONG_NAMES[2]}."))
    other_plan = (*plan(2, n_done=2), Planned("x", "Becken heben", 3, 5.0), *plan()[3:])
    untold = drawn(agenda(Scene.REST, question="Ausruhen."))
    changed = drawn(agenda(Scene.REST, question="Ausruhen.", plan=other_plan))
    assert differs(untold, changed).any()
    dose_only, with_name = (
        np.ptp(np.flatnonzero(colour(picture, drawing.SKY_BLUE)[300:650].any(axis=0)))
        for picture in (said, untold)
    )
    assert dose_only < with_name / 2


def test_at_the_end_a_tick_stands_for_all_and_a_square_for_some():
    def signs(n_done: int) -> np.ndarray:
        now = agenda(Scene.OVER, plan=plan(n_done=n_done), position=5, question="Gut gemacht.")
        return drawn(now)

    changed = differs(signs(5), signs(4))
    assert changed[:200, :200].any()
    assert changed[200:].any()  # the tick of the last one


@pytest.mark.parametrize("n", [5, 14])
def test_at_the_end_what_it_came_to_stands_between_headline_and_list(n):
    done = tuple(replace(one, is_done=True, count=one.reps) for one in plan(n))
    short = (replace(done[0], count=done[0].reps - 1), *done[1:])
    hints = ("5 Übungen gemacht.", "Eine war kürzer als geplant, und das ist gut so.")

    def picture(of: tuple[Planned, ...], lines: tuple[str, ...] = hints) -> np.ndarray:
        return drawn(agenda(Scene.OVER, plan=of, position=n, question="Gut gemacht.", hints=lines))

    rows = np.flatnonzero(differs(picture(done), picture(done, ("Sonst", "nichts."))).any(axis=1))
    in_list = np.flatnonzero(differs(picture(done), picture(short)).any(axis=1))
    assert 0 < in_list.size < 60  # the count in one line
    assert rows.min() < in_list.min()


def test_the_headline_of_the_end_stays_while_it_is_summed_up():
    hints = ("5 Übungen gemacht.",)
    now = agenda(Scene.OVER, plan=plan(n_done=5), position=5, question="Gut gemacht.", hints=hints)
    said = Cue(0.0, 1e6, Priority.CONTROL, "summary_done", hints[0])
    overlay = Overlay((1280, 720), text)
    quiet = overlay.draw(moment(in_session(now), pixels=grey((1280, 720))))
    spoken = overlay.draw(moment(in_session(now), cues=(said,), pixels=grey((1280, 720))))
    assert not differs(quiet, spoken).any()


# -- layers ----------------------------------------------------------------------------------------


def test_a_layer_is_drawn_once_for_each_key_and_size():
    calls = []

    def draw(canvas: np.ndarray) -> None:
        calls.append(canvas.shape)
        canvas[2:4, 3:6] = (9, 8, 7)

    layer = Layer()
    for key in ("a", "a", "b", "b"):
        picture = grey((20, 10))
        layer.lay(picture, key, draw)
        assert (picture[2:4, 3:6] == (9, 8, 7)).all()
        picture[2:4, 3:6] = 128
        assert (picture == 128).all()
    layer.lay(grey((30, 10)), "b", draw)
    assert calls == [(10, 20, 3), (10, 20, 3), (10, 30, 3)]
    layer.lay(picture := grey((30, 10)), "nothing", lambda _canvas: None)
    assert (picture == 128).all()
