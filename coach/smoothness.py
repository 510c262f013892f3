"""Smoothness of one movement: SPARC, the spectral arc length of its speed profile.

Balasubramanian, Melendez-Calderon, Roby-Brami, Burdet: On the analysis of movement smoothness,
J NeuroEng Rehabil 12:112 (2015). Zero padding level 4, cut-off 10 Hz and amplitude threshold 0.05
as there. The speed is low-passed at 4 Hz without phase shift first, because pose noise lies above.
"""

from collections.abc import Sequence

import numpy as np

from coach.landmarks import FloatArray

PADDING_LEVEL = 4
CUT_OFF_HZ = 10.0
AMPLITUDE_THRESHOLD = 0.05
SPEED_LOW_PASS_HZ = 4.0
RESAMPLED_HZ = 60.0
MIN_SAMPLES = 6


def sparc(t_s: Sequence[float], position: Sequence[float]) -> float:
    """Smoothness of a movement one way, from its positions: nearer 0 is smoother, NaN if undefined.

    t_s: shape (n,), seconds, increasing, need not be even. position: shape (n,), any unit.
    A motionless record has no speed profile, so its smoothness is undefined.
    """
    if len(t_s) < MIN_SAMPLES:
        return float("nan")
    times = np.arange(t_s[0], t_s[-1], 1 / RESAMPLED_HZ)
    if len(times) < MIN_SAMPLES:
        return float("nan")
    speed = np.gradient(np.interp(times, t_s, position), 1 / RESAMPLED_HZ)
    return _arc_length(speed)


def _arc_length(speed: FloatArray) -> float:
    size = 2 ** (int(np.ceil(np.log2(len(speed)))) + PADDING_LEVEL)
    frequency_hz = np.fft.rfftfreq(size, 1 / RESAMPLED_HZ)
    # Magnitude response of a second-order Butterworth run forwards and backwards.
    response = 1 / (1 + (frequency_hz / SPEED_LOW_PASS_HZ) ** 4)
    magnitude = np.abs(np.fft.rfft(speed, size)) * response
    if not magnitude[0] > 0:
        return float("nan")
    magnitude = magnitude / magnitude[0]
    band = frequency_hz <= CUT_OFF_HZ
    above = np.flatnonzero((magnitude >= AMPLITUDE_THRESHOLD) & band)
    frequency_hz, magnitude = frequency_hz[: above[-1] + 1], magnitude[: above[-1] + 1]
    if len(frequency_hz) < 2:
        return float("nan")
    steps = np.diff(frequency_hz) / (frequency_hz[-1] - frequency_hz[0])
    return -float(np.sum(np.hypot(steps, np.diff(magnitude))))
