"""One page with everything in it: style, charts, words. It loads nothing and runs nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from coach import __version__
from coach.definitions import Exercise
from coach.edges.report import first_page, range_part
from coach.edges.report.calendar_part import calendar_picture
from coach.edges.report.chart_tools import Span
from coach.edges.report.exercise_part import exercise_part
from coach.edges.report.parts import Scene
from coach.edges.report.place import MARK
from coach.edges.report.sets import sets_part
from coach.edges.report.summary import summary
from coach.edges.report.svg import drawing
from coach.edges.report.templates import template
from coach.edges.report.words import Words
from coach.languages import Language
from coach.printable import printable
from coach.progress import Progress
from coach.records import SessionRecord, SetRecord

FOLDER = Path(__file__).parent
BUDGET_BYTES = 1_200_000  # of the sets: with it three years are written within five seconds
STYLES = ("report.css", "sets.css")


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose report it is, and of when; days as ordinals."""

    person: str
    first_day: int  # of the charts
    last_day: int
    today: int
    language: str  # code, as HTML wants it


@dataclass(frozen=True, slots=True)
class Names:
    """What things are called, in the language of the report. What is not known goes by its id."""

    language: Language
    exercises: Mapping[str, Exercise]  # by id
    programmes: Mapping[str, str]  # names by id


def report_page(
    subject: Subject,
    progress: Progress,
    sessions: Sequence[SessionRecord],
    sets: Mapping[int, tuple[SetRecord, ...]],
    names: Names,
) -> str:
    """The page. `progress` is that of `sessions`; in at least one of them an exercise began.

    sets: of those sessions whose signals are shown, by id.
    """
    words = Words(names.language.report)
    span = Span(subject.first_day, subject.last_day, words.day, words.month)
    scene = Scene(words, span, names.exercises)
    with drawing():
        parts = _first_page(scene, progress) | _below(scene, progress)
    called = {one.exercise: scene.name(one.exercise) for one in progress.exercises}
    page: str = template("report.html.j2").render(
        **parts,
        subject=subject,
        person=printable(subject.person),
        words=words,
        device=names.language.phrases["safety_device"],
        version=__version__,
        mark=Markup(MARK),
        style=Markup("".join((FOLDER / name).read_text(encoding="utf-8") for name in STYLES)),
        sets=sets_part(sessions, sets, called, words, BUDGET_BYTES, programmes=names.programmes),
    )
    return page


def _first_page(scene: Scene, progress: Progress) -> dict[str, object]:
    stops = progress.pain.stops
    panels = range_part.small_panels(scene, progress.exercises)
    return {
        "summary": summary(progress.headlines, scene.words),
        "calendar": calendar_picture(scene, progress),
        "stops": first_page.last_stops(scene, stops),
        "stops_table": first_page.stops_table(scene, stops),
        "table_of_exercises": first_page.exercise_table(scene, progress.exercises),
        "panels": panels,
        "panels_head": panels[0].head if panels else (),
        "panels_rows": [row for panel in panels for row in panel.rows],
        "n_panels_left_out": range_part.n_left_out(progress.exercises),
        "pair": [
            first_page.flags_picture(scene, progress),
            first_page.certainty_picture(scene, progress),
        ],
    }


def _below(scene: Scene, progress: Progress) -> dict[str, object]:
    parts = [exercise_part(scene, one, index) for index, one in enumerate(progress.exercises)]
    return {"exercises": parts}
