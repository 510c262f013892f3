"""Range of motion: small charts, each with the method's own error as a band."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from coach.edges.report.chart_tools import Band, Line
from coach.edges.report.charts import LARGE_IN, SIDE_LOOKS, range_panel
from coach.edges.report.parts import Picture, Row, Scene
from coach.progress import ExerciseProgress
from coach.range_trend import RangeTrend

MOST_SMALL = 6  # one row of the first page; all stand below it, and their verdicts in its table


def small_panels(scene: Scene, exercises: Sequence[ExerciseProgress]) -> list[Picture]:
    """One for each exercise, from where it was seen most often; those seen most often."""
    seen = [_main(one.ranges) for one in exercises if one.ranges]
    chosen = sorted(seen, key=_n_points, reverse=True)[:MOST_SMALL]
    return [
        _panel(scene, trends, f"range-{index}", scene.name(trends[0].key.exercise))
        for index, trends in enumerate(one for one in seen if one in chosen)
    ]


def n_left_out(exercises: Sequence[ExerciseProgress]) -> int:
    """So many exercises with a range stand below the first page only."""
    return max(0, sum(bool(one.ranges) for one in exercises) - MOST_SMALL)


def large_panels(scene: Scene, one: ExerciseProgress, prefix: str) -> list[Picture]:
    """One for each camera place and signal."""
    return [
        _panel(
            scene,
            trends,
            f"{prefix}-{index}",
            scene.words("range_seen", place=scene.place(one.exercise, trends[0].key.place)),
            is_large=True,
        )
        for index, trends in enumerate(_by_place(one.ranges))
    ]


def verdicts(scene: Scene, trends: Sequence[RangeTrend]) -> str:
    """What can be said of the series of one chart: of both sides together where it is the same."""
    by_verdict: dict[tuple[str, str], list[str]] = {}
    for trend in trends:
        error = error_words(scene, trend)
        key = f"short_{trend.verdict.replace(' ', '_')}"
        by_verdict.setdefault((key, error), []).append(_change(scene, trend))
    said = []
    for (key, error), changes in by_verdict.items():
        known = [change for change in changes if change]
        inside = "; ".join(filter(None, [", ".join(known), error if known else ""]))
        said.append(scene.words(key) + (f" ({inside})" if inside else ""))
    return "; ".join(said)


def error_words(scene: Scene, trend: RangeTrend) -> str:
    """The changes that the method cannot tell from none; "" where that is not known."""
    if trend.error is None:
        return ""
    low, high = trend.error.no_change(1.0)
    return scene.words.spread(low - 1, high - 1)


def _change(scene: Scene, trend: RangeTrend) -> str:
    """ "left +12 %"; the side alone where no change is known."""
    change = "" if trend.change_share is None else scene.words.change(trend.change_share)
    return " ".join(filter(None, [scene.side(trend.key.side), change]))


def in_short(scene: Scene, trends: Sequence[RangeTrend]) -> str:
    """The verdicts from where the exercise was seen most often; of both sides once if alike."""
    if not trends:
        return scene.words("not_measured")
    keys = dict.fromkeys(trend.verdict.replace(" ", "_") for trend in _main(trends))
    return " / ".join(scene.words(f"short_{key}") for key in keys)


def _by_place(trends: Sequence[RangeTrend]) -> Iterator[list[RangeTrend]]:
    """Both sides belong together; they come sorted by key."""
    for _, group in groupby(trends, key=lambda trend: trend.key[:4]):
        yield list(group)


def _main(trends: Sequence[RangeTrend]) -> list[RangeTrend]:
    return max(_by_place(trends), key=_n_points)


def _n_points(trends: Sequence[RangeTrend]) -> int:
    return sum(len(trend.points) for trend in trends)


def _panel(
    scene: Scene, trends: list[RangeTrend], name: str, heading: str, is_large: bool = False
) -> Picture:
    words = scene.words
    lines = [
        Line(
            scene.side(trend.key.side),
            SIDE_LOOKS[trend.key.side],
            [(point.day, point.median) for point in trend.points],
        )
        for trend in trends
    ]
    bands = [
        Band(trend.band[0], trend.baseline, trend.band[1])
        for trend in trends
        if trend.band is not None and trend.baseline is not None
    ]
    title = words("range_title", name=scene.name(trends[0].key.exercise))
    size = {"size_in": LARGE_IN} if is_large else {}
    unit = words(f"unit_{trends[0].key.unit.lower()}")
    svg = range_panel(name, title, scene.span, lines, bands, unit, **size)
    head, rows = _points(scene, trends) if is_large else _ends(scene, trends)
    return Picture(svg, f"{verdicts(scene, trends)}.", head, rows, heading)


def _ends(scene: Scene, trends: Sequence[RangeTrend]) -> tuple[Row, Sequence[Row]]:
    """Baseline and now."""
    words = scene.words
    keys = ("exercise", "side", "sessions", "baseline", "now", "error", "place")
    head = [words(key) for key in keys]
    rows = [
        [
            scene.name(trend.key.exercise),
            scene.side(trend.key.side),
            str(len(trend.points)),
            scene.range(trend.baseline, trend.key.unit),
            scene.range(trend.now, trend.key.unit),
            error_words(scene, trend),
            scene.place(trend.key.exercise, trend.key.place),
        ]
        for trend in trends
    ]
    return head, rows


def _points(scene: Scene, trends: Sequence[RangeTrend]) -> tuple[Row, Sequence[Row]]:
    """Every session."""
    words = scene.words
    head = [words(key) for key in ("day", "side", "median_range", "reps")]
    rows = [
        [
            words.day(point.day),
            scene.side(trend.key.side),
            scene.range(point.median, trend.key.unit),
            str(point.n),
        ]
        for trend in trends
        for point in trend.points
    ]
    return head, rows
