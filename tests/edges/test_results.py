"""The table at the end: what is in it depends on the exercise, and every number has its place."""

import io
from dataclasses import replace

import pytest
from rich.console import Console
from screen_moments import moment, status

from coach.cues import Cue, Priority
from coach.edges.terminal import ProgressBar, Results
from coach.events import (
    Event,
    Flag,
    Flagged,
    Grade,
    Led,
    NotValid,
    PartialLogged,
    PartSeen,
    Rep,
    RepCounted,
    RepFinished,
    Stage,
)
from coach.pipeline import Moment

SURE = Rep(1, 2.0, 12.0, 10.2, 10.0, 0.31, "S0", Grade.SURE)
LED = replace(SURE, grade=Grade.POSTURE_ONLY, peak=0.0)
TOES = PartSeen("toes", done=True)


def shown(*moments: Moment) -> str:
    out = io.StringIO()
    results = Results(Console(file=out, width=120), "Stretch [x]", {"no_person": "Nobody."})
    with results:
        for one in moments:
            results.handle(one)
    results.show()
    return out.getvalue()


def table(*events: Event) -> list[list[str]]:
    """The cells of the table, heading first."""
    lines = shown(moment(status(), events=events)).replace("┃", "│").splitlines()
    return [[cell.strip() for cell in line.split("│")[1:-1]] for line in lines if "│" in line]


def last_line(*events: Event) -> str:
    return shown(moment(status(), events=events)).splitlines()[-1]


def finished(*reps: Rep) -> list[RepFinished]:
    return [RepFinished(12.0, rep) for rep in reps]


def test_a_hold_has_neither_sides_nor_parts():
    assert table(*finished(SURE)) == [
        ["rep", "start s", "hold s", "dose", "peak", "grade", "flags"],
        ["1", "2.0", "10.2", "reached", "0.31 S0", "sure", ""],
    ]


@pytest.mark.parametrize(
    ("changes", "column", "cell"),
    [
        pytest.param({"hold_s": 8.0}, 3, "short of 10 s", id="short_hold"),
        pytest.param({"index": 0, "is_partial": True}, 0, "small", id="small"),
        pytest.param({"flags": (Flag.SUDDEN,), "is_open": True}, 6, "sudden, still open", id="all"),
        pytest.param({"grade": Grade.POSTURE_ONLY}, 5, "posture only", id="led"),
        pytest.param({"grade": Grade.POSTURE_ONLY}, 4, "-", id="what_is_led_has_no_peak"),
    ],
)
def test_cells(changes, column, cell):
    assert table(*finished(replace(SURE, **changes)))[1][column] == cell


def test_what_is_not_held_has_no_column_for_it():
    header, row = table(*finished(replace(SURE, dose_s=0.0)))
    assert "hold s" not in header
    assert len(row) == len(header)


def test_sides_and_parts_have_columns_where_there_are_any():
    right = replace(SURE, side="right", parts=(TOES,))
    left = replace(SURE, side="left", parts=(PartSeen("toes", done=False),))
    unseen = replace(SURE, side="right", index=2)
    rows = table(*finished(right, left, unseen))
    assert rows[0] == [
        "rep",
        "side",
        *("start s", "hold s", "dose", "peak", "grade"),
        "toes",
        "flags",
    ]
    assert [(row[0], row[1], row[7]) for row in rows[1:]] == [
        ("1", "right", "yes"),
        ("1", "left", "no"),
        ("2", "right", "-"),
    ]


@pytest.mark.parametrize(
    ("events", "line"),
    [
        pytest.param([], "0 counted (0 sure, 0 likely), 0 small.", id="nothing"),
        pytest.param(
            [*finished(SURE), PartialLogged(20.0, replace(SURE, index=0, is_partial=True))],
            "1 counted (1 sure, 0 likely), 1 small.",
            id="one_and_a_small_one",
        ),
        pytest.param(
            finished(LED, replace(LED, index=2)),
            "2 counted (0 sure, 0 likely, 2 posture only), 0 small.",
            id="led",
        ),
        pytest.param(
            finished(
                replace(SURE, side="right"), replace(SURE, side="left"), replace(SURE, side="right")
            ),
            "1 left and 2 right counted (3 sure, 0 likely), 0 small.",
            id="sides",
        ),
    ],
)
def test_summary(events, line):
    assert last_line(*events) == f"Stretch [x]: {line}"


def test_led_repetitions_that_are_not_valid_are_listed():
    text = shown(moment(status(), events=(NotValid(31.25, 2, 0.554, "left"),)))
    assert "0 small, 1 not valid." in text
    assert "  31.2 s left 2 was led and is not valid: 55 % of its time was as it should be" in text


def test_a_better_place_is_told_last():
    tip = Cue(9.0, 19.0, Priority.FORM, "next_time", "Next time I can count this one [here].")
    other = Cue(9.0, 19.0, Priority.FORM, "sudden", "A little slower.")
    text = shown(moment(status(), cues=(tip, other)))
    assert text.splitlines()[-1] == tip.text
    assert other.text not in text


def test_flags_and_unjudged_time_are_told():
    lost = status(stage=Stage.SETUP, reason="no_person")
    text = shown(
        moment(replace(lost, t_s=0.0)),
        moment(replace(lost, t_s=4.0), events=(Flagged(3.0, Flag.SUDDEN, 2.0, 1.5, "S0/s", 1),)),
    )
    assert "  3.0 s sudden: 2.00 S0/s, limit 1.50" in text
    assert "  not judged for 4 s: Nobody." in text


@pytest.mark.parametrize(
    ("event", "line"),
    [
        (RepCounted(10.0, 2, 9.0), "rep 2"),
        (RepCounted(10.0, 2, 9.0, "left"), "left 2"),
        (RepFinished(10.0, SURE), "rep 1: held 10.2 s"),
        (PartialLogged(10.0, SURE), "a small one"),
        (Led(10.0), "from here the coach leads"),
        (NotValid(10.0, 3, 0.5, "right"), "right 3: not valid"),
    ],
)
def test_what_happens_is_printed_with_its_time(event, line):
    out = io.StringIO()
    with ProgressBar(Console(file=out, width=120), 20.0) as bar:
        bar.handle(moment(status(), events=(event,)))
    assert out.getvalue() == f"  10.0 s  {line}\n"
