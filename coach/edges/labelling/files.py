"""The two files of a labelled clip: NAME.truth.json, and NAME.truth.json.part for unsaved marks.

The truth file is only ever replaced as a whole, by a new one that is complete on the disk. Every
change goes into the .part file at once, so neither a closed terminal nor a power cut loses a mark.
"""

import json
import os
from contextlib import suppress
from pathlib import Path

from coach.errors import CoachError
from coach.labels import Labels, with_labels
from coach.strict_json import MAX_CHARACTERS
from coach.tables import Table, checked
from coach.truth import Truth, parse_truth, truth_text

_PART_HELP = "move it away or delete it"


class Unsaved(Table):
    """The .part file: the truth file's other keys as they shall be, and what is marked."""

    head: Truth
    labels: Labels


class TruthFiles:
    """Reads and writes both files of the clip at `clip`. All methods raise CoachError."""

    def __init__(self, clip: Path) -> None:
        self.truth = clip.with_name(f"{clip.stem}.truth.json")
        self.part = clip.with_name(f"{clip.stem}.truth.json.part")

    def load(self) -> Truth | None:
        """The truth file; None when there is none."""
        text = _read(self.truth)
        return None if text is None else parse_truth(text, str(self.truth))

    def load_unsaved(self) -> Unsaved | None:
        """The marks that were not saved; None when there are none."""
        text = _read(self.part)
        if text is None:
            return None
        try:
            data = json.loads(text)
        except (ValueError, RecursionError):
            raise CoachError(
                f"{self.part}: holds no marks that can be read; {_PART_HELP}."
            ) from None
        return checked(Unsaved, data, str(self.part), _PART_HELP)

    def check_writable(self) -> None:
        """Find out before an hour of labelling, not after it."""
        trial = self._trial()
        try:
            trial.touch()
            trial.unlink()
        except OSError as error:
            raise CoachError(
                f"{self.truth} cannot be written ({error.strerror}): copy the clip to a folder of "
                "your own and label it there."
            ) from error

    def save(self, head: Truth, labels: Labels) -> None:
        """Replace the truth file and drop the .part file."""
        text = truth_text(with_labels(head, labels))
        parse_truth(text, str(self.truth))  # never write what could not be read again
        self._replace(self.truth, text)
        self.forget_unsaved()

    def keep_unsaved(self, head: Truth, labels: Labels) -> None:
        """Replace the .part file."""
        data = Unsaved(head=head, labels=labels).model_dump(mode="json", exclude_defaults=True)
        self._replace(self.part, json.dumps(data, ensure_ascii=False) + "\n")

    def forget_unsaved(self) -> None:
        """Drop the .part file, if there is one."""
        try:
            self.part.unlink(missing_ok=True)
        except OSError as error:
            raise CoachError(f"{self.part} cannot be removed ({error.strerror}).") from error

    def _trial(self) -> Path:
        return self.truth.with_name(f"{self.truth.name}.{os.getpid()}.new")

    def _replace(self, path: Path, text: str) -> None:
        new = self._trial()
        try:
            with new.open("w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            new.replace(path)
        except OSError as error:
            with suppress(OSError):
                new.unlink(missing_ok=True)
            raise CoachError(
                f"{path} cannot be written ({error.strerror}): free some space or mend the "
                "folder's permissions, then press s; until then the marks are in memory only."
            ) from error


def _read(path: Path) -> str | None:
    try:
        with path.open(encoding="utf-8") as file:
            return file.read(MAX_CHARACTERS + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise CoachError(
            f"{path} cannot be read ({error.strerror}): mend its permissions or move it away."
        ) from error
    except UnicodeDecodeError as error:
        raise CoachError(f"{path} is no text in UTF-8: save it as such.") from error
