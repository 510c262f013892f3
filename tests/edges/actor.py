"""An actor before a stand-in camera: does in front of the real coach what a test tells it to.

    with Actor("toe_pull_chin", "knee_hug") as actor:
        ...                      # coach start --camera actor.url
        actor.show("arrive")     # comes in, lies down, stays there
        actor.sign()             # raises one arm, once
        actor.rest("knee_hug")   # lies as the exercise begins
        actor.do("knee_hug")     # repetition after repetition, until told otherwise
        actor.rest()             # ... which takes effect when the present one is over
        actor.show("leave")      # gets up and goes

Nobody jumps: a movement under way is finished before the next word is obeyed, and a stop sign is
given out of the rest of the exercise. Only between the rests of two exercises there is a cut.
`rehearsal.py` tells an actor what the coach asks for.
"""

import time
from collections.abc import Iterator
from itertools import chain, repeat
from threading import Lock

from tests.edges.films import FPS, Piece, film
from tests.edges.mjpeg_server import MjpegServer

LOOKS_HZ = 4 * FPS  # the server asks for the next picture sooner than that is due
MARGIN_S = 0.001  # ... which then waits for it, and a little longer


class Actor(MjpegServer):
    """A person filmed by a network camera at FPS pictures a second, in real time.

    Until the first word the room is empty. `drop` and `come_back` unplug the camera, `freeze`
    and `thaw` let its picture stand still; the person goes on meanwhile. Words may come from any
    thread; what was told last counts.
    """

    def __init__(self, *exercises: str) -> None:
        """`exercises` are read now; others when they are first asked for, which takes seconds."""
        super().__init__(fps=LOOKS_HZ)
        for name in ("arrive", "sign", *exercises):
            film(name)
        self.played: list[tuple[float, str]] = []  # time.monotonic() and name of every piece so far
        self._asked = ""  # the exercise that was asked for last
        self._lock = Lock()
        self._lies_as = film("sign")
        self._n_signs = 0
        self._frozen: bytes | None = None
        empty = film("arrive").beginning
        self._newest = empty.jpegs[0]
        self._coming: Iterator[Piece] = repeat(empty)
        self._begin(empty, _tick())

    def show(self, name: str) -> None:
        """Play a film that is no exercise, at once, and stay as it ends.

        name: "arrive" (an empty room; somebody comes, stands, lies down: 36 s), "leave" (27 s).
        """
        shown = film(name)
        self._lies_as = film("sign")
        self._obey(chain([shown.whole], repeat(shown.rest)), at_once=True)

    def rest(self, exercise: str = "") -> None:
        """Lie still as before that exercise, or the present one, once the movement is over."""
        if exercise:
            self._lies_as = film(exercise)
        self._obey(repeat(self._lies_as.rest))

    def do(self, exercise: str, repetitions: int | None = None) -> None:
        """Do so many repetitions, from the first one on, then rest; None: until told otherwise."""
        self._lies_as = film(exercise)
        self._obey(self._lies_as.performed(repetitions), asked=exercise)

    def sign(self) -> None:
        """Raise one arm straight up, once, when the movement is over; then rest."""
        signs = self._lies_as.signs
        self._n_signs += 1
        sign = signs[self._n_signs % len(signs)]
        self._obey(chain([sign], repeat(self._lies_as.rest)))

    def freeze(self) -> None:
        """The camera gives the same picture again and again, as broken ones do."""
        self._frozen = self._newest

    def thaw(self) -> None:
        """It gives new pictures again."""
        self._frozen = None

    @property
    def doing(self) -> str:
        """The exercise that is being done, as long as repetitions of it are to come; or ""."""
        return "" if self._piece.is_still else self._asked

    @property
    def seen(self) -> str:
        """Name of the piece that is seen now, see films.Piece."""
        return self.played[-1][1]

    def next_jpeg(self) -> bytes:
        """The next picture, when its time has come."""
        due_s = (_tick() + 1) / FPS
        time.sleep(max(0.0, due_s - time.monotonic()) + MARGIN_S)
        with self._lock:
            self._newest = self._picture(_tick())
        return self._newest if self._frozen is None else self._frozen

    def _picture(self, tick: int) -> bytes:
        while tick - self._began >= len(self._piece.jpegs):
            self._begin(next(self._coming), self._began + len(self._piece.jpegs))
        return self._piece.jpegs[tick - self._began]

    def _obey(self, coming: Iterator[Piece], asked: str = "", *, at_once: bool = False) -> None:
        with self._lock:
            self._coming, self._asked = coming, asked
            if at_once or self._piece.is_still:
                self._begin(next(coming), _tick())

    def _begin(self, piece: Piece, tick: int) -> None:
        self._piece, self._began = piece, tick
        if not (piece.is_still and self.played and piece.name == self.seen):  # still goes on
            self.played.append((tick / FPS, piece.name))


def _tick() -> int:
    """Number of the present picture of a camera that has always been on."""
    return int(time.monotonic() * FPS)
