"""Exercise files -> checked, frozen specs. The classes below are the format: they cannot drift.

A value carries its unit in its key (`nominal_deg`, `nominal_s0`), and the unit must be the one the
named signal is measured in. S0 is the trunk length at rest.
"""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from coach.errors import DefinitionError
from coach.events import Flag, Grade
from coach.signals import SIGNALS, Joint, Signal, Unit
from coach.tables import Table, checked, nearest
from coach.view import View

MAX_CHARACTERS = 20_000  # four times the longest one; more is no exercise
Kind = Literal["rep", "hold", "alternating", "swing", "paced"]
HELD_KINDS = frozenset[Kind]({"hold", "paced"})  # their dose tells how long to stay
SIGNED_KINDS = frozenset[Kind]({"alternating", "swing"})  # they go both ways from rest
Positive = Annotated[float, Field(gt=0)]
PositiveInt = Annotated[int, Field(gt=0)]
ShortText = Annotated[str, Field(min_length=1, max_length=90)]
ShortTexts = Annotated[tuple[ShortText, ...], Field()]
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]

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

    @model_validator(mode="after")
    def _check_order(self) -> Self:
        if (self.hold_s is None) != (self.start_hold_s is None):
            raise ValueError("hold_s and start_hold_s belong together: give both or none")
        for name, values in (("reps", self.reps), ("hold_s", self.hold_s)):
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


