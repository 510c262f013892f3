"""Runs clips through the coach: one after the other, on all cores, or on a cluster."""

import importlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from coach.definitions import Exercise
from coach.edges.evaluation.clips import Clip
from coach.edges.evaluation.trace import Trace
from coach.edges.sources.recording import LandmarkRecording
from coach.errors import CoachError
from coach.events import Stage
from coach.landmarks import Pose
from coach.pipeline import Frame
from coach.scoring.found import Collector, Found
from coach.scoring.scores import ClipScore, score
from coach.session import STOP_SIGN, Session

CHUNKS_A_WORKER = 8  # small enough to share the work evenly, large enough to be worth sending
INSTALL = 'pip install ".[tune]" in the checkout, or pipx inject spine-coach joblib plotly'
INSTALL_CLUSTER = 'pip install ".[cluster]" in the checkout, or pipx inject spine-coach distributed'
Poses = Callable[[], Iterator[Frame]]  # frames that bring their poses along


@dataclass(frozen=True, slots=True)
class Task:
    """One clip, and the exercises that shall look at it."""

    clip: Clip
    exercises: tuple[Exercise, ...]
    wants_trace: bool = False
    bundle: Path | None = None  # the pose model, for videos
    kin: frozenset[str] = frozenset()  # exercises that have a movement in common with the clip's


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came out of one task."""

    clip: Clip
    scores: tuple[ClipScore, ...] = ()  # none where nothing looked at it
    traces: Mapping[str, Trace] = field(default_factory=dict)  # by exercise, worth looking at
    problem: str = ""  # why it could not be looked at


def evaluate_clip(task: Task) -> Outcome:
    """Run one clip. A clip that cannot be read becomes an outcome with its sentence."""
    if not task.exercises:  # loading it, or running its video, would be for nothing
        return Outcome(task.clip)
    try:
        poses, lasts_s = _poses(task)
        _check_length(task.clip, lasts_s)
    except CoachError as error:
        return Outcome(task.clip, problem=str(error))
    scores, traces = [], {}
    for exercise in task.exercises:
        trace = _trace(exercise) if task.wants_trace else None
        found = _found(exercise, poses, trace)
        is_kin = exercise.id in task.kin
        scored = score(task.clip.name, task.clip.truth, exercise, found, is_kin=is_kin)
        scores.append(scored)
        if trace is not None and (scored.found_count or not scored.is_negative):
            trace.add_truth(task.clip.truth)
            traces[exercise.id] = trace
    return Outcome(task.clip, tuple(scores), traces)


def evaluate_clips(
    tasks: Sequence[Task],
    jobs: int,
    scheduler: str | None,
    advance: Callable[[Sequence[Outcome]], None],
) -> list[Outcome]:
    """Run all tasks; `advance` is told what is done. jobs: processes, -1 for all cores.

    scheduler: address of a Dask scheduler whose workers see the clips under the same paths.
    The outcomes come in the order of the tasks. Raises CoachError when the extra is not installed
    or the scheduler does not answer.
    """
    joblib = _import("joblib", INSTALL)
    outcomes: dict[int, Outcome] = {}
    if scheduler is None:  # processes that would have nothing to do take long to start
        jobs = max(1, min(joblib.effective_n_jobs(jobs), len(tasks)))
    with _backend(joblib, scheduler, jobs):
        chunks = _chunks(tasks, joblib.effective_n_jobs(jobs))
        calls = (joblib.delayed(_evaluate_chunk)(chunk) for chunk in chunks)
        parallel = joblib.Parallel(return_as="generator_unordered", batch_size=1)
        for numbered in parallel(calls):
            outcomes |= dict(numbered)
            advance([outcome for _, outcome in numbered])
    return [outcomes[i] for i in range(len(tasks))]


Numbered = list[tuple[int, Task]]


def _chunks(tasks: Sequence[Task], n_workers: int) -> list[Numbered]:
    """Tasks in shares of about the same size, the longest first. A video is a share of its own."""
    numbered = sorted(enumerate(tasks), key=lambda pair: -_cost(pair[1]))
    is_video = any(task.bundle is not None for task in tasks)
    n_chunks = len(tasks) if is_video else min(len(tasks), n_workers * CHUNKS_A_WORKER)
    return [numbered[i::n_chunks] for i in range(n_chunks)]


def _cost(task: Task) -> float:
    truth = task.clip.truth
    return truth.seconds * truth.fps * max(1, len(task.exercises))


def _evaluate_chunk(chunk: Numbered) -> list[tuple[int, Outcome]]:
    return [(i, evaluate_clip(task)) for i, task in chunk]


@contextmanager
def _backend(joblib: Any, scheduler: str | None, jobs: int) -> Iterator[None]:
    """This machine's cores, or a cluster; the connection to it is closed in the end."""
    if scheduler is None:
        with joblib.parallel_config(backend="loky", n_jobs=jobs):
            yield
        return
    distributed = _import("distributed", INSTALL_CLUSTER)
    try:
        client = distributed.Client(scheduler, timeout="10s")
    except (OSError, ValueError) as error:  # nobody there, or no address
        raise CoachError(
            f"--scheduler {scheduler}: no Dask scheduler answers there ({error}); start one with "
            "`dask scheduler`, and workers with `dask worker ADDRESS`."
        ) from None
    with client, joblib.parallel_config(backend="dask", client=client, n_jobs=-1):
        yield


