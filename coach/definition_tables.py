"""The tables of an exercise file, one class each: what a value means, and which ones fit.

A value carries its unit in its key (`nominal_deg`, `nominal_s0`), and the unit must be the one the
named signal is measured in. S0 is the trunk length at rest.
"""

from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from coach.events import Flag, Grade
from coach.signals import SIGNALS, Joint, Signal, Unit
from coach.tables import Table, nearest
from coach.view import View

Kind = Literal["rep", "hold", "alternating", "swing", "paced"]
HELD_KINDS = frozenset[Kind]({"hold", "paced"})  # their dose tells how long to stay
SIGNED_KINDS = frozenset[Kind]({"alternating", "swing"})  # they go both ways from rest
Positive = Annotated[float, Field(gt=0)]
PositiveInt = Annotated[int, Field(gt=0)]
ShortText = Annotated[str, Field(min_length=1, max_length=90)]
ShortTexts = Annotated[tuple[ShortText, ...], Field()]
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


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
    effort: Literal["larger", "smaller"] = "larger"  # what the movement makes of it

    @model_validator(mode="after")
    def _check_nominal(self) -> Self:
        if self._value("nominal") is None:
            raise ValueError(f"nominal_{self.unit.lower()} is missing")
        return self

    @property
    def sign(self) -> int:
        """+1 when effort makes the signal larger, -1 when smaller."""
        return 1 if self.effort == "larger" else -1

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


class _Change(_OfSignal):
    """How far a signal must go from its own rest: up (gain) or down (fall).

    In an exercise to both sides a gain is meant towards the side of the movement.
    """

    min_gain_deg: Positive | None = None
    min_gain_s0: Positive | None = None
    min_fall_deg: Positive | None = None
    min_fall_s0: Positive | None = None

    @model_validator(mode="after")
    def _check_one_way(self) -> Self:
        if self._value("min_gain") is not None and self._value("min_fall") is not None:
            raise ValueError("give min_gain or min_fall, not both")
        return self

    @cached_property
    def change(self) -> float:
        """Least change in the signal's unit, below 0 for a fall; 0 where none is asked for."""
        return (self._value("min_gain") or 0.0) - (self._value("min_fall") or 0.0)

    def is_reached(self, change: float) -> bool:
        """Whether the signal went so far from its rest."""
        if not self.change:
            return True
        return change >= self.change if self.change > 0 else change <= self.change


class Vote(_Change, Band):
    """A second signal that must agree: inside its band, and so far from its own rest."""

    @property
    def _is_bounded(self) -> bool:
        return super()._is_bounded or self.change != 0


class Part(_Change):
    """A part of the movement that is looked for where it can be seen, and never needed."""

    name: Annotated[str, Field(min_length=1, max_length=20)]

    @model_validator(mode="after")
    def _check_change(self) -> Self:
        if not self.change:
            unit = self.unit.lower()
            raise ValueError(f"needs min_gain_{unit} or min_fall_{unit}")
        return self


class Gate(Band):
    """The posture in which movement counts, or only that in which the coach leads."""

    only_led: bool = False


class AdviceSpec(Band):
    """Outside this band a cue is said once; the count does not care."""

    cue: str


class Rest(Table):
    """What lying ready looks like. Rest is learnt inside these bands only."""

    min_s: Positive
    bands: Annotated[tuple[Band, ...], Field(min_length=1)]


