"""One clip's truth against what the coach found in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from coach.definitions import Exercise
from coach.events import Flag
from coach.scoring.expected import expected_readings
from coach.scoring.found import Found, FoundRep
from coach.scoring.matching import match, owner
from coach.truth import EXPECTED_FLAGS, Fault, Happening, TrueRep, Truth

COMPARED_FLAGS = (Flag.SUDDEN, Flag.JERKY, Flag.OVER_LARGE)
# Uneven movements, for which a hint is neither asked for nor wrong.
ALLOWED_FLAGS: Mapping[Fault, Flag] = {Fault.PAUSE: Flag.JERKY, Fault.DIP: Flag.JERKY}
HOLD_KINDS = frozenset({"hold"})  # kinds of exercises whose repetitions are timed
STOP_AFTER_S = 2.0  # a stop sign is answered so long after its end at the latest


@dataclass(frozen=True, slots=True)
class FlagScore:
    """How one flag was raised."""

    due: int = 0  # true repetitions that ask for it
    raised: int = 0  # of those
    false: int = 0  # raised where nothing asks for it


@dataclass(frozen=True, slots=True)
class ClipScore:
    """One clip seen by one exercise; None is what its truth does not tell."""

    clip: str
    exercise: str
    place: str
    people: str
    held_out: bool
    subject: str
    is_negative: bool  # nothing in it is to be counted by this exercise
    seconds: float
    unjudged_s: float
    true_count: int
    found_count: int
    missed: int
    extra: int
    timed_reps: int = 0  # true repetitions whose times are known, to be counted
    unjudged_reps: int = 0  # of those: not judged for most of their time
    sided: int = 0  # matched repetitions whose side is known from both
    wrong_sides: int = 0
    hold_errors_s: tuple[float, ...] = ()  # found - expected
    start_errors_s: tuple[float, ...] = ()  # found - expected
    delays_s: tuple[float, ...] = ()  # said - expected moment of the count
    flags: Mapping[Flag, FlagScore] | None = None
    stops_due: int = 0
    stops_seen: int = 0
    stops_false: int = 0

    @property
    def error(self) -> int:
        """Found minus true count."""
        return self.found_count - self.true_count


def score(clip: str, truth: Truth, exercise: Exercise, found: Found) -> ClipScore:
    """Compare what `exercise` found in a clip with its truth. A clip of another exercise, or of
    none, is a negative: all that is counted in it is false.
    """
    is_negative = truth.exercise != exercise.id
    plain = _plain(clip, truth, exercise, found, is_negative=is_negative)
    if is_negative:
        return plain
    is_timed = exercise.kind in HOLD_KINDS
    if truth.reps is not None:
        pairs = _pairs(truth.reps, found)
        scored = _with_pairs(plain, pairs, found)
        return _with_times(scored, pairs, truth, exercise) if is_timed else scored
    if is_timed and truth.hold_seconds is not None:
        return replace(plain, hold_errors_s=_bare_hold_errors_s(truth.hold_seconds, found))
    return plain


def _plain(
    clip: str, truth: Truth, exercise: Exercise, found: Found, *, is_negative: bool
) -> ClipScore:
    """As far as mere counts tell."""
    true_count = 0 if is_negative else truth.true_count
    due, seen, false = _stops(truth, found)
    return ClipScore(
        clip=clip,
        exercise=exercise.id,
        place=truth.camera.place,
        people=truth.people,
        held_out=truth.held_out,
        subject=truth.subject,
        is_negative=is_negative,
        seconds=found.seconds,
        unjudged_s=found.unjudged_s,
        true_count=true_count,
        found_count=found.count,
        missed=max(0, true_count - found.count),
        extra=max(0, found.count - true_count),
        stops_due=due,
        stops_seen=seen,
        stops_false=false,
    )


Pair = tuple[TrueRep, FoundRep | None]


def _pairs(reps: tuple[TrueRep, ...], found: Found) -> list[Pair]:
    """Every true repetition, also a partial one, with what was counted in it."""
    matching = match(reps, found.reps)
    return [
        (rep, None if i is None else found.reps[i])
        for rep, i in zip(reps, matching.found_of, strict=True)
    ]


def _with_pairs(plain: ClipScore, pairs: list[Pair], found: Found) -> ClipScore:
    """What a truth with times tells of every exercise."""
    timed = [(rep, one) for rep, one in pairs if rep.is_counted]
    hits = [(rep, one) for rep, one in timed if one is not None]
    sides = [(rep.side, one.side) for rep, one in hits if rep.side and one.side]
    return replace(
        plain,
        missed=len(timed) - len(hits),
        extra=found.count - len(hits),
        timed_reps=len(timed),
        unjudged_reps=sum(found.is_unjudged(rep.start_s, rep.end_s) for rep, _ in timed),
        sided=len(sides),
        wrong_sides=sum(true != said for true, said in sides),
        flags=_flags([rep for rep, _ in pairs], found),
    )


def _with_times(plain: ClipScore, pairs: list[Pair], truth: Truth, exercise: Exercise) -> ClipScore:
    """Holds, starts and delays against what a faultless coach would say."""
    known = [
        (one, due)
        for (rep, one), due in zip(pairs, expected_readings(truth, exercise), strict=True)
        if rep.is_counted and one is not None and due is not None
    ]
    return replace(
        plain,
        hold_errors_s=tuple(one.hold_s - due.hold_s for one, due in known),
        start_errors_s=tuple(one.start_s - due.start_s for one, due in known),
        delays_s=tuple(one.said_s - due.counted_s for one, due in known),
    )


def _bare_hold_errors_s(hold_seconds: tuple[float, ...], found: Found) -> tuple[float, ...]:
    """Holds in order of time; only where as many were found, or nobody knows which is which."""
    if len(hold_seconds) != found.count:
        return ()
    pairs = zip(found.reps, hold_seconds, strict=True)
    return tuple(one.hold_s - true_s for one, true_s in pairs)


def _flags(reps: Sequence[TrueRep], found: Found) -> Mapping[Flag, FlagScore]:
    raised: dict[int | None, list[Flag]] = {}
    for t_s, flag in found.flags:
        raised.setdefault(owner(reps, t_s), []).append(flag)
    return {flag: _flag_score(flag, reps, raised) for flag in COMPARED_FLAGS}


def _flag_score(
    flag: Flag, reps: Sequence[TrueRep], raised: Mapping[int | None, list[Flag]]
) -> FlagScore:
    due = {i for i, rep in enumerate(reps) if flag in _known(EXPECTED_FLAGS, rep)}
    fine = due | {i for i, rep in enumerate(reps) if flag in _known(ALLOWED_FLAGS, rep)}
    told = {i for i, flags in raised.items() if flag in flags}
    false = sum(flags.count(flag) for i, flags in raised.items() if i not in fine)
    return FlagScore(len(due), len(due & told), false)


def _known(table: Mapping[Fault, Flag], rep: TrueRep) -> set[Flag]:
    return {table[fault] for fault in rep.faults if fault in table}


def _stops(truth: Truth, found: Found) -> tuple[int, int, int]:
    """Stop signs that were given, those of them that were seen, and false ones."""
    signs = [moment for moment in truth.moments if moment.what is Happening.STOP_SIGN]
    seen, free = 0, list(found.stop_signs_s)
    for sign in signs:
        answers = [t_s for t_s in free if sign.start_s <= t_s <= sign.end_s + STOP_AFTER_S]
        seen += bool(answers)
        free = [t_s for t_s in free if t_s not in answers]
    return len(signs), seen, len(free)
