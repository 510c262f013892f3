"""The file that a report is written to: whole or not at all, and never over anything else."""

from datetime import date
from pathlib import Path

from coach.edges.atomic_file import replace_text
from coach.edges.persons import readable_part
from coach.errors import CoachError
from coach.printable import printable

MARK = '<meta name="generator" content="Spine Coach report">'  # stands near the top of each report
_TOP_BYTES = 1000


def default_name(
    person: str, day: date, since: date | None = None, until: date | None = None
) -> str:
    """The name of the file, for the present folder: a part of the time replaces no whole report.

    since, until: as far as they were asked for.
    """
    parts = ["spine-coach", readable_part(person)]
    parts += [f"since-{since.isoformat()}"] if since is not None else []
    parts += [f"until-{until.isoformat()}"] if until is not None else []
    return "-".join([*parts, day.isoformat()]) + ".html"


def check_place(path: Path) -> None:
    """Raise CoachError now, rather than after the work, where no report can be written."""
    name = printable(str(path))
    if path.suffix.lower() not in (".html", ".htm"):
        raise CoachError(f"{name}: a report is a page; choose a name that ends in .html.")
    if path.is_dir() or (path.exists() and not _is_report(path)):
        raise CoachError(f"{name} is no report of Spine Coach, and stays: choose another name.")
    if not path.parent.is_dir():
        raise CoachError(f"{name}: there is no such folder; make it, or choose another name.")


def write_report(path: Path, page: str) -> None:
    """Readable by its owner alone: it tells of their health. Raises CoachError."""
    check_place(path)
    try:
        replace_text(path, page)
    except OSError as error:
        raise CoachError(
            f"{printable(str(path))} cannot be written ({error.strerror or error}): choose another "
            "place, or free some space."
        ) from error


def _is_report(path: Path) -> bool:
    if not path.is_file():  # a device may never end
        return False
    try:
        with path.open("rb") as file:
            return MARK.encode() in file.read(_TOP_BYTES)
    except OSError:  # what cannot be read is somebody's, and stays
        return False
