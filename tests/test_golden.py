"""Landmark recordings of our own clips give the events that were once looked at and found right.

After a wanted change: `python -m tests.test_golden`, and say in the commit message why.
"""

import json
from pathlib import Path

import pytest

from coach.cues import Director
from coach.edges.event_lines import event_record
from coach.edges.library import load_exercise, load_phrases
from coach.edges.sources.recording import LandmarkRecording
from coach.session import Session
from tests.coaching import ROOT

GOLDEN = Path(__file__).parent / "golden"
# One of each kind, and one that is led; the dose of the lifts is that of the demo.
CLIPS = {
    "pelvis_lift_demo": "pelvis_lift",
    "pelvis_lift_side": "pelvis_lift",
    "pelvis_lift_corner45": "pelvis_lift",
    "knee_hug/knee_hug_david_1": "knee_hug",
    "side_pull/side_pull_carla_3": "side_pull",
    "wall_bar_swing/wall_bar_swing_carla_1": "wall_bar_swing",
    "star_stretch/star_stretch_anna_1": "star_stretch",
}
PHRASES = load_phrases()


def records(name: str) -> list[dict]:
    """Every event and cue of one pass, as plain data."""
    exercise = load_exercise(CLIPS[name])
    hold_s = 10.0 if exercise.kind == "hold" else None
    session = Session(exercise, dose_reps=3, dose_s=hold_s, stop_at_dose=False)
    director = Director(PHRASES, exercise)
    found: list[dict] = []
    with LandmarkRecording(ROOT / "samples" / f"{name}.npz") as source:
        updates = [(frame.t_s, *session.update(frame.pose)) for frame in source]
    t_s = updates[-1][0]
    for at_s, status, events in [*updates, (t_s, *session.finish(t_s))]:
        found += [event_record(event) for event in events]
        found += [
            {"event": "cue", "t_s": round(at_s, 3), "key": cue.key, "text": cue.text}
            for cue in director.update(status, events)
        ]
    return json.loads(json.dumps(found))


def _golden(name: str) -> Path:
    return GOLDEN / f"{Path(name).name}.jsonl"


@pytest.mark.parametrize("name", CLIPS)
def test_events_are_the_golden_ones(name):
    lines = _golden(name).read_text(encoding="utf-8").splitlines()
    expected = [json.loads(line) for line in lines]
    found = records(name)
    assert [record["event"] for record in found] == [record["event"] for record in expected]
    for record, golden in zip(found, expected, strict=True):
        numbers = {key for key, value in golden.items() if isinstance(value, float)}
        assert {k: v for k, v in record.items() if k not in numbers} == {
            k: v for k, v in golden.items() if k not in numbers
        }
        for key in numbers:
            assert record[key] == pytest.approx(golden[key], abs=0.01), (key, record)


def renew() -> None:
    """Write the golden files anew."""
    for name in CLIPS:
        text = "".join(json.dumps(record) + "\n" for record in records(name))
        _golden(name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    renew()
