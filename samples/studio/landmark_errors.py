"""How far the pose model's landmarks lie from the true joints: a Markdown table of clips."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from coach.edges.sources.recording import load_recording
from coach.truth import Truth
from samples.studio.clip_files import whole_clips
from samples.studio.joints_file import read_joints
from samples.studio.separation import Footage, Sighting, sighting
from samples.studio.true_signals import true_signal
from samples.studio.truths import as_landmarks, rest_before

HEAD = """# Landmarks against true joints

Median distance in the picture between the pose model's landmarks and the true joints, in shares
of the trunk length, on the side nearer to the camera; rendered clips. `found`: frames in which the
person was found, of those with most of the body in the picture (the tight end of the knee hug is
left out). `swapped`: left and right exchanged; that is undone before the distance is taken.
Written by `python -m samples.studio errors`.

| clip | camera place | frames | found | near side | hip | knee | ankle | swapped |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
"""


def write_errors(samples: Path, page: Path) -> None:
    """Measure every clip under `samples` that has its true joints beside it."""
    page.write_text(HEAD + "".join(f"{row}\n" for row in _rows(samples)), encoding="utf-8")


def _rows(samples: Path) -> Iterator[str]:
    for files in whole_clips(samples):
        truth = files.read_truth()
        footage = footage_of(files.recording, files.joints, truth)
        seen = sighting(footage, is_curling=truth.exercise == "knee_hug")
        yield _row(files.name, truth, seen)


def footage_of(recording_path: Path, joints_path: Path, truth: Truth) -> Footage:
    """What was seen and what was true, frame by frame."""
    recording, joints = load_recording(recording_path), read_joints(joints_path)
    excursion = np.zeros(len(joints.t_s))
    if truth.exercise is not None and truth.reps:
        signal = true_signal(truth.exercise, truth.made.get("stance"))
        excursion = signal.excursion(joints.world, rest_before(truth.reps, joints.t_s))
    return Footage(
        t_s=joints.t_s,
        excursion=np.nan_to_num(excursion / max(float(np.nanmax(np.abs(excursion))), 1e-9)),
        landmarks=recording.image.astype(np.float64),
        n_people=recording.n_people.astype(np.float64),
        truth=as_landmarks(joints),
        size=recording.size,
    )


def _row(name: str, truth: Truth, seen: Sighting) -> str:
    shares = (seen.found, seen.near_error, *(seen.error[j] for j in ("hip", "knee", "ankle")))
    found, near, hip, knee, ankle = ("-" if np.isnan(s) else f"{100 * s:.0f} %" for s in shares)
    swapped = "-" if np.isnan(seen.swapped) else f"{100 * seen.swapped:.0f} %"
    cells = (name, truth.camera.place, seen.n_frames, found, near, hip, knee, ankle, swapped)
    return f"| {' | '.join(map(str, cells))} |"
