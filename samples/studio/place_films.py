"""Short films of every exercise from every camera place, and what is kept of them."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
from platformdirs import user_cache_dir

from coach.edges.pose.pose_model import MediaPipePose
from coach.edges.sources.npz import ARCHIVE_ERRORS, read_npz
from coach.pipeline import Frame
from samples.studio.benchmark_set import KINDS
from samples.studio.camera_places import LYING, STANDING
from samples.studio.film import filmed
from samples.studio.joints_file import TrueJoints
from samples.studio.performance import rehearsed
from samples.studio.renderer import Renderer
from samples.studio.script import Clip, Cycles, Reps
from samples.studio.separation import Footage
from samples.studio.store import STUDIO_VERSION, as_bgr_of
from samples.studio.truths import as_landmarks

FPS = 10.0
FIGURES = ("anna", "bruno", "carla")  # slim woman, average man, heavy woman
CROSS_FIGURES = FIGURES[:2]
UPRIGHT = ("bar_hang", "half_hang", "wall_bar_swing", "table_lean")
FIELD_DEG, SIZE = 60.0, (640, 480)
LENSES = ((70.0, (640, 480)), (60.0, (1280, 720)), (70.0, (1280, 720)))  # besides the usual one
QUICK_REP = Reps(share=1.0, out_s=0.9, hold_s=1.1, back_s=0.9, rest_s=0.3, variety=0.0)
SWING = Cycles(cycles=2, period_s=2.4, share=1.0, is_circle=True)
ARRAYS = ("t_s", "excursion", "landmarks", "n_people", "truth", "size")
MAX_BYTES = 20_000_000


@dataclass(frozen=True)
class PlaceFilm:
    """One film: who does what, seen from where, through which lens."""

    exercise: str
    place: str
    figure: str
    field_deg: float = FIELD_DEG
    size: tuple[int, int] = SIZE

    @property
    def is_sided(self) -> bool:
        """Whether it goes to the right and to the left."""
        return KINDS[self.exercise] in ("alternating", "swing")

    @property
    def is_swing(self) -> bool:
        """Whether it swings, without a stop at the ends."""
        return KINDS[self.exercise] == "swing"

    def clip(self) -> Clip:
        """The script of the film."""
        return Clip(
            name=f"{self.exercise}_{self.place}_{self.figure}",
            figure=self.figure,
            exercise=self.exercise,
            movements=() if self.is_swing else (self._rep(),),
            swings=(SWING,) if self.is_swing else (),
            place=self.place,
            field_deg=self.field_deg,
            size=self.size,
            fps=FPS,
            lead_s=1.0,
            tail_s=0.3,
            seed=1,
        )

    def _rep(self) -> Reps:
        count, side = (2, "both") if self.is_sided else (1, None)
        return QUICK_REP.model_copy(update={"count": count, "side": side})

    def file(self, folder: Path) -> Path:
        """Where its numbers are kept; another script or version has another name."""
        text = f"{STUDIO_VERSION} {self.clip().model_dump_json()}"
        stamp = hashlib.sha256(text.encode()).hexdigest()[:10]
        return folder / self.exercise / f"{self.place}_{self.figure}_{stamp}.npz"


def films_folder() -> Path:
    """Where the numbers are kept: the user's cache."""
    return Path(user_cache_dir("spine-coach")) / "camera_places"


def places_of(exercise: str) -> tuple[str, ...]:
    """The camera places from which an exercise is measured; the wall is in the way of some."""
    if exercise == "wall_bar_swing":
        return tuple(place for place in STANDING if not place.endswith("_front"))
    return tuple(STANDING if exercise in UPRIGHT else LYING)


def all_films() -> Iterator[PlaceFilm]:
    """The most telling ones first: two figures, then a third, then other lenses."""
    places = [(exercise, place) for exercise in KINDS for place in places_of(exercise)]
    for figure in FIGURES:
        yield from (PlaceFilm(exercise, place, figure) for exercise, place in places)
    for figure, lens, (exercise, place) in product(CROSS_FIGURES, LENSES, places):
        if place.startswith(("low_table", "shelf")) and not place.endswith("_30"):
            yield PlaceFilm(exercise, place, figure, *lens)


def shoot(film: PlaceFilm, folder: Path, renderer: Renderer, model: MediaPipePose) -> Path:
    """Make one film, keep its numbers. Raises CoachError: unknown exercise, broken model."""
    performance, rows = rehearsed(film.clip()), []
    with model:
        for shot in filmed(performance, renderer):
            pose = model.pose(Frame(shot.t_s, as_bgr_of(shot.picture)))
            rows.append((pose, shot, performance.motion.excursion(shot.t_s)[0]))
    joints = TrueJoints(
        np.array([shot.t_s for _, shot, _ in rows]),
        np.array([shot.joints_px for _, shot, _ in rows]),
        np.array([shot.joints_m for _, shot, _ in rows]),
    )
    path = film.file(folder)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        np.savez_compressed(
            file,
            t_s=joints.t_s,
            excursion=np.array([x for _, _, x in rows]),
            landmarks=np.array([pose.image for pose, _, _ in rows], np.float32),
            n_people=np.array([pose.n_people for pose, _, _ in rows]),
            truth=as_landmarks(joints).astype(np.float32),
            size=np.array(film.size),
        )
    part.replace(path)
    return path


def read_footage(path: Path) -> Footage | None:
    """The kept numbers of a film; None where there are none, or broken ones."""
    try:
        arrays = read_npz(path, ARRAYS, MAX_BYTES)
        return Footage(
            t_s=arrays["t_s"],
            excursion=arrays["excursion"],
            landmarks=arrays["landmarks"].astype(np.float64),
            n_people=arrays["n_people"].astype(np.float64),
            truth=arrays["truth"].astype(np.float64),
            size=(int(arrays["size"][0]), int(arrays["size"][1])),
        )
    except ARCHIVE_ERRORS:
        return None
