"""`coach exercises`: what there is, one of them in full, and whether files are good."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.padding import Padding

from coach.cli.exercise_sheet import by_grade, dose, sheet
from coach.cli.terminal import CONSOLE
from coach.edges.library import exercise_ids, load_exercise, load_phrases
from coach.errors import CoachError
from coach.events import Grade
from coach.exercise_set import Listed, Mistake, clashes
from coach.printable import printable
from coach.schema import exercise_schema, programme_schema

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="The exercises, and the files they stand in."
)


@app.command("list")
def list_all() -> None:
    """List the exercises: id, name, kind, dose, and from where they are counted."""
    exercises = [load_exercise(name) for name in exercise_ids()]
    id_width, name_width, kind_width = (
        max(len(text) for text in column)
        for column in zip(*((one.id, one.name, one.kind) for one in exercises), strict=True)
    )
    for one in exercises:
        columns = (
            f"[bold]{one.id:{id_width}}[/]",
            f"{escape(one.name):{name_width}}",
            f"{one.kind:{kind_width}}",
            dose(one),
        )
        CONSOLE.print("  ".join(columns), highlight=False, soft_wrap=True)
        CONSOLE.print(Padding(f"[dim]{escape(by_grade(one))}[/]", (0, 0, 0, 4)))
    if any(place.grade is Grade.POSTURE_ONLY for one in exercises for place in one.places):
        CONSOLE.print(
            "\nposture only: what is done cannot be seen from there, so the coach leads by voice.",
            highlight=False,
        )


@app.command()
def show(
    name: Annotated[str, typer.Argument(metavar="ID", help="An id, or your own .toml file.")],
) -> None:
    """Show all about one exercise: what is said, measured and flagged, and from where."""
    for block in sheet(load_exercise(name), load_phrases()):
        CONSOLE.print(block, highlight=False)


@app.command()
def check(
    files: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="FILE...",
            help="Exercise files, or folders of them; those of the program without.",
        ),
    ] = None,
) -> None:
    """Check exercise files, alone and together. The exit code is 1 when there is a mistake."""
    mistakes: list[Mistake] = []
    good: list[Listed] = []
    names = list(dict.fromkeys(_files(files or exercise_ids())))
    for name in names:
        try:
            exercise = load_exercise(name)
        except CoachError as error:
            mistakes.append(Mistake(_where(name), str(error)))
        else:
            good.append(Listed(_where(name), exercise))
    stems = [Path(name).stem for name in names]
    bundled = [Listed(_where(one), load_exercise(one)) for one in _not_among(stems)]
    mistakes += clashes(good, bundled, load_phrases().keys(), stems)
    _tell(good, mistakes)


@app.command()
def schema(
    out: Annotated[
        Path | None, typer.Option("--out", help="Write it to this file instead.")
    ] = None,
    is_of_programmes: Annotated[
        bool, typer.Option("--programmes", help="Of programme files instead.")
    ] = False,
) -> None:
    """Print the JSON Schema of exercise files, with which editors check and complete them."""
    found = programme_schema() if is_of_programmes else exercise_schema()
    text = json.dumps(found, indent=2, ensure_ascii=False)
    if out is None:
        typer.echo(text)
        return
    try:
        out.write_text(f"{text}\n", encoding="utf-8", newline="\n")
    except OSError as error:
        raise CoachError(f"{out} cannot be written ({error.strerror}): choose another.") from error
    CONSOLE.print(f"Written: {escape(printable(str(out)))}", highlight=False, soft_wrap=True)


def _files(names: list[str]) -> Iterator[str]:
    """Folders become the exercise files in them. Raises CoachError for a folder without any."""
    for name in names:
        if not os.path.isdir(name):
            yield name
            continue
        found = sorted(Path(name).glob("*.toml"))
        if not found:
            raise CoachError(f"{name}: holds no exercise file (.toml); name another folder.")
        yield from map(str, found)


def _where(name: str) -> str:
    """The file as errors name it: the program's own exercises are known by their id alone."""
    return name if name.endswith(".toml") else f"exercises/{name}.toml"


def _not_among(ids: list[str]) -> list[str]:
    """The program's exercises but for these, which are checked themselves."""
    return [name for name in exercise_ids() if name not in ids]


def _tell(good: list[Listed], mistakes: list[Mistake]) -> None:
    """Print what is good, then a sentence for every mistake; exit with 1 when there is one."""
    bad = {mistake.where for mistake in mistakes}
    for one in good:
        if one.where not in bad:
            line = f"[green]ok  [/] {escape(printable(one.where))}"
            CONSOLE.print(line, soft_wrap=True, highlight=False)
    for mistake in mistakes:
        line = f"[bold red]MEND[/] {escape(printable(mistake.sentence))}"
        CONSOLE.print(line, soft_wrap=True, highlight=False)
    if mistakes:
        raise typer.Exit(1)
