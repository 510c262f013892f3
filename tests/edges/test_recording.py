"""Landmark recordings: what comes back, and files that are not trusted."""

import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from made_media import a_pose, format_1_arrays, moment_of

from coach.edges.sources import recording
from coach.edges.sources.recording import LandmarkRecording, RecordingWriter, load_recording
from coach.errors import CoachError
from coach.landmarks import Pose
from coach.pipeline import Frame

Arrays = dict[str, Any]


@pytest.fixture
def shared() -> Path:
    """The folder of material that is not part of the project; the test skips without it."""
    beside = Path(__file__).resolve().parents[2].parent / "shared"
    folder = Path(os.environ.get("COACH_SHARED", beside))
    if not folder.is_dir():
        pytest.skip("no shared folder; set COACH_SHARED")
    return folder


def write(path: Path, poses: list[Pose], **meta: object) -> Path:
    with RecordingWriter(path, meta) as writer:
        for pose in poses:
            writer.handle(moment_of(Frame(pose.t_s, None, pose)))
    return path


def read(path: Path) -> list[Pose]:
    with LandmarkRecording(path) as source:
        poses = [frame.pose for frame in source]
    assert None not in poses
    return [pose for pose in poses if pose is not None]


@st.composite
def some_poses(draw: st.DrawFn) -> list[Pose]:
    """Poses in and far outside of small and large pictures; some moments without anybody."""
    size = draw(st.sampled_from([(160, 120), (640, 480), (1920, 1080), (7680, 4320)]))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    reach = draw(st.sampled_from([0.1, 1.0, 3.0, 20.0]))
    times_s = np.cumsum(draw(st.lists(st.floats(0.001, 100), min_size=1, max_size=6)))
    poses = []
    for t_s in times_s.tolist():
        n_people = draw(st.integers(0, 2))
        if n_people == 0:
            poses.append(Pose.nobody(t_s, size, luma=draw(st.just(3.0) | st.just(float("nan")))))
            continue
        image = rng.uniform(-reach, reach, (33, 4)) * size[0]
        world = rng.uniform(-2, 2, (33, 4))
        image[:, 3] = world[:, 3] = rng.uniform(0, 1, 33)
        poses.append(Pose(t_s, image, world, size, n_people, float(rng.uniform(0, 255))))
    return poses


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(poses=some_poses())
def test_what_is_written_comes_back_within_half_a_step(tmp_path: Path, poses: list[Pose]) -> None:
    path = write(tmp_path / "a.npz", poses)
    back = read(path)
    meta = load_recording(path).meta
    for pose, again in zip(poses, back, strict=True):
        assert (again.t_s, again.size, again.n_people) == (pose.t_s, pose.size, pose.n_people)
        assert again.luma == pytest.approx(pose.luma, abs=0.07, nan_ok=True)
        for name, step in (("image", meta["image_step_px"]), ("world", meta["world_step_m"])):
            error = np.abs(getattr(again, name) - getattr(pose, name))
            assert np.array_equal(np.isnan(error), np.isnan(getattr(pose, name)))
            if pose.found:
                assert error[:, :3].max() <= step * 0.501 + 1e-3 * step
                assert error[:, 3].max() <= recording.VISIBILITY_STEP * 0.501


def test_steps_are_the_finest_unless_the_picture_is_huge(tmp_path: Path) -> None:
    small = load_recording(write(tmp_path / "small.npz", [a_pose(0.0, size=(1280, 720))]))
    huge = load_recording(write(tmp_path / "huge.npz", [a_pose(0.0, size=(7680, 4320))]))
    assert (small.meta["image_step_px"], small.meta["world_step_m"]) == (1 / 16, 0.0005)
    assert (huge.meta["image_step_px"], huge.meta["world_step_m"]) == (1 / 4, 0.0005)


def test_writing_what_was_read_changes_nothing(tmp_path: Path) -> None:
    first = write(tmp_path / "a.npz", [a_pose(n / 30, seed=n) for n in range(5)])
    second = write(tmp_path / "b.npz", read(first))
    for pose, again in zip(read(first), read(second), strict=True):
        assert np.array_equal(pose.image, again.image)
        assert np.array_equal(pose.world, again.world)


