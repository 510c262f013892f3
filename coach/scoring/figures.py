"""Many clips' scores as figures: by exercise, camera place and group of people.

Rendered and real people, and subjects that tuning has seen and not, are never mixed. Counts, times
and flags are those of clips that were watched, so that a count is graded sure or likely; clips
that were led have rows of their own.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from coach.events import Flag, Grade
from coach.scoring.bounds import Figure
from coach.scoring.clip_sets import GROUPS, Scores, group, kin, negatives, own, watched
from coach.scoring.led import LedScore
from coach.scoring.scores import COMPARED_FLAGS, ClipScore, FlagScore

ALL_PLACES = "all places"
FLAG_MINUTES = 5.0  # false flags are given for so long


@dataclass(frozen=True, slots=True)
class Measure:
    """One row of a table."""

    key: str
    words: str
    style: str  # "percent", "number" or "seconds"
    of: str  # what its n counts: "clips", "people", "reps", "breaks", "signs" or "min"
    figure: Callable[[Scores], Figure]  # of the scores of one group


def measures() -> tuple[Measure, ...]:
    """All rows in order."""
    return (*_COUNTS, *_GRADED, *_TIMES, *_flag_measures(), *_LED, *_stop_measures(), *_SIGHT)


def figures(scores: Scores, rows: Sequence[Measure]) -> Mapping[str, Mapping[str, Figure]]:
    """row's key -> group -> figure, of the scores of one exercise at one place or at all."""
    by_group = {name: [score for score in scores if group(score) == name] for name in GROUPS}
    return {row.key: {name: row.figure(by_group[name]) for name in GROUPS} for row in rows}


def _mae(scores: Scores) -> Figure:
    """|found - true| / true, mean over clips with something to count (RepNet, Dwibedi 2020;
    TransRAC, Hu 2022).
    """
    return Figure.of_mean([abs(s.error) / s.true_count for s in watched(scores) if s.true_count])


def _per_min(of: Callable[[Scores], list[ClipScore]]) -> Callable[[Scores], Figure]:
    """Counts a minute in which one could have come: not while the coach leads."""

    def figure(scores: Scores) -> Figure:
        minutes = sum(s.watched_s for s in of(scores)) / 60
        return Figure.of_rate(sum(s.found_count for s in of(scores)), minutes)

    return figure


def _negatives_unjudged(scores: Scores) -> Figure:
    """Share of the time in which a false count was not possible."""
    clips = negatives(scores)
    whole_s = sum(s.watched_s for s in clips)
    return Figure(whole_s / 60, sum(s.unjudged_s for s in clips) / whole_s if whole_s else None)


def _unjudged(scores: Scores) -> Figure:
    return Figure.of_mean([s.unjudged_s / s.seconds for s in watched(scores) if s.seconds > 0])


def _share(
    hits: Callable[[ClipScore], int], of: Callable[[ClipScore], int]
) -> Callable[[Scores], Figure]:
    """A share summed over the exercise's own clips that were watched."""

    def figure(scores: Scores) -> Figure:
        clips = watched(scores)
        return Figure.of_share(sum(map(hits, clips)), sum(map(of, clips)))

    return figure


