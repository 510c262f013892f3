"""The history as tables: the last sessions, or all exercises of one.

In a window that is too narrow for the columns each row takes two lines or more: nothing is left
out, least of all pain, flags and ends.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import Console, JustifyMethod
from rich.table import Table
from rich.text import Text

from coach.edges.history.listing import ExerciseLine, SessionLine
from coach.edges.local_day import local
from coach.printable import printable

Row = Sequence[str]
Names = Mapping[str, str]  # of exercises, by id; where one is missing its id is told

_NUMERIC = ("id", "min", "done", "count", "hold s")
_WRAPPED = ("person", "programme", "flags", "end")  # where a terminal is narrow
_LEAST_WIDTH = 10  # of these: a word of our own
_GAP = 2  # between columns
_LAST = ("flags", "pain", "end")  # stand in a line of their own where columns have no room
_PIPE_WIDTH = 10_000  # into a file or a pipe nothing is cut or broken
_BACK = {"usual": "as usual", "amber": "worse than usual", "red": "with warning signs"}


@dataclass(frozen=True, slots=True)
class Listing:
    """Headings, and rows with a cell for each."""

    headings: Row
    rows: Sequence[Row]


def show_listing(console: Console, listing: Listing) -> None:
    """Print it: in a terminal in columns where they have room, in lines where they have not."""
    wide = console if console.is_terminal else Console(file=console.file, width=_PIPE_WIDTH)
    is_wide = _least_width(listing) <= wide.width
    wide.print(_columns(listing) if is_wide else _stacked(listing))


def sessions_listing(sessions: Sequence[SessionLine], names: Names) -> Listing:
    """One row a session; persons only where there are several."""
    has_persons = len({one.person for one in sessions}) > 1
    headings = ["id", "began", *["person"] * has_persons, "programme"]
    rows = []
    for one in sessions:
        person = [one.person] * has_persons
        cells = [str(one.id), local_time(one.began_s), *person, _programme(one, names)]
        cells += [_minutes(one), f"{one.n_done}/{one.n_planned}", ", ".join(one.pains), one.end]
        rows.append(cells)
    return Listing([*headings, "min", "done", "pain", "end"], rows)


def session_heading(one: SessionLine, names: Names) -> Text:
    """A session in one line."""
    minutes = _minutes(one)
    what = _programme(one, names)
    parts = [
        f"Session {one.id} of {one.person}, {local_time(one.began_s)}: {what}",
        f"{minutes} minute" if minutes in ("<1", "1") else f"{minutes} minutes",
        f"{one.n_done} of {one.n_planned} exercises done",
        f"end: {one.end}" if one.end else "",
        f"went on with session {one.continues_id}" if one.continues_id is not None else "",
        f"back: {_BACK.get(one.back, one.back)}" if one.back else "",
    ]
    return Text(printable("; ".join(filter(None, parts))))


def exercises_listing(exercises: Sequence[ExerciseLine], names: Names) -> Listing:
    """One row an exercise; sides and holds only where there are any."""
    has_sides = any(_is_sided(one) for one in exercises)
    has_holds = any(one.hold_s is not None for one in exercises)
    headings = ["exercise", "dose", "count", *["L/R"] * has_sides, *["hold s"] * has_holds]
    rows = []
    for one in exercises:
        sides = f"{one.left_count}/{one.right_count}" if _is_sided(one) else ""
        hold = "" if one.hold_s is None else f"{one.hold_s:.1f}"
        cells = [names.get(one.exercise, one.exercise), _dose(one), str(one.count)]
        cells += [*[sides] * has_sides, *[hold] * has_holds]
        rows.append([*cells, _certainty(one), _flags(one), one.pain, one.end])
    return Listing([*headings, "counts", "flags", "pain", "end"], rows)


def local_time(since_1970_s: float) -> str:
    """`2026-11-21 19:30` by the clock on the wall; "?" for what no calendar has."""
    try:
        return f"{local(since_1970_s):%Y-%m-%d %H:%M}"
    except (ValueError, OverflowError, OSError):
        return "?"


def _minutes(one: SessionLine) -> str:
    minutes = round(one.lasted_s / 60)
    return str(minutes) if minutes else "<1"


def _is_sided(one: ExerciseLine) -> bool:
    return bool(one.left_count or one.right_count)


def _certainty(one: ExerciseLine) -> str:
    """How sure the counts are: led ones were called, not seen."""
    counts = {"sure": one.n_sure, "likely": one.n_likely, "led": one.n_led}
    return ", ".join(f"{n} {grade}" for grade, n in counts.items() if n)


def _dose(one: ExerciseLine) -> str:
    return f"{one.dose_reps} x {one.dose_s:g} s" if one.dose_s > 0 else str(one.dose_reps)


def _flags(one: ExerciseLine) -> str:
    return ", ".join(f"{n} {flag}" for flag, n in one.flags)


def _programme(one: SessionLine, names: Names) -> str:
    return f"{names.get(one.programme, one.programme)} alone" if one.is_alone else one.programme


def _columns(listing: Listing) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, _GAP, 0, 0))
    for heading in listing.headings:
        justify: JustifyMethod = "right" if heading in _NUMERIC else "left"
        is_wrapped = heading in _WRAPPED
        least = _LEAST_WIDTH if is_wrapped else None
        table.add_column(
            heading, justify=justify, no_wrap=not is_wrapped, min_width=least, overflow="fold"
        )
    for row in listing.rows:
        table.add_row(*map(_text, row))
    return table


def _least_width(listing: Listing) -> int:
    """What the columns need so that no word in them is broken."""
    widths = []
    for heading, *cells in zip(listing.headings, *listing.rows, strict=True):
        whole = [heading, *map(printable, cells)]
        if heading in _WRAPPED:
            words = [word for cell in whole for word in cell.split()]
            widths.append(max(_LEAST_WIDTH, *map(cell_len, words)))
        else:
            widths.append(max(map(cell_len, whole)))
    return sum(widths) + _GAP * len(widths)


def _stacked(listing: Listing) -> Table:
    """The first column, and beside it all others by their headings, the last ones in a new line."""
    table = Table(box=None, pad_edge=False, padding=(0, _GAP, 0, 0), show_header=False)
    table.add_column(max_width=_LEAST_WIDTH * 2, overflow="fold")
    table.add_column(overflow="fold")
    for row in listing.rows:
        table.add_row(_text(row[0]), Text("\n".join(_lines(listing.headings, row))))
    return table


def _lines(headings: Row, row: Row) -> Iterator[str]:
    pairs = list(zip(headings, row, strict=True))[1:]
    for is_last in (False, True):
        told = [
            f"{heading}: {printable(cell)}"
            for heading, cell in pairs
            if cell and (heading in _LAST) == is_last
        ]
        if told:
            yield "; ".join(told)


def _text(cell: str) -> Text:
    """Text, not markup: a name may hold anything."""
    return Text(printable(cell))
