"""Prints where everything lies."""

from rich import filesize
from rich.markup import escape

from coach.cli.terminal import CONSOLE
from coach.edges.paths import places
from coach.edges.persons import DEFAULT_PERSON
from coach.printable import printable


def paths(person: str = DEFAULT_PERSON) -> None:
    """Print each file and folder, and its size or that it is not there; one a line, uncut."""
    found = places(person)
    sizes = ["-" if one.n_bytes is None else filesize.decimal(one.n_bytes) for one in found]
    name_width = max(len(one.name) for one in found)
    size_width = max(len(size) for size in sizes)
    for one, size in zip(found, sizes, strict=True):
        line = f"{one.name:{name_width}}  {size:>{size_width}}  {escape(printable(str(one.path)))}"
        CONSOLE.print(line, highlight=False, soft_wrap=True)
    CONSOLE.print("\n- is not there yet, and is made when it is needed.", highlight=False)
