"""The films an actor is cut from: clips of samples/programme as JPEG pictures, in pieces."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain, cycle, islice, pairwise, repeat
from pathlib import Path

import cv2

from coach.truth import Happening, Truth, parse_truth
from tests.replays import SAMPLES

PROGRAMME = SAMPLES / "programme"
FPS = 15  # pictures a second, of every film
JPEG_QUALITY = 80  # 1280x720 in about 70 kB
BEFORE_S = 0.3  # a cut comes so long before a movement begins
SETTLED_S = 1.0  # ... and so long after the last one has ended
STILL_S = 3.0  # at the end of a film of no exercise: the end goes on like this


@dataclass(frozen=True)
class Piece:
    """Some pictures in a row. One that is still may be left at any of them, and goes on for ever.

    name: what is seen, e.g. "knee_hug 3", "knee_hug rest", "sign".
    """

    name: str
    jpegs: tuple[bytes, ...]
    is_still: bool = False


@dataclass(frozen=True)
class Film:
    """One clip: its pictures, 1 / FPS apart from 0 s on, and what happens in it when."""

    name: str  # of the clip, without "programme_" and the figure's name
    jpegs: tuple[bytes, ...]
    truth: Truth

    @cached_property
    def rest(self) -> Piece:
        """Lying still before the first movement; of a film without one, its end."""
        seconds = len(self.jpegs) / FPS
        reps = self.truth.reps
        first_s, last_s = seconds - STILL_S, seconds
        if reps:
            first_s, last_s = BEFORE_S, reps[0].start_s - BEFORE_S
        return self._still(f"{self.name} rest", first_s, last_s)

    @cached_property
    def beginning(self) -> Piece:
        """As the film begins, with nothing happening."""
        return self._still(f"{self.name} beginning", 0.0, STILL_S)

    @cached_property
    def whole(self) -> Piece:
        """All that comes before the still end."""
        return Piece(self.name, self.jpegs[: -round(STILL_S * FPS)])

    @cached_property
    def repetitions(self) -> tuple[Piece, ...]:
        """Every repetition, with the rest that follows it."""
        reps = self.truth.reps
        assert reps, f"{self.name} shows no exercise"
        cuts_s = [rep.start_s - BEFORE_S for rep in reps] + [reps[-1].end_s + SETTLED_S]
        return tuple(
            self._cut(f"{self.name} {number}", start_s, end_s)
            for number, (start_s, end_s) in enumerate(pairwise(cuts_s), 1)
        )

    def performed(self, repetitions: int | None = None) -> Iterator[Piece]:
        """So many repetitions, over and over where there are fewer, then rest; None: for ever."""
        return chain(islice(cycle(self.repetitions), repetitions), repeat(self.rest))

    @cached_property
    def signs(self) -> tuple[Piece, ...]:
        """Every stop sign: one arm straight up, and back."""
        happened = [m for m in self.truth.moments if m.what is Happening.STOP_SIGN]
        assert happened, f"{self.name} shows no stop sign"
        return tuple(
            self._cut("sign", moment.start_s - BEFORE_S, moment.end_s + BEFORE_S)
            for moment in happened
        )

    def _cut(self, name: str, start_s: float, end_s: float) -> Piece:
        return Piece(name, self.jpegs[round(start_s * FPS) : round(end_s * FPS)])

    def _still(self, name: str, start_s: float, end_s: float) -> Piece:
        """There and back again: no jump where it begins anew, nor the same picture twice."""
        there = self._cut(name, start_s, end_s).jpegs
        return Piece(name, there + there[-2:0:-1], is_still=True)


@cache
def film(name: str, figure: str = "anna") -> Film:
    """The film of an exercise, by its id; or "arrive", "leave", "sign", "sign_overhead".

    Read once a process: some seconds, and 1 MB for a second of film.
    """
    path = PROGRAMME / f"programme_{name}_{figure}.mp4"
    assert path.exists(), f"there is no film {path.name}; {PROGRAMME} has all there are"
    truth_path = path.with_suffix(".truth.json")
    truth = parse_truth(truth_path.read_text(encoding="utf-8"), str(truth_path))
    return Film(name, tuple(_jpegs(path)), truth)


def _jpegs(path: Path) -> Iterator[bytes]:
    video = cv2.VideoCapture(str(path))
    assert round(video.get(cv2.CAP_PROP_FPS)) == FPS, path
    quality = [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY]
    while (read := video.read())[0]:
        yield bytes(cv2.imencode(".jpg", read[1], quality)[1])
    video.release()
