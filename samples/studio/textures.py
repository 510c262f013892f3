"""Textures drawn by numbers: floors, walls, mats, wood and a picture for the wall."""

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

Texture = NDArray[np.uint8]  # (h, w, 3 or 4), RGB or RGBA
Rgb = tuple[int, int, int]

PLANKS = 8
FLOOR_PX = 1024


def as_texture(values: ArrayLike) -> Texture:
    """Numbers of any kind as a texture, cut off at 0 and 255."""
    cut: Texture = np.clip(np.asarray(values, np.float32), 0, 255).astype(np.uint8)
    return cut


def plain(colour: Rgb) -> Texture:
    """(4, 4, 3) one colour."""
    return as_texture(np.full((4, 4, 3), colour))


def grained(colour: Rgb, strength: float, grain_px: tuple[float, float], seed: int) -> Texture:
    """(256, 256, 3) one colour with grain: cloth and foam where round, wood where drawn out.

    strength: standard deviation of the grain in grey levels; grain_px: its width and height.
    """
    noise = np.random.default_rng(seed).normal(0, 1, (256, 256)).astype(np.float32)
    smooth = cv2.GaussianBlur(noise, (0, 0), sigmaX=grain_px[0], sigmaY=grain_px[1])
    smooth *= strength / smooth.std()
    return as_texture(np.full((256, 256, 3), colour, np.float32) + smooth[:, :, None])


def planks(colour: Rgb, seed: int) -> Texture:
    """(1024, 1024, 3) floor boards that run down the texture."""
    random = np.random.default_rng(seed)
    floor = np.full((FLOOR_PX, FLOOR_PX, 3), colour, np.float32)
    width = FLOOR_PX // PLANKS
    for left in range(0, FLOOR_PX, width):
        board = floor[:, left : left + width]
        cut = int(random.integers(100, FLOOR_PX - 100))
        board[:cut] *= random.uniform(0.93, 1.05)
        board[cut:] *= random.uniform(0.93, 1.05)
        board[cut : cut + 2] *= 0.75
        board[:, :2] *= 0.72
    noise = random.normal(0, 1, (FLOOR_PX, FLOOR_PX)).astype(np.float32)
    grain = cv2.GaussianBlur(noise, (0, 0), sigmaX=1.2, sigmaY=40)
    floor *= (1 + 0.035 * grain / grain.std())[:, :, None]
    return as_texture(floor)


def carpet(colour: Rgb, seed: int) -> Texture:
    """(256, 256, 3) short pile."""
    return grained(colour, 9.0, (0.8, 0.8), seed)


def hills() -> Texture:
    """(220, 284, 3) a framed picture: three ranges of hills under a warm sky."""
    height, width = 192, 256
    y, x = np.mgrid[0:height, 0:width] / np.array([height, width]).reshape(2, 1, 1)
    sky, haze = np.array([150, 190, 206]), np.array([250, 222, 178])
    image = (1 - y[..., None]) * sky + y[..., None] * haze
    image[(x - 0.68) ** 2 * 1.8 + (y - 0.38) ** 2 < 0.007] = (250, 238, 200)
    for base, rise, waves, phase, colour in (
        (0.55, 0.08, 5, 0.3, (150, 178, 160)),
        (0.68, 0.07, 7, 1.4, (112, 150, 128)),
        (0.82, 0.06, 4, 2.6, (84, 122, 104)),
    ):
        image[y > base + rise * np.sin(waves * x + phase)] = colour
    return as_texture(np.pad(image, ((14, 14), (14, 14), (0, 0)), constant_values=245))


def outdoors(seed: int) -> Texture:
    """(128, 128, 3) what is seen through a window, out of focus: sky over bushes."""
    random = np.random.default_rng(seed)
    image = np.full((128, 128, 3), (222, 234, 246), np.float32)
    for x in range(-10, 138, 6):
        top = int(random.uniform(70, 96))
        colour = np.array([120, 150, 110]) * random.uniform(0.8, 1.15)
        cv2.circle(image, (x, top + 20), 22, colour.tolist(), -1)
        image[top + 20 :, max(x, 0) : x + 6] = colour
    return as_texture(cv2.GaussianBlur(image, (0, 0), 4))
