"""Exercise files -> checked, frozen specs. The classes are the format, so they cannot drift."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from coach.definition_tables import (
    HELD_KINDS,
    SIGNED_KINDS,
    AdviceSpec,
    Band,
    Dose,
    Gate,
    Id,
    Kind,
    Limits,
    Pace,
    Part,
    Place,
    Planted,
    Primary,
    Rest,
    ShortText,
    ShortTexts,
    Variant,
    Vote,
)
from coach.errors import DefinitionError
from coach.events import Grade
from coach.signals import Unit
from coach.strict_toml import read_toml
from coach.tables import Table, checked, nearest
from coach.view import View

MAX_CHARACTERS = 20_000  # four times the longest one; more is no exercise
FORMAT_HELP = "exercises/README.md explains every key"

UPRIGHT_DEG = 45.0  # nearer to the picture's up than to level

Prop = Literal["bar", "wall_bars", "table"]  # a thing that not everybody has


class Exercise(Table):
    """One exercise file."""

    id: Id
    name: Annotated[str, Field(min_length=1, max_length=30)]
    kind: Kind
    instructions: Annotated[ShortTexts, Field(min_length=1, max_length=3)]
    start_position: ShortText  # said while the body is not in it
    cautions: ShortTexts
    needs: tuple[Prop, ...] = ()  # one of these things must be there
    stop: ShortText
    stop_by: Literal["arm", "leaving"] = "arm"  # leaving: the hands are not free for the stop sign
    before_end: ShortText | None = None  # said three seconds before a stay ends
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
        if is_led and self.pace.is_last_resort:
            raise ValueError('[pace] a place has grade "posture only": drop is_last_resort')
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
    def is_led_where_seen(self) -> bool:
        """Whether the coach leads where it sees the body and cannot tell the movement."""
        return self.pace is not None and not self.pace.is_last_resort

    @property
    def is_upright(self) -> bool:
        """Whether it is done standing or hanging, not lying."""
        return any(band.signal == "tilt" and band.high < UPRIGHT_DEG for band in self.rest.bands)

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
    data = read_toml(text, where, FORMAT_HELP, MAX_CHARACTERS, DefinitionError)
    return checked(Exercise, data, where, FORMAT_HELP, DefinitionError)
