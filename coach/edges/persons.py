"""Who uses the coach: names of persons, and what is safe of them in names of files."""

import string
from itertools import groupby
from typing import Final
from unicodedata import category, name, normalize

from coach.errors import CoachError
from coach.printable import unprintable_at

DEFAULT_PERSON: Final = "me"
MAX_CHARACTERS = 30  # written out in full it still fits into the name of a file
# No capitals: some systems take "Anna" and "anna" for one file.
_PLAIN = frozenset(string.ascii_lowercase + string.digits)


def person_name(text: str) -> str:
    """A name as it is stored: however it was typed, its accents and spaces are written one way.

    Raises CoachError for one that cannot be shown on one line.
    """
    person = " ".join(normalize("NFC", text).split())
    if not person or len(person) > MAX_CHARACTERS:
        raise CoachError(
            f"{text!r} is no name of a person: write 1 to {MAX_CHARACTERS} characters on one line."
        )
    if (place := unprintable_at(person)) is not None:
        raise CoachError(
            f"{text!r} is no name of a person: character {place + 1} is "
            f"{_character_words(person[place])}, which cannot be shown there; leave it out."
        )
    return person


def file_part(person: str) -> str:
    """A stored name in letters that every file system takes; no two names share one.

    Whatever is no small letter or digit is written as its number: "Jürgen" is "_4a__fc_rgen".
    """
    return "".join(one if one in _PLAIN else f"_{ord(one):x}_" for one in person)


def readable_part(person: str) -> str:
    """A stored name as a user knows it again, for files of one's own: letters and digits of any
    script, and dashes. Two names may share one ("Anna B", "Anna-B"); none is empty.
    """
    runs = groupby(person, key=lambda one: category(one)[0] in "LMN")
    words = ["".join(run) for is_word, run in runs if is_word]
    return "-".join(words) or file_part(person)


def _character_words(one: str) -> str:
    """Such as "U+202E (right-to-left override)"; control characters have no name."""
    words = name(one, "").lower() or "a control character"
    return f"U+{ord(one):04X} ({words})"
