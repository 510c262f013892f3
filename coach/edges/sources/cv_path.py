"""File names as OpenCV can take them."""

from pathlib import Path

from coach.errors import CoachError


def cv_path(path: Path) -> str:
    """The absolute path: FFmpeg takes "a:b.mp4" alone for a protocol.

    Raises CoachError for a name that is not UTF-8: it would crash OpenCV and the whole process.
    """
    name = str(path.absolute())
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        shown = str(path).encode("utf-8", "replace").decode()
        raise CoachError(f"{shown}: the name is not UTF-8 and cannot be used; rename it.") from None
    return name
