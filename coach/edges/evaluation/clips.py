"""Finds labelled clips: a recording or a video, and the truth that belongs to it."""

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from coach.clip_lists import parse_clip_list
from coach.definitions import Exercise
from coach.edges.library import read_text
from coach.errors import CoachError
from coach.printable import printable
from coach.truth import Truth, parse_truth

TRUTH = ".truth.json"
CLIP_LIST = "truth.json"
JOINTS = ".joints.npz"  # the true joints of a rendered clip, which are no recording
VIDEOS = (".mp4", ".mov", ".mkv", ".avi", ".webm", ".m4v", ".mpg", ".mpeg", ".wmv")
RECORDINGS = (".npz",)
NO_TRUTH = "no {name}.truth.json lies beside it: write one with `coach label`, or give --truth."


@dataclass(frozen=True, slots=True)
class Clip:
    """Something to evaluate, with its truth."""

    name: str  # printable
    path: Path
    truth: Truth


@dataclass(frozen=True, slots=True)
class Bad:
    """What could not be evaluated, and why, in one sentence."""

    path: Path
    sentence: str


@dataclass(frozen=True, slots=True)
class Wish:
    """What the user wants to have looked for."""

    is_video: bool = False  # videos, through the pose model, instead of recordings
    truth_list: Path | None = None  # a clip list that lies elsewhere

    @property
    def endings(self) -> tuple[str, ...]:
        """Of the files that are run."""
        return VIDEOS if self.is_video else RECORDINGS


class Clips(NamedTuple):
    """What was found."""

    good: list[Clip]
    bad: list[Bad]
    unmatched: list[str]  # names in the given clip list that no clip has


def find_clips(paths: Sequence[Path], wish: Wish, exercises: Iterable[Exercise]) -> Clips:
    """All clips that `paths` (files and folders) mean, in order of their names.

    Raises CoachError when a path is not there or is no clip; a broken or missing truth and a folder
    that may not be entered are a Bad each.
    """
    finder = _Finder(wish, words(exercises))
    for path in paths:
        for stem in finder.stems(path):
            finder.take(stem)
    return Clips(_with_short_names(finder.clips), finder.bad, finder.unmatched())


def words(exercises: Iterable[Exercise]) -> dict[str, str]:
    """Exercise id by every lower-case word that may name it."""
    return {
        word.lower(): one.id for one in exercises for word in (one.id, one.name, *one.also_called)
    }


