"""Finds labelled clips: a recording or a video, and the truth that belongs to it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from coach.definitions import Exercise
from coach.edges.library import read_text
from coach.errors import CoachError
from coach.truth import Truth, parse_clip_list, parse_truth

TRUTH = ".truth.json"
CLIP_LIST = "truth.json"
JOINTS = ".joints.npz"  # the true joints of a rendered clip, which are no recording
VIDEOS = (".mp4", ".mov", ".mkv", ".avi", ".webm", ".m4v")
RECORDINGS = (".npz",)
NO_TRUTH = "no {name}.truth.json lies beside it: write one with `coach label`, or give --truth."


@dataclass(frozen=True, slots=True)
class Clip:
    """Something to evaluate, with its truth."""

    name: str
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


def find_clips(
    paths: Sequence[Path], wish: Wish, exercises: Iterable[Exercise]
) -> tuple[list[Clip], list[Bad]]:
    """All clips that `paths` (files and folders) mean, in order of their names.

    Raises CoachError when a path is not there; a broken or missing truth is a Bad of its own.
    """
    finder = _Finder(wish, words(exercises))
    for path in paths:
        if not path.exists():
            raise CoachError(f"{path}: no such file or folder; give recordings or folders of them.")
        for stem in finder.stems(path):
            finder.take(stem)
    return _with_short_names(finder.clips), finder.bad


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
        self._lists: dict[Path, Mapping[str, Truth]] = {}
        self.clips: list[Clip] = []
        self.bad: list[Bad] = []
        self._given: Mapping[str, Truth] = {}
        if wish.truth_list is not None:
            self._given = self._read_list(wish.truth_list)

    def stems(self, path: Path) -> list[Path]:
        """The clips that a file or a folder means."""
        if not path.is_dir():
            return [_stem(path)]
        files = [file for file in path.rglob("*") if self._is_clip(file) and file.is_file()]
        return sorted({_stem(file) for file in files})

    def _is_clip(self, file: Path) -> bool:
        is_media = file.suffix.lower() in self._wish.endings and not file.name.endswith(JOINTS)
        return is_media or file.name.endswith(TRUTH)

    def take(self, stem: Path) -> None:
        """Remember one clip, or why it cannot be evaluated."""
        key = stem.resolve()
        if key in self._seen:
            return
        self._seen.add(key)
        try:
            self.clips.append(Clip(stem.name, self._media(stem), self._truth(stem)))
        except CoachError as error:
            self.bad.append(Bad(stem, str(error)))

    def _media(self, stem: Path) -> Path:
        for ending in self._wish.endings:
            for path in (_ending(stem, ending), _ending(stem, ending.upper())):
                if path.is_file():
                    return path
        mend = "give --videos to run its video, or make a recording with `coach record`"
        if self._wish.is_video:
            mend = "leave out --videos to evaluate its recording"
        raise CoachError(f"{stem}: has no {' or '.join(self._wish.endings)} file; {mend}.")

    def _truth(self, stem: Path) -> Truth:
        own = _ending(stem, TRUTH)
        if own.is_file():
            return parse_truth(read_text(own), str(own))
        listed = self._given.get(stem.name) or self._list_beside(stem).get(stem.name)
        if listed is None:
            raise CoachError(f"{stem}: {NO_TRUTH.format(name=stem.name)}")
        return listed

    def _list_beside(self, stem: Path) -> Mapping[str, Truth]:
        path = stem.parent / CLIP_LIST
        if path not in self._lists:
            self._lists[path] = self._read_list(path) if path.is_file() else {}
        return self._lists[path]

    def _read_list(self, path: Path) -> Mapping[str, Truth]:
        listed = parse_clip_list(read_text(path), str(path), self._ids)
        return {_stem(Path(name)).name: truth for name, truth in listed.items()}


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
        else Clip(f"{clip.path.parent.name}/{clip.name}", clip.path, clip.truth)
        for clip in clips
    ]
