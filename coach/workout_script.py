"""What happens in a whole session, from Start to the end, step by step.

Each method that waits for frames is a generator (steps.py), so that the order of things can be read
from top to bottom. Nothing here draws or speaks: events tell what happens.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from coach.agenda import Scene
from coach.definitions import Exercise, Prop
from coach.dose_words import opening_of
from coach.events import Status
from coach.getting_ready import check, hearing, placing
from coach.introduction import Introduction
from coach.judge import KnownRanges
from coach.leading import LEAD_IN_S
from coach.lowered import lowered_exercise
from coach.plan import Plan, PlanEntry
from coach.session import Command, Learnt, Session
from coach.steps import Steps
from coach.stop_wish import StopWish
from coach.stops import Stops
from coach.talk import Talk
from coach.workout_events import (
    ExerciseBegan,
    ExerciseEnded,
    RestBegan,
    WorkoutBegan,
    WorkoutEnded,
)

BLIND_AFTER_S = 45.0  # in an exercise: who does not fit into the picture is led without being seen
KNOWN_UNFIT_S = 5.0  # the same where that was known before
ENDS_ALL = frozenset({"left", "forty_minutes", "pain"})  # reasons that end more than an exercise
ENDINGS = {
    "done": "told_done",
    "pain": "told_session_ends_pain",
    "enough": "told_done",
    "forty_minutes": "told_forty_minutes",
    "left": "told_left",
}

MakePlan = Callable[[frozenset[Prop], bool], Plan]  # what is at hand, gently only -> the plan


@dataclass(frozen=True)
class Brief:
    """All that is known before a session begins."""

    make_plan: MakePlan
    props: frozenset[Prop] = frozenset()
    props_to_ask: tuple[Prop, ...] = ()
    hours_since_last: float | None = None  # None: long enough
    done_before: Mapping[str, int] | None = None  # of a session broken off: counts by exercise
    known: Callable[[Exercise, float], KnownRanges] = field(default=lambda _, __: {})


class Script:
    """One session's steps, and where they stand. The door to it is workout.Workout."""

    def __init__(self, brief: Brief, phrases: Mapping[str, str]) -> None:
        self.talk = Talk(phrases)
        self._brief = brief
        self._props = brief.props
        self._done_before = dict(brief.done_before or {})
        self._stops = Stops(self.talk)
        self.plan = brief.make_plan(self._props, False)
        self.position = 0
        self.counted: dict[str, int] = {}  # by exercise id
        self.session: Session | None = None
        self.status: Status | None = None  # of that session
        self.learnt: dict[str, Learnt] = {}  # by exercise id
        self.rest_left_s: float | None = None  # None outside a rest
        self._spent_before_s = 0.0
        self._is_unfit = False  # the body does not fit into the picture

    @property
    def spent_s(self) -> float:
        """Seconds of exercise and of rests so far."""
        return self._spent_before_s + (self.session.spent_s if self.session else 0.0)

    # -- the whole ----------------------------------------------------------------------------

    def run(self) -> Steps[str]:
        """The session; returns why it ended."""
        reason = yield from self._before()
        if not reason:
            reason = yield from self._exercises()
        self.talk.enter(Scene.OVER)
        self.rest_left_s = None
        if reason in ENDINGS:
            self.talk.tell(ENDINGS[reason])
        self.talk.emit(WorkoutEnded(self.talk.t_s, reason))
        return reason

    def close(self, reason: str) -> None:
        """The user quits, or the source ends, at whatever step that is."""
        was_begun = self.talk.scene is not Scene.WELCOME
        if self.session is not None:
            self._end_exercise(reason)
        self.talk.enter(Scene.OVER)
        if was_begun:
            self.talk.emit(WorkoutEnded(self.talk.t_s, reason))

    def _before(self) -> Steps[str]:
        """All that comes before the first exercise; returns why none comes, or ""."""
        talk, hours = self.talk, self._brief.hours_since_last
        yield from self._welcome()
        for key in ("safety_device", "safety_pain", "safety_crack"):
            yield from talk.say(key)
        if hours is not None:
            key = "too_early_one" if round(hours) <= 1 else "too_early"
            yield from talk.say(key, f"{hours:.0f}")
        if self._done_before:
            answer = yield from talk.ask_until("resume", ("resume_yes", "resume_no"))
            if answer != "resume_yes":
                self._done_before = {}
        how = yield from check(talk)
        if how not in ("usual", "gentle"):
            return how
        yield from self._ask_for_props(is_gentle=how == "gentle")
        if not self.plan.entries:
            yield from talk.say("told_not_today")
            return "not_today"
        self._skip_done()
        yield from self._place()
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

    def _skip_done(self) -> None:
        """What was done before the session was broken off is not done again."""
        for entry in self.plan.entries:
            count = self._done_before.get(entry.exercise.id, 0)
            if count < entry.reps:
                return
            self.counted[entry.exercise.id] = count
            self.position += 1
        self.position, self.counted, self._done_before = 0, {}, {}  # all of it: a new session

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
            reason = yield from self._rest(is_after_pain=reason == "hurts")
            if reason:
                return reason

    # -- one exercise ---------------------------------------------------------------------------

    def _exercise(self, entry: PlanEntry) -> Steps[str]:
        """Explain and coach one exercise, maybe more than once; why it is over."""
        name = entry.exercise.id
        self.counted[name] = min(self._done_before.pop(name, 0), entry.reps - 1)
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
            blind_after_s=KNOWN_UNFIT_S if self._is_unfit else BLIND_AFTER_S,
            ends_at_stop=False,
        )
        self.talk.enter(Scene.EXERCISE)
        number, dose_s = self.position + 1, self.session.dose_s
        self.talk.emit(ExerciseBegan(self.talk.t_s, exercise.id, number, reps, dose_s))
        return self.session

    def _coach(self, session: Session) -> Steps[str]:
        """Coach until the exercise is over; returns why, or "again"."""
        wish = StopWish()
        while True:
            sight = yield
            self.status, events = session.update(sight.pose, sight.problem)
            self.talk.events += events
            if session.is_over:
                return self.status.reason
            if self.spent_s >= self.plan.programme.max_minutes * 60 and not session.is_moving:
                return "forty_minutes"
            by = wish.update(session, sight, events)
            if by is None and sight.request is not Command.PAUSE:
                continue
            session.pause(self.talk.t_s)
            steps = self.talk.pause("key") if by is None else self._stops.stopped(by)
            reason = yield from steps
            if reason:
                return reason
            self.talk.enter(Scene.EXERCISE)
            self.talk.tell("told_go_on")
            session.go_on(self.talk.t_s)

    def _end_exercise(self, reason: str) -> None:
        session, entry = self.session, self.plan.entries[self.position]
        assert session is not None
        self._close_session()
        name = entry.exercise.id
        self.talk.emit(
            ExerciseEnded(
                self.talk.t_s, name, self.counted[name], entry.reps, session.dose_s, reason
            )
        )

    def _close_session(self) -> None:
        session = self.session
        assert session is not None
        self.talk.events += session.finish(self.talk.t_s)[1]
        if session.learnt is not None:
            self.learnt[session.exercise.id] = session.learnt
        self.counted[session.exercise.id] += session.count
        self._spent_before_s += session.spent_s
        self.session = self.status = None

    # -- between two exercises --------------------------------------------------------------------

    def _rest(self, *, is_after_pain: bool) -> Steps[str]:
        """Returns why the session ends, or "" when the next exercise begins."""
        talk, following = self.talk, self.plan.entries[self.position].exercise
        talk.enter(Scene.REST)
        if is_after_pain:
            talk.tell("told_exercise_over")
        talk.emit(RestBegan(talk.t_s, self.plan.rest_s, following.id))
        sight = yield
        self.rest_left_s = self.plan.rest_s
        while self.rest_left_s > 0:
            if sight.is_answer:
                reason = yield from self._stops.stopped(sight.by)
                if reason == "left" or (reason == "hurts" and self._stops.ends_session()):
                    return "pain" if reason == "hurts" else reason
                is_after_pain = is_after_pain or reason == "hurts"
                talk.enter(Scene.REST)
            since_s = sight.t_s
            sight = yield
            self.rest_left_s -= sight.t_s - since_s
        self.rest_left_s = None
        self._spent_before_s += self.plan.rest_s
        if is_after_pain:
            reason = yield from self._offer(following)
            if reason:
                return reason
        if following.is_upright != self.plan.entries[self.position - 1].exercise.is_upright:
            yield from self._place()
        return ""

    def _offer(self, following: Exercise) -> Steps[str]:
        """After pain the next exercise never begins by itself."""
        while True:
            answer = yield from self.talk.ask("next", ("yes", "no"), name=following.name)
            if answer:
                return "" if answer == "yes" else "enough"
            if (yield from self.talk.pause("silence")):
                return "left"

    def _place(self) -> Steps[None]:
        is_upright = self.plan.entries[self.position].exercise.is_upright
        self._is_unfit = not (yield from placing(self.talk, is_upright=is_upright))
