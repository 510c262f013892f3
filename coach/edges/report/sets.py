"""Each set of each session: its signal as a picture, beside it what was counted and noted."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from statistics import median

from markupsafe import Markup

from coach.edges.local_day import local
from coach.edges.report.set_picture import (
    BOTTOM,
    HEIGHT,
    LEFT,
    LINE_GAP,
    RIGHT,
    TOP,
    WIDTH,
    Picture,
    picture_of,
)
from coach.edges.report.templates import template
from coach.edges.report.words import Words
from coach.events import BodySide, Flag, Grade
from coach.printable import printable
from coach.records import ExerciseRecord, RepMark, SessionRecord, SetRecord

MOST_SESSIONS = 40  # two months at five a week; a reader looks at the last weeks
BUDGET_BYTES = 2_500_000  # half of a page that can still be sent by mail
FLAG_KEYS: Mapping[Flag, str] = {flag: f"flag_{flag.name.lower()}" for flag in Flag}
GRADE_KEYS: Mapping[Grade, str] = {grade: f"grade_{grade.name.lower()}" for grade in Grade}
SIDE_KEYS: Mapping[BodySide, str] = {"left": "side_left", "right": "side_right"}
# Shapes, since a colour alone would tell nothing to many: data of an SVG path, drawn around (0, 0).
FLAG_SHAPES: Mapping[Flag, str] = {
    Flag.SUDDEN: "m0-16 15 26h-30z",
    Flag.JERKY: "m-20 8 8-16 8 16 8-16 8 16 8-16",
    Flag.OVER_LARGE: "m0-17 17 17-17 17-17-17z",
    Flag.TOO_FAST: "m-16-12 12 12-12 12m14-24 12 12-12 12",
}


@dataclass(frozen=True, slots=True)
class _Row:
    """One movement in the table of a set; cells that the whole set lacks are None."""

    index: str
    side: str | None
    start: str
    hold: str | None
    grade: str
    flags: str


@dataclass(frozen=True, slots=True)
class _SetView:
    """What stands on the page of one set."""

    id: str  # of its picture's title, unique in the page
    heading: str
    sentences: Sequence[str]
    picture: Picture | None
    title: str
    says: str
    unit: str
    digits: int  # of the numbers on the axis of values
    rows: Sequence[_Row]


def newest_first(sessions: Sequence[SessionRecord]) -> list[SessionRecord]:
    """Those whose sets are shown at most: the newest ones in which an exercise had its turn."""
    done = [one for one in sessions if one.exercises]
    return sorted(done, key=lambda one: one.began_s, reverse=True)[:MOST_SESSIONS]


def sets_part(
    sessions: Sequence[SessionRecord],
    sets: Mapping[int, tuple[SetRecord, ...]],
    names: Mapping[str, str],
    words: Words,
    budget_bytes: int = BUDGET_BYTES,
    programmes: Mapping[str, str] | None = None,
) -> Markup:
    """The part of the page that shows sets, the newest session first.

    sets: by the session's id; only those of `newest_first(sessions)` are looked at.
    names, programmes: what exercises and programmes are called, by id.
    budget_bytes: the sessions end before the one that would make the part longer than this; a
        sentence then tells from which date on sets are shown. The newest one is always there.
    """
    shown: list[Markup] = []
    n_bytes, from_s, numbers = 0, 0.0, count(1)
    writer = _Writer(names, programmes or {}, words)
    for session in newest_first(sessions):
        part = writer.session(session, sets.get(session.id, ()), numbers)
        n_bytes += len(part.encode())
        if shown and n_bytes > budget_bytes:
            break
        shown.append(part)
        from_s = session.began_s
    is_all = len(shown) == sum(bool(one.exercises) for one in sessions)
    return Markup(
        template("sets.html.j2").render(
            words=words,
            sessions=shown,
            starts=None if is_all else _day(words, local(from_s)),
            until=None if is_all else local(from_s).date().isoformat(),
            shapes=[(words(FLAG_KEYS[flag]), shape) for flag, shape in FLAG_SHAPES.items()],
        )
    )


class _Writer:
    """Writes sessions in one language."""

    def __init__(
        self, names: Mapping[str, str], programmes: Mapping[str, str], words: Words
    ) -> None:
        self._names, self._programmes, self._words = names, programmes, words

    def session(
        self, session: SessionRecord, sets: Sequence[SetRecord], numbers: Iterator[int]
    ) -> Markup:
        """One session, folded up."""
        began = local(session.began_s)
        views = [
            view
            for exercise in session.exercises
            for view in self._views(exercise, sets, began, numbers)
        ]
        n_reps = sum(side.n_reps for one in session.exercises for side in one.sides)
        page = template("set_session.html.j2").render(
            words=self._words,
            day=_day(self._words, began),
            time=f"{began:%H:%M}",
            programme=self._programme(session),
            counts=[
                self._words.counted("sets_exercises", len(session.exercises)),
                self._words.counted("sets_reps", n_reps),
            ],
            views=views,
            shapes=FLAG_SHAPES,
            clock=_clock,
            number=self._words.number,
            letters={side: self._words(f"sets_{side}_letter") for side in SIDE_KEYS},
            frame={"left": LEFT, "right": RIGHT, "top": TOP, "bottom": BOTTOM, "gap": LINE_GAP,
                   "width": WIDTH, "height": HEIGHT},
        )  # fmt: skip
        return Markup(page)

    def _programme(self, session: SessionRecord) -> str:
        if not session.programme:
            return self._words("sets_alone")
        return self._programmes.get(session.programme, printable(session.programme))

    def _views(
        self,
        exercise: ExerciseRecord,
        sets: Sequence[SetRecord],
        began: datetime,
        numbers: Iterator[int],
    ) -> list[_SetView]:
        own = [one for one in sets if one.exercise_id == exercise.id]
        name = self._names.get(exercise.exercise, printable(exercise.exercise))
        words = self._words
        if not own:
            return [_SetView("", name, [words("sets_not_kept")], None, "", "", "", 0, ())]
        views = []
        for one in own:
            title = words("sets_picture", exercise=name, date=_day(words, began))
            at = words("sets_at", time=_clock(one.began_s))
            views.append(
                _SetView(
                    id=f"set{next(numbers)}",
                    heading=f"{name} · {at}",
                    sentences=self._sentences(one, exercise),
                    picture=(picture := picture_of(one)),
                    title=title,
                    says="" if picture is None else self._says(picture, one.unit),
                    unit=self._unit(one.unit),
                    digits=0 if one.unit == "deg" else 2,
                    rows=self._rows(one),
                )
            )
        return views

    def _sentences(self, one: SetRecord, exercise: ExerciseRecord) -> list[str]:
        words = self._words
        counted = [rep for rep in one.reps if not rep.is_partial]
        holds_s = [rep.hold_s for rep in counted if rep.hold_s > 0]
        said = [words.counted("sets_counted", len(counted))]
        if n_small := len(one.reps) - len(counted):
            said.append(words.counted("sets_small", n_small))
        if holds_s:
            said.append(words("sets_held", s=words.number(median(holds_s), 1)))
        if not one.signal:
            return self._unmeasured(said, exercise, is_led=bool(one.reps))
        said += self._noted([flag for _, flag in one.flags], one.hints)
        known = sum(value is not None for value in one.samples)
        share = known / len(one.samples) if one.samples else 0.0
        return [*said, words("sets_judged", share=words.share(share))]

    def _unmeasured(
        self, counted: Sequence[str], exercise: ExerciseRecord, *, is_led: bool
    ) -> list[str]:
        words, n = self._words, exercise.n_not_valid
        led = [words("sets_led")] if is_led or n else []
        not_valid = [words.counted("sets_not_valid", n)] if n else []
        return [*led, words("sets_not_measured"), *counted, *not_valid]

    def _noted(self, flags: Sequence[Flag], hints: Sequence[Flag]) -> list[str]:
        words = self._words
        said = [
            words("sets_noted", flags=self._counts(flags)) if flags else words("sets_not_noted")
        ]
        return [*said, words("sets_hinted", flags=self._counts(hints))] if hints else said

    def _counts(self, flags: Sequence[Flag]) -> str:
        """ "sudden 1, jerky 3"."""
        told = [f"{self._words(FLAG_KEYS[one])} {n}" for one in Flag if (n := flags.count(one))]
        return ", ".join(told)

    def _says(self, picture: Picture, unit: str) -> str:
        digits = 0 if unit == "deg" else 2
        return self._words(
            "sets_picture_says",
            low=self._words.number(picture.low, digits),
            high=self._words.number(picture.high, digits),
            unit=self._unit(unit),
            time=_clock(picture.lasted_s),
        )

    def _unit(self, unit: str) -> str:
        known = {"deg": "sets_unit_deg", "S0": "sets_unit_S0"}
        return self._words(known[unit]) if unit in known else printable(unit)

    def _rows(self, one: SetRecord) -> list[_Row]:
        is_sided = any(rep.side for rep in one.reps)
        is_held = any(rep.hold_s > 0 for rep in one.reps)
        return [self._row(rep, one.began_s, is_sided, is_held) for rep in one.reps]

    def _row(self, rep: RepMark, began_s: float, is_sided: bool, is_held: bool) -> _Row:
        words = self._words
        side = "" if rep.side is None else words(SIDE_KEYS[rep.side])
        return _Row(
            index=words("sets_small_word") if rep.is_partial else str(rep.index),
            side=side if is_sided else None,
            start=_clock(rep.start_s - began_s),
            hold=words.number(rep.hold_s, 1) if is_held else None,
            grade=words(GRADE_KEYS[rep.grade]),
            flags=", ".join(
                [
                    *(words(FLAG_KEYS[flag]) for flag in rep.flags),
                    *(words("sets_hint", flag=words(FLAG_KEYS[flag])) for flag in rep.hints),
                ]
            ),
        )


def _day(words: Words, at: datetime) -> str:
    return words.day(at.toordinal())


def _clock(seconds: float) -> str:
    """75.2 as "1:15"."""
    minutes, rest = divmod(round(max(seconds, 0.0)), 60)
    return f"{minutes}:{rest:02}"
