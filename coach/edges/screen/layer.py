"""Strokes that stay the same for many frames: drawn once, then laid over each picture."""

from collections.abc import Callable, Hashable

import cv2
import numpy as np
from numpy.typing import NDArray

from coach.edges.screen.drawing import Box, Colour
from coach.edges.sources.pictures import Picture

INK: Colour = (24, 24, 24)  # dark letters; pure black would be a hole in the layer


class Layer:
    """One drawing and where it covers the picture. Black, (0, 0, 0), is transparent."""

    def __init__(self) -> None:
        self._key: tuple[Hashable, tuple[int, ...]] | None = None
        self._box = Box(0, 0, 0, 0)
        self._strokes: Picture = np.empty((0, 0, 3), np.uint8)
        self._mask: NDArray[np.uint8] = np.empty((0, 0), np.uint8)

    def lay(self, picture: Picture, key: Hashable, draw: Callable[[Picture], None]) -> None:
        """Lay the drawing over `picture`; `draw` draws it anew where `key` or the size changed."""
        if self._key != (key, picture.shape):
            self._key = (key, picture.shape)
            self._draw(picture.shape, draw)
        box = self._box
        if box.width > 0:
            part = picture[box.y : box.bottom, box.x : box.right]
            cv2.copyTo(self._strokes, self._mask, part)

    def _draw(self, shape: tuple[int, ...], draw: Callable[[Picture], None]) -> None:
        canvas: Picture = np.zeros(shape, np.uint8)
        draw(canvas)
        mask = np.asarray(cv2.bitwise_not(cv2.inRange(canvas, (0, 0, 0), (0, 0, 0))), np.uint8)
        self._box = box = Box(*cv2.boundingRect(mask))
        kept = np.s_[box.y : box.bottom, box.x : box.right]
        self._strokes, self._mask = canvas[kept].copy(), mask[kept].copy()
