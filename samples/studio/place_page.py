"""The tables of docs/camera-places.md, written between two marks; the text around them stays."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

from coach.errors import CoachError
from coach.quality import SURE_ABOVE
from coach.signals import SIGNALS
from samples.studio.camera_places import LYING, PLACES, STANDING
from samples.studio.place_verdicts import PlaceVerdict, SignalVerdict, Worth
from samples.studio.separation import JUDGED_JOINTS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "camera-places.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
WORTH_WORDS = {Worth.SURE: "**sure**", Worth.LIKELY: "likely", Worth.NOTHING: "-"}


def write_page(verdicts: Sequence[PlaceVerdict], page: Path = PAGE) -> None:
    """Put the tables between the marks. Raises CoachError when the page lacks them."""
    text = page.read_text(encoding="utf-8")
    if text.count(BEGIN) != 1 or text.find(END) < text.find(BEGIN):
        raise CoachError(f"{page} needs the lines {BEGIN} and {END}, once and in this order.")
    before, after = text.split(BEGIN)[0], text.split(END)[1]
    page.write_text(f"{before}{BEGIN}\n{tables(verdicts)}\n{END}{after}", encoding="utf-8")


def tables(verdicts: Sequence[PlaceVerdict]) -> str:
    """All tables: first the grades at a glance, then the numbers exercise by exercise."""
    lying = [v for v in verdicts if v.place in LYING]
    upright = [v for v in verdicts if v.place in STANDING]
    lines = ["## Best grades", ""]
    for chosen, places in ((lying, LYING), (upright, STANDING)):
        if chosen:
            lines += [*_glance(chosen, list(places)), ""]
    lines += ["## Numbers", ""]
    for exercise, group in groupby(verdicts, lambda verdict: verdict.exercise):
        lines += [*_numbers(exercise, list(group)), ""]
    return "\n".join(lines)


def _glance(verdicts: Sequence[PlaceVerdict], places: Sequence[str]) -> Iterator[str]:
    grades = {(v.exercise, v.place): v.grade for v in verdicts}
    yield _row(["exercise", *(f"`{place}`" for place in places)])
    yield _row(["---"] * (len(places) + 1))
    for exercise in dict.fromkeys(v.exercise for v in verdicts):
        yield _row([f"`{exercise}`", *(grades.get((exercise, place), ".") for place in places)])


def _numbers(exercise: str, verdicts: Sequence[PlaceVerdict]) -> Iterator[str]:
    yield f"### `{exercise}`"
    yield ""
    signals = [signal.candidate for signal in verdicts[0].signals]
    heads = [f"`{c.signal}` ({SIGNALS[c.signal].unit}, {c.way:g})" for c in signals]
    about = ["films", "found %", "error %", *(f"{joint} %" for joint in JUDGED_JOINTS)]
    about += ["swapped %", "second person %", "in picture %", "shoulder ratio"]
    yield _row(["place", "grade", *heads, *about])
    yield _row(["---"] * (2 + len(heads) + len(about)))
    by_place = {verdict.place: verdict for verdict in verdicts}
    for place in PLACES:
        if place in by_place:
            yield _row(_cells(by_place[place]))


def _cells(verdict: PlaceVerdict) -> list[str]:
    low, high = verdict.shoulder_ratio
    return [
        f"`{verdict.place}`",
        verdict.grade,
        *(_signal(signal) for signal in verdict.signals),
        str(verdict.n_films),
        _percent(verdict.found),
        _percent(verdict.near_error),
        *map(_percent, verdict.error.values()),
        _percent(verdict.swapped),
        _percent(verdict.second_person),
        _percent(verdict.in_picture),
        f"{low:.2f}-{high:.2f}",
    ]


def _signal(signal: SignalVerdict) -> str:
    """Worth, way, d', correlation and, where it matters, how often it is seen."""
    if signal.weaker != signal.weaker:
        return "not found"
    digits = 1 if SIGNALS[signal.candidate.signal].unit == "deg" else 2
    numbers = f"{signal.weaker:.{digits}f}, {signal.d_prime:.0f}, {signal.correlation:.2f}"
    text = f"{WORTH_WORDS[signal.worth]} {numbers}"
    return text if signal.seen >= SURE_ABOVE else f"{text}, seen {_percent(signal.seen)} %"


def _percent(share: float) -> str:
    return "." if share != share else f"{100 * share:.0f}"


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"
