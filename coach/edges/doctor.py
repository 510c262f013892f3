"""Looks at what the coach needs on this machine, and names the mend for what is missing."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from coach.edges.pose.model_bundle import bundle_spec, check_user_bundle, is_whole
from coach.edges.resources import model_cache_dir
from coach.edges.system import system_libraries
from coach.errors import CoachError

MIN_FREE_BYTES = 200 * 1024 * 1024  # the model's download, and an annotated video of an hour


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    name: str
    is_ok: bool
    is_needed: bool  # without it nothing works; the rest only takes something away
    text: str  # what was found, or what is wrong and how to mend it


def examine(camera: str, model: Path | None) -> list[Finding]:
    """Every finding, in the order in which a user would mend them."""
    return [
        _finding("libraries", True, _check_libraries),
        _finding("model", True, lambda: _check_model(model)),
        _finding("disk", True, _check_disk),
        _finding("camera", False, lambda: _check_camera(camera)),
        _finding("display", False, _check_display),
        _finding("voice", False, _check_voice),
    ]


def _finding(name: str, is_needed: bool, check: Callable[[], str]) -> Finding:
    try:
        return Finding(name, True, is_needed, check())
    except CoachError as error:
        return Finding(name, False, is_needed, str(error))


def _check_libraries() -> str:
    with system_libraries():
        import cv2
        import mediapipe

    return f"OpenCV {cv2.__version__}, MediaPipe {mediapipe.__version__}"


def _check_model(model: Path | None) -> str:
    if model is not None:
        return f"{check_user_bundle(model)} (your own)"
    spec = bundle_spec()
    path = model_cache_dir() / spec.file_name
    if not is_whole(path, spec):
        raise CoachError("The pose model is not here yet: run `coach model fetch` once, online.")
    return str(path)


def _check_disk() -> str:
    free = shutil.disk_usage(Path.cwd()).free
    if free < MIN_FREE_BYTES:
        raise CoachError(f"Only {free / 1e6:.0f} MB are free in {Path.cwd()}: make some room.")
    return f"{free / 1e9:.1f} GB free"


def _check_camera(name: str) -> str:
    from coach.edges.sources.camera import Camera
    from coach.edges.sources.open_source import open_source

    source = open_source(name)
    if not isinstance(source, Camera):
        raise CoachError(f"{name} is no camera: give its number (0 is the first) or its address.")
    with source:
        for frame in source:
            if frame.pixels is not None:
                height, width = frame.pixels.shape[:2]
                return f"{name} gives {width} x {height}"
    raise CoachError(f"Camera {name} gives no picture: is another program using it?")


def _check_display() -> str:
    from coach.edges.screen.window import probe_display

    if problem := probe_display():
        raise CoachError(problem)
    return "windows can be shown"


def _check_voice() -> str:
    from coach.edges.voice.probe import probe_voice

    if problem := probe_voice():
        raise CoachError(problem)
    return "sentences can be spoken"