class Variant(Table):
    """Another way to do the exercise, known by how it rests, with a primary signal of its own."""

    name: Annotated[str, Field(min_length=1, max_length=20)]
    bands: Annotated[tuple[Band, ...], Field(min_length=1)]  # instead of those of [rest]
    primary: Primary
    places: tuple[Id, ...] = ()  # from where it can be seen; none named: from all


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
    """How much: the article's range, and where a beginner starts. Seconds only of what is held."""

    reps: tuple[PositiveInt, PositiveInt]
    start_reps: PositiveInt
    hold_s: tuple[Positive, Positive] | None = None
    start_hold_s: Positive | None = None
    per_day: tuple[PositiveInt, PositiveInt] | None = None  # only of what is done several times

    @model_validator(mode="after")
    def _check_order(self) -> Self:
        if (self.hold_s is None) != (self.start_hold_s is None):
            raise ValueError("hold_s and start_hold_s belong together: give both or none")
        ranges = {"reps": self.reps, "hold_s": self.hold_s, "per_day": self.per_day}
        for name, values in ranges.items():
            if values is not None and values[0] > values[1]:
                low, high = values
                raise ValueError(f"{name} = [{low:g}, {high:g}]: the smaller one comes first")
        is_long = self.hold_s is not None and (self.start_hold_s or 0.0) > self.hold_s[1]
        if self.start_reps > self.reps[1] or is_long:
            raise ValueError("the start must not be above the article's dose")
        return self


class Pace(Table):
    """How the coach leads where it cannot count: what it calls, and how long each part takes.

    What is held stays as long as the dose says; the others `stay_s`.
    """

    out_s: Positive
    stay_s: Positive | None = None
    back_s: Positive
    rest_s: Positive
    call: ShortText  # "{side}" becomes left or right, of an exercise to both sides
    call_back: ShortText
    is_last_resort: bool = False  # only where the body does not fit into the picture

    @model_validator(mode="after")
    def _check_calls(self) -> Self:
        for key in ("call", "call_back"):
            text = getattr(self, key).replace("{side}", "")
            if "{" in text or "}" in text:
                raise ValueError(f"{key}: only {{side}} may stand in braces")
        return self


class Limits(Table):
    """What is flagged, relative to the person's own range."""

    one_way_s: Positive
    rep_min_s: Positive
    cap_deg: Positive | None = None
    cap_s0: Positive | None = None  # neither: there is no ceiling
    smoothness_min_sparc: Annotated[float, Field(lt=0)]
    rough_s0_s: Positive = 1.5  # where the coach leads: a joint that moves faster is rough
    hints: tuple[Literal["sudden", "jerky", "over-large"], ...] = ()  # too noisy to insist on

    @property
    def hint_flags(self) -> frozenset[Flag]:
        """Flags that are shown, but never spoken."""
        return frozenset(Flag(name) for name in self.hints)


Range = tuple[float, float]
_RANGES = ("shoulder_ratio", "elevation_deg", "azimuth_deg")


class Place(Table):
    """A camera place, known by how the trunk looks from there (view.py)."""

    id: Id
    title: ShortText
    shoulder_ratio: Range | None = None
    elevation_deg: Range | None = None
    azimuth_deg: Range | None = None
    seen: Literal["front", "back"] | None = None  # which side of an upright body
    best_grade: Literal["sure", "likely", "posture only"]
    primary: Primary | None = None  # instead of the exercise's own

    @model_validator(mode="after")
    def _check_ranges(self) -> Self:
        if not self._ranges:
            raise ValueError("needs shoulder_ratio, elevation_deg or azimuth_deg")
        for name, (low, high) in self._ranges.items():
            if low >= high:
                raise ValueError(f"{name} = [{low:g}, {high:g}]: the smaller one comes first")
        if self.primary is not None and self.grade is Grade.POSTURE_ONLY:
            raise ValueError('nothing is counted where best_grade is "posture only": drop primary')
        return self

    @property
    def _ranges(self) -> dict[str, Range]:
        named = {name: getattr(self, name) for name in _RANGES}
        return {name: ends for name, ends in named.items() if ends is not None}

    def fits(self, view: View) -> bool:
        """Whether this place looks like that; what is not known of the view fits nothing."""
        is_seen = {None: True, "front": view.facing > 0, "back": view.facing < 0}[self.seen]
        if not is_seen:
            return False
        return all(low <= getattr(view, name) <= high for name, (low, high) in self._ranges.items())

    @property
    def grade(self) -> Grade:
        """The best grade a count can have from here."""
        return Grade(self.best_grade)
