"""The course of a set that nobody did: movements out and back, with what landmarks shake on top."""

import json
import random
from dataclasses import dataclass
from functools import cache

import numpy as np

from coach.landmarks import FloatArray
from coach.set_trace import DIGITS, EVERY_S
from tests.past_sessions import EXERCISES

OUT_S, STAY_S, BACK_S, REST_S = 1.5, 0.6, 1.5, 1.0


@dataclass(frozen=True, slots=True)
class MadeSet:
    """As it goes on every day on which the dose and the range are these; times from its start."""

    movements: tuple[tuple[float, float, float], ...]  # start_s, end_s, peak
    lasts_s: float
    samples: str  # JSON, as in the history
    levels: str


@cache
def made_set(name: str, n_sides: int, n_movements: int, hold_s: float, step: int) -> MadeSet:
    """`step`: how large the range is, a twentieth of the nominal one each. Of an exercise to both
    sides every second movement goes to the other side.
    """
    primary = EXERCISES[name].primary
    nominal, unit = (0.3, "S0") if primary is None else (primary.nominal, primary.unit)
    any_ = random.Random(f"{name} {n_movements} {step}")
    every_s = OUT_S + (hold_s or STAY_S) + BACK_S + REST_S
    largest = nominal * (0.8 + 0.05 * step)
    peaks = [round(largest * any_.uniform(0.9, 1.1), 4) for _ in range(n_movements)]
    movements = [
        (number * every_s + 0.4, (number + 1) * every_s - REST_S, peak)
        for number, peak in enumerate(peaks)
    ]
    values = _course(np.array(peaks) * (1 - 2 * (np.arange(n_movements) % n_sides)), every_s)
    noise = np.random.default_rng(100 * n_movements + step).normal(0, 0.01 * nominal, len(values))
    samples: list[float | None] = np.round(values + noise, DIGITS[unit]).tolist()
    samples[40:45] = [None] * len(samples[40:45])  # for a second nothing could be judged
    levels = [[0, 0.0, round(0.5 * nominal, 3), round(1.25 * nominal, 3)]] if samples else []
    lasts_s = n_movements * every_s
    return MadeSet(tuple(movements), lasts_s, json.dumps(samples), json.dumps(levels))


def _course(peaks: FloatArray, every_s: float) -> FloatArray:
    """Out and back as raised cosines, again every `every_s`. peaks: shape (n,); returns (m,)."""
    t_s = np.arange(round(len(peaks) * every_s / EVERY_S)) * EVERY_S
    number = np.minimum((t_s / every_s).astype(int), len(peaks) - 1)
    into_s = t_s - number * every_s
    back_s = into_s - (every_s - REST_S - BACK_S)
    out = np.clip(into_s / OUT_S, 0.0, 1.0) - np.clip(back_s / BACK_S, 0.0, 1.0)
    return peaks[number] * (1 - np.cos(np.pi * out)) / 2
