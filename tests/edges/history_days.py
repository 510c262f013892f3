"""Sessions as the coach tells them, for the tests of the history; and a process that coaches one.

python -m tests.edges.history_days DATABASE PERSON N_FRAMES PAUSE_S [KIND]: takes so many frames of
an endless session. Prints "stored SEQ" after each, a problem as a line of its own, and "ended" when
the sink was left. KIND "file_limit": no file may grow much further from the fifth frame on.
"""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from sqlite3 import connect
from time import sleep
from typing import Any

from coach.edges.history.history import History
from coach.edges.history.sink import HistorySink
from coach.events import (
    Event,
    Flag,
    Flagged,
    Grade,
    PartialLogged,
    Rep,
    RepCounted,
    RepFinished,
)
from coach.landmarks import Pose
from coach.pipeline import Frame, Moment
from coach.workout_events import (
    Answered,
    ExerciseBegan,
    ExerciseEnded,
    RestBegan,
    WorkoutBegan,
    WorkoutEnded,
)
from tests.command import ROOT
from tests.edges.screen_moments import status

EXERCISES = ("pelvis_lift", "side_pull", "knee_hug")


def moment(t_s: float, *events: Event) -> Moment:
    return Moment(Frame(t_s, None), Pose.nobody(t_s), status(t_s=t_s), events, ())


def began(t_s: float = 0.0) -> WorkoutBegan:
    return WorkoutBegan(t_s, "gentle", EXERCISES, 900.0)


def rep(index: int, t_s: float, side: Any = None, **changes: Any) -> Rep:
    usual = {"hold_s": 5.0, "dose_s": 5.0, "peak": 0.3, "unit": "S0", "grade": Grade.SURE}
    return Rep(index, t_s - 6.0, t_s, side=side, **(usual | changes))


def reps(t_s: float, n: int, *sides: Any) -> Iterator[Event]:
    """`n` repetitions to each side, ten seconds each, from `t_s` on."""
    for index in range(1, n + 1):
        for side in sides or (None,):
            yield RepCounted(t_s + 5.0, index, t_s, side)
            yield RepFinished(t_s + 7.0, rep(index, t_s + 7.0, side))
            t_s += 10.0


def whole_session(t_s: float = 0.0) -> list[Event]:
    """All that can happen: done, to both sides, hurting, and an end."""
    sudden = Flagged(t_s + 15.0, Flag.SUDDEN, 3.0, 2.0, "S0/s", 1)
    hint = Flagged(t_s + 16.0, Flag.SUDDEN, 2.1, 2.0, "S0/s", 1, advisory=True)
    large = Flagged(t_s + 17.0, Flag.OVER_LARGE, 1.3, 1.25, "x own", 1)
    return [
        began(t_s),
        Answered(t_s + 1.0, "check", "usual", "arm"),
        ExerciseBegan(t_s + 10.0, "pelvis_lift", 1, 3, 5.0),
        *(sudden, hint, large),
        *reps(t_s + 20.0, 3),
        PartialLogged(t_s + 55.0, rep(0, t_s + 55.0, is_partial=True, hold_s=0.0)),
        ExerciseEnded(t_s + 60.0, "pelvis_lift", 3, 3, 5.0, "dose_done"),
        RestBegan(t_s + 60.0, 20.0, "side_pull"),
        ExerciseBegan(t_s + 80.0, "side_pull", 2, 4, 0.0),
        *reps(t_s + 80.0, 2, "left", "right"),
        Answered(t_s + 125.0, "stop", "hurts", "arm"),
        ExerciseEnded(t_s + 125.0, "side_pull", 2, 4, 0.0, "hurts"),
        Answered(t_s + 130.0, "pain", "mild", "arm"),
        ExerciseBegan(t_s + 150.0, "knee_hug", 3, 3, 0.0),
        ExerciseEnded(t_s + 155.0, "knee_hug", 0, 3, 0.0, "skipped"),
        WorkoutEnded(t_s + 160.0, "done"),
    ]


def coach(
    history: History, events: Sequence[Event], person: str = "me", **changes: Any
) -> HistorySink:
    """One frame for each event, from its beginning to the sink's end."""
    with HistorySink(history, person=person, language="en", **changes) as sink:
        for event in events:
            sink.handle(moment(event.t_s, event))
    return sink


def break_off(
    history: History, events: Sequence[Event], person: str = "me", **changes: Any
) -> None:
    """As after a crash: the process is gone, and with it its lock."""
    sink = HistorySink(history, person=person, language="en", **changes)
    for event in events:
        sink.handle(moment(event.t_s, event))
    sink._ownership.close()


def rows(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(connect(path)) as db:
        return db.execute(sql).fetchall()


class Problems(list[str]):
    """The sentences that were said."""

    def __call__(self, sentence: str) -> None:
        assert sentence.isprintable()
        self.append(sentence)


def filled(path: Path, n_sessions: int = 6) -> None:
    """A history of so many sessions, closed."""

    def no_problem(sentence: str) -> None:
        raise AssertionError(sentence)

    with History.open(path, no_problem) as history:
        for _ in range(n_sessions):
            coach(history, whole_session())


def child(path: Path, *arguments: object, **changes: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.edges.history_days", path, *arguments]
    return subprocess.Popen(
        [str(part) for part in command],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        **changes,  # type: ignore[call-overload]
    )


def endless() -> Iterator[Event]:
    yield began()
    yield ExerciseBegan(1.0, "pelvis_lift", 1, 1000, 5.0)
    index = 0
    while True:
        index += 1
        yield RepCounted(float(index + 1), index, float(index))


def limit_files(path: Path) -> None:
    """The log may grow by two small commits more."""
    import resource  # of Unix

    grown = path.with_name(f"{path.name}-wal").stat().st_size + 20_000
    resource.setrlimit(resource.RLIMIT_FSIZE, (grown, resource.RLIM_INFINITY))


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(path: Path, person: str, n_frames: int, pause_s: float, kind: str = "") -> None:
    with History.open(path, say) as history:
        with HistorySink(history, person=person, language="en") as sink:
            for seq, event in zip(range(1, n_frames + 1), endless(), strict=False):
                if kind == "file_limit" and seq == 5:
                    limit_files(path)
                sink.handle(moment(event.t_s, event))
                say(f"stored {seq}")
                sleep(pause_s)
        say("ended")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), float(sys.argv[4]), *sys.argv[5:])
