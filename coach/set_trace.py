"""The course of one set's signal, thinned out: kept for plots, never for decisions."""

import math
from collections.abc import Mapping

from coach.definition_tables import Place, Primary
from coach.events import Event
from coach.insight import Insight
from coach.workout_events import LevelsKnown, SetTraced

EVERY_S = 0.2  # the quickest way out takes a second; a plot does not need more
DIGITS: Mapping[str, int] = {"S0": 3, "deg": 1}  # a tenth of the noise of any signal at rest
ROUNDING = 1e-6  # of times that should lie just on the grid
LEVEL_STEP = 0.02  # levels that change by less than this share stay as they are in the plot


class SetTrace:
    """Collects what one session of an exercise was decided on, frame by frame."""

    def __init__(self) -> None:
        self._over: list[_Course] = []  # of another signal than the present one
        self._present: _Course | None = None
        self._place = ""
        self._began_s: float | None = None  # the first frame

    def add(self, insight: Insight, primary: Primary | None, place: Place | None) -> None:
        """One frame. `primary` is what is counted at the moment, None where nothing is."""
        if place is not None:
            self._place = place.id
        if self._began_s is None and math.isfinite(insight.t_s):
            self._began_s = insight.t_s
        if primary is None or not math.isfinite(insight.t_s):
            return
        present = self._present
        is_same = present is not None and (present.primary, present.place) == (primary, self._place)
        if present is None or not is_same:
            if present is not None and present.is_seen:
                self._over.append(present)
            self._present = present = _Course(primary, self._place, insight.t_s)
        present.put(insight)

    def events(self, t_s: float) -> list[Event]:
        """All of it, at the end of the set: one event for each signal and place, and one without
        any signal where nothing was measured.
        """
        courses = [*self._over, *([self._present] if self._present else [])]
        seen: list[Event] = [course.event(t_s) for course in courses if course.is_seen]
        if seen:
            return seen
        began_s = t_s if self._began_s is None else self._began_s
        return [SetTraced(t_s, began_s, EVERY_S, self._place, "", "", (), ())]


class _Course:
    """One signal from one place, in slots of time."""

    def __init__(self, primary: Primary, place: str, began_s: float) -> None:
        self.primary = primary
        self.place = place  # id of the camera place
        self.is_seen = False
        self._began_s = began_s
        self._digits = DIGITS[primary.unit]
        self._samples: list[float | None] = []
        self._levels: list[LevelsKnown] = []

    def event(self, t_s: float) -> SetTraced:
        return SetTraced(
            t_s,
            self._began_s,
            EVERY_S,
            self.place,
            self.primary.signal,
            self.primary.unit,
            tuple(self._samples),
            tuple(self._levels),
        )

    def put(self, insight: Insight) -> None:
        """The last value within its slot stands; slots without a frame stay empty."""
        index = math.floor((insight.t_s - self._began_s) / EVERY_S + ROUNDING)
        if index < 0:
            return
        self._samples += [None] * (index + 1 - len(self._samples))
        is_known = insight.is_judged and math.isfinite(insight.value)
        self._samples[index] = round(insight.value, self._digits) if is_known else None
        self.is_seen = self.is_seen or is_known
        if is_known and math.isfinite(insight.rest) and math.isfinite(insight.entry):
            self._note_levels(index, insight)

    def _note_levels(self, index: int, insight: Insight) -> None:
        ceiling = round(insight.ceiling, self._digits) if math.isfinite(insight.ceiling) else None
        known = LevelsKnown(
            index, round(insight.rest, self._digits), round(insight.entry, self._digits), ceiling
        )
        if self._levels and _is_near(self._levels[-1], known):
            return
        if self._levels and self._levels[-1].since == index:
            self._levels.pop()
        self._levels.append(known)


def _is_near(last: LevelsKnown, new: LevelsKnown) -> bool:
    if last.ceiling is None or new.ceiling is None:
        ceilings = [] if last.ceiling is new.ceiling else [(0.0, math.inf)]
    else:
        ceilings = [(last.ceiling, new.ceiling)]
    least = LEVEL_STEP * abs(last.entry - last.rest)
    pairs = [(last.rest, new.rest), (last.entry, new.entry), *ceilings]
    return all(abs(one - other) <= least for one, other in pairs)
