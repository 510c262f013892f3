"""Exercise files -> checked, frozen specs. The classes below are the format: they cannot drift.

A value carries its unit in its key (`nominal_deg`, `nominal_s0`), and the unit must be the one the
named signal is measured in. S0 is the trunk length at rest.
"""

import tomllib
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from coach.errors import DefinitionError
from coach.events import Grade
from coach.signals import SIGNALS, Joint, Signal, Unit
from coach.tables import Table, checked, nearest

MAX_CHARACTERS = 20_000  # twenty times the longest one; more is no exercise
Positive = Annotated[float, Field(gt=0)]
PositiveInt = Annotated[int, Field(gt=0)]
ShortTexts = Annotated[tuple[Annotated[str, Field(min_length=1, max_length=90)], ...], Field()]

FORMAT_HELP = "exercises/README.md explains every key"


class _OfSignal(Table):
    """A table about one signal; its values are in that signal's unit."""

    signal: str

    @model_validator(mode="after")
    def _check_signal_and_units(self) -> Self:
        if self.signal not in SIGNALS:
            raise ValueError(f"unknown signal {self.signal!r}{nearest(self.signal, SIGNALS)}")
        unit = SIGNALS[self.signal].unit
        other = "_s0" if unit == "deg" else "_deg"
        for key in self.model_fields_set:
            if key.endswith(other):
                right = key.removesuffix(other) + f"_{unit.lower()}"
                raise ValueError(
                    f"{key}: the signal {self.signal!r} is measured in {unit}; write {right}"
                )
        return self

    @property
    def spec(self) -> Signal:
        """The signal that is meant."""
        return SIGNALS[self.signal]

    @property
    def unit(self) -> Unit:
        """The unit of every value in this table."""
        return self.spec.unit

    def _value(self, name: str) -> float | None:
        value: float | None = getattr(self, f"{name}_{self.unit.lower()}")
        return value


class Primary(_OfSignal):
    """The one signal whose excursion from rest is the movement."""

    nominal_deg: Positive | None = None
    nominal_s0: Positive | None = None

    @model_validator(mode="after")
    def _check_nominal(self) -> Self:
        if self._value("nominal") is None:
            raise ValueError(f"nominal_{self.unit.lower()} is missing")
        return self

    @property
    def nominal(self) -> float:
        """The usual range of the movement, in the signal's unit."""
        return self._value("nominal") or 0.0


class Band(_OfSignal):
    """A signal must lie between two values; a missing end is open."""

    min_deg: float | None = None
    max_deg: float | None = None
    min_s0: float | None = None
    max_s0: float | None = None

    @model_validator(mode="after")
    def _check_ends(self) -> Self:
        if not self._is_bounded:
            unit = self.unit.lower()
            raise ValueError(f"needs min_{unit}, max_{unit} or both")
        if self.low >= self.high:
            raise ValueError(f"min {self.low:g} must be below max {self.high:g}; are they swapped?")
        return self

    @property
    def _is_bounded(self) -> bool:
        return self._value("min") is not None or self._value("max") is not None

    @cached_property
    def low(self) -> float:
        """Lower end, in the signal's unit."""
        value = self._value("min")
        return float("-inf") if value is None else value

    @cached_property
    def high(self) -> float:
        """Upper end, in the signal's unit."""
        value = self._value("max")
        return float("inf") if value is None else value

    def holds(self, value: float) -> bool:
        """Whether `value` lies in the band; NaN does not."""
        return self.low <= value <= self.high


class Vote(Band):
    """A second signal that must agree: inside its band, and so far from its own rest."""

    min_gain_deg: Positive | None = None
    min_gain_s0: Positive | None = None

    @property
    def _is_bounded(self) -> bool:
        return super()._is_bounded or self._value("min_gain") is not None

    @cached_property
    def gain(self) -> float:
        """Least distance above the signal's rest value, in its unit."""
        return self._value("min_gain") or 0.0


class AdviceSpec(Band):
    """Outside this band a cue is said once; the count does not care."""

    cue: str


class Rest(Table):
    """What lying ready looks like. Rest is learnt inside these bands only."""

    min_s: Positive
    bands: Annotated[tuple[Band, ...], Field(min_length=1)]


class Planted(Table):
    """Joints of the near side that stay in place during one repetition."""

    joints: Annotated[tuple[Joint, ...], Field(min_length=1)]
    max_drift_s0: tuple[Positive, ...]

    @model_validator(mode="after")
    def _check_lengths(self) -> Self:
        if len(self.joints) != len(self.max_drift_s0):
            raise ValueError("joints and max_drift_s0 need one value for each other")
        return self


