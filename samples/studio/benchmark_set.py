"""The benchmark set: some 370 seeded clips, kept as landmark recordings only.

It is drawn, not written: the same seed gives the same clips. The bundled scripts show each thing
once; this set shows it often enough for bounds.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

import numpy as np
from platformdirs import user_cache_dir

from coach.truth import Fault
from samples.studio.camera_places import LYING
from samples.studio.figure import figure_ids
from samples.studio.poses import EXERCISES
from samples.studio.script import Clip, Cycles, Effects, Reps

SEED = 20261121
CLEAN_SETS, FAULTY_SETS = 13, 7  # an exercise
STOP_CLIPS, STOPS_A_CLIP = 5, 4  # a place
NEGATIVE_ROUNDS = 2
# Movements without an upper limit: nothing there is over-large.
UNLIMITED = frozenset({"bar_hang", "knee_hug", "arm_raise_toe_pull"})

Kind = Literal["rep", "hold", "alternating", "swing", "paced"]
KINDS: Mapping[str, Kind] = {
    "bar_hang": "hold",
    "half_hang": "hold",
    "wall_bar_swing": "swing",
    "table_lean": "hold",
    "prone_reach": "paced",
    "supine_reach": "paced",
    "toe_pull_chin": "hold",
    "arm_raise_toe_pull": "rep",
    "side_pull": "alternating",
    "side_pull_toes": "alternating",
    "side_pull_knees": "alternating",
    "knee_hug": "rep",
    "star_stretch": "paced",
    "pelvis_lift": "hold",
}
_LOW, _ALL = ("low_table", "low_table_30", "table", "shelf"), tuple(LYING)
PLACES: Mapping[str, tuple[str, ...]] = {
    "bar_hang": ("low_table_front", "low_table_back", "table_front", "shelf_back"),
    "half_hang": ("low_table_front", "low_table_back", "table_back", "shelf_front"),
    "wall_bar_swing": ("low_table_back", "table_back", "shelf_back"),
    "table_lean": ("low_table_side", "table_side", "shelf_side"),
    "side_pull": _ALL,
    "side_pull_toes": _ALL,
    "side_pull_knees": _ALL,
}
_LED = ("low_table", "low_table_30")  # from there sideways movement is led
BROKEN_EXERCISES = (
    "supine_reach",
    "star_stretch",
    "side_pull",
    "side_pull_toes",
    "side_pull_knees",
)
BREAKS = ("get_up", "turn_over", "scratch_face", "reach_glass", "arms_up", "second_helper")
NEGATIVES: tuple[tuple[str, ...], ...] = (
    ("lie_down", "still"),
    ("still", "get_up"),
    ("still", "fidget", "still", "fidget"),
    ("still", "scratch_face", "still"),
    ("still", "reach_glass", "still"),
    ("still", "arms_up", "still"),
    ("still", "turn_over", "still"),
    ("still", "sit_up", "still"),
    ("still", "second_person", "still"),
    ("still", "get_up", "leave", "come_back", "lie_down"),
)


def benchmark_folder() -> Path:
    """Where the set is kept: the user's cache."""
    return Path(user_cache_dir("spine-coach")) / "benchmark"


def benchmark_clips() -> tuple[Clip, ...]:
    """All clips of the set, exercise by exercise, then stop signs, then what is no exercise, then
    exercises in which the posture is given up.
    """
    rng = np.random.default_rng(SEED)
    return (*_sets(rng), *_stop_signs(rng), *_negatives(rng), *_breaks(rng))


def _sets(rng: np.random.Generator) -> Iterator[Clip]:
    for exercise in EXERCISES:
        is_paced = KINDS[exercise] == "paced"  # hardly moves: there is nothing to do wrong
        n_faulty = 0 if is_paced else FAULTY_SETS
        for number in range(CLEAN_SETS + FAULTY_SETS):
            is_faulty = number < n_faulty
            movements = _faulty(exercise, rng) if is_faulty else _clean(exercise, rng)
            key = "swings" if KINDS[exercise] == "swing" else "movements"
            options: dict[str, Any] = {key: movements}
            figure = figure_ids()[number % len(figure_ids())]
            yield Clip(
                name=f"{exercise}_{figure}_{number:02d}",
                figure=figure,
                exercise=exercise,
                place=str(rng.choice(PLACES.get(exercise, _LOW))),
                **options,
                **_look(rng),
            )


def _clean(exercise: str, rng: np.random.Generator) -> tuple[Reps | Cycles, ...]:
    share, tempo = rng.uniform(0.6, 1.15), rng.uniform(0.8, 1.4)
    kind = KINDS[exercise]
    if kind == "swing":
        circles = Cycles(cycles=2, period_s=3.0 * tempo, share=share, is_circle=True)
        return (Cycles(cycles=3, period_s=2.6 * tempo, share=share), circles)
    if kind == "paced":
        share = min(share, 1.0)
        return (Reps(count=2, share=share, out_s=1.0, hold_s=2.5 * tempo, back_s=1.0, rest_s=1.2),)
    count = {"hold": 2, "rep": 3, "alternating": 4}[kind]
    return (_reps(kind, count=count, share=share, tempo=tempo),)


