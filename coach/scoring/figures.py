"""Many clips' scores as figures: by exercise, camera place and group of people.

Rendered and real people, and subjects that tuning has seen and not, are never mixed.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from coach.events import Flag
from coach.scoring.bounds import Figure
from coach.scoring.scores import COMPARED_FLAGS, ClipScore, FlagScore

GROUPS = ("rendered", "rendered, held out", "real", "real, held out")
ALL_PLACES = "all places"
FLAG_MINUTES = 5.0  # false flags are given for so long
Scores = Sequence[ClipScore]


@dataclass(frozen=True, slots=True)
class Measure:
    """One row of a table."""

    key: str
    words: str
    style: str  # "percent", "number" or "seconds"
    of: str  # what its n counts: "clips", "people", "reps", "signs" or "min"
    figure: Callable[[Scores], Figure]  # of the scores of one group
    is_built: bool = True  # whether the coach can do it at all yet


def group(score: ClipScore) -> str:
    """Which of GROUPS a clip belongs to."""
    return score.people + (", held out" if score.held_out else "")


def own(scores: Scores) -> list[ClipScore]:
    """Clips of the exercise itself."""
    return [score for score in scores if not score.is_negative]


def negatives(scores: Scores) -> list[ClipScore]:
    """Clips in which nothing is to be counted."""
    return [score for score in scores if score.is_negative]


def measures(has_stop_sign: bool = False) -> tuple[Measure, ...]:
    """All rows in order. `has_stop_sign`: the coach understands a stop by gesture."""
    return (*_COUNTS, *_TIMES, *_flag_measures(), *_stop_measures(has_stop_sign), *_SIGHT)


def figures(scores: Scores, rows: Sequence[Measure]) -> Mapping[str, Mapping[str, Figure]]:
    """row's key -> group -> figure, of the scores of one exercise at one place or at all."""
    by_group = {name: [score for score in scores if group(score) == name] for name in GROUPS}
    return {row.key: {name: row.figure(by_group[name]) for name in GROUPS} for row in rows}


def _mae(scores: Scores) -> Figure:
    """|found - true| / true, mean over clips with something to count (RepNet, Dwibedi 2020;
    TransRAC, Hu 2022).
    """
    return Figure.of_mean([abs(s.error) / s.true_count for s in own(scores) if s.true_count])


def _false_per_min(scores: Scores) -> Figure:
    clips = negatives(scores)
    minutes = sum(s.seconds for s in clips) / 60
    return Figure.of_rate(sum(s.found_count for s in clips), minutes)


def _negatives_unjudged(scores: Scores) -> Figure:
    """Share of the time in which a false count was not possible."""
    clips = negatives(scores)
    whole_s = sum(s.seconds for s in clips)
    return Figure(whole_s / 60, sum(s.unjudged_s for s in clips) / whole_s if whole_s else None)


def _unjudged(scores: Scores) -> Figure:
    return Figure.of_mean([s.unjudged_s / s.seconds for s in own(scores) if s.seconds > 0])


def _share(
    hits: Callable[[ClipScore], int], of: Callable[[ClipScore], int]
) -> Callable[[Scores], Figure]:
    """A share summed over the exercise's own clips."""
    return lambda scores: Figure.of_share(sum(map(hits, own(scores))), sum(map(of, own(scores))))


def _percentile(
    values: Callable[[ClipScore], Sequence[float]], percent: float
) -> Callable[[Scores], Figure]:
    """Of the values of all own clips together."""
    return lambda scores: Figure.of_percentile(
        [value for score in own(scores) for value in values(score)], percent
    )


def _hold_sizes_s(score: ClipScore) -> Sequence[float]:
    return [abs(error_s) for error_s in score.hold_errors_s]


def _start_errors_s(score: ClipScore) -> Sequence[float]:
    return score.start_errors_s


def _delays_s(score: ClipScore) -> Sequence[float]:
    return score.delays_s


def _one(_: ClipScore) -> int:
    return 1


def _true(score: ClipScore) -> int:
    return score.true_count


def _sided(score: ClipScore) -> int:
    return score.sided


def _is_near(score: ClipScore) -> bool:
    return abs(score.error) <= 1


def _unjudged_reps(scores: Scores) -> Figure:
    clips = own(scores)
    hits, n = sum(s.unjudged_reps for s in clips), sum(s.timed_reps for s in clips)
    return Figure.of_share(hits, n)


