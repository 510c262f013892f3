"""Readings in; counted, timed, graded and flagged repetitions out.

Finds rest and the camera place, and hands every judged frame to the movers of that place, or to the
leader where the place does not show the movement.
"""

from collections.abc import Callable, Mapping

from coach.calibration import Rest, RestFinder
from coach.definition_tables import Place, Primary, Variant
from coach.definitions import Exercise
from coach.events import Advice, BodySide, Event, Grade, Led, Phase
from coach.insight import NAN, Insight
from coach.leading import LEAD_IN_S, Leader, Watched
from coach.mover import Instant, Mover
from coach.movers import Movers, movers_for
from coach.observer import Reading
from coach.own_range import OwnRange
from coach.posture import Posture
from coach.quality import SURE_TRUNK_PX
from coach.tally import Tally

SETTLE_S = 2.0  # lying still in the rest pose at a new level: the body shifted, it does not hold
LOWER_REST_S = 0.8  # so long the body lies still below its rest until that is its rest
FORGET_REST_S = 3.0  # out of posture or sight for so long, rest must be seen again
TAKE_UP_WITHIN_S = 20.0  # who is where they were before is taken to rest as before
TOO_NOISY_AFTER_S = 6.0  # the body is still, its signal is not: then the coach leads
TORN_FOR_S = 3.0
NEVER_QUIET_AFTER_S = 10.0  # neither is, although the body is in the rest pose
# Where the model tears left and right apart so often, the lean is a guess: it did in 12-22 %
# of the frames before the first movement of four rendered sets, in none of 56 others.
MOST_TORN_SHARE = 0.08
NOISE_SHARE = 12.0  # of the nominal range: rest noisier than a twelfth is "likely" at best
KnownRanges = Mapping[str, Mapping[BodySide | None, OwnRange]]  # by place, then by side


