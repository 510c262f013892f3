"""An exercise on known signals needs a TOML file and no Python: the README's own example counts."""

import json
import re
from pathlib import Path

import pytest

from tests.coaching import ROOT
from tests.command import Records, coach, named, records

README = ROOT / "exercises" / "README.md"


@pytest.fixture
def squat(tmp_path) -> Path:
    """The example of exercises/README.md, saved as it says."""
    [example] = re.findall(r"```toml\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    path = tmp_path / "squat.toml"
    path.write_text(example, encoding="utf-8")
    return path


def repetitions(squat: Path, clip: Path, *options: str | Path) -> Records:
    """What the real command counts in a clip with the example."""
    events = squat.with_name("events.jsonl")
    arguments = ("replay", clip, "--exercise", squat.name, "--events", events, *options)
    done = coach(*arguments, cwd=squat.parent)
    assert (done.returncode, done.stderr) == (0, "")
    finished = named(records(events), "rep_finished")
    assert f"Squat: {len(finished)} counted" in done.stdout
    return finished


def test_the_example_is_good(squat):
    done = coach("exercises", "check", squat.name, cwd=squat.parent)
    assert (done.returncode, done.stdout) == (0, "ok   squat.toml\n")


def test_every_squat_of_a_recording_is_counted(squat, shared):
    truth = json.loads((shared / "clips" / "truth.json").read_text(encoding="utf-8"))
    reps = repetitions(squat, shared / "recordings" / "squat__darebee.npz")
    assert len(reps) == truth["squat__darebee"]["rep_count"] == 8


# Four times down in the clip. It begins on the way down and ends on the way up, so two are whole.
WHOLE_BOTTOMS_S = (3.8, 6.6)


def check_whole_ones(reps: Records) -> None:
    assert len(reps) == len(WHOLE_BOTTOMS_S)
    for rep, bottom_s in zip(reps, WHOLE_BOTTOMS_S, strict=True):
        assert rep["start_s"] < bottom_s < rep["end_s"]


def test_another_person_from_the_front(squat, shared):
    check_whole_ones(repetitions(squat, shared / "recordings" / "squat__pexels.npz"))


@pytest.mark.slow
def test_the_same_from_the_video(squat, shared, bundle):
    clip = shared / "clips" / "squat__pexels.mp4"
    check_whole_ones(repetitions(squat, clip, "--model", bundle))


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("overhead_claps__malik", id="who_stands_and_claps"),
        pytest.param("supine_tabletop_hold__hep", id="who_lies_with_bent_knees"),
        pytest.param("sit_ups__wanshape", id="who_sits_up"),
    ],
)
def test_what_is_no_squat(squat, shared, name):
    assert repetitions(squat, shared / "recordings" / f"{name}.npz") == []
