"""What a person has marked in a clip so far, and every change to it. Nothing is ever half valid.

A change returns new labels or raises CoachError with a sentence for the person who labels. Times
are media time in seconds, rounded to a millisecond.
"""

from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass
from operator import attrgetter
from typing import Annotated, TypeVar

from pydantic import Field

from coach.errors import CoachError
from coach.signals import Side
from coach.tables import Table
from coach.truth import Fault, Happening, Seconds, TrueMoment, TrueRep, Truth

Item = TypeVar("Item")

MARKS = ("start", "top", "release", "end")  # of a repetition, in order of time


class Draft(Table):
    """A repetition of which one to three of the four times are marked."""

    times_s: Annotated[tuple[Seconds, ...], Field(min_length=1, max_length=3)]
    side: Side | None = None
    faults: tuple[Annotated[Fault, Field(strict=False)], ...] = ()

    @property
    def next_mark(self) -> str:
        """The time that is marked next."""
        return MARKS[len(self.times_s)]


class OpenMoment(Table):
    """A moment that has begun and whose end is not marked yet."""

    what: Annotated[Happening, Field(strict=False)]
    start_s: Seconds


class Labels(Table):
    """Everything that is marked; repetitions and moments in order of time."""

    reps: tuple[TrueRep, ...] = ()
    moments: tuple[TrueMoment, ...] = ()
    draft: Draft | None = None
    open_moment: OpenMoment | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """One marked time, and what it belongs to."""

    t_s: float
    owner: str  # "reps", "moments", "draft" or "open_moment"
    index: int  # of the repetition or moment; of the time in a draft
    name: str  # one of MARKS


def labels_of(truth: Truth) -> Labels:
    """What is marked in a truth file."""
    moments = tuple(sorted(truth.moments, key=attrgetter("start_s")))
    return Labels(reps=truth.reps or (), moments=moments)


def with_labels(head: Truth, labels: Labels) -> Truth:
    """The truth with these repetitions and moments, whatever it held before.

    A mere count without times stays as long as no repetition is marked.
    Drafts are left out. Not checked as a whole: a file's text is, by `parse_truth`.
    """
    changes: dict[str, object] = {"moments": labels.moments}
    if labels.reps or head.rep_count is None:
        reps = labels.reps if head.exercise is not None or labels.reps else None
        changes |= {"reps": reps, "rep_count": None, "hold_seconds": None}
    return head.model_copy(update=changes)


# -- repetitions --------------------------------------------------------------------------------


def mark_next(labels: Labels, t_s: float) -> Labels:
    """Mark the next of a repetition's four times; the fourth one completes it."""
    t_s = _rounded(t_s)
    draft = labels.draft
    if draft is None:
        _check_free(labels.reps, t_s, t_s)
        return _changed(labels, draft=Draft(times_s=(t_s,)))
    if t_s < draft.times_s[-1]:
        before = MARKS[len(draft.times_s) - 1]
        raise CoachError(
            f"The {draft.next_mark} cannot come before the {before} at {draft.times_s[-1]:.2f} s: "
            "go to a later frame."
        )
    _check_free(labels.reps, draft.times_s[0], t_s)
    if len(draft.times_s) < len(MARKS) - 1:
        longer = draft.model_copy(update={"times_s": (*draft.times_s, t_s)})
        return _changed(labels, draft=longer)
    rep = _rep((*draft.times_s, t_s), draft)
    at = bisect(labels.reps, rep.start_s, key=attrgetter("start_s"))
    return _changed(labels, draft=None, reps=(*labels.reps[:at], rep, *labels.reps[at:]))


def current_rep(labels: Labels, t_s: float) -> int | None:
    """The index of the repetition that side and faults go to: the one at `t_s` or the nearest.

    None when there is none. A draft goes before all of them.
    """
    return _nearest(labels.reps, t_s)


def toggle_side(labels: Labels, t_s: float, side: Side) -> Labels:
    """Give the current repetition a side; the side it has is taken away again."""
    rep = _draft_or_rep(labels, t_s)
    return _with_current(labels, t_s, side=None if rep.side == side else side)


def toggle_fault(labels: Labels, t_s: float, fault: Fault) -> Labels:
    """Give the current repetition a fault, or take it away."""
    faults = set(_draft_or_rep(labels, t_s).faults) ^ {fault}
    return _with_current(labels, t_s, faults=tuple(each for each in Fault if each in faults))


def delete_rep(labels: Labels, t_s: float) -> Labels:
    """Take away the draft, else the nearest repetition."""
    if labels.draft is not None:
        return _changed(labels, draft=None)
    index = _nearest(labels.reps, t_s)
    if index is None:
        raise CoachError("There is no repetition to delete.")
    return _changed(labels, reps=_without(labels.reps, index))


# -- moments ------------------------------------------------------------------------------------


def begin_moment(labels: Labels, t_s: float, what: Happening) -> Labels:
    """Something begins."""
    return _changed(labels, open_moment=OpenMoment(what=what, start_s=_rounded(t_s)))


def end_moment(labels: Labels, t_s: float) -> Labels:
    """What has begun ends."""
    begun = labels.open_moment
    if begun is None:
        raise CoachError("No moment has begun: press m and its letter where it begins.")
    if t_s < begun.start_s:
        raise CoachError(f"It begins at {begun.start_s:.2f} s: go to a later frame to end it.")
    moment = TrueMoment(what=begun.what, start_s=begun.start_s, end_s=_rounded(t_s))
    at = bisect(labels.moments, moment.start_s, key=attrgetter("start_s"))
    moments = (*labels.moments[:at], moment, *labels.moments[at:])
    return _changed(labels, open_moment=None, moments=moments)


