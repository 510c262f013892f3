"""The user's own folders on this system: data, settings, and what can be fetched again."""

from collections.abc import Callable
from pathlib import Path
from typing import Final, Literal

import platformdirs

from coach.errors import CoachError

FOLDERS: Final[dict[str, Callable[..., str]]] = {
    "data": platformdirs.user_data_dir,
    "config": platformdirs.user_config_dir,
    "cache": platformdirs.user_cache_dir,
}
_CONTENTS = {"data": "history, ranges and programmes", "config": "settings", "cache": "model"}


def user_folder(kind: Literal["data", "config", "cache"]) -> Path:
    """Spine Coach's folder of that kind; it may not exist yet.

    Raises CoachError where the system does not tell whose home this is, as for an account without
    one: what is private must not lie in whatever folder the user happens to be in.
    """
    try:
        folder = Path(FOLDERS[kind]("spine-coach", appauthor=False))
    except RuntimeError as error:
        raise _homeless(kind) from error
    if not folder.is_absolute():  # earlier versions of platformdirs leave the ~ in it
        raise _homeless(kind)
    return folder


def _homeless(kind: str) -> CoachError:
    return CoachError(
        f"Your home folder is not known, so there is no place for your {_CONTENTS[kind]}: set HOME "
        f"(or XDG_{kind.upper()}_HOME) to the whole path of a folder of yours."
    )
