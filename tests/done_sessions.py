"""Sessions that were done, as they are read from the history; each with what a test is about."""

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from coach.events import BodySide, Flag, Grade
from coach.past import Pain
from coach.records import ExerciseRecord, SessionRecord, SideRecord

DAY_S = 86_400.0
MONDAY = 739_936  # ordinal of 2026-11-16
NOT_TOLD: Mapping[Any, int] = {}


def day_of(began_s: float) -> int:
    """The tests' own calendar: time 0 is the midnight at which MONDAY begins."""
    return MONDAY + int(began_s // DAY_S)


def side(
    range_: float | None = None,
    n_reps: int = 10,
    side: BodySide | None = None,
    n_partial: int = 0,
    hold_s: float | None = None,
) -> SideRecord:
    """Repetitions to one side, all of them measured where there is a range."""
    n_ranged = 0 if range_ is None else n_reps
    return SideRecord(side, n_reps, n_partial, hold_s, range_, n_ranged)


def turn(exercise: str = "pelvis_lift", **changes: Any) -> ExerciseRecord:
    """Ten repetitions that were asked for and done, measured from the low table."""
    usual: dict[str, Any] = {
        "id": 1,
        "place_in": 1,
        "began_s": 10.0,
        "lasted_s": 120.0,
        "dose_reps": 10,
        "dose_s": 5.0,
        "count": 10,
        "reason": "dose_done",
        "pain": None,
        "place": "low_table",
        "signal": "lift",
        "unit": "S0",
        "sides": (side(0.3),),
        "grades": {Grade.SURE: 10},
        "flags": {},
        "n_not_valid": 0,
    }
    return ExerciseRecord(exercise=exercise, **(usual | changes))


def hurting(exercise: str = "pelvis_lift", pain: Pain = "mild", **changes: Any) -> ExerciseRecord:
    """Stopped half-way because it hurt."""
    return turn(exercise, **({"pain": pain, "reason": "hurts", "count": 5} | changes))


def session(day: float, *exercises: ExerciseRecord, **changes: Any) -> SessionRecord:
    """Fifteen minutes that came to their end, `day` days after MONDAY's beginning."""
    began_s = day * DAY_S
    usual: dict[str, Any] = {
        "id": round(day * 100) + 1,
        "programme": "lumbar",
        "began_s": began_s,
        "ended_s": began_s + 900.0,
        "planned_s": 900.0,
        "reason": "done",
        "check": "usual",
        "plan": tuple(dict.fromkeys(one.exercise for one in exercises)),
        "exercises": exercises,
    }
    return SessionRecord(**(usual | changes))


def ranges(*values: float, first_day: int = 0, **changes: Any) -> list[SessionRecord]:
    """One session a day, with these ranges of one exercise."""
    return [
        session(first_day + index, turn(sides=(side(value),), **changes))
        for index, value in enumerate(values)
    ]


# -- anything ------------------------------------------------------------------------------------

_COUNTS = st.integers(0, 30)
_RANGES = st.one_of(st.none(), st.floats(0.05, 2.0))


@st.composite
def _sides(draw: st.DrawFn) -> tuple[SideRecord, ...]:
    names = draw(st.sampled_from([(None,), ("left", "right"), ("left",), ("right",), ()]))
    return tuple(
        side(draw(_RANGES), draw(st.integers(1, 30)), name, draw(_COUNTS), draw(_RANGES))
        for name in names
    )


@st.composite
def turns(draw: st.DrawFn) -> ExerciseRecord:
    """Any turn of one of three exercises, from one of three places."""
    measured = draw(st.sampled_from([("lift", "S0"), ("hip", "deg"), ("", "")]))
    return turn(
        draw(st.sampled_from(["pelvis_lift", "side_pull", "knee_hug"])),
        dose_reps=draw(st.integers(1, 30)),
        dose_s=draw(st.sampled_from([0.0, 5.0, 7.0])),
        count=draw(_COUNTS),
        lasted_s=draw(st.one_of(st.none(), st.floats(0, 900))),
        pain=draw(st.sampled_from([None, None, None, "mild", "leg"])),
        place=draw(st.sampled_from(["low_table", "table", ""])),
        signal=measured[0],
        unit=measured[1],
        sides=draw(_sides()),
        grades=draw(st.dictionaries(st.sampled_from(list(Grade)), _COUNTS)),
        flags=draw(st.dictionaries(st.sampled_from(list(Flag)), _COUNTS)),
        n_not_valid=draw(_COUNTS),
    )


@st.composite
def some_sessions(draw: st.DrawFn) -> list[SessionRecord]:
    """Up to six sessions within two months, in order, no two at the same time."""
    minutes = draw(st.lists(st.integers(0, 60 * 1440), max_size=6, unique=True))
    return [
        session(
            minute / 1440,
            *draw(st.lists(turns(), max_size=3)),
            id=number,
            programme=draw(st.sampled_from(["lumbar", ""])),
            reason=draw(st.sampled_from(["done", "pain", "left"])),
        )
        for number, minute in enumerate(sorted(minutes), start=1)
    ]
