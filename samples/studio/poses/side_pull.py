"""Side stretch: arms overhead, one hand pulls the other wrist and with it the body to a side."""

from collections.abc import Mapping
from dataclasses import replace

from samples.studio.figure import Figure
from samples.studio.goals import SIDES, Goals, LimbGoal, Side
from samples.studio.motion import minimum_jerk
from samples.studio.poses.lying import leg_straight, middle_of
from samples.studio.poses.overhead import with_hands_overhead
from samples.studio.poses.pose import Scenery
from samples.studio.poses.side_lean import SideLean
from samples.studio.solve import trunk_only

LEAN_DEG = 14.0  # of the line hips - shoulders
ARMS_AHEAD_DEG = 2.0  # the hands pull, so the arms lean farther than the chest
GRIP_FROM = 0.2  # share of the range at which the hand has closed round the wrist


class SidePull:
    """Legs straight. The hand of the side one leans to holds the other wrist; at rest both meet."""

    def __init__(self, figure: Figure) -> None:
        self._figure = figure
        self._lean = SideLean(figure)
        self._trunk = trunk_only(figure.skeleton, self._lean.goals(0.0))
        self._straight = {s: leg_straight(figure, self._trunk, s) for s in SIDES}
        self.scenery = Scenery(middle_of(figure, self.goals(0.0)))

    def goals(self, x: float, y: float = 0.0) -> Goals:
        """The body at the excursion `x`: 1 leans the trunk by LEAN_DEG to the right."""
        lean_deg = LEAN_DEG * x
        goals = replace(self._lean.goals(lean_deg), legs=self._legs(x))
        return with_hands_overhead(
            self._figure,
            goals,
            lean_deg=self._lean.chest_deg(lean_deg) + ARMS_AHEAD_DEG * x,
            holder="R" if x > 0 else "L",
            share=minimum_jerk(abs(x) / GRIP_FROM),
        )

    def _legs(self, x: float) -> Mapping[Side, LimbGoal]:
        return self._straight


POSE = SidePull
