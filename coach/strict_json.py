"""JSON as our own files hold it: no key twice, not endless, and every mistake one sentence."""

import json
from typing import Any

from coach.errors import CoachError

MAX_CHARACTERS = 2_000_000  # a list of a thousand clips; more is no truth


def read_json(text: str, where: str, format_help: str) -> Any:
    """The data in `text`, which is all of the file `where`.

    Raises CoachError with the file and how to mend it; `format_help` says where to read on.
    """
    if len(text) > MAX_CHARACTERS:
        raise CoachError(f"{where} is longer than {MAX_CHARACTERS} characters; shorten it.")

    def table(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        """Python would silently take the last one of a key that stands there twice."""
        found: dict[str, Any] = {}
        for key, value in pairs:
            if key in found:
                raise CoachError(f"{where}: the key {key!r} stands there twice; drop one.")
            found[key] = value
        return found

    try:
        return json.loads(text.removeprefix("\ufeff"), object_pairs_hook=table)
    except json.JSONDecodeError as error:
        raise CoachError(f"{where} is not valid JSON: {error}; {format_help}.") from error
    except RecursionError:
        raise CoachError(f"{where} is nested too deeply; {format_help}.") from None
    except ValueError:  # Python refuses to read a number of thousands of digits
        raise CoachError(f"{where} holds a number that is too long; {format_help}.") from None
