"""A history as three years leave it is read at once, and rightly."""

import json
import time
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import pytest

from coach.edges.event_lines import event_record
from coach.edges.history.history import History
from coach.edges.history.records import read_sessions, read_sets
from coach.events import RepCounted, RepFinished
from coach.progress import progress_of
from tests.edges.history_days import rep, rows
from tests.three_years import LAST_S, fill

READ_S = 1.2  # three years; a report has five seconds for all


def no_problem(sentence: str) -> None:
    raise AssertionError(sentence)


def day_of(since_1970_s: float) -> int:
    return datetime.fromtimestamp(since_1970_s, UTC).toordinal()


@pytest.fixture(scope="module")
def some_weeks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("weeks") / "history.sqlite"
    fill(path, n_sessions=60, n_reps=6000, persons=("me", "anna"))
    return path


def test_medians_and_counts_are_those_of_the_repetitions(some_weeks):
    """The one sort for all of them, against each one for itself."""
    peaks, holds, counts = defaultdict(list), defaultdict(list), defaultdict(int)
    sql = """SELECT exercise_id, side, peak, hold_s, dose_s, grade, flags FROM reps
        WHERE NOT is_partial"""
    for exercise_id, side, peak, hold_s, dose_s, grade, flags in rows(some_weeks, sql):
        counts[exercise_id, side] += 1
        if dose_s > 0:
            holds[exercise_id, side].append(hold_s)
        if grade in ("sure", "likely") and "over-large" not in flags:
            peaks[exercise_id, side].append(peak)
    with History.open(some_weeks, no_problem) as history:
        sessions = read_sessions(history, "me") + read_sessions(history, "anna")
    found = {
        (turn.id, side.side): side
        for one in sessions
        for turn in one.exercises
        for side in turn.sides
    }
    assert len(found) > 800
    assert {key: side.n_reps for key, side in found.items() if side.n_reps} == counts
    for key, side in found.items():
        assert side.range == (median(peaks[key]) if peaks[key] else None)
        assert side.hold_s == (median(holds[key]) if holds[key] else None)


def test_weeks_that_were_made_up_look_like_real_ones(some_weeks):
    with History.open(some_weeks, no_problem) as history:
        sessions = read_sessions(history, "me")
        sets = read_sets(history, [one.id for one in sessions])
    progress = progress_of(sessions, [], day_of)
    assert len(sessions) == 60
    assert progress.calendar.days[-1].day == day_of(LAST_S)
    assert progress.certainty.n_counted == pytest.approx(6000, rel=0.05)
    assert all(n > 0 for n in progress.certainty.grades.values())
    assert progress.pain.stops
    assert len({trend.key.place for trend in progress.ranges}) > 1
    assert {one.dose.change for one in progress.exercises} == {"larger"}
    assert len(sets) == progress.calendar.n_sessions + progress.calendar.n_alone
    for one in (one for of_session in sets.values() for one in of_session if one.signal):
        lasts_s = one.every_s * len(one.samples)
        assert all(one.began_s <= rep.start_s < one.began_s + lasts_s for rep in one.reps[:-3])


def test_made_up_events_are_those_of_the_coach(some_weeks):
    told = {
        name: json.loads(data)
        for name, data in rows(some_weeks, "SELECT event, data FROM events GROUP BY event")
    }
    real = [RepCounted(1.0, 1, 0.0), RepFinished(1.0, rep(1, 1.0))]
    for record in map(event_record, real):
        assert told[record["event"]].keys() == record.keys()


@pytest.mark.slow
def test_three_years_are_read_in_a_second(tmp_path):
    fill(tmp_path / "history.sqlite")
    with History.open(tmp_path / "history.sqlite", no_problem) as history:
        began_s = time.process_time()  # a busy machine does not count
        sessions = read_sessions(history, "me")
        read_in_s = time.process_time() - began_s
    n_reps = sum(side.n_reps for one in sessions for turn in one.exercises for side in turn.sides)
    assert len(sessions) == 1100
    assert n_reps == pytest.approx(300_000, rel=0.02)
    assert read_in_s < READ_S