def _faulty(exercise: str, rng: np.random.Generator) -> tuple[Reps | Cycles, ...]:
    """Two good repetitions, so that the own range is known, then a sudden, a jerky, a large one."""
    share, kind = rng.uniform(0.75, 1.0), KINDS[exercise]
    jerky = Fault.PUSHES if rng.random() < 0.5 else Fault.TREMOR
    if kind == "swing":
        large = Cycles(cycles=2, period_s=3.0, faults=(Fault.OVER_LARGE,))
        return (Cycles(cycles=3, period_s=2.8, share=share), large)
    faults = [Fault.SUDDEN, jerky] + ([] if exercise in UNLIMITED else [Fault.OVER_LARGE])
    rng.shuffle(faults)
    sides = ("right", "left", "right") if kind == "alternating" else (None, None, None)
    wrong = [
        _reps(kind, count=1, share=share, faults=(fault,), side=side)
        for fault, side in zip(faults, sides, strict=False)
    ]
    return (_reps(kind, count=2, share=share), *wrong)


def _reps(
    kind: Kind,
    *,
    count: int,
    share: float,
    tempo: float = 1.0,
    faults: tuple[Fault, ...] = (),
    side: str | None = None,
) -> Reps:
    way_s = {"hold": 1.5, "rep": 1.7, "alternating": 1.3}[kind] * tempo
    return Reps(
        count=count,
        share=share,
        out_s=way_s,
        hold_s={"hold": 1.5, "rep": 0.4, "alternating": 0.4}[kind] * tempo,
        back_s=way_s,
        rest_s=0.8,
        side=(side or "both") if kind == "alternating" else None,  # type: ignore[arg-type]
        faults=faults,
    )


def _stop_signs(rng: np.random.Generator) -> Iterator[Clip]:
    for place in LYING:
        for number in range(STOP_CLIPS):
            figure = str(rng.choice(figure_ids()))
            yield Clip(
                name=f"stop_{place}_{figure}_{number}",
                figure=figure,
                scenes=("still", *["stop_sign"] * STOPS_A_CLIP),
                place=place,
                **_look(rng) | _rest(rng) | {"is_mirrored": False},  # the near arm is the right one
            )


def _negatives(rng: np.random.Generator) -> Iterator[Clip]:
    for number in range(NEGATIVE_ROUNDS):
        for i, scenes in enumerate(NEGATIVES):
            figure = figure_ids()[(number * len(NEGATIVES) + i) % len(figure_ids())]
            what = next(scene for scene in scenes if scene != "still")
            yield Clip(
                name=f"negative_{what}_{figure}_{number}",
                figure=figure,
                scenes=scenes,
                place=str(rng.choice(_LOW)),
                **_look(rng) | _rest(rng),
            )


def _breaks(rng: np.random.Generator) -> Iterator[Clip]:
    """Exercises that the coach leads from a low table, until something else is done instead."""
    for i, exercise in enumerate(BROKEN_EXERCISES):
        for number, scene in enumerate(BREAKS):
            figure = figure_ids()[(i + number) % len(figure_ids())]
            hold_s = rng.uniform(3.0, 6.0)
            is_paced = KINDS[exercise] == "paced"
            movement = Reps(count=2, share=0.8, out_s=1.0, hold_s=hold_s, back_s=1.0, rest_s=1.2)
            if not is_paced:
                movement = _reps("alternating", count=3, share=0.8, tempo=1.3)
            look = _look(rng)
            if scene == "reach_glass":  # it stands at the right, which shall be the near side
                look["is_mirrored"] = False
            yield Clip(
                name=f"break_{exercise}_{scene}_{figure}",
                figure=figure,
                exercise=exercise,
                movements=(movement,),
                after=(scene, "still"),
                place=str(rng.choice(_LOW if is_paced else _LED)),
                **look,
            )


def _rest(rng: np.random.Generator) -> dict[str, Any]:
    return {"rest": str(rng.choice(["straight", "bent", "overhead"]))}


def _look(rng: np.random.Generator) -> dict[str, Any]:
    """Camera, light and webcam; the frame rates are those of laptops in the evening."""
    return {
        "seed": int(rng.integers(1, 2**31)),
        "fps": float(rng.choice([10.0, 12.0], p=[0.8, 0.2])),
        "azimuth_offset_deg": float(np.round(rng.uniform(-8, 8), 1)),
        "is_mirrored": bool(rng.random() < 0.5),
        "field_deg": float(rng.choice([60.0, 65.0, 70.0])),
        "room": str(rng.choice(["warm", "plain"])),
        "light": str(rng.choice(["good", "dim", "back", "side"], p=[0.55, 0.15, 0.15, 0.15])),
        "effects": Effects(
            noise_sigma=float(np.round(rng.uniform(1.0, 5.0), 1)),
            blur_px=float(np.round(rng.uniform(0.3, 0.9), 1)),
            shake_px=float(rng.choice([0.0, 0.0, 0.4])),
            jitter_s=float(rng.choice([0.0, 0.008])),
            drop_share=float(rng.choice([0.0, 0.03])),
        ),
        "lead_s": 3.4,
        "tail_s": 0.8,
    }