def test_real_recordings_survive_being_written(shared: Path, tmp_path: Path) -> None:
    n_bytes = n_frames = 0
    for path in sorted((shared / "recordings").glob("*s.npz")):
        poses = read(path)
        back = read(write(tmp_path / path.name, poses))
        for pose, again in zip(poses, back, strict=True):
            assert pose.found == again.found
            if pose.found:
                assert np.abs(pose.image - again.image)[:, :3].max() <= 1 / 16
        n_bytes += (tmp_path / path.name).stat().st_size
        n_frames += len(poses)
    assert n_frames > 0
    assert n_bytes / n_frames < 350


def test_meta_is_kept(tmp_path: Path) -> None:
    meta = load_recording(write(tmp_path / "a.npz", [a_pose(0.0)], model="full", naïve="ü")).meta
    assert (meta["format"], meta["model"], meta["naïve"]) == (2, "full", "ü")


def test_a_lost_camera_is_lost_in_the_replay_too(tmp_path: Path) -> None:
    with RecordingWriter(tmp_path / "a.npz", {}) as writer:
        writer.handle(moment_of(Frame(0.0, None, a_pose(0.0))))
        writer.handle(moment_of(Frame(0.5, None, problem="camera_lost")))
        writer.handle(moment_of(Frame(1.0, None, Pose.nobody(1.0, (640, 480), luma=2.0))))
    with LandmarkRecording(tmp_path / "a.npz") as source:
        frames = list(source)
    assert [frame.problem for frame in frames] == ["", "camera_lost", ""]
    assert [frame.pose.n_people for frame in frames if frame.pose] == [1, 0, 0]


def test_the_last_moment_told_twice_is_kept_once(tmp_path: Path) -> None:
    pose = a_pose(0.0)
    with RecordingWriter(tmp_path / "a.npz", {}) as writer:
        writer.handle(moment_of(Frame(0.0, None, pose)))
        writer.handle(moment_of(Frame(0.0, None, pose)))
    assert len(read(tmp_path / "a.npz")) == 1


def test_another_picture_size_is_scaled_to_the_first(tmp_path: Path) -> None:
    large, small = a_pose(0.0, size=(640, 480)), a_pose(1.0, size=(320, 240))
    back = read(write(tmp_path / "a.npz", [Pose.nobody(-0.0), large, small][1:]))
    assert [pose.size for pose in back] == [(640, 480)] * 2
    assert back[1].image[:, :3] == pytest.approx(small.image[:, :3] * 2, abs=0.04)


def test_interrupted_run_keeps_what_it_had(tmp_path: Path) -> None:
    path = tmp_path / "a.npz"

    def interrupted_run() -> None:
        with RecordingWriter(path, {}) as writer:
            writer.handle(moment_of(Frame(0.0, None, a_pose(0.0))))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted_run()
    assert len(read(path)) == 1
    assert [found.name for found in tmp_path.iterdir()] == ["a.npz"]


def test_run_without_a_frame_leaves_the_old_recording_alone(tmp_path: Path) -> None:
    path = write(tmp_path / "a.npz", [a_pose(0.0)])
    with RecordingWriter(path, {}):
        pass
    assert len(read(path)) == 1
    assert [found.name for found in tmp_path.iterdir()] == ["a.npz"]


def test_full_disk_is_told_and_the_old_recording_stays(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")  # a limit on the size of files is our full disk
    path = write(tmp_path / "a.npz", [a_pose(0.0)])
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    poses = [a_pose(n / 30, seed=n) for n in range(50)]
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, limits[1]))
    try:
        with pytest.raises(CoachError, match="cannot be written"):
            write(path, poses)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert len(read(path)) == 1
    assert [found.name for found in tmp_path.iterdir()] == ["a.npz"]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("no_folder/a.npz", "cannot be written"), ("a.dat", "ends in .npz")],
)
def test_bad_name_is_told_before_the_exercise(tmp_path: Path, name: str, sentence: str) -> None:
    with pytest.raises(CoachError, match=sentence), RecordingWriter(tmp_path / name, {}):
        pytest.fail("the exercise began")


