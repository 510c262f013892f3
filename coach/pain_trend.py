"""When and in what it hurt, and whether that came more or less often: only where it can be told.

It says when exercises were stopped because of pain. Why it hurt, nobody can read from it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from coach.exact_test import fisher_p
from coach.fortnights import Fortnight, by_fortnight
from coach.past import Pain
from coach.practice_days import DayOf, hurt_in, led
from coach.records import SessionRecord
from coach.scoring.bounds import Figure

# rarer, oftener: sessions with pain, in the last third against the first one.
PainVerdict = Literal["rarer", "oftener", "no trend can be told", "too few"]

# Our own choice: of 8 sessions each, 5 with pain against none are just told apart.
LEAST_IN_THIRD = 8
P_TOLD = 0.05  # two-sided


@dataclass(frozen=True, slots=True)
class PainStop:
    """An exercise was stopped because it hurt."""

    session_id: int
    began_s: float  # of the session, seconds since 1970, UTC
    day: int  # ordinal
    exercise: str  # id
    pain: Pain  # how strong, or "leg" (into the leg), "crack", "not told"


@dataclass(frozen=True, slots=True)
class PainFortnight:
    """Sessions of fourteen days; those without a session are there, too."""

    span: Fortnight
    n_sessions: int
    n_with_pain: int


@dataclass(frozen=True, slots=True)
class PainTrend:
    """All stops because of pain."""

    stops: tuple[PainStop, ...]  # in order of time
    fortnights: tuple[PainFortnight, ...]
    n_sessions: int
    n_with_pain: int  # sessions in which something was stopped because it hurt
    first_third: Figure  # share of its sessions with pain, with Wilson's bounds
    last_third: Figure
    verdict: PainVerdict

    last_day: int | None  # ordinal of the last session with pain

    @property
    def n_into_leg(self) -> int:
        """Stops because of pain that went down the leg."""
        return sum(stop.pain == "leg" for stop in self.stops)


def pain_trend(sessions: Sequence[SessionRecord], day_of: DayOf) -> PainTrend:
    """Compares the first third of the sessions with the last one, by Fisher's exact test. What was
    done alone is left out.

    The test takes sessions for independent. A bad week makes several of them hurt, so that a trend
    is told somewhat too easily: another reason to say nothing of causes.
    """
    begun = led(sessions)
    hurting = [hurt_in(session) for session in begun]
    n = len(begun) // 3
    first, last = sum(hurting[:n]), sum(hurting[len(begun) - n :])
    return PainTrend(
        stops=tuple(stop for session in begun for stop in _stops(session, day_of)),
        fortnights=tuple(
            PainFortnight(span, len(inside), sum(hurt_in(one) for one in inside))
            for span, inside in by_fortnight(begun, day_of)
        ),
        n_sessions=len(begun),
        n_with_pain=sum(hurting),
        first_third=Figure.of_share(first, n),
        last_third=Figure.of_share(last, n),
        verdict=_verdict(first, last, n),
        last_day=max((day_of(one.began_s) for one in begun if hurt_in(one)), default=None),
    )


def _stops(session: SessionRecord, day_of: DayOf) -> list[PainStop]:
    return [
        PainStop(session.id, session.began_s, day_of(session.began_s), one.exercise, one.pain)
        for one in session.exercises
        if one.pain is not None
    ]


def _verdict(first: int, last: int, n: int) -> PainVerdict:
    if n < LEAST_IN_THIRD:
        return "too few"
    if fisher_p(first, n, last, n) > P_TOLD:
        return "no trend can be told"
    return "rarer" if last < first else "oftener"
