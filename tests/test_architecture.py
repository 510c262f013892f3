"""The core knows no devices, clocks, files or screens: an arrow that turns round fails here."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "coach"
CORE = sorted(
    path
    for folder in (PACKAGE, PACKAGE / "scoring")
    for path in folder.glob("*.py")
    if path.name != "__main__.py"
)
OUTSIDE = ("coach.edges", "coach.cli")
DEVICES = ("cv2", "mediapipe", "pyttsx3", "rich", "typer")
SYSTEM = ("time", "datetime", "pathlib", "os", "io", "sys", "logging", "threading", "subprocess")
FORBIDDEN = (*OUTSIDE, *DEVICES, *SYSTEM)
FORBIDDEN_CALLS = ("print", "open", "input", "breakpoint")


def imports(source: str, package: str = "coach") -> Iterator[str]:
    """Full names of everything a module imports, `from a import b` as a.b."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:  # relative: every module of the core lies directly in the package
                base = f"{package}.{base}".rstrip(".")
            yield from (f"{base}.{alias.name}" for alias in node.names)


def calls(source: str) -> Iterator[str]:
    """Names of the functions a module calls by their bare name."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.func.id


def breaches(source: str) -> list[str]:
    """What a module of the core must not import or call."""
    found = [
        name
        for name in imports(source)
        if any(name == root or name.startswith(f"{root}.") for root in FORBIDDEN)
    ]
    return found + [name for name in calls(source) if name in FORBIDDEN_CALLS]


def test_the_core_is_where_it_is_looked_for():
    names = {path.relative_to(PACKAGE).as_posix() for path in CORE}
    assert {"session.py", "pipeline.py", "signals.py", "cues.py", "scoring/scores.py"} <= names


@pytest.mark.parametrize("path", CORE, ids=lambda path: path.stem)
def test_core_knows_no_devices(path):
    assert breaches(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", CORE, ids=lambda path: path.stem)
def test_core_catches_no_blanket_errors(path):
    handlers = [
        node
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ExceptHandler)
    ]
    caught = [ast.unparse(handler.type) if handler.type else "all" for handler in handlers]
    assert not {"all", "Exception", "BaseException"} & set(caught)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        pytest.param("import cv2", ["cv2"], id="a_device"),
        pytest.param("from coach import edges", ["coach.edges"], id="edges_by_name"),
        pytest.param("from coach.cli import app", ["coach.cli.app"], id="inside_the_cli"),
        pytest.param("from .edges import voice", ["coach.edges.voice"], id="relative"),
        pytest.param("def f():\n    import time", ["time"], id="inside_a_function"),
        pytest.param("import os.path as p", ["os.path"], id="a_part_under_another_name"),
        pytest.param("print('x')", ["print"], id="a_print"),
        pytest.param("x = open('f')", ["open"], id="a_file"),
        pytest.param("import timeit_free, coach.editing", [], id="names_that_only_begin_alike"),
        pytest.param("machine.open()", [], id="a_method_called_open"),
    ],
)
def test_the_walk_sees(source, found):
    assert breaches(source) == found
