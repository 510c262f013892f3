"""Landmark recordings: what the pose model saw, small enough to keep. docs/recording-format.md."""

import json
import math
import os
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from coach.edges.sources.npz import ARCHIVE_ERRORS, Arrays, read_npz
from coach.errors import CoachError
from coach.landmarks import N_LANDMARKS, Pose
from coach.pipeline import Frame, Moment

Float32Array = NDArray[np.float32]

FORMATS = (1, 2)
NAN_CODE = -32768  # int16 that means NaN
MAX_CODE = 32767
# Finer than the pose model's jitter. A step doubles until the farthest landmark fits.
FINEST_PX, FINEST_M, VISIBILITY_STEP = 1 / 16, 0.0005, 1 / 250

MAX_FRAMES = 2**19  # 4.8 hours at 30 frames a second
MAX_TIME_S = 1e6
MIN_STEP_S = 1e-6  # no camera is as quick
MAX_BYTES = MAX_FRAMES * (2 * N_LANDMARKS * 4 * 4 + 32)  # as float32
MAX_META_CHARACTERS = 100_000
MAX_SIZE_PX = 2**15
MAX_COORDINATE = 1e6  # px or m: beyond it is no landmark
CHUNK_FRAMES = 256


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """A whole recording in memory, for replay frame by frame and for work in one batch."""

    t_s: NDArray[np.float64]  # (T,), strictly increasing
    image: Float32Array  # (T, 33, 4): x, y, z px, visibility; NaN where nobody was found
    world: Float32Array  # (T, 33, 4): metres, visibility; NaN where nobody was found
    n_people: NDArray[np.uint8]  # (T,): 0, 1 or 2
    luma: Float32Array  # (T,): 0..255, NaN where it is not known
    is_lost: NDArray[np.bool_]  # (T,): no picture came at that time
    size: tuple[int, int]  # width, height in pixels
    meta: Mapping[str, Any]

    def frames(self) -> Iterator[Frame]:
        """One frame per row, with its pose and without a picture."""
        for start in range(0, len(self.t_s), CHUNK_FRAMES):
            rows = slice(start, start + CHUNK_FRAMES)
            image = self.image[rows].astype(np.float64)
            world = self.world[rows].astype(np.float64)
            n_people, luma = self.n_people[rows].tolist(), self.luma[rows].tolist()
            is_lost = self.is_lost[rows].tolist()
            for i, t_s in enumerate(self.t_s[rows].tolist()):
                pose = Pose(t_s, image[i], world[i], self.size, n_people[i], luma[i])
                yield Frame(t_s, None, pose, "camera_lost" if is_lost[i] else "")


class LandmarkRecording:
    """A recording as a source: frames carry the pose, no pixels. Raises CoachError on entering."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        self._recording: Recording | None = None

    @property
    def recording(self) -> Recording:
        """All of it at once; inside the with block only."""
        if self._recording is None:
            raise RuntimeError("a LandmarkRecording is used inside its with block")
        return self._recording

    @property
    def n_frames(self) -> int:
        """How many frames there are."""
        return len(self.recording.t_s)

    @property
    def fps(self) -> float:
        """The usual rate of the frames; 30 for a single one."""
        steps_s = np.diff(self.recording.t_s)
        return float(1.0 / np.median(steps_s)) if len(steps_s) else 30.0

    @property
    def duration_s(self) -> float:
        """Media time of the last frame, with the time it stands."""
        return float(self.recording.t_s[-1]) + 1.0 / self.fps

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels of the pictures that were recorded."""
        return self.recording.size

    def __enter__(self) -> Self:
        self._recording = load_recording(self.path)
        return self

    def __exit__(self, *exc: Any) -> None:
        self._recording = None

    def __iter__(self) -> Iterator[Frame]:
        return self.recording.frames()


def load_recording(path: str | os.PathLike[str]) -> Recording:
    """Read and check a recording of format 1 or 2.

    Raises CoachError, naming the file and what is wrong, for anything else: nothing in the file is
    trusted, and no pickle is read.
    """
    path = Path(path)
    if not path.is_file():
        raise CoachError(f"{path}: there is no such recording; check the name and the folder.")
    names = ("t_s", "image", "world", "n_people", "luma", "problem", "size", "meta")
    try:
        return _checked(read_npz(path, names, MAX_BYTES))
    except ARCHIVE_ERRORS as error:
        raise CoachError(
            f"{path}: is no landmark recording that can be read: {error}. Record it again, or "
            "replay the video it was made from."
        ) from None


