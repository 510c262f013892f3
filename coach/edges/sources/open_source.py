"""One name from the user, the right source for it."""

from pathlib import Path

from coach.edges.sources.camera import ADDRESS, Camera
from coach.edges.sources.recording import LandmarkRecording
from coach.edges.sources.video import VideoFile
from coach.errors import CoachError

Source = Camera | LandmarkRecording | VideoFile


def open_source(name: str) -> Source:
    """The source that `name` means; nothing is opened yet.

    "0" is the first webcam, "/dev/video2" a device, "http://...", "rtsp://..." a network camera,
    "*.npz" a landmark recording, any other file a video. Raises CoachError when it is none.
    """
    path = Path(name)
    if name.isascii() and name.isdigit():
        return Camera(int(name))
    if ADDRESS.match(name) or name.startswith("/dev/video"):
        return Camera(name)
    if "://" in name:
        raise CoachError(f"{name}: a camera's address begins with http://, https:// or rtsp://.")
    if not name or not path.exists():
        raise CoachError(
            f"{name or 'an empty name'}: no such file; give a video, a landmark recording (.npz), "
            "a camera's number (0 is the first) or its address (http://... or rtsp://...)."
        )
    return LandmarkRecording(path) if path.suffix.lower() == ".npz" else VideoFile(path)
