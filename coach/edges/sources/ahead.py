"""Poses found in a thread of their own: drawing and speaking never hold up the model."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, Self

from coach.edges.sources.left_alone import leave_alone
from coach.edges.sources.rhythm import Rhythm
from coach.pipeline import Frame, FrameSource, PoseModel

WAKE_S = 0.25  # an interrupt is noticed, and a sign of life given, so often without a frame
LEAST_PATIENCE_S = 0.5  # a busy machine may hold up the model for a moment
SOURCE_LIMIT_S = 0.1  # at the end: a live picture is there sooner
CLOSE_LIMIT_S = 0.3


class PosedAhead:
    """A live source whose frames bring their poses along (`RecordedPose` hands them on).

    One thread iterates `source`, and opens, uses and closes `model`, while the reader draws. The
    reader gets the newest frame; older ones are dropped and counted. Of frames with a problem the
    newest is kept beside the newest picture, so that a short loss of the camera is never missed.

    While the model is stuck, signs of life with the problem "camera_lost" come every 0.25 s, so
    that a window stays alive; what the model then finds in an old picture is dropped. `t_s`
    strictly increases. Errors of `source` and `model` are raised where the frames are read; no
    frame, and no sign of life, comes before the first pose.
    """

    def __init__(
        self,
        source: FrameSource,
        model: PoseModel,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`source` is opened on entering; `model` is loaded meanwhile."""
        self._source = source
        self._model = model
        self._clock = clock
        self._thread: _PoseThread | None = None

    @property
    def n_dropped(self) -> int:
        """Frames with a pose that were replaced by a newer one before the reader came."""
        return 0 if self._thread is None else self._thread.slots.n_dropped

    def __enter__(self) -> Self:
        self._source.__enter__()
        self._thread = _PoseThread(self._source, self._model)
        self._thread.start()
        return self

    def __exit__(self, *exc: Any) -> None:
        thread = self._thread
        if thread is not None:
            thread.is_closing.set()
            thread.join(SOURCE_LIMIT_S)
        self._source.__exit__(*exc)  # sends away who waits for a camera's next picture
        if thread is not None:
            thread.join(CLOSE_LIMIT_S)
            if thread.is_alive():
                leave_alone(thread)

    def __iter__(self) -> Iterator[Frame]:
        if self._thread is None or self._thread.is_closing.is_set():
            raise RuntimeError("PosedAhead is iterated inside its with block")
        slots, rhythm = self._thread.slots, Rhythm(LEAST_PATIENCE_S)
        last_s = came_s = t_s = -1.0  # media time of the last posed frame, when it came; ever given
        while not slots.are_done:
            frame, now_s = slots.take(WAKE_S), self._clock()
            if frame is not None:
                rhythm.beat(now_s)
                last_s, came_s = frame.t_s, now_s
            elif last_s >= 0.0 and now_s - came_s >= rhythm.patience_s:
                frame = Frame(last_s + now_s - came_s, None, problem="camera_lost")
            if frame is not None and frame.t_s > t_s:
                t_s = frame.t_s
                yield frame


class _PoseThread(threading.Thread):
    """Finds poses until the source ends, an error comes, or nobody wants them any more."""

    def __init__(self, source: FrameSource, model: PoseModel) -> None:
        super().__init__(name="pose", daemon=True)
        self.slots = _Slots()
        self.is_closing = threading.Event()
        self._source = source
        self._model = model

    def run(self) -> None:
        with self.slots, self._model as model:
            for frame in self._source:
                if self.is_closing.is_set():
                    return
                self.slots.put(replace(frame, pose=model.pose(frame)))


class _Slots:
    """Hands frames from one thread to another: the newest picture and the newest problem.

    As a context manager it also hands over how the giving thread ended.
    """

    def __init__(self) -> None:
        self.n_dropped = 0
        self._frames: list[Frame] = []  # at most one of each kind, in the order of time
        self._error: BaseException | None = None
        self._is_ended = False
        self._changed = threading.Condition()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> bool:
        with self._changed:
            self._error, self._is_ended = error, True
            self._changed.notify_all()
        return True  # it is raised where the frames are taken

    @property
    def are_done(self) -> bool:
        """Whether nothing is to come, neither a frame nor an error."""
        with self._changed:
            return self._is_ended and self._error is None and not self._frames

    def put(self, frame: Frame) -> None:
        """Replace the frame of the same kind that nobody took."""
        with self._changed:
            kept = [old for old in self._frames if bool(old.problem) != bool(frame.problem)]
            self.n_dropped += len(self._frames) - len(kept)
            self._frames = [*kept, frame]
            self._changed.notify()

    def take(self, timeout_s: float) -> Frame | None:
        """The older of the frames, waiting for one up to `timeout_s`. Raises the giver's error."""
        with self._changed:
            self._changed.wait_for(lambda: self._frames or self._is_ended, timeout_s)
            if self._frames:
                return self._frames.pop(0)
            if self._error is not None:
                error, self._error = self._error, None
                raise error
            return None
