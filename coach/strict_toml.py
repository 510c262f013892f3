"""TOML as our own files hold it: not endless, and every mistake one sentence."""

import tomllib
from typing import Any

from coach.errors import CoachError


def read_toml(
    text: str,
    where: str,
    format_help: str,
    max_characters: int,
    error_type: type[CoachError] = CoachError,
) -> dict[str, Any]:
    """The data in `text`, which is all of the file `where`.

    Raises `error_type` with the file and how to mend it; `format_help` says where to read on.
    """
    if len(text) > max_characters:
        raise error_type(f"{where} is longer than {max_characters} characters; shorten it.")
    try:
        return tomllib.loads(text.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError as error:
        raise error_type(f"{where} is not valid TOML: {error}; {format_help}.") from error
    except RecursionError:
        raise error_type(f"{where} is nested too deeply; {format_help}.") from None
    except ValueError:  # Python refuses to read a number of thousands of digits
        raise error_type(f"{where} holds a number that is too long; {format_help}.") from None
