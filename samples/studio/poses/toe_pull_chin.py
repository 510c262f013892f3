"""Toes and chin: on the back, the toes are pulled up while the chin comes to the chest."""

from dataclasses import replace

import numpy as np

from samples.studio.figure import Figure
from samples.studio.goals import SIDES, Goals
from samples.studio.poses.lying import leg_straight, middle_of, supine_rest
from samples.studio.poses.pose import Scenery
from samples.studio.poses.toe_pull import point_deg
from samples.studio.rotation import Array, X, turn
from samples.studio.solve import trunk_only

# Of the head against the chest: near the chest at the nominal top, and as far as any neck goes.
CHIN_DOWN_DEG, FARTHEST_DEG = 28.0, 55.0
LEAST_DEG, MOST_DEG = 45.0, 65.0  # of movement, however far back the head lies at rest


class ToePullChin:
    """Legs straight, arms at the sides; only feet and head move."""

    def __init__(self, figure: Figure) -> None:
        self._figure = figure
        self._rest = supine_rest(figure)
        self._trunk = trunk_only(figure.skeleton, self._rest)
        self._across: Array = self._rest.chest @ X
        laid = self._rest.chest.T @ self._rest.head
        self._laid_deg = float(np.degrees(np.arctan2(laid[2, 1], laid[2, 2])))
        self._range_deg = float(np.clip(CHIN_DOWN_DEG - self._laid_deg, LEAST_DEG, MOST_DEG))
        self.scenery = Scenery(middle_of(figure, self._rest))

    def goals(self, x: float, y: float = 0.0) -> Goals:
        """The body at the excursion `x`: 1 is toes well pulled and the chin near the chest."""
        feet = point_deg(x)
        legs = {s: leg_straight(self._figure, self._trunk, s, point_deg=feet) for s in SIDES}
        chin_deg = min(self._range_deg * x, FARTHEST_DEG - self._laid_deg)
        head = turn(self._across, chin_deg) @ self._rest.head
        return replace(self._rest, legs=legs, head=head)


POSE = ToePullChin
