"""Earlier sessions, as they are kept, and days on which somebody does as the plan says."""

from collections.abc import Sequence
from dataclasses import dataclass

from hypothesis import strategies as st

from coach.definitions import Exercise
from coach.dosing import DoseToday, dose_today
from coach.edges.library import exercise_ids, load_exercise
from coach.past import Pain, PastExercise, PastSession

DAY_S = 86_400.0
EXERCISES = {name: load_exercise(name) for name in exercise_ids()}
PAINS: tuple[Pain, ...] = ("mild", "medium", "strong", "leg", "crack", "not told")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one exercise on one day."""

    is_complete: bool = True
    n_sudden: int = 0
    pain: Pain | None = None
    is_broken_off: bool = False
    reason: str = "done"
    days_before: float = 1.0
    is_begun: bool = True


GOOD = Outcome()


def session(
    *exercises: PastExercise,
    began_s: float = 0.0,
    is_broken_off: bool = False,
    reason: str = "done",
) -> PastSession:
    """A session of ten minutes, or one that was broken off."""
    if is_broken_off:
        return PastSession("first", began_s, None, "", exercises)
    return PastSession("first", began_s, began_s + 600.0, reason, exercises)


def day(exercise: Exercise, dose: DoseToday, outcome: Outcome, began_s: float) -> PastSession:
    """A session with this exercise at this dose."""
    record = PastExercise(
        exercise.id,
        dose.reps,
        dose.hold_s or 0.0,
        count=dose.reps if outcome.is_complete else int(outcome.is_begun),
        n_sudden=outcome.n_sudden,
        is_complete=outcome.is_complete,
        pain=outcome.pain,
    )
    return session(
        record, began_s=began_s, is_broken_off=outcome.is_broken_off, reason=outcome.reason
    )


def days(exercise: Exercise, outcomes: Sequence[Outcome]) -> tuple[list[DoseToday], list]:
    """What is asked for on each day and on the one after, and the sessions that were."""
    past: list[PastSession] = []
    doses: list[DoseToday] = []
    now_s = 0.0
    for outcome in outcomes:
        now_s += outcome.days_before * DAY_S
        doses.append(dose_today(exercise, past, now_s))
        past.append(day(exercise, doses[-1], outcome, now_s))
    doses.append(dose_today(exercise, past, now_s + DAY_S))
    return doses, past


# -- any history, also such as no plan would have made -------------------------------------------

outcomes = st.builds(
    Outcome,
    is_complete=st.booleans(),
    n_sudden=st.integers(0, 3),
    pain=st.sampled_from((None, None, None, *PAINS)),
    is_broken_off=st.sampled_from((False, False, True)),
    reason=st.sampled_from(("done", "done", "pain", "quit")),
    days_before=st.sampled_from((-2.0, 0.0, 0.3, 1.0, 1.0, 3.0, 15.0, 30.0, 400.0)),
    is_begun=st.booleans(),
)
some_outcomes = st.lists(outcomes | st.just(GOOD), max_size=30)
exercises = st.sampled_from(list(EXERCISES.values()))
records = st.builds(
    PastExercise,
    exercise=st.sampled_from([*EXERCISES, "of_my_own"]),
    dose_reps=st.integers(0, 40),
    dose_s=st.sampled_from((0.0, 1.0, 5.0, 9.5, 20.0, 60.0)),
    count=st.integers(0, 40),
    n_sudden=st.integers(0, 5),
    is_complete=st.booleans(),
    pain=st.sampled_from((None, None, *PAINS)),
)
sessions = st.builds(
    PastSession,
    programme=st.just("full"),
    began_s=st.floats(0, 4e9),
    ended_s=st.none() | st.floats(0, 4e9),
    reason=st.sampled_from(("done", "pain", "left", "")),
    exercises=st.lists(records, max_size=6).map(tuple),
)
histories = st.lists(sessions, max_size=12)
