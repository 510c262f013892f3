"""The one loop: a source gives frames, a model gives poses, the session gives events, sinks show.

Live and replay differ in the source alone, so what a replay shows is what the live user got.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from coach.cues import Cue
from coach.events import Event, Status
from coach.landmarks import Pose
from coach.session import Choice as Choice
from coach.session import Command as Command


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One picture of the source, or a sign of life while no picture comes."""

    t_s: float  # media time, strictly increasing, from 0
    pixels: NDArray[np.uint8] | None  # (height, width, 3) BGR, C-contiguous; None: no picture
    pose: Pose | None = None  # set by landmark recordings only
    problem: str = ""  # phrase key why there is no picture, e.g. "camera_lost"


@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """All that sinks get to know about one frame."""

    frame: Frame
    pose: Pose
    status: Status
    events: Sequence[Event]
    cues: Sequence[Cue]


class Managed(Protocol):
    """Something that holds a device or a file and lets go of it at the end."""

    def __enter__(self) -> Self: ...
    def __exit__(self, *exc: Any) -> None: ...


class FrameSource(Managed, Protocol):
    """Gives frames with their own time. Iterating blocks until the next frame is there."""

    def __iter__(self) -> Iterator[Frame]: ...


class PoseModel(Managed, Protocol):
    """Finds one body in a frame."""

    def pose(self, frame: Frame) -> Pose:
        """The body in this frame; nobody where there is no picture or no body."""
        ...


class Sink(Managed, Protocol):
    """Says, draws, stores or exports. May return what the user asked for meanwhile."""

    def handle(self, moment: Moment) -> Command | Choice | None:
        """Take one moment; return what the user asked for since the last one."""
        ...


class Coached(Protocol):
    """One pose in, events and a status out: a Session of one exercise, or a Workout of several."""

    @property
    def is_over(self) -> bool:
        """Whether there is nothing left to coach."""
        ...

    def update(self, pose: Pose, problem: str = "") -> tuple[Status, list[Event]]:
        """One frame. `problem` is the source's own reason for having no picture."""
        ...

    def command(self, command: Command | Choice, t_s: float) -> None:
        """What a user asks for; its events come with the next update."""
        ...

    def finish(self, t_s: float) -> tuple[Status, list[Event]]:
        """The source ended: close what is under way."""
        ...


class Speaker(Protocol):
    """Turns what happened into what is said: a Director, or a Prompter."""

    def update(self, status: Status, events: Sequence[Event]) -> list[Cue]:
        """The cues of one frame, in order."""
        ...


def run(
    source: FrameSource,
    model: PoseModel,
    session: Coached,
    director: Speaker,
    sinks: Sequence[Sink],
) -> None:
    """Coach until `source` ends, there is nothing left to coach or the user stops.

    An interrupt (Ctrl-C) is an end like any other: what is under way is closed and stored.
    """
    with ExitStack() as stack:  # devices are released even when a sink raises
        for resource in (source, model, *sinks):
            stack.enter_context(resource)
        last: Moment | None = None
        with suppress(KeyboardInterrupt):
            for frame in source:
                pose = model.pose(frame)
                status, events = session.update(pose, frame.problem)
                last = Moment(frame, pose, status, events, director.update(status, events))
                command = _show(last, sinks)
                if command is not None:
                    session.command(command, frame.t_s)
                if session.is_over:
                    break
        if last is not None:
            status, events = session.finish(last.frame.t_s)
            cues = director.update(status, events)
            _show(Moment(last.frame, last.pose, status, events, cues), sinks)


def _show(moment: Moment, sinks: Sequence[Sink]) -> Command | Choice | None:
    """Hand the moment to every sink; the first request wins."""
    commands = [sink.handle(moment) for sink in sinks]
    return next((command for command in commands if command is not None), None)
