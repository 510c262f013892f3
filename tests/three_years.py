"""A history as three years leave it: growing doses, pains, flags, several camera places, signals.

python -m tests.three_years DATABASE: fills a new file, to try what reads it.
"""

import json
import random
import sqlite3
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from coach.definitions import Exercise
from coach.edges.event_lines import event_record
from coach.edges.history.database import PATIENCE_S, connect
from coach.edges.history.rows import SessionStart, begin_session, end_session
from coach.edges.history.schema import transaction
from coach.events import BodySide, Event
from coach.set_trace import EVERY_S
from coach.workout_events import Answered, ExerciseBegan, ExerciseEnded, WorkoutBegan, WorkoutEnded
from tests.made_sets import OUT_S, made_set
from tests.past_sessions import DAY_S, EXERCISES

LAST_S: Final = 1_795_198_200.0  # 2026-11-20 18:10 UTC, about the last session
LUMBAR = (
    "arm_raise_toe_pull",
    "side_pull",
    "side_pull_toes",
    "side_pull_knees",
    "knee_hug",
    "star_stretch",
    "pelvis_lift",
)
STRETCH = ("prone_reach", "supine_reach", "toe_pull_chin", "table_lean")
RANGE_STEPS = 5  # by which the range drifts over the years
AT_ONCE = 50  # sessions that are written together
TABLES = {
    "exercises": "id session_id place_in exercise dose_reps dose_s count left_count right_count"
    " began_t_s ended_t_s reason place signal n_not_valid",
    "reps": "session_id exercise_id rep_index side start_s end_s hold_s dose_s peak unit grade"
    " flags is_partial is_open",
    "flags": "session_id exercise_id t_s flag value limit_value unit rep_index side is_advisory",
    "answers": "session_id exercise_id t_s question about answer answered_by",
    "sets": "session_id exercise_id began_t_s every_s place signal unit samples levels",
    "events": "session_id seq t_s event data",
}


def fill(
    path: Path,
    n_sessions: int = 1100,
    n_reps: int = 300_000,
    seed: int = 1,
    persons: Sequence[str] = ("me",),
) -> None:
    """Write so many sessions of each person, about one a day, with about so many repetitions of
    each person in all. The same arguments, the same history.
    """
    db, _ = connect(path, PATIENCE_S)
    with closing(db), transaction(db):
        for person in persons:
            any_ = random.Random(f"{seed} {person}")
            sheet = _Sheet(db, any_)
            due = 0.0  # repetitions that are still to be done
            for index in range(n_sessions):
                grown = index / max(n_sessions - 1, 1)  # 0 to 1
                due += n_reps / n_sessions * (0.5 + grown)  # 1 on average
                days_ago = (n_sessions - 1 - index) * 0.98
                began_s = LAST_S - days_ago * DAY_S + any_.uniform(-3e3, 3e3)
                due -= _session(sheet, person, index, began_s, grown, due)
                if index % AT_ONCE == AT_ONCE - 1:
                    sheet.write()
            sheet.write()


class _Sheet:
    """Rows that wait to be written, many at once."""

    def __init__(self, db: sqlite3.Connection, any_: random.Random) -> None:
        self.db, self.any = db, any_
        self._rows: dict[str, list[tuple[Any, ...]]] = {table: [] for table in TABLES}
        (last_id,) = db.execute("SELECT coalesce(max(id), 0) FROM exercises").fetchone()
        self._exercise_id = int(last_id)

    def add(self, table: str, *row: Any) -> None:
        self._rows[table].append(row)

    def next_exercise_id(self) -> int:
        self._exercise_id += 1
        return self._exercise_id

    def write(self) -> None:
        for table, names in TABLES.items():
            columns = names.split()
            places = ", ".join("?" * len(columns))
            insert = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})"
            self.db.executemany(insert, self._rows[table])
            self._rows[table].clear()


@dataclass(slots=True)
class _Events:
    """What happened in one session, in order."""

    sheet: _Sheet
    session_id: int
    n: int = field(default=0)

    def add(self, event: Event) -> None:
        record = event_record(event)
        self.add_data(event.t_s, record["event"], json.dumps(record))

    def add_data(self, t_s: float, name: str, data: str) -> None:
        self.n += 1
        self.sheet.add("events", self.session_id, self.n, t_s, name, data)


