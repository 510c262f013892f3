"""How many repetitions were counted, of each side for itself."""

from coach.events import BodySide


class Tally:
    """Counts by side; None is the side of an exercise that has none."""

    def __init__(self) -> None:
        self._counts: dict[BodySide | None, int] = {}

    def add(self, side: BodySide | None) -> int:
        """Count one more; returns its number, from 1."""
        self._counts[side] = self.of(side) + 1
        return self._counts[side]

    def of(self, side: BodySide | None) -> int:
        """How many there are of one side."""
        return self._counts.get(side, 0)

    @property
    def sides(self) -> tuple[int, int]:
        """To the left, to the right."""
        return self.of("left"), self.of("right")

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self._counts.values())
