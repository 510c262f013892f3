"""An obedient person: reads what the coach writes to its event file, and tells the actor.

    with Actor("knee_hug") as actor, running(folder, "start", ...) as run:
        with Rehearsal(actor, run.events, answers={"stop": "again"}):
            run.wait_for("exercise_ended", exercise="knee_hug", within_s=180)
            actor.sign()         # "stop!": a test may say a word itself at any time

| the coach | the person |
| --- | --- |
| asks "can you hear me?" | raises one arm |
| reads an answer aloud that stands in `answers` | raises one arm |
| begins an exercise, or ends it | lies as it begins |
| says "ready" or "go on" | does repetition after repetition |
| leads and calls a repetition | does that one |
| pauses | finishes the repetition, and rests |

All else, such as lying down, or a key at "how is your back today?", is the test's own matter.
"""

import json
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Self

from tests.edges.actor import Actor

LOOK_EVERY_S = 0.05
HEARS_S = 1.0  # so long the person listens before doing something
ANSWERS_AFTER_S = 0.5  # an arm takes more than another second to be up
FOLLOWS_AFTER_S = 0.3  # a call is waited for
BEGIN_CUES = ("ready", "go_on")
PAUSES = ("workout_paused", "stop_seen")

Line = dict[str, Any]


class Rehearsal:
    """Directs an actor from its own thread, inside its with block.

    events: the file that `--events` names; it may not be there yet. answers: to the question of
    that name the answer that is chosen by an arm, when it is read aloud. exercise: the one
    that is coached alone, without a session around it. Who is told something new before having
    begun forgets the old.
    """

    def __init__(
        self,
        actor: Actor,
        events: Path,
        answers: Mapping[str, str] | None = None,
        exercise: str = "",
    ) -> None:
        self.actor = actor
        self._events = events
        self._answers = dict(answers or {})
        self._exercise = exercise
        self._n_read = 0  # bytes
        self._due: tuple[float, Callable[[], None]] | None = None
        self._ended = threading.Event()
        self._pool = ThreadPoolExecutor(1, "rehearsal")

    def __enter__(self) -> Self:
        self._listening = self._pool.submit(self._listen)
        return self

    def __exit__(self, *exc: object) -> None:
        self._ended.set()
        self._pool.shutdown()
        self._listening.result()  # raises what went wrong there

    def answer(self, question: str, answer: str) -> None:
        """From now on raise an arm at this answer to that question."""
        self._answers[question] = answer

    def _listen(self) -> None:
        while not self._ended.wait(LOOK_EVERY_S):
            for line in self._new_lines():
                self._hear(line)
            if self._due is not None and time.monotonic() >= self._due[0]:
                deed, self._due = self._due[1], None
                deed()

    def _new_lines(self) -> list[Line]:
        """The whole lines written since the last look."""
        if not self._events.exists():
            return []
        with self._events.open("rb") as file:
            file.seek(self._n_read)
            whole = file.read().rpartition(b"\n")
        self._n_read += len(whole[0]) + len(whole[1])
        return [json.loads(line) for line in whole[0].splitlines()]

    def _hear(self, line: Line) -> None:
        actor = self.actor
        match line:
            case {"event": "asked", "question": "hearing"}:
                self._soon(actor.sign)
            case {"event": "offered", "question": str(question), "answer": str(answer)}:
                if self._answers.get(question) == answer:
                    self._soon(actor.sign, ANSWERS_AFTER_S)
            case {"event": "exercise_began" | "exercise_ended", "exercise": str(exercise)}:
                self._exercise = exercise
                self._soon(lambda: actor.rest(exercise))
            case {"event": "cue", "key": key} if key in BEGIN_CUES:
                self._soon(self._begin)
            case {"event": "called", "call": "out"} if self._exercise:
                exercise = self._exercise
                self._soon(lambda: actor.do(exercise, 1), FOLLOWS_AFTER_S)
            case {"event": "stage_entered", "stage": "done"}:
                self._soon(actor.rest)
            case {"event": event} if event in PAUSES:
                self._soon(actor.rest)

    def _begin(self) -> None:
        if self._exercise and self.actor.doing != self._exercise:
            self.actor.do(self._exercise)

    def _soon(self, deed: Callable[[], None], after_s: float = HEARS_S) -> None:
        self._due = (time.monotonic() + after_s, deed)