class Dose(Table):
    """How much: the article's range, and where a beginner starts."""

    reps: tuple[PositiveInt, PositiveInt]
    hold_s: tuple[Positive, Positive]
    start_reps: PositiveInt
    start_hold_s: Positive

    @model_validator(mode="after")
    def _check_order(self) -> Self:
        for name, (low, high) in (("reps", self.reps), ("hold_s", self.hold_s)):
            if low > high:
                raise ValueError(f"{name} = [{low:g}, {high:g}]: the smaller one comes first")
        if self.start_reps > self.reps[1] or self.start_hold_s > self.hold_s[1]:
            raise ValueError("the start must not be above the article's dose")
        return self


class Limits(Table):
    """What is flagged, relative to the person's own range."""

    one_way_s: Positive
    rep_min_s: Positive
    cap_deg: Positive | None = None
    cap_s0: Positive | None = None
    smoothness_min_sparc: Annotated[float, Field(lt=0)]


class Place(Table):
    """A camera place, known by how wide the shoulders look against the trunk."""

    id: str
    title: str
    shoulder_ratio: tuple[float, float]
    best_grade: Literal["sure", "likely"]

    @model_validator(mode="after")
    def _check_order(self) -> Self:
        low, high = self.shoulder_ratio
        if low >= high:
            raise ValueError(f"shoulder_ratio = [{low:g}, {high:g}]: the smaller one comes first")
        return self

    @property
    def grade(self) -> Grade:
        """The best grade a count can have from here."""
        return Grade(self.best_grade)


class Exercise(Table):
    """One exercise file."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    name: Annotated[str, Field(min_length=1, max_length=30)]
    kind: Literal["hold"]
    instructions: Annotated[ShortTexts, Field(min_length=1, max_length=3)]
    cautions: ShortTexts
    stop: str
    dose: Dose
    primary: Primary
    rest: Rest
    also_called: ShortTexts = ()  # other names, by which clip lists are understood
    votes: tuple[Vote, ...] = ()
    gates: tuple[Band, ...] = ()
    planted: Planted | None = None
    advice: tuple[AdviceSpec, ...] = ()
    limits: Limits
    places: Annotated[tuple[Place, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _check_whole(self) -> Self:
        unit = self.primary.unit
        if self.cap is None or {"cap_deg", "cap_s0"} <= self.limits.model_fields_set:
            raise ValueError(
                f"[limits] needs cap_{unit.lower()} alone: {self.primary.signal!r} is in {unit}"
            )
        if self.cap <= self.primary.nominal:
            raise ValueError(
                f"[limits] the cap {self.cap:g} must be above the nominal range "
                f"{self.primary.nominal:g}; are the two swapped?"
            )
        if not any(band.signal == self.primary.signal for band in self.rest.bands):
            raise ValueError(f"[rest] needs a band for the primary signal {self.primary.signal!r}")
        return self

    @property
    def cap(self) -> float | None:
        """The ceiling of the excursion for everybody, in the primary signal's unit."""
        return self.limits.cap_deg if self.primary.unit == "deg" else self.limits.cap_s0

    def grade_seen_from(self, shoulder_ratio: float) -> Grade:
        """The best grade of the place that fits; one that nobody described is likely at best."""
        for place in self.places:
            low, high = place.shoulder_ratio
            if low <= shoulder_ratio <= high:
                return place.grade
        return Grade.LIKELY

    @property
    def deciding_signals(self) -> tuple[str, ...]:
        """Every signal that a count depends on, the primary one first."""
        named = (self.primary, *self.rest.bands, *self.votes, *self.gates)
        return tuple(dict.fromkeys(table.signal for table in named))


def parse_exercise(text: str, where: str) -> Exercise:
    """Read one exercise file's text; `where` names the file in errors.

    Raises DefinitionError with the file, the key and how to mend it.
    """
    if len(text) > MAX_CHARACTERS:
        raise DefinitionError(f"{where} is longer than {MAX_CHARACTERS} characters; shorten it.")
    try:
        data = tomllib.loads(text.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError as error:
        raise DefinitionError(f"{where} is not valid TOML: {error}.") from error
    except RecursionError:
        raise DefinitionError(f"{where} is nested too deeply; {FORMAT_HELP}.") from None
    except ValueError:  # Python refuses to read a number of thousands of digits
        raise DefinitionError(f"{where} holds a number that is too long; {FORMAT_HELP}.") from None
    return checked(Exercise, data, where, FORMAT_HELP, DefinitionError)
