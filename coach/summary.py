"""What a session came to, in a few sentences: said and shown at its end."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from coach.events import Event, Flag, Flagged
from coach.plan import PlanEntry

FEW_SUDDEN = 1  # so many are nothing to speak of: as many as a good session may have (dosing.py)


class Sentence(NamedTuple):
    """A phrase key, and what fills in its {n}; one of something has a phrase of its own."""

    key: str
    n: int | None = None

    @property
    def said(self) -> tuple[str, str]:
        """The phrase to say, and its n as text."""
        if self.n == 1:
            return f"{self.key}_one", ""
        return self.key, "" if self.n is None else str(self.n)


def is_sudden(event: Event) -> bool:
    """Whether it tells of a sudden movement, and is no mere hint."""
    return isinstance(event, Flagged) and event.flag is Flag.SUDDEN and not event.advisory


def summary(
    entries: Sequence[PlanEntry],
    counted: Mapping[str, int],
    hurt: Collection[str],
    n_sudden: int,
) -> list[tuple[str, str]]:
    """Phrase keys and what fills in their {n}, in order; none where nothing was done.

    entries: what was planned; counted: repetitions by exercise id; hurt: ids of the exercises that
    were stopped for pain; n_sudden: movements that were flagged so, without mere hints.
    """
    return [one.said for one in _sentences(entries, counted, hurt, n_sudden)]


def _sentences(
    entries: Sequence[PlanEntry],
    counted: Mapping[str, int],
    hurt: Collection[str],
    n_sudden: int,
) -> Iterator[Sentence]:
    done = [entry for entry in entries if counted.get(entry.exercise.id, 0) > 0]
    if not done and not hurt:
        return
    if done:
        yield Sentence("summary_done", len(done))
    short = [e for e in done if counted[e.exercise.id] < e.reps and e.exercise.id not in hurt]
    if short:
        yield Sentence("summary_short", len(short))
    if hurt:
        yield Sentence("summary_hurt", len(hurt))
    if n_sudden > FEW_SUDDEN:
        yield Sentence("summary_sudden", n_sudden)
    if not hurt:
        yield Sentence("summary_rest")
