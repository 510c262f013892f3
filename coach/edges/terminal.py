"""What the terminal shows: progress while frames go by, then a table of the repetitions."""

from collections import defaultdict
from collections.abc import Mapping
from operator import itemgetter
from typing import Any, Self

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Table

from coach.events import (
    Event,
    Flagged,
    Grade,
    PartialLogged,
    Rep,
    RepCounted,
    RepFinished,
    Stage,
)
from coach.pipeline import Moment

UNJUDGED_STAGES = (Stage.SETUP, Stage.LOST)


class ProgressBar:
    """A sink that shows how much media time has gone by, what was counted and what is said."""

    def __init__(self, console: Console, duration_s: float | None) -> None:
        """duration_s: length of the source, None when nobody knows."""
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.completed:.0f} s"),
            TimeRemainingColumn(),
        )
        self._console = console
        # Into a file or a pipe a bar that vanishes would write nothing but empty lines.
        self._progress = Progress(
            *columns, console=console, transient=True, disable=not console.is_terminal
        )
        self._duration_s = duration_s
        self._task: TaskID | None = None
        self._shown_s = 0.0

    def __enter__(self) -> Self:
        self._progress.start()
        self._task = self._progress.add_task("Coaching", total=self._duration_s)
        return self

    def __exit__(self, *exc: Any) -> None:
        self._progress.stop()

    def handle(self, moment: Moment) -> None:
        """Move the bar; print what happened and the cues, each with its media time."""
        lines = [line for event in moment.events if (line := _event_line(event))]
        lines += [f"\u201c{escape(cue.text)}\u201d" for cue in moment.cues]
        for line in lines:
            self._console.print(f"[dim]{moment.frame.t_s:6.1f} s[/]  {line}", highlight=False)
        # Four times a second is enough for a bar; every frame would cost more than the core.
        if self._task is not None and moment.frame.t_s - self._shown_s >= 0.25:
            self._shown_s = moment.frame.t_s
            self._progress.update(self._task, completed=moment.frame.t_s)


class Results:
    """A sink that remembers the repetitions and prints them as a table at the end."""

    def __init__(self, console: Console, exercise: str, phrases: Mapping[str, str]) -> None:
        self._console = console
        self._exercise = escape(exercise)
        self._phrases = phrases
        self._reps: list[Rep] = []
        self._flags: list[Flagged] = []
        self._unjudged_s: dict[str, float] = defaultdict(float)
        self._last_s = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: Any) -> None:
        """Nothing to let go of; `show` prints."""

    def handle(self, moment: Moment) -> None:
        """Collect the repetitions, and the time that could not be judged."""
        for event in moment.events:
            if isinstance(event, RepFinished | PartialLogged):
                self._reps.append(event.rep)
            elif isinstance(event, Flagged):
                self._flags.append(event)
        status = moment.status
        if status.stage in UNJUDGED_STAGES and status.reason:
            self._unjudged_s[status.reason] += moment.frame.t_s - self._last_s
        self._last_s = moment.frame.t_s

    def show(self) -> None:
        """Print the table, what was flagged, and what could not be judged."""
        if self._reps:
            self._console.print(self._table())
        counted = [rep for rep in self._reps if not rep.is_partial]
        sure = sum(rep.grade is Grade.SURE for rep in counted)
        small = len(self._reps) - len(counted)
        self._console.print(
            f"{self._exercise}: [bold]{len(counted)} counted[/] "
            f"({sure} sure, {len(counted) - sure} likely), {small} small.",
            highlight=False,
        )
        for flagged in self._flags:
            self._console.print(f"  {_flag_line(flagged)}", highlight=False)
        for reason, seconds in sorted(self._unjudged_s.items(), key=itemgetter(1))[:-4:-1]:
            if seconds >= 1.0:
                sentence = self._phrases[reason]
                self._console.print(
                    f"  not judged for {seconds:.0f} s: {sentence}", highlight=False
                )

    def _table(self) -> Table:
        table = Table(title=self._exercise, title_justify="left")
        for heading in ("lift", "start s", "hold s", "dose", "peak", "grade", "flags"):
            numeric = heading in ("lift", "start s", "hold s", "peak")
            table.add_column(heading, justify="right" if numeric else "left")
        for rep in self._reps:
            table.add_row(*_row(rep))
        return table


def _event_line(event: Event) -> str:
    """What happened in a few words, "" for what needs none."""
    match event:
        case RepCounted():
            return f"[bold]lift {event.index}[/]"
        case RepFinished(rep=rep):
            return f"lift {rep.index}: held {rep.hold_s:.1f} s"
        case PartialLogged():
            return "a small lift"
        case Flagged():
            return f"[bold]! {event.flag}[/]"
        case _:
            return ""


def _row(rep: Rep) -> tuple[str, ...]:
    open_end = "still open" if rep.is_open else ""
    dose = (
        "-" if rep.is_partial else ("reached" if rep.dose_reached else f"short of {rep.dose_s:g} s")
    )
    return (
        "small" if rep.is_partial else str(rep.index),
        f"{rep.start_s:.1f}",
        f"{rep.hold_s:.1f}",
        dose,
        f"{rep.peak:.2f} {rep.unit}",
        str(rep.grade),
        ", ".join([*rep.flags, *filter(None, [open_end])]),
    )


def _flag_line(flagged: Flagged) -> str:
    advisory = " (a hint only)" if flagged.advisory else ""
    return (
        f"{flagged.t_s:.1f} s {flagged.flag}: {flagged.value:.2f} {flagged.unit}, "
        f"limit {flagged.limit:.2f}{advisory}"
    )
