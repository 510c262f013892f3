"""Who uses the coach: names of persons, and what is safe of them in names of files."""

import string
from typing import Final
from unicodedata import normalize

from coach.errors import CoachError

DEFAULT_PERSON: Final = "me"
MAX_CHARACTERS = 30  # written out in full it still fits into the name of a file
# No capitals: some systems take "Anna" and "anna" for one file.
_PLAIN = frozenset(string.ascii_lowercase + string.digits)


def person_name(text: str) -> str:
    """A name as it is stored: however it was typed, its accents and spaces are written one way.

    Raises CoachError for one that cannot be shown on one line.
    """
    name = " ".join(normalize("NFC", text).split())
    if not name or len(name) > MAX_CHARACTERS or not name.isprintable():
        raise CoachError(
            f"{text!r} is no name of a person: write 1 to {MAX_CHARACTERS} characters on one line."
        )
    return name


def file_part(person: str) -> str:
    """A stored name in letters that every file system takes; no two names share one.

    Whatever is no small letter or digit is written as its number: "Jürgen" is "_4a__fc_rgen".
    """
    return "".join(one if one in _PLAIN else f"_{ord(one):x}_" for one in person)
