"""All that an evaluation found, in the order in which it is told."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from coach import __version__
from coach.definitions import Exercise
from coach.edges.evaluation.clips import Bad
from coach.edges.evaluation.runs import Outcome
from coach.edges.evaluation.trace import Trace
from coach.scoring.bounds import Figure
from coach.scoring.figures import ALL_PLACES, GROUPS, Measure, figures, measures
from coach.scoring.scores import ClipScore

FORMAT = 1
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
    not_evaluated: Mapping[str, int]  # exercise id without a definition -> clips

    @property
    def scores(self) -> list[ClipScore]:
        """Of all clips."""
        return [score for outcome in self.outcomes for score in outcome.scores]

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
    has_stop_sign: bool,
) -> Report:
    """Sum up the outcomes, exercise by exercise."""
    rows = measures(has_stop_sign)
    good = tuple(outcome for outcome in outcomes if not outcome.problem)
    failed = [Bad(o.clip.path, o.problem) for o in outcomes if o.problem]
    scores = [score for outcome in good for score in outcome.scores]
    sections = [_section(exercise, scores, rows) for exercise in exercises]
    return Report(
        {"version": __version__, **settings},
        rows,
        tuple(section for section in sections if section.groups()),
        good,
        (*bad, *failed),
        _without_definition(good, exercises),
    )


def _section(exercise: Exercise, scores: Sequence[ClipScore], rows: Sequence[Measure]) -> Section:
    mine = [score for score in scores if score.exercise == exercise.id]
    places = sorted({score.place for score in mine if not score.is_negative})
    by_place = {ALL_PLACES: figures(mine, rows)}
    by_place |= {place: figures([s for s in mine if s.place == place], rows) for place in places}
    return Section(exercise.id, exercise.name, by_place)


def _without_definition(
    outcomes: Sequence[Outcome], exercises: Sequence[Exercise]
) -> dict[str, int]:
    known = {exercise.id for exercise in exercises}
    found: dict[str, int] = {}
    for outcome in outcomes:
        exercise_id = outcome.clip.truth.exercise
        if exercise_id is not None and exercise_id not in known:
            found[exercise_id] = found.get(exercise_id, 0) + 1
    return found


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
        "clips": [_score_data(score) for score in report.scores],
        "no_definition": dict(report.not_evaluated),
        "bad": [{"path": str(bad.path), "sentence": bad.sentence} for bad in report.bad],
    }


def _score_data(score: ClipScore) -> dict[str, Any]:
    data = asdict(score)
    if score.flags is not None:
        data["flags"] = {str(flag): asdict(one) for flag, one in score.flags.items()}
    return data
