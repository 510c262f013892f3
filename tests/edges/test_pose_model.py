"""The pose wrapper on real pictures and the real model: one test for every trap on the way."""

import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from coach.edges.pose.landmarker import Landmarker, Mode
from coach.edges.pose.people import EVERY_S, SOONEST_S, PeopleCounter
from coach.edges.pose.pose_model import MediaPipePose, RecordedPose
from coach.errors import CoachError
from coach.landmarks import Landmark, Pose
from coach.pipeline import Frame

CHECKOUT = Path(__file__).resolve().parents[2]


def read_frames(clip: Path, count: int) -> list[np.ndarray]:
    capture = cv2.VideoCapture(str(clip))
    frames = [capture.read()[1] for _ in range(count)]
    capture.release()
    return frames


@pytest.fixture(scope="session")
def clip(request: pytest.FixtureRequest) -> Path:
    """A rendered clip of one person: a sample of the project, or one of the shared ones."""
    samples = sorted((CHECKOUT / "samples").rglob("*.mp4"))
    if samples:
        return samples[0]
    shared: Path = request.getfixturevalue("shared")
    return shared / "clips/rendered/pelvis_lift_side.mp4"


@pytest.fixture(scope="session")
def picture(clip: Path) -> np.ndarray:
    """One person lying on a mat, (height, width, 3) BGR."""
    return read_frames(clip, 1)[0]


@pytest.fixture
def model(bundle: Path) -> Iterator[MediaPipePose]:
    with MediaPipePose(bundle) as model:
        yield model


@pytest.fixture
def rendered_pose(model: MediaPipePose, picture: np.ndarray) -> Pose:
    return model.pose(Frame(0.0, picture))


# What comes out


def test_the_same_landmarks_as_a_bare_loop(model: MediaPipePose, bundle: Path, clip: Path):
    import mediapipe
    from mediapipe.tasks.python import BaseOptions, vision

    frames = read_frames(clip, 12)
    options = vision.PoseLandmarkerOptions(
        base_options=BaseOptions(model_asset_path=str(bundle)),
        running_mode=vision.RunningMode.VIDEO,
    )
    height, width = frames[0].shape[:2]
    with vision.PoseLandmarker.create_from_options(options) as bare:
        for k, pixels in enumerate(frames):
            rgb = cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB)
            found = bare.detect_for_video(
                mediapipe.Image(image_format=mediapipe.ImageFormat.SRGB, data=rgb), k * 33
            )
            pose = model.pose(Frame(k * 0.033, pixels))
            image, world = found.pose_landmarks[0], found.pose_world_landmarks[0]
            assert np.array_equal(
                pose.image,
                [(m.x * width, m.y * height, m.z * width, m.visibility) for m in image],
            )
            assert np.array_equal(pose.world, [(m.x, m.y, m.z, m.visibility) for m in world])


def test_units_of_a_pose(rendered_pose: Pose, picture: np.ndarray):
    height, width = picture.shape[:2]
    hips = [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]
    assert rendered_pose.size == (width, height)
    assert rendered_pose.image.shape == rendered_pose.world.shape == (33, 4)
    assert np.all(rendered_pose.image[hips, :2] > 1.0)  # pixels, not shares
    assert np.all(rendered_pose.image[hips, :2] < (width, height))
    assert np.allclose(rendered_pose.world[hips, :3].mean(axis=0), 0.0, atol=0.02)  # metres
    assert rendered_pose.n_people == 1
    assert np.all((rendered_pose.image[:, 3] >= 0.0) & (rendered_pose.image[:, 3] <= 1.0))


def test_brightness_is_the_mean_of_the_picture(rendered_pose: Pose, picture: np.ndarray):
    assert rendered_pose.luma == pytest.approx(picture.mean(), abs=2.0)


@pytest.mark.parametrize("grey", [0, 40, 255])
def test_an_empty_room_is_nobody_but_has_a_brightness(model: MediaPipePose, grey: int):
    pose = model.pose(Frame(0.0, np.full((480, 640, 3), grey, np.uint8)))
    assert not pose.found
    assert np.isnan(pose.image).all()
    assert (pose.size, pose.luma) == ((640, 480), grey)


# What goes in


def mirrored_view(picture: np.ndarray) -> np.ndarray:
    return np.ascontiguousarray(picture[..., ::-1])[..., ::-1]


def window_of_a_larger_one(picture: np.ndarray) -> np.ndarray:
    return np.pad(picture, ((8, 8), (8, 8), (0, 0)))[8:-8, 8:-8]


