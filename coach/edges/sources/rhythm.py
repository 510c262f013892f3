"""How long a source may be silent before its silence means something."""

PATIENCE_STEPS, MAX_PATIENCE_S = 2.5, 1.0
_FORGETS = 0.9  # a long step is forgotten slowly


class Rhythm:
    """The usual time between two pictures, and the patience that goes with it.

    A camera in dim light, or a network camera, may give 3 pictures a second and is not lost.
    """

    def __init__(self, least_patience_s: float) -> None:
        self._least_s = least_patience_s
        self._longest_s = self._usual_s = MAX_PATIENCE_S / PATIENCE_STEPS
        self._before_s: float | None = None

    def beat(self, at_s: float) -> None:
        """A picture came. An outage counts as one long step."""
        if self._before_s is not None:
            step_s = max(at_s - self._before_s, _FORGETS * self._usual_s)
            self._usual_s = min(self._longest_s, step_s)
        self._before_s = at_s

    @property
    def patience_s(self) -> float:
        """Two and a half usual steps; never under the least, never above a second."""
        return max(self._least_s, PATIENCE_STEPS * self._usual_s)
