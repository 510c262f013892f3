"""The posture in which movement counts: gates on signals, and joints that stay planted."""

from collections.abc import Mapping

from coach.definitions import Exercise
from coach.filters import Level
from coach.signals import Joint


def planted_key(joint: Joint, axis: str) -> str:
    """The name under which a planted joint's position is filtered like a signal."""
    return f"{joint}.{axis}"


class Posture:
    """Checks one exercise's posture against the place the body had at rest."""

    def __init__(self, exercise: Exercise) -> None:
        self._gates = exercise.gates
        self._planted: dict[Joint, float] = {}
        if exercise.planted is not None:
            pairs = zip(exercise.planted.joints, exercise.planted.max_drift_s0, strict=True)
            self._planted = dict(pairs)
        self._at: dict[Joint, tuple[float, float]] = {}

    def holds(self, levels: Mapping[str, Level], *, is_led: bool = False) -> bool:
        """Whether movement counts in this posture, or may be led."""
        gates = (gate for gate in self._gates if is_led or not gate.only_led)
        if not all(gate.holds(levels[gate.signal].value) for gate in gates):
            return False
        return all(self._is_in_place(joint, levels) for joint in self._at)

    def follow(self, levels: Mapping[str, Level]) -> None:
        """Nothing moves: the planted joints' places are these."""
        self._at = {joint: _position(joint, levels) for joint in self._planted}

    def forget(self) -> None:
        """The body may be somewhere else now."""
        self._at.clear()

    def _is_in_place(self, joint: Joint, levels: Mapping[str, Level]) -> bool:
        x, y = _position(joint, levels)
        x0, y0 = self._at[joint]
        return bool((x - x0) ** 2 + (y - y0) ** 2 <= self._planted[joint] ** 2)


def _position(joint: Joint, levels: Mapping[str, Level]) -> tuple[float, float]:
    """Where a joint is, in trunk lengths."""
    return levels[planted_key(joint, "x")].value, levels[planted_key(joint, "y")].value
