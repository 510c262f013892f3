"""The programmes that a user added: checked copies in the user's own data folder."""

import re
from pathlib import Path
from typing import Any, Final

import tomlkit

from coach.edges.atomic_file import replace_text
from coach.edges.user_folders import user_folder
from coach.errors import CoachError
from coach.printable import printable
from coach.programmes import FORMAT_HELP, Programme

_HEADING: Final = f"Written by `coach program add`; {FORMAT_HELP}."
_ID: Final = re.compile(r"[a-z][a-z0-9_]*")  # what else lies there is nobody's programme


def added_dir() -> Path:
    """The folder; it may not exist yet."""
    return user_folder("data") / "programmes"


def added_path(programme_id: str) -> Path:
    """Where the programme lies, or would."""
    return added_dir() / f"{programme_id}.toml"


def added_ids() -> list[str]:
    """By name of their file; whether it is good is not known yet."""
    return sorted(path.stem for path in added_dir().glob("*.toml") if _ID.fullmatch(path.stem))


def store_programme(programme: Programme) -> Path:
    """Write the programme anew from what was understood of it, whole or not at all.

    Readable by its owner only, because it may tell for whom it is. One of the same id is replaced.
    Raises CoachError when it cannot be written; then all is as it was.
    """
    path = added_path(programme.id)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_text(path, programme_text(programme))
    except OSError as error:
        raise CoachError(
            f"{printable(str(path))}: the programme cannot be stored ({error.strerror or error}); "
            "free some space or mend the folder's permissions."
        ) from error
    return path


def remove_programme(programme_id: str) -> Path:
    """Delete an added programme, a damaged one too. Raises CoachError when that cannot be done."""
    path = added_path(programme_id)
    try:
        path.unlink()
    except OSError as error:
        raise CoachError(
            f"{printable(str(path))} cannot be removed ({error.strerror or error}); "
            "mend the folder's permissions."
        ) from error
    return path


def programme_text(programme: Programme) -> str:
    """The programme as a file of its format: what `parse_programme` reads as the same."""
    values: dict[str, Any] = programme.model_dump(exclude_none=True)
    tables = values.pop("adjust")
    document = tomlkit.document()
    document.add(tomlkit.comment(_HEADING))
    document.update(values)
    if tables:
        adjust = tomlkit.aot()
        for values in tables:
            table = tomlkit.table()
            table.update(values)
            adjust.append(table)
        document.add("adjust", adjust)
    return tomlkit.dumps(document)
