"""The graphics context, without a screen or a graphics card, and what is stored in it."""

import os
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

from coach.errors import CoachError
from samples.studio.textures import Texture

SHADERS = Path(__file__).parent / "shaders"


def open_context(egl_library: str | None = None) -> Any:
    """A new OpenGL context; EGL is looked for in the system unless its library is named.

    Raises CoachError when moderngl, EGL or Mesa is missing.
    """
    try:
        moderngl: Any = import_module("moderngl")
    except ImportError as error:
        raise CoachError(
            'The studio needs moderngl; install it: pip install ".[studio]".'
        ) from error
    # One thread a process: two processes then draw 1.5 times the frames of one with two threads.
    os.environ.setdefault("LP_NUM_THREADS", "0")
    options = {} if egl_library is None else {"libegl": egl_library}
    try:
        context = moderngl.create_context(standalone=True, backend="egl", require=330, **options)
    except Exception as error:  # a missing library is told by a plain Exception
        raise CoachError(
            f"The studio cannot draw: {error}; install EGL and Mesa: "
            "apt-get install libegl1 libgl1-mesa-dri."
        ) from error
    context.gc_mode = "context_gc"  # what Python has dropped waits for context.gc()
    return context


def program(context: Any, vertex: str, fragment: str) -> Any:
    """The program of two shaders, named by their files in shaders/."""
    return context.program(vertex_shader=source(vertex), fragment_shader=source(fragment))


@cache
def source(name: str) -> str:
    """A shader's text, with what it includes."""
    lines = (SHADERS / name).read_text(encoding="utf-8").splitlines()
    return "\n".join(
        source(line.split()[1]) if line.startswith("#include") else line for line in lines
    )


def set_uniforms(target: Any, values: Mapping[str, Any]) -> None:
    """Hand values to a program: 4x4 arrays as matrices, others as they are.

    What the compiler has dropped as unused is left out.
    """
    for name, value in values.items():
        if name not in target:
            continue
        if isinstance(value, np.ndarray) and value.shape == (4, 4):
            target[name].write(as_bytes(value.T, np.float32))
        else:
            target[name].value = value


def as_bytes(values: ArrayLike, kind: type) -> bytes:
    """As the graphics memory holds them."""
    return np.ascontiguousarray(values, kind).tobytes()


def depth_map(context: Any, size: tuple[int, int], *, is_shadow: bool) -> Any:
    """A depth texture; one for shadows compares and smooths, the other is read as it is."""
    depth = context.depth_texture(size)
    depth.repeat_x = depth.repeat_y = False
    if is_shadow:
        depth.compare_func = "<="
        depth.filter = (context.LINEAR, context.LINEAR)
    else:
        depth.compare_func = ""
        depth.filter = (context.NEAREST, context.NEAREST)
    return depth


def load_texture(context: Any, picture: Texture | Path) -> Any:
    """An array or a picture file as a texture with mipmaps. Raises CoachError for a bad file."""
    pixels = read_picture(picture) if isinstance(picture, Path) else picture
    if pixels.shape[2] == 3:
        pixels = np.dstack([pixels, np.full(pixels.shape[:2], 255, np.uint8)])
    upright = np.ascontiguousarray(pixels[::-1])  # v goes up, rows go down
    height, width = upright.shape[:2]
    texture = context.texture((width, height), 4, upright.tobytes())
    texture.build_mipmaps()
    texture.filter = (context.LINEAR_MIPMAP_LINEAR, context.LINEAR)
    return texture


def read_picture(path: Path) -> NDArray[np.uint8]:
    """(h, w, 3 or 4) RGB or RGBA, 8 bits. Raises CoachError when it cannot be read."""
    picture = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
    if picture is None:
        raise CoachError(f"{path}: is missing or no picture; fetch the figure's files anew.")
    if picture.dtype == np.uint16:
        picture = (picture >> 8).astype(np.uint8)
    if picture.ndim == 2:
        return np.asarray(cv2.cvtColor(picture, cv2.COLOR_GRAY2RGB), np.uint8)
    code = cv2.COLOR_BGRA2RGBA if picture.shape[2] == 4 else cv2.COLOR_BGR2RGB
    return np.asarray(cv2.cvtColor(picture, code), np.uint8)
