"""NAME.joints.npz: the true joints of every frame of a rendered clip."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from coach.edges.sources.npz import ARCHIVE_ERRORS, read_npz
from coach.errors import CoachError
from samples.studio.joints import NAMES
from samples.studio.rotation import Array

STEP_PX, STEP_M = 1 / 16, 1e-4  # a tenth of a millimetre: some exercises move one centimetre
JOINTS_ENDING = ".joints.npz"
NAN_CODE = -32768
ARRAYS = ("t_s", "image", "world", "names", "image_step_px", "world_step_m")
MAX_BYTES = 50_000_000  # some hours of frames


@dataclass(frozen=True, eq=False)
class TrueJoints:
    """Where the joints truly are; NaN while nobody is in the room."""

    t_s: Array  # (T,)
    image: Array  # (T, 15, 2) pixels
    world: Array  # (T, 15, 3) metres: x towards the feet, y up, z to the right of one on the back


def write_joints(path: Path, joints: TrueJoints) -> None:
    """Write the file, whole or not at all. Raises OSError when it cannot be written."""
    part = path.with_name(path.name + ".part")
    with part.open("wb") as file:
        np.savez_compressed(
            file,
            t_s=joints.t_s,
            image=_codes(joints.image, STEP_PX),
            world=_codes(joints.world, STEP_M),
            names=np.array(NAMES),
            image_step_px=np.float64(STEP_PX),
            world_step_m=np.float64(STEP_M),
        )
    part.replace(path)


def read_joints(path: Path) -> TrueJoints:
    """Read the file. Raises CoachError when it is none, or of another studio."""
    try:
        arrays = read_npz(path, ARRAYS, MAX_BYTES)
        if tuple(arrays["names"]) != NAMES:
            raise ValueError("it names other joints")
        image = _decoded(arrays["image"], float(arrays["image_step_px"]))
        world = _decoded(arrays["world"], float(arrays["world_step_m"]))
    except ARCHIVE_ERRORS as error:
        raise CoachError(f"{path} holds no true joints ({error}); render the clip again.") from None
    return TrueJoints(arrays["t_s"], image, world)


def _codes(places: Array, step: float) -> NDArray[np.int16]:
    codes = np.clip(np.rint(places / step), -32767, 32767)
    return np.asfortranarray(np.where(np.isfinite(codes), codes, NAN_CODE).astype(np.int16))


def _decoded(codes: NDArray[np.int16], step: float) -> Array:
    return np.where(codes == NAN_CODE, np.nan, codes * step)
