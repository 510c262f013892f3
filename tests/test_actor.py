"""The stand-in camera with an actor before it, and the one who tells the actor what to do."""

import threading
import time
from collections.abc import Callable, Iterator
from functools import cache
from itertools import islice, pairwise
from pathlib import Path
from typing import Self

import cv2
import numpy as np
import pytest

from coach.cues import Cue, Priority
from coach.edges.event_lines import EventLines
from coach.events import Call, Called, Event
from coach.workout_events import Asked, ExerciseBegan, ExerciseEnded, Offered
from tests.edges.actor import Actor
from tests.edges.films import FPS, PROGRAMME, film
from tests.edges.rehearsal import Rehearsal
from tests.edges.screen_moments import moment, status
from tests.edges.xserver import wait_for

pytestmark = pytest.mark.slow

EXERCISE = "toe_pull_chin"
REST, FIRST, SECOND = (f"{EXERCISE} {what}" for what in ("rest", "1", "2"))
Small = np.ndarray  # (90, 160), every eighth pixel of a picture, noise and all


class Viewer:
    """The real VideoCapture, read all the time; opened again when it was lost."""

    def __init__(self, url: str) -> None:
        self.seen: list[tuple[float, Small]] = []  # time.monotonic(), picture
        self.n_opened = 0
        self._url = url
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        wait_for(lambda: len(self.seen) > FPS, "pictures")
        return self

    def __exit__(self, *exc: object) -> None:
        self._ended.set()
        self._thread.join()

    def since(self, begin_s: float) -> list[Small]:
        return [picture for taken_s, picture in self.seen if taken_s >= begin_s]

    def _watch(self) -> None:
        while not self._ended.wait(0.1):
            video = cv2.VideoCapture(self._url, cv2.CAP_FFMPEG)
            self.n_opened += video.isOpened()
            while not self._ended.is_set():
                is_read, picture = video.read()
                if not is_read:
                    break
                self.seen.append((time.monotonic(), small(picture)))
            video.release()


def small(picture: np.ndarray) -> Small:
    return picture[::8, ::8, 1].astype(np.float32)


@cache
def smalls(name: str) -> np.ndarray:
    """(pictures, 90, 160) of a film."""
    codes = (np.frombuffer(jpeg, np.uint8) for jpeg in film(name).jpegs)
    return np.array([small(cv2.imdecode(code, cv2.IMREAD_COLOR)) for code in codes])


def numbers(name: str, pictures: list[Small]) -> list[int]:
    """Which picture of the film each one is."""
    shown = smalls(name)
    return [int(np.argmin(np.abs(shown - picture).mean(axis=(1, 2)))) for picture in pictures]


@pytest.fixture
def actor() -> Iterator[Actor]:
    with Actor(EXERCISE) as ready:
        yield ready


@pytest.fixture
def viewer(actor: Actor) -> Iterator[Viewer]:
    with Viewer(actor.url) as watching:
        yield watching


def names(actor: Actor) -> list[str]:
    return [name for _, name in actor.played]


def test_pictures_come_in_real_time_and_none_twice(actor: Actor, viewer: Viewer) -> None:
    actor.rest(EXERCISE)
    begin_s = time.monotonic()
    time.sleep(8.0)  # longer than the loop
    seen = viewer.since(begin_s)
    assert len(seen) == pytest.approx(8.0 * FPS, rel=0.1)
    assert all((one != other).any() for one, other in pairwise(seen))
    still_s = (film(EXERCISE).truth.reps or ())[0].start_s
    assert max(numbers(EXERCISE, seen[3:])) < still_s * FPS


def test_a_repetition_is_seen_as_it_was_filmed(actor: Actor, viewer: Viewer) -> None:
    first, *_ = film(EXERCISE).truth.reps or ()
    actor.do(EXERCISE, 1)
    begin_s = time.monotonic()
    wait_for(lambda: actor.seen == REST, "the end of the repetition", within_s=20.0)
    lasted_s = time.monotonic() - begin_s
    assert lasted_s == pytest.approx(len(film(EXERCISE).repetitions[0].jpegs) / FPS, abs=0.3)
    seen = numbers(EXERCISE, viewer.since(begin_s))
    for from_s, to_s in ((first.start_s, first.top_s), (first.release_s, first.end_s)):
        begin, end = round((from_s + 0.4) * FPS), round((to_s - 0.4) * FPS)
        way = [number for number in seen if begin <= number <= end]
        assert (way[0], way[-1]) == pytest.approx((begin, end), abs=2)
        steps = np.diff(way)
        assert (steps > 0).all()
        assert (steps == 1).mean() > 0.7  # a busy machine skips some


def test_a_movement_is_finished_before_the_next_word_is_obeyed(actor: Actor) -> None:
    actor.do(EXERCISE)
    assert actor.doing == EXERCISE
    with Viewer(actor.url):
        actor.sign()
        assert (actor.seen, actor.doing) == (FIRST, "")
        wait_for(lambda: actor.seen == REST, "the rest after the sign", within_s=30.0)
    assert names(actor) == ["arrive beginning", FIRST, "sign", REST]
    times_s = [began_s for began_s, _ in actor.played[1:]]
    pieces = (film(EXERCISE).repetitions[0], film(EXERCISE).signs[0])
    expected_s = [len(piece.jpegs) / FPS for piece in pieces]
    assert np.diff(times_s) == pytest.approx(expected_s, abs=0.01)


