"""Sets whose true range is known, from labelled recordings, and the table they are kept in."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from coach.edges.evaluation.clips import Clip
from coach.edges.library import load_exercise
from coach.edges.sources.recording import LandmarkRecording
from coach.events import Event, Flag, Grade, Rep, RepFinished, Stage
from coach.landmarks import Pose
from coach.scoring.matching import match
from coach.scoring.retest import LEAST_REPS, RangedSet
from coach.session import STOP_SIGN, Session
from coach.signals import Unit

SEEN = (Grade.SURE, Grade.LIKELY)
DIGITS = 4


class Seen(NamedTuple):
    """A counted repetition, and how it was seen."""

    rep: Rep
    place: str  # id
    unit: Unit


def sets_of(clip: Clip) -> list[RangedSet]:
    """The sets of one clip: one for each side, as a session's history would keep them.

    Of an exercise that is shown in two ways only the usual one: the other one is measured by
    another signal. None where the truth does not tell the ranges.
    """
    truth = clip.truth
    if truth.exercise is None or not truth.reps:
        return []
    found = sorted(_found(clip), key=lambda one: one.rep.start_s)
    pairs = match(truth.reps, [one.rep for one in found]).found_of
    groups = defaultdict(list)
    for i, true in zip(pairs, truth.reps, strict=True):
        if i is not None and true.share is not None and is_ranged(found[i].rep):
            rep, place, unit = found[i]
            groups[place, unit, rep.side].append((rep.peak, true.share))
    return [
        RangedSet(
            exercise=truth.exercise,
            place=place,
            unit=unit,
            side=side,
            near_side=truth.camera.near_side,
            figure=truth.subject,
            clip=clip.name,
            camera=truth.camera.place,
            found=round(median(peak for peak, _ in reps), DIGITS),
            true=round(median(share for _, share in reps), DIGITS),
            n_reps=len(reps),
        )
        for (place, unit, side), reps in groups.items()
        if len(reps) >= LEAST_REPS
    ]


def is_ranged(rep: Rep) -> bool:
    """Whether a repetition counts towards the range: seen, whole, and not over-large."""
    return rep.grade in SEEN and not rep.is_open and Flag.OVER_LARGE not in rep.flags


def _found(clip: Clip) -> list[Seen]:
    """All counted repetitions. After a stop sign it goes on at once."""
    exercise = load_exercise(clip.truth.exercise or "")
    session = Session(exercise, stop_at_dose=False, ends_at_stop=False)
    found: list[Seen] = []
    t_s = 0.0

    def take(events: Iterable[Event]) -> None:
        place, primary = session.place, session.primary
        if place is None or primary is None or primary != exercise.primary_at(place):
            return
        reps = (event.rep for event in events if isinstance(event, RepFinished))
        found.extend(Seen(rep, place.id, primary.unit) for rep in reps)

    with LandmarkRecording(clip.path) as source:
        for frame in source:
            t_s = frame.t_s
            pose = Pose.nobody(t_s) if frame.pose is None else frame.pose
            take(session.update(pose, frame.problem)[1])
            if session.stage is Stage.PAUSED and session.reason == STOP_SIGN:
                session.go_on(t_s)
    take(session.finish(t_s)[1])
    return found


def table_text(sets: Sequence[RangedSet]) -> str:
    """The sets as comma-separated values, in order of exercise, place, figure and clip."""
    out = io.StringIO()
    writer = csv.DictWriter(out, [field.name for field in fields(RangedSet)], lineterminator="\n")
    writer.writeheader()
    writer.writerows(asdict(one) for one in sorted(sets, key=_key))
    return out.getvalue()


def _key(one: RangedSet) -> tuple[str, ...]:
    return one.exercise, one.place, one.figure, one.clip, one.side or ""


def read_table(path: Path) -> list[RangedSet]:
    """The sets of a table that `table_text` made."""
    with path.open(encoding="utf-8", newline="") as file:
        return [_set(row) for row in csv.DictReader(file)]


def _set(row: dict[str, Any]) -> RangedSet:
    numbers = {"found": float(row["found"]), "true": float(row["true"])}
    sides = {key: row[key] or None for key in ("side", "near_side")}
    return RangedSet(**row | numbers | sides | {"n_reps": int(row["n_reps"])})
