"""One led repetition: its plan, how much of its time was valid, and what it comes to."""

from dataclasses import dataclass, field
from typing import NamedTuple

from coach.definition_tables import HELD_KINDS, Pace
from coach.definitions import Exercise
from coach.events import BodySide, Event, Flag, Grade, NotValid, Phase, Rep, RepCounted, RepFinished

VALID_SHARE = 0.8  # of its time; our own choice, see exercises/README.md


class Step(NamedTuple):
    """One part of a led repetition."""

    phase: Phase
    lasts_s: float
    side: BodySide | None


def planned(exercise: Exercise, pace: Pace, dose_s: float, side: BodySide | None) -> list[Step]:
    """Out, stay and back; of a swing to the right and then to the left."""
    sides: tuple[BodySide | None, ...] = (side,)
    if exercise.kind == "swing":
        sides = ("right", "left")
    parts = (
        (Phase.OUT, pace.out_s),
        (Phase.HOLD, pace.stay_s or dose_s),
        (Phase.BACK, pace.back_s),
    )
    return [Step(phase, lasts_s, to) for to in sides for phase, lasts_s in parts]


@dataclass(slots=True)
class LedRepetition:
    """The repetition that is being led."""

    start_s: float
    index: int
    side: BodySide | None  # None of a swing, which goes to both
    steps: list[Step]
    at: int = 0  # the step that is being done
    step_start_s: float = field(init=False)
    valid_s: float = 0.0
    stay_valid_s: float = 0.0
    told: set[str] = field(default_factory=set)  # reasons
    is_rough: bool = False

    def __post_init__(self) -> None:
        self.step_start_s = self.start_s

    @property
    def step(self) -> Step:
        """The part that is being done."""
        return self.steps[self.at]

    @property
    def step_end_s(self) -> float:
        """When that part is over, by plan."""
        return self.step_start_s + self.step.lasts_s

    @property
    def is_last_step(self) -> bool:
        """Whether rest comes next."""
        return self.at + 1 == len(self.steps)

    @property
    def valid_share(self) -> float:
        """Valid seconds over all seconds that it takes by plan, 0..1."""
        return min(self.valid_s / sum(step.lasts_s for step in self.steps), 1.0)

    def is_valid_until(self, t_s: float) -> bool:
        """Whether enough of the time up to now was valid."""
        return self.valid_s >= VALID_SHARE * (t_s - self.start_s)

    def next_step(self) -> None:
        """Go on where the last step ends, whenever the frame came that shows it."""
        self.step_start_s, self.at = self.step_end_s, self.at + 1

    def add_valid(self, from_s: float, to_s: float) -> None:
        """This time was as it should be; what lies outside the present step is left out."""
        seconds = max(min(to_s, self.step_end_s) - max(from_s, self.step_start_s), 0.0)
        self.valid_s += seconds
        if self.step.phase is Phase.HOLD:
            self.stay_valid_s += seconds

    def settled(
        self, t_s: float, exercise: Exercise, dose_s: float, is_open: bool = False
    ) -> list[Event]:
        """What it comes to: counted when enough of the time that it takes by plan was valid."""
        if self.valid_share < VALID_SHARE:
            return [NotValid(t_s, self.index, self.valid_share, self.side)]
        is_held = exercise.kind in HELD_KINDS
        stay_end_s = self.start_s + sum(step.lasts_s for step in self.steps[:-1])
        rep = Rep(
            index=self.index,
            start_s=self.start_s,
            end_s=min(stay_end_s, t_s),
            hold_s=round(self.stay_valid_s, 3) if is_held else 0.0,  # a sum: 4.9999999 is 5
            dose_s=dose_s if is_held else 0.0,
            peak=0.0,
            unit="S0" if exercise.primary is None else exercise.primary.unit,
            grade=Grade.POSTURE_ONLY,
            flags=(Flag.SUDDEN,) if self.is_rough else (),
            is_open=is_open,
            side=self.side,
        )
        return [RepCounted(t_s, self.index, self.start_s, self.side), RepFinished(t_s, rep)]