def test_format_1(tmp_path: Path) -> None:
    arrays = format_1_arrays(12)
    np.savez_compressed(tmp_path / "a.npz", **arrays)
    poses = read(tmp_path / "a.npz")
    assert [pose.n_people for pose in poses] == [0] + [1] * 11
    assert all(np.isnan(pose.luma) for pose in poses)
    assert np.array_equal(poses[3].image, arrays["image"][3].astype(np.float64))
    assert np.isnan(poses[0].image).all()


def test_shared_recordings_of_format_1(shared: Path) -> None:
    paths = sorted((shared / "recordings").glob("*.npz"))
    assert paths
    for path in paths:
        with LandmarkRecording(path) as source, np.load(path) as arrays:
            poses = [frame.pose for frame in source]
            assert source.duration_s == pytest.approx(arrays["t_s"][-1], abs=0.1)
            found = [pose is not None and pose.found for pose in poses]
            assert found == (~np.isnan(arrays["image"][:, 0, 0])).tolist()


def test_what_a_progress_bar_needs(tmp_path: Path) -> None:
    poses = [a_pose(n / 25, seed=n) for n in range(10)]
    with LandmarkRecording(write(tmp_path / "a.npz", poses)) as source:
        assert (source.n_frames, source.size) == (10, (640, 480))
        assert source.fps == pytest.approx(25)
        assert source.duration_s == pytest.approx(0.4)


def changed(**changes: Any) -> Callable[[Arrays], Arrays]:
    def change(arrays: Arrays) -> Arrays:
        return {k: v for k, v in (arrays | changes).items() if v is not None}

    return change


def as_meta(**meta: object) -> Any:
    return np.array(json.dumps(meta))


FLAT = np.zeros((12, 33, 4), np.float32)
INFINITE = FLAT.copy()
INFINITE[3, 4, 0] = np.inf
FAR = FLAT + 1e30


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        pytest.param(changed(t_s=None), "t_s is missing", id="no_times"),
        pytest.param(changed(image=None), "image is missing", id="no_image"),
        pytest.param(changed(meta=None), "meta is missing", id="no_meta"),
        pytest.param(changed(size=None), "size is missing", id="no_size"),
        pytest.param(changed(image=FLAT[:5]), "image is float32 of shape", id="too_short"),
        pytest.param(changed(world=FLAT[:, :32]), "world is float32 of shape", id="32_landmarks"),
        pytest.param(changed(image=FLAT.astype("S4")), "no plain number", id="bytes"),
        pytest.param(changed(image=FLAT.astype(np.int32)), "known are int16", id="int32"),
        pytest.param(changed(image=FLAT.astype(np.int16)), "the step None", id="without_step"),
        pytest.param(changed(image=INFINITE), "no landmarks", id="infinite"),
        pytest.param(changed(world=FAR), "no landmarks", id="far"),
        pytest.param(changed(t_s=np.zeros(12)), "strictly increasing", id="time_stands"),
        pytest.param(changed(t_s=np.arange(12.0)[::-1]), "strictly increasing", id="backwards"),
        pytest.param(changed(t_s=np.arange(12.0) - 1), "from 0", id="negative_time"),
        pytest.param(changed(t_s=np.full(12, np.nan)), "finite", id="times_nan"),
        pytest.param(changed(t_s=np.zeros((12, 1))), "no row of times", id="times_2d"),
        pytest.param(changed(t_s=np.zeros(0)), "0 frames", id="no_frames"),
        pytest.param(changed(size=np.array([0, 480])), "picture size 0 x 480", id="size_0"),
        pytest.param(changed(size=np.array([640, 10**6])), "picture size", id="size_huge"),
        pytest.param(changed(size=np.array([1.5, 2.0])), "size is float64", id="size_float"),
        pytest.param(changed(meta=np.array("{")), "Expecting property name", id="bad_json"),
        pytest.param(changed(meta=np.array("[1]")), "no JSON object", id="meta_list"),
        pytest.param(changed(meta=np.array("[" * 99_999)), "nested too deeply", id="deep"),
        pytest.param(changed(meta=np.array("1" * 100_001)), "100001 characters", id="long"),
        pytest.param(changed(meta=as_meta(format=3)), "format is 3", id="format_3"),
        pytest.param(changed(meta=as_meta()), "format is None", id="format_none"),
        pytest.param(changed(n_people=np.zeros(5, np.uint8)), "n_people is uint8", id="people"),
        pytest.param(changed(luma=np.full(12, "x")), "luma is <U1", id="luma_text"),
        pytest.param(
            changed(
                image=FLAT.astype(np.int16),
                meta=as_meta(format=2, image_step_px=float("inf"), visibility_step=0.004),
            ),
            "the step inf",
            id="step_infinite",
        ),
    ],
)
def test_bad_content_is_one_sentence(
    tmp_path: Path, change: Callable[[Arrays], Arrays], sentence: str
) -> None:
    path = tmp_path / "a.npz"
    np.savez_compressed(path, **change(format_1_arrays(12)))
    refused(path, sentence)


