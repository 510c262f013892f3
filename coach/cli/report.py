"""`coach report`: a page that shows what was done, for oneself or for a physiotherapist."""

import gc
import webbrowser
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Final

from rich.markup import escape

from coach.cli.parts import warn
from coach.cli.period import read_day
from coach.cli.terminal import CONSOLE
from coach.definitions import Exercise
from coach.edges.history.access import is_there, known_person, work_with
from coach.edges.history.history import History, default_path
from coach.edges.history.records import read_sessions
from coach.edges.history.set_records import read_sets
from coach.edges.library import exercise_ids, load_exercise, load_language, voice_language
from coach.edges.local_day import local, now_s
from coach.edges.persons import person_name
from coach.edges.programme_files import known_programme_ids, load_programme
from coach.edges.range_errors import load_range_errors
from coach.edges.report.place import check_place, default_name, write_report
from coach.edges.report.sets import newest_first
from coach.edges.settings import load_settings
from coach.errors import CoachError
from coach.languages import Language, translated
from coach.practice_days import practised
from coach.printable import printable
from coach.progress import progress_of
from coach.records import SessionRecord, SetRecord

EARLIEST: Final = date(1970, 1, 2)
LATEST: Final = date(3000, 1, 1)
NOTHING_YET: Final = "There is no session yet: coach start begins the first one."


@dataclass(frozen=True, slots=True)
class ReportWishes:
    """What was asked for on the command line."""

    since: str | None = None
    until: str | None = None
    person: str | None = None
    language: str | None = None
    out: Path | None = None
    is_opened: bool = False


@dataclass(frozen=True, slots=True)
class _Period:
    since: date | None  # None: from the first session on
    until: date | None  # the last day; None: all to come, too, as a clock set back leaves them
    today: date

    @property
    def since_s(self) -> float | None:
        return None if self.since is None else _midnight_s(self.since)

    @property
    def until_s(self) -> float | None:
        """The end of the last day."""
        return (
            None if self.until is None else _midnight_s(min(self.until, LATEST) + timedelta(days=1))
        )

    @property
    def words(self) -> str:
        since = "" if self.since is None else f" from {self.since}"
        return since + ("" if self.until is None else f" to {self.until}")


def report(wishes: ReportWishes) -> None:
    """Write the page, and open it where that is wished for.

    Raises CoachError for what cannot be meant, and where the page cannot be written.
    """
    settings = load_settings()
    person = person_name(settings.person if wishes.person is None else wishes.person)
    code = settings.language if wishes.language is None else wishes.language
    language = load_language(code)
    period = _period(wishes)
    usual = default_name(person, period.today, period.since, period.until)
    path = Path(usual) if wishes.out is None else wishes.out
    check_place(path)
    with _uncollected():
        page = _page(person, period, language, code)
    if page is None:
        return
    write_report(path, page)
    CONSOLE.print(f"Written: {escape(printable(str(path)))}", highlight=False, soft_wrap=True)
    if wishes.is_opened and not _is_opened(path):
        CONSOLE.print("No browser was found here: open that file in one.", highlight=False)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Of three years' rows none is part of a cycle; to look for cycles takes one second in five."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _period(wishes: ReportWishes) -> _Period:
    today = local(now_s()).date()
    since = None if wishes.since is None else read_day(wishes.since, today, "--since")
    until = None if wishes.until is None else read_day(wishes.until, today, "--until")
    if since is not None and until is not None and since > until:
        raise CoachError(
            f"The report would begin on {since} and end on {until}: write --since before --until."
        )
    return _Period(since, until, today)


def _page(person: str, period: _Period, language: Language, code: str) -> str | None:
    """None where there is nothing to show, which is said."""
    history_path = default_path()
    if not is_there(history_path):
        CONSOLE.print(NOTHING_YET, highlight=False)
        return None
    work_with(history_path, lambda db: known_person(db, person), warn)
    with History.open(history_path, warn) as history:
        sessions = read_sessions(history, person, period.since_s, period.until_s)
        if not practised(sessions):
            told = f"There is no session{period.words} in which an exercise began."
            CONSOLE.print(told, highlight=False, soft_wrap=True)
            return None
        sets = read_sets(history, [one.id for one in newest_first(sessions)])
    return _rendered(person, period, sessions, sets, language, code)


def _rendered(
    person: str,
    period: _Period,
    sessions: Sequence[SessionRecord],
    sets: Mapping[int, tuple[SetRecord, ...]],
    language: Language,
    code: str,
) -> str:
    from coach.edges.report.page import (  # matplotlib takes half a second
        Names,
        Subject,
        report_page,
    )

    progress = progress_of(sessions, load_range_errors(), _day_of)
    days = progress.calendar.days
    first_day = min([days[0].day, *(one.day for one in progress.calendar.checks)])
    last_day = max(min(period.until or period.today, period.today).toordinal(), days[-1].day)
    subject = Subject(person, first_day, last_day, period.today.toordinal(), voice_language(code))
    exercises = _exercises({one.exercise for one in progress.exercises}, language)
    programmes = _programmes({one.programme for one in sessions}, code)
    names = Names(language, exercises, programmes)
    return report_page(subject, progress, sessions, sets, names)


def _exercises(names: set[str], language: Language) -> Mapping[str, Exercise]:
    """Those that come with the program; of one's own exercises only the ids are known."""
    return {
        name: translated(load_exercise(name), language) for name in exercise_ids() if name in names
    }


def _programmes(ids: set[str], code: str) -> Mapping[str, str]:
    """Names by id. One whose file is gone or damaged by now goes by its id."""
    names = {}
    for one in ids.intersection(known_programme_ids()):
        with suppress(CoachError):
            names[one] = load_programme(one, code).programme.name
    return names


def _day_of(at_s: float) -> int:
    return local(at_s).date().toordinal()


def _midnight_s(day: date) -> float:
    """Seconds since 1970. Systems do not know the times of all days that can be written."""
    return datetime.combine(min(max(day, EARLIEST), LATEST), time()).timestamp()


def _is_opened(path: Path) -> bool:
    return webbrowser.open(path.resolve().as_uri())
