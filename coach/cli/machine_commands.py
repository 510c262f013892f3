"""What this machine has: what is missing, languages and voices, and where everything lies."""

from typing import Annotated

import typer

from coach.cli.options import CameraOption, ModelOption


def doctor(camera: CameraOption = "0", model: ModelOption = None) -> None:
    """Check model, camera, display, voice and disk, each with its mend."""
    from coach.cli.doctor import report

    raise typer.Exit(report(camera, model))


def voices(
    say: Annotated[
        str, typer.Option("--say", help="Speak a sentence: en, de, es, or your own .toml file.")
    ] = "",
) -> None:
    """The languages there are, how complete they are, and which voice speaks them."""
    from coach.cli.voices import voices as list_voices

    list_voices(say)


def paths(
    person: Annotated[
        str | None, typer.Option("--person", help="Whose files, where each has an own one.")
    ] = None,
) -> None:
    """Where the coach keeps what: settings, history, ranges, model, exercises."""
    from coach.cli.paths import paths as list_paths

    list_paths(*([] if person is None else [person]))
