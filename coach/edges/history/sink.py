"""Stores a session while it happens: every event is on the disk before the next frame."""

import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import Any, Self

from coach.edges.history.database import PATIENCE_S
from coach.edges.history.history import STORE_ERRORS, History, Unfinished
from coach.edges.history.owner import new_owner, owning
from coach.edges.history.rows import (
    SessionStart,
    begin_session,
    close_broken_off,
    end_session,
    store_event,
)
from coach.edges.history.schema import transaction
from coach.events import Event
from coach.pipeline import Moment
from coach.workout_events import Answered, WorkoutBegan, WorkoutEnded

MAX_EVENTS = 100_000  # kept in memory: a hundred times those of the longest session
RETRY_S = 5.0  # media time between two tries while the history cannot be stored
HURRY_S = 0.05  # how long such a try may wait: coaching goes on meanwhile
LONGEST_SLEEP_S = 86_400.0  # a clock that jumped further than this was set


class HistorySink:
    """A sink that writes one session of one person. It begins with WorkoutBegan.

    What cannot be stored waits in memory and is tried again; the history's `on_problem` is told
    once. A session that ends by an error, like one that is killed, has no end: `History.unfinished`
    finds it.
    """

    def __init__(
        self,
        history: History,
        *,
        person: str,
        language: str,
        unfinished: Unfinished | None = None,
        now_s: Callable[[], float] = time.time,
    ) -> None:
        """`unfinished` is what the user may be asked to go on with: the answer is stored, too.
        `now_s` is the wall clock, in seconds since 1970, UTC.
        """
        self._history = history
        self._person = person
        self._language = language
        self._unfinished = unfinished
        self._now_s = now_s
        self._owner = new_owner()
        self._ownership = ExitStack()
        self._is_owned = False
        self._start: SessionStart | None = None
        self._end: tuple[float, str] | None = None  # seconds since 1970, reason
        self._events: list[Event] = []  # of the whole session: a new database gets them all
        self._n_dropped = 0
        self._last_t_s = 0.0
        self._session_id: int | None = None
        self._generation = 0
        self._n_stored = 0
        self._is_end_stored = False
        self._retry_at_s: float | None = None  # None while all is well

    def __enter__(self) -> Self:
        return self

    def __exit__(self, exc_type: type[BaseException] | None, *exc: Any) -> None:
        try:
            if self._start is not None and self._end is None and exc_type is None:
                self._end = (self._ended_s(self._start), "quit")
            if self._is_waiting:
                self._store(PATIENCE_S)
        finally:
            self._ownership.close()

    @property
    def session_id(self) -> int | None:
        """The session's id in the database; None before it is stored."""
        return self._session_id

    def handle(self, moment: Moment) -> None:
        """Store what happened in this frame."""
        self._last_t_s = moment.frame.t_s
        self._keep(moment.events)
        if not self._is_waiting:
            return
        if self._retry_at_s is None:
            self._store(PATIENCE_S)
        elif moment.frame.t_s >= self._retry_at_s:
            self._store(HURRY_S)

    @property
    def _is_waiting(self) -> bool:
        """Whether something has to be stored."""
        if self._start is None:  # nobody has pressed Start yet
            return False
        return self._n_stored < len(self._events) or (
            self._end is not None and not self._is_end_stored
        )

    def _keep(self, events: Sequence[Event]) -> None:
        for event in events:
            if isinstance(event, WorkoutBegan) and self._start is None:
                self._start = SessionStart(
                    event, self._person, self._language, self._now_s(), self._owner
                )
            elif isinstance(event, WorkoutEnded) and self._start is not None:
                self._end = (self._ended_s(self._start), event.reason)
            self._events.append(event)
        n_over = max(len(self._events) - MAX_EVENTS, 0)
        del self._events[:n_over]
        self._n_dropped += n_over
        self._n_stored = max(self._n_stored - n_over, 0)

    def _ended_s(self, start: SessionStart) -> float:
        """By the wall clock, which goes on while a laptop sleeps, unless it was set meanwhile."""
        coached_s = self._last_t_s - start.event.t_s
        elapsed_s = self._now_s() - start.began_s
        is_set = not coached_s <= elapsed_s <= coached_s + LONGEST_SLEEP_S
        return start.began_s + (coached_s if is_set else elapsed_s)

    def _store(self, patience_s: float) -> None:
        try:
            self._history.run(self._write, patience_s)
        except STORE_ERRORS as error:
            self._retry_at_s = self._last_t_s + RETRY_S
            self._history.tell(error)
        else:
            self._retry_at_s = None

    def _write(self, db: sqlite3.Connection) -> None:
        """All that waits, in one transaction; of a new database the whole session."""
        if self._start is None:
            return
        if not self._is_owned:
            self._ownership.enter_context(owning(self._history.path, self._owner))
            self._is_owned = True
        session_id, n_stored = self._session_id, self._n_stored
        if self._generation != self._history.generation:
            session_id, n_stored = None, 0
        with transaction(db):
            if session_id is None:
                session_id = begin_session(db, self._start)
            first = self._n_dropped + n_stored + 1
            for seq, event in enumerate(self._events[n_stored:], start=first):
                store_event(db, session_id, seq, event)
                if isinstance(event, Answered) and event.question == "resume":
                    self._store_resuming(db, session_id, event)
            if self._end is not None:
                end_session(db, session_id, *self._end)
        self._session_id, self._generation = session_id, self._history.generation
        self._n_stored, self._is_end_stored = len(self._events), self._end is not None

    def _store_resuming(self, db: sqlite3.Connection, session_id: int, event: Answered) -> None:
        if self._unfinished is None:
            return
        before_id = self._unfinished.session_id
        if event.answer == "resume_yes":
            close_broken_off(db, before_id, "resumed", continued_by=session_id)
        else:
            close_broken_off(db, before_id, "not_resumed")