def delete_moment(labels: Labels, t_s: float) -> Labels:
    """Take away the moment that has begun, else the nearest one."""
    if labels.open_moment is not None:
        return _changed(labels, open_moment=None)
    index = _nearest(labels.moments, t_s)
    if index is None:
        raise CoachError("There is no moment to delete.")
    return _changed(labels, moments=_without(labels.moments, index))


# -- marked times -------------------------------------------------------------------------------


def marks(labels: Labels) -> Iterator[Mark]:
    """Every marked time."""
    for i, rep in enumerate(labels.reps):
        times_s = (rep.start_s, rep.top_s, rep.release_s, rep.end_s)
        yield from (Mark(t_s, "reps", i, name) for t_s, name in zip(times_s, MARKS, strict=True))
    for i, moment in enumerate(labels.moments):
        yield Mark(moment.start_s, "moments", i, "start")
        yield Mark(moment.end_s, "moments", i, "end")
    if labels.draft is not None:
        for i, t_s in enumerate(labels.draft.times_s):
            yield Mark(t_s, "draft", i, MARKS[i])
    if labels.open_moment is not None:
        yield Mark(labels.open_moment.start_s, "open_moment", 0, "start")


def nearest_mark(labels: Labels, t_s: float) -> Mark | None:
    """The marked time that is nearest to `t_s`; of several at one time the one that can go there.

    A top and a release on one frame, for example: to the right it is the release that moves. Of an
    end and the start of what follows it is the start, also when one of them is being marked.
    """
    nearest = min(marks(labels), key=lambda mark: abs(mark.t_s - t_s), default=None)
    if nearest is None:
        return None
    together = (mark for mark in marks(labels) if mark.t_s == nearest.t_s)
    at_once = sorted(together, key=lambda mark: _extent_s(labels, mark))
    return at_once[-1] if t_s > nearest.t_s else at_once[0]


def move_nearest_mark(labels: Labels, t_s: float) -> Labels:
    """Put the nearest marked time to `t_s`. The nearest one passes no other, so order stays."""
    t_s = _rounded(t_s)
    mark = nearest_mark(labels, t_s)
    if mark is None:
        raise CoachError("Nothing is marked yet, so nothing can be moved.")
    if mark.owner == "draft" and labels.draft is not None:
        times_s = _replaced(labels.draft.times_s, mark.index, t_s)
        return _changed(labels, draft=labels.draft.model_copy(update={"times_s": times_s}))
    time = {f"{mark.name}_s": t_s}
    if mark.owner == "open_moment" and labels.open_moment is not None:
        return _changed(labels, open_moment=labels.open_moment.model_copy(update=time))
    if mark.owner == "reps":
        rep = labels.reps[mark.index].model_copy(update=time)
        return _changed(labels, reps=_replaced(labels.reps, mark.index, rep))
    moment = labels.moments[mark.index].model_copy(update=time)
    moments = _replaced(labels.moments, mark.index, moment)
    return _changed(labels, moments=tuple(sorted(moments, key=attrgetter("start_s"))))


# -- helpers ------------------------------------------------------------------------------------


def _rounded(t_s: float) -> float:
    return round(t_s, 3)


def _changed(labels: Labels, **changes: object) -> Labels:
    return labels.model_copy(update=changes)


def _without(items: tuple[Item, ...], index: int) -> tuple[Item, ...]:
    return items[:index] + items[index + 1 :]


def _replaced(items: tuple[Item, ...], index: int, item: Item) -> tuple[Item, ...]:
    return (*items[:index], item, *items[index + 1 :])


def _nearest(items: tuple[TrueRep, ...] | tuple[TrueMoment, ...], t_s: float) -> int | None:
    def distance_s(index: int) -> float:
        return max(items[index].start_s - t_s, t_s - items[index].end_s, 0.0)

    return min(range(len(items)), key=distance_s, default=None)


def _extent_s(labels: Labels, mark: Mark) -> tuple[float, float]:
    """The first and the last marked time of what a mark belongs to."""
    is_draft = mark.owner == "draft"
    own_s = [
        other.t_s
        for other in marks(labels)
        if other.owner == mark.owner and (is_draft or other.index == mark.index)
    ]
    return own_s[0], own_s[-1]


def _draft_or_rep(labels: Labels, t_s: float) -> Draft | TrueRep:
    if labels.draft is not None:
        return labels.draft
    index = _nearest(labels.reps, t_s)
    if index is None:
        raise CoachError("There is no repetition yet: press Enter where one starts.")
    return labels.reps[index]


def _with_current(labels: Labels, t_s: float, **changes: object) -> Labels:
    current = _draft_or_rep(labels, t_s).model_copy(update=changes)
    if isinstance(current, Draft):
        return _changed(labels, draft=current)
    index = _nearest(labels.reps, t_s) or 0
    return _changed(labels, reps=_replaced(labels.reps, index, current))


def _rep(times_s: tuple[float, ...], draft: Draft) -> TrueRep:
    start_s, top_s, release_s, end_s = times_s
    if start_s == end_s:
        raise CoachError("A repetition cannot start and end on one frame: go to a later one.")
    return TrueRep(
        start_s=start_s,
        top_s=top_s,
        release_s=release_s,
        end_s=end_s,
        side=draft.side,
        faults=draft.faults,
    )


def _check_free(reps: tuple[TrueRep, ...], start_s: float, end_s: float) -> None:
    """Repetitions follow each other: none may lie between the two times, or around them."""
    for rep in reps:
        if rep.start_s < end_s and start_s < rep.end_s:
            raise CoachError(
                f"From {rep.start_s:.2f} to {rep.end_s:.2f} s lies another repetition: "
                "go outside it, or d deletes it."
            )
