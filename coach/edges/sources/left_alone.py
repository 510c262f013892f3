"""Threads that are left in a native call that does not end, e.g. a read of a dead camera.

A thread that comes back from such a call while the interpreter is being torn down ends the
process with "terminate called without an active exception" (CPython before 3.14). So the tearing
down waits for it, unless `end_process` leaves it out.
"""

import atexit
import os
import sys
import threading
import time
from typing import NoReturn

WAIT_LIMIT_S = 6.0  # longer than opening or reading a network camera may take

_left: list[threading.Thread] = []


def leave_alone(thread: threading.Thread) -> None:
    """Nobody waits for `thread` any more before the process ends. Call it from the main thread."""
    if not _left:
        atexit.register(_wait)
    _left.append(thread)


def end_process(code: int) -> NoReturn:
    """End the process with `code` at once, when everything is stored and printed.

    Tearing down the interpreter with its vision libraries takes a second on a busy machine, and
    must wait for threads that were left.
    """
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(code)


def _wait() -> None:
    """A call that never comes back harms nobody, and is not waited for longer than the limit."""
    until_s = time.monotonic() + WAIT_LIMIT_S
    for thread in _left:
        thread.join(max(0.0, until_s - time.monotonic()))