def _percentile(
    values: Callable[[ClipScore], Sequence[float]], percent: float
) -> Callable[[Scores], Figure]:
    """Of the values of all watched clips together."""
    return lambda scores: Figure.of_percentile(
        [value for score in watched(scores) for value in values(score)], percent
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
    clips = watched(scores)
    hits, n = sum(s.unjudged_reps for s in clips), sum(s.timed_reps for s in clips)
    return Figure.of_share(hits, n)


def _exact_of(grade: Grade) -> Callable[[Scores], Figure]:
    """Among clips in which most repetitions have this grade; without any there is no grade."""

    def figure(scores: Scores) -> Figure:
        clips = [score for score in watched(scores) if score.grade is grade]
        return Figure.of_share(sum(score.error == 0 for score in clips), len(clips))

    return figure


def _subjects(scores: Scores) -> Figure:
    names = {score.subject for score in own(scores)}
    return Figure(len(names), float(len(names)) if names else None)


def _led(scores: Scores) -> list[LedScore]:
    """Of the exercise's own clips."""
    return [score.led for score in own(scores) if score.led is not None]


def _led_clips(scores: Scores) -> Figure:
    n = len(_led(scores))
    return Figure(n, float(n) if n else None)


def _led_late(scores: Scores) -> Figure:
    led = [score for score in own(scores) if score.led is not None]
    return Figure.of_share(sum(score.found_count > 0 for score in led), len(led))


def _led_in_vain(scores: Scores) -> Figure:
    led = _led(scores)
    return Figure.of_share(sum(one.begun == 0 for one in led), len(led))


def _led_counted(scores: Scores) -> Figure:
    clean = [one for one in _led(scores) if one.is_clean]
    return Figure.of_share(sum(one.finished for one in clean), sum(one.paced for one in clean))


def _led_sudden(scores: Scores) -> Figure:
    known = [s.flags[Flag.SUDDEN] for s in own(scores) if s.led is not None and s.flags is not None]
    return Figure.of_share(sum(one.raised for one in known), sum(one.due for one in known))


def _led_breaks(scores: Scores) -> Figure:
    """In all clips: most of what breaks a posture happens where no exercise is done."""
    led = [score.led for score in scores if score.led is not None]
    return Figure.of_share(sum(one.breaks_seen for one in led), sum(one.breaks_due for one in led))


def _clips(scores: Scores) -> Figure:
    n = len(own(scores))
    return Figure(n, float(n) if n else None)


def _extra(scores: Scores) -> Figure:
    clips = watched(scores)
    return Figure.of_rate(sum(s.extra for s in clips), sum(s.true_count for s in clips))


_COUNTS = (
    Measure("clips", "clips", "number", "clips", _clips),
    Measure("subjects", "people in them", "number", "people", _subjects),
    Measure("exact", "exact count", "percent", "clips", _share(lambda s: s.error == 0, _one)),
    Measure("obo", "off by one at most", "percent", "clips", _share(_is_near, _one)),
    Measure("mae", "count error / true count", "number", "clips", _mae),
    Measure("missed", "repetitions missed", "percent", "reps", _share(lambda s: s.missed, _true)),
    Measure("extra", "extra counts a repetition", "number", "reps", _extra),
    Measure("false_per_min", "false counts a minute", "number", "min", _per_min(negatives)),
    Measure("negatives_unjudged", "negatives not judged", "percent", "min", _negatives_unjudged),
    Measure("kin_per_min", "contained: counts a minute", "number", "min", _per_min(kin)),
    Measure("sides", "wrong side", "percent", "reps", _share(lambda s: s.wrong_sides, _sided)),
)

_GRADED = tuple(
    Measure(f"exact_{grade.name.lower()}", words, "percent", "clips", _exact_of(grade))
    for grade, words in (
        (Grade.SURE, "exact count, mostly graded sure"),
        (Grade.LIKELY, "exact count, mostly graded likely"),
    )
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

_LED = (
    Measure("led_clips", "led: clips", "number", "clips", _led_clips),
    Measure("led_late", "led: clips counted at first", "percent", "clips", _led_late),
    Measure("led_none", "led: clips in which none began", "percent", "clips", _led_in_vain),
    Measure("led_counted", "led: counted of the paced", "percent", "reps", _led_counted),
    Measure("led_sudden", "led: sudden noticed", "percent", "reps", _led_sudden),
    Measure("led_breaks", "led: broken posture noticed", "percent", "breaks", _led_breaks),
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
    return [(score, score.flags[flag]) for score in watched(scores) if score.flags is not None]


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


def _stop_measures() -> tuple[Measure, ...]:
    def recall(scores: Scores) -> Figure:
        return Figure.of_share(sum(s.stops_seen for s in scores), sum(s.stops_due for s in scores))

    def false(scores: Scores) -> Figure:
        minutes = sum(score.seconds for score in scores) / 60
        return Figure.of_rate(sum(score.stops_false for score in scores), minutes, FLAG_MINUTES)

    words = f"stop sign: false in {FLAG_MINUTES:g} minutes"
    return (
        Measure("stop_recall", "stop sign: noticed", "percent", "signs", recall),
        Measure("stop_false", words, "number", "min", false),
    )
