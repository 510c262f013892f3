"""A missing library becomes a sentence; native noise stays away, Python's own words do not."""

import ctypes
import subprocess
import sys
from pathlib import Path

import pytest

from coach.edges.system import APT_LINE, library_error, quiet_stderr, system_libraries
from coach.errors import CoachError


@pytest.mark.skipif(sys.platform != "linux", reason="looks for a Linux library")
def test_a_library_that_is_not_there_is_named_with_the_way_to_get_it():
    with pytest.raises(CoachError) as caught, system_libraries():
        ctypes.CDLL("libEGL-nowhere.so.1")
    assert str(caught.value) == (
        "The system library libEGL-nowhere.so.1 is missing: install it and start again "
        f"(on Debian and Ubuntu: {APT_LINE})."
    )


@pytest.mark.parametrize(
    ("error", "library"),
    [
        pytest.param(
            ImportError("libGL.so.1: cannot open shared object file: No such file or directory"),
            "libGL.so.1",
            id="import_of_cv2",
        ),
        pytest.param(
            OSError("libGLESv2.so.2: cannot open shared object file: No such file or directory"),
            "libGLESv2.so.2",
            id="load_of_mediapipe",
        ),
        pytest.param(ModuleNotFoundError("No module named 'libfoo.so'"), None, id="python_module"),
        pytest.param(FileNotFoundError(2, "No such file", "pose.task"), None, id="another_file"),
    ],
)
def test_only_libraries_are_spoken_of(error, library):
    sentence = library_error(error)
    assert (sentence is None) == (library is None)
    assert library is None or f"library {library} is missing" in str(sentence)


def test_other_errors_pass_unchanged():
    with pytest.raises(FileNotFoundError), system_libraries():
        Path("/no/such/file").read_text()


CHILD = """
import os, sys, threading
from coach.edges.system import quiet_stderr
try:
    with quiet_stderr():
        os.write(2, b"native noise\\n")
        with quiet_stderr():
            os.write(2, b"nested noise\\n")
        os.write(2, b"more noise\\n")
        print("python speaks", file=sys.stderr)
        thread = threading.Thread(target=lambda: 1 / 0)
        thread.start()
        thread.join()
        raise ValueError("out of the quiet block")
except ValueError:
    os.write(2, b"native again\\n")
    print("python again", file=sys.stderr)
"""


def test_native_noise_is_dropped_and_python_errors_are_not():
    done = subprocess.run([sys.executable, "-c", CHILD], capture_output=True, text=True, check=True)
    assert "noise" not in done.stderr
    assert done.stderr.startswith("python speaks\n")
    assert "ZeroDivisionError" in done.stderr
    assert done.stderr.endswith("native again\npython again\n")


@pytest.mark.skipif(sys.platform == "win32", reason="shell syntax of Unix")
def test_a_program_without_a_terminal_goes_on():
    code = "from coach.edges.system import quiet_stderr\nwith quiet_stderr(): print('went on')"
    done = subprocess.run(
        ["sh", "-c", '"$0" -c "$1" 2>&-', sys.executable, code],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "went on\n"


def test_errors_come_out_of_the_quiet_block():
    with pytest.raises(KeyError), quiet_stderr():
        raise KeyError("x")
