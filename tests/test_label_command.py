"""`coach label` from outside: every mistake ends in one sentence before anything is touched."""

import shutil
import sys
from pathlib import Path

import pytest

from tests.command import coach, sentence_of
from tests.replays import SAMPLES

SIDE = SAMPLES / "pelvis_lift_side.mp4"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copy(SIDE, tmp_path / "new.mp4")
    for name, truth in (("broken", "{"), ("swapped", ""), ("known", "")):
        shutil.copy(SIDE, tmp_path / f"{name}.mp4")
        text = truth or SIDE.with_suffix(".truth.json").read_text(encoding="utf-8")
        if name == "swapped":
            text = text.replace('"top_s": 2.6', '"top_s": 0.6')
        (tmp_path / f"{name}.truth.json").write_text(text, encoding="utf-8")
    (tmp_path / "[b]odd.mp4").write_text("this is no video")
    (tmp_path / "folder.mp4").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("line", "words"),
    [
        pytest.param("none.mp4", "none.mp4: no such file", id="no_file"),
        pytest.param("0", "0 is a camera: `coach record`", id="camera"),
        pytest.param("new.mp4", "with --exercise none when nothing", id="no_exercise"),
        pytest.param("new.mp4 -e pelvis_lfit", "did you mean pelvis_lift?", id="mistyped"),
        pytest.param("new.mp4 -e pelvis_lift --place X", "camera.place", id="no_place"),
        pytest.param("new.mp4 -e none --people actors", "'actors'", id="people"),
        pytest.param("known.mp4 -e none", "--exercise none: in known.mp4 3", id="reps_there"),
        pytest.param("broken.mp4", "broken.truth.json is not valid JSON", id="broken"),
        pytest.param("swapped.mp4", "are two swapped?", id="swapped"),
        pytest.param("[b]odd.mp4 -e none", "is not a video", id="no_video"),
    ],
)
def test_a_mistake_is_one_sentence_and_touches_nothing(folder: Path, line: str, words: str):
    before = {path: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    assert words in sentence_of(coach("label", *line.split(), cwd=folder))
    assert {path: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before


@pytest.mark.skipif(sys.platform != "linux", reason="displays are an X11 matter")
def test_no_display_is_one_sentence(folder: Path):
    sentence = sentence_of(coach("label", "known.mp4", cwd=folder))
    assert "DISPLAY is not set" in sentence
    assert "without the window" not in sentence


def test_no_camera_is_offered_for_a_file_that_is_not_there(folder: Path):
    assert "camera" not in sentence_of(coach("label", "none.mp4", cwd=folder))


def test_help_names_every_option(folder: Path):
    done = coach("label", "--help", cwd=folder)
    assert done.returncode == 0
    for option in ("--exercise", "--subject", "--held-out", "--place", "--people"):
        assert option in done.stdout
