"""Leading somebody of whom too little is seen: the calls go on, and nothing is claimed.

For rooms in which the camera cannot take in the whole body. Nobody's posture is judged, so every
repetition is graded "not seen"; when nobody is in the picture at all the coach waits.
"""

from collections.abc import Mapping
from dataclasses import replace

from coach.calibration import Rest, RestFinder
from coach.definition_tables import Place, Primary
from coach.definitions import Exercise
from coach.events import BodySide, Event, Grade, Phase, RepFinished
from coach.insight import Insight
from coach.leading import Leader, Watched
from coach.observer import Reading
from coach.own_range import OwnRange
from coach.tally import Tally

# Reasons for which there is nobody to be led, or not certainly the right one.
NOBODY_TO_LEAD = frozenset({"no_person", "two_people", "camera_lost", "camera_frozen"})


class BlindJudge:
    """Takes the Judge's place where the coach leads without seeing. `exercise` needs a [pace]."""

    is_leading = True
    is_blind = True
    place: Place | None = None
    primary: Primary | None = None
    rest: Rest | None = None
    hold_s: float | None = None
    own_ranges: Mapping[BodySide | None, OwnRange] = {}

    def __init__(self, exercise: Exercise, dose_s: float, tally: Tally, lead_in_s: float) -> None:
        self.tally = tally
        self.finder = RestFinder(exercise)
        self._leader = Leader(exercise, dose_s, tally, lead_in_s)

    def update(self, reading: Reading, _share: float) -> list[Event]:
        """One frame: only whether somebody is there matters."""
        broken = reading.problem if reading.problem in NOBODY_TO_LEAD else ""
        return _not_seen(self._leader.update(Watched(reading.t_s, broken, 0.0)))

    def close(self, t_s: float) -> list[Event]:
        """No more frames, or a pause: what is under way is closed as open."""
        return _not_seen(self._leader.close(t_s))

    def lose(self, t_s: float) -> list[Event]:
        """Nobody is there any more."""
        return self.close(t_s)

    @property
    def is_moving(self) -> bool:
        """Whether a repetition is being led."""
        return self.phase is not Phase.REST

    @property
    def phase(self) -> Phase:
        """The part that was called last."""
        return self._leader.phase

    @property
    def moving_side(self) -> BodySide | None:
        """To which side the body is led."""
        return self._leader.side

    @property
    def left_s(self) -> float | None:
        """Seconds left of what was called."""
        return self._leader.left_s

    @property
    def waiting_for(self) -> str:
        """Why the next repetition does not begin although it could, as a phrase key, or ""."""
        return self._leader.waiting_for

    def unjudged_for_s(self, _t_s: float) -> float:
        """Nothing is judged, and nobody shall be told to take the start position for it."""
        return 0.0

    def insight(self) -> Insight:
        """Nothing is known."""
        return Insight.unknown(float("nan"), is_judged=False)


def _not_seen(events: list[Event]) -> list[Event]:
    return [
        replace(event, rep=replace(event.rep, grade=Grade.NOT_SEEN))
        if isinstance(event, RepFinished)
        else event
        for event in events
    ]
