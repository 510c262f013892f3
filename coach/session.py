"""One exercise from lying down to done: one pose in, events and a status out."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from coach.blind import NOBODY_TO_LEAD, BlindJudge
from coach.definition_tables import Place, Primary
from coach.definitions import Exercise
from coach.events import Advice, BodySide, Event, Stage, StageEntered, Status, StopSeen
from coach.gestures import ArmSign
from coach.insight import Insight
from coach.judge import Judge, KnownRanges
from coach.landmarks import Pose
from coach.leading import LEAD_IN_S
from coach.observer import Observer, Reading
from coach.own_range import OwnRange
from coach.quality import COUNT_ABOVE, Quality
from coach.whereabouts import Whereabouts

VIEW_OK_S = 1.0
LOST_AFTER_S = 3.0  # without a single good frame; as long a repetition may be out of sight
BAD_LOST_AFTER_S = 6.0  # with too few good ones
LOST_PAUSE_S = 30.0
LEFT_DONE_S = 60.0
ASK_AFTER_S = 8.0  # of lying still where a movement is due: that is always safe
IDLE_PAUSE_S = 60.0
UNCALIBRATED_REPS = 2  # so many likely ones, and the coach goes on without a full calibration
MAX_EXERCISE_S = 15 * 60.0
STOP_SIGN = "stop_sign"  # the reason of a stop by the arm, a phrase key as every reason


class Learnt(NamedTuple):
    """What a session learnt of a person."""

    place: str
    signal: str
    ranges: Mapping[BodySide | None, OwnRange]


class Command(StrEnum):
    """What a user asks for with a key or a click."""

    STOP = "stop"  # pain or enough: the exercise is over
    PAUSE = "pause"  # pause, or go on
    QUIT = "quit"  # close at once, without a word


@dataclass(frozen=True, slots=True)
class Choice:
    """The answer a user points at, by a digit or a click."""

    index: int  # from 0, in the order in which the answers are shown


class Session:
    """Coaches one exercise. Its only clock is `t_s` of the poses it is given."""

    def __init__(
        self,
        exercise: Exercise,
        dose_reps: int | None = None,
        dose_s: float | None = None,
        stop_at_dose: bool = True,
        known: KnownRanges | None = None,
        lead_in_s: float = LEAD_IN_S,
        blind_after_s: float | None = None,
        ends_at_stop: bool = True,
        is_arm_up: bool = False,
        spent_s: float = 0.0,
    ) -> None:
        """`stop_at_dose` ends the exercise when the dose is done; a replay counts on. `known` are
        the own ranges of earlier days by place and side. `lead_in_s` passes before the first call
        where the coach leads. `blind_after_s`: after so long with a body that does not fit into the
        picture the coach leads without seeing it; None: it waits. `ends_at_stop`: the stop sign
        ends the exercise; else it pauses, and whoever asked goes on. `is_arm_up`: an arm may still
        be up from an answer; it must come down before it is a stop sign. `spent_s`: seconds of this
        exercise before it was taken up again.
        """
        self.exercise = exercise
        self.dose_reps = exercise.dose.start_reps if dose_reps is None else dose_reps
        self.dose_s = exercise.stay_s if dose_s is None else dose_s
        self._stop_at_dose = stop_at_dose
        self._lead_in_s = lead_in_s
        self._blind_after_s = blind_after_s
        self._unfit_s = 0.0  # seconds in which somebody was there, and too little of the body seen
        self._ends_at_stop = ends_at_stop
        self._sign = ArmSign(is_armed=not is_arm_up)
        self._out_since_s: float | None = None  # of posture, seen and in the middle of a movement
        self._observer = Observer(exercise)
        self._judge: Judge | BlindJudge = Judge(
            exercise, self.dose_s, self._observer.freeze_scale, known, lead_in_s
        )
        self._quality = Quality()
        self.stage = Stage.SETUP
        self._reason = ""
        self._pending: list[Event] = []
        self._stage_since_s = 0.0
        self._spent_s = spent_s  # on exercise; pauses and waiting are not
        self._began_s = 0.0  # the first frame
        self._before_s: float | None = None  # time of the frame before
        self._step_s = 0.0  # from that one to this
        self._moved_s = 0.0
        self._asked = False
        # Who hangs with the back to the camera is seen either way round, and has not turned.
        self._turned_said = exercise.kind == "swing"
        self._found_s: float | None = None
        self._whereabouts = Whereabouts(exercise)

    @property
    def is_over(self) -> bool:
        """Whether there is nothing left to coach."""
        return self.stage is Stage.DONE

    def update(self, pose: Pose, problem: str = "") -> tuple[Status, list[Event]]:
        """One frame. `problem` is the source's own reason for having no picture."""
        events = self._take_pending()
        if self._before_s is None:
            self._before_s = self._began_s = pose.t_s
        self._step_s = pose.t_s - self._before_s
        self._before_s = pose.t_s
        if problem:
            self._found_s = None  # without a picture nobody is seen to leave
        if not self.is_over and not self._is_paused_by_user:
            events += self._watch_for_sign(pose, problem)
        if not self.is_over and not self._is_paused_by_user:
            reading = Reading(pose.t_s, problem) if problem else self._observer.read(pose)
            events += self._judge_frame(pose, reading)
            events += self._next_stage(pose, reading)
            if self.stage is Stage.ACTIVE and not self._asked:  # lying still stops the timers
                self._spent_s += self._step_s
        return self._status(pose.t_s), events

    @property
    def learnt(self) -> Learnt | None:
        """The own ranges of this session, to be kept for another day; None before there are any."""
        place, ranges = self._judge.place, self._judge.own_ranges
        primary = self._judge.primary
        if place is None or primary is None or not ranges:
            return None
        return Learnt(place.id, primary.signal, ranges)

    @property
    def place(self) -> Place | None:
        """From where the camera looks; None while that is not known."""
        return self._judge.place

    @property
    def primary(self) -> Primary | None:
        """What is counted at the moment; None where nothing is."""
        return self._judge.primary

    def insight(self) -> Insight:
        """The numbers the last update was decided on."""
        return self._judge.insight()

    def command(self, command: Command | Choice, t_s: float) -> None:
        """Stop, or pause and go on; its events come with the next update."""
        if self.is_over or isinstance(command, Choice):
            return
        if command is not Command.PAUSE:
            reason = "stopped" if command is Command.STOP else "quit"
            self._pending += self._judge.close(t_s)
            self._pending += self._enter(t_s, Stage.DONE, reason)
        elif self.stage is Stage.PAUSED:
            self._pending += self.go_on(t_s)
        else:
            self._pending += self.pause(t_s)

    def pause(self, t_s: float) -> list[Event]:
        """All timers stand still, and nothing is judged, until `go_on`; what happened by it."""
        if self.is_over:
            return []
        events = self._take_pending() + self._judge.close(t_s)
        return events + self._enter(t_s, Stage.PAUSED, "user")

    def go_on(self, t_s: float) -> list[Event]:
        """After a pause: the body is looked for anew, maybe somewhere else."""
        if self.is_over:
            return []
        self._observer.forget()
        self._found_s = None  # a minute to lie down again
        self._whereabouts.forget()
        self._sign.reset(is_armed=False)  # the arm that asked for it may still be up
        return self._enter(t_s, Stage.SETUP, "")

    def finish(self, t_s: float) -> tuple[Status, list[Event]]:
        """The source ended: close what is under way."""
        events = self._take_pending()
        if not self.is_over:
            events += self._judge.close(t_s)
            events += self._enter(t_s, Stage.DONE, "ended")
        return self._status(t_s), events

    @property
    def reason(self) -> str:
        """Why it is in this stage, or what it waits for: a phrase key, or ""."""
        return self._reason

    @property
    def spent_s(self) -> float:
        """Seconds of exercise so far, without pauses and waiting."""
        return self._spent_s

    def left_posture_for_s(self, t_s: float) -> float:
        """For how long a body that is seen has been out of posture in the middle of a movement."""
        return 0.0 if self._out_since_s is None else t_s - self._out_since_s

    @property
    def is_moving(self) -> bool:
        """Whether a repetition is under way."""
        return self._judge.is_moving

    @property
    def count(self) -> int:
        """Repetitions so far; of an exercise to both sides, once to each makes one."""
        tally = self._judge.tally
        return min(tally.sides) if self.exercise.is_sided else tally.of(None)

    def is_explained(self, t_s: float) -> bool:
        """Whether what is said before the exercise has been heard by then."""
        return t_s >= self._explained_s

    @property
    def _explained_s(self) -> float:
        return self._began_s + self._lead_in_s - LEAD_IN_S

    @property
    def _is_paused_by_user(self) -> bool:
        return self.stage is Stage.PAUSED and self._reason in ("user", STOP_SIGN)

    def _take_pending(self) -> list[Event]:
        events, self._pending = self._pending, []
        return events

    def _watch_for_sign(self, pose: Pose, problem: str) -> list[Event]:
        """The stop sign counts at every moment of an exercise, also before its first repetition;
        where the hands are not free for it, only after they have let go.
        """
        since_s = None if problem else self._sign.update(pose)
        are_hands_free = self.exercise.stop_by == "arm" or self.stage is Stage.PAUSED
        if since_s is None or not are_hands_free:
            return []
        events: list[Event] = [StopSeen(pose.t_s, since_s), *self._judge.close(pose.t_s)]
        stage = Stage.DONE if self._ends_at_stop else Stage.PAUSED
        return events + self._enter(pose.t_s, stage, STOP_SIGN)

    def _judge_frame(self, pose: Pose, reading: Reading) -> list[Event]:
        if self._judge.is_blind and reading.problem not in NOBODY_TO_LEAD:
            reading = Reading(reading.t_s)
        problem = self._quality.update(pose, reading.problem)
        if problem and not reading.problem:
            reading = Reading(reading.t_s, problem)
        is_frozen = self.stage in (Stage.LOST, Stage.PAUSED) and self._reason != "idle"
        if is_frozen and self._quality.share < COUNT_ABOVE:
            reading = Reading(reading.t_s, problem or "posture")
        # A dark picture is noisy even where every landmark is seen: never "sure".
        share = 0.0 if self._quality.is_dark else self._quality.share
        events = self._judge.update(reading, share)
        self._note_posture(reading)
        # Who is still rolling over to the start position has not turned away from it.
        if self._observer.has_turned and not self._turned_said and self.stage is Stage.ACTIVE:
            self._turned_said = True
            events.append(Advice(pose.t_s, "turned"))
        if self._judge.rest is None:
            self._observer.release_scale()
        # Until its next call is due it is the coach that lets the person wait.
        if self._judge.is_moving or self._judge.left_s is not None:
            self._moved_s, self._asked = pose.t_s, False
        return events

    def _note_posture(self, reading: Reading) -> None:
        is_out = not reading.problem and self._judge.unjudged_for_s(reading.t_s) > 0
        if not is_out or not self._judge.is_moving:
            self._out_since_s = None
        elif self._out_since_s is None:
            self._out_since_s = reading.t_s

    # -- stages ---------------------------------------------------------------------------------

    def _enter(self, t_s: float, stage: Stage, reason: str) -> list[Event]:
        if stage is self.stage:
            self._reason = reason
            return []
        self.stage, self._reason, self._stage_since_s = stage, reason, t_s
        if stage is Stage.ACTIVE:
            # Who is still being told how to do it need not move yet.
            self._moved_s, self._asked = max(t_s, self._explained_s), False
        return [StageEntered(t_s, stage, reason)]

    def _next_stage(self, pose: Pose, reading: Reading) -> list[Event]:
        t_s = pose.t_s
        if pose.found or self._found_s is None:
            self._found_s = t_s
        if t_s - self._found_s >= LEFT_DONE_S:
            return self._end(t_s, "left")
        if self._spent_s >= MAX_EXERCISE_S:
            return self._end(t_s, "fifteen_minutes")
        if self._stood_up(reading):
            events = self._judge.close(t_s)
            self._whereabouts.forget()
            return events + self._enter(t_s, Stage.PAUSED, "stood_up")
        match self.stage:
            case Stage.SETUP | Stage.PAUSED | Stage.LOST:
                return self._wait_for_view(t_s, reading)
            case Stage.CALIBRATE:
                return self._wait_for_rest(t_s)
            case Stage.ACTIVE:
                return self._watch(t_s)
            case Stage.DONE:
                return []

    def _end(self, t_s: float, reason: str) -> list[Event]:
        return self._judge.close(t_s) + self._enter(t_s, Stage.DONE, reason)

    def _wait_for_view(self, t_s: float, reading: Reading) -> list[Event]:
        if self.stage is Stage.LOST and t_s - self._stage_since_s >= LOST_PAUSE_S:
            return self._enter(t_s, Stage.PAUSED, "lost_long")
        if self.stage is Stage.PAUSED and self._reason == "idle":
            moved = self._judge.is_moving
            return self._enter(t_s, Stage.ACTIVE, "") if moved else []
        quality = self._quality
        is_good = quality.share >= COUNT_ABOVE and quality.span_s >= VIEW_OK_S
        if not is_good:
            self._reason_of_view(quality.reason)
            return self._lead_unfit(t_s, reading)
        if self._judge.is_blind:
            return self._enter(t_s, Stage.ACTIVE, "")
        if self._judge.rest is None:
            self._reason_of_view("posture")
            return []
        return self._enter(t_s, self._counting_stage(), "")

    def _lead_unfit(self, t_s: float, reading: Reading) -> list[Event]:
        """Somebody is there and never fits into the picture: rather led than turned away."""
        if self._blind_after_s is None or self.exercise.pace is None or self._judge.is_blind:
            return []
        if reading.problem not in NOBODY_TO_LEAD:
            self._unfit_s += self._step_s
        if self._unfit_s < self._blind_after_s:
            return []
        lead_in_s = max(self._lead_in_s - (t_s - self._began_s), LEAD_IN_S)
        self._judge = BlindJudge(self.exercise, self.dose_s, self._judge.tally, lead_in_s)
        self._quality = Quality()  # what was not seen before does not matter any more
        return self._enter(t_s, Stage.ACTIVE, "blind_lead")

    def _reason_of_view(self, reason: str) -> None:
        if self.stage is not Stage.PAUSED:
            self._reason = reason

    def _counting_stage(self) -> Stage:
        rest = self._judge.rest
        is_ready = rest is not None and rest.is_calibrated
        return Stage.ACTIVE if is_ready else Stage.CALIBRATE

    def _wait_for_rest(self, t_s: float) -> list[Event]:
        if self._is_lost(t_s):
            return self._enter(t_s, Stage.SETUP, self._quality.reason)
        if self._counting_stage() is Stage.ACTIVE:
            return self._enter(t_s, Stage.ACTIVE, "")
        if self.count >= UNCALIBRATED_REPS and not self._judge.is_moving:
            return self._enter(t_s, Stage.ACTIVE, "uncalibrated")
        self._reason = "lie_still" if self._judge.rest is not None else "posture"
        if self._judge.is_moving:
            self._reason = ""  # who moves is not told to lie still
        return []

    def _watch(self, t_s: float) -> list[Event]:
        if self._is_lost(t_s):
            return self._judge.lose(t_s) + self._enter(t_s, Stage.LOST, self._quality.reason)
        is_known = self._judge.rest is not None or self._judge.is_blind
        self._reason = self._judge.waiting_for if is_known else "posture"
        if self._judge.unjudged_for_s(t_s) >= LOST_AFTER_S:
            self._reason = "posture"
        if self._quality.bad_for_s(t_s) > 0:
            self._reason = self._quality.reason
        is_done = self.count >= self.dose_reps
        if is_done and self._stop_at_dose and not self._judge.is_moving:
            return self._enter(t_s, Stage.DONE, "dose_done")
        if t_s - self._moved_s >= IDLE_PAUSE_S:
            return self._enter(t_s, Stage.PAUSED, "idle")
        if t_s - self._moved_s >= ASK_AFTER_S and not self._asked:
            self._asked = True
            return [Advice(t_s, "shall_we_go_on")]
        return []

    def _is_lost(self, t_s: float) -> bool:
        unseen_s, bad_s = self._quality.unseen_for_s(t_s), self._quality.bad_for_s(t_s)
        return unseen_s > LOST_AFTER_S or bad_s >= BAD_LOST_AFTER_S

    def _stood_up(self, reading: Reading) -> bool:
        """The upper body left its place for a second. Known only after rest was seen."""
        if self.stage in (Stage.SETUP, Stage.PAUSED):
            return False
        if self._judge.rest is not None and not self._judge.is_moving:
            self._whereabouts.remember(reading, self._judge.finder, self._observer.scale_px)
        return self._whereabouts.has_left(reading)

    def _status(self, t_s: float) -> Status:
        return Status(
            t_s=t_s,
            exercise=self.exercise.name,
            stage=self.stage,
            phase=self._judge.phase,
            count=self.count,
            dose_reps=self.dose_reps,
            hold_s=self._judge.hold_s,
            dose_s=self.dose_s,
            reason=self._reason,
            side=self._observer.side or "",
            is_led=self._judge.is_leading,
            sides=self._judge.tally.sides if self.exercise.is_sided else None,
            moving_side=self._judge.moving_side,
            left_s=self._judge.left_s if self.is_explained(t_s) else None,
        )
