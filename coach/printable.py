"""Names of files as they may be shown: a name can hold anything but a slash."""


def printable(text: str) -> str:
    r"""`text` on one line: control characters, line breaks, direction marks, and bytes that are
    no UTF-8 (lone surrogates) as escapes such as `\\n`. Ready for a terminal and for any file.
    """
    return "".join(
        one if one.isprintable() else one.encode("unicode_escape").decode("ascii") for one in text
    )