def _subjects(scores: Scores) -> Figure:
    names = {score.subject for score in own(scores)}
    return Figure(len(names), float(len(names)) if names else None)


def _clips(scores: Scores) -> Figure:
    n = len(own(scores))
    return Figure(n, float(n) if n else None)


def _extra(scores: Scores) -> Figure:
    clips = own(scores)
    return Figure.of_rate(sum(s.extra for s in clips), sum(s.true_count for s in clips))


_COUNTS = (
    Measure("clips", "clips", "number", "clips", _clips),
    Measure("subjects", "people in them", "number", "people", _subjects),
    Measure("exact", "exact count", "percent", "clips", _share(lambda s: s.error == 0, _one)),
    Measure("obo", "off by one at most", "percent", "clips", _share(_is_near, _one)),
    Measure("mae", "count error / true count", "number", "clips", _mae),
    Measure("missed", "repetitions missed", "percent", "reps", _share(lambda s: s.missed, _true)),
    Measure("extra", "extra counts a repetition", "number", "reps", _extra),
    Measure("false_per_min", "false counts a minute", "number", "min", _false_per_min),
    Measure("negatives_unjudged", "negatives not judged", "percent", "min", _negatives_unjudged),
    Measure(
        "sides",
        "wrong side",
        "percent",
        "reps",
        _share(lambda s: s.wrong_sides, _sided),
        is_built=False,  # no repetition names its side yet
    ),
)

_TIMES = tuple(
    Measure(key, words, "seconds", "reps", _percentile(values, percent))
    for key, words, values, percent in (
        ("hold_error", "hold error, median", _hold_sizes_s, 50),
        ("hold_error_p95", "hold error, 95th percentile", _hold_sizes_s, 95),
        ("start_error", "start dated late by, median", _start_errors_s, 50),
        ("delay", "counted late by, median", _delays_s, 50),
        ("delay_p95", "counted late by, 95th percentile", _delays_s, 95),
    )
)

_SIGHT = (
    Measure("unjudged", "time not judged", "percent", "clips", _unjudged),
    Measure("unjudged_reps", "repetitions not judged", "percent", "reps", _unjudged_reps),
)


def _flag_measures() -> list[Measure]:
    rows = []
    for flag in COMPARED_FLAGS:
        key = flag.name.lower()
        rows.append(Measure(f"{key}_recall", f"{flag}: noticed", "percent", "reps", _recall(flag)))
        words = f"{flag}: false in {FLAG_MINUTES:g} minutes"
        rows.append(Measure(f"{key}_false", words, "number", "min", _false_flags(flag)))
    return rows


def _known_flags(scores: Scores, flag: Flag) -> list[tuple[ClipScore, FlagScore]]:
    return [(score, score.flags[flag]) for score in own(scores) if score.flags is not None]


def _recall(flag: Flag) -> Callable[[Scores], Figure]:
    def figure(scores: Scores) -> Figure:
        known = [one for _, one in _known_flags(scores, flag)]
        return Figure.of_share(sum(one.raised for one in known), sum(one.due for one in known))

    return figure


def _false_flags(flag: Flag) -> Callable[[Scores], Figure]:
    def figure(scores: Scores) -> Figure:
        known = _known_flags(scores, flag)
        minutes = sum(score.seconds for score, _ in known) / 60
        return Figure.of_rate(sum(one.false for _, one in known), minutes, FLAG_MINUTES)

    return figure


def _stop_measures(is_built: bool) -> tuple[Measure, ...]:
    def recall(scores: Scores) -> Figure:
        if not is_built:
            return Figure(0)
        return Figure.of_share(sum(s.stops_seen for s in scores), sum(s.stops_due for s in scores))

    def false(scores: Scores) -> Figure:
        if not is_built:
            return Figure(0)
        minutes = sum(score.seconds for score in scores) / 60
        return Figure.of_rate(sum(score.stops_false for score in scores), minutes, FLAG_MINUTES)

    words = f"stop sign: false in {FLAG_MINUTES:g} minutes"
    return (
        Measure("stop_recall", "stop sign: noticed", "percent", "signs", recall, is_built),
        Measure("stop_false", words, "number", "min", false, is_built),
    )
