"""What the operating system has to bring along, and how it is asked to be quiet."""

import os
import re
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from coach.errors import CoachError

APT_LINE = (
    "sudo apt install make git python3-venv libgl1 libglib2.0-0 libegl1 libgles2 libsm6 alsa-utils"
)

_LIBRARY = re.compile(r"\blib[\w.+-]+?\.(?:so[\w.]*|dylib)")
_stderr_lock = threading.RLock()


def library_error(error: ImportError | OSError) -> CoachError | None:
    """The sentence for a missing shared library; None when `error` is about something else."""
    found = _LIBRARY.search(str(error))
    if found is None or isinstance(error, ModuleNotFoundError):
        return None
    return CoachError(
        f"The system library {found.group()} is missing: install it and start again "
        f"(on Debian and Ubuntu: {APT_LINE})."
    )


@contextmanager
def system_libraries() -> Iterator[None]:
    """Import or load inside this what leans on system libraries.

    A missing library, known only when it is looked for, raises CoachError; other errors pass.
    """
    try:
        yield
    except (ImportError, OSError) as error:
        sentence = library_error(error)
        if sentence is None:
            raise
        raise sentence from error


@contextmanager
def quiet_stderr() -> Iterator[None]:
    """Keep what native libraries write to file descriptor 2 off the terminal.

    No log level reaches those messages, so the descriptor itself is turned away for the moment.
    Python's own `sys.stderr`, of every thread, goes on reaching the terminal.
    """
    with _stderr_lock:
        try:
            terminal = os.dup(2)
        except OSError:  # no descriptor 2 (a windowed program): nothing to keep quiet
            yield
            return
        python_stderr = sys.stderr
        try:
            with (
                open(os.devnull, "wb") as nowhere,
                open(
                    terminal, "w", buffering=1, errors="backslashreplace", closefd=False
                ) as open_end,
            ):
                if _writes_to_descriptor_2():
                    sys.stderr.flush()
                    sys.stderr = open_end
                os.dup2(nowhere.fileno(), 2)
                try:
                    yield
                finally:
                    os.dup2(terminal, 2)
                    sys.stderr = python_stderr
        finally:
            os.close(terminal)


def _writes_to_descriptor_2() -> bool:
    try:
        return sys.stderr is not None and sys.stderr.fileno() == 2
    except (OSError, ValueError):  # replaced by something that is no file, or closed
        return False
