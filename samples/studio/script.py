"""Scripts: who does what where, how often, how fast, with which faults. Data, one file a set."""

import tomllib
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from coach.errors import CoachError
from coach.tables import Table, checked, nearest
from coach.truth import Fault
from samples.studio.camera_places import PLACES
from samples.studio.figure import figure_ids
from samples.studio.poses import EXERCISES, stances_of
from samples.studio.scenes import SCENES

Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=80)]
Moving = Annotated[float, Field(ge=0.2, le=60)]  # seconds of a way
Still = Annotated[float, Field(ge=0, le=60)]  # seconds
NotNegative = Annotated[float, Field(ge=0)]
Pixels = Annotated[int, Field(ge=64, le=4096)]
Count = Annotated[int, Field(ge=1, le=40)]
Faults = tuple[Annotated[Fault, Field(strict=False)], ...]

SCRIPTS = Path(__file__).with_name("scripts")
FORMAT_HELP = "samples/studio/README.md explains every key"


class Reps(Table):
    """Some repetitions of one kind, one after the other.

    side: "both" changes from right to left with each repetition, beginning at the right.
    variety: how much share and tempo differ from repetition to repetition, as people do.
    """

    count: Count = 1
    share: Annotated[float, Field(gt=0, le=1.6)] = 0.9
    out_s: Moving = 2.0
    hold_s: Still = 0.6
    back_s: Moving = 2.0
    rest_s: Still = 1.5
    side: Literal["right", "left", "both"] | None = None
    faults: Faults = ()
    variety: Annotated[float, Field(ge=0, le=0.3)] = 0.06


class Cycles(Table):
    """Cycles of a swing, to the right first."""

    cycles: Count
    period_s: Moving = 3.0
    share: Annotated[float, Field(gt=0, le=1.6)] = 0.9
    is_circle: bool = False
    faults: Faults = ()


class Effects(Table):
    """What the webcam does to the picture."""

    noise_sigma: NotNegative = 1.5
    blur_px: NotNegative = 0.5
    flicker: NotNegative = 0.004
    shake_px: NotNegative = 0.0
    exposure: Annotated[float, Field(gt=0, le=10)] = 1.0
    jitter_s: NotNegative = 0.0  # how unevenly the frames come
    drop_share: Annotated[float, Field(ge=0, le=0.3)] = 0.0


class Clip(Table):
    """One clip: an exercise with `movements` and `swings`, or `scenes`, which are negatives."""

    name: Id
    figure: str
    folder: Id | None = None  # to lie in; else that of the exercise, or that of the negatives
    exercise: Id | None = None
    stance: Id | None = None  # a variant that the exercise's pose offers
    movements: tuple[Reps, ...] = ()
    swings: tuple[Cycles, ...] = ()  # after the movements
    before: tuple[Id, ...] = ()  # scenes that lead to the exercise
    after: tuple[Id, ...] = ()
    scenes: tuple[Id, ...] = ()
    rest: Literal["straight", "bent", "overhead"] = "bent"  # how one lies between the scenes
    lead_s: Still = 3.6
    tail_s: Still = 1.2
    place: str = "low_table"
    azimuth_offset_deg: float = 0.0
    looks_at: tuple[float, float, float] | None = None  # metres; else the middle of the exercise
    is_mirrored: bool = False  # from the other flank
    field_deg: Annotated[float, Field(ge=40, le=100)] = 60.0
    size: tuple[Pixels, Pixels] = (640, 480)
    fps: Annotated[float, Field(ge=8, le=60)] = 20.0
    room: Literal["warm", "plain"] = "warm"
    light: Literal["good", "dim", "back", "side"] = "good"
    effects: Effects = Effects()
    seed: Annotated[int, Field(ge=0)] = 0

    @model_validator(mode="after")
    def _check_whole(self) -> Self:
        if self.place not in PLACES:
            raise ValueError(f"unknown place {self.place!r}{nearest(self.place, PLACES)}")
        if self.figure not in figure_ids():
            raise ValueError(f"unknown figure {self.figure!r}{nearest(self.figure, figure_ids())}")
        if self.exercise is None and (self.movements or self.swings or self.before or self.after):
            raise ValueError(
                "movements, swings, before and after belong to an exercise: give its id"
            )
        if self.exercise is not None and not (self.movements or self.swings):
            raise ValueError("an exercise needs movements or swings")
        self._check_names()
        shown = (*self.scenes, *self.before, *self.after)
        if self.is_mirrored and any("stop_sign" in scene for scene in shown):
            raise ValueError("the stop sign is given with the right arm: not with is_mirrored")
        if (self.exercise is None) == (not self.scenes):
            raise ValueError("give either an exercise or scenes")
        return self

    def _check_names(self) -> None:
        """Exercise, stance and scenes are those that there are."""
        if self.exercise is not None and self.exercise not in EXERCISES:
            known = nearest(self.exercise, EXERCISES)
            raise ValueError(f"unknown exercise {self.exercise!r}{known}")
        stances = () if self.exercise is None else stances_of(self.exercise)
        if self.stance is not None and self.stance not in stances:
            known = nearest(self.stance, stances) if stances else ": it has none"
            raise ValueError(f"{self.exercise} has no stance {self.stance!r}{known}")
        for scene in (*self.scenes, *self.before, *self.after):
            if scene not in SCENES:
                raise ValueError(f"unknown scene {scene!r}{nearest(scene, SCENES)}")


class Script(Table):
    """One script file."""

    clips: Annotated[tuple[Clip, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _check_names(self) -> Self:
        names = [clip.name for clip in self.clips]
        double = next((name for name in names if names.count(name) > 1), None)
        if double is not None:
            raise ValueError(f"two clips are called {double!r}")
        return self


def read_script(path: Path) -> Script:
    """Read one script file. Raises CoachError with the file, the key and how to mend it."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CoachError(f"{path} cannot be read ({error.strerror}); check its name.") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CoachError(f"{path} is not valid TOML: {error}.") from None
    return checked(Script, data, str(path), FORMAT_HELP)


def bundled_clips() -> tuple[Clip, ...]:
    """Every clip of the scripts in samples/studio/scripts, in the order of their names."""
    return tuple(
        clip for path in sorted(SCRIPTS.glob("*.toml")) for clip in read_script(path).clips
    )
