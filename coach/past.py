"""What is known of earlier sessions: all that the plan of a day depends on."""

from dataclasses import dataclass
from typing import Literal

Pain = Literal["mild", "medium", "strong", "leg", "crack", "not told"]


@dataclass(frozen=True, slots=True)
class PastExercise:
    """One exercise of one earlier session."""

    exercise: str  # id
    dose_reps: int  # what was asked for
    dose_s: float  # 0 where nothing is held
    count: int  # what was done
    n_sudden: int  # sudden flags that were no mere hints
    is_complete: bool  # the dose was done
    pain: Pain | None = None  # stopped because it hurt


@dataclass(frozen=True, slots=True)
class PastSession:
    """One earlier session of one person."""

    programme: str  # id
    began_s: float  # seconds since 1970, UTC
    ended_s: float | None  # None: it was broken off by a crash or a power cut
    reason: str  # why it ended, see workout_events.WorkoutEnded; "" where it was broken off
    exercises: tuple[PastExercise, ...]

    @property
    def is_done(self) -> bool:
        """Whether it came to its own end, and something was done in it."""
        return self.reason == "done" and any(one.count > 0 for one in self.exercises)
