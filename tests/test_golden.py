"""Landmark recordings of our own clips give the events that were once looked at and found right.

After a wanted change: `python -m tests.test_golden`, and say in the commit message why.
"""

import json
from pathlib import Path

import pytest

from coach.cues import Director
from coach.edges.event_lines import event_record
from coach.edges.library import load_phrases
from coach.edges.sources.recording import LandmarkRecording
from coach.session import Session
from tests.coaching import PELVIS_LIFT, ROOT

GOLDEN = Path(__file__).parent / "golden"
NAMES = ("pelvis_lift_demo", "pelvis_lift_side", "pelvis_lift_corner45")
PHRASES = load_phrases()


def records(name: str) -> list[dict]:
    """Every event and cue of one pass, as plain data."""
    session = Session(PELVIS_LIFT, dose_reps=3, dose_s=10.0, stop_at_dose=False)
    director = Director(PHRASES, PELVIS_LIFT)
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


@pytest.mark.parametrize("name", NAMES)
def test_events_are_the_golden_ones(name):
    lines = (GOLDEN / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
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
    for name in NAMES:
        text = "".join(json.dumps(record) + "\n" for record in records(name))
        (GOLDEN / f"{name}.jsonl").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    renew()
