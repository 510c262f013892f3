"""One exercise coached alone, told like a session of its own, so that a history can keep it."""

from typing import Final

from coach.definition_tables import HELD_KINDS
from coach.events import Event, Status
from coach.landmarks import Pose
from coach.session import Choice, Command, Session
from coach.set_trace import SetTrace
from coach.workout_events import ExerciseBegan, ExerciseEnded, WorkoutBegan, WorkoutEnded

NO_PROGRAMME: Final = ""  # the programme's id in such a session


class Alone:
    """A session of one exercise, without questions. It is to the loop what a Session is
    (pipeline.Coached), and tells when it begins and ends besides.
    """

    def __init__(self, session: Session, planned_s: float) -> None:
        """planned_s: how long it is estimated to take."""
        self.session = session
        self._planned_s = planned_s
        self._trace = SetTrace()
        self._is_begun = False
        self._is_ended = False

    @property
    def is_over(self) -> bool:
        """Whether there is nothing left to coach."""
        return self.session.is_over

    def update(self, pose: Pose, problem: str = "") -> tuple[Status, list[Event]]:
        """One frame. `problem` is the source's own reason for having no picture."""
        began = self._began(pose.t_s)
        status, events = self.session.update(pose, problem)
        self._trace.add(self.session.insight(), self.session.primary, self.session.place)
        return status, began + events + self._ended(pose.t_s)

    def command(self, command: Command | Choice, t_s: float) -> None:
        """What a user asks for by a key or a click; its events come with the next update."""
        self.session.command(command, t_s)

    def finish(self, t_s: float) -> tuple[Status, list[Event]]:
        """The source ended: close what is under way."""
        status, events = self.session.finish(t_s)
        return status, events + self._ended(t_s)

    @property
    def _dose_s(self) -> float:
        """0 where nothing is held."""
        return self.session.dose_s if self.session.exercise.kind in HELD_KINDS else 0.0

    def _began(self, t_s: float) -> list[Event]:
        if self._is_begun:
            return []
        self._is_begun = True
        session, name = self.session, self.session.exercise.id
        return [
            WorkoutBegan(t_s, NO_PROGRAMME, (name,), self._planned_s),
            ExerciseBegan(t_s, name, 1, session.dose_reps, self._dose_s),
        ]

    def _ended(self, t_s: float) -> list[Event]:
        """Once, when it is over. A stop by key or arm may have been for pain, or not: nobody was
        asked.
        """
        if self._is_ended or not self._is_begun or not self.is_over:
            return []
        self._is_ended = True
        session, reason = self.session, self.session.reason
        name, reps = session.exercise.id, session.dose_reps
        ended = ExerciseEnded(t_s, name, session.count, reps, self._dose_s, reason)
        end = WorkoutEnded(t_s, "done" if reason == "dose_done" else reason)
        return [*self._trace.events(t_s), ended, end]
