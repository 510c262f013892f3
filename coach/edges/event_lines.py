"""Events as JSON lines for other programs: one object a line, on disk before the next frame."""

import json
import os
import re
from dataclasses import asdict
from pathlib import Path
from typing import Any, Self, TextIO

from coach.errors import CoachError
from coach.events import Event
from coach.pipeline import Moment

VERSION = 1
_BEGINS = b'{"event"'


class EventLines:
    """A sink that writes every event and every cue of a run to a file.

    The first line is a header with the format's version and what was coached; each further line
    has "event" (the event's name in snake case), "t_s" and the event's own fields.
    Raises CoachError when the file cannot be written, also later when the disk is full, or holds
    something else than events.
    """

    def __init__(self, path: str | os.PathLike[str], header: dict[str, Any]) -> None:
        self.path = Path(path)
        self._header = header
        self._file: TextIO | None = None
        self._is_begun = False

    def __enter__(self) -> Self:
        if self._holds_something_else():
            raise CoachError(
                f"{self.path} is no file of events, and would be lost: give another name."
            )
        try:
            self._file = self.path.open("a", encoding="utf-8")
        except OSError as error:
            raise self._cannot_write(error) from error
        return self

    def _holds_something_else(self) -> bool:
        """Whether there is a file already that no earlier run wrote: a history, settings ..."""
        try:
            if not self.path.is_file():
                return False
            with self.path.open("rb") as file:
                begins = file.read(len(_BEGINS))
        except OSError:
            return False  # told when it is opened
        return bool(begins) and begins != _BEGINS

    def __exit__(self, *exc: Any) -> None:
        file, self._file = self._file, None
        if file is not None:
            try:
                file.close()
            except OSError as error:
                raise self._cannot_write(error) from error

    def handle(self, moment: Moment) -> None:
        """Write what happened in this frame."""
        if not self._is_begun:
            self._begin()
        lines = [event_record(event) for event in moment.events]
        lines += [{"event": "cue", **asdict(cue)} for cue in moment.cues]
        if lines:
            self._write(lines)

    def _begin(self) -> None:
        """Replace an older file only now: a run without a first frame has nothing to say."""
        self._is_begun = True
        if self._file is not None and self.path.is_file():  # not a pipe, not a device
            try:
                self._file.truncate(0)
            except OSError as error:
                raise self._cannot_write(error) from error
        self._write([{"event": "header", "version": VERSION, **self._header}])

    def _write(self, records: list[dict[str, Any]]) -> None:
        if self._file is None:
            raise RuntimeError("EventLines is used outside its with block")
        try:
            for record in records:
                self._file.write(json.dumps(record, ensure_ascii=False) + "\n")
            self._file.flush()
        except OSError as error:
            raise self._cannot_write(error) from error

    def _cannot_write(self, error: OSError) -> CoachError:
        return CoachError(
            f"{self.path}: events cannot be written ({error.strerror}); choose another place or "
            "free some space."
        )


def event_record(event: Event) -> dict[str, Any]:
    """An event as plain JSON data; a repetition's fields stand beside "event" and "t_s"."""
    name = re.sub(r"(?<!^)(?=[A-Z])", "_", type(event).__name__).lower()
    fields = asdict(event)
    rep = fields.pop("rep", None) or {}
    return {"event": name, **fields, **rep}
