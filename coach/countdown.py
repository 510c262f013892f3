"""The last seconds of a stay, counted aloud: 3, 2, 1."""

from coach.definitions import Exercise
from coach.events import Phase, Stage, Status

SHORTEST_S = 5.0  # a shorter stay is over before counting down would help
FROM = 3
LATE_S = 0.5  # a frame that comes so late has missed its number
BREATHE_AFTER_S = 2.5  # into a stay that is long enough for it
BREATHE_LEFT_S = 4.5


def stay_left_s(status: Status, exercise: Exercise) -> tuple[float, float] | None:
    """How long the present stay lasts and how much of it is left; None outside one."""
    if status.stage is not Stage.ACTIVE:
        return None
    if status.is_led:
        if status.phase is not Phase.HOLD or status.left_s is None:
            return None
        pace_s = None if exercise.pace is None else exercise.pace.stay_s
        return pace_s or status.dose_s, status.left_s
    if status.hold_s is None or status.dose_s <= 0:
        return None
    return status.dose_s, status.dose_s - status.hold_s


class Countdown:
    """Tells each number once a stay."""

    def __init__(self, exercise: Exercise) -> None:
        self._exercise = exercise
        self._next = FROM
        self._is_end_told = False

    def update(self, status: Status) -> int | None:
        """The number to say with this frame, if any."""
        stay = stay_left_s(status, self._exercise)
        if stay is None or stay[0] < SHORTEST_S or stay[1] > FROM:
            self._next = FROM
            return None
        left_s = stay[1]
        while self._next > 0 and left_s <= self._next - LATE_S:
            self._next -= 1
        if not 0 < left_s <= self._next:
            return None
        self._next -= 1
        return self._next + 1

    def is_end_near(self, status: Status) -> bool:
        """Once a stay: three seconds before it ends, or at its beginning if it is shorter."""
        stay = stay_left_s(status, self._exercise)
        if stay is None or stay[1] > FROM:
            self._is_end_told = False
            return False
        was_told, self._is_end_told = self._is_end_told, True
        return not was_told and stay[1] > 0

    def is_time_to_breathe(self, status: Status) -> bool:
        """Whether the stay goes on for so long that a word helps against holding the breath."""
        stay = stay_left_s(status, self._exercise)
        return (
            stay is not None and stay[0] - stay[1] >= BREATHE_AFTER_S and stay[1] >= BREATHE_LEFT_S
        )
