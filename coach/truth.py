"""What truly happens in a clip: the file NAME.truth.json beside NAME.mp4 or NAME.npz.

The classes below are the format, docs/truth-format.md explains it. Times are media time in seconds;
left and right are the person's own.
"""

import json
from collections.abc import Mapping
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from coach.errors import CoachError
from coach.events import Flag
from coach.signals import SIGNALS, Side, Unit
from coach.strict_json import read_json
from coach.tables import Table, checked

FORMAT = 1
FORMAT_HELP = "docs/truth-format.md explains every key"
MAX_REPS = 100_000  # in a mere count: days of exercise
MAX_SIZE_PX = 65_535  # what a JPEG may have
# The truth of a video also serves a recording of it, which may miss the last frames.
LENGTH_TOLERANCE = 0.05
LENGTH_TOLERANCE_S = 0.5
ROUNDING_S = 0.1  # the last frame still stands for a while: times may pass `seconds` by so much
NOT_KNOWN = "not_known"  # the camera place of a clip that nobody described

Positive = Annotated[float, Field(gt=0)]
Pixels = Annotated[int, Field(gt=0, le=MAX_SIZE_PX)]
Count = Annotated[int, Field(ge=0, le=MAX_REPS)]
Seconds = Annotated[float, Field(ge=0)]
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
ShortText = Annotated[str, Field(min_length=1, max_length=200)]


class Fault(StrEnum):
    """What is wrong with a repetition, on purpose or by accident."""

    PARTIAL = "partial"  # too small to count
    ABORTED = "aborted"  # a hold let go early
    DIP = "dip"  # a hold that sinks and comes back
    SUDDEN = "sudden"  # much too fast
    PUSHES = "pushes"  # in three pushes
    TREMOR = "tremor"
    OVER_LARGE = "over_large"
    PAUSE = "pause"  # stops half-way
    WRONG_SIDE = "wrong_side"  # the same side twice


# The flag that the coach should raise for a fault; the other faults have none.
EXPECTED_FLAGS: Mapping[Fault, Flag] = {
    Fault.SUDDEN: Flag.SUDDEN,
    Fault.PUSHES: Flag.JERKY,
    Fault.TREMOR: Flag.JERKY,
    Fault.OVER_LARGE: Flag.OVER_LARGE,
}


class Happening(StrEnum):
    """What else happens in a clip; "other", better with a `text`, for all that has no word."""

    STOP_SIGN = "stop_sign"  # one arm straight up
    LIE_DOWN = "lie_down"
    GET_UP = "get_up"
    TURN_OVER = "turn_over"
    FIDGET = "fidget"
    SCRATCH_FACE = "scratch_face"
    REACH_GLASS = "reach_glass"
    ARMS_UP = "arms_up"
    STAND = "stand"
    WALK = "walk"
    SECOND_PERSON = "second_person"
    ABSENT = "absent"  # left, or out of the picture
    EMPTY_ROOM = "empty_room"  # nobody was there at all
    OTHER = "other"


class CameraView(Table):
    """From where the clip was seen; all but the place may be unknown."""

    place: Id  # of the exercise's file where it has such a place; or "not_known"
    text: ShortText | None = None
    height_m: float | None = None  # above the mat
    distance_m: Positive | None = None  # from the middle of the body
    # Lying: 0 from either flank, 90 from the feet. Standing or hanging: 0 from the front, -90 from
    # the right side, 180 from the back. The other flank or side has the same: near_side tells.
    azimuth_deg: float | None = None
    horizontal_field_deg: Annotated[float, Field(gt=0, lt=180)] | None = None
    near_side: Side | None = None  # the side of the person that is nearer to the camera


class TrueRep(Table):
    """One movement out and back: a repetition, a hold, one side of a pair, a cycle of a swing.

    Of a swing's cycle, top and release are the nominal times right-most and left-most: a quarter
    and three quarters of it.
    """

    start_s: Seconds  # leaves rest
    top_s: Seconds  # is there
    release_s: Seconds  # begins the way back
    end_s: Seconds  # is back at rest
    side: Side | None = None
    amplitude: Positive | None = None  # of the signal over rest, in the truth's `unit`
    share: Positive | None = None  # of the exercise's nominal range
    faults: tuple[Annotated[Fault, Field(strict=False)], ...] = ()

    @model_validator(mode="after")
    def _check_order(self) -> Self:
        is_ordered = self.start_s <= self.top_s <= self.release_s <= self.end_s
        if not is_ordered or self.start_s == self.end_s:
            raise ValueError(
                f"start {self.start_s:g}, top {self.top_s:g}, release {self.release_s:g} and end "
                f"{self.end_s:g} s must follow each other; are two swapped?"
            )
        return self

    @property
    def is_counted(self) -> bool:
        """Whether it should be counted."""
        return Fault.PARTIAL not in self.faults


class TrueMoment(Table):
    """Something else that happens."""

    what: Annotated[Happening, Field(strict=False)]
    start_s: Seconds
    end_s: Seconds
    text: ShortText | None = None

    @model_validator(mode="after")
    def _check_order(self) -> Self:
        if self.start_s > self.end_s:
            raise ValueError(
                f"start {self.start_s:g} s is after end {self.end_s:g} s; are the two swapped?"
            )
        return self