class Exercise(Table):
    """One exercise file."""

    id: Id
    name: Annotated[str, Field(min_length=1, max_length=30)]
    kind: Kind
    instructions: Annotated[ShortTexts, Field(min_length=1, max_length=3)]
    start_position: ShortText  # said while the body is not in it
    cautions: ShortTexts
    stop: ShortText
    dose: Dose
    pace: Pace | None = None  # needed where a place is led
    primary: Primary | None = None  # needed unless the coach always leads
    rest: Rest
    also_called: ShortTexts = ()  # other names, by which clip lists are understood
    contains: tuple[Id, ...] = ()  # exercises whose movement is a part of this one, or the same
    variants: tuple[Variant, ...] = ()
    votes: tuple[Vote, ...] = ()
    parts: tuple[Part, ...] = ()
    gates: tuple[Gate, ...] = ()
    planted: Planted | None = None
    advice: tuple[AdviceSpec, ...] = ()
    limits: Limits
    places: Annotated[tuple[Place, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _check_kind(self) -> Self:
        if (self.dose.hold_s is not None) != (self.kind in HELD_KINDS):
            wants = "needs" if self.kind in HELD_KINDS else "has no"
            raise ValueError(f'[dose] kind = "{self.kind}" {wants} hold_s and start_hold_s')
        if self.kind == "paced" and (self.primary is not None or self.is_counted_somewhere):
            raise ValueError(
                'kind = "paced" is led, never counted: drop [primary], and give every place '
                'best_grade = "posture only"'
            )
        if self.is_counted_somewhere and self.primary is None:
            raise ValueError("the table [primary] is missing")
        places = [place.id for place in self.places]
        if double := next((one for one in places if places.count(one) > 1), None):
            raise ValueError(f"two places are called {double!r}: own ranges are kept by that name")
        for variant in self.variants:
            for place in variant.places:
                if place not in places:
                    raise ValueError(
                        f"[[variants]] {variant.name!r}: no place is called {place!r}"
                        f"{nearest(place, places)}"
                    )
        if self.is_signed and any(one.effort == "smaller" for one in self._primaries):
            raise ValueError(f'[primary] kind = "{self.kind}" goes both ways: drop effort')
        return self

    @model_validator(mode="after")
    def _check_pace(self) -> Self:
        is_led = any(place.grade is Grade.POSTURE_ONLY for place in self.places)
        if self.pace is None:
            if is_led:
                raise ValueError('the table [pace] is missing: a place has grade "posture only"')
            return self
        if (self.pace.stay_s is None) != (self.kind in HELD_KINDS):
            wants = "takes its seconds from the dose: drop" if self.kind in HELD_KINDS else "needs"
            raise ValueError(f'[pace] kind = "{self.kind}" {wants} stay_s')
        if ("{side}" in self.pace.call) != self.is_signed:
            wants = "needs" if self.is_signed else "has no"
            raise ValueError(f'[pace] kind = "{self.kind}" {wants} {{side}} in call')
        return self

    @model_validator(mode="after")
    def _check_primaries(self) -> Self:
        for primary in self._primaries:
            cap, unit = self.limits.cap_deg, "deg"
            if primary.unit == "S0":
                cap, unit = self.limits.cap_s0, "s0"
            given = {"cap_deg", "cap_s0"} & self.limits.model_fields_set
            if given and cap is None:
                raise ValueError(f"[limits] needs cap_{unit}: {primary.signal!r} is in {unit}")
            if cap is not None and cap <= primary.nominal:
                raise ValueError(
                    f"[limits] the cap {cap:g} must be above the nominal range "
                    f"{primary.nominal:g}; are the two swapped?"
                )
            bands = (*self.rest.bands, *(band for one in self.variants for band in one.bands))
            is_banded = any(band.signal == primary.signal for band in bands)
            if not is_banded and not self.is_signed:
                raise ValueError(f"[rest] needs a band for the primary signal {primary.signal!r}")
        return self

    @property
    def _primaries(self) -> tuple[Primary, ...]:
        own = (place.primary for place in self.places)
        other = (variant.primary for variant in self.variants)
        return tuple(one for one in (self.primary, *own, *other) if one is not None)

    @property
    def nominals(self) -> dict[str, float]:
        """The smallest nominal range of every primary signal, by its name."""
        nominals: dict[str, float] = {}
        for primary in self._primaries:
            least = nominals.get(primary.signal, primary.nominal)
            nominals[primary.signal] = min(least, primary.nominal)
        return nominals

    @property
    def is_counted_somewhere(self) -> bool:
        """Whether there is a place from which repetitions are counted, not only led."""
        return any(place.grade is not Grade.POSTURE_ONLY for place in self.places)

    @property
    def is_signed(self) -> bool:
        """Whether the movement goes both ways from rest."""
        return self.kind in SIGNED_KINDS

    @property
    def is_sided(self) -> bool:
        """Whether a repetition has a side."""
        return self.kind == "alternating"

    def cap_in(self, unit: Unit) -> float:
        """The ceiling of the excursion for everybody, of a primary signal in this unit."""
        cap = self.limits.cap_deg if unit == "deg" else self.limits.cap_s0
        return float("inf") if cap is None else cap

    @property
    def stay_s(self) -> float:
        """How long a beginner stays at the end of the movement, 0 where nobody tells."""
        pace_s = 0.0 if self.pace is None else self.pace.stay_s or 0.0
        return self.dose.start_hold_s or pace_s

    def place_seen(self, view: View) -> Place | None:
        """The first place that looks like that; None where nobody described one."""
        return next((place for place in self.places if place.fits(view)), None)

    def primary_at(self, place: Place | None, variant: Variant | None = None) -> Primary | None:
        """What is counted there: the variant's own signal, or the place's, or the exercise's."""
        if variant is not None:
            return variant.primary
        return self.primary if place is None else place.primary or self.primary

    def variant_at(self, values: Mapping[str, float]) -> Variant | None:
        """The variant that rests like that; None for the exercise as it is mostly done."""
        if _are_in(self.rest.bands, values):
            return None
        return next((one for one in self.variants if _are_in(one.bands, values)), None)

    def is_shown_at(self, place: Place | None, variant: Variant | None) -> bool:
        """Whether what is done can be counted from there."""
        if place is not None and place.grade is Grade.POSTURE_ONLY:
            return False
        if variant is None or not variant.places:
            return True
        return place is not None and place.id in variant.places

    def is_resting(self, values: Mapping[str, float]) -> bool:
        """Whether the signals look like being ready; a missing one does not."""
        bands = (self.rest.bands, *(variant.bands for variant in self.variants))
        return any(_are_in(some, values) for some in bands)

    @property
    def deciding_signals(self) -> tuple[str, ...]:
        """Every signal that a count depends on, from any place; the primary one first."""
        of_variants = (band for one in self.variants for band in one.bands)
        named = (*self._primaries, *self.rest.bands, *of_variants, *self.votes, *self.gates)
        return tuple(dict.fromkeys(table.signal for table in named))

    @property
    def telling_signals(self) -> tuple[str, ...]:
        """Signals that tell something which no count depends on."""
        return tuple(dict.fromkeys(table.signal for table in (*self.advice, *self.parts)))


def _are_in(bands: Iterable[Band], values: Mapping[str, float]) -> bool:
    return all(band.signal in values and band.holds(values[band.signal]) for band in bands)


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
