"""Which signals may decide which exercise from which camera place: rules, and what they say."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from itertools import groupby

from coach.observer import MIN_TRUNK_PX
from coach.quality import COUNT_ABOVE, SURE_ABOVE, SURE_TRUNK_PX
from samples.studio.benchmark_set import KINDS
from samples.studio.place_films import PlaceFilm
from samples.studio.separation import (
    JUDGED_JOINTS,
    Footage,
    Separation,
    Sighting,
    separation,
    sighting,
)

MIN_FOUND, MAX_ERROR = 0.98, 0.20  # of an accepted place
SURE_D_PRIME, SURE_CORRELATION = 8.0, 0.95
LIKELY_SHARE = 0.5  # of the way and d' that are asked for "sure"
LIKELY_CORRELATION = 0.85


class Worth(IntEnum):
    """What a signal is worth; the words are those of the grades."""

    NOTHING = 0
    LIKELY = 1
    SURE = 2


@dataclass(frozen=True)
class Candidate:
    """A signal that might decide an exercise.

    direction: +1 when effort makes it larger, -1 smaller. way: least way from rest to the end, on
    the weaker side, for "sure"; in the signal's unit, about half of the usual range.
    """

    signal: str
    direction: int
    way: float


CANDIDATES: Mapping[str, tuple[Candidate, ...]] = {
    "bar_hang": (
        Candidate("ankle_up", 1, 0.10),
        Candidate("knee", -1, 15.0),
        Candidate("hip_drop", 1, 0.05),
    ),
    "half_hang": (
        Candidate("hip_drop", 1, 0.10),
        Candidate("arm", 1, 10.0),
        Candidate("wrist_up", 1, 0.10),
        Candidate("elbow", 1, 15.0),
        Candidate("knee", -1, 15.0),
    ),
    "wall_bar_swing": (Candidate("swing", 1, 3.0),),
    "table_lean": (Candidate("tilt", 1, 25.0), Candidate("hip", -1, 25.0)),
    "prone_reach": (Candidate("reach", 1, 0.05), Candidate("wrist_up", 1, 0.05)),
    "supine_reach": (Candidate("reach", 1, 0.05), Candidate("wrist_up", 1, 0.05)),
    "toe_pull_chin": (Candidate("neck", -1, 10.0), Candidate("ankle", -1, 8.0)),
    "arm_raise_toe_pull": (
        Candidate("wrist_up", 1, 1.0),
        Candidate("arm", 1, 60.0),
        Candidate("ankle", -1, 8.0),
    ),
    "side_pull": (Candidate("lean", 1, 6.0), Candidate("wrists_aside", 1, 0.20)),
    "side_pull_toes": (
        Candidate("lean", 1, 6.0),
        Candidate("wrists_aside", 1, 0.20),
        Candidate("toes_aside", 1, 0.06),
    ),
    "side_pull_knees": (
        Candidate("knees_aside", 1, 0.12),
        Candidate("lean", 1, 6.0),
        Candidate("wrists_aside", 1, 0.20),
    ),
    "knee_hug": (Candidate("hip", -1, 50.0), Candidate("knee_shoulder", -1, 0.35)),
    "star_stretch": (Candidate("diagonals", 1, 0.05), Candidate("reach", 1, 0.05)),
    "pelvis_lift": (Candidate("lift", 1, 0.14), Candidate("hip", 1, 15.0)),
}
# Show something else than the movement that is counted: they are reported, but grade nothing.
ADVISORY = frozenset({("side_pull_toes", "toes_aside"), ("arm_raise_toe_pull", "ankle")})


@dataclass(frozen=True)
class Judged:
    """One film with its numbers."""

    film: PlaceFilm
    seen: Sighting
    signals: tuple[Separation, ...]

    def worth(self, candidate: Candidate, number: Separation) -> Worth:
        """What one signal is worth in this film."""
        if not is_accepted(self.seen):
            return Worth.NOTHING
        if (
            number.weaker >= candidate.way
            and number.d_prime >= SURE_D_PRIME
            and number.correlation >= SURE_CORRELATION
            and number.seen >= SURE_ABOVE
            and self.seen.trunk_px >= SURE_TRUNK_PX
        ):
            return Worth.SURE
        if (
            number.weaker >= LIKELY_SHARE * candidate.way
            and number.d_prime >= LIKELY_SHARE * SURE_D_PRIME
            and number.correlation >= LIKELY_CORRELATION
            and number.seen >= COUNT_ABOVE
        ):
            return Worth.LIKELY
        return Worth.NOTHING


@dataclass(frozen=True)
class SignalVerdict:
    """A signal over all films of one exercise from one place; numbers of the worst film."""

    candidate: Candidate
    worth: Worth
    weaker: float
    d_prime: float
    correlation: float
    seen: float


@dataclass(frozen=True)
class PlaceVerdict:
    """One exercise from one place."""

    exercise: str
    place: str
    n_films: int
    found: float  # of the worst film, as the next ones
    near_error: float
    error: dict[str, float]  # by joint of the near side
    swapped: float
    second_person: float
    in_picture: float
    shoulder_ratio: tuple[float, float]
    signals: tuple[SignalVerdict, ...]

    @property
    def grade(self) -> str:
        """The best grade: sure, likely or led by voice."""
        best = max(
            signal.worth
            for signal in self.signals
            if (self.exercise, signal.candidate.signal) not in ADVISORY
        )
        if KINDS[self.exercise] == "paced":  # the coach leads; a signal may lift posture only
            best = min(best, Worth.LIKELY)
        return ("led by voice", "likely", "sure")[best]


def is_accepted(seen: Sighting) -> bool:
    """Whether the pose model may be believed at all."""
    return (
        seen.found >= MIN_FOUND and seen.near_error <= MAX_ERROR and seen.trunk_px >= MIN_TRUNK_PX
    )


def judged(film: PlaceFilm, footage: Footage) -> Judged:
    """All numbers of one film."""
    numbers = tuple(
        separation(
            footage,
            candidate.signal,
            direction=candidate.direction,
            is_sided=film.is_sided,
            is_swing=film.is_swing,
        )
        for candidate in CANDIDATES[film.exercise]
    )
    return Judged(film, sighting(footage, is_curling=film.exercise == "knee_hug"), numbers)


def verdicts(films: Iterable[Judged]) -> list[PlaceVerdict]:
    """One verdict an exercise and place, in the order of the exercises and places."""
    order = list(KINDS)

    def key(film: Judged) -> tuple[int, str]:
        return order.index(film.film.exercise), film.film.place

    groups = [list(group) for _, group in groupby(sorted(films, key=key), key)]
    return [_verdict(group) for group in groups]


def _verdict(films: list[Judged]) -> PlaceVerdict:
    first = films[0].film
    ratios = [film.seen.shoulder_ratio for film in films]
    return PlaceVerdict(
        exercise=first.exercise,
        place=first.place,
        n_films=len(films),
        found=min(film.seen.found for film in films),
        near_error=max(film.seen.near_error for film in films),
        error={joint: max(film.seen.error[joint] for film in films) for joint in JUDGED_JOINTS},
        swapped=max(film.seen.swapped for film in films),
        second_person=max(film.seen.second_person for film in films),
        in_picture=min(film.seen.in_picture for film in films),
        shoulder_ratio=(min(ratios), max(ratios)),
        signals=tuple(
            _signal_verdict(candidate, films, number)
            for number, candidate in enumerate(CANDIDATES[first.exercise])
        ),
    )


def _signal_verdict(candidate: Candidate, films: list[Judged], number: int) -> SignalVerdict:
    numbers = [film.signals[number] for film in films]
    return SignalVerdict(
        candidate,
        min(film.worth(candidate, film.signals[number]) for film in films),
        weaker=min(n.weaker for n in numbers),
        d_prime=min(n.d_prime for n in numbers),
        correlation=min(n.correlation for n in numbers),
        seen=min(n.seen for n in numbers),
    )
