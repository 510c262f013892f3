"""One clip's truth against what the coach found in it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from coach.definitions import Exercise
from coach.events import Flag, Grade
from coach.scoring.expected import expected_readings
from coach.scoring.found import Found, FoundRep
from coach.scoring.led import LedScore, led_score
from coach.scoring.matching import match, owner
from coach.truth import EXPECTED_FLAGS, Fault, Happening, TrueRep, Truth

COMPARED_FLAGS = (Flag.SUDDEN, Flag.JERKY, Flag.OVER_LARGE)
# Uneven movements, for which a hint is neither asked for nor wrong.
ALLOWED_FLAGS: Mapping[Fault, Flag] = {Fault.PAUSE: Flag.JERKY, Fault.DIP: Flag.JERKY}
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
    exercise: str  # that looked at it
    clip_exercise: str | None  # that is done in it
    place: str
    people: str
    held_out: bool
    subject: str
    is_negative: bool  # nothing in it is to be counted by this exercise
    seconds: float
    watched_s: float  # of these: before the coach led, if it did
    unjudged_s: float  # of the watched time
    true_count: int
    found_count: int
    missed: int
    extra: int
    is_kin: bool = False  # a negative whose movement is a part of this exercise's, or the reverse
    grades: Mapping[Grade, int] = field(default_factory=dict)  # of what was counted
    led: LedScore | None = None  # where the coach led; then nothing else is compared but flags
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

    @property
    def is_led(self) -> bool:
        """Whether the coach led: its counts follow its own pace, not the clip's movements."""
        return self.led is not None

    @property
    def grade(self) -> Grade | None:
        """That of most of its repetitions, the better one of equals; None without any."""
        if self.is_led:
            return Grade.POSTURE_ONLY
        return max(Grade, key=lambda grade: self.grades.get(grade, 0)) if self.grades else None


def kin_of(exercise_id: str | None, exercises: Iterable[Exercise]) -> frozenset[str]:
    """Exercises of which this one's movement is a part, and those that are a part of it."""
    return frozenset(
        id_
        for one in exercises
        for part in one.contains
        for id_, other in ((one.id, part), (part, one.id))
        if other == exercise_id
    )


def score(
    clip: str, truth: Truth, exercise: Exercise, found: Found, *, is_kin: bool = False
) -> ClipScore:
    """Compare what `exercise` found in a clip with its truth. A clip of another exercise, or of
    none, is a negative: all that is counted in it is false.

    is_kin: the clip's exercise and this one have a movement in common (`kin_of`).
    """
    plain = replace(_plain(clip, truth, exercise, found), is_kin=is_kin)
    if plain.is_negative:
        return plain
    if truth.reps is not None:
        pairs = _pairs(truth.reps, found)
        flagged = replace(plain, flags=_flags(truth.reps, found))
        if plain.is_led:
            return flagged
        return _with_times(_with_pairs(flagged, pairs, found), pairs, truth, exercise)
    if exercise.kind == "hold" and truth.hold_seconds is not None and not plain.is_led:
        return replace(plain, hold_errors_s=_bare_hold_errors_s(truth.hold_seconds, found))
    return plain


def _plain(clip: str, truth: Truth, exercise: Exercise, found: Found) -> ClipScore:
    """As far as mere counts tell."""
    is_negative = truth.exercise != exercise.id
    true_count = 0 if is_negative else truth.true_count
    due, seen, false = _stops(truth, exercise, found)
    led = led_score(truth, exercise, found)
    watched_s = _watched_s(found, exercise)
    return ClipScore(
        clip=clip,
        exercise=exercise.id,
        clip_exercise=truth.exercise,
        place=truth.camera.place,
        people=truth.people,
        held_out=truth.held_out,
        subject=truth.subject,
        is_negative=is_negative,
        seconds=found.seconds,
        watched_s=watched_s,
        unjudged_s=found.unjudged_s(watched_s),
        true_count=true_count,
        found_count=found.count,
        missed=max(0, true_count - found.count),
        extra=max(0, found.count - true_count),
        grades=Counter(found.grades),
        led=led,
        stops_due=due,
        stops_seen=seen,
        stops_false=false,
    )


def _watched_s(found: Found, exercise: Exercise) -> float:
    """How long a movement could have been counted: before the coach led."""
    if not exercise.is_counted_somewhere:
        return 0.0
    return found.seconds if found.lead is None else min(found.lead.since_s, found.seconds)


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
    )


def _with_times(plain: ClipScore, pairs: list[Pair], truth: Truth, exercise: Exercise) -> ClipScore:
    """Holds, starts and delays against what a faultless coach would say, where that is known."""
    known = [
        (one, due)
        for (rep, one), due in zip(pairs, expected_readings(truth, exercise), strict=True)
        if rep.is_counted and one is not None and due is not None
    ]
    return replace(
        plain,
        hold_errors_s=tuple(
            one.hold_s - due.hold_s for one, due in known if due.hold_s is not None
        ),
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


def _stops(truth: Truth, exercise: Exercise, found: Found) -> tuple[int, int, int]:
    """Stop signs that were given, those of them that were seen, and false ones. Where the hands are
    not free for it there is no sign.
    """
    signs = [moment for moment in truth.moments if moment.what is Happening.STOP_SIGN]
    if exercise.stop_by != "arm":
        signs = []
    seen, free = 0, list(found.stop_signs_s)
    for sign in signs:
        answers = [t_s for t_s in free if sign.start_s <= t_s <= sign.end_s + STOP_AFTER_S]
        seen += bool(answers)
        free = [t_s for t_s in free if t_s not in answers]
    return len(signs), seen, len(free)
