"""What a truth file says beside the labels: from the options, the clip, and the file there is."""

from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from coach.edges.labelling.clip import Clip
from coach.edges.library import load_exercise
from coach.errors import CoachError
from coach.tables import checked
from coach.truth import FORMAT, FORMAT_HELP, NOT_KNOWN, Truth

NO_EXERCISE = "none"  # as the user writes it
# The truth of a video also serves a recording of it, which may miss the last frames.
LENGTH_TOLERANCE = 0.05
LENGTH_TOLERANCE_S = 0.5


@dataclass(frozen=True, slots=True)
class HeadWishes:
    """What the user asked for; None leaves what the file says."""

    exercise: str | None = None
    subject: str | None = None
    is_held_out: bool | None = None
    place: str | None = None
    people: str | None = None


def choose_exercise(clip_name: str, old: Truth | None, wishes: HeadWishes) -> str | None:
    """The id of the exercise in the clip; None when nothing is to be counted.

    Raises CoachError when nobody said it, or when the exercise or its camera place is unknown.
    """
    if wishes.exercise == NO_EXERCISE:
        return None
    if wishes.exercise is None and old is None:
        raise CoachError(
            f"{clip_name} has no truth file yet: say what is done in it with --exercise ID, or "
            f"with --exercise {NO_EXERCISE} when nothing is to be counted."
        )
    exercise = wishes.exercise or (old.exercise if old is not None else None)
    if exercise is None or wishes == HeadWishes():
        return exercise
    definition = load_exercise(exercise)
    places = [place.id for place in definition.places]
    if wishes.place not in (None, NOT_KNOWN, *places):
        near = get_close_matches(wishes.place or "", places, n=1) or [*places, NOT_KNOWN]
        raise CoachError(
            f"--place {wishes.place}: {definition.id} has no such camera place; "
            f"write {' or '.join(near)}."
        )
    return definition.id


def head_of(
    clip: Clip, old: Truth | None, exercise: str | None, wishes: HeadWishes, where: str
) -> Truth:
    """The truth of this clip, as it is before labels are changed.

    old: what the truth file says, or the head that was not saved. where: the truth file's name.
    Raises CoachError when the file is about another clip, or a wish is not possible.
    """
    if old is not None:
        _check_same_clip(clip, old, where)
    data = _new(clip) if old is None else old.model_dump(mode="json")
    data["seconds"] = max(data["seconds"], round(clip.seconds, 3))
    data["exercise"] = exercise
    if exercise is not None and data.get("rep_count") is None and data.get("reps") is None:
        data["reps"] = []
    wished = {
        "subject": wishes.subject,
        "held_out": wishes.is_held_out,
        "people": wishes.people,
    }
    data |= {key: value for key, value in wished.items() if value is not None}
    if wishes.place is not None:
        data["camera"] |= {"place": wishes.place}
    return checked(Truth, data, where, FORMAT_HELP)


def is_same_head(one: Truth, other: Truth) -> bool:
    """Whether two truths say the same beside their labels and the exact length."""
    free = {key: getattr(other, key) for key in ("reps", "moments", "seconds")}
    return one.model_copy(update=free) == other


def _new(clip: Clip) -> dict[str, Any]:
    """A labelled clip shows a real person until somebody says otherwise."""
    if min(clip.size) <= 0:
        raise CoachError(f"{clip.path}: does not tell the size of its pictures; record it again.")
    return {
        "format": FORMAT,
        "people": "real",
        "subject": NOT_KNOWN,
        "camera": {"place": NOT_KNOWN},
        "fps": round(clip.fps, 3),
        "size": list(clip.size),
        "seconds": round(clip.seconds, 3),
    }


def _check_same_clip(clip: Clip, old: Truth, where: str) -> None:
    off_s = abs(clip.seconds - old.seconds)
    if off_s > max(LENGTH_TOLERANCE_S, LENGTH_TOLERANCE * old.seconds):
        raise CoachError(
            f"{where} is about a clip of {old.seconds:.1f} s, but {clip.path} lasts "
            f"{clip.seconds:.1f} s: does it belong to another one? Move it away to label anew."
        )
