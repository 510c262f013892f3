"""A session from lying down to done: its stages, what it waits for, and what never counts."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

import pytest

from coach.events import Advice, Event, Phase, RepCounted, RepFinished, Stage, StageEntered, Status
from coach.landmarks import Landmark, Pose
from coach.session import Command, Session
from tests.bodies import SIZE, TRUNK_PX, Script, folded, lying, pose, times
from tests.coaching import PELVIS_LIFT

REST, TOP = 0.05, 0.33
FPS = 15.0
Body = Callable[[float], Pose | None]  # None: the source has no picture


@dataclass
class Play:
    """A session fed with one scene after another."""

    fps: float = FPS
    dose_reps: int = 3
    stop_at_dose: bool = True
    session: Session = field(init=False)
    statuses: list[Status] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    t_s: float = 0.0

    def __post_init__(self) -> None:
        self.session = Session(
            PELVIS_LIFT, self.dose_reps, dose_s=2.0, stop_at_dose=self.stop_at_dose
        )

    def scene(self, seconds: float, body: Body, problem: str = "camera_lost") -> "Play":
        """`body` makes a pose from the time since the scene began."""
        start_s = self.t_s
        for t_s in times(seconds, self.fps):
            found = body(t_s)
            now_s = start_s + t_s
            shown = replace(found, t_s=now_s) if found is not None else Pose.nobody(now_s)
            status, events = self.session.update(shown, "" if found is not None else problem)
            self.statuses.append(status)
            self.events += events
        self.t_s = start_s + round(seconds * self.fps) / self.fps
        return self

    def rest(self, seconds: float, **changes) -> "Play":
        return self.scene(seconds, lambda t_s: pose(t_s, lying(REST), **changes))

    def reps(self, n: int, rest_s: float = 1.5, **changes) -> "Play":
        script = Script(REST)
        for _ in range(n):
            script.rep(TOP, 1.6, 1.5, 1.6, rest_s)
        return self.course(script, **changes)

    def course(self, script: Script, **changes) -> "Play":
        return self.scene(script.seconds, lambda t_s: pose(t_s, lying(script.at(t_s)), **changes))

    def nobody(self, seconds: float) -> "Play":
        return self.scene(seconds, lambda t_s: Pose.nobody(t_s, SIZE, 120.0))

    def standing(self, seconds: float) -> "Play":
        """Gets up in a second, and stays up."""
        return self.scene(seconds, lambda t_s: standing(t_s, min(t_s, 1.0)))

    def command(self, command: Command) -> "Play":
        self.session.command(command, self.t_s)
        return self

    def finish(self) -> "Play":
        status, events = self.session.finish(self.t_s)
        self.statuses.append(status)
        self.events += events
        return self

    @property
    def last(self) -> Status:
        return self.statuses[-1]

    @property
    def stages(self) -> list[tuple[Stage, str]]:
        entered = [event for event in self.events if isinstance(event, StageEntered)]
        return [(event.stage, event.reason) for event in entered]

    def entered_s(self, stage: Stage) -> float:
        """When the stage was last entered."""
        return [
            event.t_s
            for event in self.events
            if isinstance(event, StageEntered) and event.stage is stage
        ][-1]

    def of(self, kind: type) -> list:
        return [event for event in self.events if isinstance(event, kind)]


def ready(**settings) -> Play:
    """Someone who lay still for five seconds: calibrated, nothing counted."""
    return Play(**settings).rest(5.0)


def standing(t_s: float, share: float = 1.0) -> Pose:
    """Upright, all of the body in the picture; share: how far one has got up."""
    found = pose(t_s, folded(115 + 60 * share, 80 + 40 * share, trunk_deg=85 * share))
    found.image[:, 1] -= 100 * share
    return found


START = [(Stage.CALIBRATE, ""), (Stage.ACTIVE, "")]


# -- getting ready ------------------------------------------------------------------------------


def test_before_the_first_frame_nobody_is_there():
    session = Session(PELVIS_LIFT)
    status, events = session.update(Pose.nobody(0.0, SIZE))
    assert (status.stage, status.reason, status.count, events) == (Stage.SETUP, "no_person", 0, [])
    assert (status.dose_reps, status.dose_s) == (3, 5.0)  # the beginner's
    assert (status.exercise, status.phase, status.hold_s) == ("Pelvis lift", Phase.REST, None)


def test_lying_down_then_still_then_ready():
    play = Play().nobody(2.0).rest(6.0)
    assert play.stages == START
    assert (
        3.0 <= play.entered_s(Stage.CALIBRATE) <= 4.6
    )  # a good view for a second, in the last two
    assert 5.0 <= play.entered_s(Stage.ACTIVE) <= 6.0  # three seconds still
    assert [s.reason for s in play.statuses if s.stage is Stage.CALIBRATE][-1] == "lie_still"
    assert play.last.reason == ""


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        pytest.param(lambda t_s: Pose.nobody(t_s, SIZE), "no_person", id="nobody"),
        pytest.param(lambda t_s: pose(t_s, lying(REST), n_people=2), "two_people", id="two"),
        pytest.param(lambda t_s: pose(t_s, lying(REST), scale=0.45), "too_small", id="far_away"),
        pytest.param(lambda t_s: pose(t_s, folded(90, 90)), "posture", id="hips_too_bent"),
        pytest.param(standing, "posture", id="standing"),
        pytest.param(
            lambda t_s: pose(t_s, lying(REST), hidden=["ankle"]), "cannot_see_ankle", id="feet"
        ),
        pytest.param(
            lambda t_s: pose(t_s, lying(REST), hidden=["knee", "ankle"]),
            "cannot_see_knee",
            id="knees_and_feet",
        ),
        pytest.param(
            lambda t_s: pose(t_s, lying(REST), scale=2.5), "cannot_see_ankle", id="cut_off"
        ),
        pytest.param(lambda t_s: None, "camera_lost", id="no_picture"),
    ],
)
def test_what_setup_waits_for(body, reason):
    play = Play().scene(5.0, body)
    assert (play.last.stage, play.last.reason) == (Stage.SETUP, reason)
    assert play.stages == []


@pytest.mark.parametrize(
    ("fps", "stage", "reason"),
    [
        pytest.param(8.0, Stage.ACTIVE, "", id="eight_frames_a_second_are_enough"),
        pytest.param(7.0, Stage.SETUP, "too_few_frames", id="seven_are_not"),
    ],
)
def test_frame_rate(fps, stage, reason):
    play = Play(fps=fps).rest(8.0)
    assert (play.last.stage, play.last.reason) == (stage, reason)


def test_slow_frames_count_nothing():
    assert Play(fps=6.0).rest(5.0).reps(2).last.count == 0


def test_calibration_never_happens_at_the_top():
    """Held at the top for half a minute and seen there first: that is not how one rests."""
    play = Play().course(Script(TOP).stay(30))
    assert play.stages == []
    assert (play.last.stage, play.last.reason, play.last.count) == (Stage.SETUP, "posture", 0)


def test_who_is_first_seen_at_the_top_is_counted_from_the_next_on():
    play = Play().course(Script(TOP).stay(3).move(REST, 1.6).stay(1.5)).reps(1).finish()
    assert play.last.count == 1
    (rep,) = [event.rep for event in play.of(RepFinished)]
    assert rep.start_s > 3 + 1.6 + 1.5


def test_who_never_lies_still_is_told_once_and_counted_as_likely():
    """Rest of half a second: two repetitions are enough to go on, at a lower grade."""
    play = Play(dose_reps=5).rest(0.7).reps(4, rest_s=0.5)
    assert play.last.count == 4
    assert play.stages == [(Stage.CALIBRATE, ""), (Stage.ACTIVE, "uncalibrated")]
    assert play.entered_s(Stage.ACTIVE) == play.of(RepFinished)[1].t_s
    assert {event.rep.grade for event in play.of(RepFinished)} == {"likely"}


def test_lying_still_is_uninterrupted():
    """Still for a second, unseen for two, still for two: three seconds together were never seen."""
    play = Play().rest(1.5).nobody(2.0).rest(2.2)
    assert Stage.ACTIVE not in [stage for stage, _ in play.stages]
    assert play.rest(2.0).last.stage is Stage.ACTIVE


def test_in_the_dark_counts_are_likely():
    bright, dark = Play().rest(5.0).reps(1), Play()
    script = Script(REST).stay(5.0).rep(TOP, 1.6, 1.5, 1.6, 1.5)
    dark.scene(script.seconds, lambda t_s: replace(pose(t_s, lying(script.at(t_s))), luma=20.0))
    assert [event.rep.grade for event in bright.of(RepFinished)] == ["sure"]
    assert [event.rep.grade for event in dark.of(RepFinished)] == ["likely"]


# -- losing sight -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lose", "reason"),
    [
        pytest.param(lambda play: play.rest(6.0, hidden=["ankle"]), "cannot_see_ankle", id="feet"),
        pytest.param(lambda play: play.rest(6.0, hidden=["hip"]), "cannot_see_hip", id="hip"),
        pytest.param(lambda play: play.nobody(6.0), "no_person", id="nobody"),
        pytest.param(lambda play: play.rest(6.0, n_people=2), "two_people", id="two_people"),
        pytest.param(lambda play: play.scene(6.0, lambda t_s: None), "camera_lost", id="camera"),
    ],
)
def test_lost_and_back(lose, reason):
    play = ready()
    lost_s = play.t_s
    lose(play)
    assert play.stages == [*START, (Stage.LOST, reason)]
    assert 2.9 < play.entered_s(Stage.LOST) - lost_s < 4.5
    assert play.last.reason == reason
    play.rest(6.0).reps(1)
    assert play.stages[3:] == [(Stage.ACTIVE, "")]  # at the same place, so rest is taken up again
    assert play.last.count == 1


@pytest.mark.parametrize("n_people", [1, 2])
def test_what_is_done_while_lost_does_not_count(n_people):
    play = ready(dose_reps=5).reps(3, hidden=["ankle"] if n_people == 1 else [], n_people=n_people)
    assert play.last.count == 0
    assert play.last.stage is Stage.LOST


def test_two_people_freeze_the_count_of_a_hold():
    """The second one comes in a hold of four seconds and stays: counted, closed, no second time."""
    play = ready().course(Script(REST).move(TOP, 1.6).stay(2.0))
    assert play.last.count == 1
    play.course(Script(TOP).stay(2.0), n_people=2).course(Script(TOP).stay(3.0))
    (rep,) = [event.rep for event in play.of(RepFinished)]
    assert rep.is_open
    assert rep.hold_s < 4.0
    assert (play.last.count, play.last.phase) == (1, Phase.REST)


def test_one_look_at_a_second_person_changes_nothing():
    """Somebody crosses the picture for half a second."""
    script = Script(REST).rep(TOP, 1.6, 4.0, 1.6, 2.0)
    play = ready(fps=30.0)
    play.scene(
        script.seconds,
        lambda t_s: pose(t_s, lying(script.at(t_s)), n_people=2 if 3 < t_s < 3.5 else 1),
    )
    (rep,) = [event.rep for event in play.of(RepFinished)]
    assert not rep.is_open
    assert rep.hold_s == pytest.approx(5.5, abs=0.05)
    assert play.stages == START


def jumps_between(start_s: float, end_s: float, script: Script) -> Body:
    """Another body, lying 200 px higher, has the landmarks for a while."""

    def body(t_s: float) -> Pose:
        found = pose(t_s, lying(script.at(t_s)))
        if start_s <= t_s < end_s:
            found.image[:, 1] -= 200
        return found

    return body


def test_another_body_for_less_than_a_second_is_dropped():
    script = Script(REST).stay(1).rep(TOP, 1.6, 3.0, 1.6, 2.0)
    plain = ready(fps=30.0).course(script)
    play = ready(fps=30.0).scene(script.seconds, jumps_between(3.5, 4.3, script))
    assert play.stages == plain.stages == START
    (rep,), (expected,) = ([event.rep for event in p.of(RepFinished)] for p in (play, plain))
    assert (rep.index, rep.is_open, rep.flags) == (1, False, ())
    assert rep.peak == pytest.approx(expected.peak, abs=0.005)
    assert rep.start_s == pytest.approx(expected.start_s, abs=0.01)
    assert rep.end_s == pytest.approx(expected.end_s, abs=0.01)
    assert rep.hold_s == pytest.approx(expected.hold_s - 0.8, abs=0.2)


def test_half_a_minute_of_darkness_pauses_and_one_goes_on():
    play = ready().rest(40.0, hidden=["ankle"])
    assert play.stages[2:] == [(Stage.LOST, "cannot_see_ankle"), (Stage.PAUSED, "lost_long")]
    play.rest(6.0).reps(1)
    assert play.stages[4:] == START
    assert play.last.count == 1


def test_a_camera_that_is_gone_is_not_a_person_who_left():
    play = ready(fps=8.0).scene(90.0, lambda t_s: None)
    assert play.stages[2:] == [(Stage.LOST, "camera_lost"), (Stage.PAUSED, "lost_long")]
    assert play.rest(6.0).last.stage is Stage.ACTIVE


# -- standing up, leaving, pausing --------------------------------------------------------------


def test_stood_up_and_lay_down_again():
    play = ready().reps(1).standing(4.0)
    assert play.stages == [*START, (Stage.PAUSED, "stood_up")]
    play.rest(6.0).reps(1)
    assert play.stages[3:] == START
    assert play.last.count == 2


def test_standing_up_from_a_hold_closes_it():
    play = ready().course(Script(REST).move(TOP, 1.6).stay(2.0)).standing(5.0)
    (rep,) = [event.rep for event in play.of(RepFinished)]
    assert rep.is_open
    assert play.last.count == 1
    assert play.last.stage in (Stage.PAUSED, Stage.LOST)


def test_a_moment_upright_is_no_pause():
    assert ready().standing(0.8).rest(3.0).stages == START


@pytest.mark.parametrize("n_before", [0, 1])
def test_left_for_a_minute(n_before):
    play = ready(fps=8.0).reps(n_before)
    left_s = play.t_s
    play.nobody(62.0)
    assert play.stages[-1] == (Stage.DONE, "left")
    assert play.entered_s(Stage.DONE) - left_s == pytest.approx(60, abs=0.3)
    assert play.session.is_over


def test_nobody_for_a_minute_from_the_start():
    assert Play(fps=8.0).nobody(62.0).stages == [(Stage.DONE, "left")]


def test_pause_and_go_on():
    play = ready().reps(1).command(Command.PAUSE)
    play.reps(1)
    assert play.stages == [*START, (Stage.PAUSED, "user")]
    assert (play.last.count, play.last.reason) == (1, "user")
    play.command(Command.PAUSE).rest(5.0).reps(1)
    assert play.stages[3:] == [(Stage.SETUP, ""), *START]
    assert play.last.count == 2


def test_who_lies_elsewhere_after_a_pause_has_not_stood_up():
    """Goes on at once, before the new place is taken for the one at rest."""
    play = ready().command(Command.PAUSE).rest(1.0).command(Command.PAUSE)
    script = Script(REST).stay(0.3).rep(TOP, 1.6, 1.5, 1.6, 1.5)

    def one_trunk_to_the_right(t_s: float) -> Pose:
        found = pose(t_s, lying(script.at(t_s)))
        found.image[:, 0] += TRUNK_PX
        return found

    play.scene(script.seconds, one_trunk_to_the_right)
    assert (Stage.PAUSED, "stood_up") not in play.stages
    assert play.last.count == 1


def test_after_a_pause_rest_must_be_seen_first():
    """Who goes on at the top is not counted until they have lain down."""
    play = ready().command(Command.PAUSE).course(Script(REST).move(TOP, 1.6))
    play.command(Command.PAUSE).course(Script(TOP).stay(3.0).move(REST, 1.6).stay(1.0))
    assert play.last.count == 0
    assert play.rest(3.0).reps(1).last.count == 1


def test_a_pause_closes_the_hold():
    play = ready().course(Script(REST).move(TOP, 1.6).stay(2.0)).command(Command.PAUSE).rest(1.0)
    (rep,) = [event.rep for event in play.of(RepFinished)]
    assert rep.is_open
    assert play.last.hold_s is None


def test_going_on_after_a_long_pause_does_not_mean_that_one_left():
    """Whoever presses the key stands beside the camera, and is not seen yet."""
    play = ready(fps=8.0).command(Command.PAUSE).nobody(90.0).command(Command.PAUSE).nobody(5.0)
    assert (play.last.stage, play.last.reason) == (Stage.SETUP, "no_person")
    assert play.rest(6.0).last.stage is Stage.ACTIVE


@pytest.mark.parametrize(
    ("command", "reason"), [(Command.STOP, "stopped"), (Command.QUIT, "quit")], ids=["stop", "quit"]
)
@pytest.mark.parametrize("is_paused", [False, True])
def test_the_user_ends_it(command, reason, is_paused):
    play = ready().course(Script(REST).move(TOP, 1.6).stay(2.0))
    if is_paused:
        play.command(Command.PAUSE).rest(1.0)
    play.command(command)
    assert play.session.is_over
    play.finish()
    assert play.stages[-1] == (Stage.DONE, reason)
    assert [event.rep.is_open for event in play.of(RepFinished)] == [True]


def test_after_the_end_nothing_happens():
    play = ready().command(Command.STOP).rest(1.0)
    n_events = len(play.events)
    play.command(Command.PAUSE).reps(2).finish()
    assert len(play.events) == n_events
    assert (play.last.stage, play.last.reason) == (Stage.DONE, "stopped")


def test_the_source_ends():
    play = ready().course(Script(REST).move(TOP, 1.6).stay(2.0)).finish()
    assert play.stages[-1] == (Stage.DONE, "ended")
    assert [event.rep.is_open for event in play.of(RepFinished)] == [True]
    assert play.finish().stages.count((Stage.DONE, "ended")) == 1


# -- idle, done ---------------------------------------------------------------------------------


def test_who_only_lies_there_is_asked_once_then_paused_and_may_go_on():
    play = ready(fps=8.0)
    active_s = play.entered_s(Stage.ACTIVE)
    play.rest(65.0)
    asked = [event.t_s for event in play.of(Advice) if event.key == "shall_we_go_on"]
    assert asked == pytest.approx([active_s + 8], abs=0.2)
    assert play.stages[-1] == (Stage.PAUSED, "idle")
    assert play.entered_s(Stage.PAUSED) == pytest.approx(active_s + 60, abs=0.2)
    play.reps(1)
    assert play.stages[-1] == (Stage.ACTIVE, "")
    assert play.last.count == 1


def test_moving_puts_off_the_question():
    play = ready(fps=8.0).rest(4.0).reps(1).rest(5.0)
    assert play.of(Advice) == []


def test_lying_still_stops_the_timers():
    play = ready(fps=8.0).reps(1)
    spent_s = play.session.spent_s
    play.rest(40.0)
    assert play.session.spent_s - spent_s == pytest.approx(7.0, abs=1.1)


def test_a_long_hold_is_not_idle():
    play = ready(fps=8.0).course(Script(REST).move(TOP, 1.6).stay(70.0))
    assert play.of(Advice) == []
    assert play.last.stage is Stage.ACTIVE
    assert play.last.hold_s == pytest.approx(70.5, abs=0.6)


@pytest.mark.parametrize(
    ("stop_at_dose", "count", "end"),
    [
        pytest.param(True, 2, (Stage.DONE, "dose_done"), id="live_ends"),
        pytest.param(False, 4, (Stage.ACTIVE, ""), id="a_replay_counts_on"),
    ],
)
def test_the_dose_is_done(stop_at_dose, count, end):
    play = ready(dose_reps=2, stop_at_dose=stop_at_dose).reps(4)
    assert play.last.count == count
    assert play.stages[-1] == end


def test_the_last_repetition_of_the_dose_is_finished_first():
    play = ready(dose_reps=1).course(Script(REST).move(TOP, 1.6).stay(5.0))
    assert (play.last.stage, play.last.count) == (Stage.ACTIVE, 1)
    play.course(Script(TOP).move(REST, 1.6).stay(1.0))
    assert play.stages[-1] == (Stage.DONE, "dose_done")
    assert [event.rep.is_open for event in play.of(RepFinished)] == [False]


def test_fifteen_minutes_are_enough():
    play = ready(fps=8.0, stop_at_dose=False)
    active_s = play.entered_s(Stage.ACTIVE)
    script = Script(REST).stay(5.0).rep(TOP, 1.6, 1.0, 1.6, 1.0)
    while not play.session.is_over and play.t_s < 1000:
        play.course(script)
    assert play.stages[-1] == (Stage.DONE, "fifteen_minutes")
    assert play.entered_s(Stage.DONE) - active_s == pytest.approx(900, abs=0.2)


# -- moving about -------------------------------------------------------------------------------


def shifted_feet(script: Script, foot_at: Callable[[float], float]) -> Body:
    return lambda t_s: pose(t_s, lying(script.at(t_s), foot_at=foot_at(t_s)))


def test_feet_that_move_between_repetitions_do_not_matter():
    """Drawn up by a fifth of a trunk length in the second rest, slowly, and kept there."""
    script = Script(REST).rep(TOP, 1.6, 1.5, 1.6, 6.0).rep(TOP, 1.6, 1.5, 1.6, 2.0)
    play = ready().scene(
        script.seconds,
        shifted_feet(script, lambda t_s: 2.0 - 0.2 * min(max((t_s - 6.0) / 1.5, 0.0), 1.0)),
    )
    assert play.last.count == 2
    assert play.stages == START


def test_lifting_with_feet_that_slide_away_is_not_the_exercise():
    """Half a trunk length of drift within one lift: the legs stretch, the pelvis is not held."""
    script = Script(REST).rep(TOP, 1.6, 3.0, 1.6, 2.0)
    play = ready().scene(
        script.seconds,
        shifted_feet(script, lambda t_s: 1.6 + 0.6 * min(max((t_s - 0.5) / 0.5, 0.0), 1.0)),
    )
    assert play.last.count == 0


def test_reasons_are_words_not_none():
    play = Play().nobody(2.0).rest(6.0).nobody(5.0).rest(5.0).finish()
    assert all(isinstance(status.reason, str) for status in play.statuses)
    assert {status.side for status in play.statuses} == {"", "right"}


def test_a_session_is_a_function_of_its_poses():
    def performed() -> Iterable[Event]:
        return Play().nobody(1.0).rest(5.0).reps(1).standing(3.0).rest(6.0).finish().events

    assert performed() == performed()


def test_counts_never_fall_and_events_come_in_order():
    play = ready(dose_reps=9).reps(2).nobody(5.0).rest(5.0).reps(1).standing(3.0).rest(5.0).finish()
    counts = [status.count for status in play.statuses]
    assert counts == sorted(counts)
    assert [event.index for event in play.of(RepCounted)] == [1, 2, 3]
    assert [event.rep.index for event in play.of(RepFinished)] == [1, 2, 3]
    event_times = [event.t_s for event in play.events]
    assert event_times == sorted(event_times)


# -- unseen moments, and another place -----------------------------------------------------------


@pytest.mark.parametrize("fps", [8.0, 15.0, 30.0, 60.0])
@pytest.mark.parametrize("gap_s", [0.4, 1.0, 1.2, 1.4])
def test_a_gap_in_a_hold_costs_the_same_at_every_rate(fps, gap_s):
    """Up to 0.5 s unseen is bridged, up to 1.5 s stops the clock; the filter's filling is seen."""
    play = Play(fps, stop_at_dose=False).rest(4.5)
    play.course(Script(REST).move(TOP, 1.6).stay(2.0))
    play.scene(gap_s, lambda t_s: pose(t_s, lying(TOP), hidden=["ankle"]))
    play.course(Script(TOP).stay(2.0).move(REST, 1.6).stay(2.0))
    [finished] = play.of(RepFinished)
    unseen_s = 0.0 if gap_s <= 0.5 else gap_s
    assert not finished.rep.is_open
    assert finished.rep.hold_s == pytest.approx(5.65 + gap_s - unseen_s, abs=max(0.3, 2.5 / fps))