class Truth(Table):
    """One truth file."""

    format: Literal[1]
    exercise: Id | None  # null: nothing that is to be counted
    people: Literal["rendered", "real"]
    subject: ShortText  # who: a figure's id, or any name that tells people apart
    held_out: bool = False  # this subject was never used for tuning
    text: ShortText | None = None  # what is seen, in plain words
    camera: CameraView
    fps: Positive
    size: tuple[Pixels, Pixels]  # width, height in pixels
    seconds: Positive
    signal: Id | None = None  # whose amplitudes the repetitions give
    unit: Unit | None = None
    reps: tuple[TrueRep, ...] | None = None
    rep_count: Count | None = None  # where the times are not known
    hold_seconds: tuple[Positive, ...] | None = None  # with a mere count, one for each
    moments: tuple[TrueMoment, ...] = ()
    made: dict[str, Any] = Field(default_factory=dict)  # free: how the clip was made, licences

    @model_validator(mode="after")
    def _check_whole(self) -> Self:
        self._check_counts()
        self._check_times()
        self._check_unit()
        return self

    def _check_unit(self) -> None:
        """A signal that we do not know may have any unit: its amplitudes are not used."""
        if (self.signal is None) != (self.unit is None):
            raise ValueError("signal and unit belong together: give both or none")
        if self.unit is None and any(rep.amplitude is not None for rep in self.reps or ()):
            raise ValueError("an amplitude needs the keys signal and unit")
        known = SIGNALS.get(self.signal or "")
        if known is not None and known.unit != self.unit:
            raise ValueError(
                f"the signal {known.name!r} is in {known.unit!r}, but unit is {self.unit!r}; give "
                "its amplitudes in that"
            )

    def _check_counts(self) -> None:
        is_counted = self.reps is not None or self.rep_count is not None
        if self.exercise is not None and not is_counted:
            raise ValueError(f"of {self.exercise!r} it must give reps, or a rep_count")
        if self.exercise is None and (self.reps or self.rep_count):
            raise ValueError("exercise is null, so there are no reps; give its id, or drop them")
        if self.reps is not None and self.rep_count is not None:
            raise ValueError("reps already tell the count: drop rep_count")
        if self.hold_seconds is not None and self.rep_count is None:
            raise ValueError("hold_seconds belong to a rep_count; the times of reps tell the holds")
        if self.hold_seconds is not None and len(self.hold_seconds) != self.rep_count:
            raise ValueError(
                f"rep_count is {self.rep_count}, but hold_seconds has {len(self.hold_seconds)}; "
                "give one for each repetition, or none"
            )

    def _check_times(self) -> None:
        last_s = self.seconds + ROUNDING_S
        for i, rep in enumerate(self.reps or ()):
            if rep.end_s > last_s:
                raise ValueError(f"reps.{i} ends at {rep.end_s:g} s, after {self.seconds:g} s")
        for i, (one, other) in enumerate(pairwise(self.reps or ())):
            if other.start_s < one.end_s:
                raise ValueError(
                    f"reps.{i + 1} starts at {other.start_s:g} s, before reps.{i} ends at "
                    f"{one.end_s:g} s; put them in order of time"
                )
        for i, hold_s in enumerate(self.hold_seconds or ()):
            if hold_s > last_s:
                raise ValueError(
                    f"hold_seconds.{i} is {hold_s:g} s, longer than the clip of {self.seconds:g} s"
                )
        for i, moment in enumerate(self.moments):
            if moment.end_s > last_s:
                raise ValueError(
                    f"moments.{i} ends at {moment.end_s:g} s, after {self.seconds:g} s"
                )

    def is_of_length(self, seconds: float) -> bool:
        """Whether a recording or video of this length can be the clip that is described."""
        off_s = abs(seconds - self.seconds)
        return off_s <= max(LENGTH_TOLERANCE_S, LENGTH_TOLERANCE * self.seconds)

    @property
    def counted_reps(self) -> tuple[TrueRep, ...]:
        """The repetitions with known times that should be counted."""
        return tuple(rep for rep in self.reps or () if rep.is_counted)

    @property
    def true_count(self) -> int:
        """How many repetitions should be counted; 0 for a negative."""
        return len(self.counted_reps) if self.rep_count is None else self.rep_count


def parse_truth(text: str, where: str) -> Truth:
    """Read one truth file's text; `where` names the file in errors.

    Raises CoachError with the file, the key and how to mend it.
    """
    data = read_json(text, where, FORMAT_HELP)
    form = data.get("format", FORMAT) if isinstance(data, dict) else FORMAT
    if form != FORMAT or isinstance(form, bool):  # true equals 1 in Python
        raise CoachError(
            f"{where}: its format is {form!r}, known is {FORMAT}; update coach, or write "
            f'"format": {FORMAT}.'
        )
    return checked(Truth, data, where, FORMAT_HELP)


def truth_text(truth: Truth) -> str:
    """A truth as the text of its file; `parse_truth` gives the same truth back."""
    data = truth.model_dump(mode="json", exclude_defaults=True)
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"
