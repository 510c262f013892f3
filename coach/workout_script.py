"""What happens in a whole session, from Start to the end, step by step.

Each method that waits for frames is a generator (steps.py), so that the order of things can be read
from top to bottom. Nothing here draws or speaks: events tell what happens.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from coach.agenda import Scene
from coach.between import ENDS_ALL, Between
from coach.definitions import Exercise, Prop
from coach.dose_words import opening_of
from coach.events import Status
from coach.getting_ready import check, hearing, too_early
from coach.introduction import Introduction
from coach.judge import KnownRanges
from coach.leading import LEAD_IN_S
from coach.lowered import lowered_exercise
from coach.plan import Plan, PlanEntry
from coach.session import Command, Learnt, Session
from coach.set_trace import SetTrace
from coach.steps import Steps
from coach.stop_wish import StopWish
from coach.stops import Stops
from coach.summary import is_sudden, summary
from coach.talk import Talk
from coach.workout_events import (
    ExerciseBegan,
    ExerciseEnded,
    WorkoutBegan,
    WorkoutEnded,
)

BLIND_AFTER_S = 45.0  # in an exercise: who does not fit into the picture is led without being seen
KNOWN_UNFIT_S = 5.0  # the same where that was known before
ENDINGS = {
    "done": "told_done",
    "pain": "told_session_ends_pain",
    "enough": "told_done",
    "forty_minutes": "told_forty_minutes",
    "left": "told_left",
}

MakePlan = Callable[[frozenset[Prop], bool], Plan]  # what is at hand, gently only -> the plan


@dataclass(frozen=True, slots=True)
class Before:
    """What was done of a session before it was broken off."""

    counts: Mapping[str, int]  # by exercise id
    spent_s: float = 0.0
    hurt: frozenset[str] = frozenset()  # ids of the exercises that were stopped for pain


@dataclass(frozen=True)
class Brief:
    """All that is known before a session begins."""

    make_plan: MakePlan
    props: frozenset[Prop] = frozenset()
    props_to_ask: tuple[Prop, ...] = ()
    hours_since_last: float | None = None  # None: long enough
    before: Before | None = None  # of a session that was broken off
    known: Callable[[Exercise, float], KnownRanges] = field(default=lambda _, __: {})


class Script:
    """One session's steps, and where they stand. The door to it is workout.Workout."""

    def __init__(self, brief: Brief, phrases: Mapping[str, str]) -> None:
        self.talk = Talk(phrases)
        self._brief = brief
        self._props = brief.props
        self._done_before: dict[str, int] = {}  # counts by exercise id
        self._stops = Stops(self.talk)
        self.between = Between(self.talk, self._stops)
        self.plan = brief.make_plan(self._props, False)
        self.position = 0
        self.counted: dict[str, int] = {}  # by exercise id
        self.session: Session | None = None
        self.status: Status | None = None  # of that session
        self._trace = SetTrace()  # of that session
        self.learnt: dict[str, Learnt] = {}  # by exercise id
        self.closing = ""  # how it ended, in words
        self.summary: tuple[str, ...] = ()  # sentences
        self._is_ended = False
        self._planned: tuple[PlanEntry, ...] = ()  # with what was done before it was broken off
        self._hurt: set[str] = set()  # ids of the exercises that were stopped for pain
        self._n_sudden = 0
        self._spent_before_s = 0.0
        self._spent_on_it_s = 0.0  # on the present exercise, before it was explained again

    @property
    def spent_s(self) -> float:
        """Seconds of exercise and of rests so far."""
        now_s = self.session.spent_s - self._spent_on_it_s if self.session else 0.0
        return self._spent_before_s + now_s

    # -- the whole ----------------------------------------------------------------------------

    def run(self) -> Steps[str]:
        """The session; returns why it ended."""
        reason = yield from self._before()
        if not reason:
            reason = yield from self._exercises()
        self.talk.enter(Scene.OVER)
        is_empty = reason == "done" and not any(self.counted.values())  # all of it skipped
        self.talk.emit(WorkoutEnded(self.talk.t_s, reason))
        self._is_ended = True  # whoever quits now misses words only
        if reason in ENDINGS and not is_empty:
            yield from self._sum_up(ENDINGS[reason])
        return reason

    def close(self, reason: str) -> None:
        """The user quits, or the source ends, at whatever step that is."""
        was_begun = self.talk.scene is not Scene.WELCOME and not self._is_ended
        if self.session is not None:
            self._end_exercise(reason)
        self.talk.enter(Scene.OVER)
        if was_begun:
            self.talk.emit(WorkoutEnded(self.talk.t_s, reason))

    def _sum_up(self, key: str) -> Steps[None]:
        """Say how it ended, and what it came to. Who has left hears no more than the first."""
        told = summary(self._planned, self.counted, self._hurt, self._n_sudden)
        self.closing = self.talk.phrases[key]
        self.summary = tuple(self.talk.phrases[each].replace("{n}", n) for each, n in told)
        if key == "told_left":
            self.talk.tell(key)
            return
        yield from self.talk.say(key)
        for each, n in told:
            yield from self.talk.say(each, n)

    def _before(self) -> Steps[str]:
        """All that comes before the first exercise; returns why none comes, or ""."""
        talk, hours = self.talk, self._brief.hours_since_last
        yield from self._welcome()
        for key in ("safety_device", "safety_pain", "safety_crack"):
            yield from talk.say(key)
        if self._brief.before is not None:
            answer = yield from talk.ask_until("resume", ("resume_yes", "resume_no"))
            if not answer:
                return "left"
            if answer == "resume_yes":
                self._take_up(self._brief.before)
                hours = None
        if hours is not None:
            yield from talk.say(*too_early(hours))
        how = yield from check(talk)
        if how not in ("usual", "gentle"):
            return how
        yield from self._ask_for_props(is_gentle=how == "gentle")
        if not self.plan.entries:
            is_gentle = how == "gentle"
            yield from talk.say("told_not_today" if is_gentle else "told_nothing_left")
            return "not_today" if is_gentle else "nothing_left"
        self._planned = self.plan.entries
        self._leave_out_done()
        if not self.plan.entries:
            return "done"
        first = self.plan.entries[0].exercise
        if (yield from self.between.place(first, is_first=True)):
            return "left"
        yield from hearing(talk)
        return ""

    def _welcome(self) -> Steps[None]:
        sight = yield
        while sight.request is None:
            sight = yield
        self.talk.enter(Scene.PLACING)
        ids = tuple(entry.exercise.id for entry in self.plan.entries)
        programme = self.plan.programme.id
        self.talk.emit(WorkoutBegan(self.talk.t_s, programme, ids, self.plan.lasts_s))

    def _ask_for_props(self, *, is_gentle: bool) -> Steps[None]:
        for prop in self._brief.props_to_ask:
            answer = yield from self.talk.ask("prop", ("yes", "no"), about=prop)
            if answer == "yes":
                self._props |= {prop}
        self.plan = self._brief.make_plan(self._props, is_gentle)

    def _take_up(self, before: Before) -> None:
        """Go on with a session that was broken off."""
        self._done_before = dict(before.counts)
        self._spent_before_s = before.spent_s
        self._hurt |= before.hurt
        self._stops.take_up(len(before.hurt))

    def _leave_out_done(self) -> None:
        """What was done, or was over for the day, before the session was broken off."""
        entries = self.plan.entries
        left = tuple(e for e in entries if self._done_before.get(e.exercise.id, 0) < e.reps)
        self.counted |= {e.exercise.id: e.reps for e in entries if e not in left}
        self.plan = replace(self.plan, entries=left)

    def _exercises(self) -> Steps[str]:
        while True:
            reason = yield from self._exercise(self.plan.entries[self.position])
            if reason in ENDS_ALL:
                return reason
            if reason == "hurts" and self._stops.ends_session():
                return "pain"
            is_last = self.position + 1 == len(self.plan.entries)
            if is_last:
                return "enough" if reason == "hurts" else "done"
            self.position += 1
            reason = yield from self._next(is_after_pain=reason == "hurts")
            if reason:
                return reason

    def _next(self, *, is_after_pain: bool) -> Steps[str]:
        """The rest before the next exercise; why there is none, or ""."""
        done, following = (self.plan.entries[self.position + i].exercise for i in (-1, 0))
        rest_s = self.plan.rest_s
        reason = yield from self.between.rest(following, rest_s, is_after_pain=is_after_pain)
        self._spent_before_s += rest_s
        if not reason and done.is_upright != following.is_upright:
            reason = yield from self.between.place(following, is_first=False)
        return reason

    # -- one exercise ---------------------------------------------------------------------------

    def _exercise(self, entry: PlanEntry) -> Steps[str]:
        """Explain and coach one exercise, maybe more than once; why it is over."""
        name = entry.exercise.id
        self.counted[name] = min(self._done_before.pop(name, 0), entry.reps - 1)
        self._spent_on_it_s = 0.0
        while True:
            session = self._begin_exercise(entry, max(entry.reps - self.counted[name], 1))
            reason = yield from self._coach(session)
            if reason != "again":
                self._end_exercise(reason)
                return reason
            self._close_session()

    def _begin_exercise(self, entry: PlanEntry, reps: int) -> Session:
        exercise = entry.exercise
        opening = opening_of(self.talk.phrases, exercise, reps, entry.hold_s or 0.0)
        self.session = Session(
            lowered_exercise(exercise, entry.ceiling_factor),
            reps,
            entry.hold_s,
            known=self._brief.known(exercise, entry.ceiling_factor),
            lead_in_s=LEAD_IN_S + Introduction(exercise, opening).lasts_s,
            blind_after_s=KNOWN_UNFIT_S if self.between.is_unfit else BLIND_AFTER_S,
            ends_at_stop=False,
            is_arm_up=True,  # it may be, after an answer
            spent_s=self._spent_on_it_s,
        )
        self._trace = SetTrace()
        self.talk.enter(Scene.EXERCISE)
        number, dose_s = self.position + 1, entry.hold_s or 0.0
        self.talk.emit(ExerciseBegan(self.talk.t_s, exercise.id, number, reps, dose_s))
        return self.session

    def _coach(self, session: Session) -> Steps[str]:
        """Coach until the exercise is over; returns why, or "again"."""
        wish = StopWish()
        while True:
            sight = yield
            self.status, events = session.update(sight.pose, sight.problem)
            self.talk.events += events
            self._n_sudden += sum(is_sudden(event) for event in events)
            self._trace.add(session.insight(), session.primary, session.place)
            if session.is_over:
                return self.status.reason
            if self.spent_s >= self.plan.programme.max_minutes * 60 and not session.is_moving:
                return "forty_minutes"
            by = wish.update(session, sight, events)
            if by is None and sight.request is not Command.PAUSE:
                continue
            self.talk.events += session.pause(self.talk.t_s)
            was_explained = session.is_explained(self.talk.t_s) or session.count > 0
            steps = self.talk.pause("key") if by is None else self._stops.stopped(by)
            reason = yield from steps
            if reason:
                return reason
            if not was_explained:
                return "again"  # half an explanation is none
            self.talk.enter(Scene.EXERCISE)
            self.talk.tell("told_go_on")
            self.talk.events += session.go_on(self.talk.t_s)

    def _end_exercise(self, reason: str) -> None:
        session, entry = self.session, self.plan.entries[self.position]
        assert session is not None
        self._close_session()
        name = entry.exercise.id
        if reason == "hurts":
            self._hurt.add(name)
        self.talk.emit(
            ExerciseEnded(
                self.talk.t_s, name, self.counted[name], entry.reps, entry.hold_s or 0.0, reason
            )
        )

    def _close_session(self) -> None:
        session = self.session
        assert session is not None
        self.talk.events += session.finish(self.talk.t_s)[1]
        self.talk.events += self._trace.events(self.talk.t_s)
        if session.learnt is not None:
            self.learnt[session.exercise.id] = session.learnt
        self.counted[session.exercise.id] += session.count
        self._spent_before_s += session.spent_s - self._spent_on_it_s
        self._spent_on_it_s = session.spent_s
        self.session = self.status = None
