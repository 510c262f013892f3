"""One exercise in full, in plain words for a terminal of 80 columns."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from rich.console import RenderableType
from rich.markup import escape
from rich.table import Table

from coach.definition_tables import Band, Kind, Place, Primary, Vote
from coach.definitions import Exercise
from coach.events import Grade
from coach.limits import MINIMUM_JERK_PEAK, SWING_TOLERANCE, TOLERANCE
from coach.personal_range import CEILING_SHARE, FIRST_ENTRY_SHARE

KINDS: dict[Kind, str] = {
    "rep": "out and back",
    "hold": "out, stay, back",
    "alternating": "to one side and back, to the other and back",
    "swing": "to and fro",
    "paced": "the coach leads by voice, nothing is counted by movement",
}

Rows = Iterator[tuple[str, ...]]


def sheet(exercise: Exercise, phrases: Mapping[str, str]) -> Iterator[RenderableType]:
    """All about one exercise, block by block."""
    yield f"[bold]{escape(exercise.name)}[/]"
    yield _table(_words(exercise))
    yield "\n[bold]Signals[/]"
    yield _table(_signals(exercise, phrases))
    yield "\n[bold]Limits[/]"
    yield _table(_limits(exercise))
    yield "\n[bold]Places[/]"
    yield _table(_place(place, exercise.is_signed) for place in exercise.places)


def dose(exercise: Exercise) -> str:
    """The article's dose, in at most 18 characters."""
    hold_s = exercise.dose.hold_s
    return _dose(exercise, _from_to(exercise.dose.reps), _from_to(hold_s) if hold_s else "")


def _dose(exercise: Exercise, reps: str, hold_s: str) -> str:
    if hold_s:
        return f"{reps} times {hold_s} s"
    return f"{reps} to each side" if exercise.is_sided else f"{reps} times"


def by_grade(exercise: Exercise) -> str:
    """The ids of the places, the best ones first."""
    ids = defaultdict(list)
    for place in exercise.places:
        ids[place.grade].append(place.id)
    return "; ".join(f"{grade}: {', '.join(ids[grade])}" for grade in Grade if grade in ids)


def _table(rows: Rows) -> Table:
    """Two or three columns; the last one takes what is left and wraps."""
    table = Table.grid(padding=(0, 2))
    for row in rows:
        while len(table.columns) < len(row):
            table.add_column(overflow="fold")
        table.add_row(*map(escape, row))
    for column in table.columns[:-1]:
        column.no_wrap = True
    return table


def _words(exercise: Exercise) -> Rows:
    yield "id", exercise.id
    yield "kind", f"{exercise.kind}: {KINDS[exercise.kind]}"
    if exercise.also_called:
        yield "also called", ", ".join(exercise.also_called)
    if exercise.contains:
        yield "contains", ", ".join(exercise.contains)
    yield "instructions", "\n".join(exercise.instructions)
    yield "start position", exercise.start_position
    yield "cautions", "\n".join(exercise.cautions) or "none"
    yield "stop", exercise.stop
    yield "dose", f"{dose(exercise)}; a beginner starts with {_start(exercise)}"
    if exercise.pace is not None:
        yield "led by voice", _pace(exercise)


def _start(exercise: Exercise) -> str:
    hold_s = exercise.dose.start_hold_s
    return _dose(exercise, f"{exercise.dose.start_reps}", f"{hold_s:g}" if hold_s else "")


def _pace(exercise: Exercise) -> str:
    pace = exercise.pace
    if pace is None:
        return ""
    return (
        f"\u201c{pace.call}\u201d {pace.out_s:g} s, stay {exercise.stay_s:g} s, "
        f"\u201c{pace.call_back}\u201d {pace.back_s:g} s, rest {pace.rest_s:g} s"
    )


