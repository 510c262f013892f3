"""How much of an exercise is asked for today, by what became of it in earlier sessions.

It starts small and grows slowly; after a stop because of pain it is halved. The rule is explained
in exercises/programmes/README.md. How far a body moves is never a part of the dose.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import floor

from coach.definitions import Exercise
from coach.past import PastExercise, PastSession

# The articles ask for a gradual increase and give no figures: all of these are our own choices.
GOOD_IN_A_ROW = 2  # so many good sessions until the dose grows
MAX_SUDDEN = 1  # flags in a good session
FEW_REPS = 7  # an article's dose up to this grows by one repetition, a larger one by two
HOLD_STEP_S = 2.0
LEAST_HALF = 3  # repetitions, or seconds: what half a dose does not fall below
PAUSE_S = 14 * 86_400.0  # every such time without the exercise takes back half of what had grown
CRACK_SHARE = 0.8  # of the own ceiling, after a crack
LEAST_CEILING_SHARE = 0.4


@dataclass(frozen=True, slots=True)
class DoseToday:
    """What is asked for: repetitions (to each side, where there are two) and seconds of each."""

    reps: int
    hold_s: float | None  # None where nothing is held


@dataclass(frozen=True, slots=True)
class _Progress:
    """Where one exercise stands after a session."""

    dose: DoseToday
    n_good: int = 0  # sessions in a row since the dose changed
    done_s: float | None = None  # pauses count from here, seconds since 1970; None: never done
    less_since_s: float | None = None  # since when never as much as this dose was asked for


def dose_today(
    exercise: Exercise, past: Sequence[PastSession], now_s: float | None = None
) -> DoseToday:
    """Repetitions and seconds of `exercise` for today.

    past: earlier sessions, the oldest first; those without this exercise change nothing.
    now_s: seconds since 1970; None where the date is not known: then the time since the last
    session is no reason to begin with less.
    """
    progress = _Progress(DoseToday(exercise.dose.start_reps, exercise.dose.start_hold_s))
    for session in past:
        records = [record for record in session.exercises if record.exercise == exercise.id]
        if records:
            progress = _after_session(exercise, progress, session, records)
    if now_s is not None:
        progress = _after_pause(exercise, progress, now_s)
    return progress.dose


def ceiling_factor(exercise_id: str, past: Sequence[PastSession]) -> float:
    """Share of the own ceiling of range that holds today: lower after every crack that was told.

    It never rises by itself.
    """
    cracks = sum(
        record.exercise == exercise_id and record.pain == "crack"
        for session in past
        for record in session.exercises
    )
    return max(CRACK_SHARE**cracks, LEAST_CEILING_SHARE)


def _after_session(
    exercise: Exercise, before: _Progress, session: PastSession, records: Sequence[PastExercise]
) -> _Progress:
    """`records`: of this exercise in that session; more than one where it was taken up again."""
    before = _after_pause(exercise, before, session.began_s)
    is_done = any(record.count > 0 for record in records)
    after = replace(before, n_good=0, done_s=session.began_s if is_done else before.done_s)
    if hurting := [record for record in records if record.pain is not None]:
        return replace(after, dose=_halved(before.dose, hurting))
    if not session.programme:  # several times a day are no row of good sessions
        return replace(after, n_good=before.n_good)
    after = _after_less(after, session, records)
    if not _is_good(session, records):
        return after
    if not any(_is_whole(record, before.dose) for record in records):
        return replace(after, n_good=before.n_good)
    if before.n_good + 1 < GOOD_IN_A_ROW:
        return replace(after, n_good=before.n_good + 1)
    return replace(after, dose=_grown(exercise, before.dose))


def _after_less(
    before: _Progress, session: PastSession, records: Sequence[PastExercise]
) -> _Progress:
    """What is asked for again when a programme no longer asks for less: after PAUSE_S of less no
    body does at once what it once did.
    """
    if any(_is_asked(record, before.dose) for record in records):
        return replace(before, less_since_s=None)
    since_s = session.began_s if before.less_since_s is None else before.less_since_s
    if session.began_s - since_s < PAUSE_S:
        return replace(before, less_since_s=since_s)
    reps = min(before.dose.reps, *(max(record.dose_reps, 1) for record in records))
    hold_s = before.dose.hold_s
    if hold_s is not None:
        hold_s = min([hold_s, *(record.dose_s for record in records if record.dose_s > 0)])
    return replace(before, dose=DoseToday(reps, hold_s), less_since_s=None)


def _is_good(session: PastSession, records: Sequence[PastExercise]) -> bool:
    """Whether all that was asked for was done, and nothing speaks against a larger dose."""
    has_hurt = any(record.pain is not None for record in session.exercises)
    is_ended_well = session.ended_s is not None and session.reason != "pain" and not has_hurt
    is_complete = any(record.is_complete for record in records)
    return is_ended_well and is_complete and sum(one.n_sudden for one in records) <= MAX_SUDDEN


def _is_whole(record: PastExercise, dose: DoseToday) -> bool:
    """Whether the whole dose was done. A smaller one that was asked for, by a programme or by a
    wish, is no step on the way, and no step back: it leaves the row as it was.
    """
    return _is_asked(record, dose) and record.is_complete


def _is_asked(record: PastExercise, dose: DoseToday) -> bool:
    return record.dose_reps >= dose.reps and record.dose_s >= (dose.hold_s or 0)


def _grown(exercise: Exercise, dose: DoseToday) -> DoseToday:
    """One step of one variable: repetitions, then seconds, up to the article's least dose; then
    again, up to its largest. No step passes one of these: whoever is behind never gets ahead.
    """
    (least_reps, most_reps), held = exercise.dose.reps, exercise.dose.hold_s
    step = 1 if most_reps <= FEW_REPS else 2
    if dose.reps < least_reps:
        return replace(dose, reps=min(dose.reps + step, least_reps))
    if held is not None and dose.hold_s is not None:
        least_s, most_s = held
        if dose.hold_s < least_s:
            return replace(dose, hold_s=min(dose.hold_s + HOLD_STEP_S, least_s))
        if dose.reps == most_reps:
            return replace(dose, hold_s=min(dose.hold_s + HOLD_STEP_S, most_s))
    return replace(dose, reps=min(dose.reps + step, most_reps))


def _halved(dose: DoseToday, hurting: Sequence[PastExercise]) -> DoseToday:
    """Half of the repetitions that were asked for when it hurt; of so few that they cannot become
    fewer, half of the seconds.
    """
    reps = max(min(dose.reps, *(record.dose_reps for record in hurting)), 1)
    hold_s = dose.hold_s
    if hold_s is not None:
        asked_s = [record.dose_s for record in hurting if record.dose_s > 0]
        hold_s = min([hold_s, *asked_s])
    if reps > LEAST_HALF:
        return DoseToday(max(reps // 2, LEAST_HALF), hold_s)
    if hold_s is not None:
        hold_s = min(hold_s, max(hold_s // 2, float(LEAST_HALF)))
    return DoseToday(reps, hold_s)


def _after_pause(exercise: Exercise, progress: _Progress, now_s: float) -> _Progress:
    """Less after a long time without this exercise: a body that was strong is so no longer.

    A clock that was set back gives no time at all.
    """
    if progress.done_s is None or now_s - progress.done_s < PAUSE_S:
        return progress
    n_pauses = (now_s - progress.done_s) // PAUSE_S
    share = 0.5**n_pauses
    start, dose = exercise.dose, progress.dose
    hold_s = dose.hold_s
    if hold_s is not None and start.start_hold_s is not None:
        hold_s -= _taken_back(hold_s - start.start_hold_s, share)
    reps = dose.reps - int(_taken_back(dose.reps - start.start_reps, share))
    # What is taken back once is not taken back again, should this exercise only be skipped today.
    counted_s = progress.done_s + n_pauses * PAUSE_S
    return _Progress(DoseToday(reps, hold_s), n_good=0, done_s=counted_s)


def _taken_back(grown: float, share: float) -> float:
    """What is taken from a dose that is so far above the start, in whole steps; 0 of one below."""
    return grown - floor(grown * share) if grown > 0 else 0.0
