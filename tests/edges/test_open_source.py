"""What a name on the command line means."""

from pathlib import Path

import pytest

from coach.edges.sources.camera import Camera
from coach.edges.sources.open_source import open_source
from coach.edges.sources.recording import LandmarkRecording
from coach.edges.sources.video import VideoFile
from coach.errors import CoachError


@pytest.mark.parametrize(
    ("name", "device"),
    [
        ("0", 0),
        ("12", 12),
        ("/dev/video2", "/dev/video2"),
        ("http://192.168.0.7:8080/video", "http://192.168.0.7:8080/video"),
        ("RTSP://cam/1", "RTSP://cam/1"),
    ],
)
def test_cameras(name: str, device: int | str) -> None:
    source = open_source(name)
    assert isinstance(source, Camera)
    assert source.device == device


@pytest.mark.parametrize(
    ("file_name", "kind"),
    [("a.npz", LandmarkRecording), ("A.NPZ", LandmarkRecording), ("a.mp4", VideoFile)],
)
def test_files(tmp_path: Path, file_name: str, kind: type) -> None:
    path = tmp_path / file_name
    path.touch()
    assert isinstance(open_source(str(path)), kind)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "an empty name: no such file"),
        ("nothing.mp4", "no such file"),
        ("-1", "no such file"),
        ("²", "no such file"),
        ("ftp://here/a.mp4", "begins with http"),
        ("file:///a.mp4", "begins with http"),
    ],
)
def test_names_that_are_none(name: str, sentence: str) -> None:
    with pytest.raises(CoachError, match=sentence):
        open_source(name)