def _checked(arrays: Arrays) -> Recording:
    """The arrays as one recording. Raises ValueError saying what is wrong."""
    meta = _meta(arrays)
    t_s = _times(arrays)
    n_frames = len(t_s)
    image = _landmarks(arrays, "image", n_frames, meta.get("image_step_px"), meta)
    world = _landmarks(arrays, "world", n_frames, meta.get("world_step_m"), meta)
    n_people = np.clip(_row(arrays, "n_people", n_frames, 1), 0, 2).astype(np.uint8)
    n_people[np.isnan(image[:, :, :2]).all(axis=(1, 2))] = 0
    image[n_people == 0] = world[n_people == 0] = np.nan
    luma = np.clip(_row(arrays, "luma", n_frames, math.nan), 0, 255).astype(np.float32)
    is_lost = _row(arrays, "problem", n_frames, 0) != 0
    size = _size(arrays, is_needed=bool(n_people.any()))
    return Recording(t_s, image, world, n_people, luma, is_lost, size, meta)


def _take(arrays: Arrays, name: str, shape: tuple[int, ...], kinds: str) -> NDArray[Any]:
    if name not in arrays:
        raise ValueError(f"{name} is missing")
    found = arrays[name]
    if found.shape != shape or found.dtype.kind not in kinds:
        raise ValueError(f"{name} is {found.dtype} of shape {found.shape}, not of shape {shape}")
    return found


def _meta(arrays: Arrays) -> dict[str, Any]:
    text = str(_take(arrays, "meta", (), "U"))
    if len(text) > MAX_META_CHARACTERS:
        raise ValueError(f"meta has {len(text)} characters, more than {MAX_META_CHARACTERS}")
    try:
        meta = json.loads(text)
    except RecursionError:
        raise ValueError("meta is nested too deeply") from None
    if not isinstance(meta, dict):
        raise ValueError("meta is no JSON object")
    if meta.get("format") not in FORMATS:
        raise ValueError(f"its format is {meta.get('format')!r}, known are 1 and 2; update coach")
    return meta


def _times(arrays: Arrays) -> NDArray[np.float64]:
    if "t_s" not in arrays or arrays["t_s"].ndim != 1:
        raise ValueError("t_s is missing or no row of times")
    n_frames = len(arrays["t_s"])
    if not 1 <= n_frames <= MAX_FRAMES:
        raise ValueError(f"it holds {n_frames} frames, allowed are 1 to {MAX_FRAMES}")
    t_s = _take(arrays, "t_s", (n_frames,), "f").astype(np.float64)
    is_sane = np.isfinite(t_s).all() and t_s[0] >= 0 and t_s[-1] <= MAX_TIME_S
    if not is_sane or (np.diff(t_s) < MIN_STEP_S).any():
        raise ValueError("its times t_s are not finite, from 0 and strictly increasing")
    return t_s


def _landmarks(
    arrays: Arrays, name: str, n_frames: int, step: object, meta: Mapping[str, Any]
) -> Float32Array:
    """(T, 33, 4) float32, decoded where it is stored as int16."""
    stored = _take(arrays, name, (n_frames, N_LANDMARKS, 4), "fi")
    if stored.dtype.kind == "i":
        if stored.dtype.itemsize != 2:
            raise ValueError(f"{name} is {stored.dtype}, known are int16 and floats")
        steps = np.array([_step(step)] * 3 + [_step(meta.get("visibility_step"))], np.float32)
        landmarks = stored * steps
        landmarks[stored == NAN_CODE] = np.nan
    else:
        with np.errstate(over="ignore"):
            landmarks = stored.astype(np.float32)
    if np.fmax.reduce(np.abs(landmarks), axis=None, initial=0.0) > MAX_COORDINATE:  # NaN is not
        raise ValueError(f"{name} holds numbers that are no landmarks")
    landmarks[..., 3] = np.clip(landmarks[..., 3], 0, 1)
    return landmarks


def _step(step: object) -> float:
    if not isinstance(step, int | float) or not 1e-6 <= step <= 64:
        raise ValueError(f"meta gives the step {step!r}, which is none between 1e-6 and 64")
    return float(step)


def _row(arrays: Arrays, name: str, n_frames: int, default: float) -> NDArray[Any]:
    """A number a frame; format 1 does not have it."""
    if name not in arrays:
        return np.full(n_frames, default)
    return _take(arrays, name, (n_frames,), "iu" if isinstance(default, int) else "iuf")


def _size(arrays: Arrays, is_needed: bool) -> tuple[int, int]:
    width, height = (int(n) for n in _take(arrays, "size", (2,), "iu"))
    least = 1 if is_needed else 0  # a camera that never gave a picture has no size
    if not (least <= width <= MAX_SIZE_PX and least <= height <= MAX_SIZE_PX):
        raise ValueError(f"its picture size {width} x {height} cannot be")
    return width, height


