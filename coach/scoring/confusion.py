"""Which exercise counts what in whose clips: every exercise against the clips of all others."""

from collections.abc import Sequence
from dataclasses import dataclass

from coach.scoring.scores import ClipScore


@dataclass(frozen=True, slots=True)
class Crossing:
    """One exercise in the clips of one exercise, of one group of people."""

    exercise: str  # that looked at them
    clip_exercise: str | None  # that is done in them; None: no exercise of ours
    clips: int
    minutes: float  # in which a movement could have been counted: not while the coach led
    found: int  # repetitions that were counted; false ones in clips of others
    true: int  # to be counted: 0 in clips of others
    led_clips: int
    is_kin: bool  # the two have a movement in common

    @property
    def is_own(self) -> bool:
        """Whether these are the exercise's own clips."""
        return self.exercise == self.clip_exercise


def crossings(scores: Sequence[ClipScore]) -> list[Crossing]:
    """Of the scores of one group of people, in order of the names; clips of no exercise come last.

    What the exercise itself was led through is in `clips` and `led_clips`, and in nothing else.
    """
    met: dict[tuple[str, str | None], list[ClipScore]] = {}
    for score in scores:
        met.setdefault((score.exercise, score.clip_exercise), []).append(score)
    ordered = sorted(met, key=lambda pair: (pair[0], pair[1] is None, pair[1] or ""))
    return [_crossing(met[pair]) for pair in ordered]


def _crossing(scores: Sequence[ClipScore]) -> Crossing:
    one = scores[0]
    counted = [score for score in scores if score.is_negative or not score.is_led]
    return Crossing(
        exercise=one.exercise,
        clip_exercise=one.clip_exercise,
        clips=len(scores),
        minutes=sum(score.watched_s for score in counted) / 60,
        found=sum(score.found_count for score in counted),
        true=sum(score.true_count for score in counted),
        led_clips=sum(score.is_led for score in scores),
        is_kin=one.is_kin,
    )
