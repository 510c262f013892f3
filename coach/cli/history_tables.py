"""The history as tables: the last sessions, or all exercises of one."""

from collections.abc import Sequence

from rich.console import Console, JustifyMethod
from rich.table import Table
from rich.text import Text

from coach.edges.history.listing import ExerciseLine, SessionLine
from coach.edges.local_day import local
from coach.printable import printable

_NUMERIC = ("id", "min", "done", "count", "hold s")
_WRAPPED = ("person", "programme", "flags", "end")  # where a terminal is narrow
_LEAST_WIDTH = 10  # of these: a word of our own
_PIPE_WIDTH = 10_000  # into a file or a pipe nothing is cut or broken
_BACK = {"usual": "as usual", "amber": "worse than usual", "red": "with warning signs"}


def show_table(console: Console, table: Table) -> None:
    """Print it, in a terminal as wide as that is."""
    wide = console if console.is_terminal else Console(file=console.file, width=_PIPE_WIDTH)
    wide.print(table)


def sessions_table(sessions: Sequence[SessionLine]) -> Table:
    """One row a session; persons only where there are several."""
    has_persons = len({one.person for one in sessions}) > 1
    headings = ["id", "began", *["person"] * has_persons, "programme"]
    table = _table(*headings, "min", "done", "pain", "end")
    for one in sessions:
        person = [one.person] * has_persons
        done = f"{one.n_done}/{one.n_planned}"
        minutes = f"{one.lasted_s / 60:.0f}"
        pain = ", ".join(one.pains)
        cells = [str(one.id), local_time(one.began_s), *person, _programme(one), minutes, done]
        _add_row(table, *cells, pain, one.end)
    return table


def session_heading(one: SessionLine) -> Text:
    """A session in one line."""
    parts = [
        f"Session {one.id} of {one.person}, {local_time(one.began_s)}: {_programme(one)}",
        f"{one.lasted_s / 60:.0f} minutes",
        f"{one.n_done} of {one.n_planned} exercises done",
        f"end: {one.end}" if one.end else "",
        f"went on with session {one.continues_id}" if one.continues_id is not None else "",
        f"back: {_BACK.get(one.back, one.back)}" if one.back else "",
    ]
    return Text(printable("; ".join(filter(None, parts))))


def exercises_table(exercises: Sequence[ExerciseLine]) -> Table:
    """One row an exercise; sides and holds only where there are any."""
    has_sides = any(_is_sided(one) for one in exercises)
    has_holds = any(one.hold_s is not None for one in exercises)
    headings = ["exercise", "dose", "count", *["L/R"] * has_sides, *["hold s"] * has_holds]
    table = _table(*headings, "counts", "flags", "pain", "end")
    for one in exercises:
        sides = f"{one.left_count}/{one.right_count}" if _is_sided(one) else ""
        hold = "" if one.hold_s is None else f"{one.hold_s:.1f}"
        cells = [one.exercise, _dose(one), str(one.count)]
        cells += [*[sides] * has_sides, *[hold] * has_holds]
        _add_row(table, *cells, _certainty(one), _flags(one), one.pain, one.end)
    return table


def local_time(since_1970_s: float) -> str:
    """`2026-11-21 19:30` by the clock on the wall; "?" for what no calendar has."""
    try:
        return f"{local(since_1970_s):%Y-%m-%d %H:%M}"
    except (ValueError, OverflowError, OSError):
        return "?"


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


def _programme(one: SessionLine) -> str:
    return f"{one.programme} alone" if one.is_alone else one.programme


def _table(*headings: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in headings:
        justify: JustifyMethod = "right" if heading in _NUMERIC else "left"
        is_wrapped = heading in _WRAPPED
        least = _LEAST_WIDTH if is_wrapped else None
        table.add_column(heading, justify=justify, no_wrap=not is_wrapped, min_width=least)
    return table


def _add_row(table: Table, *cells: str) -> None:
    """Text, not markup: a name may hold anything."""
    table.add_row(*(Text(printable(cell)) for cell in cells))
