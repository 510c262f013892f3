"""Events are on disk before the next frame, and docs/events.md says what they hold."""

import re
from dataclasses import fields
from enum import Enum
from pathlib import Path

import pytest

from coach.cues import Cue, Priority
from coach.edges.event_lines import EventLines, event_record
from coach.errors import CoachError
from coach.events import Event, Flag, Grade, Rep, RepCounted, Stage
from tests.command import ROOT, records
from tests.edges.screen_moments import moment, status

TEXT = (ROOT / "docs" / "events.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `(\w+)` \| ([^|]+) \|", re.MULTILINE)
DOCUMENTED = {name: re.findall(r"`(\w+)`", cells) for name, cells in ROW.findall(TEXT)}


def snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def names(kind: type) -> list[str]:
    return [field.name for field in fields(kind)]


def written() -> dict[str, list[str]]:
    """Every event and its fields, by the classes."""
    found = {"header": ["version", "exercise", "source"], "cue": names(Cue)}
    for event in Event.__subclasses__():
        own = [name for name in names(event) if name != "rep"]
        found[snake(event.__name__)] = own + (names(Rep) if "rep" in names(event) else [])
    return {name: [key for key in keys if key != "t_s"] for name, keys in found.items()}


def test_every_event_is_on_disk_before_the_next_frame(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    with EventLines(path, {"exercise": "any", "source": "no file"}) as lines:
        assert records(path) == []
        for n in range(1, 4):
            counted, said = (
                RepCounted(float(n), n, n - 0.5),
                Cue(n, n + 1, Priority.COUNT, "a", "ä"),
            )
            lines.handle(moment(status(t_s=float(n)), cues=(said,), events=(counted,)))
            written = records(path)
            assert len(written) == 1 + 2 * n
            assert written[-2] == {
                "event": "rep_counted",
                "t_s": float(n),
                "index": n,
                "start_s": n - 0.5,
                "side": None,
            }
            assert written[-1]["text"] == "ä"


def test_an_older_file_stays_until_there_is_something_to_say(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    path.write_text('{"event": "older"}\n')
    with EventLines(path, {}):
        pass
    assert [line["event"] for line in records(path)] == ["older"]
    with EventLines(path, {}) as lines:
        lines.handle(moment(status()))
    assert [line["event"] for line in records(path)] == ["header"]


def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(CoachError, match="choose another place"), EventLines(tmp_path, {}):
        pytest.fail("entered")


@pytest.mark.parametrize("held", [b"SQLite format 3\0", b'language = "de"\n', b"{}"])
def test_another_file_is_never_written_over(tmp_path: Path, held: bytes) -> None:
    path = tmp_path / "something"
    path.write_bytes(held)
    with pytest.raises(CoachError, match="give another name"), EventLines(path, {}):
        pytest.fail("entered")
    assert path.read_bytes() == held


def test_every_event_is_documented_with_its_fields() -> None:
    assert written() == DOCUMENTED


def test_records_hold_the_documented_fields() -> None:
    rep = Rep(1, 1.0, 2.0, 1.0, 5.0, 0.3, "S0", Grade.SURE)
    for event in Event.__subclasses__():
        values = [rep if name == "rep" else 0.5 for name in names(event)]
        record = event_record(event(*values))
        assert list(record) == ["event", "t_s", *DOCUMENTED[record["event"]]]


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        pytest.param("`stage`", Stage, id="stages"),
        pytest.param("`grade`", Grade, id="grades"),
        pytest.param("`flag` and the items of `flags`", Flag, id="flags"),
    ],
)
def test_every_value_is_documented(label: str, kind: type[Enum]) -> None:
    line = next(line for line in TEXT.splitlines() if line.startswith(f"- {label}: "))
    values = re.findall(r"`([^`]+)`", line.removeprefix(f"- {label}: "))
    assert values == [member.value for member in kind]


def test_every_priority_is_documented() -> None:
    listed = ", ".join(f"{priority.value} {priority.name.lower()}" for priority in Priority)
    assert f"- `priority`: {listed};" in TEXT
