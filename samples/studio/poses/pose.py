"""What every exercise of the studio offers: how the body lies or stands at any excursion."""

from dataclasses import dataclass
from typing import Protocol

from samples.studio.furniture import Crossbar, Table, WallBars
from samples.studio.goals import Goals
from samples.studio.rotation import Array

Furniture = Crossbar | WallBars | Table


@dataclass(frozen=True)
class Scenery:
    """What stands around the body, and where a camera should look."""

    middle: Array  # (3,) metres, the middle of the body during the exercise
    furniture: tuple[Furniture, ...] = ()
    has_mat: bool = True
    has_front: bool = False  # somebody stands or hangs: cameras stand in front, behind, beside
    front_deg: float = 0.0  # the azimuth from which that front is seen


class ExercisePose(Protocol):
    """One exercise done by one figure."""

    scenery: Scenery

    def goals(self, x: float, y: float = 0.0) -> Goals:
        """The body at the excursion `x`, a share of the nominal range: 0 rest, 1 the whole of it.

        Sides: positive x leads to the person's right, negative to the left. y: the way to and fro
        in circles (positive = legs back), 0 elsewhere. Over-large movements come as |x| up to 1.6.
        Continuous in x and y: a film is made of it.
        """