def _import(name: str, install: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        raise CoachError(f"`coach evaluate` needs {name}: {install}.") from None


def _trace(exercise: Exercise) -> Trace:
    primary = exercise.primary
    if primary is None:  # always led: there is no signal
        return Trace(exercise.id, "", "")
    return Trace(exercise.id, primary.signal, primary.unit)


def _found(exercise: Exercise, poses: Poses, trace: Trace | None) -> Found:
    """Coach the clip to its end, however much it holds. After a stop sign it goes on at once."""
    session = Session(exercise, stop_at_dose=False, ends_at_stop=False)
    collector, t_s = Collector(), 0.0
    for frame in poses():
        t_s = frame.t_s
        pose = Pose.nobody(t_s) if frame.pose is None else frame.pose
        status, events = session.update(pose, frame.problem)
        if session.stage is Stage.PAUSED and session.reason == STOP_SIGN:
            session.go_on(t_s)
        insight = session.insight()
        collector.add(t_s, insight, events)
        if trace is not None:
            trace.add(status, insight, events)
    _, events = session.finish(t_s)
    collector.finish(events)
    found = collector.found()
    if trace is not None:
        trace.add_events(events)
        trace.unjudged = list(found.unjudged)
    return found


def _check_length(clip: Clip, lasts_s: float) -> None:
    """Raise CoachError for a truth of another clip, or of one that was cut since."""
    if not clip.truth.is_of_length(lasts_s):
        raise CoachError(
            f"{clip.path}: lasts {lasts_s:.1f} s, but its truth is about a clip of "
            f"{clip.truth.seconds:.1f} s; does it belong to another one? Label it anew with "
            "`coach label`, or mend the truth's seconds."
        )


def _poses(task: Task) -> tuple[Poses, float]:
    """The clip's poses, to be gone through once for each exercise, and how many seconds it lasts.

    Raises CoachError.
    """
    if task.bundle is None:
        with LandmarkRecording(task.clip.path) as source:
            return source.recording.frames, source.duration_s
    from coach.edges.pose.pose_model import MediaPipePose
    from coach.edges.sources.video import VideoFile

    with VideoFile(task.clip.path) as video, MediaPipePose(task.bundle) as model:
        frames = [Frame(f.t_s, None, model.pose(f), f.problem) for f in video]
    if video.warning is not None:  # what is missing would be taken for missed repetitions
        raise CoachError(video.warning)
    return lambda: iter(frames), frames[-1].t_s + 1.0 / video.fps
