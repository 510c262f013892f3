"""What the commands that coach are put together from: model, window, voice, and their checks."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.markup import escape

from coach.cli.terminal import ERRORS
from coach.edges.sources.interrupts import UntilInterrupted
from coach.errors import CoachError
from coach.pipeline import FrameSource, PoseModel, Sink

if TYPE_CHECKING:  # OpenCV takes its time to load, and not every command needs it
    from coach.edges.sources.camera import Camera

GOODBYE_S = 8.0  # how long the last picture of a live exercise stays


def open_camera(name: str) -> "Camera":
    """The camera that `name` means; not opened yet. Raises CoachError for a file."""
    from coach.edges.sources.camera import Camera
    from coach.edges.sources.open_source import open_source

    source = open_source(name)
    if not isinstance(source, Camera):
        raise CoachError(f"{name} is no camera: `coach replay {name}` coaches a file.")
    return source


def pose_model(model: Path | None, source_name: str = "") -> PoseModel:
    """The pose model, fetched when it is not here yet; a recording brings its own poses."""
    from coach.edges.pose.pose_model import MediaPipePose, RecordedPose

    if source_name.lower().endswith(".npz"):
        return RecordedPose()
    if model is not None:
        from coach.edges.pose.model_bundle import check_user_bundle

        return MediaPipePose(check_user_bundle(model))
    from coach.edges.pose.progress import fetch_with_progress

    return MediaPipePose(fetch_with_progress(ERRORS))


def overlay(phrases: Mapping[str, str]) -> Any:
    """What is drawn over the picture, in these words."""
    from coach.edges.screen.overlay import Overlay

    return Overlay(text=phrases.__getitem__)


def window(
    phrases: Mapping[str, str],
    *,
    mirror: bool,
    linger_s: float = 0.0,
    is_full_screen: bool = False,
) -> Sink:
    """The window that shows the picture and hears the keys."""
    from coach.edges.screen.window import Window

    return Window(
        mirror=mirror,
        overlay=overlay(phrases),
        linger_s=linger_s,
        full_screen=is_full_screen,
    )


def voice(speed: float = 1.0, language: str = "en", *, is_live: bool = True) -> Sink:
    """The voice; what keeps it from being heard is told once."""
    from coach.edges.voice.voice import Voice

    return Voice(language, speed=speed, is_live=is_live, on_problem=warn)


def live_source(camera: "Camera", model: PoseModel) -> tuple[FrameSource, PoseModel]:
    """A camera whose poses are found in a thread of their own, until an interrupt."""
    from coach.edges.pose.pose_model import RecordedPose
    from coach.edges.sources.ahead import PosedAhead

    return UntilInterrupted(PosedAhead(camera, model)), RecordedPose()


def check_not_overwritten(read: Sequence[Path | None], *written: Path | None) -> None:
    """Refuse to write over a file that is being read, or twice to one file."""
    taken = [path for path in read if path is not None]
    for path in written:
        if path is None:
            continue
        if not path.name:
            raise CoachError("An output has no name: give a file's name after the option.")
        if any(_is_same_file(path, other) for other in taken):
            raise CoachError(f"{path} has another use in this run: give the output another name.")
        taken.append(path)


def _is_same_file(one: Path, other: Path) -> bool:
    """Whether two names mean one file, also by a link or in another case."""
    if one.exists() and other.exists():
        return one.samefile(other)
    return one.resolve() == other.resolve()


def warn(sentence: str) -> None:
    """A sentence about something that is missing, while all else goes on."""
    ERRORS.print(f"[bold]coach:[/] {escape(sentence)}", soft_wrap=True, highlight=False)
