"""What the terminal shows: progress while frames go by, then a table of the repetitions."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any, Self

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Table

from coach.events import (
    BodySide,
    Event,
    Flagged,
    Grade,
    Led,
    NotValid,
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
        self._not_valid: list[NotValid] = []
        self._flags: list[Flagged] = []
        self._tip = ""
        self._unjudged_s: dict[str, float] = defaultdict(float)
        self._last_s = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: Any) -> None:
        """Nothing to let go of; `show` prints."""

    def handle(self, moment: Moment) -> None:
        """Collect the repetitions, and the time that could not be judged."""
        for event in moment.events:
            match event:
                case RepFinished(rep=rep) | PartialLogged(rep=rep):
                    self._reps.append(rep)
                case Flagged():
                    self._flags.append(event)
                case NotValid():
                    self._not_valid.append(event)
        for cue in moment.cues:
            if cue.key == "next_time":
                self._tip = cue.text
        status = moment.status
        if status.stage in UNJUDGED_STAGES and status.reason:
            self._unjudged_s[status.reason] += moment.frame.t_s - self._last_s
        self._last_s = moment.frame.t_s

    def show(self) -> None:
        """Print the table, what was flagged, and what could not be judged."""
        if self._reps:
            self._console.print(self._table())
        self._line(f"{self._exercise}: {_summary(self._reps, len(self._not_valid))}")
        for flagged in self._flags:
            self._line(f"  {_flag_line(flagged)}")
        for event in self._not_valid:
            self._line(f"  {_not_valid_line(event)}")
        for reason, seconds in sorted(self._unjudged_s.items(), key=itemgetter(1))[:-4:-1]:
            if seconds >= 1.0:
                self._line(f"  not judged for {seconds:.0f} s: {self._phrases[reason]}")
        if self._tip:
            self._line(escape(self._tip))

    def _line(self, text: str) -> None:
        self._console.print(text, highlight=False)

    def _table(self) -> Table:
        """Only exercises that have sides, holds or parts have columns for them."""
        table = Table(title=self._exercise, title_justify="left")
        parts = list(dict.fromkeys(part.name for rep in self._reps for part in rep.parts))
        has_sides = any(rep.side for rep in self._reps)
        has_holds = any(rep.dose_s > 0 for rep in self._reps)
        headings = ["rep", *["side"] * has_sides, "start s", *["hold s", "dose"] * has_holds]
        headings += ["peak", "grade"]
        for heading in (*headings, *map(escape, parts), "flags"):
            numeric = heading in ("rep", "start s", "hold s", "peak")
            table.add_column(heading, justify="right" if numeric else "left")
        for rep in self._reps:
            number, start, *hold_and_dose, peak, grade, flags = _row(rep)
            side, held = [rep.side or "-"] * has_sides, hold_and_dose * has_holds
            seen = _parts_seen(rep, parts)
            table.add_row(number, *side, start, *held, peak, grade, *seen, flags)
        return table


def _event_line(event: Event) -> str:
    """What happened in a few words, "" for what needs none."""
    match event:
        case RepCounted():
            return f"[bold]{_named(event.index, event.side)}[/]"
        case RepFinished(rep=rep) if rep.dose_s > 0:
            return f"{_named(rep.index, rep.side)}: held {rep.hold_s:.1f} s"
        case PartialLogged():
            return "a small one"
        case Flagged():
            return f"[bold]! {event.flag}[/]"
        case Led():
            return "from here the coach leads"
        case NotValid():
            return f"{_named(event.index, event.side)}: not valid"
        case _:
            return ""


def _named(index: int, side: BodySide | None) -> str:
    """ "rep 2", or "left 2" where each side is counted for itself."""
    return f"{side or 'rep'} {index}"


def _summary(reps: Sequence[Rep], n_not_valid: int) -> str:
    """How many, by grade; of an exercise to both sides, to each of them."""
    counted = [rep for rep in reps if not rep.is_partial]
    n_by = Counter(rep.grade for rep in counted)
    grades = f"{n_by[Grade.SURE]} sure, {n_by[Grade.LIKELY]} likely"
    if led := n_by[Grade.POSTURE_ONLY]:
        grades += f", {led} posture only"
    number = f"{len(counted)} counted"
    if any(rep.side for rep in counted):
        sides = Counter(rep.side for rep in counted)
        number = f"{sides['left']} left and {sides['right']} right counted"
    small = f"{len(reps) - len(counted)} small"
    not_valid = f", {n_not_valid} not valid" if n_not_valid else ""
    return f"[bold]{number}[/] ({grades}), {small}{not_valid}."


def _row(rep: Rep) -> tuple[str, ...]:
    open_end = "still open" if rep.is_open else ""
    dose = "reached" if rep.dose_reached else f"short of {rep.dose_s:g} s"
    is_measured = rep.grade is not Grade.POSTURE_ONLY
    return (
        "small" if rep.is_partial else str(rep.index),
        f"{rep.start_s:.1f}",
        f"{rep.hold_s:.1f}",
        "-" if rep.is_partial or rep.dose_s <= 0 else dose,
        f"{rep.peak:.2f} {rep.unit}" if is_measured else "-",
        str(rep.grade),
        ", ".join([*rep.flags, *filter(None, [open_end])]),
    )


def _parts_seen(rep: Rep, names: Sequence[str]) -> list[str]:
    """Whether each part was done; "-" where it could not be judged."""
    done = {part.name: "yes" if part.done else "no" for part in rep.parts}
    return [done.get(name, "-") for name in names]


def _not_valid_line(event: NotValid) -> str:
    return (
        f"{event.t_s:.1f} s {_named(event.index, event.side)} was led and is not valid: "
        f"{100 * event.valid_share:.0f} % of its time was as it should be"
    )


def _flag_line(flagged: Flagged) -> str:
    advisory = " (a hint only)" if flagged.advisory else ""
    return (
        f"{flagged.t_s:.1f} s {flagged.flag}: {flagged.value:.2f} {flagged.unit}, "
        f"limit {flagged.limit:.2f}{advisory}"
    )