def test_a_camera_that_was_moved_nearer():
    play = Play(stop_at_dose=False).rest(4.5).reps(2)
    play.rest(10.0, scale=1.45).reps(2, scale=1.45)
    assert play.last.count == 4


def test_somebody_who_lies_elsewhere_is_learnt_anew():
    def elsewhere(lift: float) -> Pose:
        there = pose(0.0, lying(lift))
        there.image[:, 0] += 1.2 * TRUNK_PX
        return there

    play = Play(stop_at_dose=False).rest(4.5).reps(1)
    play.scene(6.0, lambda t_s: elsewhere(REST))
    assert (play.last.stage, play.last.count) == (Stage.ACTIVE, 1)
    script = Script(REST).rep(TOP, 1.6, 1.5, 1.6, 1.5)
    play.scene(script.seconds, lambda t_s: elsewhere(script.at(t_s)))
    assert play.last.count == 2


def test_space_goes_on_from_any_pause():
    play = Play(stop_at_dose=False).rest(70.0)
    assert play.last.stage is Stage.PAUSED
    play.command(Command.PAUSE).rest(6.0)
    assert play.last.stage is Stage.ACTIVE


# -- the own range ------------------------------------------------------------------------------


def from_the_corner(t_s: float, value: float) -> Pose:
    """The far side stands so far off the near one as it does from the corner of the mat."""
    found = pose(t_s, lying(value))
    for joint in ("SHOULDER", "HIP", "KNEE", "ANKLE"):
        near = found.image[Landmark[f"RIGHT_{joint}"], :2]
        found.image[Landmark[f"LEFT_{joint}"], :2] = near - [0.0, 70.0]
    return found


def test_a_range_is_kept_for_the_place_it_was_learnt_at():
    play = ready(stop_at_dose=False).reps(3)
    assert play.session.learnt is not None
    assert play.session.learnt.place == "low_table"
    play.nobody(25.0).scene(5.0, lambda t_s: from_the_corner(t_s, REST))
    assert play.session.learnt is None  # it is none of the corner's


def test_a_place_at_which_nothing_was_learnt_is_in_no_ones_way():
    play = ready(stop_at_dose=False).nobody(25.0)
    play.scene(5.0, lambda t_s: from_the_corner(t_s, REST))
    script = Script(REST)
    for _ in range(3):
        script.rep(TOP, 1.6, 1.5, 1.6, 1.5)
    play.scene(script.seconds, lambda t_s: from_the_corner(t_s, script.at(t_s)))
    assert play.session.learnt is not None
    assert play.session.learnt.place == "corner"
