"""Truths and findings made by hand, for tests of the scores."""

from dataclasses import replace
from typing import Any

from coach.events import Flag, Grade
from coach.scoring.found import Found, FoundRep
from coach.truth import CameraView, TrueRep, Truth


def true_rep(start_s: float, *faults: str, **more: Any) -> TrueRep:
    """Out in 1.6 s, two seconds at the top, back in 1.6 s."""
    later_s = {"start_s": 0.0, "top_s": 1.6, "release_s": 3.6, "end_s": 5.2}
    times = {key: start_s + after_s for key, after_s in later_s.items()}
    return TrueRep(**(times | {"faults": faults} | more))


def truth(*reps: TrueRep, **more: Any) -> Truth:
    """A minute of real pelvis lifts with these repetitions."""
    facts: dict[str, Any] = {
        "format": 1,
        "exercise": "pelvis_lift",
        "people": "real",
        "subject": "p07",
        "camera": CameraView(place="low_table"),
        "fps": 30.0,
        "size": (640, 480),
        "seconds": 60.0,
        "reps": reps,
    }
    return Truth(**(facts | more))


def negative(**more: Any) -> Truth:
    """A minute with nothing to count."""
    return truth(**({"exercise": None, "reps": None} | more))


def found_rep(start_s: float, end_s: float, **more: Any) -> FoundRep:
    """Counted 0.8 s after its start, and sure."""
    plain = FoundRep(start_s, end_s, end_s - start_s, start_s + 0.8, Grade.SURE)
    return replace(plain, **more)


def found(*reps: FoundRep, flags: tuple[tuple[float, Flag], ...] = (), **more: Any) -> Found:
    """What was counted and flagged in a minute that was judged all through."""
    return replace(Found(reps, (), flags, (), (), 60.0), **more)
