"""Strict tables of the project's file formats: the classes are the format, so they cannot drift.

A mistake in a file becomes one sentence: the file, the key, what is wrong and where to read on.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from coach.errors import CoachError
from coach.printable import is_printable

MAX_SHOWN = 60  # characters of a value that is told of in a sentence
MAX_LEVELS = 100  # tables and lists in each other; what can be read can then be written, too


class Table(BaseModel):
    """A table of a file: frozen, no unknown keys, no text where a number belongs."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


AnyTable = TypeVar("AnyTable", bound=BaseModel)
KeyPath = tuple[int | str, ...]  # keys, and places in lists from 0 on


def dotted(path: KeyPath) -> str:
    """Such as "bands.1.min", of the second table of a list."""
    return ".".join(map(str, path))


def counted(path: KeyPath) -> str:
    """The same for readers who count from 1: "bands 2.min"."""
    words = "".join(f" {part + 1}" if isinstance(part, int) else f".{part}" for part in path)
    return words[1:]


def checked(
    table: type[AnyTable],
    data: Any,
    where: str,
    format_help: str,
    error_type: type[CoachError] = CoachError,
    key_words: Callable[[KeyPath], str] = dotted,
) -> AnyTable:
    """`data`, as read from the file `where`, as one `table`.

    Raises `error_type` with the file, the key and how to mend it; `format_help` ends the sentence
    and says where the keys are explained; key_words: how a key is named.
    """
    if _is_deeper(data, MAX_LEVELS):
        raise error_type(f"{where} is nested too deeply; {format_help}.")
    if (bad := _unprintable(data)) is not None:
        raise error_type(f"{where}: {bad!r} holds a character that cannot be shown.")
    try:
        return table.model_validate(_tuples(data))
    except ValidationError as error:
        told = _most_telling(error.errors())
        place = f"{where}, {key_words(told['loc'])}" if told["loc"] else where
        raise error_type(f"{place}: {_what_is_wrong(told, table)}; {format_help}.") from error


def nearest(word: str, known: Iterable[str]) -> str:
    """` (did you mean 'lift'?)`, or the list of what there is."""
    words = list(known)
    near = get_close_matches(word, words, n=1)
    return f" (did you mean {near[0]!r}?)" if near else f" (known: {', '.join(words)})"


def _is_deeper(value: Any, levels: int) -> bool:
    """Whether more than so many tables and lists lie in each other."""
    items = value.values() if isinstance(value, Mapping) else value
    if not isinstance(value, Mapping | list):
        return False
    return levels == 0 or any(_is_deeper(item, levels - 1) for item in items)


def _unprintable(value: Any) -> str | None:
    """The first text with control or direction characters, which could upset a terminal."""
    if isinstance(value, str):
        return None if is_printable(value) else value
    items = [*value, *value.values()] if isinstance(value, Mapping) else value
    if not isinstance(items, list):
        return None
    return next((bad for item in items if (bad := _unprintable(item)) is not None), None)


def _tuples(value: Any) -> Any:
    """Arrays as tuples, all the way down, because frozen tables hold no lists."""
    if isinstance(value, Mapping):
        return {key: _tuples(item) for key, item in value.items()}
    return tuple(_tuples(item) for item in value) if isinstance(value, list) else value


# Said instead of pydantic's words, which are those of Python rather than of the file.
_PLAIN_WORDS = {
    "tuple_type": "a list in [ ] belongs here",
    "model_type": "one table with keys belongs here",
    "dict_type": "one table with keys belongs here",
    "too_long": "there are too many values",
}
# The same, before the value that stands there.
_WHAT_BELONGS = {
    "int_type": "a whole number belongs here",
    "int_from_float": "a whole number belongs here",
    "int_parsing": "a whole number belongs here",
    "float_type": "a number belongs here",
    "string_type": "a text in quotes belongs here",
    "bool_type": "true or false belongs here",
}
# What the patterns of the formats allow.
_PATTERNS = {
    "^[a-z][a-z0-9_]*$": "write small letters (a to z), digits and _, a letter first",
    "^[a-z]{2,3}$": "write two or three small letters, such as de",
}
_SUBJECT = re.compile(r"^\w+ should\b")  # such as "Input should be greater than 0"


def _most_telling(errors: list[ErrorDetails]) -> ErrorDetails:
    """A mistyped key is unknown, and its right name is missing: the unknown one tells more."""
    unknown = (error for error in errors if error["type"] == "extra_forbidden")
    return next(unknown, errors[0])


def _what_is_wrong(error: ErrorDetails, table: type[BaseModel]) -> str:
    match error["type"]:
        case "extra_forbidden":
            key = str(error["loc"][-1])
            return f"unknown key {key!r}{nearest(key, _known_keys(table, error['loc'][:-1]))}"
        case "missing" if isinstance(error["loc"][-1], int):
            return "there are too few values"
        case "missing":
            return f"the key {error['loc'][-1]!r} is missing"
        case "value_error":
            return error["msg"].removeprefix("Value error, ")
        case kind if kind in _PLAIN_WORDS:
            return _PLAIN_WORDS[kind]
        case _:
            return f"{_what_belongs(error)}, but it is {_shown(error['input'])}"


def _what_belongs(error: ErrorDetails) -> str:
    if error["type"] == "string_pattern_mismatch" and error["ctx"]["pattern"] in _PATTERNS:
        return _PATTERNS[error["ctx"]["pattern"]]
    return _WHAT_BELONGS.get(error["type"], _SUBJECT.sub("it must", error["msg"]))


def _shown(value: object) -> str:
    """A value as it was written, cut where it is long."""
    if isinstance(value, bool):
        return "true" if value else "false"
    try:
        text = repr(value)
    except ValueError:  # Python writes no number of thousands of digits
        return "a very long number"
    return text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]} ..."


def _known_keys(table: type[BaseModel], path: KeyPath) -> list[str]:
    """The keys of the table that `path` leads to."""
    for part in path:
        if isinstance(part, str) and part in table.model_fields:  # no key of a dict of tables
            table = _table_type(table.model_fields[part].annotation) or table
    return list(table.model_fields)


def _table_type(annotation: Any) -> type[BaseModel] | None:
    """The table class inside an annotation such as `tuple[Band, ...]` or `Planted | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner = (_table_type(item) for item in getattr(annotation, "__args__", ()))
    return next((table for table in inner if table is not None), None)
