"""The empty room as one camera sees it in one light, drawn once and kept for all frames."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from samples.studio.camera import Camera
from samples.studio.gpu import as_bytes, depth_map, load_texture, set_uniforms
from samples.studio.light import Light
from samples.studio.shadow import ShadowMap, ShadowView, ball_around, toward
from samples.studio.solids import Solid

Picture = NDArray[np.uint8]  # (h, w, 3) RGB

FIXED_SHADOW_PX = 2048
BACKDROP_SAMPLES = 4  # the most that Mesa's llvmpipe has
FINE = 2  # the figure is drawn with 2x2 samples a pixel
GLARE_FROM = 235  # grey level; brighter is taken for a pane
GLARE_REACH = 0.08  # share of the picture's width over which glare spreads


@dataclass(frozen=True, eq=False)
class Fixed:
    """A solid in graphics memory."""

    solid: Solid
    texture: Any
    room_array: Any
    depth_array: Any


@dataclass(frozen=True)
class Backdrop:
    """Pictures of the empty room; textures have their lower row first."""

    rgb: Picture  # in full light, upper row first
    lit: Any
    shaded: Any  # as if the figure's shadow lay everywhere
    depth: Any  # FINE times as wide and high
    fixed_shadow: ShadowMap
    to_fixed_shadow: NDArray[np.float64]
    glare: Picture | None


def load_fixed(context: Any, solid: Solid, room: Any, depth: Any) -> Fixed:
    """Bring a solid into graphics memory, for the programs of the room and of its depth."""
    position = context.buffer(as_bytes(solid.vertices, np.float32))
    normal = context.buffer(as_bytes(solid.normals, np.float32))
    uv = context.buffer(as_bytes(solid.uv, np.float32))
    index = context.buffer(as_bytes(solid.triangles, np.int32))
    places = (position, "3f", "position")
    return Fixed(
        solid,
        load_texture(context, solid.texture),
        context.vertex_array(room, [places, (normal, "3f", "normal"), (uv, "2f", "uv")], index),
        context.vertex_array(depth, [places], index),
    )


class BackdropPainter:
    """Draws backdrops of one size."""

    def __init__(self, context: Any, size: tuple[int, int], room: Any, depth: Any) -> None:
        self._context, self._size = context, size
        self._room, self._depth = room, depth

    def paint(self, camera: Camera, light: Light, fixed: Sequence[Fixed]) -> Backdrop:
        """The room as `camera` sees it; what stands at a wall it looks through is left out."""
        seen = [
            part
            for part in fixed
            if part.solid.wall is None or not part.solid.wall.hides(camera.eye)
        ]
        self._context.enable_only(self._context.DEPTH_TEST | self._context.CULL_FACE)
        view = _room_shadow_view(light, seen)
        shadow = ShadowMap(self._context, FIXED_SHADOW_PX)
        shadow.begin()
        self._draw_depth(view.to_clip, [part for part in seen if part.solid.casts_shadow])
        lit = self._colours(camera, light, seen, view, shadow, key_share=1.0)
        shaded = self._colours(camera, light, seen, view, shadow, key_share=0.0)
        rgb = np.frombuffer(lit.read(), np.uint8).reshape(*self._size[::-1], 4)[::-1, :, :3]
        glare = _glare(rgb, light.glare) if light.glare > 0 else None
        depth = self._fine_depth(camera, seen)
        return Backdrop(np.ascontiguousarray(rgb), lit, shaded, depth, shadow, view.to_clip, glare)

    def _draw_depth(self, to_clip: NDArray[np.float64], parts: Sequence[Fixed]) -> None:
        set_uniforms(self._depth, {"to_clip": to_clip})
        for part in parts:
            part.depth_array.render()

    def _fine_depth(self, camera: Camera, parts: Sequence[Fixed]) -> Any:
        width, height = self._size
        depth = depth_map(self._context, (FINE * width, FINE * height), is_shadow=False)
        frame = self._context.framebuffer(depth_attachment=depth)
        frame.use()
        frame.clear(depth=1.0)
        self._draw_depth(camera.view_projection, parts)
        return depth

    def _colours(
        self,
        camera: Camera,
        light: Light,
        parts: Sequence[Fixed],
        view: ShadowView,
        shadow: ShadowMap,
        key_share: float,
    ) -> Any:
        """The room in the share `key_share` of the main light, as a texture."""
        context, size = self._context, self._size
        sampled = context.framebuffer(
            [context.renderbuffer(size, 4, samples=BACKDROP_SAMPLES)],
            context.depth_renderbuffer(size, samples=BACKDROP_SAMPLES),
        )
        sampled.use()
        sampled.clear(0.5, 0.5, 0.5, 1.0)
        shadow.texture.use(1)
        common = light_uniforms(light) | {
            "to_clip": camera.view_projection,
            "to_fixed_shadow": view.to_clip,
            "spread": view.spread,
            "eye": camera.eye,
            "window": light.window,
            "key_share": key_share,
            "texture_map": 0,
            "fixed_shadow": 1,
        }
        set_uniforms(self._room, common)
        for part in parts:
            solid = part.solid
            own = {"shine": solid.shine, "glow": solid.glow, "is_cutout": solid.is_cutout}
            set_uniforms(self._room, own)
            part.texture.use(0)
            part.room_array.render()
        colours = context.texture(size, 4)
        resolved = context.framebuffer([colours])
        context.copy_framebuffer(resolved, sampled)
        return colours


def light_uniforms(light: Light) -> dict[str, Any]:
    """The light as light.glsl wants it."""
    return {
        "toward_key": tuple(toward(light.direction)),
        "key": light.key,
        "sky": light.sky,
        "ground": light.ground,
    }


def _room_shadow_view(light: Light, parts: Sequence[Fixed]) -> ShadowView:
    casting = [part.solid.vertices for part in parts if part.solid.casts_shadow]
    if not casting:
        return ShadowView(toward(light.direction), np.zeros(3), 1.0)
    return ShadowView(toward(light.direction), *ball_around(np.concatenate(casting)))


def _glare(rgb: Picture, share: float) -> Picture:
    """Light of bright panes scattered in the lens: a wide, weak blur of them."""
    bright = np.where(rgb.min(axis=2, keepdims=True) >= GLARE_FROM, rgb, 0).astype(np.float32)
    reach_px = GLARE_REACH * rgb.shape[1]
    blurred = cv2.GaussianBlur(bright, (0, 0), reach_px)
    return np.asarray(np.clip(share * blurred, 0, 255), np.uint8)
