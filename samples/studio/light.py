"""The light in the room: one main light with shadows, and soft light from above and below."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from coach.errors import CoachError
from samples.studio.camera import Place, as_place
from samples.studio.rotation import Y, turn

Colour = tuple[float, float, float]  # linear red, green, blue; 1 is white in the picture


@dataclass(frozen=True)
class Light:
    """Colours are linear radiance; the camera's exposure belongs to the webcam.

    direction: towards the main light, any length.
    key: of the main light; sky and ground: of what comes from above and from below.
    window: how bright panes are; 1 is as bright as white paper.
    glare: share of what is over-bright that scatters over the picture.
    """

    direction: Place
    key: Colour
    sky: Colour
    ground: Colour
    window: float = 1.0
    glare: float = 0.0

    def turned(self, azimuth_deg: float) -> "Light":
        """The same light when camera and light are turned together by `azimuth_deg`."""
        return replace(self, direction=as_place(turn(Y, azimuth_deg) @ np.array(self.direction)))


LIGHTS: Mapping[str, Light] = MappingProxyType(
    {
        "good": Light(
            (0.35, 1.0, 0.45), (1.28, 1.22, 1.10), (0.60, 0.61, 0.64), (0.38, 0.35, 0.31)
        ),
        "dim": Light(
            (-0.30, 1.0, 0.25), (0.30, 0.25, 0.18), (0.13, 0.12, 0.11), (0.08, 0.07, 0.06), 0.05
        ),
        "back": Light(
            (0.25, 0.85, -1.0), (1.5, 1.5, 1.45), (0.22, 0.23, 0.26), (0.2, 0.19, 0.18), 4.0, 0.35
        ),
        "side": Light(
            (-1.0, 0.75, 0.35), (1.45, 1.34, 1.16), (0.30, 0.32, 0.36), (0.2, 0.18, 0.16), 1.3
        ),
    }
)


def light(name: str, azimuth_deg: float = 0.0) -> Light:
    """A named light as seen from the camera's azimuth: "back" is always behind the person.

    Raises CoachError when there is no light of that name.
    """
    if name not in LIGHTS:
        raise CoachError(f"light {name!r}: there is none; choose one of {', '.join(LIGHTS)}.")
    return LIGHTS[name].turned(azimuth_deg)
