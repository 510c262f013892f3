"""`coach evaluate`: runs labelled clips and tells how well they were counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from coach.cli.terminal import CONSOLE, ERRORS
from coach.definitions import Exercise
from coach.edges.evaluation.accuracy import check_documents, write_documents
from coach.edges.evaluation.brief import SUMMARY_HEADS, summary
from coach.edges.evaluation.clips import Clip, Wish, find_clips
from coach.edges.evaluation.pages import check_pages, write_pages
from coach.edges.evaluation.report import Report, Section, make_report
from coach.edges.evaluation.runs import Outcome, Task, evaluate_clips
from coach.edges.evaluation.words import cell, remarks
from coach.edges.library import exercise_ids, load_exercise
from coach.edges.resources import samples_dir
from coach.errors import CoachError
from coach.printable import printable
from coach.scoring.clip_sets import GROUPS
from coach.scoring.figures import ALL_PLACES
from coach.scoring.scores import kin_of

FULL_TABLES = 3  # of so many exercises; of more only a summary is printed


@dataclass(frozen=True, slots=True)
class Options:
    """What `coach evaluate` was asked for."""

    is_video: bool = False
    truth_list: Path | None = None
    exercises: Sequence[str] = ()
    negatives: str | None = None  # own or all; None: all, unless exercises are named
    jobs: int = -1
    scheduler: str | None = None
    out: Path | None = None
    documents: Sequence[Path] = ()  # in which tables are renewed
    model: Path | None = None


def evaluate(paths: Sequence[Path], options: Options) -> None:
    """Evaluate the clips in `paths`. Clips that cannot be read are told at the end, and fail."""
    _check(options)
    bundled = [load_exercise(name) for name in exercise_ids()]
    exercises = _asked_for(options.exercises) or bundled
    known = list({one.id: one for one in (*bundled, *exercises)}.values())
    paths = paths or [samples_dir()]
    clips, bad, unmatched = find_clips(paths, Wish(options.is_video, options.truth_list), known)
    if not clips and not bad:
        raise CoachError(f"{paths[0]}: holds no clips with a truth; docs/truth-format.md says how.")
    tasks = plan(clips, exercises, known, options, _bundle(options))
    outcomes = _run(tasks, options)
    settings = {"negatives": _negatives(options), "videos": options.is_video}
    report = make_report(
        settings,
        exercises,
        outcomes,
        bad,
        known=known,
        unmatched=unmatched,
    )
    _show(report)
    for path in _write(report, known, options):
        CONSOLE.print(f"Written: {escape(printable(str(path)))}", soft_wrap=True)
    _check_whole(report, len(clips) + len(bad))


def _write(report: Report, known: Sequence[Exercise], options: Options) -> list[Path]:
    """What was asked for; a document keeps its tables when nothing was evaluated."""
    written = [] if options.out is None else write_pages(report, options.out)
    if report.outcomes:
        write_documents(report, known, options.documents)
        written += options.documents
    return written


def _check_whole(report: Report, n_clips: int) -> None:
    """Raise CoachError, for the exit code, when the figures are not those of all clips."""
    if not report.outcomes:
        raise CoachError("No clip was evaluated; what stands above says why.")
    if report.bad:
        raise CoachError(
            f"{len(report.bad)} of {n_clips} clips could not be evaluated; the figures are those "
            "of the others."
        )


def _asked_for(names: Sequence[str]) -> list[Exercise]:
    """Raises CoachError when two share an id: their clips and figures could not be told apart."""
    exercises = [load_exercise(name) for name in dict.fromkeys(names)]
    ids = [exercise.id for exercise in exercises]
    for exercise_id in ids:
        if ids.count(exercise_id) > 1:
            raise CoachError(
                f"--exercise {exercise_id}: two exercises have this id; give one of them, or "
                "change the id in your own file."
            )
    return exercises


def plan(
    clips: Sequence[Clip],
    exercises: Sequence[Exercise],
    known: Sequence[Exercise],
    options: Options,
    bundle: Path | None,
) -> list[Task]:
    """Which of `exercises` look at each clip: its own one; all where there is nothing to count.

    With negatives "all", every exercise also looks at the clips of all others. `known` are all
    that have a definition, and tell which have a movement in common.
    """
    tasks = []
    for clip in clips:
        own = clip.truth.exercise
        sees_all = own is None or _negatives(options) == "all"
        looking = tuple(one for one in exercises if sees_all or one.id == own)
        tasks.append(Task(clip, looking, options.out is not None, bundle, kin_of(own, known)))
    return tasks


def _negatives(options: Options) -> str:
    """All, unless told otherwise: it takes a few minutes. Who names exercises wants to be quick."""
    if options.negatives is not None:
        return options.negatives
    return "own" if options.exercises else "all"


def _check(options: Options) -> None:
    if options.negatives not in (None, "own", "all"):
        raise CoachError(f"--negatives {options.negatives}: write own or all.")
    if options.jobs == 0 or options.jobs < -1:
        raise CoachError(f"--jobs {options.jobs}: write how many processes, or -1 for all cores.")
    if options.out is not None:
        if options.out.exists() and not options.out.is_dir():
            raise CoachError(f"{options.out}: is a file; --out names a folder for the report.")
        check_pages(options.out)
    check_documents(options.documents)


def _bundle(options: Options) -> Path | None:
    """The pose model, where videos are run."""
    if not options.is_video:
        return None
    if options.model is not None:
        from coach.edges.pose.model_bundle import check_user_bundle

        return check_user_bundle(options.model)
    from coach.edges.pose.progress import fetch_with_progress

    return fetch_with_progress(ERRORS)


def _run(tasks: Sequence[Task], options: Options) -> list[Outcome]:
    columns = (
        TextColumn("Evaluating"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("clips"),
        TimeRemainingColumn(),
    )
    progress = Progress(*columns, console=CONSOLE, transient=True, disable=not CONSOLE.is_terminal)
    with progress:
        bar = progress.add_task("", total=len(tasks))
        return evaluate_clips(
            tasks,
            options.jobs,
            options.scheduler,
            lambda done: progress.advance(bar, len(done)),
        )


def _show(report: Report) -> None:
    if len(report.sections) <= FULL_TABLES:
        for section in report.sections:
            CONSOLE.print(_table(report, section))
    else:
        for group in GROUPS:
            if lines := summary(report, group):
                CONSOLE.print(_summary(group, lines))
        CONSOLE.print("  Everything else stands in the report that --out writes.")
    for remark in remarks(report):
        CONSOLE.print(f"  {escape(remark)}", highlight=False)
    for bad in report.bad:
        ERRORS.print(f"  {escape(bad.sentence)}", soft_wrap=True, highlight=False)


def _summary(group: str, lines: list[list[str]]) -> Table:
    table = Table(title=group, title_justify="left")
    for word in SUMMARY_HEADS:
        table.add_column(word, overflow="fold")
    for line in lines:
        table.add_row(*map(escape, line))
    return table


def _table(report: Report, section: Section) -> Table:
    """All places together; empty groups are left out here, the written report has them."""
    groups = section.groups()
    table = Table(title=section.name, title_justify="left")
    table.add_column("")
    for group in groups:
        table.add_column(group)
    cells = section.by_place[ALL_PLACES]
    for row in report.rows:
        table.add_row(row.words, *(cell(row, cells[row.key][group]) for group in groups))
    return table
