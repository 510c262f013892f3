"""What a webcam adds to a clean picture: a soft lens, wandering exposure, noise, a little shake."""

from dataclasses import dataclass
from functools import cached_property, lru_cache

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

from samples.studio.backdrop import Picture
from samples.studio.rotation import Array

FLICKER_HZ = (0.37, 1.13)  # automatic exposure hunts slowly
SHAKE_HZ = (0.3, 3.0)  # a hand, or a shelf when someone walks by
N_SHAKE_WAVES = 4
CHROMA_SHARE = 0.3  # cameras smooth colour noise more than brightness noise
BANK_MARGIN_PX = 256
SHORTEST_FRAME_S = 0.002  # no camera gives two frames nearer in time


@dataclass(frozen=True)
class Webcam:
    """The same picture at the same time gives the same bytes, in whatever order it is asked.

    noise_sigma: of the sensor, in grey levels. blur_px: sigma of the lens's blur.
    flicker: share by which the exposure wanders. shake_px: root mean square of the picture's
    shift along each axis. exposure: multiplies the grey levels.
    """

    noise_sigma: float = 1.5
    blur_px: float = 0.5
    flicker: float = 0.004
    shake_px: float = 0.0
    exposure: float = 1.0
    seed: int = 0

    def seen(self, picture: Picture, t_s: float) -> Picture:
        """(h, w, 3) RGB as the camera gives it at `t_s`; `picture` is left as it is."""
        if self.shake_px > 0:
            picture = _shifted(picture, self._shift_px(t_s))
        if self.blur_px > 0:
            picture = np.asarray(cv2.GaussianBlur(picture, (0, 0), self.blur_px), np.uint8)
        picture = np.asarray(cv2.LUT(picture, self._exposed_levels(t_s)), np.uint8)
        if self.noise_sigma > 0:
            height, width = picture.shape[:2]
            noise = self._noise(height, width, t_s)
            picture = np.asarray(cv2.add(picture, noise, dtype=cv2.CV_8U), np.uint8)
        return picture

    def moved(self, points: ArrayLike, t_s: float) -> Array:
        """(n, 2) pixels of places in the clean picture, in the picture seen at `t_s`."""
        moved: Array = np.asarray(points, np.float64) + self._shift_px(t_s)
        return moved

    def _shift_px(self, t_s: float) -> Array:
        """(2,) pixels, smooth in time."""
        hertz, phase = self._shake_waves
        waves = np.sin(2 * np.pi * hertz * t_s + phase).sum(axis=1)
        shift: Array = self.shake_px * np.sqrt(2 / N_SHAKE_WAVES) * waves
        return shift

    def _exposed_levels(self, t_s: float) -> NDArray[np.uint8]:
        phases = np.random.default_rng([self.seed, 1]).uniform(0, 2 * np.pi, len(FLICKER_HZ))
        wander = np.sin(2 * np.pi * np.array(FLICKER_HZ) * t_s + phases).mean()
        levels = np.arange(256) * self.exposure * (1 + self.flicker * wander)
        return np.asarray(np.clip(np.round(levels), 0, 255), np.uint8)

    def _noise(self, height: int, width: int, t_s: float) -> NDArray[np.int16]:
        """A piece of the bank at a place drawn for this moment: drawing anew is too slow."""
        bank = _noise_bank(self.noise_sigma, self.seed, height, width)
        moment = np.random.default_rng([self.seed, 2, round(t_s * 1e6)])
        top = int(moment.integers(bank.shape[0] - height + 1))
        left = int(moment.integers(bank.shape[1] - width + 1))
        return bank[top : top + height, left : left + width]

    @cached_property
    def _shake_waves(self) -> tuple[Array, Array]:
        """(2, waves) frequencies and phases, for x and y."""
        random = np.random.default_rng([self.seed, 0])
        shape = (2, N_SHAKE_WAVES)
        return random.uniform(*SHAKE_HZ, shape), random.uniform(0, 2 * np.pi, shape)


def frame_times(
    seconds: float, fps: float, jitter_s: float = 0.0, drop_share: float = 0.0, seed: int = 0
) -> Array:
    """(T,) seconds at which frames are taken: from 0, below `seconds`, strictly increasing.

    jitter_s: frames are late by up to this much. drop_share: of the frames that are lost; never
    the first.
    """
    random = np.random.default_rng(seed)
    regular = np.arange(int(np.ceil(seconds * fps - 1e-9))) / fps
    late = regular + random.uniform(0.0, jitter_s, len(regular)) if jitter_s > 0 else regular
    kept = random.uniform(size=len(regular)) >= drop_share
    kept[0] = True
    late[0] = 0.0
    times = late[kept]
    # A late frame pushes the next one back, it does not overtake it.
    steps = np.arange(len(times)) * SHORTEST_FRAME_S
    times = np.maximum.accumulate(times - steps) + steps
    in_time: Array = times[times < seconds]
    return in_time


def _shifted(picture: Picture, shift_px: Array) -> Picture:
    height, width = picture.shape[:2]
    move = np.array([[1.0, 0.0, shift_px[0]], [0.0, 1.0, shift_px[1]]])
    return np.asarray(
        cv2.warpAffine(picture, move, (width, height), borderMode=cv2.BORDER_REPLICATE), np.uint8
    )


@lru_cache(maxsize=2)
def _noise_bank(sigma: float, seed: int, height: int, width: int) -> NDArray[np.int16]:
    """Noise for pictures of this size and a margin to move about in; (h, w, 3) grey levels."""
    random = np.random.default_rng([seed, 3])
    rows, columns = height + BANK_MARGIN_PX, width + BANK_MARGIN_PX
    grey = random.standard_normal((rows, columns, 1), np.float32)
    colour = random.standard_normal((rows, columns, 3), np.float32)
    mixed = (grey + CHROMA_SHARE * colour) / np.sqrt(1 + CHROMA_SHARE**2)
    bank: NDArray[np.int16] = np.round(sigma * mixed).astype(np.int16)
    return bank
