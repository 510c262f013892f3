"""A small disk of its own, and how to fill it up."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def mounted(folder: Path, size_kb: int) -> Path:
    """A disk of its own, which only root may mount."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={size_kb}k", "tmpfs", str(folder)]
    try:
        done = subprocess.run(command, capture_output=True, check=False)
    except FileNotFoundError:
        pytest.skip("no mount here")
    if done.returncode:
        pytest.skip("a disk can be mounted by root only")
    return folder


@contextmanager
def disk_of(folder: Path, size_kb: int) -> Iterator[Path]:
    """It is gone at the end."""
    mounted(folder, size_kb)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill_up(folder: Path) -> Path:
    """Leave no block free on the disk of `folder`; the file that takes them all.

    Another file still has room up to the end of its own last block: see `fill_block`.
    """
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (65_536, 4096):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                continue
    return filler


def fill_block(path: Path) -> None:
    """On a disk that is full: lengthen a text file by empty lines until it has no room either."""
    with path.open("ab", buffering=0) as file:
        try:
            while True:
                file.write(b"\n")
        except OSError:
            return
