"""Reads .npz archives that may come from strangers: nothing is unpacked before it is checked."""

import lzma
import math
import tokenize
import zipfile
import zlib
from collections.abc import Collection
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Arrays = dict[str, NDArray[Any]]

# All that a damaged or forged archive makes zipfile and numpy raise.
ARCHIVE_ERRORS = (
    OSError,
    EOFError,
    ValueError,
    KeyError,
    RuntimeError,
    SyntaxError,
    tokenize.TokenError,
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
)
PLAIN_KINDS = "biufU"  # bool, integers, floats, text: nothing that needs pickle


def read_npz(path: Path, names: Collection[str], max_bytes: int) -> Arrays:
    """Those of the arrays `names` that the archive holds; all others are left alone.

    The sizes in the directory of the archive and in the header of each array are checked before
    anything is unpacked, so a small file cannot ask for more than `max_bytes` of memory.
    Raises ValueError saying what is wrong, or another of ARCHIVE_ERRORS.
    """
    with zipfile.ZipFile(path) as archive:
        members = {
            name: info
            for info in archive.infolist()
            if (name := info.filename.removesuffix(".npy")) in names
        }
        n_bytes = sum(info.file_size for info in members.values())
        if n_bytes > max_bytes:
            raise ValueError(f"it would unpack to {n_bytes} bytes, more than {max_bytes}")
        return {name: _read_array(archive, info) for name, info in members.items()}


def _read_array(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> NDArray[Any]:
    """One array. numpy would reserve memory by the header alone, so the header is read first."""
    with archive.open(info) as member:
        version = np.lib.format.read_magic(member)
        if version == (1, 0):
            shape, _, dtype = np.lib.format.read_array_header_1_0(member)
        elif version == (2, 0):
            shape, _, dtype = np.lib.format.read_array_header_2_0(member)
        else:
            raise ValueError(f"{info.filename} has an unknown version {version}")
    if dtype.kind not in PLAIN_KINDS:
        raise ValueError(f"{info.filename} holds {dtype}, which is no plain number or text")
    if math.prod(shape) * dtype.itemsize > info.file_size:
        raise ValueError(f"{info.filename} promises more numbers than it holds")
    with archive.open(info) as member:
        array: NDArray[Any] = np.lib.format.read_array(member, allow_pickle=False)
    return array
