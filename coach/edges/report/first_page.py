"""What stands on the first page: all that a physiotherapist looks for in two minutes."""

from collections.abc import Sequence
from statistics import median
from typing import Final

from coach.certainty import Certainty
from coach.dose_trend import DosePoint
from coach.edges.report.chart_tools import Line
from coach.edges.report.charts import FLAG_LOOKS, rates, shares
from coach.edges.report.parts import Picture, Row, Scene
from coach.edges.report.range_part import in_short
from coach.events import Grade
from coach.flag_trend import SHOWN, FlagFortnight
from coach.pain_trend import PainStop
from coach.progress import ExerciseProgress, Progress

MOST_STOPS = 5  # the last ones are written out
_GRADES: Final = {grade: f"grade_{grade.replace(' ', '_')}" for grade in Grade}
_FLAGS: Final = {flag: f"flag_{flag.replace('-', '_')}" for flag in SHOWN}


def pain_words(scene: Scene, pain: str) -> str:
    """A kind of pain in the reader's language."""
    return scene.words(f"pain_{pain.replace(' ', '_')}")


def last_stops(scene: Scene, stops: Sequence[PainStop]) -> list[str]:
    """The last stops because of pain, the newest first: when, in which exercise, what kind."""
    return [
        scene.words(
            "pain_stop",
            day=scene.words.day(stop.day),
            exercise=scene.name(stop.exercise),
            kind=pain_words(scene, stop.pain),
        )
        for stop in stops[: -MOST_STOPS - 1 : -1]
    ]


def stops_table(scene: Scene, stops: Sequence[PainStop]) -> tuple[Row, Sequence[Row]]:
    """Every stop because of pain."""
    head = [scene.words(key) for key in ("day", "exercise", "kind_of_pain")]
    rows = [
        [scene.words.day(stop.day), scene.name(stop.exercise), pain_words(scene, stop.pain)]
        for stop in reversed(stops)
    ]
    return head, rows


def exercise_table(
    scene: Scene, exercises: Sequence[ExerciseProgress]
) -> tuple[Row, Sequence[Row]]:
    """One line for each exercise."""
    words = scene.words
    keys = (
        "exercise",
        "sessions",
        "dose",
        "done",
        "held",
        "sides",
        "per_100",
        "certainty",
        "pain",
        "range",
    )
    head = [words(f"column_{key}") for key in keys]
    return head, [_exercise_row(scene, one) for one in exercises]


def flags_picture(scene: Scene, progress: Progress) -> Picture:
    """Sudden, jerky and over-large movements, fortnight by fortnight."""
    words = scene.words
    fortnights = [one for one in progress.flags.fortnights if one.flags.n_measured]
    lines = [
        Line(
            words(_FLAGS[flag]),
            look,
            [(_middle(scene, one), one.flags.per_100(flag) or 0.0) for one in fortnights],
        )
        for flag, look in zip(SHOWN, FLAG_LOOKS, strict=True)
    ]
    head = [words("fortnight_of"), *(words(_FLAGS[flag]) for flag in SHOWN), words("reps")]
    rows = [
        [
            words.day(one.span.first_day),
            *(words.number(one.flags.per_100(flag) or 0.0, 1) for flag in SHOWN),
            str(one.flags.n_reps),
        ]
        for one in fortnights
    ]
    svg = rates("flags", words("flags_title"), scene.span, lines)
    return Picture(svg, words("flags_caption"), head, rows, words("flags_title"))


def _middle(scene: Scene, one: FlagFortnight) -> float:
    """Of the days of a fortnight that the chart shows."""
    last = max(min(one.span.last_day, scene.span.last), one.span.first_day)
    return (one.span.first_day + last) / 2


