"""Files that are made once: whole or not at all, and never in the place of another one."""

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from coach.errors import CoachError
from coach.printable import printable


@contextmanager
def new_file(target: Path, companions: Sequence[str] = ()) -> Iterator[Path]:
    """A part file beside `target`, to be written and closed inside the `with` block.

    At its end the part is on the disk, readable by its owner only, and takes the name `target`; a
    file that has that name is kept, and CoachError raised. After an error nothing is left of the
    part and of its `companions` (ends of further names that its writer may leave). Raises
    CoachError where the folder cannot be written.
    """
    check_free(target)
    with ExitStack() as stack:
        part = stack.enter_context(part_file(target, companions))
        yield part
        try:
            _publish(part, target)
        except FileExistsError as error:
            raise _is_taken(target) from error
        except OSError as error:
            raise cannot_write(target, error) from error


@contextmanager
def part_file(target: Path, companions: Sequence[str] = ()) -> Iterator[Path]:
    """An empty file beside `target` for its content; what is left of it at the end is deleted."""
    try:
        descriptor, name = tempfile.mkstemp(".part", f".{target.name}.", target.parent)
        os.close(descriptor)
    except OSError as error:
        raise cannot_write(target, error) from error
    part = Path(name)
    try:
        yield part
    finally:
        for end in ("", *companions):
            with suppress(OSError):
                part.with_name(f"{part.name}{end}").unlink()


def replace(part: Path, target: Path) -> None:
    """Bring `part` to the disk, then into the place of `target`. Raises CoachError."""
    try:
        _sync(part)
        os.replace(part, target)
        _sync_folder(target.parent)
    except OSError as error:
        raise cannot_write(target, error) from error


def check_free(target: Path) -> None:
    """Raises CoachError where `target` is no name for a new file."""
    if not target.name:
        raise CoachError("A file to be written has no name: give one.")
    if os.path.lexists(target):
        raise _is_taken(target)


def free_name(wish: Path) -> Path:
    """`wish`, or where that is taken `wish-2`, `wish-3`, ... before its suffix."""
    name, n = wish, 1
    while os.path.lexists(name):
        n += 1
        name = wish.with_name(f"{wish.stem}-{n}{wish.suffix}")
    return name


def cannot_write(target: Path, error: OSError) -> CoachError:
    """The sentence for a file that cannot be written."""
    return CoachError(
        f"{printable(str(target))} cannot be written ({error.strerror or error}): free some space "
        "or choose another place."
    )


def _is_taken(target: Path) -> CoachError:
    return CoachError(f"{printable(str(target))} is there already: give another name.")


def _publish(part: Path, target: Path) -> None:
    """Raises FileExistsError where the name was taken meanwhile."""
    _sync(part)
    try:
        os.link(part, target)  # other than a renaming it fails where the name is taken
    except FileExistsError:
        raise
    except OSError:  # a file system without such links, as of many a memory stick
        if os.path.lexists(target):
            raise FileExistsError from None
        os.rename(part, target)
    _sync_folder(target.parent)


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """The new name, too, outlives a power cut, where the system can be asked for that."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
