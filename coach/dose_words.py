"""An exercise's name and its dose, as they are said before it: "Pelvis lift: 3 times, ..."."""

from collections.abc import Mapping

from coach.definition_tables import HELD_KINDS
from coach.definitions import Exercise


def opening_of(phrases: Mapping[str, str], exercise: Exercise, reps: int, hold_s: float) -> str:
    """What is said first: which exercise, how often, how long, and whether to each side."""
    return f"{exercise.name}. {dose_sentence(phrases, exercise, reps, hold_s)}"


def dose_sentence(phrases: Mapping[str, str], exercise: Exercise, reps: int, hold_s: float) -> str:
    """How often, how long, and whether to each side. {n}: repetitions, {s}: seconds."""
    if exercise.kind in HELD_KINDS:
        key = "dose_once_hold" if reps == 1 else "dose_hold"
    elif exercise.is_sided:
        key = "dose_each_side"
    else:
        key = "dose_swing" if exercise.kind == "swing" else "dose_reps"
    if reps == 1 and exercise.kind not in HELD_KINDS:
        key += "_one"
    return phrases[key].replace("{n}", str(reps)).replace("{s}", f"{hold_s:g}")
