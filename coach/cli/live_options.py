"""What a live session is started with: the command line's wishes, else the settings."""

from dataclasses import dataclass
from pathlib import Path

from coach.edges.calibrations import default_path
from coach.edges.persons import person_name
from coach.edges.settings import PersonSettings, load_settings


@dataclass(frozen=True, slots=True)
class LiveWishes:
    """What the user asked for on the command line; None takes what the settings say."""

    person: str | None = None
    language: str | None = None
    camera: str | None = None
    events: Path | None = None
    model: Path | None = None
    calibration: Path | None = None
    is_quiet: bool | None = None
    is_full_screen: bool | None = None


@dataclass(frozen=True, slots=True)
class LiveOptions:
    """What holds."""

    person: str
    settled: PersonSettings  # of that person
    language: str
    programme: str | None  # None: the coach proposes one
    camera: str
    events: Path | None
    model: Path | None
    calibration: Path
    is_quiet: bool
    is_full_screen: bool


def live_options(wishes: LiveWishes) -> LiveOptions:
    """The wishes, and the settings where nothing was wished. Raises CoachError for settings, or a
    name, that cannot be meant.
    """
    settings = load_settings()
    person = person_name(wishes.person or settings.person)
    is_full_screen = wishes.is_full_screen
    return LiveOptions(
        person=person,
        settled=settings.of(person),
        language=wishes.language or settings.language,
        programme=settings.programme,
        camera=wishes.camera or settings.camera,
        events=wishes.events,
        model=wishes.model,
        calibration=wishes.calibration or default_path(person),
        is_quiet=settings.quiet if wishes.is_quiet is None else wishes.is_quiet,
        is_full_screen=settings.full_screen if is_full_screen is None else is_full_screen,
    )
