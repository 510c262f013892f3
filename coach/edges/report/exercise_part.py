"""The section of one exercise, below the first page: larger charts, and every session's figures."""

from dataclasses import dataclass

from coach.dose_trend import DosePoint
from coach.edges.report.charts import dose_chart
from coach.edges.report.first_page import dose_words, pain_words
from coach.edges.report.parts import Picture, Row, Scene
from coach.edges.report.range_part import large_panels
from coach.progress import ExerciseProgress


@dataclass(frozen=True, slots=True)
class ExercisePart:
    """What the template shows."""

    anchor: str  # unique on the page
    name: str
    facts: list[str]
    pictures: list[Picture]


def exercise_part(scene: Scene, one: ExerciseProgress, index: int) -> ExercisePart:
    """index: tells the exercises of the page apart."""
    dose = _dose_picture(scene, one, index)
    ranges = large_panels(scene, one, f"large-{index}")
    return ExercisePart(
        f"exercise-{index}", scene.name(one.exercise), _facts(scene, one), [dose, *ranges]
    )


def _dose_picture(scene: Scene, one: ExerciseProgress, index: int) -> Picture:
    words, points = scene.words, one.dose.points
    asked = [(float(point.day), float(point.dose_reps)) for point in points]
    done = [(float(point.day), float(point.count)) for point in points]
    labels = (words("reps_asked"), words("reps_done"))
    svg = dose_chart(
        f"dose-{index}",
        words("dose_title", name=scene.name(one.exercise)),
        scene.span,
        asked,
        done,
        labels,
    )
    keys = ("day", "asked", "reps_done", "held_s", "whole_dose", "pain")
    head = [words(key) for key in keys]
    caption = words.counted(
        "dose_caption",
        len(points),
        complete=one.dose.n_complete,
        done=one.dose.reps_done,
        asked=one.dose.reps_asked,
    )
    return Picture(
        svg, caption, head, [_dose_row(scene, point) for point in points], words("dose_heading")
    )


def _dose_row(scene: Scene, point: DosePoint) -> Row:
    words = scene.words
    return [
        words.day(point.day),
        dose_words(scene, point.dose_reps, point.dose_s),
        str(point.count),
        "" if point.hold_s is None else words.number(point.hold_s, 1),
        words("yes" if point.is_complete else "no"),
        "" if point.pain is None else pain_words(scene, point.pain),
    ]


def _facts(scene: Scene, one: ExerciseProgress) -> list[str]:
    """What no chart of the section shows."""
    words, found = scene.words, one.certainty
    said = [
        words(
            "exercise_counts",
            n=found.n_counted,
            led=found.n_led,
            partial=found.n_partial,
            not_valid=found.n_not_valid,
        )
    ]
    if one.sides is not None:
        left, right = one.sides.left, one.sides.right
        said.append(
            words(
                "exercise_sides",
                left=left.n_reps,
                right=right.n_reps,
                left_small=left.n_partial,
                right_small=right.n_partial,
            )
        )
    if not one.ranges:
        said.append(words("no_range"))
    return said
