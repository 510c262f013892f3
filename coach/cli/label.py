"""Builds clip, files, labelling and window for `coach label`, and runs them."""

from pathlib import Path

from rich.markup import escape
from rich.progress import Progress

from coach.cli.terminal import CONSOLE
from coach.edges.labelling.clip import Clip, open_clip, read_clip
from coach.edges.labelling.files import TruthFiles
from coach.edges.labelling.head import (
    HeadWishes,
    choose_exercise,
    head_of,
    is_same_head,
    unusual_place,
)
from coach.edges.screen.bare_window import BareWindow
from coach.edges.screen.label_window import LabelWindow
from coach.edges.sources.recording import LandmarkRecording
from coach.edges.sources.video import VideoFile
from coach.labelling import Labelling, plain
from coach.labels import Labels, labels_of, with_labels
from coach.printable import printable
from coach.truth import Truth

TITLE = "Spine Coach label"


def label(file: str, wishes: HeadWishes) -> None:
    """Label one clip in a window. Raises CoachError before anything is overwritten."""
    source, files = open_clip(file), TruthFiles(Path(file))
    old, unsaved = files.load(), files.load_unsaved()
    known = old if unsaved is None else unsaved.head
    marked = old if unsaved is None else with_labels(unsaved.head, unsaved.labels)
    exercise = choose_exercise(file, marked, wishes)
    files.check_writable()
    clip = _read(source)
    head = head_of(clip, known, exercise, wishes, str(files.truth))
    if told := unusual_place(exercise, wishes):
        _print(told)
    labelling = Labelling(
        Labels() if old is None else labels_of(old),
        None if unsaved is None else unsaved.labels,
        exercise=exercise,
        is_head_new=old is not None and not is_same_head(head, old),
    )
    with BareWindow(TITLE) as window:
        _run(window, clip, files, head, labelling)
    _tell_result(files, labelling)


def _read(source: VideoFile | LandmarkRecording) -> Clip:
    with Progress(console=CONSOLE, transient=True, disable=not CONSOLE.is_terminal) as progress:
        task = progress.add_task(f"Reading {escape(printable(source.path.name))}", total=None)
        clip = read_clip(
            source, lambda t_s, whole_s: progress.update(task, completed=t_s, total=whole_s)
        )
    if clip.warning:
        _print(clip.warning)
    return clip


def _print(sentence: str) -> None:
    CONSOLE.print(escape(printable(sentence)), soft_wrap=True, highlight=False)


def _run(
    window: BareWindow, clip: Clip, files: TruthFiles, head: Truth, labelling: Labelling
) -> None:
    def save(labels: Labels) -> str:
        files.save(head, labels)
        return files.truth.name

    def keep(labels: Labels) -> None:
        if labelling.is_unsaved:
            files.keep_unsaved(head, labels)
        else:
            files.forget_unsaved()

    exercise = plain(head.exercise or "nothing is counted")
    LabelWindow(window, clip, exercise, labelling, on_save=save, on_change=keep).run()


def _tell_result(files: TruthFiles, labelling: Labelling) -> None:
    if labelling.is_unsaved:
        text = f"Not saved: the marks are kept in {files.part} for the next time."
        if not files.part.exists():
            text = f"Nothing saved: {files.truth} is as it was."
    elif files.truth.exists():
        n_reps, n_moments = len(labelling.labels.reps), len(labelling.labels.moments)
        text = f"{files.truth}: {n_reps} repetitions, {n_moments} moments."
    else:
        text = "Nothing was marked."
    _print(text)