def certainty_picture(scene: Scene, progress: Progress) -> Picture:
    """How sure the counts were, and what could not be judged."""
    words = scene.words
    whole = progress.certainty
    bars = {words("all_exercises"): [whole.grades[grade] for grade in Grade]}
    labels = [words(_GRADES[grade]) for grade in Grade]
    head = [words("exercise"), *labels, words("partial"), words("not_valid"), words("no_signal")]
    rows = [
        [scene.name(one.exercise), *_certainty_row(one.certainty)] for one in progress.exercises
    ]
    svg = shares("certainty", words("certainty_title"), bars, labels)
    caption = _not_judged(scene, whole)
    return Picture(svg, caption, head, rows, words("certainty_title"))


def _exercise_row(scene: Scene, one: ExerciseProgress) -> Row:
    words, points = scene.words, one.dose.points
    return [
        scene.name(one.exercise),
        str(len(points)),
        _dose(scene, one),
        _done(scene, points),
        _held(scene, points),
        ""
        if one.sides is None
        else " : ".join(words.number(side.n_reps) for side in (one.sides.left, one.sides.right)),
        _flag_cell(scene, one),
        _certainty_cell(scene, one.certainty),
        str(len(one.pain)) if one.pain else "–",
        in_short(scene, one.ranges),
    ]


def _dose(scene: Scene, one: ExerciseProgress) -> str:
    """First and last: "3 × 5 s → 7 × 10 s"; only once where they are alike."""
    ends = [dose_words(scene, point.dose_reps, point.dose_s) for point in one.dose.ends]
    return " → ".join(dict.fromkeys(ends))


def dose_words(scene: Scene, reps: int, hold_s: float) -> str:
    """Repetitions, and seconds of each where it is held."""
    if not hold_s:
        return str(reps)
    return f"{reps} × {_seconds(scene, hold_s)} s"


def _seconds(scene: Scene, asked_s: float) -> str:
    """As they are asked for: mostly whole ones."""
    return scene.words.number(asked_s, 0 if asked_s == round(asked_s) else 1)


def _done(scene: Scene, points: Sequence[DosePoint]) -> str:
    """Of the repetitions that were asked for, those that were done. What is beyond them stands by
    itself: it makes up for no other session, and is not to be missed.
    """
    asked = sum(point.dose_reps for point in points)
    kept = sum(min(point.count, point.dose_reps) for point in points)
    beyond = sum(point.count for point in points) - kept
    share = scene.words.share(kept / asked) if asked else "–"
    return f"{share} (+{scene.words.number(beyond)})" if beyond else share


def _held(scene: Scene, points: Sequence[DosePoint]) -> str:
    """Seconds of a hold, and those that were asked for: the medians of all sessions."""
    held = [
        (point.hold_s, point.dose_s)
        for point in points
        if point.hold_s is not None and point.dose_s
    ]
    if not held:
        return "–"
    medians = (median(one for one, _ in held), median(asked for _, asked in held))
    return f"{scene.words.number(medians[0], 1)} / {_seconds(scene, medians[1])}"


def _flag_cell(scene: Scene, one: ExerciseProgress) -> str:
    grades = one.certainty.grades
    if not grades[Grade.SURE] + grades[Grade.LIKELY]:
        return "–"  # led: nothing could have been noticed
    rates_of = [one.flags.whole.per_100(flag) for flag in SHOWN]
    return " · ".join(scene.words.number(rate or 0.0, 1) for rate in rates_of)


def _certainty_cell(scene: Scene, found: Certainty) -> str:
    """Sure, likely, led: in percent, without the sign."""
    if not found.n_counted:
        return "–"
    numbers = (found.grades[Grade.SURE], found.grades[Grade.LIKELY], found.n_led)
    return " · ".join(scene.words.number(100 * n / found.n_counted) for n in numbers)


def _certainty_row(found: Certainty) -> list[str]:
    numbers = [found.grades[grade] for grade in Grade]
    numbers += [found.n_partial, found.n_not_valid, found.n_sets_without_signal]
    return [str(number) for number in numbers]


def _not_judged(scene: Scene, found: Certainty) -> str:
    return scene.words(
        "not_judged",
        partial=found.n_partial,
        not_valid=found.n_not_valid,
        without=found.n_sets_without_signal,
        sets=found.n_sets,
        unknown=found.n_sets_not_comparable,
    )