class Judge:
    """Follows one person through one exercise. Feed every frame in order of time."""

    def __init__(
        self,
        exercise: Exercise,
        dose_s: float,
        freeze_scale: Callable[[float], None],
        known: KnownRanges | None = None,
        lead_in_s: float = LEAD_IN_S,
    ) -> None:
        """freeze_scale is told the trunk length in pixels whenever rest was learnt; known: the own
        ranges of earlier days; lead_in_s: before the first call.
        """
        self._exercise = exercise
        self._dose_s = dose_s
        self._freeze_scale = freeze_scale
        self._known = {} if known is None else known
        self._posture = Posture(exercise)
        self.is_blind = False  # see blind.py
        self.finder = RestFinder(exercise)
        self.tally = Tally()
        self._teams: dict[Primary, Movers] = {}  # by what is counted
        # From where each of them was measured since it learnt a range: ids of places.
        self._measured_from: dict[Primary, set[str | None]] = {}
        self._movers: Movers | None = None  # None where nothing can be counted
        # None where the definition does not say how to lead
        self._leader: Leader | None = None
        if exercise.is_led_where_seen:
            self._leader = Leader(exercise, dose_s, self.tally, lead_in_s)
        self._is_leading = False
        self._led_is_said = False
        self.rest: Rest | None = None
        # The last one, forgotten for want of sight, and until when it may be taken up again.
        self._rest_before: tuple[Rest, float] | None = None
        self.place: Place | None = None
        self._variant: Variant | None = None
        self._advised: set[str] = set()
        self._followed_s: float | None = None
        self._in_posture_s: float | None = None
        self._unjudged_since_s: float | None = None
        self._good_s: float | None = None  # the last frame that could be judged
        self._gap_s = 0.0  # longest time without one since the last sample
        self._was_out = False  # of posture, since the last sample
        self._reading: Reading | None = None  # the last one
        self._is_judged = False
        self._look(is_noisy=False)

    def update(self, reading: Reading, share: float) -> list[Event]:
        """One frame. `share` is that of good frames lately, 0..1; it grades the repetition."""
        if self._movers is not None:
            self._movers.note_share(share)
        if self._leader is not None and self._leader.began_s is None:
            self._leader.began_s = reading.t_s
        self._reading, self._is_judged = reading, False
        if reading.problem == "moved":  # somebody lies elsewhere: their rest is another one
            return self.close(reading.t_s)
        if reading.problem:
            return self._lapse(reading.t_s, reading.problem)
        if self._first_signal not in reading.levels:  # the filter is filling: unseen is different
            self._glimpse_rest(reading)
            self._see(reading.t_s)
            return []
        self._find_rest(reading)
        events = self._settle(reading)
        is_led, is_torn = self._is_leading, self._is_torn(reading) and not self._is_leading
        if self.rest is None or is_torn or not self._posture.holds(reading.levels, is_led=is_led):
            self._was_out = True
            return events + self._lapse(reading.t_s, "posture")
        self._in_posture_s = reading.t_s
        self._unjudged_since_s = None
        self._see(reading.t_s)
        self._is_judged = True
        if self._is_leading:
            return events + self._lead(reading, self.rest)
        return events + self._follow_movement(reading, self.rest)

    def close(self, t_s: float) -> list[Event]:
        """No more frames, or a pause: what is under way is closed as open."""
        events = self._closed(t_s)
        self.forget_rest()
        self._rest_before = None
        return events

    def lose(self, t_s: float) -> list[Event]:
        """The body is out of sight: as `close`, but its rest may be taken up again."""
        events, rest = self._closed(t_s), self.rest
        self.forget_rest()
        if rest is not None and rest.is_calibrated:
            self._rest_before = (rest, t_s + TAKE_UP_WITHIN_S)
        return events

    def forget_rest(self) -> None:
        """Rest must be seen again before anything counts."""
        self.rest = None
        self.finder.reset()
        self._posture.forget()
        self._followed_s = None

    # -- what is known at the moment ------------------------------------------------------------

    @property
    def is_leading(self) -> bool:
        """Whether the coach leads, because the camera does not show the movement."""
        return self._is_leading

    @property
    def is_moving(self) -> bool:
        """Whether the body is away from rest, or led."""
        return self.phase is not Phase.REST

    @property
    def phase(self) -> Phase:
        """Where the body is, or is led to."""
        if self._is_leading and self._leader is not None:
            return self._leader.phase
        return Phase.REST if self._movers is None else self._movers.phase

    @property
    def moving_side(self) -> BodySide | None:
        """To which side the body moves or is led, of an exercise to both."""
        if self._is_leading and self._leader is not None:
            return self._leader.side
        moving = None if self._movers is None else self._movers.moving
        return None if moving is None else moving.side

    @property
    def hold_s(self) -> float | None:
        """Seconds of the running hold, None outside one and on the way back."""
        moving = None if self._is_leading or self._movers is None else self._movers.moving
        return None if moving is None else moving.hold_s

    @property
    def left_s(self) -> float | None:
        """Seconds left of what was called; None where nobody leads."""
        return self._leader.left_s if self._is_leading and self._leader is not None else None

    def unjudged_for_s(self, t_s: float) -> float:
        """For how long no movement could count."""
        return 0.0 if self._unjudged_since_s is None else t_s - self._unjudged_since_s

    @property
    def waiting_for(self) -> str:
        """Why the next led repetition does not begin although it could, as a phrase key, or ""."""
        return self._leader.waiting_for if self._is_leading and self._leader is not None else ""

    @property
    def primary(self) -> Primary | None:
        """What is counted at the moment; None where nothing is."""
        return None if self._movers is None else self._movers.primary

    @property
    def own_ranges(self) -> Mapping[BodySide | None, OwnRange]:
        """The ranges that were learnt at the present place, to be remembered; none where the camera
        or the body changed its place meanwhile: one range would be of both.
        """
        if self._movers is None or self._variant is not None:
            return {}
        if len(self._measured_from[self._movers.primary]) > 1:
            return {}
        return self._movers.own_ranges

    def insight(self) -> Insight:
        """What the last frame was decided on, for plots and for tuning."""
        reading, rest = self._reading, self.rest
        if self._movers is None or self._is_leading:
            t_s = NAN if reading is None else reading.t_s
            return Insight.unknown(t_s, is_judged=self._is_judged)
        return self._movers.insight(reading, rest, is_judged=self._is_judged)

    # -- rest and place -------------------------------------------------------------------------

    @property
    def _first_signal(self) -> str:
        return self._exercise.deciding_signals[0]

    def _find_rest(self, reading: Reading) -> None:
        is_at_rest = self.finder.follow(reading)
        if self.is_moving:
            return
        if is_at_rest and self._is_below_rest(reading):
            self._adopt(self.finder.rest(reading.levels[self._first_signal].t_s - LOWER_REST_S))
        if self.rest is not None and self.rest.is_calibrated:
            return
        is_torn = self._is_torn(reading)
        if is_at_rest and not is_torn and (self.rest is None or self.finder.is_calm()):
            self._adopt_or_take_up(self.finder.rest(), reading.t_s)
        elif self._leader is not None:
            self._adopt_to_lead(is_torn=is_torn)

    def _is_below_rest(self, reading: Reading) -> bool:
        """Whether the body rests lower than what was taken for its rest: that was a small hold."""
        rest, movers = self.rest, self._movers
        if rest is None or movers is None or self._exercise.is_signed:
            return False
        level = reading.levels[movers.signal]
        is_still = self.finder.still_s(level.t_s) >= LOWER_REST_S
        return is_still and movers.is_below(level.value, rest)

    def _is_torn(self, reading: Reading) -> bool:
        """Whether the sides are a guess, where they matter."""
        return self._exercise.is_sided and reading.torn_share > MOST_TORN_SHARE

    def _adopt_to_lead(self, *, is_torn: bool) -> None:
        """Enough to lead is known where the joints are still, and the place shows nothing else or
        the signal is noise; at last also where nothing has been quiet for long.
        """
        long_s = TORN_FOR_S if is_torn else NEVER_QUIET_AFTER_S
        if self.finder.ready_s >= long_s:
            is_noisy = self.rest is None or is_torn
        elif not self.finder.is_settled():
            return
        else:
            is_long = self.rest is None and self.finder.settled_s >= TOO_NOISY_AFTER_S
            is_noisy = is_torn or is_long
        rest = self.finder.rest_to_lead()
        place = self._exercise.place_seen(rest.view)
        is_led_place = place is not None and place.grade is Grade.POSTURE_ONLY
        if is_led_place or is_noisy:
            self._adopt(rest, is_noisy=is_noisy)

    def _glimpse_rest(self, reading: Reading) -> None:
        glimpsed = self.finder.glimpse(reading)
        if glimpsed is not None and self.rest is None:
            self._adopt_or_take_up(glimpsed, reading.t_s)

    def _adopt_or_take_up(self, found: Rest, t_s: float) -> None:
        """Where the body lay before it was lost from sight, its rest is that of before: it may well
        be held still in the middle of a movement now.
        """
        before, until_s = self._rest_before or (None, 0.0)
        if before is None or t_s > until_s or not before.is_where(found):
            self._adopt(found)
            return
        self.rest, self._rest_before = before, None
        self._good_s, self._gap_s = None, 0.0
        self._freeze_scale(before.trunk_px)  # nothing is armed: rest is yet to be seen

    def _adopt(self, rest: Rest, *, is_noisy: bool = False) -> None:
        self.rest, self._rest_before = rest, None
        self.place = self._exercise.place_seen(rest.view)
        self._variant = self._exercise.variant_at(rest.levels)
        self._look(is_noisy=is_noisy)
        self._good_s, self._gap_s = None, 0.0
        self._freeze_scale(rest.trunk_px)
        if self._movers is not None:
            self._movers.arm(rest)

    def _look(self, *, is_noisy: bool) -> None:
        """Count or lead, as this place allows; one that nobody described shows it, maybe."""
        place = self.place
        primary = self._exercise.primary_at(place, self._variant)
        is_shown = self._exercise.is_shown_at(place, self._variant)
        # Who has been counted goes on being counted, although the place looks a little different.
        is_counting = self._movers is not None and self.tally.total > 0
        is_led = primary is None or is_noisy or not (is_shown or is_counting)
        is_calibrated = self.rest is not None and self.rest.is_calibrated
        self._is_leading = is_led and is_calibrated  # a glimpse is too short to tell the place
        self._movers = None
        if is_led or primary is None:
            return
        if primary not in self._teams:
            self._teams[primary] = movers_for(self._exercise, primary, self._dose_s, self.tally)
        movers = self._movers = self._teams[primary]
        place_id = None if place is None else place.id
        if self._variant is None and place_id is not None:  # what is kept is about the usual way
            movers.know(self._known.get(place_id, {}))
        measured_from = self._measured_from.setdefault(primary, set())
        if not movers.own_ranges:
            measured_from.clear()
        measured_from.add(place_id)

    def _settle(self, reading: Reading) -> list[Event]:
        """Someone who lies still in the rest pose rests, even at a slightly different level."""
        movers = self._movers
        moving = None if movers is None else movers.moving
        if movers is None or moving is None or movers.phase is not Phase.OUT or self.rest is None:
            return []
        level, since_s = reading.levels[movers.signal], moving.low_since_s
        # A slow start is still, too: only stillness within the movement tells that it is none.
        still_s = min(self.finder.still_s(level.t_s), level.t_s - since_s)
        if still_s < SETTLE_S or not movers.is_low(level.value, self.rest):
            return []
        events = movers.settle(reading.t_s, self.rest, self._best_grade())
        if self.finder.in_bands(reading):
            self._adopt(self.finder.rest(since_s))
        return events

    def _follow_rest(self, reading: Reading, rest: Rest, t_s: float, *, is_near: bool) -> None:
        """While nothing moves the rest values and the planted joints follow slowly."""
        last_s, self._followed_s = self._followed_s, t_s
        self._posture.follow(reading.levels)
        if last_s is None or not is_near:
            return
        for name in rest.levels:
            if name in reading.levels:
                rest.follow(name, reading.levels[name].value, t_s - last_s)

    def _lapse(self, t_s: float, why: str) -> list[Event]:
        """A frame that says nothing about the movement."""
        self._followed_s = None
        if self._unjudged_since_s is None:
            self._unjudged_since_s = t_s
        gap_s = 0.0 if self._good_s is None else t_s - self._good_s
        events: list[Event] = []
        if self._is_leading and self._leader is not None:
            events = self._leader.update(Watched(t_s, why, NAN))
        elif self._movers is not None:
            events = self._movers.lapse(gap_s, t_s, self.rest, self._best_grade())
        if self._in_posture_s is not None and t_s - self._in_posture_s > FORGET_REST_S:
            self._in_posture_s = None
            events += self.lose(t_s)
        return events

    def _see(self, t_s: float) -> None:
        if self._good_s is not None:
            self._gap_s = max(self._gap_s, t_s - self._good_s)
        self._good_s = t_s

    # -- movement -------------------------------------------------------------------------------

    def _follow_movement(self, reading: Reading, rest: Rest) -> list[Event]:
        movers = self._movers
        if movers is None:  # the place is led, but rest is not certain yet
            return []
        level = reading.levels[movers.signal]
        gap_s, self._gap_s = self._gap_s, 0.0
        instant = Instant(
            t_s=reading.t_s,
            level=level,
            speed=reading.speeds[movers.signal],
            body=reading.body,
            levels=reading.levels,
            gap_s=gap_s,
            is_back_in_sight=not self._was_out,
        )
        self._was_out = False
        events = movers.update(instant, rest, self._best_grade())
        is_swing = self._exercise.kind == "swing"  # the middle of its way is its rest
        if movers.moving is None or is_swing:
            is_near = is_swing or movers.is_near_rest(level.value, rest)
            self._follow_rest(reading, rest, level.t_s, is_near=is_near)
        else:
            self._followed_s = None  # or the time of the movement would count as rest
            events += self._advice(movers.moving, reading)
        return events

    def _lead(self, reading: Reading, rest: Rest) -> list[Event]:
        assert self._leader is not None
        events: list[Event] = []
        if not self._led_is_said:
            self._led_is_said = True
            events.append(Led(reading.t_s))
        events += self._leader.update(Watched(reading.t_s, "", reading.motion_s0_s))
        if self._leader.phase is Phase.REST:
            self._follow_rest(reading, rest, reading.t_s, is_near=True)
        else:
            self._followed_s = None
        return events

    def _closed(self, t_s: float) -> list[Event]:
        if self._is_leading and self._leader is not None:
            return self._leader.close(t_s)
        if self._movers is None:
            return []
        return self._movers.close(t_s, self.rest, self._best_grade())

    def _advice(self, mover: Mover, reading: Reading) -> list[Event]:
        if not mover.is_certain:
            return []
        events: list[Event] = []
        for advice in self._exercise.advice:
            level = reading.levels.get(advice.signal)
            is_due = level is not None and not advice.holds(level.value)
            if is_due and advice.cue not in self._advised:
                self._advised.add(advice.cue)
                events.append(Advice(reading.t_s, advice.cue))
        return events

    def _best_grade(self) -> Grade:
        """The best a repetition can have here and now."""
        rest, movers = self.rest, self._movers
        place_grade = Grade.LIKELY if self.place is None else self.place.grade
        is_sure = (
            place_grade is Grade.SURE
            and rest is not None
            and movers is not None
            and rest.is_calibrated
            and rest.noise[movers.signal].sigma <= movers.nominal / NOISE_SHARE
            and rest.trunk_px >= SURE_TRUNK_PX
        )
        return Grade.SURE if is_sure else Grade.LIKELY