class _Finder:
    """Takes each clip once. A stem is a clip's path without the endings of its files."""

    def __init__(self, wish: Wish, ids: Mapping[str, str]) -> None:
        self._wish = wish
        self._ids = ids
        self._seen: set[Path] = set()
        self._names: set[str] = set()
        self._lists: dict[Path, Mapping[str, Truth]] = {}
        self._media_in: dict[Path, dict[str, Path]] = {}
        self.clips: list[Clip] = []
        self.bad: list[Bad] = []
        self._given: Mapping[str, Truth] = {}
        if wish.truth_list is not None:
            self._given = self._read_list(wish.truth_list)

    def stems(self, path: Path) -> list[Path]:
        """The clips that a file or a folder means."""
        if os.path.isdir(path):
            return sorted({_stem(file) for file in self._files(path) if self._is_clip(file)})
        self._check_file(path)
        return [_stem(path)]

    def _check_file(self, path: Path) -> None:
        """Raise CoachError for what is not there, or cannot be meant."""
        kinds = f"give {'videos' if self._wish.is_video else 'recordings (.npz)'}, or folders of"
        if not os.path.exists(path):
            raise CoachError(f"{path}: no such file or folder; {kinds} them.")
        if _is_media(path, VIDEOS) and not self._wish.is_video:
            raise CoachError(
                f"{path} is a video: give --videos to run its video, or name "
                f"{_stem(path).name}{RECORDINGS[0]} to evaluate its recording."
            )
        if not _is_media(path, (*VIDEOS, *RECORDINGS)) and not path.name.endswith(TRUTH):
            raise CoachError(f"{path}: is no clip; {kinds} them.")

    def _files(self, folder: Path) -> list[Path]:
        """All files in a folder and those below it. One that may not be entered is told."""

        def tell(error: OSError) -> None:
            self._refuse(Path(error.filename), error.strerror or "it cannot be read")

        found: list[Path] = []
        for parent, _, names in os.walk(folder, onerror=tell):
            if names and not os.access(parent, os.X_OK):
                self._refuse(Path(parent), "its files cannot be reached")
                continue
            found += [Path(parent) / name for name in names]
        return found

    def _refuse(self, folder: Path, why: str) -> None:
        sentence = f"{folder}: is a folder that may not be entered ({why}); mend its permissions."
        self.bad.append(Bad(folder, sentence))

    def _is_clip(self, file: Path) -> bool:
        return _is_media(file, self._wish.endings) or file.name.endswith(TRUTH)

    def take(self, stem: Path) -> None:
        """Remember one clip, or why it cannot be evaluated."""
        media = self._media_beside(stem).get(stem.name)
        # The real file, so that what has two names is taken once. A link may have the stem's own
        # name and lead anywhere: only its folder is followed.
        key = stem.parent.resolve() / stem.name if media is None else media.resolve()
        if key in self._seen:
            return
        self._seen.add(key)
        self._names.add(stem.name)
        try:
            if media is None:
                raise CoachError(self._no_media(stem))
            self.clips.append(Clip(printable(stem.name), media, self._truth(stem)))
        except CoachError as error:
            self.bad.append(Bad(stem, str(error)))

    def _media_beside(self, stem: Path) -> Mapping[str, Path]:
        """The files to run in the folder of a clip, by the names of their stems."""
        if stem.parent not in self._media_in:
            files = [file for file in _listed(stem.parent) if _is_media(file, self._wish.endings)]
            # Of several the one whose ending comes first in the list is taken, so it goes in last.
            files.sort(key=lambda file: self._wish.endings.index(file.suffix.lower()), reverse=True)
            self._media_in[stem.parent] = {
                _stem(file).name: file for file in files if os.path.isfile(file)
            }
        return self._media_in[stem.parent]

    def _no_media(self, stem: Path) -> str:
        mend = "give --videos to run its video, or make a recording with `coach record`"
        if self._wish.is_video:
            mend = "leave out --videos to evaluate its recording"
        return f"{stem}: has no {' or '.join(self._wish.endings)} file; {mend}."

    def _truth(self, stem: Path) -> Truth:
        own = _ending(stem, TRUTH)
        if os.path.isfile(own):
            return parse_truth(read_text(own), str(own))
        listed = self._given.get(stem.name) or self._list_beside(stem).get(stem.name)
        if listed is None:
            raise CoachError(f"{stem}: {NO_TRUTH.format(name=stem.name)}")
        return listed

    def _list_beside(self, stem: Path) -> Mapping[str, Truth]:
        path = stem.parent / CLIP_LIST
        if path not in self._lists:
            self._lists[path] = self._read_list(path) if os.path.isfile(path) else {}
        return self._lists[path]

    def _read_list(self, path: Path) -> Mapping[str, Truth]:
        """Truths by the names of the clips' stems."""
        found: dict[str, Truth] = {}
        for name, truth in parse_clip_list(read_text(path), str(path), self._ids).items():
            stem = _stem(Path(name)).name
            if stem in found:
                raise CoachError(f"{path}, {name}: the clip {stem!r} stands there twice; drop one.")
            found[stem] = truth
        return found

    def unmatched(self) -> list[str]:
        """Names in the given list that none of the clips has."""
        return sorted(set(self._given) - self._names)


def _is_media(file: Path, endings: Sequence[str]) -> bool:
    return file.suffix.lower() in endings and not file.name.endswith(JOINTS)


def _listed(folder: Path) -> list[Path]:
    """What lies in a folder, in order; nothing where it cannot be read."""
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def _stem(path: Path) -> Path:
    """Without the ending of a recording, a video or a truth; a dot in the name itself stays."""
    if path.name.endswith(TRUTH):
        return path.with_name(path.name.removesuffix(TRUTH))
    is_known = path.suffix.lower() in (*RECORDINGS, *VIDEOS)
    return path.with_suffix("") if is_known else path


def _ending(stem: Path, ending: str) -> Path:
    return stem.with_name(stem.name + ending)


def _with_short_names(clips: list[Clip]) -> list[Clip]:
    """Clips of the same name are told apart by their folder."""
    names = [clip.name for clip in clips]
    return [
        clip
        if names.count(clip.name) == 1
        else Clip(printable(f"{clip.path.parent.name}/{clip.name}"), clip.path, clip.truth)
        for clip in clips
    ]
