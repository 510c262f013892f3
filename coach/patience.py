"""What the coach waits for: said when it lasts, and again from time to time."""

from collections.abc import Mapping

from coach.events import Phase, Stage, Status

WAITING_FOR_S = 3.0  # a reason must last so long before it is said
REPEAT_AFTER_S = 12.0  # and is repeated at most so often
SILENT_REASONS = frozenset({"ended", "quit", ""})


class Patience:
    """Follows for how long the coach has waited for one thing."""

    def __init__(self) -> None:
        self._reason = ""
        self._since_s = 0.0

    def due(self, status: Status, said_s: Mapping[str, float]) -> str:
        """The reason to say now, or "". said_s: when each was said last."""
        if not _is_waiting(status):
            self._reason, self._since_s = "", status.t_s
            return ""
        if status.reason != self._reason:
            self._reason, self._since_s = status.reason, status.t_s
            return ""
        pause_s = status.t_s - said_s.get(status.reason, float("-inf"))
        is_due = status.t_s - self._since_s >= WAITING_FOR_S and pause_s >= REPEAT_AFTER_S
        return status.reason if is_due and status.reason not in SILENT_REASONS else ""


def _is_waiting(status: Status) -> bool:
    """Nothing can be judged, or the next repetition cannot begin."""
    if status.stage is Stage.ACTIVE:
        return status.phase is Phase.REST and (status.is_led or status.reason == "posture")
    return status.stage in (Stage.SETUP, Stage.CALIBRATE, Stage.LOST)