def _session(
    sheet: _Sheet, person: str, index: int, began_s: float, grown: float, due: float
) -> int:
    """One evening. `due`: repetitions; returns how many were done."""
    programme, names = _programme(index)
    began = WorkoutBegan(0.0, programme, names, 1200.0)
    start = SessionStart(began, person, "en", began_s, f"{person} {index}")
    events = _Events(sheet, begin_session(sheet.db, start))
    check = sheet.any.choices(("usual", "amber", "red"), (96, 3, 1))[0]
    sheet.add("answers", events.session_id, None, 2.0, "check", "", check, "arm")
    events.add(began)
    events.add(Answered(2.0, "check", check, "arm"))
    t_s, reason, n_done = 10.0, "red" if check == "red" else "done", 0
    for place_in, name in enumerate(names if reason == "done" else (), start=1):
        share = _weight(name) / sum(_weight(one) for one in names[place_in - 1 :])
        turn = _Turn(sheet, events, EXERCISES[name], t_s + 15.0, grown)
        n_done += turn.do(place_in, (due - n_done) * share)
        t_s = turn.ended_s
        if turn.pain in ("strong", "leg"):
            reason = "pain"
            break
        if sheet.any.random() < 0.003:
            return n_done  # broken off
    events.add(WorkoutEnded(t_s, reason))
    end_session(sheet.db, events.session_id, began_s + t_s, reason)
    return n_done


def _programme(index: int) -> tuple[str, tuple[str, ...]]:
    if index % 37 == 30:
        return "", ("pelvis_lift",)  # one exercise alone
    return ("stretch", STRETCH) if index % 6 == 3 else ("lumbar", LUMBAR)


def _weight(name: str) -> float:
    """Movements of the article's dose."""
    exercise = EXERCISES[name]
    return exercise.dose.reps[1] * (2 if exercise.kind == "alternating" else 1)