class RecordingWriter:
    """A sink that keeps every moment's pose and writes them as one recording at the end.

    The file appears whole or not at all, also when the run is interrupted; about 275 bytes a
    frame, and 33 kB of memory a second until then.
    meta: anything JSON can say, e.g. {"model": "full", "source": "camera 0"}.
    Raises CoachError on entering when the file cannot be written, and at the end when it was not.
    """

    def __init__(self, path: str | os.PathLike[str], meta: Mapping[str, Any]) -> None:
        self.path = Path(path)
        self._meta = dict(meta)
        self._part = self.path.with_name(self.path.name + ".part")
        self._size = (0, 0)
        self._t_s = array("d")
        self._landmarks = bytearray()  # (T, 2, 33, 4) float32: image, world
        self._n_people = bytearray()
        self._is_lost = bytearray()
        self._luma = array("f")

    def __enter__(self) -> Self:
        if self.path.suffix != ".npz":
            raise CoachError(f"{self.path}: a recording's name ends in .npz; add it.")
        try:
            self._part.touch()  # now rather than after the exercise
        except OSError as error:
            raise _cannot_write(self.path, error) from None
        return self

    def __exit__(self, *exc: Any) -> None:
        try:
            if self._t_s:
                self._write()
        except OSError as error:
            raise _cannot_write(self.path, error) from None
        finally:
            self._part.unlink(missing_ok=True)

    def handle(self, moment: Moment) -> None:
        """Keep the moment's pose."""
        self.keep(moment.frame, moment.pose)

    def keep(self, frame: Frame, pose: Pose) -> None:
        """Keep a frame's pose. A frame that is no later than the last one brings nothing new."""
        t_s = frame.t_s
        if self._t_s and t_s <= self._t_s[-1]:
            return
        if len(self._t_s) == MAX_FRAMES:
            raise CoachError(f"{self.path}: the recording is full; start another one.")
        self._t_s.append(t_s)
        self._landmarks += self._in_first_size(pose).tobytes()
        self._n_people.append(min(max(pose.n_people, 0), 2))
        self._is_lost.append(frame.problem != "")
        self._luma.append(pose.luma)

    def _in_first_size(self, pose: Pose) -> Float32Array:
        """(2, 33, 4). A camera that comes back with another picture size is scaled to the first."""
        both = np.stack([pose.image, pose.world]).astype(np.float32)
        if self._size == (0, 0):
            self._size = pose.size
        elif pose.size not in ((0, 0), self._size):
            both[0, :, :3] *= self._size[0] / pose.size[0]
        return both

    def _write(self) -> None:
        shape = (len(self._t_s), 2, N_LANDMARKS, 4)
        landmarks = np.frombuffer(self._landmarks, np.float32).reshape(shape)
        image, image_step_px = _quantised(landmarks[:, 0], FINEST_PX)
        world, world_step_m = _quantised(landmarks[:, 1], FINEST_M)
        meta = self._meta | {
            "format": 2,
            "image_step_px": image_step_px,
            "world_step_m": world_step_m,
            "visibility_step": VISIBILITY_STEP,
        }
        with self._part.open("wb") as file:
            np.savez_compressed(
                file,
                t_s=np.array(self._t_s),
                image=image,
                world=world,
                n_people=np.frombuffer(self._n_people, np.uint8),
                luma=np.array(self._luma, np.float16),
                problem=np.frombuffer(self._is_lost, np.uint8),
                size=np.array(self._size, np.int32),
                meta=np.array(json.dumps(meta)),
            )
            file.flush()
            os.fsync(file.fileno())
        os.replace(self._part, self.path)


def _quantised(landmarks: Float32Array, finest: float) -> tuple[NDArray[np.int16], float]:
    """int16 codes of (T, 33, 4) landmarks, and the step of their coordinates."""
    known = landmarks[..., :3][np.isfinite(landmarks[..., :3])]
    farthest = float(np.abs(known).max()) if known.size else 0.0
    step = finest
    while farthest / step > MAX_CODE:
        step *= 2
    codes = np.rint(landmarks / np.array([step] * 3 + [VISIBILITY_STEP], np.float32))
    codes = np.where(np.isfinite(codes), codes, NAN_CODE)
    # One landmark's numbers side by side in the file (Fortran order) compress a fifth better.
    return np.asfortranarray(codes.astype(np.int16)), step


def _cannot_write(path: Path, error: OSError) -> CoachError:
    return CoachError(
        f"{path}: the recording cannot be written ({error.strerror or error}); choose another "
        "place or free some space."
    )
