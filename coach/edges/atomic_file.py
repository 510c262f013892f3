"""A file that is written whole or not at all."""

import os
from contextlib import suppress
from pathlib import Path

PRIVATE = 0o600  # for its owner alone, where the system knows such a thing


def replace_text(path: Path, text: str) -> None:
    """Make `text` the content of `path`, readable by its owner only.

    It is complete on the disk before it takes the place of the old file, so neither a full disk nor
    a killed program leaves half a file. Raises OSError; then the old file is as it was.
    """
    draft = path.with_name(f"{path.name}.new")  # one name: what a killed run left is used again
    try:
        with open(draft, "w", encoding="utf-8", opener=_private) as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, PRIVATE)
