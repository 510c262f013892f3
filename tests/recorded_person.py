"""A person made of recordings who does what a whole session asks for, on media time alone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from coach.agenda import Scene
from coach.cues import Cue
from coach.edges.library import load_phrases
from coach.edges.sources.recording import LandmarkRecording
from coach.events import Event, Stage, StageEntered, Status
from coach.landmarks import Pose
from coach.prompter import Prompter
from coach.session import Choice, Command
from coach.truth import parse_truth
from coach.workout import Workout
from coach.workout_events import Asked, ExerciseBegan, Offered
from coach.workout_script import Brief
from tests.replays import SAMPLES

PHRASES = load_phrases("en")
STEP_S = 1 / 15


def poses_of(path: Path) -> list[Pose]:
    """All poses of a landmark recording."""
    with LandmarkRecording(path) as recording:
        return [frame.pose for frame in recording if frame.pose is not None]


@dataclass
class Reel:
    """Poses at 15 a second, of one recording from `start_s` to `end_s`."""

    poses: list[Pose]
    at: int = 0
    loops: bool = False

    @classmethod
    def of(cls, path: Path, start_s: float, end_s: float, loops: bool = False) -> "Reel":
        poses = [pose for pose in poses_of(path) if start_s <= pose.t_s < end_s]
        if loops:
            poses += poses[-2:0:-1]  # there and back: no jump where it begins anew
        return cls(poses, loops=loops)

    @property
    def is_over(self) -> bool:
        return not self.loops and self.at >= len(self.poses)

    def next(self) -> Pose:
        pose = self.poses[self.at % len(self.poses)]
        self.at += 1
        return pose


def film(exercise: str) -> Path:
    return SAMPLES / "programme" / f"programme_{exercise}_anna.npz"


def lying() -> Reel:
    return Reel.of(film("sign"), 0.3, 2.5, loops=True)


def rest_of(exercise: str) -> Reel:
    """Lies still at the rest of an exercise."""
    return Reel.of(film(exercise), 0.3, 3.5, loops=True)


def set_of(exercise: str) -> Reel:
    """Does its repetitions, and lies still at the end."""
    path = film(exercise)
    return Reel.of(path, 3.5, 1e9)


def sign_of(path: Path | None = None) -> Reel:
    """Raises an arm once."""
    path = path or film("sign")
    text = path.with_suffix(".truth.json").read_text(encoding="utf-8")
    truth = parse_truth(text, str(path))
    moment = truth.moments[0]
    return Reel.of(path, moment.start_s - 1.5, moment.end_s + 1.5)


@dataclass
class RecordedPerson:
    """Plays one session: `answers` are given by arm to the questions of these names."""

    brief: Brief
    answers: dict[str, str] = field(default_factory=lambda: {"check": "usual"})
    keys: dict[str, str] = field(default_factory=dict)  # question -> answer given by a digit
    on_event: Callable[["RecordedPerson", Event], None] = lambda _self, _event: None
    on_frame: Callable[["RecordedPerson"], None] = lambda _self: None
    t_s: float = 0.0
    events: list[Event] = field(default_factory=list)
    cues: list[Cue] = field(default_factory=list)
    statuses: list[Status] = field(default_factory=list)
    reel: Reel = field(default_factory=lying)
    after: Reel | None = None  # when the present reel is over
    exercise: str = ""
    is_absent: bool = False
    mutes: tuple[str, ...] = ()  # questions that are not heard
    request: Command | Choice | None = None

    def __post_init__(self) -> None:
        self.workout = Workout(self.brief, PHRASES)
        plan = self.brief.make_plan(self.brief.props, False)
        exercises = {entry.exercise.id: entry.exercise for entry in plan.entries}
        self.prompter = Prompter(PHRASES, exercises)

    def show(self, reel: Reel, after: Reel | None = None) -> None:
        self.reel, self.after = reel, after

    def run(self, at_most_s: float = 1800.0) -> "RecordedPerson":
        until_s = self.t_s + at_most_s
        while not self.workout.is_over and self.t_s < until_s:
            self.step()
        status, events = self.workout.finish(self.t_s)
        self._take(status, events)
        return self

    def step(self) -> None:
        if self.reel.is_over and self.after is not None:
            self.reel, self.after = self.after, None
        pose = self.reel.next() if not self.reel.is_over else self.reel.poses[-1]
        self.t_s += STEP_S
        pose = replace(pose, t_s=self.t_s)
        if self.is_absent:
            pose = Pose.nobody(self.t_s, pose.size)
        status, events = self.workout.update(pose)
        self._take(status, events)
        for event in events:
            self._obey(event)
            self.on_event(self, event)
        if status.agenda is not None and status.agenda.scene is Scene.WELCOME and self.t_s > 1:
            self.request = Command.STOP
        self.on_frame(self)
        if self.request is not None:
            request, self.request = self.request, None
            self.workout.command(request, self.t_s)

    def _take(self, status: Status, events: Sequence[Event]) -> None:
        self.statuses.append(status)
        self.events += events
        self.cues += self.prompter.update(status, events)

    def _obey(self, event: Event) -> None:
        match event:
            case Asked(question=question) if question in self.mutes:
                return
            case Asked(question="hearing"):
                self.show(sign_of(), lying())
            case Asked(question=question, answers=answers) if question in self.keys:
                self.request = Choice(answers.index(self.keys[question]))
            case Offered(question=question, answer=answer):
                if self.answers.get(question) == answer:
                    self.show(sign_of(), self.reel if self.reel.loops else lying())
            case ExerciseBegan(exercise=exercise):
                self.exercise = exercise
                self.show(rest_of(exercise) if film(exercise).exists() else lying())
            case StageEntered(stage=Stage.ACTIVE, reason=""):
                if not self.statuses[-1].is_led:
                    self.show(set_of(self.exercise), rest_of(self.exercise))
            case _:
                pass

    def of(self, *kinds: type) -> list[Event]:
        return [event for event in self.events if isinstance(event, kinds)]
