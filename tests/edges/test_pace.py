"""Pacing waits, and does nothing else."""

import time
from pathlib import Path

import numpy as np
import pytest
from made_media import format_1_arrays

from coach.edges.sources.pace import MAX_LAG_S, Paced
from coach.edges.sources.recording import LandmarkRecording
from coach.errors import CoachError


@pytest.fixture
def recording(tmp_path: Path) -> LandmarkRecording:
    """21 frames from 0 to 0.8 s."""
    path = tmp_path / "a.npz"
    np.savez_compressed(path, **format_1_arrays(21))
    return LandmarkRecording(path)


def test_takes_the_time_it_took(recording: LandmarkRecording) -> None:
    with Paced(recording, speed=4) as source:
        began_s = time.monotonic()
        frames = list(source)
        took_s = time.monotonic() - began_s
    assert len(frames) == 21
    assert [frame.t_s for frame in frames] == pytest.approx([n / 25 for n in range(21)])
    assert took_s >= 0.8 / 4


def test_after_a_stall_it_goes_on_instead_of_racing(recording: LandmarkRecording) -> None:
    with Paced(recording, speed=2) as source:
        frames = iter(source)
        next(frames)
        time.sleep(MAX_LAG_S + 0.1)
        next(frames)  # 0.04 s: long overdue, comes at once
        began_s = time.monotonic()
        assert len(list(frames)) == 19
    assert time.monotonic() - began_s >= (0.8 - 0.04) / 2 * 0.99


def test_a_slow_reader_is_not_slowed_further(recording: LandmarkRecording) -> None:
    with Paced(recording, speed=1) as source:
        frames = iter(source)
        next(frames)
        time.sleep(0.4)
        began_s = time.monotonic()
        behind = [next(frames) for _ in range(9)]  # up to 0.36 s: due already
    assert behind[-1].t_s == pytest.approx(0.36)
    assert time.monotonic() - began_s < 0.36


@pytest.mark.parametrize("speed", [0.0, -1.0, float("nan"), float("inf")])
def test_speed_must_be_a_positive_number(recording: LandmarkRecording, speed: float) -> None:
    with pytest.raises(CoachError, match="above 0"):
        Paced(recording, speed)
