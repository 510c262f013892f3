"""How much was asked for and how much was done, over time. A dose is repetitions and seconds."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

from coach.past import Pain
from coach.practice_days import DayOf, practised
from coach.records import ExerciseRecord, SessionRecord

# Of what is asked for, the last time against the first; mixed: one variable rose, one fell.
DoseChange = Literal["larger", "smaller", "same", "mixed"]


@dataclass(frozen=True, slots=True)
class DosePoint:
    """One exercise in one session; what was taken up again after its end is in it."""

    session_id: int
    began_s: float  # of the session, seconds since 1970, UTC
    day: int  # ordinal
    dose_reps: int  # asked for; to each side, where there are two
    dose_s: float  # seconds of each, 0 where nothing is held
    count: int  # done; to both sides: once to each makes one
    hold_s: float | None  # held, the median; None where nothing was
    is_complete: bool
    pain: Pain | None  # stopped because it hurt
    is_alone: bool  # outside a programme

    @property
    def asked_s(self) -> float:
        """All seconds of holding that were asked for; 0 where nothing is held."""
        return self.dose_reps * self.dose_s


@dataclass(frozen=True, slots=True)
class DoseTrend:
    """The dose of one exercise, session after session."""

    points: tuple[DosePoint, ...]  # in order of time, at least one

    @property
    def n_complete(self) -> int:
        """In how many sessions the whole dose was done."""
        return sum(point.is_complete for point in self.points)

    @property
    def reps_asked(self) -> int:
        """In all sessions together."""
        return sum(point.dose_reps for point in self.points)

    @property
    def reps_done(self) -> int:
        """In all sessions together; to both sides: once to each makes one."""
        return sum(point.count for point in self.points)

    @property
    def ends(self) -> tuple[DosePoint, DosePoint]:
        """The first one and the last one of a programme, as far as there are any: what is done
        alone several times a day is less each time, and no smaller dose.
        """
        led = [point for point in self.points if not point.is_alone] or self.points
        return led[0], led[-1]

    @property
    def change(self) -> DoseChange:
        """What is asked for, the last time against the first: of repetitions and of seconds."""
        first, last = self.ends
        pairs = ((first.dose_reps, last.dose_reps), (first.dose_s, last.dose_s))
        rose = any(now > before for before, now in pairs)
        fell = any(now < before for before, now in pairs)
        if rose and fell:
            return "mixed"
        return "larger" if rose else "smaller" if fell else "same"


@dataclass(frozen=True, slots=True)
class PlanKept:
    """What was planned, against what was done of it."""

    n_planned: int  # exercises, of all sessions together
    n_begun: int  # that had their turn
    n_complete: int  # whose whole dose was done


def dose_trend(sessions: Sequence[SessionRecord], exercise: str, day_of: DayOf) -> DoseTrend | None:
    """None where the exercise never had its turn."""
    begun = practised(sessions)
    taken_up = _taken_up(begun)
    points = [
        _point(session, turns, day_of(session.began_s))
        for session in begun
        if (session.id, exercise) not in taken_up
        if (turns := [one for one in session.exercises if one.exercise == exercise])
    ]
    return DoseTrend(tuple(points)) if points else None


def plan_kept(sessions: Sequence[SessionRecord]) -> PlanKept:
    """Of planned exercises; one that was done alone was planned by who did it."""
    begun = practised(sessions)
    gone_on_with = {session.continues_id for session in begun}
    done = [
        [turn for turn in turns if turn.exercise == exercise]
        for session, turns in zip(begun, _turns_of_chains(begun), strict=True)
        if session.id not in gone_on_with
        for exercise in session.plan
    ]
    return PlanKept(
        n_planned=len(done),
        n_begun=sum(bool(turns) for turns in done),
        n_complete=sum(_is_complete(turns) for turns in done),
    )


def _taken_up(sessions: Sequence[SessionRecord]) -> set[tuple[int, str]]:
    """Session and exercise that was in progress when the session was broken off, and was gone on
    with in another one: all of it is counted there, with the whole dose.
    """
    by_id = {session.id: session for session in sessions}
    return {
        (before.id, turn.exercise)
        for session in sessions
        if (before := by_id.get(session.continues_id or 0)) is not None
        for turn in before.exercises
        if turn.lasted_s is None and any(one.exercise == turn.exercise for one in session.exercises)
    }


def _turns_of_chains(sessions: Sequence[SessionRecord]) -> list[list[ExerciseRecord]]:
    """Of each session its turns, after those of the sessions that it went on with."""
    found: dict[int, list[ExerciseRecord]] = {}
    for session in sorted(sessions, key=lambda one: one.id):  # whatever the clock said
        before = found.get(session.continues_id or 0, [])
        found[session.id] = [*before, *session.exercises]
    return [found[session.id] for session in sessions]


def _point(session: SessionRecord, turns: Sequence[ExerciseRecord], day: int) -> DosePoint:
    last = turns[-1]
    holds = [side.hold_s for turn in turns for side in turn.sides if side.hold_s is not None]
    pains = [turn.pain for turn in turns if turn.pain is not None]
    return DosePoint(
        session.id,
        session.began_s,
        day,
        last.dose_reps,
        last.dose_s,
        sum(turn.count for turn in turns),
        median(holds) if holds else None,
        _is_complete(turns),
        pains[-1] if pains else None,
        is_alone=not session.programme,
    )


def _is_complete(turns: Sequence[ExerciseRecord]) -> bool:
    """In one of several turns, or in all of them together."""
    if not turns:
        return False
    done = sum(turn.count for turn in turns)
    return done >= turns[-1].dose_reps or any(turn.is_complete for turn in turns)
