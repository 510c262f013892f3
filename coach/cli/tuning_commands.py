"""The commands of those who test and tune: labels, and comparing with them."""

from pathlib import Path
from typing import Annotated

import typer

from coach.cli.options import ModelOption, given_path


def label(
    file: Annotated[str, typer.Argument(help="A video or a landmark recording (.npz).")],
    exercise: Annotated[
        str | None,
        typer.Option("--exercise", "-e", help="What is done in it: an exercise's id, or none."),
    ] = None,
    subject: Annotated[
        str | None, typer.Option("--subject", help="Who is seen: any name that tells people apart.")
    ] = None,
    held_out: Annotated[
        bool | None,
        typer.Option("--held-out/--not-held-out", help="Whether this subject is kept from tuning."),
    ] = None,
    place: Annotated[
        str | None, typer.Option("--place", help="Where the camera stood: a place's id.")
    ] = None,
    people: Annotated[str | None, typer.Option("--people", help="real, or rendered.")] = None,
) -> None:
    """Mark repetitions and moments of a clip in a window; h shows the keys."""
    from coach.cli.label import label as label_clip
    from coach.edges.labelling.head import HeadWishes

    label_clip(file, HeadWishes(exercise, subject, held_out, place, people))


def evaluate(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Recordings, or folders of them; the bundled samples without.",
            parser=given_path,
            metavar="PATHS",
        ),
    ] = None,
    videos: Annotated[
        bool, typer.Option("--videos", help="Run videos through the pose model instead.")
    ] = False,
    truth: Annotated[
        Path | None,
        typer.Option(
            "--truth",
            help="A clip list that lies elsewhere (.json).",
            parser=given_path,
            metavar="PATH",
        ),
    ] = None,
    exercise: Annotated[
        list[str] | None,
        typer.Option("--exercise", "-e", help="Only this exercise; may be given again."),
    ] = None,
    negatives: Annotated[
        str | None,
        typer.Option(
            "--negatives",
            help="all: every exercise also sees all others' clips; own, where exercises are named.",
        ),
    ] = None,
    jobs: Annotated[int, typer.Option("--jobs", "-j", help="Processes; -1 is all cores.")] = -1,
    scheduler: Annotated[
        str | None, typer.Option("--scheduler", help="A Dask scheduler's address.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            help="Write report.html, .md and .json there.",
            parser=given_path,
            metavar="PATH",
        ),
    ] = None,
    readme: Annotated[
        list[Path] | None,
        typer.Option(
            "--readme",
            help="Renew the tables in this document; may be given again.",
            parser=given_path,
            metavar="PATH",
        ),
    ] = None,
    model: ModelOption = None,
) -> None:
    """Compare what the coach counts with what truly happens in labelled clips."""
    from coach.cli import evaluate as command

    options = command.Options(
        is_video=videos,
        truth_list=truth,
        exercises=exercise or (),
        negatives=negatives,
        jobs=jobs,
        scheduler=scheduler,
        out=out,
        documents=readme or (),
        model=model,
    )
    command.evaluate(paths or [], options)