def refused(path: Path, sentence: str) -> None:
    with pytest.raises(CoachError) as error, LandmarkRecording(path):
        pytest.fail("was accepted")
    assert str(error.value).startswith(f"{path}: ")
    assert sentence in str(error.value)
    assert "\n" not in str(error.value)


def test_pickles_are_not_read(tmp_path: Path) -> None:
    class Bomb:
        def __reduce__(self) -> tuple[Any, ...]:
            return os.mkdir, (str(tmp_path / "exploded"),)

    path = tmp_path / "a.npz"
    np.savez_compressed(path, **format_1_arrays(12) | {"luma": np.array([Bomb()], object)})
    refused(path, "no plain number")
    assert not (tmp_path / "exploded").exists()


def test_small_file_that_unpacks_to_much_is_refused_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recording, "MAX_BYTES", 2**22)  # what we allow would take seconds to write
    path = tmp_path / "a.npz"
    np.savez_compressed(path, **format_1_arrays(12))
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("luma.npy", "w", force_zip64=True) as member,
    ):
        member.write(bytes(2**22))
    assert path.stat().st_size < 2**17
    refused(path, "would unpack to")


def test_header_that_promises_too_much_reserves_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.npz"
    arrays = format_1_arrays(12)
    np.save(tmp_path / "world.npy", arrays.pop("world"))
    np.savez_compressed(path, **arrays)
    forged = (tmp_path / "world.npy").read_bytes().replace(b"(12, 33, 4)", b"(9999999,9)")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("world.npy", forged)
    refused(path, "world.npy promises more numbers than it holds")


@pytest.mark.parametrize("shape", [b"(1<<30, 33)", b"(12, 33, 4,", b"(-1, 33, 4)", b"('a', 3, 4)"])
def test_header_that_is_no_shape(tmp_path: Path, shape: bytes) -> None:
    path = tmp_path / "a.npz"
    arrays = format_1_arrays(12)
    np.save(tmp_path / "world.npy", arrays.pop("world"))
    np.savez_compressed(path, **arrays)
    forged = (tmp_path / "world.npy").read_bytes().replace(b"(12, 33, 4)", shape)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("world.npy", forged)
    refused(path, "is no landmark recording that can be read")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"", "not a zip"), (b"hello\n" * 9, "not a zip"), (b"PK\x05\x06" + bytes(18), "is missing")],
)
def test_file_that_is_no_archive(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "a.npz"
    path.write_bytes(content)
    refused(path, sentence)


def test_missing_file_and_folder(tmp_path: Path) -> None:
    refused(tmp_path / "none.npz", "no such recording")
    refused(tmp_path, "no such recording")


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_any_damage_is_read_or_told(tmp_path: Path, data: st.DataObject) -> None:
    whole = tmp_path / "whole.npz"
    if not whole.exists():
        write(whole, [a_pose(n / 30, seed=n) for n in range(2)])
    content = bytearray(whole.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    if data.draw(st.booleans()):
        del content[data.draw(st.integers(0, len(content) - 1)) :]
    path = tmp_path / "damaged.npz"
    path.write_bytes(content)
    try:
        poses = read(path)
    except CoachError as error:
        event(str(error).split(":")[2][:40])  # anything but a CoachError fails
        return
    assert all(pose.image.shape == (33, 4) for pose in poses)
