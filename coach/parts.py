"""Parts of a movement that are looked for where they can be seen, and never needed for a count."""

from collections.abc import Mapping

from coach.calibration import Rest
from coach.definition_tables import Part
from coach.events import PartSeen
from coach.filters import Level

SEEN_SHARE = 0.7  # of the movement's frames, or the part could not be judged
PART_SIGMAS = 2.5  # the change that is looked for must stand out of the noise at rest so far


class PartWatch:
    """Remembers during one movement how far each part of it went."""

    def __init__(self, parts: tuple[Part, ...]) -> None:
        self._parts = parts
        self._best: dict[str, float] = {}  # largest share of the change that is asked for
        self._n_seen: dict[str, int] = {}
        self._n_frames = 0

    def begin(self) -> None:
        """A movement began."""
        self._best.clear()
        self._n_seen.clear()
        self._n_frames = 0

    def update(self, levels: Mapping[str, Level], rest: Rest, way: int) -> None:
        """One frame of the movement. way: -1 when it goes to the left, else 1."""
        self._n_frames += 1
        for part in self._parts:
            level = levels.get(part.signal)
            if level is None or not self._stands_out(part, rest):
                continue
            share = way * (level.value - rest.levels[part.signal]) / part.change
            self._n_seen[part.name] = self._n_seen.get(part.name, 0) + 1
            self._best[part.name] = max(share, self._best.get(part.name, share))

    def seen(self) -> tuple[PartSeen, ...]:
        """The parts that could be judged, and whether they were done."""
        return tuple(
            PartSeen(part.name, self._best[part.name] >= 1.0)
            for part in self._parts
            if self._n_seen.get(part.name, 0) >= SEEN_SHARE * max(1, self._n_frames)
        )

    @staticmethod
    def _stands_out(part: Part, rest: Rest) -> bool:
        noise = rest.noise.get(part.signal)
        return (
            part.signal in rest.levels
            and noise is not None
            and noise.sigma * PART_SIGMAS <= abs(part.change)
        )
