"""What a truth file says beside the labels: from the options, the clip, and the file there is."""

from dataclasses import dataclass
from typing import Any

from coach.edges.labelling.clip import Clip
from coach.edges.library import exercise_ids, load_exercise
from coach.errors import CoachError
from coach.tables import checked, nearest
from coach.truth import FORMAT, FORMAT_HELP, NOT_KNOWN, Truth

NO_EXERCISE = "none"  # as the user writes it


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

    old: what is known of the clip, with all that is marked in it.
    Raises CoachError when nobody said it, when the wished exercise is unknown, or when nothing
    shall be counted although repetitions are marked.
    """
    if wishes.exercise == NO_EXERCISE:
        _check_nothing_counted(clip_name, old)
        return None
    if wishes.exercise is not None:
        return load_exercise(wishes.exercise).id
    if old is None:
        raise CoachError(
            f"{clip_name} has no truth file yet: say what is done in it with --exercise ID, or "
            f"with --exercise {NO_EXERCISE} when nothing is to be counted."
        )
    return old.exercise  # also one that has no definition yet


def _check_nothing_counted(clip_name: str, old: Truth | None) -> None:
    n_reps = 0 if old is None else len(old.reps or ()) or old.rep_count or 0
    if n_reps:
        raise CoachError(
            f"--exercise {NO_EXERCISE}: in {clip_name} {n_reps} repetitions are marked; leave the "
            "option out and delete them first (d), or move the truth file away."
        )


def unusual_place(exercise: str | None, wishes: HeadWishes) -> str | None:
    """What to tell about a place that the exercise does not have, which may be mistyped."""
    if wishes.place is None or exercise not in exercise_ids():
        return None
    places = [place.id for place in load_exercise(exercise).places]
    if wishes.place in (NOT_KNOWN, *places):
        return None
    near = nearest(wishes.place, places)
    return f"--place {wishes.place}: is no place of {exercise}{near}; taken as it stands."


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
    if not old.is_of_length(clip.seconds):
        raise CoachError(
            f"{where} is about a clip of {old.seconds:.1f} s, but {clip.path} lasts "
            f"{clip.seconds:.1f} s: does it belong to another one? Move it away to label anew."
        )
