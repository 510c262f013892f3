"""What may be shown as it is; names of files may hold anything but a slash."""

from typing import Final

# Zero-width non-joiner and joiner: they direct nothing. Persian words and composed emoji need them.
JOINERS: Final = frozenset("\u200c\u200d")


def is_printable(text: str) -> bool:
    """Whether all of it can be shown on one line, and nothing unseen begins or ends it."""
    return unprintable_at(text) is None


def unprintable_at(text: str) -> int | None:
    """Where the first character is that cannot be shown, or joins nothing; None: there is none."""
    last = len(text) - 1
    for place, one in enumerate(text):
        if not one.isprintable() and not (one in JOINERS and 0 < place < last):
            return place
    return None


def printable(text: str) -> str:
    r"""`text` on one line: control characters, line breaks, direction marks, and bytes that are
    no UTF-8 (lone surrogates) as escapes such as `\\n`. Ready for a terminal and for any file.
    """
    return "".join(
        one if one.isprintable() or one in JOINERS else one.encode("unicode_escape").decode("ascii")
        for one in text
    )
