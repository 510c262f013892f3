"""From a script to stored files: real pictures, the real pose model, and the truth beside them."""

import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from coach.edges.sources.open_source import open_source
from coach.errors import CoachError
from coach.truth import parse_truth
from samples.studio.agreement import disagreements
from samples.studio.assets import FETCH_COMMAND, has_assets
from samples.studio.clip_files import ClipFiles
from samples.studio.film import camera_of, times_of
from samples.studio.joints_file import read_joints
from samples.studio.performance import rehearsed
from samples.studio.render import render
from samples.studio.script import Clip, Reps
from samples.studio.store import files_of, is_made, make_clip
from samples.studio.truths import as_landmarks

ROOT = Path(__file__).resolve().parents[2]
moderngl = pytest.importorskip("moderngl", reason="the extra `studio` is not installed")
needs_human = pytest.mark.skipif(
    not has_assets(), reason=f"the studio's human is not here: run `{FETCH_COMMAND}`"
)
CLIP = Clip(
    name="short",
    figure="anna",
    exercise="pelvis_lift",
    movements=(Reps(count=1, out_s=1.2, hold_s=0.6, back_s=1.2),),
    lead_s=1.0,
    tail_s=0.5,
    fps=10.0,
    size=(480, 360),
)
MEDIAN_ERROR = 0.20  # of the trunk: what a camera place must keep


def quietly(clips: list[Clip], folder: Path, *, has_video: bool = True) -> int:
    return render(clips, folder, Console(file=StringIO()), has_video=has_video, jobs=1)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory, bundle: Path) -> ClipFiles:
    folder = tmp_path_factory.mktemp("rendered")
    assert quietly([CLIP], folder) == 1
    return files_of(CLIP, folder)


@needs_human
@pytest.mark.slow
class TestAStoredClip:
    def test_is_whole_and_is_not_made_twice(self, files):
        assert is_made(CLIP, files, has_video=True)
        before = files.video.stat().st_mtime_ns
        assert quietly([CLIP], files.folder.parent) == 0
        assert files.video.stat().st_mtime_ns == before
        assert not list(files.folder.glob("*.part"))

    def test_is_made_anew_for_another_script(self, files):
        other = CLIP.model_copy(update={"seed": 5})
        assert not is_made(other, files, has_video=True)

    def test_is_not_whole_without_one_of_its_files(self, files, tmp_path):
        for missing in (files.video, files.recording, files.joints, files.truth):
            folder = tmp_path / missing.name
            folder.mkdir()
            for path in files.folder.iterdir():
                if path != missing:
                    (folder / path.name).write_bytes(path.read_bytes())
            assert not is_made(CLIP, ClipFiles(folder, CLIP.name), has_video=True)

    def test_has_a_truth_that_agrees_with_its_joints(self, files):
        truth = parse_truth(files.truth.read_text(encoding="utf-8"), "truth")
        assert truth.true_count == 1
        assert truth.camera.near_side == "right"
        assert truth.reps is not None
        assert truth.reps[0].amplitude == pytest.approx(0.25, abs=0.08)
        assert disagreements(truth, read_joints(files.joints)) == []

    def test_is_seen_by_the_pose_model_where_the_joints_are(self, files):
        joints = read_joints(files.joints)
        true = as_landmarks(joints)
        with open_source(str(files.recording)) as source:
            poses = [frame.pose for frame in source]
        assert len(poses) == len(joints.t_s)
        assert all(pose is not None and pose.found for pose in poses)
        seen = np.array([pose.image for pose in poses])
        near = [12, 24, 26, 28]  # right shoulder, hip, knee, ankle
        errors_px = np.linalg.norm((seen - true)[:, near, :2], axis=2)
        trunk_px = np.linalg.norm((true[:, 12] - true[:, 24])[:, :2], axis=1).mean()
        assert np.median(errors_px) < MEDIAN_ERROR * trunk_px

    def test_has_frames_at_the_times_of_its_joints(self, files):
        with open_source(str(files.video)) as source:
            times = [frame.t_s for frame in source]
        assert times == pytest.approx(list(read_joints(files.joints).t_s), abs=0.002)

    def test_has_the_same_landmarks_when_it_is_made_again(self, files, tmp_path, bundle):
        quietly([CLIP], tmp_path)
        again = files_of(CLIP, tmp_path)
        assert again.joints.read_bytes() == files.joints.read_bytes()
        assert again.video.read_bytes() == files.video.read_bytes()


@needs_human
@pytest.mark.slow
def test_a_recording_alone_is_made_without_pictures(tmp_path, bundle):
    assert quietly([CLIP], tmp_path, has_video=False) == 1
    names = {path.name for path in (tmp_path / "pelvis_lift").iterdir()}
    assert names == {"short.npz", "short.truth.json"}


@needs_human
def test_times_may_be_uneven_but_follow_each_other():
    effects = CLIP.effects.model_copy(update={"jitter_s": 0.01, "drop_share": 0.1})
    performance = rehearsed(CLIP.model_copy(update={"effects": effects}))
    times = times_of(performance)
    assert (np.diff(times) > 0).all()
    assert np.diff(times).max() > 0.15
    assert times[-1] < performance.seconds


@needs_human
@pytest.mark.parametrize(("is_mirrored", "z_sign"), [(False, 1), (True, -1)])
def test_a_mirrored_camera_stands_at_the_other_flank(is_mirrored, z_sign):
    clip = CLIP.model_copy(update={"is_mirrored": is_mirrored, "azimuth_offset_deg": 10.0})
    eye = camera_of(rehearsed(clip)).eye
    assert np.sign(eye[2]) == z_sign
    assert eye[0] > rehearsed(clip).scenery.middle[0]  # towards the feet from either flank


def studio(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "samples.studio", *arguments],
        cwd=ROOT,
        env=os.environ,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(("render", "pelvis_lift_ann"), "no bundled clip 'pelvis_lift_ann'", id="name"),
        pytest.param(("render", "none.toml"), "none.toml cannot be read", id="file"),
    ],
)
def test_a_mistake_is_one_sentence(arguments, said):
    done = studio(*arguments)
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_somebody_elses_truth_is_not_overwritten(tmp_path, bundle):
    files = files_of(CLIP, tmp_path)
    files.folder.mkdir()
    own = '{"format": 1, "exercise": null, "people": "real", "subject": "p1", '
    own += '"camera": {"place": "low_table"}, "fps": 30.0, "size": [640, 480], "seconds": 5.0}'
    files.truth.write_text(own, encoding="utf-8")
    with pytest.raises(CoachError, match="was not made by the studio"):
        make_clip(CLIP, files, None, None, has_video=True)  # type: ignore[arg-type]
    assert files.truth.read_text(encoding="utf-8") == own


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(("--jobs", "0"), "--jobs 0", id="no_processes"),
        pytest.param(("--out", "README.md"), "README.md", id="out_is_a_file"),
    ],
)
def test_a_wrong_option_is_one_sentence(arguments, said):
    done = studio("render", "negative_empty_room", *arguments)
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr
