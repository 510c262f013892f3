"""What is known of a pain from the rows of an exercise."""

from typing import Final

from coach.past import Pain

_PAINS: Final[dict[str, Pain]] = {
    "mild": "mild",
    "medium": "medium",
    "strong": "strong",
    "leg": "leg",
    "crack": "crack",
}


def pain_of(reason: str, answer: str | None) -> Pain | None:
    """None where nothing hurt; "not told" where something did and no more is known.

    reason: why the exercise was over. answer: the last one to what kind of pain it is; None where
    nobody was asked.
    """
    if answer is None and reason != "hurts":
        return None
    return _PAINS.get(answer or "", "not told")
