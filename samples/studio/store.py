"""What is kept of a clip: video, landmark recording, true joints, truth; and what is made anew."""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from coach.edges.pose.pose_model import MediaPipePose
from coach.edges.sources.recording import RecordingWriter
from coach.edges.sources.video import VideoFile as VideoSource
from coach.errors import CoachError
from coach.pipeline import Frame
from coach.truth import truth_text
from samples.studio.clip_files import ClipFiles
from samples.studio.film import Shot, filmed
from samples.studio.h264 import VideoFile
from samples.studio.joints_file import TrueJoints, write_joints
from samples.studio.performance import rehearsed
from samples.studio.renderer import Renderer
from samples.studio.rotation import Array
from samples.studio.script import Clip
from samples.studio.truths import truth_of

# Raised when poses, pictures or truth change, so that `render` makes every clip anew.
STUDIO_VERSION = 1
NEGATIVES = "negatives"
STUDIO = "samples.studio"  # who made a truth


def files_of(clip: Clip, folder: Path) -> ClipFiles:
    """Where a clip lies: each exercise has its folder, and so have the negatives."""
    return ClipFiles(folder / (clip.folder or clip.exercise or NEGATIVES), clip.name)


def fingerprint(clip: Clip, *, has_video: bool) -> str:
    """The same for the same script, studio and kind of output, wherever the clip lies."""
    silent = {"folder"} | ({"looks_at"} if clip.looks_at is None else set())
    text = f"{STUDIO_VERSION} {has_video} {clip.model_dump_json(exclude=silent)}"
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def is_made(clip: Clip, files: ClipFiles, *, has_video: bool) -> bool:
    """Whether the clip lies there whole, made from this very script."""
    wanted = [files.recording, files.truth]
    wanted += [files.video, files.joints] if has_video else []
    if not all(path.exists() for path in wanted):
        return False
    try:
        truth = files.read_truth()
    except (CoachError, UnicodeDecodeError):
        return False
    return truth.made.get("fingerprint") == fingerprint(clip, has_video=has_video)


def make_clip(
    clip: Clip, files: ClipFiles, renderer: Renderer, model: MediaPipePose, *, has_video: bool
) -> int:
    """Render one clip and store it; returns its number of frames.

    has_video: keep the pictures and the true joints, and look for the landmarks in the video as
        it is stored; else keep recording and truth only.
    Raises CoachError or OSError when a file cannot be written.
    """
    _refuse_foreign(files)
    performance = rehearsed(clip)
    files.truth.unlink(missing_ok=True)
    keeper = JointsKeeper()
    with model, RecordingWriter(files.recording, {"source": clip.name, "rendered": True}) as writer:
        shots = keeper.kept(filmed(performance, renderer))
        frames = _through_video(shots, files.video, clip) if has_video else _straight(shots)
        for frame in frames:
            writer.keep(frame, model.pose(frame))
    joints = keeper.joints()
    if has_video:
        write_joints(files.joints, joints)
    truth = truth_of(performance, joints, fingerprint(clip, has_video=has_video))
    part = files.truth.with_name(files.truth.name + ".part")
    part.write_text(truth_text(truth), encoding="utf-8")
    part.replace(files.truth)
    return len(joints.t_s)


def _refuse_foreign(files: ClipFiles) -> None:
    """Somebody's own labels are not overwritten. Raises CoachError."""
    if files.truth.exists() and files.read_truth().made.get("by") != STUDIO:
        raise CoachError(f"{files.truth} was not made by the studio; choose another --out.")


def _through_video(shots: Iterable[Shot], path: Path, clip: Clip) -> Iterator[Frame]:
    """The frames as the stored video gives them back."""
    with VideoFile(path, clip.size, clip.fps) as video:
        for shot in shots:
            video.write(shot.picture, shot.t_s)
    with VideoSource(path) as source:
        yield from source


def _straight(shots: Iterable[Shot]) -> Iterator[Frame]:
    for shot in shots:
        yield Frame(shot.t_s, as_bgr_of(shot.picture))


def as_bgr_of(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The picture in OpenCV's order of colours."""
    return np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR), np.uint8)


class JointsKeeper:
    """Keeps the true joints of the shots that pass by."""

    def __init__(self) -> None:
        self._rows: list[tuple[float, Array, Array]] = []

    def kept(self, shots: Iterable[Shot]) -> Iterator[Shot]:
        """The same shots, noted on their way."""
        for shot in shots:
            self._rows.append((shot.t_s, shot.joints_px, shot.joints_m))
            yield shot

    def joints(self) -> TrueJoints:
        """All that passed so far."""
        t_s, image, world = zip(*self._rows, strict=True)
        return TrueJoints(np.array(t_s), np.array(image), np.array(world))


def missing(clips: Iterable[Clip], folder: Path, *, has_video: bool) -> Iterator[Clip]:
    """The clips that are still to be made."""
    for clip in clips:
        if not is_made(clip, files_of(clip, folder), has_video=has_video):
            yield clip
