"""Does the person want to stop an exercise? By the stop sign, a key, or by leaving it half-way."""

from coach.events import Event, NotValid, RepFinished, Stage, StopSeen
from coach.session import Command, Session
from coach.steps import Sight
from coach.workout_events import By

LEFT_FOR_S = 1.5  # out of posture in the middle of a movement: rolled over, up on the elbows
SHORT_SHARE = 0.5  # of the dose: a hold that was broken off
SHORT_SINCE_S = 10.0  # and who leaves so soon after it did not merely rest


class StopWish:
    """Watches one exercise. Leaving it counts only where the hands are not free for the sign, and
    only out of a movement: between two hangs everybody lets go of the bar.
    """

    def __init__(self) -> None:
        self._broken_off_s = float("-inf")

    def update(self, session: Session, sight: Sight, events: list[Event]) -> By | None:
        """How the person stops in this frame, if at all."""
        if any(isinstance(event, StopSeen) for event in events):
            return "arm"
        if sight.request is not None and sight.request is not Command.PAUSE:
            return "key"
        if session.exercise.stop_by != "leaving":
            return None
        if any(_is_broken_off(event) for event in events):
            self._broken_off_s = sight.t_s
        if session.left_posture_for_s(sight.t_s) >= LEFT_FOR_S:
            return "leaving"
        is_away = session.stage is Stage.PAUSED and session.reason == "stood_up"
        return "leaving" if is_away and sight.t_s - self._broken_off_s <= SHORT_SINCE_S else None


def _is_broken_off(event: Event) -> bool:
    """Whether a movement ended before its time."""
    if isinstance(event, RepFinished):
        rep = event.rep
        return rep.is_open or (rep.dose_s > 0 and rep.hold_s < SHORT_SHARE * rep.dose_s)
    return isinstance(event, NotValid)