def _signals(exercise: Exercise, phrases: Mapping[str, str]) -> Rows:
    """What is measured, for what, and its levels. A place's own primary stands with the place."""
    if exercise.primary is not None:
        yield exercise.primary.signal, "movement", _movement(exercise.primary, exercise.is_signed)
    for band in exercise.rest.bands:
        yield band.signal, "rest", _band(band)
    yield from _variants(exercise)
    for vote in exercise.votes:
        yield vote.signal, "must agree", _vote(vote)
    for gate in exercise.gates:
        yield gate.signal, "if led" if gate.only_led else "posture", _band(gate)
    if exercise.planted is not None:
        for joint, drift in zip(
            exercise.planted.joints, exercise.planted.max_drift_s0, strict=True
        ):
            yield joint, "stays", f"within {drift:g} S0 of its place"
    for part in exercise.parts:
        yield part.signal, "part", f"{part.name}: {_change(part.change, part.unit)}"
    for advice in exercise.advice:
        cue = phrases.get(advice.cue, advice.cue)
        yield advice.signal, "advice", f"{_band(advice)}, or it is said: \u201c{cue}\u201d"


def _variants(exercise: Exercise) -> Rows:
    for variant in exercise.variants:
        movement = _movement(variant.primary, exercise.is_signed)
        yield variant.primary.signal, "movement", f"{variant.name}: {movement}"
        for band in variant.bands:
            yield band.signal, "rest", f"{variant.name}: {_band(band)}"


def _movement(primary: Primary, is_signed: bool) -> str:
    way = "both ways" if is_signed else f"{primary.effort} by"
    first = FIRST_ENTRY_SHARE * primary.nominal
    return f"{way} about {_value(primary.nominal, primary.unit)}, first counted from {first:.2g} on"


def _vote(vote: Vote) -> str:
    is_banded = vote.low != float("-inf") or vote.high != float("inf")
    words = [_band(vote)] if is_banded else []
    if vote.change:
        words.append(_change(vote.change, vote.unit))
    return ", and ".join(words)


def _limits(exercise: Exercise) -> Rows:
    limits = exercise.limits
    quiet = f"one way in {limits.one_way_s:g} s or slower"
    if exercise.primary is not None:
        speed = MINIMUM_JERK_PEAK * exercise.primary.nominal / limits.one_way_s
        unit = exercise.primary.unit
        sudden = speed * (SWING_TOLERANCE if exercise.kind == "swing" else TOLERANCE)
        quiet += f": up to {_value(speed, unit)}/s, sudden from {_value(sudden, unit)}/s"
    yield "speed", quiet
    yield "repetition", f"{limits.rep_min_s:g} s or longer"
    yield "ceiling", _ceiling(exercise)
    yield "smoothness", f"SPARC {limits.smoothness_min_sparc:g} or nearer to 0"
    yield "rough", f"a joint faster than {limits.rough_s0_s:g} S0/s, where the coach leads"
    if limits.hints:
        yield "hints only", ", ".join(limits.hints)


def _ceiling(exercise: Exercise) -> str:
    own = f"{CEILING_SHARE:g} times the own range"
    if exercise.primary is None or exercise.cap_in(exercise.primary.unit) == float("inf"):
        return "none"
    cap = exercise.cap_in(exercise.primary.unit)
    return f"{_value(cap, exercise.primary.unit)}, or {own} where that is lower"


def _place(place: Place, is_signed: bool) -> tuple[str, ...]:
    seen = [
        f"{word} {_from_to(ends, ' to ')}{unit}"
        for word, ends, unit in (
            ("shoulder ratio", place.shoulder_ratio, ""),
            ("elevation", place.elevation_deg, " deg"),
            ("azimuth", place.azimuth_deg, " deg"),
        )
        if ends is not None
    ]
    if place.seen is not None:
        seen.append(f"{place.seen} of the body seen")
    text = f"{place.title}\n{', '.join(seen)}"
    if place.primary is not None:
        text += f"\ncounted by {place.primary.signal}: {_movement(place.primary, is_signed)}"
    return place.id, place.best_grade, text


def _band(band: Band) -> str:
    if band.low == float("-inf"):
        return f"at most {_value(band.high, band.unit)}"
    if band.high == float("inf"):
        return f"at least {_value(band.low, band.unit)}"
    return f"{band.low:g} to {_value(band.high, band.unit)}"


def _change(change: float, unit: str) -> str:
    way = "above" if change > 0 else "below"
    return f"at least {_value(abs(change), unit)} {way} its rest"


def _value(value: float, unit: str) -> str:
    return f"{value:.3g} {unit}"


def _from_to(ends: tuple[float, float], between: str = "-") -> str:
    low, high = ends
    return f"{low:g}" if low == high else f"{low:g}{between}{high:g}"
