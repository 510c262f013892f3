"""Pictures of moving figures in a room that stands still, drawn without a screen.

The room is drawn once for a camera and a light and kept, with and without the main light. A frame
then costs the figure alone: its surface with 2x2 samples a pixel, one shadow map fitted to it, and
one pass over the part of the picture that shows the figure or its shadow.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import cv2
import numpy as np
from numpy.typing import ArrayLike

from samples.studio.backdrop import (
    FINE,
    Backdrop,
    BackdropPainter,
    Fixed,
    Picture,
    light_uniforms,
    load_fixed,
)
from samples.studio.camera import Camera
from samples.studio.changed_box import Box, changed_box
from samples.studio.gpu import (
    as_bytes,
    depth_map,
    load_texture,
    open_context,
    program,
    set_uniforms,
)
from samples.studio.light import Light
from samples.studio.shadow import ShadowMap, ShadowView, ball_around, toward
from samples.studio.solids import Solid
from samples.studio.textures import Texture

FIGURE_SHADOW_PX = 512
SHADOW_BIAS_M = 0.008  # surfaces nearer to each other than this do not shade one another

Rgb = tuple[float, float, float]

# Texture units of picture.frag
UNITS = {
    "room_lit": 0,
    "room_shaded": 1,
    "room_depth": 2,
    "surface_map": 3,
    "way_map": 4,
    "figure_depth": 5,
    "figure_shadow": 6,
    "fixed_shadow": 7,
}


class Moving:
    """A mesh whose vertices change from frame to frame."""

    def __init__(self, context: Any, n_vertices: int, texture: Any, look: dict[str, Any]) -> None:
        self._context, self.texture, self.look = context, texture, look
        self.position = context.buffer(reserve=12 * n_vertices)
        self.normal = context.buffer(reserve=12 * n_vertices)
        self.vertices = np.zeros((n_vertices, 3), np.float32)
        self.figure_array: Any = None
        self.depth_array: Any = None

    def move(self, vertices: ArrayLike, normals: ArrayLike) -> None:
        """Put it where it is now: (n, 3) metres in the room frame, and (n, 3) unit normals."""
        self.vertices = np.ascontiguousarray(vertices, np.float32)
        with self._context:
            self.position.write(self.vertices)
            self.normal.write(np.ascontiguousarray(normals, np.float32))


class Renderer:
    """Draws pictures of one size; the same scene gives the same bytes.

    Use as a context manager, or close it. Raises CoachError where OpenGL or EGL is missing.
    """

    def __init__(self, size: tuple[int, int] = (640, 480)) -> None:
        self.size = size
        self._gl = context = open_context()
        self._room = program(context, "room.vert", "room.frag")
        self._depth = program(context, "depth.vert", "depth.frag")
        self._figure = program(context, "figure.vert", "figure.frag")
        self._blank = program(context, "screen.vert", "blank.frag")
        self._picture = program(context, "screen.vert", "picture.frag")
        self._blank_array = context.vertex_array(self._blank, [])
        self._picture_array = context.vertex_array(self._picture, [])
        self._painter = BackdropPainter(context, size, self._room, self._depth)
        self._shadow = ShadowMap(context, FIGURE_SHADOW_PX)
        self._sheet = _Sheet(context, (FINE * size[0], FINE * size[1]))
        self._target = context.framebuffer([context.renderbuffer(size, 4)])
        self._textures: dict[Path, Any] = {}
        self._backdrop_key: tuple[Any, ...] = ()
        self._backdrop: Backdrop | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the graphics memory back; nothing can be drawn afterwards."""
        self._gl.release()

    def load(self, solids: Iterable[Solid]) -> tuple[Fixed, ...]:
        """Bring things that never move into graphics memory."""
        with self._gl:
            return tuple(load_fixed(self._gl, s, self._room, self._depth) for s in solids)

    def load_moving(
        self,
        uv: ArrayLike,
        triangles: ArrayLike,
        texture: Texture | Path,
        is_cutout: bool = False,
        shine: float = 0.1,
        tint: Rgb = (1.0, 1.0, 1.0),
        is_two_sided: bool = True,
    ) -> Moving:
        """A mesh to be moved before each picture.

        uv: (n, 2), v up. triangles: (m, 3) indices. tint: multiplies the texture's colour.
        is_two_sided: a sleeve's inside is seen; a skin's is not, and half the work is saved.
        Raises CoachError when the texture's file cannot be read.
        """
        with self._gl as context:
            look = {"is_cutout": is_cutout, "shine": shine, "tint": tint}
            look["is_two_sided"] = is_two_sided
            places = np.asarray(uv, np.float32)
            moving = Moving(context, len(places), self._texture(texture), look)
            position = (moving.position, "3f", "position")
            spots = (context.buffer(as_bytes(places, np.float32)), "2f", "uv")
            index = context.buffer(as_bytes(triangles, np.int32))
            moving.figure_array = context.vertex_array(
                self._figure, [position, (moving.normal, "3f", "normal"), spots], index
            )
            moving.depth_array = context.vertex_array(self._depth, [position], index)
            return moving

    def picture(
        self, camera: Camera, light: Light, fixed: Sequence[Fixed], moving: Sequence[Moving]
    ) -> Picture:
        """(h, w, 3) RGB picture of the room and the figures in it; a new array each time."""
        if camera.size != self.size:
            raise ValueError(f"the camera's pictures are {camera.size}, these {self.size}")
        with self._gl:
            backdrop = self._backdrop_of(camera, light, fixed)
            picture = backdrop.rgb.copy()
            if moving:
                self._draw_figures(picture, camera, light, backdrop, moving)
        if backdrop.glare is not None:
            cv2.add(picture, backdrop.glare, dst=picture)
        return picture

    def _backdrop_of(self, camera: Camera, light: Light, fixed: Sequence[Fixed]) -> Backdrop:
        key = (camera, light, tuple(fixed))
        if self._backdrop is None or key != self._backdrop_key:
            self._backdrop = None
            self._gl.gc()  # rooms and figures of earlier clips
            self._backdrop = self._painter.paint(camera, light, fixed)
            self._backdrop_key = key
        return self._backdrop

    def _draw_figures(
        self,
        picture: Picture,
        camera: Camera,
        light: Light,
        backdrop: Backdrop,
        moving: Sequence[Moving],
    ) -> None:
        """Draw the figures and their shadow into `picture`, which shows the room."""
        vertices = np.concatenate([mesh.vertices for mesh in moving])
        toward_light = toward(light.direction)
        view = ShadowView(toward_light, *ball_around(vertices))
        box = changed_box(camera, vertices, toward_light)
        if box[2] <= 0 or box[3] <= 0:
            return
        self._draw_shadow(view, moving)
        self._draw_surfaces(camera, backdrop, moving, box)
        values = light_uniforms(light) | {
            "to_figure_shadow": view.to_clip,
            "to_fixed_shadow": backdrop.to_fixed_shadow,
            "from_clip": np.linalg.inv(camera.view_projection),
            "eye": camera.eye,
            "spread": view.spread,
            "bias": SHADOW_BIAS_M / view.depth_span_m,
            "size": self.size,
        }
        left, top, width, height = box
        picture[top : top + height, left : left + width] = self._composed(values, backdrop, box)

    def _draw_shadow(self, view: ShadowView, moving: Sequence[Moving]) -> None:
        self._gl.enable_only(self._gl.DEPTH_TEST)
        self._shadow.begin()
        set_uniforms(self._depth, {"to_clip": view.to_clip})
        for mesh in moving:
            self._show_sides(mesh)
            mesh.depth_array.render()

    def _draw_surfaces(
        self, camera: Camera, backdrop: Backdrop, moving: Sequence[Moving], box: Box
    ) -> None:
        """What of the figures is seen: colours, normals and depth, not lit yet."""
        left, top, width, height = box
        bottom = self.size[1] - top - height
        frame = self._sheet.frame
        frame.use()
        frame.scissor = (FINE * left, FINE * bottom, FINE * width, FINE * height)
        self._gl.enable_only(self._gl.DEPTH_TEST)
        self._gl.depth_func = "1"
        backdrop.depth.use(0)
        set_uniforms(self._blank, {"room_depth": 0})
        self._blank_array.render(vertices=3)
        self._gl.depth_func = "<"
        set_uniforms(self._figure, {"to_clip": camera.view_projection, "texture_map": 0})
        for mesh in moving:
            mesh.texture.use(0)
            set_uniforms(self._figure, mesh.look)
            self._show_sides(mesh)
            mesh.figure_array.render()

    def _show_sides(self, mesh: Moving) -> None:
        if mesh.look["is_two_sided"]:
            self._gl.disable(self._gl.CULL_FACE)
        else:
            self._gl.enable(self._gl.CULL_FACE)

    def _composed(self, values: dict[str, Any], backdrop: Backdrop, box: Box) -> Picture:
        """(height, width, 3) of the picture within the box."""
        textures = (backdrop.lit, backdrop.shaded, backdrop.depth, *self._sheet.textures)
        shadows = (self._shadow.texture, backdrop.fixed_shadow.texture)
        for unit, texture in enumerate((*textures, *shadows)):
            texture.use(unit)
        self._target.use()
        self._target.scissor = box  # the target has its upper row first
        self._gl.enable_only(self._gl.NOTHING)
        set_uniforms(self._picture, values | UNITS)
        self._picture_array.render(vertices=3)
        pixels = np.frombuffer(self._target.read(viewport=box, components=4), np.uint8)
        rgba = pixels.reshape(box[3], box[2], 4)
        return np.asarray(cv2.cvtColor(rgba, cv2.COLOR_RGBA2RGB), np.uint8)

    def _texture(self, picture: Texture | Path) -> Any:
        if not isinstance(picture, Path):
            return load_texture(self._gl, picture)
        if picture not in self._textures:
            self._textures[picture] = load_texture(self._gl, picture)
        return self._textures[picture]


class _Sheet:
    """What the figures' surfaces are drawn on: colour and coverage, normal and shine, depth."""

    def __init__(self, context: Any, size: tuple[int, int]) -> None:
        surface, way = (context.texture(size, 4) for _ in range(2))
        depth = depth_map(context, size, is_shadow=False)
        self.textures = (surface, way, depth)
        self.frame = context.framebuffer([surface, way], depth)
