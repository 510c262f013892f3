"""The method's own error of a range of motion, from labelled recordings of rendered people.

    python -m benchmarks.range_error [CLIPS...] [--held-out] [--jobs N]

Without CLIPS: those in samples/ and in the user's cache (docs/benchmark.md tells how they are
made). Writes the sets to benchmarks/range_sets.csv, what follows from them to
exercises/measured/range_errors.toml, and the table in docs/range-error.md between its marks.

--held-out writes nothing: it tells how many pairs of sets of the held-out people lie inside the
errors that are written down, in one line.
"""

import argparse
from collections.abc import Sequence
from dataclasses import replace
from math import exp
from pathlib import Path
from statistics import median

import joblib
import platformdirs

from benchmarks.range_sets import read_table, sets_of, table_text
from coach.edges.evaluation.clips import Clip, Wish, find_clips
from coach.edges.library import exercise_ids, load_exercise
from coach.edges.range_errors import FILE, load_range_errors
from coach.errors import CoachError
from coach.range_error import RangeError
from coach.scoring.retest import (
    RangedSet,
    coverage,
    place_shifts,
    range_errors,
    retest,
    side_difference,
)

ROOT = Path(__file__).resolve().parents[1]
TABLE = ROOT / "benchmarks" / "range_sets.csv"
DATA = ROOT / "exercises" / FILE
PAGE = ROOT / "docs" / "range-error.md"
BEGIN, END = "<!-- measured: begin -->\n", "<!-- measured: end -->\n"
CACHE = platformdirs.user_cache_path("spine-coach", appauthor=False) / "benchmark"
TOO_LARGE = 5.0  # to be a figure: too few sets
DATA_HEAD = """\
# How far a range of motion wanders although the person moves alike: docs/range-error.md.
# Made by `python -m benchmarks.range_error` from rendered people; no real person is in it yet.
"""


def clips_in(paths: Sequence[Path], *, is_held_out: bool) -> list[Clip]:
    """The rendered clips with true ranges, of the held-out people or of the others.

    Raises CoachError for a clip whose truth cannot be read.
    """
    exercises = [load_exercise(name) for name in exercise_ids()]
    good, bad, _ = find_clips(paths, Wish(), exercises)
    if bad:
        raise CoachError(bad[0].sentence)
    return [
        clip
        for clip in good
        if clip.truth.people == "rendered" and clip.truth.held_out == is_held_out
    ]


def measured(clips: Sequence[Clip], jobs: int) -> list[RangedSet]:
    """Their sets."""
    each = joblib.Parallel(n_jobs=jobs)(joblib.delayed(sets_of)(clip) for clip in clips)
    return [one for sets in each for one in sets]


def data_text(errors: Sequence[RangeError]) -> str:
    """The data file."""
    return DATA_HEAD + "".join(_entry(one) for one in errors)


def _entry(one: RangeError) -> str:
    return f"""
[[errors]]
exercise = "{one.exercise}"
place = "{one.place}"
unit = "{one.unit}"
sem_percent = {100 * one.sem_share:.1f}
mdc95_percent = {100 * one.mdc95_share:.1f}
n_sets = {one.n_sets}
n_figures = {one.n_figures}
people = "rendered"
"""


def page_text(sets: Sequence[RangedSet], errors: Sequence[RangeError]) -> str:
    """The tables of the page, as Markdown."""
    kept = {(one.exercise, one.place) for one in errors}
    lines = [
        "| exercise | place | SEM | below (95 %) | MDC95 | sets | figures | df | in the file "
        "| SEM with the camera left alone (df) |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for exercise in sorted({one.exercise for one in sets}):
        own = [one for one in sets if one.exercise == exercise]
        for place in ("", *sorted({one.place for one in own})):
            there = [one for one in own if place in ("", one.place)]
            lines.append(_row(exercise, place, there, is_kept=(exercise, place) in kept))
    lines += ["", *_shift_lines(sets), "", *_side_lines(sets)]
    return "\n".join(lines) + "\n"


def _row(exercise: str, place: str, sets: Sequence[RangedSet], *, is_kept: bool) -> str:
    where, known = f"`{place}`" if place else "all", retest(sets)
    if known is None:
        return f"| `{exercise}` | {where} | not known | | | | | 0 | no | |"
    left = retest(replace(one, place=f"{one.place} {one.camera}") for one in sets)
    cells = [
        f"`{exercise}`",
        where,
        f"{known.sem_share:.1%}",
        f"{known.sem_high_share:.1%}" if known.sem_high_share < TOO_LARGE else "no bound",
        f"{known.mdc95_share:.0%}" if known.mdc95_share < TOO_LARGE else "no bound",
        *map(str, (known.n_sets, known.n_figures, known.df)),
        "yes" if is_kept else "no",
        "" if left is None else f"{left.sem_share:.1%} ({left.df})",
    ]
    return f"| {' | '.join(cells)} |"


def _shift_lines(sets: Sequence[RangedSet]) -> list[str]:
    lines = ["| exercise | pairs of places | median | largest |", "| --- | --- | --- | --- |"]
    every = place_shifts(sets)
    for exercise in sorted({one.exercise for one in sets}):
        if shifts := place_shifts([one for one in sets if one.exercise == exercise]):
            lines.append(_shift_row(f"`{exercise}`", shifts))
    return [*lines, _shift_row("all", every)] if every else lines


def _shift_row(name: str, shifts: Sequence[float]) -> str:
    return f"| {name} | {len(shifts)} | {median(shifts):.2f} times | {max(shifts):.2f} times |"


def _side_lines(sets: Sequence[RangedSet]) -> list[str]:
    lines = [
        "| exercise | clips | near side reads, against the far one | from clip to clip |",
        "| --- | --- | --- | --- |",
    ]
    for exercise in sorted({one.exercise for one in sets}):
        known = side_difference([one for one in sets if one.exercise == exercise])
        if known is not None:
            spread = f"times or divided by {exp(known.sd_log):.2f} (SD)"
            lines.append(f"| `{exercise}` | {known.n_clips} | {known.ratio:.2f} times | {spread} |")
    return lines


def main() -> None:
    """Measure, and write all three files."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("clips", nargs="*", type=Path)
    parser.add_argument("--held-out", action="store_true")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    paths = options.clips or [ROOT / "samples", CACHE]
    sets = measured(clips_in(paths, is_held_out=options.held_out), options.jobs)
    if options.held_out:
        hits, n = coverage(sets, load_range_errors())
        print(f"held-out people: {hits} of {n} pairs of {len(sets)} sets inside the MDC95")
        return
    TABLE.write_text(table_text(sets), encoding="utf-8")
    write_from_table()
    print(f"{len(sets)} sets: {TABLE.name}, {DATA.name} and {PAGE.name} are written")


def write_from_table() -> None:
    """The data file and the page's tables, from the table of sets."""
    sets = read_table(TABLE)
    errors = range_errors(sets)
    DATA.write_text(data_text(errors), encoding="utf-8")
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    whole = f"{before}{BEGIN}{page_text(sets, errors)}{END}{after}"
    PAGE.write_text(whole, encoding="utf-8")


if __name__ == "__main__":
    main()