class _Turn:
    """One exercise of one session."""

    def __init__(
        self, sheet: _Sheet, events: _Events, exercise: Exercise, began_s: float, grown: float
    ) -> None:
        """grown: how far the years have gone, 0 to 1."""
        self._sheet, self._any, self._events = sheet, sheet.any, events
        self._exercise, self._began_s, self._grown = exercise, began_s, grown
        self._id = sheet.next_exercise_id()
        self._ids = (events.session_id, self._id)
        self._sides: tuple[BodySide | None, ...] = (None,)
        if exercise.kind == "alternating":
            self._sides = ("left", "right")
        self._hold_s = _hold_s(exercise, grown)
        self._place, self._signal, self._unit = _seen(exercise, events.session_id)
        self.ended_s = began_s
        self.pain = ""

    def do(self, place_in: int, n_due: float) -> int:
        """About `n_due` movements; returns how many were done."""
        name, n_sides = self._exercise.id, len(self._sides)
        dose_reps = max(round(n_due / n_sides), 1)
        count = dose_reps
        if self._any.random() < 0.05 - 0.03 * self._grown:
            self.pain = self._any.choice(("mild", "mild", "medium", "strong", "leg", "crack"))
            count = self._any.randint(0, dose_reps)
        step = self._any.randrange(3) + round(self._grown * RANGE_STEPS)
        made = made_set(name, n_sides, count * n_sides, self._hold_s, step)
        self.ended_s = self._began_s + made.lasts_s + 5.0
        reason = "hurts" if self.pain else "dose_done"
        dose = (dose_reps, self._hold_s)
        self._events.add(ExerciseBegan(self._began_s, name, place_in, *dose))
        for number, movement in enumerate(made.movements):
            self._repetition(number // n_sides + 1, self._sides[number % n_sides], *movement)
        self._small_ones()
        self._events.add(ExerciseEnded(self.ended_s, name, count, *dose, reason))
        self._close((*self._ids[::-1], place_in, name, *dose), count, reason)
        courses = (made.samples, made.levels) if self._signal else ("[]", "[]")
        seen = (EVERY_S, self._place, self._signal, self._unit if self._signal else "")
        self._sheet.add("sets", *self._ids, self._began_s, *seen, *courses)
        return count * n_sides

    def _repetition(
        self, index: int, side: BodySide | None, start_s: float, end_s: float, peak: float
    ) -> None:
        start_s, end_s = round(self._began_s + start_s, 2), round(self._began_s + end_s, 2)
        hold_s = round(self._hold_s * self._any.uniform(0.96, 1.04), 2)
        if self._signal:
            grade = "sure" if self._any.random() < 0.85 else "likely"
            flag = self._flag(end_s, index, side)
        else:  # led, as the coach stores it
            grade = "not seen" if self._any.random() < 0.05 else "posture only"
            peak, flag = 0.0, ""
        times = (start_s, end_s, hold_s, self._hold_s)
        told = (peak, self._unit, grade, flag)
        self._sheet.add("reps", *self._ids, index, side, *times, *told, False, False)
        self._tell(index, side, times, told)

    def _tell(
        self, index: int, side: str | None, times: tuple[float, ...], told: tuple[Any, ...]
    ) -> None:
        """As json.dumps writes it, and ten times as fast."""
        (start_s, end_s, hold_s, dose_s), (peak, unit, grade, flag) = times, told
        who, flags = f'"{side}"' if side else "null", f'["{flag}"]' if flag else "[]"
        counted_s = round(start_s + OUT_S, 2)
        self._events.add_data(
            counted_s,
            "rep_counted",
            f'{{"event": "rep_counted", "t_s": {counted_s}, "index": {index}, '
            f'"start_s": {start_s}, "side": {who}}}',
        )
        self._events.add_data(
            end_s,
            "rep_finished",
            f'{{"event": "rep_finished", "t_s": {end_s}, "index": {index}, "start_s": {start_s}, '
            f'"end_s": {end_s}, "hold_s": {hold_s}, "dose_s": {dose_s}, "peak": {peak}, '
            f'"unit": "{unit}", "grade": "{grade}", "flags": {flags}, "is_open": false, '
            f'"is_partial": false, "side": {who}, "parts": []}}',
        )

    def _flag(self, t_s: float, index: int, side: str | None) -> str:
        if self._any.random() > 0.07 - 0.04 * self._grown:
            return ""
        flag = self._any.choices(("sudden", "jerky", "over-large"), (5, 2, 2))[0]
        is_hint = self._any.random() < 0.2
        self._sheet.add("flags", *self._ids, t_s, flag, 1.4, 1.2, "S0/s", index, side, is_hint)
        return flag

    def _small_ones(self) -> None:
        n = self._any.choices((0, 1, 3), (90, 8, 2))[0] if self._signal else 0
        times = (self.ended_s - 3.0, self.ended_s - 2.0, 0.0, self._hold_s)
        for _ in range(n):
            told = (0.05, self._unit, "likely", "")
            self._sheet.add("reps", *self._ids, 0, self._sides[0], *times, *told, True, False)

    def _close(self, row: tuple[Any, ...], count: int, reason: str) -> None:
        n_sided = count if len(self._sides) == 2 else 0
        n_not_valid = 0 if self._signal else self._any.choices((0, 1), (9, 1))[0]
        done = (count, n_sided, n_sided, self._began_s, self.ended_s, reason)
        self._sheet.add("exercises", *row, *done, self._place, self._signal, n_not_valid)
        if self.pain:
            self._events.add(Answered(self.ended_s, "pain", self.pain, "arm"))
            self._sheet.add("answers", *self._ids, self.ended_s, "pain", "", self.pain, "arm")


def _hold_s(exercise: Exercise, grown: float) -> float:
    """From what is asked for at first to the most of the article; 0 where nothing is held."""
    held, start_s = exercise.dose.hold_s, exercise.dose.start_hold_s
    if held is None or start_s is None:
        return 0.0
    return float(round(start_s + grown * (held[1] - start_s)))


def _seen(exercise: Exercise, session_id: int) -> tuple[str, str, str]:
    """Place, signal and unit: mostly from the first place, for some weeks from another one."""
    place = exercise.places[1 if session_id % 90 > 70 and len(exercise.places) > 1 else 0]
    primary = place.primary or exercise.primary
    return (place.id, "", "S0") if primary is None else (place.id, primary.signal, primary.unit)


if __name__ == "__main__":
    fill(Path(sys.argv[1]))
