"""Options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

from coach.errors import CoachError


def given_path(text: str) -> Path:
    """A path that a user gave. Nothing at all would be taken for the folder we are in."""
    if not text:
        raise CoachError("An empty name was given for a file or folder; write its name.")
    return Path(text)


ExerciseOption = Annotated[
    str, typer.Option("--exercise", "-e", help="An exercise's id, or your own .toml file.")
]
ModelOption = Annotated[
    Path | None,
    typer.Option("--model", help="Your own pose_landmarker_{lite,full,heavy}.task."),
]
DoseOption = Annotated[
    str, typer.Option("--dose", help="How much: hold=2 (seconds), reps=5, or hold=2,reps=5.")
]
EventsOption = Annotated[
    Path | None, typer.Option("--events", help="Write every event as a JSON line to this file.")
]
CameraOption = Annotated[
    str, typer.Option("--camera", "-c", help="A camera's number (0 is the first) or its address.")
]
CalibrationOption = Annotated[
    Path | None,
    typer.Option(
        "--calibration", help="The file of your own ranges.", parser=given_path, metavar="PATH"
    ),
]
LanguageOption = Annotated[
    str | None, typer.Option("--language", "-l", help="en, de, es, or your own .toml file.")
]
QuietOption = Annotated[bool, typer.Option("--quiet", help="Do not speak.")]
