"""Whatever a camera or decoder hands out, as the one kind of picture the coach works on."""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]


def as_bgr(picture: NDArray[Any] | None) -> Picture | None:
    """The picture as (height, width, 3) BGR uint8, C-contiguous; None when there is none.

    picture: (height, width), or (height, width, 1, 3 or 4); uint8, or 16 bits a channel.
    The pose model breaks for good on an empty or one-channel picture and is silently wrong on a
    strided one, so nothing else may leave a source.
    """
    if picture is None or picture.size == 0 or picture.ndim not in (2, 3):
        return None
    if picture.dtype == np.uint16:
        picture = picture >> 8
    picture = picture.astype(np.uint8, copy=False)
    channels = 1 if picture.ndim == 2 else picture.shape[2]
    if channels == 1:
        picture = cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR)
    elif channels == 4:
        picture = cv2.cvtColor(picture, cv2.COLOR_BGRA2BGR)
    elif channels != 3:
        return None
    contiguous: Picture = np.ascontiguousarray(picture)
    return contiguous
