"""Which clips a figure is of."""

from collections.abc import Sequence

from coach.scoring.scores import ClipScore

GROUPS = ("rendered", "rendered, held out", "real", "real, held out")  # never mixed
Scores = Sequence[ClipScore]


def group(score: ClipScore) -> str:
    """Which of GROUPS a clip belongs to."""
    return score.people + (", held out" if score.held_out else "")


def own(scores: Scores) -> list[ClipScore]:
    """Clips of the exercise itself."""
    return [score for score in scores if not score.is_negative]


def watched(scores: Scores) -> list[ClipScore]:
    """Those of them in which the coach did not lead."""
    return [score for score in own(scores) if score.led is None]


def negatives(scores: Scores) -> list[ClipScore]:
    """Clips in which nothing is to be counted, nor anything that has the same movement in it."""
    return [score for score in scores if score.is_negative and not score.is_kin]


def kin(scores: Scores) -> list[ClipScore]:
    """Clips of an exercise that has a movement in common with the one that looked."""
    return [score for score in scores if score.is_negative and score.is_kin]