def with_alpha(picture: np.ndarray) -> np.ndarray:
    return cv2.cvtColor(picture, cv2.COLOR_BGR2BGRA)


def sixteen_bits(picture: np.ndarray) -> np.ndarray:
    return picture.astype(np.uint16) << 8


@pytest.mark.parametrize(
    "disguise", [mirrored_view, window_of_a_larger_one, with_alpha, sixteen_bits]
)
def test_the_same_picture_laid_out_otherwise_gives_the_same_pose(
    model: MediaPipePose, picture: np.ndarray, bundle: Path, disguise
):
    expected = model.pose(Frame(0.0, picture))
    with MediaPipePose(bundle) as fresh:
        assert np.array_equal(fresh.pose(Frame(0.0, disguise(picture))).image, expected.image)


@pytest.mark.parametrize("shape", [(), (1,)], ids=["two_axes", "three_axes"])
def test_a_grey_picture_is_still_a_picture(
    model: MediaPipePose, picture: np.ndarray, shape: tuple[int, ...]
):
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    assert model.pose(Frame(0.0, grey.reshape(*grey.shape, *shape))).found


@pytest.mark.parametrize(
    "pixels",
    [
        pytest.param(None, id="no_picture"),
        pytest.param(np.zeros((0, 0, 3), np.uint8), id="empty"),
        pytest.param(np.zeros((0, 640, 3), np.uint8), id="no_rows"),
        pytest.param(np.zeros((480, 640, 3), np.float32), id="floats"),
        pytest.param(np.zeros((480, 640, 2), np.uint8), id="two_channels"),
        pytest.param(np.zeros(480, np.uint8), id="one_axis"),
    ],
)
def test_no_usable_picture_is_nobody_and_harms_nothing(
    model: MediaPipePose, picture: np.ndarray, pixels
):
    pose = model.pose(Frame(0.0, pixels))
    assert not pose.found
    assert np.isnan(pose.luma)
    assert model.pose(Frame(0.1, picture)).found


@pytest.mark.parametrize("size", [(1, 1), (1, 500), (3, 2)])
def test_a_tiny_picture_harms_nothing(
    model: MediaPipePose, picture: np.ndarray, size: tuple[int, int]
):
    assert not model.pose(Frame(0.0, np.zeros((*size, 3), np.uint8))).found
    assert model.pose(Frame(0.1, picture)).found


@pytest.mark.parametrize(
    "times_s",
    [
        pytest.param([0.0, 0.0001, 0.0002, 0.001], id="within_one_millisecond"),
        pytest.param([0.0, 0.0333667, 0.0667333], id="odd_rates"),
        pytest.param([1.0, 0.5, 1.5], id="a_step_back"),
        pytest.param([1e6, 1e6 + 0.01], id="days_later"),
    ],
)
def test_times_that_the_landmarker_would_refuse(
    model: MediaPipePose, picture: np.ndarray, times_s: list[float]
):
    poses = [model.pose(Frame(t_s, picture)) for t_s in times_s]
    assert [pose.t_s for pose in poses] == times_s
    assert all(pose.found for pose in poses)


# What breaks


@pytest.mark.parametrize("mode", list(Mode))
def test_a_broken_landmarker_is_replaced(bundle: Path, picture: np.ndarray, mode: Mode):
    rgb = cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)
    landmarker = Landmarker(bundle, mode)
    assert landmarker.find(np.zeros((0, 0, 3), np.uint8), 0) is None  # breaks it for good
    assert landmarker.find(rgb, 40) is not None
    landmarker.close()


def test_breaking_on_every_picture_is_told(bundle: Path):
    landmarker = Landmarker(bundle, Mode.VIDEO)
    broken = np.zeros((0, 0, 3), np.uint8)
    assert [landmarker.find(broken, k) for k in range(2)] == [None, None]
    with pytest.raises(CoachError, match="breaks on every picture"):
        landmarker.find(broken, 2)
    landmarker.close()  # has nothing left to close, and does not hide the error


CHILD = """
import gc
import sys
import cv2
import numpy as np
from pathlib import Path
from coach.edges.pose.landmarker import Landmarker, Mode
from coach.edges.pose.pose_model import MediaPipePose
from coach.pipeline import Frame
bundle, clip = Path(sys.argv[1]), sys.argv[2]
picture = cv2.VideoCapture(clip).read()[1]
with MediaPipePose(bundle) as model:
    print(model.pose(Frame(0.0, np.zeros_like(picture))).found)
    print(model.pose(Frame(0.1, picture)).found)
broken = Landmarker(bundle, Mode.VIDEO)
broken.find(np.zeros((0, 0, 3), np.uint8), 0)
gc.collect()  # blocks for ever if the broken one can be collected
broken.close()
"""


