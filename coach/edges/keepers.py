"""Sinks that keep what was learnt while a session goes on, so that a crash loses little of it."""

from collections.abc import Callable, Sequence
from typing import Any, Self

from coach.definitions import Prop
from coach.edges.calibrations import Calibrations
from coach.errors import CoachError
from coach.pipeline import Choice, Command, Moment, Sink
from coach.workout import Workout
from coach.workout_events import Answered, ExerciseEnded


class _Keeper:
    """A sink that opens nothing. A problem with storing is told, and coaching goes on."""

    def __init__(self, on_problem: Callable[[str], None]) -> None:
        self._on_problem = on_problem

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: Any) -> None:
        return None


class RangesKeeper(_Keeper):
    """Stores the own ranges of each exercise when it is over."""

    def __init__(
        self, workout: Workout, calibrations: Calibrations, on_problem: Callable[[str], None]
    ) -> None:
        super().__init__(on_problem)
        self._workout = workout
        self._calibrations = calibrations

    def handle(self, moment: Moment) -> None:
        """Store what the exercises that are over in this frame were learnt to be."""
        for event in moment.events:
            if not isinstance(event, ExerciseEnded):
                continue
            learnt = self._workout.learnt.get(event.exercise)
            if learnt is None:
                continue
            self._calibrations.keep(event.exercise, *learnt)
            try:
                self._calibrations.save()
            except CoachError as error:  # what was learnt waits for the next exercise
                self._on_problem(str(error))


class ThingsKeeper(_Keeper):
    """Remembers whether there is a bar, wall bars, a table: nobody is asked twice."""

    def __init__(
        self,
        asked_for: Sequence[Prop],
        keep: Callable[[Sequence[Prop]], object],
        on_problem: Callable[[str], None],
    ) -> None:
        """keep: stores what there is. Who does not answer all is asked again another day."""
        super().__init__(on_problem)
        self._open = list(asked_for)
        self._there: list[Prop] = []
        self._keep = keep

    def handle(self, moment: Moment) -> None:
        """Take an answer; store them all after the last."""
        for event in moment.events:
            if not isinstance(event, Answered) or event.question != "prop" or not event.answer:
                continue
            prop = next(one for one in self._open if one == event.about)
            self._open.remove(prop)
            if event.answer == "yes":
                self._there.append(prop)
            if not self._open:
                try:
                    self._keep(self._there)
                except CoachError as error:
                    self._on_problem(str(error))


class Dispensable:
    """A sink that a session can do without: its first problem is told, and it is left out then.

    What cannot even be opened raises CoachError as ever: nobody lies on the mat yet.
    """

    def __init__(self, sink: Sink, on_problem: Callable[[str], None]) -> None:
        self._sink = sink
        self._on_problem = on_problem
        self._is_lost = False

    def __enter__(self) -> Self:
        self._sink.__enter__()
        return self

    def __exit__(self, *exc: Any) -> None:
        try:
            self._sink.__exit__(*exc)
        except CoachError as error:
            self._lose(error)

    def handle(self, moment: Moment) -> Command | Choice | None:
        """Hand it on, as long as all is well."""
        if self._is_lost:
            return None
        try:
            return self._sink.handle(moment)
        except CoachError as error:
            self._lose(error)
            return None

    def _lose(self, error: CoachError) -> None:
        if not self._is_lost:
            self._is_lost = True
            self._on_problem(f"{error} The session goes on without it.")
