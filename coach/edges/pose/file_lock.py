"""One process at a time: a lock on a file that the system lifts when its holder dies."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

_POLL_S = 0.2  # short to a person, nothing to a processor


@contextmanager
def locked(path: Path, on_wait: Callable[[], None]) -> Iterator[None]:
    """Hold the lock of the file `path`, made when missing and left lying.

    on_wait: called about five times a second while another process holds it.
    Raises OSError where the file cannot be written.
    """
    with path.open("ab") as file:
        while not _try_lock(file.fileno()):
            on_wait()
            time.sleep(_POLL_S)
        yield  # closing the file lifts the lock


if sys.platform == "win32":
    import msvcrt

    def _try_lock(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except PermissionError:  # Windows' word for a region locked by another process
            return False
        return True

else:
    import fcntl

    def _try_lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
