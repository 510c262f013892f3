"""The trunk of somebody who lies on the back and leans to a side, sliding over the mat."""

from dataclasses import replace

import numpy as np

from samples.studio.contact import lowest_m
from samples.studio.figure import Figure
from samples.studio.goals import SIDES, Goals
from samples.studio.poses.lying import SUPINE, hip, lying_trunk, settled, shoulder
from samples.studio.rotation import X, Y, turn
from samples.studio.solve import trunk_only

SHRUG_DEG = 12.0  # arms overhead lift the shoulders
STRETCH_SHARE = 0.35  # of the lean: the pulled shoulder goes farther up, the other as much down
HEAD_SHARE = 1.2  # of the chest's angle: the neck bends on, out of the way of the pulled arm
PROBE_DEG = 15.0
BACK_SINK_M = 0.004  # the mat is soft
GRID_DEG = np.linspace(-28.0, 28.0, 15)  # leans for which the body is laid down beforehand


class SideLean:
    """Lateral flexion of the spine above a pelvis that stays, or rolls with it."""

    def __init__(self, figure: Figure, roll_per_lean: float = 0.0) -> None:
        """roll_per_lean: degrees by which the pelvis rolls to the same side, per degree of lean."""
        self._figure = figure
        self._roll_per_lean = roll_per_lean
        shrugged = replace(lying_trunk(SUPINE), shrug_deg=dict.fromkeys(SIDES, SHRUG_DEG))
        self._rest = settled(figure, shrugged)
        self._chest_per_lean = PROBE_DEG / self._lean_of(self._bent(PROBE_DEG, 0.0))
        sunk_m = np.array([self._sunk_m(self._leaning(lean)) for lean in GRID_DEG])
        self._rises_m = (sunk_m + sunk_m[::-1]) / 2  # the same to both sides, though clothes differ

    def chest_deg(self, lean_deg: float) -> float:
        """How far the chest is turned when the line hips - shoulders leans by `lean_deg`.

        More than the line: the spine bends all along.
        """
        return self._chest_per_lean * lean_deg

    def goals(self, lean_deg: float) -> Goals:
        """The trunk with hanging limbs; positive leans lead to the person's right."""
        rise_m = np.interp(lean_deg, GRID_DEG, self._rises_m)
        return self._leaning(lean_deg).moved([0.0, rise_m, 0.0])

    def _leaning(self, lean_deg: float) -> Goals:
        bent = self._bent(self.chest_deg(lean_deg), self._roll_per_lean * lean_deg)
        stretch_deg = STRETCH_SHARE * lean_deg
        return replace(bent, shrug_deg={"L": SHRUG_DEG + stretch_deg, "R": SHRUG_DEG - stretch_deg})

    def _bent(self, chest_deg: float, roll_deg: float) -> Goals:
        return replace(
            self._rest,
            pelvis=turn(X, roll_deg) @ SUPINE,
            chest=turn(Y, chest_deg) @ SUPINE,
            head=turn(Y, HEAD_SHARE * chest_deg) @ self._rest.head,
        )

    def _sunk_m(self, goals: Goals) -> float:
        """How much deeper than it should the lowest point of back or head lies."""
        trunk = trunk_only(self._figure.skeleton, goals)
        lowest = min(lowest_m(self._figure, trunk, part) for part in ("trunk", "head"))
        return -lowest - BACK_SINK_M

    def _lean_of(self, goals: Goals) -> float:
        trunk = trunk_only(self._figure.skeleton, goals)
        shoulders = np.mean([shoulder(self._figure, trunk, s) for s in SIDES], axis=0)
        hips = np.mean([hip(self._figure, trunk, s) for s in SIDES], axis=0)
        way = shoulders - hips
        return float(np.degrees(np.arctan2(way[2], -way[0])))
