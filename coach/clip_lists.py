"""Lists of clips whose repetitions were merely counted; docs/truth-format.md explains them."""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import ConfigDict

from coach.errors import CoachError
from coach.strict_json import read_json
from coach.tables import Table, checked
from coach.truth import (
    FORMAT,
    FORMAT_HELP,
    NOT_KNOWN,
    Count,
    Pixels,
    Positive,
    ShortText,
    Truth,
)


class _ListedClip(Table):
    """One entry of a clip list. Lists come from elsewhere, so other keys are kept and not read."""

    model_config = ConfigDict(extra="allow")

    exercise: str | None = None
    people: Literal["rendered", "real"] = "real"
    subject: ShortText | None = None
    held_out: bool = False
    view: ShortText | None = None
    fps: Positive
    resolution: tuple[Pixels, Pixels]
    seconds: Positive
    rep_count: Count | None = None
    hold_seconds: tuple[Positive, ...] | None = None


def parse_clip_list(text: str, where: str, ids: Mapping[str, str]) -> dict[str, Truth]:
    """Read a list of clips with mere counts: a JSON object, clip's name -> entry.

    ids: exercise id by the lower-case words that may name it. Other words are another exercise,
    which is a negative for all of ours; they are kept as `text`.
    Raises CoachError with the file, the entry and how to mend it.
    """
    data = read_json(text, where, FORMAT_HELP)
    entries = {} if not isinstance(data, dict) else data
    if not entries or not all(isinstance(entry, dict) for entry in entries.values()):
        raise CoachError(f"{where}: is no list of clips, name -> table; {FORMAT_HELP}.")
    return {name: _listed(name, entry, where, ids) for name, entry in entries.items()}


def _listed(name: str, entry: Any, where: str, ids: Mapping[str, str]) -> Truth:
    clip = checked(_ListedClip, entry, f"{where}, {name}", FORMAT_HELP)
    exercise = ids.get((clip.exercise or "").lower())
    data: dict[str, Any] = {
        "format": FORMAT,
        "exercise": exercise,
        "people": clip.people,
        "subject": clip.subject or name,
        "held_out": clip.held_out,
        "text": clip.exercise or None,
        "camera": {"place": NOT_KNOWN, "text": clip.view},
        "fps": clip.fps,
        "size": clip.resolution,
        "seconds": clip.seconds,
        "made": dict(entry),
    }
    if exercise is not None:
        data |= {"rep_count": clip.rep_count, "hold_seconds": clip.hold_seconds}
    return checked(Truth, data, f"{where}, {name}", FORMAT_HELP)