def test_quiet_and_ends_cleanly_even_after_a_break(bundle: Path, clip: Path):
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(bundle), str(clip)],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert (done.stdout, done.stderr) == ("False\nTrue\n", "")


def test_a_zip_that_holds_no_networks_is_told(tmp_path: Path):
    path = tmp_path / "x.task"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("pose_detector.tflite", b"not a network")
        archive.writestr("pose_landmarks_detector.tflite", b"not a network")
    with pytest.raises(CoachError, match=r"x\.task cannot be loaded"), MediaPipePose(path):
        pass


def test_use_outside_the_with_block_is_a_programming_error(bundle: Path, picture: np.ndarray):
    with pytest.raises(RuntimeError, match="with block"):
        MediaPipePose(bundle).pose(Frame(0.0, picture))


def test_a_model_can_be_entered_again(bundle: Path, picture: np.ndarray):
    model = MediaPipePose(bundle)
    for _ in range(2):
        with model:
            assert model.pose(Frame(0.0, picture)).found


# A second person


def test_a_second_person_is_seen_at_the_next_look(model: MediaPipePose, picture: np.ndarray):
    empty = np.full_like(picture, 127)
    alone, together = np.vstack([picture, empty]), np.vstack([picture, picture])
    seen = [
        model.pose(Frame(t_s, pixels)).n_people
        for t_s, pixels in [
            (0.0, alone),
            (0.5 * EVERY_S, together),
            (EVERY_S, together),
            (1.5 * EVERY_S, alone),
            (2.0 * EVERY_S, alone),
        ]
    ]
    assert seen == [1, 1, 2, 2, 1]


@pytest.fixture
def counter(bundle: Path) -> Iterator[PeopleCounter]:
    counter = PeopleCounter(bundle)
    yield counter
    counter.close()


@pytest.fixture
def couple(picture: np.ndarray, rendered_pose: Pose) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """RGB picture of two people, one above the other, and the landmarks of each."""
    rgb = cv2.cvtColor(np.vstack([picture, picture]), cv2.COLOR_BGR2RGB)
    lower = rendered_pose.image.copy()
    lower[:, 1] += picture.shape[0]
    return rgb, rendered_pose.image, lower


def test_a_jump_to_another_body_makes_it_look_at_once(counter: PeopleCounter, couple):
    rgb, upper, lower = couple
    alone = rgb.copy()
    alone[rgb.shape[0] // 2 :] = 127
    assert counter.count(0.0, alone, upper) == 1
    assert counter.count(0.3, rgb, upper) == 1  # not yet time for the next look
    assert counter.count(0.4, rgb, lower) == 2


def test_jumping_to_and_fro_does_not_make_it_look_at_every_frame(counter: PeopleCounter, couple):
    rgb, upper, lower = couple
    empty = np.full_like(rgb, 127)
    assert counter.count(0.0, rgb, upper) == 2
    assert counter.count(0.5 * SOONEST_S, empty, lower) == 2
    assert counter.count(SOONEST_S, empty, upper) == 1


def test_who_comes_back_is_looked_at_anew(counter: PeopleCounter, couple):
    rgb, upper, _ = couple
    alone = rgb.copy()
    alone[rgb.shape[0] // 2 :] = 127
    assert counter.count(0.0, alone, upper) == 1
    counter.lose()
    assert counter.count(0.4, rgb, upper) == 2


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "n_people"),
    [
        ("two_people_squat_hold__pexels", 2),
        ("side_lying_leg_raise__pexels", 1),
        ("wall_push_up__pexels", 1),
    ],
)
def test_people_in_real_clips(model: MediaPipePose, shared: Path, name: str, n_people: int):
    capture = cv2.VideoCapture(str(shared / "clips" / f"{name}.mp4"))
    fps = capture.get(cv2.CAP_PROP_FPS)
    seen = []
    while (read := capture.read())[0] and len(seen) < 4 * fps:
        seen.append(model.pose(Frame(len(seen) / fps, read[1])).n_people)
    assert set(seen) == {n_people}


# Recordings


def test_a_recorded_pose_is_given_back(rendered_pose: Pose):
    with RecordedPose() as model:
        assert model.pose(Frame(1.0, None, rendered_pose)) is rendered_pose
        missing = model.pose(Frame(2.0, None, problem="camera_lost"))
    assert (missing.found, missing.t_s) == (False, 2.0)
