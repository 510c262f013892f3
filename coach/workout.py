"""A whole session: one pose in, events and a status out. What happens in it: workout_script.py."""

from collections.abc import Mapping
from dataclasses import replace

from coach.agenda import Agenda, Planned, Scene
from coach.events import Event, Phase, Stage, Status
from coach.getting_ready import too_early
from coach.landmarks import Pose
from coach.plan import PlanEntry
from coach.session import Choice, Command, Learnt
from coach.steps import Sight
from coach.workout_script import Brief, Script

LEAST_LEFT_S = 1.0


class Workout:
    """Coaches one session of several exercises. Its only clock is `t_s` of the poses it is given.

    It is to the loop what a Session of one exercise is (pipeline.Coached).
    """

    def __init__(self, brief: Brief, phrases: Mapping[str, str]) -> None:
        self._phrases = phrases
        self._script = Script(brief, phrases)
        self._hours = brief.hours_since_last if brief.before is None else None
        self._steps = self._script.run()
        next(self._steps)  # up to its first wait for a frame
        self._request: Command | Choice | None = None
        self.is_over = False
        self._closed_as = ""  # "quit" or "ended" where it did not come to its own end

    @property
    def learnt(self) -> Mapping[str, Learnt]:
        """Own ranges of this session by exercise, as far as exercises are over."""
        return self._script.learnt

    def update(self, pose: Pose, problem: str = "") -> tuple[Status, list[Event]]:
        """One frame. `problem` is the source's own reason for having no picture."""
        if not self.is_over:
            talk = self._script.talk
            talk.t_s = pose.t_s
            try:
                self._steps.send(self._sight(pose, problem))
            except StopIteration:
                self.is_over = True
        return self._status(pose.t_s), self._take_events()

    def command(self, command: Command | Choice, t_s: float) -> None:
        """What a user asks for by a key or a click; it is answered with the next update."""
        if self.is_over:
            return
        if command is Command.QUIT:
            self._close(t_s, "quit")
        else:
            self._request = command

    def finish(self, t_s: float) -> tuple[Status, list[Event]]:
        """The source ended: close what is under way."""
        if not self.is_over:
            self._close(t_s, "ended")
        return self._status(t_s), self._take_events()

    def _close(self, t_s: float, reason: str) -> None:
        self._closed_as, self.is_over = reason, True
        self._script.talk.t_s = t_s
        self._script.close(reason)
        self._steps.close()

    def _sight(self, pose: Pose, problem: str) -> Sight:
        request, self._request = self._request, None
        talk = self._script.talk
        if talk.scene is Scene.EXERCISE or problem:
            return Sight(pose.t_s, pose, problem, request)
        sign_s = talk.sign.update(pose)
        return Sight(pose.t_s, pose, problem, request, sign_s, talk.sign.up_since_s)

    def _take_events(self) -> list[Event]:
        talk = self._script.talk
        events, talk.events = talk.events, []
        return events

    # -- what is shown --------------------------------------------------------------------------

    def _status(self, t_s: float) -> Status:
        status = self._script.status
        if status is None:
            status = self._status_between(t_s)
        return replace(status, t_s=t_s, agenda=self._agenda())

    def _status_between(self, t_s: float) -> Status:
        """Where no exercise goes on: of the next one."""
        entry = self._entry
        return Status(
            t_s=t_s,
            exercise=entry.exercise.name if entry else "",
            stage=Stage.DONE if self.is_over else Stage.SETUP,
            phase=Phase.REST,
            count=0,
            dose_reps=entry.reps if entry else 0,
            hold_s=None,
            dose_s=(entry.hold_s or 0.0) if entry else 0.0,
            reason=self._closed_as or self._script.talk.reason,
            side="",
            left_s=self._script.between.rest_left_s,
        )

    @property
    def _entry(self) -> PlanEntry | None:
        """The present or next exercise; None where the plan is empty."""
        script = self._script
        entries = script.plan.entries
        return entries[script.position] if script.position < len(entries) else None

    def _agenda(self) -> Agenda:
        script, talk, entry = self._script, self._script.talk, self._entry
        dialogue, session = talk.dialogue, script.session
        is_explained = talk.scene is Scene.EXERCISE and session is not None and session.count == 0
        return Agenda(
            scene=talk.scene,
            title=script.plan.programme.name,
            plan=self._plan(),
            position=script.position,
            left_s=self._left_s(),
            question=dialogue.described if dialogue else script.closing or talk.sentence,
            answers=dialogue.shown if dialogue else (),
            offered=dialogue.offered if dialogue else None,
            is_arm_up=talk.scene is not Scene.EXERCISE and talk.sign.up_since_s is not None,
            demonstration=session.exercise.id if session and is_explained else "",
            is_upright=entry.exercise.is_upright if entry else False,
            is_begun=session is not None,
            start_position=entry.exercise.start_position if entry else "",
            hints=self._hints() if talk.scene is Scene.WELCOME else script.summary,
        )

    def _plan(self) -> tuple[Planned, ...]:
        script = self._script
        is_over, counted = script.talk.scene is Scene.OVER, script.counted
        return tuple(
            Planned(
                entry.exercise.id,
                entry.exercise.name,
                entry.reps,
                entry.hold_s,
                is_done=counted.get(entry.exercise.id, 0) >= entry.reps
                if is_over
                else index < script.position,
                count=counted.get(entry.exercise.id, 0) if is_over else None,
            )
            for index, entry in enumerate(script.plan.entries)
        )

    def _left_s(self) -> float:
        """Planned seconds until the end; of the present exercise the share that is not done."""
        script = self._script
        entries = script.plan.entries[script.position :]
        if script.talk.scene is Scene.OVER or not entries:
            return 0.0
        left_s = sum(entry.lasts_s for entry in entries) + script.plan.rest_s * (len(entries) - 1)
        if script.session is not None:
            done = min(script.session.count / script.session.dose_reps, 1.0)
            left_s -= done * entries[0].lasts_s
        limit_s = script.plan.programme.max_minutes * 60.0 - script.spent_s
        return max(min(left_s, limit_s), LEAST_LEFT_S)

    def _hints(self) -> tuple[str, ...]:
        """The small print of the welcome picture."""
        hints = [self._phrases["safety_device"], self._phrases["how_to_stop"]]
        if self._hours is not None:
            key, n = too_early(self._hours)
            hints.insert(0, self._phrases[key].replace("{n}", n))
        return tuple(hints)
