"""The tables of the history, and how an older database becomes one of today. docs/history.md."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Final

APPLICATION_ID: Final = 0x5370436F  # "SpCo": tells our databases from other programs'

_V1 = (
    """CREATE TABLE sessions (
        id INTEGER PRIMARY KEY AUTOINCREMENT, -- in the order in which they began, never used twice
        person TEXT NOT NULL,
        programme TEXT NOT NULL,
        language TEXT NOT NULL,
        app_version TEXT NOT NULL,
        planned_s REAL NOT NULL,
        began_at TEXT NOT NULL,               -- ISO 8601, UTC
        began_s REAL NOT NULL,                -- seconds since 1970, UTC
        began_t_s REAL NOT NULL,              -- the same moment on the clock of all t_s
        ended_at TEXT,
        ended_s REAL,                         -- NULL: it runs, or it was broken off
        reason TEXT NOT NULL DEFAULT '',      -- of one broken off: what became of it
        continues_id INTEGER REFERENCES sessions (id) ON DELETE SET NULL, -- one broken off
        owner TEXT NOT NULL                   -- names the lock file of the process that writes it
    )""",
    """CREATE TABLE plan (
        session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
        place_in INTEGER NOT NULL,            -- 1, 2, ...
        exercise TEXT NOT NULL,
        PRIMARY KEY (session_id, place_in)
    ) WITHOUT ROWID""",
    """CREATE TABLE exercises (
        id INTEGER PRIMARY KEY,
        session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
        place_in INTEGER NOT NULL,
        exercise TEXT NOT NULL,
        dose_reps INTEGER NOT NULL,
        dose_s REAL NOT NULL,
        count INTEGER NOT NULL DEFAULT 0,     -- to both sides: once to each makes one
        base_count INTEGER NOT NULL DEFAULT 0, -- part of count: done before it was taken up again
        left_count INTEGER NOT NULL DEFAULT 0, -- since then
        right_count INTEGER NOT NULL DEFAULT 0,
        began_t_s REAL NOT NULL,
        ended_t_s REAL,                       -- NULL: in progress, or broken off
        reason TEXT NOT NULL DEFAULT ''
    )""",
    """CREATE TABLE reps (
        id INTEGER PRIMARY KEY,
        session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
        exercise_id INTEGER REFERENCES exercises (id) ON DELETE CASCADE,
        rep_index INTEGER NOT NULL,           -- of each side for itself; 0: a partial
        side TEXT,
        start_s REAL, end_s REAL, hold_s REAL, dose_s REAL,
        peak REAL, unit TEXT, grade TEXT,
        flags TEXT NOT NULL DEFAULT '',       -- separated by commas
        is_partial INTEGER NOT NULL,
        is_open INTEGER NOT NULL
    )""",
    """CREATE TABLE flags (
        id INTEGER PRIMARY KEY,
        session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
        exercise_id INTEGER REFERENCES exercises (id) ON DELETE CASCADE,
        t_s REAL NOT NULL,
        flag TEXT NOT NULL,
        value REAL, limit_value REAL, unit TEXT,
        rep_index INTEGER NOT NULL,           -- 0: outside a repetition
        side TEXT,
        is_advisory INTEGER NOT NULL          -- 1: no more than a hint
    )""",
    """CREATE TABLE answers (
        id INTEGER PRIMARY KEY,
        session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
        exercise_id INTEGER REFERENCES exercises (id) ON DELETE CASCADE, -- the one at that time
        t_s REAL NOT NULL,
        question TEXT NOT NULL,
        about TEXT NOT NULL,
        answer TEXT NOT NULL,                 -- '': nobody answered
        answered_by TEXT NOT NULL
    )""",
    """CREATE TABLE events (                   -- what all the other tables are made from
        session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
        seq INTEGER NOT NULL,                 -- 1, 2, ...
        t_s REAL NOT NULL,
        event TEXT NOT NULL,
        data TEXT NOT NULL,                   -- JSON, see docs/events.md
        PRIMARY KEY (session_id, seq)
    ) WITHOUT ROWID""",
    "CREATE INDEX sessions_person ON sessions (person, id)",
    "CREATE INDEX exercises_session ON exercises (session_id, id)",
    "CREATE INDEX reps_exercise ON reps (exercise_id)",
    "CREATE INDEX reps_session ON reps (session_id)",
    "CREATE INDEX flags_exercise ON flags (exercise_id, flag, is_advisory)",
    "CREATE INDEX flags_session ON flags (session_id)",
    "CREATE INDEX answers_exercise ON answers (exercise_id, question)",
    "CREATE INDEX answers_session ON answers (session_id)",
    """CREATE VIEW exercise_summary AS
        SELECT sessions.person, sessions.programme, sessions.began_at, exercises.*,
            coalesce(sum(NOT reps.is_partial), 0) AS n_reps,
            coalesce(sum(reps.is_partial), 0) AS n_partial,
            avg(CASE WHEN NOT reps.is_partial THEN reps.grade = 'sure' END) AS share_sure,
            avg(CASE WHEN NOT reps.is_partial THEN reps.grade = 'likely' END) AS share_likely,
            avg(CASE WHEN NOT reps.is_partial THEN reps.grade = 'posture only' END)
                AS share_posture_only,
            avg(CASE WHEN NOT reps.is_partial THEN reps.hold_s END) AS mean_hold_s
        FROM exercises
        JOIN sessions ON sessions.id = exercises.session_id
        LEFT JOIN reps ON reps.exercise_id = exercises.id
        GROUP BY exercises.id""",
)
# What a program of version 1 stored of led repetitions that did not count stands in its events.
COUNT_NOT_VALID: Final = """UPDATE exercises SET n_not_valid = (
    SELECT count(*) FROM events
    WHERE events.session_id = exercises.session_id AND event = 'not_valid'
        AND events.t_s >= exercises.began_t_s
        AND events.t_s <= coalesce(exercises.ended_t_s, 1e300))"""
_V2 = (
    # Of the camera place and the signal those that were seen last.
    "ALTER TABLE exercises ADD COLUMN place TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE exercises ADD COLUMN signal TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE exercises ADD COLUMN n_not_valid INTEGER NOT NULL DEFAULT 0",  # led in vain
    """CREATE TABLE sets (                     -- the signal of an exercise, thinned out
        id INTEGER PRIMARY KEY,
        session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
        exercise_id INTEGER REFERENCES exercises (id) ON DELETE CASCADE,
        began_t_s REAL NOT NULL,              -- of the first sample
        every_s REAL NOT NULL,                -- from sample to sample
        place TEXT NOT NULL,
        signal TEXT NOT NULL,                 -- '': nothing was measured
        unit TEXT NOT NULL,
        samples TEXT NOT NULL,                -- JSON: numbers, null where nothing was judged
        levels TEXT NOT NULL                  -- JSON: [[since, rest, entry, ceiling or null], ...]
    )""",
    "CREATE INDEX sets_exercise ON sets (exercise_id)",
    "CREATE INDEX sets_session ON sets (session_id)",
    COUNT_NOT_VALID,
)
# Entry i makes version i + 1 from version i; 0 is an empty database. Only ever add to the end.
MIGRATIONS: Final[Sequence[Sequence[str]]] = (_V1, _V2)


def version_of(db: sqlite3.Connection) -> int:
    """The version of a database's tables; 0 where there are none yet."""
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def is_ours(db: sqlite3.Connection) -> bool:
    """Whether it is a history, or an empty database that may become one."""
    if db.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID:
        return True
    (n_things,) = db.execute("SELECT count(*) FROM sqlite_master").fetchone()
    return version_of(db) == 0 and n_things == 0


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """All of it is on the disk afterwards, or nothing of it."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    finally:
        if db.in_transaction:
            with suppress(sqlite3.Error):  # what went wrong before tells more
                db.execute("ROLLBACK")


def migrate(db: sqlite3.Connection, migrations: Sequence[Sequence[str]] = MIGRATIONS) -> None:
    """Bring the tables to the newest version, step by step, each one whole or not at all."""
    for version, statements in enumerate(migrations, start=1):
        if version > version_of(db):
            with transaction(db):
                for statement in statements:
                    db.execute(statement)
                db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                db.execute(f"PRAGMA user_version = {version}")
