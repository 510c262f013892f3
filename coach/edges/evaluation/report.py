"""All that an evaluation found, in the order in which it is told."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from coach import __version__
from coach.definitions import Exercise
from coach.edges.evaluation.clips import Bad
from coach.edges.evaluation.runs import Outcome
from coach.edges.evaluation.trace import Trace
from coach.printable import printable
from coach.scoring.bounds import Figure
from coach.scoring.clip_sets import GROUPS, group
from coach.scoring.confusion import Crossing, crossings
from coach.scoring.figures import ALL_PLACES, Measure, figures, measures
from coach.scoring.scores import ClipScore

FORMAT = 2
Cells = Mapping[str, Mapping[str, Figure]]  # measure's key -> group -> figure


@dataclass(frozen=True, slots=True)
class Section:
    """One exercise: its figures at all places together, and at each."""

    id: str
    name: str
    by_place: Mapping[str, Cells]  # ALL_PLACES first

    def groups(self) -> list[str]:
        """Those that have any figure; the others have no clips."""
        cells = self.by_place[ALL_PLACES]
        return [g for g in GROUPS if any(row[g].value is not None for row in cells.values())]


@dataclass(frozen=True, slots=True)
class Report:
    """What is printed and written."""

    settings: Mapping[str, Any]
    rows: tuple[Measure, ...]
    sections: tuple[Section, ...]
    outcomes: tuple[Outcome, ...]  # those with scores
    bad: tuple[Bad, ...]
    # Clips that their own exercise did not look at: its id -> how many.
    no_definition: Mapping[str, int]
    not_asked_for: Mapping[str, int]
    unmatched: tuple[str, ...] = ()  # names in the given clip list that no clip has
    names: Mapping[str, str] = field(default_factory=dict)  # of all known exercises, by id

    @property
    def scores(self) -> list[ClipScore]:
        """Of all clips that were looked at."""
        return [score for outcome in self.outcomes for score in outcome.scores]

    def crossings(self) -> dict[str, list[Crossing]]:
        """Which exercise counted what in whose clips, by group of people that has any."""
        by_group = {
            name: crossings([one for one in self.scores if group(one) == name]) for name in GROUPS
        }
        return {name: met for name, met in by_group.items() if met}

    def telling(self) -> Iterator[tuple[ClipScore, Trace | None]]:
        """Each clip seen by its own exercise, and negatives in which something was counted."""
        for outcome in self.outcomes:
            for score in outcome.scores:
                if score.found_count or not score.is_negative:
                    yield score, outcome.traces.get(score.exercise)


def make_report(
    settings: Mapping[str, Any],
    exercises: Sequence[Exercise],
    outcomes: Sequence[Outcome],
    bad: Sequence[Bad],
    *,
    known: Collection[Exercise],
    unmatched: Sequence[str] = (),
) -> Report:
    """Sum up the outcomes, exercise by exercise. known: all that have a definition."""
    rows = measures()
    good = tuple(outcome for outcome in outcomes if outcome.scores)
    failed = [Bad(o.clip.path, o.problem) for o in outcomes if o.problem]
    scores = [score for outcome in good for score in outcome.scores]
    sections = [_section(exercise, scores, rows) for exercise in exercises]
    unseen, names = _not_seen_by_own(outcomes), {one.id: one.name for one in known}
    return Report(
        {"version": __version__, **settings},
        rows,
        tuple(section for section in sections if section.groups()),
        good,
        tuple(Bad(one.path, printable(one.sentence)) for one in (*bad, *failed)),
        {name: count for name, count in unseen.items() if name not in names},
        {name: count for name, count in unseen.items() if name in names},
        tuple(map(printable, unmatched)),
        names,
    )


def _section(exercise: Exercise, scores: Sequence[ClipScore], rows: Sequence[Measure]) -> Section:
    mine = [score for score in scores if score.exercise == exercise.id]
    places = sorted({score.place for score in mine if not score.is_negative})
    by_place = {ALL_PLACES: figures(mine, rows)}
    by_place |= {place: figures([s for s in mine if s.place == place], rows) for place in places}
    return Section(exercise.id, exercise.name, by_place)


def _not_seen_by_own(outcomes: Sequence[Outcome]) -> Counter[str]:
    """Exercise id -> clips of it that could be read, but that it did not look at."""
    readable = (outcome for outcome in outcomes if not outcome.problem)
    owners = ((o.clip.truth.exercise, {score.exercise for score in o.scores}) for o in readable)
    return Counter(own for own, looked in owners if own is not None and own not in looked)


def as_data(report: Report) -> dict[str, Any]:
    """The whole report as JSON data."""
    return {
        "format": FORMAT,
        "settings": dict(report.settings),
        "measures": {row.key: {"words": row.words, "n": row.of} for row in report.rows},
        "exercises": {
            section.id: {
                place: {
                    key: {group: asdict(figure) for group, figure in groups.items()}
                    for key, groups in cells.items()
                }
                for place, cells in section.by_place.items()
            }
            for section in report.sections
        },
        "crossings": {
            name: [asdict(one) for one in met] for name, met in report.crossings().items()
        },
        "clips": [_score_data(score) for score in report.scores],
        "no_definition": dict(report.no_definition),
        "not_asked_for": dict(report.not_asked_for),
        "unmatched": list(report.unmatched),
        "bad": [{"path": printable(str(bad.path)), "sentence": bad.sentence} for bad in report.bad],
    }


def _score_data(score: ClipScore) -> dict[str, Any]:
    data = asdict(score)
    if score.flags is not None:
        data["flags"] = {str(flag): asdict(one) for flag, one in score.flags.items()}
    data["grades"] = {str(grade): n for grade, n in score.grades.items()}
    return data
