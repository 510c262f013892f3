"""Clips in which the coach led: it calls the pace, so its repetitions are not those of the clip.

Compared is what it is there for: whether it takes a quiet clip for valid, and notices when the
person does something else.
"""

from dataclasses import dataclass

from coach.definitions import Exercise
from coach.scoring.found import Found, Lead
from coach.truth import Happening, TrueMoment, Truth

ALARM_AFTER_S = 2.0  # something else is noticed so long after its end at the latest
# What no exercise's posture allows. Not "other": nobody knows what that is.
BREAKS_POSTURE = frozenset(
    {
        Happening.GET_UP,
        Happening.TURN_OVER,
        Happening.SCRATCH_FACE,
        Happening.REACH_GLASS,
        Happening.ARMS_UP,
        Happening.STAND,
        Happening.WALK,
        Happening.ABSENT,
        Happening.EMPTY_ROOM,
    }
)


@dataclass(frozen=True, slots=True)
class LedScore:
    """How well one clip was led."""

    begun: int  # repetitions at the coach's pace
    finished: int  # of those: over, and valid
    not_valid: int  # over, and not valid; what the clip cuts off is neither
    is_clean: bool  # nothing in the clip should make one not valid
    breaks_due: int = 0  # times at which the posture is broken while the coach leads
    breaks_seen: int = 0  # those that it noticed

    @property
    def paced(self) -> int:
        """Repetitions at the coach's pace that were led to their end."""
        return self.finished + self.not_valid


def led_score(truth: Truth, exercise: Exercise, found: Found) -> LedScore | None:
    """None where movements were watched. An exercise that is always led is judged as such even
    when the coach never came to lead.
    """
    breaks = [moment for moment in truth.moments if moment.what in BREAKS_POSTURE]
    is_clean = not breaks and not any(rep.faults for rep in truth.reps or ())
    if found.lead is None:
        return None if exercise.is_counted_somewhere else LedScore(0, 0, 0, is_clean)
    lead = found.lead
    due = [moment for moment in breaks if lead.is_leading(moment.start_s)]
    seen = sum(_is_noticed(moment, lead) for moment in due)
    return LedScore(lead.begun, lead.finished, lead.not_valid, is_clean, len(due), seen)


def _is_noticed(moment: TrueMoment, lead: Lead) -> bool:
    last_s = moment.end_s + ALARM_AFTER_S
    return any(moment.start_s <= t_s <= last_s for t_s in lead.alarms_s)
