"""Reads the files that the coach keeps for a user: they may be missing, and may be damaged."""

from pathlib import Path

from coach.errors import CoachError
from coach.printable import printable


def read_own(path: Path, max_characters: int, format_help: str) -> str | None:
    """The text in `path`, at most one character more than allowed; None where there is no file.

    Raises CoachError when it cannot be read or is no text; `format_help` says where to read on.
    """
    where = printable(str(path))
    try:
        with path.open(encoding="utf-8-sig") as file:
            return file.read(max_characters + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise CoachError(
            f"{where} cannot be read ({error.strerror}): mend its permissions or move it away."
        ) from error
    except UnicodeDecodeError as error:
        raise CoachError(f"{where} is no text in UTF-8; {format_help}.") from error