def test_repetitions_begin_anew_where_there_are_too_few() -> None:
    shown = film(EXERCISE)
    three = [piece.name for piece in islice(shown.performed(3), 5)]
    assert three == [FIRST, SECOND, FIRST, REST, REST]
    assert [piece.name for piece in islice(shown.performed(), 5)][-1] == FIRST


def test_somebody_arrives_in_an_empty_room(actor: Actor, viewer: Viewer) -> None:
    assert max(numbers("arrive", viewer.since(0.0))) <= 3 * FPS
    actor.show("arrive")
    begin_s = time.monotonic()
    time.sleep(16.0)
    seen = numbers("arrive", viewer.since(begin_s)[3:])
    assert seen[-1] == pytest.approx(16.0 * FPS, abs=5)
    stands = next(m for m in film("arrive").truth.moments if m.what == "stand")
    assert stands.start_s < 16.0 < stands.end_s
    changed = np.abs(viewer.since(begin_s)[-1] - smalls("arrive")[0]) > 40
    assert changed.mean() > 0.02  # a person


def test_a_camera_that_froze(actor: Actor, viewer: Viewer) -> None:
    actor.freeze()
    time.sleep(0.5)
    begin_s = time.monotonic()
    time.sleep(1.0)
    seen = viewer.since(begin_s)
    assert len(seen) == pytest.approx(FPS, abs=3)
    assert all((picture == seen[0]).all() for picture in seen)
    actor.thaw()
    time.sleep(0.5)
    assert (viewer.seen[-1][1] != seen[0]).any()


def test_a_camera_that_was_unplugged(actor: Actor, viewer: Viewer) -> None:
    actor.drop()
    time.sleep(0.5)
    n_seen = len(viewer.seen)
    time.sleep(0.5)
    assert len(viewer.seen) == n_seen
    actor.come_back()
    wait_for(lambda: len(viewer.seen) > n_seen + FPS, "pictures")
    assert viewer.n_opened == 2


@pytest.mark.parametrize(
    "path", sorted(PROGRAMME.glob("*.mp4")), ids=lambda path: path.stem.split("_", 1)[1]
)
def test_every_film_ends_as_it_goes_on(path: Path) -> None:
    """At rest before and after what is shown; one picture does not stand out from its like."""
    shown = film(path.stem.removeprefix("programme_").removesuffix("_anna"))
    rest = shown.rest
    assert rest.is_still
    assert len(set(rest.jpegs)) == len(rest.jpegs) // 2 + 1
    for piece in (*(shown.repetitions if shown.truth.reps else ()), *signs_of(shown.name)):
        for code in (piece.jpegs[0], piece.jpegs[-1]):
            assert likeness(code, rest.jpegs[0]) > 0.97, piece.name


def signs_of(name: str) -> tuple:
    return () if name in ("arrive", "leave") else film(name).signs


def likeness(one: bytes, other: bytes) -> float:
    """Correlation of two pictures where the body is, 1: the same."""
    grey = [
        cv2.imdecode(np.frombuffer(code, np.uint8), cv2.IMREAD_GRAYSCALE)[330:620:4, ::4]
        for code in (one, other)
    ]
    return float(np.corrcoef(grey[0].ravel(), grey[1].ravel())[0, 1])


# -- what the coach asks for ------------------------------------------------------------------


@pytest.fixture
def say(tmp_path: Path) -> Iterator[Callable[..., None]]:
    """Writes events and cues to events.jsonl as the coach does."""
    with EventLines(tmp_path / "events.jsonl", {}) as lines:

        def write(*said: Event | Cue) -> None:
            cues = tuple(one for one in said if isinstance(one, Cue))
            events = tuple(one for one in said if isinstance(one, Event))
            lines.handle(moment(status(), cues=cues, events=events))

        yield write


def cue(key: str) -> Cue:
    return Cue(0.0, 3.0, Priority.CONTROL, key, "any text")


def test_an_obedient_person(actor: Actor, say: Callable[..., None], tmp_path: Path) -> None:
    with Viewer(actor.url), Rehearsal(actor, tmp_path / "events.jsonl", {"stop": "again"}):

        def waits_for(name: str, within_s: float = 3.0) -> None:
            wait_for(lambda: actor.seen == name, name, within_s)

        say(Asked(0.0, "check", ("usual",)), Asked(0.0, "hearing", ("yes",)))
        waits_for("sign")
        waits_for("sign rest", within_s=8.0)
        say(cue("ready"))  # for nothing that was begun
        say(ExerciseBegan(0.0, EXERCISE, 1, 2, 5.0))
        waits_for(REST)
        say(cue("ready"))
        waits_for(FIRST)
        say(Offered(0.0, "stop", "hurts", 0))
        time.sleep(1.0)
        assert actor.doing == EXERCISE
        say(Offered(0.0, "stop", "again", 1))
        waits_for("sign", within_s=20.0)
        say(Called(0.0, Call.OUT, 1, 2.0), Called(0.0, Call.BACK, 1, 2.0))
        waits_for(FIRST, within_s=10.0)
        say(ExerciseEnded(0.0, EXERCISE, 1, 2, 5.0, "dose_done"))
        waits_for(REST, within_s=20.0)
    assert names(actor)[1:] == ["sign", "sign rest", REST, FIRST, "sign", FIRST, REST]


def test_a_film_that_is_missing_is_told_by_the_test(
    actor: Actor, say: Callable[..., None], tmp_path: Path
) -> None:
    say(ExerciseBegan(0.0, "bar_hang", 1, 1, 5.0))
    with (
        pytest.raises(AssertionError, match="bar_hang"),
        Rehearsal(actor, tmp_path / "events.jsonl"),
    ):
        time.sleep(2.0)
