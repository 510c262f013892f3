"""About how long an exercise takes, from its first word to its last repetition."""

from coach.definition_tables import Pace
from coach.definitions import Exercise
from coach.introduction import Introduction

OPENING_S = 4.0  # "Pelvis lift. 3 times, ...": its name and dose, said first
SETTLING_S = 6.0  # until the body lies as it should, and its rest pose is learnt
# Of those that the coach never leads, seconds: measured in nobody yet, slow enough for most.
TYPICAL_OUT_S = 2.0
TYPICAL_STAY_S = 1.0
TYPICAL_BACK_S = 2.0
TYPICAL_REST_S = 2.0


def exercise_s(exercise: Exercise, reps: int, hold_s: float | None) -> float:
    """Seconds for being told, settling, and so many repetitions; `hold_s` of what is held."""
    return preparing_s(exercise) + reps * repetition_s(exercise, hold_s)


def preparing_s(exercise: Exercise) -> float:
    """Seconds until the first repetition."""
    return OPENING_S + Introduction(exercise).lasts_s + SETTLING_S


def repetition_s(exercise: Exercise, hold_s: float | None) -> float:
    """Seconds for one repetition and the rest after it, to both sides where there are two."""
    out_s, stay_s, back_s, rest_s = _parts_s(exercise.pace)
    way_s = out_s + (stay_s if hold_s is None else hold_s) + back_s
    if exercise.is_sided:
        return 2 * (way_s + rest_s)
    return (2 * way_s if exercise.is_signed else way_s) + rest_s  # a swing rests after both


def _parts_s(pace: Pace | None) -> tuple[float, float, float, float]:
    """Out, stay, back and rest, as the coach would lead them."""
    if pace is None:
        return TYPICAL_OUT_S, TYPICAL_STAY_S, TYPICAL_BACK_S, TYPICAL_REST_S
    return pace.out_s, pace.stay_s or TYPICAL_STAY_S, pace.back_s, pace.rest_s
