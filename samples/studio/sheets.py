"""Contact sheets: an exercise at a glance, a row a clip, from start over the middle to the end."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from coach.edges.sources.video import VideoFile
from coach.truth import Truth
from samples.studio.clip_files import ClipFiles, whole_clips
from samples.studio.store import NEGATIVES

Picture = NDArray[np.uint8]

TILE_PX = (320, 240)
JPEG_QUALITY = 82
MARGIN_S = 0.2  # a little before the start and after the end the body is at rest
BAR_PX = 22  # the line of words above a row
INK, PAPER = (40, 40, 40), (245, 245, 245)


def write_sheet(folder: Path, sheet: Path, n_rows: int = 4) -> None:
    """The first clips of a folder as one JPEG. Raises CoachError: a clip cannot be read."""
    rows = [_row(files) for files in _clean_first(folder)[:n_rows]]
    width = max(row.shape[1] for row in rows)
    filled = [_filled(row, width) for row in rows]
    _, data = cv2.imencode(".jpg", np.concatenate(filled), [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    sheet.write_bytes(data.tobytes())


def strip(truth: Truth, video: Path) -> list[Picture]:
    """Start, middle(s) and end of the first movement; both sides where there are two."""
    times = strip_times(truth)
    tiles = []
    with VideoFile(video) as source:
        for frame in source:
            while times and frame.t_s >= times[0] and frame.pixels is not None:
                tiles.append(np.asarray(cv2.resize(frame.pixels, TILE_PX), np.uint8))
                times = times[1:]
            if not times:
                break
    return tiles


def strip_times(truth: Truth) -> list[float]:
    """When the pictures of a strip are taken, in order of time."""
    if not truth.reps:
        return [share * truth.seconds for share in (0.05, 0.3, 0.5, 0.7, 0.92)]
    first = truth.reps[0]
    tops = [first]
    if first.side is not None:
        other = (rep for rep in truth.reps if rep.side not in (None, first.side))
        tops += [rep for rep in [next(other, None)] if rep is not None]
    middles = [(rep.top_s + rep.release_s) / 2 for rep in tops]
    if truth.exercise == "wall_bar_swing":
        middles = [first.top_s, first.release_s]
    before, after = first.start_s - MARGIN_S, tops[-1].end_s + MARGIN_S
    return [max(before, 0.0), *middles, min(after, truth.seconds - MARGIN_S)]


def _clean_first(folder: Path) -> list[ClipFiles]:
    return sorted(whole_clips(folder), key=lambda files: ("faults" in files.name, files.name))


def _row(files: ClipFiles) -> Picture:
    truth = files.read_truth()
    tiles = np.concatenate(strip(truth, files.video), axis=1)
    bar = np.full((BAR_PX, tiles.shape[1], 3), PAPER, np.uint8)
    words = f"{files.name}, {truth.camera.text}"
    cv2.putText(bar, words, (6, 16), cv2.FONT_HERSHEY_SIMPLEX, 0.45, INK, 1, cv2.LINE_AA)
    return np.concatenate([bar, tiles])


def _filled(row: Picture, width: int) -> Picture:
    blank = np.full((row.shape[0], width - row.shape[1], 3), PAPER, np.uint8)
    return np.concatenate([row, blank], axis=1)


def write_sheets(samples: Path, groups: Sequence[str]) -> Iterator[Path]:
    """One sheet for each folder of clips in `samples`, in samples/sheets."""
    (samples / "sheets").mkdir(exist_ok=True)
    for group in groups:
        sheet = samples / "sheets" / f"{group}.jpg"
        write_sheet(samples / group, sheet, n_rows=4 if group != NEGATIVES else 12)
        yield sheet
